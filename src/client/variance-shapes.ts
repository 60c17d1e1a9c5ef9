/** Input against output, as the server answers it. */
import type { Quantity, Time } from './shapes.ts'

export type VarianceBy = 'lot' | 'run' | 'order' | 'operation' | 'workCenter' | 'shift' | 'material'

export interface VarianceQuery {
  by?: VarianceBy | undefined
  site?: string | undefined
  from?: string | undefined
  to?: string | undefined
  material?: string | undefined
  workCenter?: string | undefined
  workOrder?: string | undefined
  run?: string | undefined
  lot?: string | undefined
  key?: string | undefined
  limit?: number
  cursor?: string
}

export interface ScrapOf {
  unit: string
  quantity: Quantity
  reason: string
}

export interface VarianceRow {
  key: string | null
  material: string
  unit: string
  lines: number
  used: Quantity
  expected: Quantity
  good: { unit: string; quantity: Quantity }[]
  scrap: ScrapOf[]
  sample: Quantity
  adjusted: Quantity
  unexplained: Quantity
  percent: number | null
  unjudged: number
  over: number
  trend: { used: Quantity; unexplained: Quantity }[]
}

export interface Variance {
  site: string
  by: VarianceBy
  from: Time
  to: Time
  shifts: { code: string; from: string }[]
  timeZone: string
  thresholdPercent: string | null
  total: number
  executions: number
  unjudged: number
  openRuns: number
  rows: VarianceRow[]
  next: string | null
}

interface NamedLot {
  id: number
  material: string
  number: string
}

export interface VarianceLine {
  key: string
  run: string | null
  workOrder: string | null
  operation: number | null
  operationName: string | null
  workCenter: string | null
  at: Time
  material: string
  lot: NamedLot | null
  unit: string
  basis: 'bill' | 'balance' | 'pieces' | 'count' | null
  used: Quantity
  expected: Quantity | null
  unexplained: Quantity | null
  good: { unit: string; quantity: Quantity }[]
  scrap: ScrapOf[]
  sample: Quantity
  adjusted: Quantity
  into: NamedLot[]
  isOver: boolean
  /** Sequence numbers in the ledger. */
  events: number[]
  by: string[]
  isShared: boolean
}

export interface VarianceLines {
  total: number
  lines: VarianceLine[]
  next: string | null
}
