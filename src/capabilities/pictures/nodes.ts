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
  readonly size: number
  /** Those of them that are known one by one. */
  readonly lots: readonly number[]
  /** The groups whose other lots it stands for; none where it is one lot of a group that was opened. */
  readonly of: readonly Group[]
  /** Certain, possible, or some of both: only what is left over is. */
  readonly certain: number
  readonly expandable: boolean
}

/** The same lots have the same key whenever they are asked for, so that a link to an opened picture opens it again. */
export const keyOf = ({ side, material, kind, operation, workCenter, standing, left, certain, site }: Alike): string =>
  [side, site, material, kind, operation ?? '', workCenter ?? '', standing, left ? 'left' : 'none', certain ? 'certain' : 'possible'].join(
    '~',
  )
export type Alike = Pick<Group, 'side' | 'material' | 'kind' | 'operation' | 'workCenter' | 'standing' | 'left' | 'certain' | 'site'>

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

const lotsOf = (groups: readonly Group[]): number => groups.reduce((sum, { size }) => sum + size, 0)

/** Those that were opened stay; of the others the largest. In the order they came. */
function largest(groups: readonly Group[], room: number, isOpen: (group: Group) => boolean): readonly Group[] {
  const rank = (group: Group): number => (group.side === 0 || isOpen(group) ? Infinity : group.size)
  const chosen = new Set([...groups].sort((a, b) => rank(b) - rank(a)).slice(0, room))
  return groups.filter(group => chosen.has(group))
}

const wholeOf = (group: Group): Drawn => ({
  key: keyOf(group),
  side: group.side,
  group,
  size: group.size,
  lots: group.lots,
  of: [group],
  certain: group.certain ? group.size : 0,
  expandable: group.size > 1,
})

/** One node for each of its lots as far as there is room, and one for the rest of them. */
function opened(group: Group, spare: { nodes: number }): Drawn[] {
  const count = Math.min(group.lots.length, group.size <= spare.nodes + 1 ? group.size : spare.nodes)
  spare.nodes -= Math.max(0, Math.min(count, group.size - 1))
  const each = group.lots.slice(0, count).map(
    (lot): Drawn => ({
      key: `${keyOf(group)}~${lot}`,
      side: group.side,
      group,
      size: 1,
      lots: [lot],
      of: [],
      certain: group.certain ? 1 : 0,
      expandable: false,
    }),
  )
  const size = group.size - count
  if (size === 0) return each
  const part: Drawn = { ...wholeOf(group), size, lots: group.lots.slice(count), certain: group.certain ? size : 0, expandable: false }
  return [...each, part]
}

function leftOver(groups: readonly Group[], kept: ReadonlySet<Group>): Drawn[] {
  const sides = new Map<number, Group[]>()
  for (const group of groups) if (!kept.has(group)) sides.set(group.side, [...(sides.get(group.side) ?? []), group])
  return [...sides].map(([side, others]) => ({
    key: `${side}~others`,
    side,
    group: null,
    size: lotsOf(others),
    lots: others.flatMap(({ lots }) => lots),
    of: others,
    certain: others.reduce((sum, { certain, size }) => sum + (certain ? size : 0), 0),
    expandable: false,
  }))
}
