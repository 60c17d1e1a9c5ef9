/** Whatever is sent is answered: with a code, a place and a sentence; and the good events around it are recorded. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaptureResult } from '../../src/capabilities/capture.ts'
import { signatureRoutes } from '../../src/capabilities/signatures/routes.ts'
import { createServer } from '../../src/http/server.ts'
import type { Sessions } from '../../src/http/sessions.ts'
import { rounds } from '../ledger/histories.ts'
import { basics, expectInside, expectSound, plant, receive, type Sent, servicesOn } from '../ledger/plant.ts'
import { testStore } from '../support/store.ts'

const at = testStore()
let app: FastifyInstance
let faults: unknown[]

beforeAll(async () => {
  const services = servicesOn(at)
  faults = services.faults
  const sessions = { principalOf: async () => ({ name: 'test', role: 'writer', person: null }) } as unknown as Sessions
  app = createServer({
    services,
    sessions,
    routes: signatureRoutes(services),
    webRoot: '/nowhere',
    version: '0',
    isReady: async () => true,
    log: (_level, _message, details) => void faults.push(details),
  })
  await app.ready()
  expect(
    (await capture(JSON.stringify(basics.map(event => plant(at).complete({ ...event, site: 'main' }))))).results.map(
      result => result.status,
    ),
  ).not.toContain('refused')
})
afterAll(() => app.close())

interface Answer {
  status: number
  results: CaptureResult[]
  problem: { code?: string; detail?: string }
}

async function capture(payload: string | Buffer, type = 'application/json'): Promise<Answer> {
  const response = await app.inject({ method: 'POST', url: '/api/v1/capture', headers: { 'content-type': type }, payload })
  const body = JSON.parse(response.body) as { results?: CaptureResult[] }
  return { status: response.statusCode, results: body.results ?? [], problem: body as Answer['problem'] }
}
const lines = (...entries: (string | object)[]): Promise<Answer> =>
  capture(entries.map(entry => (typeof entry === 'string' ? entry : JSON.stringify(entry))).join('\n'), 'application/x-ndjson')

let made = 0
const good = (more: object = {}): Sent => ({ ...receive('STEEL', `G-${++made}`, 1), id: randomUUID(), at: '2026-03-02T08:00:00Z', ...more })

describe('what is of another kind', () => {
  it.each([
    [
      'XML',
      'application/xml',
      415,
      'This is application/xml: send a JSON array of events as application/json, or one event a line as application/x-ndjson.',
    ],
    ['a table', 'text/csv; charset=utf-8', 415, 'This is text/csv: send'],
    ['a form', 'multipart/form-data; boundary=x', 415, 'This is multipart/form-data: send'],
    ['nothing that can be read', 'nonsense', 415, 'The content type cannot be read: send JSON as application/json.'],
    ['text that is no JSON', 'text/plain', 400, 'The body is no JSON'],
    ['JSON that is none', 'application/json', 400, 'The body is no JSON'],
  ])('says what to send instead of %s', async (_, type, status, detail) => {
    const answered = await capture('<events/>', type)
    expect(answered.status).toBe(status)
    expect(answered.problem.detail).toContain(detail)
    if (status === 415) expect(answered.problem.code).toBe('unknown-content-type')
  })

  it.each([
    'application/json',
    'application/ld+json',
    'application/vnd.epcis+json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/octet-stream',
  ])('reads JSON that is called %s', async type => {
    const { status, results } = await capture(JSON.stringify([good({ site: 'main' })]), type)
    expect([status, results.map(result => result.status)]).toEqual([200, ['recorded']])
  })
})

describe('lines that are no events', () => {
  const broken = [
    '{',
    'null',
    '42',
    '"receive"',
    '[]',
    '[{}]',
    '{}',
    '{"type":',
    '\u0000',
    'ﾊﾊ',
    '{"type":"receive"}',
    '{"id":"x","type":"receive"}',
    `{"a":${'['.repeat(3000)}`,
  ]
  it.each(broken)('%j is answered in its place, its neighbours are recorded', async line => {
    const { status, results } = await lines(good(), line, good())
    expect(status).toBe(200)
    expect(results.map(result => result.status)).toEqual(['recorded', 'refused', 'recorded'])
    expect(results[1]).toMatchObject({
      code: 'invalid-event',
      detail: expect.stringMatching(/^\S.{8,}\.$/s) as string,
      pointer: expect.any(String) as string,
    })
  })

  it('blank lines, a byte order mark and Windows line ends are no harm', async () => {
    const { results } = await lines(`\ufeff${JSON.stringify(good())}\r`, '', '  ', `${JSON.stringify(good())}\r`, '')
    expect(results.map(result => result.status)).toEqual(['recorded', 'recorded'])
  })

  it('bytes that are no UTF-8 do not pass for a lot number', async () => {
    const [before, after] = JSON.stringify(good({ note: 'X#X' })).split('#') as [string, string]
    const { results } = await capture(
      Buffer.concat([Buffer.from(before), Buffer.from([0xff, 0xfe]), Buffer.from(`${after}\n${JSON.stringify(good())}`)]),
      'application/x-ndjson',
    )
    expect(results).toHaveLength(2)
    expect(results[1]?.status).toBe('recorded')
  })

  it.each(['', '{', '42', 'null', '"x"', '<events/>'])('a JSON body %j is a problem with a sentence', async body => {
    const { status, problem } = await capture(body)
    expect(status).toBe(400)
    expect(problem.detail).toMatch(/^\S.{8,}\.$/s)
  })
})

describe('events with something wrong in them', () => {
  const long = 'x'.repeat(10_000)
  const cases: [string, object, string, string][] = [
    ['an unknown type', { type: 'teleport' }, 'invalid-event', '/type'],
    ['a type that is no text', { type: 7 }, 'invalid-event', '/type'],
    ['no type', { type: undefined }, 'invalid-event', '/type'],
    ['a type of the prototype', { type: 'constructor' }, 'invalid-event', '/type'],
    ['our own type', { type: 'token' }, 'invalid-event', '/type'],
    ['an unknown field', { colour: 'red' }, 'invalid-event', '/colour'],
    ['an unknown field inside', { lot: { material: 'STEEL', number: 'X', colour: 'red' } }, 'invalid-event', '/lot/colour'],
    ['an unknown field with a slash in its name', { 'a/b~c': 1 }, 'invalid-event', '/a~1b~0c'],
    ['no id', { id: undefined }, 'invalid-event', '/id'],
    ['an id that is no UUID', { id: '1' }, 'invalid-event', '/id'],
    ['no time', { at: undefined }, 'invalid-event', '/at'],
    ['a time without an offset', { at: '2026-03-02T08:00:00' }, 'invalid-event', '/at'],
    ['a day that is not', { at: '2026-02-30T08:00:00Z' }, 'invalid-event', '/at'],
    ['an hour that is not', { at: '2026-02-20T25:00:00Z' }, 'invalid-event', '/at'],
    ['a time that is a number', { at: 1_772_438_400_000 }, 'invalid-event', '/at'],
    ['a time to come', { at: '2026-04-01T00:06:00Z' }, 'time-in-future', '/at'],
    ['a time far to come', { at: '9999-12-31T23:59:59Z' }, 'time-in-future', '/at'],
    ['an empty site', { site: '' }, 'invalid-event', '/site'],
    ['a site where nothing is known', { site: 'elsewhere' }, 'unknown-partner', '/vendor'],
    ['a vendor that is null', { vendor: null }, 'invalid-event', '/vendor'],
    ['a person nobody knows', { by: 'NOBODY' }, 'unknown-person', '/by'],
    ['a quantity in words', { quantity: 'ten' }, 'invalid-event', '/quantity'],
    ['a quantity with a comma', { quantity: '1,5' }, 'invalid-event', '/quantity'],
    ['a quantity with a unit', { quantity: '5 kg' }, 'invalid-event', '/quantity'],
    ['a quantity in hexadecimal', { quantity: '0x10' }, 'invalid-event', '/quantity'],
    ['an empty quantity', { quantity: '' }, 'invalid-event', '/quantity'],
    ['a negative quantity', { quantity: -1 }, 'invalid-event', '/quantity'],
    ['no quantity at all, written as zero', { quantity: '0.000' }, 'invalid-event', '/quantity'],
    ['a quantity beyond all measure', { quantity: 1e300 }, 'invalid-event', '/quantity'],
    ['a quantity of a thousand digits', { quantity: '9'.repeat(1000) }, 'invalid-event', '/quantity'],
    ['a quantity with an exponent beyond all measure', { quantity: '1e999' }, 'invalid-event', '/quantity'],
    ['a quantity finer than is kept', { quantity: '1e-10' }, 'invalid-event', '/quantity'],
    ['a quantity that is true', { quantity: true }, 'invalid-event', '/quantity'],
    ['a lot that is a text', { lot: 'S-1' }, 'invalid-event', '/lot'],
    ['a lot that is a list', { lot: [] }, 'invalid-event', '/lot'],
    ['a lot number with a quotation mark', { lot: { material: 'STEEL', number: 'S"1' } }, 'invalid-event', '/lot/number'],
    ['a lot number with an apostrophe', { lot: { material: 'STEEL', number: "'; drop table lot; --" } }, 'invalid-event', '/lot/number'],
    ['a lot number with a typographic quotation mark', { lot: { material: 'STEEL', number: 'S“1”' } }, 'invalid-event', '/lot/number'],
    ['a lot number with a line break', { lot: { material: 'STEEL', number: 'S\n1' } }, 'invalid-event', '/lot/number'],
    ['a lot number with a tab', { lot: { material: 'STEEL', number: 'S\t1' } }, 'invalid-event', '/lot/number'],
    ['a lot number with a NUL', { lot: { material: 'STEEL', number: 'S\u00001' } }, 'invalid-event', '/lot/number'],
    ['a lot number with half a character', { lot: { material: 'STEEL', number: 'S\ud800' } }, 'invalid-event', '/lot/number'],
    ...[
      ['a zero-width space', '\u200b'],
      ['a zero-width joiner', '\u200d'],
      ['a word joiner', '\u2060'],
      ['a soft hyphen', '\u00ad'],
      ['a byte order mark', '\ufeff'],
      ['a mark from right to left', '\u200f'],
      ['an override of direction', '\u202e'],
      ['a filler', '\u3164'],
      ['a tag', '\u{e0041}'],
    ].map(([name, unseen]): [string, object, string, string] => [
      `a lot number with ${name}`,
      { lot: { material: 'STEEL', number: `S${unseen}1` } },
      'invalid-event',
      '/lot/number',
    ]),
    [
      'an identifier that ends with what cannot be seen',
      { lot: { material: 'STEEL', number: 'S', identifiers: [{ kind: 'k', value: 'v\u200b\u200c' }] } },
      'invalid-event',
      '/lot/identifiers/0/value',
    ],
    ['a lot number of blanks', { lot: { material: 'STEEL', number: '   ' } }, 'invalid-event', '/lot/number'],
    ['a lot number of 101 characters', { lot: { material: 'STEEL', number: 'x'.repeat(101) } }, 'invalid-event', '/lot/number'],
    ['a lot number of 10,000 characters', { lot: { material: 'STEEL', number: long } }, 'invalid-event', '/lot/number'],
    ['a note of 10,000 characters', { note: long }, 'invalid-event', '/note'],
    ['a note with a NUL', { note: 'a\u0000b' }, 'invalid-event', '/note'],
    ['a station with half a character', { station: 'A\udc00' }, 'invalid-event', '/station'],
    [
      'an attribute with a NUL',
      { lot: { material: 'STEEL', number: 'S', attributes: { colour: { name: 'r\u0000d' } } } },
      'invalid-event',
      '/lot/attributes/colour/name',
    ],
    [
      'an attribute whose name has a NUL',
      { lot: { material: 'STEEL', number: 'S', attributes: { 'a\u0000': 1 } } },
      'invalid-event',
      '/lot/attributes/a\u0000',
    ],
    [
      'an attribute with half a character',
      { lot: { material: 'STEEL', number: 'S', attributes: { colour: ['\ud800'] } } },
      'invalid-event',
      '/lot/attributes/colour/0',
    ],
    [
      'an extension nested without end',
      { extensions: { deep: JSON.parse(`${'['.repeat(3000)}${']'.repeat(3000)}`) as object } },
      'invalid-event',
      '',
    ],
    ['an expiry that is no day', { lot: { material: 'STEEL', number: 'S', expiresAt: '2026-02-30' } }, 'invalid-event', '/lot/expiresAt'],
    [
      'fifty-one identifiers',
      { lot: { material: 'STEEL', number: 'S', identifiers: Array.from({ length: 51 }, () => ({ kind: 'k', value: 'v' })) } },
      'invalid-event',
      '/lot/identifiers',
    ],
    ['another work center', { workCenter: 'WC-9' }, 'unknown-work-center', '/workCenter'],
    ['late that is no yes or no', { late: 'yes' }, 'invalid-event', '/late'],
  ]
  it.each(cases)('%s', async (_, wrong, code, pointer) => {
    const event = good(wrong)
    const { results } = await lines(good(), event, good())
    expect(results.map(result => result.status)).toEqual(['recorded', 'refused', 'recorded'])
    expect(results[1]).toMatchObject({ code })
    if (pointer !== '') expect(results[1]?.pointer).toBe(pointer)
    expectInside(event, results[1]?.pointer)
    expect(results[1]?.detail).toMatch(/^\S.{8,}\.$/su)
    expect((results[1]?.detail ?? '').length, 'a sentence, not the whole event').toBeLessThan(500)
    expect(faults).toEqual([])
  })

  const texts: [string, Sent, string][] = [
    ['the name of a partner', { type: 'partner', code: 'X', name: 'a\u0000' }, '/name'],
    ['the contact of a partner', { type: 'partner', code: 'X', contact: { mail: 'a\u0000' } }, '/contact/mail'],
    [
      'a measured value',
      { type: 'collect', lots: [{ lot: { number: 'G-1' } }], values: [{ characteristic: 'D', value: 'a\u0000' }] },
      '/values/0/value',
    ],
    ['a reason', { type: 'scrap', lot: { number: 'G-1' }, quantity: '0.1', reason: 'a\u0000' }, '/reason'],
    ['a reference', { type: 'observe', lots: [{ lot: { number: 'G-1' } }], reference: 'a\ud800' }, '/reference'],
    [
      'an identifier',
      { type: 'receive', vendor: 'V-1', lot: { material: 'STEEL', identifiers: [{ kind: 'k', value: 'a\u0000' }] }, quantity: 1 },
      '/lot/identifiers/0/value',
    ],
    ['a numbering rule', { type: 'material', code: 'X', numbering: '{seq}\u0000' }, '/numbering'],
  ]
  it.each(texts)('%s that the database cannot keep', async (_, event, pointer) => {
    const { results } = await lines({ ...event, id: randomUUID(), at: '2026-03-02T08:00:00Z' }, good())
    expect(results).toMatchObject([{ status: 'refused', code: 'invalid-event', pointer }, { status: 'recorded' }])
    expect(faults).toEqual([])
  })

  it('takes what is written for people as it is written', async () => {
    const { results } = await lines(
      good({
        note: 'soft\u00adhyphen \u200fشماره\u200cها',
        lot: { material: 'STEEL', number: 'PEOPLE', attributes: { colour: 'r\u200bot' } },
      }),
    )
    expect(results.map(result => result.detail ?? result.status)).toEqual(['recorded'])
  })

  it('takes a lot for the same however its accents are written', async () => {
    const [typed, sent] = ['LOT-é-한-ﾊ', 'LOT-é-한-ﾊ'.normalize('NFD')]
    expect(typed).not.toBe(sent)
    const delivered = { vendorLot: 'A', quantity: 5 }
    const { results } = await lines(
      good({ ...delivered, lot: { material: 'STEEL', number: sent } }),
      good({ ...delivered, lot: { material: 'STEEL', number: typed } }),
      { type: 'scrap', id: randomUUID(), at: '2026-03-02T09:00:00Z', lot: { number: sent }, quantity: 10, reason: 'bent' },
    )
    expect(results.map(result => result.detail ?? result.status)).toEqual(['recorded', 'recorded', 'recorded'])
    expect(results[0]?.lots).toEqual([{ material: 'STEEL', number: typed }])
  })

  it('accepts what only looks strange', async () => {
    const { results } = await lines(
      good({ lot: { material: 'STEEL', number: 'ÄÖ-ß/漢字 №7 😀' } }),
      good({ quantity: 1e-7 }),
      good({ quantity: '+1.50' }),
      good({ quantity: '1e3' }),
      good({ quantity: '.5' }),
      good({ at: '0001-01-01T00:00:00Z' }),
      good({ note: 'two\nlines, "quoted"' }),
      good({ lot: { material: 'STEEL', number: 'x'.repeat(100) } }),
      good({ extensions: { 'urn:x': { a: [1, null, { b: 1e300 }] } } }),
    )
    expect(results.map(result => result.detail ?? result.status)).toEqual(Array.from({ length: 9 }, () => 'recorded'))
  })
})

describe('a signature by somebody without the role', () => {
  const site = 'signed'
  const here = (event: Sent): Sent => ({ id: randomUUID(), at: '2026-03-02T08:00:00Z', site, ...event })
  const release = (): Sent => here({ type: 'release', hold: 'H-1', reason: 'measured' })
  const signed = [{ by: 'OLE', meaning: 'Released', at: '2026-03-02T08:00:00Z', content: 'a'.repeat(64) }]
  const kept = async (): Promise<unknown> => (await at.pool.query('select count(*) from ledger where site = $1', [site])).rows[0]

  beforeAll(async () => {
    const { results } = await lines(
      ...basics.map(event => here(event)),
      here({ type: 'person', code: 'QUINN', pin: '482911', roles: ['quality'] }),
      here({ type: 'person', code: 'OLE', pin: '313131', roles: ['operator'] }),
      here({ ...receive('STEEL', 'S-1', 1) }),
      here({ type: 'hold', hold: 'H-1', lots: [{ number: 'S-1' }], reason: 'doubt' }),
      here({ type: 'settings', signatures: [{ type: 'release', role: 'quality' }] }),
    )
    expect(results.map(result => result.detail ?? result.status)).toEqual(results.map(() => 'recorded'))
  })

  const cases: [string, () => Sent, string, string][] = [
    ['none, though he says he does it', () => ({ ...release(), by: 'OLE' }), 'signature-required', ''],
    ['written into the event by its sender', () => ({ ...release(), by: 'OLE', signed }), 'invalid-event', '/signed'],
    [
      'written into what replaces an event',
      () => here({ type: 'correct', event: randomUUID(), reason: 'x', replacement: { ...release(), signed } }),
      'invalid-event',
      '/replacement/signed',
    ],
  ]
  it.each(cases)('%s', async (_, sent, code, pointer) => {
    const before = await kept()
    const { results } = await lines(sent())
    expect(results).toMatchObject([{ status: 'refused', code, detail: expect.stringMatching(/^\S.{8,}\.$/s) as string, pointer }])
    expect(await kept()).toEqual(before)
  })

  it('made with his own right PIN is refused as well; the same event signed by who has the role is recorded', async () => {
    const event = release()
    const sign = async (person: string, pin: string): Promise<unknown> => {
      const payload = { event, signers: [{ person, pin, meaning: 'Released' }] }
      return JSON.parse((await app.inject({ method: 'POST', url: '/api/v1/signatures', payload })).body)
    }
    const before = await kept()
    expect(await sign('OLE', '313131')).toMatchObject({
      status: 'refused',
      code: 'signature-required',
      detail: expect.stringMatching(/by the role quality/) as string,
      signatures: [],
    })
    expect(await kept()).toEqual(before)
    expect(await sign('QUINN', '482911')).toMatchObject({ status: 'recorded', signatures: [{ by: 'QUINN' }] })
  })
})

describe('many events', () => {
  it('a hundred thousand in one request, every tenth of them wrong: each is answered in its place', { timeout: 300_000 }, async () => {
    const count = 100_000
    // Mostly retries and refusals: what is measured is the door, not the disk.
    const first = Array.from({ length: 500 }, () => good())
    const wrong = good({ quantity: -1 })
    const body = Array.from({ length: count }, (_, index) => JSON.stringify(index % 10 === 3 ? wrong : first[index % first.length])).join(
      '\n',
    )
    const { results } = await capture(body, 'application/x-ndjson')
    const counts = new Map<string, number>()
    for (const { status } of results) counts.set(status, (counts.get(status) ?? 0) + 1)
    expect(results).toHaveLength(count)
    expect(Object.fromEntries(counts)).toEqual({ recorded: 450, duplicate: 89_550, refused: 10_000 })
    expect(results[13]).toMatchObject({ status: 'refused', pointer: '/quantity' })
  })

  it('an event with a hundred thousand lots in it', { timeout: 120_000 }, async () => {
    const { results } = await lines(
      {
        type: 'hold',
        id: randomUUID(),
        at: '2026-03-02T08:00:00Z',
        hold: 'BIG',
        reason: 'all',
        lots: Array.from({ length: 100_001 }, () => ({ number: 'G-1' })),
      },
      good(),
    )
    expect(results).toMatchObject([{ status: 'refused', code: 'invalid-event', pointer: '/lots' }, { status: 'recorded' }])
  })
})

describe('any JSON at all', () => {
  it('is refused with a place inside it, or recorded, and never a fault', { timeout: 120_000 }, async () => {
    const template = good()
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(template), 'by', 'note', 'station', 'extensions', 'serials'),
        fc.jsonValue({ maxDepth: 4 }),
        async (field, value) => {
          const event = { ...good(), [field]: value }
          const { status, results } = await lines(event)
          expect(status).toBe(200)
          expect(results).toHaveLength(1)
          if (results[0]?.status === 'refused') expectInside(event, results[0].pointer)
          expect(faults).toEqual([])
        },
      ),
      { numRuns: rounds(300) },
    )
  })
})

it('leaves a ledger that verifies, balances and rebuilds', { timeout: 120_000 }, () => expectSound(at))
