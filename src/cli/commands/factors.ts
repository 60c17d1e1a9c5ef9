/** The common factor: what failed lots share and good ones do not. */
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { type Command, Option } from 'commander'
import { FactorKind } from '../../answers/questions.ts'
import type { CommonFactor, CommonFactors, FactorCount, TraceSeed } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { withServer } from '../connection.ts'
import { EXIT, Failure } from '../failure.ts'
import { parseCount, parseTime } from '../options.ts'
import type { Paint } from '../output.ts'
import { table } from '../table.ts'
import { count, time } from '../words.ts'

interface FactorFlags {
  failed?: string
  good?: string
  material?: string
  from?: string
  until?: string
  kind?: FactorKind[]
  limit?: number
}

const KINDS = FactorKind.options
const SHOWN = 30

export function addCommonFactor(program: Command, add: Add): void {
  const command = program
    .command('common-factor')
    .description('what failed lots or serials share and good ones do not: lots, loads, vendors, machines, people, orders, times')
    .argument('[numbers...]', 'the failed ones')
    .option('--failed <file>', 'a file with the failed ones, one a line; - reads them from stdin')
    .option('--good <file>', 'a file with the good ones; without it lots of the same material and time')
    .option('--material <code>', 'the material, where lots of several bear a number')
    .addOption(new Option('--from <time>', 'compare with what was made from then on').argParser(parseTime))
    .addOption(new Option('--until <time>', 'and until then').argParser(parseTime))
    .addOption(new Option('--kind <kinds...>', 'only such factors').choices(KINDS))
    .addOption(new Option('--limit <number>', 'so many of them').argParser(parseCount).default(SHOWN))
  add<[string[], FactorFlags]>(command, async (context, numbers, flags) => {
    const { site } = context.options
    const { material, from, until, kind, limit } = flags
    const failed = [...numbers, ...(await numbersIn(flags.failed))]
    if (failed.length === 0) throw new Failure(EXIT.usage, 'usage', 'Name the failed lots or serials, or a file of them with --failed.')
    const lots = (all: readonly string[]): TraceSeed[] => all.map(number => ({ number, ...(material === undefined ? {} : { material }) }))
    const question = {
      failed: lots(failed),
      ...(flags.good === undefined ? {} : { good: lots(await numbersIn(flags.good)) }),
      ...(site === undefined ? {} : { site }),
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
      ...(kind === undefined ? {} : { kinds: kind }),
      ...(limit === undefined ? {} : { limit }),
    }
    const answer = await withServer(context, { asks: true }, ({ client }) => client.commonFactors(question))
    if (context.out.json) await context.out.document(answer)
    else await context.out.lines(factorText(answer, context.out.paint))
    return EXIT.done
  })
}

async function numbersIn(file: string | undefined): Promise<string[]> {
  if (file === undefined) return []
  const content = file === '-' ? await text(process.stdin) : readFileSync(file, 'utf8')
  return content
    .split(/[\r\n\t;,]+/)
    .map(line => line.trim())
    .filter(line => line !== '')
}

function* factorText({ failed, good, totals, factors }: CommonFactors, paint: Paint): Generator<string> {
  const among = good.period ? ` made ${time(good.period.from)} to ${time(good.period.until)}${good.isSample ? ', a sample' : ''}` : ''
  yield paint.bold(`${count(failed.compared, 'failed lot')} against ${good.compared} good${among}`)
  if (failed.unknown.length > 0) yield paint.yellow(`Not known and not compared: ${failed.unknown.join(', ')}`)
  if (good.unknown.length > 0) yield paint.yellow(`Good ones that are not known: ${good.unknown.join(', ')}`)
  yield `${count(totals.factors, 'factor')} among ${count(totals.origins, 'lot')}; the least likely to be chance first`
  if (factors.length === 0) return
  yield ''
  yield* table<CommonFactor>(
    factors,
    [
      { title: 'factor', value: row => WORDS[row.kind] },
      { title: 'which', value: nameOf, paint: name => paint.bold(name) },
      { title: 'failed', value: row => counted(row.failed), align: 'right' },
      { title: 'good', value: row => counted(row.good), align: 'right' },
      { title: 'lift', value: row => row.lift?.toFixed(1), align: 'right' },
      { title: 'chance', value: row => chance(row.p), align: 'right' },
      { title: 'false alarms', value: row => chance(row.falseAlarms), align: 'right' },
    ],
    paint.dim,
  )
}

const nameOf = ({ name, window, event }: CommonFactor): string => {
  if (window) return `${name} ${time(window.from)} to ${time(window.until)}`
  return event ? `${name} (#${event.sequence})` : name
}

/** "12 of 16", and how many of them only possibly. */
const counted = ({ certain, possible, of }: FactorCount): string =>
  `${certain + possible} of ${of}${possible > 0 ? ` (${possible} possible)` : ''}`

const chance = (p: number): string => (p === 0 ? '< 1e-300' : p < 0.001 ? p.toExponential(1) : p.toFixed(3))

const WORDS: Readonly<Record<FactorKind, string>> = {
  lot: 'lot',
  load: 'load',
  vendorLot: 'vendor lot',
  vendor: 'vendor',
  material: 'material',
  revision: 'revision',
  operation: 'operation',
  workCenter: 'work center',
  window: 'time at',
  person: 'person',
  shift: 'shift',
  station: 'station',
  run: 'run',
  workOrder: 'work order',
}
