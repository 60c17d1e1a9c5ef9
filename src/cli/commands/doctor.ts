import { existsSync, readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { type Client, Problem, type SiteSummary, type SystemState, type Verification } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Connection, type Context, withServer } from '../connection.ts'
import { EXIT, type Exit } from '../failure.ts'
import type { Output, Paint } from '../output.ts'
import { bytes, count, seconds, time } from '../words.ts'

export interface Finding {
  what: string
  ok: boolean
  finding: string
}

export function addDoctor(program: Command, add: Add): void {
  add<[]>(
    program.command('doctor').description('say in plain words what is found here, and what is wrong with it'),
    async (context): Promise<Exit> => {
      const { out } = context
      const findings = await withServer(context, { asks: true }, connection => examine(connection, context))
      const ok = findings.every(finding => finding.ok)
      await (out.json ? out.document({ ok, findings }) : out.lines(findings.map(finding => findingText(finding, out.paint))))
      return ok ? EXIT.done : EXIT.fault
    },
  )
}

const WORDS_WIDTH = 12

const findingText = ({ what, ok, finding }: Finding, paint: Paint): string =>
  `${ok ? paint.green('ok  ') : paint.red('BAD ')}  ${what.padEnd(WORDS_WIDTH)}  ${finding}`

async function examine(connection: Connection, { doors, env, out }: Context): Promise<Finding[]> {
  const { client } = connection
  const [health, system] = [await client.health(), await systemOf(client)]
  const sites = await client.sites()
  const checked = await verificationOf(client, sites, out)
  return [
    {
      what: 'version',
      ok: true,
      finding: `genealot ${doors.version} on Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    },
    { what: 'server', ok: true, finding: serverText(connection, health.version) },
    { what: 'store', ok: true, finding: storeText(system, connection, env) },
    { what: 'ledger', ok: true, finding: await ledgerText(client, sites) },
    ...(system?.engine ? [{ what: 'genealogy', ok: true, finding: engineText(system.engine) }] : []),
    chainFinding(checked),
    exceptionsFinding((await client.exceptions()).filter(exception => exception.open).length),
    ...(connection.dataDir === undefined || !existsSync(connection.dataDir) ? [] : [await diskFinding(connection.dataDir)]),
  ]
}

/** A server from before this address existed still has everything else to say. */
async function systemOf(client: Client): Promise<SystemState | undefined> {
  return await client.system().catch(error => {
    if (error instanceof Problem && (error.status === 404 || error.status === 403)) return undefined
    throw error
  })
}

function serverText({ kind, url, dataDir }: Connection, version: string): string {
  if (kind === 'url') return `version ${version} at ${url}`
  return kind === 'running' ? `version ${version} runs on ${dataDir} at ${url}` : `none runs on ${dataDir}; opened for this command`
}

function storeText(system: SystemState | undefined, { dataDir }: Connection, env: Context['env']): string {
  if (system) return `${system.store.kind === 'embedded' ? 'own' : 'external'} PostgreSQL ${system.store.version}`
  const file = join(dataDir ?? '', 'postgres', 'PG_VERSION')
  if (env.DATABASE_URL || dataDir === undefined || !existsSync(file)) return 'PostgreSQL; the server does not say which'
  return `own PostgreSQL ${readFileSync(file, 'utf8').trim()} in ${resolve(dataDir)}`
}

const engineText = ({ links, bytes: taken, bytesPerLink }: NonNullable<SystemState['engine']>): string =>
  `${count(links, 'link')} in ${bytes(taken)} of memory${links > 0 ? `, ${bytesPerLink} bytes each` : ''}`

async function ledgerText(client: Client, sites: readonly SiteSummary[]): Promise<string> {
  const heads = await Promise.all(
    sites.map(async ({ site, events, lots }) => {
      const { head } = await client.ledger({ site, limit: 1 })
      return `${site}: ${count(events, 'event')}, ${count(lots, 'lot')}, head ${head.sequence} (${head.hash.slice(0, 12)}…)`
    }),
  )
  return heads.length === 0 ? 'empty' : heads.join('; ')
}

/** A few seconds' work; more is for whoever asks for it with `verify`. */
const EVENTS_AT_ONCE_MAX = 5000

async function verificationOf(client: Client, sites: readonly SiteSummary[], out: Output): Promise<Verification | undefined> {
  if (sites.reduce((sum, { events }) => sum + events, 0) > EVENTS_AT_ONCE_MAX) return (await client.verification()) ?? undefined
  out.note('Verifying the ledger …')
  return await client.verify()
}

function chainFinding(checked: Verification | undefined): Finding {
  if (!checked) return { what: 'chain', ok: true, finding: 'not verified since the server started: `genealot verify` does it' }
  const { ok, events, difference, checkedAt, elapsedMs } = checked
  const whole = `whole, and everything derived equals it: ${count(events, 'event')} verified ${time(checkedAt)} in ${seconds(elapsedMs)}`
  return { what: 'chain', ok, finding: ok ? whole : `broken at ${difference?.table} ${difference?.row}: ${difference?.detail}` }
}

const exceptionsFinding = (open: number): Finding => ({
  what: 'exceptions',
  ok: true,
  finding: open === 0 ? 'none open' : `${count(open, 'exception')} wait for a supervisor`,
})

const FREE_BYTES_MIN = 1e9

async function diskFinding(dataDir: string): Promise<Finding> {
  const { bavail, bsize, blocks } = await statfs(dataDir)
  const free = bavail * bsize
  const low = free < FREE_BYTES_MIN
  return {
    what: 'disk',
    ok: !low,
    finding: `${bytes(free)} of ${bytes(blocks * bsize)} free${low ? ': make room, PostgreSQL stops when it is full' : ''}`,
  }
}
