/** What one hold reaches, kept between questions: found by one walk, then brought on link by link. Pure. */
import { firstAtLeast } from '../../base/sorted.ts'
import type { LotGraph } from '../../genealogy/graph.ts'
import { type TimedReach, timedReachWithin } from '../../genealogy/reach.ts'
import type { ReachQuery } from '../../genealogy/reach-query.ts'
import { type ActiveHold, type Freed, freedBy } from './guard.ts'

/** A link that was recorded since, or is no longer believed. */
export interface ChangedLink {
  readonly parent: number
  readonly child: number
  readonly came: number
  readonly left: number
  readonly removedAt: number | null
  readonly isEnded: boolean
}

/** Twelve bytes a lot: a million of them cost what a picture costs. */
export class ReachedLots {
  private readonly seeds: ReadonlySet<number>
  private readonly ids: Uint32Array
  private readonly times: Float64Array
  /** Reached since the walk, or earlier than it had found. */
  private readonly later = new Map<number, number>()
  private grown = 0

  constructor(seeds: Iterable<number>, { ids, times }: Pick<TimedReach, 'ids' | 'times'> = NOTHING) {
    this.seeds = new Set(seeds)
    this.ids = ids
    this.times = times
  }

  get size(): number {
    return this.seeds.size + this.ids.length + this.grown
  }

  has(lot: number): boolean {
    return this.arrivalOf(lot) !== undefined
  }

  /** Since when what is suspect can be in the lot; undefined where it cannot. */
  arrivalOf(lot: number): number | undefined {
    if (this.seeds.has(lot)) return Number.NEGATIVE_INFINITY
    const later = this.later.get(lot)
    if (later !== undefined) return later
    const index = firstAtLeast(this.ids, lot)
    return this.ids[index] === lot ? this.times[index] : undefined
  }

  /** @returns whether the lot was not there before */
  add(lot: number, arrival: number): boolean {
    const before = this.arrivalOf(lot)
    if (before === undefined || arrival < before) this.later.set(lot, arrival)
    if (before === undefined) this.grown++
    return before === undefined
  }

  *[Symbol.iterator](): Generator<number> {
    yield* this.seeds
    yield* this.ids
    for (const lot of this.later.keys()) if (this.ids[firstAtLeast(this.ids, lot)] !== lot) yield lot
  }
}

const NOTHING = { ids: new Uint32Array(0), times: new Float64Array(0) }

/** A hold with what it reaches. */
export interface HeldBy {
  readonly hold: ActiveHold
  readonly lots: ReachedLots
  readonly freed: Freed
  /** Assemblies it went through with a component that was taken out again: they are not held, what left them then is. */
  readonly transit: ReadonlySet<number>
  /** It went through such a component, or was told not to follow some links: then anything that touches it is a new walk. */
  readonly isDelicate: boolean
}

/** The walk that finds what a hold reaches, as known at a position. */
export function walkOf(graph: LotGraph, hold: ActiveHold, asKnownAt: number): ReachQuery & { readonly blocked: Freed } {
  const seeds = [...hold.seeds].filter(lot => !hold.exempt.has(lot)).map(lot => ({ lot }))
  return { direction: 'forward', seeds, blocked: freedBy(graph, hold), asKnownAt }
}

/** Without a walk it is only what the hold was placed on. */
export function heldBy(hold: ActiveHold, { seeds, blocked }: ReturnType<typeof walkOf>, reached?: TimedReach): HeldBy {
  return {
    hold,
    lots: new ReachedLots(
      seeds.map(({ lot }) => lot),
      reached,
    ),
    freed: blocked,
    transit: new Set(reached?.transit),
    isDelicate: blocked.links.size > 0 || (reached?.windows.size ?? 0) > 0,
  }
}

/** @returns the lots that the changes have added, or null when the hold has to be walked anew */
export function broughtOn(graph: LotGraph, knownAt: number, held: HeldBy, changes: readonly ChangedLink[]): number[] | null {
  const added: number[] = []
  for (const change of changes) {
    const more = taken(graph, knownAt, held, change)
    if (more === null) return null
    added.push(...more)
  }
  return added
}

/** More links than these are walked aside and from the start. */
const LINKS_MAX = 5000

/**
 * Takes in one change of the graph, as known at this position. A new link can only add lots, and what it adds is found from its child on; a link that
 * is gone may have been the only way to many.
 */
function taken(graph: LotGraph, knownAt: number, held: HeldBy, change: ChangedLink): number[] | null {
  const { hold, lots, freed, transit, isDelicate } = held
  if (hold.direction === 'none') return []
  if (hold.exempt.has(change.child)) return null
  const since = lots.arrivalOf(change.parent)
  if (since === undefined) return transit.has(change.parent) ? null : []
  if (isDelicate || change.isEnded || change.removedAt !== null) return null
  if (change.left < since || freed.lots.has(change.child)) return []
  const arrival = Math.max(change.came, since)
  if (arrival >= (lots.arrivalOf(change.child) ?? Number.POSITIVE_INFINITY)) return []
  const query = {
    direction: 'forward',
    seeds: [{ lot: change.child, after: arrival }],
    blocked: { lots: freed.lots },
    asKnownAt: knownAt,
  } as const
  const found = timedReachWithin(graph, query, LINKS_MAX)
  if (!found || found.windows.size > 0) return null
  const added = lots.add(change.child, arrival) ? [change.child] : []
  found.ids.forEach((lot, index) => {
    if (lots.add(lot, found.times[index] ?? arrival)) added.push(lot)
  })
  return added
}
