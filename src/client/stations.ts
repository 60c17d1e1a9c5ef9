import type { Message } from '../words/index.ts'
import type { Time } from './shapes.ts'
import type { Transport } from './transport.ts'

/** What a station sends for every scan and every touch, and what it is answered. The context is the server's; only what is named here is read. */
export interface StationScan {
  id: string
  text: string
  at: Time
  /** What the station's clock says as it sends. */
  sentAt: Time
  /** How far its clock was ahead of the server's as it scanned, where it had heard of the server. */
  skewMs?: number
  sequence: number
  context: StationContext | null
  offline?: boolean
  via: 'scan' | 'touch' | 'camera'
}

export interface StationContext {
  people: StationPerson[]
  latched: boolean
  stop?: { message: Message; advice: Message | null; refused: number } | null
  reports?: StationReport[]
}

export interface StationPerson {
  code: string
  name: string
  language?: string | null
  /** The end of the shift, at which the station signs people out. */
  until?: string
}

/** One of the last five. */
export interface StationReport {
  events: string[]
  at: Time
  by: string | null
  title: string
  /** The same for a reader of another language. */
  message?: Message
  undone: boolean
  /** The receipt among its events, which photos are attached to. */
  receipt?: string
}

/** A photo taken at the station, on its way to the receipt it belongs to. */
export interface StationPhoto {
  id: string
  receipt: string
  kind: 'photo' | 'certificate'
  name: string
  at: Time
  by?: string
}

export type StationOutcome = 'done' | 'attention' | 'stop' | 'ignored'

export interface StationAnswer {
  scan: string
  outcome: StationOutcome
  message: Message
  advice: Message | null
  next: Message
  context: StationContext
  card: StationCard | null
  question: StationQuestion | null
  recorded: { id: string; type: string; sequence: number; lots: { material: string; number: string }[] }[]
  undo: string | null
  prints: { job: string; printer: string | null; label: string }[]
}

export interface StationCard {
  title: string
  lines: { label: Message; value: string }[]
  components?: { material: string; number: string | null; state: 'missing' | 'scanned' }[]
}

export interface StationQuestion {
  message: Message
  answers: { text: string; label: Message; primary?: boolean }[]
  input: StationInput | null
  /** Values that are asked for together: this one and the others. */
  fields?: StationField[]
}

export interface StationField {
  name: string
  /** The lot it is of, where others are asked for theirs. */
  of: string | null
  limits: string
  entered: Message[]
  /** How many there are of how many, where it is more than one. */
  count: string | null
  state: 'open' | 'asked' | 'entered'
  /** Sent to enter it anew. */
  change: string | null
}

export interface StationInput {
  kind: 'quantity' | 'text' | 'number' | 'choice' | 'date' | 'secret' | 'photo' | 'file'
  unit?: string
  min?: string
  max?: string
  remaining?: string
  proposal?: string
  choices?: string[]
  prefix: string
}

export interface StationPolicies {
  badge?: 'required' | 'optional'
  holdListMinutes?: number
  staleHolds?: 'warn' | 'stop'
  undoMinutes?: number
  [name: string]: unknown
}

export interface Station {
  code: string
  name: string
  site?: string
  workCenter?: string | null
  job: 'report' | 'assemble' | 'receive' | 'ship'
  badges: 'sticky' | 'per-transaction' | 'crew'
  printer?: string | null
  location?: string | null
  language?: string | null
  idleMinutes?: number | null
  /** All of them, with what holds where the record says nothing. */
  policies: StationPolicies
}

/** One station of the list: its record, and whether a device answers for it. */
export interface StationEntry extends Station {
  /** What its record says itself. */
  stated: StationPolicies
  lastHeardAt: Time | null
  skewMs: number | null
  people: string[] | null
  devices: number
}

export interface StationState {
  station: Station
  now: Time
  next?: Message
}

export interface HeldList {
  at: Time
  held: { material: string; number: string; identifiers?: string[] }[]
}

export interface Enrolment {
  station: string
  code: string
  expiresAt: Time
}

const path = (code: string): string => `/api/v1/stations/${encodeURIComponent(code)}`

export function stations(door: Transport) {
  return {
    stations: (query: { site?: string } = {}) =>
      door.json<{ stations: StationEntry[]; policies: StationPolicies }>({ path: '/api/v1/stations', query }),
    station: (code: string, signal?: AbortSignal) => door.json<StationState>({ path: path(code), ...(signal ? { signal } : {}) }),
    enrolStation: ({ code, site }: { code: string; site?: string }) =>
      door.json<Enrolment>({ method: 'POST', path: `${path(code)}/enrolments`, query: { site }, body: {} }),
    revokeStation: ({ code, site }: { code: string; site?: string }) =>
      door.json<{ revoked: number }>({ method: 'DELETE', path: `${path(code)}/enrolments`, query: { site } }),
    redeemEnrolment: (code: string) =>
      door.json<{ site: string; token: string; station: string }>({ method: 'POST', path: '/api/v1/enrolments', body: { code } }),
    heldAtStation: (code: string, signal?: AbortSignal) =>
      door.json<HeldList>({ path: `${path(code)}/held`, ...(signal ? { signal } : {}) }),
    attachAtStation: (code: string, photo: StationPhoto, content: Uint8Array<ArrayBuffer>) =>
      door.json<{ document: string; status: string }>({
        method: 'POST',
        path: `${path(code)}/photos`,
        query: { ...photo },
        raw: { type: 'application/octet-stream', content },
      }),
    keepAtStation: (code: string, file: { kind: 'photo' | 'file'; name: string; sha256: string }, content: Uint8Array<ArrayBuffer>) =>
      door.json<{ document: string }>({
        method: 'POST',
        path: `${path(code)}/files`,
        query: file,
        raw: { type: 'application/octet-stream', content },
      }),
    scanAtStation: (code: string, scan: StationScan, signal?: AbortSignal) =>
      door.json<StationAnswer>({ method: 'POST', path: `${path(code)}/scans`, body: scan, ...(signal ? { signal } : {}) }),
  }
}
