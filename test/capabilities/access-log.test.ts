/** The doors write down who read what is sensitive and what was refused; an auditor sees it, records nothing, and his time ends. */
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TokenBook } from '../../src/capabilities/access/tokens.ts'
import { allRoutes } from '../../src/capabilities/routes.ts'
import { createServer } from '../../src/http/server.ts'
import { Sessions } from '../../src/http/sessions.ts'
import { servicesOn } from '../ledger/plant.ts'
import { testStore } from '../support/store.ts'

const at = testStore()
const ADMINISTRATOR = 'local-key'
let app: FastifyInstance

beforeAll(async () => {
  const services = servicesOn(at)
  const book = new TokenBook(services.pool)
  app = createServer({
    services,
    sessions: new Sessions(book, ADMINISTRATOR),
    routes: allRoutes(services, book),
    webRoot: '/nowhere',
    version: '0',
    isReady: async () => true,
    log: () => undefined,
  })
  await app.ready()
})
afterAll(() => app.close())

type Method = 'GET' | 'POST'
async function call(
  method: Method,
  path: string,
  key: string | null,
  body?: object,
): Promise<{ status: number; body: Record<string, unknown>; text: string }> {
  const answer = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { payload: JSON.stringify(body) } : {}),
  })
  const isJson = String(answer.headers['content-type']).includes('json')
  return { status: answer.statusCode, body: isJson ? (answer.json() as Record<string, unknown>) : {}, text: answer.body }
}
const token = async (name: string, role: string, expiresAt?: string): Promise<string> =>
  String((await call('POST', '/tokens', ADMINISTRATOR, { name, role, ...(expiresAt ? { expiresAt } : {}) })).body.token)
interface Row {
  who: string
  action: string
  subject: string
  code: string | null
}
const rows = async (query: string): Promise<Row[]> => (await call('GET', `/access-log?${query}`, ADMINISTRATOR)).body.rows as Row[]
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString()

describe('an auditor', () => {
  it('is made with an end, reads everything a reader does and the access log, and records nothing', async () => {
    expect((await call('POST', '/tokens', ADMINISTRATOR, { name: 'aud', role: 'auditor' })).status).toBe(400)
    const auditor = await token('aud', 'auditor', TOMORROW)
    for (const path of ['/ledger', '/lots', '/access-log', '/ledger/export']) expect((await call('GET', path, auditor)).status).toBe(200)
    expect((await call('POST', '/access-log/verification', auditor)).body).toMatchObject({ difference: null })
    expect((await call('GET', '/session', auditor)).body).toMatchObject({ name: 'aud', rights: ['reader', 'auditor'], language: null })
    const spoken = await call('POST', '/tokens', ADMINISTRATOR, { name: 'wien', role: 'reader', language: 'de' })
    expect((await call('GET', '/session', String(spoken.body.token))).body).toMatchObject({ name: 'wien', language: 'de' })
    expect((await call('POST', '/tokens', ADMINISTRATOR, { name: 'x', role: 'reader', language: 'tlh' })).status).toBe(400)
    expect((await call('POST', '/capture', auditor, [])).status).toBe(403)
    expect((await call('POST', '/signatures', auditor, { event: {}, signers: [] })).status).toBe(403)
    expect((await call('GET', '/tokens', auditor)).status).toBe(403)
  })

  it('comes in no longer when his time has ended', async () => {
    const auditor = await token('late', 'auditor', '2020-01-01T00:00:00Z')
    expect((await call('GET', '/ledger', auditor)).status).toBe(401)
  })
})

describe('the access log', () => {
  it('is for auditors and administrators, and says who asked for it', async () => {
    const writer = await token('wri', 'writer')
    expect((await call('GET', '/access-log', writer)).status).toBe(403)
    await expect.poll(() => rows('who=wri')).toMatchObject([{ action: 'refused', subject: 'GET /api/v1/access-log', code: 'not-allowed' }])
    expect((await rows('who=administrator&action=read'))[0]).toMatchObject({ subject: 'GET /api/v1/access-log' })
  })

  it('has who could not come in, what a rule refused, and never a secret', async () => {
    const writer = await token('cap', 'writer')
    await call('GET', '/ledger?x=secret-in-query', null)
    await call('POST', '/session', null, { key: 'guessed-key' })
    await call('POST', '/capture', writer, [
      {
        id: '22222222-2222-4222-8222-222222222222',
        type: 'scrap',
        at: '2026-03-02T08:00:00Z',
        lot: { number: 'X' },
        quantity: 1,
        reason: 'r',
      },
    ])
    await expect
      .poll(() => rows('who=cap'))
      .toMatchObject([{ action: 'refused', subject: 'event 22222222-2222-4222-8222-222222222222', code: 'unknown-lot' }])
    const nobody = await rows('who=nobody')
    expect(nobody.map(row => row.subject)).toEqual(expect.arrayContaining(['GET /api/v1/ledger', 'POST /api/v1/session']))
    expect(JSON.stringify(await rows('limit=1000'))).not.toMatch(/secret-in-query|guessed-key/)
  })
})

describe('the export of the access log', () => {
  it('has the rows that were asked for, without a formula, for nobody but auditors, and is written down itself', async () => {
    const writer = await token('=cmd', 'writer')
    await call('GET', '/access-log', writer)
    await expect.poll(() => rows('who=%3Dcmd')).toHaveLength(1)
    const { status, text } = await call('GET', '/access-log/export?who=%3Dcmd', ADMINISTRATOR)
    expect(status).toBe(200)
    const [head, ...lines] = text.trim().split('\n')
    expect(head).toBe('number,at,who,action,subject,code,detail,address')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/,'=cmd,refused,GET \/api\/v1\/access-log,not-allowed,/)
    expect((await call('GET', '/access-log/export', writer)).status).toBe(403)
    expect((await rows('action=read'))[0]).toMatchObject({ who: 'administrator', subject: expect.stringContaining('/access-log') })
  })
})

describe('the ledger', () => {
  it('is found by who, where and when, and exported without a formula', async () => {
    const writer = await token('exp', 'writer')
    const send = (...events: object[]): Promise<unknown> =>
      call(
        'POST',
        '/capture',
        writer,
        events.map(event => ({ id: crypto.randomUUID(), at: '2026-03-02T08:00:00Z', ...event })),
      )
    await send(
      { type: 'workCenter', code: 'WC' },
      { type: 'person', code: 'ANNA' },
      { type: 'location', code: '=1+1', by: 'ANNA', station: 'S-1' },
      { type: 'location', code: 'L', workCenter: 'WC', note: '=cmd()' },
    )
    const found = async (query: string): Promise<number> =>
      ((await call('GET', `/ledger?${query}`, writer)).body.events as unknown[]).length
    expect(
      await Promise.all(
        ['by=ANNA', 'station=S-1', 'workCenter=WC', 'by=NOBODY', 'to=2020-01-01T00:00:00Z', 'from=2020-01-01T00:00:00Z'].map(found),
      ),
    ).toEqual([1, 1, 1, 0, 0, 4])
    const { text } = await call('GET', '/ledger/export?type=location', writer)
    expect(text.split('\n')[0]).toContain('sequence,id,type,status,at,recordedAt,by,station')
    expect(text).not.toMatch(/(^|,)"?=/m)
  })

  it('is exported whole, however long it is, and in part where part is asked for', async () => {
    const writer = await token('long', 'writer')
    const events = Array.from({ length: 1100 }, (_, index) => ({
      id: crypto.randomUUID(),
      at: '2026-03-02T08:00:00Z',
      type: 'location',
      code: `B-${index}`,
    }))
    for (const part of [events.slice(0, 550), events.slice(550)])
      expect((await call('POST', '/capture', writer, part)).body).toMatchObject({ results: { length: 550 } })
    const { head } = (await call('GET', '/ledger?limit=1', writer)).body as { head: { sequence: number } }
    const sequences = async (query: string): Promise<number[]> =>
      (await call('GET', `/ledger/export${query}`, writer)).text.trim().split('\n').slice(1).map(Number.parseFloat)
    const newestFirst = Array.from({ length: head.sequence }, (_, index) => head.sequence - index)
    expect(await sequences('')).toEqual(newestFirst)
    expect(await sequences('?limit=1005')).toEqual(newestFirst.slice(0, 1005))
    expect(await sequences('?before=4')).toEqual([3, 2, 1])
    expect(await sequences('?type=machine')).toEqual([])
  })
})
