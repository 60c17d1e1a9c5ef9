/** What a good engineer would write for one trace and nothing else: adjacency in plain arrays, a bitmap, lots in the order of their ids. */
import { beganAt, type Layers, madeAt } from './layers.ts'

export class PlainSweep {
  private readonly start: Uint32Array
  private readonly child: Uint32Array
  private readonly came: Float64Array
  private readonly left: Float64Array
  private readonly arrival: Float64Array

  constructor({ lots, links, parent, child }: Layers) {
    this.start = new Uint32Array(lots + 2)
    this.child = new Uint32Array(links)
    this.came = new Float64Array(links)
    this.left = new Float64Array(links)
    this.arrival = new Float64Array(lots + 1).fill(Infinity)
    for (let i = 0; i < links; i++) this.start[parent[i] + 1]++
    for (let lot = 1; lot < this.start.length; lot++) this.start[lot] += this.start[lot - 1]
    const next = this.start.slice()
    for (let i = 0; i < links; i++) {
      const at = next[parent[i]]++
      this.child[at] = child[i]
      this.came[at] = beganAt(child[i])
      this.left[at] = madeAt(child[i])
    }
  }

  /** How many lots are reached along links that respect time. */
  count(seed: number): number {
    const { start, child, came, left, arrival } = this
    const pending = new Int32Array((arrival.length + 31) >>> 5)
    const found: number[] = []
    arrival[seed] = -Infinity
    pending[seed >>> 5] |= 1 << (seed & 31)
    for (let word = seed >>> 5; word < pending.length; ) {
      const bits = pending[word]
      if (bits === 0) {
        word++
        continue
      }
      pending[word] = bits & (bits - 1)
      const lot = (word << 5) | (31 - Math.clz32(bits & -bits))
      found.push(lot)
      const since = arrival[lot]
      for (let i = start[lot]; i < start[lot + 1]; i++) {
        const at = Math.max(came[i], since)
        if (left[i] < since || at >= arrival[child[i]]) continue
        arrival[child[i]] = at
        pending[child[i] >>> 5] |= 1 << (child[i] & 31)
      }
    }
    for (const lot of found) arrival[lot] = Infinity
    return found.length - 1
  }
}
