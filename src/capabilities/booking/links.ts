import { canonicalJson, type Json } from '../../base/canonical.ts'
import { toNumber } from '../../base/quantity.ts'
import { SERIES_KIND } from '../../base/series.ts'
import { type DrawnLink, deriveTransform, type Output } from '../../genealogy/precision.ts'
import type { Fact } from '../../ledger/fact.ts'
import type { State } from '../../ledger/state.ts'
import type { LinkRow, LotRow, MovementRow } from '../../ledger/tables.ts'
import type { MakingFacts } from './draft.ts'

/** A derived link as the ledger keeps it, believed from this fact on. */
export function linkRow(state: State, fact: Fact, drawn: DrawnLink, said: { run: string | null; how: LinkRow['how'] }): LinkRow {
  // A lot cannot have been drawn on before it was made: such a time is a wrong clock, and must not make a trace miss what was drawn.
  const gone = Math.max(drawn.gone, state.lot(drawn.parent).madeAt)
  const { parent, child, min, expected, max, drawn: all, portion, portionTotal, came, taken, put, draw, blend, position } = drawn
  return {
    since: fact.since,
    line: state.nextLine(fact.since),
    parent,
    child,
    quantityMin: min,
    quantityExpected: expected,
    quantityMax: max,
    drawn: all,
    portion,
    portionTotal,
    came,
    gone,
    taken,
    put,
    draw,
    blend,
    how: said.how,
    site: state.site,
    run: said.run,
    position,
    removedAt: null,
    until: null,
  }
}

/** What a lot passes on to what is made of nothing but itself: whose it is, and what was said of it. */
export const inherited = (lot: LotRow): MakingFacts => commonTo([lot])

/** What is true of each of these lots, and so of what they are made into one of. */
export function commonTo(lots: readonly LotRow[]): MakingFacts {
  const common = <T>(of: (lot: LotRow) => T | null): T | undefined => {
    const [first, ...others] = lots.map(of)
    return first !== null && others.every(value => value === first) ? first : undefined
  }
  const vendor = common(lot => lot.vendor)
  return {
    inherits: 'silently',
    workOrder: common(lot => lot.workOrder),
    expiresAt: common(lot => lot.expiresAt),
    vendor,
    vendorLot: vendor === undefined ? undefined : common(lot => lot.vendorLot),
    heat: common(lot => lot.heat),
    attributes: commonAttributes(lots.map(({ attributes }) => (attributes ?? {}) as Attributes)),
  }
}

type Attributes = { readonly [key: string]: Json | undefined }

/** Attributes that all have alike; what stands for a series is not passed on, its parts are. */
function commonAttributes([first = {}, ...others]: readonly Attributes[]): Attributes | undefined {
  const isCommon = ([key, value = null]: [string, Json | undefined]): boolean =>
    key !== SERIES_KIND && others.every(other => canonicalJson(other[key] ?? null) === canonicalJson(value))
  const common = Object.entries(first).filter(isCommon)
  return common.length === 0 ? undefined : Object.fromEntries(common)
}

/** Out-lines are the parents, in-lines the children; every child is its own draw from the pool of parents. */
export function linkLines(state: State, fact: Fact, movements: readonly MovementRow[]): void {
  const taken = new Map<number, number>()
  for (const movement of movements)
    if (movement.delta < 0n) taken.set(movement.lot, (taken.get(movement.lot) ?? 0) - toNumber(movement.delta))
  const inputs = [...taken].map(([id, quantity]) => ({
    lot: id,
    material: state.lot(id).material,
    quantity,
    homogeneous: state.lot(id).homogeneous,
  }))
  const outputs: Output[] = movements
    .filter(movement => movement.delta > 0n)
    .map(movement => {
      const moment = { at: movement.at, ord: movement.ord }
      const quantity = toNumber(movement.delta)
      return {
        lot: movement.lot,
        material: state.lot(movement.lot).material,
        put: movement.since,
        good: quantity,
        total: quantity,
        from: moment,
        at: moment,
        main: true,
      }
    })
  for (const link of deriveTransform(inputs, outputs, { at: fact.at, ord: fact.ord }))
    state.addLink(linkRow(state, fact, link, { run: null, how: link.inferred && outputs.length > 1 ? 'rule' : 'scanned' }))
}
