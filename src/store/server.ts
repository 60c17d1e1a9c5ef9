import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { closeSync, existsSync, fchownSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Account } from './account.ts'
import type { Address } from './address.ts'
import { addressSettings, removeSocketFolder } from './address.ts'
import { isUnavailable, StoreError } from './errors.ts'
import { commandOf, hasEnded, pause } from './processes.ts'
import { withFolder } from './program.ts'
import type { Progress } from './progress.ts'

/** What a PostgreSQL server is started with. */
export interface ServerPlan {
  readonly postgres: string
  readonly data: string
  readonly log: string
  readonly account: Account | undefined
  readonly address: Address
  readonly settings: Readonly<Record<string, string | number>>
  readonly onProgress: Progress
}

const LOG_BYTES_MAX = 8_000_000
const FAST_STOP_MS = 60_000
const IMMEDIATE_STOP_MS = 20_000

/** Starts the server and waits until it answers, however long recovery takes; fails when the process ends instead. */
export async function startServer(plan: ServerPlan): Promise<ChildProcess> {
  await clearLeftover(plan)
  const child = spawnServer(plan)
  if (await answers(child, plan)) return child
  throw new StoreError(`PostgreSQL did not start. Its log ${plan.log} ends with:\n${logTail(plan.log)}`)
}

function spawnServer({ postgres, data, log, account, address, settings }: ServerPlan): ChildProcess {
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX) rmSync(log)
  const output = openSync(log, 'a', 0o644)
  // Where root works on somebody's data, that somebody must be able to go on with it.
  if (account) fchownSync(output, account.uid, account.gid)
  const all = Object.entries({ ...settings, ...addressSettings(address) }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  try {
    return withFolder(data, account, launch =>
      // A group of its own: Ctrl-C at a terminal must reach us alone, so that what is under way is finished first.
      spawn(postgres, ['-D', launch.folder, ...all], {
        ...launch.options,
        detached: process.platform !== 'win32',
        stdio: ['ignore', output, output, ...launch.handles],
      }),
    )
  } finally {
    closeSync(output)
  }
}

/** True once a connection is accepted, false when the process ended first. */
async function answers(child: ChildProcess, { address, onProgress }: ServerPlan): Promise<boolean> {
  let ended = false
  child.once('exit', () => (ended = true)).once('error', () => (ended = true))
  const began = Date.now()
  for (let told = 0; !ended; await pause(20)) {
    if (await accepts(address)) return true
    const seconds = Math.floor((Date.now() - began) / 1000)
    if (seconds < told + 2) continue
    onProgress(`PostgreSQL is making its files whole after an unclean stop (${seconds} s)`)
    told = seconds
  }
  return false
}

async function accepts(address: Address): Promise<boolean> {
  const client = new pg.Client({ ...address, user: 'genealot', database: 'postgres' })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch (error) {
    if (isUnavailable(error)) return false
    throw error
  } finally {
    await client.end().catch(() => {})
  }
}

/** The last lines are where PostgreSQL says why. */
function logTail(log: string): string {
  return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8).join('\n') : '(no log)'
}

/**
 * What an unclean end left behind. A server that outlived the process that started it (kill -9) is stopped, so that one with
 * today's settings takes over. @throws StoreError naming the process, when it does not stop.
 */
async function clearLeftover({ data, address, onProgress }: ServerPlan): Promise<void> {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .map(line => line.trim())
  const pid = Number(lines[0])
  if (Number.isSafeInteger(pid) && pid > 0 && isServer(pid, lines)) await stopForeign(pid, onProgress)
  await untilUnused(lines[6])
  // PostgreSQL would refuse to start for any process with this number: one that got it since, or a zombie nobody buries.
  rmSync(file, { force: true })
  removeSocketFolder(lines[4], address)
}

/** The fourth and fifth lines are port and socket directory, and both stand on the command line that we wrote. */
function isServer(pid: number, lines: string[]): boolean {
  const command = commandOf(pid)
  const mark = lines[4] ? `unix_socket_directories=${lines[4]}` : `port=${lines[3]}`
  return command.includes('postgres') && command.includes(mark)
}

/**
 * Children of a killed server may still write for a moment. PostgreSQL sees them by the shared memory they hold, whose key and
 * id are the seventh line; we wait for them to leave before anything is touched.
 */
async function untilUnused(line: string | undefined): Promise<void> {
  const id = line?.split(/\s+/)[1]
  for (const deadline = Date.now() + IMMEDIATE_STOP_MS; id && attachedTo(id) > 0; await pause(20)) {
    if (Date.now() > deadline)
      throw new StoreError('Processes of an earlier PostgreSQL still use this data directory. End them, then start again.')
  }
}

function attachedTo(id: string): number {
  try {
    const segments = readFileSync('/proc/sysvipc/shm', 'utf8')
      .split('\n')
      .map(row => row.trim().split(/\s+/))
    return Number(segments.find(segment => segment[1] === id)?.[6] ?? 0)
  } catch {
    // Not Linux: PostgreSQL's own check remains, which refuses instead of waiting.
    return 0
  }
}

async function stopForeign(pid: number, onProgress: Progress): Promise<void> {
  onProgress(`Stopping the PostgreSQL (process ${pid}) that an earlier run left behind`)
  process.kill(pid, 'SIGINT')
  if (await hasEnded(pid, FAST_STOP_MS)) return
  process.kill(pid, 'SIGQUIT')
  if (await hasEnded(pid, IMMEDIATE_STOP_MS)) return
  throw new StoreError(`PostgreSQL process ${pid} of an earlier run does not stop. End it (kill ${pid}), then start again.`)
}

/** SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, everything is written, nothing to recover. */
export async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>(done => child.once('exit', () => done()))
  child.kill('SIGINT')
  const urgent = setTimeout(() => child.kill('SIGQUIT'), FAST_STOP_MS)
  await ended
  clearTimeout(urgent)
}
