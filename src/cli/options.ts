/** The options that every command takes, where their values come from, and how a value is read. */
import { InvalidArgumentError, Option } from 'commander'
import { parseInstant } from '../base/instant.ts'
import { EXIT, Failure } from './failure.ts'

export interface GlobalOptions {
  json?: boolean
  quiet?: boolean
  color: boolean
  url?: string
  token?: string
  data?: string
  site?: string
}

export const GLOBAL_OPTIONS: readonly Option[] = [
  new Option('--json', "print the API's JSON instead of tables"),
  new Option('--url <url>', 'the server to talk to (GENEALOT_URL)'),
  new Option('--token <token>', 'the token to show it (GENEALOT_TOKEN)'),
  new Option('--data <folder>', 'the data directory to work on (GENEALOT_DATA, else ./data)'),
  new Option('--site <site>', 'the site that is meant where there are several'),
  new Option('--quiet', 'no progress and no messages, only data and errors'),
  new Option('--no-color', 'no colours (NO_COLOR)'),
]

export const DEFAULT_DATA = './data'
export const DEFAULT_PORT = 4800
const PORT_MAX = 65_535

export type Environment = Readonly<Record<string, string | undefined>>

/** Which server a command speaks to: what was typed wins over what the environment says, a URL over a directory. */
export type Aim = { url: string; token: string | undefined } | { dataDir: string; token: string | undefined }

export function aimOf(options: Pick<GlobalOptions, 'url' | 'data' | 'token'>, env: Environment): Aim {
  if (options.url !== undefined) return aimAt(options.url, options.token ?? env.GENEALOT_TOKEN)
  // The token of the environment is the administrator's of the first start there, not necessarily one that still counts.
  if (options.data !== undefined) return { dataDir: options.data, token: options.token }
  if (env.GENEALOT_URL) return aimAt(env.GENEALOT_URL, options.token ?? env.GENEALOT_TOKEN)
  return { dataDir: dataDirOf(options, env), token: options.token }
}

export const dataDirOf = (options: Pick<GlobalOptions, 'data'>, env: Environment): string =>
  options.data ?? (env.GENEALOT_DATA || DEFAULT_DATA)

/** The address that `serve` prints carries a key behind the #: pasted whole, it is enough. */
function aimAt(address: string, token: string | undefined): Aim {
  const url = parseUrl(address)
  const key = /[#&]key=([^&]+)/.exec(url.hash)?.[1]
  return {
    url: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    token: token || (key === undefined ? undefined : decodeURIComponent(key)),
  }
}

function parseUrl(address: string): URL {
  if (/^https?:/i.test(address) && URL.canParse(address)) return new URL(address)
  throw new Failure(EXIT.usage, 'usage', `"${address}" is no address of a server: one looks like http://127.0.0.1:${DEFAULT_PORT}.`)
}

/** A time with an offset, or the sequence number up to which the ledger was known. */
export function parseKnownAt(text: string): string | { sequence: number } {
  if (/^\d{1,15}$/.test(text)) return { sequence: Number(text) }
  return parseTime(text)
}

export function parseTime(text: string): string {
  if (parseInstant(text) !== undefined) return text
  throw new InvalidArgumentError('It must be a time with an offset, such as 2026-03-02T08:00:00Z.')
}

/** An environment that names no port, or an empty one, means the usual port. */
export function portOf(flag: number | undefined, env: Environment): number {
  if (flag !== undefined) return flag
  if (!env.PORT) return DEFAULT_PORT
  try {
    return parsePort(env.PORT)
  } catch {
    throw new Failure(EXIT.usage, 'usage', `PORT is "${env.PORT}". It must be a number from 0 (any free port) to ${PORT_MAX}.`)
  }
}

export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= PORT_MAX) return port
  throw new InvalidArgumentError(`It must be a number from 0 (any free port) to ${PORT_MAX}.`)
}

export function parseCount(text: string): number {
  const digits = text.replaceAll('_', '')
  const count = /^\d{1,12}$|^\d{1,3}e\d$/.test(digits) ? Number(digits) : 0
  if (count > 0) return count
  throw new InvalidArgumentError('It must be a whole number above 0.')
}
