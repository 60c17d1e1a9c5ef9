import type { PoolConfig } from 'pg'
import pg from 'pg'
import { heard } from './aside.ts'
import type { Cluster } from './cluster.ts'
import { startCluster } from './cluster.ts'
import { lockDirectory, openDirectory } from './directory.ts'
import { StoreError } from './errors.ts'
import type { Progress } from './progress.ts'
import { quiet } from './progress.ts'
import { prepareLookUps, prepareSession } from './session.ts'
import { types } from './types.ts'

export interface StoreOptions {
  /** Where the built-in PostgreSQL keeps its data. Default ./data; not used with a databaseUrl. */
  readonly dataDir?: string | undefined
  /** A PostgreSQL 15 or later that somebody else runs. */
  readonly databaseUrl?: string | undefined
  readonly onProgress?: Progress | undefined
  readonly connectionsMax?: number | undefined
  /** Settings of the built-in PostgreSQL over ours; for tests and measurements. */
  readonly settings?: Readonly<Record<string, string | number>> | undefined
}

/** An open database. */
export interface Store {
  readonly kind: 'embedded' | 'external'
  readonly pool: pg.Pool
  /** The same database for small statements by index whose plan is kept, see `prepareLookUps`. */
  readonly lookUps: pg.Pool
  /** For a connection of one's own beside the pool, such as one that listens. */
  readonly config: PoolConfig
  /** As PostgreSQL numbers itself: 180004 is 18.4. */
  readonly version: number
  close(): Promise<void>
}

const OLDEST_VERSION = 150_000
const CONNECTIONS_MAX = 24
/** As few as keep up: each plans for itself. */
const LOOK_UPS_MAX = 3

/** Opens the store, or says in one sentence why it cannot be opened. @throws StoreError */
export async function openStore(options: StoreOptions = {}): Promise<Store> {
  return options.databaseUrl ? await openExternal(options.databaseUrl, options) : await openEmbedded(options)
}

async function openEmbedded(options: StoreOptions): Promise<Store> {
  const onProgress = options.onProgress ?? quiet
  const folder = openDirectory(options.dataDir ?? './data')
  const unlock = await lockDirectory(folder)
  let cluster: Cluster | undefined
  try {
    cluster = await startCluster({ folder, onProgress, ...(options.settings ? { settings: options.settings } : {}) })
    const started = cluster
    return await connect('embedded', { ...started.address, ...limits(options) }, onProgress, async () => {
      await started.stop()
      unlock()
    })
  } catch (error) {
    await cluster?.stop()
    unlock()
    throw error
  }
}

async function openExternal(databaseUrl: string, options: StoreOptions): Promise<Store> {
  const config = { connectionString: databaseUrl, connectionTimeoutMillis: 15_000, ...limits(options) }
  return await connect('external', config, options.onProgress ?? quiet, async () => {})
}

const limits = (options: StoreOptions): PoolConfig => ({
  max: options.connectionsMax ?? CONNECTIONS_MAX,
  types,
  application_name: 'genealot',
})

async function connect(kind: Store['kind'], config: PoolConfig, onProgress: Progress, stop: () => Promise<void>): Promise<Store> {
  const pool = heard(new pg.Pool({ ...config, pipeline: true, onConnect: prepareSession }))
  const lookUps = heard(new pg.Pool({ ...config, max: LOOK_UPS_MAX, pipeline: true, onConnect: prepareLookUps }))
  try {
    const version = await checkServer(pool, onProgress)
    const close = onceOnly(async () => {
      await Promise.all([pool.end(), lookUps.end()])
      await stop()
    })
    return { kind, pool, lookUps, config, version, close }
  } catch (error) {
    await pool.end()
    throw error instanceof StoreError ? error : new StoreError(unreachable(config, error as Error))
  }
}

async function checkServer(pool: pg.Pool, onProgress: Progress): Promise<number> {
  const { rows } = await pool.query<{ version: number; name: string; encoding: string; fsync: string }>(
    `select current_setting('server_version_num')::int as version, current_setting('server_version') as name,
            current_setting('server_encoding') as encoding, current_setting('fsync') as fsync`,
  )
  const [server] = rows
  if (!server) throw new StoreError('The database did not say what it is.')
  if (server.version < OLDEST_VERSION)
    throw new StoreError(
      `Genealot needs PostgreSQL 15 or later; this one is ${server.name}. Upgrade it, or leave DATABASE_URL out to use the built-in one.`,
    )
  if (server.encoding !== 'UTF8')
    throw new StoreError(
      `Genealot needs a database with encoding UTF8; this one has ${server.encoding}. Create it with: create database genealot encoding 'UTF8' template template0.`,
    )
  if (server.fsync === 'off') onProgress('This PostgreSQL runs with fsync off: a power cut can lose what was acknowledged.')
  return server.version
}

/** The address without the password. */
function unreachable(config: PoolConfig, error: Error): string {
  const where = config.connectionString?.replace(/\/\/[^@/]*@/, '//').replace(/\?.*$/, '') ?? config.host
  return `The database ${where} cannot be reached: ${error.message || (error as NodeJS.ErrnoException).code}. Check that it runs and that DATABASE_URL is right.`
}

function onceOnly(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => (done ??= work())
}
