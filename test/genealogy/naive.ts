import { type LotGraph, NOW } from '../../src/genealogy/graph.ts'
import type { ReachQuery } from '../../src/genealogy/reach-query.ts'

export interface NaiveReach {
  readonly ids: number[]
  readonly times: number[]
  readonly steps: number[]
}

/**
 * The meaning of a trace, spelled out: every simple-by-links chain from a seed is written down and judged as a whole.
 * A chain is valid iff for all i < j: left(j) >= came(i); after a component that was taken out again the next link must
 * have begun before it was; and such a link cannot be the last one.
 */
export function naiveReach(graph: LotGraph, query: ReachQuery): NaiveReach {
  const found = new Map<number, { time: number; steps: number }>()
  const seeds = new Set(query.seeds.map(seed => seed.lot))
  for (const seed of query.seeds) {
    if (query.blocked?.lots?.has(seed.lot)) continue
    const start = query.direction === 'forward' ? (seed.after ?? -Infinity) : Infinity
    walk(graph, query, [], seed.lot, start, (lot, chain, time) => {
      if (seeds.has(lot)) return
      const known = found.get(lot)
      const better = !known ? time : query.direction === 'forward' ? Math.min(known.time, time) : Math.max(known.time, time)
      found.set(lot, { time: better, steps: Math.min(known?.steps ?? Infinity, chain.length) })
    })
  }
  const ids = [...found.keys()].sort((a, b) => a - b)
  return { ids, times: ids.map(id => found.get(id)!.time), steps: ids.map(id => found.get(id)!.steps) }
}

/** The links of all those chains, as parent and child; for graphs without removed components. */
export function naiveLinks(graph: LotGraph, query: ReachQuery): string[] {
  const found = new Set<string>()
  for (const seed of query.seeds) {
    const start = query.direction === 'forward' ? (seed.after ?? -Infinity) : Infinity
    walk(graph, query, [], seed.lot, start, (_, chain) => {
      for (const link of chain) found.add(`${graph.link.parent.at(link)} ${graph.link.child.at(link)}`)
    })
  }
  return [...found].sort()
}

function walk(
  graph: LotGraph,
  query: ReachQuery,
  chain: number[],
  at: number,
  start: number,
  found: (lot: number, chain: number[], time: number) => void,
): void {
  const forward = query.direction === 'forward'
  for (let index = 0; index < graph.linkCount; index++) {
    if (
      (forward ? graph.link.parent.at(index) : graph.link.child.at(index)) !== at ||
      chain.includes(index) ||
      !isSeen(graph, query, index)
    )
      continue
    const longer = forward ? [...chain, index] : [index, ...chain]
    const next = forward ? graph.link.child.at(index) : graph.link.parent.at(index)
    if (query.blocked?.lots?.has(next) || !isValid(graph, longer, forward ? start : -Infinity)) continue
    if (graph.link.removedAt.at(longer.at(-1)!) === Infinity) found(next, longer, timeOf(graph, longer, start, forward))
    // A back chain may not end in a removed component, whatever is put before it; a forward chain may go on from it.
    if (forward || graph.link.removedAt.at(longer.at(-1)!) === Infinity) walk(graph, query, longer, next, start, found)
  }
}

function isSeen(graph: LotGraph, query: ReachQuery, index: number): boolean {
  const known = query.asKnownAt ?? NOW
  const until = graph.link.until.at(index)
  return graph.link.since.at(index) <= known && (until === 0 || until > known) && !query.blocked?.links?.has(index)
}

function isValid(graph: LotGraph, chain: readonly number[], start: number): boolean {
  const { left, came, removedAt } = graph.link
  return chain.every(
    (later, j) =>
      left.at(later) >= start &&
      chain.slice(0, j).every(earlier => left.at(later) >= came.at(earlier)) &&
      (j === 0 || removedAt.at(chain[j - 1]) >= came.at(later)),
  )
}

function timeOf(graph: LotGraph, chain: readonly number[], start: number, forward: boolean): number {
  return forward
    ? Math.max(start, ...chain.map(index => graph.link.came.at(index)))
    : Math.min(start, ...chain.map(index => graph.link.left.at(index)))
}
