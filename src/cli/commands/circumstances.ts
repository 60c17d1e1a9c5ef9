/** Seeds by question: the lots of a machine, a person, a time or a value, and what became of them. */
import { type Command, Option } from 'commander'
import type { Client, SeedAnswer, SeedLot, SeedQuestion } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { withServer } from '../connection.ts'
import { EXIT } from '../failure.ts'
import { parseTime } from '../options.ts'
import type { Paint } from '../output.ts'
import { table } from '../table.ts'
import { count } from '../words.ts'
import { recallText } from './recall.ts'
import { wholeTrace } from './seeds.ts'
import { traceText } from './trace-text.ts'

type Next = 'forward' | 'back' | 'recall'
type CircumstanceFlags = Omit<SeedQuestion, 'site'> & { next?: Next }

export function addSeeds(program: Command, add: Add): void {
  const command = program
    .command('seeds')
    .description('the lots of an operation, machine, person, time, value, vendor or document, each with the events that match')
    .option('--material <code>', 'only lots of this material')
    .option('--operation <name>', 'made or worked on in this operation, by name or number')
    .option('--work-center <code>', 'at this machine')
    .option('--work-order <number>', 'for this order')
    .option('--run <id>', 'in this run')
    .option('--by <person>', 'by this person, who recorded anything of it')
    .addOption(new Option('--from <time>', 'not before this time').argParser(parseTime))
    .addOption(new Option('--until <time>', 'not after this time; a lot counts while it was being filled').argParser(parseTime))
    .option('--vendor <code>', 'received from this vendor')
    .option('--purchase-order <number>', 'received for this order')
    .option('--document <name>', 'with this document, by name or hash')
    .option('--container <code>', 'that lay in this container between --from and --until')
    .option('--characteristic <code>', 'with a value of this characteristic')
    .option('--out-of-range', 'outside its limits')
    .option('--above <number>', 'above this')
    .option('--below <number>', 'below this')
    .addOption(new Option('--next <what>', 'go on with these lots').choices(['forward', 'back', 'recall']))
  add<[CircumstanceFlags]>(command, async (context, { next, ...asked }) => {
    const { site } = context.options
    const question = { ...asked, ...(site === undefined ? {} : { site }) }
    const { answer, lines } = await withServer(context, { asks: true }, async ({ client }) => {
      const found = await client.seeds(question)
      if (next === undefined || found.lots.length === 0) return { answer: found, lines: seedsText(found, context.out.paint) }
      return goOn(client, found, { next, paint: context.out.paint })
    })
    if (context.out.json) await context.out.document(answer)
    else await context.out.lines(lines)
    return EXIT.done
  })
}

async function goOn(client: Client, { lots }: SeedAnswer, { next, paint }: { next: Next; paint: Paint }) {
  const seeds = lots.map(({ site, material, number }) => ({ site, material, number }))
  if (next === 'recall') {
    const answer = await client.simulateRecall({ seeds })
    return { answer, lines: recallText(answer, paint) }
  }
  const answer = await wholeTrace(client, { direction: next, seeds })
  return { answer, lines: traceText(answer, count(lots.length, 'lot'), paint) }
}

function* seedsText({ lots, events }: SeedAnswer, paint: Paint): Generator<string> {
  yield paint.bold(`${count(lots.length, 'lot')}, by ${count(events.length, 'event')}`)
  if (lots.length === 0) return
  yield ''
  yield* table<SeedLot>(
    lots,
    [
      { title: 'material', value: lot => lot.material },
      { title: 'number', value: lot => lot.number, paint: text => paint.bold(text) },
      { title: 'work order', value: lot => lot.workOrder },
      { title: 'vendor lot', value: lot => lot.vendorLot },
      { title: 'events', value: lot => lot.events.map(sequence => `#${sequence}`).join(' ') },
    ],
    paint.dim,
  )
}
