/**
 * Power cuts, as near as a test gets to them: sixteen writers over HTTP, and kill -9 alternately of the server and of PostgreSQL.
 * What was acknowledged is there once, nothing is there by half, and the ledger verifies.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { handlers } from '../../src/capabilities/handlers.ts'
import { parseRecorded } from '../../src/capabilities/parse.ts'
import { rebuild } from '../../src/ledger/rebuild.ts'
import { verify } from '../../src/ledger/verify.ts'
import { openStore } from '../../src/store/index.ts'
import { temporaryFolder } from '../support/folders.ts'
import { freePort } from '../support/ports.ts'
import { basics, projections, type Sent, unbalanced } from './plant.ts'

const WRITERS = 16
const KILLS = Number(process.env.GENEALOT_KILLS ?? 20)
const TOKEN = 'crash-test-token'
const top = resolve(import.meta.dirname, '../..')
const folder = temporaryFolder()
const dataDir = join(folder, 'data')
let server: ChildProcess | undefined

afterAll(async () => {
  if (server?.exitCode === null && server.signalCode === null) await ended(server, 'SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

interface Acknowledged {
  status: string
  sequence: number
}
interface Plan {
  readonly port: number
  readonly acknowledged: Map<string, Acknowledged>
  stopping: boolean
  /** Answers that are neither an acknowledgement nor "try again". */
  readonly strange: string[]
}

const ended = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  const exit = new Promise(done => child.once('exit', done))
  child.kill(signal)
  await exit
}

/** Starts the built program and waits until it answers. */
async function started(port: number, log: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(top, 'bin/genealot.js'), 'serve', '--data', dataDir, '--port', String(port)], {
    env: { ...process.env, GENEALOT_TOKEN: TOKEN, DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout?.on('data', data => log.push(String(data)))
  child.stderr?.on('data', data => log.push(String(data)))
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await pause(40)) {
    if (child.exitCode !== null) break
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      answer => answer.ok,
      () => false,
    )
    if (ready) return child
  }
  throw new Error(`the server did not start:\n${log.slice(-20).join('')}`)
}

interface Result {
  id: string
  status: string
  sequence?: number
  code?: string
  detail?: string
}

/** Sends until everything is acknowledged, always with the same ids, as a station with a bad network would. */
async function told(plan: Plan, events: (Sent & { id: string })[]): Promise<void> {
  let open = events
  while (open.length > 0 && !plan.stopping) {
    const results = await sent(plan, open)
    for (const result of results) {
      if (result.sequence !== undefined) plan.acknowledged.set(result.id, { status: result.status, sequence: result.sequence })
      else plan.strange.push(`${result.code}: ${result.detail}`)
    }
    const answered = new Set(results.map(result => result.id))
    open = open.filter(event => !answered.has(event.id))
    if (open.length > 0) await pause(50)
  }
}

async function sent(plan: Plan, events: Sent[]): Promise<Result[]> {
  try {
    const response = await fetch(`http://127.0.0.1:${plan.port}/api/v1/capture`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/x-ndjson' },
      body: events.map(event => JSON.stringify(event)).join('\n'),
      signal: AbortSignal.timeout(15_000),
    })
    if (response.ok) return ((await response.json()) as { results: Result[] }).results
    if (response.status < 500) plan.strange.push(`${response.status} ${await response.text()}`)
  } catch {
    // The connection broke or nobody listened: nobody knows what became of it, so it is told again.
  }
  return []
}

const now = (): string => new Date().toISOString()
const event = (fields: Sent): Sent & { id: string } => ({ id: randomUUID(), at: now(), ...fields })

/** Receives, makes and scraps, each event building on the one before, one by one and several in a request. */
async function writer(plan: Plan, name: number): Promise<void> {
  for (let round = 0; !plan.stopping; round++) {
    const number = `W${name}-${round}`
    await told(plan, [
      event({ type: 'receive', vendor: 'V-1', vendorLot: number, lot: { material: 'STEEL', number }, quantity: 10, location: 'STORE' }),
    ])
    await told(plan, [
      event({ type: 'transform', inputs: [{ lot: { number }, quantity: 4 }], outputs: [{ lot: { material: 'PART' }, quantity: 2 }] }),
      event({ type: 'scrap', lot: { number }, quantity: 1, reason: 'rust' }),
      event({ type: 'move', lot: { number }, to: 'DOCK' }),
    ])
  }
}

const postgres = (): number => Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])

async function readyAgain(port: number, child: ChildProcess, log: string[]): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline && child.exitCode === null; await pause(30)) {
    if (
      await fetch(`http://127.0.0.1:${port}/readyz`).then(
        answer => answer.ok,
        () => false,
      )
    )
      return
  }
  throw new Error(
    `the server ${child.exitCode === null ? 'does not get ready again' : 'died with PostgreSQL'}:\n${log.slice(-20).join('')}`,
  )
}

it.skipIf(process.platform === 'win32')(
  'every acknowledged event is there exactly once after kill -9 of the server and of PostgreSQL',
  { timeout: 900_000 },
  async () => {
    const log: string[] = []
    const plan: Plan = { port: await freePort(), acknowledged: new Map(), stopping: false, strange: [] }
    server = await started(plan.port, log)
    await told(
      plan,
      basics.map(fields => event(fields)),
    )
    const writers = Array.from({ length: WRITERS }, (_, name) => writer(plan, name))
    const progress: number[] = []
    const times: number[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      await pause(150 + Math.random() * 350)
      progress.push(plan.acknowledged.size)
      const begun = Date.now()
      if (kill % 2 === 0) {
        await ended(server, 'SIGKILL')
        server = await started(plan.port, log)
      } else {
        process.kill(postgres(), 'SIGKILL')
        await pause(50)
        await readyAgain(plan.port, server, log)
      }
      times.push(Date.now() - begun)
    }
    await pause(500)
    plan.stopping = true
    await Promise.all(writers)
    await ended(server, 'SIGTERM')
    expect(plan.strange, 'every answer is an acknowledgement or "try again"').toEqual([])
    expect(plan.acknowledged.size, 'the writers got on').toBeGreaterThan((progress[0] ?? 0) + KILLS)
    console.log(`${plan.acknowledged.size} events acknowledged through ${KILLS} kills; ready again after ${times.join(', ')} ms`)
    await expectAllThere(plan)
  },
)

async function expectAllThere({ acknowledged }: Plan): Promise<void> {
  const store = await openStore({ dataDir })
  try {
    const { rows } = await store.pool.query<{ id: string; sequence: number }>(`select id, sequence from ledger where type <> 'token'`)
    expect(new Set(rows.map(row => row.id)).size, 'no event is there twice').toBe(rows.length)
    const kept = new Map(rows.map(row => [row.id, row.sequence]))
    const lost = [...acknowledged].filter(([id, { sequence }]) => kept.get(id) !== sequence)
    expect(lost, 'acknowledged, but not there as acknowledged').toEqual([])
    expect((await verify(store.pool, handlers, parseRecorded)).difference).toBeNull()
    expect(await unbalanced(store)).toEqual([])
    const before = await projections(store)
    await rebuild(store.pool, handlers, parseRecorded)
    expect(await projections(store)).toEqual(before)
  } finally {
    await store.close()
  }
}
