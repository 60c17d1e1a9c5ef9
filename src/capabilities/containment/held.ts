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
  readonly graph: LotGraph
  current(): Promise<LotGraph>
}

interface Remembered {
  readonly graph: LotGraph
  readonly position: number
  readonly answer: Promise<HeldLots>
}

const remembered = new WeakMap<GraphSource, Remembered>()

export async function heldLots(graphs: GraphSource, client: Pool | PoolClient): Promise<HeldLots> {
  await graphs.current()
  return heldNow(graphs, client)
}

/** For whoever has just brought the graph up to date. Those who ask while it is being reckoned wait for the same answer. */
export function heldNow(graphs: GraphSource, client: Pool | PoolClient): Promise<HeldLots> {
  const { graph, position } = graphs
  const known = remembered.get(graphs)
  if (known && known.position === position && known.graph === graph) return known.answer
  const asked: Remembered = { graph, position, answer: reckoned(client, graph, position) }
  remembered.set(graphs, asked)
  asked.answer.catch(() => {
    if (remembered.get(graphs) === asked) remembered.delete(graphs)
  })
  return asked.answer
}

async function reckoned(client: Pool | PoolClient, graph: LotGraph, position: number): Promise<HeldLots> {
  // Read after the graph: a hold placed meanwhile may show early, never late.
  const holds = (await activeHolds(client)).map(hold => ({ hold, lots: lotsOf(graph, hold) }))
  return { graph, position, holds, lots: union(holds.map(entry => entry.lots)) }
}

function union(sets: readonly Set<number>[]): Set<number> {
  const all = new Set<number>()
  for (const set of sets) for (const lot of set) all.add(lot)
  return all
}
