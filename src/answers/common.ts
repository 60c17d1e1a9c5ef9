/** What nearly every answer is made of. */
import { z } from 'zod'
import type { Message as WordsMessage } from '../words/index.ts'

/** An exact decimal, however many digits it takes. */
export const Quantity = z.string().regex(/^-?\d+(?:\.\d+)?$/)
export type Quantity = z.infer<typeof Quantity>

/** ISO 8601 with its offset. */
export const Time = z.iso.datetime({ offset: true })
export type Time = z.infer<typeof Time>

export const Certainty = z.enum(['certain', 'possible'])
export type Certainty = z.infer<typeof Certainty>

export const LotKind = z.enum(['lot', 'serial'])
export type LotKind = z.infer<typeof LotKind>

export const LotStatus = z.enum(['available', 'held', 'used', 'shipped', 'scrapped', 'expired', 'in work'])
export type LotStatus = z.infer<typeof LotStatus>

export const NamedLot = z.strictObject({
  material: z.string(),
  number: z.string(),
})
export type NamedLot = z.infer<typeof NamedLot>

/** A lot that a question starts from, or the part of it that was meant. */
export const MeantLot = NamedLot.extend({
  site: z.string(),
  container: z.string().exactOptional(),
  run: z.string().exactOptional(),
  after: Time.exactOptional(),
  until: Time.exactOptional(),
  quantity: Quantity.exactOptional(),
})
export type MeantLot = z.infer<typeof MeantLot>

/** So much of a unit. */
export const Amount = z.strictObject({ unit: z.string(), quantity: Quantity })
export type Amount = z.infer<typeof Amount>

export const Place = z.strictObject({
  kind: z.enum(['location', 'workCenter', 'container', '']),
  code: z.string(),
  quantity: Quantity,
  /** Where a container stands. */
  location: z.string().nullable().exactOptional(),
})
export type Place = z.infer<typeof Place>

export const Lot = z.strictObject({
  id: z.number(),
  site: z.string(),
  material: z.string(),
  description: z.string().nullable(),
  number: z.string(),
  kind: LotKind,
  unit: z.string(),
  onHand: Quantity,
  status: LotStatus,
  held: z.boolean(),
  madeAt: Time.nullable(),
  expiresAt: Time.nullable(),
  vendor: z.string().nullable(),
  vendorLot: z.string().nullable(),
  heat: z.string().nullable(),
  workOrder: z.string().nullable(),
  places: z.array(Place),
  /** Of a series of serials: its ends, first..last. */
  serials: z.string().exactOptional(),
})
export type Lot = z.infer<typeof Lot>

export const FoundLot = Lot.extend({
  matched: z
    .strictObject({
      kind: z.string(),
      value: z.string(),
    })
    .exactOptional(),
})
export type FoundLot = z.infer<typeof FoundLot>

/** As a partner's record has it: a line of text, or named parts. */
export const Contact = z.union([z.string(), z.record(z.string(), z.unknown())])
export type Contact = z.infer<typeof Contact>

/** Where nobody said how much, `known` is false and `max` is all there ever was. */
export const Bounds = z.strictObject({
  min: Quantity,
  expected: Quantity,
  max: Quantity,
  unit: z.string(),
  known: z.boolean().exactOptional(),
})
export type Bounds = z.infer<typeof Bounds>

export const KindQuantity = z.strictObject({
  kind: z.string(),
  quantity: Quantity,
})
export type KindQuantity = z.infer<typeof KindQuantity>

export const KnownAt = z.strictObject({
  sequence: z.number(),
  time: Time.nullable(),
})
export type KnownAt = z.infer<typeof KnownAt>

/** A sentence by its key, its facts, and its English for whoever keeps no catalogue. */
export const Message = z.strictObject({
  key: z.string(),
  params: z.record(z.string(), z.string()),
  text: z.string(),
}) satisfies z.ZodType<WordsMessage>
export type Message = z.infer<typeof Message>

/** Rows under their name. */
export const listed = <Name extends string, Row extends z.ZodType>(name: Name, row: Row) =>
  z.strictObject({ [name]: z.array(row) } as Record<Name, z.ZodArray<Row>>)

/** A page of rows under their name, and what to ask for the next one; null after the last. */
export const paged = <Name extends string, Row extends z.ZodType>(name: Name, row: Row) =>
  listed(name, row).extend({ next: z.string().nullable() })

/** What became of an event that was sent. */
export const Recorded = z.strictObject({
  id: z.string(),
  status: z.enum(['recorded', 'duplicate', 'exception']),
  sequence: z.number(),
  position: z.number().exactOptional(),
})
export type Recorded = z.infer<typeof Recorded>
