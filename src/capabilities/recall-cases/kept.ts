/**
 * The last large cases that somebody worked on: what lies where of them, and what of that was found. A scan or a page does not trace again: it is asked what was recorded
 * since, lots that only lie elsewhere are looked at again, and only where a quantity has changed everything is gathered anew.
 */
import type { Pool } from 'pg'
import { type Asked, doneAside, tracedFor } from '../case-jobs/aside.ts'
import { LotBits } from '../recalls/lot-bits.ts'
import { findingsOf, lotsFoundSince, type RecallListed } from '../recalls/queries.ts'
import { askedAs, lotsAround, type ScopeQuestion } from '../recalls/scope.ts'
import type { Engine } from '../tracing/engine.ts'
import { handedOver } from '../tracing/handed.ts'
import { openLoadsAt, storePosition } from '../tracing/queries.ts'
import type { TracedLots } from '../tracing/traced.ts'
import { OnHand, type OnHandColumns, onHandOf } from './on-hand.ts'
import { type PickColumns, PickLines } from './pick-lines.ts'
import { Fetched, gathered, lyingOf, Tally } from './picking.ts'
import { movedSince } from './queries.ts'

/** What is kept of a trace and of what lies where. */
export interface Gathered {
  readonly position: number
  readonly lots: Uint8Array
  readonly onHand: OnHandColumns
  readonly lines: PickColumns
}

export async function gather(pool: Pool, traced: TracedLots): Promise<Gathered> {
  const lines = await gathered(pool, traced)
  return { position: traced.position, lots: lotsAround(traced).bits, onHand: onHandOf(traced.weights), lines: lines.columns() }
}

/** Fewer lots than these are gathered before a thread has started. */
const LOTS_IN_PLACE = 2000
/** Looking for what was touched over more positions than these takes longer than tracing. */
const POSITIONS_MAX = 100_000
/** So many lots that were moved are looked at again one by one. */
const MOVED_MAX = 20_000
/** Where quantities of the case change all the time, what was gathered last is answered. */
const ROUNDS_MAX = 3

interface Found {
  readonly tally: Tally
  to: number
  /** Lots that lie elsewhere since. */
  readonly moved: Set<number>
}

class KeptCase {
  private readonly question: ScopeQuestion
  private gathered: { position: number; lots: LotBits; onHand: OnHand; lines: PickLines } | undefined
  private readonly found = new Map<string, Found>()
  private turn: Promise<unknown> = Promise.resolve()

  constructor(question: ScopeQuestion) {
    this.question = question
  }

  get length(): number {
    return this.gathered?.lines.length ?? 0
  }

  /** One after the other: whoever comes while it is gathered waits for that, and does not gather it once more. */
  lines(services: Asked): Promise<PickLines> {
    return this.inTurn(() => this.broughtOn(services))
  }

  fetched(services: Asked, row: RecallListed): Promise<Fetched> {
    return this.inTurn(async () => {
      const lines = await this.broughtOn(services)
      return new Fetched(lines, await this.tally(services.pool, row, lines))
    })
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work)
    this.turn = done.catch(() => undefined)
    return done
  }

  private async broughtOn(services: Asked): Promise<PickLines> {
    for (let round = 0; ; round++) {
      await services.engine.current(services.pool)
      const known = this.gathered
      if (known && (round > ROUNDS_MAX || (await this.isFollowed(services, services.engine.position)))) return known.lines
      await this.gatherAnew(services)
    }
  }

  /** Where nothing but places has changed, the list is brought on to this position. */
  private async isFollowed({ pool }: Asked, to: number): Promise<boolean> {
    const known = this.gathered
    if (!known || to < known.position || to - known.position > POSITIONS_MAX) return false
    if (to === known.position) return true
    const changed = (await movedSince(pool, { from: known.position, to })).filter(({ lot }) => known.lots.has(lot))
    if (changed.some(({ isWeighed }) => isWeighed) || changed.length > MOVED_MAX) return false
    const moved = changed.map(({ lot }) => lot)
    if (moved.length > 0) {
      // What of a load is suspect is not kept.
      if ((await openLoadsAt(pool, moved, to)).length > 0) return false
      const lying = await lyingOf(pool, moved, known.onHand, to)
      known.lines = known.lines.without(moved, lying)
      for (const { moved: others } of this.found.values()) for (const lot of moved) others.add(lot)
    }
    known.position = to
    return true
  }

  private async gatherAnew(services: Asked): Promise<void> {
    const { site, seeds, exclude } = this.question
    const sited = (lots: ScopeQuestion['seeds']) => lots.map(({ material, number }) => ({ material, number, site }))
    const traced = await tracedFor(services, { seeds: sited(seeds), exclude: sited(exclude) })
    const isSmall = traced.lots.length <= LOTS_IN_PLACE
    const { position, lots, onHand, lines } = isSmall
      ? await gather(services.pool, traced)
      : await doneAside<Gathered>(services, 'gather', handedOver(traced))
    this.found.clear()
    this.gathered = { position, lots: new LotBits(lots), onHand: new OnHand(onHand), lines: new PickLines(lines) }
  }

  /** Only lots of which something more was found, or that lie elsewhere, are reckoned again. */
  private async tally(pool: Pool, row: RecallListed, lines: PickLines): Promise<Tally> {
    const key = JSON.stringify([row.site, row.recall])
    const to = await storePosition(pool)
    const before = this.found.get(key)
    const known: Found = before && before.to <= to ? before : { tally: new Tally(), to: 0, moved: new Set() }
    const lots = new Set([...known.moved, ...(await lotsFoundSince(pool, row, { from: known.to, to }))])
    for (const some of inParts([...lots], FOUND_AT_ONCE)) known.tally.take(lines, some, await findingsOf(pool, row, some))
    known.moved.clear()
    known.to = to
    this.found.set(key, known)
    return known.tally
  }
}

const FOUND_AT_ONCE = 2000
function* inParts<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size)
}

/** Some twenty bytes a line. */
const LINES_MAX = 5_000_000
const CASES_MAX = 4
const kept = new WeakMap<Engine, Map<string, KeptCase>>()

export function keptCase(engine: Engine, question: ScopeQuestion): KeptCase {
  const [key, cases] = [askedAs(question), kept.get(engine) ?? new Map<string, KeptCase>()]
  const known = cases.get(key) ?? new KeptCase(question)
  cases.delete(key)
  kept.set(engine, cases.set(key, known))
  const sum = (): number => [...cases.values()].reduce((lines, { length }) => lines + length, 0)
  for (const [oldest] of cases) if ((cases.size > CASES_MAX || sum() > LINES_MAX) && oldest !== key) cases.delete(oldest)
  return known
}
