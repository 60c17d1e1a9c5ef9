/** What happened, lane by lane. Where it is too much to be sent one by one, what happened at one place in the same stretch of time is one; the stretch grows until there is room. */
import type { Act } from './queries.ts'

const MINUTE_MS = 60_000

export class Together {
  private told = new Map<string, Act>()
  private stretchMs = 0
  private single = 0
  private readonly most: number

  /** @param most so many are sent at most. */
  constructor(most: number) {
    this.most = most
  }

  add(act: Act): void {
    this.put(act)
    // Each time much fewer than there is room for, so that it is seldom done.
    if (this.told.size > this.most && this.stretchMs < LONGEST_MS) this.widen()
  }

  get isGrouped(): boolean {
    return this.stretchMs > 0
  }

  inOrder(): Act[] {
    return [...this.told.values()].sort((a, b) => Number(a.from) - Number(b.from) || a.since - b.since)
  }

  private put(act: Act): void {
    const key = this.keyOf(act)
    const known = this.told.get(key)
    this.told.set(key, known ? both(known, act) : act)
  }

  private keyOf({ side, certain, standing, left, act, site, workCenter, station, from }: Act): string {
    if (this.stretchMs === 0) return String(this.single++)
    return [side, certain, standing, left, act, site, workCenter, station, Math.floor(Number(from) / this.stretchMs)].join('~')
  }

  private widen(): void {
    const acts = [...this.told.values()]
    do {
      this.stretchMs = this.stretchMs === 0 ? MINUTE_MS : this.stretchMs * 2
      this.told = new Map()
      for (const act of acts) this.put(act)
    } while (this.told.size > this.most / 4 && this.stretchMs < LONGEST_MS)
  }
}

/** A thousand years: of more lanes than there is room for each is one bar. */
const LONGEST_MS = 1000 * 366 * 24 * 60 * MINUTE_MS

function both(one: Act, other: Act): Act {
  const same = <Name extends 'material' | 'run' | 'workOrder' | 'operation'>(name: Name): Act[Name] | null =>
    one[name] === other[name] ? one[name] : null
  return {
    ...(one.since <= other.since ? one : other),
    lots: one.lots + other.lots,
    from: Math.min(Number(one.from), Number(other.from)),
    to: Math.max(Number(one.to), Number(other.to)),
    first: one.first < other.first ? one.first : other.first,
    last: one.last > other.last ? one.last : other.last,
    material: same('material'),
    run: same('run'),
    workOrder: same('workOrder'),
    operation: same('operation'),
  }
}
