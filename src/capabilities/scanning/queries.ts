import type { Pool, PoolClient } from 'pg'
import type { FoundBy, FoundKind } from './means.ts'

type Client = Pool | PoolClient

export interface RecordRow {
  kind: FoundKind
  site: string
  code: string
  name: string | null
  lot: number | null
  /** Of a lot. */
  material: string | null
  by: FoundBy
}

/** Everything that has exactly this text as its number or code. Letters' case does not matter for lots; codes are tried as given and in either case. */
export async function recordsCalled(client: Client, text: string, kinds: readonly FoundKind[]): Promise<RecordRow[]> {
  const { rows } = await client.query({
    name: 'scanning.records',
    values: [text, kinds],
    text: `with codes as (select distinct h.site, c.code from ledger_head h cross join unnest(array[$1, upper($1), lower($1)]) as c(code))
           select l.kind, l.site, l.number as code, null as name, l.id as lot, l.material, 'number' as by from lot l where lower(l.number) = lower($1) and l.makings > 0
           union all select l.kind, l.site, l.number, null, l.id, l.material, 'formerNumber' from identifier i join lot l on l.id = i.lot
             where lower(i.value) = lower($1) and i.until is null and i.kind = 'formerNumber' and l.makings > 0 and lower(l.number) <> lower($1)
           union all select m.kind, m.site, m.code, coalesce(m.body->>'name', m.body->>'description', m.body->>'material'), null, null, 'code'
             from codes cross join unnest($2::text[]) as k(kind) join master m on m.site = codes.site and m.kind = k.kind and m.code = codes.code and m.until is null
           union all select 'container', c.site, c.container, null, null, null, 'code' from codes join container c on c.site = codes.site and c.container = codes.code where c.until is null
           union all select 'shipment', s.site, s.shipment, s.customer, null, null, 'code' from codes join shipment s on s.site = codes.site and s.shipment = codes.code where s.until is null`,
  })
  return rows as RecordRow[]
}

/** Containers with one of these codes: an SSCC may be kept with or without its identifier. */
export async function containersCalled(client: Client, codes: readonly string[]): Promise<RecordRow[]> {
  const { rows } = await client.query({
    name: 'scanning.containers',
    values: [codes],
    text: `select 'container' as kind, c.site, c.container as code, null as name, null as lot, null as material, 'code' as by
           from ledger_head h cross join unnest($1::text[]) as k(code) join container c on c.site = h.site and c.container = k.code where c.until is null`,
  })
  return rows as RecordRow[]
}

/** Lots that another identifier of theirs names: what the vendor, a customer or a standard calls them. */
export async function lotsIdentified(client: Client, value: string): Promise<(RecordRow & { lot: number; vendor: string | null })[]> {
  const { rows } = await client.query({
    name: 'scanning.identified',
    values: [value],
    text: `select distinct on (i.lot) l.kind, l.site, l.number as code, null as name, i.lot, l.material, case when i.kind = 'vendorLot' then 'vendorLot' else 'identifier' end as by, l.vendor
           from identifier i join lot l on l.id = i.lot where lower(i.value) = lower($1) and i.until is null and l.makings > 0 and i.kind <> 'formerNumber'
           order by i.lot, i.kind = 'vendorLot' desc`,
  })
  return rows as (RecordRow & { lot: number; vendor: string | null })[]
}

/** The person whose badge has this hash. */
export async function personOfBadge(
  client: Client,
  hash: string,
): Promise<{ site: string; code: string; name: string | null; language: string | null }[]> {
  const { rows } = await client.query({
    name: 'scanning.badge',
    values: [hash],
    text: `select m.site, m.code, m.body->>'name' as name, m.body->>'language' as language from master m
           where m.kind = 'person' and m.until is null and m.body->>'badge' = $1`,
  })
  return rows as { site: string; code: string; name: string | null; language: string | null }[]
}

export interface MaterialRow {
  site: string
  code: string
  description: string | null
}

export async function materialsOfGtin(client: Client, gtin: string): Promise<MaterialRow[]> {
  const { rows } = await client.query({
    name: 'scanning.gtin',
    values: [gtin],
    text: `select m.site, m.code, m.body->>'description' as description from master m
           where m.kind = 'material' and m.until is null and m.body ? 'gtin' and lpad(m.body->>'gtin', 14, '0') = $1 order by m.site, m.code`,
  })
  return rows as MaterialRow[]
}

export async function materialsCalled(client: Client, code: string): Promise<MaterialRow[]> {
  const { rows } = await client.query({
    name: 'scanning.materials',
    values: [code],
    text: `select m.site, m.code, m.body->>'description' as description from ledger_head h
           cross join (select distinct unnest(array[$1, upper($1), lower($1)]) as code) c
           join master m on m.site = h.site and m.kind = 'material' and m.code = c.code and m.until is null order by m.site, m.code`,
  })
  return rows as MaterialRow[]
}

/** Numbering rules that end in a check character, with the material they belong to. */
export async function checkedNumbering(client: Client): Promise<{ site: string; material: string; rule: string }[]> {
  const { rows } = await client.query({
    name: 'scanning.numbering',
    text: `select m.site, m.code as material, m.body->>'numbering' as rule from master m
           where m.kind = 'material' and m.until is null and m.body->>'numbering' like '%{check}'`,
  })
  return rows as { site: string; material: string; rule: string }[]
}

/** The current label patterns and scanner profiles. */
export async function statedRecords(
  client: Client,
  kind: 'labelPattern' | 'scannerProfile',
  site: string | null,
): Promise<{ site: string; code: string; body: unknown }[]> {
  const { rows } = await client.query({
    name: 'scanning.stated',
    values: [kind, site],
    text: `select m.site, m.code, m.body from master m where m.kind = $1 and m.until is null and ($2::text is null or m.site = $2) order by m.code, m.site`,
  })
  return rows as { site: string; code: string; body: unknown }[]
}

// ---- the scan log ---------------------------------------------------------------------------------------------------------------

export interface LoggedScan {
  at: number
  site: string | null
  station: string | null
  device: string | null
  by: string | null
  bytes: Buffer
  syntax: string
  kind: string | null
  outcome: string
  problem: string | null
  ms: number
}

export async function insertScans(client: Client, scans: readonly LoggedScan[]): Promise<void> {
  const of = <K extends keyof LoggedScan>(key: K): LoggedScan[K][] => scans.map(scan => scan[key])
  await client.query({
    name: 'scanning.log',
    values: [
      of('at'),
      of('site'),
      of('station'),
      of('device'),
      of('by'),
      of('bytes'),
      of('syntax'),
      of('kind'),
      of('outcome'),
      of('problem'),
      of('ms'),
    ],
    text: `insert into scan (at, site, station, device, by, bytes, syntax, kind, outcome, problem, ms)
           select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::text[], $8::text[], $9::text[], $10::text[], $11::float8[])`,
  })
}

export async function deleteScansBefore(client: Client, at: number): Promise<void> {
  await client.query({ name: 'scanning.prune', values: [at], text: 'delete from scan where at < $1' })
}

export async function loggedScans(
  client: Client,
  asked: { station: string | null; since: number; before: number; limit: number },
): Promise<(LoggedScan & { id: number })[]> {
  const { rows } = await client.query({
    name: 'scanning.logged',
    values: [asked.station, asked.since, asked.before, asked.limit],
    text: `select id::float8 as id, at, site, station, device, by, bytes, syntax, kind, outcome, problem, ms from scan
           where ($1::text is null or station = $1) and at >= $2 and id < $3 order by id desc limit $4`,
  })
  return rows as (LoggedScan & { id: number })[]
}
