/**
 * In how many units of an assembly a component is. Never recorded: it follows from what the install said and from how many units were
 * there at its time, so what is corrected or reported late about the assembly changes it.
 */
import { fromNumber, least, type Quantity, toNumber, ZERO } from '../base/quantity.ts'
import { isCountable } from '../base/unit.ts'
import type { Fact } from './fact.ts'
import type { State } from './state.ts'
import type { InstallRow, LinkRow, LotRow } from './tables.ts'

/** A serial is one unit, whatever is told of it; what is not counted in pieces has a component in all of it, as much as there was. */
export const isOfUnits = ({ kind }: LotRow): boolean => kind !== 'serial'

/** In how many units so much of the component is, of as many as there were at that moment. */
export function unitsOf(state: State, said: Omit<InstallRow, 'since' | 'line' | 'site' | 'until'>): Quantity {
  const [assembly, component] = [state.lot(said.assembly), state.lot(said.component)]
  const there = isOfUnits(assembly) ? state.thereAt(assembly.id, said) : state.onHand(assembly.id)
  return unitsHolding({ assembly, component, there, quantity: said.quantity, per: said.per })
}

/**
 * Where nobody says how many a unit takes: pieces are one in each, as far as they reach, and what is not counted (grease, paint) is in
 * all of them. A lot that was not there by then was whole when it was made.
 */
function unitsHolding(of: { assembly: LotRow; component: LotRow; there: Quantity; quantity: Quantity; per: number | null }): Quantity {
  const all = of.there > ZERO ? of.there : of.assembly.made
  if (!isPieces(of.assembly) || of.assembly.kind === 'serial') return all
  if (of.per !== null && of.per > 0) return least(all, fromNumber(Math.ceil(toNumber(of.quantity) / of.per)))
  return isPieces(of.component) ? least(all, of.quantity) : all
}

export const isPieces = ({ unit, kind }: LotRow): boolean => kind === 'serial' || isCountable(unit)

/** Of what this fact tells of the time before an install, the installs follow. */
export function followInstalls(state: State, { since, at }: Fact): void {
  const told = new Set(state.movementsOf(since).flatMap(row => (row.delta === ZERO ? [] : [row.lot])))
  for (const lot of told) {
    const { installedAt } = state.lot(lot)
    if (installedAt !== null && at <= installedAt) settleInstalls(state, lot, since)
  }
}

/** Links that came out otherwise end, and are believed anew as they are now. */
export function settleInstalls(state: State, assembly: number, since: number): void {
  if (state.lot(assembly).installedAt === null) return
  const { said, links } = state.installsIn(assembly)
  for (const install of said) {
    const units = toNumber(unitsOf(state, install))
    for (const link of links.filter(row => row.taken === install.since && row.parent === install.component)) {
      const portion = portionOf(state, link, units)
      if (portion === link.portion) continue
      state.update('link', link, { until: since })
      state.addLink({ ...link, portion, portionTotal: portion, since, line: state.nextLine(since), until: null })
    }
  }
}

/** Of an install of which some was taken out again, each part is in no more units than it has pieces. */
export function portionOf(state: State, link: Pick<LinkRow, 'parent' | 'child' | 'drawn'>, units: number): number {
  const arePieces = isPieces(state.lot(link.parent)) && isPieces(state.lot(link.child))
  return arePieces && link.drawn !== null ? Math.min(units, link.drawn) : units
}
