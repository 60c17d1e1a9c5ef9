/** What the API is asked: the shapes of queries and bodies. What it answers stands in src/answers. */
import type { FactorKind, Moment, Quantity, RecallKind, Severity, Time, VarianceBy } from '../answers/index.ts'

export interface LotRef {
  material?: string
  number: string
  site?: string
}

export interface Page<T> {
  rows: T[]
  next: string | null
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

export interface RecallQuestion {
  seeds: TraceSeed[]
  asKnownAt?: Time | { sequence: number }
  includePossible?: boolean
  /** Lots known not to be affected: nothing is reached through them. */
  exclude?: TraceSeed[]
}

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

export interface RecallCommit extends RecallRevision {
  recall?: string
  kind?: RecallKind
  seeds: { material?: string; number: string; site?: string }[]
  class?: string
}

export interface CaptureEvent {
  id: string
  type: string
  at: Time
  site?: string
  [field: string]: unknown
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

export interface ProofQuestion {
  direction: 'forward' | 'back'
  seeds: TraceSeed[]
  lot: LotRef
  asKnownAt?: Time | { sequence: number }
}

export interface DifferenceQuestion {
  direction: 'forward' | 'back'
  seeds: TraceSeed[]
  from: Time | { sequence: number }
  /** Left out: now. */
  to?: Time | { sequence: number }
  includePossible?: boolean
}

export interface PictureQuestion {
  direction: 'forward' | 'back' | 'both'
  seeds: TraceSeed[]
  asKnownAt?: Time | { sequence: number }
  includePossible?: boolean
  /** Keys of nodes that are to be drawn lot by lot. */
  open?: string[]
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

export interface ComparisonQuestion {
  site?: string
  lots: [TraceSeed, TraceSeed]
}

export interface NewComplaint {
  /** The same again is a retry. */
  id?: string
  site?: string
  number?: string
  customer: string
  severity?: Severity
  text: string
  said?: string
  reference?: string
  shipment?: string
  container?: string
  lots?: { lot: { material?: string; number: string } }[]
}

export interface PrintWish {
  site?: string
  labels: ({ lot: number | { material?: string; number: string } } | { container: string } | { location: string } | { command: string })[]
  printer?: string
  template?: string
  copies?: number
  reason?: string
}

/** What is asked for of a report before it is made. */
export interface AskedQuestion {
  site?: string
  at: Moment
  material?: string
  workOrder?: string
  operation?: number
  workCenter?: string
  quantity?: string
  run?: string
}

/** Who proves himself: person code or badge, and PIN. */
export interface Signer {
  person: string
  pin: string
  meaning: string
}

export interface VarianceQuery {
  by?: VarianceBy | undefined
  site?: string | undefined
  from?: string | undefined
  to?: string | undefined
  material?: string | undefined
  workCenter?: string | undefined
  workOrder?: string | undefined
  run?: string | undefined
  lot?: string | undefined
  key?: string | undefined
  limit?: number
  cursor?: string
}
