/** What is being made: work in process, orders, runs. */
import { z } from 'zod'
import { Amount, Quantity, Time } from './common.ts'
import { ValueKind } from './quality.ts'

export const WipTotals = z.strictObject({
  lots: z.number(),
  waiting: z.number(),
  working: z.number(),
  blocked: z.number(),
  stuck: z.number(),
})
export type WipTotals = z.infer<typeof WipTotals>

export const WipOperation = z.strictObject({
  name: z.string(),
  workCenter: z.string().nullable(),
  lots: z.number(),
  waiting: z.number(),
  working: z.number(),
  blocked: z.number(),
  ages: z.strictObject({
    fresh: z.number(),
    ageing: z.number(),
    stuck: z.number(),
  }),
  quantities: z.array(Amount),
  oldest: Time,
})
export type WipOperation = z.infer<typeof WipOperation>

/** Work in process as of a position of the ledger. */
export const Wip = z.strictObject({
  site: z.string(),
  position: z.number(),
  at: Time,
  stuckAfter: z.number(),
  totals: WipTotals,
  operations: z.array(WipOperation),
})
export type Wip = z.infer<typeof Wip>

export const WipLot = z.strictObject({
  lot: z.strictObject({
    id: z.number(),
    material: z.string(),
    number: z.string(),
    kind: z.enum(['lot', 'serial']),
  }),
  quantity: Quantity,
  unit: z.string(),
  workOrder: z.string(),
  customer: z.string().nullable(),
  operation: z.strictObject({
    sequence: z.number(),
    name: z.string(),
    workCenter: z.string().nullable(),
  }),
  state: z.enum(['waiting', 'working']),
  since: Time,
  by: z.string().nullable(),
  run: z.string().nullable(),
  place: z.string(),
  blocked: z.enum(['held', 'expired']).nullable(),
  stuck: z.boolean(),
})
export type WipLot = z.infer<typeof WipLot>

export const WipLots = z.strictObject({
  total: z.number(),
  lots: z.array(WipLot),
  next: z.string().nullable(),
  site: z.string(),
  position: z.number(),
  at: Time,
  stuckAfter: z.number(),
})
export type WipLots = z.infer<typeof WipLots>

export const WipOrder = z.strictObject({
  number: z.string(),
  lots: z.number(),
  blocked: z.number(),
  stuck: z.number(),
  oldest: Time,
  operations: z.array(
    z.strictObject({
      sequence: z.number(),
      lots: z.number(),
      working: z.number(),
    }),
  ),
})
export type WipOrder = z.infer<typeof WipOrder>

export const Unaccounted = z.strictObject({
  material: z.string(),
  quantity: Quantity,
  unit: z.string().nullable(),
  lot: z
    .strictObject({
      id: z.number(),
      material: z.string(),
      number: z.string(),
    })
    .nullable(),
  run: z.string().nullable(),
  workCenter: z.string().nullable(),
  workOrder: z.string().nullable(),
})
export type Unaccounted = z.infer<typeof Unaccounted>

export const PlaceNow = z.strictObject({
  place: z.string(),
  isStation: z.boolean(),
  run: z.string().nullable(),
  operation: z.string().nullable(),
  workOrder: z.string().nullable(),
  startedAt: Time.nullable(),
  type: z.string(),
  by: z.string().nullable(),
  at: Time,
})
export type PlaceNow = z.infer<typeof PlaceNow>

export const ShopNow = Wip.extend({
  dayFrom: Time,
  firstPass: z.strictObject({
    unit: z.string().nullable(),
    good: Quantity,
    scrap: Quantity,
    repeated: Quantity,
    reports: z.number(),
    percent: z.string().nullable(),
  }),
  unaccounted: z.array(Unaccounted),
  exceptions: z.number(),
  places: z.array(PlaceNow),
})
export type ShopNow = z.infer<typeof ShopNow>

export const WorkOrderOperation = z.strictObject({
  sequence: z.number(),
  name: z.string(),
  workCenter: z.string().nullable().exactOptional(),
  report: z.string().exactOptional(),
  passThrough: z.boolean().exactOptional(),
  createsLot: z.boolean().exactOptional(),
  components: z
    .array(
      z.strictObject({
        material: z.string(),
        per: Quantity.exactOptional(),
        position: z.string().exactOptional(),
        unit: z.string().exactOptional(),
        tolerance: Quantity.exactOptional(),
        alternates: z.array(z.string()).exactOptional(),
        revision: z.string().exactOptional(),
        vendors: z.array(z.string()).exactOptional(),
      }),
    )
    .exactOptional(),
  characteristics: z
    .array(
      z.strictObject({
        code: z.string(),
        unit: z.string().exactOptional(),
        min: Quantity.exactOptional(),
        max: Quantity.exactOptional(),
        required: z.boolean().exactOptional(),
        description: z.string().exactOptional(),
        kind: ValueKind.exactOptional(),
        choices: z.array(z.string()).exactOptional(),
        at: z.enum(['start', 'finish', 'receipt', 'shipment']).exactOptional(),
        outOfRange: z.enum(['record', 'ask', 'stop', 'hold']).exactOptional(),
      }),
    )
    .exactOptional(),
  /** Certifications that it takes. */
  requires: z.array(z.string()).exactOptional(),
})
export type WorkOrderOperation = z.infer<typeof WorkOrderOperation>

export const WorkOrder = z.strictObject({
  number: z.string(),
  material: z.string(),
  quantity: Quantity,
  /** Of what is made; null where the material is not stated. */
  unit: z.string().nullable().exactOptional(),
  status: z.enum(['open', 'closed']).nullable().exactOptional(),
  customer: z.string().nullable().exactOptional(),
  operations: z.array(WorkOrderOperation).exactOptional(),
  site: z.string(),
  since: Time,
})
export type WorkOrder = z.infer<typeof WorkOrder>

/** A work order with what was reported at each of its operations. */
export const WorkOrderProgress = WorkOrder.extend({
  operations: z.array(
    WorkOrderOperation.extend({
      good: Quantity,
      scrap: Quantity,
      lots: z.array(
        z.strictObject({
          id: z.number(),
          material: z.string(),
          number: z.string(),
          unit: z.string(),
          quantity: Quantity,
          scrap: Quantity,
          at: Time,
        }),
      ),
    }),
  ),
  lotsComplete: z.boolean(),
})
export type WorkOrderProgress = z.infer<typeof WorkOrderProgress>

export const RunLot = z.strictObject({
  lot: z.strictObject({
    id: z.number().exactOptional(),
    material: z.string(),
    number: z.string(),
  }),
  unit: z.string().exactOptional(),
  quantity: Quantity,
  scrap: Quantity.nullable(),
  at: Time,
})
export type RunLot = z.infer<typeof RunLot>

export const RunLoad = z.strictObject({
  lot: z.strictObject({
    id: z.number().exactOptional(),
    material: z.string(),
    number: z.string(),
  }),
  unit: z.string().exactOptional(),
  position: z.string().nullable(),
  quantity: Quantity.nullable(),
  at: Time,
  until: Time.nullable(),
})
export type RunLoad = z.infer<typeof RunLoad>

export const Run = z.strictObject({
  run: z.string(),
  workOrder: z.string().nullable(),
  operation: z.union([z.string(), z.number()]).nullable(),
  operationName: z.string().nullable(),
  workCenter: z.string().nullable(),
  startedAt: Time,
  finishedAt: Time.nullable(),
  material: z.string().nullable(),
  loads: z.array(RunLoad),
  outputs: z.array(RunLot),
  /** Lots worked on without becoming another lot. */
  lots: z.array(RunLot.extend({ type: z.string() })),
  people: z.array(z.string()),
  site: z.string(),
})
export type Run = z.infer<typeof Run>

export const WipOrders = z.strictObject({
  site: z.string(),
  position: z.number(),
  at: Time,
  stuckAfter: z.number(),
  orders: z.array(WipOrder),
})
export type WipOrders = z.infer<typeof WipOrders>

/** One run with the values that were recorded in it. */
export const RunPage = Run.extend({
  values: z.array(z.strictObject({ characteristic: z.string(), value: z.string(), unit: z.string().nullable(), at: Time })),
})
export type RunPage = z.infer<typeof RunPage>
