import type { ChildProcess } from 'node:child_process'
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, lchownSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Account } from './account.ts'
import { accountFor, isRoot } from './account.ts'
import type { Address } from './address.ts'
import { authArguments, closeAddress, openAddress } from './address.ts'
import type { Binaries } from './binaries.ts'
import { findBinaries } from './binaries.ts'
import { StoreError } from './errors.ts'
import { pause } from './processes.ts'
import { withFolder } from './program.ts'
import type { Progress } from './progress.ts'
import type { ServerPlan } from './server.ts'
import { startServer, stopServer } from './server.ts'

export interface ClusterOptions {
  /** The data directory; the caller holds its lock. */
  readonly folder: string
  readonly onProgress: Progress
  /** Settings over ours, such as fsync=off for tests. */
  readonly settings?: Readonly<Record<string, string | number>>
}

/** A running PostgreSQL of our own. */
export interface Cluster {
  readonly address: Address & { readonly user: string; readonly database: string }
  stop(): Promise<void>
}

const DATABASE = 'genealot'
const RESTART_PAUSES_MS = [0, 200, 500, 1000, 2000, 5000]

/** Every commit reaches the disk before it is acknowledged; the rest is sized for one plant on one machine. */
const SETTINGS = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  wal_compression: 'on',
  max_connections: 60,
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_min_messages: 'warning',
  // A statement carries the plant's records, and they have no place in a log; the message says what went wrong.
  log_min_error_statement: 'panic',
}

export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const data = join(options.folder, 'postgres')
  const account = chooseAccount(data)
  const binaries = findBinaries(account, options.onProgress)
  prepareData(data, account, binaries, options)
  const address = await openAddress(options.folder, account)
  const settings = { ...SETTINGS, ...options.settings }
  const log = join(options.folder, 'postgres.log')
  try {
    return await supervise({ postgres: binaries.postgres, data, log, account, address, settings, onProgress: options.onProgress })
  } catch (error) {
    closeAddress(address)
    throw error
  }
}

function chooseAccount(data: string): Account | undefined {
  const owner = statSync(data, { throwIfNoEntry: false })
  if (isRoot() && process.platform !== 'linux')
    throw new StoreError('PostgreSQL does not run as root. Run genealot as an ordinary user, or set DATABASE_URL.')
  if (!isRoot() && owner && process.getuid && owner.uid !== process.getuid())
    throw new StoreError(`The database in ${data} belongs to user ${owner.uid}. Run genealot as that user or as root.`)
  return accountFor(owner)
}

function prepareData(data: string, account: Account | undefined, binaries: Binaries, { folder, onProgress }: ClusterOptions): void {
  if (!existsSync(join(data, 'PG_VERSION'))) return createData(folder, data, account, binaries, onProgress)
  const version = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()
  if (version !== binaries.major)
    throw new StoreError(
      `The database in ${data} was made by PostgreSQL ${version}; this Genealot brings ${binaries.major}. Start it with the Genealot that made it, and move the data by export and import.`,
    )
  if (account) repossess(data, account, onProgress)
}

/** Made aside and renamed, so that an interrupted first start leaves nothing that looks like a database. */
function createData(folder: string, data: string, account: Account | undefined, binaries: Binaries, onProgress: Progress): void {
  onProgress(`Creating the database in ${folder}`)
  const aside = `${data}.new`
  rmSync(aside, { recursive: true, force: true })
  mkdirSync(aside, { mode: 0o700 })
  if (account) chownSync(aside, account.uid, account.gid)
  const result = withFolder(aside, account, launch => {
    const stdio = ['ignore', 'pipe', 'pipe', ...launch.handles] as const
    return spawnSync(binaries.initdb, ['-D', launch.folder, ...initdbArguments(folder)], {
      ...launch.options,
      stdio: [...stdio],
      encoding: 'utf8',
    })
  })
  if (result.status !== 0)
    throw new StoreError(`PostgreSQL could not create its files in ${folder}: ${result.error?.message ?? lastLines(result.stderr)}`)
  rmSync(data, { recursive: true, force: true })
  renameSync(aside, data)
}

/** Text sorts by code point, the same on every machine, whatever locale it has. */
const initdbArguments = (folder: string): string[] => [
  '--username=genealot',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  ...authArguments(folder),
]

const lastLines = (text: string): string => text.trim().split('\n').slice(-4).join(' ')

/** A database that root copied or restored belongs to root, and PostgreSQL would refuse it. */
function repossess(data: string, account: Account, onProgress: Progress): void {
  if (statSync(data).uid === account.uid) return
  onProgress(`Giving the files in ${data} to user ${account.uid}`)
  for (const entry of readdirSync(data, { recursive: true, encoding: 'utf8' })) lchownSync(join(data, entry), account.uid, account.gid)
  chmodSync(data, 0o700)
  chownSync(data, account.uid, account.gid)
}

/** Runs the server until it is told to stop; one that ends by itself is started again, under the same address. */
async function supervise(plan: ServerPlan): Promise<Cluster> {
  let server: ChildProcess
  let stopping = false
  let restarting: Promise<void> | undefined
  // The last resort for a process that exits without closing its store.
  const onExit = (): void => {
    server?.kill('SIGINT')
    closeAddress(plan.address)
  }

  const watch = (child: ChildProcess): void => {
    server = child
    const onEnd = (): void => {
      const how = child.signalCode ?? `exit code ${child.exitCode}`
      if (!stopping) restarting = restart(`PostgreSQL stopped unexpectedly (${how}); starting it again`)
    }
    // It may have ended between its first answer and now, and would not say so again.
    if (child.exitCode !== null || child.signalCode !== null) onEnd()
    else child.once('exit', onEnd)
  }
  const restart = async (reason: string): Promise<void> => {
    plan.onProgress(reason)
    for (let attempt = 0; !stopping; attempt++) {
      await pause(RESTART_PAUSES_MS[Math.min(attempt, RESTART_PAUSES_MS.length - 1)] ?? 0)
      try {
        return watch(await startServer(plan))
      } catch (error) {
        plan.onProgress((error as Error).message)
      }
    }
  }

  const stop = async (): Promise<void> => {
    stopping = true
    await restarting
    await stopServer(server)
    process.off('exit', onExit)
    closeAddress(plan.address)
  }

  watch(await startServer(plan))
  process.once('exit', onExit)
  try {
    await createDatabase(plan.address)
  } catch (error) {
    await stop()
    throw error
  }
  return { address: { ...plan.address, user: 'genealot', database: DATABASE }, stop }
}

async function createDatabase(address: Address): Promise<void> {
  const client = new pg.Client({ ...address, user: 'genealot', database: 'postgres' })
  // Whoever asks hears of a broken connection by his query.
  client.on('error', () => {})
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
  } finally {
    await client.end()
  }
}
