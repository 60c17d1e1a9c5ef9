import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { opening, Plant, plantWithBasics, receive, servicesOn } from '../../test/ledger/plant.ts'
import { testStore } from '../../test/support/store.ts'
import { TokenBook } from '../capabilities/access/tokens.ts'
import type { Route } from '../capabilities/route.ts'
import { DEMO_SITE, DemoPlant, demoRoutes } from '../capabilities/setup/demo-plant.ts'
import { tracingRoutes } from '../capabilities/tracing/routes.ts'
import { createServer } from './server.ts'
import { Sessions } from './sessions.ts'

const at = testStore()
const KEY = 'local-key-of-the-test'
let services: ReturnType<typeof servicesOn>
let app: FastifyInstance
let site: string
/** What the test has happen between asking and answering. */
let meanwhile: () => void = () => undefined

const asked: Route = {
  method: 'GET',
  path: '/asked',
  role: 'reader',
  summary: 'Answers when the test wants it',
  handle: async () => {
    meanwhile()
    return { answered: true }
  },
}

beforeAll(async () => {
  services = servicesOn(at)
  const demo = new Plant(at, services, DEMO_SITE)
  await demo.ok(
    { type: 'material', code: 'PART', unit: 'ea' },
    ...Array.from({ length: 40 }, (_, index) => opening('PART', `D-${index}`, 5)),
  )
  const plant = await plantWithBasics(at)
  site = plant.site
  const outputs = Array.from({ length: 30 }, (_, index) => ({ lot: { material: 'PART', number: `P${index}` }, quantity: 1 }))
  await plant.ok(receive('STEEL', 'S1', 30, { at: 10 }), {
    type: 'transform',
    at: 60,
    inputs: [{ lot: { material: 'STEEL', number: 'S1' }, quantity: 30 }],
    outputs,
  })
  app = createServer({
    services,
    sessions: new Sessions(new TokenBook(at.pool), KEY),
    routes: [...tracingRoutes(services), ...demoRoutes(new DemoPlant(services, () => undefined)), asked],
    webRoot: '',
    version: 'test',
    isReady: async () => true,
    log: () => undefined,
  })
}, 120_000)

afterAll(() => app?.close())

const headers = { authorization: `Bearer ${KEY}` }
const trace = () =>
  app.inject({
    method: 'POST',
    url: '/api/v1/traces',
    headers,
    payload: { direction: 'forward', seeds: [{ material: 'STEEL', number: 'S1', site }], limit: 50, endsLimit: 50 },
  })

test('what is read while the projections become others is not answered, and says to ask again', async () => {
  const answer = async (happens: () => void) => {
    meanwhile = happens
    return app.inject({ method: 'GET', url: '/api/v1/asked', headers })
  }
  const { engine } = services
  expect((await answer(() => engine.remaking())).json()).toMatchObject({ status: 503, code: 'unavailable' })
  // While they do, and where it ended as they were done.
  expect((await answer(() => undefined)).headers['retry-after']).toBe('1')
  expect((await answer(() => services.forget())).statusCode).toBe(503)
  expect((await answer(() => undefined)).json()).toEqual({ answered: true })
  expect((await answer(() => services.forget())).statusCode).toBe(503)
})

test('a trace that is asked while the demo plant is removed is right or says to ask again, and is no fault', async () => {
  const removed = app.inject({ method: 'DELETE', url: '/api/v1/demo', headers })
  let isRemoved = false
  void removed.then(() => {
    isRemoved = true
  })
  const seen: number[] = []
  while (!isRemoved) {
    const answers = await Promise.all(Array.from({ length: 4 }, trace))
    for (const one of answers) {
      seen.push(one.statusCode)
      if (one.statusCode === 200) expect(one.json()).toMatchObject({ totals: { lots: 30 } })
      else expect(one.json()).toMatchObject({ status: 503, code: 'unavailable' })
    }
  }
  expect((await removed).statusCode).toBe(200)
  expect(seen.length).toBeGreaterThan(0)
  expect((await trace()).json()).toMatchObject({ totals: { lots: 30 } })
})
