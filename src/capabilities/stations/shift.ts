/** When a shift ends: by the plant's own times and in its time zone. Pure. */
import type { Shift } from '../booking/records.ts'

const MINUTE = 60_000
const DAY_MINUTES = 24 * 60
/** Who comes so shortly before the next shift comes for that one. */
const EARLY_MINUTES = 15

/** The end of the shift to which somebody belongs who comes at this moment. */
export function endOfShift(shifts: readonly Shift[], timeZone: string, at: number): number {
  const clock = clockOf(timeZone)
  const minuteOf = (instant: number): number => minutesIn(clock.format(instant))
  const from = Math.floor(at / MINUTE) * MINUTE
  const ahead = shifts.map(shift => (minutesIn(shift.from) - minuteOf(from) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES)
  const later = ahead.map(minutes => (minutes < EARLY_MINUTES ? minutes + DAY_MINUTES : minutes))
  // Whoever comes early leaves out the beginning that is near; where there is only one, it is the next day's.
  const [minutes, began] = soonest(later, shifts)
  const end = from + minutes * MINUTE
  // On the two days of the year on which the clock is set, an hour is missing or comes twice.
  const off = ((minuteOf(end) - minutesIn(began) + DAY_MINUTES * 1.5) % DAY_MINUTES) - DAY_MINUTES / 2
  return end - off * MINUTE
}

/** The shifts a stretch of time lay in, each once. More than a day lies in all of them. */
export type ShiftsWithin = (from: number, until: number) => string[]

export function shiftsWithin(shifts: readonly Shift[], timeZone: string): ShiftsWithin {
  const clock = clockOf(timeZone)
  const inOrder = [...shifts].sort((a, b) => minutesIn(a.from) - minutesIn(b.from))
  const indexAt = (at: number): number => {
    const minute = minutesIn(clock.format(at))
    const index = inOrder.findLastIndex(shift => minutesIn(shift.from) <= minute)
    return index < 0 ? inOrder.length - 1 : index
  }
  return (from, until) => {
    if (until - from >= DAY_MINUTES * MINUTE) return inOrder.map(({ code }) => code)
    const [first, last] = [indexAt(from), indexAt(until)]
    const isRound = first === last && until - from >= (DAY_MINUTES * MINUTE) / 2 && inOrder.length > 1
    const count = isRound ? inOrder.length : ((last - first + inOrder.length) % inOrder.length) + 1
    return [...new Set(Array.from({ length: count }, (_, index) => inOrder[(first + index) % inOrder.length]?.code ?? ''))]
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Making one takes longer than all the rest of a scan's decision; there are as many as there are time zones. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  clocks.set(timeZone, clock)
  return clock
}

const minutesIn = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

function soonest(minutes: readonly number[], shifts: readonly Shift[]): [number, string] {
  const least = Math.min(...minutes)
  return [least, shifts[minutes.indexOf(least)]?.from ?? '00:00']
}
