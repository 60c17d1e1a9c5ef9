/** What has changed between two scopes: pure, the same for a refused commit and for the watch on an open recall. */
import { Refusal } from '../../base/refusal.ts'
import type { State } from '../../ledger/state.ts'
import type { RecallRow } from '../../ledger/tables.ts'
import type { AffectedLot } from '../tracing/affected.ts'
import type { ShipmentFact } from '../tracing/queries.ts'

export type ScopeShipment = Omit<ShipmentFact, 'unit'>

export interface Scope {
  readonly lots: Iterable<AffectedLot>
  readonly shipped: readonly ScopeShipment[]
}

/** Lots by their graph id; shipments as they are called back. */
export interface Difference {
  readonly joined: number[]
  readonly left: number[]
  readonly changed: number[]
  readonly shipped: ScopeShipment[]
  readonly unshipped: ScopeShipment[]
}

export function differenceOf(before: Scope, after: Scope): Difference {
  const [old, fresh] = [byLot(before), byLot(after)]
  const [oldLots, freshLots] = [[...old.values()], [...fresh.values()]]
  const [sent, sends] = [byShipment(before), byShipment(after)]
  return {
    joined: freshLots.flatMap(({ lot }) => (old.has(lot) ? [] : [lot])),
    left: oldLots.flatMap(({ lot }) => (fresh.has(lot) ? [] : [lot])),
    changed: freshLots.flatMap(entry => (isOtherwise(old.get(entry.lot), entry) ? [entry.lot] : [])),
    shipped: after.shipped.filter(row => !sent.has(keyOf(row))),
    unshipped: before.shipped.filter(row => !sends.has(keyOf(row))),
  }
}

export const isSame = (difference: Difference): boolean => Object.values(difference).every(list => list.length === 0)

const byLot = ({ lots }: Scope): Map<number, AffectedLot> => new Map(Array.from(lots, entry => [entry.lot, entry]))
const byShipment = ({ shipped }: Scope): Set<string> => new Set(shipped.map(keyOf))
const keyOf = (row: ScopeShipment): string => JSON.stringify([row.lot, row.since, row.customer, row.quantity, row.back])

/** Below a billionth two ways of adding the same quantities may differ. */
const SAME = 1e-9
const isOtherwise = (before: AffectedLot | undefined, { affected, certainty }: AffectedLot): boolean =>
  before !== undefined && (before.certainty !== certainty || isApart(before.affected, affected))
const isApart = (a: AffectedLot['affected'], b: AffectedLot['affected']): boolean =>
  a !== null && b !== null && (Math.abs(a.min - b.min) > SAME || Math.abs(a.max - b.max) > SAME)

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
