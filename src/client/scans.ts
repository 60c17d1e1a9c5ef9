/** Scans: what a text means, the log of scans, learned labels, scanner profiles. */
import type { Expected, ScanFacts, ScanReading } from '../symbols/index.ts'
import type { ScannerProfile } from '../symbols/profile.ts'
import type { Lot } from './shapes.ts'
import type { Transport } from './transport.ts'

export type FoundKind =
  | 'lot'
  | 'serial'
  | 'container'
  | 'workOrder'
  | 'purchaseOrder'
  | 'salesOrder'
  | 'location'
  | 'workCenter'
  | 'shipment'
  | 'station'
  | 'printer'
  | 'material'
  | 'person'

export interface FoundRecord {
  kind: FoundKind
  site: string
  code: string
  by: string
  possible: boolean
  why: string | null
  name: string | null
  lot: Lot | null
  language?: string
}

export interface ScanMeaning {
  kind: FoundKind | 'command' | 'vendorLot' | 'gtin' | 'gtin+lot' | 'sscc' | 'label' | 'vendorLabel' | 'ambiguous' | 'unknown'
  picked: FoundRecord | null
  found: FoundRecord[]
  facts: ScanFacts
  material: { site: string; code: string; description: string | null } | null
  command: { word: string; quantity: string | null; reason: string | null } | null
  pattern: string | null
}

/** `means` is empty where the text could not be read, or where there is no store to look into. */
export type ResolvedScan = ScanReading & { means: ScanMeaning | Record<string, never> }

export interface ScanQuestion {
  texts: string[]
  context?: { site?: string; materials?: string[]; vendor?: string; expected?: Expected[]; receiving?: boolean }
  station?: string
  device?: string
}

export const scans = (door: Transport) => ({
  /** What each text says and means, in their order. */
  readScans: async (question: ScanQuestion): Promise<ResolvedScan[]> =>
    (await door.json<{ readings: ResolvedScan[] }>({ method: 'POST', path: '/api/v1/scans/read', body: question })).readings,
  /** How the scanners on record type; one with a station's code is that station's. */
  scannerProfiles: async (query: { site?: string } = {}) =>
    (await door.json<{ profiles: (ScannerProfile & { site: string; code: string })[] }>({ path: '/api/v1/scanner-profiles', query }))
      .profiles,
})
