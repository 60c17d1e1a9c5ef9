import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Series } from '../../src/bench/measure.ts'
import { deepPlant, setUp } from '../../src/bench/plant.ts'
import { captureEvents } from '../../src/capabilities/capture.ts'
import type { Services } from '../../src/capabilities/route.ts'
import { foundBy } from '../../src/capabilities/tracing/affected.ts'
import { readInBulk } from '../../src/capabilities/tracing/bulk.ts'
import { Engine } from '../../src/capabilities/tracing/engine.ts'
import { snapshotFile } from '../../src/capabilities/tracing/snapshot.ts'
import { type Answer, Threads } from '../../src/capabilities/tracing/threads.ts'
import { linkBuffer, movementBuffer } from '../../src/genealogy/facts.ts'
import type { FoldQuestion } from '../../src/genealogy/fold.ts'
import { COUNTABLE, HOMOGENEOUS, LotGraph } from '../../src/genealogy/graph.ts'
import { timedReach } from '../../src/genealogy/reach.ts'
import { NOW, servicesOn } from '../ledger/plant.ts'
import { temporaryFolder } from '../support/folders.ts'
import { openTestStore, testStore } from '../support/store.ts'

const at = testStore()
const threads = new Threads({ count: 1 })
afterAll(() => threads.close())
let services: Services & { faults: unknown[] }
let folder = ''
let kept = 0 // the position of the snapshot there

/** Productions in steps, some of them shipped, returned and corrected. */
beforeAll(async () => {
  services = servicesOn(at)
  folder = temporaryFolder()
  await record(services)
}, 240_000)

async function record(services: Services): Promise<void> {
  const began = NOW - 86_400_000
  const { events, sold } = deepPlant(600, began, new Series(11))
  const recorded = await captureEvents(services, [...setUp(began), ...events], 'test')
  await captureEvents(services, sold.slice(0, 20).flatMap(movesOf), 'test')
  const last = recorded.slice(-30).map(({ id }) => ({ id: randomUUID(), type: 'correct', at: time(), event: id, reason: 'miscounted' }))
  const corrected = await captureEvents(services, last, 'test')
  expect(corrected.some(({ status }) => status === 'recorded')).toBe(true)
}

const time = (): string => new Date(NOW - 3_600_000).toISOString()

function movesOf(lot: { material: string; number: string }, i: number): object[] {
  const line = { at: time(), customer: 'ACME', lots: [{ lot, quantity: 10 }] }
  return [
    ...(i === 0 ? [{ id: randomUUID(), type: 'partner', at: time(), code: 'ACME', roles: ['customer'] }] : []),
    { id: randomUUID(), type: 'ship', shipment: `S-${i % 3}`, ...line },
    { id: randomUUID(), type: 'return', shipment: `S-${i % 3}`, reason: 'late', to: '', ...line, lots: [{ lot, quantity: 4 }] },
  ]
}

/** Everything that a graph knows. */
function known(graph: LotGraph): unknown {
  const [links, movements] = [linkBuffer(), movementBuffer()]
  for (let lot = 1; lot < graph.lotEnd; lot++) {
    graph.gatherIn(lot, 2 ** 31, links)
    graph.gatherMovements(lot, 2 ** 31, movements)
  }
  const rows = ({ columns, size }: { columns: Record<string, Float64Array | Uint32Array | Uint8Array>; size: number }): unknown =>
    Object.entries(columns).map(([name, column]) => [name, column.subarray(0, size).join(' ')])
  const kinds = Array.from(graph.flags.subarray(0, graph.lotEnd), bits => bits & (HOMOGENEOUS | COUNTABLE))
  const units = Array.from({ length: graph.lotEnd }, (_, lot) => graph.units.of(lot))
  return { links: rows(links), movements: rows(movements), kinds, units, of: graph.linkCount, moved: graph.movementCount }
}

test('what was followed, read by pages, read in bulk and folded in a thread is the same', async () => {
  const followed = await services.engine.current()
  const paged = new Engine(at.pool, { threads })
  const bulk = new LotGraph({ shared: true })
  const said: string[] = []
  const doors = { onProgress: (text: string) => said.push(text), fold: (question: FoldQuestion) => threads.run({ kind: 'fold', question }) }
  await readInBulk(at.pool, bulk, { from: 0, to: services.engine.position }, doors)
  expect(known(bulk)).toEqual(known(await paged.current()))
  expect(known(followed)).toEqual(known(bulk))
  expect(said.at(-1)).toContain('100 %')
  await paged.fold()
  expect(paged.graph.freshCount).toBe(0)
  expect(known(paged.graph)).toEqual(known(bulk))
})

/** Every field of a link as it mostly is, and otherwise. */
const OTHERWISE = [
  'quantity_min = null, quantity_expected = null, quantity_max = null, drawn = null',
  'quantity_min = null, quantity_expected = drawn, quantity_max = null',
  'quantity_min = 0, quantity_expected = drawn / 2',
  'portion_total = portion + 1, blend = 1, draw = line',
  'taken = 0, put = 0, blend = 2, draw = line + 3',
  `how = 'imported', removed_at = gone`,
]

test('what is as it mostly is comes in bulk as it stands, and so does what is not', async () => {
  const store = await openTestStore()
  try {
    await record(servicesOn(store))
    for (const [rest, change] of OTHERWISE.entries())
      await store.pool.query(`update link set ${change} where (since + line) % ${OTHERWISE.length + 1} = ${rest}`)
    const paged = new Engine(store.pool, { threads })
    const bulk = new LotGraph({ shared: true })
    const fold = (question: FoldQuestion): Promise<Answer['fold']> => threads.run({ kind: 'fold', question })
    await readInBulk(store.pool, bulk, { from: 0, to: (await paged.current()).lastPosition }, { onProgress: () => undefined, fold })
    expect(known(bulk)).toEqual(known(paged.graph))
  } finally {
    await store.close()
  }
})

test('a bulk load in many pieces is the one in one piece, down to where nobody need ask when', async () => {
  const to = services.engine.position
  const fold = (question: FoldQuestion): Promise<Answer['fold']> => threads.run({ kind: 'fold', question })
  const onProgress = (): void => undefined
  const [whole, pieces] = [new LotGraph({ shared: true }), new LotGraph({ shared: true })]
  await readInBulk(at.pool, whole, { from: 0, to }, { onProgress, fold })
  await readInBulk(at.pool, pieces, { from: 0, to }, { onProgress, fold, window: 37, foldAt: 100 })
  expect(pieces.generation).toBeGreaterThan(5)
  const later = new LotGraph({ shared: true })
  const middle = Math.trunc(to / 2)
  await readInBulk(at.pool, later, { from: 0, to: middle }, { onProgress, fold })
  await readInBulk(at.pool, later, { from: middle, to }, { onProgress, fold })
  expect(known(later)).toEqual(known(whole))
  expect(known(pieces)).toEqual(known(whole))
  const { plain, timed } = whole.folded
  expect(plain.some(bits => bits !== 0)).toBe(true)
  expect([pieces.folded.plain, pieces.folded.timed]).toEqual([plain, timed])
  expect(pieces.lastPosition).toBe(whole.lastPosition)
  expect(pieces.hasRemovals).toBe(whole.hasRemovals)
})

test('a bulk load that broke off is begun anew', async () => {
  const store = await openTestStore()
  try {
    await record(servicesOn(store))
    const kept = await servicesOn(store).engine.current()
    await store.pool.query('update store set position = position + 60000')
    const [program, mark] = [join(temporaryFolder(), 'ends-once.mjs'), join(temporaryFolder(), 'ended')]
    writeFileSync(program, endsOnce(mark))
    const mortal = new Threads({ count: 1, program })
    const engine = new Engine(store.pool, { threads: mortal })
    await expect(engine.current()).rejects.toThrow('ended before it had answered')
    expect(engine.graph.lotCount).toBe(0)
    expect(known(await engine.current())).toEqual(known(kept))
    await mortal.close()
  } finally {
    await store.close()
  }
})

/** A thread that ends under the first task it ever gets, and then folds. */
const endsOnce = (mark: string): string =>
  `
  import { existsSync, writeFileSync } from 'node:fs'
  import { parentPort } from 'node:worker_threads'
  import { register } from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))}
  register()
  const { fold } = await import(${JSON.stringify(import.meta.resolve('../../src/genealogy/fold.ts'))})
  parentPort.on('message', ({ question }) => {
    if (existsSync(mark)) parentPort.postMessage({ done: fold(question) })
    else process.exit(writeFileSync(mark, '') ?? 9)
  })
`.replaceAll('(mark', `(${JSON.stringify(mark)}`)

test('a snapshot brings back what was there, and the rest is read', async () => {
  const first = new Engine(at.pool, { threads, folder })
  await first.current()
  await first.fold()
  kept = first.position
  await captureEvents(services, [{ id: randomUUID(), type: 'material', at: time(), code: 'LATER', unit: 'kg' }], 'test')
  const said: string[] = []
  const second = new Engine(at.pool, { threads, folder, onProgress: text => said.push(text) })
  const graph = await second.current()
  expect(said).toEqual([])
  expect(graph.folded.links).toBe(first.graph.folded.links)
  expect(known(graph)).toEqual(known(await services.engine.current()))
})

test('a damaged snapshot is not used, whichever bytes are damaged', async () => {
  const whole = readFileSync(snapshotFile(folder))
  const truth = known(await services.engine.current())
  const damages = fc.sample(fc.record({ at: fc.nat(whole.length - 1), bits: fc.integer({ min: 1, max: 255 }), cut: fc.boolean() }), 12)
  for (const damage of damages) {
    const bytes = Buffer.from(whole)
    bytes.writeUInt8((bytes.readUInt8(damage.at) ^ damage.bits) & 255, damage.at)
    writeFileSync(snapshotFile(folder), damage.cut ? whole.subarray(0, damage.at) : bytes)
    const said: string[] = []
    const engine = new Engine(at.pool, { threads, folder, onProgress: text => said.push(text) })
    expect(known(await engine.current())).toEqual(truth)
    expect(said.join(), JSON.stringify(damage)).toContain('the tables are read instead')
  }
  writeFileSync(snapshotFile(folder), whole)
})

test('a snapshot of another ledger, or one ahead of the store, is not used', async () => {
  const saidOfSnapshot = async (): Promise<string> => {
    const said: string[] = []
    await new Engine(at.pool, { threads, folder, onProgress: text => said.push(text) }).current()
    return said.join()
  }
  expect(await saidOfSnapshot()).toBe('')
  const lastOf = '(select max(sequence) from ledger where site = $1 and position <= $2)'
  const hash = `update ledger set hash = set_byte(hash, 0, 255 - get_byte(hash, 0)) where site = $1 and sequence = ${lastOf}`
  await at.pool.query(hash, ['main', kept])
  expect(await saidOfSnapshot()).toContain('of another ledger')
  await at.pool.query(hash, ['main', kept])
  const { rows } = await at.pool.query<{ position: number }>('select position from store')
  await at.pool.query('update store set position = 1')
  expect(await saidOfSnapshot()).toContain('ahead of the store')
  await at.pool.query('update store set position = $1', [rows[0]?.position])
})

test('rebuilt projections make the snapshot void', async () => {
  const engine = new Engine(at.pool, { threads, folder })
  await engine.current()
  await engine.fold()
  engine.forget()
  expect(() => readFileSync(snapshotFile(folder))).toThrow('ENOENT')
  expect(known(await engine.current())).toEqual(known(await services.engine.current()))
})

test.skipIf(process.platform !== 'linux')('a thread of the engine gives way to whoever scans', async () => {
  const graph = await new Engine(at.pool, { threads }).current()
  await threads.run({ kind: 'glance', handles: graph.handles(), query: { direction: 'forward', seeds: [{ lot: 1 }] } })
  const priorities = readdirSync('/proc/self/task').map(thread => getPriority(Number(thread)))
  expect(Math.max(...priorities)).toBeGreaterThanOrEqual(10)
})

test('a large trace in a thread is the one in place', async () => {
  const engine = new Engine(at.pool, { threads })
  const graph = await engine.current()
  const query = {
    direction: 'forward' as const,
    steps: true,
    seeds: [...Array(60).keys()].map(i => ({ lot: i + 1 })),
    asKnownAt: engine.position,
  }
  const reached = timedReach(graph, query)
  expect(reached.ids.length).toBeGreaterThan(100)
  const { weights, ...found } = foundBy(graph, reached, { weighed: true, only: false })
  // What was ever affected is told lot by lot, and not once more; what came back is in the total.
  const whole = { ...found, weights: { ...weights, affected: undefined, returned: undefined } }
  const weighed = { kind: 'trace' as const, handles: graph.handles(), query, weighed: true, only: false }
  expect((await threads.run(weighed)).found).toEqual(whole)
  const counted = await threads.run({ ...weighed, weighed: false })
  expect(counted.found.lots.ids).toEqual(reached.ids)
  // And in memory that is used again: made when there is none or too little.
  const first = await threads.run({ ...weighed, room: null })
  expect(first.found).toEqual(whole)
  const room = first.memory instanceof SharedArrayBuffer ? first.memory : null
  const again = await threads.run({ ...weighed, room })
  expect(again.found).toEqual(whole)
  new Uint8Array(room ?? new SharedArrayBuffer(0)).fill(1)
  expect(again.found).not.toEqual(whole)
  const little = await threads.run({ ...weighed, room: new SharedArrayBuffer(8) })
  expect(little.found).toEqual(whole)
})
