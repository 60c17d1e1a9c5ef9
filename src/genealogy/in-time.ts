/**
 * Moments in the order of time; at the same time in ledger order, and within an event by turns. Mostly they stand like that already. Else they are sorted digit by digit, least digit first, which takes a few passes however many they are.
 */
export interface Timed {
  readonly time: Float64Array
  readonly position: Uint32Array
  readonly turn: Uint8Array
}

const DIGIT_BITS = 11
const DIGITS = 1 << DIGIT_BITS
/** Fewer than these that stand out of order are sorted in. */
const FEW = 256

export function inOrderOfTime({ time, position, turn }: Timed, size: number): Uint32Array {
  const compare = (a: number, b: number): number => time[a] - time[b] || position[a] - position[b] || turn[a] - turn[b] || a - b
  const order = new Uint32Array(size)
  for (let i = 0; i < size; i++) order[i] = i
  let sorted = 1
  while (sorted < size && compare(sorted - 1, sorted) < 0) sorted++
  if (sorted >= size) return order
  // What is added beside the movements, such as where the seeds begin to be suspect, stands behind them all.
  if (size - sorted < FEW) return merged(order, sorted, compare)
  const times = timesAsWhole(time, size)
  if (times === null) return order.sort(compare)
  return new Sorting(order).by(turn).by(position).by(times.low).by(times.high).order
}

/** The first rows stand in order, the few behind them are sorted in. */
function merged(rows: Uint32Array, sorted: number, compare: (a: number, b: number) => number): Uint32Array {
  const rest = rows.slice(sorted).sort(compare)
  const order = new Uint32Array(rows.length)
  for (let at = 0, head = 0, tail = 0; at < order.length; at++) {
    const isTail = tail < rest.length && (head === sorted || compare(rest[tail], rows[head]) < 0)
    order[at] = isTail ? rest[tail++] : rows[head++]
  }
  return order
}

/** From the earliest on, in two parts of 32 bits; null where times are no whole milliseconds. A seed that is suspect from the start is before all. */
function timesAsWhole(time: Float64Array, size: number): { low: Uint32Array; high: Uint32Array } | null {
  let least = Infinity
  for (let i = 0; i < size; i++) if (time[i] !== -Infinity && time[i] < least) least = time[i]
  const [low, high] = [new Uint32Array(size), new Uint32Array(size)]
  for (let i = 0; i < size; i++) {
    if (time[i] === -Infinity) continue
    const after = time[i] - least + 1
    if (!Number.isSafeInteger(after)) return null
    low[i] = after % 2 ** 32
    high[i] = Math.floor(after / 2 ** 32)
  }
  return { low, high }
}

/** Stable passes over one digit each; those of a key that is the same everywhere are left out. */
class Sorting {
  order: Uint32Array
  private other: Uint32Array
  private readonly starts = new Uint32Array(DIGITS)

  constructor(order: Uint32Array) {
    this.order = order
    this.other = new Uint32Array(order.length)
  }

  by(key: Uint32Array | Uint8Array): this {
    let used = 0
    for (let i = 0; i < this.order.length; i++) used |= key[i]
    for (let shift = 0; shift < 32 && used >>> shift !== 0; shift += DIGIT_BITS) this.pass(key, shift)
    return this
  }

  private pass(key: Uint32Array | Uint8Array, shift: number): void {
    const { order, other, starts } = this
    const digitOf = (of: number): number => (key[of] >>> shift) & (DIGITS - 1)
    starts.fill(0)
    for (let i = 0; i < order.length; i++) starts[digitOf(i)]++
    for (let digit = 0, start = 0; digit < DIGITS; digit++) {
      const count = starts[digit]
      starts[digit] = start
      start += count
    }
    for (let i = 0; i < order.length; i++) other[starts[digitOf(order[i])]++] = order[i]
    this.order = other
    this.other = order
  }
}
