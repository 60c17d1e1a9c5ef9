/** Which holds reach a lot: asked for every lot that is about to be used or shipped, inside the transaction that uses it. */
import type { Pool, PoolClient } from 'pg'
import type { LotGraph } from '../../genealogy/graph.ts'
import { reach } from '../../genealogy/reach.ts'
import type { Guard } from '../../ledger/prefetch.ts'
import { vendorMark } from '../../ledger/state.ts'

export interface ActiveHold {
  site: string
  hold: string
  direction: 'none' | 'forward'
  seeds: Set<number>
  /** Lots that were freed of it, and at which position of the ledger. */
  exempt: ReadonlyMap<number, number>
}

/** Gives the graph as of the writer's own position. */
export interface GraphSource {
  current(client: Pool | PoolClient): Promise<LotGraph>
}

export async function activeHolds(client: Pool | PoolClient): Promise<ActiveHold[]> {
  const { rows } = await client.query({
    name: 'holds.active',
    text: `select h.site, h.hold, h.direction, coalesce(array_agg(l.lot) filter (where l.lot is not null and l.exempt is null), '{}') as seeds,
             coalesce(array_agg(array[l.lot, l.since] order by l.since) filter (where l.exempt is not null), '{}') as exempt
           from hold h left join hold_lot l on l.site = h.site and l.hold = h.hold and l.until is null where h.until is null and h.released_at is null group by h.site, h.hold, h.direction`,
  })
  return (rows as { site: string; hold: string; direction: 'none' | 'forward'; seeds: number[]; exempt: [number, number][] }[]).map(
    row => ({
      ...row,
      seeds: new Set(row.seeds),
      exempt: new Map(row.exempt),
    }),
  )
}

export function holdGuard(graphs: GraphSource): Guard {
  return {
    async holdsReaching(lots, _position, client) {
      const [holds, vendors] = await Promise.all([activeHolds(client), excludedVendors(client)])
      if (holds.length + vendors.length === 0) return new Map()
      const graph = await graphs.current(client)
      const marks = holdsOn(graph, holds, lots)
      if (vendors.length > 0) await markVendors(client, graph, { lots, vendors, marks })
      return marks
    },
  }
}

/** Vendors whose material some customer does not take, in whatever it was made into. */
async function excludedVendors(client: Pool | PoolClient): Promise<string[]> {
  const { rows } = await client.query({
    name: 'limits.vendors',
    text: `select distinct v as vendor from master m, jsonb_array_elements_text(m.body->'limits'->'notVendors') v
           where m.kind = 'partner' and m.until is null and m.body ? 'limits'`,
  })
  return (rows as { vendor: string }[]).map(row => row.vendor)
}

interface Marking {
  lots: readonly number[]
  vendors: readonly string[]
  marks: Map<number, string[]>
}

/** Which of these vendors' material is in each of these lots, themselves included. */
async function markVendors(client: Pool | PoolClient, graph: LotGraph, { lots, vendors, marks }: Marking): Promise<void> {
  const origins = lots.map(lot => [lot, ...new Origins(graph, lot).of()])
  const { rows } = await client.query('select id, vendor from lot where vendor = any($2) and id = any($1)', [
    [...new Set(origins.flat())],
    vendors,
  ])
  const vendorOf = new Map((rows as { id: number; vendor: string }[]).map(row => [row.id, row.vendor]))
  lots.forEach((lot, index) => {
    const found = new Set(origins[index]?.flatMap(id => vendorOf.get(id) ?? []))
    if (found.size > 0) marks.set(lot, [...(marks.get(lot) ?? []), ...[...found].map(vendorMark)])
  })
}

/** A lot is held by a hold whose seed it is, or whose seed is among what it is made of, but for what a decision has freed. */
export function holdsOn(graph: LotGraph, holds: readonly ActiveHold[], lots: readonly number[]): Map<number, string[]> {
  const found = new Map<number, string[]>()
  const rules = holds.map(hold => ({ hold, freed: freedBy(graph, hold) }))
  for (const lot of lots) {
    const origins = new Origins(graph, lot)
    const reaching = rules.filter(rule => isHeldBy(rule, lot, origins)).map(({ hold }) => hold.hold)
    if (reaching.length > 0) found.set(lot, reaching)
  }
  return found
}

/** What decisions have taken out of a hold: whole lots, and of lots that took more in since, what was in them then. */
export interface Freed {
  lots: Set<number>
  links: Set<number>
}

/**
 * A decision is about a lot as it was known then. What came into it later, or was derived anew since, the board has not seen: only the
 * links of then are not followed, and the lot is held again if another one leads to a seed.
 */
export function freedBy(graph: LotGraph, { exempt }: ActiveHold): Freed {
  const freed: Freed = { lots: new Set(), links: new Set() }
  for (const [lot, position] of exempt) {
    const links: number[] = []
    let isGrown = false
    if (lot < graph.lotEnd)
      graph.eachIn(lot, link => {
        if (graph.link.since.at(link) <= position) links.push(link)
        else if (graph.link.until.at(link) === 0) isGrown = true
      })
    if (!isGrown) freed.lots.add(lot)
    else for (const link of links) freed.links.add(link)
  }
  return freed
}

/** What a lot is made of, worked out at most once for all holds that freed nothing. */
class Origins {
  private all: Uint32Array | undefined
  private readonly graph: LotGraph
  private readonly lot: number

  constructor(graph: LotGraph, lot: number) {
    this.graph = graph
    this.lot = lot
  }

  of(freed?: Freed): Uint32Array {
    if (this.lot >= this.graph.lotEnd) return new Uint32Array()
    if (freed && freed.lots.size + freed.links.size > 0)
      return reach(this.graph, { direction: 'back', seeds: [{ lot: this.lot }], blocked: freed }).ids
    this.all ??= reach(this.graph, { direction: 'back', seeds: [{ lot: this.lot }] }).ids
    return this.all
  }
}

function isHeldBy({ hold, freed }: { hold: ActiveHold; freed: Freed }, lot: number, origins: Origins): boolean {
  if (freed.lots.has(lot)) return false
  const isSeed = (id: number): boolean => hold.seeds.has(id) && !hold.exempt.has(id)
  return isSeed(lot) || (hold.direction === 'forward' && origins.of(freed).some(isSeed))
}

/** Every lot a hold reaches now, its seeds included; or of some lots, with all they are made of, those among them. */
export function lotsOf(graph: LotGraph, hold: ActiveHold, within?: ReadonlySet<number>): Set<number> {
  const seeds = [...hold.seeds].filter(lot => !hold.exempt.has(lot) && (within?.has(lot) ?? true))
  if (hold.direction === 'none' || seeds.length === 0) return new Set(seeds)
  const query = { direction: 'forward' as const, seeds: seeds.map(lot => ({ lot })), blocked: freedBy(graph, hold), within }
  const all = new Set(seeds)
  for (const lot of reach(graph, query).ids) all.add(lot)
  return all
}

export const nameOf = ({ site, hold }: ActiveHold): string => JSON.stringify([site, hold])

/** The same lots in the same direction, and nothing else freed. */
export function isSameRule(a: ActiveHold, b: ActiveHold): boolean {
  if (a.direction !== b.direction || a.seeds.size !== b.seeds.size || a.exempt.size !== b.exempt.size) return false
  for (const lot of a.seeds) if (!b.seeds.has(lot)) return false
  for (const [lot, position] of a.exempt) if (b.exempt.get(lot) !== position) return false
  return true
}

/** The holds that are not the same among the others. */
export function otherRules(holds: readonly ActiveHold[], others: readonly ActiveHold[]): ActiveHold[] {
  const known = new Map(others.map(hold => [nameOf(hold), hold]))
  return holds.filter(hold => {
    const other = known.get(nameOf(hold))
    return other === undefined || !isSameRule(hold, other)
  })
}
