import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../support/folders.ts'
import { freePort } from '../support/ports.ts'
import { type Database, openDatabase } from '../support/store.ts'

export const token = 'story-administrator-token-0123456789'
const program = fileURLToPath(new URL('../../bin/genealot.js', import.meta.url))
/** Less than the hooks wait that start one: else a server that is late would outlive its story, and nobody would say why. */
const startMax = { empty: 150_000, demo: 460_000 }
const stopMax = 20_000

export interface Plant {
  url: string
  stop(): Promise<void>
}

/**
 * The real server with its own data directory, on a database of the run's PostgreSQL. With `demo` everything is its own, as a newcomer starts it, and it waits until
 * the demo plant is whole. `env`: what the administrator of the machine has set.
 */
export async function openPlant({ demo, env = {} }: { demo: boolean; env?: NodeJS.ProcessEnv }): Promise<Plant> {
  const data = temporaryFolder()
  const database = demo || env.DATABASE_URL ? undefined : await openDatabase()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const server = spawn(process.execPath, [program, 'serve', '--data', data, '--port', String(port), ...(demo ? ['--demo'] : [])], {
    env: { ...process.env, GENEALOT_TOKEN: token, DATABASE_URL: database?.url ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = listen(server)
  const limit = Date.now() + (demo ? startMax.demo : startMax.empty)
  const end = (): Promise<void> => stop(server, data, database)
  try {
    await until(async () => (await fetch(`${url}/readyz`)).ok, { server, said, limit })
    if (demo) await until(async () => ((await ask(url, 'demo')) as { loaded: boolean }).loaded, { server, said, limit })
  } catch (failure) {
    await end()
    throw failure
  }
  return { url, stop: end }
}

/** The API as the story's administrator, for what a story needs to know but not to show. */
export async function ask(url: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

/** Records what a story begins with or meets; an event without an id or a time of its own gets one. @throws where one is refused. */
export async function record(url: string, events: readonly object[], at = new Date().toISOString()): Promise<Answered[]> {
  const sent = events.map(event => ({ id: randomUUID(), at, ...event }))
  const { results } = (await ask(url, 'capture', sent)) as { results: Answered[] }
  const refused = results.find(({ status }) => status === 'refused')
  if (refused) throw new Error(`The plant of this story could not be recorded: ${JSON.stringify(refused)}`)
  return results
}

export interface Answered {
  id: string
  status: string
  sequence: number
}

function listen(server: ChildProcess): string[] {
  const said: string[] = []
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  return said
}

interface Start {
  server: ChildProcess
  said: string[]
  limit: number
}

async function until(done: () => Promise<boolean>, { server, said, limit }: Start): Promise<void> {
  while (Date.now() < limit) {
    if (server.exitCode !== null) throw new Error(`The server ended at its start:\n${said.join('')}`)
    if (await done().catch(() => false)) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`The server was not ready in time:\n${said.join('')}`)
}

async function stop(server: ChildProcess, data: string, database: Database | undefined): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const ended = once(server, 'exit')
    server.kill('SIGTERM')
    // Asked a second time it does not wait for what is under way, and takes its PostgreSQL along all the same.
    const urgent = setTimeout(() => server.kill('SIGTERM'), stopMax)
    await ended
    clearTimeout(urgent)
  }
  await database?.drop()
  rmSync(data, { recursive: true, force: true })
}
