/**
 * `fetch` over node:http. The built-in one gives up on an answer after five minutes, which verifying or rebuilding a large ledger
 * may take, and its limit cannot be changed without a further package.
 */
import * as http from 'node:http'
import * as https from 'node:https'
import { Readable } from 'node:stream'

export interface Caller {
  fetch: typeof fetch
  /** Lets go of the lines that are kept open between calls. */
  close(): void
}

/** A status whose answer has no body, and for which a Response refuses one. */
const BODILESS = new Set([204, 205, 304])

export function createCaller(): Caller {
  const agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) }
  return {
    fetch: async (input, init = {}) => {
      const url = new URL(input instanceof Request ? input.url : input)
      const secure = url.protocol === 'https:'
      const message = await send(url, init, { call: secure ? https.request : http.request, agent: agents[secure ? 'https:' : 'http:'] })
      return responseOf(message)
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

interface Line {
  call: typeof http.request
  agent: http.Agent
}

function send(url: URL, init: RequestInit, { call, agent }: Line): Promise<http.IncomingMessage> {
  return new Promise((done, fail) => {
    const { body, headers, method = 'GET', signal } = init
    const bytes = typeof body === 'string' ? Buffer.from(body) : body instanceof Uint8Array ? body : undefined
    const sized = bytes === undefined ? {} : { 'content-length': String(bytes.byteLength) }
    const request = call(url, {
      method,
      agent,
      headers: { ...Object.fromEntries(new Headers(headers)), ...sized },
      ...(signal ? { signal } : {}),
    })
    request.on('response', done).on('error', fail).end(bytes)
  })
}

function responseOf(message: http.IncomingMessage): Response {
  const { statusCode: status = 500, statusMessage: statusText = '' } = message
  const headers = new Headers()
  for (const [name, value] of Object.entries(message.headers)) if (value !== undefined) headers.set(name, String(value))
  if (!BODILESS.has(status)) return new Response(Readable.toWeb(message) as ReadableStream, { status, statusText, headers })
  message.resume()
  return new Response(null, { status, statusText, headers })
}
