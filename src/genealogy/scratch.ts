import type { LotGraph } from './graph.ts'

/**
 * Work space of one trace, as long as there are lots. It is kept between traces, because filling it anew costs more
 * than most traces; every trace resets what it touched. A trace that fails simply does not give it back.
 */
export interface Scratch {
  readonly arrival: Float64Array // Infinity: not reached
  readonly used: Uint32Array
  readonly slot: Uint32Array // 0: none
}

const kept = new WeakMap<LotGraph, Scratch>()

export function takeScratch(graph: LotGraph): Scratch {
  const scratch = kept.get(graph)
  kept.delete(graph)
  return scratch && scratch.arrival.length >= graph.lotEnd ? scratch : makeScratch(graph.lotEnd)
}

export function giveScratch(graph: LotGraph, scratch: Scratch): void {
  kept.set(graph, scratch)
}

/** A quarter of room to grow, so that a growing graph does not need a new scratch for every trace. */
function makeScratch(lots: number): Scratch {
  const size = lots + (lots >>> 2) + 64
  return { arrival: new Float64Array(size).fill(Infinity), used: new Uint32Array(size), slot: new Uint32Array(size) }
}
