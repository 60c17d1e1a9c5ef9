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
 * Lots that anything was recorded of between two positions that may change what lies where of them; and whether something has changed that is said of no lot: a container
 * was put elsewhere, a run was finished, an order was stated again.
 */
export async function movedSince(
  pool: Pool,
  { from, to }: { from: number; to: number },
): Promise<{ lots: number[]; isElsewhere: boolean }> {
  const { rows } = await pool.query({
    name: 'recall_cases.moved_since',
    values: [from, to],
    text: `select lot from movement where since > $1 and since <= $2 union select lot from movement where until > $1 and until <= $2
           union select parent from link where since > $1 and since <= $2 union select child from link where since > $1 and since <= $2
           union select parent from link where until > $1 and until <= $2 union select child from link where until > $1 and until <= $2
           union select id from lot where since > $1 and since <= $2
           union select -1 from container where (since > $1 and since <= $2) or (until > $1 and until <= $2)
           union select -1 from run where (since > $1 and since <= $2) or (until > $1 and until <= $2)
           union select -1 from master where kind = 'workOrder' and ((since > $1 and since <= $2) or (until > $1 and until <= $2))
           union select -1 from ledger where position > $1 and position <= $2 and type in ('start', 'finish', 'correct', 'resolution')`,
  })
  const lots = (rows as { lot: number }[]).map(({ lot }) => lot)
  return { lots, isElsewhere: lots.includes(-1) }
}

/** Lots whose number has this somewhere, the first so many. */
export async function lotsLike(pool: Pool, pattern: string, limit: number): Promise<number[]> {
  const { rows } = await pool.query({
    values: [pattern, limit],
    text: 'select id from lot where number ilike $1 order by id limit $2',
  })
  return (rows as { id: number }[]).map(({ id }) => id)
}
