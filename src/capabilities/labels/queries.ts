import type { Pool } from 'pg'
import { type Printer, printerBody, type Template, templateBody } from '../label-shapes.ts'

// ---- what a label says ----------------------------------------------------------------------------------------------------------

export async function lotsNumbered(
  pool: Pool,
  { site, number, material }: { site: string; number: string; material: string | null },
): Promise<{ id: number; material: string }[]> {
  const { rows } = await pool.query({
    name: 'labels.lots',
    values: [site, number, material],
    text: `select id, material from lot where site = $1 and number = $2 and ($3::text is null or material = $3) and makings > 0 order by material`,
  })
  return rows as { id: number; material: string }[]
}

export async function onHandOf(pool: Pool, lot: number): Promise<string> {
  const { rows } = await pool.query({
    name: 'labels.onHand',
    values: [lot],
    text: `select coalesce(sum(quantity), 0)::text as quantity from stock where lot = $1`,
  })
  return (rows[0] as { quantity: string }).quantity
}

export async function gtinOf(pool: Pool, lot: number): Promise<string | null> {
  const { rows } = await pool.query({
    name: 'labels.gtin',
    values: [lot],
    text: `select m.body->>'gtin' as gtin from lot l join master m on m.site = l.site and m.kind = 'material' and m.code = l.material and m.until is null where l.id = $1`,
  })
  return (rows[0] as { gtin: string | null } | undefined)?.gtin ?? null
}

export async function containerKnown(pool: Pool, site: string, code: string): Promise<boolean> {
  const { rows } = await pool.query({
    name: 'labels.container',
    values: [site, code],
    text: `select from container where site = $1 and container = $2 and until is null`,
  })
  return rows.length > 0
}

interface Content {
  material: string
  number: string
  quantity: string
  unit: string
}

/** What left in a container, with the shipment that it was loaded into or that has its number. */
export async function leftIn(pool: Pool, site: string, code: string): Promise<Content[]> {
  const { rows } = await pool.query({
    name: 'labels.left',
    values: [site, code],
    text: `with recursive around as (
             select $2::text as container
             union select c.parent from container c join around a on c.container = a.container where c.site = $1 and c.until is null and c.parent is not null),
           inside as (
             select $2::text as container
             union select c.container from container c join inside i on c.parent = i.container where c.site = $1 and c.until is null)
           select l.material, l.number, (-sum(m.delta))::text as quantity, l.unit from movement m join lot l on l.id = m.lot
           where m.site = $1 and m.reference in (select container from around) and m.kind = 'shipped' and m.until is null
             and m.place in (select 'container:' || container from inside) group by l.id order by l.material, l.number`,
  })
  return rows as Content[]
}

/** Everything in a container and in the containers inside it. */
export async function contentsOf(pool: Pool, site: string, code: string): Promise<Content[]> {
  const { rows } = await pool.query({
    name: 'labels.contents',
    values: [site, code],
    text: `with recursive inner_one as (
             select $2::text as container
             union select c.container from container c join inner_one i on c.parent = i.container where c.site = $1 and c.until is null)
           select l.material, l.number, sum(s.quantity)::text as quantity, l.unit from inner_one i join stock s on s.place = 'container:' || i.container
           join lot l on l.id = s.lot where l.site = $1 and s.quantity <> 0 group by l.id order by l.material, l.number`,
  })
  return rows as Content[]
}

/** Undefined where the location is not known. */
export async function locationName(pool: Pool, site: string, code: string): Promise<string | null | undefined> {
  const { rows } = await pool.query({
    name: 'labels.location',
    values: [site, code],
    text: `select body->>'name' as name from master where site = $1 and kind = 'location' and code = $2 and until is null`,
  })
  return (rows[0] as { name: string | null } | undefined)?.name
}

export async function personBody(pool: Pool, site: string, code: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await pool.query({
    name: 'labels.person',
    values: [site, code],
    text: `select body from master where site = $1 and kind = 'person' and code = $2 and until is null`,
  })
  return (rows[0] as { body: Record<string, unknown> } | undefined)?.body
}

// ---- templates and printers -----------------------------------------------------------------------------------------------------

export async function statedTemplates(pool: Pool, site: string): Promise<Template[]> {
  return (await bodies(pool, site, 'labelTemplate')).map(body => templateBody.parse(body))
}

export async function statedPrinters(pool: Pool, site: string): Promise<Printer[]> {
  return (await bodies(pool, site, 'printer')).map(body => printerBody.parse(body))
}

async function bodies(pool: Pool, site: string, kind: 'labelTemplate' | 'printer'): Promise<object[]> {
  const { rows } = await pool.query({
    name: 'labels.records',
    values: [site, kind],
    text: `select body - 'type' - 'extensions' - 'workCenter' as body from master where site = $1 and kind = $2 and until is null order by code`,
  })
  return (rows as { body: object }[]).map(row => row.body)
}

/** The printer of a station, where it names one. */
export async function stationPrinter(pool: Pool, site: string, station: string): Promise<string | null> {
  const { rows } = await pool.query({
    name: 'labels.station',
    values: [site, station],
    text: `select body->>'printer' as printer from master where site = $1 and kind = 'station' and code = $2 and until is null`,
  })
  return (rows[0] as { printer: string | null } | undefined)?.printer ?? null
}

// ---- prints ---------------------------------------------------------------------------------------------------------------------

export interface PrintRow {
  template: string
  copies: number
  copy: number
  printer: string | null
  reason: string | null
  by: string | null
  station: string | null
  doubtful: boolean
  at: number
  event: string
}

/** The labels a lot bears, oldest first. */
export async function printsOf(pool: Pool, lot: number): Promise<PrintRow[]> {
  const { rows } = await pool.query({
    name: 'labels.prints',
    values: [lot],
    text: `select p.template, p.copies, p.copy, p.printer, p.reason, p.by, p.station, p.doubtful, p.at,
             (select g.id from ledger g where g.position >= p.since order by g.position limit 1) as event
           from label_print p where p.lot = $1 and p.until is null order by p.at, p.since, p.line`,
  })
  return (rows as (Omit<PrintRow, 'at'> & { at: string | number })[]).map(row => ({ ...row, at: Number(row.at) }))
}

/** What bears a label. */
export interface Borne {
  site: string
  kind: string
  subject: string
  lot: number | null
}

/** Printed, and perhaps in the ledger, but not marked so yet. */
export async function jobsToRecord(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query({
    name: 'labels.toRecord',
    text: `select id from print_job where status = 'printed' and not recorded`,
  })
  return (rows as { id: string }[]).map(row => row.id)
}

/** How often a label of it was asked for before: recorded prints and those on their way; `events`: those that record these jobs, where both are there. */
export async function countedBefore(
  pool: Pool,
  { site, kind, subject, lot }: Borne,
  { jobs, events }: { jobs: readonly string[]; events: readonly string[] },
): Promise<number> {
  const { rows } = await pool.query({
    name: 'labels.before',
    values: [site, kind, subject, lot, jobs, events],
    text: `select (select count(*) from label_print p where p.until is null and
                     (($4::int is not null and p.lot = $4) or ($4::int is null and $2 = 'container' and p.site = $1 and p.container = $3)))
                + (select count(*) from print_job j where not j.recorded and j.status in ('waiting', 'sending', 'printed') and
                     not exists (select from unnest($5::text[], $6::text[]) as known(job, event) join ledger g on g.id = known.event where known.job = j.id) and
                     (($4::int is not null and j.lot = $4) or ($4::int is null and j.lot is null and j.site = $1 and j.kind = $2 and j.subject = $3))) as before`,
  })
  return Number((rows[0] as { before: string }).before)
}

export async function materialRecord(pool: Pool, site: string, code: string): Promise<{ description?: string; gtin?: string } | undefined> {
  const { rows } = await pool.query({
    name: 'labels.material',
    values: [site, code],
    text: `select body from master where site = $1 and kind = 'material' and code = $2 and until is null`,
  })
  return (rows[0] as { body: { description?: string; gtin?: string } } | undefined)?.body
}
