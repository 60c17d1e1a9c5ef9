/** Two lots or serials side by side. */
import type { Command } from 'commander'
import type { Comparison, ComparisonCell, ComparisonRow, TraceSeed } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { withServer } from '../connection.ts'
import { EXIT } from '../failure.ts'
import type { Paint } from '../output.ts'
import { table } from '../table.ts'
import { lotName } from '../words.ts'

interface CompareFlags {
  material?: string
  different?: boolean
}

export function addCompare(program: Command, add: Add): void {
  const command = program
    .command('compare')
    .description('two lots or serials side by side: components, machines, people, orders, values, times')
    .argument('<one>', 'lot or serial number, or any other identifier of it')
    .argument('<other>', 'what it is compared with')
    .option('--material <code>', 'the material, where lots of several bear a number')
    .option('--different', 'only what differs')
  add<[string, string, CompareFlags]>(command, async (context, one, other, { material, different }) => {
    const { site } = context.options
    const named = (number: string): TraceSeed => ({ number, ...(material === undefined ? {} : { material }) })
    const question = { lots: [named(one), named(other)] as [TraceSeed, TraceSeed], ...(site === undefined ? {} : { site }) }
    const comparison = await withServer(context, { asks: true }, ({ client }) => client.compare(question))
    if (context.out.json) await context.out.document(comparison)
    else await context.out.lines(comparisonText(comparison, different === true, context.out.paint))
    return EXIT.done
  })
}

function* comparisonText({ lots: [left, right], totals, rows }: Comparison, onlyDifferent: boolean, paint: Paint): Generator<string> {
  yield paint.bold(`${lotName(left)} and ${lotName(right)}: ${totals.different} different, ${totals.same} the same`)
  const shown = onlyDifferent ? rows.filter(row => !row.isSame) : rows
  if (shown.length === 0) return
  yield ''
  yield* table<ComparisonRow>(
    shown,
    [
      { title: '', value: row => (row.isSame ? '=' : row.group === 'times' ? ' ' : '≠') },
      { title: '', value: row => row.group },
      { title: 'what', value: row => row.what, paint: (text, row) => (row.isSame || row.group === 'times' ? text : paint.bold(text)) },
      { title: left.number, value: row => cells(row.left) },
      { title: right.number, value: row => cells(row.right) },
    ],
    paint.dim,
  )
}

const SHOWN = 6

function cells(all: readonly ComparisonCell[]): string {
  const words = all.slice(0, SHOWN).map(({ text, certainty, isOutOfRange }) => {
    const mark = certainty === 'possible' ? '◌ ' : ''
    return `${mark}${text}${isOutOfRange ? ' (out of range)' : ''}`
  })
  return all.length > SHOWN ? `${words.join(', ')} and ${all.length - SHOWN} more` : words.join(', ')
}
