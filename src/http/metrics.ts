import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { countByKind, countDeliveries } from '../capabilities/alerts/queries.ts'
import type { Services } from '../capabilities/route.ts'

/** Prometheus: requests by route and status with their time, and how far the engine has come. */
export function metrics(app: FastifyInstance, services: Services): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const seconds = new Histogram({
    name: 'genealot_http_request_seconds',
    help: 'Time to answer, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  const failures = new Counter({ name: 'genealot_http_failures_total', help: 'Answers with status 5xx', registers: [registry] })
  new Gauge({
    name: 'genealot_engine_position',
    help: 'Ledger position the genealogy engine has taken in',
    registers: [registry],
    collect() {
      this.set(services.engine.position)
    },
  })
  new Gauge({
    name: 'genealot_engine_links',
    help: 'Links in the genealogy engine',
    registers: [registry],
    collect() {
      this.set(services.engine.graph.linkCount)
    },
  })
  new Gauge({
    name: 'genealot_engine_bytes',
    help: 'Memory of the genealogy engine: links, lots and movements, in both directions',
    registers: [registry],
    collect() {
      this.set(services.engine.graph.bytes())
    },
  })
  new Gauge({
    name: 'genealot_engine_bytes_per_link',
    help: 'The same for each link',
    registers: [registry],
    collect() {
      this.set(services.engine.bytesPerLink)
    },
  })
  new Gauge({
    name: 'genealot_engine_folds',
    help: 'Times new links were folded into the compressed genealogy since the start',
    registers: [registry],
    collect() {
      this.set(services.engine.folds)
    },
  })
  new Gauge({
    name: 'genealot_alert_deliveries',
    help: 'Alerts by what happened and by how their delivery stands: waiting, sending, sent, dead',
    labelNames: ['kind', 'status'],
    registers: [registry],
    async collect() {
      this.reset()
      // Without a database there is nothing to count, and everything else is still told.
      const counts = await countByKind(services.pool).catch(() => [])
      for (const { kind, status, count } of counts) this.set({ kind, status }, count)
    },
  })
  new Gauge({
    name: 'genealot_alert_lag_seconds',
    help: 'How long the oldest alert that is not delivered has been waiting',
    registers: [registry],
    async collect() {
      this.set(
        await countDeliveries(services.pool, null).then(
          ({ lag }) => lag,
          () => Number.NaN,
        ),
      )
    },
  })
  app.addHook('onResponse', async (request, reply) => {
    seconds.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1000,
    )
    if (reply.statusCode >= 500) failures.inc()
  })
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()))
}
