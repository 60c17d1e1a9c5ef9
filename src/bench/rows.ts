/** The rows that recording events left in the tables, read back as text: what the baselines write again elsewhere. */

import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Pool, PoolClient } from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import type { Database } from './scratch.ts'

/** The tables a production writes to, and which of their rows belong to a span of positions. */
export const SPANS = {
  ledger: 'position > $from and position <= $to',
  lot: 'since > $from and since <= $to',
  movement: 'since > $from and since <= $to',
  link: 'since > $from and since <= $to',
  stock: 'lot in (select id from lot where since > $from and since <= $to)',
} as const
export type SpanTable = keyof typeof SPANS
export const SPAN_TABLES = Object.keys(SPANS) as SpanTable[]

export interface Span {
  readonly from: number
  readonly to: number
}

export interface Column {
  readonly name: string
  readonly type: string
}
export type TextRow = readonly (string | null)[]

export async function position(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ position: number }>('select position from store')
  return rows[0]?.position ?? 0
}

export async function columnsOf(pool: Pool, table: string): Promise<Column[]> {
  const { rows } = await pool.query<Column>(
    `select attname as name, format_type(atttypid, null) as type from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  )
  return rows
}

const whereOf = (table: SpanTable, { from, to }: Span): string =>
  SPANS[table].replaceAll('$from', String(from)).replaceAll('$to', String(to))

/** Every column as text, in the order of the ledger. */
export async function rowsOf(pool: Pool, table: SpanTable, span: Span): Promise<TextRow[]> {
  const names = (await columnsOf(pool, table)).map(({ name }) => `"${name}"::text`)
  const order = { ledger: 'position', lot: 'id', movement: 'since, line', link: 'since, line', stock: 'lot, place' }[table]
  const { rows } = await pool.query<(string | null)[]>({
    text: `select ${names.join(', ')} from ${table} where ${whereOf(table, span)} order by ${order}`,
    rowMode: 'array',
  })
  return rows
}

/** The same rows as COPY writes them. */
export async function copied({ plain }: Database, table: SpanTable, span: Span): Promise<Buffer> {
  const client = await plain.connect()
  try {
    const chunks: Buffer[] = []
    for await (const chunk of client.query(copyTo(`copy (select * from ${table} where ${whereOf(table, span)}) to stdout`)))
      chunks.push(chunk as Buffer)
    return Buffer.concat(chunks)
  } finally {
    client.release()
  }
}

const CHUNK = 1 << 16

export async function copyInto(client: PoolClient, table: string, rows: Buffer | Iterable<string>): Promise<void> {
  const source = Buffer.isBuffer(rows) ? slices(rows) : rows
  await pipeline(Readable.from(source, { objectMode: true, highWaterMark: 4 }), client.query(copyFrom(`copy ${table} from stdin`)))
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK)
}

/** Brings another database to where this one stood at a position: the rows of the five tables up to it. */
export async function carryOver(source: Database, target: Database, to: number): Promise<void> {
  const client = await target.plain.connect()
  try {
    for (const table of SPAN_TABLES) await copyInto(client, table, await copied(source, table, { from: 0, to }))
    await client.query('update store set position = $1', [to])
    await client.query(`insert into ledger_head values ('main', 0, '\\x00') on conflict do nothing`)
    await client.query('analyze')
  } finally {
    client.release()
  }
}
