import { expect, test } from 'vitest'
import { flowsOf } from '../../src/genealogy/flows.ts'
import { LotGraph } from '../../src/genealogy/graph.ts'
import { forgetKept } from '../../src/genealogy/memory.ts'
import { timedReach } from '../../src/genealogy/reach.ts'
import { totalAffected } from '../../src/genealogy/total.ts'
import { weigh } from '../../src/genealogy/weigh.ts'
import { seedOfRun } from '../support/rounds.ts'
import { randomOf } from './hidden-plant.ts'

const LOTS = 12_000

/** Lots one after the other, each of a few before it; some of melts, some of what was taken twice, some drawn on before all was in. */
function plant(seed: number): LotGraph {
  const [graph, random] = [new LotGraph(), randomOf(seed)]
  for (let lot = 1; lot <= LOTS; lot++) graph.addLot(lot, { homogeneous: random(7) === 0, countable: random(2) === 0, unit: 'kg' })
  for (let lot = 1; lot <= LOTS; lot++) {
    const parents = new Set(Array.from({ length: lot === 1 ? 0 : 1 + random(3) }, () => Math.max(1, lot - 1 - random(400))))
    graph.addMovement({ since: lot, line: 1, lot, kind: 'produced', delta: 100, at: lot * 100 })
    let line = 1
    for (const parent of parents) {
      const hasMoved = random(3) > 0
      const left = lot * 100 - (random(50) === 0 ? 100 * random(900) : 0)
      if (hasMoved) graph.addMovement({ since: lot, line: ++line, lot: parent, kind: 'consumed', delta: -7, at: left })
      const quantity = { qMin: 7, qExp: 7, qMax: 7, drawQ: 7, portion: 100, total: 100 }
      graph.addLink({
        since: lot,
        line,
        parent,
        child: lot,
        ...quantity,
        came: left - 50,
        left,
        taken: hasMoved ? lot : 0,
        put: lot,
        draw: line,
      })
    }
    if (random(9) === 0) graph.addMovement({ since: lot, line: ++line, lot, kind: 'shipped', delta: -1 - random(40), at: lot * 100 + 10 })
  }
  graph.fold()
  return graph
}

/** All that is answered, copied, for the memory it stood in is given back. */
function answered(graph: LotGraph, lots: readonly number[]): unknown {
  const reached = timedReach(graph, { direction: 'forward', seeds: lots.map(lot => ({ lot })), steps: true })
  const weights = weigh(graph, reached)
  const total = totalAffected(
    weights.columns,
    () => flowsOf(graph, reached),
    lot => graph.units.of(lot),
  )
  const copy = structuredClone({ weights: weights.columns, total, steps: reached.steps })
  weights.giveBack()
  return Object.entries(copy).map(([name, one]) => [name, JSON.stringify(one instanceof Map ? [...one] : one)])
}

test('a weighing in memory that was used before comes to what it comes to in memory of its own', () => {
  const seed = seedOfRun()
  const graph = plant(seed)
  const random = randomOf(seed + 1)
  const traces = Array.from({ length: 5 }, () => Array.from({ length: 1 + random(20) }, () => 1 + random(LOTS / 2)))
  // Few lots are played in the order of time.
  traces.push([LOTS - 150], [LOTS - 160, LOTS - 100])
  const alone = traces.map(lots => {
    forgetKept()
    return answered(graph, lots)
  })
  forgetKept()
  for (const index of [0, 1, 5, 2, 6, 5, 3, 4, 2, 0, 6, 4, 5, 1, 3])
    expect(answered(graph, traces[index] ?? []), `trace ${index}`).toEqual(alone[index])
})
