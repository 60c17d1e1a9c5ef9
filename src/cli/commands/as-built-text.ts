/** An as-built record as people read it: what is missing first, because that decides whether the rest can be trusted. */
import type { AsBuilt } from '../../client/index.ts'
import type { Paint } from '../output.ts'
import { type Column, clean, table } from '../table.ts'
import { amount, certaintyText, lotName, paintCertainty, time } from '../words.ts'

type Operation = AsBuilt['operations'][number]
type Component = AsBuilt['components'][number]
type Value = AsBuilt['values'][number]
type Design = AsBuilt['design'][number]
type DesignRow = Design['lines'][number] & { workOrder: string }
type Gap = AsBuilt['gaps'][number]

export function* asBuiltText(record: AsBuilt, paint: Paint): Generator<string> {
  yield paint.bold(`As built: ${lotName(record.lot)}`)
  yield* gapsText(record.gaps, paint)
  const section = <T>(title: string, rows: readonly T[], columns: readonly Column<T>[]): Iterable<string> =>
    rows.length === 0 ? ['', `${paint.bold(title)}: none`] : ['', paint.bold(title), ...table(rows, columns, paint.dim)]
  yield* section('OPERATIONS', record.operations, operationColumns)
  yield* section('AS DESIGNED, AS BUILT', record.design.flatMap(designRows), designColumns(paint))
  yield* section('COMPONENTS', record.components, componentColumns(paint))
  yield* section('VALUES', record.values, valueColumns(paint))
  yield* section('SHIPMENTS', record.shipments, shipmentColumns)
  for (const [title, rows] of [
    ['LABELS', record.labels],
    ['DEVIATIONS', record.deviations],
    ['HOLDS', record.holds],
    ['DISPOSITIONS', record.dispositions],
    ['CONCESSIONS', record.concessions],
    ['CORRECTIONS', record.corrections],
    ['SIGNATURES', record.signatures],
  ] as const)
    if (rows.length > 0) yield* ['', paint.bold(title), ...rows.map(fieldsText)]
}

function* gapsText(gaps: readonly Gap[], paint: Paint): Generator<string> {
  if (gaps.length === 0) return yield paint.green('The record has no gaps.')
  yield paint.yellow(`GAPS: ${gaps.length}`)
  yield* table(
    gaps,
    [
      { title: 'code', value: gap => gap.code },
      { title: 'detail', value: gap => gap.detail },
    ],
    paint.dim,
  )
}

const operationColumns: Column<Operation>[] = [
  { title: 'no.', value: row => row.sequence, align: 'right' },
  { title: 'operation', value: row => row.name },
  { title: 'lot', value: row => lotName(row.lot) },
  { title: 'work order', value: row => row.workOrder },
  { title: 'work center', value: row => row.workCenter },
  { title: 'started', value: row => time(row.startedAt) },
  { title: 'finished', value: row => time(row.finishedAt) },
  { title: 'people', value: row => row.people.join(', ') },
  { title: 'good', value: row => row.quantity, align: 'right' },
  { title: 'scrap', value: row => row.scrap, align: 'right' },
  { title: 'rework', value: row => row.rework, align: 'right' },
]

const designRows = ({ workOrder, lines }: Design): DesignRow[] => lines.map(line => ({ ...line, workOrder }))

const designColumns = (paint: Paint): Column<DesignRow>[] => [
  {
    title: 'verdict',
    value: row => row.status.replaceAll('-', ' '),
    paint: (text, row) => (row.status === 'as-designed' ? paint.green(text) : paint.yellow(text)),
  },
  { title: 'work order', value: row => row.workOrder },
  { title: 'operation', value: row => (row.operation === null ? '' : `${row.operation.sequence} ${row.operation.name}`) },
  { title: 'material', value: row => row.material },
  { title: 'revision', value: row => row.revision },
  { title: 'designed', value: row => amount(row.expected, row.unit), align: 'right' },
  { title: 'built', value: row => amount(row.built, row.unit), align: 'right' },
  { title: 'what is in it', value: row => row.parts.map(lotName).join(', ') },
  { title: 'deviation', value: row => [...new Set(row.parts.flatMap(part => part.deviation ?? []))].join(', ') },
]

const componentColumns = (paint: Paint): Column<Component>[] => [
  { title: 'certainty', value: row => certaintyText(row.certainty), paint: (text, row) => paintCertainty(text, row.certainty, paint) },
  { title: 'material', value: row => row.material },
  { title: 'number', value: row => row.number, paint: text => paint.bold(text) },
  { title: 'quantity', value: row => amount(row.quantity, row.unit), align: 'right' },
  { title: 'in', value: row => lotName(row.of) },
  { title: 'installed', value: row => time(row.installedAt) },
  { title: 'removed', value: row => time(row.removedAt) },
  { title: 'why', value: row => row.removedReason },
  { title: 'vendor', value: row => row.vendor },
  { title: 'vendor lot', value: row => row.vendorLot },
]

const valueColumns = (paint: Paint): Column<Value>[] => [
  { title: 'characteristic', value: row => row.characteristic },
  { title: 'value', value: row => amount(row.value === null ? '' : String(row.value), row.unit), align: 'right' },
  { title: 'limits', value: row => (row.min === null && row.max === null ? '' : `${row.min ?? ''} … ${row.max ?? ''}`) },
  {
    title: 'in range',
    value: row => (row.inRange === null ? '' : row.inRange ? 'yes' : 'NO'),
    paint: (text, row) => (row.inRange === false ? paint.red(text) : text),
  },
  { title: 'lot', value: row => lotName(row.lot) },
  { title: 'quantity', value: row => row.quantity, align: 'right' },
  { title: 'certainty', value: row => row.certainty },
  { title: 'run', value: row => row.run },
]

const shipmentColumns: Column<AsBuilt['shipments'][number]>[] = [
  { title: 'shipment', value: row => row.shipment },
  { title: 'customer', value: row => row.customer },
  { title: 'shipped', value: row => time(row.at) },
  { title: 'quantity', value: row => row.quantity, align: 'right' },
]

/** For records of many shapes: the plain fields, in their order. */
function fieldsText(row: unknown): string {
  if (row === null || typeof row !== 'object') return clean(String(row))
  const plain = Object.entries(row).filter(([, value]) => value !== null && typeof value !== 'object')
  return plain.map(([key, value]) => `${key} ${clean(String(value))}`).join('  ')
}
