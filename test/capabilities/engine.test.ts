import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Series } from '../../src/bench/measure.ts'
import { deepPlant, setUp } from '../../src/bench/plant.ts'
import { captureEvents } from '../../src/capabilities/capture.ts'
import type { Services } from '../../src/capabilities/route.ts'
import { foundBack, foundBy } from '../../src/capabilities/tracing/affected.ts'
import { readInBulk } from '../../src/capabilities/tracing/bulk.ts'
import { Engine } from '../../src/capabilities/tracing/engine.ts'
import { snapshotFile } from '../../src/capabilities/tracing/snapshot.ts'
import { type Answer, type Task, Threads } from '../../src/capabilities/tracing/threads.ts'
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
  // What was ever affected is told lot by lot, and not once more.
  const whole = { ...found, weights: { ...weights, affected: undefined } }
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

class NotedThreads extends Threads {
  readonly kinds: Task['kind'][] = []

  override run<T extends Task>(task: T, signal?: AbortSignal): Promise<Answer[T['kind']]> {
    this.kinds.push(task.kind)
    return super.run(task, signal)
  }
}

/** The first of two lots is made of so many others, the second of one of them. */
function wide(width: number): LotGraph {
  const graph = new LotGraph({ shared: true })
  for (let lot = 1; lot <= width + 2; lot++) graph.addLot(lot, {})
  for (let lot = 1; lot <= width + 1; lot++) {
    const [parent, child] = lot <= width ? [lot, width + 1] : [1, width + 2]
    const quantities = { qMin: 1, qExp: 1, qMax: 1, drawQ: 1, portion: 1, total: 1 }
    graph.addMovement({ since: lot, line: 1, lot: parent, kind: 'received', delta: 2, at: lot })
    graph.addLink({ since: lot, line: 1, parent, child, ...quantities, came: 2 * width, left: 2 * width, taken: lot, put: lot, draw: 0 })
  }
  return graph
}

test('a large trace back is done in a thread, and comes to what it comes to in place', async () => {
  const noted = new NotedThreads({ count: 1 })
  const graph = wide(6000)
  const engine = new Engine(at.pool, { threads: noted })
  const back = (lot: number) => ({ direction: 'back' as const, steps: true, seeds: [{ lot }], asKnownAt: graph.lastPosition })
  for (const only of [false, true]) {
    const expected = foundBack(graph, timedReach(graph, back(6001)), { only })
    expect(await engine.back(graph, back(6001), { only })).toEqual(expected)
    expect(noted.kinds.splice(0)).toEqual(['back'])
    expect((await engine.back(graph, back(6002), { only })).reached.ids).toEqual(Uint32Array.of(1))
    expect(noted.kinds).toEqual([])
  }
  expect((await engine.back(graph, back(6001), { only: false })).lots.ids).toHaveLength(6000)
  await noted.close()
})

test('a trace that is given up ends, and the next one is answered', async () => {
  const graph = new LotGraph({ shared: true })
  const query = { direction: 'forward' as const, seeds: [{ lot: 1 }] }
  graph.addLot(1, {})
  const gone = new AbortController()
  const given = threads.run({ kind: 'trace', handles: graph.handles(), query, weighed: true, only: false }, gone.signal)
  gone.abort(new Error('nobody waits'))
  await expect(given).rejects.toThrow('nobody waits')
  await expect(threads.run({ kind: 'trace', handles: graph.handles(), query, weighed: true, only: false }, gone.signal)).rejects.toThrow(
    'nobody waits',
  )
  expect(
    (await threads.run({ kind: 'trace', handles: graph.handles(), query, weighed: true, only: false })).found.reached.ids,
  ).toHaveLength(0)
})

test('what a given-up trace still answered is not taken for the answer of the next', async () => {
  const program = join(temporaryFolder(), 'answers.mjs')
  const answer = `({ query, kind }) => parentPort.postMessage({ done: kind === 'trace' ? query.seeds[0].lot : undefined })`
  writeFileSync(program, `import { parentPort } from 'node:worker_threads'\nparentPort.on('message', ${answer})\n`)
  const quick = new Threads({ count: 1, program })
  const graph = new LotGraph({ shared: true })
  const ask = (lot: number, signal?: AbortSignal): Promise<unknown> =>
    quick.run(
      { kind: 'trace', handles: graph.handles(), query: { direction: 'forward', seeds: [{ lot }] }, weighed: true, only: false },
      signal,
    )
  expect(await ask(1)).toBe(1)
  const gone = new AbortController()
  const given = ask(2, gone.signal)
  // This thread does nothing until the answer lies before its door; only then is the question given up.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
  gone.abort(new Error('nobody waits'))
  const next = ask(3)
  await expect(given).rejects.toThrow('nobody waits')
  expect(await next).toBe(3)
  await quick.close()
})

test('threads that are killed under a trace: asked once more, then a clear error', async () => {
  const program = join(temporaryFolder(), 'ends.mjs')
  writeFileSync(program, `import { parentPort } from 'node:worker_threads'\nparentPort.on('message', () => process.exit(9))\n`)
  const mortal = new Threads({ count: 1, program })
  const engine = new Engine(at.pool, { threads: mortal })
  const graph = largeStar()
  const asked = { weighed: true, only: false }
  const query = { direction: 'forward' as const, seeds: [{ lot: 1 }] }
  await expect(engine.forward(graph, query, asked)).rejects.toMatchObject({ status: 503, code: 'unavailable' })
  await expect(mortal.run({ kind: 'trace', handles: graph.handles(), query, weighed: true, only: false })).rejects.toThrow(
    'ended before it had answered',
  )
  await mortal.close()
  const healthy = new Engine(at.pool, { threads })
  expect((await healthy.forward(graph, query, asked)).reached.ids).toHaveLength(graph.lotCount - 1)
})

/** One lot in more others than are followed in place. */
function largeStar(): LotGraph {
  const graph = new LotGraph({ shared: true })
  graph.addLot(1, {})
  const q = { qMin: 1, qExp: 1, qMax: 1, drawQ: 1, portion: 1, total: 1, taken: 0, draw: 0 }
  for (let child = 2; child < 6005; child++) {
    graph.addLot(child, {})
    graph.addLink({ ...q, since: child, line: 0, parent: 1, child, came: child, left: child, put: child })
  }
  // Past the limit only by what these lead to.
  for (let i = 2; i < 6000; i++) graph.addLink({ ...q, since: 6005 + i, line: 0, parent: i, child: i + 1, came: 7000, left: 7000, put: 1 })
  graph.fold()
  return graph
}
