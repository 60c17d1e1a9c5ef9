import { type Command, Option } from 'commander'
import type { Variance, VarianceBy, VarianceLine, VarianceQuery, VarianceRow } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit } from '../failure.ts'
import type { Paint } from '../output.ts'
import { table } from '../table.ts'
import { amount, count, lotName, time } from '../words.ts'

interface VarianceFlags {
  by: VarianceBy
  from?: string
  to?: string
  material?: string
  workCenter?: string
  order?: string
  run?: string
  lot?: string
  key?: string
  lines?: boolean
}

const DIMENSIONS = ['lot', 'run', 'order', 'operation', 'workCenter', 'shift', 'material']

export function addVariance(program: Command, add: Add): void {
  const command = program
    .command('variance')
    .description('input against output: used, good, scrap, samples, counted, and what nobody explains, the largest first')
    .addOption(new Option('--by <what>', 'what the lines are summed by').choices(DIMENSIONS).default('workCenter'))
    .option('--from <time>', 'ISO 8601 with an offset; default: 30 days before the end')
    .option('--to <time>', 'default: now')
    .option('--material <code>', 'only this material, used or made')
    .option('--work-center <code>', 'only what happened there')
    .option('--order <number>', 'only this work order')
    .option('--run <run>', 'only this run')
    .option('--lot <number>', 'only this lot, used or made')
    .option('--lines', 'the executions behind it, with their events in the ledger')
    .option('--key <value>', 'with --lines: only those of this row')
  add<[VarianceFlags]>(command, variance)
}

async function variance(context: Context, flags: VarianceFlags): Promise<Exit> {
  const { out, options } = context
  const query = questionOf(flags, options.site)
  if (flags.lines === true || flags.key !== undefined) {
    const lines = await withServer(context, { asks: true }, async ({ client }) =>
      collected(async cursor => {
        const page = await client.varianceLines({ ...query, ...cursor })
        return { rows: page.lines, next: page.next }
      }),
    )
    await (out.json ? out.document({ total: lines.length, lines }) : out.lines(linesText(lines, out.paint)))
    return EXIT.done
  }
  const found = await withServer(context, { asks: true }, async ({ client }) => {
    const first = await client.variance(query)
    const rest = first.next === null ? [] : await collected(async cursor => client.variance({ ...query, ...cursor }), first.next)
    return { ...first, rows: [...first.rows, ...rest], next: null }
  })
  await (out.json ? out.document(found) : out.lines(varianceText(found, out.paint)))
  return EXIT.done
}

function questionOf({ by, from, to, material, workCenter, order, run, lot, key }: VarianceFlags, site: string | undefined): VarianceQuery {
  const said = { site, from, to, material, workCenter, workOrder: order, run, lot, key }
  return { by, limit: 1000, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) }
}

/** Every page: a list on the command line is whole. */
async function collected<T>(
  read: (cursor: { cursor?: string }) => Promise<{ rows: T[]; next: string | null }>,
  from?: string,
): Promise<T[]> {
  const rows: T[] = []
  for (let next: string | null | undefined = from; next !== null; ) {
    const page: { rows: T[]; next: string | null } = await read(next === undefined ? {} : { cursor: next })
    rows.push(...page.rows)
    next = page.next
  }
  return rows
}

function* varianceText(found: Variance, paint: Paint): Generator<string> {
  yield paint.bold(`Variance by ${found.by}, ${time(found.from)} to ${time(found.to)}`)
  yield `${count(found.executions, 'execution')}; ${count(found.openRuns, 'run')} still open and not counted; for ${found.unjudged} nobody has said what should be used.`
  const right = (title: string, value: (row: VarianceRow) => string | number) => ({ title, value, align: 'right' as const })
  yield* table<VarianceRow>(
    found.rows,
    [
      { title: found.by, value: row => row.key ?? '(none)', paint: text => paint.bold(text) },
      { title: 'material', value: row => row.material },
      right('used', row => amount(row.used, row.unit)),
      right('expected', row => row.expected),
      right('good', row => row.good.map(one => amount(one.quantity, one.unit)).join(' + ')),
      right('scrap', row => row.scrap.map(one => `${one.quantity} ${one.reason}`).join(', ')),
      right('samples', row => row.sample),
      right('counted', row => row.adjusted),
      {
        ...right('unexplained', row => amount(row.unexplained, row.unit)),
        paint: (text, row) => (row.unexplained === '0' ? text : paint.yellow(text)),
      },
      right('%', row => row.percent ?? ''),
      right('over', row => row.over),
    ],
    paint.dim,
  )
}

function* linesText(lines: readonly VarianceLine[], paint: Paint): Generator<string> {
  yield* table<VarianceLine>(
    lines,
    [
      { title: 'at', value: row => time(row.at) },
      { title: 'where', value: row => row.workCenter ?? '' },
      { title: 'run', value: row => row.run ?? '' },
      { title: 'lot', value: row => (row.lot ? lotName(row.lot) : `no lot of ${row.material}`), paint: text => paint.bold(text) },
      { title: 'into', value: row => row.into.map(lotName).join(', ') },
      { title: 'used', value: row => amount(row.used, row.unit), align: 'right' },
      { title: 'expected', value: row => row.expected ?? 'not said', align: 'right' },
      { title: 'unexplained', value: row => row.unexplained ?? '', align: 'right' },
      { title: 'events', value: row => row.events.map(sequence => `#${sequence}`).join(' ') },
    ],
    paint.dim,
  )
}
