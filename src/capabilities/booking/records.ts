/** The master records as the rules read them: the body of the event that stated them, with defaults filled in. */
import { Refusal } from '../../base/refusal.ts'
import type { Sample } from '../../base/sample.ts'
import type { Withdrawal } from '../../genealogy/precision.ts'
import type { State } from '../../ledger/state.ts'
import type { CHARACTERISTIC_KINDS, OUT_OF_RANGE } from '../events.ts'
import type { MachineValues } from '../machine-shapes.ts'

export interface Material {
  code: string
  description?: string
  unit: string
  tracking: 'lot' | 'serial' | 'none'
  precision: 'precise' | 'approximate'
  homogeneous: boolean
  shelfLifeDays?: number
  numbering?: string
  gtin?: string
  units: { unit: string; factor: string }[]
  vendors?: string[]
  firstExpired?: 'tell' | 'stop'
}
export interface WorkCenter {
  code: string
  name?: string
  positions?: { code: string; withdrawal: Withdrawal }[]
}
export interface Component {
  material: string
  per?: string
  position?: string
  tolerance?: string
  unit?: string
  alternates?: string[]
  revision?: string
  vendors?: string[]
}
export interface Characteristic {
  code: string
  unit?: string
  min?: string
  max?: string
  required?: boolean
  description?: string
  kind?: (typeof CHARACTERISTIC_KINDS)[number]
  choices?: string[]
  at?: Moment
  outOfRange?: (typeof OUT_OF_RANGE)[number]
}
/** When a value is asked for. */
export type Moment = 'start' | 'finish' | 'receipt' | 'shipment'
export interface PlannedCharacteristic extends Characteristic {
  at: Moment
  operation?: number
  workCenter?: string
  sample?: Sample
  per?: 'lot' | 'report'
  missing: 'stop' | 'tell'
}
export interface CollectionPlan {
  material: string
  characteristics: PlannedCharacteristic[]
}
export interface Operation {
  sequence: number
  name: string
  workCenter?: string
  report?: 'start' | 'finish' | 'both'
  passThrough?: boolean
  createsLot?: boolean
  components?: Component[]
  characteristics?: Characteristic[]
  requires?: string[]
}
export interface WorkOrder {
  number: string
  material: string
  quantity: string
  customer?: string
  status?: 'open' | 'closed'
  operations: Operation[]
}

export interface PurchaseOrder {
  number: string
  vendor: string
  status?: 'open' | 'closed'
  lines: PurchaseLine[]
}
export interface PurchaseLine {
  line: number
  material: string
  quantity: string
  unit?: string
  due?: string
  vendorMaterial?: string
  /** Percent by which more may come than was ordered. */
  tolerance?: string
}
export interface SalesOrder {
  number: string
  customer: string
  status?: 'open' | 'closed'
  lines: { line: number; material: string; quantity: string; unit?: string; due?: string; customerMaterial?: string }[]
}
export interface PlannedShipment {
  number: string
  customer: string
  order?: string
  status?: 'open' | 'cancelled'
  due?: string
}
/** What a customer does not take. */
export interface CustomerLimits {
  shelfLifeDays?: number
  notVendors?: string[]
  notMaterials?: string[]
  notLots?: { material?: string; number: string }[]
  certificate?: boolean
  attributes?: { attribute: string; values: string[] }[]
}
export interface SiteSettings {
  /** Name and address, as customers know them. */
  company?: string
  gs1CompanyPrefix?: string
  ssccExtension?: number
  /** A run that uses this much more or less than its output takes is shown to a supervisor. */
  variancePercent?: string
  shifts?: Shift[]
  timeZone?: string
  signatures?: SignaturePolicy[]
  machineValues?: MachineValues
  returns?: { quarantine: boolean; location?: string }
  drills?: DrillPolicy
  as9102?: { verified: string[]; reviewed: string[]; approved: string[] }
}
/** How many drills are run by themselves each night and when, and what a drill has to reach. */
export interface DrillPolicy {
  nightly: number
  at: string
  of: 'raw' | 'finished' | 'any'
  minutesMax?: number
  percentMin?: number
}
export interface SignaturePolicy {
  type: string
  role?: string
  meaning?: string
  count?: number
}
/** A shift ends where the next one begins. */
export interface Shift {
  code: string
  from: string
}
/** The one record of its kind at a site. */
export const SETTINGS = 'site'
/** What nobody has identified yet is received under this material: it is counted and found, and nobody may use it. */
export const UNIDENTIFIED = 'UNIDENTIFIED'

export function material(state: State, code: string, pointer: string): Material {
  const row = state.master('material', code)
  if (!row) throw new Refusal('unknown-material', `Material "${code}" is not known at site ${state.site}: add it first.`, pointer)
  const record = row.body as unknown as Material
  return record.units ? record : withoutUnits(record)
}

/** Asked several times per event, so the filled-in record is kept beside the one it is of. */
const filledIn = new WeakMap<object, Material>()

function withoutUnits(record: Material): Material {
  const known = filledIn.get(record) ?? { ...record, units: [] }
  filledIn.set(record, known)
  return known
}

export function workOrder(state: State, number: string, pointer: string): WorkOrder {
  const row = state.master('workOrder', number)
  if (!row) throw new Refusal('unknown-work-order', `Work order "${number}" is not known at site ${state.site}: add it first.`, pointer)
  return row.body as unknown as WorkOrder
}

export function operationOf(order: WorkOrder, sequence: number, pointer: string): Operation {
  const operation = order.operations.find(entry => entry.sequence === sequence)
  if (!operation) {
    throw new Refusal(
      'unknown-operation',
      `Work order ${order.number} has no operation ${sequence}; it has ${order.operations.map(entry => entry.sequence).join(', ') || 'none'}.`,
      pointer,
    )
  }
  return operation
}

export function workCenter(state: State, code: string, pointer: string): WorkCenter {
  const row = state.master('workCenter', code)
  if (!row) throw new Refusal('unknown-work-center', `Work center "${code}" is not known at site ${state.site}: add it first.`, pointer)
  return row.body as unknown as WorkCenter
}

export function checkPartner(state: State, code: string, pointer: string): void {
  if (!state.master('partner', code))
    throw new Refusal('unknown-partner', `Partner "${code}" is not known at site ${state.site}: add it first.`, pointer)
}

export function checkLocation(state: State, code: string, pointer: string): void {
  if (!state.master('location', code))
    throw new Refusal('unknown-location', `Location "${code}" is not known at site ${state.site}: add it first.`, pointer)
}
