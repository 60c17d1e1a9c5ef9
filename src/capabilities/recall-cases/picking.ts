/** The pick list of now: what lies where, gathered so many lots at a time, set against what was found, and told page by page. */
import type { Pool } from 'pg'
import { groupedBy } from '../../base/grouped.ts'
import { add, formatQuantity, least, parseQuantity, type Quantity, subtract, toNumber, ZERO } from '../../base/quantity.ts'
import { firstAtLeast } from '../../base/sorted.ts'
import { containing, cut, malformed, readCursor } from '../paging.ts'
import { Problem } from '../problem.ts'
import type { EntryRow } from '../recalls/queries.ts'
import { Judge, placesOf, splitPlace } from '../tracing/ends.ts'
import * as queries from '../tracing/queries.ts'
import type { TracedLots } from '../tracing/traced.ts'
import type { OnHand } from './on-hand.ts'
import { compared, type GatheredLine, PickLines, type Standing } from './pick-lines.ts'
import { type Lying, lyingIn, type PickLine, type PickList, type PickState } from './pick-list.ts'
import { lotsLike } from './queries.ts'

/** So many lots at a time. */
const LOTS_AT_ONCE = 4000

/** Only what is asked for where it lies: names come with the page that shows them. */
export async function gathered(pool: Pool, traced: TracedLots): Promise<PickLines> {
  const isOurs = (lot: number): boolean => traced.lots.has(lot) || traced.seeds.some(({ id }) => id === lot)
  const loads = (await queries.allOpenLoadsAt(pool, traced.position)).filter(({ lot }) => isOurs(lot))
  const ids = withLots(traced.endLots?.onHand ?? new Uint32Array(), new Set(loads.map(({ lot }) => lot)))
  const [lines, judge] = [new PickLines(), new Judge(traced, new Map())]
  for (let from = 0; from < ids.length; from += LOTS_AT_ONCE) {
    const some = ids.subarray(from, from + LOTS_AT_ONCE)
    const stock = await queries.stockAt(pool, some, traced.position, traced.isNow)
    const [first, last] = [some[0] ?? 0, some.at(-1) ?? 0]
    const here = loads.filter(({ lot }) => lot >= first && lot <= last)
    const isLoaded = new Set(here.map(({ lot }) => lot))
    const inWork = await operationsOf(pool, stock)
    const isSpecial = ({ lot, location }: queries.PlaceRow): boolean => location !== null || isLoaded.has(lot) || inWork.has(lot)
    const special = lyingIn(placesOf(judge, stock.filter(isSpecial), inWork, here))
    lines.add([...plainLines(judge, stock, isSpecial), ...special.map(gatheredLine)])
  }
  return lines
}

/** What lies at one place and in no container, as nearly all does: told without a row of its own. */
function* plainLines(
  judge: Judge,
  stock: readonly queries.PlaceRow[],
  isSpecial: (row: queries.PlaceRow) => boolean,
): Generator<GatheredLine> {
  let [text, quantity, amount] = ['', ZERO, 0]
  for (const row of stock) {
    if (isSpecial(row)) continue
    if (row.quantity !== text) {
      quantity = parseQuantity(row.quantity)
      ;[text, amount] = [row.quantity, toNumber(quantity)]
    }
    const certainty = quantity > ZERO ? judge.lying(row.lot, amount, row.place) : null
    if (certainty === null) continue
    const [kind, code] = splitPlace(row.place)
    const where = kind === 'container' ? { place: null, container: code } : { place: code || null, container: null }
    yield { lot: row.lot, ...where, quantity, isCertain: certainty === 'certain' }
  }
}

export const gatheredLine = ({ place, line, quantity }: Lying): GatheredLine => ({
  lot: line.id,
  place,
  container: line.container,
  quantity,
  isCertain: line.certainty === 'certain',
})

/** Both in the order of lots. */
function withLots(ids: Uint32Array, more: ReadonlySet<number>): Uint32Array {
  const added = [...more].filter(lot => ids[firstAtLeast(ids, lot)] !== lot)
  if (added.length === 0) return ids
  const all = new Uint32Array(ids.length + added.length)
  all.set(ids)
  all.set(added, ids.length)
  return all.sort()
}

/** What is in work stands before its next operation. */
async function operationsOf(
  pool: Pool,
  stock: readonly queries.PlaceRow[],
): Promise<Map<number, { workOrder: string; operation: number }>> {
  const waiting = [...new Set(stock.filter(row => row.place === '' || row.place.startsWith('workCenter:')).map(row => row.lot))]
  return new Map((waiting.length > 0 ? await queries.nextOperations(pool, waiting) : []).map(row => [row.lot, row]))
}

/** Where some lots lie by now, of which none is loaded anywhere. */
export async function lyingOf(pool: Pool, lots: readonly number[], weights: OnHand, position: number): Promise<GatheredLine[]> {
  const judge = new Judge({ request: { direction: 'forward', seeds: [] }, seeds: [], unnamed: new Map(), weights }, new Map())
  const stock = await queries.stockAt(pool, lots, position, true)
  return lyingIn(placesOf(judge, stock, await operationsOf(pool, stock), [])).map(gatheredLine)
}

// ---- what of it was found -------------------------------------------------------------------------------------------------------------

type Beyond = PickList['beyond'][number]
interface Left {
  place: string | null
  quantity: Quantity
}

/** What was found of a list, lot by lot: of a lot of which something more is found, or that was moved, it is said anew, and of no other. */
export class Tally {
  /** How many lines were found whole. */
  count = 0
  /** Of each place. */
  private readonly places = new Map<string | null, number>()
  /** Of the lots of which something was found: of their lines, in the order of the list. */
  private readonly found = new Map<
    number,
    { line: Pick<PickLine, 'container'> & { place: string | null }; sum: Quantity; isWhole: boolean }[]
  >()
  /** Of lots that are not on the list any more. */
  private readonly others = new Map<number, Beyond[]>()
  beyondCount = 0

  /** `findings` are all that there are of these lots. */
  take(lines: PickLines, lots: Iterable<number>, findings: readonly EntryRow[]): this {
    const byLot = groupedBy(findings, ({ id }) => id)
    for (const lot of new Set(lots)) {
      this.forget(lot)
      const entries = byLot.get(lot) ?? []
      if (entries.length === 0) continue
      if (lines.of(lot).length > 0) this.note(lines, lot, entries)
      else this.noteBeyond(lot, entries)
    }
    return this
  }

  sumOf({ lot, place, container }: Standing): Quantity {
    return this.found.get(lot)?.find(one => one.line.place === place && one.line.container === container)?.sum ?? ZERO
  }

  wholeAt(place: string | null): number {
    return this.places.get(place) ?? 0
  }

  /** Of what was found beyond the list, the first so many. */
  beyond(limit: number): Beyond[] {
    const shown: Beyond[] = []
    for (const rows of this.others.values()) {
      if (shown.length >= limit) break
      shown.push(...rows.slice(0, limit - shown.length))
    }
    return shown
  }

  private forget(lot: number): void {
    for (const { line, isWhole } of this.found.get(lot) ?? []) if (isWhole) this.counted(line.place, -1)
    this.found.delete(lot)
    this.beyondCount -= this.others.get(lot)?.length ?? 0
    this.others.delete(lot)
  }

  private note(list: PickLines, lot: number, entries: readonly EntryRow[]): void {
    const left = entries.flatMap(({ quantity, detail }): Left[] =>
      quantity === null ? [] : [{ place: detail, quantity: parseQuantity(quantity) }],
    )
    const lines = list.of(lot).map(line => ({ line: list.standing(line), wanted: list.quantity(line), sum: ZERO }))
    // First what was found where the record has it, then what was found anywhere else.
    for (const isOwn of [true, false]) for (const one of lines) one.sum = add(one.sum, taken(one, left, isOwn))
    const sums = lines.map(({ line, wanted, sum }) => ({ line, sum, isWhole: sum >= wanted }))
    this.found.set(lot, sums)
    for (const { line, isWhole } of sums) if (isWhole) this.counted(line.place, 1)
  }

  private noteBeyond(lot: number, entries: readonly EntryRow[]): void {
    const rows = entries.map(({ material, number, unit, quantity, detail }) => ({
      material: material ?? '',
      number: number ?? '',
      quantity: quantity ?? '0',
      unit: unit ?? '',
      place: detail,
    }))
    this.others.set(lot, rows)
    this.beyondCount += rows.length
  }

  private counted(place: string | null, change: number): void {
    this.places.set(place, this.wholeAt(place) + change)
    this.count += change
  }
}

/** A list with what was found of it. */
export class Fetched {
  readonly lines: PickLines
  readonly tally: Tally

  constructor(lines: PickLines, tally: Tally) {
    this.lines = lines
    this.tally = tally
  }
}

function taken(
  { line, wanted, sum }: { line: { place: string | null }; wanted: Quantity; sum: Quantity },
  left: readonly Left[],
  isOwn: boolean,
): Quantity {
  let more = ZERO
  for (const one of left) {
    if (isOwn && one.place !== line.place) continue
    const part = least(one.quantity, subtract(subtract(wanted, sum), more))
    one.quantity = subtract(one.quantity, part)
    more = add(more, part)
  }
  return more
}

const stateOf = (sum: Quantity, wanted: Quantity): PickState => (sum >= wanted ? 'found' : sum > 0n ? 'partly' : 'missing')

/** How many lines of a place are still to be fetched. */
export function openAt(fetched: Fetched, place: string): number {
  const here = fetched.lines.byPlace().find(one => one.place === place)
  return here === undefined ? 0 : here.to - here.from - fetched.tally.wholeAt(place)
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
  const { lines } = fetched
  const { rows, next } = cut(await shownLines(pool, fetched, asked), asked.limit, line => {
    const { place, lot, container } = lines.standing(line)
    return [place ?? '', lot, container ?? '']
  })
  const head = headOf(fetched)
  const named = groupedBy(await namedLines(pool, fetched, rows), ({ place }) => place)
  const { places, ...counts } = head
  return { ...counts, places: places.map(one => ({ ...one, lines: (named.get(one.place) ?? []).map(lineOf) })), next }
}

/** Of what lies elsewhere by now only the first are listed. */
const BEYOND_SHOWN = 200

/** Of one moment: what is found while names are asked for stands in the next answer. */
function headOf({ lines, tally }: Fetched): Omit<PickList, 'places'> & { places: Omit<PickList['places'][number], 'lines'>[] } {
  const { count, beyondCount } = tally
  return {
    places: lines.byPlace().map(({ place, from, to }) => ({ place, total: to - from, found: tally.wholeAt(place) })),
    lines: lines.length,
    found: count,
    percent: lines.length === 0 ? 100 : Math.floor((count * 100) / lines.length),
    beyond: tally.beyond(BEYOND_SHOWN),
    beyondCount,
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
  const { lines, tally } = fetched
  // All that is said of a line is read before anything is waited for: the list may be brought on meanwhile.
  const said = shown.map(line => {
    const standing = lines.standing(line)
    const [quantity, sum] = [lines.quantity(line), tally.sumOf(standing)]
    const certainty: PickLine['certainty'] = lines.isCertain(line) ? 'certain' : 'possible'
    const found = { quantity: formatQuantity(quantity), found: formatQuantity(sum), state: stateOf(sum, quantity) }
    return { ...standing, certainty, ...found }
  })
  const names = new Map((await queries.lotsNamed(pool, [...new Set(said.map(({ lot }) => lot))])).map(row => [row.id, row]))
  return said.map(({ lot, place, container, certainty, ...found }) => ({
    place,
    id: lot,
    material: names.get(lot)?.material ?? '',
    number: names.get(lot)?.number ?? '',
    unit: names.get(lot)?.unit ?? '',
    container,
    certainty,
    ...found,
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
