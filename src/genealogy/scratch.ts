import type { LotGraph } from './graph.ts'

/**
 * Work space of one trace, as long as there are lots. It is kept between traces, because filling it anew costs more
 * than most traces; every trace resets what it touched. A trace that fails simply does not give it back.
 */
export interface Scratch {
  readonly arrival: Float64Array // Infinity: not reached
  readonly reached: Int32Array // a bit per lot
  readonly seen: Int32Array // likewise; its links have been followed
  readonly used: Uint32Array // 0; memory that is not touched is not taken either
}

const kept: Scratch[] = []
const KEPT_MAX = 3

export function takeScratch(graph: LotGraph): Scratch {
  const fitting = kept.findIndex(scratch => scratch.arrival.length >= graph.lotEnd)
  const [scratch] = fitting < 0 ? [] : kept.splice(fitting, 1)
  return scratch ?? makeScratch(graph.lotEnd)
}

export function giveScratch(scratch: Scratch): void {
  kept.push(scratch)
  kept.sort((a, b) => a.arrival.length - b.arrival.length)
  if (kept.length > KEPT_MAX) kept.shift()
}

/** A quarter of room to grow, so that a growing graph does not need a new scratch for every trace. */
function makeScratch(lots: number): Scratch {
  const size = lots + (lots >>> 2) + 64
  const words = (size + 31) >>> 5
  return {
    arrival: new Float64Array(size).fill(Infinity),
    reached: new Int32Array(words),
    seen: new Int32Array(words),
    used: new Uint32Array(size),
  }
}
