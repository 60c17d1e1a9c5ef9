/** Which nodes a picture has: groups, the lots of those that were opened, and per side what there was no room for. Pure. */
import type { Group } from './queries.ts'

/** More than this many nobody reads. */
export const NODES_MAX = 150
/** An answer of so few lots is drawn lot by lot. */
const LOTS_EACH = 40

export interface Drawn {
  readonly key: string
  readonly side: number
  /** Null: what is left over on a side, of whatever kind. */
  readonly group: Group | null
  readonly lots: readonly number[]
  /** Certain, possible, or some of both: only what is left over is. */
  readonly certain: number
  readonly expandable: boolean
}

/** The same lots have the same key whenever they are asked for, so that a link to an opened picture opens it again. */
export const keyOf = ({ side, material, kind, operation, workCenter, standing, left, certain, site }: Group): string =>
  [
    side,
    site,
    material,
    kind,
    operation ?? '',
    workCenter ?? '',
    standing ?? '',
    left === null ? 'counted' : left ? 'left' : 'none',
    certain ? 'certain' : 'possible',
  ].join('~')

export function drawnOf(groups: readonly Group[], open: ReadonlySet<string>, max = NODES_MAX): Drawn[] {
  const total = lotsOf(groups)
  const isOpen = (group: Group): boolean => total <= LOTS_EACH || open.has(keyOf(group))
  const sides = new Set(groups.map(({ side }) => side)).size
  // What was opened gets up to half of the picture; one place on every side is kept for what is left over.
  const more = Math.max(0, lotsOf(groups.filter(isOpen)) - groups.filter(isOpen).length)
  const isRoomy = groups.length + more <= max
  const spare = { nodes: isRoomy ? more : Math.max(Math.min(more, max >> 1), max - groups.length - sides) }
  const kept = groups.length + spare.nodes <= max ? groups : largest(groups, max - sides - spare.nodes, isOpen)
  const drawn = kept.flatMap(group => (isOpen(group) ? opened(group, spare) : [wholeOf(group)]))
  return [...drawn, ...leftOver(groups, new Set(kept))]
}

const lotsOf = (groups: readonly Group[]): number => groups.reduce((sum, { lots }) => sum + lots.length, 0)

/** Those that were opened stay; of the others the largest. In the order they came. */
function largest(groups: readonly Group[], room: number, isOpen: (group: Group) => boolean): readonly Group[] {
  const rank = (group: Group): number => (group.side === 0 || isOpen(group) ? Infinity : group.lots.length)
  const chosen = new Set([...groups].sort((a, b) => rank(b) - rank(a)).slice(0, room))
  return groups.filter(group => chosen.has(group))
}

const wholeOf = (group: Group): Drawn => ({
  key: keyOf(group),
  side: group.side,
  group,
  lots: group.lots,
  certain: group.certain ? group.lots.length : 0,
  expandable: group.lots.length > 1,
})

/** One node for each of its lots as far as there is room, and one for the rest of them. */
function opened(group: Group, spare: { nodes: number }): Drawn[] {
  const count = group.lots.length <= spare.nodes + 1 ? group.lots.length : spare.nodes
  spare.nodes -= Math.max(0, Math.min(count, group.lots.length - 1))
  const each = group.lots.slice(0, count).map(
    (lot): Drawn => ({
      key: `${keyOf(group)}~${lot}`,
      side: group.side,
      group,
      lots: [lot],
      certain: group.certain ? 1 : 0,
      expandable: false,
    }),
  )
  const rest = group.lots.slice(count)
  if (rest.length === 0) return each
  const part: Drawn = { ...wholeOf({ ...group, lots: rest }), expandable: false }
  return [...each, part]
}

function leftOver(groups: readonly Group[], kept: ReadonlySet<Group>): Drawn[] {
  const sides = new Map<number, Group[]>()
  for (const group of groups) if (!kept.has(group)) sides.set(group.side, [...(sides.get(group.side) ?? []), group])
  return [...sides].map(([side, others]) => ({
    key: `${side}~others`,
    side,
    group: null,
    lots: others.flatMap(({ lots }) => lots),
    certain: others.reduce((sum, { certain, lots }) => sum + (certain ? lots.length : 0), 0),
    expandable: false,
  }))
}
