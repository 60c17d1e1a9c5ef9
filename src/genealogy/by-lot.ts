import { firstAtLeast } from '../base/sorted.ts'
import { linkBuffer } from './facts.ts'
import type { LotGraph } from './graph.ts'
import { anyFloats, bytes, giveBack } from './memory.ts'
import { CHILD } from './outward.ts'
import { PureLots } from './pure.ts'
import { isTimed, type Reach, type TimedReach } from './reach.ts'
import { DUST } from './share.ts'
import { ADJUSTED, giveRare, Simulation, takeRare } from './simulation.ts'
import { Straight } from './straight.ts'
import { StraightBlocks } from './straight-block.ts'
import { AFTER, IN, INSTALL, OUT, sameDraw, Timeline } from './timeline.ts'
import {
  ARRIVAL,
  CONTENTS,
  GIVEN,
  giveTold,
  LAST_IN,
  LAST_TIME,
  PARTLY,
  RECEIVED,
  STOCK,
  SURE_AFTER,
  TOLD,
  type Told,
  takeTold,
  UNTOLD,
  WHOLE,
} from './told.ts'

/** A lot that contradicts itself can be told only beside all others; when so many do, all are. */
const TRIED = 4096
/** More pairs of what asks and what comes in than these are not looked through: such a lot is played beside the others. */
const PAIRS_MAX = 10_000

/**
 * Plays a reach lot by lot instead of moment by moment: what is in a lot depends on its own moments and on what its parents gave, and
 * parents mostly have the smaller ids. So a lot is read, played and left behind, and little more has to be kept of it than its numbers.
 *
 * That comes to the same as the order of time where every parent was played before and its record says the same at the time it is asked
 * as at the end. Where it may not (a link back to an earlier lot, something that may have come before its time, a component that was taken out
 * again, a draw dated before what it draws from), the lot is `open`, and so is everything made of it: those are left to be played in the order of time.
 */
export class ByLot {
  /** Per slot 1 where the lot has to be played in the order of time. */
  readonly isOpen: Uint8Array
  openCount = 0
  readonly timeline: Timeline
  readonly simulation: Simulation
  readonly told: Told
  private readonly graph: LotGraph
  private readonly reach: Reach | TimedReach
  /** Per slot 1 where something came in more than once: then not all of the time over which it came counts. */
  private readonly cameAgain: Uint8Array
  private readonly afters = new Map<number, number>()
  /** Slots that turned out to be open after they were played. */
  private readonly late: number[] = []
  private readonly order: number[] = []
  /** Slots that were not played straight. */
  private readonly full: number[] = []
  /** Links of the lot that were looked at while it was played. */
  private looked = 0
  /** What is asked of lots that come later than who asks. */
  private readonly asked: { from: number; left: number; taken: number }[] = []

  constructor(graph: LotGraph, reach: Reach | TimedReach) {
    this.graph = graph
    this.reach = reach
    this.timeline = new Timeline(graph, reach, linkBuffer(64))
    this.simulation = new Simulation(graph, reach, this.timeline, anyFloats, takeRare(this.timeline.lots.length))
    this.told = takeTold(this.timeline.lots.length)
    const { length } = this.timeline.lots
    this.isOpen = bytes(length)
    this.cameAgain = bytes(length)
  }

  /** False: so many lots are open that it is not worth it. */
  run(): boolean {
    const { graph, told, simulation } = this
    const { lots, set } = this.timeline
    const pure = new PureLots(graph, { lots, set, known: this.reach.knownAt, told, simulation })
    const isWorthIt = this.playAll(pure)
    if (isWorthIt) this.findOpen()
    if (isWorthIt) pure.writeRuns(this.openCount === 0)
    pure.giveBack()
    giveTold(this.told)
    return isWorthIt
  }

  /** What was found has been read, and nothing of the play is asked any more. */
  giveBack(): void {
    this.timeline.giveBack()
    giveRare(this.simulation.rare, this.full)
    giveBack(this.isOpen, this.cameAgain)
  }

  private findOpen(): void {
    for (const { from, left, taken } of this.asked) if (from >= 0 && !this.hasGiven(from, taken)) this.ask(from, left)
    this.openChildren()
  }

  private playAll(pure: PureLots): boolean {
    const { graph } = this
    const { lots, set } = this.timeline
    const block = new StraightBlocks(graph.folded, this.reach.knownAt, set, graph.fresh)
    const straight = new Straight(graph, this, block, pure)
    const special = this.special()
    let isWorthIt = true
    for (let slot = 0, next = 0; slot < lots.length && isWorthIt; slot++) {
      while (special[next] < slot) next++
      slot = straight.play(slot, special[next] ?? lots.length)
      if (slot === lots.length) continue
      isWorthIt = this.playInFull(slot, pure)
    }
    for (const { from } of this.asked) if (from >= 0) pure.tell(from)
    return isWorthIt
  }

  /** Slots that are never played straight: seeds, and assemblies that something was taken out of again. */
  private special(): number[] {
    const { timeline, isOpen } = this
    const { parent, left, taken } = this.graph.link
    for (const removed of this.reach.windows.keys())
      this.asked.push({ from: timeline.slotOf(parent.at(removed)), left: left.at(removed), taken: taken.at(removed) })
    for (const { lot, after = -Infinity } of this.reach.seeds) this.notAfter(firstAtLeast(timeline.lots, lot), after)
    const assemblies = Array.from(this.reach.windows.keys(), removed => firstAtLeast(timeline.lots, this.graph.link.child.at(removed)))
    for (const slot of assemblies) isOpen[slot] = 1
    return [...this.afters.keys(), ...assemblies].sort((a, b) => a - b)
  }

  /** False: so many lots are open by now that it is not worth it. */
  private playInFull(slot: number, pure: PureLots): boolean {
    const { timeline } = this
    this.told.rows[slot * TOLD + SURE_AFTER] = Infinity
    this.full.push(slot)
    this.simulation.clear(slot)
    this.readLot(slot)
    for (let row = 0; row < timeline.linkCount; row++) if (timeline.source[row] >= 0) pure.tell(timeline.source[row])
    if (!isTimed(this.reach) && !this.isReachedInOrder(slot)) return false
    const isPlayed = this.playLot(slot)
    // Of what was suspect from the start whatever was drawn is suspect, whenever that was.
    if (this.told.kinds[slot] !== WHOLE) pure.lookBehind(timeline.lots[slot])
    if (!isPlayed || this.looked < timeline.linkCount) this.askOfAll(slot)
    if (isPlayed) return true
    this.isOpen[slot] = 1
    this.openCount++
    timeline.forgetLot(slot)
    return slot <= TRIED || this.openCount <= slot / 2
  }

  /** When it was reached follows from its links. False: one of them leads back to it from a later lot. */
  private isReachedInOrder(slot: number): boolean {
    const { arrival } = this.simulation
    const { source, link, linkCount } = this.timeline
    const isSeed = this.afters.has(slot)
    let since = isSeed ? -Infinity : Infinity
    for (let row = 0; row < linkCount; row++) {
      const from = source[row]
      if (from >= slot) return false
      if (from >= 0 && arrival[from] <= link.left[row]) since = Math.min(since, Math.max(link.came[row], arrival[from]))
    }
    arrival[slot] = since
    return true
  }

  /** When what was played was reached. */
  timed(): TimedReach {
    const { reach } = this
    if (isTimed(reach)) return reach
    return { ...reach, times: this.timesOf(reach), seedTimes: new Float64Array(reach.seeds.length).fill(-Infinity) }
  }

  /** Seeds stand among the lots, and not among what is reached. */
  private timesOf({ ids }: Reach): Float64Array {
    const { arrival } = this.simulation
    const seeds = [...this.afters.keys()].sort((a, b) => a - b)
    // Mostly they come first.
    if (seeds[seeds.length - 1] === seeds.length - 1) return this.simulation.takeArrival().subarray(seeds.length)
    const times = anyFloats(ids.length)
    let [slot, place] = [0, 0]
    for (const end of [...seeds, arrival.length]) {
      times.set(arrival.subarray(slot, end), place)
      place += end - slot
      slot = end + 1
    }
    return times
  }

  /** Two seeds may be of one lot: the earliest counts, as it does when both are played. */
  private notAfter(slot: number, after: number): void {
    this.afters.set(slot, Math.min(after, this.afters.get(slot) ?? Infinity))
  }

  private readLot(slot: number): void {
    this.looked = 0
    this.timeline.readLot(slot)
    const after = this.afters.size > 0 ? this.afters.get(slot) : undefined
    if (after !== undefined) this.timeline.addAfter(slot, after)
    this.simulation.follow()
  }

  private playLot(slot: number): boolean {
    if (this.isOpen[slot] === 1) return false
    const first = this.timeline.momentStart[slot]
    const { size } = this.timeline.moments
    if (!this.areParentsPlayed(slot)) return false
    this.begin(slot)
    if (size === first) return true
    return size === first + 1 ? this.playOnly(slot, first) : this.playInOrder(slot, first, size)
  }

  private begin(slot: number): void {
    const { told, simulation, timeline } = this
    told.comesFrom[slot] = Infinity
    told.rows[slot * TOLD + LAST_TIME] = simulation.lastIn[slot] = -Infinity
    for (let row = 0; row < timeline.linkCount; row++) {
      const from = timeline.source[row]
      if (from < 0 || told.kinds[from] === UNTOLD) continue
      simulation.lastIn[from] = told.rows[from * TOLD + LAST_IN]
      simulation.received[from] = told.rows[from * TOLD + RECEIVED]
    }
  }

  private areParentsPlayed(slot: number): boolean {
    const { source, linkCount } = this.timeline
    for (let row = 0; row < linkCount; row++) {
      const from = source[row]
      if (from >= 0 && (from >= slot || this.isOpen[from] === 1)) return false
    }
    return true
  }

  /** Mostly all of a lot came at once, and nothing else is recorded of it. */
  private playOnly(slot: number, moment: number): boolean {
    const { what, kind } = this.timeline.moments.columns
    if ((what[moment] === IN && kind[moment] === ADJUSTED) || !this.canPlay(slot, moment)) return false
    this.play(slot, moment)
    return this.close(slot, moment)
  }

  private playInOrder(slot: number, first: number, end: number): boolean {
    const { order } = this
    this.setOrder(first, end)
    if (this.isEarly(first, end)) return false
    for (let i = 0; i < order.length; i++) {
      if (!this.canPlay(slot, order[i])) return false
      this.play(slot, order[i])
    }
    return this.close(slot, order[order.length - 1])
  }

  private play(slot: number, moment: number): void {
    const { what, came } = this.timeline.moments.columns
    this.simulation.play(moment)
    if (what[moment] !== IN) return
    const { comesFrom } = this.told
    this.cameAgain[slot] = comesFrom[slot] === Infinity ? 0 : 1
    comesFrom[slot] = Math.min(comesFrom[slot], came[moment])
  }

  private close(slot: number, last: number): true {
    const { time, position } = this.timeline.moments.columns
    this.told.rows[slot * TOLD + LAST_TIME] = time[last]
    this.told.lastPosition[slot] = position[last]
    this.tell(slot)
    return true
  }

  /** What it is to those made of it. */
  private tell(slot: number): void {
    const { told, simulation, afters } = this
    const { momentStart, momentEnd } = this.timeline
    const hasGiven = momentEnd[slot] > momentStart[slot] + 1
    const isFromStart = afters.get(slot) === -Infinity
    told.kinds[slot] = simulation.isWhole[slot] === 0 ? (hasGiven ? GIVEN : STOCK) : isFromStart ? WHOLE : PARTLY
    const { rows } = told
    const at = slot * TOLD
    rows[at + ARRIVAL] = simulation.arrival[slot]
    rows[at + LAST_IN] = simulation.lastIn[slot]
    rows[at + CONTENTS] = simulation.contents[slot]
    rows[at + RECEIVED] = simulation.received[slot]
    rows[at + SURE_AFTER] = this.isPure(slot) ? Math.max(rows[at + LAST_IN], rows[at + LAST_TIME], rows[at + ARRIVAL]) : Infinity
    // Of a seed it does not matter whether there is enough in it.
    if (told.kinds[slot] === WHOLE) rows[at + CONTENTS] = Infinity
  }

  private isPure(slot: number): boolean {
    const { arrival, contents, suspect } = this.simulation
    const kind = this.told.kinds[slot]
    return kind === WHOLE ? arrival[slot] === -Infinity : kind === STOCK && contents[slot] > 0 && suspect.min[slot] === contents[slot]
  }

  /** Mostly they stand in the order of time. */
  private setOrder(first: number, end: number): void {
    const { time, position, turn } = this.timeline.moments.columns
    const { order } = this
    order.length = 0
    const compare = (a: number, b: number): number => time[a] - time[b] || position[a] - position[b] || turn[a] - turn[b] || a - b
    let isSorted = true
    for (let moment = first; moment < end; moment++) {
      if (moment > first && compare(moment - 1, moment) > 0) isSorted = false
      order.push(moment)
    }
    if (!isSorted) order.sort(compare)
  }

  /** May something have come in before something left, or was asked for, that is recorded to be earlier? The same as Simulation.findEarly. */
  private isEarly(first: number, end: number): boolean {
    const { what, kind, time, position, came } = this.timeline.moments.columns
    let [lastOut, lastOutAt, outBefore, asks] = [-Infinity, 0, -Infinity, 0]
    for (const moment of this.order) {
      if (what[moment] === INSTALL || (what[moment] === IN && kind[moment] === ADJUSTED)) asks++
      if (what[moment] === OUT) {
        if (lastOutAt !== position[moment]) outBefore = lastOut
        lastOut = time[moment]
        lastOutAt = position[moment]
      } else if (what[moment] !== AFTER && came[moment] <= (lastOutAt === position[moment] ? outBefore : lastOut)) return true
    }
    if (asks * (end - first) > PAIRS_MAX) return true
    for (let moment = first; asks > 0 && moment < end; moment++) {
      const isAsk = what[moment] === INSTALL || (what[moment] === IN && kind[moment] === ADJUSTED)
      if (isAsk && this.comesAround(first, end, time[moment])) return true
    }
    return false
  }

  /** Something that may have come by then is recorded for then or later. */
  private comesAround(first: number, end: number, asked: number): boolean {
    const { what, time, came } = this.timeline.moments.columns
    for (let moment = first; moment < end; moment++) {
      if (what[moment] === IN && came[moment] <= asked && asked <= time[moment]) return true
    }
    return false
  }

  private canPlay(slot: number, moment: number): boolean {
    const { what, position, link: first } = this.timeline.moments.columns
    const { link } = this.timeline
    const end = this.timeline.inStart[slot + 1]
    if (what[moment] === IN) {
      const at = position[moment]
      for (let row = this.timeline.firstPut(slot, at); row < end && link.put[row] === at; row++) if (!this.isTold(row, moment)) return false
    } else if (what[moment] === INSTALL) {
      const from = first[moment] - 1
      for (let row = from; row < end && sameDraw(link, from, row); row++) if (!this.isTold(row, moment)) return false
      const contents = this.simulation.contents[slot]
      return contents > 0 && !(contents < link.portion[from] - DUST)
    }
    return true
  }

  /** Does the record of the parent say the same at this moment as at the end? Then what it gave over the link is known. */
  private isTold(row: number, moment: number): boolean {
    this.looked++
    const from = this.timeline.source[row]
    if (from < 0) return true
    const { time, position } = this.timeline.moments.columns
    const after = this.afters.size > 0 ? this.afters.get(from) : undefined
    if (after !== undefined && after > time[moment]) return false
    const { taken, left } = this.timeline.link
    if (taken[row] !== 0) {
      const given = this.whenGiven(from, taken[row], moment)
      if (given === -Infinity) return false
      if (given < Infinity) return left[row] <= given || this.simulation.lastIn[from] <= given
    }
    this.ask(from, left[row])
    const last = this.told.rows[from * TOLD + LAST_TIME]
    return last < time[moment] || (last === time[moment] && this.told.lastPosition[from] < position[moment])
  }

  /** When the parent gave it: the earliest of what it gave in this event. Infinity: no movement tells; -Infinity: it gave it only after this moment. */
  private whenGiven(from: number, event: number, moment: number): number {
    const { time, position } = this.timeline.moments.columns
    const end = this.timeline.momentEnd[from]
    let given = Infinity
    for (let i = this.timeline.firstAt(from, event); i < end && position[i] === event; i++) {
      if (!this.simulation.isOut(i)) continue
      if (time[i] > time[moment] || (time[i] === time[moment] && event > position[moment])) return -Infinity
      given = Math.min(given, time[i])
    }
    return given
  }

  private hasGiven(from: number, event: number): boolean {
    const { position } = this.timeline.moments.columns
    if (event === 0) return false
    for (let i = this.timeline.firstAt(from, event); i < this.timeline.momentEnd[from] && position[i] === event; i++)
      if (this.simulation.isOut(i)) return true
    return false
  }

  /** Whoever is played in the order of time asks as well, and so does a link that nothing came in by. */
  private askOfAll(slot: number): void {
    const { source, link, linkCount } = this.timeline
    for (let row = 0; row < linkCount; row++) {
      const [from, left, taken] = [source[row], link.left[row], link.taken[row]]
      if (from >= slot) this.asked.push({ from, left, taken })
      else if (from >= 0 && !this.hasGiven(from, taken)) this.ask(from, left)
    }
  }

  /** What is asked without a movement that tells may have come before its time; then the parent should not have been played alone. */
  private ask(from: number, left: number): void {
    if (this.isOpen[from] === 1 || !(left >= this.told.comesFrom[from] && left <= this.told.rows[from * TOLD + LAST_IN])) return
    const [first, end] = [this.timeline.momentStart[from], this.timeline.momentEnd[from]]
    if (this.cameAgain[from] === 1 && !this.comesAround(first, end, left)) return
    this.isOpen[from] = 1
    this.told.kinds[from] = UNTOLD
    this.told.rows[from * TOLD + SURE_AFTER] = Infinity
    this.openCount++
    this.late.push(from)
  }

  /** Everything that is made of a lot that turned out to be open is open as well. */
  private openChildren(): void {
    const { folded } = this.graph
    for (let slot = this.late.pop(); slot !== undefined; slot = this.late.pop()) {
      const lot = this.timeline.lots[slot]
      const end = lot < folded.lots ? folded.outStart[lot + 1] : 0
      for (let at = lot < folded.lots ? folded.outStart[lot] : 0; at < end; at++) this.openLate(folded.outChild[at] & CHILD)
      this.graph.eachFreshOut(lot, link => this.openLate(this.graph.link.child.at(link)))
    }
  }

  private openLate(lot: number): void {
    const slot = this.timeline.slotOf(lot)
    if (slot < 0 || this.isOpen[slot] === 1) return
    this.isOpen[slot] = 1
    this.openCount++
    this.late.push(slot)
  }
}
