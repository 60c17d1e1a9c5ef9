/** Complaints, and what came back. */
import { z } from 'zod'
import { LotKind, Message, NamedLot, Quantity, Time } from './common.ts'
import { AttachedDocument } from './orders.ts'

export const Severity = z.enum(['minor', 'major', 'critical'])
export type Severity = z.infer<typeof Severity>

export const Finding = z.enum(['confirmed', 'not-confirmed', 'not-ours'])
export type Finding = z.infer<typeof Finding>

export const ComplaintListed = z.strictObject({
  site: z.string(),
  number: z.string(),
  customer: z.string(),
  customerName: z.string().nullable(),
  severity: Severity,
  text: z.string(),
  said: z.string().exactOptional(),
  reference: z.string().exactOptional(),
  shipment: z.string().exactOptional(),
  container: z.string().exactOptional(),
  lots: z.array(NamedLot),
  lotCount: z.number(),
  openedAt: Time,
  openedBy: z.string().nullable(),
  answer: z.string().exactOptional(),
  answeredAt: Time.nullable(),
  answeredBy: z.string().nullable().exactOptional(),
  finding: Finding.exactOptional(),
  closeReason: z.string().exactOptional(),
  closedAt: Time.nullable(),
  closedBy: z.string().nullable().exactOptional(),
})
export type ComplaintListed = z.infer<typeof ComplaintListed>

export const ComplaintLot = NamedLot.extend({
  id: z.number(),
  kind: LotKind,
  unit: z.string(),
  onHand: Quantity,
  shipped: z.array(
    z.strictObject({
      customer: z.string(),
      shipment: z.string(),
      quantity: Quantity,
      at: Time,
    }),
  ),
})
export type ComplaintLot = z.infer<typeof ComplaintLot>

export const Complaint = ComplaintListed.omit({ lots: true }).extend({
  lots: z.array(ComplaintLot),
  holds: z.array(
    z.strictObject({
      hold: z.string(),
      reason: z.string(),
      at: Time,
      releasedAt: Time.nullable(),
      byCase: z.boolean(),
    }),
  ),
  recalls: z.array(
    z.strictObject({
      recall: z.string(),
      kind: z.string(),
      reason: z.string(),
      at: Time,
      closedAt: Time.nullable(),
    }),
  ),
  returns: z.array(
    z.strictObject({
      event: z.string(),
      sequence: z.number(),
      at: Time,
      by: z.string().nullable(),
      shipment: z.string().nullable(),
      reason: z.string(),
      lots: z.array(
        NamedLot.extend({
          id: z.number(),
          unit: z.string(),
          quantity: Quantity,
        }),
      ),
    }),
  ),
  documents: z.array(AttachedDocument),
})
export type Complaint = z.infer<typeof Complaint>

export const ComplaintReading = z.strictObject({
  lines: z.array(
    z.strictObject({
      line: z.number(),
      text: z.string(),
      status: z.string(),
      lots: z.array(
        NamedLot.extend({
          id: z.number(),
          site: z.string(),
          kind: z.string(),
          unit: z.string(),
        }),
      ),
      /** What named it: a number, a serial, a container, another identifier. */
      by: z.string().nullable(),
      /** What is written nearly alike, where nothing was found. */
      nearest: z.array(NamedLot.extend({ value: z.string().nullable() })).nullable(),
      shipment: z.string().nullable(),
      order: z.string().nullable(),
      container: z.string().nullable(),
      /** What it is, in one sentence. */
      said: Message,
      /** The same in English. */
      detail: z.string(),
    }),
  ),
  lots: z.array(
    NamedLot.extend({
      id: z.number(),
      site: z.string(),
      kind: z.string(),
      unit: z.string(),
    }),
  ),
  shipments: z.number(),
  customers: z.array(
    z.strictObject({
      customer: z.string(),
      name: z.string().nullable(),
      lots: z.number(),
    }),
  ),
  open: z.number(),
})
export type ComplaintReading = z.infer<typeof ComplaintReading>

export const ReturnListed = z.strictObject({
  site: z.string(),
  event: z.string(),
  sequence: z.number(),
  at: Time,
  by: z.string().nullable(),
  customer: z.string(),
  customerName: z.string().nullable(),
  shipment: z.string().nullable(),
  complaint: z.string().nullable(),
  reason: z.string(),
  /** The hold it came back under, and whether that was released. */
  hold: z.string().nullable(),
  released: z.boolean(),
  /** `into`: the lot of its own that it became, where only what came back is on hold. */
  lots: z.array(
    NamedLot.extend({
      id: z.number(),
      unit: z.string(),
      quantity: Quantity,
      place: z.string(),
      /** Now, under whatever hold: itself, or what it became. */
      held: z.boolean(),
      into: z.array(
        z.strictObject({
          id: z.number(),
          number: z.string(),
        }),
      ),
    }),
  ),
})
export type ReturnListed = z.infer<typeof ReturnListed>

export const ReturnExpected = NamedLot.extend({
  shipment: z.string(),
  at: Time,
  lot: z.number(),
  unit: z.string(),
  quantity: Quantity,
})
export type ReturnExpected = z.infer<typeof ReturnExpected>
