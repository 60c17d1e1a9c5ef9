/** Rows that PostgreSQL sends by COPY come whole and in order, or it is said that they did not; either way the connection goes on. */
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { copyOut, Names, type Row } from '../../src/capabilities/tracing/copy-out.ts'
import { testStore } from '../support/store.ts'

const at = testStore()
let client: pg.Client

beforeEach(async () => {
  client = new pg.Client({ connectionString: at.url }).on('error', () => undefined)
  await client.connect()
})
afterEach(() => client.end())

const isAlive = async (): Promise<boolean> => (await client.query<{ one: number }>('select 1 as one')).rows[0]?.one === 1

const COLORS = new Names(['red', 'green', 'greenish'])
const ROWS = 30_000
const LONG = `select i, i::int8 * 1000000007, i / 8.0::float8, case when i % 3 = 0 then null else repeat('é', i % 200) end,
  (array['red', 'green', 'greenish'])[1 + i % 3] from generate_series(1, ${ROWS}) i`

test('every field of every row, wherever the pieces end in which they come', async () => {
  let expected = 1
  await copyOut(client, LONG, row => {
    const i = row.int4()
    const fields = [row.int8(), row.float8(), row.text(), row.nameOf(COLORS)]
    const wanted = [i * 1_000_000_007, i / 8, i % 3 === 0 ? null : 'é'.repeat(i % 200), i % 3]
    if (i !== expected++ || fields.some((field, n) => field !== wanted[n])) throw new Error(`row ${i} came as ${fields.join(', ')}`)
  })
  expect(expected).toBe(ROWS + 1)
  expect(await isAlive()).toBe(true)
})

test('what stands for a field that is null', async () => {
  const seen: unknown[] = []
  const take = (row: Row): unknown => seen.push(row.int4(7), row.int4(), row.int8(Infinity), row.float8(), row.text())
  await copyOut(client, 'select null::int, -5, null::int8, null::float8, null::text', take)
  expect(seen).toEqual([7, -5, Infinity, Number.NaN, null])
})

test('no rows at all', async () => {
  await copyOut(client, 'select 1 where false', () => expect.unreachable())
  expect(await isAlive()).toBe(true)
})

const broken: { name: string; statement: string; take?: (row: Row) => void; says: string }[] = [
  { name: 'a statement that is none', statement: 'selekt 1', says: 'syntax error' },
  {
    name: 'a statement that fails in the middle',
    statement: 'select 1 / (20000 - i) from generate_series(1, 30000) i',
    says: 'division by zero',
  },
  { name: 'a row that is not taken', statement: LONG, take: () => expect.fail('not this one'), says: 'not this one' },
  {
    name: 'a name that is none of them',
    statement: "select 'gray'",
    take: row => row.nameOf(COLORS),
    says: '"gray" is none of red, green',
  },
  { name: 'no name', statement: 'select null::text', take: row => row.nameOf(COLORS), says: 'is none of red, green' },
  { name: 'a field more than is read', statement: 'select 1, 2', says: 'not of the fields that were asked for' },
]

test.each(broken)('$name', async ({ statement, take = row => row.int4(), says }) => {
  await expect(copyOut(client, statement, take)).rejects.toThrow(says)
  expect(await isAlive()).toBe(true)
})

test('a connection that is cut off meanwhile', async () => {
  const { rows } = await client.query<{ id: number }>('select pg_backend_pid() as id')
  const endless = copyOut(client, 'select 1 from generate_series(1, 100000000)', row => row.int4())
  // It fails at that moment, be the other connection answered by then or not.
  const cut = at.pool.query('select pg_terminate_backend($1)', [rows[0]?.id])
  await Promise.all([expect(endless).rejects.toThrow(/terminat/), cut])
})
