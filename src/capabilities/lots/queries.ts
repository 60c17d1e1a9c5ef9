import type { Pool, PoolClient } from 'pg'

type Client = Pool | PoolClient

// ---- which lots -----------------------------------------------------------------------------------------------------------------

/** Null where the question does not say. Searches have no name: see paging.ts. */
interface Which {
  material: string | null
  site: string | null
}
/** `among` limits the answer to these lots. */
interface Listed extends Which {
  among: readonly number[] | null
}
/** `among` limits the answer to the lots whose bit is set: three questions take a million of them along, and each lot that is found is looked up at its place. */
export interface Scope extends Which {
  among: Buffer | null
}
/** As PostgreSQL reads it: the driver would look at every one of many ids for something to escape. */
const amongText = (among: Listed['among']): string | null => among && `{${among.join(',')}}`
const IS_AMONG = '($4::bytea is null or case when l.id < length($4) * 8 then get_bit($4, l.id) = 1 else false end)'

export interface Found {
  id: number
  kind: string
  value: string
  rank: number
  key: string
}

export async function newestLots(
  client: Client,
  { material, site, among }: Listed,
  page: { before: number; limit: number },
): Promise<{ id: number }[]> {
  const { rows } = await client.query({
    values: [material, site, amongText(among), page.before, page.limit],
    text: `select l.id from lot l where l.id < $4 and l.makings > 0 and ($1::text is null or l.material = $1) and ($2::text is null or l.site = $2) and ($3::int[] is null or l.id = any($3))
           order by l.id desc limit $5`,
  })
  return rows as { id: number }[]
}

/**
 * Lots that carry exactly this: as their number, as another identifier of theirs, by the vendor's lot or heat they are a part of, or by
 * the shipment, container or order they are in.
 * Letters' case does not matter for numbers and identifiers; for the others the text is tried as given and in either case.
 */
export async function lotsCalled(
  client: Client,
  text: string,
  { material, site, among }: Scope,
  page: { after: { rank: number; id: number }; limit: number },
): Promise<Found[]> {
  const { rows } = await client.query({
    values: [text, material, site, among, page.after.rank, page.after.id, page.limit],
    text: `with codes as (select distinct unnest(array[$1, upper($1), lower($1)]) as code),
           containers as (
             with recursive inside as (
               select c.container, c.place, 1 as depth from container c join codes on codes.code = c.container where c.until is null
               union all select c.container, c.place, inside.depth + 1 from inside join container c on c.parent = inside.container and c.until is null where inside.depth < 50
             ) select distinct container, place from inside),
           found as (
             select l.id, 0 as rank, 'number' as kind, l.number as value from lot l where lower(l.number) = lower($1)
             union all select i.lot, 1, i.kind, i.value from identifier i where lower(i.value) = lower($1) and i.until is null
             union all select l.id, 2, 'vendorLot', l.vendor_lot from lot l where lower(l.vendor_lot) = lower($1)
             union all select l.id, 2, 'heat', l.heat from lot l where lower(l.heat) = lower($1)
             union all select m.lot, 2, 'shipment', m.reference from codes cross join ledger_head h join movement m on m.site = h.site and m.reference = codes.code
               where m.kind = 'shipped' and m.until is null
             union all select s.lot, 3, 'container', c.container from containers c join stock s on s.place = 'container:' || c.container and s.quantity <> 0
             union all select m.lot, 3, 'container', c.container from containers c cross join ledger_head h
               join movement m on m.site = h.site and m.reference = substr(c.place, 10) and m.place = 'container:' || c.container and m.kind = 'shipped' and m.until is null
               where c.place like 'shipment:%'
             union all select l.id, 4, 'workOrder', l.work_order from codes cross join ledger_head h join lot l on l.site = h.site and l.work_order = codes.code),
           best as (select distinct on (f.id) f.id, f.rank, f.kind, f.value from found f order by f.id, f.rank)
           select b.id, b.rank, b.kind, b.value, '' as key from best b join lot l on l.id = b.id
           where l.makings > 0 and ($2::text is null or l.material = $2) and ($3::text is null or l.site = $3) and ${IS_AMONG} and (b.rank, b.id) > ($5, $6)
           order by b.rank, b.id limit $7`,
  })
  return rows as Found[]
}

/** Lots whose number begins with this, the number itself left out. The upper bound is the text followed by the last character there is. */
export async function lotsNumberedFrom(
  client: Client,
  text: string,
  { material, site, among }: Scope,
  page: { after: { key: string; id: number }; limit: number },
): Promise<Found[]> {
  const { rows } = await client.query({
    values: [text, material, site, among, page.after.key, page.after.id, page.limit],
    text: `select l.id, 5 as rank, 'number' as kind, l.number as value, lower(l.number) as key from lot l
           where lower(l.number) ~>=~ lower($1) and lower(l.number) ~<~ (lower($1) || chr(1114111)) and lower(l.number) <> lower($1)
             and lower(l.number) ~>=~ $5 and (lower(l.number) ~>~ $5 or l.id > $6)
             and l.makings > 0 and ($2::text is null or l.material = $2) and ($3::text is null or l.site = $3) and ${IS_AMONG}
           order by lower(l.number) using ~<~, l.id limit $7`,
  })
  return rows as Found[]
}

/** Lots with another identifier that begins with this, unless their number does as well. */
export async function lotsIdentifiedFrom(
  client: Client,
  text: string,
  { material, site, among }: Scope,
  page: { after: { key: string; id: number }; limit: number },
): Promise<Found[]> {
  const { rows } = await client.query({
    values: [text, material, site, among, page.after.key, page.after.id, page.limit],
    text: `select i.lot as id, 6 as rank, min(i.kind) as kind, min(i.value) as value, lower(i.value) as key from identifier i join lot l on l.id = i.lot
           where lower(i.value) ~>=~ lower($1) and lower(i.value) ~<~ (lower($1) || chr(1114111)) and lower(i.value) <> lower($1) and i.until is null
             and lower(i.value) ~>=~ $5 and (lower(i.value) ~>~ $5 or i.lot > $6)
             and not (lower(l.number) ~>=~ lower($1) and lower(l.number) ~<~ (lower($1) || chr(1114111)))
             and l.makings > 0 and ($2::text is null or l.material = $2) and ($3::text is null or l.site = $3) and ${IS_AMONG}
           group by i.lot, lower(i.value) order by lower(i.value) using ~<~, i.lot limit $7`,
  })
  return rows as Found[]
}

// ---- what they are --------------------------------------------------------------------------------------------------------------

export interface LotFacts {
  id: number
  site: string
  material: string
  description: string | null
  precision: 'precise' | 'approximate' | null
  number: string
  kind: 'lot' | 'serial'
  unit: string
  homogeneous: boolean
  madeAt: number
  made: string
  expiresAt: number | null
  vendor: string | null
  vendorLot: string | null
  heat: string | null
  workOrder: string | null
  attributes: Record<string, unknown> | null
}

export async function lotFacts(client: Client, ids: readonly number[]): Promise<LotFacts[]> {
  const { rows } = await client.query({
    name: 'lots.facts',
    values: [ids],
    text: `select l.id, l.site, l.material, m.body->>'description' as description, m.body->>'precision' as precision, l.number, l.kind, l.unit, l.homogeneous,
             l.made_at as "madeAt", l.made::text, l.expires_at as "expiresAt", l.vendor, l.vendor_lot as "vendorLot", l.heat, l.work_order as "workOrder", l.attributes
           from lot l left join master m on m.site = l.site and m.kind = 'material' and m.code = l.material and m.until is null where l.id = any($1) and l.makings > 0`,
  })
  return rows as LotFacts[]
}

export interface SumRow {
  lot: number
  kind: string
  incoming: boolean
  quantity: string
}

/** What came in and went out, by kind. Moves from place to place cancel out and are left out. */
export async function movedSums(client: Client, ids: readonly number[]): Promise<SumRow[]> {
  const { rows } = await client.query({
    name: 'lots.moved',
    values: [ids],
    text: `select m.lot, m.kind, m.delta > 0 as incoming, sum(abs(m.delta))::text as quantity from movement m
           where m.lot = any($1) and m.until is null and m.delta <> 0 and m.kind <> 'moved' group by m.lot, m.kind, m.delta > 0 order by min(m.since)`,
  })
  return rows as SumRow[]
}

/** What was drawn from a lot by the material it went into, as expected; the largest first. */
export async function drawnInto(client: Client, lot: number): Promise<{ material: string; quantity: number }[]> {
  const { rows } = await client.query({
    name: 'lots.drawn_into',
    values: [lot],
    text: `select c.material, sum(l.quantity_expected) as quantity from link l join lot c on c.id = l.child
           where l.parent = $1 and l.until is null and l.removed_at is null and l.quantity_expected > 0 group by c.material order by 2 desc, 1 limit 100`,
  })
  return rows as { material: string; quantity: number }[]
}

// ---- one lot --------------------------------------------------------------------------------------------------------------------

export async function identifiersOf(client: Client, lot: number): Promise<{ kind: string; value: string; since: number | null }[]> {
  const { rows } = await client.query({
    name: 'lots.identifiers',
    values: [lot],
    text: `select i.kind, i.value, (select g.at from ledger g where g.position >= min(i.since) order by g.position limit 1) as since
           from identifier i where i.lot = $1 and i.until is null group by i.kind, i.value order by min(i.since), min(i.line)`,
  })
  return rows as { kind: string; value: string; since: number | null }[]
}

export interface DispositionRow {
  disposition: string
  reason: string | null
  at: number
  by: string | null
  quantity: string
}

export async function dispositionsOf(client: Client, lot: number): Promise<DispositionRow[]> {
  const { rows } = await client.query({
    name: 'lots.dispositions',
    values: [lot],
    text: `select e.body->>'disposition' as disposition, e.body->>'reason' as reason, d.at, coalesce(e.body->>'by', d.by) as by, d.quantity
           from (select g.position, g.at, g.by, g.body::jsonb as body, (-sum(m.delta))::text as quantity from movement m join ledger g on g.position = m.since
                 where m.lot = $1 and m.until is null and g.type in ('dispose', 'correct') group by g.position, g.at, g.by, g.body) d
           cross join lateral (select coalesce(d.body->'replacement', d.body) as body) e where e.body->>'type' = 'dispose' order by d.position`,
  })
  return rows as DispositionRow[]
}

export interface HoldFacts {
  site: string
  hold: string
  direction: 'none' | 'forward'
  reason: string
  case: string | null
  by: string | null
  at: number
  releasedAt: number | null
  releaseReason: string | null
}

export async function holdFacts(client: Client, holds: readonly { site: string; hold: string }[]): Promise<HoldFacts[]> {
  const { rows } = await client.query({
    name: 'lots.holds',
    values: [holds.map(({ site }) => site), holds.map(({ hold }) => hold)],
    text: `select h.site, h.hold, h.direction, h.reason, h.case_number as "case", h.by, h.at, h.released_at as "releasedAt", h.release_reason as "releaseReason"
           from hold h where (h.site, h.hold) in (select * from unnest($1::text[], $2::text[])) and h.until is null order by h.at`,
  })
  return rows as HoldFacts[]
}

// ---- neighbours -----------------------------------------------------------------------------------------------------------------

export interface NeighbourRow {
  neighbour: number
  parent: number
  position: string | null
  removedAt: number | null
  certain: boolean
  min: number | null
  expected: number | null
  max: number | null
  from: number
  to: number
  how: string
  run: string | null
  since: number
  total: number
  totalCertain: number
}

/** Counts over all of them travel with every row; `certain` of one link: some was surely drawn, or nothing else could have been. */
const neighbours = (near: 'parent' | 'child', far: 'parent' | 'child'): string => `
  with links as (
    select k.*, (k.quantity_min > 0 or (k.quantity_min is null and not exists (
        select from link o where o.child = k.child and o.put = k.put and o.draw = k.draw and o.until is null and o.parent <> k.parent))) as certain
    from link k where k.${near} = $1 and k.until is null),
  grouped as (
    select ${far} as neighbour, min(parent) as parent, load_position as position, removed_at as "removedAt", bool_or(certain) as certain,
      sum(coalesce(quantity_min, 0)) as min, case when count(quantity_expected) = count(*) then sum(quantity_expected) end as expected,
      case when count(quantity_max) = count(*) then sum(quantity_max) end as max,
      min(came) as from, max(gone) as to, min(how) as how, min(run) as run, min(since) as since
    from links group by ${far}, load_position, removed_at)
  select *, count(*) over ()::int as total, count(*) filter (where certain) over ()::int as "totalCertain" from grouped
  order by since, neighbour, position, "removedAt" limit $3 offset $2`

export async function parentsOf(client: Client, lot: number, page: { offset: number; limit: number }): Promise<NeighbourRow[]> {
  const { rows } = await client.query({ name: 'lots.parents', values: [lot, page.offset, page.limit], text: neighbours('child', 'parent') })
  return rows as NeighbourRow[]
}

export async function childrenOf(client: Client, lot: number, page: { offset: number; limit: number }): Promise<NeighbourRow[]> {
  const { rows } = await client.query({
    name: 'lots.children',
    values: [lot, page.offset, page.limit],
    text: neighbours('parent', 'child'),
  })
  return rows as NeighbourRow[]
}

/** The event whose sequence position this is, or the correction that covers it. */
export async function eventsAt(
  client: Client,
  positions: readonly number[],
): Promise<{ position: number; id: string; sequence: number }[]> {
  const { rows } = await client.query({
    name: 'lots.events_at',
    values: [positions],
    text: `select p.position, g.id, g.sequence from unnest($1::int[]) as p(position) cross join lateral (select id, sequence from ledger where ledger.position >= p.position order by ledger.position limit 1) g`,
  })
  return rows as { position: number; id: string; sequence: number }[]
}

// ---- timeline -------------------------------------------------------------------------------------------------------------------

export interface TimelineRow {
  since: number
  until: number | null
  kind: string
  at: number
  delta: string
  scrap: string
  quantity: string
  fromPlace: string | null
  toPlace: string | null
  run: string | null
  position: string | null
  reference: string | null
  sequence: number
  id: string
  type: string
  recordedAt: number
  by: string | null
  station: string | null
  workCenter: string | null
  workOrder: string | null
  operation: number | null
  runWorkOrder: string | null
  runOperation: number | null
  runWorkCenter: string | null
  body: string
  voidedBy: number | null
}

/**
 * Everything that happened to a lot, newest first: its movements by event and kind, the numbers it lost, the releases of holds on it.
 * Of the body only what is no list of lots is read: an event over 100 000 serials must not make the page of one of them slow.
 */
export async function timelineOf(
  client: Client,
  lot: number,
  page: { before: { at: number; since: number; kind: string }; limit: number },
): Promise<TimelineRow[]> {
  const { rows } = await client.query({
    name: 'lots.timeline',
    values: [lot, page.before.at, page.before.since, page.before.kind, page.limit],
    text: `with happened as (
             select m.since, m.until, m.kind, m.at, sum(m.delta) as delta, sum(m.scrap) as scrap, coalesce(sum(m.delta) filter (where m.delta > 0), max(m.worked), 0) as quantity,
               min(m.place) filter (where m.delta < 0) as from_place, min(m.place) filter (where m.delta > 0) as to_place,
               min(m.run) as run, min(m.load_position) as position, min(m.reference) as reference
             from movement m where m.lot = $1 group by m.since, m.until, m.kind, m.at
             union all select i.since, i.until, 'renumbered', g.at, 0, 0, 0, null, null, null, null, i.value from identifier i join ledger g on g.position = i.since where i.lot = $1 and i.kind = 'formerNumber'
             union all select h.since, h.until, 'released', h.released_at, 0, 0, 0, null, null, null, null, h.hold from hold h
               where h.released_at is not null and exists (select from hold_lot x where x.lot = $1 and x.site = h.site and x.hold = h.hold)),
           page as (select * from happened where (at, since, kind) < ($2, $3, $4) order by at desc, since desc, kind desc limit $5)
           select p.since, p.until, p.kind, p.at, p.delta::text, p.scrap::text, p.quantity::text, p.from_place as "fromPlace", p.to_place as "toPlace", p.run, p.position, p.reference,
             g.sequence, g.id, g.type, g.recorded_at as "recordedAt", g.by, g.station, g.work_center as "workCenter", g.work_order as "workOrder", g.operation,
             r.work_order as "runWorkOrder", r.operation as "runOperation", r.work_center as "runWorkCenter",
             (g.body::jsonb - '{lots,inputs,outputs,serials,contents,effect}'::text[])::text as body,
             (select v.sequence from ledger v where v.position >= p.until order by v.position limit 1) as "voidedBy"
           from page p cross join lateral (select * from ledger where ledger.position >= p.since order by ledger.position limit 1) g
           left join run r on r.site = g.site and r.run = p.run
           order by p.at desc, p.since desc, p.kind desc`,
  })
  return rows as TimelineRow[]
}

export interface SpanRow {
  lot: number
  relation: 'own' | 'parent' | 'child'
  /** How many lots of this relation there are in all. */
  of: number
  from: number
  to: number
  kinds: string[]
  delta: string
  run: string | null
  workCenter: string | null
  station: string | null
  workOrder: string | null
  operation: number | null
  sequence: number
  whole: boolean
}

/** Where a lot and its direct neighbours were when: what was recorded of one lot in one run is one span, and so is every event outside of runs. Of a long life the last movements. */
export async function spansOf(client: Client, lot: number, most: { lots: number; own: number; theirs: number }): Promise<SpanRow[]> {
  const { rows } = await client.query({
    name: 'lots.spans',
    values: [lot, most.lots, most.own, most.theirs],
    text: `with related as (
             select $1::int as lot, 'own' as relation, 0 as first
             union all select k.parent, 'parent', min(k.since) from link k where k.child = $1 and k.until is null group by k.parent
             union all select k.child, 'child', min(k.since) from link k where k.parent = $1 and k.until is null group by k.child),
           near as (
             select * from (select lot, relation, count(*) over (partition by relation)::int as "of", row_number() over (partition by relation order by first, lot) as place from related) r
             where place <= $2),
           span as (
             select n.lot, n.relation, n."of", min(m.at) as "from", max(m.at) as "to", array_agg(distinct m.kind) as kinds, sum(m.delta)::text as delta, m.site, m.run, min(m.since) as since,
               max(m.seen) <= case n.relation when 'own' then $3::int else $4::int end as whole
             from near n cross join lateral (
               select *, count(*) over () as seen from (
                 select site, run, kind, delta, at, since from movement where movement.lot = n.lot and until is null
                 order by since desc limit 1 + case n.relation when 'own' then $3::int else $4::int end) last) m
             group by n.lot, n.relation, n."of", m.site, m.run, case when m.run is null then m.since end)
           select s.lot, s.relation, s."of", s."from", s."to", s.kinds, s.delta, s.run, s.whole, g.sequence, g.station,
             coalesce(r.work_center, g.body::jsonb->'replacement'->>'workCenter', g.work_center) as "workCenter",
             coalesce(r.work_order, g.body::jsonb->'replacement'->>'workOrder', g.work_order) as "workOrder",
             coalesce(r.operation, (g.body::jsonb->'replacement'->>'operation')::int, g.operation) as operation
           from span s cross join lateral (select * from ledger where ledger.position >= s.since order by ledger.position limit 1) g
           left join run r on r.site = s.site and r.run = s.run
           order by s."from", s.lot, s.since`,
  })
  return rows as SpanRow[]
}

/** Bodies of the current master records of one kind. */
export async function recordsNamed(
  client: Client,
  kind: 'workOrder' | 'person' | 'workCenter' | 'material',
  named: readonly { site: string; code: string }[],
): Promise<{ site: string; code: string; body: unknown }[]> {
  const { rows } = await client.query({
    name: 'lots.records',
    values: [kind, named.map(({ site }) => site), named.map(({ code }) => code)],
    text: `select m.site, m.code, m.body from master m where m.kind = $1 and m.until is null and (m.site, m.code) in (select * from unnest($2::text[], $3::text[]))`,
  })
  return rows as { site: string; code: string; body: unknown }[]
}
