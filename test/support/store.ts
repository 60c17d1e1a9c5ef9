import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import type { Store } from '../../src/store/index.ts'
import { openStore } from '../../src/store/index.ts'
import { databaseUrl, onServer, TEMPLATE } from './server.ts'

/** A database of the test file's own; usable inside tests and inside hooks that come after. */
export interface TestStore {
  readonly store: Store
  readonly pool: pg.Pool
  readonly url: string
}

export interface TestStoreOptions {
  /** Default true: copied from the migrated template. False: empty. */
  readonly migrated?: boolean
}

/** Registers a fresh database for this file (or this describe). Call it at the top, not inside a test. */
export function testStore(options: TestStoreOptions = {}): TestStore {
  let opened: Store | undefined
  const store = (): Store => {
    if (!opened) throw new Error('testStore() opens its database before the first test; use it inside one')
    return opened
  }
  beforeAll(async () => {
    opened = await openTestStore(options)
  })
  afterAll(() => opened?.close())
  return {
    get store() {
      return store()
    },
    get pool() {
      return store().pool
    },
    get url() {
      return String(store().config.connectionString)
    },
  }
}

/** For tests that need several databases. Closing it drops the database. */
export async function openTestStore(options: TestStoreOptions = {}): Promise<Store> {
  const database = await openDatabase(options)
  const store = await openStore({ databaseUrl: database.url, connectionsMax: 12 })
  const close = async (): Promise<void> => {
    await store.close()
    await database.drop()
  }
  return { ...store, close }
}

export interface Database {
  readonly url: string
  drop(): Promise<void>
}

/** A database on the run's PostgreSQL, for a server of the test's own. */
export async function openDatabase({ migrated = true }: TestStoreOptions = {}): Promise<Database> {
  const server = inject('server')
  const name = `test_${randomBytes(6).toString('hex')}`
  await onServer(server, `create database ${name} template ${migrated ? TEMPLATE : 'template0'}`)
  return { url: databaseUrl(server, name), drop: () => onServer(server, `drop database if exists ${name} with (force)`) }
}
