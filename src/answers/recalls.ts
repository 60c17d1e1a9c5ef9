/** Recalls: simulated, committed, worked on. */
import { z } from 'zod'
import { Amount, Certainty, Contact, KnownAt, MeantLot, Message, NamedLot, Quantity, Recorded, Time } from './common.ts'
import { Ends, OpenEnd, Trace, TracedLot, TraceTotals } from './traces.ts'

export const RecallBalanceRow = z.strictObject({
  id: z.number().exactOptional(),
  material: z.string(),
  number: z.string(),
  unit: z.string(),
  made: Quantity,
  stop: Quantity,
  quarantine: Quantity,
  call: Quantity,
  gone: Quantity,
  onward: Quantity,
  unaccounted: Quantity,
  percent: z.union([z.string(), z.number()]),
})
export type RecallBalanceRow = z.infer<typeof RecallBalanceRow>

export const RecallCustomer = z.strictObject({
  customer: z.string(),
  name: z.string().nullable(),
  /** A line of text, or named parts such as email and phone. */
  contact: Contact.nullable(),
  lots: z.number(),
  quantity: z.array(Amount),
  certainty: Certainty,
  shipments: z.array(z.string()).exactOptional(),
})
export type RecallCustomer = z.infer<typeof RecallCustomer>

export const RecallKind = z.enum(['recall', 'drill'])
export type RecallKind = z.infer<typeof RecallKind>

export const ReachedLot = z.strictObject({
  id: z.number(),
  material: z.string(),
  number: z.string(),
  unit: z.string(),
})
export type ReachedLot = z.infer<typeof ReachedLot>

export const CountedLots = z.strictObject({
  count: z.number(),
  lots: z.array(ReachedLot),
})
export type CountedLots = z.infer<typeof CountedLots>

export const CountedShipments = z.strictObject({
  count: z.number(),
  shipments: z.array(
    ReachedLot.extend({
      customer: z.string(),
      shipment: z.string(),
      at: Time,
      quantity: Quantity,
    }),
  ),
})
export type CountedShipments = z.infer<typeof CountedShipments>

/** Between what was looked at and what is now; the first 200 of each by name. */
export const RecallDifference = z.strictObject({
  same: z.boolean(),
  joined: CountedLots,
  left: CountedLots,
  changed: CountedLots,
  shipped: CountedShipments,
  unshipped: CountedShipments,
})
export type RecallDifference = z.infer<typeof RecallDifference>

/** What a new version would reach, and what that is otherwise than in the frozen one. */
export const RecallVersionTried = RecallDifference.extend({
  simulation: z.string(),
  lots: z.number(),
  certain: z.number(),
  possible: z.number(),
  customers: z.number(),
})
export type RecallVersionTried = z.infer<typeof RecallVersionTried>

/** The commit of a large recall, on its way. */
export const RecallJob = z.strictObject({
  id: z.string(),
  site: z.string(),
  recall: z.string(),
  state: z.enum(['running', 'done', 'refused', 'failed']),
  phase: z.enum(['trace', 'shipments', 'hash', 'commit']),
  done: z.number(),
  total: z.number(),
  code: z.string().nullable(),
  detail: z.string().nullable(),
  /** The mark of now, where the scope has changed. */
  simulation: z.string().nullable(),
  sequence: z.number().nullable(),
  begunAt: Time,
  changedAt: Time,
})
export type RecallJob = z.infer<typeof RecallJob>

/** What takes long of a large case, on its way: a file that is made, or a drill that is finished. */
export const CaseJob = z.strictObject({
  id: z.string(),
  site: z.string(),
  /** The recall or the drill. */
  subject: z.string(),
  kind: z.enum(['evidence', 'letters', 'drillFinish']),
  state: z.enum(['running', 'done', 'refused', 'failed']),
  phase: z.enum(['trace', 'read', 'write']),
  /** How far it is, 0 to 100. */
  percent: z.number(),
  code: z.string().nullable(),
  detail: z.string().nullable(),
  /** Of what was recorded. */
  sequence: z.number().nullable(),
  /** Whole, and not before: GET /case-jobs/{id}/file. */
  file: z.strictObject({ name: z.string(), size: z.number(), sha256: z.string() }).nullable(),
  by: z.string(),
  begunAt: Time,
  changedAt: Time,
})
export type CaseJob = z.infer<typeof CaseJob>

/** A large recall is on its way to the record. */
export const RecallAccepted = RecallJob.extend({ job: z.string(), status: z.literal('accepted') })
export type RecallAccepted = z.infer<typeof RecallAccepted>

/** A recall or version on record; or, of a large one, the job that commits it and how far it is. */
export const RecallRecorded = Recorded.extend({
  ...RecallJob.omit({ id: true }).partial().shape,
  status: z.enum(['recorded', 'duplicate', 'exception', 'accepted']),
  sequence: z.number().nullable(),
  job: z.string().exactOptional(),
})
export type RecallRecorded = z.infer<typeof RecallRecorded>

export const RecallListed = z.strictObject({
  site: z.string(),
  recall: z.string(),
  kind: RecallKind,
  class: z.string().nullable(),
  reason: z.string(),
  hold: z.string().nullable(),
  by: z.string().nullable(),
  at: Time,
  version: z.number(),
  fingerprint: z.string(),
  lots: z.number(),
  certain: z.number(),
  possible: z.number(),
  customers: z.number(),
  closedAt: Time.nullable(),
  closeReason: z.string().nullable(),
  position: z.number(),
})
export type RecallListed = z.infer<typeof RecallListed>

export const RecallVersion = z.strictObject({
  version: z.number(),
  position: z.number(),
  fingerprint: z.string(),
  lots: z.number(),
  certain: z.number(),
  possible: z.number(),
  customers: z.number(),
  sequence: z.number(),
  at: Time,
  by: z.string().nullable(),
  /** Of the event in the ledger that froze it. */
  hash: z.string(),
})
export type RecallVersion = z.infer<typeof RecallVersion>

export const RecallEntry = z.strictObject({
  id: z.number().nullable(),
  material: z.string().nullable(),
  number: z.string().nullable(),
  unit: z.string().nullable(),
  customer: z.string().nullable(),
  customerName: z.string().nullable(),
  outcome: z.string().nullable(),
  quantity: Quantity.nullable(),
  detail: z.string().nullable(),
  evidence: z.string().nullable(),
  evidenceEvent: z.string().nullable(),
  evidenceSequence: z.number().nullable(),
  by: z.string().nullable(),
  at: Time,
  kind: z.string(),
  language: z.string().nullable(),
  /** By when a customer has promised to answer. */
  replyBy: Time.nullable(),
})
export type RecallEntry = z.infer<typeof RecallEntry>

/** A page of what was found or said, the newest first. */
export const RecallEntries = z.strictObject({
  entries: z.array(RecallEntry),
  count: z.number(),
  next: z.string().nullable(),
})
export type RecallEntries = z.infer<typeof RecallEntries>

export const RecallCase = RecallListed.extend({
  /** Of its last version. */
  simulation: z.string(),
  versions: z.array(RecallVersion),
  seeds: z.array(RecallEntry),
  exclusions: z.array(RecallEntry),
  /** Excluded once, and not any more. */
  inclusions: z.array(RecallEntry),
  /** The first of them, as many as were asked for; /findings and /contacts have them all, page by page. */
  found: z.array(RecallEntry),
  contacts: z.array(RecallEntry),
  foundCount: z.number(),
  contactsCount: z.number(),
  growth: RecallDifference.extend({
    simulation: z.string(),
    reproduced: z.boolean(),
  }),
})
export type RecallCase = z.infer<typeof RecallCase>

/** How many lots a list has at most, and how many of them for certain; the others may still turn out certain, possible, or not affected at all. */
export const ListSeen = z.strictObject({
  lots: z.number(),
  certain: z.number(),
  undecided: z.number(),
})
export type ListSeen = z.infer<typeof ListSeen>

/** The first answer of a simulation, before anything is weighed. */
export const RecallFirstLook = z.strictObject({
  position: z.number(),
  knownAt: KnownAt,
  totals: ListSeen.extend({ links: z.number() }),
  /** Null where nothing can be said yet; stop and quarantine are told apart only as things are now. */
  lists: z
    .strictObject({ stop: ListSeen.nullable(), quarantine: ListSeen.nullable(), onHand: ListSeen, call: ListSeen, gone: ListSeen })
    .nullable(),
  /** What the simulation adds. */
  pending: z.array(z.enum(['certainty', 'quantities', 'customers', 'balance'])),
  elapsedMs: z.number(),
})
export type RecallFirstLook = z.infer<typeof RecallFirstLook>

export const ListCounted = z.strictObject({
  lots: z.number(),
  certain: z.number(),
  possible: z.number(),
  quantity: z.array(Amount),
})
export type ListCounted = z.infer<typeof ListCounted>

export const RecallSimulation = z.strictObject({
  simulation: z.string(),
  position: z.number(),
  direction: z.enum(['forward', 'back']),
  excluded: z.array(MeantLot),
  knownAt: KnownAt,
  complete: z.boolean(),
  totals: TraceTotals,
  seeds: z.array(MeantLot),
  lots: z.array(TracedLot),
  next: z.string().nullable(),
  ends: Ends,
  customers: z.array(RecallCustomer),
  balance: z.array(RecallBalanceRow),
  /** Null where there are too many lots to weigh one against the other. */
  balanceTotal: z.strictObject({
    percent: z.union([z.string(), z.number()]).nullable(),
    unaccountedLots: z.number().nullable(),
    lots: z.number(),
  }),
  /** More lots than are listed: totals, customers and the mark only. */
  brief: z.boolean().exactOptional(),
  /** The four lists counted, where they are too long to be given; null of what was known earlier. */
  lists: z.strictObject({ stop: ListCounted, quarantine: ListCounted, call: ListCounted, gone: ListCounted }).nullable().exactOptional(),
  endPages: Trace.shape.endPages,
  openEnds: z.array(OpenEnd),
  elapsedMs: z.number(),
})
export type RecallSimulation = z.infer<typeof RecallSimulation>

export const LineStatus = z.enum([
  'lot',
  'serial',
  'container',
  'shipment',
  'workOrder',
  'purchaseOrder',
  'salesOrder',
  'already',
  'ambiguous',
  'elsewhere',
  'unknown',
])
export type LineStatus = z.infer<typeof LineStatus>

export const IdentifiedLot = z.strictObject({
  id: z.number(),
  site: z.string(),
  material: z.string(),
  number: z.string(),
  kind: z.enum(['lot', 'serial']),
  unit: z.string(),
})
export type IdentifiedLot = z.infer<typeof IdentifiedLot>

/** What one line of a list means. */
export const IdentifierAnswer = z.strictObject({
  line: z.number(),
  text: z.string(),
  status: LineStatus,
  by: z.string().nullable(),
  lots: z.array(IdentifiedLot),
  container: z.string().nullable(),
  /** The number of the shipment or of the order, as it is recorded. */
  shipment: z.string().nullable(),
  order: z.string().nullable(),
  /** Offered, never taken; null where nobody looked. */
  nearest: z
    .array(
      z.strictObject({
        material: z.string(),
        number: z.string(),
        value: z.string().nullable(),
      }),
    )
    .nullable(),
  /** What it is, in one sentence. */
  said: Message,
  /** The same in English. */
  detail: z.string(),
})
export type IdentifierAnswer = z.infer<typeof IdentifierAnswer>

export const IdentifierCheck = z.strictObject({
  lines: z.number(),
  counts: z.record(LineStatus, z.number()),
  /** Lines that name no lot for certain. */
  open: z.number(),
  lots: z.array(IdentifiedLot),
  answers: z.array(IdentifierAnswer),
  nearestUntil: z.number(),
})
export type IdentifierCheck = z.infer<typeof IdentifierCheck>

export const ListRead = z.strictObject({
  columns: z.array(z.string()),
  column: z.string().nullable(),
  lines: z.array(z.string()),
})
export type ListRead = z.infer<typeof ListRead>

export const PickLine = z.strictObject({
  id: z.number(),
  material: z.string(),
  number: z.string(),
  unit: z.string(),
  container: z.string().nullable(),
  certainty: Certainty,
  quantity: Quantity,
  found: Quantity,
  state: z.enum(['missing', 'partly', 'found']),
})
export type PickLine = z.infer<typeof PickLine>

export const PickList = z.strictObject({
  /** `place` is null where the record does not say where it lies. */
  places: z.array(
    z.strictObject({
      place: z.string().nullable(),
      lines: z.array(PickLine),
      total: z.number(),
      found: z.number(),
    }),
  ),
  lines: z.number(),
  found: z.number(),
  percent: z.number(),
  beyond: z.array(
    z.strictObject({
      material: z.string(),
      number: z.string(),
      quantity: Quantity,
      unit: z.string(),
      place: z.string().nullable(),
    }),
  ),
  /** How many those are: where a page is asked for only the first are listed. */
  beyondCount: z.number(),
  /** Where the next page begins; only where a page was asked for. */
  next: z.string().nullable().exactOptional(),
})
export type PickList = z.infer<typeof PickList>

export const CasePickList = PickList.extend({
  recall: z.string(),
  site: z.string(),
  kind: RecallKind,
  open: z.boolean(),
})
export type CasePickList = z.infer<typeof CasePickList>

export const PickScan = z.strictObject({
  outcome: z.enum(['found', 'already', 'place', 'not-part', 'excluded', 'ambiguous', 'unknown']),
  /** What it is and what to do, in a sentence or two. */
  said: z.array(Message),
  /** The same in English. */
  detail: z.string(),
  place: z.string().nullable(),
  lots: z.array(
    z.strictObject({
      material: z.string(),
      number: z.string(),
      quantity: Quantity,
      unit: z.string(),
    }),
  ),
  list: PickList,
  /** The lines of the pick list that were found by it. */
  lines: z.array(PickLine).exactOptional(),
})
export type PickScan = z.infer<typeof PickScan>

export const Returned = z.strictObject({
  unit: z.string(),
  shipped: Quantity,
  returned: Quantity,
  used: Quantity,
  open: Quantity,
})
export type Returned = z.infer<typeof Returned>

export const CaseCustomer = z.strictObject({
  customer: z.string(),
  name: z.string().nullable(),
  contact: Contact.nullable(),
  /** In which it is written to. */
  language: z.string(),
  certainty: Certainty,
  lots: z.number(),
  shipments: z.array(z.string()),
  quantities: z.array(Returned),
  state: z.enum(['to-tell', 'told', 'unreachable', 'answered', 'returned', 'used']),
  lastAt: Time.nullable(),
  /** By when he has promised to answer, and has not said anything since. */
  replyBy: Time.nullable(),
  overdue: z.boolean(),
  due: z.enum(['tell', 'remind']).nullable(),
  /** Lot by lot; empty where a page is asked for, and of a recall of more than 100,000 lots: the evidence has them. */
  rows: z.array(NamedLot.extend({ unit: z.string(), quantity: Quantity, shipment: z.string(), at: Time, certainty: Certainty })),
})
export type CaseCustomer = z.infer<typeof CaseCustomer>

export const CaseCustomers = z.strictObject({
  customers: z.array(CaseCustomer),
  told: z.number(),
  /** Nobody has said anything to them yet. */
  toTell: z.number(),
  answered: z.number(),
  /** Percent of the customers who answered. */
  effectiveness: z.number().nullable(),
  quantities: z.array(
    Returned.extend({
      percent: z.number(),
    }),
  ),
  due: z.number(),
  /** Of those that were asked for: the page may have fewer. The sums above are of all. */
  count: z.number(),
  next: z.string().nullable(),
  /** Of those, customers who promised to answer by a time that has passed. */
  overdue: z.number(),
})
export type CaseCustomers = z.infer<typeof CaseCustomers>

export const CaseLetter = z.strictObject({
  text: z.string(),
  /** Written for this case, not the one that every case begins with. */
  own: z.boolean(),
  language: z.string(),
  fields: z.array(z.string()),
})
export type CaseLetter = z.infer<typeof CaseLetter>
