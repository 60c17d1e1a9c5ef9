/** What has changed between two scopes: pure, the same for a refused commit and for the watch on an open recall. */
import { Refusal } from '../../base/refusal.ts'
import type { State } from '../../ledger/state.ts'
import type { RecallRow } from '../../ledger/tables.ts'
import type { AffectedLots } from '../tracing/affected.ts'
import type { ShipmentFact } from '../tracing/queries.ts'

export type ScopeShipment = Omit<ShipmentFact, 'unit'>

export interface Scope {
  readonly lots: AffectedLots
  readonly shipped: readonly ScopeShipment[]
}

/** The first of something, and how many there are. */
export interface Counted<T> {
  count: number
  first: T[]
}
/** Lots by their graph id; shipments as they are called back. */
export interface Difference {
  readonly joined: Counted<number>
  readonly left: Counted<number>
  readonly changed: Counted<number>
  readonly shipped: Counted<ScopeShipment>
  readonly unshipped: Counted<ScopeShipment>
}

/** Two scopes of a million lots would hold up everybody else for a second: `turn` lets them in now and then. The first `shown` of each are named. */
export async function differenceOf(before: Scope, after: Scope, shown: number, turn: () => Promise<void>): Promise<Difference> {
  const [sent, sends] = [await shipmentsOf(before, turn), await shipmentsOf(after, turn)]
  return {
    ...(await lotsBetween(before.lots, after.lots, shown, turn)),
    shipped: await without(after.shipped, sent, shown, turn),
    unshipped: await without(before.shipped, sends, shown, turn),
  }
}

export const isSame = (difference: Difference): boolean => Object.values(difference).every(({ count }: Counted<unknown>) => count === 0)

/** So many at a time. */
const PART = 20_000

function counted<T>(shown: number): Counted<T> & { add(one: T): void } {
  return {
    count: 0,
    first: [],
    add(one) {
      if (this.count++ < shown) this.first.push(one)
    },
  }
}

/** Both stand in the order of lots, so one walk along them tells. */
async function lotsBetween(
  { columns: old }: AffectedLots,
  { columns: fresh }: AffectedLots,
  shown: number,
  turn: () => Promise<void>,
): Promise<Pick<Difference, 'joined' | 'left' | 'changed'>> {
  const [joined, left, changed] = [counted<number>(shown), counted<number>(shown), counted<number>(shown)]
  for (let a = 0, b = 0; a < old.ids.length || b < fresh.ids.length; ) {
    const [before, after] = [old.ids[a] ?? Number.POSITIVE_INFINITY, fresh.ids[b] ?? Number.POSITIVE_INFINITY]
    if (before < after) left.add(before)
    else if (after < before) joined.add(after)
    else if (isOtherwise(old, a, fresh, b)) changed.add(after)
    if (before <= after) a++
    if (after <= before) b++
    if ((a + b) % PART === 0) await turn()
  }
  return { joined: plain(joined), left: plain(left), changed: plain(changed) }
}

const plain = <T>({ count, first }: Counted<T>): Counted<T> => ({ count, first })

async function shipmentsOf({ shipped }: Scope, turn: () => Promise<void>): Promise<Set<string>> {
  const keys = new Set<string>()
  for (const [index, row] of shipped.entries()) {
    keys.add(keyOf(row))
    if (index % PART === PART - 1) await turn()
  }
  return keys
}

async function without(
  rows: readonly ScopeShipment[],
  known: ReadonlySet<string>,
  shown: number,
  turn: () => Promise<void>,
): Promise<Counted<ScopeShipment>> {
  const others = counted<ScopeShipment>(shown)
  for (const [index, row] of rows.entries()) {
    if (!known.has(keyOf(row))) others.add(row)
    if (index % PART === PART - 1) await turn()
  }
  return plain(others)
}

const keyOf = (row: ScopeShipment): string => JSON.stringify([row.lot, row.since, row.customer, row.quantity, row.back])

/** Below a billionth two ways of adding the same quantities may differ. */
const SAME = 1e-9
type Columns = AffectedLots['columns']

function isOtherwise(before: Columns, a: number, after: Columns, b: number): boolean {
  if (before.isCertain[a] !== after.isCertain[b]) return true
  const [one, other] = [before.affected, after.affected]
  return one !== null && other !== null && (isApart(one.min[a], other.min[b]) || isApart(one.max[a], other.max[b]))
}
const isApart = (a = 0, b = 0): boolean => Math.abs(a - b) > SAME

/** @throws Refusal when there is no such recall here, or it is closed. */
export function openRecall(state: State, recall: string): RecallRow {
  const row = state.recall(recall)
  if (!row) throw new Refusal('unknown-recall', `There is no recall "${recall}" at site ${state.site}.`, '/recall')
  if (row.closedAt !== null) throw new Refusal('recall-closed', `Recall ${recall} was closed already: open a new one.`, '/recall')
  return row
}

/** What a letter to a customer may be filled in with. A line that is {lots} alone becomes the table of what he got. */
export const LETTER_FIELDS = [
  'name',
  'customer',
  'contact',
  'recall',
  'reason',
  'class',
  'date',
  'site',
  'lots',
  'quantity',
  'shipments',
] as const

export function unknownFields(text: string): string[] {
  const known: ReadonlySet<string> = new Set(LETTER_FIELDS)
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(match => match[1] ?? '').filter(field => !known.has(field)))]
}
