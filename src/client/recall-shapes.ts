/** What is worked with in a recall case: lists of identifiers, pick lists, customers, letters. */

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
