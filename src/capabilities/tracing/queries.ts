import type { Pool, PoolClient } from 'pg'
import type { Contact } from '../../answers/index.ts'
import { type LinkRow, type LotRow, MAKING, type MovementRow, readRow, selectList } from '../../ledger/tables.ts'

type Client = Pool | PoolClient
/** Of lots, as they come: an array, or a column of the engine's. */
export type Ids = readonly number[] | Uint32Array
interface After {
  since: number
  line: number
  to: number
  limit: number
}
interface Span {
  from: number
  to: number
}

export async function storePosition(client: Client): Promise<number> {
  const { rows } = await client.query({ name: 'store.position', text: 'select position from store' })
  return (rows[0] as { position: number }).position
}

/** Which ledgers these are, up to a position: the last hash of every site covers all that was before it. */
export async function ledgerMark(client: Client, position: number): Promise<string> {
  const { rows } = await client.query({
    name: 'ledger.mark',
    text: `select h.site, l.sequence, encode(l.hash, 'hex') as hash from ledger_head h cross join lateral
             (select sequence, hash from ledger where site = h.site and position <= $1 order by sequence desc limit 1) l order by h.site`,
    values: [position],
  })
  return (rows as { site: string; sequence: number; hash: string }[]).map(row => `${row.site} ${row.sequence} ${row.hash}`).join('\n')
}

/** The store's position as the ledger of a site stood at a sequence, or as the store stood at a time. */
export async function positionAt(
  client: Client,
  known: { site: string; sequence?: number | undefined; recordedUntil?: number | undefined },
): Promise<number> {
  const { rows } =
    known.sequence !== undefined
      ? await client.query('select coalesce(max(position), 0) as position from ledger where site = $1 and sequence <= $2', [
          known.site,
          known.sequence,
        ])
      : await client.query('select coalesce(max(position), 0) as position from ledger where recorded_at <= $1', [known.recordedUntil])
  return (rows[0] as { position: number }).position
}

export async function headAt(client: Client, site: string, position: number): Promise<{ sequence: number; recordedAt: number | null }> {
  const { rows } = await client.query({
    name: 'ledger.head_at',
    text: 'select sequence, recorded_at as "recordedAt" from ledger where site = $1 and position <= $2 order by sequence desc limit 1',
    values: [site, position],
  })
  return (rows[0] as { sequence: number; recordedAt: number } | undefined) ?? { sequence: 0, recordedAt: null }
}

export async function lotsSince(
  client: Client,
  { from, to, after, limit }: Span & { after: number; limit: number },
): Promise<Pick<LotRow, 'id' | 'homogeneous' | 'unit' | 'kind'>[]> {
  const { rows } = await client.query(
    'select id, homogeneous, unit, kind from lot where since > $1 and since <= $2 and id > $3 order by id limit $4',
    [from, to, after, limit],
  )
  return rows as LotRow[]
}

/** Lots of before that something was recorded of: they may have been made again as another kind, after all their records were voided. */
export async function lotsMadeAgain(client: Client, { from, to }: Span): Promise<Pick<LotRow, 'id' | 'homogeneous' | 'unit' | 'kind'>[]> {
  const { rows } = await client.query(
    `select id, homogeneous, unit, kind from lot where since <= $1
        and id in (select lot from movement where since > $1 and since <= $2 and kind in ('received', 'produced', 'split', 'merged', 'serialized'))`,
    [from, to],
  )
  return rows as LotRow[]
}

export async function movementsSince(client: Client, { since, line, to, limit }: After): Promise<MovementRow[]> {
  const { rows } = await client.query(
    `select ${selectList('movement')} from movement where (since, line) > ($1, $2) and since <= $3 order by since, line limit $4`,
    [since, line, to, limit],
  )
  return rows.map(row => readRow('movement', row as Record<string, unknown>))
}

export async function linksSince(client: Client, { since, line, to, limit }: After): Promise<LinkRow[]> {
  const { rows } = await client.query(
    `select ${selectList('link')} from link where (since, line) > ($1, $2) and since <= $3 order by since, line limit $4`,
    [since, line, to, limit],
  )
  return rows.map(row => readRow('link', row as Record<string, unknown>))
}

export async function endedMovements(client: Client, { from, to }: Span): Promise<Pick<MovementRow, 'since' | 'line' | 'lot' | 'until'>[]> {
  const { rows } = await client.query('select since, line, lot, until from movement where until > $1 and until <= $2 and since <= $1', [
    from,
    to,
  ])
  return rows as MovementRow[]
}

export async function endedLinks(client: Client, { from, to }: Span): Promise<Pick<LinkRow, 'since' | 'line' | 'child' | 'until'>[]> {
  const { rows } = await client.query('select since, line, child, until from link where until > $1 and until <= $2 and since <= $1', [
    from,
    to,
  ])
  return rows as LinkRow[]
}

/** An array as PostgreSQL reads it. The driver would look at every one of a hundred thousand ids for something to escape. */
const arrayOf = (ids: Ids): string => `{${ids.join(',')}}`

/** `b` is believed at position $k. */
const believed = (alias: string, k: string): string => `${alias}.since <= ${k} and (${alias}.until is null or ${alias}.until > ${k})`

export interface NamedLot {
  id: number
  site: string
  material: string
  number: string
  kind: 'lot' | 'serial'
  unit: string
  description: string | null
  expiresAt: number | null
  vendor: string | null
  vendorLot: string | null
  workOrder: string | null
}

export async function lotsNamed(client: Client, ids: Ids): Promise<NamedLot[]> {
  if (ids.length === 0) return []
  const { rows } = await client.query({
    name: 'trace.lots',
    text: `select l.id, l.site, l.material, l.number, l.kind, l.unit, l.expires_at as "expiresAt", l.vendor, l.vendor_lot as "vendorLot", l.work_order as "workOrder",
             m.body->>'description' as description
           from lot l left join master m on m.site = l.site and m.kind = 'material' and m.code = l.material and m.until is null where l.id = any($1)`,
    values: [arrayOf(ids)],
  })
  return rows as NamedLot[]
}

export interface SeedLot {
  id: number
  site: string
  material: string
  number: string
}

export interface AskedSeed {
  material?: string | undefined
  number: string
  site?: string | undefined
}

/** `seed` counts from 0. */
export interface SeedsFound {
  position: number
  lots: (SeedLot & { seed: number })[]
}

/**
 * Where the store stands, and the lots each seed means: by number; failing that by a number it had, or any other identifier such as
 * the vendor's lot or an EPC. One question, however many seeds. lower() is there for the index, and
 * array() hides how many seeds there are: PostgreSQL would plan anew each time, which takes longer than to answer.
 */
export async function seedLots(client: Client, seeds: readonly AskedSeed[]): Promise<SeedsFound> {
  const { rows } = await client.query({
    name: 'trace.seeds',
    text: `with asked as (select * from unnest(array(select unnest($1::text[])), array(select unnest($2::text[])), array(select unnest($3::text[]))) with ordinality as a(number, material, site, seed)),
             numbered as (
               select a.seed, l.id, l.site, l.material, l.number from asked a join lot l on lower(l.number) = lower(a.number) and l.number = a.number
                 and (a.material is null or l.material = a.material) and (a.site is null or l.site = a.site) and l.makings > 0),
             others as (
               select distinct a.seed, l.id, l.site, l.material, l.number from asked a join identifier i on lower(i.value) = lower(a.number) and i.until is null
                 join lot l on l.id = i.lot and (a.material is null or l.material = a.material) and (a.site is null or l.site = a.site) and l.makings > 0
               where not exists (select from numbered n where n.seed = a.seed))
           select s.position, f.seed, f.id, f.site, f.material, f.number from store s left join (select * from numbered union all select * from others) f on true
           order by f.seed, f.id`,
    values: [seeds.map(seed => seed.number), seeds.map(seed => seed.material ?? null), seeds.map(seed => seed.site ?? null)],
  })
  const found = rows as ({ position: number; seed: number | null } & SeedLot)[]
  const lots = found.flatMap(({ seed, id, site, material, number }) =>
    seed === null ? [] : [{ seed: seed - 1, id, site, material, number }],
  )
  return { position: found[0]?.position ?? 0, lots }
}

/** Lots that are not there any more and were there then: every record that made them was taken back since. */
export async function seedLotsThen(
  client: Client,
  seeds: readonly (AskedSeed & { seed: number })[],
  position: number,
): Promise<SeedsFound['lots']> {
  const { rows } = await client.query({
    name: 'trace.seeds_then',
    text: `select a.seed, l.id, l.site, l.material, l.number from unnest($1::text[], $2::text[], $3::text[], $4::int[]) as a(number, material, site, seed)
           join lot l on lower(l.number) = lower(a.number) and l.number = a.number and (a.material is null or l.material = a.material) and (a.site is null or l.site = a.site) and l.makings = 0
           where exists (select from movement m where m.lot = l.id and m.kind = any($5) and m.delta >= 0 and ${believed('m', '$6')}) order by a.seed, l.id`,
    values: [
      seeds.map(seed => seed.number),
      seeds.map(seed => seed.material ?? null),
      seeds.map(seed => seed.site ?? null),
      seeds.map(seed => seed.seed),
      [...MAKING],
      position,
    ],
  })
  return rows as SeedsFound['lots']
}

/** The events in which a run took something out of a lot, put something into it, or gave some of it back. */
export async function eventsOfRun(
  client: Client,
  { lot, site, run }: { lot: number; site: string; run: string },
  position: number,
): Promise<number[]> {
  const { rows } = await client.query(
    `select distinct m.since from movement m where m.lot = $1 and m.site = $2 and m.run = $3 and m.delta <> 0 and ${believed('m', '$4')}`,
    [lot, site, run, position],
  )
  return (rows as { since: number }[]).map(row => row.since)
}

/** The ledger of a site as it stood at a position of the store. */
export interface KnownAt {
  readonly site: string
  readonly position: number
  readonly isNow: boolean
}

export interface OriginRow extends NamedLot {
  vendorName: string | null
  receivedAt: number | null
  onHand: string
  openEnds: { code: string; detail: string }[] | null
  sequence: number | null
  recordedAt: number | null
}

/**
 * All that an answer says of lots traced back, in one question: there are few of them, and each way to the database costs more than
 * the walk. Every row also says how far the ledger was.
 */
export async function originsAt(client: Client, ids: readonly number[], { site, position, isNow }: KnownAt): Promise<OriginRow[]> {
  const onHand = isNow
    ? 'select sum(s.quantity) from stock s where s.lot = l.id'
    : `select sum(s.delta) from movement s where s.lot = l.id and ${believed('s', '$2')}`
  const { rows } = await client.query({
    name: isNow ? 'trace.origins' : 'trace.origins_at',
    text: `with head as materialized (select sequence, recorded_at from ledger where site = $3 and position <= $2 order by sequence desc limit 1)
           select l.id, l.site, l.material, l.number, l.kind, l.unit, l.expires_at as "expiresAt", l.vendor, l.vendor_lot as "vendorLot", l.work_order as "workOrder",
             m.body->>'description' as description, p.body->>'name' as "vendorName", coalesce((${onHand}), 0)::text as "onHand",
             case when l.vendor is not null then (select min(r.at) from movement r where r.lot = l.id and r.kind = 'received' and ${believed('r', '$2')}) end as "receivedAt",
             (select json_agg(e order by e.code, e.detail) from (select distinct e.code, e.detail from open_end e where e.lot = l.id and ${believed('e', '$2')}) e) as "openEnds",
             (select sequence from head) as sequence, (select recorded_at from head) as "recordedAt"
           from lot l left join master m on m.site = l.site and m.kind = 'material' and m.code = l.material and m.until is null
           left join master p on p.site = l.site and p.kind = 'partner' and p.code = l.vendor and p.until is null
           where l.id = any($1::int[])`,
    values: [arrayOf(ids), position, site],
  })
  return rows as OriginRow[]
}

export interface PlaceRow {
  lot: number
  place: string
  quantity: string
  location: string | null
}

/** What lies where, as known at a position; a container's own place comes along. */
export async function stockAt(client: Client, ids: Ids, known: number, now: boolean): Promise<PlaceRow[]> {
  const stock = now
    ? 'select lot, place, quantity from stock where lot = any($1) and quantity <> 0'
    : `select lot, place, sum(delta) as quantity from movement m where lot = any($1) and ${believed('m', '$2')} group by lot, place having sum(delta) <> 0`
  const { rows } = await client.query({
    name: now ? 'trace.stock' : 'trace.stock_at',
    text: `with recursive s as (${stock}), up as (
             select s.site, s.place as start, c.parent, c.place, 1 as depth
               from (select distinct l.site, s.place from s join lot l on l.id = s.lot where s.place like 'container:%') s
               join container c on c.site = s.site and c.container = substr(s.place, 11) and ${believed('c', '$2')}
             union all select up.site, up.start, c.parent, c.place, up.depth + 1 from up join container c on c.site = up.site and c.container = up.parent and ${believed('c', '$2')}
               where up.parent is not null and up.depth < 50
           ) select s.lot, s.place, s.quantity::text, case when s.place like 'container:%' then
               (select up.place from up join lot l on l.id = s.lot and l.site = up.site where up.start = s.place and up.place <> '' order by depth limit 1) end as location
             from s order by s.lot, s.place`,
    values: [arrayOf(ids), known],
  })
  return rows as PlaceRow[]
}

export interface ShippedRow {
  lot: number
  since: number
  shipment: string
  customer: string
  customerName: string | null
  contact: Contact | null
  at: number
  quantity: string
  back: string
}

/** What left with each shipment, event by event, and how much of it came back: what left first is settled first. */
const SENT = `sent as (
             select m.lot, m.since, m.site, m.reference as shipment, m.at, -sum(m.delta) as quantity, sum(-sum(m.delta)) over (partition by m.lot, m.reference order by m.at, m.since) as "soFar"
             from movement m where m.lot = any($1) and m.kind = 'shipped' and ${believed('m', '$2')} group by m.lot, m.since, m.site, m.reference, m.at),
           settled as (
             select x.*, least(x.quantity, greatest(0, x.quantity - x."soFar" + coalesce((select sum(r.delta) from movement r
               where r.lot = x.lot and r.kind = 'returned' and r.reference = x.shipment and ${believed('r', '$2')}), 0))) as back from sent x)`

/** What went to customers, and how much of it came back. */
export async function shippedAt(client: Client, ids: Ids, known: number): Promise<ShippedRow[]> {
  if (ids.length === 0) return []
  const { rows } = await client.query({
    name: 'trace.shipped',
    text: `with ${SENT}
           select x.lot, x.since, x.shipment, s.customer, p.body->>'name' as "customerName", p.body->'contact' as contact, x.at, x.quantity::text, x.back::text
           from settled x join shipment s on s.site = x.site and s.shipment = x.shipment and ${believed('s', '$2')}
           left join master p on p.site = x.site and p.kind = 'partner' and p.code = s.customer and p.until is null order by x.at, x.lot`,
    values: [arrayOf(ids), known],
  })
  return rows as ShippedRow[]
}

/** The same without whom it went to by name: of very many, whoever counts. */
export type ShipmentFact = Omit<ShippedRow, 'customerName' | 'contact'> & { unit: string }

export async function shipmentFactsAt(client: Client, ids: Ids, known: number): Promise<ShipmentFact[]> {
  const { rows } = await client.query({
    name: 'trace.shipment_facts',
    text: `with ${SENT}
           select x.lot, x.since, x.shipment, s.customer, l.unit, x.at, x.quantity::text, x.back::text
           from settled x join lot l on l.id = x.lot join shipment s on s.site = x.site and s.shipment = x.shipment and ${believed('s', '$2')} order by x.at, x.lot`,
    values: [arrayOf(ids), known],
  })
  return rows as ShipmentFact[]
}

export async function customersNamed(
  client: Client,
  site: string,
  codes: readonly string[],
): Promise<{ customer: string; name: string | null; contact: Contact | null }[]> {
  const { rows } = await client.query({
    name: 'trace.customers_named',
    values: [site, codes],
    text: `select code as customer, body->>'name' as name, body->'contact' as contact from master
           where site = $1 and kind = 'partner' and code = any($2) and until is null`,
  })
  return rows as { customer: string; name: string | null; contact: Contact | null }[]
}

export interface GoneRow {
  lot: number
  since: number
  kind: 'scrapped' | 'adjusted' | 'sentBack'
  quantity: string
  at: number
}

export async function goneAt(client: Client, ids: Ids, known: number): Promise<GoneRow[]> {
  if (ids.length === 0) return []
  const { rows } = await client.query({
    name: 'trace.gone',
    text: `select m.lot, m.since, m.kind, (-sum(m.delta))::text as quantity, m.at from movement m
           where m.lot = any($1) and m.kind in ('scrapped', 'adjusted', 'sentBack') and m.delta < 0 and ${believed('m', '$2')} group by m.lot, m.since, m.kind, m.at order by m.at, m.lot`,
    values: [arrayOf(ids), known],
  })
  return rows as GoneRow[]
}

export interface OpenLoadRow {
  lot: number
  /** Every load of it, where something was taken. */
  loads: number[] | null
  run: string
  workOrder: string | null
  operation: number | null
  workCenter: string | null
  quantity: string
}

/** What of a load may still lie at the machine: loaded, not taken off, and not surely in what the run has made, which is inferred and told to six decimals. A connected lot, of which nothing was taken, stands with 0. */
const openLoads = (
  known: string,
): string => `select x.lot, x.loads, x.run, x."workOrder", x.operation, x."workCenter", (x.loaded - x.used)::text as quantity from (
             select m.lot, json_agg(m.since) filter (where m.delta < 0) as loads, r.run, r.work_order as "workOrder", r.operation, r.work_center as "workCenter", -sum(m.delta) as loaded,
               case when sum(m.delta) = 0 then 0 else coalesce((select round(sum(k.quantity_min)::numeric, 6) from link k where k.parent = m.lot and k.site = r.site and k.run = r.run and ${believed('k', known)}), 0) end as used
             from movement m join run r on r.site = m.site and r.run = m.run and r.finished_at is null and r.until is null`
const openLoadsOf = `group by m.lot, r.site, r.run, r.work_order, r.operation, r.work_center having sum(m.delta) <= 0) x where x.loaded = 0 or x.loaded > x.used`

/** Loaded in a run that is still open: what can still be stopped. */
export async function openLoadsAt(client: Client, ids: Ids, known: number): Promise<OpenLoadRow[]> {
  const { rows } = await client.query({
    name: 'trace.open_loads',
    text: `${openLoads('$2')} where m.lot = any($1) and m.kind in ('loaded', 'unloaded') and ${believed('m', '$2')} ${openLoadsOf}`,
    values: [arrayOf(ids), known],
  })
  return rows as OpenLoadRow[]
}

/** The same from the other side: what is loaded in any open run. There are no more of them than machines. */
export async function allOpenLoadsAt(client: Client, known: number): Promise<OpenLoadRow[]> {
  const { rows } = await client.query({
    name: 'trace.all_open_loads',
    text: `${openLoads('$1')} where m.kind in ('loaded', 'unloaded') and ${believed('m', '$1')} ${openLoadsOf}`,
    values: [known],
  })
  return rows as OpenLoadRow[]
}

/** Lots that lie at a work center or nowhere in particular now, and whether some of them lies somewhere else as well. */
export async function stockInWork(client: Client): Promise<{ lot: number; elsewhere: boolean }[]> {
  const { rows } = await client.query({
    name: 'trace.stock_in_work',
    text: `select s.lot, bool_or(exists (select from stock o where o.lot = s.lot and o.quantity > 0 and o.place <> '' and o.place not like 'workCenter:%')) as elsewhere
           from stock s where (s.place = '' or s.place like 'workCenter:%') and s.quantity <> 0 and s.quantity > 0 group by s.lot`,
  })
  return rows as { lot: number; elsewhere: boolean }[]
}

/** Lots of which it matters where they lie now: those in work or nowhere in particular, and those in several places. */
export async function stockApart(client: Client): Promise<number[]> {
  const { rows } = await client.query({
    name: 'trace.stock_apart',
    text: `select lot from stock where quantity > 0 group by lot having count(*) > 1 or bool_or(place = '' or place like 'workCenter:%')`,
  })
  return (rows as { lot: number }[]).map(({ lot }) => lot)
}

/** How much of these lots lies anywhere now. */
export async function stockByUnit(client: Client, ids: Ids): Promise<{ unit: string; quantity: string }[]> {
  const { rows } = await client.query({
    name: 'trace.stock_by_unit',
    text: 'select l.unit, sum(s.quantity)::text as quantity from stock s join lot l on l.id = s.lot where s.lot = any($1) and s.quantity > 0 group by l.unit order by l.unit',
    values: [arrayOf(ids)],
  })
  return rows as { unit: string; quantity: string }[]
}

/** How much of these lots was scrapped, adjusted away or sent back. */
export async function goneByUnit(client: Client, ids: Ids, known: number): Promise<{ unit: string; quantity: string }[]> {
  if (ids.length === 0) return []
  const { rows } = await client.query({
    name: 'trace.gone_by_unit',
    text: `select l.unit, (-sum(m.delta))::text as quantity from movement m join lot l on l.id = m.lot
           where m.lot = any($1) and m.kind in ('scrapped', 'adjusted', 'sentBack') and m.delta < 0 and ${believed('m', '$2')} group by l.unit order by l.unit`,
    values: [arrayOf(ids), known],
  })
  return rows as { unit: string; quantity: string }[]
}

/** The last operation of its order that was reported on a lot, and the first one after it. The lots come first: all lots of all open orders are many. */
export async function nextOperations(client: Client, ids: Ids): Promise<{ lot: number; workOrder: string; operation: number }[]> {
  const { rows } = await client.query({
    name: 'trace.next_operations',
    text: `with asked as materialized (select id, site, work_order from lot where id = any($1))
           select l.id as lot, l.work_order as "workOrder", min((o->>'sequence')::int) as operation
           from asked l join master w on w.site = l.site and w.kind = 'workOrder' and w.code = l.work_order and w.until is null and coalesce(w.body->>'status', 'open') = 'open'
           cross join lateral (
             select coalesce(max(coalesce(g.operation, r.operation)), -1) as operation from movement m join ledger g on g.position = m.since left join run r on r.site = m.site and r.run = m.run
             where m.lot = l.id and m.kind in ('worked', 'produced') and m.until is null) reported
           cross join lateral jsonb_array_elements(w.body->'operations') o
           where (o->>'sequence')::int > reported.operation
           group by l.id, l.work_order`,
    values: [arrayOf(ids)],
  })
  return rows as { lot: number; workOrder: string; operation: number }[]
}

export async function openEndsAt(client: Client, ids: Ids, known: number): Promise<{ lot: number; code: string; detail: string }[]> {
  const { rows } = await client.query({
    name: 'trace.open_ends',
    text: `select distinct e.lot, e.code, e.detail from open_end e where e.lot = any($1) and ${believed('e', '$2')} order by e.lot, e.code`,
    values: [arrayOf(ids), known],
  })
  return rows as { lot: number; code: string; detail: string }[]
}

/** The same from the other side: all of these codes, whatever the lot. */
export async function openEndsOfCodes(
  client: Client,
  codes: readonly string[],
  known: number,
): Promise<{ lot: number; code: string; detail: string }[]> {
  const { rows } = await client.query({
    name: 'trace.open_ends_of_codes',
    text: `select distinct e.lot, e.code, e.detail from open_end e where e.code = any($1) and ${believed('e', '$2')} order by e.lot, e.code`,
    values: [codes, known],
  })
  return rows as { lot: number; code: string; detail: string }[]
}

export interface BalanceRow {
  lot: number
  made: string
  onHand: string
  shipped: string
  gone: string
  used: string
  linked: number | null
  unknown: boolean
}

/** Per lot: what came in, where it is, and how much of what was used the links account for. */
export async function balanceAt(client: Client, ids: Ids, known: number): Promise<BalanceRow[]> {
  const { rows } = await client.query({
    name: 'trace.balance',
    text: `select b.*, k.linked, k.unknown from (
             select m.lot,
               sum(m.delta) filter (where m.kind in ('received', 'produced') or (m.kind in ('split', 'merged', 'serialized', 'adjusted') and m.delta > 0))::text as made,
               sum(m.delta)::text as "onHand",
               coalesce(-sum(m.delta) filter (where m.kind in ('shipped', 'returned')), 0)::text as shipped,
               coalesce(-sum(m.delta) filter (where m.kind in ('scrapped', 'sentBack') or (m.kind = 'adjusted' and m.delta < 0)), 0)::text as gone,
               coalesce(-sum(m.delta) filter (where m.kind in ('loaded', 'unloaded', 'consumed', 'installed', 'removed') or (m.kind in ('split', 'merged', 'serialized') and m.delta < 0)), 0)::text as used
             from movement m where m.lot = any($1) and ${believed('m', '$2')} group by m.lot) b
           cross join lateral (
             select sum(k.quantity_expected) filter (where k.removed_at is null) as linked, coalesce(bool_or(k.quantity_expected is null), false) as unknown
             from link k where k.parent = b.lot and ${believed('k', '$2')}) k`,
    values: [arrayOf(ids), known],
  })
  return rows as BalanceRow[]
}
