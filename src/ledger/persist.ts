/** Writes what a batch changed: per table one multi-row insert and one multi-row update, in the writer's transaction. */
import type { PoolClient } from 'pg'
import type { Changes, State } from './state.ts'
import { quoted, TABLES, type TableName, writeField } from './tables.ts'
import type { Wanted } from './wanted.ts'

export interface LedgerRow {
  site: string
  sequence: number
  position: number
  id: string
  type: string
  at: number
  recordedAt: number
  by: string | null
  station: string | null
  workCenter: string | null
  workOrder: string | null
  operation: number | null
  run: string | null
  body: string
  previousHash: Buffer
  hash: Buffer
}

const LEDGER_COLUMNS: readonly [keyof LedgerRow, string, string][] = [
  ['site', 'site', 'text'],
  ['sequence', 'sequence', 'int4'],
  ['position', 'position', 'int4'],
  ['id', 'id', 'text'],
  ['type', 'type', 'text'],
  ['at', 'at', 'int8'],
  ['recordedAt', 'recorded_at', 'int8'],
  ['by', 'by', 'text'],
  ['station', 'station', 'text'],
  ['workCenter', 'work_center', 'text'],
  ['workOrder', 'work_order', 'text'],
  ['operation', 'operation', 'int4'],
  ['run', 'run', 'text'],
  ['previousHash', 'previous_hash', 'bytea'],
  ['hash', 'hash', 'bytea'],
]

const LEDGER_STORED = LEDGER_COLUMNS.map(([, column, type]) => ({ column, type }))

export async function persist(client: PoolClient, ledger: LedgerRow[], changes: Changes): Promise<void> {
  await Promise.all([insertLedger(client, ledger), ...writeProjections(client, changes)])
}

/**
 * Collections (what is in a container, a run's lines, what was shipped) are read whole, so what this batch has added to them must be
 * in the tables before they are read. Answers what was written.
 */
export async function writePending(client: PoolClient, state: State, wanted: Wanted): Promise<Changes[]> {
  if (!wanted.hasCollections || !state.hasChanges) return []
  const changes = state.takeChanges()
  await Promise.all(writeProjections(client, changes))
  return [changes]
}

export function writeProjections(client: PoolClient, changes: Changes): Promise<unknown>[] {
  const writes: Promise<unknown>[] = []
  for (const [table, { inserted, updated }] of changes) {
    if (inserted.size > 0) writes.push(insertRows(client, table, [...inserted]))
    if (updated.size > 0) writes.push(updateRows(client, table, [...updated]))
  }
  return writes
}

async function insertLedger(client: PoolClient, rows: LedgerRow[]): Promise<void> {
  await client.query({
    name: 'ledger.insert',
    text: `insert into ledger (${namesOf(LEDGER_STORED)}, body) select * from unnest(${LEDGER_STORED.map(arrayParameter).join(', ')}, string_to_array($${LEDGER_STORED.length + 1}, E'\\n'))`,
    // Canonical JSON holds many quotation marks but never a line break: joined by them, bodies need no escaping.
    values: [...LEDGER_COLUMNS.map(([field]) => arrayText(rows, row => row[field])), rows.map(row => row.body).join('\n')],
  })
}

async function insertRows(client: PoolClient, table: TableName, rows: object[]): Promise<void> {
  const { name, columns } = TABLES[table]
  await client.query({ name: `${table}.insert`, text: insertText(name, Object.values(columns)), values: valuesOf(table, rows) })
}

async function updateRows(client: PoolClient, table: TableName, rows: object[]): Promise<void> {
  const { name, columns, key } = TABLES[table]
  const fields = Object.entries(columns)
  const sets = fields.filter(([field]) => !key.includes(field)).map(([, { column }]) => `${quoted(column)} = u.${quoted(column)}`)
  const matches = key.map(field => columns[field]?.column ?? field).map(column => `t.${quoted(column)} = u.${quoted(column)}`)
  await client.query({
    name: `${table}.update`,
    text: `update ${name} t set ${sets.join(', ')} from ${unnest(Object.values(columns))} as u(${namesOf(Object.values(columns))}) where ${matches.join(' and ')}`,
    values: valuesOf(table, rows),
  })
}

interface Stored {
  column: string
  type: string
}

const namesOf = (columns: readonly Stored[]): string => columns.map(({ column }) => quoted(column)).join(', ')
const arrayParameter = ({ type }: Stored, index: number): string => `$${index + 1}::${type}[]`
const unnest = (columns: readonly Stored[]): string => `unnest(${columns.map(arrayParameter).join(', ')})`
const insertText = (table: string, columns: readonly Stored[]): string =>
  `insert into ${table} (${namesOf(columns)}) select * from ${unnest(columns)}`

const valuesOf = (table: TableName, rows: object[]): string[] =>
  Object.entries(TABLES[table].columns).map(([field, { type }]) =>
    arrayText(rows, row => writeField(type, (row as Record<string, unknown>)[field])),
  )

/** One column of many rows, as PostgreSQL writes an array. The driver can do this too, but looks at every element far more closely. */
function arrayText<R>(rows: readonly R[], valueOf: (row: R) => unknown): string {
  let text = '{'
  for (let index = 0; index < rows.length; index++) text += (index === 0 ? '' : ',') + elementText(valueOf(rows[index]))
  return `${text}}`
}

function elementText(value: unknown): string {
  if (typeof value === 'string') return `"${NEEDS_ESCAPE.test(value) ? value.replace(ESCAPED, '\\$&') : value}"`
  if (value === null || value === undefined) return 'NULL'
  if (Buffer.isBuffer(value)) return `"\\\\x${value.toString('hex')}"`
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new TypeError(`a column cannot hold a ${typeof value}`)
}

const NEEDS_ESCAPE = /["\\]/
const ESCAPED = /["\\]/g
