import { problemOf, unreachable } from './problem.ts'

export interface TransportOptions {
  /** Origin of the server, "" for the page's own. */
  base?: string
  /** Bearer token; a browser leaves it out and relies on its session cookie. */
  token?: string
  fetch?: typeof fetch
}

export interface Ask {
  method?: 'GET' | 'POST' | 'DELETE'
  path: string
  query?: Query
  body?: unknown
  /** A body that is sent as it is, instead of one that becomes JSON. */
  raw?: { type: string; content: string | Uint8Array<ArrayBuffer> }
  signal?: AbortSignal
  accept?: string
}

export type Query = Record<string, string | number | boolean | undefined>

export interface Transport {
  json<T>(ask: Ask): Promise<T>
  blob(ask: Ask): Promise<Blob>
  /** The answer as it comes, for what has no end. */
  open(ask: Ask): Promise<Response>
}

export function createTransport(options: TransportOptions): Transport {
  return {
    json: async <T>(ask: Ask) => {
      const response = await send(options, ask)
      return (response.status === 204 ? undefined : await response.json()) as T
    },
    blob: async ask => (await send(options, ask)).blob(),
    open: ask => send(options, ask),
  }
}

async function send(options: TransportOptions, ask: Ask): Promise<Response> {
  const response = await reach(options, ask)
  if (!response.ok) throw await problemOf(response)
  return response
}

async function reach(options: TransportOptions, ask: Ask): Promise<Response> {
  const call = options.fetch ?? fetch
  try {
    return await call(addressOf(ask, options.base), requestOf(options, ask))
  } catch (cause) {
    // An abort is the caller's own wish and must stay recognisable as such.
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw unreachable(cause)
  }
}

export function addressOf(ask: Pick<Ask, 'path' | 'query'>, base = ''): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(ask.query ?? {})) {
    if (value !== undefined && value !== '') search.set(key, String(value))
  }
  const text = search.toString()
  return `${base}${ask.path}${text === '' ? '' : `?${text}`}`
}

function requestOf(options: TransportOptions, ask: Ask): RequestInit {
  const headers: Record<string, string> = { accept: ask.accept ?? 'application/json' }
  if (options.token !== undefined) headers['authorization'] = `Bearer ${options.token}`
  const request: RequestInit = { method: ask.method ?? 'GET', headers, credentials: 'same-origin' }
  const content = contentOf(ask)
  if (content !== undefined) {
    headers['content-type'] = content.type
    request.body = content.content
  }
  if (ask.signal !== undefined) request.signal = ask.signal
  return request
}

function contentOf({ body, raw }: Ask): Ask['raw'] {
  if (raw !== undefined) return raw
  return body === undefined ? undefined : { type: 'application/json', content: JSON.stringify(body) }
}
