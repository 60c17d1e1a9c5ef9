/** Complaints and returns at a terminal. */
import { type Command, Option } from 'commander'
import type { Complaint, ComplaintListed, ComplaintReading, Finding, NewComplaint, ReturnListed, Severity } from '../../client/index.ts'
import { newId } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit } from '../failure.ts'
import type { Paint } from '../output.ts'
import { table } from '../table.ts'
import { amount, lotName, time } from '../words.ts'

interface NewFlags {
  customer: string
  text: string
  severity: Severity
  reference?: string
  shipment?: string
  number?: string
}

export function addComplaint(program: Command, add: Add): void {
  const complaint = program.command('complaint').description('what customers complain of: a clock, its lots, and what belongs to it')
  const list = complaint
    .command('list')
    .description('complaints, newest first')
    .option('--unanswered', 'those without an answer')
    .option('--open', 'those not closed')
  add<[{ unanswered?: boolean; open?: boolean }]>(list, listComplaints)
  add<[string]>(complaint.command('show').description('a complaint and all that belongs to it').argument('<complaint>'), show)
  add<[string]>(
    complaint
      .command('read')
      .description('what a customer gave: lots, serials, containers, shipments; records nothing')
      .argument('<text>', 'as it was given, separated by commas or lines'),
    read,
  )
  const open = complaint
    .command('new')
    .description('record a complaint; what is not understood of its numbers is refused')
    .argument('[number...]', 'the lots or serials it is about')
    .requiredOption('--customer <code>', 'who complains')
    .requiredOption('--text <text>', 'of what')
    .addOption(new Option('--severity <severity>', 'how bad it is').choices(['minor', 'major', 'critical']).default('major'))
    .option('--reference <text>', "the customer's own number for it")
    .option('--shipment <code>', 'the shipment it came with')
    .option('--number <code>', 'its number; otherwise the next of CO-0001, CO-0002 …')
  add<[string[], NewFlags]>(open, openComplaint)
  const answer = complaint
    .command('answer')
    .description('what the customer was answered: the clock stops')
    .argument('<complaint>')
    .argument('<text>')
  add<[string, string]>(answer, async (context, name, text) =>
    recorded(context, `Complaint ${name} is answered`, client => client.answerComplaint(name, { text, ...siteOf(context) })),
  )
  const lots = complaint
    .command('add')
    .description('lots that turned out to be meant as well')
    .argument('<complaint>')
    .argument('<number...>')
  add<[string, string[]]>(lots, async (context, name, numbers) =>
    recorded(context, `Complaint ${name} has further lots`, client =>
      client.addComplaintLots(name, { lots: numbers.map(number => ({ lot: { number } })), ...siteOf(context) }),
    ),
  )
  const close = complaint
    .command('close')
    .description('close it with what was found')
    .argument('<complaint>')
    .addOption(
      new Option('--finding <finding>', 'what was found').choices(['confirmed', 'not-confirmed', 'not-ours']).makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', 'and why')
  add<[string, { finding: Finding; reason: string }]>(close, async (context, name, said) =>
    recorded(context, `Complaint ${name} is closed`, client => client.closeComplaint(name, { ...said, ...siteOf(context) })),
  )
}

type OneClient = Parameters<Parameters<typeof withServer>[2]>[0]['client']
const siteOf = ({ options: { site } }: Context): { site?: string } => (site === undefined ? {} : { site })

async function recorded(context: Context, sentence: string, act: (client: OneClient) => Promise<{ sequence: number }>): Promise<Exit> {
  const done = await withServer(context, { asks: false }, ({ client }) => act(client))
  await (context.out.json ? context.out.document(done) : context.out.lines([`${sentence} (#${done.sequence}).`]))
  return EXIT.done
}

async function openComplaint(context: Context, numbers: string[], flags: NewFlags): Promise<Exit> {
  const lots = numbers.map(number => ({ lot: { number } }))
  const body: NewComplaint = { ...siteOf(context), ...flags, ...(lots.length > 0 ? { lots, said: numbers.join(', ') } : {}) }
  const done = await withServer(context, { asks: false }, ({ client }) => client.openComplaint(body))
  await (context.out.json
    ? context.out.document(done)
    : context.out.lines([`Complaint ${done.number} is recorded (#${done.sequence}): the clock runs.`]))
  return EXIT.done
}

async function listComplaints(context: Context, { unanswered, open }: { unanswered?: boolean; open?: boolean }): Promise<Exit> {
  const { out } = context
  const state = unanswered === true ? 'unanswered' : open === true ? 'open' : undefined
  const found = await withServer(context, { asks: true }, ({ client }) => client.complaints({ ...siteOf(context), state }))
  if (out.json) await out.document(found)
  else if (found.complaints.length === 0) out.note('There are no complaints.')
  else await out.lines(table<ComplaintListed>(found.complaints, COLUMNS, out.paint.dim))
  return EXIT.done
}

const stateOf = ({ closedAt, answeredAt, finding }: Pick<ComplaintListed, 'closedAt' | 'answeredAt' | 'finding'>): string =>
  closedAt !== null ? `closed: ${finding ?? ''}` : answeredAt !== null ? `answered ${time(answeredAt)}` : 'waits for an answer'

const COLUMNS = [
  { title: 'complaint', value: (row: ComplaintListed) => row.number },
  { title: 'came', value: (row: ComplaintListed) => time(row.openedAt) },
  { title: 'customer', value: (row: ComplaintListed) => row.customerName ?? row.customer },
  { title: 'severity', value: (row: ComplaintListed) => row.severity },
  { title: 'state', value: stateOf },
  { title: 'of', value: (row: ComplaintListed) => row.text.slice(0, 60) },
]

async function show(context: Context, name: string): Promise<Exit> {
  const { out } = context
  const found = await withServer(context, { asks: true }, ({ client }) => client.complaint(name, siteOf(context)))
  await (out.json ? out.document(found) : out.lines(complaintText(found, out.paint)))
  return EXIT.done
}

function* complaintText(one: Complaint, paint: Paint): Generator<string> {
  yield paint.bold(
    `Complaint ${one.number} of ${one.customerName ?? one.customer}, ${one.severity}, ${time(one.openedAt)}: ${stateOf(one)}`,
  )
  yield one.text
  for (const lot of one.lots)
    yield `${lotName(lot)}: ${amount(lot.onHand, lot.unit)} here; ${lot.shipped.map(sent => `${amount(sent.quantity, lot.unit)} with ${sent.customer} (${sent.shipment})`).join(', ') || 'never sent'}`
  for (const hold of one.holds) yield `Hold ${hold.hold}${hold.releasedAt === null ? '' : ', released'}: ${hold.reason}`
  for (const recall of one.recalls) yield `Recall ${recall.recall}${recall.closedAt === null ? '' : ', closed'}: ${recall.reason}`
  for (const back of one.returns)
    yield `Came back ${time(back.at)}: ${back.lots.map(lot => `${amount(lot.quantity, lot.unit)} of ${lotName(lot)}`).join(', ')}`
  for (const document of one.documents) yield `Document ${document.name}`
  if (one.answer !== undefined) yield `Answered ${time(one.answeredAt)}: ${one.answer}`
  if (one.closedAt !== null) yield `Closed ${time(one.closedAt)}, ${one.finding ?? ''}: ${one.closeReason ?? ''}`
}

async function read(context: Context, text: string): Promise<Exit> {
  const { out } = context
  const found = await withServer(context, { asks: true }, ({ client }) => client.readComplaint({ text, ...siteOf(context) }))
  await (out.json ? out.document(found) : out.lines(readingText(found)))
  return EXIT.done
}

function* readingText({ lines, customers }: ComplaintReading): Generator<string> {
  for (const line of lines) yield `${line.text}: ${line.detail}`
  for (const { customer, name, lots } of customers) yield `Sent to ${name ?? customer} (${customer}): ${lots} of these lots.`
}

// ---- returns ----------------------------------------------------------------------------------------------------------------------

interface ReturnFlags {
  shipment?: string
  reason: string
  complaint?: string
  to?: string
  quantity?: string
  into?: string
}

export function addReturn(program: Command, add: Add): void {
  const back = program.command('return').description('goods that come back from a customer, as the same lots and serials')
  add<[]>(back.command('list').description('what came back, newest first'), listReturns)
  const one = back
    .command('record', { isDefault: true })
    .description('record that lots or serials came back')
    .argument('<customer>')
    .argument('<number...>', 'the lots or serials')
    .requiredOption('--reason <text>', 'why they come back')
    .option('--shipment <code>', 'the shipment they left with')
    .option('--quantity <quantity>', 'how much of the lot; otherwise all that is with the customer')
    .option('--into <number>', 'what comes back is kept apart, as a lot of its own under this number; of one lot')
    .option('--complaint <number>', 'the complaint they come with')
    .option('--to <location>', 'where they are put')
  add<[string, string[], ReturnFlags]>(one, recordReturn)
}

async function recordReturn(
  context: Context,
  customer: string,
  numbers: string[],
  { quantity, into, ...said }: ReturnFlags,
): Promise<Exit> {
  const apart = { ...(quantity === undefined ? {} : { quantity }), ...(into === undefined ? {} : { into }) }
  const lots = numbers.map(number => ({ lot: { number }, ...apart }))
  const event = { id: newId(), type: 'return', at: new Date().toISOString(), customer, lots, ...said, ...siteOf(context) }
  const [result] = await withServer(context, { asks: false }, ({ client }) => client.capture([event]))
  if (context.out.json) await context.out.document(result ?? {})
  else
    await context.out.lines([
      result?.status === 'refused'
        ? `Not recorded. ${result.detail ?? ''}`
        : `Recorded: ${numbers.join(', ')} came back (#${result?.sequence ?? ''}).`,
      ...(result?.lots ?? []).map(({ number }) => `  apart from the rest of its lot, as ${number}: put this number on it`),
    ])
  return result?.status === 'refused' ? EXIT.refused : EXIT.done
}

async function listReturns(context: Context): Promise<Exit> {
  const { out } = context
  const { returns } = await withServer(context, { asks: true }, ({ client }) => client.returns(siteOf(context)))
  if (out.json) await out.document({ returns })
  else if (returns.length === 0) out.note('Nothing has come back yet.')
  else await out.lines(table<ReturnListed>(returns, RETURN_COLUMNS, out.paint.dim))
  return EXIT.done
}

const RETURN_COLUMNS = [
  { title: 'came', value: (row: ReturnListed) => time(row.at) },
  { title: 'customer', value: (row: ReturnListed) => row.customerName ?? row.customer },
  { title: 'shipment', value: (row: ReturnListed) => row.shipment ?? '' },
  { title: 'lots', value: (row: ReturnListed) => row.lots.map(lot => `${amount(lot.quantity, lot.unit)} of ${lotName(lot)}`).join(', ') },
  { title: 'hold', value: (row: ReturnListed) => (row.hold === null ? '' : `${row.hold}${row.released ? ' (released)' : ''}`) },
  { title: 'reason', value: (row: ReturnListed) => row.reason },
]
