/**
 * A hold is placed on lots, so serials that nobody has named yet are taken out of their series before a recall of them is opened. That
 * changes the mark of what was simulated, and nothing of what it says: both are looked at, and a difference is refused.
 */

import { takenOut } from '../lots/touching.ts'
import { parseEvent } from '../parse.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../route.ts'
import { type SimulationRequest, simulateRecall } from '../tracing/recall.ts'
import { seriesHolding } from '../tracing/series.ts'
import { readMark } from './scope.ts'

interface Opening {
  id: string
  at: string
  by?: string
  site: string
  simulation: string
}

/** The mark to commit: the one that was given, unless serials had to be named first. */
export async function namedFirst(services: Services, opening: Opening, request: SimulationRequest, via: string): Promise<string> {
  const { site, simulation } = opening
  const held = await seriesHolding(
    services.pool,
    site,
    request.seeds.flatMap(({ number }) => number ?? []),
  )
  const unnamed = held.filter(({ number, material }) =>
    request.seeds.some(seed => seed.number === number && (seed.material === undefined || seed.material === material)),
  )
  if (unnamed.length === 0) return simulation
  const before = await scopeOf(services, request)
  if (readMark(before.simulation).fingerprint !== readMark(simulation).fingerprint) throw changed()
  for (const event of takenOut({ ...opening, type: 'recall' }, unnamed)) {
    const outcome = await services.record(parseEvent({ ...event }), via)
    if (outcome.status === 'refused') throw new Problem(409, outcome.code ?? 'scope-changed', outcome.detail ?? '', '/seeds')
  }
  const after = await scopeOf(services, request)
  if (after.words !== before.words) throw changed()
  return after.simulation
}

const changed = (): Problem =>
  new Problem(409, 'scope-changed', 'What this recall reaches has changed since it was simulated: simulate it again.', '/simulation')

async function scopeOf({ engine, pool }: Services, request: SimulationRequest): Promise<{ simulation: string; words: string }> {
  const { simulation, totals, customers } = await simulateRecall(engine, pool, request)
  const { lots, certain, possible } = totals
  return { simulation: simulation, words: JSON.stringify([lots, certain, possible, customers]) }
}
