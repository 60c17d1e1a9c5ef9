import type { LinkColumns } from './facts.ts'
import { BLEND, COUNTABLE, HOMOGENEOUS, MAYBE_BLEND } from './graph.ts'
import { type Alternative, type Bounds, DUST, drawOf, NONE, portionOf, tidy } from './share.ts'

/** What one link of the draw brings; with `unit`, of one unit of the parent, for links whose quantity nobody knows. */
export type Weighing = (link: number, unit?: number) => Alternative

/** What is read of the links of a draw. */
export type DrawColumns = Pick<
  LinkColumns,
  'since' | 'parent' | 'put' | 'draw' | 'qMin' | 'qExp' | 'qMax' | 'drawQ' | 'portion' | 'total' | 'mark'
>

export const linkQuantity = (link: Pick<LinkColumns, 'qMin' | 'qExp' | 'qMax'>, index: number): Bounds => ({
  min: link.qMin[index],
  expected: link.qExp[index] || 0,
  max: link.qMax[index],
})

/** Links in columns, and the flags of the lots. */
export interface Drawing {
  readonly link: DrawColumns
  readonly flags: Uint8Array
}

/** Suspect good units of the child from one draw: links that are alternatives of each other. */
export function drawnPortion({ link, flags }: Drawing, child: number, links: readonly number[], weighing: Weighing): Bounds {
  const first = links[0]
  const drawQ = link.drawQ[first]
  const isKnown = drawQ > 0 && links.every(index => link.qMin[index] >= 0 && link.qMax[index] >= 0)
  if (!isKnown) return unknownPortion(links, link.portion[first], weighing)
  const alternatives = links.map(index => weighing(index))
  if (alternatives.every(one => one.suspect.max === 0)) return NONE
  const isCountable = (lot: number): boolean => (flags[lot] & COUNTABLE) !== 0
  return portionOf(blended(link, links, alternatives, drawOf(drawQ, alternatives)), drawQ, {
    good: link.portion[first],
    total: link.total[first],
    childHomogeneous: (flags[child] & HOMOGENEOUS) !== 0,
    childCountable: isCountable(child),
    bothCountable: isCountable(child) && links.every(index => isCountable(link.parent[index])),
  })
}

/** Nobody knows how much was drawn: only a draw whose every alternative is wholly suspect proves anything. */
function unknownPortion(links: readonly number[], good: number, weighing: Weighing): Bounds {
  let [least, expected, most] = [1, 0, 0]
  for (const index of links) {
    const { suspect } = weighing(index, 1)
    least = Math.min(least, suspect.min)
    most = Math.max(most, suspect.max)
    expected += suspect.expected / links.length
  }
  return tidy(least >= 1 - DUST ? good : 0, expected * good, most > 0 ? good : 0)
}

/**
 * Out of a mixture everything drawn is suspect as soon as any of it is. What came to the mixture during the draw can
 * have reached all of what was drawn after it, so it widens the bounds only upwards.
 */
function blended(link: DrawColumns, links: readonly number[], alternatives: readonly Alternative[], suspect: Bounds): Bounds {
  const drawQ = link.drawQ[links[0]]
  let { min, expected, max } = suspect
  links.forEach((index, i) => {
    const part = alternatives[i].suspect
    if ((link.mark[index] & (BLEND | MAYBE_BLEND)) !== 0 && part.max > 0) max = drawQ
    if ((link.mark[index] & BLEND) === 0) return
    if (part.min > 0) min = drawQ
    if (part.expected > 0) expected = drawQ
  })
  return tidy(min, expected, max)
}
