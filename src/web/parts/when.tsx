import { useEffect, useState } from 'react'
import type { OfficeKey } from '../../words/office.ts'
import { inEnglish, useWords, type Words } from '../app/words.tsx'

/** Relative where people act, absolute with zone on hover; `exact` turns it round for places that prove something. */
export function When({ at, exact = false }: { at: string | null | undefined; exact?: boolean }) {
  const now = useMinute(at)
  const words = useWords()
  if (!at) return <span className="quiet">–</span>
  const absolute = absoluteTime(at, false, words)
  const relative = relativeTime(at, now, words)
  return (
    <time className="num" dateTime={at} title={exact ? relative : absolute}>
      {exact ? absolute : relative}
    </time>
  )
}

/** The day that was promised, stated or due: a date is what people agree on. */
export function Day({ at }: { at: string }) {
  const words = useWords()
  return (
    <time className="num nowrap" dateTime={at} title={absoluteTime(at, false, words)}>
      {day(at, words)}
    </time>
  )
}

const DAY = { year: 'numeric', month: 'short', day: '2-digit' } as const
const MINUTE = { hour: '2-digit', minute: '2-digit' } as const
const FORMATS = {
  day: DAY,
  statedDay: { ...DAY, timeZone: 'UTC' },
  clock: MINUTE,
  time: { ...DAY, ...MINUTE, timeZoneName: 'short' },
  seconds: { ...DAY, ...MINUTE, second: '2-digit', timeZoneName: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

/** A format costs more to make than to use. */
const made = new Map<string, Intl.DateTimeFormat>()

function formatOf(name: keyof typeof FORMATS, { locale }: Words): Intl.DateTimeFormat {
  const key = `${locale} ${name}`
  const format = made.get(key) ?? new Intl.DateTimeFormat(locale, { ...FORMATS[name], ...dayIn(locale, name) })
  made.set(key, format)
  return format
}

/** Where the month is a number as well, both have two digits or none: 2026年3月4日, and not 3月04日. */
const dayIn = (locale: string, name: keyof typeof FORMATS): Intl.DateTimeFormatOptions =>
  locale.startsWith('zh') && name !== 'clock' ? { day: 'numeric' } : {}

export function absoluteTime(at: string, seconds = false, words: Words = inEnglish): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return at
  return formatOf(seconds ? 'seconds' : 'time', words).format(date)
}

export function day(at: string, words: Words = inEnglish): string {
  return formatOf('day', words).format(new Date(at))
}

/** A day that was stated as a day, the same wherever it is read. */
export function statedDay(text: string, words: Words): string {
  const date = new Date(`${text.slice(0, 10)}T00:00:00Z`)
  return Number.isNaN(date.getTime()) ? text : formatOf('statedDay', words).format(date)
}

/** Hours and minutes, as on a clock. */
export function clock(at: number, words: Words): string {
  return formatOf('clock', words).format(at)
}

const minute = 60_000
const hour = 60 * minute
const dayLength = 24 * hour

function relativeTime(at: string, now: number, words: Words): string {
  const gap = now - new Date(at).getTime()
  if (Number.isNaN(gap)) return at
  const size = Math.abs(gap)
  const isPast = gap >= 0
  const said = (past: OfficeKey, future: OfficeKey, length: number) => words.t(isPast ? past : future, { count: Math.round(size / length) })
  if (size < minute) return words.t(isPast ? 'when.just-now' : 'when.in-a-moment')
  if (size < hour) return said('when.minutes-ago', 'when.in-minutes', minute)
  if (size < 36 * hour) return said('when.hours-ago', 'when.in-hours', hour)
  if (size < 21 * dayLength) return said('when.days-ago', 'when.in-days', dayLength)
  return day(at, words)
}

/** The minute, and the moment itself for what seems to be yet to come: it may have been recorded since the last one. */
function useMinute(at: string | null | undefined): number {
  const [now, setNow] = useState(() => Date.now())
  const isAhead = at !== null && at !== undefined && Date.parse(at) > now
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), minute)
    return () => clearInterval(timer)
  }, [])
  useEffect(() => {
    const timer = isAhead ? setTimeout(() => setNow(Date.now())) : undefined
    return () => clearTimeout(timer)
  }, [isAhead])
  return now
}
