import { inEnglish, type Words } from '../../app/words.tsx'
import { decimal } from '../../parts/amount.tsx'

/** As long as it was, in words of its size: 4.2 s, 12 min 05 s, 3 h 04 min. */
export function durationText(ms: number | null, { t, mark }: Words = inEnglish): string {
  if (ms === null) return '–'
  if (ms < 60_000) return t('drill.seconds', { seconds: decimal((ms / 1000).toFixed(1), mark) })
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return t('drill.minutes', { minutes: Math.floor(seconds / 60), seconds: two(seconds % 60) })
  const minutes = Math.round(seconds / 60)
  return t('drill.hours', { hours: Math.floor(minutes / 60), minutes: two(minutes % 60) })
}

const two = (value: number): string => String(value).padStart(2, '0')

/** A running clock: 0:04, 12:05, 3:04:11. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}
