/** The OpenAPI 3.1 document, made from the very schemas that parse the requests and that answers are held to. */
import { z } from 'zod'
import { CaptureResult, listed, Session } from '../answers/index.ts'
import { eventSchema } from '../capabilities/events.ts'
import type { Route } from '../capabilities/route.ts'
import { namedShapes, shapeOf } from './answer-schemas.ts'

export const captureAnswer = listed('results', CaptureResult)

const schemaOf = (schema: z.ZodType): object => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-2020-12' })

export function openApi(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {
    '/api/v1/capture': {
      post: operation(
        {
          summary: 'Record events: a JSON array or NDJSON in, one result per event out, in order',
          role: 'writer',
          answer: captureAnswer,
        },
        {
          parameters: [
            {
              name: 'together',
              in: 'query',
              required: false,
              description: 'true: all of them in one transaction, or none',
              schema: { type: 'boolean', default: false },
            },
          ],
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Event' } } },
              'application/x-ndjson': { schema: { type: 'string' } },
            },
          },
        },
      ),
    },
  }
  paths['/api/v1/live'] = {
    get: operation(
      { summary: 'What is recorded, as it is recorded: server-sent events, resumed with Last-Event-ID or since', role: 'reader' },
      {
        parameters: [
          { name: 'since', in: 'query', required: false, schema: { type: 'integer' } },
          { name: 'site', in: 'query', required: false, schema: { type: 'string' } },
        ],
      },
    ),
  }
  Object.assign(paths, OWN)
  for (const route of routes) {
    const path = (route.path.startsWith('/epcis') ? route.path : `/api/v1${route.path}`).replaceAll(/:(\w+)/g, '{$1}')
    const methods = paths[path] ?? {}
    methods[route.method.toLowerCase()] = operation(route, { ...parametersOf(route, path), ...bodyOf(route) })
    paths[path] = methods
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Genealot', version, description: 'Lot and serial genealogy: record what happened, ask where it went.' },
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { ...namedShapes(), Event: schemaOf(eventSchema), Problem: PROBLEM },
    },
  }
}

type Stated = Pick<Route, 'summary' | 'role' | 'answer' | 'status' | 'open'>

const sessionKey = z.strictObject({ key: z.string().min(1).max(400).describe('a token, as it would be sent with every call') })
const session = (stated: Pick<Stated, 'summary' | 'answer' | 'open'>, rest: object = {}): object =>
  operation({ role: 'reader', ...stated }, rest)
const health = (summary: string, answer: z.ZodType, also: object = {}): object => {
  const stated = operation({ summary, role: 'reader', open: true, answer }, {}) as { responses: object }
  return { get: { ...stated, responses: { ...stated.responses, ...also } } }
}
const READY = z.strictObject({ status: z.enum(['ready', 'not ready']) })

/** What the server itself answers, beside capture and live. */
const OWN: Record<string, object> = {
  '/api/v1/session': {
    post: session(
      { summary: 'Sign a browser in: its cookie then stands for the key', answer: Session, open: true },
      { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(sessionKey) } } } },
    ),
    get: session({ summary: 'Who is signed in, what he may be offered, and his language', answer: Session }),
    delete: session({ summary: 'Sign this browser out', answer: z.strictObject({ signedOut: z.literal(true) }), open: true }),
  },
  '/healthz': health('Whether the process lives', z.strictObject({ status: z.literal('ok'), version: z.string() })),
  '/readyz': health('Whether it can record and answer now', READY, {
    503: { description: 'Not now', content: { 'application/json': { schema: schemaOf(READY) } } },
  }),
  '/metrics': {
    get: {
      summary: 'What the server measures of itself, for Prometheus',
      description: 'Needs no token.',
      security: [],
      responses: { 200: { description: 'The text format of Prometheus', content: { 'text/plain': { schema: { type: 'string' } } } } },
    },
  },
}

const PROBLEM = {
  type: 'object',
  required: ['status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string' },
    pointer: { type: 'string' },
    incident: { type: 'string' },
  },
}

function operation(route: Stated, rest: object): object {
  return {
    summary: route.summary,
    ...(route.open ? { description: 'Needs no token.', security: [] } : { description: `Needs the role ${route.role}.` }),
    ...rest,
    responses: {
      [route.status ?? 200]: {
        description: 'The answer',
        ...(route.answer ? { content: { 'application/json': { schema: shapeOf(route.answer) } } } : {}),
      },
      default: {
        description: 'What went wrong and what to do',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function parametersOf(route: Route, path: string): { parameters?: object[] } {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(match => ({ name: match[1], in: 'path', required: true, schema: { type: 'string' } }))
  const query = route.query ? (schemaOf(route.query) as { properties?: Record<string, object>; required?: string[] }) : {}
  const inQuery = Object.entries(query.properties ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: query.required?.includes(name) ?? false,
    schema,
  }))
  const parameters = [...inPath, ...inQuery]
  return parameters.length === 0 ? {} : { parameters }
}

const bodyOf = (route: Route): object =>
  route.body ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body) } } } } : {}

interface Operation {
  summary: string
  description: string
  requestBody?: object
  parameters?: object[]
  responses: object
}

/** A page a person can read, without anything from elsewhere. */
export function apiPage(described: object): string {
  const { paths } = described as {
    paths: Record<string, Record<string, Operation>>
  }
  const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { summary, description, requestBody, parameters, responses }]) =>
        `<section><h2><b>${method.toUpperCase()}</b> <code>${escape(path)}</code></h2><p>${escape(summary)}. ${escape(description)}</p>${detail('Parameters', parameters)}${detail('Body', requestBody)}${detail('Answer', responses)}</section>`,
    ),
  )
  function detail(title: string, value: object | undefined): string {
    return value
      ? `<details><summary>${title}</summary><pre>${escape(JSON.stringify(value, null, 1).slice(0, 60_000))}</pre></details>`
      : ''
  }
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Genealot API</title><style>
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#17202b;background:#fff}h2{font-size:1rem;margin:1.5rem 0 .25rem}b{color:#0b5566}pre{overflow:auto;background:#f3f5f7;padding:1rem;font-size:.8rem}
@media(prefers-color-scheme:dark){body{background:#12161c;color:#e4e9ef}b{color:#6fd3e3}pre{background:#1b222b}}</style>
<h1>Genealot API</h1><p>The machine-readable document is <a href="/openapi.json">/openapi.json</a>. Try it:</p>
<pre>curl -H "Authorization: Bearer $GENEALOT_TOKEN" "$GENEALOT_URL/api/v1/lots?search=4711"</pre>${rows.join('')}</html>`
}
