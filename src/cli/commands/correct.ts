/** A correction at a terminal: what it would change and whom it would leave short, then the act itself, with what is put right together with it. */
import { type Command, InvalidArgumentError } from 'commander'
import type { CorrectionPreview } from '../../client/index.ts'
import { newId } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit } from '../failure.ts'
import { clean, table } from '../table.ts'
import { amount, count, lotName, time } from '../words.ts'
import { readJson, recordOne, siteOf } from './recorded.ts'

interface Part {
  event: string
  replacement?: object
}
interface Flags {
  replacement?: string
  also: Part[]
  by?: string
}

const EXAMPLE = `
Example: 1000 were said to have come and it was 100; what was made of them is put right, what was sent is taken back:
  genealot correct preview 12 --replacement receipt.json
  genealot correct make 12 --replacement receipt.json --also 15=production.json --also 18 --reason "a zero too many"
An event is named by its number in the ledger or by its id; a file has the right event, as it would be captured.
Where the plant wants corrections signed, the signer's PIN is read from GENEALOT_PIN, never from the command line.`

export function addCorrect(program: Command, add: Add): void {
  const correct = program.command('correct').description('void an event or say it anew, together with what depends on it')
  add<[string, Flags]>(said(correct, 'preview', 'what it would change, and whom it would leave short; records nothing'), preview)
  const make = said(correct, 'make', 'all of it in one act, or nothing')
    .requiredOption('--reason <text>', 'why it was wrong')
    .option('--by <person>', 'code of who corrects')
    .option('--preview <mark>', 'the mark of what was looked at: refused where it would change anything else by now')
    .addHelpText('after', EXAMPLE)
  add<[string, Flags & { reason: string; preview?: string }]>(make, perform)
}

const said = (correct: Command, verb: string, says: string): Command =>
  correct
    .command(verb)
    .description(says)
    .argument('<event>', 'its number in the ledger, or its id')
    .option('--replacement <file>', 'the right event as JSON; without it the event is voided')
    .option('--also <event[=file]>', 'put right in the same act: voided, or replaced by the file; may be repeated', addPart, [])

function addPart(text: string, before: Part[]): Part[] {
  const [event = '', file] = text.split('=', 2)
  if (event === '') throw new InvalidArgumentError('must be EVENT or EVENT=FILE.')
  return [...before, { event, ...(file === undefined ? {} : { replacement: replacementIn(file) }) }]
}

const replacementIn = (file: string): object => ({ id: newId(), ...(readJson(file) as object) })

async function preview(context: Context, event: string, flags: Flags): Promise<Exit> {
  const asked = await actOf(context, event, flags)
  const seen = await withServer(context, { asks: true }, ({ client }) => client.previewCorrection(asked))
  await (context.out.json ? context.out.document(seen) : context.out.lines(previewText(seen, context.out.paint.dim)))
  return seen.refused === null ? EXIT.done : EXIT.refused
}

async function perform(
  context: Context,
  event: string,
  { reason, by, preview: mark, ...flags }: Flags & { reason: string; preview?: string },
): Promise<Exit> {
  const act = await actOf(context, event, flags)
  const sentence = flags.also.length > 0 ? `${count(flags.also.length + 1, 'event')} are put right` : 'The event is corrected'
  const told = { ...(by === undefined ? {} : { by }), ...(mark === undefined ? {} : { preview: mark }) }
  return recordOne(context, { type: 'correct', reason, ...told, ...act }, { sentence, meaning: 'corrected' })
}

/** Replacements belong to the site of the correction. */
async function actOf(context: Context, event: string, { replacement, also }: Omit<Flags, 'by'>): Promise<Part & { also?: Part[] }> {
  const at = (right: object): { replacement: object } => ({ replacement: { ...siteOf(context), ...right } })
  const parts: Part[] = []
  for (const part of also) parts.push({ event: await idOf(context, part.event), ...(part.replacement ? at(part.replacement) : {}) })
  return {
    ...siteOf(context),
    event: await idOf(context, event),
    ...(replacement === undefined ? {} : at(replacementIn(replacement))),
    ...(parts.length > 0 ? { also: parts } : {}),
  }
}

/** By number it is the event that stands there; of a correction, what it recorded instead. */
async function idOf(context: Context, event: string): Promise<string> {
  if (!/^#?\d+$/.test(event)) return event
  const { site } = siteOf(context)
  const found = await withServer(context, { asks: true }, ({ client }) => client.ledgerEvent(Number(event.replace('#', '')), site))
  const { replacement } = found.body as { replacement?: { id: string } }
  return replacement?.id ?? found.id
}

function* previewText(
  { refused, preview, short, later, lots, downstream, held, freed }: CorrectionPreview,
  dim: (text: string) => string,
): Generator<string> {
  if (refused) {
    yield `It would be refused: ${clean(refused.detail)}`
    for (const lot of short) {
      const { missing, unit, consumers } = lot
      yield ''
      const lack = missing === null ? 'would not be there any more' : `would be short of ${amount(missing, unit)}`
      yield `${lotName(lot)} ${lack}${consumers.total > 0 ? ', drawn by:' : ''}`
      yield* consumers.first.map(
        row => `  #${row.sequence}  ${row.type.padEnd(10)}  ${amount(row.quantity, unit)}  ${time(row.at)}  ${row.event}`,
      )
    }
    if (short.length === 0) yield* later.first.map(row => `  #${row.sequence}  ${row.type.padEnd(10)}  ${time(row.at)}  ${row.event}`)
    return
  }
  yield* table(
    lots.first,
    [
      { title: 'lot', value: lotName },
      { title: 'on hand', value: row => amount(row.before, row.unit), align: 'right' },
      { title: 'then', value: row => amount(row.after, row.unit), align: 'right' },
    ],
    dim,
  )
  yield `${count(downstream.lots, 'lot')} of another origin, ${count(held.total, 'lot')} held from then on, ${count(freed.total, 'lot')} no longer held.`
  if (preview !== null) yield dim(`Sent along as --preview, it is refused where anything else would change by then: ${preview}`)
}
