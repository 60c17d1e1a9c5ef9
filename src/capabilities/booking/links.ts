import type { DrawnLink } from '../../genealogy/precision.ts'
import type { Fact } from '../../ledger/fact.ts'
import type { State } from '../../ledger/state.ts'
import type { LinkRow } from '../../ledger/tables.ts'

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
