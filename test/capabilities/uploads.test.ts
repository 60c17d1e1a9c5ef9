/** Documents over a real socket: what is whole and honest is kept, everything else leaves nothing, and what is served cannot harm. */
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TokenBook } from '../../src/capabilities/access/tokens.ts'
import { DOCUMENT_MAX } from '../../src/capabilities/documents/content.ts'
import type { Services } from '../../src/capabilities/route.ts'
import { allRoutes } from '../../src/capabilities/routes.ts'
import { createServer } from '../../src/http/server.ts'
import type { Sessions } from '../../src/http/sessions.ts'
import { servicesOn } from '../ledger/plant.ts'
import { testStore } from '../support/store.ts'

const at = testStore()
let app: FastifyInstance
let base: string
let role: 'reader' | 'writer' = 'writer'
const faults: unknown[] = []

beforeAll(async () => {
  const services: Services = servicesOn(at)
  const sessions = { principalOf: async () => ({ name: 'test', role, person: null }) } as unknown as Sessions
  app = createServer({
    services,
    sessions,
    routes: allRoutes(services, new TokenBook(services.pool)),
    webRoot: '/nowhere',
    version: '0',
    isReady: async () => true,
    log: (_level, _message, details) => void faults.push(details),
  })
  base = await app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => app.close())

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const upload = (bytes: Buffer<ArrayBuffer>, name: string, more: Record<string, string> = {}): Promise<Response> =>
  fetch(`${base}/api/v1/documents?${new URLSearchParams({ name, ...more })}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: bytes,
  })
const pdf = (size: number): Buffer<ArrayBuffer> => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size)])
const keptCount = async (): Promise<unknown> =>
  (
    await at.pool.query(
      'select (select count(*)::int from document_content) as documents, (select count(*)::int from document_part) as parts',
    )
  ).rows[0]
const spooled = (): string[] => readdirSync(tmpdir()).filter(name => name.startsWith(`genealot-upload-${process.pid}-`))

describe('an upload', () => {
  it.each([9, 1024 * 1024 - 9, 3 * 1024 * 1024 + 1])('of %i bytes comes back byte for byte', async size => {
    const bytes = pdf(size)
    const response = await upload(bytes, 'certificate.pdf', { sha256: hashOf(bytes) })
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({ document: hashOf(bytes), mediaType: 'application/pdf', size: bytes.length })
    const back = await fetch(`${base}/api/v1/documents/${hashOf(bytes)}`)
    expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true)
  })

  it('of the same bytes twice, also at once, is one document', async () => {
    const bytes = pdf(2_000_000)
    const before = (await keptCount()) as { documents: number }
    const answers = await Promise.all([upload(bytes, 'a.pdf'), upload(bytes, 'b.pdf'), upload(bytes, 'c.pdf')])
    expect(answers.map(answer => answer.status)).toEqual([201, 201, 201])
    expect(((await keptCount()) as { documents: number }).documents).toBe(before.documents + 1)
    const back = await fetch(`${base}/api/v1/documents/${hashOf(bytes)}`)
    expect(hashOf(new Uint8Array(await back.arrayBuffer()))).toBe(hashOf(bytes))
  })

  const refused: [string, () => Promise<Response>, number, string][] = [
    ['a program named .pdf', () => upload(Buffer.from('MZ\u0090\u0000 This program cannot be run'), 'invoice.pdf'), 422, 'document-type'],
    ['a page with a script named .png', () => upload(Buffer.from('<html><script>alert(1)</script>'), 'photo.png'), 422, 'document-type'],
    ['no bytes at all', () => upload(Buffer.alloc(0), 'empty.pdf'), 422, 'document-empty'],
    ['another hash than its own', () => upload(pdf(10), 'a.pdf', { sha256: 'a'.repeat(64) }), 422, 'hash-differs'],
    ['a hash that is none', () => upload(pdf(10), 'a.pdf', { sha256: 'xyz' }), 400, 'invalid-request'],
    ['no name', () => upload(pdf(10), ''), 400, 'invalid-request'],
  ]
  it.each(refused)('with %s is refused and leaves nothing', async (_, send, status, code) => {
    const before = await keptCount()
    const response = await send()
    expect(response.status).toBe(status)
    expect(((await response.json()) as { code: string }).code).toBe(code)
    expect(await keptCount()).toEqual(before)
    expect(spooled()).toEqual([])
  })

  it('by somebody who may only read is refused before it is read', async () => {
    role = 'reader'
    try {
      expect((await upload(pdf(10), 'a.pdf')).status).toBe(403)
    } finally {
      role = 'writer'
    }
  })

  it('announced as 2 GB is refused at once', async () => {
    expect(await raw(`content-length: ${2 * 1024 ** 3}`, '%PDF-1.7\n')).toMatch(/^HTTP\/1.1 413 [\s\S]*"too-large"/)
  })

  it('that says nothing of its size is cut off at the limit', async () => {
    const part = Buffer.alloc(1024 * 1024, '%PDF-1.7\n')
    async function* endless(): AsyncGenerator<Buffer> {
      for (let sent = 0; sent <= DOCUMENT_MAX; sent += part.length) yield part
    }
    const response = await fetch(`${base}/api/v1/documents?name=a.pdf`, {
      method: 'POST',
      body: Readable.toWeb(Readable.from(endless())),
      duplex: 'half',
    } as unknown as RequestInit).catch(() => undefined)
    // A sender that is still sending may hear the answer or only a closed connection.
    if (response) expect(response.status).toBe(413)
    expect(spooled()).toEqual([])
  })

  it('that breaks off leaves nothing', async () => {
    const before = await keptCount()
    await raw('content-length: 5000', '%PDF-1.7\nonly the beginning', true)
    await expect.poll(spooled, { timeout: 30_000 }).toEqual([])
    expect(await keptCount()).toEqual(before)
    expect(faults).toEqual([])
  })
})

/** A request written by hand; answers what came back until the connection closed. */
function raw(header: string, body: string, breakOff = false): Promise<string> {
  const { hostname, port } = new URL(base)
  return new Promise(resolve => {
    const socket = connect(Number(port), hostname)
    let answer = ''
    socket.on('data', chunk => {
      answer += chunk
      if (answer.includes('\r\n\r\n')) socket.end()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer))
    socket.write(`POST /api/v1/documents?name=a.pdf HTTP/1.1\r\nhost: test\r\n${header}\r\n\r\n${body}`, () => {
      if (breakOff) socket.destroy()
    })
  })
}

describe('what no route sees', () => {
  it.each([
    ['headers without end', `x-long: ${'x'.repeat(60_000)}`, 431, 'too-large'],
    ['a header that is none', 'no colon here', 400, 'invalid-request'],
  ])('%s: a problem with a code and a sentence', async (_, header, status, code) => {
    const [head = '', body = ''] = (await raw(header, '')).split('\r\n\r\n')
    expect(head).toContain(`HTTP/1.1 ${status} `)
    expect(head).toContain('content-type: application/problem+json')
    expect(JSON.parse(body)).toMatchObject({ status, code, detail: expect.stringMatching(/\.$/) as string })
    expect((await fetch(`${base}/healthz`)).status).toBe(200)
  })
})

describe('a document that is served', () => {
  const served = async (bytes: Buffer<ArrayBuffer>, name: string, query = ''): Promise<Headers> => {
    await upload(bytes, name)
    return (await fetch(`${base}/api/v1/documents/${hashOf(bytes)}${query}`)).headers
  }
  const png = Buffer.from('\u0089PNG\r\n\u001a\nxxxxxxxx', 'latin1')
  it.each([
    ['a picture', png, 'a.png', '', 'image/png', /^inline/],
    ['a picture that is asked to be saved', png, 'a.png', '?download=true', 'image/png', /^attachment/],
    ['a PDF', Buffer.from('%PDF-1.7\nx'), 'a.pdf', '', 'application/pdf', /^inline/],
    ['text', Buffer.from('<script>alert(1)</script>'), 'a.txt', '', 'text/plain', /^attachment/],
    ['XML', Buffer.from('<?xml version="1.0"?><a/>'), 'a.xml', '', 'application/xml', /^attachment/],
  ])('%s', async (_, bytes, name, query, type, disposition) => {
    const headers = await served(bytes, name, query)
    expect(headers.get('content-type')).toContain(type)
    expect(headers.get('content-disposition')).toMatch(disposition)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/)
    if (type !== 'application/pdf') expect(headers.get('content-security-policy')).toMatch(/^sandbox;/)
    expect(headers.get('content-length')).toBe(String(bytes.length))
  })

  it.each(['0'.repeat(64), 'ABC', '..%2F..%2Fetc%2Fpasswd'])('%s is not there', async document => {
    expect((await fetch(`${base}/api/v1/documents/${document}`)).status).toBe(404)
  })
})
