/**
 * Every lot that is held now, by which hold, for whoever lists lots. Walked from the seeds once per hold and kept; what the ledger records afterwards
 * is taken in link by link, so that a million lots on hold cost nothing while nobody touches them.
 */
import type { Pool, PoolClient } from 'pg'
import type { LotGraph } from '../../genealogy/graph.ts'
import { type TimedReach, timedReach } from '../../genealogy/reach.ts'
import type { ReachQuery } from '../../genealogy/reach-query.ts'
import { type ActiveHold, activeHolds, isSameRule, nameOf } from './guard.ts'
import { HeldSet } from './held-set.ts'
import { changedLinks } from './queries.ts'
import { broughtOn, type ChangedLink, type HeldBy, heldBy, walkOf } from './reached.ts'

type Client = Pool | PoolClient

export interface HeldLots {
  readonly graph: LotGraph
  readonly position: number
  readonly holds: readonly HeldBy[]
  readonly lots: HeldSet
  /** Counts the times that the set of held lots was another. */
  readonly version: number
}

/** The engine, as far as it is needed here. */
interface GraphSource {
  readonly position: number
  readonly graph: LotGraph
  current(): Promise<LotGraph>
  forward(graph: LotGraph, query: ReachQuery, asked: { weighed: boolean; only: boolean }): Promise<{ reached: TimedReach }>
}

const watches = new WeakMap<GraphSource, Watch>()

export async function heldLots(graphs: GraphSource, client: Client): Promise<HeldLots> {
  await graphs.current()
  return heldNow(graphs, client)
}

/** For whoever has just brought the graph up to date. Those who ask while it is being reckoned wait for the same answer. */
export function heldNow(graphs: GraphSource, client: Client): Promise<HeldLots> {
  const watch = watches.get(graphs) ?? new Watch(graphs)
  watches.set(graphs, watch)
  return watch.now(client)
}

/** After more events than these everything is walked anew. */
const POSITIONS_MAX = 20_000

class Watch {
  private known: HeldLots | undefined
  private asked: { graph: LotGraph; position: number; answer: Promise<HeldLots> } | undefined
  private readonly source: GraphSource

  constructor(source: GraphSource) {
    this.source = source
  }

  now(client: Client): Promise<HeldLots> {
    const { graph, position } = this.source
    if (this.asked?.graph === graph && this.asked.position === position) return this.asked.answer
    const before = this.asked?.answer.catch(() => undefined)
    const asked = { graph, position, answer: this.upTo(client, { graph, position }, before) }
    this.asked = asked
    asked.answer.catch(() => {
      if (this.asked === asked) this.asked = undefined
    })
    return asked.answer
  }

  /** One after the other: each begins with what the one before it left. */
  private async upTo(
    client: Client,
    { graph, position }: Pick<HeldLots, 'graph' | 'position'>,
    before: Promise<unknown> | undefined,
  ): Promise<HeldLots> {
    await before
    const { known } = this
    // Half a change must not be the beginning of the next.
    this.known = undefined
    const isFollowed = known?.graph === graph && position >= known.position && position - known.position <= POSITIONS_MAX
    const from = isFollowed ? known.position : position
    // Read after the graph: a hold placed meanwhile may show early, never late.
    const [rules, changes] = await Promise.all([activeHolds(client), from < position ? changedLinks(client, { from, to: position }) : []])
    const walk = new Walk(this.source, { graph, position })
    const now = await walk.from(isFollowed ? known : undefined, rules, changes)
    this.known = now
    return now
  }
}

class Walk {
  private readonly source: GraphSource
  private readonly at: Pick<HeldLots, 'graph' | 'position'>

  constructor(source: GraphSource, at: Pick<HeldLots, 'graph' | 'position'>) {
    this.source = source
    this.at = at
  }

  async from(known: HeldLots | undefined, rules: readonly ActiveHold[], changes: readonly ChangedLink[]): Promise<HeldLots> {
    const before = new Map(known?.holds.map(held => [nameOf(held.hold), held]))
    const holds: HeldBy[] = []
    const added: number[] = []
    let isSame = known !== undefined && rules.length === known.holds.length
    for (const hold of rules) {
      const kept = before.get(nameOf(hold))
      const more = kept && isSameRule(kept.hold, hold) ? broughtOn(this.at.graph, this.at.position, kept, changes) : null
      if (more) added.push(...more)
      else isSame = false
      holds.push(more && kept ? kept : await this.walked(hold))
    }
    const version = known?.version ?? 0
    if (!known || !isSame) return { ...this.at, holds, lots: union(holds), version: version + 1 }
    for (const lot of added) known.lots.add(lot)
    return { ...this.at, holds, lots: known.lots, version: added.length > 0 ? version + 1 : version }
  }

  private async walked(hold: ActiveHold): Promise<HeldBy> {
    const { graph, position } = this.at
    const query = walkOf(graph, hold, position)
    if (query.seeds.length === 0 || hold.direction === 'none') return heldBy(hold, query)
    // Numbers of links are good until the next fold, and must not travel.
    if (query.blocked.links.size > 0) return heldBy(hold, query, timedReach(graph, query))
    return heldBy(hold, query, (await this.source.forward(graph, query, { weighed: false, only: false })).reached)
  }
}

function union(holds: readonly HeldBy[]): HeldSet {
  const all = new HeldSet()
  for (const { lots } of holds) for (const lot of lots) all.add(lot)
  return all
}
