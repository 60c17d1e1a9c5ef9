/**
 * What lies where of the last large cases that somebody worked on. A scan or a page does not trace again: it is only asked whether anything of the case was touched since, or moved.
 */
import type { Pool } from 'pg'
import type { Engine } from '../tracing/engine.ts'
import type { Traced } from '../tracing/trace.ts'
import type { PickLines } from './pick-lines.ts'
import { movedSince } from './queries.ts'

export interface KeptCase {
  readonly position: number
  readonly traced: Pick<Traced, 'lots' | 'seeds'>
  readonly lying: PickLines
}

/** Some twenty bytes a line. */
const LINES_MAX = 5_000_000
const CASES_MAX = 4
/** Looking for what was touched over more positions than these takes longer than tracing. */
const POSITIONS_MAX = 20_000
const kept = new WeakMap<Engine, Map<string, KeptCase>>()

/** The case as it was kept, when nothing of it has changed up to now. */
export async function keptCase(engine: Engine, pool: Pool, question: string): Promise<PickLines | null> {
  await engine.current(pool)
  const cases = kept.get(engine)
  const known = cases?.get(question)
  const { position } = engine
  if (!cases || !known || position < known.position || position - known.position > POSITIONS_MAX) return null
  if (position > known.position && (await isTouched(pool, known, position))) return null
  cases.delete(question)
  cases.set(question, { ...known, position })
  return known.lying
}

async function isTouched(pool: Pool, { position, traced }: KeptCase, to: number): Promise<boolean> {
  const isOurs = (lot: number): boolean => traced.lots.has(lot) || traced.seeds.some(({ id }) => id === lot)
  const { lots, isElsewhere } = await movedSince(pool, { from: position, to })
  return isElsewhere || lots.some(isOurs)
}

export function keepCase(engine: Engine, question: string, found: KeptCase): void {
  const cases = kept.get(engine) ?? new Map<string, KeptCase>()
  kept.set(engine, cases.set(question, found))
  const sum = (): number => [...cases.values()].reduce((lines, { lying }) => lines + lying.length, 0)
  for (const [oldest] of cases) if ((cases.size > CASES_MAX || sum() > LINES_MAX) && oldest !== question) cases.delete(oldest)
}
