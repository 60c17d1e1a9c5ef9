import type { Pool, PoolClient } from 'pg'
import type { LedgerRow } from '../../ledger/persist.ts'

type Client = Pool | PoolClient

export interface EventRow extends Omit<LedgerRow, 'position' | 'previousHash' | 'hash'> {
  hash: string
  previousHash: string
  voidedBy: number | null
  exception: boolean
}

const EVENT = `select g.site, g.sequence, g.id, g.type, g.at, g.recorded_at as "recordedAt", g.by, g.station, g.work_center as "workCenter", g.work_order as "workOrder", g.operation, g.run, g.body,
                 encode(g.hash, 'hex') as hash, encode(g.previous_hash, 'hex') as "previousHash",
                 (select (select v.sequence from ledger v where v.position >= e.by_position order by v.position limit 1) from event_void e where e.id = g.id) as "voidedBy",
                 exists (select from exception x where x.since = g.position) as exception from ledger g`

export interface EventQuestion {
  site: string
  before: number
  limit: number
  type: string | null
  by: string | null
  station: string | null
  workCenter: string | null
  workOrder: string | null
  run: string | null
  /** Recorded from, recorded until. */
  from: number | null
  to: number | null
}
const valuesOf = (asked: EventQuestion): unknown[] => [
  asked.site,
  asked.before,
  asked.limit,
  asked.type,
  asked.by,
  asked.station,
  asked.workCenter,
  asked.workOrder,
  asked.run,
  asked.from,
  asked.to,
]
const ASKED = `g.site = $1 and g.sequence < $2 and ($4::text is null or g.type = $4) and ($5::text is null or g.by = $5) and ($6::text is null or g.station = $6)
  and ($7::text is null or g.work_center = $7) and ($8::text is null or g.work_order = $8) and ($9::text is null or g.run = $9)
  and ($10::bigint is null or g.recorded_at >= $10) and ($11::bigint is null or g.recorded_at <= $11)`

/** Newest first, before a sequence. */
export async function eventsBefore(client: Client, asked: EventQuestion): Promise<EventRow[]> {
  const { rows } = await client.query({ values: valuesOf(asked), text: `${EVENT} where ${ASKED} order by g.sequence desc limit $3` })
  return rows as EventRow[]
}

/** Events that touched a lot of this number, or one that had it; voided ones as well, for this is the ledger. */
export async function eventsOnLot(client: Client, asked: EventQuestion & { number: string }): Promise<EventRow[]> {
  const { rows } = await client.query({
    values: [...valuesOf(asked), asked.number],
    text: `with lots as (
             select l.id from lot l where lower(l.number) = lower($12) and l.site = $1
             union select i.lot from identifier i join lot l on l.id = i.lot where lower(i.value) = lower($12) and i.kind = 'formerNumber' and l.site = $1),
           positions as (
             select m.since as position from lots join movement m on m.lot = lots.id union select m.until from lots join movement m on m.lot = lots.id where m.until is not null
             union select i.since from lots join identifier i on i.lot = lots.id),
           events as (select distinct e.sequence from positions p cross join lateral (select sequence from ledger where ledger.position >= p.position order by ledger.position limit 1) e)
           ${EVENT} join events on events.sequence = g.sequence where ${ASKED} order by g.sequence desc limit $3`,
  })
  return rows as EventRow[]
}

/** Events that stated a record of master data, or changed what is known of it; newest first. */
export async function eventsOnRecord(
  client: Client,
  asked: { site: string; kind: string; code: string; limit: number },
): Promise<EventRow[]> {
  const { rows } = await client.query({
    name: 'ledger.record',
    values: [asked.site, asked.kind, asked.code, asked.limit],
    text: `with positions as (
             select since as position from master where site = $1 and kind = $2 and code = $3
             union select until from master where site = $1 and kind = $2 and code = $3 and until is not null),
           events as (select distinct e.sequence from positions p cross join lateral (select sequence, site from ledger where ledger.position >= p.position order by ledger.position limit 1) e where e.site = $1)
           ${EVENT} join events on events.sequence = g.sequence where g.site = $1 order by g.sequence desc limit $4`,
  })
  return rows as EventRow[]
}

export async function eventNumbered(client: Client, site: string, sequence: number): Promise<EventRow[]> {
  const { rows } = await client.query({
    name: 'ledger.numbered',
    values: [site, sequence],
    text: `${EVENT} where g.site = $1 and g.sequence = $2`,
  })
  return rows as EventRow[]
}

export async function headOf(client: Client, site: string): Promise<{ sequence: number; hash: string }> {
  const { rows } = await client.query({
    name: 'ledger.head',
    values: [site],
    text: `select sequence, encode(hash, 'hex') as hash from ledger_head where site = $1`,
  })
  return (rows[0] as { sequence: number; hash: string } | undefined) ?? { sequence: 0, hash: '' }
}
