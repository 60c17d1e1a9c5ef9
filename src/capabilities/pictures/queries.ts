import type { Pool } from 'pg'
import type { Standing } from '../../genealogy/groups.ts'

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
  standing: Standing
  /** Something of it lies somewhere. */
  left: boolean
  onHand: string
  first: string
  last: string
  size: number
  /** All of them; of very many, those that may be drawn one by one. */
  lots: readonly number[]
}

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
  return (rows as (Omit<Group, 'lots' | 'size'> & { lots: string })[]).map(row => {
    const each = row.lots.split(',').map(Number)
    return { ...row, lots: each, size: each.length }
  })
}

/** What happened to lots of an answer at one place: in one run, or by one event. */
export interface Act {
  side: number
  certain: boolean
  standing: Standing
  left: boolean
  act: 'received' | 'made' | 'shipped'
  from: number
  to: number
  lots: number
  lot: number
  material: string | null
  first: string
  last: string
  run: string | null
  workOrder: string | null
  operation: number | null
  workCenter: string | null
  station: string | null
  site: string
  sequence: number
  since: number
}

/** Lots that came, were made or left together, in the order of time: one pass over the movements of the answer. */
export async function actsOf(pool: Pool, { lots, sides, certain, held, position }: Answered): Promise<Act[]> {
  const { rows } = await pool.query({
    name: 'pictures.acts',
    text: `with answer as (select * from unnest($1::int[], $2::int[], $3::bool[], $4::bool[]) as a(lot, side, certain, held)),
             known as (select m.* from movement m where m.lot = any($1) and m.since <= $5 and (m.until is null or m.until > $5)),
             moved as (
               select lot, sum(delta) as quantity, bool_or(kind = 'shipped') as shipped, bool_or(kind = 'observed' and reference in ('use-as-is', 'rework')) as accepted
               from known group by lot),
             act as (
               select m.lot, m.site, m.run, min(m.at) as "from", max(m.at) as "to", min(m.since) as since,
                 case when m.kind in ('received', 'returned') then 'received' when m.kind in ('shipped', 'sentBack') then 'shipped' else 'made' end as act
               from known m where m.kind in ('received', 'returned', 'shipped', 'sentBack', 'produced', 'worked', 'split', 'merged', 'serialized') and (m.delta > 0 or m.kind in ('shipped', 'sentBack', 'worked'))
               group by m.lot, m.site, m.run, 7, case when m.run is null then m.since end),
             told as (
               select a.side, a.certain, c.*, l.number, l.material, coalesce(m.quantity, 0) > 0 as "left",
                 case when a.held then 'suspect' when m.accepted then 'accepted' when m.shipped and m.quantity <= 0 then 'transferred' else 'normal' end as standing
               from act c join answer a on a.lot = c.lot join lot l on l.id = c.lot left join moved m on m.lot = c.lot),
             span as (
               select side, certain, standing, "left", act, site, run, min("from") as "from", max("to") as "to", min(since) as since, count(*)::int as lots, min(lot) as lot,
                 case when min(material) = max(material) then min(material) end as material, min(number) as first, max(number) as last
               from told group by side, certain, standing, "left", act, site, run, case when run is null then since end
               )
           select s.*, g.sequence, g.station, coalesce(r.work_center, g.work_center) as "workCenter", coalesce(r.work_order, g.work_order) as "workOrder",
             coalesce(r.operation, g.operation) as operation
           from span s cross join lateral (select * from ledger where ledger.position >= s.since order by ledger.position limit 1) g
             left join run r on r.site = s.site and r.run = s.run and r.since <= $5 and (r.until is null or r.until > $5)
           order by s."from", s.since`,
    values: [lots, sides, certain, held, position],
  })
  return rows as Act[]
}

export interface Standings {
  lot: number
  left: boolean
  shipped: boolean
  accepted: boolean
}

/** How lots stand, of which no picture is drawn. */
export async function standingsOf(pool: Pool, lots: readonly number[], position: number): Promise<Standings[]> {
  const { rows } = await pool.query({
    name: 'pictures.standings',
    text: `select lot, sum(delta) > 0 as left, bool_or(kind = 'shipped') as shipped, bool_or(kind = 'observed' and reference in ('use-as-is', 'rework')) as accepted
           from movement where lot = any($1) and since <= $2 and (until is null or until > $2) group by lot`,
    values: [lots, position],
  })
  return rows as Standings[]
}

/** What a lot is: of which material, in what it is counted, and of what sort. */
export interface LotKind {
  site: string
  material: string
  unit: string
  kind: 'lot' | 'serial' | 'vendorLot'
}
export interface PlaceMade {
  operation: string | null
  workCenter: string | null
}
export type Told = LotKind &
  PlaceMade & {
    /** Ids of four bytes each, in no order. */
    ids: Buffer
  }

/** Ids of lots from the one after `after` to `last`. */
export interface Span {
  after: number
  last: number
}

/** Lots by what they are and where the first of their runs made them. */
export async function kindsIn(pool: Pool, spans: readonly Span[]): Promise<Told[]> {
  const { rows } = await pool.query({
    name: 'pictures.kinds',
    text: `with span as (select * from unnest($1::int[], $2::int[]) as s(after, last)),
             made as (
               select distinct on (m.lot) m.lot, r.operation, r.work_center
               from span join movement m on m.lot > span.after and m.lot <= span.last and m.kind = 'produced' and m.run is not null and m.until is null
                 join run r on r.site = m.site and r.run = m.run and r.until is null order by m.lot, m.since)
           select l.site, l.material, l.unit,
             case when l.kind = 'serial' then 'serial' when l.vendor_lot is not null or l.vendor is not null then 'vendorLot' else 'lot' end as kind,
             made.operation::text as operation, made.work_center as "workCenter", string_agg(int4send(l.id), '') as ids
           from span join lot l on l.id > span.after and l.id <= span.last left join made on made.lot = l.id group by 1, 2, 3, 4, 5, 6`,
    values: [spans.map(({ after }) => after), spans.map(({ last }) => last)],
  })
  return rows as Told[]
}

export async function lastLot(pool: Pool): Promise<number> {
  const { rows } = await pool.query({ name: 'pictures.last_lot', text: 'select coalesce(max(id), 0) as last from lot' })
  return (rows[0] as { last: number }).last
}

/** Lots of before that were made again, or no longer are said to have been: they may be of another kind now. */
export async function lotsTouched(pool: Pool, { from, to, last }: { from: number; to: number; last: number }): Promise<number[]> {
  const { rows } = await pool.query({
    name: 'pictures.lots_touched',
    text: `select distinct lot from movement where lot <= $3 and kind in ('received', 'produced', 'split', 'merged', 'serialized')
             and ((since > $1 and since <= $2) or (until > $1 and until <= $2))`,
    values: [from, to, last],
  })
  return (rows as { lot: number }[]).map(({ lot }) => lot)
}

/** Lots that a decision about them has accepted, four bytes each. */
export async function lotsAccepted(pool: Pool, position: number): Promise<Buffer> {
  const { rows } = await pool.query({
    name: 'pictures.accepted',
    text: `select coalesce(string_agg(int4send(lot), ''), '') as ids from movement
           where kind = 'observed' and reference in ('use-as-is', 'rework') and since <= $1 and (until is null or until > $1)`,
    values: [position],
  })
  return (rows[0] as { ids: Buffer }).ids
}

/** Numbers of lots, and how their materials are described. */
export async function namesOfLots(
  pool: Pool,
  lots: readonly number[],
): Promise<Map<number, { number: string; description: string | null }>> {
  const { rows } = await pool.query({
    name: 'pictures.names',
    text: `select l.id, l.number,
             (select body->>'description' from master p where p.site = l.site and p.kind = 'material' and p.code = l.material and p.until is null) as description
           from lot l where l.id = any($1)`,
    values: [lots],
  })
  return new Map((rows as { id: number; number: string; description: string | null }[]).map(row => [row.id, row]))
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
