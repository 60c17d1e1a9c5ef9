/** Threads that are given up, killed or late, on genealogies that are only in memory: no database is asked. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { foundBack, foundIn, giveBackFound } from '../../src/capabilities/tracing/affected.ts'
import { Engine } from '../../src/capabilities/tracing/engine.ts'
import { laidOut } from '../../src/capabilities/tracing/laid-out.ts'
import { type Answer, type Task, Threads } from '../../src/capabilities/tracing/threads.ts'
import { LotGraph } from '../../src/genealogy/graph.ts'
import { forgetKept } from '../../src/genealogy/memory.ts'
import { timedReach } from '../../src/genealogy/reach.ts'
import { temporaryFolder } from '../support/folders.ts'

/** Connects when it is asked, which it never is. */
const unasked = new pg.Pool()
const threads = new Threads({ count: 1 })
afterAll(() => threads.close())

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
  const engine = new Engine(unasked, { threads: noted })
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
  const engine = new Engine(unasked, { threads: mortal })
  const graph = largeStar()
  const asked = { weighed: true, only: false }
  const query = { direction: 'forward' as const, seeds: [{ lot: 1 }] }
  await expect(engine.forward(graph, query, asked)).rejects.toMatchObject({ status: 503, code: 'unavailable' })
  await expect(mortal.run({ kind: 'trace', handles: graph.handles(), query, weighed: true, only: false })).rejects.toThrow(
    'ended before it had answered',
  )
  await mortal.close()
  const healthy = new Engine(unasked, { threads })
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

/** Each lot of two before it, one in ten of a lot of which more was taken than was there; some shipped, some scrapped. */
function mixed(lots: number): LotGraph {
  const graph = new LotGraph({ shared: true })
  const quantities = { qMin: 0, qExp: 5, qMax: 10, drawQ: 10, portion: 10, total: 10 }
  for (let lot = 1; lot <= lots; lot++) graph.addLot(lot, { unit: lot % 3 === 0 ? 'pcs' : 'kg' })
  for (let lot = 1; lot <= lots; lot++) {
    const at = lot * 100
    graph.addMovement({ since: lot, line: 1, lot, kind: 'produced', delta: 10, at })
    for (const [line, parent] of [lot - 1, lot - 7].filter(one => one > 0).entries()) {
      const exact = parent % 10 === 0 ? {} : { qMin: 10, qExp: 10 }
      graph.addLink({
        ...quantities,
        ...exact,
        since: lot,
        line: line + 2,
        parent,
        child: lot,
        came: at - 50,
        left: at,
        taken: 0,
        put: lot,
        draw: line,
      })
    }
    if (lot % 4 === 0)
      graph.addMovement({ since: lot, line: 5, lot, kind: lot % 8 === 0 ? 'shipped' : 'scrapped', delta: -12, at: at + 10 })
  }
  graph.fold()
  return graph
}

test('what is found in memory that was used before is what is found in memory of its own, laid out once', () => {
  const graph = mixed(9000)
  /** How far apart the lots stand that were reached and that are affected, where they are the same. */
  const whole = new Set<number>()
  const answered = (lots: readonly number[], only: boolean): string => {
    const found = foundIn(graph, { direction: 'forward', seeds: lots.map(lot => ({ lot })), steps: true }, only)
    const laid = laidOut(found, undefined)
    giveBackFound(found)
    const { reached, weights, ends, total } = laid.found
    if (laid.found.lots.ids.length === reached.ids.length) whole.add(laid.found.lots.ids.byteOffset - reached.ids.byteOffset)
    return JSON.stringify([laid.memory?.byteLength, reached, weights, laid.found.lots, ends, [...(total ?? [])]])
  }
  const traces = [[10], [5, 4000], [300]].flatMap(lots => [true, false].map(only => [lots, only] as const))
  const alone = traces.map(([lots, only]) => {
    forgetKept()
    return answered(lots, only)
  })
  for (const index of [0, 1, 2, 5, 3, 4, 1, 0]) {
    const trace = traces[index]
    if (trace) expect(answered(...trace) === alone[index], `trace ${index}`).toBe(true)
  }
  expect(whole).toEqual(new Set([0]))
})
