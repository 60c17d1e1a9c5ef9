/** The description of the API: nothing is left unsaid, nothing points nowhere, and answers are held to it. */
import { describe, expect, it, test } from 'vitest'
import { servicesOn } from '../../test/ledger/plant.ts'
import { testStore } from '../../test/support/store.ts'
import { listed, SiteSummary } from '../answers/index.ts'
import { TokenBook } from '../capabilities/access/tokens.ts'
import { checkAnswer } from '../capabilities/answered.ts'
import { exchangeRoutes } from '../capabilities/exchange/routes.ts'
import { Document, type Route, route } from '../capabilities/route.ts'
import { allRoutes } from '../capabilities/routes.ts'
import { DemoPlant, demoRoutes } from '../capabilities/setup/demo-plant.ts'
import { openApi } from './openapi.ts'

const at = testStore()

/** What only ever sends a file: a label, a sheet, a letter, a record to keep. */
const DOCUMENTS = [
  'GET /access-log/export',
  'GET /case-jobs/:id/file',
  'GET /documents/:document',
  'GET /labels/containers/:file',
  'GET /labels/locations/:file',
  'GET /labels/lots/:file',
  'GET /labels/sheets/commands.pdf',
  'GET /labels/sheets/demo.pdf',
  'GET /labels/sheets/locations.pdf',
  'GET /labels/symbols/:file',
  'GET /ledger/export',
  'GET /lots/:id/as-built/as9102',
  'GET /recalls/:recall/evidence',
  'GET /recalls/:recall/letters',
  'POST /labels/badges',
]

function everyRoute(): Route[] {
  const services = servicesOn(at)
  const demo = new DemoPlant(services, () => undefined)
  return [...allRoutes(services, new TokenBook(at.pool), demo), ...exchangeRoutes(services), ...demoRoutes(demo)]
}

test('every route states what it answers, or sends a file', () => {
  const silent = everyRoute().filter(({ answer }) => answer === undefined)
  expect(silent.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(DOCUMENTS)
})

test('no address is stated twice', () => {
  const stated = everyRoute().map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, ':')}`)
  expect(stated.filter((one, index) => stated.indexOf(one) < index)).toEqual([])
})

test('whatever the description refers to is in it', () => {
  const described = openApi(everyRoute(), '0')
  const refs = [...new Set([...JSON.stringify(described).matchAll(/"\$ref":"([^"]+)"/g)].map(match => match[1] ?? ''))]
  expect(refs.length).toBeGreaterThan(100)
  expect(refs.filter(ref => pointedAt(described, ref) === undefined)).toEqual([])
})

test('what the server itself answers is in it, and what needs no token says so', () => {
  const { paths } = openApi(everyRoute(), '0') as { paths: Record<string, Record<string, { security?: unknown[] }>> }
  for (const path of ['/api/v1/capture', '/api/v1/live', '/api/v1/session', '/healthz', '/readyz', '/metrics'])
    expect(Object.keys(paths)).toContain(path)
  const open = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { security }]) => (security === undefined ? [] : [`${method} ${path}`])),
  )
  expect(open.sort()).toEqual([
    'delete /api/v1/session',
    'get /healthz',
    'get /metrics',
    'get /readyz',
    'post /api/v1/enrolments',
    'post /api/v1/session',
  ])
})

/** What a pointer within the document points at. */
const pointedAt = (described: object, ref: string): unknown =>
  ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((held, name) => (held as Record<string, unknown> | undefined)?.[name], described)

describe('an answer', () => {
  const stated = { method: 'GET', path: '/sites', answer: listed('sites', SiteSummary) }
  const site = { site: 'main', events: 3, lots: 1 }
  it('passes as it is stated', () => {
    expect(() => checkAnswer(stated, { sites: [site, { ...site, site: 'other' }] })).not.toThrow()
  })
  it.each<[string, object, string]>([
    ['a field more', { sites: [{ ...site, name: 'Main' }] }, '/sites/0'],
    ['a field more beside the rows', { sites: [], next: null }, '/'],
    ['a field less', { sites: [{ site: 'main', events: 3 }] }, '/sites/0/lots'],
    ['a field that JSON leaves out', { sites: [{ ...site, lots: undefined }] }, '/sites/0/lots'],
    ['another type', { sites: [{ ...site, events: '3' }] }, '/sites/0/events'],
    ['nothing where something is promised', { sites: [{ ...site, site: null }] }, '/sites/0/site'],
    ['no rows', {}, '/sites'],
  ])('with %s fails, and says where', (_, sent, where) => {
    expect(() => checkAnswer(stated, sent)).toThrow(`GET /sites does not answer as it states: ${where}:`)
  })
})

describe('a handler', () => {
  const asked = { method: 'GET', path: '/sites', role: 'reader', summary: 'Sites', answer: listed('sites', SiteSummary) } as const
  const site = { site: 'main', events: 3, lots: 1 }
  // The compiler is asked, and nothing is run: each line below would be an error of its own, were the one it expects not there.
  it('is held by the compiler to what its route states', () => {
    const held = [
      route({ ...asked, handle: async () => ({ sites: [site] }) }),
      route({ ...asked, handle: async () => new Document('text/plain', '') }),
      // @ts-expect-error a field less
      route({ ...asked, handle: async () => ({ sites: [{ site: 'main', events: 3 }] }) }),
      // @ts-expect-error another type
      route({ ...asked, handle: async () => ({ sites: [{ ...site, lots: '1' }] }) }),
      // @ts-expect-error anything
      route({ ...asked, handle: async (): Promise<object> => ({ sites: [site] }) }),
      // @ts-expect-error a route that states no answer sends a file
      route({ ...asked, answer: undefined, handle: async () => ({ sites: [site] }) }),
    ]
    expect(held).toHaveLength(6)
  })
})
