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
let operations: Operation[]
let shapes: Record<string, Schema>

/** Slow by their nature or never answered: each has tests of its own. */
const NOT_HERE = new Set(['/api/v1/live', '/api/v1/ledger/rebuild', '/api/v1/ledger/verification'])

beforeAll(async () => {
  await plantWithBasics(at, receive('STEEL', 'S-1', 50))
  const services = servicesOn(at)
  await recordGuide(services)
  const book = new TokenBook(at.pool)
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

it('what is there is answered as stated', { timeout: 240_000 }, async () => {
  const gets = operations.filter(({ method }) => method === 'get')
  const answered = new Set<string>()
  for (const operation of gets)
    for (const url of addressesOf(operation)) {
      const { statusCode } = await app.inject({ method: 'GET', url, headers: { authorization: 'Bearer administrator-key' } })
      expect(faults.splice(0), url).toEqual([])
      if (statusCode === 200) answered.add(operation.path)
    }
  expect(
    gets
      .map(({ path }) => path)
      .filter(path => !answered.has(path))
      .sort(),
  ).toEqual(ELSEWHERE.map(path => `/api/v1/${path}`))
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
