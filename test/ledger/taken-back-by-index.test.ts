/** What an event made and ended is asked of every table while the ledger is locked: each must have an index that begins with the position. */
import { expect, it } from 'vitest'
import { TABLES } from '../../src/ledger/tables.ts'
import { testStore } from '../support/store.ts'

const at = testStore()

const asked = [
  { name: 'lot', column: 'since' },
  ...Object.values(TABLES)
    .filter(({ columns }) => 'until' in columns)
    .flatMap(({ name }) => ['since', 'until'].map(column => ({ name, column }))),
]

/** The first column of each index, and the rows it has: those that are believed, those that are not, or all. */
const INDEXES = `select a.attname as column, pg_get_expr(i.indpred, i.indrelid) as rows from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
                 where i.indrelid = $1::regclass`
const WHERE = { since: [null, '(until IS NULL)'], until: [null, '(until IS NOT NULL)'] } as Record<string, (string | null)[]>

it.each(asked)('$name is read by $column', async ({ name, column }) => {
  const { rows } = await at.pool.query<{ column: string; rows: string | null }>(INDEXES, [name])
  expect(rows.filter(index => index.column === column && WHERE[column]?.includes(index.rows))).not.toEqual([])
})
