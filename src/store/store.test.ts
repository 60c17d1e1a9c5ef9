import { describe, expect, test } from 'vitest'
import { testStore } from '../../test/support/store.ts'
import { isUnavailable } from './errors.ts'
import { openStore } from './store.ts'

const db = testStore()

describe('values', () => {
  const cases: [expression: string, value: unknown][] = [
    ['5::int8', 5],
    ['9007199254740991::int8', 9_007_199_254_740_991],
    ['9007199254740993::int8', 9_007_199_254_740_993n],
    ['array[1, null, 3]::int8[]', [1, null, 3]],
    ["'{}'::int8[]", []],
    ['0.1::numeric + 0.2::numeric', '0.3'],
    ['null::int8', null],
  ]
  test.each(cases)('%s', async (expression, value) => {
    const { rows } = await db.pool.query<{ value: unknown }>(`select ${expression} as value`)
    expect(rows).toEqual([{ value }])
  })
})

test('a session commits durably, thinks in UTC and does not compile queries', async () => {
  const { rows } = await db.pool.query(
    `select current_setting('synchronous_commit') as durable, current_setting('timezone') as zone, current_setting('jit') as jit`,
  )
  expect(rows).toEqual([{ durable: 'on', zone: 'UTC', jit: 'off' }])
})

test('the version is 15 or later, and told', () => {
  expect(db.store.version).toBeGreaterThanOrEqual(150_000)
})

test('many callers share the pool', async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => db.pool.query<{ i: number }>('select $1::int as i', [i])))
  expect(answers.map(answer => answer.rows[0]?.i)).toEqual(Array.from({ length: 200 }, (_, i) => i))
})

test('what is looked up is planned once for a connection, and statements asked in one go are answered each', async () => {
  const { lookUps } = db.store
  const one = await lookUps.connect()
  try {
    const asked = Array.from({ length: 12 }, (_, lot) => [lot, lot + 1])
    const answers = await Promise.all(
      asked.map(lots => one.query({ name: 'by_number', text: 'select id from lot where id = any($1)', values: [lots] })),
    )
    expect(answers.map(({ rows }) => rows)).toEqual(asked.map(() => []))
    const { rows } = await one.query("select custom_plans, generic_plans from pg_prepared_statements where name = 'by_number'")
    expect(rows).toEqual([{ custom_plans: 0, generic_plans: 12 }])
  } finally {
    one.release()
  }
})

describe('a database that cannot be had', () => {
  test('is named without its password', async () => {
    const failure = openStore({ databaseUrl: 'postgres://me:secret@127.0.0.1:1/plant' })
    await expect(failure).rejects.toThrow(/The database postgres:\/\/127\.0\.0\.1:1\/plant cannot be reached: connect ECONNREFUSED/)
    await expect(failure).rejects.not.toThrow(/secret/)
  })

  test('in another encoding is refused', async () => {
    await db.pool.query("create database other template template0 encoding 'SQL_ASCII' locale_provider libc lc_collate 'C' lc_ctype 'C'")
    const url = db.url.replace(/\/test_[0-9a-f]+\?/, '/other?')
    await expect(openStore({ databaseUrl: url })).rejects.toThrow('needs a database with encoding UTF8; this one has SQL_ASCII')
    await db.pool.query('drop database other with (force)')
  })
})

describe('unavailable', () => {
  const cases: [what: string, error: unknown, unavailable: boolean][] = [
    ['shutting down', Object.assign(new Error('terminating connection'), { code: '57P01' }), true],
    ['starting up', Object.assign(new Error('the database system is starting up'), { code: '57P03' }), true],
    ['connection lost', Object.assign(new Error('gone'), { code: '08006' }), true],
    ['no socket', Object.assign(new Error('connect ENOENT'), { code: 'ENOENT' }), true],
    ['pg without a code', new Error('Connection terminated unexpectedly'), true],
    ['a broken constraint', Object.assign(new Error('duplicate key'), { code: '23505' }), false],
    ['a wrong statement', Object.assign(new Error('syntax error'), { code: '42601' }), false],
    ['no error at all', 'ENOENT', false],
  ]
  test.each(cases)('%s', (_, error, unavailable) => {
    expect(isUnavailable(error)).toBe(unavailable)
  })
})
