/** Lots named in a file instead of on the command line: every line is answered first, and what is not clear stops the command. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { Client, IdentifierAnswer, IdentifierCheck } from '../../client/index.ts'
import type { Context } from '../connection.ts'
import { EXIT, Failure } from '../failure.ts'
import type { Paint } from '../output.ts'
import { clean } from '../table.ts'
import { count } from '../words.ts'

export interface ListFlags {
  file?: string
  column?: string
  knownOnly?: boolean
}

export const addListOptions = (command: Command): Command =>
  command
    .option('--file <file>', 'a list of identifiers: text, CSV or XLSX (- for standard input)')
    .option('--column <name>', 'the column of the file that holds them')
    .option('--known-only', 'go on without the lines that name no lot for certain')

interface Seed {
  material: string
  number: string
  site: string
}

/** @throws Failure when a line names no lot for certain: all of them are told first. */
export async function numbersOf(
  context: Context,
  client: Client,
  { numbers, flags }: { numbers: readonly string[]; flags: ListFlags },
): Promise<{ seeds: Seed[] }> {
  if (flags.file === undefined) {
    if (numbers.length === 0) throw new Failure(EXIT.usage, 'usage', 'Name the lots it starts from, or a file that lists them with --file.')
    return { seeds: [] }
  }
  const { lines } = await client.readList(readFile(flags.file), flags.column)
  const site = context.options.site
  const checked = await client.checkIdentifiers({ lines, ...(site === undefined ? {} : { site }) })
  for (const line of checkText(checked, context.out.paint)) context.out.note(line)
  if (checked.open > 0 && flags.knownOnly !== true)
    throw new Failure(
      EXIT.refused,
      'list-not-clear',
      `${count(checked.open, 'line')} of ${checked.lines} named no lot for certain, see above: mend the list, or go on without them with --known-only.`,
    )
  if (checked.lots.length === 0) throw new Failure(EXIT.notFound, 'unknown-lot', 'No line of the list names a lot.')
  return { seeds: checked.lots.map(({ material, number, site: of }) => ({ material, number, site: of })) }
}

function readFile(file: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(readFileSync(file === '-' ? 0 : file))
  } catch {
    throw new Failure(EXIT.notFound, 'file-not-found', `"${file}" cannot be read.`)
  }
}

function* checkText({ lines, counts, open, lots, answers, nearestUntil }: IdentifierCheck, paint: Paint): Generator<string> {
  const { lot, serial, container, shipment, workOrder, purchaseOrder, salesOrder, already, ambiguous, elsewhere, unknown } = counts
  const orders = workOrder + purchaseOrder + salesOrder
  yield `${count(lines, 'line')}: ${lot} lots, ${serial} serials, ${container} containers, ${shipment} shipments, ${orders} orders, ${already} there already, ${ambiguous} ambiguous, ${elsewhere} of another site, ${unknown} not known. They name ${count(lots.length, 'lot')}.`
  if (open === 0) return
  for (const answer of answers) if (!isClear(answer)) yield lineText(answer, paint)
  if (unknown > nearestUntil) yield `Only the first ${nearestUntil} unknown lines were compared with what is recorded.`
}

const isClear = ({ status, lots }: IdentifierAnswer): boolean => !['ambiguous', 'elsewhere', 'unknown'].includes(status) && lots.length > 0

function lineText({ line, text, detail, nearest }: IdentifierAnswer, paint: Paint): string {
  const near = (nearest ?? []).map(one => `${one.value ?? one.number} (${one.material})`).join(', ')
  return `  line ${line}: ${paint.bold(clean(text))} ${clean(detail)}${near === '' ? '' : ` Nearest: ${clean(near)}`}`
}
