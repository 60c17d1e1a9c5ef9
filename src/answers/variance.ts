/** Input against output. */
import { z } from 'zod'
import { Amount, NamedLot, Quantity, Time } from './common.ts'

export const VarianceBy = z.enum(['lot', 'run', 'order', 'operation', 'workCenter', 'shift', 'material'])
export type VarianceBy = z.infer<typeof VarianceBy>

export const ScrapOf = z.strictObject({
  unit: z.string(),
  quantity: Quantity,
  reason: z.string(),
})
export type ScrapOf = z.infer<typeof ScrapOf>

export const VarianceRow = z.strictObject({
  key: z.string().nullable(),
  material: z.string(),
  unit: z.string(),
  lines: z.number(),
  used: Quantity,
  expected: Quantity,
  good: z.array(Amount),
  scrap: z.array(ScrapOf),
  sample: Quantity,
  adjusted: Quantity,
  unexplained: Quantity,
  percent: z.number().nullable(),
  unjudged: z.number(),
  over: z.number(),
  trend: z.array(
    z.strictObject({
      used: Quantity,
      unexplained: Quantity,
    }),
  ),
})
export type VarianceRow = z.infer<typeof VarianceRow>

export const Variance = z.strictObject({
  site: z.string(),
  by: VarianceBy,
  from: Time,
  to: Time,
  shifts: z.array(
    z.strictObject({
      code: z.string(),
      from: z.string(),
    }),
  ),
  timeZone: z.string(),
  thresholdPercent: z.string().nullable(),
  total: z.number(),
  executions: z.number(),
  unjudged: z.number(),
  openRuns: z.number(),
  rows: z.array(VarianceRow),
  next: z.string().nullable(),
})
export type Variance = z.infer<typeof Variance>

const KnownLot = NamedLot.extend({ id: z.number() })

export const VarianceLine = z.strictObject({
  key: z.string(),
  run: z.string().nullable(),
  workOrder: z.string().nullable(),
  operation: z.number().nullable(),
  operationName: z.string().nullable(),
  workCenter: z.string().nullable(),
  at: Time,
  material: z.string(),
  lot: KnownLot.nullable(),
  unit: z.string(),
  basis: z.enum(['bill', 'balance', 'pieces', 'count']).nullable(),
  used: Quantity,
  expected: Quantity.nullable(),
  unexplained: Quantity.nullable(),
  good: z.array(Amount),
  scrap: z.array(ScrapOf),
  sample: Quantity,
  adjusted: Quantity,
  into: z.array(KnownLot),
  isOver: z.boolean(),
  /** Sequence numbers in the ledger. */
  events: z.array(z.number()),
  by: z.array(z.string()),
  isShared: z.boolean(),
})
export type VarianceLine = z.infer<typeof VarianceLine>

export const VarianceLines = z.strictObject({
  total: z.number(),
  lines: z.array(VarianceLine),
  next: z.string().nullable(),
})
export type VarianceLines = z.infer<typeof VarianceLines>
