/** Recalls for practice, with a clock and a scorecard. */
import { z } from 'zod'
import { NamedLot, Quantity, Recorded, Time } from './common.ts'

export const DrawnFrom = z.enum(['raw', 'finished', 'any'])
export type DrawnFrom = z.infer<typeof DrawnFrom>

export const DrillStep = z.enum(['traced', 'stock', 'customers'])
export type DrillStep = z.infer<typeof DrillStep>

export const DrillListed = z.strictObject({
  site: z.string(),
  drill: z.string(),
  origin: z.enum(['chosen', 'random', 'nightly']),
  lots: z.array(NamedLot),
  drawn: z
    .strictObject({
      seed: z.string(),
      of: DrawnFrom,
      among: z.number(),
      position: z.number(),
    })
    .nullable(),
  by: z.string().nullable(),
  at: Time,
  steps: z.record(DrillStep, Time.nullable()),
  finishedAt: Time.nullable(),
  traceMs: z.number().nullable(),
  finishMs: z.number().nullable(),
  /** Null until it is finished. */
  passed: z.boolean().nullable(),
  marks: z
    .strictObject({
      minutesMax: z.number(),
      percentMin: z.number(),
    })
    .nullable(),
  score: z
    .strictObject({
      lots: z.number(),
      customers: z.number(),
      vendors: z.number(),
      percent: z.string(),
      gaps: z.number(),
      unaccounted: z.number(),
    })
    .nullable(),
})
export type DrillListed = z.infer<typeof DrillListed>

export const DrillBalance = z.strictObject({
  unit: z.string(),
  made: Quantity,
  onHand: Quantity,
  inProcess: Quantity,
  shipped: Quantity,
  scrapped: Quantity,
  sampled: Quantity,
  adjusted: Quantity,
  sentBack: Quantity,
  onward: Quantity,
  unaccounted: Quantity,
})
export type DrillBalance = z.infer<typeof DrillBalance>

export const Drill = DrillListed.extend({
  scorecard: z
    .strictObject({
      mark: z.string(),
      lots: z.number(),
      certain: z.number(),
      possible: z.number(),
      origins: z.number(),
      customers: z.number(),
      vendors: z.number(),
      percent: z.string(),
      balance: z.array(DrillBalance),
      gaps: z.array(
        z.strictObject({
          code: z.string(),
          count: z.number(),
          lots: z.array(
            NamedLot.extend({
              detail: z.string(),
            }),
          ),
        }),
      ),
      unaccounted: z.strictObject({
        count: z.number(),
        lots: z.array(
          NamedLot.extend({
            unit: z.string(),
            quantity: Quantity,
          }),
        ),
      }),
    })
    .nullable(),
  /** Whether seed and position draw the same lot again; null where none was drawn. */
  drawsAgain: z.boolean().nullable(),
  before: DrillListed.nullable(),
})
export type Drill = z.infer<typeof Drill>

export const Readiness = z.strictObject({
  score: z.number().nullable(),
  drills: z.number(),
  passed: z.number(),
  accounted: z.number().nullable(),
  clean: z.number().nullable(),
  gaps: z.number(),
  unaccounted: z.number(),
  weights: z.strictObject({
    passed: z.number(),
    accounted: z.number(),
    clean: z.number(),
  }),
  days: z.number(),
  latest: z.number(),
})
export type Readiness = z.infer<typeof Readiness>

export const DrillRecorded = Recorded.extend({ lots: z.array(NamedLot) })
export type DrillRecorded = z.infer<typeof DrillRecorded>
