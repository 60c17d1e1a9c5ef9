/** Wiring only: the store, the writer, the engine and the doors, put together and taken down in the right order. */
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pino from 'pino'
import { runBenches, type Serve } from './bench/index.ts'
import { hasTokens, stateToken, TokenBook } from './capabilities/access/tokens.ts'
import { holdGuard } from './capabilities/containment/guard.ts'
import { exchangeRoutes } from './capabilities/exchange/routes.ts'
import { DemoPlant, demoRoutes } from './capabilities/setup/demo-plant.ts'
import { handlers } from './capabilities/handlers.ts'
import type { Services } from './capabilities/route.ts'
import { allRoutes } from './capabilities/routes.ts'
import { Engine } from './capabilities/tracing/engine.ts'
import { runCli } from './cli/program.ts'
import { createServer } from './http/server.ts'
import { Sessions } from './http/sessions.ts'
import { Writer } from './ledger/writer.ts'
import { migrate, openStore, type Store } from './store/index.ts'

const here = dirname(fileURLToPath(import.meta.url))
const { version } = JSON.parse(readFileSync(join(here, '..', 'package.json'), 'utf8')) as { version: string }

interface Options { dataDir: string; port: number; host?: string | undefined; demo?: boolean | undefined; onProgress: (line: string) => void }
export interface Running { url: string; key: string; demo: DemoPlant; close(): Promise<void> }

/** Everything but the listening: used by the server and by commands that work on the directory themselves. */
async function openServices(store: Store, onProgress: (line: string) => void): Promise<Services & { close(): Promise<void> }> {
  const log = pino({ level: process.env.GENEALOT_LOG ?? 'warn' }, pino.destination(2))
  const engine = new Engine(store.pool, onProgress)
  const writer = new Writer({
    pool: store.pool, handlers, guard: holdGuard(engine), onCommitted: committed => engine.follow(committed),
    onFault: (error, command) => {
      const incident = randomBytes(8).toString('hex')
      log.error({ incident, event: command.id, type: command.type, error: error instanceof Error ? error.stack : String(error) }, 'fault')
      return incident
    },
  })
  const services = {
    pool: store.pool, engine, now: Date.now, record: writer.submit.bind(writer),
    forget() { writer.forget(); engine.forget() },
    close: () => writer.close(),
  }
  await firstToken(services)
  await engine.current()
  return services
}

/** At the first start GENEALOT_TOKEN, when set, becomes the administrator's token. */
async function firstToken(services: Services): Promise<void> {
  const token = process.env.GENEALOT_TOKEN
  if (!token || await hasTokens(services.pool)) return
  await stateToken(services, { code: 'administrator', role: 'administrator', token }, 'first start')
}

async function start(options: Options): Promise<Running> {
  const databaseUrl = process.env.DATABASE_URL || undefined
  const store = await openStore({ dataDir: options.dataDir, databaseUrl, onProgress: options.onProgress })
  await migrate(store.pool, options.onProgress)
  const running = await startOn(store, options)
  return { ...running, async close() { await running.close(); await store.close() } }
}

/** The whole product on a store that is open and migrated; closing leaves the store open. */
async function startOn(store: Store, options: Options): Promise<Running> {
  const services = await openServices(store, options.onProgress)
  const book = new TokenBook(services.pool)
  const key = randomBytes(24).toString('base64url')
  const demo = new DemoPlant(services, options.onProgress)
  const app = createServer({
    services, sessions: new Sessions(book, key), routes: [...allRoutes(services, book, demo), ...exchangeRoutes(services), ...demoRoutes(demo)], webRoot: join(here, '..', 'dist', 'web'), version,
    isReady: async () => { await services.pool.query('select 1'); return true },
    log: (level, message, details) => process.stderr.write(`${JSON.stringify({ level, message, ...details })}\n`),
  })
  await app.listen({ port: options.port, host: options.host ?? process.env.HOST ?? '127.0.0.1' })
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : options.port
  const url = `http://127.0.0.1:${port}`
  const card = join(options.dataDir, 'server.json')
  if (existsSync(options.dataDir)) {
    writeFileSync(card, JSON.stringify({ url, pid: process.pid, key }), { mode: 0o600 })
    chmodSync(card, 0o600)
  }
  return {
    url, key, demo,
    async close() {
      rmSync(card, { force: true })
      await app.close()
      await demo.stop()
      await services.close()
    },
  }
}

/** Runs until told to stop; a second signal does not wait. */
async function serve(options: Options): Promise<void> {
  const running = await start(options)
  let stopping = false
  const stopped = new Promise<void>((done, fail) => {
    const stop = (): void => {
      if (stopping) process.exit(1)
      stopping = true
      running.close().then(done, fail)
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
  process.stdout.write(`Genealot is ready: ${running.url}/#key=${running.key}\n`)
  if (options.demo) await running.demo.loadUnlessThere()
  await stopped
}

const openInProcess = (dataDir: string, onProgress: (line: string) => void): Promise<Running> => start({ dataDir, port: 0, onProgress })

const serveBench: Serve = (store, dataDir, onProgress) => startOn(store, { dataDir, port: 0, onProgress })

process.exitCode = await runCli(process.argv, { serve, openInProcess, version, bench: question => runBenches(question, serveBench) })
