/** What a station is told. */
import { z } from 'zod'
import { Message, NamedLot, Quantity, Time } from './common.ts'

export const StationPerson = z.strictObject({
  code: z.string(),
  name: z.string(),
  language: z.string().nullable().exactOptional(),
  /** The end of the shift, at which the station signs people out. */
  until: z.string().exactOptional(),
})
export type StationPerson = z.infer<typeof StationPerson>

/** One of the last five, as far as it is shown; the rest is the server's. */
export const StationReport = z.looseObject({
  events: z.array(z.string()),
  at: Time,
  by: z.string().nullable(),
  title: z.string(),
  /** The same for a reader of another language. */
  message: Message.exactOptional(),
  undone: z.boolean(),
  /** The receipt among its events, which photos are attached to. */
  receipt: z.string().exactOptional(),
})
export type StationReport = z.infer<typeof StationReport>

/** Where a station stands, to be sent along with its next scan. It is sealed: only what is named here is read by others than the server. */
export const StationContext = z.looseObject({
  /** Scanned together, and not reported yet. */
  lots: z.array(NamedLot).exactOptional(),
  /** The run that is open here, the assembly in hand, the delivery or the shipment. */
  run: z.string().nullable().exactOptional(),
  assembly: z
    .looseObject({ unit: NamedLot.nullable(), workOrder: z.string().nullable(), parts: z.array(NamedLot) })
    .nullable()
    .exactOptional(),
  dock: z.looseObject({ order: z.string().exactOptional(), shipment: z.string().exactOptional() }).nullable().exactOptional(),
  ahead: z.looseObject({ quantity: z.string().exactOptional() }).nullable().exactOptional(),
  people: z.array(StationPerson),
  latched: z.boolean(),
  stop: z
    .strictObject({
      message: Message,
      advice: Message.nullable(),
      refused: z.number(),
    })
    .nullable()
    .exactOptional(),
  reports: z.array(StationReport).exactOptional(),
})
export type StationContext = z.infer<typeof StationContext>

export const StationOutcome = z.enum(['done', 'attention', 'stop', 'ignored'])
export type StationOutcome = z.infer<typeof StationOutcome>

export const StationCard = z.strictObject({
  title: z.string(),
  lines: z.array(
    z.strictObject({
      label: Message,
      value: z.string(),
    }),
  ),
  components: z
    .array(
      z.strictObject({
        material: z.string(),
        number: z.string().nullable(),
        state: z.enum(['missing', 'scanned']),
      }),
    )
    .exactOptional(),
})
export type StationCard = z.infer<typeof StationCard>

export const StationInput = z.strictObject({
  kind: z.enum(['quantity', 'text', 'number', 'choice', 'date', 'secret', 'photo', 'file']),
  unit: z.string().exactOptional(),
  min: z.string().exactOptional(),
  max: z.string().exactOptional(),
  remaining: z.string().exactOptional(),
  proposal: z.string().exactOptional(),
  choices: z.array(z.string()).exactOptional(),
  prefix: z.string(),
})
export type StationInput = z.infer<typeof StationInput>

export const StationField = z.strictObject({
  name: z.string(),
  /** The lot it is of, where others are asked for theirs. */
  of: z.string().nullable(),
  limits: z.string(),
  entered: z.array(Message),
  /** How many there are of how many, where it is more than one. */
  count: z.string().nullable(),
  state: z.enum(['open', 'asked', 'entered']),
  /** Sent to enter it anew. */
  change: z.string().nullable(),
})
export type StationField = z.infer<typeof StationField>

export const StationQuestion = z.strictObject({
  message: Message,
  answers: z.array(
    z.strictObject({
      text: z.string(),
      label: Message,
      primary: z.boolean().exactOptional(),
    }),
  ),
  input: StationInput.nullable(),
  /** Values that are asked for together: this one and the others. */
  fields: z.array(StationField).exactOptional(),
})
export type StationQuestion = z.infer<typeof StationQuestion>

export const StationAnswer = z.strictObject({
  scan: z.string(),
  outcome: StationOutcome,
  message: Message,
  advice: Message.nullable(),
  next: Message,
  context: StationContext,
  card: StationCard.nullable(),
  question: StationQuestion.nullable(),
  recorded: z.array(
    z.strictObject({
      id: z.string(),
      type: z.string(),
      sequence: z.number(),
      lots: z.array(NamedLot),
    }),
  ),
  undo: z.string().nullable(),
  prints: z.array(
    z.strictObject({
      job: z.string(),
      printer: z.string().nullable(),
      label: z.string(),
    }),
  ),
})
export type StationAnswer = z.infer<typeof StationAnswer>

export const StationPolicies = z
  .object({
    badge: z.enum(['required', 'optional']).exactOptional(),
    holdListMinutes: z.number().exactOptional(),
    staleHolds: z.enum(['warn', 'stop']).exactOptional(),
    undoMinutes: z.number().exactOptional(),
    together: z.boolean().exactOptional(),
    loadQuantity: z.enum(['all', 'ask', 'as-needed']).exactOptional(),
    closeQuantity: z.enum(['ask', 'expected']).exactOptional(),
    receiveOffline: z.enum(['record', 'set-aside']).exactOptional(),
    shipOffline: z.enum(['record', 'set-aside']).exactOptional(),
  })
  .catchall(z.unknown())
export type StationPolicies = z.infer<typeof StationPolicies>

export const Station = z.strictObject({
  code: z.string(),
  type: z.literal('station').exactOptional(),
  name: z.string().exactOptional(),
  site: z.string().exactOptional(),
  workCenter: z.string().nullable().exactOptional(),
  job: z.enum(['report', 'assemble', 'receive', 'ship']),
  badges: z.enum(['sticky', 'per-transaction', 'crew']),
  printer: z.string().nullable().exactOptional(),
  location: z.string().nullable().exactOptional(),
  language: z.string().nullable().exactOptional(),
  idleMinutes: z.number().nullable().exactOptional(),
  /** All of them, with what holds where the record says nothing. */
  policies: StationPolicies,
})
export type Station = z.infer<typeof Station>

/** One station of the list: its record, and whether a device answers for it. */
export const StationEntry = Station.extend({
  /** What its record says itself. */
  stated: StationPolicies,
  enrolled: z.boolean(),
  lastSeenAt: Time.nullable(),
  lastPerson: z.string().nullable(),
  skewMs: z.number().nullable(),
  people: z.array(z.string()).nullable(),
  devices: z.number(),
})
export type StationEntry = z.infer<typeof StationEntry>

/** A label asked for at a station that has not come out, and why. */
export const StuckLabel = z.strictObject({
  job: z.string(),
  label: z.string(),
  printer: z.string(),
  status: z.enum(['waiting', 'sending', 'failed']),
  /** It may be out, or be in the printer: somebody has to look. */
  doubtful: z.boolean(),
  problem: z.string(),
  /** Printers that could print it instead. */
  others: z.array(z.string()),
})
export type StuckLabel = z.infer<typeof StuckLabel>

export const StationState = z.strictObject({
  station: Station,
  now: Time,
  next: Message.exactOptional(),
  policies: StationPolicies,
  /** Absent in what a station has kept from before. */
  labels: z.array(StuckLabel).exactOptional(),
})
export type StationState = z.infer<typeof StationState>

export const HeldList = z.strictObject({
  at: Time,
  /** To be sent along with the next question: then only what has changed is told. */
  version: z.string().exactOptional(),
  /** All that is held; what to add to it and to take from it; or the same as before. */
  part: z.enum(['all', 'more', 'same']).exactOptional(),
  held: z.array(
    z.strictObject({
      material: z.string(),
      number: z.string(),
      identifiers: z.array(z.string()).exactOptional(),
    }),
  ),
  /** No longer held, with the names that no other held lot bears. */
  freed: z.array(z.strictObject({ material: z.string(), number: z.string(), names: z.array(z.string()) })).exactOptional(),
  /** Of very many lots their names in few bits, see src/symbols/name-filter.ts. */
  filter: z.string().exactOptional(),
})
export type HeldList = z.infer<typeof HeldList>

/** One value that a report is asked for: the name under which the scan brings it along, and the question. */
export const AskedRow = z.strictObject({
  as: z.string(),
  isRequired: z.boolean(),
  question: StationQuestion,
  field: StationField.pick({ name: true, of: true, limits: true }),
  /** Of several lots in one report each is asked for its own. */
  each: z.literal(true).exactOptional(),
  /** It stands for as many values as the quantity needs, which is known only when it is entered; `had` of them are there already. */
  sample: z
    .strictObject({
      of: z.union([
        z.strictObject({ count: z.number() }),
        z.strictObject({ oneIn: z.number() }),
        z.strictObject({ percent: z.number() }),
        z.strictObject({}),
      ]),
      had: z.number(),
    })
    .exactOptional(),
})
export type AskedRow = z.infer<typeof AskedRow>

/** A lot with whatever a label may call it. */
export const LabelledLot = z.strictObject({
  material: z.string(),
  number: z.string(),
  identifiers: z.array(z.string()),
  /** What is there of it, and until when it is good, where that matters. */
  quantity: Quantity.exactOptional(),
  unit: z.string().exactOptional(),
  expiresAt: Time.nullable().exactOptional(),
})
export type LabelledLot = z.infer<typeof LabelledLot>

/** An order that can be worked on here: what its operation takes, what is open of it, what its start and its finish are asked for. */
export const OrderHere = z.strictObject({
  number: z.string(),
  material: z.string(),
  unit: z.string(),
  operation: z.string(),
  /** Another raw lot closes the output. */
  precise: z.boolean(),
  parts: z.array(z.strictObject({ material: z.string(), position: z.string(), quantity: Quantity })),
  run: z.strictObject({ run: z.string(), loaded: z.array(NamedLot.extend({ position: z.string() })) }).nullable(),
  now: z.array(AskedRow),
  after: z.array(AskedRow),
  /** Units that exist already, and what is in them. */
  units: z.array(z.strictObject({ lot: LabelledLot, installed: z.array(NamedLot) })),
})
export type OrderHere = z.infer<typeof OrderHere>

export const DeliveryHere = z.strictObject({
  number: z.string(),
  vendor: z.string(),
  lines: z.array(
    z.strictObject({
      line: z.number(),
      material: z.string(),
      /** Whatever a label calls the material. */
      names: z.array(z.string()),
      unit: z.string(),
      ordered: Quantity,
      received: Quantity,
      /** More than this is asked about. */
      most: Quantity,
      hasLots: z.boolean(),
      rows: z.array(AskedRow),
    }),
  ),
})
export type DeliveryHere = z.infer<typeof DeliveryHere>

/** A shipment made ready, or the next one of an order. */
export const ShipmentHere = z.strictObject({
  number: z.string(),
  order: z.string().nullable(),
  customer: z.string(),
  /** The customer does not take everything, and what he takes only the server can tell. */
  isLimited: z.boolean(),
  lines: z.array(z.strictObject({ line: z.number(), material: z.string(), unit: z.string(), ordered: Quantity, left: Quantity })),
  loaded: z.array(NamedLot.extend({ container: z.string(), quantity: Quantity })),
})
export type ShipmentHere = z.infer<typeof ShipmentHere>

/** What a station is told beforehand, so that it can work while the server is away. */
export const AskedList = z.strictObject({
  at: Time,
  /** To be sent along with the next question: where nothing has changed, that is all that is told. */
  version: z.string().exactOptional(),
  part: z.enum(['all', 'same']).exactOptional(),
  /** Of lots that wait, or could leave: what the next report needs, and what the one after it does (the finish, where the next one starts). */
  asked: z.array(
    z.strictObject({
      lots: z.array(LabelledLot),
      now: z.array(AskedRow),
      after: z.array(AskedRow),
    }),
  ),
  /** Raw material and parts that orders here take. */
  stock: z.array(LabelledLot).exactOptional(),
  orders: z.array(OrderHere).exactOptional(),
  deliveries: z.array(DeliveryHere).exactOptional(),
  shipments: z.array(ShipmentHere).exactOptional(),
  containers: z.array(z.strictObject({ code: z.string(), contents: z.array(NamedLot.extend({ quantity: Quantity })) })).exactOptional(),
})
export type AskedList = z.infer<typeof AskedList>

export const Enrolment = z.strictObject({
  station: z.string(),
  code: z.string(),
  expiresAt: Time,
  /** The page that turns the device into the station. */
  url: z.string(),
})
export type Enrolment = z.infer<typeof Enrolment>
