/**
 * What lies where of a case, in columns: some twenty bytes a line, so that a case of a million lots is walked along page by page. Names are asked of the lots that are shown;
 * where things lie is kept, what they are called is not.
 */
import { groupedBy } from '../../base/grouped.ts'
import { type Quantity, ZERO } from '../../base/quantity.ts'
import { firstAtLeast } from '../../base/sorted.ts'
import { BY_NAME } from './pick-list.ts'

/** A line as it stands in the list. */
export interface Standing {
  place: string | null
  lot: number
  container: string | null
}

export interface GatheredLine extends Standing {
  quantity: Quantity
  isCertain: boolean
}

/** As they are handed over by the thread that gathered them. */
export interface PickColumns {
  readonly lots: Uint32Array
  readonly places: Uint32Array
  readonly containers: Uint32Array
  /** Below zero: one that does not fit, by its number. */
  readonly sums: BigInt64Array
  readonly certain: Uint8Array
  /** What the numbers of the columns stand for. */
  readonly names: { readonly places: (string | null)[]; readonly containers: (string | null)[]; readonly large: Quantity[] }
}
type Grown = Omit<PickColumns, 'names'>

export class PickLines {
  length = 0
  /** By lot, as they were gathered. */
  private grown: Grown
  private readonly names: { places: Numbered<string | null>; containers: Numbered<string | null>; large: Numbered<Quantity> }
  private ordered: { order: Uint32Array; byPlace: { place: string | null; from: number; to: number }[] } | undefined

  constructor(from?: PickColumns, names?: PickLines['names']) {
    const { places, containers, large } = from?.names ?? {}
    this.grown = from ?? columnsOf(1024)
    this.length = from?.lots.length ?? 0
    this.names = names ?? { places: new Numbered(places), containers: new Numbered(containers), large: new Numbered(large) }
  }

  /** No longer than they need to be. */
  columns(): PickColumns {
    const { lots, places, containers, sums, certain } = sized(this.grown, this.length)
    const names = { places: this.names.places.all, containers: this.names.containers.all, large: this.names.large.all }
    return { lots, places, containers, sums, certain, names }
  }

  /** Of lots that come after all that were added before. */
  add(rows: readonly GatheredLine[]): void {
    const inOrder = [...rows].sort((a, b) => a.lot - b.lot || byContainer(a.container, b.container))
    for (const { lot, place, container, quantity, isCertain } of inOrder) {
      if (this.length === this.grown.lots.length) this.grown = sized(this.grown, this.length * 2)
      const { lots, places, containers, sums, certain } = this.grown
      lots[this.length] = lot
      places[this.length] = this.names.places.of(place)
      containers[this.length] = this.names.containers.of(container)
      sums[this.length] = quantity <= LARGEST ? quantity : -BigInt(this.names.large.of(quantity) + 1)
      certain[this.length++] = isCertain ? 1 : 0
    }
    this.ordered = undefined
  }

  /** The same list with these lots as they lie now: `rows` has all lines of them, and of no others. */
  without(touched: Iterable<number>, rows: readonly GatheredLine[]): PickLines {
    const byLot = groupedBy(rows, ({ lot }) => lot)
    const next = new PickLines(undefined, this.names)
    next.grown = columnsOf(this.length + rows.length)
    let from = 0
    for (const lot of [...new Set(touched)].sort((a, b) => a - b)) {
      const lots = this.grown.lots.subarray(0, this.length)
      const to = firstAtLeast(lots, lot)
      next.take(this.grown, from, to)
      next.add(byLot.get(lot) ?? [])
      for (from = to; lots[from] === lot; ) from++
    }
    next.take(this.grown, from, this.length)
    return next
  }

  /** Every place with its lines, which stand from one place in the list to another; those without a place come last. */
  byPlace(): readonly { place: string | null; from: number; to: number }[] {
    return this.inOrder().byPlace
  }

  /** The line that stands there in the list. */
  at(place: number): number {
    return this.inOrder().order[place] ?? 0
  }

  standing(line: number): Standing {
    const { places, lots, containers } = this.grown
    return {
      place: this.names.places.all[places[line] ?? 0] ?? null,
      lot: lots[line] ?? 0,
      container: this.names.containers.all[containers[line] ?? 0] ?? null,
    }
  }

  quantity(line: number): Quantity {
    const sum = this.grown.sums[line] ?? 0n
    return sum >= 0n ? (sum as Quantity) : (this.names.large.all[Number(-sum) - 1] ?? ZERO)
  }

  isCertain(line: number): boolean {
    return this.grown.certain[line] === 1
  }

  /** The lines of a lot, in the order of the list. */
  of(lot: number): number[] {
    const lots = this.grown.lots.subarray(0, this.length)
    const lines: number[] = []
    for (let line = firstAtLeast(lots, lot); line < lots.length && lots[line] === lot; line++) lines.push(line)
    return lines.length < 2 ? lines : lines.sort((a, b) => compared(this.standing(a), this.standing(b)))
  }

  /** Where the list goes on behind a line, also one that has left it. */
  firstAfter(last: Standing): number {
    let [low, high] = [0, this.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compared(this.standing(this.at(middle)), last) > 0) high = middle
      else low = middle + 1
    }
    return low
  }

  private take(from: Grown, first: number, end: number): void {
    const { lots, places, containers, sums, certain } = this.grown
    lots.set(from.lots.subarray(first, end), this.length)
    places.set(from.places.subarray(first, end), this.length)
    containers.set(from.containers.subarray(first, end), this.length)
    sums.set(from.sums.subarray(first, end), this.length)
    certain.set(from.certain.subarray(first, end), this.length)
    this.length += end - first
  }

  /** One walk to count, one to put them there: within a place they stay in the order of lots. */
  private inOrder(): NonNullable<PickLines['ordered']> {
    if (this.ordered) return this.ordered
    const { places } = this.grown
    const names = this.names.places.all
    const counts = new Uint32Array(names.length)
    for (let line = 0; line < this.length; line++) counts[places[line] ?? 0]++
    const sorted = Array.from(counts.keys())
      .filter(place => (counts[place] ?? 0) > 0)
      .sort((a, b) => byPlaceName(names[a] ?? null, names[b] ?? null))
    const next = new Uint32Array(counts.length)
    const byPlace: { place: string | null; from: number; to: number }[] = []
    let from = 0
    for (const place of sorted) {
      next[place] = from
      const to = from + (counts[place] ?? 0)
      byPlace.push({ place: names[place] ?? null, from, to })
      from = to
    }
    const order = new Uint32Array(this.length)
    for (let line = 0; line < this.length; line++) order[next[places[line] ?? 0]++] = line
    this.ordered = { order, byPlace }
    return this.ordered
  }
}

const LARGEST = 2n ** 63n - 1n

const columnsOf = (size: number): Grown => ({
  lots: new Uint32Array(size),
  places: new Uint32Array(size),
  containers: new Uint32Array(size),
  sums: new BigInt64Array(size),
  certain: new Uint8Array(size),
})

function sized(from: Grown, size: number): Grown {
  const to = columnsOf(size)
  to.lots.set(from.lots.subarray(0, size))
  to.places.set(from.places.subarray(0, size))
  to.containers.set(from.containers.subarray(0, size))
  to.sums.set(from.sums.subarray(0, size))
  to.certain.set(from.certain.subarray(0, size))
  return to
}

/** Each of them once. */
class Numbered<T> {
  readonly all: T[]
  private readonly numbers: Map<T, number>

  constructor(all: readonly T[] = []) {
    this.all = [...all]
    this.numbers = new Map(this.all.map((one, number) => [one, number]))
  }

  of(one: T): number {
    const known = this.numbers.get(one)
    if (known !== undefined) return known
    this.numbers.set(one, this.all.length)
    return this.all.push(one) - 1
  }
}

const byContainer = (a: string | null, b: string | null): number => (a === b ? 0 : BY_NAME.compare(a ?? '', b ?? ''))
const byPlaceName = (a: string | null, b: string | null): number =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : BY_NAME.compare(a, b) || (a < b ? -1 : 1)
export const compared = (a: Standing, b: Standing): number =>
  byPlaceName(a.place, b.place) || a.lot - b.lot || byContainer(a.container, b.container)
