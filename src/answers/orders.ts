/** Purchase and sales orders, shipments, documents. */
import { z } from 'zod'
import { Quantity, Time } from './common.ts'

/** How far an order or one of its lines is: over and short are what somebody must see. */
export const Standing = z.enum(['open', 'partly', 'complete', 'over', 'short'])
export type Standing = z.infer<typeof Standing>

export const PurchaseOrderLine = z.strictObject({
  line: z.number(),
  material: z.string(),
  description: z.string().nullable(),
  /** As it was ordered. */
  quantity: Quantity,
  unit: z.string().exactOptional(),
  due: z.string().exactOptional(),
  vendorMaterial: z.string().exactOptional(),
  /** Percent that may come beyond what was ordered. */
  tolerance: Quantity.exactOptional(),
  /** The material's own unit, in which everything below is said. */
  stockUnit: z.string(),
  tracking: z.enum(['lot', 'serial', 'none']),
  ordered: Quantity,
  received: Quantity,
  open: Quantity,
  over: Quantity,
  standing: Standing,
  lastAt: Time.nullable(),
})
export type PurchaseOrderLine = z.infer<typeof PurchaseOrderLine>

export const PurchaseOrder = z.strictObject({
  site: z.string(),
  number: z.string(),
  vendor: z.string(),
  vendorName: z.string().nullable(),
  status: z.enum(['open', 'closed']),
  standing: Standing,
  lines: z.array(PurchaseOrderLine),
})
export type PurchaseOrder = z.infer<typeof PurchaseOrder>

export const PurchaseOrderPage = PurchaseOrder.extend({
  receipts: z.array(
    z.strictObject({
      id: z.string(),
      at: Time,
      by: z.string().nullable(),
      line: z.number().nullable(),
      lot: z.number(),
      material: z.string(),
      number: z.string(),
      unit: z.string(),
      vendorLot: z.string().nullable(),
      quantity: Quantity,
    }),
  ),
  receiptsComplete: z.boolean(),
})
export type PurchaseOrderPage = z.infer<typeof PurchaseOrderPage>

export const SalesOrderLine = z.strictObject({
  line: z.number(),
  material: z.string(),
  description: z.string().nullable(),
  /** The material's own unit. */
  unit: z.string(),
  customerMaterial: z.string().exactOptional(),
  due: z.string().exactOptional(),
  /** As the order was written. */
  quantity: Quantity.exactOptional(),
  ordered: Quantity,
  shipped: Quantity,
  open: Quantity,
})
export type SalesOrderLine = z.infer<typeof SalesOrderLine>

export const SalesOrder = z.strictObject({
  site: z.string(),
  number: z.string(),
  customer: z.string(),
  customerName: z.string().nullable(),
  status: z.enum(['open', 'closed']),
  complete: z.boolean(),
  standing: Standing,
  lines: z.array(SalesOrderLine),
  shipments: z.array(
    z.strictObject({
      shipment: z.string(),
      at: Time,
    }),
  ),
  /** Shipments made ready for it that have not left. */
  planned: z.array(z.string()),
  nextShipment: z.string(),
})
export type SalesOrder = z.infer<typeof SalesOrder>

export const PlannedShipment = z.strictObject({
  site: z.string(),
  number: z.string(),
  customer: z.string(),
  customerName: z.string().nullable(),
  order: z.string().nullable(),
  due: z.string().nullable(),
  status: z.enum(['open', 'cancelled']),
  /** Lots in it. */
  loaded: z.number(),
})
export type PlannedShipment = z.infer<typeof PlannedShipment>

export const ShipmentPage = PlannedShipment.omit({ status: true, loaded: true }).extend({
  status: z.enum(['open', 'cancelled', 'left']),
  at: Time.nullable(),
  complete: z.boolean(),
  lines: z.array(
    SalesOrderLine.extend({
      loaded: Quantity,
    }),
  ),
  /** More than all lines of the material ask for. */
  beyond: z.array(
    z.strictObject({
      material: z.string(),
      quantity: Quantity,
    }),
  ),
  containers: z.array(
    z.strictObject({
      container: z.string(),
      parent: z.string(),
      printed: z.number(),
      isSscc: z.boolean(),
    }),
  ),
  contents: z.array(
    z.strictObject({
      container: z.string(),
      lot: z.number(),
      material: z.string(),
      number: z.string(),
      unit: z.string(),
      quantity: Quantity,
      held: z.boolean(),
    }),
  ),
})
export type ShipmentPage = z.infer<typeof ShipmentPage>

export const Shipment = z.strictObject({
  shipment: z.string(),
  customer: z.string(),
  customerName: z.string().nullable().exactOptional(),
  at: Time,
  order: z.string().nullable().exactOptional(),
  lotCount: z.number().exactOptional(),
  lots: z
    .array(
      z.strictObject({
        id: z.number(),
        unit: z.string(),
        returned: Quantity.nullable().exactOptional(),
        material: z.string(),
        number: z.string(),
        quantity: Quantity,
      }),
    )
    .exactOptional(),
  site: z.string(),
})
export type Shipment = z.infer<typeof Shipment>

export const StoredDocument = z.strictObject({
  document: z.string(),
  mediaType: z.string(),
  size: z.number(),
})
export type StoredDocument = z.infer<typeof StoredDocument>

export const AttachedDocument = StoredDocument.extend({
  /** The event that attached it: what a correction names. */
  event: z.string(),
  name: z.string(),
  kind: z.string(),
  target: z.string(),
  code: z.string(),
  material: z.string().nullable(),
  number: z.string().nullable(),
  /** Where it was asked for lots: the one it belongs to. */
  lot: z.number().exactOptional(),
  at: Time,
  by: z.string().nullable(),
})
export type AttachedDocument = z.infer<typeof AttachedDocument>
