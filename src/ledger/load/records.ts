/** Loads what was stated: master data, badges, numbers drawn, events, documents. */
import type { PoolClient } from 'pg'
import { type KnownEvent, masterKey, type State, type StoredDocument } from '../state.ts'
import type { Wanted } from '../wanted.ts'
import { missing, prepared, rowsOf } from './rows.ts'

export async function loadMasters(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const keys = missing(wanted.masters, state.masters)
  if (keys.length === 0) return false
  const [kinds, codes] = [keys.map(key => key.split('\u0000')[0]), keys.map(key => key.split('\u0000')[1])]
  for (const key of keys) state.masters.set(key, null)
  const rows = await rowsOf(
    client,
    'master',
    't.site = $1 and (t.kind, t.code) in (select * from unnest($2::text[], $3::text[])) and t.until is null',
    [state.site, kinds, codes],
  )
  for (const row of rows) state.masters.set(masterKey(row.kind, row.code), row)
  return true
}

export async function loadBadges(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const hashes = missing(wanted.badges, state.badges)
  if (hashes.length === 0) return false
  for (const hash of hashes) state.badges.set(hash, null)
  const { rows } = await client.query(
    prepared(
      `select code, body->>'badge' as hash from master where site = $1 and kind = 'person' and until is null and body->>'badge' = any($2)`,
      [state.site, hashes],
    ),
  )
  for (const row of rows as { code: string; hash: string }[]) state.badges.set(row.hash, row.code)
  return true
}

export async function loadNumbering(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const patterns = missing(wanted.patterns, state.numbering)
  if (patterns.length === 0) return false
  for (const pattern of patterns) state.numbering.set(pattern, 0)
  for (const row of await rowsOf(client, 'numbering', 't.site = $1 and t.pattern = any($2)', [state.site, patterns])) {
    state.numbering.set(row.pattern, row.last)
    state.numberingRows.set(row.pattern, row)
  }
  return true
}

export async function loadEvents(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const ids = missing(wanted.events, state.events)
  if (ids.length === 0) return false
  for (const id of ids) state.events.set(id, null)
  const { rows } = await client.query(
    prepared(
      `select l.id, l.site, l.sequence, l.position, l.position as ord, l.type, l.body, v.id is not null as voided
       from ledger l left join event_void v on v.id = l.id where l.id = any($1)
     union all
     select r.id, l.site, l.sequence, r.since, r.ord, l.type, l.body, v.id is not null
       from replacement r join ledger l on l.position = r.since left join event_void v on v.id = r.id where r.id = any($1)`,
      [ids],
    ),
  )
  for (const row of rows as KnownEvent[]) state.events.set(row.id, row)
  return true
}

export async function loadDocuments(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const hashes = missing(wanted.documents, state.documents)
  if (hashes.length === 0) return false
  for (const hash of hashes) state.documents.set(hash, null)
  const { rows } = await client.query(
    prepared('select document, media_type as "mediaType", size::float8 as size from document_content where document = any($1)', [hashes]),
  )
  for (const { document, ...stored } of rows as (StoredDocument & { document: string })[]) state.documents.set(document, stored)
  return true
}
