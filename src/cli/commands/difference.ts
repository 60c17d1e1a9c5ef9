import { Argument, type Command, Option } from 'commander'
import type { AskedEvent, ChangedLot, Difference } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { withServer } from '../connection.ts'
import { EXIT } from '../failure.ts'
import { parseKnownAt } from '../options.ts'
import type { Paint } from '../output.ts'
import { table } from '../table.ts'
import { bounds, certaintyText, count, lotName, time } from '../words.ts'
import { addSeedOptions, questionOf, type SeedFlags } from './seeds.ts'

type Known = string | { sequence: number }
interface DifferenceFlags extends SeedFlags {
  from: Known
}

export function addDifference(program: Command, add: Add): void {
  const command = program
    .command('difference')
    .description('what changed in a trace since it was last known, and which events did it')
    .addArgument(new Argument('<direction>', 'forward or back').choices(['forward', 'back']))
    .argument('<number>', 'lot or serial number, or any other identifier of it')
    .addOption(
      new Option('--from <time>', 'as it was known then: a time with an offset, or a sequence number')
        .argParser(parseKnownAt)
        .makeOptionMandatory(),
    )
  add<[Difference['direction'], string, DifferenceFlags]>(addSeedOptions(command), async (context, direction, number, flags) => {
    const { seeds, asKnownAt, includePossible } = questionOf([number], flags, context.options.site)
    const question = {
      direction,
      seeds,
      from: flags.from,
      ...(asKnownAt === undefined ? {} : { to: asKnownAt }),
      ...(includePossible === undefined ? {} : { includePossible }),
    }
    const difference = await withServer(context, { asks: true }, ({ client }) => client.difference(question))
    if (context.out.json) await context.out.document(difference)
    else await context.out.lines(differenceText(difference, context.out.paint))
    return EXIT.done
  })
}

export function* differenceText(difference: Difference, paint: Paint): Generator<string> {
  const { direction, seeds, from, to, totals } = difference
  yield paint.bold(`Trace ${direction} from ${seeds.map(lotName).join(', ')}: known at ${from.sequence} and at ${to.sequence}`)
  yield `${count(from.totals.lots, 'lot')} then, ${to.totals.lots} later: ${totals.added} added, ${totals.gone} gone, ${totals.changed} changed`
  yield* changedTable('ADDED', difference.added, paint)
  yield* changedTable('GONE', difference.gone, paint)
  yield* changedTable('CHANGED', difference.changed, paint)
  yield* eventTable(difference.events, paint)
}

function* changedTable(title: string, rows: readonly ChangedLot[], paint: Paint): Generator<string> {
  if (rows.length === 0) return
  yield* ['', paint.bold(title)]
  const standing = (side: ChangedLot['before']): string => (side ? `${certaintyText(side.certainty)} ${bounds(side.affected)}` : '')
  yield* table<ChangedLot>(
    rows,
    [
      { title: 'material', value: row => row.material },
      { title: 'number', value: row => row.number, paint: text => paint.bold(text) },
      { title: 'then', value: row => standing(row.before) },
      { title: 'later', value: row => standing(row.after) },
      { title: 'through', value: row => (row.through ? lotName(row.through) : '') },
      { title: 'events', value: row => row.events.map(sequence => `#${sequence}`).join(' ') },
    ],
    paint.dim,
  )
}

function* eventTable(events: readonly AskedEvent[], paint: Paint): Generator<string> {
  if (events.length === 0) return
  yield* ['', paint.bold('BY THESE EVENTS')]
  yield* table<AskedEvent>(
    events,
    [
      { title: 'sequence', value: event => event.sequence, align: 'right' },
      { title: 'event', value: event => (event.corrects ? `${event.type} (correction)` : event.type) },
      { title: 'at', value: event => time(event.at) },
      { title: 'recorded', value: event => time(event.recordedAt) },
      { title: 'where', value: event => event.workCenter ?? event.station },
      { title: 'by', value: event => event.by },
    ],
    paint.dim,
  )
}
