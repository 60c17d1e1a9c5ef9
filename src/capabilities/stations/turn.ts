import type { StationContext } from './context.ts'
import type { Facts } from './facts.ts'
import type { PinTried } from './pins.ts'
import type { Reading } from './read.ts'
import type { Badge } from './seen.ts'
import type { Station } from './station.ts'

/** One scan with everything that decides what it means. */
export interface Turn {
  station: Station
  context: StationContext
  /** The id of the scan: run codes and event ids follow from it. */
  scan: string
  text: string
  reading: Reading
  at: number
  /** It happened a while ago: nobody is there to be asked or stopped. */
  offline: boolean
  /** Pressed on the screen, where the same button twice in a second is meant. */
  touched: boolean
  /** When the shift ends to which somebody belongs who comes now. */
  shiftEndsAt: number
  /** Whose badge was scanned. */
  badge: Badge | null
  /** What came of a PIN that was asked for. */
  pin: PinTried | null
  facts: Facts
}

/** 10:42 of the same day, else with its date. */
export function timeText(at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)]
  const time = `${pad(then.getHours())}:${pad(then.getMinutes())}`
  if (then.toDateString() === today.toDateString()) return time
  return `${then.getFullYear()}-${pad(then.getMonth() + 1)}-${pad(then.getDate())} ${time}`
}
const pad = (value: number): string => String(value).padStart(2, '0')

export const quantityText = (quantity: string, unit: string): string => `${quantity} ${unit === 'ea' ? 'pcs' : unit}`
