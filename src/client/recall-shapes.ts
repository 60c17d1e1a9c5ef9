/** What is worked with in a recall case: lists of identifiers, pick lists, customers, letters. */
import type { Certainty, Quantity, RecallKind, Time } from './shapes.ts'

export type LineStatus = 'lot' | 'serial' | 'container' | 'already' | 'ambiguous' | 'elsewhere' | 'unknown'

export interface IdentifiedLot {
  id: number
  site: string
  material: string
  number: string
  kind: 'lot' | 'serial'
  unit: string
}

/** What one line of a list means. */
export interface IdentifierAnswer {
  line: number
  text: string
  status: LineStatus
  by: string | null
  lots: IdentifiedLot[]
  container: string | null
  /** Offered, never taken; null where nobody looked. */
  nearest: { material: string; number: string; value: string | null }[] | null
  detail: string
}

export interface IdentifierCheck {
  lines: number
  counts: Record<LineStatus, number>
  /** Lines that name no lot for certain. */
  open: number
  lots: IdentifiedLot[]
  answers: IdentifierAnswer[]
  nearestUntil: number
}

export interface ListRead {
  columns: string[]
  column: string | null
  lines: string[]
}

export interface PickLine {
  id: number
  material: string
  number: string
  unit: string
  container: string | null
  certainty: Certainty
  quantity: Quantity
  found: Quantity
  state: 'missing' | 'partly' | 'found'
}

export interface PickList {
  /** `place` is null where the record does not say where it lies. */
  places: { place: string | null; lines: PickLine[]; total: number; found: number }[]
  lines: number
  found: number
  percent: number
  beyond: { material: string; number: string; quantity: Quantity; unit: string; place: string | null }[]
  /** Where the next page begins; only where a page was asked for. */
  next?: string | null
}

export interface CasePickList extends PickList {
  recall: string
  site: string
  kind: RecallKind
  open: boolean
}

export interface PickScan {
  outcome: 'found' | 'already' | 'place' | 'not-part' | 'excluded' | 'ambiguous' | 'unknown'
  detail: string
  place: string | null
  lots: { material: string; number: string; quantity: Quantity; unit: string }[]
  list: PickList
}

export interface Returned {
  unit: string
  shipped: Quantity
  returned: Quantity
  used: Quantity
  open: Quantity
}

export interface CaseCustomer {
  customer: string
  name: string | null
  contact: unknown
  /** In which it is written to. */
  language: string
  certainty: Certainty
  lots: number
  shipments: string[]
  quantities: Returned[]
  state: 'to-tell' | 'told' | 'unreachable' | 'answered' | 'returned' | 'used'
  lastAt: Time | null
  due: 'tell' | 'remind' | null
}

export interface CaseCustomers {
  customers: CaseCustomer[]
  told: number
  answered: number
  /** Percent of the customers who answered. */
  effectiveness: number | null
  quantities: (Returned & { percent: number })[]
  due: number
}

export interface CaseLetter {
  text: string
  /** Written for this case, not the one that every case begins with. */
  own: boolean
  language: string
  fields: string[]
}
