/** Label patterns and scanner profiles as they stand now. */
import type { ScanFacts } from '../../symbols/index.ts'
import type { ScannerProfile } from '../../symbols/profile.ts'
import type { Services } from '../route.ts'
import type { ScanContext } from './means.ts'
import { derive, type LabelPattern, readPattern } from './patterns.ts'
import { statedRecords } from './queries.ts'

export interface StatedPattern extends LabelPattern {
  site: string
  code: string
  active: boolean
}

export interface Match {
  code: string
  facts: ScanFacts
}

export async function labelPatterns({ pool }: Services, site: string | undefined): Promise<StatedPattern[]> {
  const rows = await statedRecords(pool, 'labelPattern', site ?? null)
  return rows.map(({ site, code, body }) => {
    // The body was checked by the schema when it was recorded.
    const { vendor, example, pieces, active } = body as LabelPattern & { active: boolean }
    return { site, code, vendor, example, pieces, active }
  })
}

export async function scannerProfiles(
  { pool }: Services,
  site: string | undefined,
): Promise<(ScannerProfile & { site: string; code: string })[]> {
  const rows = await statedRecords(pool, 'scannerProfile', site ?? null)
  return rows.map(({ site, code, body }) => {
    const { type: _, ...profile } = body as ScannerProfile & { type: string }
    return { ...profile, site, code }
  })
}

/** The patterns that read this text; where the vendor is known, only that vendor's. */
export async function matchedPatterns(services: Services, text: string, { site, vendor }: ScanContext): Promise<Match[]> {
  const year = new Date(services.now()).getUTCFullYear()
  const patterns = await labelPatterns(services, site)
  return patterns
    .filter(pattern => pattern.active && (vendor === undefined || pattern.vendor === vendor))
    .flatMap(pattern => {
      const facts = readPattern(derive(pattern), { text, vendor: pattern.vendor, year })
      return facts ? [{ code: pattern.code, facts }] : []
    })
}
