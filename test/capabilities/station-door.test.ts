/** The station's door over HTTP: a device comes in by its code, may read and scan for itself, and nothing else. */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TokenBook } from '../../src/capabilities/access/tokens.ts'
import { allRoutes } from '../../src/capabilities/routes.ts'
import type { StationAnswer } from '../../src/capabilities/stations/answer.ts'
import { createServer } from '../../src/http/server.ts'
import { Sessions } from '../../src/http/sessions.ts'
import { type Plant, plantWithBasics, servicesOn } from '../ledger/plant.ts'
import { testStore } from '../support/store.ts'
import { floor, lotOf } from './scanner.ts'

const at = testStore()
let app: FastifyInstance
let plant: Plant
let device = ''

beforeAll(async () => {
  plant = await plantWithBasics(at, ...floor, lotOf('WO-1', 'PART', 'L-1'), { type: 'station', code: 'OTHER', workCenter: 'WC-1' })
  const services = servicesOn(at)
  const book = new TokenBook(at.pool)
  app = createServer({
    services,
    sessions: new Sessions(book, 'administrator-key'),
    routes: allRoutes(services, book),
    webRoot: '/nowhere',
    version: '0',
    isReady: async () => true,
    log: (_level, message, details) => console.error(message, details),
  })
  await app.ready()
})
afterAll(() => app.close())

async function call(
  method: 'GET' | 'POST',
  path: string,
  { token, body }: { token?: string; body?: object } = {},
): Promise<{ status: number; json: Record<string, unknown> }> {
  const response = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  return { status: response.statusCode, json: JSON.parse(response.body) as Record<string, unknown> }
}

it('a device is enrolled without a token by a code that an administrator made', async () => {
  expect((await call('POST', `/stations/CHECK/enrolments?site=${plant.site}`, { body: {} })).status).toBe(401)
  const made = await call('POST', `/stations/CHECK/enrolments?site=${plant.site}`, { token: 'administrator-key', body: {} })
  expect(made).toMatchObject({ status: 201, json: { station: 'CHECK', url: expect.stringContaining('/station#enrol=') as string } })
  expect((await call('POST', '/enrolments', { body: { code: 'WRONG-WRONG' } })).status).toBe(401)
  const enrolled = await call('POST', '/enrolments', { body: { code: made.json['code'] } })
  expect(enrolled).toMatchObject({ status: 201, json: { station: 'CHECK', site: plant.site } })
  device = String(enrolled.json['token'])
})

it('it reads, and scans for itself, at its own site', async () => {
  expect((await call('GET', `/lots?search=L-1&site=${plant.site}`, { token: device })).status).toBe(200)
  expect(await call('GET', '/stations/CHECK', { token: device })).toMatchObject({
    status: 200,
    json: { next: { text: 'Scan your badge' } },
  })
  const scan = (text: string, context: unknown): Promise<{ status: number; json: Record<string, unknown> }> =>
    call('POST', '/stations/CHECK/scans', { token: device, body: { id: randomUUID(), text, at: '2026-03-31T12:00:00Z', context } })
  const badge = await scan('badge-anna', null)
  const { status, json } = await scan('L-1', badge.json['context'])
  expect([status, (json as unknown as StationAnswer).message.text]).toEqual([200, 'L-1 → Check, 250 pcs'])
})

it('it may not scan for another station, capture, or make tokens', async () => {
  const body = { id: randomUUID(), text: 'L-1', at: '2026-03-31T12:00:00Z', context: null }
  expect((await call('POST', '/stations/OTHER/scans', { token: device, body })).status).toBe(403)
  expect((await call('POST', '/capture', { token: device, body: [] })).status).toBe(403)
  expect((await call('POST', '/tokens', { token: device, body: { name: 'x' } })).status).toBe(403)
  expect((await call('GET', '/tokens', { token: device })).status).toBe(403)
})

it('what is no scan is refused with the place where it is wrong', async () => {
  const cases: [object, string][] = [
    [{}, '/id'],
    [{ id: 'x', text: 'L-1', at: '2026-03-31T12:00:00Z' }, '/id'],
    [{ id: randomUUID(), text: '', at: '2026-03-31T12:00:00Z' }, '/text'],
    [{ id: randomUUID(), text: 'x'.repeat(4001), at: '2026-03-31T12:00:00Z' }, '/text'],
    [{ id: randomUUID(), text: 'L-1', at: 'yesterday' }, '/at'],
    [{ id: randomUUID(), text: 'L-1', at: '2026-03-31T12:00:00Z', context: { version: 2 } }, '/context/version'],
  ]
  for (const [body, pointer] of cases) {
    const { status, json } = await call('POST', '/stations/CHECK/scans', { token: device, body })
    expect([status, json['pointer']]).toEqual([400, pointer])
  }
  expect(
    (
      await call('POST', '/stations/NONE/scans', {
        token: 'administrator-key',
        body: { id: randomUUID(), text: 'x', at: '2026-03-31T12:00:00Z' },
      })
    ).status,
  ).toBe(404)
})

it('torn, foreign and mangled texts are answered, never a fault', async () => {
  const texts = [
    '\u0000',
    '\u001d',
    ']C1',
    '(01',
    '[)>\u001e06\u001d',
    '%%%',
    'https://h/s/%E0%A4%A',
    'https://h/s/',
    '🏭'.repeat(50),
    "'; drop table lot; --",
    'QTY:',
    'UNDO:x',
    'CHOOSE:99',
    'NEW LOT:7',
    '\u202eabc',
    'x'.repeat(4000),
  ]
  for (const text of texts) {
    const { status, json } = await call('POST', '/stations/CHECK/scans', {
      token: device,
      body: { id: randomUUID(), text, at: '2026-03-31T12:00:00Z', context: null },
    })
    expect({ text, status, answered: typeof json['outcome'] }).toEqual({ text, status: 200, answered: 'string' })
  }
})
