import type { Pool } from 'pg'

/** Lots of an answer that are drawn as one. */
export interface Group {
  /** 0: a seed; -1: on the way to it; 1: on the way from it. */
  side: number
  certain: boolean
  site: string
  material: string
  description: string | null
  unit: string
  kind: 'lot' | 'serial' | 'vendorLot'
  operation: string | null
  workCenter: string | null
  /** Null where so many lots were only counted. */
  standing: Standing | null
  /** Something of it lies somewhere. Null where they were only counted. */
  left: boolean | null
  onHand: string | null
  first: string
  last: string
  lots: number[]
}
/** As the steps of a trace diagram are coloured: held, accepted by a decision about it, gone to a customer, or none of these. */
export type Standing = 'normal' | 'suspect' | 'accepted' | 'transferred'

export interface Answered {
  lots: readonly number[]
  sides: readonly number[]
  certain: readonly boolean[]
  held: readonly boolean[]
  position: number
}

/** One pass over the movements of the lots: what is left, what was shipped, what was decided, and which run made it. */
export async function groupsOf(pool: Pool, { lots, sides, certain, held, position }: Answered): Promise<Group[]> {
  const { rows } = await pool.query({
    name: 'pictures.groups',
    text: `with answer as (select * from unnest($1::int[], $2::int[], $3::bool[], $4::bool[]) as a(lot, side, certain, held)),
             moved as (
               select lot, site, sum(delta) as quantity, min(run) filter (where kind = 'produced') as run, bool_or(kind = 'shipped') as shipped,
                 bool_or(kind = 'observed' and reference in ('use-as-is', 'rework')) as accepted
               from movement where lot = any($1) and since <= $5 and (until is null or until > $5) group by lot, site),
             told as (
               select a.lot, a.side, a.certain, l.site, l.material, l.unit, l.number, coalesce(m.quantity, 0) as quantity, r.operation, r.work_center,
                 case when l.kind = 'serial' then 'serial' when l.vendor_lot is not null or l.vendor is not null then 'vendorLot' else 'lot' end as kind,
                 case when a.held then 'suspect' when m.accepted then 'accepted' when m.shipped and m.quantity <= 0 then 'transferred' else 'normal' end as standing
               from answer a join lot l on l.id = a.lot left join moved m on m.lot = a.lot
                 left join run r on r.site = m.site and r.run = m.run and r.since <= $5 and (r.until is null or r.until > $5))
           select t.side, t.certain, t.site, t.material, t.unit, t.kind, t.operation::text as operation, t.work_center as "workCenter", t.standing, t.quantity > 0 as left,
             sum(greatest(t.quantity, 0))::text as "onHand", min(t.number) as first, max(t.number) as last, string_agg(t.lot::text, ',' order by t.number) as lots,
             (select body->>'description' from master p where p.site = t.site and p.kind = 'material' and p.code = t.material and p.until is null) as description
           from told t group by t.side, t.certain, t.site, t.material, t.unit, t.kind, t.operation, t.work_center, t.standing, t.quantity > 0
           order by t.side, t.material, t.operation, t.work_center, t.standing, "left", t.certain desc`,
    values: [lots, sides, certain, held, position],
  })
  return (rows as (Omit<Group, 'lots'> & { lots: string })[]).map(row => ({ ...row, lots: row.lots.split(',').map(Number) }))
}

/** Which lots an answer of very many has, a bit each by their id. */
export interface Counted {
  /** So many bits each of them has. */
  bits: number
  seeds: Buffer
  back: Buffer
  forward: Buffer
  held: Buffer
}

export type CountedGroup = Omit<Group, 'certain' | 'lots'> & {
  /** Ids of four bytes each, in no order. */
  ids: Buffer
}

/** One pass over the lots and none over their movements: what they are and whether they are held, and neither quantities nor where they were made. */
export async function groupsCounted(pool: Pool, { bits, seeds, back, forward, held }: Counted): Promise<CountedGroup[]> {
  const { rows } = await pool.query({
    name: 'pictures.counted',
    text: `with told as (
             select l.id, l.site, l.material, l.unit, l.number,
               case when l.kind = 'serial' then 'serial' when l.vendor_lot is not null or l.vendor is not null then 'vendorLot' else 'lot' end as kind,
               case when l.id >= $1 then null when get_bit($2::bytea, l.id) = 1 then 0 when get_bit($4::bytea, l.id) = 1 then 1 when get_bit($3::bytea, l.id) = 1 then -1 end as side,
               case when l.id < $1 and get_bit($5::bytea, l.id) = 1 then 'suspect' end as standing
             from lot l)
           select t.side, t.site, t.material, t.unit, t.kind, t.standing, null as operation, null as "workCenter", null as left, null as "onHand",
             min(t.number collate "C") as first, max(t.number collate "C") as last, string_agg(int4send(t.id), '') as ids,
             (select body->>'description' from master p where p.site = t.site and p.kind = 'material' and p.code = t.material and p.until is null) as description
           from told t where t.side is not null group by t.side, t.site, t.material, t.unit, t.kind, t.standing order by t.side, t.material, t.kind, t.standing`,
    values: [bits, seeds, back, forward, held],
  })
  return rows as CountedGroup[]
}

/** What stands on a node of one lot. */
export interface NodeLot {
  id: number
  number: string
  onHand: string
}

export async function lotsOfNodes(pool: Pool, lots: readonly number[], position: number): Promise<Map<number, NodeLot>> {
  const { rows } = await pool.query({
    name: 'pictures.lots',
    text: `select l.id, l.number, coalesce((select sum(delta) from movement m where m.lot = l.id and m.since <= $2 and (m.until is null or m.until > $2)), 0)::text as "onHand"
           from lot l where l.id = any($1)`,
    values: [lots, position],
  })
  return new Map((rows as NodeLot[]).map(row => [row.id, row]))
}
