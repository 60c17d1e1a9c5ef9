import type { Pool, PoolClient } from 'pg'
import { parseQuantity } from '../../base/quantity.ts'
import {
  PARTED_FROM,
  type PartedFrom,
  REPORTED_BY,
  REPORTED_CENTER,
  REPORTED_OPERATION,
  REPORTED_ORDER,
  REPORTED_QUANTITY,
} from '../../ledger/reported.ts'
import type { Concessions } from '../../ledger/state.ts'
import type { ConcessionRow, ConcessionUseRow } from '../../ledger/tables.ts'
import type { CollectionPlan, Material, SiteSettings, WorkCenter, WorkOrder } from '../booking/records.ts'
import type { StationAnswer } from './answer.ts'
import type { Plan } from './kept.ts'
import type { StationRecord } from './station.ts'

type Client = Pool | PoolClient

export async function stationNamed(client: Client, site: string, code: string): Promise<StationRecord | null> {
  const { rows } = await client.query({
    name: 'stations.named',
    values: [site, code],
    text: `select body from master where site = $1 and kind = 'station' and code = $2 and until is null`,
  })
  return (rows[0] as { body: StationRecord } | undefined)?.body ?? null
}

// ---- what a text is called -------------------------------------------------------------------------------------------------------

export interface CalledRow {
  kind: 'lot' | 'identifier' | 'container' | 'workOrder' | 'location' | 'workCenter' | 'station'
  site: string
  lot: number | null
  code: string
}

/** Everything that carries one of these texts, at any site: a label of another plant must be told from one that nobody knows. */
export async function calledSo(client: Client, texts: readonly string[]): Promise<CalledRow[]> {
  const { rows } = await client.query({
    name: 'stations.called',
    values: [texts, texts.map(text => text.toLowerCase())],
    text: `select 'lot' as kind, l.site, l.id as lot, l.number as code from lot l where lower(l.number) = any($2) and l.number = any($1) and l.makings > 0
           union all select 'identifier', l.site, l.id, i.value from identifier i join lot l on l.id = i.lot
             where lower(i.value) = any($2) and i.until is null and l.makings > 0
           union all select 'container', c.site, null, c.container from ledger_head h join container c on c.site = h.site and c.container = any($1) and c.until is null
           union all select m.kind, m.site, null, m.code from ledger_head h cross join unnest(array['workOrder', 'location', 'workCenter', 'station']) as k(kind)
             join master m on m.site = h.site and m.kind = k.kind and m.code = any($1) and m.until is null`,
  })
  return rows as CalledRow[]
}

export interface PersonRow {
  code: string
  body: { name?: string; language?: string; roles?: string[]; pin?: string; certifications?: { code: string; until?: string }[] }
  current: boolean
}

/** Whose badge this is, or once was: a badge that was taken away is told from one nobody ever had. */
/** Whose badge this was, and is no longer: told from a badge nobody ever had. Asked only where nothing else was found. */
export async function formerOwner(client: Client, site: string, hashes: readonly string[]): Promise<PersonRow | null> {
  const { rows } = await client.query({
    name: 'stations.former_owner',
    values: [site, hashes],
    text: `select code, body, false as current from master where site = $1 and kind = 'person' and body->>'badge' = any($2) and until is not null order by since desc limit 1`,
  })
  return (rows[0] as PersonRow | undefined) ?? null
}

// ---- lots ------------------------------------------------------------------------------------------------------------------------

export interface LotRow {
  id: number
  site: string
  material: string
  number: string
  kind: 'lot' | 'serial'
  unit: string
  expiresAt: number | null
  workOrder: string | null
  record: Material | null
  order: WorkOrder | null
  onHand: string
  places: { place: string; quantity: string }[]
}

export async function lotsSeen(client: Client, ids: readonly number[]): Promise<LotRow[]> {
  const { rows } = await client.query({
    name: 'stations.lots',
    values: [ids],
    text: `select l.id, l.site, l.material, l.number, l.kind, l.unit, l.expires_at as "expiresAt", l.work_order as "workOrder", m.body as record, w.body as "order",
             coalesce(s.sum, 0)::text as "onHand", coalesce(s.places, '[]') as places
           from lot l left join master m on m.site = l.site and m.kind = 'material' and m.code = l.material and m.until is null
           left join master w on w.site = l.site and w.kind = 'workOrder' and w.code = l.work_order and w.until is null
           left join lateral (select sum(quantity) as sum, json_agg(json_build_object('place', place, 'quantity', quantity::text) order by place) as places
             from stock where lot = l.id and quantity <> 0) s on true
           where l.id = any($1) order by l.id`,
  })
  return rows as LotRow[]
}

/** By the index of numbers, whatever the statistics say: to those that are older than a site or a material it has no lots, and all of them would be read. */
export async function lotIds(client: Client, site: string, lots: readonly { material: string; number: string }[]): Promise<number[]> {
  const { rows } = await client.query({
    name: 'stations.lot_ids',
    values: [site, lots.map(lot => lot.material), lots.map(lot => lot.number)],
    text: `select l.id from unnest($2::text[], $3::text[]) with ordinality as w(material, number, nth)
           cross join lateral (select l.id from lot l where lower(l.number) = lower(w.number) and l.number = w.number and l.material is not distinct from w.material
             and l.site is not distinct from $1 and l.makings > 0 offset 0) l order by w.nth`,
  })
  return (rows as { id: number }[]).map(row => row.id)
}

export async function lotsInContainer(client: Client, site: string, container: string): Promise<{ lot: number; quantity: string }[]> {
  const { rows } = await client.query({
    name: 'stations.contents',
    values: [site, container],
    text: `with recursive inside as (
             select $2::text as container union select c.container from inside join container c on c.site = $1 and c.parent = inside.container and c.until is null)
           select s.lot, sum(s.quantity)::text as quantity from inside join stock s on s.place = 'container:' || inside.container and s.quantity <> 0
           join lot l on l.id = s.lot and l.site = $1 group by s.lot order by s.lot`,
  })
  return rows as { lot: number; quantity: string }[]
}

/**
 * Of these events, those of which something was used since: taken out of a lot that they made or reported, or reported at another
 * operation. What belongs to the events themselves does not count, nor does moving it about.
 */
export async function usedSince(client: Client, site: string, events: readonly string[]): Promise<string[]> {
  if (events.length === 0) return []
  const { rows } = await client.query({
    name: 'stations.used_since',
    values: [site, events],
    text: `with own as (
             select id, position from ledger where site = $1 and id = any($2)
             union all select r.id, r.since from replacement r join ledger l on l.position = r.since where l.site = $1 and r.id = any($2)),
           made as (
             select own.id, m.lot, m.since, ${REPORTED_OPERATION} as operation from own join movement m on m.since = own.position ${REPORTED_BY}
             where m.until is null and (m.kind = 'worked' or (m.delta > 0 and m.kind <> 'moved'))),
           later as (
             select m.lot, m.since, m.kind, ${REPORTED_OPERATION} as operation from movement m ${REPORTED_BY}
             where m.lot in (select lot from made) and m.until is null and m.since not in (select position from own)
               and (m.kind = 'worked' or (m.delta < 0 and m.kind <> 'moved')))
           select distinct made.id from made join later on later.lot = made.lot and later.since > made.since
           where later.kind <> 'worked' or later.operation is distinct from made.operation`,
  })
  return (rows as { id: string }[]).map(row => row.id)
}

export interface ReportRow {
  lot: number
  type: string
  event: string
  /** Which event said so, in the order of the store. */
  since: number
  at: number
  ord: number
  by: string | null
  name: string | null
  workOrder: string | null
  operation: number | null
  workCenter: string | null
  quantity: string
  scrap: string
  run: string | null
  runOpen: boolean
}

/** What was reported on the lots, newest first. Inside a correction it is the replacement that says who, where and for which order. */
export async function reportsSeen(client: Client, ids: readonly number[]): Promise<ReportRow[]> {
  const { rows } = await client.query({
    name: 'stations.reports',
    values: [ids],
    text: `select m.lot, coalesce(c.said->>'type', g.type) as type, coalesce(c.said->>'id', g.id) as event, m.since, m.at, m.ord, coalesce(c.said->>'by', g.by) as by, p.body->>'name' as name,
             ${REPORTED_ORDER} as "workOrder", ${REPORTED_OPERATION} as operation, ${REPORTED_CENTER} as "workCenter",
             (${REPORTED_QUANTITY})::text as quantity, m.scrap::text, m.run, r.run is not null and r.finished_at is null as "runOpen"
           from movement m ${REPORTED_BY}
           left join master p on p.site = m.site and p.kind = 'person' and p.code = coalesce(c.said->>'by', g.by) and p.until is null
           where m.lot = any($1) and m.until is null and m.kind in ('worked', 'produced') order by m.at desc, m.ord desc, m.since desc`,
  })
  return rows as ReportRow[]
}

/** What these lots were parted from or merged of within their orders, and what that came of in its turn. */
export async function partedFrom(client: Client, ids: readonly number[]): Promise<PartedFrom[]> {
  if (ids.length === 0) return []
  const { rows } = await client.query({ name: 'stations.parted_from', values: [ids], text: PARTED_FROM })
  return (rows as (Omit<PartedFrom, 'part' | 'whole'> & { part: string; whole: string })[]).map(row => ({
    ...row,
    part: parseQuantity(row.part),
    whole: parseQuantity(row.whole),
  }))
}

export async function holdReasons(
  client: Client,
  site: string,
  holds: readonly string[],
): Promise<{ hold: string; reason: string; by: string | null }[]> {
  const { rows } = await client.query({
    name: 'stations.holds',
    values: [site, holds],
    text: `select h.hold, h.reason, coalesce(p.body->>'name', h.by) as by from hold h
           left join master p on p.site = h.site and p.kind = 'person' and p.code = h.by and p.until is null
           where h.site = $1 and h.hold = any($2) and h.until is null`,
  })
  return rows as { hold: string; reason: string; by: string | null }[]
}

/** What was granted of these lots in spite of their holds, in the order in which it is used, and what was used of it. */
export async function concessionsOn(client: Client, lots: readonly number[]): Promise<Concessions> {
  const granted = await client.query({
    name: 'stations.concessions',
    values: [lots],
    text: `select since, line, site, concession, lot, holds, trim_scale(quantity)::text as quantity, customer, expires_at as "expiresAt", reason, by, at, until
           from concession where lot = any($1) and until is null order by since, line`,
  })
  const uses = await client.query({
    name: 'stations.concession_uses',
    values: [lots],
    text: `select since, line, site, concession, lot, trim_scale(quantity)::text as quantity, kind, reference, until from concession_use where lot = any($1) and until is null`,
  })
  return {
    granted: (granted.rows as (Omit<ConcessionRow, 'quantity'> & { quantity: string | null })[]).map(row => ({
      ...row,
      quantity: row.quantity === null ? null : parseQuantity(row.quantity),
    })),
    uses: (uses.rows as (Omit<ConcessionUseRow, 'quantity'> & { quantity: string })[]).map(row => ({
      ...row,
      quantity: parseQuantity(row.quantity),
    })),
  }
}

// ---- orders and runs ---------------------------------------------------------------------------------------------------------------

export async function orderNamed(client: Client, site: string, number: string): Promise<WorkOrder | null> {
  const { rows } = await client.query({
    name: 'stations.order',
    values: [site, number],
    text: `select body from master where site = $1 and kind = 'workOrder' and code = $2 and until is null`,
  })
  return (rows[0] as { body: WorkOrder } | undefined)?.body ?? null
}

export interface RunRow {
  run: string
  workOrder: string | null
  operation: number | null
  workCenter: string | null
  material: string | null
  precise: boolean
  since: number
  startedAt: number
  order: WorkOrder | null
  record: Material | null
}

/** What the station itself, its context and the bare text ask for, in one journey to the database. */
export interface Arrival {
  record: StationRecord
  kept: { plan: Plan; answer: StationAnswer | null } | null
  badge: PersonRow | null
  center: WorkCenter | null
  /** Open at its work center, the newest first. */
  runs: RunRow[]
  people: PersonRow[]
  settings: SiteSettings | null
}

export async function arrivalOf(
  client: Client,
  asked: { site: string; station: string; scan: string; badges: readonly string[]; people: readonly string[] },
): Promise<Arrival | null> {
  const { rows } = await client.query({
    name: 'stations.arrival',
    values: [asked.site, asked.station, asked.scan, asked.badges, asked.people],
    text: `select s.body as record,
             (select json_build_object('plan', plan, 'answer', answer) from station_scan where id = $3) as kept,
             (select json_build_object('code', code, 'body', body || jsonb_build_object('pin', coalesce((select hash from pin_secret where name = body->>'pin' and site = $1 and person = code), body->>'pin')), 'current', true) from master
               where site = $1 and kind = 'person' and body->>'badge' = any($4) and until is null limit 1) as badge,
             (select body from master where site = $1 and kind = 'workCenter' and code = s.body->>'workCenter' and until is null) as center,
             (select body from master where site = $1 and kind = 'settings' and code = 'site' and until is null) as settings,
             (select coalesce(json_agg(json_build_object('code', code, 'body', body || jsonb_build_object('pin', coalesce((select hash from pin_secret where name = body->>'pin' and site = $1 and person = code), body->>'pin')), 'current', true)), '[]') from master
               where site = $1 and kind = 'person' and code = any($5) and until is null) as people,
             (select coalesce(json_agg(row_to_json(o)), '[]') from (
               select r.run, r.work_order as "workOrder", r.operation, r.work_center as "workCenter", r.material, r.precise, r.since, r.started_at as "startedAt", w.body as "order", m.body as record
               from run r left join master w on w.site = r.site and w.kind = 'workOrder' and w.code = r.work_order and w.until is null
               left join master m on m.site = r.site and m.kind = 'material' and m.code = r.material and m.until is null
               where r.site = $1 and r.work_center = s.body->>'workCenter' and r.finished_at is null and r.until is null
               order by r.started_at desc, r.since desc limit 200) o) as runs
           from master s where s.site = $1 and s.kind = 'station' and s.code = $2 and s.until is null`,
  })
  return (rows[0] as Arrival | undefined) ?? null
}

export interface RunLineRow {
  lot: number
  material: string
  number: string
  kind: 'loaded' | 'unloaded' | 'produced' | 'worked'
  position: string | null
  delta: string
  worked: string | null
  scrap: string
  at: number
}

/** What was done in a run, in order. */
export async function linesOfRun(client: Client, site: string, run: string): Promise<RunLineRow[]> {
  const { rows } = await client.query({
    name: 'stations.run_lines',
    values: [site, run],
    text: `select m.lot, l.material, l.number, m.kind, m.load_position as position, m.delta::text, m.worked::text, m.scrap::text, m.at
           from movement m join lot l on l.id = m.lot where m.site = $1 and m.run = $2 and m.until is null
             and m.kind in ('loaded', 'unloaded', 'produced', 'worked') order by m.at, m.ord, m.since, m.line`,
  })
  return rows as RunLineRow[]
}

// ---- values ------------------------------------------------------------------------------------------------------------------------

/** What is collected of these materials, and of what these orders make. */
export async function plansFor(client: Client, site: string, of: { materials: string[]; orders: string[] }): Promise<CollectionPlan[]> {
  if (of.materials.length + of.orders.length === 0) return []
  const { rows } = await client.query({
    name: 'stations.plans',
    values: [site, of.materials, of.orders],
    text: `select body from master where site = $1 and kind = 'collectionPlan' and until is null
             and (code = any($2) or code in (select o.body->>'material' from master o where o.site = $1 and o.kind = 'workOrder' and o.code = any($3) and o.until is null))`,
  })
  return (rows as { body: CollectionPlan }[]).map(row => row.body)
}

export interface ValueRow {
  lot: number | null
  run: string | null
  characteristic: string
  since: number
  /** A series counts as many as it has. */
  points: number
}

/** What was measured of these lots and in these runs. */
export async function valuesSeen(
  client: Client,
  site: string,
  of: { lots: readonly number[]; runs: readonly string[]; characteristics: readonly string[] },
): Promise<ValueRow[]> {
  if (of.characteristics.length === 0) return []
  const { rows } = await client.query({
    name: 'stations.values',
    values: [site, of.lots, of.runs, of.characteristics],
    text: `select lot, run, characteristic, since, case when kind = 'series' then jsonb_array_length(value::jsonb) else 1 end as points
           from measurement where (lot = any($2) or (site = $1 and run = any($3))) and characteristic = any($4) and until is null`,
  })
  return rows as ValueRow[]
}

// ---- the list of stations ----------------------------------------------------------------------------------------------------------

export interface ListedRow {
  site: string
  body: StationRecord
  at: number | null
  skew: number | null
  people: string[]
  devices: number
}

export async function stationsListed(client: Client, site: string | null): Promise<ListedRow[]> {
  const { rows } = await client.query({
    name: 'stations.listed',
    values: [site],
    text: `select m.site, m.body, c.at, c.skew_ms as skew, coalesce(c.people, '{}') as people,
             (select count(*)::int from master t where t.kind = 'token' and t.until is null and (t.body->>'revoked')::boolean is not true
                and t.body->'ofStation'->>'site' = m.site and t.body->'ofStation'->>'code' = m.code) as devices
           from master m left join station_contact c on c.site = m.site and c.station = m.code
           where m.kind = 'station' and m.until is null and ($1::text is null or m.site = $1) order by m.code, m.site`,
  })
  return rows as ListedRow[]
}

// ---- assemblies, prices, orders ------------------------------------------------------------------------------------------------------

export async function materialsNamed(client: Client, site: string, codes: readonly string[]): Promise<Material[]> {
  if (codes.length === 0) return []
  const { rows } = await client.query({
    name: 'stations.materials',
    values: [site, codes],
    text: `select body from master where site = $1 and kind = 'material' and code = any($2) and until is null order by code`,
  })
  return (rows as { body: Material }[]).map(row => row.body)
}

/** What is in the assemblies now. */
export async function installedIn(
  client: Client,
  ids: readonly number[],
): Promise<{ assembly: number; lot: number; material: string; number: string }[]> {
  if (ids.length === 0) return []
  const { rows } = await client.query({
    name: 'stations.installed',
    values: [ids],
    text: `select k.child as assembly, l.id as lot, l.material, l.number from link k join lot l on l.id = k.parent
           where k.child = any($1) and k.put = 0 and k.until is null and k.removed_at is null order by k.since, k.line`,
  })
  return rows as { assembly: number; lot: number; material: string; number: string }[]
}

/** How much was made of these lots, of one material where it is given. */
export async function madeOf(client: Client, ids: readonly number[], material: string | null): Promise<string> {
  const { rows } = await client.query({
    name: 'stations.made',
    values: [ids, material],
    text: `select coalesce(sum(made), 0)::text as made from lot where id = any($1) and ($2::text is null or material = $2)`,
  })
  return (rows[0] as { made: string }).made
}

/** Lots of an order of which something is there, the oldest first. */
export async function lotsOfOrder(client: Client, site: string, order: string): Promise<number[]> {
  const { rows } = await client.query({
    name: 'stations.order_lots',
    values: [site, order],
    text: `select l.id from lot l where l.site = $1 and l.work_order = $2 and l.makings > 0
             and exists (select from stock s where s.lot = l.id and s.quantity > 0) order by l.id limit 200`,
  })
  return (rows as { id: number }[]).map(row => row.id)
}

/** What a label may call these lots: their numbers, and their other identifiers. */
export async function labelsOf(
  client: Client,
  site: string,
  ids: readonly number[],
): Promise<{ id: number; material: string; number: string; identifiers: string[] }[]> {
  if (ids.length === 0) return []
  // As PostgreSQL reads it: the driver would look at every one of many ids for something to escape.
  const among = `{${ids.join(',')}}`
  const { rows } = await client.query<{ id: number; material: string; number: string }>({
    name: 'stations.labels_of',
    values: [site, among],
    text: `select l.id, l.material, l.number from lot l where l.site = $1 and l.id = any($2::int[]) and l.makings > 0 order by l.id`,
  })
  // Few lots have other names: joined to all, each lot would be a group of its own, and sorted.
  const others = await client.query<{ lot: number; identifiers: string[] }>({
    name: 'stations.other_names_of',
    values: [among],
    text: `select i.lot, array_agg(distinct i.value) as identifiers from identifier i where i.lot = any($1::int[]) and i.until is null group by i.lot`,
  })
  const names = new Map(others.rows.map(({ lot, identifiers }) => [lot, identifiers]))
  return rows.map(row => ({ ...row, identifiers: names.get(row.id) ?? [] }))
}

/** Which lots bear these names, as their number or as another identifier. */
export async function bearersOf(client: Client, site: string, names: readonly string[]): Promise<{ name: string; lot: number }[]> {
  const { rows } = await client.query({
    name: 'stations.bearers_of',
    values: [site, names, names.map(name => name.toLowerCase())],
    text: `select l.number as name, l.id as lot from lot l where l.site = $1 and l.number = any($2) and l.makings > 0
           union select i.value, i.lot from identifier i join lot l on l.id = i.lot where l.site = $1 and lower(i.value) = any($3) and i.until is null`,
  })
  return rows as { name: string; lot: number }[]
}
