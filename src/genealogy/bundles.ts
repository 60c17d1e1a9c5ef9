import type { LinkColumns } from './facts.ts'
import type { LotGraph } from './graph.ts'
import { isDrawnPart, mayBeOfPart } from './part.ts'
import type { Reach } from './reach.ts'

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
export async function bundlesOf(graph: LotGraph, reached: Reach, groupOf: ByLot): Promise<Bundle[]> {
  const counting = bundled(graph, reached, groupOf)
  for (;;) {
    const { done, value } = counting.next()
    if (done) return value
    await new Promise(resolve => setImmediate(resolve))
  }
}

/** The same without a pause, for a thread of its own. */
export function bundlesAtOnce(graph: LotGraph, reached: Reach, groupOf: ByLot): Bundle[] {
  const counting = bundled(graph, reached, groupOf)
  for (;;) {
    const { done, value } = counting.next()
    if (done) return value
  }
}

function* bundled(graph: LotGraph, reached: Reach, groupOf: ByLot): Generator<undefined, Bundle[]> {
  const bundles = new Map<number, Bundle>()
  const times = timesOf(reached)
  let looked = 0
  for (const lot of lotsOf(reached)) {
    if (++looked % SLICE === 0) yield
    const [to, time] = [groupOf.get(lot), times.get(lot)]
    if (to === undefined || time === undefined) continue
    graph.visitIn(lot, reached.knownAt, (columns, row) => {
      if (isUsable(columns, row, reached, { time, arrival: times.get(columns.parent[row]) }))
        count(bundles, groupOf.get(columns.parent[row]), to, columns.qMin[row] > 0 && columns.removedAt[row] === Infinity)
    })
  }
  return [...bundles.values()]
}

function* lotsOf({ ids, seeds }: Reach): Generator<number> {
  yield* new Set(seeds.map(({ lot }) => lot))
  yield* ids
}

/** A map of a million lots takes longer to fill than all their links to count, a column of the whole store more room than a few lots are worth. */
function timesOf({ ids, times, seeds, seedTimes }: Reach): ByLot {
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

function count(bundles: Map<number, Bundle>, from: number | undefined, to: number, isCertain: boolean): void {
  if (from === undefined || from === to) return
  const key = from * GROUPS_MAX + to
  const bundle = bundles.get(key) ?? { from, to, links: 0, certain: 0 }
  bundle.links++
  if (isCertain) bundle.certain++
  bundles.set(key, bundle)
}

/** Forward a link leads on if it left when suspect material was there; back, if it came before the deadline of what it went into. */
function isUsable(
  { parent, left, came, taken }: LinkColumns,
  row: number,
  { direction, seeds }: Reach,
  { time, arrival }: { time: number; arrival: number | undefined },
): boolean {
  if (arrival === undefined) return false
  if (direction === 'back') return came[row] <= time
  if (left[row] >= arrival) return true
  return seeds.some(
    ({ lot, part }) =>
      lot === parent[row] && part && isDrawnPart(part) && mayBeOfPart(part, { came: came[row], left: left[row], taken: taken[row] }),
  )
}
