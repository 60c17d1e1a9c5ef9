import { type HeldList, isInSeries, readSeries, type StationPolicies } from '../../client/index.ts'
import { type NameFilter, readScan } from '../../symbols/index.ts'

/** The last known list of held lots, ready to be asked while the server is away. */
export interface HeldLots {
  at: number
  isHeld: (name: string) => boolean
}

/** With a filter the list is only what came after it was made. */
export function heldLots({ at, held, freed = [] }: HeldList, filter?: NameFilter): HeldLots {
  const series = held.flatMap(lot => (lot.identifiers ?? []).flatMap(value => readSeries(value) ?? []))
  const numbers = new Set(held.flatMap(lot => [lot.number, ...(lot.identifiers ?? [])]).map(name => name.toUpperCase()))
  const free = new Set(freed.flatMap(lot => lot.names).map(name => name.toUpperCase()))
  const isHeld = (name: string): boolean => numbers.has(name) || (filter?.has(name) === true && !free.has(name))
  // The list may name a series whose lots this station has never been told of.
  const isOfSeries = (name: string): boolean => series.some(of => isInSeries(of, name) || isInSeries(of, name.toUpperCase()))
  return { at: Date.parse(at), isHeld: name => isHeld(name.toUpperCase()) || isOfSeries(name) }
}

/** What is known now: all that was told, or what was known before with what has changed since. */
export function broughtOn(before: HeldList | undefined, answer: HeldList): HeldList {
  const told = { ...answer }
  // It is kept by itself: it is large, and never changes.
  delete told.filter
  if (before === undefined || told.part === undefined || told.part === 'all') return told
  if (told.part === 'same') return { ...before, at: told.at }
  const [held, freed] = [without(before.held, told.freed), without(before.freed, told.held)]
  return { ...told, held: [...without(held, told.held), ...told.held], freed: [...freed, ...(told.freed ?? [])] }
}

type Named = { material: string; number: string }
function without<T extends Named>(lots: readonly T[] = [], others: readonly Named[] = []): T[] {
  const gone = new Set(others.map(keyOf))
  return lots.filter(lot => !gone.has(keyOf(lot)))
}
const keyOf = ({ material, number }: Named): string => JSON.stringify([material, number])

/** The held lot that a scan names, whatever its material: away from the server, stopping one too many is the safe side. */
export function heldIn(text: string, held: HeldLots | undefined): string | undefined {
  return held && numbersIn(text).find(number => held.isHeld(number))
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
