import { useEffect, useState } from 'react'

/** Relative where people act, absolute with zone on hover; `exact` turns it round for places that prove something. */
export function When({ at, exact = false }: { at: string | null | undefined; exact?: boolean }) {
  const now = useMinute()
  if (!at) return <span className="quiet">–</span>
  const absolute = absoluteTime(at)
  const relative = relativeTime(at, now)
  return (
    <time className="num" dateTime={at} title={exact ? relative : absolute}>
      {exact ? absolute : relative}
    </time>
  )
}

const dateFormat = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric',
  month: 'short',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
})
const secondsFormat = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric',
  month: 'short',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
})
const dayFormat = new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: 'short', day: '2-digit' })

export function absoluteTime(at: string, seconds = false): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return at
  return (seconds ? secondsFormat : dateFormat).format(date)
}

export function day(at: string): string {
  return dayFormat.format(new Date(at))
}

const minute = 60_000
const hour = 60 * minute
const dayLength = 24 * hour

export function relativeTime(at: string, now: number): string {
  const gap = now - new Date(at).getTime()
  if (Number.isNaN(gap)) return at
  const size = Math.abs(gap)
  if (size < minute) return gap < 0 ? 'in a moment' : 'just now'
  if (size < hour) return phrase(gap, Math.round(size / minute), 'min')
  if (size < 36 * hour) return phrase(gap, Math.round(size / hour), 'h')
  if (size < 21 * dayLength) return phrase(gap, Math.round(size / dayLength), 'days')
  return day(at)
}

function phrase(gap: number, count: number, word: string): string {
  return gap < 0 ? `in ${count} ${word}` : `${count} ${word} ago`
}

function useMinute(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), minute)
    return () => clearInterval(timer)
  }, [])
  return now
}
