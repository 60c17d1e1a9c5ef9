/** Where a lot stands in its routing, and which operation a report at this work center means. */
import { parseQuantity, type Quantity, subtract, total, ZERO } from '../../base/quantity.ts'
import type { Operation, WorkOrder } from '../booking/records.ts'
import type { LotSeen, ReportSeen } from './seen.ts'

export interface Standing {
  order: WorkOrder | null
  operation: Operation | null
  /** The run in which the lot was started at this operation and not finished. */
  openRun: string | null
  /** What is left to report at the operation. */
  remaining: Quantity
  /** The report that already covers everything, where there is one. */
  repeated: ReportSeen | null
  /** An operation before this one that was not reported. */
  skipped: Operation | null
  /** An operation after this one that was reported already. */
  passed: Operation | null
  /** The lot has an order, but the order has no operation at this work center. */
  isOffRoute: boolean
}

export function standingOf(lot: LotSeen, workCenter: string): Standing {
  const order = lot.order
  const operations = [...(order?.operations ?? [])].sort((a, b) => a.sequence - b.sequence)
  const here = operations.filter(operation => operation.workCenter === workCenter && operation.createsLot !== true)
  const operation = here.find(entry => openRunAt(lot, entry) !== null) ?? here.find(entry => !isDone(lot, entry)) ?? here.at(-1) ?? null
  const rest = { order, operation, isOffRoute: order !== null && operation === null }
  if (operation === null)
    return {
      ...rest,
      openRun: null,
      remaining: parseQuantity(lot.onHand),
      ...repetition(lot, null, workCenter),
      skipped: null,
      passed: null,
    }
  return {
    ...rest,
    openRun: openRunAt(lot, operation),
    remaining: remainingAt(lot, operation),
    ...repetition(lot, operation, workCenter),
    skipped: operations.find(entry => entry.sequence < operation.sequence && !isReported(lot, entry)) ?? null,
    passed: operations.find(entry => entry.sequence > operation.sequence && isReported(lot, entry)) ?? null,
  }
}

/** A start alone is no report; what an operation is called counts within the lot's own order. */
const reportsAt = (lot: LotSeen, operation: Operation): ReportSeen[] =>
  lot.reports.filter(
    report => report.type !== 'start' && report.operation === operation.sequence && (report.workOrder ?? lot.workOrder) === lot.workOrder,
  )

const goodAt = (lot: LotSeen, operation: Operation): Quantity =>
  total(reportsAt(lot, operation).map(report => parseQuantity(report.quantity)))

/** The lot exists, so what makes lots has been done. */
const isReported = (lot: LotSeen, operation: Operation): boolean => operation.createsLot === true || reportsAt(lot, operation).length > 0

const isDone = (lot: LotSeen, operation: Operation): boolean =>
  reportsAt(lot, operation).length > 0 && goodAt(lot, operation) >= parseQuantity(lot.onHand)

const openRunAt = (lot: LotSeen, operation: Operation): string | null =>
  lot.reports.find(report => report.type === 'start' && report.runOpen && report.operation === operation.sequence)?.run ?? null

function remainingAt(lot: LotSeen, operation: Operation): Quantity {
  const left = subtract(parseQuantity(lot.onHand), goodAt(lot, operation))
  return left > ZERO ? left : parseQuantity(lot.onHand)
}

/** Without a routing it is the work center that says whether this was done before. */
function repetition(lot: LotSeen, operation: Operation | null, workCenter: string): Pick<Standing, 'repeated'> {
  if (operation !== null) return { repeated: isDone(lot, operation) ? (reportsAt(lot, operation)[0] ?? null) : null }
  const here = lot.reports.filter(
    report => report.type !== 'start' && report.type !== 'install' && report.workCenter === workCenter && report.operation === null,
  )
  const isAll = total(here.map(report => parseQuantity(report.quantity))) >= parseQuantity(lot.onHand)
  return { repeated: isAll ? (here[0] ?? null) : null }
}
