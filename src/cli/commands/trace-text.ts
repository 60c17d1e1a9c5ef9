/** A trace as people read it. */
import type { CallRow, Certainty, Ends, GoneRow, OpenEnd, QuarantineRow, StopRow, Trace, TracedLot } from '../../client/index.ts'
import type { Paint } from '../output.ts'
import { type Column, clean, table } from '../table.ts'
import { amount, bounds, certaintyText, count, inAll, lotName, paintCertainty, time } from '../words.ts'

export function* traceText(trace: Trace, asked: string, paint: Paint): Generator<string> {
  const { sequence, time: at } = trace.knownAt
  const way = trace.direction === 'forward' ? 'Forward from' : 'Back from'
  yield paint.bold(`${way} ${clean(asked)}`) + paint.dim(`, as known at ${sequence}${at === null ? '' : ` (${time(at)})`}`)
  yield `${count(trace.totals.lots, 'lot')}: ${trace.totals.certain} certain, ${trace.totals.possible} possible, over ${count(trace.totals.links, 'link')}`
  yield* inAll(trace.totals.affected)
  if (trace.lots.length > 0) yield* ['', ...lotTable(trace.lots, trace.direction, paint)]
  if (trace.ends) yield* endsText(trace.ends, paint)
  if (trace.vendors) yield* vendorsText(trace.vendors, paint)
  yield* openEndsText(trace.openEnds, paint)
}

function lotTable(lots: readonly TracedLot[], direction: Trace['direction'], paint: Paint): string[] {
  return table<TracedLot>(
    lots,
    [
      certaintyColumn(paint),
      { title: 'material', value: lot => lot.material },
      { title: 'number', value: lot => lot.number, paint: text => paint.bold(text) },
      { title: direction === 'forward' ? 'affected' : 'in it', value: lot => lot.affected && bounds(lot.affected), align: 'right' },
      { title: 'steps', value: lot => lot.steps, align: 'right' },
      { title: direction === 'forward' ? 'since' : 'until', value: lot => time(lot.since) },
      { title: 'on hand', value: lot => amount(lot.onHand, lot.unit), align: 'right' },
      { title: 'work order', value: lot => lot.workOrder },
      { title: 'vendor lot', value: lot => lot.vendorLot },
    ],
    paint.dim,
  )
}

const certaintyColumn = <T extends { certainty: Certainty }>(paint: Paint): Column<T> => ({
  title: 'certainty',
  value: row => certaintyText(row.certainty),
  paint: (text, row) => paintCertainty(text, row.certainty, paint),
})

// ---- the four lists ------------------------------------------------------------------------------------------------------------

export function* endsText({ stop, quarantine, call, gone }: Ends, paint: Paint): Generator<string> {
  yield* list({ title: 'STOP', words: 'work in process and open orders', rows: stop, columns: stopColumns, paint })
  yield* list({ title: 'QUARANTINE', words: 'stock by place', rows: quarantine, columns: quarantineColumns, paint })
  yield* list({ title: 'CALL', words: 'shipped to customers', rows: call, columns: callColumns, paint })
  yield* list({ title: 'GONE', words: 'scrapped or used up', rows: gone, columns: goneColumns, paint })
}

interface List<T> {
  title: string
  words: string
  rows: readonly T[]
  columns: readonly Column<T>[]
  paint: Paint
}

function* list<T extends { certainty: Certainty; material: string; number: string; quantity: string; unit?: string }>(
  shown: List<T>,
): Generator<string> {
  const { title, words, rows, columns, paint } = shown
  yield ''
  yield `${paint.bold(title)} ${paint.dim(words)}: ${rows.length === 0 ? 'nothing' : count(rows.length, 'line')}`
  if (rows.length === 0) return
  const common: Column<T>[] = [
    certaintyColumn(paint),
    { title: 'material', value: row => row.material },
    { title: 'number', value: row => row.number, paint: text => paint.bold(text) },
    { title: 'quantity', value: row => amount(row.quantity, row.unit), align: 'right' },
  ]
  yield* table<T>(rows, [...common, ...columns], paint.dim)
}

const stopColumns: Column<StopRow>[] = [
  { title: 'work order', value: row => row.workOrder },
  { title: 'operation', value: row => row.operation },
  { title: 'run', value: row => row.run },
  { title: 'work center', value: row => row.workCenter },
]
const quarantineColumns: Column<QuarantineRow>[] = [
  { title: 'location', value: row => row.location },
  { title: 'container', value: row => row.container },
]
const callColumns: Column<CallRow>[] = [
  { title: 'customer', value: row => row.customer },
  { title: 'shipment', value: row => row.shipment },
  { title: 'shipped', value: row => time(row.at) },
]
const goneColumns: Column<GoneRow>[] = [{ title: 'how', value: row => row.how }]

// ---- where the record ends -------------------------------------------------------------------------------------------------------

function* vendorsText(vendors: NonNullable<Trace['vendors']>, paint: Paint): Generator<string> {
  yield ''
  yield `${paint.bold('VENDORS')}: ${vendors.length === 0 ? 'none' : count(vendors.length, 'receipt')}`
  if (vendors.length === 0) return
  yield* table<NonNullable<Trace['vendors']>[number]>(
    vendors,
    [
      certaintyColumn(paint),
      { title: 'vendor', value: row => row.vendor },
      { title: 'vendor lot', value: row => row.vendorLot },
      { title: 'material', value: row => row.material },
      { title: 'number', value: row => row.number, paint: text => paint.bold(text) },
      { title: 'received', value: row => time(row.receivedAt) },
    ],
    paint.dim,
  )
}

export function* openEndsText(openEnds: readonly OpenEnd[], paint: Paint): Generator<string> {
  yield ''
  if (openEnds.length === 0) return yield `${paint.green('Complete')}: the record has no open end here.`
  yield paint.yellow(`${count(openEnds.length, 'open end')}: here the record stops without a reason, so the answer may miss something.`)
  yield* table<OpenEnd>(
    openEnds,
    [
      { title: 'code', value: end => end.code },
      { title: 'lot', value: end => lotName(end) },
      { title: 'detail', value: end => end.detail },
    ],
    paint.dim,
  )
}
