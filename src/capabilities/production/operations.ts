/** Which operation of an order a report belongs to, and what that operation takes. */
import { multiply, parseQuantity, type Quantity, toNumber, total } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import type { Withdrawal } from '../../genealogy/precision.ts'
import { reportedOf } from '../../ledger/reported.ts'
import type { State } from '../../ledger/state.ts'
import type { LotRow } from '../../ledger/tables.ts'
import { type Component, type Material, type Operation, operationOf, type WorkOrder, workCenter, workOrder } from '../booking/records.ts'

export interface Place {
  order: WorkOrder | null
  operation: Operation | null
  workCenter: string | null
}

/** From what was said (order, operation number, work center) to where it belongs. What is said must exist; what is not is derived. */
export function placeOf(
  state: State,
  said: { workOrder?: string | undefined; operation?: number | undefined; workCenter?: string | undefined },
): Place {
  if (said.workOrder === undefined) return { order: null, operation: null, workCenter: said.workCenter ?? null }
  const order = workOrder(state, said.workOrder, '/workOrder')
  const operation =
    said.operation === undefined ? onlyOperationAt(order, said.workCenter) : operationOf(order, said.operation, '/operation')
  return { order, operation, workCenter: said.workCenter ?? operation?.workCenter ?? null }
}

function onlyOperationAt(order: WorkOrder, center: string | undefined): Operation | null {
  const here = order.operations.filter(operation => center === undefined || operation.workCenter === center)
  return here.length === 1 ? (here[0] ?? null) : null
}

/** The operation of a lot's own order at a work center: the first of them where the routing visits it more than once. */
export function routedAt(state: State, lotOrder: string | null, center: string): { order: WorkOrder; operation: Operation | null } | null {
  if (lotOrder === null || !state.master('workOrder', lotOrder)) return null
  const order = workOrder(state, lotOrder, '/lot')
  return { order, operation: order.operations.find(operation => operation.workCenter === center) ?? null }
}

/**
 * The operation that a report of a lot at a work center means where its routing visits the center more than once: the first of them
 * after the furthest that all of the lot is through; when there is none, the last, done once more.
 */
export function nextRoutedAt(state: State, lot: LotRow, center: string): { order: WorkOrder; operation: Operation | null } | null {
  const routed = routedAt(state, lot.workOrder, center)
  const here = inRoute(routed?.order.operations ?? []).filter(operation => operation.workCenter === center)
  if (!routed || here.length < 2) return routed
  const onHand = total([...state.places(lot.id).values()].map(row => row.quantity))
  const isThrough = ({ sequence, createsLot }: Operation): boolean => createsLot === true || reportedAt(state, lot, sequence) >= onHand
  const furthest = Math.max(...routed.order.operations.filter(isThrough).map(operation => operation.sequence))
  return { order: routed.order, operation: here.find(operation => operation.sequence > furthest) ?? here.at(-1) ?? null }
}

const inRoute = (operations: readonly Operation[]): Operation[] => operations.toSorted((a, b) => a.sequence - b.sequence)

/** A report that names no order is of the lot's own. What was reported before it was parted from another lot counts. */
const reportedAt = (state: State, lot: LotRow, sequence: number): Quantity =>
  reportedOf(lot.id, {
    parted: state.originsOf(lot.id),
    told: id => state.reportsOn(id).filter(({ order, operation }) => operation === sequence && (order ?? lot.workOrder) === lot.workOrder),
  })

/** The material itself, or one that the bill of materials allows instead. */
const takes = (component: Component, material: string): boolean =>
  component.material === material || component.alternates?.includes(material) === true

/** @throws (or raises) wrong-component when the operation names its components and this is none of them. */
export function checkComponent(
  operation: Operation | null,
  material: string,
  broken: (code: 'wrong-component', detail: string, pointer: string) => void,
  pointer: string,
): void {
  const components = operation?.components ?? []
  if (components.length === 0 || components.some(component => takes(component, material))) return
  broken(
    'wrong-component',
    `Operation ${operation?.sequence} ${operation?.name} takes ${components.map(component => component.material).join(', ')}, not ${material}.`,
    pointer,
  )
}

export function componentFor(operation: Operation | null, material: string, position: string | undefined): Component | undefined {
  const components = (operation?.components ?? []).filter(component => takes(component, material))
  return (
    components.find(component => component.position === position) ??
    components.find(component => component.position === undefined || position === undefined) ??
    components[0]
  )
}

/** What one piece takes, in the material's own unit; null where the bill of materials does not say. */
export function perPiece(component: Component | undefined, material: Material): number | null {
  if (component?.per === undefined) return null
  const conversion =
    component.unit === undefined || component.unit === material.unit
      ? undefined
      : material.units.find(entry => entry.unit === component.unit)
  const per = parseQuantity(component.per)
  return toNumber(conversion ? multiply(per, parseQuantity(conversion.factor)) : per)
}

export function withdrawalAt(state: State, center: string | null, position: string): Withdrawal {
  if (center === null || !state.master('workCenter', center)) return 'unknown'
  return workCenter(state, center, '/workCenter').positions?.find(entry => entry.code === position)?.withdrawal ?? 'unknown'
}

export function checkOrderOperation(said: { workOrder?: string | undefined; operation?: number | undefined }): void {
  if (said.operation !== undefined && said.workOrder === undefined)
    throw new Refusal('invalid-event', 'An operation number needs its work order.', '/workOrder')
}
