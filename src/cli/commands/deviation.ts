/** Deviations: a component other than the bill of materials says, asked for by one person and approved by another. */
import { type Command, Option } from 'commander'
import type { Deviation } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit, Failure } from '../failure.ts'
import { parseCount, parseTime } from '../options.ts'
import { type Column, table } from '../table.ts'
import { time } from '../words.ts'
import { recordOne, siteOf } from './recorded.ts'

interface RequestFlags {
  component: string
  until: string
  reason: string
  by: string
  from?: string
  order?: string
  product?: string
  operation?: number
  material?: string
  revision?: string
  vendor?: string
  expired?: boolean
  lot?: string[]
}
interface Decision {
  by: string
  reason: string
}

const EXAMPLE = `
Example, another bar for one order until Friday evening:
  genealot deviation request D-17 --component BAR-20 --material BAR-21 --order WO-1042 --until 2026-03-06T18:00:00Z --by tom --reason "BAR-20 is late"
  genealot deviation approve D-17 --by quinn --reason "Turned to the same diameter, checked"
Where the plant wants an approval signed, the signer's PIN is read from GENEALOT_PIN, never from the command line.`

export function addDeviation(program: Command, add: Add): void {
  const deviation = program.command('deviation').description('deviations: another component than planned, for a time, with approval')
  const list = deviation
    .command('list')
    .description('all of them, the newest first, with how often each was used')
    .addOption(new Option('--state <state>', 'only these').choices(['requested', 'approved', 'withdrawn', 'expired']))
  add<[{ state?: string }]>(list, listDeviations)
  add<[string]>(deviation.command('show').description('one deviation').argument('<deviation>'), show)
  addRequest(deviation, add)
  const approve = decision(deviation, 'approve', 'it may be used; whoever approves is of quality or a supervisor, and did not ask for it')
  add<[string, Decision]>(approve.addHelpText('after', EXAMPLE), (context, name, { by, reason }) =>
    recordOne(
      context,
      { type: 'approve', deviation: name, by, reason },
      { sentence: `Deviation ${name} is approved`, meaning: 'approved' },
    ),
  )
  add<[string, Decision]>(decision(deviation, 'end', 'it may not be used from now on'), (context, name, { by, reason }) =>
    recordOne(context, { type: 'withdraw', deviation: name, by, reason }, { sentence: `Deviation ${name} is ended`, meaning: 'approved' }),
  )
}

const decision = (deviation: Command, verb: string, says: string): Command =>
  deviation
    .command(verb)
    .description(says)
    .argument('<deviation>')
    .requiredOption('--by <person>', 'code of who decides')
    .requiredOption('--reason <text>', 'why')

function addRequest(deviation: Command, add: Add): void {
  const request = deviation
    .command('request')
    .description('asks for a deviation')
    .argument('<deviation>', 'its number, a new one')
    .requiredOption('--component <material>', 'of the bill of materials: what it is about')
    .requiredOption('--until <time>', 'when it ends, with an offset')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--by <person>', 'code of who asks')
    .addOption(new Option('--from <time>', 'when it begins; default: at once').argParser(parseTime))
    .option('--order <number>', 'the work order it is for')
    .option('--product <material>', 'or the product it is for')
    .addOption(new Option('--operation <number>', 'only at this operation of the order').argParser(parseCount))
    .option('--material <code>', 'allows this material in its place')
    .option('--revision <revision>', 'allows lots of this revision')
    .option('--vendor <code>', 'allows lots of this vendor')
    .option('--expired', 'allows lots past their date')
    .option('--lot <number...>', 'only these lots')
    .addHelpText('after', EXAMPLE)
  add<[string, RequestFlags]>(request, ask)
}

async function ask(context: Context, number: string, flags: RequestFlags): Promise<Exit> {
  const { component, from, order, product, operation, material, revision, vendor, expired, lot, reason, by } = flags
  const body = {
    number,
    component,
    from,
    until: parseTime(flags.until),
    workOrder: order,
    product,
    operation,
    allows: { material, revision, vendor, expired },
    lots: lot?.map(one => ({ number: one })),
    reason,
    by,
  }
  return recordOne(context, { type: 'deviation', ...body }, { sentence: `Deviation ${number} waits for approval` })
}

const deviationsOf = (context: Context) => withServer(context, { asks: true }, ({ client }) => client.deviations(siteOf(context)))

async function listDeviations(context: Context, { state }: { state?: string }): Promise<Exit> {
  const { out } = context
  const deviations = (await deviationsOf(context)).filter(one => state === undefined || stateOf(one) === state)
  if (out.json) await out.document({ deviations })
  else if (deviations.length === 0) out.note(state === undefined ? 'There are no deviations.' : `No deviation is ${state}.`)
  else await out.lines(table(deviations, COLUMNS, out.paint.dim))
  return EXIT.done
}

const stateOf = ({ status, until }: Deviation): string => (status === 'approved' && Date.parse(until) < Date.now() ? 'expired' : status)

const COLUMNS: Column<Deviation>[] = [
  { title: 'deviation', value: row => row.number },
  { title: 'state', value: stateOf },
  { title: 'component', value: row => row.component },
  { title: 'allows', value: row => allowed(row) },
  { title: 'for', value: row => [row.workOrder ?? row.product ?? '', row.operation ?? ''].join(' ').trim() },
  { title: 'until', value: row => time(row.until) },
  { title: 'uses', value: row => row.uses, align: 'right' },
  { title: 'asked by', value: row => row.requestedBy },
  { title: 'decided by', value: row => row.decidedBy },
]

const allowed = ({ allows: { material, revision, vendor, expired } }: Deviation): string =>
  [material, revision && `revision ${revision}`, vendor && `vendor ${vendor}`, expired === true ? 'expired lots' : '']
    .filter(Boolean)
    .join(', ')

async function show(context: Context, number: string): Promise<Exit> {
  const { out } = context
  const found = (await deviationsOf(context)).find(one => one.number === number)
  if (!found) throw new Failure(EXIT.notFound, 'unknown-deviation', `There is no deviation ${number}.`)
  await (out.json ? out.document(found) : out.lines([...table([found], COLUMNS, out.paint.dim), ...details(found)]))
  return EXIT.done
}

function* details({ reason, lots, from, lastUsedAt }: Deviation): Generator<string> {
  yield `Reason: ${reason}`
  if (from !== undefined) yield `From: ${time(from)}`
  if (lots) yield `Only lots: ${lots.map(({ number }) => number).join(', ')}`
  yield lastUsedAt === null ? 'Never used.' : `Last used: ${time(lastUsedAt)}`
}
