/** Every lot that is held now, by which hold: reckoned forward from the seeds once per state of the ledger, for whoever lists lots. */
import type { Pool, PoolClient } from 'pg'
import type { LotGraph } from '../../genealogy/graph.ts'
import { type ActiveHold, activeHolds, lotsOf } from './guard.ts'

export interface HeldLots {
  graph: LotGraph
  position: number
  holds: { hold: ActiveHold; lots: Set<number> }[]
  lots: Set<number>
}
interface GraphSource {
  readonly position: number
  current(): Promise<LotGraph>
}

const remembered = new WeakMap<GraphSource, HeldLots>()

export async function heldLots(graphs: GraphSource, client: Pool | PoolClient): Promise<HeldLots> {
  const graph = await graphs.current()
  const position = graphs.position
  const known = remembered.get(graphs)
  if (known && known.position === position && known.graph === graph) return known
  // Read after the graph: a hold placed meanwhile may show early, never late.
  const holds = (await activeHolds(client)).map(hold => ({ hold, lots: lotsOf(graph, hold) }))
  const answer = { graph, position, holds, lots: union(holds.map(entry => entry.lots)) }
  remembered.set(graphs, answer)
  return answer
}

function union(sets: readonly Set<number>[]): Set<number> {
  const all = new Set<number>()
  for (const set of sets) for (const lot of set) all.add(lot)
  return all
}
