/** A store for one benchmark: its own built-in PostgreSQL, or databases of its own beside DATABASE_URL. Nothing of it stays. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate, openStore, type Progress, type Store } from '../store/index.ts'

/** One database, by two kinds of connection: a pipelined one sends without waiting, but cannot COPY. */
export interface Database {
  readonly pool: pg.Pool
  readonly plain: pg.Pool
}

export interface Scratch {
  /** Migrated and empty; every commit waits for the disk, as in production. */
  readonly store: Store
  /** The store's own database. */
  readonly own: Database
  /** A folder for what a server keeps beside the database. */
  readonly folder: string
  /** Another migrated, empty database on the same PostgreSQL. */
  beside(connectionsMax: number): Promise<Database>
  close(): Promise<void>
}

/** Room for 64 callers with a connection each, and the product's own pool. */
const CONNECTIONS_MAX = 120

/** `kept` is a folder that stays; without it everything is gone afterwards. */
export async function openScratch(onProgress: Progress, kept?: string): Promise<Scratch> {
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'genealot-bench-'))
  const isKept = kept !== undefined
  const databaseUrl = process.env.DATABASE_URL || undefined
  // Ending by `exit` is what takes the built-in PostgreSQL along.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  const clear = (): void => {
    if (!isKept) rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', clear)
  try {
    const scratch = databaseUrl && !isKept ? await openExternal(databaseUrl, folder, onProgress) : await openEmbedded(folder, onProgress)
    const close = async (): Promise<void> => {
      await scratch.close()
      clear()
    }
    return { ...scratch, close }
  } catch (error) {
    clear()
    throw error
  }
}

async function openEmbedded(folder: string, onProgress: Progress): Promise<Scratch> {
  const store = await openStore({ dataDir: folder, onProgress, settings: { max_connections: CONNECTIONS_MAX } })
  await migrate(store.pool)
  return scratchOn(store, store, folder)
}

async function openExternal(databaseUrl: string, folder: string, onProgress: Progress): Promise<Scratch> {
  const server = await openStore({ databaseUrl, onProgress })
  const name = newName()
  await server.pool.query(`create database ${name}`)
  const store = await openStore({ databaseUrl: String(configOf(server, name).connectionString), onProgress })
  await migrate(store.pool)
  return scratchOn(store, server, folder, name)
}

/** `server` is where databases are made and dropped; for the built-in PostgreSQL it is the store itself. */
function scratchOn(store: Store, server: Store, folder: string, name?: string): Scratch {
  const made: { name: string; database: Database }[] = []
  const own = { pool: store.pool, plain: poolOf({ ...store.config, max: 2 }) }
  return {
    store,
    own,
    folder,
    async beside(connectionsMax) {
      const name = newName()
      await server.pool.query(`create database ${name}`)
      const config = configOf(server, name)
      const database = {
        pool: poolOf({ ...config, max: connectionsMax, pipeline: true }),
        plain: poolOf({ ...config, max: 2 }),
      }
      made.push({ name, database })
      await migrate(database.plain)
      return database
    },
    async close() {
      for (const { name, database } of made) {
        await Promise.all([database.pool.end(), database.plain.end()])
        await server.pool.query(`drop database ${name} with (force)`)
      }
      await own.plain.end()
      await store.close()
      if (name) await server.pool.query(`drop database ${name} with (force)`)
      if (name) await server.close()
    },
  }
}

function poolOf(config: pg.PoolConfig): pg.Pool {
  // A database that is dropped ends its idle connections, which is no fault.
  return new pg.Pool(config).on('error', () => {})
}

const newName = (): string => `genealot_bench_${randomBytes(6).toString('hex')}`

function configOf({ config }: Store, database: string): pg.PoolConfig {
  if (config.connectionString === undefined) return { ...config, database }
  const url = new URL(config.connectionString)
  url.pathname = `/${database}`
  return { ...config, connectionString: url.href }
}
