import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { liveOwner, lockDirectory } from './directory.ts'
import { isUnavailable } from './errors.ts'
import { hasEnded, pause } from './processes.ts'
import type { Store } from './store.ts'
import { openStore } from './store.ts'

const RECOVERY_MS_MAX = 100_000

let folder: string
const stores: Store[] = []
const children: ChildProcess[] = []

beforeEach(() => {
  // mkdtemp makes it 0700, which is what the account of PostgreSQL cannot walk through when root runs us.
  folder = mkdtempSync(join(tmpdir(), 'genealot-cluster-'))
})

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGTERM')
    await hasEnded(Number(child.pid), 60_000)
  }
  for (const store of stores.splice(0)) await store.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a data directory', () => {
  test('is created, opened without TCP, closed, and opened again with what was written', async () => {
    const first = await open()
    expect(await value(first, 'show listen_addresses')).toBe('')
    expect(await value(first, 'show fsync')).toBe('on')
    expect(await value(first, 'select datcollate from pg_database where datname = current_database()')).toBe('C')
    await first.pool.query('create table kept as select 7 as entry')
    await first.close()
    expect(existsSync(String(first.config.host))).toBe(false)
    expect(existsSync(join(folder, 'genealot.lock'))).toBe(false)
    expect(existsSync(join(folder, 'postgres', 'postmaster.pid'))).toBe(false)
    expect(await value(await open(), 'select entry from kept')).toBe(7)
  })

  test('may lie deeper than a socket path can be long', async () => {
    const store = await open(join(folder, 'deep'.repeat(30), 'deeper'.repeat(20)))
    expect(await value(store, 'select 1')).toBe(1)
  })

  test('has one process at a time; the second is told which', async () => {
    const child = startProcess()
    expect(await said(child)).toMatchObject({ ready: true })
    await expect(openStore({ dataDir: folder })).rejects.toThrow(`in use by process ${child.pid}. Stop that process first`)
    expect(liveOwner(folder)?.pid).toBe(child.pid)
  })

  test('is refused to a second opening by the same process', async () => {
    await open()
    await expect(openStore({ dataDir: folder })).rejects.toThrow(`in use by process ${process.pid}`)
  })

  test('goes to one of many that start at the same moment', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => said(startProcess())))
    expect(answers.filter(answer => answer.ready)).toHaveLength(1)
    for (const answer of answers) if (!answer.ready) expect(answer.message).toContain('in use by process')
  })

  test('made by another PostgreSQL is left alone', async () => {
    await (await open()).close()
    writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '13\n')
    await expect(openStore({ dataDir: folder })).rejects.toThrow(/was made by PostgreSQL 13/)
  })

  test('whose first start was interrupted starts from the beginning', async () => {
    mkdirSync(join(folder, 'postgres.new', 'base'), { recursive: true })
    writeFileSync(join(folder, 'postgres.new', 'PG_VERSION'), '18\n')
    expect(await value(await open(), 'select 1')).toBe(1)
  })

  test.skipIf(process.getuid?.() === 0)('that cannot be written is named', async () => {
    chmodSync(folder, 0o500)
    await expect(openStore({ dataDir: join(folder, 'data') })).rejects.toThrow(/cannot be written by this user \(EACCES\)/)
    chmodSync(folder, 0o700)
  })

  test.skipIf(process.getuid?.() !== 0)('of an ordinary user stays his when root opens it', async () => {
    await (await open()).close()
    expect(statSync(join(folder, 'postgres')).uid).toBe(65534)
  })
})

describe('rude ends', () => {
  test('kill -9 of the process: its PostgreSQL is stopped, nothing is lost', async () => {
    for (let round = 1; round <= 3; round++) {
      const child = startProcess()
      const { postgres } = await said(child)
      child.kill('SIGKILL')
      const lines: string[] = []
      const store = await open(folder, lines)
      expect(lines.join()).toContain(`Stopping the PostgreSQL (process ${postgres})`)
      expect(await value(store, 'select max(entry) from kept')).toBe(round)
      await store.close()
    }
  })

  test('kill -9 of both', async () => {
    const child = startProcess()
    const { postgres } = await said(child)
    child.kill('SIGKILL')
    process.kill(Number(postgres), 'SIGKILL')
    expect(await value(await open(), 'select max(entry) from kept')).toBe(1)
  })

  test('kill -9 of PostgreSQL: it is started again under the same address, and what was acknowledged is there', async () => {
    const lines: string[] = []
    const store = await open(folder, lines)
    await store.pool.query('create table kept (entry int primary key)')
    for (let round = 1; round <= 3; round++) {
      await retry(() => store.pool.query('insert into kept values ($1) on conflict do nothing', [round]))
      process.kill(postmaster(), 'SIGKILL')
      await pause(50)
      expect(await retry(() => value(store, 'select count(*) from kept'))).toBe(round)
    }
    expect(lines.join('\n')).toContain('PostgreSQL stopped unexpectedly (SIGKILL); starting it again')
  }, 330_000)

  test('kill -9 of PostgreSQL in the moment it answers again, before anybody has noticed', async () => {
    const store = await open()
    for (let round = 1, killed = 0; round <= 8; round++) {
      killed = await answering(store, killed)
      process.kill(killed, 'SIGKILL')
    }
    expect(await retry(() => value(store, 'select 1'))).toBe(1)
  }, 330_000)

  test('kill -9 of one connection: the others are cut too, and all come back', async () => {
    const store = await open()
    process.kill(Number(await value(store, 'select pg_backend_pid()')), 'SIGKILL')
    await pause(50)
    expect(await retry(() => value(store, 'select 1'))).toBe(1)
  })

  test('a process that exits without closing stops its PostgreSQL', async () => {
    const child = startProcess('exit')
    const { postgres } = await said(child)
    expect(await hasEnded(Number(postgres), 60_000)).toBe(true)
    expect(await value(await open(), 'select max(entry) from kept')).toBe(1)
  })

  test('SIGTERM closes everything', async () => {
    const child = startProcess()
    const { postgres } = await said(child)
    child.kill('SIGTERM')
    expect(await hasEnded(Number(child.pid), 60_000)).toBe(true)
    expect(await hasEnded(Number(postgres), 100)).toBe(true)
    expect(existsSync(join(folder, 'genealot.lock'))).toBe(false)
  })

  test('a stale postmaster.pid whose number now belongs to another program does not matter', async () => {
    await (await open()).close()
    writeFileSync(
      join(folder, 'postgres', 'postmaster.pid'),
      `${process.pid}\n/elsewhere\n1700000000\n5432\n/tmp/genealot-aaaaaa\n\n1 2\nready\n`,
    )
    expect(await value(await open(), 'select 1')).toBe(1)
  })

  test('closing while PostgreSQL is down ends in order', async () => {
    const store = await open()
    process.kill(postmaster(), 'SIGKILL')
    await store.close()
    expect(existsSync(join(folder, 'genealot.lock'))).toBe(false)
    expect(await value(await open(), 'select 1')).toBe(1)
  })
})

describe('the lock', () => {
  const dead: [what: string, lock: string][] = [
    ['of a process that ended', JSON.stringify({ pid: 4_000_000, begin: 'once' })],
    ['of an earlier process with our number', JSON.stringify({ pid: process.pid, begin: 'before' })],
    ['that was half written', '{"pid":'],
    ['that is empty', ''],
  ]
  test.each(dead)('%s is taken over', async (_, lock) => {
    writeFileSync(join(folder, 'genealot.lock'), lock)
    const unlock = await lockDirectory(folder)
    expect(liveOwner(folder)?.pid).toBe(process.pid)
    unlock()
    expect(liveOwner(folder)).toBeUndefined()
  })
})

async function open(dataDir = folder, lines: string[] = []): Promise<Store> {
  const store = await openStore({ dataDir, onProgress: line => lines.push(line) })
  stores.push(store)
  return store
}

async function value(store: Store, statement: string): Promise<unknown> {
  const { rows } = await store.pool.query<Record<string, unknown>>(statement)
  return Object.values(rows[0] ?? {})[0]
}

function startProcess(...args: string[]): ChildProcess {
  const script = join(import.meta.dirname, '../../test/support/open-store.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  return child
}

interface Said {
  readonly ready?: boolean
  readonly postgres?: number
  readonly message?: string
}

async function said(child: ChildProcess): Promise<Said> {
  if (!child.stdout) throw new Error('the process has no output')
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line) as Said
  throw new Error('the process ended without a word')
}

const postmaster = (): number => Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])

/** The number of the server that answers, once it is another than this one: of a killed server a connection may answer for a moment longer. */
async function answering(store: Store, notThis: number): Promise<number> {
  for (;;) {
    const pid = await retry(async () => (await value(store, 'select 1'), postmaster()))
    if (pid > 0 && pid !== notThis) return pid
  }
}

/** Every failure on the way must be recognised as one to try again. Recovery reads and syncs the whole directory, which a busy disk makes slow. */
async function retry<T>(work: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + RECOVERY_MS_MAX; Date.now() < deadline; await pause(20)) {
    try {
      return await work()
    } catch (error) {
      expect(error).toSatisfy(isUnavailable)
    }
  }
  throw new Error('PostgreSQL did not come back')
}
