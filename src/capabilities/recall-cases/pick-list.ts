/** What is to be fetched, place by place, and what of it was found. Pure, from the lists of a recall and its findings. */
import { add, formatQuantity, parseQuantity, type Quantity, subtract, ZERO } from '../../base/quantity.ts'
import type { EntryRow } from '../recalls/queries.ts'
import type { Certainty } from '../tracing/affected.ts'
import type { Ends } from '../tracing/ends.ts'

export type PickState = 'missing' | 'partly' | 'found'
export interface PickLine {
  id: number
  material: string
  number: string
  unit: string
  container: string | null
  certainty: Certainty
  quantity: string
  found: string
  state: PickState
}
export interface PickPlace {
  /** Null where the record does not say where it lies. */
  place: string | null
  lines: PickLine[]
  /** How many lie there, also where only a page of them is written out. */
  total: number
  found: number
}
export interface PickList {
  places: PickPlace[]
  lines: number
  found: number
  /** Of the lines, rounded down: it is 100 only when everything was found. */
  percent: number
  /** Findings of what the list does not expect any more: scrapped, used or shipped since. */
  beyond: { material: string; number: string; quantity: string; unit: string; place: string | null }[]
  /** How many those are, also where only the first are listed. */
  beyondCount: number
}

interface Standing {
  place: string | null
  line: Pick<PickLine, 'id' | 'container'>
}

/** By place, those without one last; within a place by lot and container. */
function inOrder(a: Standing, b: Standing): number {
  if (a.place !== b.place) return a.place === null ? 1 : b.place === null ? -1 : BY_NAME.compare(a.place, b.place)
  return a.line.id - b.line.id || BY_NAME.compare(a.line.container ?? '', b.line.container ?? '')
}
export const BY_NAME = new Intl.Collator('en', { numeric: true })

export interface Lying {
  readonly place: string | null
  readonly line: PickLine
  readonly quantity: Quantity
}

/** What lies where, in the order of the list. */
export const lyingIn = (ends: Pick<Ends, 'stop' | 'quarantine'>): Lying[] => lyingOf(ends).sort(inOrder)

export function listFound(known: readonly Lying[], findings: readonly EntryRow[]): PickList {
  const left = leftOf(findings)
  // Only what something was found of is another line than before.
  const lying = known.map(one => (left.has(one.line.id) ? { ...one, line: { ...one.line } } : one))
  for (const own of [true, false]) for (const one of lying) if (left.has(one.line.id)) allot(one, left, own)
  const places = new Map<string | null, PickLine[]>()
  for (const { place, line } of lying) {
    const there = places.get(place)
    if (there) there.push(line)
    else places.set(place, [line])
  }
  const found = lying.filter(one => one.line.state === 'found').length
  const beyond = beyondOf(findings, new Set(lying.map(one => one.line.id)))
  return {
    places: [...places].map(([place, lines]) => ({
      place,
      lines,
      total: lines.length,
      found: lines.filter(line => line.state === 'found').length,
    })),
    lines: lying.length,
    found,
    percent: lying.length === 0 ? 100 : Math.floor((found * 100) / lying.length),
    beyond,
    beyondCount: beyond.length,
  }
}

function lyingOf({ stop, quarantine }: Pick<Ends, 'stop' | 'quarantine'>): Lying[] {
  const rows = [
    ...quarantine.map(({ location, container, ...row }) => ({ ...row, place: location, container })),
    ...stop.map(({ workCenter, ...row }) => ({ ...row, place: workCenter, container: null })),
  ]
  const merged = new Map<string, Lying>()
  for (const { id, material, number, unit, certainty, quantity, place, container } of rows) {
    const amount = parseQuantity(quantity)
    if (amount <= 0n) continue
    const key = JSON.stringify([id, place, container])
    const before = merged.get(key)?.quantity ?? ZERO
    const line: PickLine = { id, material, number, unit, container, certainty, quantity, found: '0', state: 'missing' }
    const sum = add(before, amount)
    merged.set(key, { place, quantity: sum, line: { ...line, quantity: formatQuantity(sum) } })
  }
  return [...merged.values()]
}

interface Left {
  place: string | null
  quantity: Quantity
}

function leftOf(findings: readonly EntryRow[]): Map<number, Left[]> {
  const left = new Map<number, Left[]>()
  for (const { id, quantity, detail } of findings)
    if (id !== null && quantity !== null) {
      const one = { place: detail, quantity: parseQuantity(quantity) }
      const known = left.get(id)
      if (known) known.push(one)
      else left.set(id, [one])
    }
  return left
}

/** First what was found where the record has it, then what was found anywhere else. */
function allot({ place, line, quantity }: Lying, left: ReadonlyMap<number, Left[]>, own: boolean): void {
  let sum = parseQuantity(line.found)
  for (const one of left.get(line.id) ?? []) {
    if (own && one.place !== place) continue
    const wanted = subtract(quantity, sum)
    const taken = one.quantity < wanted ? one.quantity : wanted
    one.quantity = subtract(one.quantity, taken)
    sum = add(sum, taken)
  }
  line.found = formatQuantity(sum)
  line.state = sum >= quantity ? 'found' : sum > 0n ? 'partly' : 'missing'
}

const beyondOf = (findings: readonly EntryRow[], expected: ReadonlySet<number>): PickList['beyond'] =>
  findings.flatMap(({ id, material, number, unit, quantity, detail }) =>
    id === null || expected.has(id)
      ? []
      : [{ material: material ?? '', number: number ?? '', quantity: quantity ?? '0', unit: unit ?? '', place: detail }],
  )
