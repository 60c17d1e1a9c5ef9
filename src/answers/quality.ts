/** Collection plans, measured values, deviations, concessions, signatures. */
import { z } from 'zod'
import { NamedLot, Quantity, Time } from './common.ts'
import { CaptureResult } from './ledger.ts'
import { RecallAccepted } from './recalls.ts'

/** What a deviation lets stand. */
export const DeviationAllowance = z.strictObject({
  material: z.string().exactOptional(),
  revision: z.string().exactOptional(),
  vendor: z.string().exactOptional(),
  expired: z.boolean().exactOptional(),
})
export type DeviationAllowance = z.infer<typeof DeviationAllowance>

/** A component other than the bill of materials says, for a time: asked for by one, approved by another. */
export const Deviation = z.strictObject({
  number: z.string(),
  component: z.string(),
  workOrder: z.string().exactOptional(),
  product: z.string().exactOptional(),
  operation: z.number().exactOptional(),
  allows: DeviationAllowance,
  lots: z
    .array(
      z.strictObject({
        material: z.string().exactOptional(),
        number: z.string(),
      }),
    )
    .exactOptional(),
  from: Time.exactOptional(),
  until: Time,
  reason: z.string(),
  status: z.enum(['requested', 'approved', 'withdrawn']),
  requestedBy: z.string().nullable(),
  decidedBy: z.string().nullable().exactOptional(),
  uses: z.number(),
  lastUsedAt: Time.nullable(),
})
export type Deviation = z.infer<typeof Deviation>

/** What may pass of a lot that stays on hold. */
export const Concession = z.strictObject({
  concession: z.string(),
  site: z.string(),
  material: z.string(),
  number: z.string(),
  holds: z.array(z.string()),
  quantity: Quantity.nullable(),
  used: Quantity,
  unit: z.string(),
  customer: z.string().nullable(),
  reason: z.string(),
  by: z.string().nullable(),
  at: Time,
  expiresAt: Time.nullable(),
})
export type Concession = z.infer<typeof Concession>

export const ValueKind = z.enum(['number', 'text', 'choice', 'yesno', 'date', 'photo', 'file', 'series'])
export type ValueKind = z.infer<typeof ValueKind>

export const Moment = z.enum(['receipt', 'start', 'finish', 'shipment'])
export type Moment = z.infer<typeof Moment>

export const PlannedCharacteristic = z.strictObject({
  code: z.string(),
  description: z.string().exactOptional(),
  kind: ValueKind.exactOptional(),
  unit: z.string().exactOptional(),
  min: Quantity.exactOptional(),
  max: Quantity.exactOptional(),
  choices: z.array(z.string()).exactOptional(),
  required: z.boolean().exactOptional(),
  at: Moment.exactOptional(),
  operation: z.number().exactOptional(),
  workCenter: z.string().exactOptional(),
  sample: z
    .strictObject({
      count: z.number().exactOptional(),
      oneIn: z.number().exactOptional(),
      percent: z.number().exactOptional(),
    })
    .exactOptional(),
  missing: z.enum(['stop', 'tell']).exactOptional(),
  outOfRange: z.enum(['record', 'ask', 'stop', 'hold']).exactOptional(),
})
export type PlannedCharacteristic = z.infer<typeof PlannedCharacteristic>

/** `wanted`: how many values a report of this quantity needs. */
export const AskedCharacteristic = PlannedCharacteristic.extend({
  wanted: z.number(),
})
export type AskedCharacteristic = z.infer<typeof AskedCharacteristic>

export const MeasuredCharacteristic = z.strictObject({
  characteristic: z.string(),
  material: z.string().nullable(),
  unit: z.string().nullable(),
  kind: ValueKind.nullable(),
  values: z.number(),
  outOfRange: z.number(),
  lastAt: Time,
})
export type MeasuredCharacteristic = z.infer<typeof MeasuredCharacteristic>

export const MeasuredValue = z.strictObject({
  at: Time,
  value: z.string(),
  unit: z.string().nullable(),
  kind: ValueKind.nullable(),
  low: Quantity.nullable(),
  high: Quantity.nullable(),
  inRange: z.boolean().nullable(),
  lot: z.number().nullable(),
  material: z.string().nullable(),
  number: z.string().nullable(),
  run: z.string().nullable(),
  workOrder: z.string().nullable(),
  operation: z.number().nullable(),
  workCenter: z.string().nullable(),
  sequence: z.number(),
  by: z.string().nullable(),
})
export type MeasuredValue = z.infer<typeof MeasuredValue>

export const ValueStatistics = z.strictObject({
  count: z.number(),
  outOfRange: z.number(),
  mean: z.number().nullable(),
  deviation: z.number().nullable(),
  least: z.number().nullable(),
  most: z.number().nullable(),
  cp: z.number().nullable(),
  cpk: z.number().nullable(),
  /** Why there is no Cp or Cpk, or `ok`. */
  capability: z.enum(['ok', 'one-limit', 'no-numbers', 'no-limits', 'limits-changed', 'too-few-values', 'no-spread']),
})
export type ValueStatistics = z.infer<typeof ValueStatistics>

/** Oldest first; `cut`: there are older ones. */
export const ValueChart = z.strictObject({
  characteristic: z.string(),
  unit: z.string().nullable(),
  values: z.array(MeasuredValue),
  statistics: ValueStatistics,
  cut: z.boolean(),
})
export type ValueChart = z.infer<typeof ValueChart>

export const Signature = z.strictObject({
  by: z.string(),
  meaning: z.string(),
  at: Time,
  /** The hash of what was signed. */
  content: z.string(),
})
export type Signature = z.infer<typeof Signature>

/** What became of an event that was signed where it was recorded; a large recall is recorded in the background. */
export const SignedResult = z.union([
  CaptureResult.extend({ signatures: z.array(Signature) }),
  RecallAccepted.extend({ signatures: z.array(Signature) }),
])
export type SignedResult = z.infer<typeof SignedResult>

/** `valid`: the signature still fits what it binds. */
export const CheckedSignature = Signature.extend({
  valid: z.boolean(),
  /** What was signed, and whether by an event of its own, afterwards. */
  event: z.string(),
  type: z.string(),
  sequence: z.number(),
  later: z.boolean(),
})
export type CheckedSignature = z.infer<typeof CheckedSignature>

/** What is in a lot or unit, as one line of its bill of materials or beside it. */
const PartInside = NamedLot.extend({
  vendor: z.string().nullable(),
  how: z.string(),
  position: z.string().nullable(),
  deviation: z.string().nullable(),
  quantity: Quantity,
  isInference: z.boolean(),
})

/** A lot's bill of materials against what is recorded in it. */
export const LotComponents = z.strictObject({
  lot: NamedLot,
  workOrder: z.string().nullable(),
  components: z.array(
    z.strictObject({
      operation: z.strictObject({ sequence: z.number(), name: z.string() }),
      material: z.string(),
      position: z.string().nullable(),
      unit: z.string(),
      /** Null where the bill of materials does not say how much. */
      expected: Quantity.nullable(),
      scanned: Quantity,
      /** By rule, such as backflush or first in first out: inference, never a scan. */
      inferred: Quantity,
      /** Still missing; less than nothing where more is in it than was expected. */
      missing: Quantity.nullable(),
      lots: z.array(PartInside),
    }),
  ),
  extra: z.array(PartInside),
})
export type LotComponents = z.infer<typeof LotComponents>
