import type {
  AskedList,
  Enrolment,
  HeldList,
  StationAnswer,
  StationContext,
  StationEntry,
  StationPolicies,
  StationState,
  StuckLabel,
  Time,
} from '../answers/index.ts'
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
  /** What was asked at the station while the server was away, by the names of the list of what is asked. */
  entered?: Readonly<Record<string, string>>
  /** Cancelled before it was sent. */
  withdrawn?: boolean
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
    /** `known`: the version that was answered last, then only what has changed is told. */
    heldAtStation: (code: string, known?: string, signal?: AbortSignal) =>
      door.json<HeldList>({ path: `${path(code)}/held`, query: { known }, ...(signal ? { signal } : {}) }),
    askedAtStation: (code: string, known?: string, signal?: AbortSignal) =>
      door.json<AskedList>({ path: `${path(code)}/asked`, query: { known }, ...(signal ? { signal } : {}) }),
    printAgainAtStation: (code: string, job: string, printer?: string) =>
      door.json<{ labels: StuckLabel[] }>({
        method: 'POST',
        path: `${path(code)}/labels/${encodeURIComponent(job)}`,
        body: printer === undefined ? {} : { printer },
      }),
    dropLabelAtStation: (code: string, job: string) =>
      door.json<{ labels: StuckLabel[] }>({ method: 'DELETE', path: `${path(code)}/labels/${encodeURIComponent(job)}` }),
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
