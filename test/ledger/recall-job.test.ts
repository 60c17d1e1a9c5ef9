/** The commit of a large recall, and kill -9 of the server at different moments of it: nothing of it is there, and then all of it, once. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { openScratch } from '../../src/bench/scratch.ts'
import { loadSpread, SEED } from '../../src/bench/spread.ts'
import { temporaryFolder } from '../support/folders.ts'
import { freePort } from '../support/ports.ts'

/** More than are committed at once. */
const LOTS = 110_000
/** After so many milliseconds of the job. */
const KILLS = [0, 200, 600]
const TOKEN = 'recall-job-token'
const top = resolve(import.meta.dirname, '../..')
const folder = temporaryFolder()
const dataDir = join(folder, 'data')
let server: ChildProcess | undefined

afterAll(async () => {
  if (server?.exitCode === null && server.signalCode === null) await ended(server, 'SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exit = new Promise(done => child.once('exit', done))
  child.kill(signal)
  await exit
}

async function started(port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(top, 'bin/genealot.js'), 'serve', '--data', dataDir, '--port', String(port)], {
    env: { ...process.env, GENEALOT_TOKEN: TOKEN, DATABASE_URL: '' },
    stdio: 'ignore',
  })
  for (const deadline = Date.now() + 120_000; Date.now() < deadline; await pause(20)) {
    if (child.exitCode !== null) break
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      answer => answer.ok,
      () => false,
    )
    if (ready) return child
  }
  throw new Error('the server did not start')
}

interface Job {
  state: string
  recall: string
  detail: string | null
}

it('is recorded once and whole, whenever the server was killed', { timeout: 300_000 }, async () => {
  const scratch = await openScratch(() => {}, dataDir)
  await loadSpread(scratch.own, LOTS, () => {})
  await scratch.close()
  const port = await freePort()
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return (await answer.json()) as T
  }
  server = await started(port)
  const seeds = [{ material: 'ALLOY', number: SEED }]
  const { simulation, brief, totals } = await ask<{ simulation: string; brief: boolean; totals: { lots: number } }>(
    'POST',
    '/recalls/simulations',
    { seeds },
  )
  expect({ brief, lots: totals.lots }).toEqual({ brief: true, lots: LOTS })
  const versions = async (): Promise<number> => (await ask<{ recalls: { version: number }[] }>('GET', '/recalls')).recalls[0]?.version ?? 0
  /** The first time it begins; from then on the restarted server goes on with it, and this is a retry of the same. */
  const killed = async (path: string, body: object, then: () => Promise<void>): Promise<Job> => {
    const id = randomUUID()
    const [before, unfinished] = [await versions(), new Array<boolean>()]
    for (const wait of KILLS) {
      await ask('POST', path, { id, at: '2026-11-02T08:00:00Z', reason: 'cracks', ...body })
      await pause(wait)
      const isOpen = (await versions()) === before
      if (server) await ended(server, 'SIGKILL')
      unfinished.push(isOpen)
      server = await started(port)
      await then()
    }
    expect(unfinished, 'it was killed in the middle').toContain(true)
    for (;;) {
      await pause(50)
      const job = await ask<Job>('GET', `/recall-jobs/${id}`)
      if (job.state !== 'running') return job
    }
  }
  const counted = async (what: 'recalls' | 'holds'): Promise<number> =>
    (await ask<Record<typeof what, unknown[]>>('GET', `/${what}`))[what].length
  // The restarted server goes on with it meanwhile: before it is asked, or behind it, both are there or neither.
  const job = await killed('/recalls', { seeds, simulation }, async () => {
    const before = await counted('recalls')
    const holds = await counted('holds')
    expect([before, await counted('recalls')], 'recall and hold are there together').toContain(holds)
  })
  expect(job).toMatchObject({ state: 'done', recall: 'RC-0001', detail: null })
  const { recalls } = await ask<{ recalls: object[] }>('GET', '/recalls')
  expect(recalls).toMatchObject([{ recall: 'RC-0001', lots: LOTS }])
  const { events } = await ask<{ events: { type: string }[] }>('GET', '/ledger?type=recall')
  expect(events).toHaveLength(1)
  // A new version leaves one lot out: it is freed with the version, or not yet.
  const left = { material: 'PART', number: 'P-0' }
  const narrower = await ask<{ simulation: string }>('POST', '/recalls/simulations', { seeds, exclude: [left] })
  const exclusions = [{ ...left, reason: 'made from the sealed half' }]
  const revised = await killed('/recalls/RC-0001/versions', { simulation: narrower.simulation, exclusions }, async () => {
    const before = await versions()
    const { lots } = await ask<{ lots: { held: boolean }[] }>('GET', '/lots?search=P-0&limit=1')
    expect([before < 2, (await versions()) < 2], 'freed with the version').toContain(lots[0]?.held)
  })
  expect(revised).toMatchObject({ state: 'done', recall: 'RC-0001', detail: null })
  expect((await ask<{ recalls: object[] }>('GET', '/recalls')).recalls).toMatchObject([{ version: 2, lots: LOTS - 1 }])
  expect((await ask<{ events: object[] }>('GET', '/ledger?type=recallRevise')).events).toHaveLength(1)
  const ship = {
    type: 'ship',
    at: '2026-11-02T09:00:00Z',
    shipment: 'SH-X',
    customer: 'C-1',
    lots: [{ lot: { material: 'PART', number: 'P-1' } }],
  }
  const { results } = await ask<{ results: { code: string }[] }>('POST', '/capture', [{ id: randomUUID(), ...ship }])
  expect(results).toMatchObject([{ code: 'lot-on-hold' }])
})
