/** Holds: place one, list them, release one or some of its lots. */
import type { Command } from 'commander'
import { Option } from 'commander'
import type { Hold } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit, Failure } from '../failure.ts'
import { type Column, table } from '../table.ts'
import { count, lotName, time } from '../words.ts'
import { recordOne, siteOf } from './recorded.ts'

interface PlaceFlags {
  reason: string
  material?: string
  direction: 'none' | 'forward'
  case?: string
  by?: string
}
interface ReleaseFlags {
  reason: string
  lot?: string[]
  material?: string
  by?: string
}

const EXAMPLE = `
Example: everything made of B-1 is held, one lot of it is released after it was measured, and in the end the hold:
  genealot hold place NCR-7 B-1 --reason "cracks found"
  genealot hold release NCR-7 --lot P-2 --reason "measured, good"
  genealot hold release NCR-7 --reason "decided"`

export function addHold(program: Command, add: Add): void {
  const hold = program.command('hold').description('holds: what must not be used or shipped').addHelpText('after', EXAMPLE)
  add<[{ open?: boolean }]>(hold.command('list').description('holds, newest first').option('--open', 'those not released'), listHolds)
  const place = hold
    .command('place')
    .description('holds these lots, and by default all that is made of them')
    .argument('<hold>', 'its name, a new one')
    .argument('<number...>', 'the lots')
    .requiredOption('--reason <text>', 'why')
    .option('--material <code>', 'the material, where lots of several bear the number')
    .addOption(
      new Option('--direction <which>', 'forward: with all that is made of them; none: only these')
        .choices(['forward', 'none'])
        .default('forward'),
    )
    .option('--case <code>', 'the case it belongs to')
    .option('--by <person>', 'code of who holds')
  add<[string, string[], PlaceFlags]>(place, async (context, name, numbers, { reason, material, direction, by, ...flags }) =>
    recordOne(
      context,
      {
        type: 'hold',
        hold: name,
        lots: lotsNamed(numbers, material),
        direction,
        reason,
        case: flags.case,
        ...(by === undefined ? {} : { by }),
      },
      { sentence: `${count(numbers.length, 'lot')} on hold ${name}`, meaning: 'held' },
    ),
  )
  const release = hold
    .command('release')
    .description('ends a hold, or lets some of its lots go')
    .argument('<hold>')
    .requiredOption('--reason <text>', 'why')
    .option('--lot <number...>', 'only these lots')
    .option('--material <code>', 'their material, where lots of several bear the number')
    .option('--by <person>', 'code of who releases')
  add<[string, ReleaseFlags]>(release, releaseHold)
}

const lotsNamed = (numbers: readonly string[], material: string | undefined): { lot: { number: string; material?: string } }[] =>
  numbers.map(number => ({ lot: { number, ...(material === undefined ? {} : { material }) } }))

async function releaseHold(context: Context, name: string, { reason, lot, material, by }: ReleaseFlags): Promise<Exit> {
  const lots = lot === undefined ? {} : { lots: lotsNamed(lot, material) }
  const said = { type: 'release', hold: name, ...lots, reason, ...(by === undefined ? {} : { by }) }
  try {
    const sentence = lot === undefined ? `Hold ${name} is released` : `${count(lot.length, 'lot')} of hold ${name} released`
    return await recordOne(context, said, { sentence, meaning: 'released' })
  } catch (error) {
    // What is released already is known: a rule says no, and nothing is looked for in vain.
    const isOver = error instanceof Failure && error.code === 'unknown-hold' && (await holdsOf(context)).some(({ hold }) => hold === name)
    throw isOver ? new Failure(EXIT.refused, error.code, error.message) : error
  }
}

const holdsOf = (context: Context): Promise<Hold[]> => withServer(context, { asks: true }, ({ client }) => client.holds(siteOf(context)))

async function listHolds(context: Context, { open }: { open?: boolean }): Promise<Exit> {
  const holds = (await holdsOf(context)).filter(({ releasedAt }) => open !== true || releasedAt === null)
  if (context.out.json) await context.out.document(holds)
  else if (holds.length === 0) context.out.note('There is no hold.')
  else await context.out.lines(table<Hold>(holds, COLUMNS, context.out.paint.dim))
  return EXIT.done
}

const COLUMNS: Column<Hold>[] = [
  { title: 'hold', value: row => row.hold },
  { title: 'since', value: row => time(row.at) },
  { title: 'lots', value: row => row.lots.map(lotName).join(', ') },
  { title: 'reaches', value: row => row.reached, align: 'right' },
  { title: 'state', value: row => (row.releasedAt === null ? 'open' : `released ${time(row.releasedAt)}`) },
  { title: 'reason', value: row => row.reason },
]
