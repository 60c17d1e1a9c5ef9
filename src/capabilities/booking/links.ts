import { toNumber } from '../../base/quantity.ts'
import { type DrawnLink, deriveTransform, type Output } from '../../genealogy/precision.ts'
import type { Fact } from '../../ledger/fact.ts'
import type { State } from '../../ledger/state.ts'
import type { LinkRow, MovementRow } from '../../ledger/tables.ts'

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
