/** Rows that PostgreSQL sends by COPY come whole and in order, or it is said that they did not; either way the connection goes on. */
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { copyClient, copyOut, Names, type Row, SameText } from '../../src/capabilities/tracing/copy-out.ts'
import { testStore } from '../support/store.ts'

const at = testStore()
let client: pg.Client

const kinds: { kind: string; make: (options: pg.ClientConfig) => pg.Client }[] = [
  { kind: 'memory that is used again', make: copyClient },
  { kind: 'memory of its own with each piece', make: options => new pg.Client(options) },
]

const isAlive = async (): Promise<boolean> => (await client.query<{ one: number }>('select 1 as one')).rows[0]?.one === 1

const COLORS = new Names(['red', 'green', 'greenish'])
const ROWS = 30_000
const LONG = `select i, i::int8 * 1000000007, i / 8.0::float8, case when i % 3 = 0 then null else repeat('é', i % 200) end,
  (array['red', 'green', 'greenish'])[1 + i % 3] from generate_series(1, ${ROWS}) i`

const DECIMALS = [
  '0',
  '1',
  '100',
  '12.375',
  '0.000000001',
  '0.1',
  '22.857142857',
  '9007199.254740993',
  '9007199254740991.5',
  '1234567890123456789.123456789',
  '40000000000000000000000',
  '1e30',
  '0.00000000000000000000000000001',
  'NaN',
]

describe.each(kinds)('in $kind', ({ make }) => {
  beforeEach(async () => {
    client = make({ connectionString: at.url }).on('error', () => undefined)
    await client.connect()
  })
  afterEach(() => client.end())

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

  test('a row that is longer than all that is read at once', async () => {
    const seen: number[] = []
    await copyOut(client, "select repeat('x', i * 300000) from generate_series(1, 5) i", row => seen.push(row.text()?.length ?? 0))
    expect(seen).toEqual([300_000, 600_000, 900_000, 1_200_000, 1_500_000])
    expect(await isAlive()).toBe(true)
  })

  test('what is so, and a text that stays the same', async () => {
    const [seen, unit]: [unknown[], SameText] = [[], new SameText()]
    const statement = "select nullif(i % 2 = 1, false), (array['kg', 'kg', 'm', null, '', 'kgs'])[i] from generate_series(1, 6) i"
    await copyOut(client, statement, row => seen.push([row.bool(), row.sameText(unit)]))
    expect(seen).toEqual([
      [true, 'kg'],
      [false, 'kg'],
      [true, 'm'],
      [false, ''],
      [true, ''],
      [false, 'kgs'],
    ])
  })

  test.each(DECIMALS)('the decimal %s is the number nearest to it', async decimal => {
    const seen: number[] = []
    await copyOut(client, `select '${decimal}'::numeric, '${decimal}'::numeric * -1, null::numeric`, row =>
      seen.push(row.decimal(), row.decimal(), row.decimal(7)),
    )
    expect(seen.map(n => n + 0)).toEqual([Number(decimal), decimal === 'NaN' ? Number.NaN : -Number(decimal) + 0, 7])
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
})
