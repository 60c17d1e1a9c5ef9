import type { Quantity, Time } from './shapes.ts'

/** A component other than the bill of materials says, for a time: asked for by one, approved by another. */
export interface Deviation {
  number: string
  component: string
  workOrder?: string
  product?: string
  operation?: number
  allows: { material?: string; revision?: string; vendor?: string; expired?: boolean }
  lots?: { material?: string; number: string }[]
  from?: Time
  until: Time
  reason: string
  status: 'requested' | 'approved' | 'withdrawn'
  requestedBy: string | null
  decidedBy?: string | null
  uses: number
  lastUsedAt: Time | null
}

/** What may pass of a lot that stays on hold. */
export interface Concession {
  concession: string
  site: string
  material: string
  number: string
  holds: string[]
  quantity: Quantity | null
  used: Quantity
  unit: string
  customer: string | null
  reason: string
  by: string | null
  at: Time
  expiresAt: Time | null
}

export type AccessAction = 'read' | 'refused' | 'signed' | 'signature-refused' | 'locked' | 'pin-set'

/** One line of the access log: who read what is sensitive, or what was refused to whom. */
export interface AccessEntry {
  number: number
  at: Time
  who: string
  action: AccessAction
  subject: string
  code: string | null
  detail: string | null
  address: string | null
}

export type ValueKind = 'number' | 'text' | 'choice' | 'yesno' | 'date' | 'photo' | 'file' | 'series'
export type Moment = 'receipt' | 'start' | 'finish' | 'shipment'

export interface PlannedCharacteristic {
  code: string
  description?: string
  kind?: ValueKind
  unit?: string
  min?: Quantity
  max?: Quantity
  choices?: string[]
  required?: boolean
  at?: Moment
  operation?: number
  workCenter?: string
  sample?: { count?: number; oneIn?: number; percent?: number }
  missing?: 'stop' | 'tell'
  outOfRange?: 'record' | 'ask' | 'stop' | 'hold'
}

/** `wanted`: how many values a report of this quantity needs. */
export type AskedCharacteristic = PlannedCharacteristic & { wanted: number }

export interface MeasuredCharacteristic {
  characteristic: string
  material: string | null
  unit: string | null
  kind: ValueKind | null
  values: number
  outOfRange: number
  lastAt: Time
}

export interface MeasuredValue {
  at: Time
  value: string
  unit: string | null
  kind: ValueKind | null
  low: Quantity | null
  high: Quantity | null
  inRange: boolean | null
  lot: number | null
  material: string | null
  number: string | null
  run: string | null
  workOrder: string | null
  operation: number | null
  workCenter: string | null
  sequence: number
  by: string | null
}

export interface ValueStatistics {
  count: number
  outOfRange: number
  mean: number | null
  deviation: number | null
  least: number | null
  most: number | null
  cp: number | null
  cpk: number | null
  /** Why there is no Cp or Cpk, or `ok`. */
  capability: 'ok' | 'one-limit' | 'no-numbers' | 'no-limits' | 'limits-changed' | 'too-few-values' | 'no-spread'
}

/** Oldest first; `cut`: there are older ones. */
export interface ValueChart {
  characteristic: string
  unit: string | null
  values: MeasuredValue[]
  statistics: ValueStatistics
  cut: boolean
}

/** What is asked for of a report before it is made. */
export interface AskedQuestion {
  site?: string
  at: Moment
  material?: string
  workOrder?: string
  operation?: number
  workCenter?: string
  quantity?: string
  run?: string
}

/** Who proves himself: person code or badge, and PIN. */
export interface Signer {
  person: string
  pin: string
  meaning: string
}

export interface Signature {
  by: string
  meaning: string
  at: Time
  /** The hash of what was signed. */
  content: string
}

/** `valid`: the signature still fits what it binds. */
export type CheckedSignature = Signature & { valid: boolean }

/** How the line to the broker stands, and what machines sent that could not be recorded. */
export interface MachineMessages {
  line: { site: string; connected: boolean; problem: string | null; lastAt: Time | null; recorded: number; kept: number } | null
  messages: MachineMessage[]
  more: boolean
}

export interface MachineMessage {
  id: string
  topic: string
  payload: string
  receivedAt: Time
  code: string
  detail: string
}
