/** Recalls as cases: commit what was simulated, list, show, close. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import {
  type Client,
  Problem,
  type RecallCase,
  type RecallDifference,
  type RecallEntries,
  type RecallJob,
  type RecallListed,
  type RecallVersionTried,
} from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit, Failure } from '../failure.ts'
import type { Paint } from '../output.ts'
import { table } from '../table.ts'
import { amount, count, lotName, time } from '../words.ts'
import { addListOptions, type ListFlags, numbersOf } from './lot-list.ts'

interface CommitFlags extends ListFlags {
  simulation: string
  reason: string
  material?: string
  name?: string
  class?: string
  drill?: boolean
  exclude?: string[]
  because?: string
}

export function addRecallCases(recall: Command, add: Add): void {
  const commit = recall
    .command('commit')
    .description('commit exactly what was simulated, and hold it; refused when it has changed')
    .argument('[number...]', 'the lots it starts from')
    .requiredOption('--simulation <mark>', 'as the simulation said')
    .requiredOption('--reason <text>', 'why')
    .option('--material <code>', 'the material, where lots of several bear the number')
    .option('--name <code>', 'its name; otherwise the next of RC-0001, RC-0002 …')
    .option('--class <code>', 'how serious')
    .option('--exclude <number...>', 'lots known not to be affected')
    .option('--because <text>', 'why they are excluded')
    .option('--drill', 'a drill: no hold is placed')
  add<[string[], CommitFlags]>(addListOptions(commit), async (context, numbers, flags): Promise<Exit> => {
    const done = await withServer(context, { asks: false }, async ({ client }) => {
      const { seeds } = await numbersOf(context, client, { numbers, flags })
      const body = commitOf(numbers, flags, context.options.site)
      const begun = await client.commitRecall({ ...body, seeds: [...body.seeds, ...seeds] }).catch((error: unknown) => {
        for (const line of changeText(error, context.out.paint)) context.out.note(line)
        throw error
      })
      return begun.job === undefined ? begun : { ...begun, ...(await jobDone(context, client, begun.job)) }
    })
    if (context.out.json) await context.out.document(done)
    else
      await context.out.lines([
        `Recall ${done.recall ?? ''} is committed${flags.drill ? ' as a drill' : ' and its scope held'} (#${done.sequence}).`,
      ])
    return EXIT.done
  })
  add<[{ open?: boolean }]>(
    recall.command('list').description('recalls and drills, newest first').option('--open', 'those not closed'),
    list,
  )
  add<[string]>(recall.command('show').description('a recall, and what has grown since its version').argument('<recall>'), show)
  const revise = recall
    .command('revise')
    .description('a new version: what it would reach is told, and with that mark it is frozen')
    .argument('<recall>')
    .option('--add <number...>', 'further lots it starts from')
    .option('--exclude <number...>', 'lots known not to be affected')
    .option('--include <number...>', 'lots that are not excluded any more')
    .option('--because <text>', 'why they are excluded or taken in again; otherwise the reason')
    .option('--simulation <mark>', 'as it was told: freezes the version')
    .option('--reason <text>', 'why there is another version')
  add<[string, ReviseFlags]>(revise, reviseRecall)
  const close = recall
    .command('close')
    .description('close a recall; its hold stands')
    .argument('<recall>')
    .requiredOption('--reason <text>', 'why')
  add<[string, { reason: string }]>(close, async (context, name, { reason }): Promise<Exit> => {
    const done = await withServer(context, { asks: false }, ({ client }) =>
      client.closeRecall(name, { reason, ...siteOf(context.options.site) }),
    )
    await (context.out.json
      ? context.out.document(done)
      : context.out.lines([`Recall ${name} is closed (#${done.sequence}). Its hold stands.`]))
    return EXIT.done
  })
}

interface ReviseFlags {
  add?: string[]
  exclude?: string[]
  include?: string[]
  because?: string
  simulation?: string
  reason?: string
}

const numbered = (numbers: readonly string[] = []): { number: string }[] => numbers.map(number => ({ number }))

/** Without a mark it says what the version would be; with one it is frozen, if that still is so. */
async function reviseRecall(context: Context, name: string, flags: ReviseFlags): Promise<Exit> {
  const { out } = context
  const site = siteOf(context.options.site)
  const { add: added, exclude, include, simulation, reason } = flags
  if (simulation === undefined) {
    const body = { ...site, seeds: numbered(added), exclude: numbered(exclude), include: numbered(include) }
    const tried = await withServer(context, { asks: true }, ({ client }) => client.tryRecallVersion(name, body))
    if (out.json) await out.document(tried)
    else await out.lines(triedText(tried, out.paint))
    return EXIT.done
  }
  if (reason === undefined) throw new Failure(EXIT.usage, 'invalid-event', 'Say why there is another version: --reason TEXT.')
  const because = flags.because ?? reason
  const body = {
    ...site,
    seeds: numbered(added),
    exclusions: numbered(exclude).map(lot => ({ ...lot, reason: because })),
    inclusions: numbered(include).map(lot => ({ ...lot, reason: because })),
    simulation,
    reason,
  }
  const done = await withServer(context, { asks: false }, ({ client }) =>
    client.reviseRecall(name, body).catch(async (error: unknown) => {
      await out.lines(changeText(error, out.paint))
      throw error
    }),
  )
  await (out.json ? out.document(done) : out.lines([`Recall ${name} has a new version (#${done.sequence}).`]))
  return EXIT.done
}

function* triedText(tried: RecallVersionTried, paint: Paint): Generator<string> {
  yield `${count(tried.lots, 'lot')} (${tried.certain} certain, ${tried.possible} possible), ${count(tried.customers, 'customer')}. Nothing was changed.`
  if (tried.same) yield 'The same as the version before.'
  else yield* differenceText(tried, paint)
  yield paint.dim(`Simulation ${tried.simulation}`)
}

const JOB_LOOK_MS = 250
const PHASES = ['trace', 'shipments', 'hash', 'commit'] as const

/** A large recall is committed in the background: waits for it with a bar; broken off, it goes on by itself. */
async function jobDone(context: Context, client: Client, id: string): Promise<{ status: string; sequence: number }> {
  const bar = context.out.bar('recall', PHASES.length * 100)
  try {
    for (;;) {
      const job = await client.recallJob(id)
      if (job.state === 'done') return { status: 'recorded', sequence: job.sequence ?? 0 }
      if (job.state !== 'running') throw jobProblem(job)
      bar.update(PHASES.indexOf(job.phase) * 100 + Math.floor((100 * job.done) / Math.max(1, job.total)), job.phase)
      await pause(JOB_LOOK_MS)
    }
  } finally {
    bar.stop()
  }
}

function jobProblem({ code, detail, simulation }: RecallJob): Failure {
  const again = simulation === null ? '' : ` To commit it as it is now: --simulation ${simulation}`
  return new Failure(EXIT.refused, code ?? 'fault', `${detail ?? 'The job failed.'}${again}`)
}

const siteOf = (site: string | undefined): { site?: string } => (site === undefined ? {} : { site })

function commitOf(numbers: readonly string[], flags: CommitFlags, site: string | undefined) {
  const { simulation, reason, material, name, drill, exclude = [], because } = flags
  return {
    ...siteOf(site),
    seeds: numbers.map(number => ({ number, ...(material === undefined ? {} : { material }) })),
    exclusions: exclude.map(number => ({ number, reason: because ?? reason })),
    simulation,
    reason,
    ...(name === undefined ? {} : { recall: name }),
    ...(flags.class === undefined ? {} : { class: flags.class }),
    ...(drill === true ? { kind: 'drill' as const } : {}),
  }
}

/** What has changed since it was looked at, and the mark to commit that. */
function* changeText(error: unknown, paint: Paint): Generator<string> {
  if (!(error instanceof Problem)) return
  const { recall: same } = error.more as { recall?: string }
  if (error.code === 'recall-exists' && same !== undefined) yield `To go on with it: genealot recall show ${same}`
  if (error.code !== 'scope-changed') return
  const { difference, simulation } = error.more as { difference?: RecallDifference; simulation?: string }
  if (difference) yield* differenceText(difference, paint)
  if (simulation) yield `To commit it as it is now: --simulation ${simulation}`
}

function* differenceText({ joined, left, changed, shipped, unshipped }: RecallDifference, paint: Paint): Generator<string> {
  const lots = (title: string, { count: all, lots: rows }: RecallDifference['joined']): string[] =>
    all === 0 ? [] : [`${paint.bold(title)} ${count(all, 'lot')}: ${rows.slice(0, 20).map(lotName).join(', ')}${all > 20 ? ' …' : ''}`]
  const sent = (title: string, { count: all, shipments: rows }: RecallDifference['shipped']): string[] =>
    all === 0
      ? []
      : [
          `${paint.bold(title)} ${rows
            .slice(0, 20)
            .map(row => `${amount(row.quantity, row.unit)} of ${lotName(row)} to ${row.customer} (${row.shipment})`)
            .join(', ')}${all > 20 ? ' …' : ''}`,
        ]
  yield* lots('JOINED', joined)
  yield* lots('LEFT', left)
  yield* lots('CHANGED', changed)
  yield* sent('SHIPPED', shipped)
  yield* sent('NO LONGER SHIPPED', unshipped)
}

const list = async (context: Parameters<Parameters<Add>[1]>[0], flags: { open?: boolean }): Promise<Exit> => {
  const query = { ...siteOf(context.options.site), ...(flags.open ? { open: true } : {}) }
  const { recalls } = await withServer(context, { asks: true }, ({ client }) => client.recalls(query))
  if (context.out.json) await context.out.document(recalls)
  else await context.out.lines(listText(recalls, context.out.paint))
  return EXIT.done
}

function listText(recalls: readonly RecallListed[], paint: Paint): string[] {
  if (recalls.length === 0) return ['There are no recalls.']
  return table<RecallListed>(
    recalls,
    [
      { title: 'recall', value: row => row.recall, paint: text => paint.bold(text) },
      { title: 'kind', value: row => row.kind },
      { title: 'since', value: row => time(row.at) },
      { title: 'version', value: row => row.version, align: 'right' },
      { title: 'lots', value: row => row.lots, align: 'right' },
      { title: 'customers', value: row => row.customers, align: 'right' },
      { title: 'state', value: row => (row.closedAt === null ? 'open' : `closed ${time(row.closedAt)}`) },
      { title: 'reason', value: row => row.reason },
    ],
    paint.dim,
  )
}

const show = async (context: Parameters<Parameters<Add>[1]>[0], name: string): Promise<Exit> => {
  const found = await withServer(context, { asks: true }, ({ client }) => wholeCase(client, name, siteOf(context.options.site)))
  if (context.out.json) await context.out.document(found)
  else await context.out.lines(caseText(found, context.out.paint))
  return EXIT.done
}

/** With all that was found and said, in the order in which it was recorded. */
async function wholeCase(client: Client, name: string, site: { site?: string }): Promise<RecallCase> {
  const one = await client.recall(name, { entries: 0, ...site })
  const [found, contacts] = await Promise.all([entriesOf(client, name, 'findings', site), entriesOf(client, name, 'contacts', site)])
  return { ...one, found, contacts }
}

async function entriesOf(
  client: Client,
  name: string,
  kind: 'findings' | 'contacts',
  site: { site?: string },
): Promise<RecallCase['found']> {
  const entries: RecallCase['found'] = []
  for (let cursor: string | null = null; ; ) {
    const page: RecallEntries = await client.recallEntries(name, kind, { limit: 1000, ...site, ...(cursor === null ? {} : { cursor }) })
    for (const entry of page.entries) entries.push(entry)
    cursor = page.next
    if (cursor === null) return entries.reverse()
  }
}

function* caseText(found: RecallCase, paint: Paint): Generator<string> {
  const state = found.closedAt === null ? 'open' : `closed ${time(found.closedAt)}: ${found.closeReason ?? ''}`
  yield paint.bold(`${found.kind === 'drill' ? 'Drill' : 'Recall'} ${found.recall}, ${state}`)
  yield `${found.reason} (from ${found.seeds.map(lotName).join(', ')})`
  for (const version of found.versions)
    yield `Version ${version.version}, ${time(version.at)}: ${count(version.lots, 'lot')} (${version.certain} certain, ${version.possible} possible), ${count(version.customers, 'customer')}, mark ${version.position}-${version.fingerprint}`
  for (const entry of found.exclusions)
    yield `Excluded ${lotName(entry)}: ${entry.detail ?? ''}${entry.evidence === null ? '' : ` (${entry.evidence})`}`
  for (const entry of found.inclusions) yield `Taken in again ${lotName(entry)}: ${entry.detail ?? ''}`
  for (const entry of found.found)
    yield `Found ${amount(entry.quantity, entry.unit)} of ${lotName(entry)}${entry.detail === null ? '' : ` at ${entry.detail}`}`
  for (const entry of found.contacts)
    yield `${entry.customerName ?? entry.customer ?? ''}: ${entry.outcome ?? ''} ${amount(entry.quantity, entry.unit)} ${entry.detail ?? ''}`.trimEnd()
  if (!found.growth.reproduced) yield paint.yellow('The ledger no longer reproduces this version: run genealot verify.')
  if (found.growth.same) yield 'Nothing has changed since its last version.'
  else yield* [paint.yellow('Since its last version:'), ...differenceText(found.growth, paint)]
}
