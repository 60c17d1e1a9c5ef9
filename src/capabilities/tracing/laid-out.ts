/** What a thread found, in one piece of memory: that is handed over, or shared. Pure; it runs in the thread. */
import type { Bounds } from '../../genealogy/share.ts'
import type { BoundsColumns } from '../../genealogy/weight-columns.ts'
import type { Found } from './affected.ts'

type Memory = ArrayBuffer | SharedArrayBuffer

export interface Laid {
  readonly found: Found
  /** Null: it was not laid out, and stands in memory of its own. */
  readonly memory: Memory | null
}

/** `into` is where it is written if it is large enough, else room is made: shared where `into` is wanted at all. */
export function laidOut(found: Found, into: SharedArrayBuffer | null | undefined): Laid {
  const counted = new Pieces()
  written(found, counted)
  const memory = memoryOf(counted.size, into)
  return { found: written(found, new Pieces(memory)), memory }
}

/** A quarter more than is needed now: the next answer may be a little larger. */
function memoryOf(size: number, into: SharedArrayBuffer | null | undefined): Memory {
  if (into === undefined) return new ArrayBuffer(size)
  return into && into.byteLength >= size ? into : new SharedArrayBuffer(Math.ceil(size * 1.25))
}

function written({ reached, weights, lots, ends, total }: Found, to: Pieces): Found {
  return {
    reached: { ...reached, ids: to.wholes(reached.ids), times: to.floats(reached.times), steps: to.wholes(reached.steps) },
    weights: weights && {
      lots: to.wholes(weights.lots),
      onHand: to.bounds(weights.onHand),
      contents: to.floats(weights.contents),
      taken: {
        ...to.bounds(weights.taken),
        slot: to.wholes(weights.taken.slot),
        position: to.wholes(weights.taken.position),
        kind: to.bytes(weights.taken.kind),
        quantity: to.floats(weights.taken.quantity),
        at: to.floats(weights.taken.at),
        run: to.wholes(weights.taken.run),
        reference: to.wholes(weights.taken.reference),
      },
    },
    lots: {
      ids: to.wholes(lots.ids),
      isCertain: to.bytes(lots.isCertain),
      certain: lots.certain,
      affected: lots.affected && to.bounds(lots.affected),
      steps: to.wholes(lots.steps),
      since: to.floats(lots.since),
    },
    ends: ends && {
      onHand: to.wholes(ends.onHand),
      call: to.wholes(ends.call),
      gone: to.wholes(ends.gone),
      overdrawn: to.wholes(ends.overdrawn),
      shipped: to.wholes(ends.shipped),
    },
    total,
  }
}

/** Columns one after the other, each once; without memory they are only counted. Each begins where eight bytes do. */
class Pieces {
  size = 0
  private readonly memory: Memory | undefined
  /** Where each column was written. */
  private readonly places = new Map<object, number>()

  constructor(memory?: Memory) {
    this.memory = memory
  }

  floats(from: Float64Array): Float64Array {
    return this.once(from, (memory, at) => new Float64Array(memory, at, from.length))
  }

  wholes(from: Uint32Array): Uint32Array {
    return this.once(from, (memory, at) => new Uint32Array(memory, at, from.length))
  }

  bytes(from: Uint8Array): Uint8Array {
    return this.once(from, (memory, at) => new Uint8Array(memory, at, from.length))
  }

  bounds({ min, expected, max }: BoundsColumns): Record<keyof Bounds, Float64Array> {
    return { min: this.floats(min), expected: this.floats(expected), max: this.floats(max) }
  }

  private once<Column extends Float64Array | Uint32Array | Uint8Array>(from: Column, over: (memory: Memory, at: number) => Column): Column {
    const before = this.places.get(from)
    const at = before ?? this.size
    this.places.set(from, at)
    if (before === undefined) this.size += Math.ceil(from.byteLength / 8) * 8
    if (this.memory === undefined) return from
    const to = over(this.memory, at)
    if (before === undefined) to.set(from)
    return to
  }
}
