import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestStore } from '../../test/support/store.ts'
import { migrate } from './migrate.ts'
import type { Store } from './store.ts'

let store: Store
let folder: string

beforeEach(async () => {
  store = await openTestStore({ migrated: false })
  folder = mkdtempSync(join(tmpdir(), 'genealot-migrations-'))
  write('0001-lots', "create table lot (number text primary key); insert into lot values ('L-1'), ('L-2');")
})

afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('migrate', () => {
  test('applies what is missing to a database that holds rows already, and says so', async () => {
    await migrate(store.pool, () => {}, folder)
    write('0002-kinds', "alter table lot add kind text not null default 'lot'")
    const lines: string[] = []
    await migrate(store.pool, line => lines.push(line), folder)
    expect(lines).toEqual(['Changing the schema: 0002-kinds'])
    expect(await rows('select * from lot order by number')).toEqual([
      { number: 'L-1', kind: 'lot' },
      { number: 'L-2', kind: 'lot' },
    ])
  })

  test('does nothing the second time', async () => {
    await migrate(store.pool, () => {}, folder)
    const lines: string[] = []
    await migrate(store.pool, line => lines.push(line), folder)
    expect(lines).toEqual([])
  })

  test('a failing migration leaves nothing of itself, and keeps the ones before it', async () => {
    write('0002-broken', "insert into lot values ('L-3'); select 1/0")
    await expect(migrate(store.pool, () => {}, folder)).rejects.toThrow('migration 0002-broken failed: division by zero')
    expect(await rows('select name from migration')).toEqual([{ name: '0001-lots' }])
    expect(await rows('select count(*) from lot')).toEqual([{ count: 2 }])
  })

  test('refuses a database of a newer version', async () => {
    write('0002-kinds', 'select 1')
    await migrate(store.pool, () => {}, folder)
    rmSync(join(folder, '0002-kinds'), { recursive: true })
    await expect(migrate(store.pool, () => {}, folder)).rejects.toThrow(
      /newer Genealot \(migration 0002-kinds\); this one knows 0001-lots at most/,
    )
  })

  test('refuses a released migration that was edited, but not other line ends', async () => {
    write('0002-kinds', 'select 1;\nselect 2')
    await migrate(store.pool, () => {}, folder)
    write('0002-kinds', 'select 1;\r\nselect 2')
    await migrate(store.pool, () => {}, folder)
    write('0002-kinds', 'select 3')
    await expect(migrate(store.pool, () => {}, folder)).rejects.toThrow(/0002-kinds was edited/)
  })

  test('refuses a database of another line of migrations', async () => {
    await migrate(store.pool, () => {}, folder)
    rmSync(join(folder, '0001-lots'), { recursive: true })
    write('0001-other', 'select 1')
    await expect(migrate(store.pool, () => {}, folder)).rejects.toThrow(/has migration 0001-lots where this Genealot has 0001-other/)
  })

  test('a number used twice is our own mistake', async () => {
    write('0001-twice', 'select 1')
    await expect(migrate(store.pool, () => {}, folder)).rejects.toThrow('a number of its own: 0001-twice')
  })

  test('a number may stay unused', async () => {
    write('0003-late', "insert into lot values ('L-4')")
    await migrate(store.pool, () => {}, folder)
    expect(await rows('select name from migration order by name')).toEqual([{ name: '0001-lots' }, { name: '0003-late' }])
  })

  test('one that was merged after a later one is applied as well', async () => {
    write('0003-late', "insert into lot values ('L-3')")
    await migrate(store.pool, () => {}, folder)
    write('0002-kinds', "alter table lot add kind text not null default 'lot'")
    await migrate(store.pool, () => {}, folder)
    expect(await rows('select name from migration order by name')).toEqual([
      { name: '0001-lots' },
      { name: '0002-kinds' },
      { name: '0003-late' },
    ])
    expect(await rows('select count(*) from lot')).toEqual([{ count: 3 }])
  })

  test('processes that start together apply each migration once', async () => {
    write('0002-slow', "select pg_sleep(0.3); insert into lot values ('L-3')")
    await Promise.all([1, 2, 3, 4].map(() => migrate(store.pool, () => {}, folder)))
    expect(await rows('select count(*) from lot')).toEqual([{ count: 3 }])
  })
})

function write(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'up.sql'), sql)
}

const rows = async (sql: string): Promise<unknown[]> => (await store.pool.query(sql)).rows as unknown[]
