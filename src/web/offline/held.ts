import type { HeldList, StationPolicies } from '../../client/index.ts'
import { readScan } from '../../symbols/index.ts'

/** The last known list of held lots, ready to be asked while the server is away. */
export interface HeldLots {
  at: number
  numbers: ReadonlySet<string>
}

export const heldLots = (list: HeldList): HeldLots => ({
  at: Date.parse(list.at),
  numbers: new Set(list.held.flatMap(lot => [lot.number, ...(lot.identifiers ?? [])]).map(name => name.toUpperCase())),
})

/** The held lot that a scan names, whatever its material: away from the server, stopping one too many is the safe side. */
export function heldIn(text: string, held: HeldLots | undefined): string | undefined {
  return held && numbersIn(text).find(number => held.numbers.has(number.toUpperCase()))
}

/** The lot or serial numbers that a label may say. */
export function numbersIn(text: string): string[] {
  const reading = readScan(text)
  const { lot, serial } = reading.facts
  return [lot, serial, reading.text, text.trim()].filter((name): name is string => typeof name === 'string' && name !== '')
}

export type Staleness = 'fresh' | 'warn' | 'stop'

const usualMinutes = 60

/** What the station's policy makes of the age of the list. Without any list nothing can be checked, which is as bad as an old one. */
export function staleness(held: HeldLots | undefined, policies: StationPolicies | undefined, now: number): Staleness {
  const minutesMax = policies?.holdListMinutes ?? usualMinutes
  // A list from the future: the clock was set back, and nobody knows how old it is.
  const isOld = held === undefined || Math.abs(now - held.at) > minutesMax * 60_000
  return isOld ? (policies?.staleHolds ?? 'warn') : 'fresh'
}
