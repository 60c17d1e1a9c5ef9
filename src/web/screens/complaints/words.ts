import type { ComplaintListed, Finding, Severity } from '../../../client/index.ts'

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = { minor: 'Minor', major: 'Major', critical: 'Critical' }
export const FINDING_WORDS: Readonly<Record<Finding, string>> = {
  confirmed: 'confirmed',
  'not-confirmed': 'not confirmed',
  'not-ours': 'not ours',
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long it took to answer, or how long it has been waiting. */
export function clockOf(
  { openedAt, answeredAt, closedAt }: Pick<ComplaintListed, 'openedAt' | 'answeredAt' | 'closedAt'>,
  now: number,
): string {
  const end = answeredAt ?? closedAt
  const span = Math.max(0, (end === null ? now : new Date(end).getTime()) - new Date(openedAt).getTime())
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min`
  if (span < 3 * DAY) return `${Math.floor(span / HOUR)} h ${Math.floor((span % HOUR) / MINUTE)} min`
  return `${Math.floor(span / DAY)} days`
}
