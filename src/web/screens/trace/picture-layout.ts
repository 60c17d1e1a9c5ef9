/** Where the nodes of a picture stand, and how its lines run; in pixels at full size. */
import type { PictureLink, PictureNode, TracePicture } from '../../../client/index.ts'

export const NODE = { width: 204, height: 50 } as const
const GAP = { x: 92, y: 14 } as const
const MARGIN = 12

export interface PlacedNode extends PictureNode {
  x: number
  y: number
}
export interface PlacedLink extends PictureLink {
  path: string
  width: number
}
export interface Layout {
  width: number
  height: number
  nodes: PlacedNode[]
  links: PlacedLink[]
}

export function layoutOf({ nodes, links }: Pick<TracePicture, 'nodes' | 'links'>): Layout {
  const columns = [...new Set(nodes.map(({ column }) => column))].sort((a, b) => a - b)
  const size = (column: number): number => nodes.filter(node => node.column === column).length
  const tallest = Math.max(1, ...columns.map(size))
  const step = NODE.height + GAP.y
  const placed = nodes.map(node => ({
    ...node,
    x: MARGIN + columns.indexOf(node.column) * (NODE.width + GAP.x),
    // Columns are centred on one another, so that most lines run level.
    y: MARGIN + (node.row + (tallest - size(node.column)) / 2) * step,
  }))
  const at = new Map(placed.map(node => [node.key, node]))
  return {
    width: 2 * MARGIN + columns.length * NODE.width + (columns.length - 1) * GAP.x,
    height: 2 * MARGIN + tallest * step - GAP.y,
    nodes: placed,
    links: links.flatMap(link => lineOf(link, at.get(link.from), at.get(link.to)) ?? []),
  }
}

function lineOf(link: PictureLink, from: PlacedNode | undefined, to: PlacedNode | undefined): PlacedLink | undefined {
  if (!from || !to) return undefined
  const middle = NODE.height / 2
  const [x1, y1, x2, y2] = [from.x + NODE.width, from.y + middle, to.x, to.y + middle]
  // A line to the same column or back goes out and in on the same sides as all others.
  const bend = x2 > x1 ? (x2 - x1) / 2 : GAP.x
  const path = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
  return { ...link, path, width: Math.min(9, 1.5 + Math.log2(link.links)) }
}

export type Move = 'left' | 'right' | 'up' | 'down'

/** The node that an arrow key leads to: along a line to the sides, within the column up and down. */
export function neighbourOf({ nodes, links }: Layout, key: string, move: Move): string | undefined {
  const here = nodes.find(node => node.key === key)
  if (!here) return nodes[0]?.key
  const near = (among: PlacedNode[]): string | undefined => among.sort((a, b) => Math.abs(a.y - here.y) - Math.abs(b.y - here.y))[0]?.key
  if (move === 'up' || move === 'down') {
    const sign = move === 'up' ? -1 : 1
    return near(nodes.filter(node => node.x === here.x && (node.y - here.y) * sign > 0))
  }
  const ends = new Set(
    links.flatMap(({ from, to }) => (move === 'right' && from === key ? [to] : move === 'left' && to === key ? [from] : [])),
  )
  return near(nodes.filter(node => ends.has(node.key)))
}
