/**
 * Orders come as one row per line. The rows of one order become one event, wherever they stand in the file; lines that are on record and not in
 * the file stay as they are. So a line that was refused can be corrected and come alone, and the other lines are not lost by it.
 */
import { canonicalJson, type Json } from '../../../base/canonical.ts'
import { uuid5 } from '../../../base/id.ts'
import type { CaptureEvent } from '../../events.ts'
import type { ImportedRow, RecordedResult } from '../imported-row.ts'
import { columnAt, type MappedRow } from './table-to-events.ts'

type OrderEvent = Extract<CaptureEvent, { type: 'purchaseOrder' | 'salesOrder' }>
type OrderLine = NonNullable<OrderEvent['lines']>[number]

export interface OrderName {
  site: string
  type: OrderEvent['type']
  number: string
}
/** What is on record of an order; undefined where there is none. */
export type OrdersKnown = (names: readonly OrderName[]) => Promise<readonly ({ lines: OrderLine[] } | undefined)[]>

interface LineRow {
  row: ImportedRow
  event: OrderEvent
  line: OrderLine
  columns: ReadonlyMap<string, string>
}
interface Order {
  name: OrderName
  first: LineRow
  rows: LineRow[]
  before: readonly OrderLine[]
}

const NAMESPACE = 'b0a3a9c4-4c0e-5f0e-9b21-2f6b2f0a6f17'
const BATCH_ORDERS = 200

export class OrderRows {
  private readonly orders = new Map<string, Order>()

  /** Whether the row is a line of an order: then it is recorded with the others of it. */
  take(mapped: MappedRow, row: ImportedRow): boolean {
    const [event] = mapped.events
    if (event?.type !== 'purchaseOrder' && event?.type !== 'salesOrder') return false
    const [line] = event.lines ?? []
    if (line === undefined || event.lines?.length !== 1) return false
    this.add({ row, event, line, columns: mapped.columns ?? new Map() })
    return true
  }

  private add(entry: LineRow): void {
    const name = { site: entry.event.site ?? 'main', type: entry.event.type, number: entry.event.number }
    const key = canonicalJson(name)
    const order = this.orders.get(key)
    if (!order) return void this.orders.set(key, { name, first: entry, rows: [entry], before: [] })
    const objection = objectionTo(entry, order)
    if (objection) refuse(entry, objection)
    else order.rows.push(entry)
  }

  async record(record: (events: CaptureEvent[]) => Promise<readonly RecordedResult[]>, known: OrdersKnown | undefined): Promise<void> {
    const all = [...this.orders.values()]
    for (let from = 0; from < all.length; from += BATCH_ORDERS) {
      const batch = all.slice(from, from + BATCH_ORDERS)
      const before = known ? await known(batch.map(order => order.name)) : []
      await recordAll(
        batch.map((order, index) => ({ ...order, before: before[index]?.lines ?? [] })),
        record,
      )
    }
  }
}

/** An order of which a line is refused is sent again without that line, until nothing is refused or nothing is left. */
async function recordAll(orders: readonly Order[], record: (events: CaptureEvent[]) => Promise<readonly RecordedResult[]>): Promise<void> {
  let open = orders
  while (open.length > 0) {
    const results = await record(open.map(eventOf))
    open = open.flatMap((order, index) => {
      const left = settled(order, results[index])
      return left.length > 0 && left.length < order.rows.length ? [{ ...order, rows: left }] : []
    })
  }
}

/** The rows that are still to be sent. */
function settled(order: Order, result: RecordedResult | undefined): LineRow[] {
  if (result?.status !== 'refused') {
    for (const { row } of order.rows)
      Object.assign(row, { status: statusOf(result), events: 1, id: result?.id ?? row.id, sequence: result?.sequence })
    return []
  }
  const at = /^\/lines\/(\d+)(\/.*)?$/.exec(result.pointer ?? '')
  const wrong = at && order.rows[Number(at[1])]
  const reason = { code: result.code ?? 'refused', detail: result.detail ?? 'refused' }
  if (wrong) {
    refuse(wrong, { ...reason, column: columnAt(wrong.columns, `/lines/0${at[2] ?? ''}`) })
    return order.rows.filter(entry => entry !== wrong)
  }
  for (const entry of order.rows) refuse(entry, { ...reason, column: columnAt(entry.columns, result.pointer) })
  return []
}

const statusOf = (result: RecordedResult | undefined): ImportedRow['status'] =>
  result?.status === 'duplicate' ? 'duplicate' : result?.status === 'exception' ? 'exception' : 'imported'

function refuse({ row }: LineRow, reason: { code: string; detail: string; column?: string | undefined }): void {
  Object.assign(row, { status: 'refused', events: 0, ...reason })
}

/** The lines of the file come first, so that a refusal's pointer counts them. */
function eventOf({ name, first, rows, before }: Order): CaptureEvent {
  const named = new Set(rows.map(({ line }) => line.line))
  const lines = [...rows.map(({ line }) => line), ...before.filter(line => !named.has(line.line))]
  const content: Json = JSON.parse(JSON.stringify(rows.map(({ event }) => ({ ...event, id: undefined, at: undefined }))))
  return { ...first.event, id: uuid5(`${canonicalJson({ ...name })}|${canonicalJson(content)}`, NAMESPACE), lines }
}

function objectionTo({ event, line, columns }: LineRow, { first, rows, name }: Order) {
  const [whose, said] = event.type === 'purchaseOrder' ? (['vendor', event.vendor] as const) : (['customer', event.customer] as const)
  const before = first.event.type === 'purchaseOrder' ? first.event.vendor : first.event.customer
  if (said !== before)
    return {
      code: 'invalid-event',
      detail: `Order ${name.number} is ${whose === 'vendor' ? 'from' : 'for'} ${before} in row ${first.row.index}, and ${said} here.`,
      column: columns.get(whose),
    }
  const twice = rows.find(other => other.line.line === line.line)
  return twice
    ? {
        code: 'invalid-event',
        detail: `Line ${line.line} of order ${name.number} stands in row ${twice.row.index} already.`,
        column: columns.get('lines.0.line'),
      }
    : undefined
}
