import type { ComplaintListed, Finding, Severity } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import type { Words } from '../../app/words.tsx'

export const SEVERITIES = [
  { value: 'minor', label: 'complaint.minor' },
  { value: 'major', label: 'complaint.major' },
  { value: 'critical', label: 'complaint.critical' },
] as const satisfies readonly { value: Severity; label: OfficeKey }[]
export const FINDINGS = [
  { value: 'confirmed', label: 'complaint.confirmed' },
  { value: 'not-confirmed', label: 'complaint.not-confirmed' },
  { value: 'not-ours', label: 'complaint.not-ours' },
] as const satisfies readonly { value: Finding; label: OfficeKey }[]

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long it took to answer, or how long it has been waiting. */
export function clockOf(
  { openedAt, answeredAt, closedAt }: Pick<ComplaintListed, 'openedAt' | 'answeredAt' | 'closedAt'>,
  now: number,
  { t }: Words,
): string {
  const end = answeredAt ?? closedAt
  const span = Math.max(0, (end === null ? now : new Date(end).getTime()) - new Date(openedAt).getTime())
  if (span < HOUR) return t('span.minutes', { count: Math.floor(span / MINUTE) })
  if (span < 3 * DAY) return t('complaint.hours', { hours: Math.floor(span / HOUR), minutes: Math.floor((span % HOUR) / MINUTE) })
  return t('span.days', { count: Math.floor(span / DAY) })
}
