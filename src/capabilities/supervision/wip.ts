/** What the board says, asked by operation or by lot. Pure: the board, the time and what is held go in. */
import { add, type Quantity, ZERO } from '../../base/quantity.ts'
import { byCode } from '../../base/sorted.ts'
import type { Operation } from '../booking/records.ts'
import type { LotsHeld } from '../containment/held-set.ts'
import type { WipLot } from './board.ts'
import type { Stage } from './stages.ts'

export interface WipFilter {
  site: string
  material?: string | undefined
  workOrder?: string | undefined
  customer?: string | undefined
  operation?: string | undefined
  workCenter?: string | undefined
  state?: 'waiting' | 'working' | 'blocked' | 'stuck' | undefined
  /** Only what has been there longer than this. */
  olderThanMs?: number | undefined
}
export interface Moment {
  now: number
  held: LotsHeld
  /** What has been at an operation longer than this is stuck. */
  stuckAfterMs: number
}
/** Part of a lot at one operation of its route, waiting for it or being worked on. */
export interface WipEntry {
  lot: WipLot
  stage: Stage
  operation: Operation
  blocked: 'held' | 'expired' | null
  isStuck: boolean
}

export function entriesOf(lots: Iterable<WipLot>, filter: WipFilter, moment: Moment): WipEntry[] {
  const entries: WipEntry[] = []
  for (const lot of lots) {
    if (!isMeant(lot, filter)) continue
    for (const stage of lot.stages) {
      const operation = lot.order.operations[stage.step]
      if (!operation) continue
      const entry = entryOf(lot, stage, operation, moment)
      if (isAsked(entry, filter, moment.now)) entries.push(entry)
    }
  }
  return entries.sort((a, b) => a.stage.since - b.stage.since || a.lot.id - b.lot.id || inOrder(placeOf(a), placeOf(b)))
}

/** Where an entry stands in the list of lots, the oldest first. It stands there for as long as it is at its operation. */
export interface Place {
  readonly since: number
  readonly lot: number
  readonly step: number
  readonly state: string
  readonly run: string
}

export const placeOf = ({ lot, stage }: WipEntry): Place => ({
  since: stage.since,
  lot: lot.id,
  step: stage.step,
  state: stage.state,
  run: stage.run ?? '',
})

const inOrder = (a: Place, b: Place): number =>
  a.since - b.since || a.lot - b.lot || a.step - b.step || byCode(a.state, b.state) || byCode(a.run, b.run)

/** What comes behind the entry a page ended with, be that one there still or not. */
export const behind = (entries: readonly WipEntry[], last: Place | null): readonly WipEntry[] =>
  last === null ? entries : entries.filter(entry => inOrder(placeOf(entry), last) > 0)

const isMeant = ({ site, material, order }: WipLot, filter: WipFilter): boolean =>
  site === filter.site &&
  (filter.material === undefined || material === filter.material) &&
  (filter.workOrder === undefined || order.number === filter.workOrder) &&
  (filter.customer === undefined || order.customer === filter.customer)

function entryOf(lot: WipLot, stage: Stage, operation: Operation, { now, held, stuckAfterMs }: Moment): WipEntry {
  const isExpired = lot.expiresAt !== null && lot.expiresAt < now
  const blocked = held.has(lot.id) ? 'held' : isExpired ? 'expired' : null
  return { lot, stage, operation, blocked, isStuck: now - stage.since >= stuckAfterMs }
}

function isAsked(entry: WipEntry, filter: WipFilter, now: number): boolean {
  const { operation, stage } = entry
  if (filter.operation !== undefined && operation.name !== filter.operation) return false
  if (filter.workCenter !== undefined && (operation.workCenter ?? '') !== filter.workCenter) return false
  if (filter.olderThanMs !== undefined && now - stage.since < filter.olderThanMs) return false
  return filter.state === undefined || isIn(entry, filter.state)
}

function isIn({ stage, blocked, isStuck }: WipEntry, state: NonNullable<WipFilter['state']>): boolean {
  if (state === 'blocked') return blocked !== null
  return state === 'stuck' ? isStuck : stage.state === state
}

export interface OperationWip {
  name: string
  workCenter: string | null
  lots: number
  waiting: number
  working: number
  blocked: number
  /** Lots by how long they have been here: less than a quarter of what counts as stuck, less than it, stuck. */
  ages: { fresh: number; ageing: number; stuck: number }
  quantities: { unit: string; quantity: Quantity }[]
  oldest: number
}

/** One row per operation, as the route goes: the same step of many orders is one place where work waits. */
export function operationsOf(entries: readonly WipEntry[], { now, stuckAfterMs }: Moment): OperationWip[] {
  const groups = new Map<string, { row: OperationWip; steps: number; sums: Map<string, Quantity> }>()
  for (const entry of entries) {
    const { name, workCenter = null } = entry.operation
    const key = `${workCenter}\u0000${name}`
    const group = groups.get(key) ?? { row: emptyRow(name, workCenter, entry.stage.since), steps: 0, sums: new Map<string, Quantity>() }
    groups.set(key, group)
    count(group.row, entry, { now, stuckAfterMs })
    group.steps += entry.stage.step
    group.sums.set(entry.lot.unit, add(group.sums.get(entry.lot.unit) ?? ZERO, entry.stage.quantity))
  }
  return [...groups.values()]
    .sort((a, b) => a.steps / a.row.lots - b.steps / b.row.lots || (a.row.name < b.row.name ? -1 : 1))
    .map(({ row, sums }) => ({ ...row, quantities: [...sums].map(([unit, quantity]) => ({ unit, quantity })) }))
}

export interface OrderWip {
  number: string
  lots: number
  blocked: number
  stuck: number
  oldest: number
  operations: { sequence: number; lots: number; working: number }[]
}

/** One row per order that has something in process: how many lots are at which of its operations. */
export function ordersOf(entries: readonly WipEntry[]): OrderWip[] {
  const orders = new Map<string, { lots: Set<number>; row: OrderWip }>()
  for (const entry of entries) {
    const { number } = entry.lot.order
    const known = orders.get(number) ?? { lots: new Set<number>(), row: emptyOrder(number, entry.stage.since) }
    orders.set(number, known)
    known.lots.add(entry.lot.id)
    countAtOrder(known.row, entry)
  }
  return [...orders.values()].map(({ lots, row }) => ({ ...row, lots: lots.size }))
}

const emptyOrder = (number: string, oldest: number): OrderWip => ({ number, lots: 0, blocked: 0, stuck: 0, oldest, operations: [] })

function countAtOrder(row: OrderWip, { stage, operation: { sequence }, blocked, isStuck }: WipEntry): void {
  if (blocked !== null) row.blocked++
  if (isStuck) row.stuck++
  row.oldest = Math.min(row.oldest, stage.since)
  let step = row.operations.find(one => one.sequence === sequence)
  if (!step) row.operations.push((step = { sequence, lots: 0, working: 0 }))
  step.lots++
  if (stage.state === 'working') step.working++
}

const emptyRow = (name: string, workCenter: string | null, oldest: number): OperationWip => ({
  name,
  workCenter,
  lots: 0,
  waiting: 0,
  working: 0,
  blocked: 0,
  ages: { fresh: 0, ageing: 0, stuck: 0 },
  quantities: [],
  oldest,
})

function count(row: OperationWip, { stage, blocked, isStuck }: WipEntry, { now, stuckAfterMs }: Omit<Moment, 'held'>): void {
  row.lots++
  row[stage.state === 'working' ? 'working' : 'waiting']++
  if (blocked !== null) row.blocked++
  row.ages[isStuck ? 'stuck' : now - stage.since < stuckAfterMs / 4 ? 'fresh' : 'ageing']++
  row.oldest = Math.min(row.oldest, stage.since)
}
