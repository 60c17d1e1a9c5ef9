/**
 * A large answer in groups: lots of one side that are of one kind, were made at one place and stand alike. Each lot is read once, for what is
 * left of it and for the links that lead into it, so that a million of them take less than a second.
 */
import { type Bundle, bundlesAtOnce } from './bundles.ts'
import type { MovementColumns } from './facts.ts'
import { kindCode, type LotGraph } from './graph.ts'
import type { TimedReach } from './reach.ts'
import { DUST } from './share.ts'

/** As the steps of a trace diagram are coloured: held, accepted by a decision about it, gone to a customer, or none of these. */
export const STANDINGS = ['normal', 'suspect', 'accepted', 'transferred'] as const
export type Standing = (typeof STANDINGS)[number]
const [NORMAL, SUSPECT, ACCEPTED, TRANSFERRED] = [0, 1, 2, 3]

/** What is known of every lot beside the graph, by its id. Kinds and places are numbers the caller gives to names; 0 is none. */
export interface LotsKnown {
  readonly kind: Uint32Array
  readonly place: Uint32Array
  /** A bit each. */
  readonly held: Uint32Array
  readonly accepted: Uint32Array
}

/** What the lots of a group have in common. */
export interface Likeness {
  /** 0: a seed; -1: on the way to one; 1: on the way from one. */
  readonly side: number
  readonly kind: number
  readonly place: number
  readonly standing: Standing
  /** Something of it lies somewhere. */
  readonly left: boolean
  readonly certain: boolean
}

export interface LotGroup extends Likeness {
  size: number
  onHand: number
  /** The first and the last of them by id. */
  first: number
  last: number
  /** The group that this lot would stand in, were that one not to be shown lot by lot; -1 of a group itself. */
  readonly of: number
}

/** One direction of the answer: which of the reached lots are in it, and which of them are certain; null where nothing is known to be. */
export interface Answer {
  readonly reached: TimedReach
  readonly ids: Uint32Array
  readonly isCertain: Uint8Array | null
}

export interface GroupsAsked {
  readonly answers: readonly Answer[]
  readonly known: LotsKnown
  /** Of groups like these the first so many lots are each a group of their own. */
  readonly open: readonly Likeness[]
  readonly openMost: number
}

export interface Grouped {
  readonly groups: LotGroup[]
  /** Between them, by their place in `groups`. */
  readonly bundles: Bundle[]
}

export function groupsOf(graph: LotGraph, { answers, ...asked }: GroupsAsked): Grouped {
  const grouping = new Grouping(graph, asked, answers[0]?.reached.knownAt ?? 0)
  // A lot on both sides stands with what is made of the seeds.
  const inOrder = [...answers].sort((a, b) => sideOf(b) - sideOf(a))
  for (const { reached } of answers) for (const { lot } of reached.seeds) grouping.mark(lot, { side: 0, isCertain: true })
  for (const answer of inOrder) grouping.markAll(answer)
  const found = inOrder.map(({ reached }) => bundlesAtOnce(graph, reached, grouping, lot => grouping.place(lot)))
  return { groups: grouping.groups, bundles: mostOf(found) }
}

const sideOf = ({ reached }: Answer): number => (reached.direction === 'back' ? -1 : 1)

/** Links between lots that are on both sides are seen from both. */
function mostOf(found: readonly Bundle[][]): Bundle[] {
  const most = new Map<string, Bundle>()
  for (const bundle of found.flat()) {
    const key = `${bundle.from} ${bundle.to}`
    if ((most.get(key)?.links ?? 0) < bundle.links) most.set(key, bundle)
  }
  return [...most.values()]
}

const SHIPPED = kindCode('shipped')
// What is known of a lot before it is looked at, in a byte: whether it is in the answer, where, and how surely.
const IN_ANSWER = 1
const CERTAIN = 2
const SIDE_AT = 2

class Grouping {
  readonly groups: LotGroup[] = []
  private readonly graph: LotGraph
  private readonly asked: Omit<GroupsAsked, 'answers'>
  private readonly knownAt: number
  private readonly marks: Uint8Array
  /** By lot: its group, counted from 1. */
  private readonly groupOf: Uint32Array
  private readonly byKey = new Map<number, number>()
  private readonly opened = new Set<number>()
  private readonly shown = new Map<number, number>()
  private readonly places: number
  private lastKey = -1
  private lastGroup = 0
  // Of the lot that was looked at last.
  private quantity = 0
  private isShipped = false
  private readonly take: (columns: MovementColumns, row: number) => void

  constructor(graph: LotGraph, asked: Omit<GroupsAsked, 'answers'>, knownAt: number) {
    this.graph = graph
    this.asked = asked
    this.knownAt = knownAt
    this.marks = new Uint8Array(graph.lotEnd)
    this.groupOf = new Uint32Array(graph.lotEnd)
    this.places = 1 + asked.known.place.reduce((most, place) => Math.max(most, place), 0)
    for (const likeness of asked.open) this.opened.add(this.keyOf(likeness))
    this.take = ({ delta, kind }, row) => {
      this.quantity += delta[row]
      if (kind[row] === SHIPPED) this.isShipped = true
    }
  }

  mark(lot: number, { side, isCertain }: { side: number; isCertain: boolean }): void {
    if (this.marks[lot] === 0) this.marks[lot] = IN_ANSWER | (isCertain ? CERTAIN : 0) | ((side + 1) << SIDE_AT)
  }

  markAll(answer: Answer): void {
    const { marks } = this
    const { ids, isCertain } = answer
    const sided = IN_ANSWER | ((sideOf(answer) + 1) << SIDE_AT)
    for (let index = 0; index < ids.length; index++)
      if (marks[ids[index]] === 0) marks[ids[index]] = sided | (isCertain?.[index] === 1 ? CERTAIN : 0)
  }

  /** The group of a lot that was put into one already. */
  get(lot: number): number | undefined {
    const group = this.groupOf[lot]
    return group === 0 ? undefined : group - 1
  }

  /** The same for a lot that may not have been. */
  place(lot: number): number | undefined {
    if (this.groupOf[lot] === 0 && this.marks[lot] !== 0) this.groupOf[lot] = 1 + this.grouped(lot)
    return this.get(lot)
  }

  private grouped(lot: number): number {
    this.quantity = 0
    this.isShipped = false
    this.graph.sumMovements(lot, this.knownAt, this.take)
    const key = this.keyOfLot(lot)
    if (key !== this.lastKey) {
      this.lastGroup = this.byKey.get(key) ?? this.newGroup(key, this.likenessOf(lot))
      this.lastKey = key
    }
    const whole = this.lastGroup
    const isAlone = this.opened.has(key) && (this.shown.get(key) ?? 0) < this.asked.openMost
    if (isAlone) this.shown.set(key, (this.shown.get(key) ?? 0) + 1)
    const index = isAlone ? this.groups.push({ ...this.likenessOf(lot), size: 0, onHand: 0, first: lot, last: lot, of: whole }) - 1 : whole
    const group = this.groups[index]
    group.size++
    if (this.quantity > 0) group.onHand += this.quantity
    group.first = Math.min(group.first, lot)
    group.last = Math.max(group.last, lot)
    return index
  }

  private newGroup(key: number, likeness: Likeness): number {
    const index = this.groups.push({ ...likeness, size: 0, onHand: 0, first: Infinity, last: 0, of: -1 }) - 1
    this.byKey.set(key, index)
    return index
  }

  private likenessOf(lot: number): Likeness {
    const { kind, place } = this.asked.known
    const mark = this.marks[lot]
    return {
      side: (mark >>> SIDE_AT) - 1,
      kind: kind[lot] ?? 0,
      place: place[lot] ?? 0,
      standing: STANDINGS[this.standingOf(lot)],
      left: this.quantity > DUST,
      certain: (mark & CERTAIN) !== 0,
    }
  }

  /** The same as a number, which a million lots can be asked for. */
  private keyOfLot(lot: number): number {
    const { kind, place } = this.asked.known
    const mark = this.marks[lot]
    const rest = ((mark >>> SIDE_AT) << 4) | (this.standingOf(lot) << 2) | (this.quantity > DUST ? 2 : 0) | ((mark & CERTAIN) >>> 1)
    return ((kind[lot] ?? 0) * this.places + (place[lot] ?? 0)) * 64 + rest
  }

  private keyOf({ side, kind, place, standing, left, certain }: Likeness): number {
    const rest = ((side + 1) << 4) | (STANDINGS.indexOf(standing) << 2) | (left ? 2 : 0) | (certain ? 1 : 0)
    return (kind * this.places + place) * 64 + rest
  }

  private standingOf(lot: number): number {
    const { held, accepted } = this.asked.known
    if (isSet(held, lot)) return SUSPECT
    if (isSet(accepted, lot)) return ACCEPTED
    return this.isShipped && this.quantity <= DUST ? TRANSFERRED : NORMAL
  }
}

const isSet = (bits: Uint32Array, lot: number): boolean => ((bits[lot >>> 5] ?? 0) & (1 << (lot & 31))) !== 0
