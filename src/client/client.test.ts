import { describe, expect, it } from 'vitest'
import { createClient, newId, Problem } from './index.ts'

interface Asked {
  url: string
  init: RequestInit
}

function answering(response: () => Response | Promise<Response>): { asked: Asked[]; fetch: typeof fetch } {
  const asked: Asked[] = []
  return {
    asked,
    fetch: async (url, init) => {
      asked.push({ url: typeof url === 'string' ? url : '', init: init ?? {} })
      return response()
    },
  }
}

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })

describe('the client', () => {
  it('asks with the token, leaves out what is not said, and hands over rows', async () => {
    const line = answering(() => json({ lots: [{ number: 'A/1' }], next: 'c2' }))
    const client = createClient({ base: 'http://host', token: 'secret', fetch: line.fetch })
    const page = await client.lots({ search: 'A/1 &', material: '', limit: 5 })
    expect(page).toEqual({ rows: [{ number: 'A/1' }], next: 'c2' })
    expect(line.asked[0].url).toBe('http://host/api/v1/lots?search=A%2F1+%26&limit=5')
    expect(line.asked[0].init.headers).toMatchObject({ authorization: 'Bearer secret' })
  })

  it('turns problem+json into a Problem with its code, sentence and pointer', async () => {
    const line = answering(() =>
      json({ title: 'Refused', status: 422, code: 'lot-on-hold', detail: 'Lot L-1 is on hold.', pointer: '/lots/0' }, 422),
    )
    const failure = await createClient({ fetch: line.fetch })
      .lot(1)
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Problem)
    expect(failure).toMatchObject({
      status: 422,
      code: 'lot-on-hold',
      message: 'Lot L-1 is on hold.',
      pointer: '/lots/0',
      unavailable: false,
    })
  })

  it('keeps an answer that is no problem document readable', async () => {
    const line = answering(() => new Response('<html>Bad gateway</html>', { status: 502 }))
    await expect(createClient({ fetch: line.fetch }).sites()).rejects.toMatchObject({ code: 'http-502', unavailable: true })
  })

  it('says of a dead line that nothing was changed', async () => {
    const line = answering(() => Promise.reject(new TypeError('connection refused')))
    await expect(createClient({ fetch: line.fetch }).capture([])).rejects.toMatchObject({
      code: 'unreachable',
      status: 0,
      unavailable: true,
    })
  })
})

describe('a new id', () => {
  it('is a version 7 UUID whose first 48 bits are the time', () => {
    const now = 1_700_000_000_123
    const id = newId(now)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now)
  })

  it('is never the same twice', () => {
    expect(new Set(Array.from({ length: 1000 }, () => newId(1))).size).toBe(1000)
  })
})
