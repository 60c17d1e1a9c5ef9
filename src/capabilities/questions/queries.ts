import type { Pool, PoolClient } from 'pg'
import type { LedgerRow } from '../../ledger/persist.ts'

type Client = Pool | PoolClient

/** What was recorded, as a question tells of it: the replacement of a correction in place of the correction. */
export interface EventRow extends Omit<LedgerRow, 'body' | 'previousHash' | 'hash'> {
  /** It stands in a correction, which also took something back. */
  corrects: boolean
}

/** The events at these positions. A correction with a replacement takes two; its row carries the last. */
export async function eventsAt(client: Client, positions: readonly number[]): Promise<EventRow[]> {
  const { rows } = await client.query({
    name: 'questions.events',
    text: `select p.position, g.site, g.sequence, g.id, coalesce(case when p.position = g.position then g.body::jsonb->'replacement'->>'type' end, g.type) as type,
             coalesce((case when p.position = g.position then (extract(epoch from (g.body::jsonb->'replacement'->>'at')::timestamptz) * 1000)::bigint end), g.at) as at,
             g.recorded_at as "recordedAt", coalesce(g.body::jsonb->'replacement'->>'by', g.by) as by, g.station,
             coalesce(g.work_center, r.work_center) as "workCenter", coalesce(g.work_order, r.work_order) as "workOrder", coalesce(g.operation, r.operation) as operation, g.run, g.type = 'correct' as corrects
           from unnest($1::int[]) as p(position)
           join lateral (select * from ledger l where l.position >= p.position order by l.position limit 1) g on true
           left join run r on r.site = g.site and r.run = g.run order by p.position`,
    values: [positions],
  })
  return rows as EventRow[]
}

// ---- lots by circumstance ----------------------------------------------------------------------------------------------------------

/** A lot, and the event by which it is named. */
export interface Match {
  lot: number
  position: number
}

/** What is asked for; null where the question does not say. */
export interface Circumstances {
  site: string
  from: number | null
  until: number | null
  operation?: string | undefined
  workCenter?: string | undefined
  workOrder?: string | undefined
  run?: string | undefined
  by?: string | undefined
  vendor?: string | undefined
  purchaseOrder?: string | undefined
  document?: string | undefined
  container?: string | undefined
  characteristic?: string | undefined
  outOfRange?: boolean | undefined
  above?: string | undefined
  below?: string | undefined
}

const MADE = `('produced', 'worked', 'received', 'serialized')`

/** Made, received or worked on: at a place, by an order, a run, somebody who recorded anything of it, while time and filling overlap. */
export async function lotsInCircumstances(client: Client, asked: Circumstances): Promise<Match[]> {
  const { rows } = await client.query({
    name: 'questions.circumstances',
    text: `select m.lot, m.since as position from movement m
           join lateral (select * from ledger l where l.position >= m.since order by l.position limit 1) g on true
           left join run r on r.site = m.site and r.run = m.run and r.until is null
           cross join lateral (select coalesce(g.work_center, r.work_center) as work_center, coalesce(g.work_order, r.work_order) as work_order, coalesce(g.operation, r.operation) as operation) c
           where m.site = $1 and m.until is null and m.kind in ${MADE}
             and ($2::bigint is null or m.at >= $2) and ($3::bigint is null or coalesce(m.filled_from, r.started_at, m.at) <= $3)
             and ($4::text is null or c.work_center = $4) and ($5::text is null or c.work_order = $5) and ($6::text is null or m.run = $6)
             and ($7::text is null or c.operation::text = $7 or exists (
               select from master w cross join lateral jsonb_array_elements(w.body->'operations') o
               where w.site = m.site and w.kind = 'workOrder' and w.code = c.work_order and w.until is null and (o->>'sequence')::int = c.operation and lower(o->>'name') = lower($7)))
             and ($8::text is null or coalesce(g.body::jsonb->'replacement'->>'by', g.by) = $8
               or exists (select from ledger e where e.site = m.site and e.run = m.run and e.by = $8))
           order by m.lot, m.since`,
    values: [
      asked.site,
      asked.from,
      asked.until,
      asked.workCenter ?? null,
      asked.workOrder ?? null,
      asked.run ?? null,
      asked.operation ?? null,
      asked.by ?? null,
    ],
  })
  return rows as Match[]
}

/** By what was measured: of the lot itself, or of a run that made it or worked on it. A value that is no number is above and below nothing. */
export async function lotsMeasured(client: Client, asked: Circumstances): Promise<Match[]> {
  const { rows } = await client.query({
    name: 'questions.measured',
    text: `with measured as (
             select v.* from measurement v where v.site = $1 and v.until is null and ($2::bigint is null or v.at >= $2) and ($3::bigint is null or v.at <= $3)
               and ($4::text is null or lower(v.characteristic) = lower($4)) and (not $5::boolean or v.in_range = false)
               and ($6::numeric is null or case when v.value ~ '^-?[0-9]+(\\.[0-9]+)?$' then v.value::numeric > $6 end)
               and ($7::numeric is null or case when v.value ~ '^-?[0-9]+(\\.[0-9]+)?$' then v.value::numeric < $7 end))
           select lot, since as position from measured where lot is not null
           union select m.lot, v.since from measured v join movement m on m.site = v.site and m.run = v.run and m.until is null and m.kind in ${MADE} where v.lot is null
           order by 1, 2`,
    values: [
      asked.site,
      asked.from,
      asked.until,
      asked.characteristic ?? null,
      asked.outOfRange ?? false,
      asked.above ?? null,
      asked.below ?? null,
    ],
  })
  return rows as Match[]
}

export async function lotsReceived(client: Client, asked: Circumstances): Promise<Match[]> {
  const { rows } = await client.query({
    name: 'questions.received',
    text: `select m.lot, m.since as position from movement m join lot l on l.id = m.lot
           join lateral (select coalesce(e.body::jsonb->'replacement', e.body::jsonb) as body from ledger e where e.position >= m.since order by e.position limit 1) g on true
           where m.site = $1 and m.until is null and m.kind = 'received' and ($2::bigint is null or m.at >= $2) and ($3::bigint is null or m.at <= $3)
             and ($4::text is null or coalesce(g.body->>'vendor', l.vendor) = $4) and ($5::text is null or g.body->>'purchaseOrder' = $5)
           order by m.lot, m.since`,
    values: [asked.site, asked.from, asked.until, asked.vendor ?? null, asked.purchaseOrder ?? null],
  })
  return rows as Match[]
}

/** By a document's name or hash: attached to the lot, to a receipt of it, or to a run that made it or worked on it. */
export async function lotsWithDocument(client: Client, asked: Circumstances): Promise<Match[]> {
  const { rows } = await client.query({
    name: 'questions.documents',
    text: `with attached as (select * from document where site = $1 and until is null and (document = $2 or lower(name) = lower($2)))
           select lot, since as position from attached where lot is not null
           union select m.lot, d.since from attached d join movement m on d.target = 'run' and m.site = d.site and m.run = d.code and m.until is null and m.kind in ${MADE}
           order by 1, 2`,
    values: [asked.site, asked.document ?? null],
  })
  return rows as Match[]
}

/** Codes that nobody has stated, by kind: asked for, they would silently find nothing. */
export async function unknownCodes(
  client: Client,
  site: string,
  asked: readonly { kind: string; code: string }[],
): Promise<{ kind: string; code: string }[]> {
  const { rows } = await client.query({
    name: 'questions.codes',
    text: `select a.kind, a.code from unnest($2::text[], $3::text[]) as a(kind, code)
           where not exists (select from master m where m.site = $1 and m.kind = a.kind and m.code = a.code)`,
    values: [site, asked.map(({ kind }) => kind), asked.map(({ code }) => code)],
  })
  return rows as { kind: string; code: string }[]
}
