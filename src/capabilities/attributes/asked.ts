/** What is asked of a lot or a run: by the operation of its order, and by the collection plan of its material. */
import type { State } from '../../ledger/state.ts'
import type { LotRow, RunRow } from '../../ledger/tables.ts'
import type { CollectionPlan, Moment, Operation, PlannedCharacteristic, WorkOrder } from '../booking/records.ts'

/** The current master data, whether the writer's state or read by a question. */
export type Masters = Pick<State, 'master'>

/** One material at one operation of one order; a furnace load over several orders has several. */
export interface Subject {
  material: string
  order: WorkOrder | null
  operation: Operation | null
  workCenter: string | null
}
export interface At {
  workOrder?: string | null | undefined
  operation?: number | null | undefined
  workCenter?: string | null | undefined
}

const orderNamed = (state: Masters, number: string | null | undefined): WorkOrder | null =>
  number ? ((state.master('workOrder', number)?.body as unknown as WorkOrder | undefined) ?? null) : null

export function subjectOf(state: Masters, material: string, lotOrder: string | null, at: At): Subject {
  const order = orderNamed(state, at.workOrder ?? lotOrder)
  const operation =
    order?.operations.find(entry =>
      (at.operation ?? undefined) === undefined || entry.sequence === at.operation ? isAt(entry, at) : false,
    ) ?? null
  return { material, order, operation, workCenter: at.workCenter ?? operation?.workCenter ?? null }
}

const isAt = (operation: Operation, { operation: said, workCenter }: At): boolean =>
  (said ?? undefined) !== undefined
    ? operation.sequence === said
    : workCenter !== undefined && workCenter !== null && operation.workCenter === workCenter

/** The lots that were worked on or made in a run, each with the operation of its own order where the run has none. */
export function subjectOfRun(
  state: Masters,
  run: Pick<RunRow, 'workOrder' | 'operation' | 'workCenter' | 'material'>,
  lot: Pick<LotRow, 'material' | 'workOrder'> | null,
): Subject {
  const of = run.workOrder ?? lot?.workOrder ?? null
  const operation = run.workOrder === null ? undefined : run.operation
  return subjectOf(state, lot?.material ?? run.material ?? '', of, { workOrder: of, operation, workCenter: run.workCenter })
}

export function lotsOfRun(state: State, run: string): LotRow[] {
  const lines = state.runDetail(run).movements.filter(line => line.until === null && (line.kind === 'worked' || line.kind === 'produced'))
  return [...new Set(lines.map(line => line.lot))].map(id => state.lot(id))
}

const planOf = (state: Masters, material: string): readonly PlannedCharacteristic[] =>
  material === '' ? [] : ((state.master('collectionPlan', material)?.body as unknown as CollectionPlan | undefined)?.characteristics ?? [])

export const hasPlan = (state: Masters, material: string): boolean => planOf(state, material).length > 0

/** What of a plan is about this place. Pure: a station asks the same of the plan it has read. */
export const plannedAt = (
  plan: readonly PlannedCharacteristic[],
  { operation, workCenter }: Pick<Subject, 'operation' | 'workCenter'>,
): PlannedCharacteristic[] =>
  plan.filter(
    entry =>
      (entry.operation === undefined || entry.operation === operation?.sequence) &&
      (entry.workCenter === undefined || entry.workCenter === workCenter),
  )

const plannedFor = (state: Masters, subject: Subject): PlannedCharacteristic[] => plannedAt(planOf(state, subject.material), subject)

/** An order's own operation only shows the gap; that is what its plans have always meant. */
const statedBy = (operation: Operation | null): PlannedCharacteristic[] =>
  (operation?.characteristics ?? []).map(entry => ({ ...entry, at: entry.at ?? 'finish', missing: 'tell' as const }))

/** The most particular that names the characteristic: the operation, the plan, another operation of the order. */
export function definitionOf(state: Masters, subject: Subject, characteristic: string): PlannedCharacteristic | undefined {
  const named = (list: readonly PlannedCharacteristic[]): PlannedCharacteristic | undefined =>
    list.find(entry => entry.code === characteristic)
  return named(statedBy(subject.operation)) ?? named(plannedFor(state, subject)) ?? named(subject.order?.operations.flatMap(statedBy) ?? [])
}

/** What a report is asked for at a moment, required or not; each characteristic once, as the most particular says it. */
export function askedAt(state: Masters, subject: Subject, moment: Moment): PlannedCharacteristic[] {
  const all = [...statedBy(subject.operation), ...plannedFor(state, subject)].filter(entry => entry.at === moment)
  return all.filter((entry, index) => all.findIndex(other => other.code === entry.code) === index)
}

/** Without which the report is refused. */
export const requiredAt = (state: Masters, subject: Subject, moment: Moment): PlannedCharacteristic[] =>
  [...statedBy(subject.operation), ...plannedFor(state, subject)].filter(
    entry => entry.at === moment && entry.required === true && entry.missing === 'stop',
  )
