/** Finds the server a command speaks to: the one named, the one running on the data directory, or one opened here for this command. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, createClient } from '../client/index.ts'
import type { Doors, OpenServer } from './doors.ts'
import { EXIT, Failure } from './failure.ts'
import { createCaller } from './node-fetch.ts'
import { aimOf, type Environment, type GlobalOptions } from './options.ts'
import type { Output } from './output.ts'

export interface Context {
  doors: Doors
  options: GlobalOptions
  env: Environment
  out: Output
}

export interface Connection {
  client: Client
  url: string
  /** How it was reached. */
  kind: 'url' | 'running' | 'in process'
  dataDir: string | undefined
}

export interface ConnectionNeeds {
  /** The command only asks: it must not leave a new, empty store behind where a folder was mistyped. */
  asks: boolean
}

/** Runs the work against the server and lets go of it again, whatever happens. */
export async function withServer<T>(context: Context, needs: ConnectionNeeds, work: (connection: Connection) => Promise<T>): Promise<T> {
  const caller = createCaller()
  const aim = aimOf(context.options, context.env)
  const own = 'url' in aim ? undefined : await serverOf(aim.dataDir, context, needs)
  const [url, key] = 'url' in aim ? [aim.url, undefined] : [own?.url ?? '', own?.key]
  const token = aim.token ?? key
  try {
    return await work({
      client: createClient({ base: url, fetch: caller.fetch, ...(token === undefined ? {} : { token }) }),
      url,
      kind: own?.kind ?? 'url',
      dataDir: 'url' in aim ? undefined : aim.dataDir,
    })
  } finally {
    caller.close()
    await own?.close()
  }
}

interface OwnServer extends OpenServer {
  kind: 'running' | 'in process'
}

async function serverOf(dataDir: string, context: Context, needs: ConnectionNeeds): Promise<OwnServer> {
  const running = await runningServer(dataDir)
  if (running) return { ...running, kind: 'running', close: async () => {} }
  if (needs.asks && !existsSync(dataDir) && !context.env.DATABASE_URL)
    throw new Failure(
      EXIT.notFound,
      'unknown-data-directory',
      `There is no data directory ${dataDir}: name it with --data, or a server with --url.`,
    )
  return { ...(await openHere(dataDir, context)), kind: 'in process' }
}

interface Card {
  url: string
  key: string
}

/** A server leaves its address and key in its directory, readable by its own user only. */
async function runningServer(dataDir: string): Promise<Card | undefined> {
  const card = readCard(join(dataDir, 'server.json'))
  return card && (await answers(card)) ? card : undefined
}

function readCard(file: string): Card | undefined {
  if (!existsSync(file)) return undefined
  try {
    const { url, key } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Card>
    return typeof url === 'string' && typeof key === 'string' ? { url, key } : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES')
      throw new Failure(EXIT.notAllowed, 'not-allowed', `A server of another user runs on this directory (${file}): use --url and --token.`)
    return undefined
  }
}

const PATIENCE_MS = 5000

async function answers({ url }: Card): Promise<boolean> {
  const caller = createCaller()
  try {
    return (await caller.fetch(`${url}/healthz`, { signal: AbortSignal.timeout(PATIENCE_MS) })).ok
  } catch {
    return false
  } finally {
    caller.close()
  }
}

/** Told to stop, the database is stopped too: it must not outlive the command that opened it. */
async function openHere(dataDir: string, { doors, out }: Context): Promise<OpenServer> {
  const opening = doors.openInProcess(dataDir, line => out.note(line))
  const stop = (signal: NodeJS.Signals): void => {
    forget()
    const exit = (): never => process.exit(signal === 'SIGINT' ? 130 : 143)
    opening.then(server => server.close()).then(exit, exit)
  }
  const forget = (): void => {
    for (const signal of SIGNALS) process.off(signal, stop)
  }
  for (const signal of SIGNALS) process.on(signal, stop)
  const server = await opening.catch(error => {
    forget()
    throw error
  })
  return {
    ...server,
    close: async () => {
      await server.close()
      forget()
    },
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
