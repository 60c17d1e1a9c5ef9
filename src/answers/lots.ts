/** Lots: found, opened, what they are made from and went into, where they lie. */
import { z } from 'zod'
import { Bounds, Certainty, KindQuantity, Lot, NamedLot, Quantity, Time } from './common.ts'

export const Link = z.strictObject({
  lot: Lot,
  certainty: Certainty,
  quantity: Bounds,
  from: Time.nullable(),
  to: Time.nullable(),
  how: z.string(),
  event: z.string(),
  run: z.string().nullable(),
  position: z.string().nullable(),
  removedAt: Time.nullable(),
  parents: z.number(),
  children: z.number(),
  sequence: z.number(),
})
export type Link = z.infer<typeof Link>

export const LinkSummary = z.strictObject({
  total: z.number(),
  certain: z.number(),
  possible: z.number(),
  links: z.array(Link),
})
export type LinkSummary = z.infer<typeof LinkSummary>

export const LotHold = z.strictObject({
  hold: z.string(),
  direction: z.enum(['none', 'forward']),
  reason: z.string(),
  case: z.string().nullable(),
  by: z.string().nullable(),
  at: Time,
  direct: z.boolean(),
  since: NamedLot.nullable().exactOptional(),
})
export type LotHold = z.infer<typeof LotHold>

export const LotDetail = Lot.extend({
  precision: z.enum(['precise', 'approximate']).nullable(),
  homogeneous: z.boolean(),
  made: Quantity,
  balance: z.strictObject({
    in: z.array(KindQuantity),
    out: z.array(KindQuantity),
    onHand: Quantity,
    difference: Quantity,
  }),
  /** As expected, in the unit of this lot, by the material it went into. */
  drawnInto: z.array(
    z.strictObject({
      material: z.string(),
      quantity: Quantity,
    }),
  ),
  identifiers: z.array(
    z.strictObject({
      kind: z.string(),
      value: z.string(),
      since: Time.nullable(),
    }),
  ),
  holds: z.array(LotHold),
  madeFrom: LinkSummary,
  wentInto: LinkSummary,
  shipments: z.array(
    z.strictObject({
      shipment: z.string(),
      returned: Quantity.nullable().exactOptional(),
      customer: z.string(),
      customerName: z.string().nullable(),
      at: Time,
      quantity: Quantity,
    }),
  ),
  dispositions: z.array(
    z.strictObject({
      disposition: z.string(),
      reason: z.string().nullable(),
      at: Time,
      by: z.string().nullable(),
      quantity: Quantity.exactOptional(),
    }),
  ),
  attributes: z.record(z.string(), z.unknown()).nullable(),
})
export type LotDetail = z.infer<typeof LotDetail>

export const TimelineEntry = z.strictObject({
  sequence: z.number(),
  id: z.string(),
  type: z.string(),
  at: Time,
  recordedAt: Time,
  by: z.string().nullable(),
  byName: z.string().nullable(),
  station: z.string().nullable(),
  workCenter: z.string().nullable(),
  workOrder: z.string().nullable(),
  operation: z.union([z.string(), z.number()]).nullable(),
  operationName: z.string().nullable(),
  run: z.string().nullable(),
  kind: z.string(),
  delta: Quantity,
  scrap: Quantity.nullable(),
  place: z.string().nullable(),
  reference: z.string().nullable(),
  note: z.string().nullable(),
  voided: z.boolean(),
  detail: z.record(z.string(), z.unknown()).nullable(),
  quantity: Quantity.nullable(),
  position: z.string().nullable(),
  voidedBy: z.number().nullable(),
})
export type TimelineEntry = z.infer<typeof TimelineEntry>

/** What was recorded of one lot in one run, or by one event outside of runs. */
export const LotSpan = z.strictObject({
  lot: z.strictObject({
    id: z.number(),
    site: z.string(),
    material: z.string(),
    number: z.string(),
  }),
  relation: z.enum(['own', 'parent', 'child']),
  from: Time,
  to: Time,
  kinds: z.array(z.string()),
  delta: Quantity,
  unit: z.string(),
  run: z.string().nullable(),
  workCenter: z.string().nullable(),
  station: z.string().nullable(),
  workOrder: z.string().nullable(),
  operation: z.number().nullable(),
  operationName: z.string().nullable(),
  sequence: z.number(),
})
export type LotSpan = z.infer<typeof LotSpan>

export const LotLanes = z.strictObject({
  spans: z.array(LotSpan),
  parents: z.strictObject({
    shown: z.number(),
    of: z.number(),
  }),
  children: z.strictObject({
    shown: z.number(),
    of: z.number(),
  }),
  /** False where of a very long life only the last part is here. */
  whole: z.boolean(),
})
export type LotLanes = z.infer<typeof LotLanes>

export const Hold = z.strictObject({
  hold: z.string(),
  reason: z.string(),
  case: z.string().nullable(),
  direction: z.enum(['none', 'forward']),
  by: z.string().nullable(),
  at: Time,
  releasedAt: Time.nullable(),
  lots: z.array(
    z.strictObject({
      id: z.number().exactOptional(),
      material: z.string(),
      number: z.string(),
    }),
  ),
  /** How many lots it holds now, with all that was made from them. */
  reached: z.number().exactOptional(),
  site: z.string(),
  releaseReason: z.string().nullable(),
  lotCount: z.number(),
})
export type Hold = z.infer<typeof Hold>

export const PlaceKind = z.enum(['container', 'location', 'workCenter'])
export type PlaceKind = z.infer<typeof PlaceKind>

export const FoundPlace = z.strictObject({
  kind: PlaceKind,
  site: z.string(),
  code: z.string(),
  name: z.string().nullable(),
  /** What a container is in, or stands at. */
  within: z
    .strictObject({
      kind: PlaceKind,
      code: z.string(),
    })
    .nullable(),
})
export type FoundPlace = z.infer<typeof FoundPlace>

export const PlaceDetail = z.strictObject({
  place: FoundPlace,
  contents: z.strictObject({
    lots: z.number(),
    containers: z.number(),
  }),
  /** Those directly in it, the first 200. */
  containers: z.array(
    z.strictObject({
      code: z.string(),
      lots: z.number(),
    }),
  ),
  /** What went in and out last. */
  events: z.array(
    z.strictObject({
      sequence: z.number(),
      type: z.string(),
      at: Time,
      by: z.string().nullable(),
      station: z.string().nullable(),
      /** The first lot it moved here; `lots` is how many there were. */
      lot: NamedLot.extend({ id: z.number() }).nullable(),
      lots: z.number(),
    }),
  ),
})
export type PlaceDetail = z.infer<typeof PlaceDetail>

export const LyingLot = Lot.extend({
  /** How much of it is here. */
  here: Quantity,
  container: z.string().nullable(),
})
export type LyingLot = z.infer<typeof LyingLot>
