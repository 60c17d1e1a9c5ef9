/**
 * Where nodes stand. Columns: the longest chain from the seeds, so that lines run from left to right; rows: each as near as may be to the
 * mean place of its neighbours (barycentre; Sugiyama, Tagawa and Toda 1981), swept to and fro a few times. There are at most a few hundred
 * nodes, so this costs a millisecond or two.
 */
export interface Sided {
  readonly key: string
  /** 0: a seed; below: on the way to it; above: on the way from it. */
  readonly side: number
}
export interface Tie {
  readonly from: string
  readonly to: string
  readonly links: number
}
export interface Place {
  readonly column: number
  readonly row: number
}

const SWEEPS = 6

export function placesOf(nodes: readonly Sided[], ties: readonly Tie[]): Map<string, Place> {
  const columns = columnsOf(nodes, ties)
  const rows = rowsOf(nodes, { columns, ties })
  return new Map(nodes.map(({ key }) => [key, { column: columns.get(key) ?? 0, row: rows.get(key) ?? 0 }]))
}

function columnsOf(nodes: readonly Sided[], ties: readonly Tie[]): Map<string, number> {
  const columns = new Map<string, number>()
  for (const side of [-1, 1]) {
    const members = new Set(nodes.flatMap(node => (node.side === side ? [node.key] : [])))
    const before = neighboursOf(ties.map(({ from, to }) => (side === 1 ? { from: to, to: from } : { from, to })))
    for (const key of members) columns.set(key, side * depthOf(key, { members, before, known: new Map(), under: new Set() }))
  }
  return columns
}

interface Chains {
  readonly members: ReadonlySet<string>
  readonly before: ReadonlyMap<string, readonly string[]>
  readonly known: Map<string, number>
  /** Being worked out: what leads back to one of these closes a cycle, and does not count. */
  readonly under: Set<string>
}

/** Links on the longest chain from a seed; at least one. */
function depthOf(key: string, chains: Chains): number {
  const known = chains.known.get(key)
  if (known !== undefined) return known
  chains.under.add(key)
  const nearer = (chains.before.get(key) ?? []).filter(one => chains.members.has(one) && !chains.under.has(one))
  const depth = 1 + Math.max(0, ...nearer.map(one => depthOf(one, chains)))
  chains.under.delete(key)
  chains.known.set(key, depth)
  return depth
}

function neighboursOf(ties: readonly { from: string; to: string }[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { from, to } of ties) {
    const all = found.get(from)
    if (all) all.push(to)
    else found.set(from, [to])
  }
  return found
}

function rowsOf(
  nodes: readonly Sided[],
  { columns, ties }: { columns: ReadonlyMap<string, number>; ties: readonly Tie[] },
): Map<string, number> {
  const ordered = new Map<number, string[]>()
  for (const { key } of nodes) ordered.set(columns.get(key) ?? 0, [...(ordered.get(columns.get(key) ?? 0) ?? []), key])
  const layers = [...ordered].sort(([a], [b]) => a - b).map(([, keys]) => keys)
  const rows = new Map<string, number>()
  for (const layer of layers) settle(rows, layer)
  const weights = weightsOf(ties)
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const layer of sweep % 2 === 0 ? layers : [...layers].reverse()) {
      const wanted = new Map(layer.map(key => [key, meanOf(key, rows, weights.get(key) ?? [])]))
      layer.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0))
      settle(rows, layer)
    }
  }
  return new Map(layers.flatMap(layer => layer.map((key, row) => [key, row] as const)))
}

/** Columns are centred on one another, so places are counted from the middle. */
function settle(rows: Map<string, number>, layer: readonly string[]): void {
  for (const [row, key] of layer.entries()) rows.set(key, row - (layer.length - 1) / 2)
}

interface Pull {
  readonly key: string
  readonly share: number
}

/** A bundle pulls as the logarithm of its links, so that one thick one does not decide alone. */
function weightsOf(ties: readonly Tie[]): Map<string, Pull[]> {
  const found = new Map<string, Pull[]>()
  for (const { from, to, links } of ties) {
    const share = 1 + Math.log(links)
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const)
      found.set(one, [...(found.get(one) ?? []), { key: other, share }])
  }
  return found
}

/** Where nothing leads, it stays where it is. */
function meanOf(key: string, rows: ReadonlyMap<string, number>, pulls: readonly Pull[]): number {
  const weight = pulls.reduce((sum, { share }) => sum + share, 0)
  return weight === 0 ? (rows.get(key) ?? 0) : pulls.reduce((sum, pull) => sum + (rows.get(pull.key) ?? 0) * pull.share, 0) / weight
}
