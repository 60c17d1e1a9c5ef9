import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { chownSync, closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { freePort } from './ports.ts'
import type { TestServer } from './server.ts'
import { createTemplate, databaseUrl } from './server.ts'

const VERSIONS = '/usr/lib/postgresql'
const NOBODY = { uid: 65534, gid: 65534 }

/** The folder of Debian's newest PostgreSQL, 15 or later; undefined where there is none. */
export function findPostgres(): string | undefined {
  const versions = existsSync(VERSIONS)
    ? readdirSync(VERSIONS)
        .map(Number)
        .filter(version => version >= 15)
    : []
  const folders = versions.sort((a, b) => b - a).map(version => join(VERSIONS, String(version), 'bin'))
  return folders.find(folder => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
}

/** Makes a cluster of its own with Debian's PostgreSQL, runs it on a free port as an ordinary user, and takes it away again. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (process.env.GENEALOT_TEST_SKIP === 'external') return async () => {}
  const programs = findPostgres()
  if (!programs) throw new Error('There is no PostgreSQL 15 or later in /usr/lib/postgresql. Install the package `postgresql`.')
  const folder = mkdtempSync('/tmp/genealot-external-')
  const account = process.getuid?.() === 0 ? NOBODY : {}
  if (process.getuid?.() === 0) chownSync(folder, NOBODY.uid, NOBODY.gid)
  const options = { ...account, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' } }
  createCluster(join(programs, 'initdb'), folder, options)
  const server: TestServer = { kind: 'external', host: '127.0.0.1', port: await freePort() }
  const child = startPostgres(join(programs, 'postgres'), folder, server, options)
  try {
    await untilReady(server, child, folder)
    await createTemplate(server)
  } catch (error) {
    await stop(child, folder)
    throw error
  }
  project.provide('server', server)
  return () => stop(child, folder)
}

interface AsAccount {
  readonly uid?: number
  readonly gid?: number
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

function createCluster(initdb: string, folder: string, options: AsAccount): void {
  const result = spawnSync(initdb, ['-D', join(folder, 'data'), '-U', 'genealot', '-E', 'UTF8', '--auth=trust', '--no-sync'], {
    ...options,
    encoding: 'utf8',
  })
  if (result.status !== 0) throw new Error(`initdb failed: ${result.error?.message ?? result.stderr}`)
}

function startPostgres(postgres: string, folder: string, { host, port }: TestServer, options: AsAccount): ChildProcess {
  const log = openSync(join(folder, 'log'), 'a', 0o644)
  const settings = { listen_addresses: host, port, unix_socket_directories: folder, fsync: 'off', max_connections: 200 }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  try {
    return spawn(postgres, ['-D', join(folder, 'data'), ...args], { ...options, stdio: ['ignore', log, log] })
  } finally {
    closeSync(log)
  }
}

async function untilReady(server: TestServer, child: ChildProcess, folder: string): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const client = new pg.Client({ connectionString: databaseUrl(server, 'postgres') }).on('error', () => undefined)
    const ready = await client.connect().then(
      () => true,
      () => false,
    )
    await client.end().catch(() => {})
    if (ready) return
    await new Promise(done => setTimeout(done, 50))
  }
  throw new Error(`PostgreSQL did not start: ${readFileSync(join(folder, 'log'), 'utf8')}`)
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise(done => child.once('exit', done))
    // An immediate stop: nothing in it is wanted any more.
    child.kill('SIGQUIT')
    await ended
  }
  rmSync(folder, { recursive: true, force: true })
}
