/** From reports to operations: one row per run and lot, one per report that is no run. */
import { formatInstant } from '../../base/instant.ts'
import { add, formatQuantity, least, parseQuantity, type Quantity, subtract, total, ZERO } from '../../base/quantity.ts'
import type { Operation, WorkOrder } from '../booking/records.ts'
import type { LotFacts } from '../lots/queries.ts'
import type { ReportRow } from './queries.ts'

/** The current master records the record refers to, by site and code. */
export interface Records {
  orders: ReadonlyMap<string, WorkOrder>
  centers: ReadonlyMap<string, { name?: string }>
}
export const recordKey = (site: string, code: string): string => `${site}\u0000${code}`

export interface LotName {
  material: string
  number: string
}
export interface OperationLine {
  name: string
  sequence: number | null
  workOrder: string | null
  workCenter: string | null
  run: string | null
  startedAt: string | null
  finishedAt: string | null
  people: string[]
  quantity: string
  scrap: string
  /** How much of it had been through this operation before; null where it is the first time. */
  rework: string | null
  lot: LotName
}

/** One execution of an operation on one lot, before it is written out. */
export interface Execution {
  lot: LotFacts
  site: string
  run: string | null
  order: WorkOrder | null
  operation: Operation | null
  workCenter: string | null
  startedAt: number
  finishedAt: number | null
  quantity: Quantity
  scrap: Quantity
  reports: ReportRow[]
  /** How much of the lot it was done on, scrap included. */
  treated: Quantity
  isMaking: boolean
  /** How much of that had been through the same operation before. */
  again: Quantity
}

export function executionsOf(reports: readonly ReportRow[], lots: ReadonlyMap<number, LotFacts>, records: Records): Execution[] {
  const groups = new Map<string, ReportRow[]>()
  for (const report of reports) {
    const key = report.run === null ? `${report.since} ${report.lot}` : `${report.lot} ${report.site}\u0000${report.run}`
    const group = groups.get(key)
    if (group) group.push(report)
    else groups.set(key, [report])
  }
  const executions = [...groups.values()].flatMap(group => {
    const lot = lots.get(group[0]?.lot ?? 0)
    return lot ? [executionOf(group, lot, records)] : []
  })
  markRework(executions)
  return executions
}

/** Installing a component reports the operation as often as there are components: that does nothing again. */
const ONCE_ONLY: ReadonlySet<string> = new Set(['pass', 'start', 'finish', 'transform'])

/** Two loads of half a lot are no rework; more than the whole lot through one operation is, from the first piece too many. */
function markRework(executions: readonly Execution[]): void {
  const through = new Map<string, Quantity>()
  for (const entry of executions.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const where = entry.operation ? `${entry.order?.number} ${entry.operation.sequence}` : entry.workCenter
    if (entry.isMaking || where === null || !entry.reports.every(report => ONCE_ONLY.has(report.type))) continue
    const key = `${entry.lot.id} ${where}`
    const sum = add(through.get(key) ?? ZERO, entry.treated)
    through.set(key, sum)
    const over = subtract(sum, parseQuantity(entry.lot.made))
    if (over > ZERO) entry.again = least(over, entry.treated)
  }
}

function executionOf(reports: ReportRow[], lot: LotFacts, records: Records): Execution {
  const [first] = reports as [ReportRow, ...ReportRow[]]
  const isMaking = reports.some(report => report.kind === 'produced')
  const made = sum(reports.filter(report => report.kind === 'produced').map(report => report.delta))
  const begun = sum(reports.filter(report => report.type === 'start').map(report => report.worked))
  const done = sum(reports.filter(report => report.kind === 'worked' && report.type !== 'start').map(report => report.worked))
  const scrap = sum(reports.map(report => report.scrap))
  const said = isMaking ? made : reports.some(report => report.kind === 'worked' && report.type !== 'start') ? done : begun
  const touched = isMaking ? made : larger(begun, add(done, scrap))
  return {
    lot,
    site: first.site,
    run: first.run,
    ...placeOf(first, lot, records),
    startedAt: first.startedAt ?? first.at,
    finishedAt: first.run === null ? first.at : first.finishedAt,
    quantity: said,
    scrap,
    reports,
    treated: touched,
    isMaking,
    again: ZERO,
  }
}

const sum = (numerics: readonly (string | null)[]): Quantity => total(numerics.map(text => (text === null ? ZERO : parseQuantity(text))))
const larger = (a: Quantity, b: Quantity): Quantity => (a > b ? a : b)

/** What the run or the report says; failing that, the operation of the lot's own order at that work center, as for a furnace load of many orders. */
function placeOf(report: ReportRow, lot: LotFacts, { orders }: Records): Pick<Execution, 'order' | 'operation' | 'workCenter'> {
  const workCenter = report.runWorkCenter ?? report.workCenter
  const stated = report.runWorkOrder ?? report.workOrder
  const order = orders.get(recordKey(report.site, stated ?? lot.workOrder ?? '')) ?? null
  const sequence = stated === null ? null : (report.runOperation ?? report.operation)
  const bySequence = order?.operations.find(operation => operation.sequence === sequence)
  const byCenter = workCenter === null ? undefined : order?.operations.find(operation => operation.workCenter === workCenter)
  const operation = bySequence ?? byCenter ?? null
  return { order: operation || stated !== null ? order : null, operation, workCenter: workCenter ?? operation?.workCenter ?? null }
}

export function lineOf(execution: Execution, people: readonly string[], { centers }: Records): OperationLine {
  const { lot, operation, order, workCenter, site, run, startedAt, finishedAt, quantity, scrap } = execution
  const center = workCenter === null ? null : (centers.get(recordKey(site, workCenter))?.name ?? workCenter)
  return {
    name: operation?.name ?? center ?? (execution.isMaking ? 'Produce' : 'Work'),
    sequence: operation?.sequence ?? null,
    workOrder: order?.number ?? null,
    workCenter,
    run,
    startedAt: formatInstant(startedAt),
    finishedAt: finishedAt === null ? null : formatInstant(finishedAt),
    people: [...people],
    quantity: formatQuantity(quantity),
    scrap: formatQuantity(scrap),
    rework: execution.again > ZERO ? formatQuantity(execution.again) : null,
    lot: nameOf(lot),
  }
}

export const nameOf = ({ material, number }: LotName): LotName => ({ material, number })
