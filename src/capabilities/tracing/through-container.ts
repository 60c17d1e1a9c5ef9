/**
 * What of a lot lay in a container in a span of time: its stock is played from place to place. What lies in the container then is of
 * the part; of what is mixed with the rest elsewhere, a draw takes so much at least and so much at most.
 */
import type { LainPart } from '../../genealogy/part.ts'
import { all, type Bounds, DUST, NONE, tidy } from '../../genealogy/share.ts'

/** One line of the lot, in order of time; a move is two of them. */
export interface PlaceLine {
  readonly lot: number
  readonly position: number
  readonly kind: string
  readonly delta: number
  readonly place: string
  readonly at: number
  /** Since when it may have come: an output is filled over a time. */
  readonly from: number
  readonly run: string | null
  /** The event named the container it was taken out of; else the books chose one, and it may have been another. */
  readonly isStated: boolean
}

/** A container that was the one asked for, or stood in it, from `from` until `until`. */
export interface Span {
  readonly place: string
  readonly from: number
  readonly until: number
}

/** `after` is when the whole lot had come to lie there; null where it did not lie there at all. */
export type Lain =
  | { readonly whole: true; readonly after: number | undefined }
  | { readonly whole: false; readonly part: LainPart; readonly lying: Lying }
/** By container, and loose stock under '': what lies there, and what of that is of the part. */
export type Lying = ReadonlyMap<string, { readonly contents: number; readonly suspect: Bounds }>

export function lainThere(lines: readonly PlaceLine[], spans: readonly Span[], homogeneous: boolean): Lain | null {
  return new Played(lines, spans, homogeneous).result()
}

interface Heap {
  contents: number
  suspect: Bounds
}
interface Taken {
  readonly kind: string
  readonly run: string | null
  readonly at: number
  readonly quantity: number
  readonly suspect: Bounds
  /** Out of the container itself, while it was asked about. */
  readonly isInside: boolean
}

const CAME_BACK: ReadonlyMap<string, string> = new Map([
  ['unloaded', 'loaded'],
  ['returned', 'shipped'],
  ['removed', 'installed'],
])
const COMES_CLEAN: ReadonlySet<string> = new Set(['received', 'produced', 'split', 'merged', 'serialized'])
const sum = (a: Bounds, b: Bounds): Bounds => ({ min: a.min + b.min, expected: a.expected + b.expected, max: a.max + b.max })

class Played {
  private readonly heaps = new Map<string, Heap>()
  private readonly taken = new Map<number, Taken[]>()
  private readonly spans = new Map<string, Span[]>()
  private readonly homogeneous: boolean
  private ever: Bounds = NONE
  private first = Infinity
  /** Whether all that is in the lot since then lay in the container. */
  private isWhole = true
  private hasLeftBefore = false
  private lastLeft = -Infinity
  /** Less lay somewhere than was taken from there: what the record says of places is not all there was. */
  private isShort = false

  constructor(lines: readonly PlaceLine[], spans: readonly Span[], homogeneous: boolean) {
    this.homogeneous = homogeneous
    for (const span of spans) this.spans.set(span.place, [...(this.spans.get(span.place) ?? []), span])
    const begins = [...spans].sort((a, b) => a.from - b.from)
    let begun = 0
    for (let i = 0; i < lines.length; ) {
      const line = lines[i]
      for (; (begins[begun]?.from ?? Infinity) <= line.at; begun++) this.begin(begins[begun])
      const into = otherEnd(line, lines[i + 1])
      const end = into === null ? this.endOfDraw(lines, i) : i + 2
      if (into !== null) this.move(line, into)
      else if (line.delta < 0) this.leave(lines.slice(i, end))
      else this.come(line)
      i = end
    }
    for (const span of begins.slice(begun)) this.begin(span)
  }

  result(): Lain | null {
    if (this.first === Infinity) return null
    if (this.isWhole && !this.isShort) return { whole: true, after: this.hasLeftBefore ? this.first : undefined }
    const unsure = (bounds: Bounds): Bounds => (this.isShort ? { ...bounds, min: 0 } : bounds)
    const stays = [...this.heaps.values()].reduce((total, heap) => sum(total, this.lyingIn(heap)), NONE)
    const shares = new Map([...this.taken].map(([position, list]) => [position, this.shareOf(list)]))
    const lying = new Map([...this.heaps].map(([place, heap]) => [place, { contents: heap.contents, suspect: this.lyingIn(heap) }]))
    return { whole: false, part: { from: this.first, shares, stays, ever: unsure(this.ever) }, lying }
  }

  private lyingIn({ contents, suspect }: Heap): Bounds {
    return this.isShort ? { min: 0, expected: suspect.expected, max: Math.min(Math.max(0, contents), this.ever.max) } : suspect
  }

  /** As a share of what the event took. Of one that took in several ways, nobody can say which way took which part. */
  private shareOf(list: readonly Taken[]): Bounds {
    const quantity = list.reduce((total, one) => total + one.quantity, 0)
    const { min, expected, max } = list.reduce((total, one) => sum(total, one.suspect), NONE)
    const isOpen = this.isShort && list.some(one => one.at >= this.first && !one.isInside)
    const isMixed = new Set(list.map(({ kind }) => kind)).size > 1 && max > 0 && min < quantity - DUST
    if (isOpen || isMixed) return { min: 0, expected: expected / quantity, max: 1 }
    return tidy(min / quantity, expected / quantity, max / quantity)
  }

  private heap(at: string): Heap {
    const place = heapOf(at)
    const known = this.heaps.get(place)
    if (known) return known
    const made = { contents: 0, suspect: NONE }
    this.heaps.set(place, made)
    return made
  }

  private isInside(place: string, at: number): boolean {
    return this.spans.get(place)?.some(({ from, until }) => from <= at && at <= until) ?? false
  }

  /** The time asked for begins, or a container with something in it comes to stand in the one that is asked for. */
  private begin({ place, from }: Span): void {
    const heap = this.heap(place)
    if (heap.contents > DUST) this.mark(heap, from)
  }

  /** All that lies there is of the part from now on. */
  private mark(heap: Heap, at: number): void {
    const { contents, suspect } = heap
    this.ever = sum(this.ever, tidy(contents - suspect.max, contents - suspect.expected, contents - suspect.min))
    heap.suspect = all(Math.max(0, contents))
    this.notice(at)
    if ([...this.heaps.values()].some(other => other.contents - other.suspect.min > DUST)) this.isWhole = false
  }

  private notice(at: number): void {
    // What left in that very moment would count as having left later.
    if (this.first === Infinity && this.lastLeft === at) this.isWhole = false
    this.first = Math.min(this.first, at)
  }

  private move(line: PlaceLine, to: string): void {
    const { place, delta, at, isStated } = line
    const taken = isStated || heapOf(place) === '' ? this.takeEach([line]) : this.takeAnywhere([line], -delta)
    this.put(to, -delta, taken)
    if (this.isInside(to, at)) this.mark(this.heap(to), at)
  }

  private come(line: PlaceLine): void {
    const portion = this.portionOf(line)
    this.put(line.place, line.delta, portion)
    if (this.isInside(line.place, line.at)) return this.mark(this.heap(line.place), line.at)
    if (this.isFilledInside(line)) return this.fillPerhaps(line)
    if (this.first < Infinity && portion.min < line.delta - DUST) this.isWhole = false
  }

  /** Of what comes in from elsewhere nothing is of the part; of what comes back, turns up or is put right, some may be. */
  private portionOf(line: PlaceLine): Bounds {
    const left = CAME_BACK.get(line.kind)
    if (left === undefined) return COMES_CLEAN.has(line.kind) ? NONE : this.perhaps(line.delta)
    if (this.hasLeftBefore) this.isWhole = false
    return this.cameBack(line, left)
  }

  /** It was put in over a time, which had begun when the time asked for was over. */
  private isFilledInside({ place, from }: PlaceLine): boolean {
    return this.spans.get(place)?.some(span => span.from <= from && from <= span.until) ?? false
  }

  private fillPerhaps({ place, delta, from }: PlaceLine): void {
    const heap = this.heap(place)
    const some = { min: 0, expected: delta / 2, max: delta }
    heap.suspect = this.within(heap.contents, sum(heap.suspect, some))
    this.ever = sum(this.ever, some)
    this.isWhole = false
    this.notice(from)
  }

  /** The lines of one draw: what an event took in one way, out of as many places as it needed. */
  private endOfDraw(lines: readonly PlaceLine[], from: number): number {
    const first = lines[from]
    const isSame = (line: PlaceLine): boolean =>
      line.delta < 0 && line.kind === first.kind && line.position === first.position && line.isStated === first.isStated
    let end = from + 1
    while (first.delta < 0 && end < lines.length && isSame(lines[end])) end++
    return end
  }

  private leave(lines: readonly PlaceLine[]): void {
    const [{ position, kind, run, at, isStated }] = lines as [PlaceLine]
    const isInside = lines.every(({ place }) => this.isInside(place, at))
    if (isInside) this.notice(at)
    else if (this.first === Infinity) this.hasLeftBefore = true
    const quantity = lines.reduce((total, { delta }) => total - delta, 0)
    const suspect = isStated || lines.every(({ place }) => heapOf(place) === '') ? this.takeEach(lines) : this.takeAnywhere(lines, quantity)
    this.lastLeft = at
    const one = { kind, run, at, quantity, suspect, isInside }
    const list = this.taken.get(position)
    if (list) list.push(one)
    else this.taken.set(position, [one])
  }

  private takeEach(lines: readonly PlaceLine[]): Bounds {
    return lines.reduce((total, { place, delta, at }) => sum(total, this.take(place, -delta, this.isInside(place, at))), NONE)
  }

  /** Loose stock was not enough, and nobody said which container: it may have been any of them. */
  private takeAnywhere(lines: readonly PlaceLine[], quantity: number): Bounds {
    const heaps = [...this.heaps.values()].filter(({ contents }) => contents > DUST)
    if (heaps.length <= 1) return this.takeEach(lines)
    const there = { contents: 0, suspect: NONE }
    for (const { contents, suspect } of heaps) {
      there.contents += contents
      there.suspect = sum(there.suspect, suspect)
    }
    this.takeEach(lines)
    if (quantity < there.contents - DUST && there.suspect.max > 0) this.isShort = true
    return this.within(quantity, drawn(quantity, there))
  }

  private take(place: string, quantity: number, isInside: boolean): Bounds {
    const heap = this.heap(place)
    const { contents, suspect } = heap
    if (quantity > contents + DUST) this.isShort = true
    const taken = isInside ? all(quantity) : drawn(quantity, heap)
    heap.contents = contents - quantity
    const rest = tidy(suspect.min - quantity, suspect.expected - taken.expected, Math.min(heap.contents, suspect.max))
    heap.suspect = this.within(heap.contents, rest)
    return this.within(quantity, taken)
  }

  private put(place: string, quantity: number, suspect: Bounds): void {
    const heap = this.heap(place)
    heap.contents += quantity
    heap.suspect = this.within(heap.contents, sum(heap.suspect, suspect))
  }

  /** Of a melt or liquid all is suspect as soon as any of it is. */
  private within(contents: number, { min, expected, max }: Bounds): Bounds {
    const there = Math.max(0, contents)
    const spread = (part: number): number => (this.homogeneous && part > DUST ? there : Math.min(part, there))
    return tidy(spread(min), spread(expected), spread(max))
  }

  /** What the run or the shipment gave back is of what it had taken. */
  private cameBack({ run, delta }: PlaceLine, kind: string): Bounds {
    const same = [...this.taken.values()].flat().filter(one => one.kind === kind && (run === null || one.run === run))
    const { min, expected, max } = same.reduce((total, one) => sum(total, one.suspect), NONE)
    const quantity = same.reduce((total, one) => total + one.quantity, 0)
    if (quantity < delta - DUST) return this.perhaps(delta)
    return tidy(delta - (quantity - min), (delta * expected) / quantity, Math.min(delta, max))
  }

  private perhaps(quantity: number): Bounds {
    return this.first === Infinity ? NONE : { min: 0, expected: 0, max: quantity }
  }
}

/** Which shelf loose stock is taken from the books choose by themselves: what lies loose is one heap. */
const heapOf = (place: string): string => (place.startsWith('container:') ? place : '')

function drawn(quantity: number, { contents, suspect }: Heap): Bounds {
  const expected = contents > 0 ? (quantity * suspect.expected) / contents : 0
  return tidy(quantity - (contents - suspect.min), expected, Math.min(quantity, suspect.max))
}

/** Where a move goes: it is two lines of one event. */
function otherEnd(out: PlaceLine, into: PlaceLine | undefined): string | null {
  if (out.kind !== 'moved' || into?.kind !== 'moved' || out.position !== into.position || out.delta >= 0) return null
  return Math.abs(out.delta + into.delta) < DUST ? into.place : null
}
