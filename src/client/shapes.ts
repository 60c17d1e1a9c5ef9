import type { LotLabels } from './label-shapes.ts'

/** The documented shapes of the HTTP API. A quantity is an exact decimal in a string; a time is ISO 8601 with an offset. */
export type Quantity = string
export type Time = string
export type Certainty = 'certain' | 'possible'
export type LotKind = 'lot' | 'serial'
export type LotStatus = 'available' | 'held' | 'used' | 'shipped' | 'scrapped' | 'expired' | 'in work'

export interface LotRef {
  material?: string
  number: string
  site?: string
}

export interface Place {
  kind: 'location' | 'workCenter' | 'container' | ''
  code: string
  quantity: Quantity
  /** Where a container stands. */
  location?: string | null
}

export interface Lot {
  id: number
  site: string
  material: string
  description: string | null
  number: string
  kind: LotKind
  unit: string
  onHand: Quantity
  status: LotStatus
  held: boolean
  madeAt: Time | null
  expiresAt: Time | null
  vendor: string | null
  vendorLot: string | null
  heat: string | null
  workOrder: string | null
  places: Place[]
}

export interface FoundLot extends Lot {
  matched?: { kind: string; value: string }
}

export interface Page<T> {
  rows: T[]
  next: string | null
}

/** Where nobody said how much, `known` is false and `max` is all there ever was. */
export interface Bounds {
  min: Quantity
  expected: Quantity
  max: Quantity
  unit: string
  known?: boolean
}

export interface Link {
  lot: Lot
  certainty: Certainty
  quantity: Bounds
  from: Time | null
  to: Time | null
  how: string
  event: string
  run: string | null
  position: string | null
  removedAt: Time | null
  parents: number
  children: number
}

export interface LinkSummary {
  total: number
  certain: number
  possible: number
  links: Link[]
}

export interface KindQuantity {
  kind: string
  quantity: Quantity
}

export interface LotDetail extends Lot {
  precision: 'precise' | 'approximate' | null
  homogeneous: boolean
  made: Quantity
  balance: { in: KindQuantity[]; out: KindQuantity[]; onHand: Quantity; difference: Quantity }
  /** As expected, in the unit of this lot, by the material it went into. */
  drawnInto: { material: string; quantity: Quantity }[]
  identifiers: { kind: string; value: string; since: Time | null }[]
  holds: LotHold[]
  madeFrom: LinkSummary
  wentInto: LinkSummary
  shipments: { shipment: string; customer: string; customerName: string | null; at: Time; quantity: Quantity }[]
  dispositions: { disposition: string; reason: string | null; at: Time; by: string | null; quantity?: Quantity }[]
}

export interface LotHold {
  hold: string
  reason: string
  case: string | null
  by: string | null
  at: Time
  direct: boolean
  since?: { material: string; number: string } | null
}

export interface TimelineEntry {
  sequence: number
  id: string
  type: string
  at: Time
  recordedAt: Time
  by: string | null
  byName: string | null
  station: string | null
  workCenter: string | null
  workOrder: string | null
  operation: string | number | null
  operationName: string | null
  run: string | null
  kind: string
  delta: Quantity
  scrap: Quantity | null
  place: string | null
  reference: string | null
  note: string | null
  voided: boolean
  detail: unknown
}

/** What was recorded of one lot in one run, or by one event outside of runs. */
export interface LotSpan {
  lot: { id: number; site: string; material: string; number: string }
  relation: 'own' | 'parent' | 'child'
  from: Time
  to: Time
  kinds: string[]
  delta: Quantity
  unit: string
  run: string | null
  workCenter: string | null
  station: string | null
  workOrder: string | null
  operation: number | null
  operationName: string | null
  sequence: number
}

export interface LotLanes {
  spans: LotSpan[]
  parents: { shown: number; of: number }
  children: { shown: number; of: number }
  /** False where of a very long life only the last part is here. */
  whole: boolean
}

export interface AsBuilt {
  lot: { material: string; number: string }
  operations: {
    name: string
    sequence: number | null
    workOrder: string | null
    workCenter: string | null
    run: string | null
    startedAt: Time | null
    finishedAt: Time | null
    people: string[]
    quantity: Quantity | null
    scrap: Quantity | null
    /** How much of it had been through this operation before. */
    rework: Quantity | null
    lot: { material: string; number: string }
  }[]
  components: {
    material: string
    number: string
    of: { material: string; number: string }
    quantity: Quantity | null
    unit?: string | null
    certainty: Certainty
    installedAt: Time | null
    removedAt: Time | null
    removedReason: string | null
    removedDisposition: string | null
    vendor: string | null
    vendorLot: string | null
    documents: BuiltDocument[]
  }[]
  /** As designed against as built, an order at a time. */
  design: {
    workOrder: string
    material: string
    lots: { material: string; number: string }[]
    quantity: Quantity
    lines: DesignLine[]
  }[]
  replacements: {
    of: { material: string; number: string }
    material: string
    position: string | null
    before: { number: string; installedAt: Time; removedAt: Time; reason: string | null; disposition: string | null }[]
    now: { number: string; installedAt: Time }[]
  }[]
  values: {
    characteristic: string
    value: string | number | null
    unit: string | null
    min: Quantity | null
    max: Quantity | null
    inRange: boolean | null
    /** Frozen in the fact when it was recorded, or looked up in the order now. */
    limitsFrom: 'fact' | 'order' | null
    run: string | null
    quantity: Quantity | null
    certainty: Certainty
    lot: { material: string; number: string }
  }[]
  holds: {
    hold: string
    reason: string
    by: string | null
    at: Time
    releasedAt: Time | null
    releaseReason: string | null
    direct: boolean
    lot: { material: string; number: string } | null
  }[]
  deviations: {
    deviation: string
    rule: string
    component: { material: string; number: string }
    of: { material: string; number: string }
    designed: string
    workOrder: string | null
    operation: number | null
    usedAt: Time
    from: Time | null
    until: Time
    reason: string
    requestedBy: string | null
    approvedBy: string | null
    status: string
  }[]
  dispositions: {
    lot: { material: string; number: string }
    disposition: string
    reason: string
    quantity: Quantity | null
    freed: string[]
    by: string | null
    at: Time
    sequence: number
  }[]
  /** What may pass while it is on hold, and under what its components passed. */
  concessions: {
    concession: string
    material: string
    number: string
    quantity: Quantity | null
    used: Quantity
    unit: string
    customer: string | null
    expiresAt: Time | null
    reason: string
    by: string | null
    at: Time
  }[]
  shipments: { shipment: string; customer: string; customerName?: string | null; at: Time; quantity: Quantity }[]
  corrections: { sequence: number; at: Time; by: string | null; type: string | null; reason: string }[]
  signatures: {
    by: string
    name: string | null
    meaning: string
    at: Time
    valid: boolean
    event: string
    type: string
    sequence: number
    later: boolean
  }[]
  documents: BuiltDocument[]
  labels: LotLabels['prints']
  gaps: { code: string; detail: string }[]
}

/** One lot, back or forward; or a time at a site. */
export interface FsmaQuery {
  lot?: number
  direction?: 'back' | 'forward'
  site?: string
  from?: string
  to?: string
  material?: string
}

export interface TrackingEvents {
  total: number
  events: {
    event: string
    role: string
    traceabilityLotCode: string
    material: string
    productDescription: string
    quantity: Quantity | null
    unit: string
    newTraceabilityLotCode: string | null
    location: string
    previousSource: string | null
    subsequentRecipient: string | null
    at: Time
    referenceType: string | null
    referenceNumber: string | null
  }[]
}

export interface DesignLine {
  operation: { sequence: number; name: string } | null
  material: string
  position: string | null
  revision: string | null
  unit: string
  expected: Quantity | null
  built: Quantity
  inferred: Quantity
  status: 'as-designed' | 'missing' | 'short' | 'over' | 'substituted' | 'deviation' | 'extra'
  parts: { material: string; number: string; quantity: Quantity; deviation: string | null; isInference: boolean; alternate: boolean }[]
}

export interface BuiltDocument {
  document: string
  name: string
  kind: string
  mediaType: string
  size: number
}

export interface KnownAt {
  sequence: number
  time: Time | null
}

export interface OpenEnd {
  code: string
  material: string | null
  number: string | null
  detail: string
}

export interface TracedLot {
  id: number
  site: string
  material: string
  description: string | null
  number: string
  kind: LotKind
  unit: string
  certainty: Certainty
  affected: Bounds
  /** Null where quantities were not asked for; then `affected` is, too. */
  steps: number | null
  level?: number
  since: Time | null
  onHand: Quantity
  expiresAt?: Time | null
  vendor?: string | null
  vendorLot?: string | null
  workOrder?: string | null
}

export interface StopRow {
  id?: number
  material: string
  number: string
  workOrder: string | null
  operation: string | number | null
  run: string | null
  workCenter: string | null
  quantity: Quantity
  unit?: string
  certainty: Certainty
}

export interface QuarantineRow {
  id?: number
  material: string
  number: string
  location: string | null
  container: string | null
  quantity: Quantity
  unit?: string
  certainty: Certainty
}

export interface CallRow {
  id?: number
  customer: string
  shipment: string
  at: Time
  material: string
  number: string
  quantity: Quantity
  unit?: string
  certainty: Certainty
}

export interface GoneRow {
  id?: number
  material: string
  number: string
  how: string
  quantity: Quantity
  unit?: string
  certainty: Certainty
}

export interface Ends {
  stop: StopRow[]
  quarantine: QuarantineRow[]
  call: CallRow[]
  gone: GoneRow[]
}

export interface TraceTotals {
  lots: number
  certain: number
  possible: number
  links: number
  /** Forward with quantities: how much of it there is in all, on hand, shipped and gone, by unit; null where there are too many lots to tell. */
  affected?: Bounds[] | null
  stop?: number
  quarantine?: number
  call?: number
  gone?: number
}

/** A lot that a trace starts from. Forward only, and in one way: by times, by a run, or by a quantity. */
export interface TraceSeed {
  material?: string
  /** Without it, all that lay in the container. */
  number?: string
  site?: string
  /** Only what lay in this container, or in what stood in it. */
  container?: string
  /** Only what was in it at this time, or came later. */
  after?: Time
  /** Only what left it until this time. */
  until?: Time
  /** Only what went into this run, or came out of it. */
  run?: string
  /** So much of it is suspect, in its own unit. */
  quantity?: Quantity
}

export interface TraceQuestion {
  /** Lots that nothing is reached through. */
  exclude?: (LotRef & { after?: Time })[]
  direction: 'forward' | 'back'
  seeds: TraceSeed[]
  asKnownAt?: Time | { sequence: number }
  includePossible?: boolean
  limit?: number
  cursor?: string
  /** The lists of ends page by page, so many lots each; `endPages` says how each goes on. */
  endsLimit?: number
  /** False: only which lots can be reached. */
  quantities?: boolean
}

/** Of one list of ends: how many lots it is about, and the cursor it goes on with. */
export interface EndPage {
  lots: number
  next: string | null
}

export interface Trace {
  direction: 'forward' | 'back'
  knownAt: KnownAt
  complete: boolean
  totals: TraceTotals
  /** What the numbers asked for stand for: one vendor lot may be several of ours. */
  seeds?: { material: string; number: string; site: string }[]
  lots: TracedLot[]
  ends?: Ends
  /** `onHand` is stop and quarantine together. */
  endPages?: Record<'onHand' | 'call' | 'gone', EndPage>
  vendors?: {
    vendor: string
    vendorLot: string | null
    material: string
    number: string
    receivedAt: Time | null
    certainty: Certainty
  }[]
  openEnds: OpenEnd[]
  next: string | null
}

export interface RecallQuestion {
  seeds: TraceSeed[]
  asKnownAt?: Time | { sequence: number }
  includePossible?: boolean
  /** Lots known not to be affected: nothing is reached through them. */
  exclude?: TraceSeed[]
}

export interface RecallBalanceRow {
  id?: number
  material: string
  number: string
  unit: string
  made: Quantity
  stop: Quantity
  quarantine: Quantity
  call: Quantity
  gone: Quantity
  onward: Quantity
  unaccounted: Quantity
  percent: string | number
}

export interface RecallCustomer {
  customer: string
  name: string | null
  /** A line of text, or named parts such as email and phone. */
  contact: unknown
  lots: number
  quantity: { unit: string; quantity: Quantity }[]
  certainty: Certainty
}

export type RecallKind = 'recall' | 'drill'

export interface RecallExclusion {
  material?: string
  number: string
  reason: string
  evidence?: string
  /** Id of the event in the ledger that it rests on. */
  event?: string
}

export interface RecallRevision {
  /** A retry with the same id is the same act. */
  id?: string
  at?: Time
  site?: string
  /** As the simulation was answered: what was looked at is what is committed. */
  simulation: string
  exclusions?: RecallExclusion[]
  reason: string
  /** In the background, however small. */
  job?: boolean
}

/** Another version of a recall: further lots it starts from, and exclusions that are undone. */
export interface RecallNewVersion extends RecallRevision {
  seeds?: TraceSeed[]
  inclusions?: { material?: string; number: string; reason: string }[]
}

/** What a new version would reach, and what that is otherwise than in the frozen one. */
export interface RecallVersionTried extends RecallDifference {
  simulation: string
  lots: number
  certain: number
  possible: number
  customers: number
}

export interface RecallCommit extends RecallRevision {
  recall?: string
  kind?: RecallKind
  seeds: { material?: string; number: string; site?: string }[]
  class?: string
}

export interface RecallRecorded {
  recall?: string
  id: string
  status: string
  /** Not yet, where a job commits it. */
  sequence?: number
  job?: string
}

/** The commit of a large recall, on its way. */
export interface RecallJob {
  id: string
  site: string
  recall: string
  state: 'running' | 'done' | 'refused' | 'failed'
  phase: 'trace' | 'shipments' | 'hash' | 'commit'
  done: number
  total: number
  code: string | null
  detail: string | null
  /** The mark of now, where the scope has changed. */
  simulation: string | null
  sequence: number | null
  begunAt: Time
  changedAt: Time
}

export interface RecallListed {
  site: string
  recall: string
  kind: RecallKind
  class: string | null
  reason: string
  hold: string | null
  by: string | null
  at: Time
  version: number
  fingerprint: string
  lots: number
  certain: number
  possible: number
  customers: number
  closedAt: Time | null
  closeReason: string | null
}

export interface RecallVersion {
  version: number
  position: number
  fingerprint: string
  lots: number
  certain: number
  possible: number
  customers: number
  sequence: number
  at: Time
  by: string | null
  /** Of the event in the ledger that froze it. */
  hash: string
}

export interface RecallEntry {
  id: number | null
  material: string | null
  number: string | null
  unit: string | null
  customer: string | null
  customerName: string | null
  outcome: string | null
  quantity: Quantity | null
  detail: string | null
  evidence: string | null
  evidenceEvent: string | null
  evidenceSequence: number | null
  by: string | null
  at: Time
}

interface ReachedLot {
  id: number
  material: string
  number: string
  unit: string
}
interface CountedLots {
  count: number
  lots: ReachedLot[]
}
interface CountedShipments {
  count: number
  shipments: (ReachedLot & { customer: string; shipment: string; at: Time; quantity: Quantity })[]
}
/** Between what was looked at and what is now; the first 200 of each by name. */
export interface RecallDifference {
  same: boolean
  joined: CountedLots
  left: CountedLots
  changed: CountedLots
  shipped: CountedShipments
  unshipped: CountedShipments
}

export interface RecallCase extends RecallListed {
  /** Of its last version. */
  simulation: string
  versions: RecallVersion[]
  seeds: RecallEntry[]
  exclusions: RecallEntry[]
  /** Excluded once, and not any more. */
  inclusions: RecallEntry[]
  found: RecallEntry[]
  contacts: RecallEntry[]
  growth: RecallDifference & { simulation: string; reproduced: boolean }
}

export interface RecallSimulation {
  simulation: string
  position: number
  excluded: Lot[]
  knownAt: KnownAt
  complete: boolean
  totals: TraceTotals
  seeds: Lot[]
  lots: TracedLot[]
  next: string | null
  ends: Ends
  customers: RecallCustomer[]
  balance: RecallBalanceRow[]
  /** Null where there are too many lots to weigh one against the other. */
  balanceTotal: { percent: string | number | null; unaccountedLots: number | null }
  /** More lots than are listed: totals, customers and the mark only. */
  brief?: boolean
  openEnds: OpenEnd[]
  elapsedMs: number
}

export interface LedgerEvent {
  site: string
  sequence: number
  id: string
  type: string
  at: Time
  recordedAt: Time
  by: string | null
  workCenter: string | null
  workOrder: string | null
  run: string | null
  body: Record<string, unknown>
  hash: string
  previousHash: string
  voidedBy: number | string | null
  status: string
}

export interface LedgerPage {
  events: LedgerEvent[]
  head: { sequence: number; hash: string }
}

export interface Verification {
  ok: boolean
  sites: { site: string; sequence: number; hash: string }[]
  events: number
  difference: { site: string; sequence: number; table: string; row: string; detail: string } | null
  elapsedMs: number
  checkedAt?: Time
}

export type ExceptionState = 'open' | 'snoozed' | 'accepted' | 'reversed'

export interface LedgerException {
  site: string
  sequence: number
  /** The event and the line together name the exception. */
  event: string
  line: number
  type: string
  code: string
  detail: string
  at: Time
  recordedAt: Time
  by: string | null
  station: string | null
  workCenter: string | null
  open: boolean
  state: ExceptionState
  reason: string | null
  decidedBy: string | null
  decidedAt: Time | null
  snoozedUntil: Time | null
  lots: { id: number; material: string; number: string }[]
  /** What a person raised is about this event. */
  about: string | null
  scan: string | null
}

export interface WipTotals {
  lots: number
  waiting: number
  working: number
  blocked: number
  stuck: number
}

export interface WipOperation {
  name: string
  workCenter: string | null
  lots: number
  waiting: number
  working: number
  blocked: number
  ages: { fresh: number; ageing: number; stuck: number }
  quantities: { unit: string; quantity: Quantity }[]
  oldest: Time
}

/** Work in process as of a position of the ledger. */
export interface Wip {
  site: string
  position: number
  at: Time
  stuckAfter: number
  totals: WipTotals
  operations: WipOperation[]
}

export interface WipLot {
  lot: { id: number; material: string; number: string; kind: 'lot' | 'serial' }
  quantity: Quantity
  unit: string
  workOrder: string
  customer: string | null
  operation: { sequence: number; name: string; workCenter: string | null }
  state: 'waiting' | 'working'
  since: Time
  by: string | null
  run: string | null
  place: string
  blocked: 'held' | 'expired' | null
  stuck: boolean
}

export interface WipLots {
  total: number
  lots: WipLot[]
  next: string | null
}

export interface WipOrder {
  number: string
  lots: number
  blocked: number
  stuck: number
  oldest: Time
  operations: { sequence: number; lots: number; working: number }[]
}

export interface Unaccounted {
  material: string
  quantity: Quantity
  unit: string | null
  lot: { id: number; material: string; number: string } | null
  run: string | null
  workCenter: string | null
  workOrder: string | null
}

export interface PlaceNow {
  place: string
  isStation: boolean
  run: string | null
  operation: string | null
  workOrder: string | null
  startedAt: Time | null
  type: string
  by: string | null
  at: Time
}

export interface ShopNow extends Wip {
  dayFrom: Time
  firstPass: { unit: string | null; good: Quantity; scrap: Quantity; repeated: Quantity; reports: number; percent: string | null }
  unaccounted: Unaccounted[]
  exceptions: number
  places: PlaceNow[]
}

export interface Material {
  code: string
  description?: string | null
  unit?: string | null
  tracking?: 'lot' | 'serial' | 'none'
  precision?: 'precise' | 'approximate'
  homogeneous?: boolean
  shelfLifeDays?: number | null
  numbering?: string | null
  gtin?: string | null
  since?: unknown
}

export interface Partner {
  code: string
  name?: string | null
  roles?: string[]
  contact?: unknown
  /** In which letters are written to it. */
  language?: string | null
}

export interface Location {
  code: string
  parent?: string | null
  kind?: string | null
}

export interface WorkCenter {
  code: string
  name?: string | null
  positions?: { code: string; withdrawal?: string }[]
}

export interface Person {
  code: string
  name?: string | null
  roles?: string[]
  /** Whether there is one; what it is nobody is told. */
  badge?: boolean
  pin?: boolean
}

export interface WorkOrder {
  number: string
  material: string
  quantity: Quantity
  status?: 'open' | 'closed' | null
  customer?: string | null
  operations?: WorkOrderOperation[]
}

/** A work order with what was reported at each of its operations. */
export interface WorkOrderProgress extends WorkOrder {
  operations: (WorkOrderOperation & {
    good: Quantity
    scrap: Quantity
    lots: { id: number; material: string; number: string; unit: string; quantity: Quantity; scrap: Quantity; at: Time }[]
  })[]
  lotsComplete: boolean
}

export interface WorkOrderOperation {
  sequence: number
  name: string
  workCenter?: string | null
  report?: string
  passThrough?: boolean
  createsLot?: boolean
  components?: { material: string; per: Quantity; position?: string }[]
  characteristics?: { code: string; unit?: string; min?: Quantity; max?: Quantity; required?: boolean }[]
}

export interface RunLot {
  lot: { id?: number; material: string; number: string }
  unit?: string
  quantity: Quantity
  scrap: Quantity | null
  at: Time
}

export interface RunLoad {
  lot: { id?: number; material: string; number: string }
  unit?: string
  position: string | null
  quantity: Quantity | null
  at: Time
  until: Time | null
}

export interface Run {
  run: string
  workOrder: string | null
  operation: string | number | null
  operationName: string | null
  workCenter: string | null
  startedAt: Time
  finishedAt: Time | null
  material: string | null
  loads: RunLoad[]
  outputs: RunLot[]
  /** Lots worked on without becoming another lot. */
  lots?: RunLot[]
  people: string[]
}

interface Listed<T> {
  total: number
  first: T[]
}
/** What a correction would change; of long lists the first rows, and how many there are. */
export interface CorrectionPreview {
  refused: { code: string; detail: string; pointer?: string } | null
  lots: Listed<{ material: string; number: string; unit: string; before: Quantity; after: Quantity }>
  links: Listed<{ parent: PreviewLot; child: PreviewLot; before: PreviewBounds | null; after: PreviewBounds | null }>
  held: Listed<PreviewLot>
  freed: Listed<PreviewLot>
  shipments: Listed<{ material: string; number: string; unit: string; shipment: string; before: Quantity; after: Quantity }>
  downstream: { lots: number; shipped: Listed<{ material: string; number: string; shipment: string; customer: string }> }
}
interface PreviewLot {
  material: string
  number: string
}
interface PreviewBounds {
  min: number | null
  expected: number | null
  max: number | null
}

export interface Hold {
  hold: string
  reason: string
  case: string | null
  direction: 'none' | 'forward'
  by: string | null
  at: Time
  releasedAt: Time | null
  lots: { id?: number; material: string; number: string }[]
  /** How many lots it holds now, with all that was made from them. */
  reached?: number
}

export interface Shipment {
  shipment: string
  customer: string
  customerName?: string | null
  at: Time
  order?: string | null
  lotCount?: number
  lots?: { material: string; number: string; quantity: Quantity }[]
}

export interface Story {
  title: string
  search: string
  material: string
  number: string
  text: string
  page?: 'recall' | 'trace' | 'lot'
}

export interface DemoState {
  loaded: boolean
  loading: boolean
  done: number
  total: number
  error?: string | null
}

export interface Home {
  site: string
  lots: number
  held: number
  openRuns: number
  openOrders: number
  exceptions: number
  events: number
  lastEventAt: Time | null
  chain: { ok: boolean | null; sequence: number; checkedAt: Time | null }
  demo: DemoState
  empty: boolean
  /** Of the kinds of event that set a plant going, those it has recorded. */
  begun: string[]
  story: Story[]
}

export interface Session {
  name: string
  role: string
  person: string | null
}

export interface AccessToken {
  name: string
  role: string
  expiresAt: Time | null
  revoked: boolean
  since: Time | null
}

export interface SiteSummary {
  site: string
  events: number
  lots: number
}

export interface CaptureEvent {
  id: string
  type: string
  at: Time
  site?: string
  [field: string]: unknown
}

export interface CaptureResult {
  id: string
  status: 'recorded' | 'duplicate' | 'refused' | 'exception'
  sequence: number | null
  lots?: { material: string; number: string; id?: number }[]
  container?: string
  code?: string
  detail?: string
  pointer?: string
}

/** One event of an EPCIS file, or one row of a table, and what became of it. */
export interface ImportedRow {
  index: number
  sheet?: string
  id: string | null
  status: 'imported' | 'duplicate' | 'exception' | 'refused'
  events: number
  sequence?: number
  code?: string
  detail?: string
  pointer?: string
  column?: string
}

export interface ImportSummary {
  format: 'epcis' | 'csv' | 'xlsx' | 'unknown'
  rows: ImportedRow[]
  imported: number
  duplicates: number
  exceptions: number
  refused: number
  /** The refused rows of a table as CSV with the reason in a column `error`. */
  rejects?: string
  /** Nothing was kept. */
  dryRun?: boolean
  /** Of a dry run: rows about which the ledger is asked only when they are imported. */
  unchecked?: number
}

export interface Rebuilt {
  events: number
  elapsedMs?: number
}

export interface Health {
  status: string
  version: string
}

/** What the server runs on. */
export interface SystemState {
  version: string
  node: string
  store: { kind: 'embedded' | 'external'; version: string }
  dataDirectory?: string | null
  /** The genealogy in memory. */
  engine?: { links: number; bytes: number; bytesPerLink: number }
}

export interface NewToken {
  name: string
  role: string
  token: string
  expiresAt: Time | null
}

/** How far an order or one of its lines is: over and short are what somebody must see. */
export type Standing = 'open' | 'partly' | 'complete' | 'over' | 'short'

export interface PurchaseOrderLine {
  line: number
  material: string
  description: string | null
  /** As it was ordered. */
  quantity: Quantity
  unit?: string
  due?: string
  vendorMaterial?: string
  /** The material's own unit, in which everything below is said. */
  stockUnit: string
  tracking: 'lot' | 'serial' | 'none'
  ordered: Quantity
  received: Quantity
  open: Quantity
  over: Quantity
  standing: Standing
  lastAt: Time | null
}

export interface PurchaseOrder {
  site: string
  number: string
  vendor: string
  vendorName: string | null
  status: 'open' | 'closed'
  standing: Standing
  lines: PurchaseOrderLine[]
}

export interface PurchaseOrderPage extends PurchaseOrder {
  receipts: {
    id: string
    at: Time
    by: string | null
    line: number | null
    lot: number
    material: string
    number: string
    unit: string
    vendorLot: string | null
    quantity: Quantity
  }[]
  receiptsComplete: boolean
}

export interface SalesOrder {
  site: string
  number: string
  customer: string
  customerName: string | null
  status: 'open' | 'closed'
  complete: boolean
  standing: Standing
  lines: SalesOrderLine[]
  shipments: { shipment: string; at: Time }[]
  /** Shipments made ready for it that have not left. */
  planned: string[]
  nextShipment: string
}

export interface SalesOrderLine {
  line: number
  material: string
  description: string | null
  /** The material's own unit. */
  unit: string
  customerMaterial?: string
  due?: string
  ordered: Quantity
  shipped: Quantity
  open: Quantity
}

export interface PlannedShipment {
  site: string
  number: string
  customer: string
  customerName: string | null
  order: string | null
  due: string | null
  status: 'open' | 'cancelled'
  /** Lots in it. */
  loaded: number
}

export interface ShipmentPage extends Omit<PlannedShipment, 'status' | 'loaded'> {
  status: 'open' | 'cancelled' | 'left'
  at: Time | null
  complete: boolean
  lines: (SalesOrderLine & { loaded: Quantity })[]
  /** More than all lines of the material ask for. */
  beyond: { material: string; quantity: Quantity }[]
  containers: { container: string; parent: string; printed: number; isSscc: boolean }[]
  contents: { container: string; lot: number; material: string; number: string; unit: string; quantity: Quantity; held: boolean }[]
}

export interface SiteSettings {
  site: string
  gs1CompanyPrefix: string | null
  ssccExtension: number
  variancePercent: string | null
  shifts: { code: string; from: string }[] | null
  timeZone: string | null
  signatures: SignaturePolicy[] | null
  returns: { quarantine: boolean; location?: string } | null
  drills: { nightly: number; at: string; of: 'raw' | 'finished' | 'any'; minutesMax?: number; percentMin?: number } | null
  machineValues: MachineValues | null
}

/** The broker that machines send their values to, and what each topic is. */
export interface MachineValues {
  broker: string
  clientId?: string
  listen?: string
  topics: { topic: string; workCenter?: string; station?: string; characteristic?: string; unit?: string }[]
}

/** Events of this type are signed: by so many people, of this role, with this meaning. */
export interface SignaturePolicy {
  type: string
  role?: string
  meaning?: string
  count?: number
}

/** What a document may be attached to: one of these. */
export type DocumentTarget =
  | { lot: { material: string; number: string } }
  | { receipt: string }
  | { run: string }
  | { partner: string }
  | { material: string }
  | { shipment: string }
  | { purchaseOrder: string }
  | { complaint: string }

export interface StoredDocument {
  document: string
  mediaType: string
  size: number
}

export interface AttachedDocument extends StoredDocument {
  /** The event that attached it: what a correction names. */
  event: string
  name: string
  kind: string
  target: string
  code: string
  at: Time
  by: string | null
}

/** An event as the answer to a question names it. */
export interface AskedEvent {
  site: string
  sequence: number
  id: string
  type: string
  at: Time
  recordedAt: Time
  by: string | null
  station: string | null
  workCenter: string | null
  workOrder: string | null
  operation: number | null
  run: string | null
  corrects: boolean
}

export interface AskedLot {
  id: number
  site: string
  material: string
  number: string
  kind: LotKind
  unit: string
  description: string | null
}

export interface ProofQuestion {
  direction: 'forward' | 'back'
  seeds: TraceSeed[]
  lot: LotRef
  asKnownAt?: Time | { sequence: number }
}

export interface ProofStep {
  from: AskedLot
  into: AskedLot
  certainty: Certainty
  quantity: Bounds | null
  how: string
  flowedFrom: Time | null
  flowedUntil: Time | null
  removedAt: Time | null
  reached: { certainty: Certainty; affected: Bounds } | null
  events: AskedEvent[]
  saidBy: AskedEvent | null
}

/** Why a lot is in a trace; without steps it is the seed itself, or not in it. */
export interface Proof {
  direction: 'forward' | 'back'
  knownAt: KnownAt
  seeds: AskedLot[]
  lot: AskedLot
  reached: boolean
  isSeed: boolean
  certainty: Certainty | null
  affected: Bounds | null
  steps: ProofStep[]
  between: { lots: number; links: number } | null
  wouldTakeItOut: {
    alone: { event: AskedEvent; sentence: string }[]
    times: { event: AskedEvent; way: 'later' | 'earlier'; than: Time; sentence: string }[]
    together: { events: AskedEvent[]; isSmallest: boolean; sentence: string } | null
  } | null
}

export interface DifferenceQuestion {
  direction: 'forward' | 'back'
  seeds: TraceSeed[]
  from: Time | { sequence: number }
  /** Left out: now. */
  to?: Time | { sequence: number }
  includePossible?: boolean
}

interface KnownStanding {
  certainty: Certainty
  affected: Bounds
}

export interface ChangedLot {
  id: number
  site: string
  material: string
  number: string
  kind: LotKind
  unit: string
  before: KnownStanding | null
  after: KnownStanding | null
  what: ('certainty' | 'quantity')[]
  /** The lot the change came from, where nothing was recorded about this one. */
  through: { id: number; material: string; number: string } | null
  /** Sequences of the events that did it. */
  events: number[]
}

/** A trace as it was known, as it is known later, and what made the difference. */
export interface Difference {
  direction: 'forward' | 'back'
  from: KnownAt & { totals: TraceTotals }
  to: KnownAt & { totals: TraceTotals }
  seeds: { material: string; number: string; site: string }[]
  totals: { added: number; gone: number; changed: number }
  added: ChangedLot[]
  gone: ChangedLot[]
  changed: ChangedLot[]
  events: AskedEvent[]
}

export interface PictureQuestion {
  direction: 'forward' | 'back' | 'both'
  seeds: TraceSeed[]
  asKnownAt?: Time | { sequence: number }
  includePossible?: boolean
  /** Keys of nodes that are to be drawn lot by lot. */
  open?: string[]
}

/** Lots that are drawn as one. Where `kind` is `others` there was no room for more, and nothing is said of them but how many they are. */
export interface PictureNode {
  key: string
  /** Links on the longest chain from the seeds, back to the left of them; the row counts within the column. */
  column: number
  row: number
  kind: 'lot' | 'serial' | 'vendorLot' | 'others'
  /** Where it is a single one. */
  lot: number | null
  lots: number
  certain: number
  expandable: boolean
  site?: string
  material?: string
  description?: string | null
  operation?: string | null
  workCenter?: string | null
  standing?: 'normal' | 'suspect' | 'accepted' | 'transferred'
  left?: boolean
  first?: string
  last?: string
  onHand?: Quantity
  unit?: string
}

export interface PictureLink {
  from: string
  to: string
  links: number
  certain: number
}

/** A trace as a picture that stays readable, however large it is. */
export interface TracePicture {
  knownAt: KnownAt
  seeds: { id: number; material: string; number: string; site: string }[]
  totals: Partial<Record<'forward' | 'back', TraceTotals>>
  /** So many lots that they are only counted: nodes of several say neither what is left of them nor where they were made. */
  counted: boolean
  shown: { nodes: number; lots: number; of: number }
  nodes: PictureNode[]
  links: PictureLink[]
}

/** Lots by circumstance: all that is stated must hold. */
export interface SeedQuestion {
  site?: string
  material?: string
  operation?: string
  workCenter?: string
  workOrder?: string
  run?: string
  by?: string
  from?: Time
  until?: Time
  vendor?: string
  purchaseOrder?: string
  container?: string
  document?: string
  characteristic?: string
  outOfRange?: boolean
  above?: string
  below?: string
}

export interface SeedLot extends AskedLot {
  vendor: string | null
  vendorLot: string | null
  workOrder: string | null
  /** Sequences of the events that match. */
  events: number[]
}

export interface SeedAnswer {
  totals: { lots: number }
  lots: SeedLot[]
  events: AskedEvent[]
}

export type FactorKind =
  | 'lot'
  | 'load'
  | 'vendorLot'
  | 'vendor'
  | 'material'
  | 'revision'
  | 'operation'
  | 'workCenter'
  | 'window'
  | 'person'
  | 'shift'
  | 'station'
  | 'run'
  | 'workOrder'

export interface FactorQuestion {
  site?: string
  failed: TraceSeed[]
  /** Left out: lots of the same materials from the same time. */
  good?: TraceSeed[]
  from?: Time
  until?: Time
  kinds?: FactorKind[]
  goodLimit?: number
  limit?: number
}

export interface FactorCount {
  certain: number
  possible: number
  of: number
}

export interface CommonFactor {
  kind: FactorKind
  name: string
  code: string | null
  lot: (AskedLot & { vendor: string | null; vendorLot: string | null }) | null
  /** The load, where it is one. */
  event: AskedEvent | null
  window: { from: Time; until: Time } | null
  failed: FactorCount
  good: FactorCount
  /** How many times as often as on average those failed that have it. */
  lift: number | null
  /** Fisher's exact test, one-sided; of a stretch of time, times the stretches there are. */
  p: number
  pCertain: number
  /** The share of false alarms among all that are at least as unlikely. */
  falseAlarms: number
}

export interface CommonFactors {
  knownAt: KnownAt
  failed: { compared: number; unknown: string[] }
  good: {
    compared: number
    unknown: string[]
    alsoFailed: number
    period: { from: Time; until: Time } | null
    isSample: boolean
  }
  totals: { factors: number; tested: number; origins: number }
  factors: CommonFactor[]
}

export interface ComparisonQuestion {
  site?: string
  lots: [TraceSeed, TraceSeed]
}

export interface ComparisonCell {
  text: string
  lot?: { id: number; material: string; number: string; kind: LotKind }
  certainty?: Certainty
  isOutOfRange?: boolean
}

export interface ComparisonRow {
  group: 'identity' | 'components' | 'making' | 'values' | 'times'
  what: string
  left: ComparisonCell[]
  right: ComparisonCell[]
  isSame: boolean
}

/** Two lots side by side. */
export interface Comparison {
  knownAt: KnownAt
  lots: [AskedLot, AskedLot]
  totals: { same: number; different: number }
  rows: ComparisonRow[]
}

/** Something in the genealogy that cannot be, or that stops without a reason. */
export interface GenealogyFinding {
  detail: string
  lot: { id: number; site: string; material: string; number: string; kind: LotKind } | null
  other: { id: number; site: string; material: string; number: string; kind: LotKind } | null
  run: string | null
  at: Time | null
  event: AskedEvent | null
}

export interface GenealogyCheck {
  check: string
  title: string
  ok: boolean
  /** There is more of it than is listed. */
  isCut: boolean
  remedy: { text: string; opens: 'event' | 'run'; event: string }
  findings: GenealogyFinding[]
}

export interface GenealogyDoctor {
  site: string
  ok: boolean
  checks: GenealogyCheck[]
}

export interface ExposedLot {
  id: number
  site: string
  material: string
  number: string
  vendor: string | null
  vendorLot: string | null
  lots: number
  certain: number
  possible: number
  /** Of the lots nothing was made of any more, the most that can contain it. */
  affected: { unit: string; max: string }[]
}

/** Made precisely, made approximately, or a position used up in the order it was loaded. */
export type SettingChange = 'precise' | 'approximate' | 'sequential'

export interface ExposureSetting {
  kind: SettingChange
  material: string
  /** Of a position: where it is. */
  workCenter: string | null
  position: string | null
  change: string
  /** Lots that would be several, or one with others; of a position, draws that would be told apart. */
  inferredLots: number
  /** The price: so many more lots; below 0, so many less. */
  extraLots: number
  /** And so many more scans, to say that a lot is used up. */
  extraScans: number
  mean: { now: string; otherwise: string }
  worst: { now: string; otherwise: string }
  /** The share by which the mean recall would be smaller; below 0 it would be larger. */
  shrinks: number | null
}

/** How large a recall of each raw lot would be; the largest first. */
export interface Exposure {
  knownAt: KnownAt
  raw: { lots: number; isCut: boolean }
  unit: string | null
  worst: ExposedLot | null
  mean: { lots: number; affected: string } | null
  lots: ExposedLot[]
  settings: ExposureSetting[]
}
