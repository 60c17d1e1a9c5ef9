import type { DrawnLink } from '../../genealogy/precision.ts'
import type { Fact } from '../../ledger/fact.ts'
import type { State } from '../../ledger/state.ts'
import type { LinkRow } from '../../ledger/tables.ts'

/** A derived link as the ledger keeps it, believed from this fact on. */
export function linkRow(state: State, fact: Fact, drawn: DrawnLink, said: { run: string | null; how: LinkRow['how'] }): LinkRow {
  const { parent, child, min, expected, max, drawn: all, portion, portionTotal, came, gone, taken, put, draw, blend, position } = drawn
  return {
    since: fact.since, line: state.nextLine(fact.since), parent, child, quantityMin: min, quantityExpected: expected, quantityMax: max, drawn: all, portion, portionTotal,
    came, gone, taken, put, draw, blend, how: said.how, site: state.site, run: said.run, position, removedAt: null, until: null,
  }
}

