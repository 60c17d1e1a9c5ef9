/** kill -9 between a fact and its alert, again and again: every alert arrives, and what arrives twice has the id of the first. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { temporaryFolder } from '../support/folders.ts'
import { freePort } from '../support/ports.ts'
import { type Listener, listener, until } from './receivers.ts'

const TOKEN = 'alert-crash-token'
const KILLS = 4
const top = resolve(import.meta.dirname, '../..')
const folder = temporaryFolder()
let server: ChildProcess | undefined
let hook: Listener | undefined

afterAll(async () => {
  if (server?.exitCode === null && server.signalCode === null) await ended(server, 'SIGTERM')
  await hook?.close()
  rmSync(folder, { recursive: true, force: true })
})

const ended = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  const exit = new Promise(done => child.once('exit', done))
  child.kill(signal)
  await exit
}

async function started(port: number): Promise<void> {
  server = spawn(process.execPath, [join(top, 'bin/genealot.js'), 'serve', '--data', join(folder, 'data'), '--port', String(port)], {
    env: { ...process.env, GENEALOT_TOKEN: TOKEN, DATABASE_URL: '', GENEALOT_WEBHOOK_NETWORKS: '127.0.0.1' },
    stdio: 'ignore',
  })
  await until(() => {
    if (server?.exitCode !== null) throw new Error('the server did not start')
    return fetch(`http://127.0.0.1:${port}/readyz`).then(
      answer => answer.ok,
      () => false,
    )
  })
}

async function record(port: number, ...events: object[]): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/capture`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(events.map(event => ({ id: randomUUID(), at: new Date().toISOString(), ...event }))),
  })
  const { results } = (await response.json()) as { results: { status: string; detail?: string }[] }
  expect(results.filter(result => result.status !== 'recorded')).toEqual([])
}

it('a fact that was acknowledged is told, whenever the server dies', { timeout: 240_000 }, async () => {
  hook = await listener()
  const calls = hook.calls
  const port = await freePort()
  await started(port)
  await record(
    port,
    { type: 'material', code: 'M' },
    { type: 'webhook', code: 'erp', url: hook.url },
    { type: 'alertRule', code: 'all', on: ['hold.placed'], webhooks: ['erp'] },
    { type: 'transform', inputs: [], outputs: [{ lot: { material: 'M', number: 'L-1' }, quantity: 1 }] },
  )
  for (let kill = 0; kill < KILLS; kill++) {
    await record(port, { type: 'hold', hold: `H-${kill}`, lots: [{ lot: { number: 'L-1' } }], reason: 'crash' })
    // At once, and then a little later each time: before it is found, while it is sent, after it was sent.
    await new Promise(done => setTimeout(done, kill * 400))
    if (server) await ended(server, 'SIGKILL')
    await started(port)
  }
  await until(() => new Set(calls.map(call => call.data.hold)).size === KILLS)
  const ids = new Map<unknown, Set<unknown>>()
  for (const { headers, data } of calls) ids.set(data.hold, (ids.get(data.hold) ?? new Set()).add(headers['webhook-id']))
  expect([...ids].map(([hold, all]) => [hold, all.size])).toEqual(Array.from({ length: KILLS }, (_, kill) => [`H-${kill}`, 1]))
})
