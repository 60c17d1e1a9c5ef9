import type { Pool, PoolClient } from 'pg'
import type { PlaceInList } from '../paging.ts'

type Client = Pool | PoolClient
export type RecordKind =
  | 'material'
  | 'partner'
  | 'location'
  | 'workCenter'
  | 'person'
  | 'workOrder'
  | 'purchaseOrder'
  | 'salesOrder'
  | 'shipment'
/** A record as it is shown, but for the time from which on it holds. */
export interface RecordRow<Shown> {
  code: string
  site: string
  shown: Shown
  since: number
}

/**
 * The current records of one kind by code, as they were stated; `pattern` is looked for in the code, the name and the description.
 * Badge and PIN are credentials, so of a person only whether there is one is told.
 */
export async function recordsOfKind<Shown>(
  client: Client,
  kind: RecordKind,
  asked: { pattern: string | null; site: string | null; after: PlaceInList | null; limit: number },
): Promise<RecordRow<Shown>[]> {
  const { rows } = await client.query({
    values: [kind, asked.pattern, asked.site, asked.after?.code ?? null, asked.limit, asked.after?.site ?? null],
    text: `with page as (
             select m.site, m.code, m.body, m.since from master m where m.kind = $1 and m.until is null and ($3::text is null or m.site = $3)
               and ($2::text is null or m.code ilike $2 or m.body->>'name' ilike $2 or m.body->>'description' ilike $2 or m.body->>'material' ilike $2 or m.body->>'gtin' ilike $2)
               and ($4::text is null or (m.code, m.site) > ($4, $6)) order by m.code, m.site limit $5)
           select (p.body - '{type,badge,pin,extensions}'::text[]) || jsonb_build_object('site', p.site)
             || case when $1 = 'person' then jsonb_build_object('badge', p.body ? 'badge', 'pin', p.body ? 'pin') else '{}' end as shown, p.code, p.site,
             (select g.at from ledger g where g.position >= p.since order by g.position limit 1) as since from page p order by p.code, p.site`,
  })
  return rows as RecordRow<Shown>[]
}

/** One current record, or nothing. */
export async function recordNamed(
  client: Client,
  kind: string,
  { site, code }: { site: string; code: string },
): Promise<Record<string, unknown> | undefined> {
  const { rows } = await client.query({
    name: 'records.named',
    values: [site, kind, code],
    text: 'select body from master where site = $1 and kind = $2 and code = $3 and until is null',
  })
  return (rows[0] as { body: Record<string, unknown> } | undefined)?.body
}
