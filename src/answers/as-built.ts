/** The whole record of a lot or serial. */
import { z } from 'zod'
import { Certainty, LotKind, NamedLot, Quantity, Time } from './common.ts'
import { LotLabels } from './labels.ts'
import { DeviationAllowance } from './quality.ts'

export const BuiltDocument = z.strictObject({
  document: z.string(),
  name: z.string(),
  kind: z.string(),
  mediaType: z.string(),
  size: z.number(),
})
export type BuiltDocument = z.infer<typeof BuiltDocument>

export const DesignLine = z.strictObject({
  operation: z
    .strictObject({
      sequence: z.number(),
      name: z.string(),
    })
    .nullable(),
  material: z.string(),
  position: z.string().nullable(),
  revision: z.string().nullable(),
  unit: z.string(),
  expected: Quantity.nullable(),
  built: Quantity,
  inferred: Quantity,
  status: z.enum(['as-designed', 'missing', 'short', 'over', 'substituted', 'deviation', 'extra']),
  parts: z.array(
    z.strictObject({
      material: z.string(),
      number: z.string(),
      quantity: Quantity,
      deviation: z.string().nullable(),
      position: z.string().nullable(),
      isInference: z.boolean(),
      alternate: z.boolean(),
    }),
  ),
})
export type DesignLine = z.infer<typeof DesignLine>

export const AsBuilt = z.strictObject({
  lot: z.strictObject({
    material: z.string(),
    number: z.string(),
    id: z.number(),
    site: z.string(),
    description: z.string().nullable(),
    kind: LotKind,
    unit: z.string(),
    made: Quantity,
    madeAt: Time.nullable(),
    workOrder: z.string().nullable(),
    vendor: z.string().nullable(),
    vendorLot: z.string().nullable(),
    heat: z.string().nullable(),
    expiresAt: Time.nullable(),
    /** The series that this serial, which nobody named, is one of. */
    series: z.string().nullable().exactOptional(),
  }),
  operations: z.array(
    z.strictObject({
      name: z.string(),
      sequence: z.number().nullable(),
      workOrder: z.string().nullable(),
      workCenter: z.string().nullable(),
      run: z.string().nullable(),
      startedAt: Time.nullable(),
      finishedAt: Time.nullable(),
      people: z.array(z.string()),
      quantity: Quantity.nullable(),
      scrap: Quantity.nullable(),
      /** How much of it had been through this operation before. */
      rework: Quantity.nullable(),
      lot: NamedLot,
    }),
  ),
  components: z.array(
    z.strictObject({
      material: z.string(),
      number: z.string(),
      of: NamedLot,
      quantity: Quantity.nullable(),
      unit: z.string().nullable().exactOptional(),
      certainty: Certainty,
      installedAt: Time.nullable(),
      removedAt: Time.nullable(),
      removedReason: z.string().nullable(),
      removedDisposition: z.string().nullable(),
      description: z.string().nullable(),
      position: z.string().nullable(),
      heat: z.string().nullable(),
      vendor: z.string().nullable(),
      vendorLot: z.string().nullable(),
      documents: z.array(BuiltDocument),
    }),
  ),
  /** As designed against as built, an order at a time. */
  design: z.array(
    z.strictObject({
      workOrder: z.string(),
      material: z.string(),
      lots: z.array(NamedLot),
      quantity: Quantity,
      lines: z.array(DesignLine),
    }),
  ),
  replacements: z.array(
    z.strictObject({
      of: NamedLot,
      material: z.string(),
      position: z.string().nullable(),
      before: z.array(
        z.strictObject({
          number: z.string(),
          installedAt: Time,
          removedAt: Time,
          reason: z.string().nullable(),
          disposition: z.string().nullable(),
        }),
      ),
      now: z.array(
        z.strictObject({
          number: z.string(),
          installedAt: Time,
        }),
      ),
    }),
  ),
  values: z.array(
    z.strictObject({
      characteristic: z.string(),
      at: Time.nullable(),
      value: z.union([z.string(), z.number()]).nullable(),
      unit: z.string().nullable(),
      min: Quantity.nullable(),
      max: Quantity.nullable(),
      inRange: z.boolean().nullable(),
      /** Frozen in the fact when it was recorded, or looked up in the order now. */
      limitsFrom: z.enum(['fact', 'order']).nullable(),
      run: z.string().nullable(),
      quantity: Quantity.nullable(),
      certainty: Certainty,
      lot: NamedLot,
    }),
  ),
  holds: z.array(
    z.strictObject({
      hold: z.string(),
      case: z.string().nullable(),
      reason: z.string(),
      by: z.string().nullable(),
      at: Time,
      releasedAt: Time.nullable(),
      releaseReason: z.string().nullable(),
      direct: z.boolean(),
      lot: NamedLot.nullable(),
    }),
  ),
  deviations: z.array(
    z.strictObject({
      deviation: z.string(),
      allows: DeviationAllowance,
      run: z.string().nullable(),
      rule: z.string(),
      component: NamedLot,
      of: NamedLot,
      designed: z.string(),
      workOrder: z.string().nullable(),
      operation: z.number().nullable(),
      usedAt: Time,
      from: Time.nullable(),
      until: Time,
      reason: z.string(),
      requestedBy: z.string().nullable(),
      approvedBy: z.string().nullable(),
      status: z.string(),
    }),
  ),
  dispositions: z.array(
    z.strictObject({
      lot: NamedLot,
      disposition: z.string(),
      reason: z.string(),
      quantity: Quantity.nullable(),
      freed: z.array(z.string()),
      by: z.string().nullable(),
      at: Time,
      sequence: z.number(),
    }),
  ),
  /** What may pass while it is on hold, and under what its components passed. */
  concessions: z.array(
    z.strictObject({
      concession: z.string(),
      site: z.string(),
      holds: z.array(z.string()),
      material: z.string(),
      number: z.string(),
      quantity: Quantity.nullable(),
      used: Quantity,
      unit: z.string(),
      customer: z.string().nullable(),
      expiresAt: Time.nullable(),
      reason: z.string(),
      by: z.string().nullable(),
      at: Time,
    }),
  ),
  shipments: z.array(
    z.strictObject({
      shipment: z.string(),
      returned: Quantity.nullable().exactOptional(),
      customer: z.string(),
      customerName: z.string().nullable().exactOptional(),
      at: Time,
      quantity: Quantity,
    }),
  ),
  corrections: z.array(
    z.strictObject({
      sequence: z.number(),
      id: z.string(),
      /** The corrected event, and what stands in its place. */
      event: z.string(),
      replacement: z.string().nullable(),
      at: Time,
      by: z.string().nullable(),
      type: z.string().nullable(),
      reason: z.string(),
    }),
  ),
  signatures: z.array(
    z.strictObject({
      by: z.string(),
      /** What the signature binds, as the hash of it. */
      content: z.string(),
      name: z.string().nullable(),
      meaning: z.string(),
      at: Time,
      valid: z.boolean(),
      event: z.string(),
      type: z.string(),
      sequence: z.number(),
      later: z.boolean(),
    }),
  ),
  documents: z.array(BuiltDocument),
  labels: LotLabels.shape.prints,
  gaps: z.array(
    z.strictObject({
      code: z.string(),
      detail: z.string(),
    }),
  ),
})
export type AsBuilt = z.infer<typeof AsBuilt>

export const TrackingEvents = z.strictObject({
  total: z.number(),
  events: z.array(
    z.strictObject({
      event: z.string(),
      role: z.string(),
      traceabilityLotCode: z.string(),
      traceabilityLotCodeSource: z.string(),
      gtin: z.string().nullable(),
      lot: NamedLot,
      exact: z.boolean(),
      sequence: z.number(),
      material: z.string(),
      productDescription: z.string(),
      quantity: Quantity.nullable(),
      unit: z.string(),
      newTraceabilityLotCode: z.string().nullable(),
      location: z.string(),
      previousSource: z.string().nullable(),
      subsequentRecipient: z.string().nullable(),
      at: Time,
      referenceType: z.string().nullable(),
      referenceNumber: z.string().nullable(),
    }),
  ),
})
export type TrackingEvents = z.infer<typeof TrackingEvents>
