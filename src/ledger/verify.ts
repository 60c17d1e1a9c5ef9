/**
 * Is the record what was written? First the chain: every row's hash, its place, its columns against its body, the head. Then the
 * projections: replayed into a schema of their own and compared row by row. The first difference is named.
 */
import type { Pool, PoolClient } from 'pg'
import { parseInstant } from '../base/instant.ts'
import type { Handlers } from './handler.ts'
import type { LedgerRow } from './persist.ts'
import { ledgerPages, type ParseCommand, type Progress, REPLAY_SETTINGS, type ReadRow, Replay, readRow } from './replay.ts'
import { BEGINNING, seal } from './seal.ts'
import { State } from './state.ts'
import { quoted, TABLE_NAMES, TABLES, type TableName } from './tables.ts'
import { ledgerRow } from './writer.ts'

export interface Difference {
  site: string | null
  sequence: number | null
  table: string
  row: string
  detail: string
}
export interface Verification {
  ok: boolean
  events: number
  sites: { site: string; sequence: number; hash: string }[]
  difference: Difference | null
  elapsedMs: number
  checkedAt: number
}

const SCHEMA = 'genealot_verify'

export async function verify(pool: Pool, handlers: Handlers, parse: ParseCommand, onProgress?: Progress): Promise<Verification> {
  const started = Date.now()
  const client = await pool.connect()
  try {
    // One snapshot for everything: what is written meanwhile belongs to the next verification.
    await client.query('begin isolation level repeatable read')
    const checked = await verifyIn(client, handlers, parse, onProgress)
    return { ...checked, ok: checked.difference === null, elapsedMs: Date.now() - started, checkedAt: started }
  } finally {
    await client.query('rollback').catch(() => undefined)
    client.release()
  }
}

async function verifyIn(
  client: PoolClient,
  handlers: Handlers,
  parse: ParseCommand,
  onProgress?: Progress,
): Promise<Pick<Verification, 'events' | 'sites' | 'difference'>> {
  const { rows } = await client.query('select count(*)::int as total from ledger')
  const total = (rows[0] as { total: number }).total
  const heads = new Map<string, { sequence: number; hash: Buffer }>()
  await shadowTables(client)
  await client.query(REPLAY_SETTINGS)
  const replay = new Replay(client, handlers)
  let events = 0
  let difference: Difference | null = null
  for await (const page of ledgerPages(client)) {
    const checked = checkPage(page, heads, parse)
    difference = Array.isArray(checked) ? await replayed(replay, checked) : checked
    if (difference) break
    events += page.length
    onProgress?.(events, total)
  }
  difference ??=
    (await checkHeads(client, heads)) ??
    (await ended(replay)) ??
    (await compareAll(client)) ??
    (await checkStore(client, replay.lotCount)) ??
    (await checkDocuments(client))
  const sites = [...heads].map(([site, head]) => ({ site, sequence: head.sequence, hash: head.hash.toString('hex') }))
  return { events, sites, difference }
}

/** Every row is read once: what it says is checked here, and applied afterwards. */
function checkPage(
  page: readonly LedgerRow[],
  heads: Map<string, { sequence: number; hash: Buffer }>,
  parse: ParseCommand,
): ReadRow[] | Difference {
  const rows: ReadRow[] = []
  for (const row of page) {
    const before = heads.get(row.site) ?? { sequence: 0, hash: BEGINNING }
    const read = linkProblem(row, before) ?? readable(row, parse)
    const detail = typeof read === 'string' ? read : columnProblem(read)
    if (detail !== null || typeof read === 'string')
      return { site: row.site, sequence: row.sequence, table: 'ledger', row: `${row.site}/${row.sequence}`, detail: detail ?? '' }
    heads.set(row.site, { sequence: row.sequence, hash: row.hash })
    rows.push(read)
  }
  return rows
}

function linkProblem(row: LedgerRow, before: { sequence: number; hash: Buffer }): string | null {
  if (row.sequence !== before.sequence + 1) return `sequence ${before.sequence + 1} is missing: ${row.sequence} follows ${before.sequence}`
  if (!row.previousHash.equals(before.hash)) return "the hash it carries of the row before is not that row's hash"
  if (!row.hash.equals(seal(row.previousHash, row.body))) return 'its content does not give its hash'
  return null
}

function readable(row: LedgerRow, parse: ParseCommand): ReadRow | string {
  try {
    return readRow(row, parse)
  } catch (error) {
    return `its content cannot be read: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** The columns beside the body are there to be searched; they must say what the body says. */
function columnProblem({ row, body: { sequence, recordedAt, via }, fact }: ReadRow): string | null {
  try {
    const expected = ledgerRow(
      new State(row.site),
      { ...fact, at: parseInstant(fact.command.at) ?? Number.NaN },
      { site: fact.command.site, sequence, recordedAt, via },
      row.position,
    )
    const fields = [
      'site',
      'sequence',
      'id',
      'type',
      'at',
      'recordedAt',
      'by',
      'station',
      'workCenter',
      'workOrder',
      'operation',
      'run',
      'body',
    ] as const
    const wrong = fields.find(field => expected[field] !== row[field])
    return wrong
      ? `its ${wrong} is "${String(row[wrong]).slice(0, 80)}", but its content says "${String(expected[wrong]).slice(0, 80)}"`
      : null
  } catch (error) {
    return `its content cannot be read: ${error instanceof Error ? error.message : String(error)}`
  }
}

async function replayed(replay: Replay, page: readonly ReadRow[]): Promise<Difference | null> {
  try {
    await replay.page(page)
    return null
  } catch (error) {
    return unreplayable(page[0]?.row, error)
  }
}

async function ended(replay: Replay): Promise<Difference | null> {
  try {
    await replay.end()
    return null
  } catch (error) {
    return unreplayable(undefined, error)
  }
}

const unreplayable = (first: LedgerRow | undefined, error: unknown): Difference => ({
  site: first?.site ?? null,
  sequence: first?.sequence ?? null,
  table: 'ledger',
  row: first ? `${first.site}/${first.sequence} and before or following` : 'the last rows',
  detail: `cannot be replayed: ${error instanceof Error ? error.message : String(error)}`,
})

async function checkHeads(client: PoolClient, heads: Map<string, { sequence: number; hash: Buffer }>): Promise<Difference | null> {
  const { rows } = await client.query('select site, sequence, hash from public.ledger_head')
  const stored = rows as { site: string; sequence: number; hash: Buffer }[]
  for (const head of stored) {
    const found = heads.get(head.site)
    if (found && found.sequence === head.sequence && found.hash.equals(head.hash)) continue
    return {
      site: head.site,
      sequence: head.sequence,
      table: 'ledger_head',
      row: head.site,
      detail: `the head is ${head.sequence}, the ledger ends at ${found?.sequence ?? 0}: rows are missing at the end, or were added`,
    }
  }
  const orphan = [...heads.keys()].find(site => !stored.some(head => head.site === site))
  return orphan === undefined
    ? null
    : { site: orphan, sequence: null, table: 'ledger_head', row: orphan, detail: 'the site has a ledger but no head' }
}

/** Tables like the real ones, empty, in a schema the connection finds first. Rolled back with everything else, so nothing of them is logged. */
async function shadowTables(client: PoolClient): Promise<void> {
  await client.query(`create schema ${SCHEMA}`)
  for (const { name } of Object.values(TABLES))
    await client.query(`create unlogged table ${SCHEMA}.${name} (like public.${name} including indexes including defaults)`)
  await client.query(`set local search_path = ${SCHEMA}, public`)
}

async function compareAll(client: PoolClient): Promise<Difference | null> {
  // Whole tables are compared, in memory where they fit.
  await client.query(`set local enable_seqscan = on; set local work_mem = '64MB'`)
  for (const table of TABLE_NAMES) {
    const difference =
      (await compare(client, table, 'public', SCHEMA, 'stands in the projection, but the ledger does not give it')) ??
      (await compareCounts(client, table))
    if (difference) return difference
  }
  return null
}

/** Where every row of the projection follows from the ledger and there are as many, none is missing: a key stands only once. */
async function compareCounts(client: PoolClient, table: TableName): Promise<Difference | null> {
  const { name } = TABLES[table]
  const { rows } = await client.query(
    `select (select count(*)::int from public.${name}) as kept, (select count(*)::int from ${SCHEMA}.${name}) as given`,
  )
  const { kept, given } = rows[0] as { kept: number; given: number }
  if (kept === given) return null
  const missing = await compare(client, table, SCHEMA, 'public', 'follows from the ledger, but is not in the projection')
  return (
    missing ?? { site: null, sequence: null, table: name, row: `${kept} rows`, detail: `the ledger gives ${given}: some stand there twice` }
  )
}

async function compare(client: PoolClient, table: TableName, left: string, right: string, detail: string): Promise<Difference | null> {
  const { name, columns, key } = TABLES[table]
  const list = Object.values(columns)
    .map(({ column }) => quoted(column))
    .join(', ')
  const { rows } = await client.query(
    `select * from (select ${list} from ${left}.${name} except select ${list} from ${right}.${name}) d limit 1`,
  )
  const row = rows[0] as Record<string, unknown> | undefined
  if (!row) return null
  const named = key.map(field => `${field} ${String(row[columns[field]?.column ?? field])}`).join(', ')
  return { ...(await eventOf(client, row.since)), table: name, row: named, detail: `${detail}: ${JSON.stringify(row).slice(0, 400)}` }
}

async function eventOf(client: PoolClient, since: unknown): Promise<{ site: string | null; sequence: number | null }> {
  if (typeof since !== 'number') return { site: null, sequence: null }
  const { rows } = await client.query('select site, sequence from public.ledger where position >= $1 order by position limit 1', [since])
  return (rows[0] as { site: string; sequence: number } | undefined) ?? { site: null, sequence: null }
}

async function checkStore(client: PoolClient, lots: number): Promise<Difference | null> {
  const { rows } = await client.query(
    'select lots, position, (select coalesce(max(position), 0) from public.ledger)::int as last from public.store',
  )
  const { lots: stored, position, last } = rows[0] as { lots: number; position: number; last: number }
  // It may be further than the last row: a removed site leaves its positions unused.
  if (position < last)
    return {
      site: null,
      sequence: null,
      table: 'store',
      row: 'store',
      detail: `its position is ${position}, the ledger goes on to ${last}`,
    }
  return stored === lots
    ? null
    : { site: null, sequence: null, table: 'store', row: 'store', detail: `it counts ${stored} lots, the ledger makes ${lots}` }
}

/**
 * Every document that was ever attached must be there, byte for byte: its hash stands in the ledger. Documents are hashed where they
 * lie, one after the other, so that a thousand photos do not travel here.
 */
async function checkDocuments(client: PoolClient): Promise<Difference | null> {
  const { rows } = await client.query('select document, min(since)::int as since from public.document group by document order by document')
  for (const { document, since } of rows as { document: string; since: number }[]) {
    const found = await client.query(
      `select encode(sha256(string_agg(bytes, ''::bytea order by part)), 'hex') as hash from public.document_part where document = $1`,
      [document],
    )
    const { hash } = found.rows[0] as { hash: string | null }
    if (hash === document) continue
    const detail = hash === null ? 'the document is missing: upload it again' : `its bytes give ${hash}: they were changed; upload it again`
    return { ...(await eventOf(client, since)), table: 'document_part', row: `document ${document}`, detail }
  }
  return null
}
