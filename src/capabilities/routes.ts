/** Every address of the API but those of the server itself (capture, session, health), by capability. */
import { tokenRoutes, type TokenBook } from './access/tokens.ts'
import { asBuiltRoutes } from './as-built/routes.ts'
import { lotRoutes } from './lots/routes.ts'
import type { Route, Services } from './route.ts'
import { tracingRoutes } from './tracing/routes.ts'

export function allRoutes(services: Services, book: TokenBook): Route[] {
  return [...lotRoutes(services), ...asBuiltRoutes(services), ...tracingRoutes(services), ...tokenRoutes(services, book)]
}
