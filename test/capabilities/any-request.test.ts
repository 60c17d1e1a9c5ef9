/** Whatever is asked at whatever address, made from the API's own description and spoilt: never a fault of ours, and the store stays sound. */
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TokenBook } from '../../src/capabilities/access/tokens.ts'
import { captureEvents } from '../../src/capabilities/capture.ts'
import type { Services } from '../../src/capabilities/route.ts'
import { allRoutes } from '../../src/capabilities/routes.ts'
import { simulateRecall } from '../../src/capabilities/tracing/recall.ts'
import { openApi } from '../../src/http/openapi.ts'
import { createServer } from '../../src/http/server.ts'
import { Sessions } from '../../src/http/sessions.ts'
import { rounds } from '../ledger/histories.ts'
import { expectSound, plantWithBasics, receive, servicesOn } from '../ledger/plant.ts'
import { type Breakable, breakable } from '../support/breakable.ts'
import { guide } from '../support/guide.ts'
import { testStore } from '../support/store.ts'

interface Schema {
  $ref?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  type?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
}
interface Operation {
  method: string
  path: string
  parameters?: { name: string; in: 'path' | 'query'; required?: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

const at = testStore()
const faults: string[] = []
let app: FastifyInstance
let database: Breakable
let operations: Operation[]
let shapes: Record<string, Schema>

/** What is asked with a body and records nothing. */
const SEEDS = [{ material: 'BLANK', number: 'R1' }]
const POSTED = [
  { method: 'POST' as const, url: '/api/v1/traces', payload: { direction: 'forward', seeds: SEEDS } },
  { method: 'POST' as const, url: '/api/v1/traces', payload: { direction: 'forward', seeds: SEEDS, limit: 1, endsLimit: 1 } },
  { method: 'POST' as const, url: '/api/v1/recalls/simulations', payload: { seeds: SEEDS } },
  { method: 'POST' as const, url: '/api/v1/recalls/simulations', payload: { seeds: SEEDS, includePossible: false } },
]

/** Slow by their nature or never answered: each has tests of its own. */
const NOT_HERE = new Set(['/api/v1/live', '/api/v1/ledger/rebuild', '/api/v1/ledger/verification'])

beforeAll(async () => {
  await plantWithBasics(at, receive('STEEL', 'S-1', 50))
  database = breakable(at.pool)
  const services = servicesOn(database)
  await recordGuide(services)
  const book = new TokenBook(database.pool)
  const routes = allRoutes(services, book)
  const described = openApi(routes, '0') as {
    paths: Record<string, Record<string, Omit<Operation, 'method' | 'path'>>>
    components: { schemas: Record<string, Schema> }
  }
  shapes = described.components.schemas
  operations = Object.entries(described.paths)
    .filter(([path]) => !NOT_HERE.has(path))
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })))
  app = createServer({
    services,
    sessions: new Sessions(book, 'administrator-key'),
    routes,
    webRoot: '/nowhere',
    version: '0',
    isReady: async () => true,
    log: (_level, _message, details) => void faults.push(JSON.stringify(details)),
  })
  await app.ready()
})
afterAll(() => app.close())

/** A plant in which every type of event has happened, and a recall that commits what is simulated now. */
async function recordGuide(services: Services): Promise<void> {
  const [recall] = guide.recalls
  const told = await captureEvents(services, guide.events, 'guide')
  const [seeds, exclude] = [recall?.lots ?? [], recall?.exclusions ?? []].map(named => named.map(({ lot }) => lot))
  const { simulation } = await simulateRecall(services.engine, at.pool, { seeds: seeds ?? [], exclude: exclude ?? [] })
  if (recall) told.push(...(await captureEvents(services, [{ ...recall, simulation }], 'guide')))
  expect(told.filter(({ status }) => status !== 'recorded')).toEqual([])
}

const ODD = `0 -1 2147483648 9007199254740993 1e309 NaN \u0000 a\u0000b '; % \\ ∞ .. W10 WyJhIiwiYiJd ["a","b"] 2026-13-45
  0000-01-01T00:00:00Z +275760-09-13T00:00:00Z`.split(/ +|\n +/)
const odd = fc.constantFrom('', 'x'.repeat(3000), ...ODD)
const usual = fc.constantFrom('main', 'STEEL', 'PART', 'S-1', 'V-1', 'WC-1', '2026-03-02T08:00:00Z', '1')
const anything: fc.Arbitrary<unknown> = fc.oneof(
  odd,
  fc.constantFrom(null, true, 0, -1, 1.5, 2 ** 53, 1e300, [], {}, [[]], [null], { a: 1 }, '\ud800'),
)

/** What the description asks for, one time in eight something else in its place. */
function valueOf(schema: Schema | undefined, depth = 0): fc.Arbitrary<unknown> {
  if (schema === undefined || depth > 6) return anything
  if (schema.$ref !== undefined) return valueOf(shapes[schema.$ref.split('/').at(-1) ?? ''], depth)
  return fc.oneof({ weight: 7, arbitrary: fitting(schema, depth + 1) }, { weight: 1, arbitrary: anything })
}

function fitting(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map(choice => valueOf(choice, depth)))
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.type === 'object') {
    const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => [name, valueOf(field, depth)] as const)
    return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] })
  }
  if (schema.type === 'array') return fc.array(valueOf(schema.items, depth), { maxLength: 3 })
  if (schema.type === 'string') return fc.oneof(usual, odd)
  if (schema.type === 'integer' || schema.type === 'number') return fc.constantFrom(0, 1, 2, 10, -1, 1.5, 1e15, 2 ** 31)
  return schema.type === 'boolean' ? fc.boolean() : anything
}

const written = (value: unknown): string => encodeURIComponent(String(value).replaceAll(/[\ud800-\udfff]/g, ''))

function requestOf({
  method,
  path,
  parameters = [],
  requestBody,
}: Operation): fc.Arbitrary<{ method: string; url: string; payload: string }> {
  const inPath = fc.array(fc.oneof(usual, odd), { minLength: 3, maxLength: 3 })
  const query = fc.record(
    Object.fromEntries(parameters.filter(one => one.in === 'query').map(one => [one.name, fc.oneof(valueOf(one.schema), odd)])),
    { requiredKeys: [] },
  )
  const body = valueOf(requestBody?.content['application/json']?.schema)
  return fc.tuple(inPath, query, body).map(([names, asked, said]) => {
    let name = 0
    const address = path.replaceAll(/\{\w+\}/g, () => written(names[name++] || '-'))
    const search = Object.entries(asked).map(([key, value]) => `${key}=${written(value)}`)
    return { method, url: `${address}?${search.join('&')}`, payload: JSON.stringify(said) }
  })
}

/** What the plant of the guide has under a number or a name: of every noun at least one. */
const THERE =
  `main STEEL S-1 GEAR BLANK OIL F1 F2 R1 P-1 D1 1 2 4 10 20 40 PO-9 SO-3 SH-1 WO-1 RUN-1 BOX-1 STORES MILL BENCH-1 C-1 V-1 anna CO-0001 DR-0001
  RC-12 DEV-1 NCR-7 K-7 viscosity runout gear-60x30 ZEBRA-1 quality erp qr.svg stop stock`.split(/\s+/)

/** Of addresses with two names. */
const FIRST = ['container', 'location', 'RC-12', 'BENCH-1', 'GEAR', '4']
const ASKED: Readonly<Record<string, string>> = {
  at: 'start',
  code: 'GEAR',
  customer: 'C-1',
  direction: 'forward',
  event: guide.events[0]?.id ?? '',
  kind: 'material',
  lot: 'F1',
  materials: 'BLANK',
  seed: 'R1',
  target: 'material',
  text: 'F1',
}
/** What has to be begun or sent first, and the link's own two words for a direction: each is asked in tests of its own. */
const ELSEWHERE = [
  'case-jobs/{id}',
  'case-jobs/{id}/file',
  'documents/{document}',
  'fsma',
  'lots/{id}/links',
  'recall-jobs/{id}',
  'recalls/{recall}/evidence',
]

/** Of each route an address that it answers. */
const there = new Map<string, string>()

it('what is there is answered as stated', { timeout: 240_000 }, async () => {
  const gets = operations.filter(({ method }) => method === 'get')
  for (const operation of gets)
    for (const url of addressesOf(operation)) {
      const { statusCode } = await app.inject({ method: 'GET', url, headers: { authorization: 'Bearer administrator-key' } })
      expect(faults.splice(0), url).toEqual([])
      if (statusCode === 200) there.set(operation.path, url)
    }
  expect(
    gets
      .map(({ path }) => path)
      .filter(path => !there.has(path))
      .sort(),
  ).toEqual(ELSEWHERE.map(path => `/api/v1/${path}`))
})

/** The question of an answer that fails first; all behind it fail as well. */
const FAILING = [1, 2, 3, 4, 6, 9]
/** A long answer is on its way by then: the line is cut, so that nobody takes a part of it for the whole. */
const BROKEN_OFF = 0

it('an answer that the database breaks off is unavailable, and nothing of it is left to end the server', { timeout: 240_000 }, async () => {
  const stray: unknown[] = []
  const note = (error: unknown): void => void stray.push(error)
  process.on('unhandledRejection', note)
  const asks = [...[...there.values()].map(url => ({ method: 'GET' as const, url, payload: undefined })), ...POSTED]
  const wrong: string[] = []
  let broken = 0
  for (const { method, url, payload } of asks)
    for (const failsFrom of FAILING) {
      Object.assign(database, { failsFrom, asked: 0 })
      const statusCode = await app.inject({ method, url, payload, headers: { authorization: 'Bearer administrator-key' } }).then(
        answer => answer.statusCode,
        () => BROKEN_OFF,
      )
      // What still runs of it has failed by then.
      await new Promise(done => setTimeout(done, 4))
      database.failsFrom = null
      // Whose turn could not be given back, a printer is busy for a while.
      if (statusCode === 503 || statusCode === BROKEN_OFF) broken++
      else if (statusCode !== 200 && !url.startsWith('/api/v1/printers/'))
        wrong.push(`${method} ${url}: ${statusCode} where question ${failsFrom} fails`)
      if (stray.length > 0) wrong.push(`${method} ${url}: ${stray.splice(0).join()} was heard by nobody where question ${failsFrom} fails`)
      if (database.asked < failsFrom) break
    }
  process.off('unhandledRejection', note)
  faults.length = 0
  expect(wrong).toEqual([])
  expect(broken).toBeGreaterThan(asks.length)
})

/** With every name that is there in the last place of an address, and what must be asked for. */
function addressesOf({ path, parameters = [] }: Operation): string[] {
  const asked = parameters.filter(one => one.in === 'query' && one.required).map(({ name }) => `${name}=${written(ASKED[name])}`)
  const address = `${path}?${asked.join('&')}`
  const last = /\{\w+\}(?!.*\{)/
  if (!last.test(address)) return [address]
  const named = THERE.map(name => address.replace(last, written(name)))
  return named.flatMap(one => (one.includes('{') ? FIRST.map(name => one.replace(/\{\w+\}/, name)) : [one]))
}

/** The session, and what tells a load balancer and a monitor that the server lives. */
const UNASKED = new Set(['/api/v1/session', '/healthz', '/readyz', '/metrics'])

it('a filter that is misspelt is told, and what there is instead', async () => {
  const silent: string[] = []
  for (const { method, path } of operations.filter(one => !UNASKED.has(one.path))) {
    const { statusCode, body } = await app.inject({
      method: method.toUpperCase() as 'GET',
      url: `${path.replaceAll(/\{\w+\}/g, '1')}?materal=STEEL`,
      headers: { authorization: 'Bearer administrator-key' },
    })
    if (statusCode !== 400 || !body.includes('nothing is asked by \\"materal\\" here (it takes')) silent.push(`${method} ${path} ${body}`)
  }
  expect(silent).toEqual([])
})

it('a lot is found however its accents are written', async () => {
  const asked = (text: string): Promise<unknown> =>
    app
      .inject({ url: `/api/v1/lots?search=${encodeURIComponent(text)}`, headers: { authorization: 'Bearer administrator-key' } })
      .then(response => (JSON.parse(response.body) as { lots: { number: string }[] }).lots.map(lot => lot.number))
  await plantWithBasics(at, receive('STEEL', 'Gießerei-é', 5))
  expect(await asked('Gießerei-é')).toEqual(['Gießerei-é'])
  expect(await asked('Gießerei-é'.normalize('NFD'))).toEqual(['Gießerei-é'])
})

it('no request is a fault of ours', { timeout: 240_000 }, async () => {
  const request = fc.constantFrom(...operations).chain(requestOf)
  const statuses = new Map<number, number>()
  const tries = rounds(1500)
  await fc.assert(
    fc.asyncProperty(request, async ({ method, url, payload }) => {
      const response = await app.inject({
        method: method.toUpperCase() as 'GET',
        url,
        headers: { authorization: 'Bearer administrator-key', 'content-type': 'application/json' },
        ...(method === 'get' ? {} : { payload }),
      })
      statuses.set(response.statusCode, (statuses.get(response.statusCode) ?? 0) + 1)
      expect(faults.splice(0)).toEqual([])
      if (response.statusCode >= 400)
        expect(JSON.parse(response.body)).toMatchObject({ code: expect.any(String), detail: expect.any(String) })
    }),
    { numRuns: tries },
  )
  // Not only refusals: some of what is asked is understood, or this would show little.
  for (const status of [200, 400, 404]) expect(statuses.get(status), `answers with ${status}`).toBeGreaterThan(tries / 30)
})

it('leaves the store sound', () => expectSound(at))
