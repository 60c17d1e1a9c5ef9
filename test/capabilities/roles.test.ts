/** What each kind of token may do, asked of every route: those that say no do so before anything is read of what was sent. */
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { mayDo, type Role, TOKEN_ROLES } from '../../src/capabilities/access/roles.ts'
import { stateToken, TokenBook } from '../../src/capabilities/access/tokens.ts'
import { exchangeRoutes } from '../../src/capabilities/exchange/routes.ts'
import type { Route } from '../../src/capabilities/route.ts'
import { allRoutes } from '../../src/capabilities/routes.ts'
import { createServer } from '../../src/http/server.ts'
import { Sessions } from '../../src/http/sessions.ts'
import { plantWithBasics, receive } from '../ledger/plant.ts'
import { testStore } from '../support/store.ts'

const at = testStore()
let app: FastifyInstance
let routes: Route[]
/** Where somebody with a badge and a PIN is stated. */
let stated: { site: string; sequence: number }
const tokenOf = (role: Role): string => `a-token-for-the-role-${role}`

beforeAll(async () => {
  const plant = await plantWithBasics(at, receive('STEEL', 'S-1', 5))
  await plant.ok({ type: 'station', code: 'ST', workCenter: 'WC-1' })
  const [ana] = await plant.ok({ type: 'person', code: 'ANA', name: 'Ana', badge: 'badge-of-ana' })
  stated = { site: plant.site, sequence: ana?.sequence ?? 0 }
  const { services } = plant
  const book = new TokenBook(at.pool)
  for (const role of TOKEN_ROLES)
    await stateToken(
      services,
      { code: role, role, token: tokenOf(role), ...(role === 'station' ? { station: { site: plant.site, code: 'ST' } } : {}) },
      'test',
    )
  await book.read()
  routes = [...allRoutes(services, book), ...exchangeRoutes(services)]
  app = createServer({
    services,
    sessions: new Sessions(book, 'no-key'),
    routes,
    webRoot: '/nowhere',
    version: 'test',
    isReady: async () => true,
    log: () => undefined,
  })
  await app.ready()
  const { statusCode } = await app.inject({
    method: 'POST',
    url: '/api/v1/people/ANA/pin',
    headers: { authorization: `Bearer ${tokenOf('administrator')}`, 'content-type': 'application/json' },
    payload: JSON.stringify({ site: plant.site, pin: '4711' }),
  })
  expect(statusCode).toBe(200)
})
afterAll(() => app.close())

/** What a station's device may do besides reading, and what a reader may: ask questions, and nothing else. */
const ASKED = [
  'auditor POST /access-log/verification',
  'reader POST /common-factors',
  'reader POST /comparisons',
  'reader POST /complaints/readings',
  'reader POST /corrections/preview',
  'reader POST /enrolments',
  'reader POST /identifiers',
  'reader POST /identifiers/files',
  'reader POST /label-patterns/try',
  'reader POST /labels/preview',
  'reader POST /ledger/verification',
  'reader POST /lots/standings',
  'reader POST /recalls/:recall/files',
  'reader POST /recalls/:recall/letter/preview',
  'reader POST /recalls/:recall/versions/preview',
  'reader POST /recalls/simulations',
  'reader POST /recalls/simulations/first-look',
  'reader POST /scans/read',
  'reader POST /seeds',
  'reader POST /traces',
  'reader POST /traces/difference',
  'reader POST /traces/picture',
  'reader POST /traces/proof',
  'reader POST /traces/timeline',
  'station DELETE /stations/:code/labels/:job',
  'station POST /recalls/:recall/scans',
  'station POST /stations/:code/files',
  'station POST /stations/:code/labels/:job',
  'station POST /stations/:code/photos',
  'station POST /stations/:code/scans',
]

it('every route says no to whom it is not for, and to nobody else', { timeout: 240_000 }, async () => {
  const wrong: string[] = []
  for (const { method, path, role: needed, open } of routes) {
    const url = `${path.startsWith('/epcis') ? '' : '/api/v1'}${path.replaceAll(/:\w+/g, 'ST')}`
    for (const role of [null, ...TOKEN_ROLES]) {
      const allowed = open === true || (role !== null && mayDo(role, needed))
      // What is allowed is not done here: only whether the door opens is asked, of what has no body.
      if (allowed && method !== 'GET') continue
      const { statusCode } = await app.inject({ method, url, headers: role === null ? {} : { authorization: `Bearer ${tokenOf(role)}` } })
      const expected = role === null ? 401 : 403
      if (allowed ? statusCode === 401 || statusCode === 403 : statusCode !== expected)
        wrong.push(`${method} ${path} ${role ?? 'nobody'}: ${statusCode}`)
    }
  }
  expect(wrong).toEqual([])
})

it('whoever only reads, and a station, can change nothing but by their scans', () => {
  const changing = routes.filter(({ method, role }) => method !== 'GET' && (role === 'reader' || role === 'station' || role === 'auditor'))
  expect(changing.map(({ method, path, role }) => `${role} ${method} ${path}`).sort()).toEqual(ASKED)
})

it('a station changes nothing of another, nor at another site', async () => {
  const asStation = async (method: 'POST' | 'DELETE', url: string, body: object): Promise<number> => {
    const headers = { authorization: `Bearer ${tokenOf('station')}`, 'content-type': 'application/json' }
    return (await app.inject({ method, url: `/api/v1${url}`, headers, payload: JSON.stringify(body) })).statusCode
  }
  const scan = { id: '00000000-0000-4000-8000-000000000001', text: 'S-1', at: '2026-03-31T12:00:00Z', context: null }
  expect(await asStation('POST', '/stations/OTHER/scans', scan)).toBe(403)
  expect(await asStation('POST', '/stations/OTHER/labels/J-1', {})).toBe(403)
  expect(await asStation('DELETE', '/stations/OTHER/labels/J-1', {})).toBe(403)
  expect(await asStation('POST', '/recalls/RC-1/scans', { site: 'elsewhere', text: 'S-1' })).toBe(403)
  expect(await asStation('POST', '/capture', {})).toBe(403)
})

it('no answer to a reader holds what proves a person: the hash of a badge or a PIN', { timeout: 240_000 }, async () => {
  const told: string[] = []
  const aboutHer = new Set<string>()
  for (const { method, path, role, query } of routes) {
    if (method !== 'GET' || role !== 'reader') continue
    const taken = query instanceof z.ZodObject ? Object.keys(query.shape) : []
    const asked = Object.entries({ site: stated.site, kind: 'person', code: 'ANA' }).filter(([name]) => taken.includes(name))
    for (const of of path.includes(':') ? ['ST', 'ANA', String(stated.sequence)] : ['']) {
      const url = `/api/v1${path.replaceAll(/:\w+/g, of)}?${new URLSearchParams(asked)}`
      const { body } = await app.inject({ method, url, headers: { authorization: `Bearer ${tokenOf('reader')}` } })
      if (body.includes('ANA')) aboutHer.add(path)
      if (/sha256:[0-9a-f]{64}|scrypt:[0-9a-f]/.test(body)) told.push(path)
    }
  }
  // Whoever says nothing of her cannot tell her secrets.
  expect([...aboutHer]).toEqual(expect.arrayContaining(['/people', '/ledger', '/ledger/:sequence', '/ledger/export', '/records/history']))
  expect(told).toEqual([])
})
