import { type Flows, giveFlows } from './flows.ts'
import { anyFloats, anyWholes, floats, giveBack } from './memory.ts'
import { type Bounds, tidy } from './share.ts'
import { isEndKind } from './timeline.ts'
import type { WeightColumns } from './weight-columns.ts'

/**
 * How much suspect material there is in all at the ends of a forward trace, on hand, shipped or gone, per unit of measure. What can be
 * in one lot can often not be in another as well, so the most of all is less than the sum of what is most in each. Suspect units flow from lot to
 * lot, and links lead to later slots: so what can be at the ends is capped wherever the stream is crossed between two slots.
 *
 * - *by target*: behind the last slot, by the sum over the lots of what their ends can hold;
 * - *by source*: before the first, by what can come of each lot that is cut off from its parents: the seeds, and lots where one unit may spoil any number;
 * - *at the narrowest place* between the two: by the ends before it, and what can come of each lot behind it that a link leads into from before it.
 *
 * What can come of a lot is reckoned backwards, and is the smaller of (units ever suspect in it) x (end units that one of them can become) and
 * (what its own ends can hold) + (what can go over each link out of it). See docs/guide/precision.md for the proof.
 */
export function totalAffected<Unit>(weights: WeightColumns, flows: AskedFlows, unitOf: (lot: number) => Unit): Map<Unit, Bounds> {
  const most = anyFloats(weights.lots.length)
  const sums = endsByUnit(weights, unitOf, most)
  let stream: Stream | null | undefined
  const totals = new Map<Unit, Bounds>()
  for (const [unit, { min, expected, max }] of sums) {
    // What is certain at every end is the most there can be, too.
    if (max > min) stream ??= streamOf(weights, flows())
    const own = max > min && stream ? ofUnit(most, lot => unitOf(lot) === unit, weights.lots) : null
    totals.set(unit, tidy(min, expected, own && stream ? Math.min(max, stream.most(own)) : max))
    if (own) giveBack(own)
  }
  giveBack(most)
  stream?.giveBack()
  return totals
}

/** What can flow, read when it is asked for: of most answers what is most at each end is certain there, too. Null: it is no cap. */
export type AskedFlows = () => Flows | null

const streamOf = (weights: WeightColumns, flows: Flows | null): Stream | null => flows && new Stream(weights, flows)

/** The same at most, as if all that was ever affected in the lots that have a unit were at their ends, and nothing in any other. */
export function mostAffected<Unit>(weights: WeightColumns, flows: AskedFlows, unitOf: (lot: number) => Unit | null): Map<Unit, number> {
  const totals = totalAffected({ ...weights, onHand: weights.affected, taken: NOTHING_TAKEN }, flows, unitOf)
  return new Map([...totals].flatMap(([unit, { max }]) => (unit === null ? [] : [[unit, max] as const])))
}

const NOTHING_TAKEN: WeightColumns['taken'] = {
  slot: new Uint32Array(0),
  position: new Uint32Array(0),
  kind: new Uint8Array(0),
  quantity: new Float64Array(0),
  at: new Float64Array(0),
  run: new Uint32Array(0),
  reference: new Uint32Array(0),
  min: new Float64Array(0),
  expected: new Float64Array(0),
  max: new Float64Array(0),
}

class Sum {
  min = 0
  expected = 0
  max = 0
}

/** What of each lot is suspect on hand, shipped or gone: in all by unit of measure, and at most, lot by lot, in `most`. Long on purpose: it is one look at each of very many lots. */
function endsByUnit<Unit>(
  { lots, onHand, affected, taken, returned }: WeightColumns,
  unitOf: (lot: number) => Unit,
  most: Float64Array,
): Map<Unit, Sum> {
  const sums = new Map<Unit, Sum>()
  let [last, sum]: [Unit | undefined, Sum] = [undefined, new Sum()]
  // Read out of their objects once: within the loop that would be done for each lot.
  const [mins, expecteds, maxes, caps] = [onHand.min, onHand.expected, onHand.max, affected.max]
  const rows = taken.slot.length
  const hasReturned = returned.size > 0
  for (let slot = 0, row = 0; slot < lots.length; slot++) {
    let min = mins[slot]
    let expected = expecteds[slot]
    let max = maxes[slot]
    for (; row < rows && taken.slot[row] === slot; row++) {
      if (!isEndKind(taken.kind[row])) continue
      min += taken.min[row]
      expected += taken.expected[row]
      max += taken.max[row]
    }
    // What came back is on hand again, or went on; it is not to be counted among what was shipped as well.
    if (hasReturned) {
      const back = returned.get(slot) ?? 0
      min = Math.max(0, min - back)
      expected = Math.max(0, expected - back)
    }
    max = Math.min(max, caps[slot])
    most[slot] = max
    if (max === 0) continue
    const unit = unitOf(lots[slot])
    if (unit !== last || sums.size === 0) {
      sum = sums.get(unit) ?? new Sum()
      sums.set(unit, sum)
      last = unit
    }
    sum.min += min
    sum.expected += expected
    sum.max += max
  }
  return sums
}

/** What the lots of one unit hold, each by itself. */
function ofUnit(most: Float64Array, isOfIt: (lot: number) => boolean, lots: Uint32Array): Float64Array {
  const own = anyFloats(lots.length)
  for (let slot = 0; slot < lots.length; slot++) own[slot] = most[slot] > 0 && isOfIt(lots[slot]) ? most[slot] : 0
  return own
}

/** What flows from lot to lot to the ends of one unit of measure. */
class Stream {
  private readonly weights: WeightColumns
  private readonly flows: Flows
  /** Per slot the earliest slot that a link leads into it from. */
  private readonly begins: Uint32Array
  /** Per slot the end units that one unit of the lot can become, and what can come of all that is suspect in it. */
  private readonly each: Float64Array
  private readonly all: Float64Array

  constructor(weights: WeightColumns, flows: Flows) {
    this.weights = weights
    this.flows = flows
    const { length } = weights.lots
    this.begins = anyWholes(length)
    this.each = anyFloats(length)
    this.all = anyFloats(length)
    for (let slot = 0, link = 0; slot < length; slot++) {
      this.begins[slot] = slot
      for (; link < flows.end[slot]; link++) this.begins[slot] = Math.min(this.begins[slot], flows.parent[link])
    }
  }

  /** What can be at ends that hold so much each, where the stream is narrowest. */
  most(own: Float64Array): number {
    this.reckonBackwards(own)
    return this.acrossAt(this.narrowest(own), own)
  }

  giveBack(): void {
    giveBack(this.begins, this.each, this.all)
    giveFlows(this.flows)
  }

  /** Links lead to later slots, so whatever a lot leads to is reckoned before it. */
  private reckonBackwards(own: Float64Array): void {
    const { each, all, flows, weights } = this
    const { parent, gain, most, isCut, end } = flows
    each.fill(0)
    all.fill(0)
    for (let slot = each.length - 1; slot >= 0; slot--) {
      if (own[slot] > 0 && each[slot] < 1) each[slot] = 1
      if (each[slot] === 0) continue
      all[slot] = Math.min(weights.affected.max[slot] * each[slot], own[slot] + all[slot])
      if (isCut[slot] === 1) continue
      for (let link = slot > 0 ? end[slot - 1] : 0; link < end[slot]; link++) {
        const from = parent[link]
        if (gain[link] * each[slot] > each[from]) each[from] = gain[link] * each[slot]
        all[from] += Math.min(most[link] * each[slot], all[slot])
      }
    }
  }

  /** The slot before which least crosses. One further, what ends in the lot is counted instead of what can come of it, and what it leads to enters. */
  private narrowest(own: Float64Array): number {
    const { all, begins } = this
    const entering = floats(all.length)
    for (let slot = 0; slot < all.length; slot++) if (begins[slot] < slot) entering[begins[slot]] += this.enteringBefore(slot)
    let across = this.acrossAt(0, own)
    let [least, place] = [across, 0]
    for (let slot = 0; slot < all.length; slot++) {
      across += own[slot] - this.beginning(slot) + entering[slot]
      if (begins[slot] < slot) across -= this.enteringBefore(slot)
      if (across < least) [least, place] = [across, slot + 1]
    }
    giveBack(entering)
    return place
  }

  private acrossAt(place: number, own: Float64Array): number {
    const { all, begins } = this
    let sum = 0
    for (let slot = 0; slot < place; slot++) sum += own[slot]
    for (let slot = place; slot < all.length; slot++) sum += this.beginning(slot) + (begins[slot] < place ? this.enteringBefore(slot) : 0)
    return sum
  }

  /** What can come of what is suspect in the lot and flowed into it from nowhere: all of it, or what was drawn beyond what is recorded and parts that count as a piece. */
  private beginning(slot: number): number {
    const { each, all, flows, weights } = this
    const missing = Math.max(0, -weights.contents[slot])
    return (flows.rounded[slot] + missing) * each[slot] + (flows.isCut[slot] === 1 ? all[slot] : 0)
  }

  /** The rest of it, where it flowed in from before. */
  private enteringBefore(slot: number): number {
    return this.all[slot] - this.flows.rounded[slot] * this.each[slot]
  }
}
