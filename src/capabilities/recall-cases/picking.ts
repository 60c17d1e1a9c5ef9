/** The pick list of now: what lies where, gathered so many lots at a time, set against what was found, and told page by page. */
import type { Pool } from 'pg'
import { formatQuantity, parseQuantity, type Quantity, subtract, ZERO } from '../../base/quantity.ts'
import { containing, cut, malformed, readCursor } from '../paging.ts'
import { Problem } from '../problem.ts'
import type { EntryRow } from '../recalls/queries.ts'
import * as queries from '../tracing/queries.ts'
import { Judge, placesOf, type Traced } from '../tracing/trace.ts'
import { compared, PickLines, type Standing } from './pick-lines.ts'
import { lyingIn, type PickLine, type PickList, type PickState } from './pick-list.ts'
import { lotsLike } from './queries.ts'

/** So many lots at a time: some milliseconds of the server's own thread. */
const LOTS_AT_ONCE = 4000

/** Only what is asked for where it lies: names come with the page that shows them. */
export async function gathered(pool: Pool, traced: Traced): Promise<PickLines> {
  const isOurs = (lot: number): boolean => traced.lots.has(lot) || traced.seeds.some(({ id }) => id === lot)
  const loads = (await queries.allOpenLoadsAt(pool, traced.position)).filter(({ lot }) => isOurs(lot))
  const ids = Uint32Array.from(new Set([...(traced.endLots?.onHand ?? []), ...loads.map(({ lot }) => lot)])).sort()
  const [lines, judge] = [new PickLines(), new Judge(traced, new Map())]
  for (let from = 0; from < ids.length; from += LOTS_AT_ONCE) {
    const some = ids.subarray(from, from + LOTS_AT_ONCE)
    const stock = await queries.stockAt(pool, some, traced.position, traced.isNow)
    const waiting = [...new Set(stock.filter(row => row.place === '' || row.place.startsWith('workCenter:')).map(row => row.lot))]
    const inWork = waiting.length > 0 ? await queries.nextOperations(pool, waiting) : []
    const [first, last] = [some[0] ?? 0, some.at(-1) ?? 0]
    const here = loads.filter(({ lot }) => lot >= first && lot <= last)
    lines.add(lyingIn(placesOf(judge, stock, new Map(inWork.map(row => [row.lot, row])), here)))
  }
  return lines
}

// ---- what of it was found -------------------------------------------------------------------------------------------------------------

export interface Fetched {
  lines: PickLines
  /** Of the lines of which something was found. */
  found: ReadonlyMap<number, Quantity>
  /** How many lines of each place were found whole. */
  places: ReadonlyMap<string | null, number>
  count: number
  beyond: PickList['beyond']
}

interface Left {
  place: string | null
  quantity: Quantity
}

/** Only lots of which something was found are looked at. */
export function fetchedOf(lines: PickLines, findings: readonly EntryRow[]): Fetched {
  const found = new Map<number, Quantity>()
  for (const [lot, left] of leftOf(findings)) {
    const own = lines.of(lot)
    // First what was found where the record has it, then what was found anywhere else.
    for (const isOwn of [true, false]) for (const line of own) allot(lines, found, { line, left, isOwn })
  }
  const places = new Map<string | null, number>()
  let count = 0
  for (const [line, sum] of found) {
    if (sum < lines.quantity(line)) continue
    const { place } = lines.standing(line)
    places.set(place, (places.get(place) ?? 0) + 1)
    count++
  }
  return { lines, found, places, count, beyond: beyondOf(lines, findings) }
}

function leftOf(findings: readonly EntryRow[]): Map<number, Left[]> {
  const left = new Map<number, Left[]>()
  for (const { id, quantity, detail } of findings)
    if (id !== null && quantity !== null) left.set(id, [...(left.get(id) ?? []), { place: detail, quantity: parseQuantity(quantity) }])
  return left
}

function allot(
  lines: PickLines,
  found: Map<number, Quantity>,
  { line, left, isOwn }: { line: number; left: readonly Left[]; isOwn: boolean },
): void {
  const { place } = lines.standing(line)
  let sum = found.get(line) ?? ZERO
  for (const one of left) {
    if (isOwn && one.place !== place) continue
    const wanted = subtract(lines.quantity(line), sum)
    const taken = one.quantity < wanted ? one.quantity : wanted
    one.quantity = subtract(one.quantity, taken)
    sum = (sum + taken) as Quantity
  }
  if (sum > 0n) found.set(line, sum)
}

const beyondOf = (lines: PickLines, findings: readonly EntryRow[]): PickList['beyond'] =>
  findings.flatMap(({ id, material, number, unit, quantity, detail }) =>
    id === null || lines.of(id).length > 0
      ? []
      : [{ material: material ?? '', number: number ?? '', quantity: quantity ?? '0', unit: unit ?? '', place: detail }],
  )

export const stateOf = ({ lines, found }: Fetched, line: number): PickState => {
  const sum = found.get(line) ?? ZERO
  return sum >= lines.quantity(line) ? 'found' : sum > 0n ? 'partly' : 'missing'
}

/** How many lines of a place are still to be fetched. */
export function openAt({ lines, places }: Fetched, place: string): number {
  const here = lines.byPlace().find(one => one.place === place)
  return here === undefined ? 0 : here.to - here.from - (places.get(place) ?? 0)
}

// ---- told -------------------------------------------------------------------------------------------------------------------------------

export interface PickPageAsked {
  /** Only what lies there; an empty text is where no place is recorded. */
  place?: string | undefined
  search?: string | undefined
  limit: number
  cursor?: string | undefined
}

/** Every place with its counts, and so many lines. The cursor names the last line shown: what is found meanwhile moves none of the others. */
export async function pickPage(pool: Pool, fetched: Fetched, asked: PickPageAsked): Promise<PickList & { next: string | null }> {
  const { lines, places, count, beyond } = fetched
  const { rows, next } = cut(await shownLines(pool, fetched, asked), asked.limit, line => {
    const { place, lot, container } = lines.standing(line)
    return [place ?? '', lot, container ?? '']
  })
  const named = await namedLines(pool, fetched, rows)
  return {
    places: lines.byPlace().map(({ place, from, to }) => ({
      place,
      lines: named.filter(one => one.place === place).map(lineOf),
      total: to - from,
      found: places.get(place) ?? 0,
    })),
    lines: lines.length,
    found: count,
    percent: lines.length === 0 ? 100 : Math.floor((count * 100) / lines.length),
    beyond,
    next,
  }
}

function lineOf(one: PickLine & { place: string | null }): PickLine {
  const { place: _, ...line } = one
  return line
}

/** One more than the page has: whether it is there says whether there is a next one. */
async function shownLines(pool: Pool, { lines }: Fetched, { place, search, limit, cursor }: PickPageAsked): Promise<number[]> {
  const last = lastShown(cursor)
  if (search !== undefined && search.trim() !== '') return searched(pool, lines, { place, search, last, limit })
  const here = place === undefined ? { from: 0, to: lines.length } : lines.byPlace().find(one => (one.place ?? '') === place)
  if (!here) return []
  const from = last ? Math.max(here.from, lines.firstAfter(last)) : here.from
  const shown: number[] = []
  for (let at = from; at < Math.min(here.to, from + limit + 1); at++) shown.push(lines.at(at))
  return shown
}

/** So many lots are looked for; whoever means one of more says more of its number. */
const FOUND_MAX = 5000

async function searched(
  pool: Pool,
  lines: PickLines,
  { place, search, last, limit }: Omit<PickPageAsked, 'cursor'> & { search: string; last: Standing | null },
): Promise<number[]> {
  const lots = await lotsLike(pool, containing(search) ?? '%', FOUND_MAX)
  const meant = lots
    .flatMap(lot => lines.of(lot))
    .map(line => ({ line, standing: lines.standing(line) }))
    .filter(one => (place === undefined || (one.standing.place ?? '') === place) && (last === null || compared(one.standing, last) > 0))
  return meant
    .sort((a, b) => compared(a.standing, b.standing))
    .slice(0, limit + 1)
    .map(({ line }) => line)
}

function lastShown(cursor: string | undefined): Standing | null {
  const key = readCursor(cursor)
  if (key === null) return null
  const [place, lot, container] = key
  if (typeof place !== 'string' || typeof lot !== 'number' || typeof container !== 'string') throw malformed()
  return { place: place || null, lot, container: container || null }
}

export async function namedLines(pool: Pool, fetched: Fetched, shown: readonly number[]): Promise<(PickLine & { place: string | null })[]> {
  const { lines, found } = fetched
  const standing = shown.map(line => ({ line, ...lines.standing(line) }))
  const names = new Map((await queries.lotsNamed(pool, [...new Set(standing.map(({ lot }) => lot))])).map(row => [row.id, row]))
  return standing.map(({ line, place, lot, container }) => ({
    place,
    id: lot,
    material: names.get(lot)?.material ?? '',
    number: names.get(lot)?.number ?? '',
    unit: names.get(lot)?.unit ?? '',
    container,
    certainty: lines.isCertain(line) ? 'certain' : 'possible',
    quantity: formatQuantity(lines.quantity(line)),
    found: formatQuantity(found.get(line) ?? ZERO),
    state: stateOf(fetched, line),
  }))
}

/** The whole list in one answer, or on paper, has at most so many lines. */
export const LINES_AT_ONCE = 20_000

/** @throws Problem where it is to be asked for page by page */
export function notTooLong({ lines }: Fetched, place: string | undefined): void {
  const here = place === undefined ? lines.length : (lines.byPlace().find(one => (one.place ?? '') === place) ?? { from: 0, to: 0 })
  const count = typeof here === 'number' ? here : here.to - here.from
  if (count > LINES_AT_ONCE)
    throw new Problem(
      422,
      'too-large',
      `The list has ${count.toLocaleString('en')} lines; at once there are at most ${LINES_AT_ONCE.toLocaleString('en')}. Ask place by place (place), or page by page (limit); the evidence has the whole list.`,
    )
}
