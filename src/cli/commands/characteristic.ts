/** What is measured, and the values of a characteristic against their limits. */
import { type Command, Option } from 'commander'
import type { MeasuredCharacteristic, MeasuredValue, ValueChart } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit } from '../failure.ts'
import { parseCount, parseTime } from '../options.ts'
import type { Paint } from '../output.ts'
import { type Column, table } from '../table.ts'
import { amount, count, lotName, time } from '../words.ts'
import { siteOf } from './recorded.ts'

interface ChartFlags {
  material?: string
  workCenter?: string
  from?: string
  to?: string
  limit?: number
}

const EXAMPLE = `
Example, the last 200 diameters turned on one lathe, with Cp and Cpk:
  genealot characteristic chart diameter --material GEAR --work-center LATHE-2 --limit 200`

export function addCharacteristic(program: Command, add: Add): void {
  const characteristic = program.command('characteristic').description('what is measured or recorded, and its values against their limits')
  const list = characteristic
    .command('list')
    .description('what is measured, by material')
    .option('--material <code>', 'only of this material')
  add<[{ material?: string }]>(list, listMeasured)
  const chart = characteristic
    .command('chart')
    .description('values, oldest first, a mark against the limits of each, and how capable it is')
    .argument('<characteristic>')
    .option('--material <code>', 'only of this material')
    .option('--work-center <code>', 'only measured there')
    .addOption(new Option('--from <time>', 'not before').argParser(parseTime))
    .addOption(new Option('--to <time>', 'not after').argParser(parseTime))
    .option('--limit <n>', 'the newest n, at most 5000', parseCount)
    .addHelpText('after', EXAMPLE)
  add<[string, ChartFlags]>(chart, showChart)
}

async function listMeasured(context: Context, { material }: { material?: string }): Promise<Exit> {
  const { out } = context
  const query = { ...siteOf(context), ...(material === undefined ? {} : { material }) }
  const characteristics = await withServer(context, { asks: true }, ({ client }) => client.characteristics(query))
  if (out.json) await out.document({ characteristics })
  else if (characteristics.length === 0) out.note('Nothing was measured yet.')
  else await out.lines(table(characteristics, MEASURED, out.paint.dim))
  return EXIT.done
}

const MEASURED: Column<MeasuredCharacteristic>[] = [
  { title: 'characteristic', value: row => row.characteristic },
  { title: 'material', value: row => row.material },
  { title: 'unit', value: row => row.unit },
  { title: 'values', value: row => row.values, align: 'right' },
  { title: 'out of limits', value: row => row.outOfRange, align: 'right' },
  { title: 'last', value: row => time(row.lastAt) },
]

async function showChart(context: Context, code: string, flags: ChartFlags): Promise<Exit> {
  const { out } = context
  const chart = await withServer(context, { asks: true }, ({ client }) => client.characteristic(code, { ...siteOf(context), ...flags }))
  if (out.json) await out.document(chart)
  else if (chart.values.length === 0) out.note(`${code} was not measured there and then.`)
  else await out.lines(chartText(chart, out.paint))
  return EXIT.done
}

function* chartText({ characteristic, unit, values, statistics, cut }: ValueChart, paint: Paint): Generator<string> {
  const { mean, deviation, least, most, outOfRange, cp, cpk, capability } = statistics
  yield paint.bold(`${characteristic}: ${count(values.length, 'value')}${cut ? ', the newest' : ''}, ${outOfRange} out of limits`)
  if (mean !== null)
    yield `mean ${figure(mean)}, standard deviation ${figure(deviation)}, from ${figure(least)} to ${amount(figure(most), unit)}`
  yield capability === 'ok' ? `Cp ${figure(cp)}, Cpk ${figure(cpk)}` : `No Cp and Cpk: ${WHY[capability]}.`
  yield ''
  const columns: Column<MeasuredValue>[] = [
    { title: 'at', value: row => time(row.at) },
    { title: 'lot', value: row => (row.number === null ? '' : lotName(row)) },
    { title: 'run', value: row => row.run },
    { title: 'where', value: row => row.workCenter },
    { title: 'value', value: row => amount(row.value, row.unit), align: 'right' },
    { title: 'limits', value: row => (row.low === null && row.high === null ? '' : `${row.low ?? ''}…${row.high ?? ''}`) },
    { title: 'against the limits', value: markOf, paint: (text, row) => (row.inRange === false ? paint.red(text) : text) },
    { title: 'by', value: row => row.by },
    { title: 'event', value: row => `#${row.sequence}` },
  ]
  yield* table(values, columns, paint.dim)
}

const WHY: Readonly<Record<Exclude<ValueChart['statistics']['capability'], 'ok'>, string>> = {
  'one-limit': 'there is only one limit',
  'no-numbers': 'these are no numbers',
  'no-limits': 'there are no limits',
  'limits-changed': 'the limits were not the same for all',
  'too-few-values': 'they take 25 values or more',
  'no-spread': 'all values are the same',
}

const figure = (value: number | null): string => (value === null ? '' : Number(value.toPrecision(5)).toString())

const WIDTH = 21
/** `|` are the limits with the value between them; outside, an arrow to its side. Only a drawing: the value stands beside it. */
function markOf({ value, low, high, inRange }: MeasuredValue): string {
  const [number, least, most] = [Number(value), Number(low ?? Number.NaN), Number(high ?? Number.NaN)]
  if (Number.isNaN(number) || Number.isNaN(least) || Number.isNaN(most) || most <= least) return inRange === false ? 'OUT' : ''
  if (inRange === false) return number < least ? `<|${' '.repeat(WIDTH)}|  OUT` : ` |${' '.repeat(WIDTH)}|> OUT`
  const at = Math.round(((number - least) / (most - least)) * (WIDTH - 1))
  return ` |${' '.repeat(at)}●${' '.repeat(WIDTH - 1 - at)}|`
}
