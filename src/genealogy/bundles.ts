import { linkBuffer } from './facts.ts'
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

/** Lots looked at between two pauses: a large answer is counted beside everything else that the process does. */
const SLICE = 2000

/**
 * The links of an answer that one of its chains can use, counted between groups of lots. `groupOf` says for every lot of the answer, seeds
 * included, which group it is in; a lot without one is passed over. A component that was taken out again was in there once: never certain.
 */
export async function bundlesOf(graph: LotGraph, reached: Reach, groupOf: ReadonlyMap<number, number>): Promise<Bundle[]> {
  const bundles = new Map<string, Bundle>()
  const times = new Map(reached.seeds.map((seed, index) => [seed.lot, reached.seedTimes[index]]))
  reached.ids.forEach((lot, place) => times.set(lot, reached.times[place]))
  let looked = 0
  for (const [lot, time] of times) {
    if (++looked % SLICE === 0) await new Promise(resolve => setImmediate(resolve))
    const to = groupOf.get(lot)
    if (to === undefined) continue
    for (const link of usableInto(graph, reached, { lot, time }, times)) count(bundles, groupOf.get(link.parent), to, link.isCertain)
  }
  return [...bundles.values()]
}

function count(bundles: Map<string, Bundle>, from: number | undefined, to: number, isCertain: boolean): void {
  if (from === undefined || from === to) return
  const key = `${from} ${to}`
  const bundle = bundles.get(key) ?? { from, to, links: 0, certain: 0 }
  bundle.links++
  if (isCertain) bundle.certain++
  bundles.set(key, bundle)
}

/** Forward a link leads on if it left when suspect material was there; back, if it came before the deadline of what it went into. */
function usableInto(
  graph: LotGraph,
  { direction, knownAt, seeds }: Reach,
  { lot, time }: { lot: number; time: number },
  times: ReadonlyMap<number, number>,
): { parent: number; isCertain: boolean }[] {
  const links = linkBuffer()
  graph.gatherIn(lot, knownAt, links)
  const { parent, left, came, removedAt, qMin, taken } = links.columns
  const isOfPart = (row: number): boolean =>
    seeds.some(
      ({ lot: seed, part }) =>
        seed === parent[row] && part && isDrawnPart(part) && mayBeOfPart(part, { came: came[row], left: left[row], taken: taken[row] }),
    )
  const found: { parent: number; isCertain: boolean }[] = []
  for (let row = 0; row < links.size; row++) {
    const arrival = times.get(parent[row])
    if (arrival === undefined || (direction === 'forward' ? left[row] < arrival && !isOfPart(row) : came[row] > time)) continue
    found.push({ parent: parent[row], isCertain: qMin[row] > 0 && removedAt[row] === Infinity })
  }
  return found
}
