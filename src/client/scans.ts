/** Scans: what a text means, the log of scans, learned labels, scanner profiles. */

import type { ResolvedScan } from '../answers/index.ts'
import type { Expected } from '../symbols/index.ts'
import type { ScannerProfile } from '../symbols/profile.ts'
import type { Transport } from './transport.ts'

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
