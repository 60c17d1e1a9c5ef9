/** The product put together: the store, the writer, the engine and the doors, and taken down in the right order. */
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import pino from 'pino'
import * as answers from './answers/index.ts'
import { hasTokens, stateToken, TokenBook } from './capabilities/access/tokens.ts'
import { AlertSender } from './capabilities/alerts/sender.ts'
import { signerIn } from './capabilities/as-built/signing-key.ts'
import { previewGuard } from './capabilities/audit/preview.ts'
import { scheduledVerification } from './capabilities/audit/verification.ts'
import { resumeCaseJobs } from './capabilities/case-jobs/runner.ts'
import { caseWorks } from './capabilities/case-works.ts'
import { holdGuard } from './capabilities/containment/guard.ts'
import { scheduledDrills } from './capabilities/drills/nightly.ts'
import type { Command } from './capabilities/events.ts'
import { exchangeRoutes } from './capabilities/exchange/routes.ts'
import { handlers } from './capabilities/handlers.ts'
import { PrintQueue } from './capabilities/labels/queue.ts'
import { takingOut } from './capabilities/lots/touching.ts'
import { MachineLines } from './capabilities/machines/lines.ts'
import { parseRecorded } from './capabilities/parse.ts'
import { lotKinds } from './capabilities/pictures/lot-kinds.ts'
import { WEIGHED_MAX } from './capabilities/pictures/picture.ts'
import { keptWarm } from './capabilities/recall-cases/warm.ts'
import { resumeJobs } from './capabilities/recalls/job.ts'
import { scopeGuard } from './capabilities/recalls/scope.ts'
import { type Route, route, type Services } from './capabilities/route.ts'
import { allRoutes } from './capabilities/routes.ts'
import { DemoPlant, demoRoutes } from './capabilities/setup/demo-plant.ts'
import { Engine } from './capabilities/tracing/engine.ts'
import { createServer } from './http/server.ts'
import { Sessions } from './http/sessions.ts'
import { type Look, tryOut, tryWithin } from './ledger/trial.ts'
import { Writer, type WriterOptions } from './ledger/writer.ts'
import { migrate, openStore, type Store } from './store/index.ts'

const here = dirname(fileURLToPath(import.meta.url))
export const { version } = JSON.parse(readFileSync(join(here, '..', 'package.json'), 'utf8')) as { version: string }

export interface Options {
  dataDir: string
  port: number
  host?: string | undefined
  demo?: boolean | undefined
  /** Leave word in the data directory where this server is to be found. */
  card?: boolean
  onProgress: (line: string) => void
}
export interface Running {
  url: string
  key: string
  demo: DemoPlant
  close(): Promise<void>
}

/** Everything but the listening: used by the server and by commands that work on the directory themselves. */
async function openServices(store: Store, { dataDir, onProgress, card }: Options): Promise<Services & { close(): Promise<void> }> {
  const log = pino({ level: process.env.GENEALOT_LOG ?? 'warn' }, pino.destination(2))
  const engine = new Engine(store.pool, { onProgress, folder: existsSync(dataDir) ? dataDir : undefined })
  const writing: WriterOptions = {
    pool: store.pool,
    handlers,
    guard: {
      ...holdGuard(engine),
      scopeOf: scopeGuard(engine),
      previewOf: previewGuard(engine, (client, command, look) => tryWithin(writing, client, command, look)),
    },
    precede: takingOut(handlers),
    onCommitted: committed => engine.follow(committed),
    onFault: (error, command) => {
      const incident = randomBytes(8).toString('hex')
      log.error({ incident, event: command.id, type: command.type, error: error instanceof Error ? error.stack : String(error) }, 'fault')
      return incident
    },
  }
  const writer = new Writer(writing)
  const services = {
    pool: store.pool,
    lookUps: store.lookUps,
    engine,
    now: Date.now,
    record: writer.submit.bind(writer),
    tryOut: <B, A>(command: Command, look: Look<B, A>) => tryOut(writing, command, look),
    recordTogether: writer.submitTogether.bind(writer),
    signer: signerIn(dataDir),
    folder: dataDir,
    forget() {
      writer.forget()
      engine.forget()
    },
  }
  await firstToken(services)
  await engine.current()
  const printers = new PrintQueue(services, { onFault: error => log.error({ error: String(error) }, 'a label could not be printed') })
  const alerts = new AlertSender(services, { onFault: error => log.error({ error: String(error) }, 'an alert could not be handled') })
  // Only a server that is to be found keeps lines to machines: a command on the directory is gone in a moment.
  const machines = card
    ? new MachineLines(services, {
        onFault: error => log.error({ error: String(error) }, 'a value of a machine could not be recorded yet'),
      })
    : undefined
  return {
    ...services,
    wakePrinters: () => printers.wake(),
    ...(machines ? { machines } : {}),
    async close() {
      await machines?.close()
      await alerts.close()
      await printers.close()
      await writer.close()
      await engine.close()
    },
  }
}

/** At the first start GENEALOT_TOKEN, when set, becomes the administrator's token. */
async function firstToken(services: Services): Promise<void> {
  const token = process.env.GENEALOT_TOKEN
  if (!token || (await hasTokens(services.pool))) return
  await stateToken(services, { code: 'administrator', role: 'administrator', token }, 'first start')
}

/** Opens the store and starts everything on it. What fails on the way leaves nothing running. */
export async function start(options: Options): Promise<Running> {
  const databaseUrl = process.env.DATABASE_URL || undefined
  const store = await openStore({ dataDir: options.dataDir, databaseUrl, onProgress: options.onProgress })
  try {
    await migrate(store.pool, options.onProgress)
    const running = await startOn(store, options)
    return {
      ...running,
      async close() {
        await running.close()
        await store.close()
      },
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** The whole product on a store that is open and migrated; closing leaves the store open. */
export async function startOn(store: Store, options: Options): Promise<Running> {
  const services = await openServices(store, options)
  const book = new TokenBook(services.pool)
  const key = randomBytes(24).toString('base64url')
  const demo = new DemoPlant(services, options.onProgress)
  const app = createServer({
    services,
    sessions: new Sessions(book, key),
    routes: [...allRoutes(services, book, demo), ...exchangeRoutes(services), ...demoRoutes(demo), systemRoute(store, services, options)],
    webRoot: join(here, '..', 'dist', 'web'),
    version,
    isReady: async () => {
      await services.pool.query('select 1')
      return true
    },
    log: (level, message, details) => process.stderr.write(`${JSON.stringify({ level, message, ...details })}\n`),
  })
  try {
    await app.listen({ port: options.port, host: options.host ?? process.env.HOST ?? '127.0.0.1' })
  } catch (error) {
    await services.close()
    throw error
  }
  const url = `http://127.0.0.1:${portOf(app.server.address(), options.port)}`
  const check = scheduledVerification(services.pool, { handlers, parse: parseRecorded }, found =>
    process.stderr.write(`${JSON.stringify({ level: 'error', message: 'the ledger does not verify', ...found })}\n`),
  )
  // Read ahead, so that the first picture of very many lots need not wait for it; should it fail, that picture does.
  if (services.engine.graph.lotCount > WEIGHED_MAX) void lotKinds(services.engine, services.pool).catch(() => undefined)
  const drills = scheduledDrills(services, error =>
    process.stderr.write(`${JSON.stringify({ level: 'error', message: 'a nightly drill failed', error: String(error) })}\n`),
  )
  const warm = keptWarm(services, error =>
    process.stderr.write(`${JSON.stringify({ level: 'error', message: 'a large case could not be gathered', error: String(error) })}\n`),
  )
  const [jobs, caseJobs] = [await resumeJobs(services, () => warm.soon()), await resumeCaseJobs(services, caseWorks)]
  const removeCard = options.card ? leaveCard(options.dataDir, { url, key }) : () => undefined
  return {
    url,
    key,
    demo,
    async close() {
      removeCard()
      check.stop()
      warm.stop()
      await Promise.all([drills.stop(), jobs.stop(), caseJobs.stop()])
      await app.close()
      await demo.stop()
      await services.close()
    },
  }
}

const portOf = (address: string | { port: number } | null, asked: number): number =>
  typeof address === 'object' && address ? address.port : asked

/** How commands on the same directory find the running server; readable by its owner only, because it holds the key. */
function leaveCard(dataDir: string, { url, key }: { url: string; key: string }): () => void {
  if (!existsSync(dataDir)) return () => undefined
  const card = join(dataDir, 'server.json')
  writeFileSync(card, JSON.stringify({ url, pid: process.pid, key }), { mode: 0o600 })
  chmodSync(card, 0o600)
  return () => rmSync(card, { force: true })
}

/** What runs here, for whoever looks after it. */
function systemRoute(store: Store, { engine }: Services, options: Options): Route {
  return route({
    method: 'GET',
    path: '/system',
    role: 'administrator',
    summary: 'Version, store and data directory of this server',
    answer: answers.SystemState,
    handle: async () => ({
      version,
      node: process.version,
      store: { kind: store.kind, version: store.version },
      dataDirectory: store.kind === 'embedded' ? resolve(options.dataDir) : null,
      engine: { links: engine.graph.linkCount, bytes: engine.graph.bytes(), bytesPerLink: Math.round(engine.bytesPerLink * 10) / 10 },
    }),
  })
}
