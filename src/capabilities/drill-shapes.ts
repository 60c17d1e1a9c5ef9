/** The scorecard of a drill, and the event that ends one with it. */
import { z } from 'zod'

const text = z.string()
const count = z.int().min(0)
const named = z.strictObject({ material: text, number: text })
/** In every unit: made is the sum of all the others. */
export const BALANCE = [
  'made',
  'onHand',
  'inProcess',
  'shipped',
  'scrapped',
  'sampled',
  'adjusted',
  'sentBack',
  'onward',
  'unaccounted',
] as const
export type BalanceField = (typeof BALANCE)[number]
const balanceRow = z.strictObject({
  unit: text,
  ...(Object.fromEntries(BALANCE.map(field => [field, text])) as Record<BalanceField, z.ZodString>),
})

export const scorecardSchema = z.strictObject({
  /** As a simulation of the same lots was marked: the trace as known at its position comes to the same. */
  mark: text,
  lots: count,
  certain: count,
  possible: count,
  origins: count,
  customers: count,
  vendors: count,
  /** Of the quantity of every lot that was reached, the mean over the lots. */
  percent: text,
  balance: z.array(balanceRow),
  /** Where the record stops without a reason, forward or back: counted, the first of each kind by name. */
  gaps: z.array(z.strictObject({ code: text, count, lots: z.array(named.extend({ detail: text })) })),
  unaccounted: z.strictObject({ count, lots: z.array(named.extend({ unit: text, quantity: text })) }),
})
export type Scorecard = z.output<typeof scorecardSchema>

export const marksSchema = z.strictObject({ minutesMax: z.number(), percentMin: z.number() })
export type PassMarks = z.output<typeof marksSchema>

/** Recorded only by the drills themselves, never taken from outside: a score that could be sent could be made up. */
export const finishSchema = z.strictObject({
  id: z.uuid(),
  type: z.literal('drillFinish'),
  at: text,
  site: text.default('main'),
  by: text.optional(),
  drill: text,
  scorecard: scorecardSchema,
  marks: marksSchema,
})
export type FinishCommand = z.output<typeof finishSchema>
