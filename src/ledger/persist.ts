/** Writes what a batch changed: per table one multi-row insert and one multi-row update, in the writer's transaction. */
import type { PoolClient } from 'pg'
import type { Changes, State } from './state.ts'
import { quoted, TABLE_NAMES, TABLES, type TableName, writeField } from './tables.ts'
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

/** A prepared statement with its values: what is put together is sent, or nothing is. */
export interface Statement {
  name: string
  text: string
  values: unknown[]
}

export const writesOf = (ledger: readonly LedgerRow[], changes: Changes): Statement[] => [
  ledgerInsert(ledger),
  ...projectionWrites(changes),
]

/**
 * Collections (what is in a container, a run's lines, what was shipped) are read whole, so what this batch has added to them must be
 * in the tables before they are read. Answers what was written.
 */
export async function writePending(client: PoolClient, state: State, wanted: Wanted): Promise<Changes[]> {
  return wanted.hasCollections ? writeAll(client, state) : []
}

export async function writeAll(client: PoolClient, state: State): Promise<Changes[]> {
  if (!state.hasChanges) return []
  const changes = state.takeChanges()
  await writeProjections(client, changes)
  return [changes]
}

export async function writeProjections(client: PoolClient, changes: Changes): Promise<void> {
  await Promise.all(projectionWrites(changes).map(statement => client.query(statement)))
}

function projectionWrites(changes: Changes): Statement[] {
  const writes: Statement[] = []
  for (const [table, { inserted, updated }] of changes) {
    if (inserted.size > 0) writes.push(rowsInsert(table, [...inserted]))
    if (updated.size > 0) writes.push(rowsUpdate(table, [...updated]))
  }
  return writes
}

function ledgerInsert(rows: readonly LedgerRow[]): Statement {
  const values = LEDGER_COLUMNS.map(([field]) => arrayText(rows, row => row[field]))
  // Canonical JSON holds many quotation marks but never a line break: joined by them, bodies need no escaping.
  const bodies = {
    column: 'body',
    array: (parameter: number) => `string_to_array($${parameter}, E'\\n')`,
    value: rows.map(row => row.body).join('\n'),
  }
  return insertion('ledger', [...given(LEDGER_STORED, values), bodies])
}

function rowsInsert(table: TableName, rows: readonly object[]): Statement {
  const { name, columns } = TABLES[table]
  return insertion(name, given(Object.values(columns), valuesOf(table, rows)))
}

interface Given {
  column: string
  array: (parameter: number) => string
  value: string
}

/** Only the columns in which some row has a value: most events leave a third of them empty, and no column has a default to fall back on. */
function given(columns: readonly Stored[], values: readonly string[]): Given[] {
  const all = columns.map(({ column, type }, index) => ({
    column,
    array: (parameter: number) => `$${parameter}::${type}[]`,
    value: values[index],
  }))
  return all.filter(({ value }) => !value.startsWith('{NULL') || !EVERY_NULL.test(value))
}
const EVERY_NULL = /^\{NULL(,NULL)*\}$/

const insertions = new Map<string, { name: string; text: string }>()

/** A handful of statements per table, each planned once per connection. */
function insertion(table: string, columns: readonly Given[]): Statement {
  const names = columns.map(({ column }) => quoted(column)).join(', ')
  const key = `${table} (${names})`
  let known = insertions.get(key)
  if (!known) {
    known = {
      name: `insert.${insertions.size + 1}`,
      text: `insert into ${key} select * from unnest(${columns.map(({ array }, index) => array(index + 1)).join(', ')})`,
    }
    insertions.set(key, known)
  }
  return { ...known, values: columns.map(({ value }) => value) }
}

function rowsUpdate(table: TableName, rows: readonly object[]): Statement {
  return { ...updates[table], values: valuesOf(table, rows) }
}

function updateOf(table: TableName): { name: string; text: string } {
  const { name, columns, key } = TABLES[table]
  const fields = Object.entries(columns)
  const sets = fields.filter(([field]) => !key.includes(field)).map(([, { column }]) => `${quoted(column)} = u.${quoted(column)}`)
  const matches = key.map(field => columns[field]?.column ?? field).map(column => `t.${quoted(column)} = u.${quoted(column)}`)
  return {
    name: `${table}.update`,
    text: `update ${name} t set ${sets.join(', ')} from ${unnest(Object.values(columns))} as u(${namesOf(Object.values(columns))}) where ${matches.join(' and ')}`,
  }
}

interface Stored {
  column: string
  type: string
}

const namesOf = (columns: readonly Stored[]): string => columns.map(({ column }) => quoted(column)).join(', ')
const arrayParameter = ({ type }: Stored, index: number): string => `$${index + 1}::${type}[]`
const unnest = (columns: readonly Stored[]): string => `unnest(${columns.map(arrayParameter).join(', ')})`
const updates = Object.fromEntries(TABLE_NAMES.map(table => [table, updateOf(table)])) as Record<TableName, ReturnType<typeof updateOf>>

const valuesOf = (table: TableName, rows: readonly object[]): string[] =>
  Object.entries(TABLES[table].columns).map(([field, { type }]) =>
    arrayText(rows, row => writeField(type, (row as Record<string, unknown>)[field])),
  )

/** One column of many rows, as PostgreSQL writes an array. The driver can do this too, but looks at every element far more closely. */
function arrayText<R>(rows: readonly R[], valueOf: (row: R) => unknown): string {
  const elements = rows.map(row => elementText(valueOf(row)))
  const text = `{${elements.join(',')}}`
  if (text.length > TEXT_MAX) throw new RangeError('a batch is too large for one statement')
  return text
}

function elementText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'string') return PLAIN.test(value) ? value : `"${value.replace(ESCAPED, '\\$&')}"`
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Buffer.isBuffer(value)) return `"\\\\x${value.toString('hex')}"`
  throw new TypeError(`a column cannot hold a ${typeof value}`)
}

/** At three bytes a character still below what PostgreSQL takes in one message (1 GB): such a batch is halved. */
const TEXT_MAX = 256 * 1024 * 1024

/** Needs no quotation marks. The word NULL, in any spelling, does. */
const PLAIN = /^(?!null$)[\w.:+-]+$/i
const ESCAPED = /["\\]/g
