/**
 * What lies where of a case, in columns: some twenty bytes a line, so that a case of a million lots is walked along page by page. Names are asked of the lots that are shown;
 * where things lie is kept, what they are called is not.
 */
import { type Quantity, ZERO } from '../../base/quantity.ts'
import { firstAtLeast } from '../../base/sorted.ts'
import { BY_NAME, type Lying } from './pick-list.ts'

/** A line as it stands in the list. */
export interface Standing {
  place: string | null
  lot: number
  container: string | null
}

export class PickLines {
  /** By lot, as they were gathered. */
  private lots = new Uint32Array(1024)
  private places = new Uint32Array(1024)
  private containers = new Uint32Array(1024)
  private certain = new Uint8Array(1024)
  private readonly quantities: Quantity[] = []
  private readonly placeNames = new Names()
  private readonly containerNames = new Names()
  private ordered: { order: Uint32Array; byPlace: { place: string | null; from: number; to: number }[] } | undefined

  get length(): number {
    return this.quantities.length
  }

  /** Of lots that come after all that were added before. */
  add(rows: readonly Lying[]): void {
    const inOrder = [...rows].sort((a, b) => a.line.id - b.line.id || byContainer(a.line.container, b.line.container))
    for (const { place, line, quantity } of inOrder) {
      const at = this.quantities.length
      if (at === this.lots.length) this.grow()
      this.lots[at] = line.id
      this.places[at] = this.placeNames.of(place)
      this.containers[at] = this.containerNames.of(line.container)
      this.certain[at] = line.certainty === 'certain' ? 1 : 0
      // Very many lines are of the same quantity.
      const before = this.quantities[at - 1]
      this.quantities.push(before === quantity ? before : quantity)
    }
    this.ordered = undefined
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
    return {
      place: this.placeNames.name(this.places[line] ?? 0),
      lot: this.lots[line] ?? 0,
      container: this.containerNames.name(this.containers[line] ?? 0),
    }
  }

  quantity(line: number): Quantity {
    return this.quantities[line] ?? ZERO
  }

  isCertain(line: number): boolean {
    return this.certain[line] === 1
  }

  /** The lines of a lot, in the order of the list. */
  of(lot: number): number[] {
    const lots = this.lots.subarray(0, this.length)
    const lines: number[] = []
    for (let line = firstAtLeast(lots, lot); line < lots.length && lots[line] === lot; line++) lines.push(line)
    return lines.sort((a, b) => compared(this.standing(a), this.standing(b)))
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

  /** One walk to count, one to put them there: within a place they stay in the order of lots. */
  private inOrder(): NonNullable<PickLines['ordered']> {
    if (this.ordered) return this.ordered
    const counts = new Uint32Array(this.placeNames.size)
    for (let line = 0; line < this.length; line++) counts[this.places[line] ?? 0]++
    const sorted = Array.from(counts.keys()).sort((a, b) => byPlaceName(this.placeNames.name(a), this.placeNames.name(b)))
    const next = new Uint32Array(counts.length)
    const byPlace: { place: string | null; from: number; to: number }[] = []
    let from = 0
    for (const place of sorted) {
      next[place] = from
      const to = from + (counts[place] ?? 0)
      byPlace.push({ place: this.placeNames.name(place), from, to })
      from = to
    }
    const order = new Uint32Array(this.length)
    for (let line = 0; line < this.length; line++) order[next[this.places[line] ?? 0]++] = line
    this.ordered = { order, byPlace }
    return this.ordered
  }

  private grow(): void {
    const larger = (from: Uint32Array): Uint32Array<ArrayBuffer> => {
      const to = new Uint32Array(from.length * 2)
      to.set(from)
      return to
    }
    this.lots = larger(this.lots)
    this.places = larger(this.places)
    this.containers = larger(this.containers)
    const certain = new Uint8Array(this.certain.length * 2)
    certain.set(this.certain)
    this.certain = certain
  }
}

/** Each name once. */
class Names {
  private readonly numbers = new Map<string | null, number>()
  private readonly all: (string | null)[] = []

  get size(): number {
    return this.all.length
  }

  of(name: string | null): number {
    const known = this.numbers.get(name)
    if (known !== undefined) return known
    this.numbers.set(name, this.all.length)
    return this.all.push(name) - 1
  }

  name(number: number): string | null {
    return this.all[number] ?? null
  }
}

const byContainer = (a: string | null, b: string | null): number => BY_NAME.compare(a ?? '', b ?? '')
const byPlaceName = (a: string | null, b: string | null): number =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : BY_NAME.compare(a, b) || (a < b ? -1 : 1)
export const compared = (a: Standing, b: Standing): number =>
  byPlaceName(a.place, b.place) || a.lot - b.lot || byContainer(a.container, b.container)
