/** What a station is told. */
import { z } from 'zod'
import { Message, NamedLot, Time } from './common.ts'

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

export const StationState = z.strictObject({
  station: Station,
  now: Time,
  next: Message.exactOptional(),
  policies: StationPolicies,
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
})
export type AskedRow = z.infer<typeof AskedRow>

/** Of lots that wait: what the next report needs, and what the one after it does (the finish, where the next one starts). */
export const AskedList = z.strictObject({
  at: Time,
  asked: z.array(
    z.strictObject({
      lots: z.array(z.strictObject({ material: z.string(), number: z.string(), identifiers: z.array(z.string()) })),
      now: z.array(AskedRow),
      after: z.array(AskedRow),
    }),
  ),
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
