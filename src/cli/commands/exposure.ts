/** How large a recall would be, and what would make it smaller. */
import { type Command, Option } from 'commander'
import type { ExposedLot, Exposure, ExposureSetting } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { withServer } from '../connection.ts'
import { EXIT } from '../failure.ts'
import { parseCount } from '../options.ts'
import type { Paint } from '../output.ts'
import { table } from '../table.ts'
import { count, lotName } from '../words.ts'

interface ExposureFlags {
  material?: string
  limit?: number
}

export function addExposure(program: Command, add: Add): void {
  const command = program
    .command('exposure')
    .description('how large a recall of each raw lot would be, and which other setting would make it smaller, at what price')
    .option('--material <code>', 'only raw lots of this material')
    .addOption(new Option('--limit <number>', 'so many raw lots, the latest').argParser(parseCount))
  add<[ExposureFlags]>(command, async (context, flags) => {
    const { site } = context.options
    const exposure = await withServer(context, { asks: true }, ({ client }) =>
      client.exposure({ ...flags, ...(site === undefined ? {} : { site }) }),
    )
    if (context.out.json) await context.out.document(exposure)
    else await context.out.lines(exposureText(exposure, context.out.paint))
    return EXIT.done
  })
}

function* exposureText({ raw, worst, mean, lots, settings, unit }: Exposure, paint: Paint): Generator<string> {
  if (!worst || !mean) {
    yield 'No lot was received from a vendor yet: there is nothing to recall.'
    return
  }
  yield paint.bold(
    `A recall of one of ${count(raw.lots, 'raw lot')}${raw.isCut ? ', the latest,' : ''} takes ${mean.lots} lots on average, ${worst.lots} at worst (${lotName(worst)})`,
  )
  yield ''
  yield* table<ExposedLot>(
    lots,
    [
      { title: 'raw lot', value: lotName, paint: text => paint.bold(text) },
      { title: 'vendor lot', value: row => [row.vendor, row.vendorLot].filter(Boolean).join(' ') },
      { title: 'lots', value: row => row.lots, align: 'right' },
      { title: 'certain', value: row => row.certain, align: 'right' },
      { title: 'possible', value: row => row.possible, align: 'right' },
      { title: 'at most', value: row => row.affected.map(one => `${one.max} ${one.unit}`).join(', '), align: 'right' },
      { title: 'end lots', value: row => row.endLots, align: 'right' },
      { title: 'containers', value: containersText, align: 'right' },
    ],
    paint.dim,
  )
  yield* ['', paint.bold('IF IT WERE OTHERWISE')]
  if (settings.length === 0) yield 'Nothing that these lots went into would be otherwise under another setting.'
  else
    yield* table<ExposureSetting>(
      settings,
      [
        { title: 'setting', value: settingName, paint: text => paint.bold(text) },
        { title: 'change', value: row => row.change },
        { title: `mean, ${unit ?? ''}`, value: row => `${row.mean.now} → ${row.mean.otherwise}`, align: 'right' },
        { title: 'worst', value: row => `${row.worst.now} → ${row.worst.otherwise}`, align: 'right' },
        { title: 'smaller by', value: row => (row.shrinks === null ? '' : `${(row.shrinks * 100).toFixed(1)} %`), align: 'right' },
        { title: 'price', value: priceOf, align: 'right' },
      ],
      paint.dim,
    )
}

/** Whoever takes nothing apart takes whole containers. */
const containersText = ({ containers: { count: boxes, holding } }: ExposedLot): string =>
  boxes === 0 ? '' : `${boxes} with ${holding.map(one => `${one.quantity} ${one.unit}`).join(', ')}`

const settingName = ({ material, workCenter, position }: ExposureSetting): string =>
  position === null ? material : `${material} at ${[workCenter, position].filter(Boolean).join(' ')}`

const priceOf = ({ extraLots, extraScans }: ExposureSetting): string =>
  extraScans === 0 ? priced(extraLots, 'lot') : priced(extraScans, 'scan')

const priced = (more: number, what: string): string => `${count(Math.abs(more), what)} ${more < 0 ? 'less' : 'more'}`
