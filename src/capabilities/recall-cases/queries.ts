import type { ClientBase, Pool } from 'pg'
import { SETTINGS } from '../booking/records.ts'

export interface CaseEvent {
  sequence: number
  id: string
  type: string
  at: number
  recordedAt: number
  by: string | null
  station: string | null
  body: string
  previousHash: string
  hash: string
  /** A later correction took it back. */
  voided: boolean
}

/** What was recorded of a case, in order: its own events, those of its hold, and those its exclusions rest on; by where they stand in the ledger. */
export async function eventsOfCase(client: Pool | ClientBase, site: string, recall: string, hold: string | null): Promise<number[]> {
  const { rows } = await client.query({
    values: [site, recall, hold],
    text: `with own as (
             select g.position from ledger g where g.site = $1 and g.type in ('recall', 'recallRevise', 'recallFind', 'recallContact', 'recallLetter', 'recallClose') and g.body::jsonb->>'recall' = $2
             union select g.position from ledger g where g.site = $1 and g.type in ('hold', 'release') and g.body::jsonb->>'hold' = $3
             union select g.position from recall_entry e join ledger g on g.id = e.evidence_event where e.site = $1 and e.recall = $2 and e.until is null)
           select g.position from own join ledger g on g.position = own.position order by g.sequence`,
  })
  return (rows as { position: number }[]).map(({ position }) => position)
}

export async function eventsAt(client: Pool | ClientBase, positions: readonly number[]): Promise<CaseEvent[]> {
  const { rows } = await client.query({
    values: [positions],
    text: `select g.sequence, g.id, g.type, g.at, g.recorded_at as "recordedAt", g.by, g.station, g.body, encode(g.previous_hash, 'hex') as "previousHash", encode(g.hash, 'hex') as hash,
             exists (select from event_void v where v.id = g.id) as voided
           from ledger g where g.position = any($1::int[]) order by g.sequence`,
  })
  return rows as CaseEvent[]
}

/** In which language those customers are written to who have one. */
export async function languagesAt(pool: Pool | ClientBase, site: string): Promise<Map<string, string>> {
  const { rows } = await pool.query({
    values: [site],
    text: `select code, body->>'language' as language from master where site = $1 and kind = 'partner' and until is null and body ? 'language'`,
  })
  return new Map((rows as { code: string; language: string }[]).map(row => [row.code, row.language]))
}

/** Name and address as the settings say them; the site where they say none. */
export async function senderAt(pool: Pool, site: string): Promise<string> {
  const { rows } = await pool.query({
    values: [site, SETTINGS],
    text: `select body->>'company' as company from master where site = $1 and kind = 'settings' and code = $2 and until is null`,
  })
  return (rows[0] as { company: string | null } | undefined)?.company ?? site
}

/**
 * Lots of which, between two positions, something was recorded or taken back that may change what lies where of them; and whether it is more than their place, so that
 * what is suspect of them may be another. A container that was put elsewhere, a run and an order that are said anew mean the lots in them.
 */
export async function movedSince(pool: Pool, { from, to }: { from: number; to: number }): Promise<{ lot: number; isWeighed: boolean }[]> {
  const between = (alias: string): string =>
    `((${alias}.since > $1 and ${alias}.since <= $2) or (${alias}.until > $1 and ${alias}.until <= $2))`
  const { rows } = await pool.query({
    name: 'recall_cases.moved_since',
    values: [from, to],
    text: `with recursive moved as (select m.lot, m.kind not in ('moved', 'worked', 'observed') as weighed from movement m where m.since > $1 and m.since <= $2
             union select m.lot, m.kind not in ('moved', 'worked', 'observed') from movement m where m.until > $1 and m.until <= $2),
           linked as (select k.parent, k.child from link k where k.since > $1 and k.since <= $2 union select k.parent, k.child from link k where k.until > $1 and k.until <= $2),
           inside as (select c.site, c.container from container c where ${between('c')}
             union select c.site, c.container from inside i join container c on c.site = i.site and c.parent = i.container and c.until is null),
           worked as (select m.lot, m.kind in ('loaded', 'unloaded') as weighed from run r join movement m on m.site = r.site and m.run = r.run and m.until is null where ${between('r')})
           select lot, bool_or(weighed) as "isWeighed" from (
             select lot, weighed from moved union select parent, true from linked union select child, true from linked
             union select l.id, true from lot l where l.since > $1 and l.since <= $2
             union select s.lot, false from inside i join stock s on s.place = 'container:' || i.container and s.quantity <> 0 join lot l on l.id = s.lot and l.site = i.site
             union select lot, weighed from worked
             union select l.id, false from master w join lot l on l.site = w.site and l.work_order = w.code where w.kind = 'workOrder' and ${between('w')}) t
           group by lot`,
  })
  return rows as { lot: number; isWeighed: boolean }[]
}

/** Lots whose number has this somewhere, the first so many. */
export async function lotsLike(pool: Pool, pattern: string, limit: number): Promise<number[]> {
  const { rows } = await pool.query({
    values: [pattern, limit],
    text: 'select id from lot where number ilike $1 order by id limit $2',
  })
  return (rows as { id: number }[]).map(({ id }) => id)
}
