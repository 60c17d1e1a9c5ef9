import type { LinkColumns } from './facts.ts'
import type { LotGraph } from './graph.ts'
import { isDrawnPart, mayBeOfPart } from './part.ts'
import type { TimedReach } from './reach.ts'

/** So many links go from lots of one group to lots of another; `certain` of them certainly carried something. */
export interface Bundle {
  readonly from: number
  readonly to: number
  links: number
  certain: number
}

/** What is known of a lot by its id: a map, or a column. */
export interface ByLot {
  get(lot: number): number | undefined
}

/** Lots looked at between two pauses: a large answer is counted beside everything else that the process does. */
const SLICE = 2000

/**
 * The links of an answer that one of its chains can use, counted between groups of lots. `groupOf` says for every lot of the answer, seeds
 * included, which group it is in; a lot without one is passed over. A component that was taken out again was in there once: never certain.
 */
export async function bundlesOf(graph: LotGraph, reached: TimedReach, groupOf: ByLot): Promise<Bundle[]> {
  const counting = bundled(graph, reached, groupOf)
  for (;;) {
    const { done, value } = counting.next()
    if (done) return value
    await new Promise(resolve => setImmediate(resolve))
  }
}

/** The same without a pause, for a thread of its own. `place` puts a lot into its group when its turn comes, so that it is read only once. */
export function bundlesAtOnce(graph: LotGraph, reached: TimedReach, groupOf: ByLot, place: ByLot['get']): Bundle[] {
  const counting = bundled(graph, reached, groupOf, place)
  for (;;) {
    const { done, value } = counting.next()
    if (done) return value
  }
}

function* bundled(
  graph: LotGraph,
  reached: TimedReach,
  groupOf: ByLot,
  place: ByLot['get'] = lot => groupOf.get(lot),
): Generator<undefined, Bundle[]> {
  const counts = new Counts(reached.ids.length >= COLUMN_FROM)
  const times = timesOf(reached)
  // Links out of lots whose turn has not come yet: those that were recorded later than what they went into.
  const later: { parent: number; to: number; isCertain: boolean }[] = []
  let looked = 0
  for (const lot of lotsOf(reached)) {
    if (++looked % SLICE === 0) yield
    const [to, time] = [place(lot), times.get(lot)]
    if (to === undefined || time === undefined) continue
    graph.visitIn(lot, reached.knownAt, (columns, row) => {
      const parent = columns.parent[row]
      if (!isUsable(columns, row, reached, time, times.get(parent))) return
      const from = groupOf.get(parent)
      const isCertain = columns.qMin[row] > 0 && columns.removedAt[row] === Infinity
      if (from === undefined) later.push({ parent, to, isCertain })
      else counts.add(from, to, isCertain)
    })
  }
  for (const { parent, to, isCertain } of later) counts.add(groupOf.get(parent), to, isCertain)
  return counts.all()
}

function* lotsOf({ ids, seeds }: TimedReach): Generator<number> {
  yield* new Set(seeds.map(({ lot }) => lot))
  yield* ids
}

/** A map of a million lots takes longer to fill than all their links to count, a column of the whole store more room than a few lots are worth. */
function timesOf({ ids, times, seeds, seedTimes }: TimedReach): ByLot {
  const each = seeds.map(({ lot }, index) => [lot, seedTimes[index]] as const)
  if (ids.length < COLUMN_FROM) {
    const found = new Map(each)
    ids.forEach((lot, place) => found.set(lot, times[place]))
    return found
  }
  const column = new Float64Array(1 + each.reduce((most, [lot]) => Math.max(most, lot), ids.at(-1) ?? 0)).fill(NaN)
  for (const [lot, time] of each) column[lot] = time
  for (let place = 0; place < ids.length; place++) column[ids[place]] = times[place]
  return { get: lot => (Number.isNaN(column[lot] ?? NaN) ? undefined : column[lot]) }
}
const COLUMN_FROM = 20_000

/** Groups are numbered from 0 in an answer, or as lots are. */
const GROUPS_MAX = 2 ** 26
/** Between so many groups a table says where a bundle is: millions of links are looked up several times as quickly as in a map. */
const TABLE_GROUPS = 512

class Counts {
  private readonly bundles: Bundle[] = []
  private readonly places = new Map<number, number>()
  /** Counted from 1. */
  private readonly table: Uint32Array | undefined

  constructor(isLarge: boolean) {
    this.table = isLarge ? new Uint32Array(TABLE_GROUPS * TABLE_GROUPS) : undefined
  }

  add(from: number | undefined, to: number, isCertain: boolean): void {
    if (from === undefined || from === to) return
    const bundle = this.bundles[this.placeOf(from, to)]
    bundle.links++
    if (isCertain) bundle.certain++
  }

  all(): Bundle[] {
    return this.bundles
  }

  private placeOf(from: number, to: number): number {
    const { table } = this
    if (!table || from >= TABLE_GROUPS || to >= TABLE_GROUPS) return this.placeInMap(from, to)
    const at = from * TABLE_GROUPS + to
    if (table[at] === 0) table[at] = this.bundles.push({ from, to, links: 0, certain: 0 })
    return table[at] - 1
  }

  private placeInMap(from: number, to: number): number {
    const key = from * GROUPS_MAX + to
    const place = this.places.get(key) ?? this.bundles.push({ from, to, links: 0, certain: 0 }) - 1
    this.places.set(key, place)
    return place
  }
}

/** Forward a link leads on if it left when suspect material was there; back, if it came before the deadline of what it went into. */
function isUsable(columns: LinkColumns, row: number, reached: TimedReach, time: number, arrival: number | undefined): boolean {
  if (arrival === undefined) return false
  if (reached.direction === 'back') return columns.came[row] <= time
  return columns.left[row] >= arrival || isOfPart(columns, row, reached)
}

function isOfPart({ parent, left, came, taken }: LinkColumns, row: number, { seeds }: TimedReach): boolean {
  return seeds.some(
    ({ lot, part }) =>
      lot === parent[row] && part && isDrawnPart(part) && mayBeOfPart(part, { came: came[row], left: left[row], taken: taken[row] }),
  )
}
