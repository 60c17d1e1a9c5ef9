/** What a case is worked and proved with: pick list, customers, letters, evidence. */
import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { CaseCustomer, CaseCustomers, CasePickList, Client } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit, Failure } from '../failure.ts'
import type { Paint } from '../output.ts'
import { table } from '../table.ts'
import { amount, count, time } from '../words.ts'
import { fetched, jobEnded } from './case-job.ts'

export function addRecallPapers(recall: Command, add: Add): void {
  const pick = recall.command('pick-list').description('what is to be fetched, place by place, and what was found').argument('<recall>')
  add<[string, { pdf?: string }]>(pick.option('--pdf <file>', 'write it there, a page for each place (- for standard output)'), pickList)
  const told = recall.command('customers').description('who was told, who answered, what came back').argument('<recall>')
  add<[string, { csv?: string; xlsx?: string }]>(
    told.option('--csv <file>', 'write the list there').option('--xlsx <file>', 'write the list there as a workbook'),
    customers,
  )
  const letters = recall
    .command('letters')
    .description('the letters to customers: as one PDF, or each in a file of its own')
    .argument('<recall>')
    .option('--customer <code>', 'only the letter to this one')
    .option('--pdf <file>', 'all in one paper, written there (- for standard output); for up to 2,000 lots')
    .option('--zip <file>', 'one PDF for each customer, as a ZIP, however many lots there are')
  add<[string, LetterFlags]>(letters, lettersOf)
  const proof = recall
    .command('export')
    .description('everything that proves a case as one signed ZIP; verify FILE checks it anywhere')
    .argument('<recall>')
    .requiredOption('--out <file>', 'where it is written (- for standard output)')
  add<[string, { out: string }]>(proof, (context, name, { out }) => made(context, name, { kind: 'evidence', file: out }))
}

interface LetterFlags {
  customer?: string
  pdf?: string
  zip?: string
}

function lettersOf(context: Context, name: string, { customer, pdf, zip }: LetterFlags): Promise<Exit> {
  if (pdf !== undefined)
    return written(context, pdf, (client, site) => client.letters(name, { ...site, ...(customer === undefined ? {} : { customer }) }))
  if (zip !== undefined && customer === undefined) return made(context, name, { kind: 'letters', file: zip })
  throw new Failure(
    EXIT.usage,
    'usage',
    'Say where the letters are written: --pdf FILE for one paper, or --zip FILE for a file for each customer.',
  )
}

/** The server makes it in the background, with a bar; the file is there when it is whole. */
async function made(context: Context, name: string, { kind, file }: { kind: 'evidence' | 'letters'; file: string }): Promise<Exit> {
  await withServer(context, { asks: true }, async ({ client }) => {
    const job = await jobEnded(context, client, await client.beginCaseFile(name, { kind, ...siteOf(context) }))
    await fetched(context, client, job, file)
  })
  return EXIT.done
}

type OfSite = { site?: string }
const siteOf = ({ options: { site } }: Context): OfSite => (site === undefined ? {} : { site })

async function written(context: Context, file: string, ask: (client: Client, site: OfSite) => Promise<Blob>): Promise<Exit> {
  const blob = await withServer(context, { asks: true }, ({ client }) => ask(client, siteOf(context)))
  const bytes = new Uint8Array(await blob.arrayBuffer())
  if (file === '-') await context.out.write(bytes)
  else {
    writeFileSync(file, bytes)
    context.out.note(`Written to ${file}.`)
  }
  return EXIT.done
}

async function pickList(context: Context, name: string, { pdf }: { pdf?: string }): Promise<Exit> {
  if (pdf !== undefined) return written(context, pdf, (client, site) => client.pickListDocument(name, site))
  const list = await withServer(context, { asks: true }, ({ client }) => client.pickList(name, siteOf(context)))
  await (context.out.json ? context.out.document(list) : context.out.lines(pickText(list, context.out.paint)))
  return EXIT.done
}

function* pickText({ recall, places, lines, found, percent, beyond }: CasePickList, paint: Paint): Generator<string> {
  yield `${paint.bold(`Pick list ${recall}`)}: found ${found} of ${count(lines, 'line')}, ${percent} %`
  for (const { place, lines: rows } of places) {
    yield* ['', paint.bold(place ?? 'no place recorded')]
    yield* table(
      rows,
      [
        { title: 'state', value: row => row.state },
        { title: 'number', value: row => row.number, paint: text => paint.bold(text) },
        { title: 'material', value: row => row.material },
        { title: 'container', value: row => row.container ?? '' },
        { title: 'quantity', value: row => amount(row.quantity, row.unit), align: 'right' },
        { title: 'found', value: row => row.found, align: 'right' },
        { title: 'certainty', value: row => row.certainty },
      ],
      paint.dim,
    )
  }
  for (const row of beyond) yield `Found beyond the list: ${amount(row.quantity, row.unit)} of ${row.material} ${row.number}`
}

async function customers(context: Context, name: string, { csv, xlsx }: { csv?: string; xlsx?: string }): Promise<Exit> {
  const file = csv ?? xlsx
  if (file !== undefined)
    return written(context, file, (client, site) => client.caseCustomersFile(name, csv === undefined ? 'xlsx' : 'csv', site))
  const told = await withServer(context, { asks: true }, ({ client }) => client.caseCustomers(name, siteOf(context)))
  await (context.out.json ? context.out.document(told) : context.out.lines(customersText(told, context.out.paint)))
  return EXIT.done
}

function* customersText({ customers: rows, told, answered, quantities, due }: CaseCustomers, paint: Paint): Generator<string> {
  if (rows.length === 0) return yield 'Nothing that the recall reaches is with a customer.'
  yield `${count(rows.length, 'customer')}: ${told} told, ${answered} answered, ${due} to tell or remind`
  for (const one of quantities)
    yield `Of ${amount(one.shipped, one.unit)}: ${one.returned} back, ${one.used} used, ${one.open} open (${one.percent} % accounted for)`
  const sum = (row: CaseCustomer, key: 'shipped' | 'open'): string => row.quantities.map(one => amount(one[key], one.unit)).join(' + ')
  yield* table(
    rows,
    [
      { title: 'customer', value: row => row.customer, paint: text => paint.bold(text) },
      { title: 'name', value: row => row.name ?? '' },
      { title: 'lots', value: row => row.lots, align: 'right' },
      { title: 'got', value: row => sum(row, 'shipped'), align: 'right' },
      { title: 'open', value: row => sum(row, 'open'), align: 'right' },
      { title: 'state', value: row => row.state },
      { title: 'due', value: row => row.due ?? '' },
      { title: 'last heard', value: row => (row.lastAt === null ? '' : time(row.lastAt)) },
      { title: 'promised', value: row => (row.replyBy === null ? '' : `${time(row.replyBy)}${row.overdue ? ' overdue' : ''}`) },
    ],
    paint.dim,
  )
}
