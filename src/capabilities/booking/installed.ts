/** What is installed in an assembly, and how it comes out of it again: shared by whoever removes one part and whoever takes it all apart. */
import { fromNumber, least, type Quantity, subtract, toNumber, ZERO } from '../../base/quantity.ts'
import { portionOf } from '../../ledger/installs.ts'
import type { State } from '../../ledger/state.ts'
import type { LinkRow, LotRow } from '../../ledger/tables.ts'

/** Links by which a component is in an assembly now. */
export const insideOf = (state: State, component: LotRow, assembly: LotRow): LinkRow[] =>
  state.installedLinks(component.id).filter(link => link.child === assembly.id)

/** How much of the component is inside by this link. A serial is, or is not, also while nobody can say yet how much its run takes. */
export const insideBy = (state: State, { parent, quantityExpected }: LinkRow): Quantity =>
  fromNumber(quantityExpected ?? (state.lot(parent).kind === 'serial' ? 1 : 0))

/** The link was true until now: it ends, and the same link with its end in time takes its place; what stays inside keeps a link of its own. */
export function takeOut(state: State, since: number, at: number, link: LinkRow, open: Quantity): Quantity {
  const there = insideBy(state, link)
  const taken = least(there, open)
  state.update('link', link, { until: since })
  const sized = sizing(state, link)
  state.addLink({ ...link, ...sized(toNumber(taken)), since, line: state.nextLine(since), removedAt: at, until: null })
  const stays = subtract(there, taken)
  if (stays > ZERO) state.addLink({ ...link, ...sized(toNumber(stays)), since, line: state.nextLine(since), until: null })
  return taken
}

/** So many pieces are in no more units than that. */
function sizing(state: State, link: LinkRow): (quantity: number) => Partial<LinkRow> {
  return quantity => {
    if (link.put === 0) {
      const units = portionOf(state, { ...link, drawn: quantity }, link.portion)
      const exactly = { quantityMin: quantity, quantityExpected: quantity, quantityMax: quantity, drawn: quantity }
      return { ...exactly, portion: units, portionTotal: units }
    }
    return {
      quantityExpected: quantity,
      quantityMax: Math.max(quantity, Math.min(quantity, link.quantityMax ?? quantity)),
      quantityMin: Math.min(quantity, link.quantityMin ?? quantity),
    }
  }
}
