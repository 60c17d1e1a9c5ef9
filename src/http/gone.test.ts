import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { plantWithBasics, receive, servicesOn } from '../../test/ledger/plant.ts'
import { temporaryFolder } from '../../test/support/folders.ts'
import { testStore } from '../../test/support/store.ts'
import { TokenBook } from '../capabilities/access/tokens.ts'
import { Engine } from '../capabilities/tracing/engine.ts'
import { tracingRoutes } from '../capabilities/tracing/routes.ts'
import { Threads } from '../capabilities/tracing/threads.ts'
import { createServer } from './server.ts'
import { Sessions } from './sessions.ts'

const at = testStore()
const KEY = 'local-key-of-the-test'
/** More than are followed in the server's own thread. */
const LOTS = 5500
const asked = join(temporaryFolder(), 'asked')
let threads: Threads
let app: FastifyInstance
let url: string
let site: string

/** The first thread takes a question and never answers; every later one is a thread of the engine. */
function stuckOnce(): string {
  const program = join(temporaryFolder(), 'stuck-once.mjs')
  const [tsx, real] = [
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/\.cjs$/, '.mjs'),
    fileURLToPath(new URL(ENGINE_WORKER, import.meta.url)),
  ].map(file => JSON.stringify(pathToFileURL(file).href))
  writeFileSync(
    program,
    `import { existsSync, writeFileSync } from 'node:fs'
     import { parentPort } from 'node:worker_threads'
     const marker = ${JSON.stringify(asked)}
     if (existsSync(marker)) void import(${tsx}).then(({ register }) => { register(); return import(${real}) })
     else parentPort.on('message', () => writeFileSync(marker, ''))`,
  )
  return program
}
const ENGINE_WORKER = '../capabilities/tracing/engine-worker.ts'

beforeAll(async () => {
  const plant = await plantWithBasics(at)
  site = plant.site
  const made = (from: number): object[] =>
    Array.from({ length: LOTS / 2 }, (_, index) => ({ lot: { material: 'PART', number: `P${from + index}` }, quantity: 1 }))
  await plant.ok(receive('STEEL', 'S1', LOTS, { at: 10 }))
  for (const from of [0, LOTS / 2])
    await plant.ok({
      type: 'transform',
      at: 60,
      inputs: [{ lot: { material: 'STEEL', number: 'S1' }, quantity: LOTS / 2 }],
      outputs: made(from),
    })
  threads = new Threads({ count: 1, program: stuckOnce() })
  const services = { ...servicesOn(at), engine: new Engine(at.pool, { threads }) }
  const sessions = new Sessions(new TokenBook(at.pool), KEY)
  app = createServer({
    services,
    sessions,
    routes: tracingRoutes(services),
    webRoot: '',
    version: 'test',
    isReady: async () => true,
    log: () => undefined,
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  url = `http://127.0.0.1:${(app.server.address() as { port: number }).port}`
}, 120_000)

afterAll(async () => {
  await app?.close()
  await threads?.close()
})

const trace = (signal?: AbortSignal): Promise<Response> =>
  fetch(`${url}/api/v1/traces`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ direction: 'forward', seeds: [{ material: 'STEEL', number: 'S1', site }], limit: 1, endsLimit: 1 }),
    ...(signal ? { signal } : {}),
  })

test('a request that is cancelled gives its thread free, and the next one is answered', async () => {
  const gone = new AbortController()
  const given = trace(gone.signal)
  given.catch(() => undefined)
  await expect.poll(() => existsSync(asked), { timeout: 30_000 }).toBe(true)
  gone.abort(new Error('nobody waits'))
  await expect(given).rejects.toThrow('nobody waits')
  const answer = await trace()
  expect(answer.status).toBe(200)
  const { totals } = (await answer.json()) as { totals: { lots: number; affected: object[] } }
  expect(totals).toMatchObject({ lots: LOTS, affected: [{ unit: 'ea', max: String(LOTS) }] })
})
