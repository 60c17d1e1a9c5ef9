import type { Command } from 'commander'
import type { RecallBalanceRow, RecallCustomer, RecallSimulation } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { withServer } from '../connection.ts'
import { EXIT, type Exit } from '../failure.ts'
import type { Paint } from '../output.ts'
import { table } from '../table.ts'
import { amount, certaintyText, count, inAll, lotName, paintCertainty, seconds, time } from '../words.ts'
import { addListOptions, type ListFlags, numbersOf } from './lot-list.ts'
import { addRecallCases } from './recall-cases.ts'
import { addRecallPapers } from './recall-papers.ts'
import { addSeedOptions, questionOf, restOf, type SeedFlags } from './seeds.ts'
import { endsText, openEndsText } from './trace-text.ts'

interface SimulateFlags extends SeedFlags, ListFlags {
  exclude?: string[]
}

export function addRecall(program: Command, add: Add): void {
  const recall = program.command('recall').description('recalls and drills')
  const simulate = recall
    .command('simulate')
    .description('what a recall would stop, quarantine and call back, with the balance of every lot; changes nothing')
    .argument('[number...]', 'the lots it starts from')
    .option('--exclude <number...>', 'lots known not to be affected: nothing is reached through them')
  add<[string[], SimulateFlags]>(addListOptions(addSeedOptions(simulate)), async (context, numbers, flags): Promise<Exit> => {
    const simulation = await withServer(context, { asks: true }, async ({ client }) => {
      const { seeds: listed } = await numbersOf(context, client, { numbers, flags })
      const asked = questionOf(numbers, flags, context.options.site)
      const question = { ...asked, seeds: [...asked.seeds, ...listed], ...excludedBy(flags.exclude, context.options.site) }
      const first = await client.simulateRecall(question)
      return { ...first, lots: [...first.lots, ...(await restOf(client, { direction: 'forward', ...question }, first.next))], next: null }
    })
    if (context.out.json) await context.out.document(simulation)
    else await context.out.lines(recallText(simulation, context.out.paint))
    return EXIT.done
  })
  addRecallCases(recall, add)
  addRecallPapers(recall, add)
}

function excludedBy(numbers: readonly string[] | undefined, site: string | undefined): { exclude?: { number: string; site?: string }[] } {
  if (numbers === undefined) return {}
  return { exclude: numbers.map(number => ({ number, ...(site === undefined ? {} : { site }) })) }
}

export function* recallText(recall: RecallSimulation, paint: Paint): Generator<string> {
  yield paint.bold(`Recall simulated from ${recall.seeds.map(lotName).join(', ')}`)
  yield `${count(recall.totals.lots, 'lot')} affected: ${recall.totals.certain} certain, ${recall.totals.possible} possible. As known at ${recall.knownAt.sequence}${recall.knownAt.time === null ? '' : ` (${time(recall.knownAt.time)})`}, answered in ${seconds(recall.elapsedMs)}. Nothing was changed.`
  yield* inAll(recall.totals.affected)
  yield* endsText(recall.ends, paint)
  yield* customersText(recall.customers, paint)
  if (recall.brief) yield 'These are too many lots to list here: genealot trace forward gives them all, page by page.'
  else yield* balanceText(recall, paint)
  yield* openEndsText(recall.openEnds, paint)
  yield paint.dim(`Simulation ${recall.simulation}`)
}

function* customersText(customers: readonly RecallCustomer[], paint: Paint): Generator<string> {
  if (customers.length === 0) return
  yield* ['', `${paint.bold('CUSTOMERS')} ${paint.dim('to call')}: ${customers.length}`]
  yield* table<RecallCustomer>(
    customers,
    [
      { title: 'certainty', value: row => certaintyText(row.certainty), paint: (text, row) => paintCertainty(text, row.certainty, paint) },
      { title: 'customer', value: row => row.customer, paint: text => paint.bold(text) },
      { title: 'name', value: row => row.name },
      { title: 'lots', value: row => row.lots, align: 'right' },
      { title: 'quantity', value: row => row.quantity.map(({ unit, quantity }) => amount(quantity, unit)).join(' + '), align: 'right' },
      { title: 'contact', value: row => contactText(row.contact) },
    ],
    paint.dim,
  )
}

/** Free text, or the parts of an address book. */
function contactText(contact: unknown): string {
  if (typeof contact === 'string') return contact
  if (contact === null || typeof contact !== 'object') return ''
  return Object.values(contact)
    .filter(part => typeof part === 'string')
    .join(', ')
}

function* balanceText({ balance, balanceTotal }: RecallSimulation, paint: Paint): Generator<string> {
  const short = balanceTotal.unaccountedLots ?? 0
  const verdict =
    short === 0 ? paint.green('everything is accounted for') : paint.yellow(`${count(short, 'lot')} with a quantity unaccounted for`)
  yield* ['', `${paint.bold('BALANCE')} ${balanceTotal.percent} %: ${verdict}`]
  const number = (title: string, of: (row: RecallBalanceRow) => string | number) => ({ title, value: of, align: 'right' as const })
  yield* table<RecallBalanceRow>(
    balance,
    [
      { title: 'material', value: row => row.material },
      { title: 'number', value: row => row.number, paint: text => paint.bold(text) },
      { title: 'unit', value: row => row.unit },
      number('made', row => row.made),
      number('stop', row => row.stop),
      number('quarantine', row => row.quarantine),
      number('call', row => row.call),
      number('gone', row => row.gone),
      number('onward', row => row.onward),
      {
        ...number('unaccounted', row => row.unaccounted),
        paint: (text, row) => (Number(row.unaccounted) === 0 ? text : paint.yellow(text)),
      },
      number('%', row => row.percent),
    ],
    paint.dim,
  )
}
