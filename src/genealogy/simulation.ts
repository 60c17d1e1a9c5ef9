import { firstAtLeast } from '../base/sorted.ts'
import { type Drawing, drawnPortion, linkQuantity, type Weighing } from './draw.ts'
import type { LinkRows } from './facts.ts'
import { HOMOGENEOUS, kindCode, type LotGraph, MOVEMENT_KINDS, type MovementKind } from './graph.ts'
import { anyFloats, anyWholes, floats, giveBack, whenForgotten } from './memory.ts'
import { isDrawnPart, type LainPart, type SeedPart, shareOfPart } from './part.ts'
import { isTimed, type Reach, type TimedReach } from './reach.ts'
import { type OwnDraws, Remade } from './remade.ts'
import { type CameAgain, cameAgain, newlyAffected, type Others, together, twinsOf } from './rework.ts'
import {
  type Alternative,
  all,
  allOrNothing,
  alternative,
  type Bounds,
  between,
  cleanAlternative,
  DUST,
  leftAfter,
  lowest,
  NONE,
  suspectAlternative,
  takenFrom,
  tidy,
  union,
  unsure,
  withoutDust,
} from './share.ts'
import { SingleDraw } from './single-draw.ts'
import { pickedBytes, pickedFloats, pickedWholes } from './table.ts'
import { AFTER, drawFrom, IN, INSTALL, isEndKind, type Moments, OUT, sameDraw, type Timeline } from './timeline.ts'
import { addBounds, type BoundsColumns, boundsAt, columnsOf, subtractBounds, type WeightColumns, writeBounds } from './weight-columns.ts'

/** What comes back is what went out by the other kind: it brings back its suspect share. */
const CAME_BACK_FROM: ReadonlyMap<number, number> = new Map(
  (
    [
      ['unloaded', 'loaded'],
      ['returned', 'shipped'],
      ['removed', 'installed'],
    ] satisfies [MovementKind, MovementKind][]
  ).map(([back, out]) => [kindCode(back), kindCode(out)]),
)
/** It came in as something new, not as what went out before or turned up. */
export const isReceived = (kind: number): boolean => RECEIVED[kind] === 1
export const [ADJUSTED, LOADED] = [kindCode('adjusted'), kindCode('loaded')]
const RETURNED = kindCode('returned')
const RECEIVED = Uint8Array.from(MOVEMENT_KINDS, (_, kind) => (kind !== ADJUSTED && !CAME_BACK_FROM.has(kind) ? 1 : 0))

/** How deep early arrivals may call for each other before the loose bound is taken instead. */
const PULL_DEPTH_MAX = 64

const takenOf = ({ takenMin, takenExpected, takenMax }: Moments): BoundsColumns => ({
  min: takenMin,
  expected: takenExpected,
  max: takenMax,
})
/** Per slot what hardly any lot needs, where lots are played one by one. */
interface Rare {
  readonly received: Float64Array
  readonly gone: BoundsColumns
  readonly isWhole: Uint8Array
  readonly lastIn: Float64Array
  readonly pulled: Float64Array
  readonly toCome: Uint32Array
  readonly isIntricate: Uint8Array
}

const newRare = (lots: number): Rare => ({
  received: new Float64Array(lots),
  gone: columnsOf(lots, size => new Float64Array(size)),
  isWhole: new Uint8Array(lots),
  lastIn: new Float64Array(lots),
  pulled: new Float64Array(lots),
  toCome: new Uint32Array(lots),
  isIntricate: new Uint8Array(lots),
})

/** It is kept from one weighing to the next, and only what was written is cleared: of more lots than these, which are 70 bytes each at most, nothing is kept. */
const KEPT_RARE_MAX = 1_200_000
let keptRare: Rare | undefined

/** Holding zeros, but for `received` and `lastIn`, which are written before they are read. */
export function takeRare(lots: number): Rare {
  const rare = keptRare && keptRare.isWhole.length >= lots ? keptRare : newRare(lots)
  if (rare === keptRare) keptRare = undefined
  return rare
}

export function giveRare(rare: Rare, written: readonly number[]): void {
  if (rare.isWhole.length > KEPT_RARE_MAX) return
  for (const slot of written) {
    rare.isWhole[slot] = rare.pulled[slot] = rare.toCome[slot] = rare.isIntricate[slot] = 0
    rare.gone.min[slot] = rare.gone.expected[slot] = rare.gone.max[slot] = 0
  }
  keptRare = rare
}

whenForgotten(() => {
  keptRare = undefined
})

/**
 * Plays the moments of a reach in the order of time. Per lot: its contents, the suspect part of them, and what was
 * ever affected. Records may contradict the order of time (a late report, a lot drawn from while it is still being
 * filled): then what may have come by that time is taken in first, and a draw not yet played counts as
 * "anything between nothing and all of it". That is loose, and it is sound.
 */
export class Simulation {
  private readonly graph: LotGraph
  private readonly reach: Reach | TimedReach
  readonly timeline: Timeline
  moments: Moments
  readonly contents: Float64Array
  readonly received: Float64Array // all that ever came in, without what merely came back
  suspect: BoundsColumns
  affected: BoundsColumns
  readonly gone: BoundsColumns // the suspect part of what left and did not come back
  readonly isWhole: Uint8Array // everything in it, and everything that will come, is suspect
  readonly arrival: Float64Array
  readonly lastIn: Float64Array
  taken: BoundsColumns
  private readonly early = new Map<number, number[]>() // slot -> moments that come in before their turn
  private readonly passing = new Map<number, Bounds>() // removed component -> affected units of its assembly
  private readonly waiting = new Map<number, Waiting[]>() // slot -> installs dated before all their units were in the assembly
  private readonly pulled: Float64Array // of the contents: came in before its own time, so it may not be there yet
  private readonly toCome: Uint32Array // how many moments that come in are still to be played
  /** Per slot 1 where something came early or a removed component was passed through: then no draw from it is a simple one. */
  private readonly isIntricate: Uint8Array
  private readonly link: LinkRows
  private readonly single: SingleDraw
  private readonly portionMade = { min: 0, expected: 0, max: 0 }
  private readonly drawing: Drawing
  private readonly weighing: Weighing = (index, unit) => this.alternativeOf(index, unit)
  /** Per slot the part of a seed that is suspect, where it is not all of it. */
  private readonly parts = new Map<number, PartPlayed>()
  /** Lots that were made into themselves. */
  private readonly remade: Remade
  /** The slot of which what it gave to itself does not count. */
  private without = -1
  readonly rare: Rare
  private depth = 0
  private isArrivalTaken = false

  /** What is to be cleared lot by lot, before each is played, need not be clear when it is made. */
  constructor(graph: LotGraph, reach: Reach | TimedReach, timeline: Timeline, made = floats, rare = newRare(timeline.lots.length)) {
    this.graph = graph
    this.reach = reach
    this.timeline = timeline
    this.moments = timeline.moments.columns
    this.taken = takenOf(this.moments)
    const lots = timeline.lots.length
    this.contents = made(lots)
    this.suspect = columnsOf(lots, made)
    this.affected = columnsOf(lots, made)
    this.arrival = anyFloats(lots)
    this.rare = rare
    this.received = rare.received
    this.gone = rare.gone
    this.isWhole = rare.isWhole
    this.lastIn = rare.lastIn
    this.pulled = rare.pulled
    this.toCome = rare.toCome
    this.isIntricate = rare.isIntricate
    this.drawing = { link: timeline.link, flags: graph.flags }
    this.link = timeline.link
    const { contents, suspect, arrival, lastIn, isWhole, isIntricate } = this
    this.single = new SingleDraw(graph.flags, timeline, { contents, suspect, arrival, lastIn, isWhole, isIntricate })
    this.remade = new Remade(this)
    this.setArrivals()
  }

  /** Nothing was played of it yet. */
  clear(slot: number): void {
    this.contents[slot] = this.received[slot] = 0
    for (const { min, expected, max } of [this.suspect, this.affected]) min[slot] = expected[slot] = max[slot] = 0
  }

  private setArrivals(): void {
    const { reach } = this
    const { lots } = this.timeline
    if (!isTimed(reach)) {
      for (const { lot } of reach.seeds) this.arrival[firstAtLeast(lots, lot)] = -Infinity
      return
    }
    const { ids, times, seeds, seedTimes } = reach
    if (reach.transit.length > 0) this.arrival.fill(Infinity)
    for (let i = 0, slot = 0; i < ids.length; i++, slot++) {
      while (lots[slot] !== ids[i]) slot++
      this.arrival[slot] = times[i]
    }
    seeds.forEach((seed, i) => {
      this.arrival[firstAtLeast(lots, seed.lot)] = seed.part ? -Infinity : seedTimes[i]
    })
  }

  private setParts(): void {
    const seeds = this.reach.seeds.flatMap(({ lot, part }) => (part ? [{ slot: this.timeline.slotOf(lot), part }] : []))
    if (seeds.length === 0) return
    const begins = this.beginsOf(new Set(seeds.map(({ slot }) => slot)))
    for (const { slot, part } of seeds) this.parts.set(slot, this.partPlayed(slot, part, begins.get(slot) ?? new Map()))
  }

  /** Plays everything in the order of time. */
  run(): void {
    this.lastIn.fill(-Infinity)
    this.setParts()
    const order = this.timeline.order()
    this.findEarly(order)
    this.remade.find()
    for (const slot of this.early.keys()) this.isIntricate[slot] = 1
    for (const slot of this.timeline.passed.keys()) this.isIntricate[slot] = 1
    for (const slot of this.parts.keys()) this.isIntricate[slot] = 1
    const { done } = this.moments
    for (let i = 0; i < order.length; i++) {
      const moment = order[i]
      if (done[moment] === 0) this.play(moment)
      else this.arrive(moment)
    }
    this.settleWaiting()
    for (const [slot, part] of this.parts) {
      // More may have left than had come in by then.
      if (!part.of.lain) this.affected.max[slot] = Math.max(this.affected.max[slot], part.left)
      else this.stayAsPart(slot, part.of.lain, part.added)
    }
  }

  result(): WeightColumns {
    const { moments, timeline } = this
    const rows = this.outRows()
    const columns = {
      lots: timeline.lots,
      affected: this.affected,
      onHand: this.suspect,
      contents: this.contents,
      taken: {
        slot: pickedWholes(moments.slot, rows),
        position: pickedWholes(moments.position, rows),
        kind: pickedBytes(moments.kind, rows),
        run: pickedWholes(moments.run, rows),
        reference: pickedWholes(moments.reference, rows),
        quantity: pickedFloats(moments.quantity, rows),
        at: pickedFloats(moments.time, rows),
        min: pickedFloats(this.taken.min, rows),
        expected: pickedFloats(this.taken.expected, rows),
        max: pickedFloats(this.taken.max, rows),
      },
      returned: this.returned(),
    }
    giveBack(rows)
    if (!this.isArrivalTaken) giveBack(this.arrival)
    return columns
  }

  /** For whoever reads it after the weighing. */
  takeArrival(): Float64Array {
    this.isArrivalTaken = true
    return this.arrival
  }

  private returned(): Map<number, number> {
    const { kind, slot, quantity } = this.moments
    const { size } = this.timeline.moments
    const returned = new Map<number, number>()
    for (let moment = 0; moment < size; moment++)
      if (kind[moment] === RETURNED) returned.set(slot[moment], (returned.get(slot[moment]) ?? 0) + quantity[moment])
    return returned
  }

  private outRows(): Uint32Array {
    const { what } = this.moments
    const { size } = this.timeline.moments
    const rows = anyWholes(size)
    let count = 0
    for (let moment = 0; moment < size; moment++) if (what[moment] === OUT) rows[count++] = moment
    return rows.subarray(0, count)
  }

  /** It came in early: from its own time on it is surely there, and what it spreads is certain. */
  private arrive(moment: number): void {
    const slot = this.moments.slot[moment]
    if (this.moments.what[moment] === IN) this.pulled[slot] = exactly(this.pulled[slot] - this.moments.quantity[moment])
    this.spread(slot)
  }

  /** Marks what may have come into a lot before something left it or was asked of it, although it is recorded later. */
  private findEarly(order: Uint32Array): void {
    const { slot, what, time, position, came } = this.moments
    const lots = this.timeline.lots.length
    const lastOut = new Float64Array(lots).fill(-Infinity)
    const lastOutAt = new Float64Array(lots)
    const outBefore = new Float64Array(lots).fill(-Infinity) // the last one of another event
    const asks = this.findAsks()
    for (let i = 0; i < order.length; i++) {
      const moment = order[i]
      const of = slot[moment]
      if (what[moment] === IN) this.toCome[of]++
      if (what[moment] === OUT) {
        if (lastOutAt[of] !== position[moment]) outBefore[of] = lastOut[of]
        lastOut[of] = time[moment]
        lastOutAt[of] = position[moment]
        continue
      }
      const out = lastOutAt[of] === position[moment] ? outBefore[of] : lastOut[of]
      const isAsked = what[moment] === IN && anyWithin(asks.get(of), came[moment], time[moment])
      if (what[moment] !== AFTER && (came[moment] <= out || isAsked)) append(this.early, of, moment)
    }
  }

  /** When something but an out-movement asks what is in a lot: an install, what turned up, a link that no out-movement belongs to. */
  private findAsks(): Map<number, number[]> {
    const { slot, what, time, kind } = this.moments
    const { link, source } = this.timeline
    const asks = new Map<number, number[]>()
    for (let moment = 0; moment < this.timeline.moments.size; moment++) {
      if (what[moment] === INSTALL || (what[moment] === IN && kind[moment] === ADJUSTED)) append(asks, slot[moment], time[moment])
    }
    const [from, to] = this.comingIn()
    for (let index = 0; index < this.timeline.linkCount; index++) {
      const parent = source[index]
      const left = link.left[index]
      if (parent >= 0 && left >= from[parent] && left <= to[parent] && !this.hasOutAt(parent, link.taken[index])) append(asks, parent, left)
    }
    for (const times of asks.values()) times.sort((a, b) => a - b)
    return asks
  }

  /** Per slot: the time over which things come in; what is asked before or after it needs no second look. */
  private comingIn(): [from: Float64Array, to: Float64Array] {
    const { slot, what, time, came } = this.moments
    const from = new Float64Array(this.timeline.lots.length).fill(Infinity)
    const to = new Float64Array(this.timeline.lots.length).fill(-Infinity)
    for (let moment = 0; moment < this.timeline.moments.size; moment++) {
      if (what[moment] !== IN) continue
      const of = slot[moment]
      from[of] = Math.min(from[of], came[moment])
      to[of] = Math.max(to[of], time[moment])
    }
    return [from, to]
  }

  /** There is more to play, and what is played may stand in columns that have grown. */
  follow(): void {
    if (this.moments === this.timeline.moments.columns) return
    this.moments = this.timeline.moments.columns
    this.taken = takenOf(this.moments)
  }

  play(moment: number): void {
    this.moments.done[moment] = 1
    const { what } = this.moments
    if (what[moment] === OUT) this.leave(moment)
    else if (what[moment] === IN) this.enter(moment)
    else if (what[moment] === INSTALL) this.install(moment)
    else this.becomeWhole(this.moments.slot[moment])
  }

  private leave(moment: number): void {
    const { slot: slots, quantity: quantities, time, position } = this.moments
    const slot = slots[moment]
    const quantity = quantities[moment]
    if (this.isIntricate[slot] === 1) this.pullEarly(slot, time[moment], position[moment])
    const contents = this.contents[slot]
    if (contents < quantity || contents <= 0) this.leaveShort(slot, moment)
    else if (this.isWhole[slot] === 1) this.leaveWhole(slot, moment)
    else if (this.suspect.max[slot] > 0) this.leaveFrom(slot, moment)
    const part = this.parts.size > 0 ? this.parts.get(slot) : undefined
    if (part && isDrawnPart(part.of)) this.leaveAsPart(slot, moment, part)
    this.moments.before[moment] = contents
    this.contents[slot] = exactly(contents - quantity)
  }

  /** All that is in there is suspect, and there is enough: a tank may be drawn upon very often, so it makes no object either. */
  private leaveWhole(slot: number, moment: number): void {
    const { suspect, taken, gone } = this
    const quantity = this.moments.quantity[moment]
    const contents = this.contents[slot]
    taken.min[moment] = taken.expected[moment] = taken.max[moment] = quantity
    gone.min[slot] += quantity
    gone.expected[slot] += quantity
    gone.max[slot] += quantity
    const rest = contents - quantity
    const most = withoutDust(Math.min(rest, suspect.max[slot]))
    const least = lowest(suspect.min[slot] - quantity, most)
    suspect.expected[slot] = between(least, suspect.expected[slot] * (rest / contents), most)
    suspect.min[slot] = least
    suspect.max[slot] = most
  }

  /** Less is in there than leaves. */
  private leaveShort(slot: number, moment: number): void {
    const quantity = this.moments.quantity[moment]
    const contents = this.contents[slot]
    if (contents < quantity) this.remade.noteShort(slot)
    const suspect = boundsAt(this.suspect, slot)
    const taken = this.isWhole[slot] === 1 ? all(quantity) : takenFrom(contents, suspect, quantity, this.everShare(slot))
    writeBounds(this.taken, moment, taken)
    writeBounds(this.suspect, slot, leftAfter(contents, suspect, quantity))
    addBounds(this.gone, slot, taken)
  }

  /** The same as takenFrom and leftAfter where there is enough, without an object: it is done for nearly everything that leaves a lot. */
  private leaveFrom(slot: number, moment: number): void {
    const { suspect, taken, gone } = this
    const quantity = this.moments.quantity[moment]
    const contents = this.contents[slot]
    const [min, expected, max] = [suspect.min[slot], suspect.expected[slot], suspect.max[slot]]
    const most = withoutDust(Math.min(quantity, max))
    const least = lowest(quantity - (contents - min), most)
    const share = between(least, contents > 0 ? (quantity * expected) / contents : 0, most)
    taken.min[moment] = least
    taken.expected[moment] = share
    taken.max[moment] = most
    gone.min[slot] += least
    gone.expected[slot] += share
    gone.max[slot] += most
    const rest = contents - quantity
    const mostLeft = withoutDust(Math.min(rest, max))
    const leastLeft = lowest(min - quantity, mostLeft)
    suspect.expected[slot] = between(leastLeft, contents > 0 ? expected * (rest / contents) : 0, mostLeft)
    suspect.min[slot] = leastLeft
    suspect.max[slot] = mostLeft
  }

  /** What may have come by now, though it is recorded for later, is taken in before something leaves. False: too deep to tell. */
  private pullEarly(slot: number, time: number, position: number): boolean {
    const early = this.early.get(slot)
    if (!early || early.length === 0) return true
    if (this.depth >= PULL_DEPTH_MAX) return false
    this.depth++
    const rest = early.filter(moment => this.moments.done[moment] === 0)
    for (const moment of rest) if (this.mayHaveCome(moment, time, position)) this.pull(moment)
    this.early.set(
      slot,
      rest.filter(moment => this.moments.done[moment] === 0),
    )
    this.depth--
    return true
  }

  private pull(moment: number): void {
    if (this.moments.what[moment] === IN) this.pulled[this.moments.slot[moment]] += this.moments.quantity[moment]
    this.play(moment)
  }

  /** An in-movement that takes part in its own out-movement cannot have come before it. */
  private mayHaveCome(moment: number, time: number, position: number): boolean {
    const { what, slot, position: positions, came } = this.moments
    if (this.moments.done[moment] === 1 || came[moment] > time || positions[moment] === position) return false
    if (what[moment] !== IN) return true
    const { link } = this.timeline
    const lot = this.timeline.lots[slot[moment]]
    const [from, to] = this.timeline.putRange(slot[moment], positions[moment])
    for (let i = from; i < to; i++) {
      if (link.parent[i] === lot && link.taken[i] === position) return false
    }
    return true
  }

  private enter(moment: number): void {
    const { slot: slots, kind, time } = this.moments
    const slot = slots[moment]
    const outKind = CAME_BACK_FROM.get(kind[moment])
    this.lastIn[slot] = Math.max(this.lastIn[slot], time[moment])
    this.toCome[slot]--
    if (outKind === undefined) this.receive(moment)
    else this.takeBack(moment, outKind)
    this.spread(slot)
    const waiting = this.waiting.size > 0 ? this.waiting.get(slot) : undefined
    if (waiting) for (const one of waiting) this.installLate(slot, one)
  }

  private receive(moment: number): void {
    const { slot: slots, quantity: quantities, kind, position } = this.moments
    const slot = slots[moment]
    const quantity = quantities[moment]
    const own = kind[moment] !== ADJUSTED && this.remade.has(slot) ? this.remade.drawsInto(slot, position[moment]) : null
    if (own) return this.receiveAgain(moment, own)
    if (this.isWhole[slot] === 1 || kind[moment] === ADJUSTED) {
      const portion = this.isWhole[slot] === 1 ? all(quantity) : this.turnedUp(moment)
      this.addContents(slot, quantity, portion)
      this.received[slot] += quantity
      this.addAffected(slot, portion)
      const turned = this.parts.size > 0 ? this.parts.get(slot) : undefined
      if (turned) turned.cap = Infinity
      return
    }
    this.makePortion(slot, position[moment], quantity)
    const part = this.parts.size > 0 ? this.parts.get(slot) : undefined
    const portion = part ? this.portionOfPart(part, position[moment], quantity) : this.portionMade
    this.addContents(slot, quantity, portion)
    this.received[slot] += quantity
    if (portion.max > 0) this.addAffected(slot, portion)
    if (part) this.capPart(slot, part)
  }

  // ---- a lot that was made into itself

  /** What was taken out for rework and comes back are the same units: only what is new has been received, and only what was not suspect before is affected. */
  private receiveAgain(moment: number, own: OwnDraws): void {
    const { slot: slots, quantity: quantities, position } = this.moments
    const slot = slots[moment]
    const quantity = quantities[moment]
    const portion = this.portionAgain(slot, position[moment], quantity)
    const again = together(
      own.draws.map(({ rework }) => cameAgain(rework)),
      quantity,
    )
    const affected = newlyAffected(portion, this.othersAgain(moment, portion, { own, again }), again)
    this.addContents(slot, quantity, portion)
    this.received[slot] = Math.max(this.contents[slot], this.received[slot] + quantity - again.units.min)
    this.remade.comeBack(slot, own)
    this.addAffected(slot, own.isMuddled ? unsure(portion.expected, portion.max) : affected)
    const part = this.parts.size > 0 ? this.parts.get(slot) : undefined
    if (part) this.capPart(slot, part)
    if (!part && this.isWhole[slot] === 0 && this.pulled[slot] === 0) this.remade.haveWhatStayed(slot)
    this.remade.affectAtLeast(slot)
  }

  private portionAgain(slot: number, put: number, quantity: number): Bounds {
    const part = this.parts.size > 0 ? this.parts.get(slot) : undefined
    if (this.isWhole[slot] === 1) {
      if (part) part.cap = Infinity
      return all(quantity)
    }
    this.makePortion(slot, put, quantity)
    return part ? this.portionOfPart(part, put, quantity) : { ...this.portionMade }
  }

  private othersAgain(moment: number, portion: Bounds, { own, again }: { own: OwnDraws; again: CameAgain }): Others {
    const slot = this.moments.slot[moment]
    const put = this.moments.position[moment]
    if (own.isMixed || this.isWhole[slot] === 1 || this.parts.has(slot)) return { min: 0, max: portion.max }
    this.without = slot
    this.makePortion(slot, put, this.moments.quantity[moment])
    this.without = -1
    const { min, max } = this.portionMade
    if (this.isHomogeneous(slot)) return { min: 0, max: max > 0 ? portion.max : portion.max - again.units.min }
    return { min: this.isOneToOne(slot, put) ? min : 0, max: own.draws.reduce((sum, { rework }) => sum + twinsOf(rework), max) }
  }

  /** Each unit comes of one unit, of the lot itself or of another. */
  private isOneToOne(slot: number, put: number): boolean {
    const [from, to] = this.timeline.putRange(slot, put)
    return this.link.drawQ[from] <= this.link.total[from] && drawFrom(this.timeline.link, from, to).length === to - from
  }

  // ---- part of a seed

  /** By lot and event: when what was taken out began to leave. */
  private beginsOf(slots: ReadonlySet<number>): Map<number, Map<number, number>> {
    const begins = new Map<number, Map<number, number>>()
    const { taken, came, left } = this.link
    for (let index = 0; index < this.timeline.linkCount; index++) {
      const slot = this.timeline.source[index]
      if (!slots.has(slot)) continue
      const begin = begins.get(slot) ?? new Map<number, number>()
      begins.set(slot, begin.set(taken[index], Math.min(begin.get(taken[index]) ?? Infinity, came[index], left[index])))
    }
    return begins
  }

  private partPlayed(slot: number, of: SeedPart, begin: ReadonlyMap<number, number>): PartPlayed {
    const { what, kind, quantity } = this.moments
    let [came, left] = [0, 0]
    for (let i = this.timeline.momentStart[slot]; i < this.timeline.momentEnd[slot]; i++) {
      if (what[i] === OUT) left += quantity[i]
      else if (CAME_BACK_FROM.has(kind[i])) left -= quantity[i]
      else came += quantity[i]
    }
    return { of, begin, ever: Math.max(came, left), cap: of.quantity, left: 0, added: 0 }
  }

  /** What left in the time or the events that are asked for is of the part, whatever else was suspect in the lot. */
  private leaveAsPart(slot: number, moment: number, part: PartPlayed): void {
    const { time, position, quantity: quantities } = this.moments
    const quantity = quantities[moment]
    const taken = position[moment]
    const share = shareOfPart(part.of, { came: Math.min(time[moment], part.begin.get(taken) ?? Infinity), left: time[moment], taken })
    if (!share) return
    const was = boundsAt(this.taken, moment)
    const least = Math.max(was.min, share.min * quantity)
    const most = Math.min(quantity, was.max + share.max * quantity)
    const to = tidy(least, Math.max(was.expected, share.expected * quantity), most)
    writeBounds(this.taken, moment, to)
    const more = tidy(to.min - was.max, to.expected - was.expected, to.max - was.min)
    addBounds(this.gone, slot, more)
    addBounds(this.affected, slot, more)
    part.left += most
    part.added += more.max
  }

  /** What of the part is still there was never played: where it lies is known from elsewhere. What else made the lot suspect comes on top. */
  private stayAsPart(slot: number, { stays, ever }: LainPart, added: number): void {
    const suspect = boundsAt(this.suspect, slot)
    const there = Math.max(0, this.contents[slot])
    const least = Math.max(suspect.min, stays.min)
    writeBounds(this.suspect, slot, tidy(least, Math.max(suspect.expected, stays.expected), Math.min(there, suspect.max + stays.max)))
    writeBounds(this.affected, slot, tidy(ever.min, ever.expected, ever.max + Math.max(0, this.affected.max[slot] - added)))
  }

  /** What came in with a receipt of the lot: the part itself where it is an event of it, or as much of the quantity as may be in there. */
  private portionOfPart({ of, ever, cap }: PartPlayed, position: number, quantity: number): Bounds {
    const made = { ...this.portionMade }
    if (of.events?.has(position)) return all(quantity)
    if (isDrawnPart(of) || !(ever > 0)) return made
    const suspect = Math.min(of.quantity, ever)
    const own = tidy(quantity - (ever - suspect), (quantity * suspect) / ever, Math.min(quantity, suspect))
    return cap < Infinity && made.max === 0 ? own : union(made, own, quantity)
  }

  /** Over several receipts there is no more of it than was said, as long as nothing else made the lot suspect. */
  private capPart(slot: number, part: PartPlayed): void {
    if (this.portionMade.max > 0) part.cap = Infinity
    if (part.cap === Infinity) return
    for (const columns of [this.suspect, this.affected]) {
      const { min, expected, max } = boundsAt(columns, slot)
      writeBounds(columns, slot, tidy(min, expected, Math.min(max, part.cap)))
    }
  }

  /** What was clean when it left and comes back to a lot that is suspect by now is affected only from now on. */
  private takeBack(moment: number, outKind: number): void {
    const slot = this.moments.slot[moment]
    const quantity = this.moments.quantity[moment]
    const back = this.cameBack(moment, outKind)
    const isWhole = this.isWhole[slot] === 1
    this.addContents(slot, quantity, isWhole ? all(quantity) : back)
    subtractBounds(this.gone, slot, back)
    if (isWhole) this.addAffected(slot, tidy(quantity - back.max, quantity - back.expected, quantity - back.min))
  }

  private turnedUp(moment: number): Bounds {
    const { slot: slots, quantity: quantities, position, time } = this.moments
    const slot = slots[moment]
    const isTold = this.pullEarly(slot, time[moment], position[moment])
    const like = this.likeEver(slot, quantities[moment])
    return isTold ? like : unsure(like.expected, quantities[moment])
  }

  /** Of what went out by that kind (for the same run or shipment where it is known) this much came back. */
  private cameBack(moment: number, outKind: number): Bounds {
    const { slot: slots, quantity, kind, run, reference, what, position } = this.moments
    const slot = slots[moment]
    const sum = { quantity: 0, min: 0, expected: 0, max: 0 }
    let isBeforeItLeft = false
    // What a run gives back it had been given: where the part is what one run took, other runs have none of it.
    const events = outKind === LOADED ? this.parts.get(slot)?.of.events : null
    const isOtherLoad = (i: number): boolean => Boolean(events) && events?.has(position[i]) !== events?.has(position[moment])
    for (let i = this.timeline.momentStart[slot]; i < this.timeline.momentEnd[slot]; i++) {
      const isSame = (!run[moment] || run[i] === run[moment]) && (!reference[moment] || !reference[i] || reference[i] === reference[moment])
      if (what[i] !== OUT || kind[i] !== outKind || !isSame || isOtherLoad(i)) continue
      if (this.moments.done[i] === 0) isBeforeItLeft = true
      if (this.moments.done[i] === 0) continue
      sum.quantity += quantity[i]
      sum.min += this.taken.min[i]
      sum.expected += this.taken.expected[i]
      sum.max += this.taken.max[i]
    }
    if (sum.quantity < quantity[moment] - DUST) {
      this.remade.noteShort(slot)
      const like = this.likeEver(slot, quantity[moment])
      return isBeforeItLeft ? unsure(like.expected, quantity[moment]) : like
    }
    return alternative(all(quantity[moment]), sum.quantity, sum).suspect
  }

  /** More of a lot turned up than the record knew: it is like what was ever in it. */
  private likeEver(slot: number, quantity: number): Bounds {
    const share = this.everShare(slot)
    return tidy(share.min * quantity, share.expected * quantity, share.max * quantity)
  }

  /** min 1: all that was ever in the lot is suspect; max 0: nothing ever was. */
  private everShare(slot: number): Bounds {
    if (this.isWhole[slot] === 1) return all(1)
    const ever = this.received[slot]
    const { min, expected, max } = this.affected
    if (!(ever > 0)) return NONE
    return tidy(min[slot] >= ever - DUST ? 1 : 0, Math.min(1, expected[slot] / ever), max[slot] > 0 ? 1 : 0)
  }

  private addContents(slot: number, quantity: number, portion: Bounds): void {
    const { min, expected, max } = this.suspect
    const before = this.contents[slot]
    const debt = before < 0 ? -before : 0 // drawn before it was recorded to be there
    const contents = exactly(before + quantity)
    this.contents[slot] = contents
    if (portion.max === 0 && max[slot] === 0) return
    const room = Math.max(0, contents)
    const kept = quantity > debt ? (quantity - debt) / quantity : 0
    const least = min[slot] + Math.max(0, portion.min - debt)
    const top = withoutDust(Math.min(room, max[slot] + portion.max))
    const bottom = lowest(Math.min(room, least), top)
    expected[slot] = between(bottom, expected[slot] + portion.expected * kept, top)
    min[slot] = bottom
    max[slot] = top
  }

  private addAffected(slot: number, portion: Bounds): void {
    const { min, expected, max } = this.affected
    const top = withoutDust(Math.min(this.received[slot], max[slot] + portion.max))
    const bottom = lowest(min[slot] + portion.min, top)
    expected[slot] = between(bottom, expected[slot] + portion.expected, top)
    min[slot] = bottom
    max[slot] = top
  }

  /** A melt or liquid: one suspect drop, and all that is in there is suspect. */
  private spread(slot: number): void {
    if (this.suspect.max[slot] <= 0 || !this.isHomogeneous(slot)) return
    const whole = allOrNothing(boundsAt(this.suspect, slot), Math.max(0, this.contents[slot]))
    this.setSuspect(slot, this.pulled[slot] > 0 ? this.spreadAtLeast(slot, whole) : whole)
  }

  /** What was pulled may come only later: to a drop that is gone by then, or as the only drop there is. The rest was together for sure. */
  private spreadAtLeast(slot: number, whole: Bounds): Bounds {
    const least = this.suspect.min[slot]
    const together = least > this.pulled[slot] ? Math.max(0, this.contents[slot]) - this.pulled[slot] : 0
    return tidy(Math.max(least, together), whole.expected, whole.max)
  }

  /** More of the contents is suspect than before, without anything having come in. */
  private setSuspect(slot: number, to: Bounds): void {
    const part = this.parts.size > 0 ? this.parts.get(slot) : undefined
    if (part) part.cap = Infinity
    const was = boundsAt(this.suspect, slot)
    const { min, expected, max } = this.affected
    const most = Math.min(max[slot] + Math.max(0, to.max - was.min), to.max + this.gone.max[slot])
    writeBounds(
      this.affected,
      slot,
      tidy(
        this.remade.isMuddled(slot) ? min[slot] : Math.max(min[slot], to.min + this.gone.min[slot]),
        expected[slot] + to.expected - was.expected,
        Math.max(max[slot], Math.min(this.received[slot], most)),
      ),
    )
    writeBounds(this.suspect, slot, to)
  }

  private install(moment: number): void {
    const { slot: slots, reference, link: at, time, position } = this.moments
    const slot = slots[moment]
    const first = at[moment] - 1
    if (first < 0) this.passing.set(reference[moment], this.drawn(slot, [this.timeline.rowOfPassed(reference[moment])]))
    else if (this.isWhole[slot] === 0) {
      const isTold = this.pullEarly(slot, time[moment], position[moment])
      this.installIn(slot, moment, isTold)
    }
  }

  private installIn(slot: number, moment: number, isAllThere: boolean): void {
    const of = Math.max(0, this.contents[slot])
    const waiting: Waiting = { moment, units: this.timeline.link.portion[this.moments.link[moment] - 1], isTold: false, isOver: false }
    if (isAllThere && of > 0 && !(of < waiting.units - DUST)) return this.addInstalled(slot, this.installed(slot, moment))
    append(this.waiting, slot, waiting)
    if (of > 0) this.mayBeInstalled(slot, waiting)
  }

  private installed(slot: number, moment: number): Bounds {
    return this.drawn(slot, drawFrom(this.timeline.link, this.moments.link[moment] - 1, this.timeline.inStart[slot + 1]))
  }

  private addInstalled(slot: number, portion: Bounds): void {
    this.setSuspect(slot, union(boundsAt(this.suspect, slot), portion, Math.max(0, this.contents[slot])))
    this.spread(slot)
  }

  /** It was dated before its units were there. They are known only when all that ever comes is there at once. */
  private installLate(slot: number, waiting: Waiting): void {
    if (waiting.isOver || this.isWhole[slot] === 1 || this.contents[slot] <= 0) return
    const isAll = this.toCome[slot] === 0 && this.contents[slot] >= Math.max(this.received[slot], waiting.units) - DUST
    if (!isAll || waiting.isTold) return this.mayBeInstalled(slot, waiting)
    waiting.isOver = true
    this.addInstalled(slot, this.installed(slot, waiting.moment))
  }

  private mayBeInstalled(slot: number, waiting: Waiting): void {
    const { expected, max } = this.installed(slot, waiting.moment)
    const share = waiting.units > 0 ? Math.min(1, this.contents[slot] / waiting.units) : 1
    this.addInstalled(slot, unsure(waiting.isTold ? 0 : expected * share, max))
    waiting.isTold = true
  }

  /** Whatever was ever in the assembly may have the component; and so many units of it surely have it, whichever they are. */
  private settleWaiting(): void {
    for (const [slot, installs] of this.waiting) {
      for (const waiting of installs) if (!waiting.isOver) this.settle(slot, waiting)
    }
  }

  private settle(slot: number, { moment, units, isTold }: Waiting): void {
    const { min, expected, max } = this.installed(slot, moment)
    if (max === 0) return
    const affected = boundsAt(this.affected, slot)
    const told = isTold ? affected : union(affected, unsure(expected, max), this.received[slot])
    const surely = this.received[slot] >= units - DUST ? min : 0
    writeBounds(this.affected, slot, tidy(Math.max(told.min, surely), told.expected, told.max))
  }

  private isHomogeneous(slot: number): boolean {
    return (this.graph.flags[this.timeline.lots[slot]] & HOMOGENEOUS) !== 0
  }

  private becomeWhole(slot: number): void {
    this.isWhole[slot] = 1
    this.setSuspect(slot, all(Math.max(0, this.contents[slot])))
  }

  /** Affected units of what the links put into the slot at this position, over all the draws of it. */
  private makePortion(slot: number, put: number, quantity: number): void {
    const { link, single, portionMade } = this
    const end = this.timeline.inStart[slot + 1]
    let [min, expected, max] = [0, 0, 0]
    for (let i = this.timeline.firstPut(slot, put); i < end && link.put[i] === put; ) {
      const isSingle = i + 1 >= end || !sameDraw(link, i, i + 1)
      let drawn: Bounds = single
      if (isSingle && this.without < 0 && single.draw(slot, i)) i++
      else {
        const links = drawFrom(this.timeline.link, i, end)
        drawn = this.drawn(slot, links)
        i += links.length
      }
      if (drawn.max === 0 || quantity <= 0) continue
      const clean = (1 - Math.min(1, expected / quantity)) * (1 - Math.min(1, drawn.expected / quantity))
      max = withoutDust(Math.min(quantity, max + drawn.max))
      min = lowest(Math.max(min, drawn.min), max)
      expected = between(min, quantity * (1 - clean), max)
    }
    portionMade.min = min
    portionMade.expected = expected
    portionMade.max = max
  }

  /** One draw from a pool of alternatives, in good units of the child. */
  private drawn(slot: number, links: readonly number[]): Bounds {
    return drawnPortion(this.drawing, this.timeline.lots[slot], links, this.weighing)
  }

  alternativeOf(index: number, unit?: number): Alternative {
    const { link } = this.timeline
    const q = unit === undefined ? linkQuantity(link, index) : all(unit)
    const slot = this.timeline.slotOf(link.parent[index])
    if (slot < 0 || (slot === this.without && this.remade.isOwn(slot, index))) return cleanAlternative(q)
    const isReached = this.arrival[slot] <= link.left[index]
    if (isReached && this.isWhole[slot] === 1 && this.isWholeAt(slot, index)) return suspectAlternative(q)
    const source = this.sourceOf(slot, index, q)
    const taken = isReached ? source.suspect : NONE
    const withPassing = this.timeline.passed.has(slot) ? union(taken, this.passingOf(slot, index, source), source.quantity) : taken
    if (unit === undefined) return alternative(q, source.quantity, withPassing)
    const share = (part: number): number => (source.quantity > 0 ? part / source.quantity : 0)
    const suspect = tidy(withPassing.min >= source.quantity - DUST ? 1 : 0, share(withPassing.expected), withPassing.max > 0 ? 1 : 0)
    return { drawn: q, suspect, cleanMin: 0, cleanMax: 1 }
  }

  /** A seed that is suspect from the start has no past that matters; one suspect since a time has. */
  private isWholeAt(slot: number, index: number): boolean {
    return this.arrival[slot] === -Infinity || this.timeline.link.came[index] > this.arrival[slot]
  }

  /** The out-movement that the link took its material from, or the state of the parent where there is none. */
  private sourceOf(slot: number, index: number, q: Bounds): Source {
    const { link } = this.timeline
    if (link.taken[index] === 0) return this.partSource(slot, index, this.stateSource(slot, index, q))
    const { position, time, quantity } = this.moments
    const end = this.timeline.momentEnd[slot]
    const sum = { quantity: 0, before: 0, time: Infinity, min: 0, expected: 0, max: 0 }
    for (let i = this.timeline.firstAt(slot, link.taken[index]); i < end && position[i] === link.taken[index]; i++) {
      if (!this.isOut(i)) continue
      const played = this.moments.done[i] === 1 ? boundsAt(this.taken, i) : this.notPlayed(slot, i)
      sum.quantity += quantity[i]
      sum.before = Math.max(sum.before, this.moments.before[i])
      sum.time = Math.min(sum.time, time[i])
      sum.min += played.min
      sum.expected += played.expected
      sum.max += played.max
    }
    if (sum.quantity === 0) return this.partSource(slot, index, this.stateSource(slot, index, q))
    const isLater = link.left[index] > sum.time && this.lastIn[slot] > sum.time
    const suspect = isLater ? unsure(sum.expected, sum.quantity) : tidy(sum.min, sum.expected, sum.max)
    return { quantity: sum.quantity, before: sum.before, suspect }
  }

  /** No movement tells of it, so it may have been of the part. */
  private partSource(slot: number, index: number, source: Source): Source {
    const part = this.parts.get(slot)
    if (!part || !isDrawnPart(part.of)) return source
    const { came, left, taken } = this.link
    const share = shareOfPart(part.of, { came: came[index], left: left[index], taken: taken[index] })
    if (!share) return source
    return {
      ...source,
      suspect: tidy(
        source.suspect.min,
        Math.max(source.suspect.expected, share.expected * source.quantity),
        Math.min(source.quantity, source.suspect.max + share.max * source.quantity),
      ),
    }
  }

  private notPlayed(slot: number, moment: number): Bounds {
    const quantity = this.moments.quantity[moment]
    return unsure(quantity * this.everShare(slot).expected, quantity)
  }

  hasOutAt(slot: number, position: number): boolean {
    if (position === 0) return false
    const { position: positions } = this.moments
    const end = this.timeline.momentEnd[slot]
    for (let i = this.timeline.firstAt(slot, position); i < end && positions[i] === position; i++) if (this.isOut(i)) return true
    return false
  }

  /** Something was taken out of the lot to be made into another. */
  isOut(moment: number): boolean {
    return this.moments.what[moment] === OUT && !isEndKind(this.moments.kind[moment])
  }

  /** No out-movement tells what was taken: the contents do where they can have held it, else what was ever in the lot. */
  private stateSource(slot: number, index: number, q: Bounds): Source {
    const { link } = this.timeline
    const isTold = this.pullEarly(slot, link.left[index], link.put[index])
    const contents = this.contents[slot]
    if (isTold && contents > 0 && contents >= q.max - DUST && this.lastIn[slot] <= link.left[index]) {
      return { quantity: contents, before: contents, suspect: boundsAt(this.suspect, slot) }
    }
    const quantity = q.max > 0 && q.max < Infinity ? q.max : 1
    const isKnown = isTold && (this.lastIn[slot] <= link.left[index] || this.everShare(slot).min === 1)
    const suspect = isKnown ? this.likeEver(slot, quantity) : unsure(this.likeEver(slot, quantity).expected, quantity)
    return { quantity, before: Math.max(quantity, contents), suspect }
  }

  /** Components that were inside the assembly while this left it, and were taken out again later. */
  private passingOf(slot: number, index: number, source: Source): Bounds {
    const { link } = this.timeline
    let sum = NONE
    for (const removed of this.timeline.passed.get(slot) ?? []) {
      const since = this.reach.windows.get(removed) as number
      const row = this.timeline.rowOfPassed(removed)
      if (link.left[index] < since || link.came[index] > link.removedAt[row]) continue
      const of = link.portion[row]
      const inside = this.passing.get(removed) ?? unsure(of, of)
      const taken = takenFrom(Math.max(source.before, source.quantity), inside, source.quantity, NONE)
      const isSure = link.came[index] >= link.came[row] && link.left[index] <= link.removedAt[row]
      sum = union(sum, isSure ? taken : unsure(taken.expected, taken.max), source.quantity)
    }
    return sum
  }
}

/** An install that is dated before all its units were in the assembly. */
interface Waiting {
  readonly moment: number
  readonly units: number
  /** What was there may have it, and has been told so. */
  isTold: boolean
  isOver: boolean
}

interface PartPlayed {
  readonly of: SeedPart
  /** By event: when what it took out began to leave, where that was over a time. */
  readonly begin: ReadonlyMap<number, number>
  /** All that was ever in the lot, as far as is recorded. */
  readonly ever: number
  /** What can be suspect in the lot at most. */
  cap: number
  /** What left of the part. */
  left: number
  /** What was counted as affected by that. */
  added: number
}

interface Source {
  readonly quantity: number
  /** Contents of the parent just before. */
  readonly before: number
  readonly suspect: Bounds
}

function append<Value>(lists: Map<number, Value[]>, key: number, value: Value): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

/** Is any of the sorted times in [from, to]? */
function anyWithin(times: readonly number[] | undefined, from: number, to: number): boolean {
  let low = 0
  let high = times?.length ?? 0
  const end = high
  while (times && low < high) {
    const middle = (low + high) >>> 1
    if (times[middle] < from) low = middle + 1
    else high = middle
  }
  return times !== undefined && low < end && times[low] <= to
}

export const exactly = (quantity: number): number => (Math.abs(quantity) < DUST ? 0 : quantity)
