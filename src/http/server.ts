/** The HTTP server: routes of the capabilities behind sessions, with problem+json, OpenAPI, static files, health and metrics. */
import { existsSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { z } from 'zod'
import type * as answers from '../answers/index.ts'
import { composedIn } from '../base/composed.ts'
import { type Access, AccessLog } from '../capabilities/access/log.ts'
import { mayDo, type Role, rightsOf } from '../capabilities/access/roles.ts'
import { checkAnswer, checksAnswers } from '../capabilities/answered.ts'
import { captureEvents, linesOf } from '../capabilities/capture.ts'
import { captureTogether } from '../capabilities/capture-together.ts'
import { pointerOf } from '../capabilities/parse.ts'
import { Problem } from '../capabilities/problem.ts'
import { Document, type Principal, type Route, type Services, Streamed } from '../capabilities/route.ts'
import { liveQuery, liveRoute } from './live.ts'
import { metrics } from './metrics.ts'
import { apiPage, captureAnswer, openApi } from './openapi.ts'
import { problemOf } from './problem.ts'
import { COOKIE, type Sessions } from './sessions.ts'

export interface ServerOptions {
  services: Services
  sessions: Sessions
  routes: Route[]
  webRoot: string
  version: string
  isReady: () => Promise<boolean>
  log: (level: 'error' | 'warn', message: string, details: object) => void
}

const BODY_MAX = 256 * 1024 * 1024
const PREFIX = '/api/v1'

interface Opened extends ServerOptions {
  accessLog: AccessLog
}

export function createServer(given: ServerOptions): FastifyInstance {
  const options = { ...given, accessLog: new AccessLog(given.services.pool) }
  const app = fastify({
    bodyLimit: BODY_MAX,
    logger: false,
    routerOptions: { maxParamLength: 1000 },
    forceCloseConnections: true,
    // What is no request that can be read comes to no route: it is answered on the line itself, which is closed.
    clientErrorHandler: answerUnread,
    // An address that cannot be read comes to no handler, so it is answered here.
    frameworkErrors: (error, request, reply) => void sendProblem(reply as FastifyReply, error, { ...options, request }),
  })
  app.addHook('onClose', () => options.accessLog.settled())
  app.setValidatorCompiler(() => () => true)
  app.setErrorHandler((error, request, reply) => sendProblem(reply, error, { ...options, request }))
  void app.register(cookie)
  void app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        // The camera reads codes with a WebAssembly module of our own.
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
  })
  bodies(app)
  health(app, options)
  void app.register(async inner => {
    sessionRoutes(inner, options)
    captureRoute(inner, options)
    liveRoute(inner, {
      pool: options.services.pool,
      prefix: PREFIX,
      allow: request => allowed(request, 'reader', options),
      parse: request => asked(liveQuery, request) as z.output<typeof liveQuery>,
    })
    for (const stated of options.routes) if (!stated.streamed) addRoute(inner, stated, options)
    void inner.register(async streaming => streamedRoutes(streaming, options))
    const described = openApi(options.routes, options.version)
    inner.get('/openapi.json', async request => {
      await allowed(request, 'reader', options)
      return described
    })
    inner.get('/docs/api', async (request, reply) => {
      await allowed(request, 'reader', options)
      return reply.type('text/html').send(apiPage(described))
    })
  })
  web(app, options)
  return app
}

const UNREAD: Readonly<Record<string, [status: string, code: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'too-large',
    'The headers and the address are larger than 16 kB: send less of them, or ask in the body.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'invalid-request', 'The request did not arrive in time: send it again.'],
}
const UNREADABLE = ['400 Bad Request', 'invalid-request', 'This is no HTTP request that can be read.'] as const

function answerUnread(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, code, detail] = UNREAD[error.code ?? ''] ?? UNREADABLE
  const body = JSON.stringify({ type: `/docs/api#${code}`, title: status.slice(4), status: Number(status.slice(0, 3)), code, detail })
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}

/** JSON is parsed by us, so that what is malformed says where; everything else stays bytes. */
function bodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(['application/json', 'application/ld+json'], { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addContentTypeParser('application/x-ndjson', (_request, _payload, done) => done(null))
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

/** Routes that read their body themselves: who may not, or announces too much, is answered before a byte of it is read. */
function streamedRoutes(app: FastifyInstance, options: Opened): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  for (const stated of options.routes) if (stated.streamed) addRoute(app, stated, options)
}

function sendProblem(reply: FastifyReply, error: unknown, options: Opened & { request: FastifyRequest }): FastifyReply {
  // Nobody reads on what is still coming, so nothing else can come over this connection.
  if (!options.request.raw.complete) void reply.header('connection', 'close')
  const problem = problemOf(error, (incident, cause) =>
    options.log('error', 'fault', { incident, error: cause instanceof Error ? cause.stack : String(cause) }),
  )
  if (problem.status === 503) void reply.header('retry-after', '1')
  return reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
}

async function allowed(request: FastifyRequest, role: Role, options: Opened): Promise<Principal> {
  const principal = await options.sessions.principalOf(request)
  try {
    return permitted(principal, role)
  } catch (error) {
    if (error instanceof Problem) noteRefused(request, options, principal, { code: error.code, detail: error.message })
    throw error
  }
}

/** The refusal does not wait for its line in the log. */
function noteRefused(
  request: FastifyRequest,
  options: Opened,
  principal: Principal | null,
  { code, detail, subject }: Pick<Access, 'code' | 'detail'> & { subject?: string },
): void {
  const access: Access = {
    at: options.services.now(),
    who: principal?.name ?? 'nobody',
    action: 'refused',
    subject: subject ?? addressed(request),
    code,
    detail,
    address: request.ip,
  }
  options.accessLog
    .note(access)
    .catch((error: unknown) => options.log('error', 'the access log cannot be written', { error: String(error) }))
}

/** Without what may be a secret: the key of a session travels in a body, and nothing of a query is needed to know what was asked for. */
const addressed = (request: FastifyRequest): string => `${request.method} ${request.url.split('?', 1)[0] ?? ''}`

const readBy = ({ now }: Services, request: FastifyRequest, principal: Principal): Access => ({
  at: now(),
  who: principal.name,
  action: 'read',
  subject: addressed(request),
  address: request.ip,
})

function permitted(principal: Principal | null, role: Role): Principal {
  if (!principal) throw new Problem(401, 'not-signed-in', 'Send a token as "Authorization: Bearer …", or sign in.')
  if (!mayDo(principal.role, role))
    throw new Problem(403, 'not-allowed', `This needs the role ${role}; ${principal.name} is ${principal.role}.`)
  return principal
}

/** Nobody waits for an answer any more when the connection ends before it was sent. */
function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new Problem(499, 'gone', 'The caller did not wait for the answer.'))
  })
  return gone.signal
}

const NOBODY: Principal = { name: 'nobody', role: 'reader', person: null }

function addRoute(app: FastifyInstance, stated: Route, options: Opened): void {
  const query = stated.query ?? NOTHING
  app.route({
    method: stated.method,
    url: stated.path.startsWith('/epcis') ? stated.path : PREFIX + stated.path,
    handler: async (request, reply) => {
      const principal = stated.open ? NOBODY : await allowed(request, stated.role, options)
      const raw = Buffer.isBuffer(request.body) ? request.body : null
      const call = {
        params: composedIn(request.params as Record<string, string>),
        principal,
        raw,
        ...(stated.streamed ? { stream: request.raw, size: sizeOf(request) } : {}),
        accept: request.headers.accept ?? '',
        signal: goneSignal(reply.raw),
        query: asked(query, request),
        body: stated.body ? parsed(stated.body, jsonOf(request), 'body') : undefined,
      }
      if (stated.sensitive) await options.accessLog.note(readBy(options.services, request, principal))
      const answer = await readWhole(stated, options.services.engine, () => stated.handle(call as never))
      if (answer instanceof Streamed) return reply.headers(answer.headers).send(answer.bytes)
      if (answer instanceof Document) {
        if (answer.fileName) void reply.header('content-disposition', `inline; filename="${answer.fileName.replaceAll(/[^\w.-]/g, '_')}"`)
        return reply.type(answer.type).send(answer.bytes)
      }
      return reply
        .status(stated.status ?? 200)
        .type('application/json; charset=utf-8')
        .send(JSON.stringify(answer))
    },
  })
}

/** What was read while a site was taken out is partly of before and partly of after, whether it could be answered or not; whoever asks again reads what is there now. */
async function readWhole<T>({ method, role }: Route, engine: Services['engine'], read: () => Promise<T>): Promise<T> {
  const before = engine.remade
  const isMixed = (): boolean => (method === 'GET' || role === 'reader') && (before === undefined || engine.remade !== before)
  try {
    const answer = await read()
    if (!isMixed()) return answer
  } catch (error) {
    if (!isMixed()) throw error
  }
  throw new Problem(503, 'unavailable', 'The demo plant was being removed while this was asked. Ask again: what is there now is answered.')
}

function sizeOf({ headers }: FastifyRequest): number | undefined {
  const size = Number(headers['content-length'])
  return headers['content-length'] === undefined || !Number.isSafeInteger(size) ? undefined : size
}

const CAPTURED = 'a JSON array of events as application/json, or one event a line as application/x-ndjson'

/**
 * A body that says what it is and is no JSON is of the wrong kind, however it reads. One that says nothing, or only what programs say that
 * were told nothing (a form, bytes), is read as JSON.
 */
function jsonOf(request: FastifyRequest, asked = 'JSON as application/json'): unknown {
  const body = Buffer.isBuffer(request.body) ? request.body : null
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (body && body.length > 0 && !JSON_TYPE.test(type) && !UNTOLD.has(type))
    throw new Problem(415, 'unknown-content-type', `This is ${type.slice(0, 100)}: send ${asked}.`)
  return readJson(body)
}
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json$/
const UNTOLD: ReadonlySet<string> = new Set(['', 'application/x-www-form-urlencoded', 'application/octet-stream', 'text/plain'])

export function readJson(raw: Buffer | null): unknown {
  if (!raw || raw.length === 0) return undefined
  try {
    return JSON.parse(raw.toString('utf8'))
  } catch (error) {
    throw new Problem(400, 'invalid-json', `The body is no JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`)
  }
}

const NOTHING = z.object({})

/** A filter that is misspelt is told: left out in silence, it would answer something else than was asked for. */
function asked(schema: z.ZodType, { query }: FastifyRequest): unknown {
  if (!(schema instanceof z.ZodObject)) throw new Error('what an address is asked is stated by its fields')
  const shape = schema.shape as Record<string, unknown>
  const unknown = Object.keys(query as object).find(name => !Object.hasOwn(shape, name))
  if (unknown !== undefined) throw unknownField(unknown.slice(0, 100), Object.keys(shape))
  return parsed(schema, query, 'query')
}

function unknownField(name: string, known: readonly string[]): Problem {
  const instead = known.length === 0 ? 'it takes none' : `it takes ${known.join(', ')}`
  return new Problem(400, 'invalid-request', `query: nothing is asked by ${JSON.stringify(name)} here (${instead}).`, pointerOf([name]))
}

function parsed(schema: z.ZodType, value: unknown, where: 'query' | 'body'): unknown {
  const result = schema.safeParse(composedIn(value ?? {}))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new Problem(
    400,
    'invalid-request',
    `${where} ${pointerOf(issue?.path ?? []) || '/'}: ${issue?.message ?? 'is not what is asked for'}.`,
    pointerOf(issue?.path ?? []),
  )
}

/** An answer to a program is no page. Fixed, because working the full set out anew costs a twentieth of what recording an event does. */
const ANSWER_HEADERS = { 'content-security-policy': "default-src 'none'", 'x-content-type-options': 'nosniff' }

const captureQuery = z.object({ together: z.stringbool().default(false) })

function captureRoute(app: FastifyInstance, options: Opened): void {
  app.post(`${PREFIX}/capture`, { helmet: false }, async (request, reply) => {
    void reply.headers(ANSWER_HEADERS)
    const principal = await allowed(request, 'writer', options)
    const { together } = asked(captureQuery, request) as z.output<typeof captureQuery>
    const isLines = (request.headers['content-type'] ?? '').includes('ndjson')
    const inputs = isLines ? linesOf(request.raw) : eventsOf(jsonOf(request, CAPTURED))
    const results = await (together ? captureTogether : captureEvents)(options.services, inputs, principal.name)
    for (const { status, id, code, detail } of results)
      if (status === 'refused') noteRefused(request, options, principal, { code, detail, subject: `event ${id ?? ''}` })
    const sent = { results }
    if (checksAnswers) checkAnswer({ method: 'POST', path: '/capture', answer: captureAnswer }, sent)
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(sent))
  })
}

function eventsOf(body: unknown): unknown[] {
  if (Array.isArray(body)) return body
  if (body !== null && typeof body === 'object') return [body]
  throw new Problem(400, 'invalid-request', 'Send a JSON array of events, one event, or NDJSON with content type application/x-ndjson.')
}

function sessionRoutes(app: FastifyInstance, options: Opened): void {
  const key = z.strictObject({ key: z.string().min(1).max(400) })
  app.post(`${PREFIX}/session`, async (request, reply) => {
    const { key: given } = parsed(key, jsonOf(request), 'body') as { key: string }
    const principal = await options.sessions.principalOfKey(given)
    if (!principal) {
      noteRefused(request, options, null, { code: 'not-signed-in', detail: 'This key is not known, or no longer valid.' })
      throw new Problem(401, 'not-signed-in', 'This key is not known, or no longer valid.', '/key')
    }
    void reply.setCookie(COOKIE, options.sessions.begin(given), {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: request.protocol === 'https',
    })
    return sessionOf(principal)
  })
  app.get(`${PREFIX}/session`, async request => sessionOf(await allowed(request, 'reader', options)))
  app.delete(`${PREFIX}/session`, async (request, reply) => {
    options.sessions.end(request.cookies[COOKIE] ?? '')
    void reply.clearCookie(COOKIE, { path: '/' })
    return { signedOut: true }
  })
}

const sessionOf = (principal: Principal): answers.Session => ({
  ...principal,
  rights: rightsOf(principal.role),
  language: principal.language ?? null,
})

function health(app: FastifyInstance, options: Opened): void {
  app.get('/healthz', async () => ({ status: 'ok', version: options.version }))
  app.get('/readyz', async (_request, reply) => {
    const ready = await options.isReady().catch(() => false)
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' })
  })
  metrics(app, options.services)
}

/** What carries its content's hash in its name never changes; everything else is asked for again. */
function cachedBy(reply: FastifyReply, path: string): void {
  void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
}

/** A station is a page of its own, which is kept and started without the offices' screens. */
const pageOf = (url: string): string => (/^\/station(?:[/?#]|$)/.test(url) ? 'station.html' : 'index.html')

/** The web application: its files, and its first page for every address of a screen. */
function web(app: FastifyInstance, { webRoot }: Opened): void {
  if (existsSync(join(webRoot, 'index.html')))
    void app.register(fastifyStatic, { root: webRoot, wildcard: false, cacheControl: false, setHeaders: cachedBy })
  app.setNotFoundHandler((request, reply) => {
    const isScreen =
      request.method === 'GET' && !/^\/(api|epcis|assets)\//.test(request.url) && (request.headers.accept ?? '').includes('text/html')
    if (isScreen && existsSync(join(webRoot, 'index.html'))) return reply.header('cache-control', 'no-cache').sendFile(pageOf(request.url))
    return reply
      .status(404)
      .type('application/problem+json')
      .send(
        JSON.stringify({
          type: 'about:blank',
          title: 'Not found',
          status: 404,
          code: 'not-found',
          detail: `There is nothing at ${request.method} ${request.url.slice(0, 200)}.`,
        }),
      )
  })
}
