import type { Pool } from 'pg'

/** One lot that a line of the list may mean. `line` counts from 1. */
export interface NamedRow {
  line: number
  id: number
  site: string
  material: string
  number: string
  kind: 'lot' | 'serial'
  unit: string
  by: 'number' | 'formerNumber' | 'vendorLot' | 'identifier'
}

/** Lots of any site that bear these texts as their number, exactly as written, or as another identifier, in any case. */
export async function lotsNamedBy(pool: Pool, texts: readonly string[]): Promise<NamedRow[]> {
  const { rows } = await pool.query({
    name: 'identifiers.lots',
    values: [texts],
    text: `with asked as (select * from unnest($1::text[]) with ordinality as a(text, line)),
             named as (
               select a.line, l.id, 'number' as by from asked a join lot l on lower(l.number) = lower(a.text) and l.number = a.text and l.makings > 0
               union all
               select a.line, i.lot, min(case when i.kind in ('formerNumber', 'vendorLot') then i.kind else 'identifier' end)
                 from asked a join identifier i on lower(i.value) = lower(a.text) and i.until is null join lot l on l.id = i.lot and l.makings > 0 and l.number <> a.text
                 group by a.line, i.lot)
           select n.line::int as line, l.id, l.site, l.material, l.number, l.kind, l.unit, n.by from named n join lot l on l.id = n.id order by n.line, l.id`,
  })
  return rows as NamedRow[]
}

export interface ContainedRow {
  line: number
  container: string
  id: number | null
  material: string
  number: string
  kind: 'lot' | 'serial'
  unit: string
  /** It left in the container; there is nothing of it inside now. */
  left: boolean
}

/** Containers of a site with these codes, each with the lots inside, however deep; where nothing is inside any more, what left in it. */
export async function contentsNamedBy(pool: Pool, site: string, codes: readonly { line: number; code: string }[]): Promise<ContainedRow[]> {
  const { rows } = await pool.query({
    name: 'identifiers.containers',
    values: [site, codes.map(one => one.line), codes.map(one => one.code)],
    text: `with recursive asked as (select * from unnest($2::int[], $3::text[]) as a(line, code)),
             known as (select a.line, c.container, c.parent, c.place from asked a join container c on c.site = $1 and c.container = a.code and c.until is null),
             inside as (
               select k.line, k.container as named, k.container, 0 as depth from known k
               union all select i.line, i.named, c.container, i.depth + 1 from inside i join container c on c.site = $1 and c.parent = i.container and c.until is null where i.depth < 50),
             now as (select distinct i.line, s.lot from inside i join stock s on s.place = 'container:' || i.container and s.quantity <> 0 join lot l on l.id = s.lot and l.site = $1),
             up as (
               select k.line, k.parent, k.place, 0 as depth from known k
               union all select u.line, c.parent, c.place, u.depth + 1 from up u join container c on c.site = $1 and c.container = u.parent and c.until is null where u.depth < 50),
             gone as (
               select distinct u.line, m.lot from up u join movement m on m.site = $1 and m.reference = substr(u.place, 10) and m.kind = 'shipped' and m.until is null
                 join inside i on i.line = u.line and m.place = 'container:' || i.container
               where u.place like 'shipment:%' and not exists (select from now n where n.line = u.line))
           select k.line, k.container, l.id, l.material, l.number, l.kind, l.unit, coalesce(f.left, false) as left
           from known k left join (select line, lot, false as left from now union all select line, lot, true from gone) f on f.line = k.line
           left join lot l on l.id = f.lot order by k.line, l.id`,
  })
  return rows as ContainedRow[]
}

export type PaperKind = 'shipment' | 'workOrder' | 'purchaseOrder' | 'salesOrder'

/** One lot of a shipment or an order that a line may name; without a lot where the paper is known and has none. */
export interface PaperRow {
  line: number
  paper: PaperKind
  code: string
  id: number | null
  material: string
  number: string
  kind: 'lot' | 'serial'
  unit: string
}

/** What left with these shipments or for these orders of customers, what came in on these purchase orders, what these work orders made: at most `most` lots of each and one. */
export async function lotsOnPapers(
  pool: Pool,
  site: string,
  { codes, most }: { codes: readonly { line: number; code: string }[]; most: number },
): Promise<PaperRow[]> {
  const { rows } = await pool.query({
    name: 'identifiers.papers',
    values: [site, codes.map(one => one.line), codes.map(one => one.code), most + 1],
    text: `with asked as (select distinct code from unnest($3::text[]) as a(code)),
             paper as (
               select a.code, m.kind as paper from asked a join master m on m.site = $1 and m.code = a.code and m.until is null
                 and m.kind in ('shipment', 'workOrder', 'purchaseOrder', 'salesOrder')
               union select a.code, case m.kind when 'shipped' then 'shipment' else 'purchaseOrder' end from asked a
                 join movement m on m.site = $1 and m.reference = a.code and m.kind in ('shipped', 'received') and m.until is null
               union select a.code, 'salesOrder' from asked a join shipment s on s.site = $1 and s.sales_order = a.code and s.until is null
               union select a.code, 'workOrder' from asked a join lot l on l.site = $1 and l.work_order = a.code and l.makings > 0),
             on_it as (
               select p.*, x.lot from paper p left join lateral (
                 select lot from (
                   select m.lot from movement m where m.site = $1 and m.reference = p.code and m.until is null
                     and m.kind = case p.paper when 'shipment' then 'shipped' when 'purchaseOrder' then 'received' end
                   union select m.lot from shipment s join movement m on m.site = s.site and m.reference = s.shipment and m.kind = 'shipped' and m.until is null
                     where p.paper = 'salesOrder' and s.site = $1 and s.sales_order = p.code and s.until is null
                   union select l.id from lot l where p.paper = 'workOrder' and l.site = $1 and l.work_order = p.code and l.makings > 0
                   union select m.lot from run r join movement m on m.site = r.site and m.run = r.run and m.kind = 'produced' and m.until is null
                     where p.paper = 'workOrder' and r.site = $1 and r.work_order = p.code and r.until is null) u
                 order by lot limit $4) x on true)
           select a.line, o.paper, o.code, l.id, l.material, l.number, l.kind, l.unit from unnest($2::int[], $3::text[]) as a(line, code)
             join on_it o on o.code = a.code left join lot l on l.id = o.lot order by a.line, o.code, o.paper, l.id`,
  })
  return rows as PaperRow[]
}

export interface NearRow {
  line: number
  material: string
  number: string
  /** The identifier that is spelled so, where it is not the number. */
  value: string | null
}

/** Lots of a site whose number or other identifier is one of these spellings, in any case. */
export async function lotsSpelled(pool: Pool, site: string, spelled: readonly { line: number; text: string }[]): Promise<NearRow[]> {
  const { rows } = await pool.query({
    name: 'identifiers.near',
    values: [site, spelled.map(one => one.line), spelled.map(one => one.text)],
    text: `with asked as (select * from unnest($2::int[], $3::text[]) as a(line, text))
           select a.line, l.material, l.number, null as value from asked a join lot l on lower(l.number) = a.text and l.site = $1 and l.makings > 0
           union select a.line, l.material, l.number, i.value from asked a join identifier i on lower(i.value) = a.text and i.until is null
             join lot l on l.id = i.lot and l.site = $1 and l.makings > 0 and lower(l.number) <> a.text
           order by 1, 3, 2`,
  })
  return rows as NearRow[]
}
