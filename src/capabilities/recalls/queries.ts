import type { Pool, PoolClient } from 'pg'
import type { RecallRow } from '../../ledger/tables.ts'
import { SETTINGS } from '../booking/records.ts'
import type { Moment } from '../paging.ts'

type Client = Pool | PoolClient

/** An open recall whose last version has this fingerprint; drills do not stand in anybody's way. */
export async function openRecallWith(client: Client, site: string, fingerprint: string): Promise<string | null> {
  const { rows } = await client.query({
    name: 'recalls.same',
    text: `select recall from recall where site = $1 and fingerprint = $2 and kind = 'recall' and until is null and closed_at is null order by since limit 1`,
    values: [site, fingerprint],
  })
  return (rows[0] as { recall: string } | undefined)?.recall ?? null
}

export type RecallListed = Omit<RecallRow, 'since' | 'until'>

const LISTED = `r.site, r.recall, r.kind, r.class, r.reason, r.hold, r.by, r.at, r.version, r.position, r.fingerprint, r.lots, r.certain, r.possible, r.customers,
  r.closed_at as "closedAt", r.close_reason as "closeReason"`

/** Recalls by when they were committed, newest first. */
export async function recallsListed(
  client: Client,
  asked: { open: boolean | null; kind: string | null; site: string | null; before: Moment; limit: number },
): Promise<RecallListed[]> {
  const { rows } = await client.query({
    values: [asked.open, asked.kind, asked.site, asked.before.at, asked.before.code, asked.limit, asked.before.site],
    text: `select ${LISTED} from recall r where r.until is null and ($1::boolean is null or (r.closed_at is null) = $1) and ($2::text is null or r.kind = $2)
           and ($3::text is null or r.site = $3) and (r.at, r.recall, r.site) < ($4, $5, $7) order by r.at desc, r.recall desc, r.site desc limit $6`,
  })
  return rows as RecallListed[]
}

export async function recallNamed(client: Client, site: string, recall: string): Promise<RecallListed | null> {
  const { rows } = await client.query({
    values: [site, recall],
    text: `select ${LISTED} from recall r where r.site = $1 and r.recall = $2 and r.until is null`,
  })
  return (rows[0] as RecallListed | undefined) ?? null
}

export interface VersionRow
  extends Pick<RecallRow, 'version' | 'position' | 'fingerprint' | 'lots' | 'certain' | 'possible' | 'customers' | 'by'> {
  sequence: number
  recordedAt: number
  hash: string
}

/** Each version with the event that froze it. A closing states the recall once more and is no version. */
export async function versionsOf(client: Client, site: string, recall: string): Promise<VersionRow[]> {
  const { rows } = await client.query({
    values: [site, recall],
    text: `select distinct on (r.version) r.version, r.position, r.fingerprint, r.lots, r.certain, r.possible, r.customers, l.sequence, l.recorded_at as "recordedAt", l.by, encode(l.hash, 'hex') as hash
           from recall r join ledger l on l.position = r.since where r.site = $1 and r.recall = $2 and l.type in ('recall', 'recallRevise')
             and not exists (select from event_void v where v.id = l.id) order by r.version, r.since`,
  })
  return rows as VersionRow[]
}

export interface EntryRow {
  kind: 'seed' | 'exclusion' | 'inclusion' | 'found' | 'contact' | 'letter'
  id: number | null
  material: string | null
  number: string | null
  unit: string | null
  customer: string | null
  customerName: string | null
  outcome: string | null
  quantity: string | null
  detail: string | null
  evidence: string | null
  evidenceEvent: string | null
  /** That a letter is worded in. */
  language: string | null
  /** Where that event stands in the ledger of the site. */
  evidenceSequence: number | null
  /** By when a customer has promised to answer. */
  replyBy: string | null
  by: string | null
  at: number
}

const ENTRY = `e.kind, e.lot as id, l.material, l.number, coalesce(e.unit, l.unit) as unit, e.customer, p.body->>'name' as "customerName", e.outcome, e.quantity::text as quantity, e.detail, e.evidence, e.evidence_event as "evidenceEvent", e.language,
             (select g.sequence from ledger g where g.id = e.evidence_event) as "evidenceSequence", e.by, e.at,
             case when e.kind = 'contact' then (select to_char((coalesce(g.body::jsonb->'replacement', g.body::jsonb)->>'replyBy')::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from ledger g where g.position = e.since) end as "replyBy"`
const ENTRIES = `recall_entry e left join lot l on l.id = e.lot left join master p on p.site = e.site and p.kind = 'partner' and p.code = e.customer and p.until is null`

/** Of all kinds, or of these. */
export async function entriesOf(
  client: Client,
  site: string,
  recall: string,
  kinds: readonly EntryRow['kind'][] | null = null,
): Promise<EntryRow[]> {
  const { rows } = await client.query({
    values: [site, recall, kinds],
    text: `select ${ENTRY} from ${ENTRIES} where e.site = $1 and e.recall = $2 and e.until is null and ($3::text[] is null or e.kind = any($3)) order by e.since, e.line`,
  })
  return rows as EntryRow[]
}

export interface EntriesAsked {
  site: string
  recall: string
  kind: EntryRow['kind']
  limit: number
}

/** What a recall starts from and leaves out: there are no more of them than somebody has named. */
export const scopeEntriesOf = (client: Client, site: string, recall: string): Promise<EntryRow[]> =>
  entriesOf(client, site, recall, ['seed', 'exclusion', 'inclusion'])

/** How many there are of each kind. */
export async function entriesCounted(client: Client, site: string, recall: string): Promise<Map<string, number>> {
  const { rows } = await client.query({
    values: [site, recall],
    text: `select kind, count(*)::int as count from recall_entry where site = $1 and recall = $2 and until is null group by kind`,
  })
  return new Map((rows as { kind: string; count: number }[]).map(({ kind, count }) => [kind, count]))
}

/** Where in the ledger an entry stands. */
export interface EntryPlace {
  since: number
  line: number
}

/** Of what there may be very many of, found and said: so many before the one that was read last, the newest first. */
export const entriesBefore = (client: Client, asked: EntriesAsked, last: EntryPlace): Promise<(EntryRow & EntryPlace)[]> =>
  entriesFrom(client, asked, last, { than: '<', order: 'desc' })

/** The same from the oldest on: so many after the one that was read last. */
export const entriesAfter = (client: Client, asked: EntriesAsked, last: EntryPlace): Promise<(EntryRow & EntryPlace)[]> =>
  entriesFrom(client, asked, last, { than: '>', order: 'asc' })

async function entriesFrom(
  client: Client,
  { site, recall, kind, limit }: EntriesAsked,
  last: EntryPlace,
  { than, order }: { than: '<' | '>'; order: 'asc' | 'desc' },
): Promise<(EntryRow & EntryPlace)[]> {
  const { rows } = await client.query({
    values: [site, recall, kind, last.since, last.line, limit],
    text: `select ${ENTRY}, e.since, e.line from ${ENTRIES} where e.site = $1 and e.recall = $2 and e.until is null and e.kind = $3 and (e.since, e.line) ${than} ($4, $5)
           order by e.since ${order}, e.line ${order} limit $6`,
  })
  return rows as (EntryRow & EntryPlace)[]
}

/** Of which lots something was found, or taken back, between two positions. */
export async function lotsFoundSince(
  client: Client,
  { site, recall }: Pick<EntriesAsked, 'site' | 'recall'>,
  { from, to }: { from: number; to: number },
): Promise<number[]> {
  const { rows } = await client.query({
    values: [site, recall, from, to],
    text: `select lot from recall_entry where site = $1 and recall = $2 and kind = 'found' and until is null and since > $3 and since <= $4 and lot is not null
           union select lot from recall_entry where site = $1 and recall = $2 and kind = 'found' and until > $3 and until <= $4 and lot is not null`,
  })
  return (rows as { lot: number }[]).map(({ lot }) => lot)
}

/** What was found of these lots. */
export async function findingsOf(
  client: Client,
  { site, recall }: Pick<EntriesAsked, 'site' | 'recall'>,
  lots: readonly number[],
): Promise<EntryRow[]> {
  const { rows } = await client.query({
    values: [site, recall, `{${lots.join(',')}}`],
    text: `select ${ENTRY} from ${ENTRIES} where e.site = $1 and e.recall = $2 and e.until is null and e.kind = 'found' and e.lot = any($3::int[]) order by e.since, e.line`,
  })
  return rows as EntryRow[]
}

/** Which lots the entries of this kind name. */
export const lotsNoted = (entries: readonly EntryRow[], kind: EntryRow['kind']): { material: string; number: string }[] =>
  entries.flatMap(({ material, number, ...entry }) =>
    entry.kind === kind && material !== null && number !== null ? [{ material, number }] : [],
  )

/** The next free name of the form RC-0001. */
export async function nextRecall(client: Client, site: string, prefix: string): Promise<string> {
  const { rows } = await client.query({
    values: [site, `^${prefix}-[0-9]{4,8}$`, prefix.length + 2],
    text: `select coalesce(max(substr(recall, $3)::int), 0) + 1 as next from (select recall from recall where site = $1 union all select recall from recall_job where site = $1 and state = 'running') r where recall ~ $2`,
  })
  return `${prefix}-${String((rows[0] as { next: number }).next).padStart(4, '0')}`
}

/** Whether the settings of the site want it signed: then it is accepted where it is signed. */
export async function mustBeSigned(client: Pool | PoolClient, site: string, type: 'recall' | 'recallRevise'): Promise<boolean> {
  const { rows } = await client.query({
    name: 'recalls.must_be_signed',
    values: [site, SETTINGS, JSON.stringify([{ type }])],
    text: `select 1 from master where site = $1 and kind = 'settings' and code = $2 and until is null and body->'signatures' @> $3::jsonb`,
  })
  return rows.length > 0
}
