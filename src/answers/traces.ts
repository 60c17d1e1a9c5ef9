/** Traces, and what is asked about them: proof, difference, picture. */
import { z } from 'zod'
import { Bounds, Certainty, Contact, KnownAt, LotKind, LotStatus, MeantLot, Quantity, Time } from './common.ts'

export const OpenEnd = z.strictObject({
  code: z.string(),
  material: z.string().nullable(),
  number: z.string().nullable(),
  detail: z.string(),
})
export type OpenEnd = z.infer<typeof OpenEnd>

export const TracedLot = z.strictObject({
  id: z.number(),
  site: z.string(),
  material: z.string(),
  description: z.string().nullable(),
  number: z.string(),
  kind: LotKind,
  unit: z.string(),
  certainty: Certainty,
  /** Null, like the steps, where quantities were not asked for. */
  affected: Bounds.nullable(),
  steps: z.number().nullable(),
  level: z.number().nullable().exactOptional(),
  since: Time.nullable(),
  onHand: Quantity,
  status: LotStatus.exactOptional(),
  held: z.boolean().exactOptional(),
  expiresAt: Time.nullable().exactOptional(),
  vendor: z.string().nullable().exactOptional(),
  vendorLot: z.string().nullable().exactOptional(),
  workOrder: z.string().nullable().exactOptional(),
})
export type TracedLot = z.infer<typeof TracedLot>

/** What every row of the ends of a trace says; the short answer of a large recall leaves id and unit out. */
const EndRow = z.strictObject({
  id: z.number().exactOptional(),
  material: z.string(),
  number: z.string(),
  quantity: Quantity,
  unit: z.string().exactOptional(),
  certainty: Certainty,
})

export const StopRow = EndRow.extend({
  workOrder: z.string().nullable(),
  operation: z.union([z.string(), z.number()]).nullable(),
  run: z.string().nullable(),
  workCenter: z.string().nullable(),
})
export type StopRow = z.infer<typeof StopRow>

export const QuarantineRow = EndRow.extend({
  location: z.string().nullable(),
  container: z.string().nullable(),
})
export type QuarantineRow = z.infer<typeof QuarantineRow>

export const CallRow = EndRow.extend({
  customer: z.string(),
  customerName: z.string().nullable().exactOptional(),
  contact: Contact.nullable().exactOptional(),
  shipment: z.string(),
  at: Time,
})
export type CallRow = z.infer<typeof CallRow>

export const GoneRow = EndRow.extend({
  how: z.string(),
  at: Time.nullable().exactOptional(),
})
export type GoneRow = z.infer<typeof GoneRow>

export const Ends = z.strictObject({
  stop: z.array(StopRow),
  quarantine: z.array(QuarantineRow),
  call: z.array(CallRow),
  gone: z.array(GoneRow),
})
export type Ends = z.infer<typeof Ends>

export const TraceTotals = z.strictObject({
  lots: z.number(),
  certain: z.number(),
  possible: z.number(),
  links: z.number(),
  /** Forward with quantities: how much of it there is in all, on hand, shipped and gone, by unit. */
  affected: z.array(Bounds).exactOptional(),
  /** Lots of which only that they are reached is known: nobody asked how much. */
  undecided: z.number().exactOptional(),
  stop: z.number().exactOptional(),
  quarantine: z.number().exactOptional(),
  call: z.number().exactOptional(),
  gone: z.number().exactOptional(),
})
export type TraceTotals = z.infer<typeof TraceTotals>

/** Of one list of ends: how many lots it is about, and the cursor it goes on with. */
export const EndPage = z.strictObject({
  lots: z.number(),
  next: z.string().nullable(),
})
export type EndPage = z.infer<typeof EndPage>

export const Trace = z.strictObject({
  direction: z.enum(['forward', 'back']),
  knownAt: KnownAt,
  complete: z.boolean(),
  totals: TraceTotals,
  /** What the numbers asked for stand for: one vendor lot may be several of ours. */
  seeds: z.array(MeantLot),
  lots: z.array(TracedLot),
  ends: Ends.exactOptional(),
  /** `onHand` is stop and quarantine together. */
  endPages: z.record(z.enum(['onHand', 'call', 'gone']), EndPage).exactOptional(),
  vendors: z
    .array(
      z.strictObject({
        vendor: z.string(),
        vendorName: z.string().nullable().exactOptional(),
        vendorLot: z.string().nullable(),
        material: z.string(),
        number: z.string(),
        receivedAt: Time.nullable(),
        certainty: Certainty,
      }),
    )
    .exactOptional(),
  openEnds: z.array(OpenEnd),
  next: z.string().nullable(),
})
export type Trace = z.infer<typeof Trace>

/** An event as the answer to a question names it. */
export const AskedEvent = z.strictObject({
  site: z.string(),
  sequence: z.number(),
  id: z.string(),
  type: z.string(),
  at: Time,
  recordedAt: Time,
  by: z.string().nullable(),
  station: z.string().nullable(),
  workCenter: z.string().nullable(),
  workOrder: z.string().nullable(),
  operation: z.number().nullable(),
  run: z.string().nullable(),
  corrects: z.boolean(),
})
export type AskedEvent = z.infer<typeof AskedEvent>

export const AskedLot = z.strictObject({
  id: z.number(),
  site: z.string(),
  material: z.string(),
  number: z.string(),
  kind: LotKind,
  unit: z.string(),
  description: z.string().nullable(),
})
export type AskedLot = z.infer<typeof AskedLot>

export const ProofStep = z.strictObject({
  from: AskedLot,
  into: AskedLot,
  certainty: Certainty,
  quantity: Bounds.nullable(),
  how: z.string(),
  flowedFrom: Time.nullable(),
  flowedUntil: Time.nullable(),
  removedAt: Time.nullable(),
  reached: z
    .strictObject({
      certainty: Certainty,
      affected: Bounds,
    })
    .nullable(),
  events: z.array(AskedEvent),
  saidBy: AskedEvent.nullable(),
})
export type ProofStep = z.infer<typeof ProofStep>

/** Why a lot is in a trace; without steps it is the seed itself, or not in it. */
export const Proof = z.strictObject({
  direction: z.enum(['forward', 'back']),
  knownAt: KnownAt,
  seeds: z.array(AskedLot),
  lot: AskedLot,
  reached: z.boolean(),
  isSeed: z.boolean(),
  certainty: Certainty.nullable(),
  affected: Bounds.nullable(),
  steps: z.array(ProofStep),
  between: z
    .strictObject({
      lots: z.number(),
      links: z.number(),
    })
    .nullable(),
  wouldTakeItOut: z
    .strictObject({
      alone: z.array(
        z.strictObject({
          event: AskedEvent,
          sentence: z.string(),
        }),
      ),
      times: z.array(
        z.strictObject({
          event: AskedEvent,
          way: z.enum(['later', 'earlier']),
          than: Time,
          sentence: z.string(),
        }),
      ),
      together: z
        .strictObject({
          events: z.array(AskedEvent),
          isSmallest: z.boolean(),
          sentence: z.string(),
        })
        .nullable(),
    })
    .nullable(),
})
export type Proof = z.infer<typeof Proof>

export const KnownStanding = z.strictObject({
  certainty: Certainty,
  affected: Bounds,
})
export type KnownStanding = z.infer<typeof KnownStanding>

export const ChangedLot = z.strictObject({
  id: z.number(),
  site: z.string(),
  material: z.string(),
  number: z.string(),
  kind: LotKind,
  unit: z.string(),
  before: KnownStanding.nullable(),
  after: KnownStanding.nullable(),
  what: z.array(z.enum(['certainty', 'quantity'])),
  /** The lot the change came from, where nothing was recorded about this one. */
  through: z
    .strictObject({
      id: z.number(),
      material: z.string(),
      number: z.string(),
    })
    .nullable(),
  /** Sequences of the events that did it. */
  events: z.array(z.number()),
})
export type ChangedLot = z.infer<typeof ChangedLot>

/** A trace as it was known, as it is known later, and what made the difference. */
export const Difference = z.strictObject({
  direction: z.enum(['forward', 'back']),
  from: KnownAt.extend({
    totals: TraceTotals,
  }),
  to: KnownAt.extend({
    totals: TraceTotals,
  }),
  seeds: z.array(
    z.strictObject({
      material: z.string(),
      number: z.string(),
      site: z.string(),
    }),
  ),
  totals: z.strictObject({
    added: z.number(),
    gone: z.number(),
    changed: z.number(),
  }),
  added: z.array(ChangedLot),
  gone: z.array(ChangedLot),
  changed: z.array(ChangedLot),
  events: z.array(AskedEvent),
})
export type Difference = z.infer<typeof Difference>

/** As the steps of a trace are coloured: held, accepted by a decision about it, gone to a customer, or none of these. */
export const LotStanding = z.enum(['normal', 'suspect', 'accepted', 'transferred'])
export type LotStanding = z.infer<typeof LotStanding>

export const LotStandings = z.strictObject({
  lots: z.array(
    z.strictObject({
      lot: z.number(),
      standing: LotStanding,
      /** Something of it lies somewhere. */
      left: z.boolean(),
    }),
  ),
})
export type LotStandings = z.infer<typeof LotStandings>

/** Lots that are drawn as one. Where `kind` is `others` there was no room for more, and nothing is said of them but how many they are. */
export const PictureNode = z.strictObject({
  key: z.string(),
  /** Links on the longest chain from the seeds, back to the left of them; the row counts within the column. */
  column: z.number(),
  row: z.number(),
  kind: z.enum(['lot', 'serial', 'vendorLot', 'others']),
  /** Where it is a single one. */
  lot: z.number().nullable(),
  lots: z.number(),
  certain: z.number(),
  expandable: z.boolean(),
  site: z.string().exactOptional(),
  material: z.string().exactOptional(),
  description: z.string().nullable().exactOptional(),
  operation: z.string().nullable().exactOptional(),
  workCenter: z.string().nullable().exactOptional(),
  standing: LotStanding.exactOptional(),
  left: z.boolean().exactOptional(),
  first: z.string().exactOptional(),
  last: z.string().exactOptional(),
  onHand: Quantity.exactOptional(),
  unit: z.string().exactOptional(),
})
export type PictureNode = z.infer<typeof PictureNode>

export const PictureLink = z.strictObject({
  from: z.string(),
  to: z.string(),
  links: z.number(),
  certain: z.number(),
})
export type PictureLink = z.infer<typeof PictureLink>

/** A trace as a picture that stays readable, however large it is. */
export const TracePicture = z.strictObject({
  knownAt: KnownAt,
  seeds: z.array(
    z.strictObject({
      id: z.number(),
      material: z.string(),
      number: z.string(),
      site: z.string(),
    }),
  ),
  totals: z.partialRecord(z.enum(['forward', 'back']), TraceTotals),
  /** So many lots that they are counted and not weighed: of those forward none is known to be certain. */
  counted: z.boolean(),
  shown: z.strictObject({
    nodes: z.number(),
    lots: z.number(),
    of: z.number(),
  }),
  nodes: z.array(PictureNode),
  links: z.array(PictureLink),
})
export type TracePicture = z.infer<typeof TracePicture>

/** Lots that came, were made or left together: in one run, or by one event. */
export const TimelineAct = z.strictObject({
  act: z.enum(['received', 'made', 'shipped']),
  from: Time,
  to: Time,
  /** 0: a seed; -1: on the way to it; 1: on the way from it. */
  side: z.number(),
  certain: z.boolean(),
  standing: LotStanding,
  left: z.boolean(),
  lots: z.number(),
  /** Where it is a single one. */
  lot: z.number().nullable(),
  /** Null where they are of several. */
  material: z.string().nullable(),
  first: z.string(),
  last: z.string(),
  run: z.string().nullable(),
  workOrder: z.string().nullable(),
  operation: z.number().nullable(),
  workCenter: z.string().nullable(),
  station: z.string().nullable(),
  site: z.string(),
  sequence: z.number(),
  /** The position in the ledger from which on it is believed. */
  since: z.number(),
})
export type TimelineAct = z.infer<typeof TimelineAct>

export const TraceTimeline = TracePicture.pick({ knownAt: true, seeds: true, totals: true, counted: true }).extend({
  /** There are so many that what happened at one place in the same stretch of time is one act, of the earliest of them. */
  grouped: z.boolean(),
  acts: z.array(TimelineAct),
})
export type TraceTimeline = z.infer<typeof TraceTimeline>
