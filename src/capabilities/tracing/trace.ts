/** One trace: the question is understood, the engine says which lots and how much. `write-trace.ts` writes the answer out. */
import type { Pool, PoolClient } from 'pg'
import { Whereabouts } from '../../genealogy/weigh.ts'
import { AffectedLots, type EndLots } from './affected.ts'
import type { Engine } from './engine.ts'
import type { Rooms } from './rooms.ts'
import type { Traced, TraceRequest } from './traced.ts'
import { understood } from './understood.ts'

export interface TraceOptions {
  /** The position an earlier page was read at: later pages are of the same answer. */
  pinned?: number | undefined
  signal?: AbortSignal | undefined
  /** For whoever says when he has done with the answer. */
  rooms?: Rooms | undefined
}

export async function trace(
  engine: Engine,
  client: Pool | PoolClient,
  request: TraceRequest,
  { pinned, signal, rooms }: TraceOptions = {},
): Promise<Traced> {
  const { query, ...common } = await understood(engine, client, request, pinned)
  const { graph } = common
  const only = request.includePossible === false
  if (request.direction === 'back') {
    const { reached, lots, undecided } = await engine.back(graph, query, { only, signal })
    return { ...common, reached, weights: null, lots: new AffectedLots(lots), endLots: null, total: null, links: reached.links, undecided }
  }
  const asked = { weighed: request.quantities !== false, only, signal, rooms }
  const { reached, weights, lots, ends, total, room } = await engine.forward(graph, query, asked)
  const undecided = weights ? 0 : lots.ids.length
  return {
    ...common,
    reached,
    weights: weights && new Whereabouts(weights),
    lots: new AffectedLots(lots),
    endLots: ends && withUnnamed(ends, common.unnamed),
    total,
    links: reached.links,
    undecided,
    room,
  }
}

function withUnnamed({ overdrawn, ...lists }: EndLots, unnamed: ReadonlyMap<number, unknown>): EndLots {
  if (unnamed.size === 0) return { ...lists, overdrawn }
  const more = (ids: Uint32Array): Uint32Array => Uint32Array.from(new Set([...ids, ...unnamed.keys()])).sort()
  return { onHand: more(lists.onHand), call: more(lists.call), gone: more(lists.gone), shipped: more(lists.shipped), overdrawn }
}
