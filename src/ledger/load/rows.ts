/** How rows are read into the state: prepared, and in the order of their keys. */
import type { PoolClient } from 'pg'
import { type Rows, readRow, selectList, TABLE_NAMES, TABLES, type TableName } from '../tables.ts'

export const missing = <K>(keys: Iterable<K>, known: { has(key: K): boolean }): K[] => [...keys].filter(key => !known.has(key))

export async function rowsOf<T extends TableName>(
  client: PoolClient,
  table: T,
  where: string,
  values: unknown[],
  from?: string,
): Promise<Rows[T][]> {
  const text = `select ${selectList(table, 't')} from ${from ?? `${TABLES[table].name} t`} where ${where}`
  const { rows } = await client.query(prepared(text, values))
  return rows.map(row => readRow(table, row as Record<string, unknown>)).sort(keyOrder[table])
}

/**
 * In which order the store keeps rows depends on who wrote them over which connection. They are read in the order of their key: what is
 * derived from them gets its lines by it, live and in a replay alike. Sorted here, for a plan that sorted by itself could read the whole table.
 */
const keyOrder = Object.fromEntries(TABLE_NAMES.map(table => [table, orderBy(TABLES[table].key)])) as Record<
  TableName,
  (a: object, b: object) => number
>

function orderBy(key: readonly string[]): (a: object, b: object) => number {
  return (a, b) => {
    for (const field of key) {
      const [one, other] = [a[field as keyof object] as string | number, b[field as keyof object] as string | number]
      if (one !== other) return one < other ? -1 : 1
    }
    return 0
  }
}

/** The few statements of this folder are planned once per connection; planned for each batch anew, a long list of keys would now and then read a whole table. */
const statements = new Map<string, string>()

export function prepared(text: string, values: unknown[]): { name: string; text: string; values: unknown[] } {
  const name = statements.get(text) ?? `prefetch.${statements.size + 1}`
  statements.set(text, name)
  return { name, text, values }
}
