import { TokenBook } from '../../src/capabilities/access/tokens.ts'
import type { Call, Route, Services } from '../../src/capabilities/route.ts'
import { allRoutes } from '../../src/capabilities/routes.ts'

/** An answer of the API as a caller reads it, without the server: the route is found, its query parsed, its answer written as JSON. */
export async function ask<T = Record<string, unknown>>(services: Services, question: string, body?: unknown): Promise<T> {
  return JSON.parse(JSON.stringify(await answer(services, question, { body }))) as T
}

/** The answer itself, for documents. `question` is a method and an address: "GET /lots?search=L-1". */
export async function answer(
  services: Services,
  question: string,
  { body, accept = 'application/json' }: { body?: unknown; accept?: string } = {},
): Promise<unknown> {
  const [method = 'GET', address = ''] = question.split(/ (.*)/s)
  const url = new URL(address, 'http://test')
  for (const route of routesOf(services)) {
    const params = route.method === method ? matched(route.path, url.pathname) : null
    if (!params) continue
    const call: Call<unknown, unknown> = {
      params,
      query: route.query?.parse(Object.fromEntries(url.searchParams)),
      body: route.body?.parse(body ?? {}),
      accept,
      raw: null,
      principal: { name: 'test', role: 'administrator', person: null },
    }
    return route.handle(call as Call<never, never>)
  }
  throw new Error(`no route answers ${question}`)
}

/** Made once, as the server makes them: their shapes alone take longer than many a question. */
const made = new WeakMap<Services, Route[]>()

function routesOf(services: Services): Route[] {
  const routes = made.get(services) ?? allRoutes(services, new TokenBook(services.pool))
  made.set(services, routes)
  return routes
}

function matched(pattern: string, path: string): Record<string, string> | null {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(given[index] ?? '')
    else if (part !== given[index]) return null
  }
  return params
}
