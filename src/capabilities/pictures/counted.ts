/** The groups of an answer of very many lots. The engine's thread looks at every lot; here is only what came of it, group by group. */
import type { Pool } from 'pg'
import type { Bundle } from '../../genealogy/bundles.ts'
import { type Answer, type Likeness, type LotGroup, STANDINGS } from '../../genealogy/groups.ts'
import type { HeldSet } from '../containment/held-set.ts'
import type { Engine } from '../tracing/engine.ts'
import { quantityText } from '../tracing/quantity-text.ts'
import type { Traced } from '../tracing/traced.ts'
import { type LotKinds, lotKinds, wholesIn } from './lot-kinds.ts'
import { type Alike, type Drawn, keyOf, NODES_MAX } from './nodes.ts'
import { type Group, lotsAccepted, namesOfLots } from './queries.ts'

export interface Counted {
  readonly groups: readonly Group[]
  bundlesOf(drawn: readonly Drawn[]): Bundle[]
}

export async function countedGroups(
  engine: Engine,
  pool: Pool,
  asked: { traces: readonly Traced[]; held: HeldSet; open: ReadonlySet<string>; signal?: AbortSignal | undefined },
): Promise<Counted> {
  const { traces, held, open, signal } = asked
  const [first] = traces
  if (!first) throw new Error('a picture has a direction')
  const [kinds, accepted] = await Promise.all([lotKinds(engine, pool), lotsAccepted(pool, first.position)])
  const known = { kind: kinds.kind, place: kinds.place, held: held.words(), accepted: bitsOf(wholesIn(accepted)) }
  const answers = traces.map(answerOf)
  const found = await engine.groups(first.graph, { answers, known, open: likenessesOf(open, kinds), openMost: NODES_MAX }, signal)
  const groups = await namedGroups(pool, found.groups, kinds)
  return {
    groups: groups.flatMap(group => (group.of < 0 ? group : [])).sort(inReadingOrder),
    bundlesOf: drawn => between(nodesOf(drawn, groups), found.bundles),
  }
}

const answerOf = ({ reached, lots }: Traced): Answer => ({
  reached,
  ids: lots.columns.ids,
  isCertain: lots.certain === 0 ? null : lots.columns.isCertain,
})

function bitsOf(lots: Uint32Array): Uint32Array {
  const bits = new Uint32Array((lots.reduce((most, lot) => Math.max(most, lot), 0) >>> 5) + 1)
  for (const lot of lots) bits[lot >>> 5] = (bits[lot >>> 5] ?? 0) | (1 << (lot & 31))
  return bits
}

/** What lots have in common that stand in groups of these keys, whether there are any or not. */
function likenessesOf(keys: ReadonlySet<string>, { kinds, places }: LotKinds): Likeness[] {
  const found: Likeness[] = []
  const rests = STANDINGS.flatMap(standing => [true, false].flatMap(left => [true, false].map(certain => ({ standing, left, certain }))))
  for (const side of keys.size === 0 ? [] : [-1, 0, 1])
    for (const [kind, what] of kinds.entries()) {
      const beginning = [side, what.site, what.material, what.kind, ''].join('~')
      if (![...keys].some(key => key.startsWith(beginning))) continue
      for (const [place, made] of [NO_PLACE, ...places].entries())
        for (const rest of rests)
          if (keys.has(keyOf({ side, ...what, ...made, ...rest }))) found.push({ side, kind: kind + 1, place, ...rest })
    }
  return found
}

type Named = Group & { readonly of: number; readonly index: number }

async function namedGroups(pool: Pool, found: readonly LotGroup[], kinds: LotKinds): Promise<Named[]> {
  const names = await namesOfLots(pool, [...new Set(found.flatMap(({ first, last, size }) => (size > 0 ? [first, last] : [])))])
  const singles = new Map<number, LotGroup[]>()
  for (const one of found) if (one.of >= 0) singles.set(one.of, [...(singles.get(one.of) ?? []), one])
  return found.map((group, index) => {
    const { first, last, ...sums } = together(group, singles.get(index) ?? [])
    const { number, description = null } = names.get(first) ?? {}
    return { ...likeTo(group, kinds), ...sums, description, first: number ?? '', last: names.get(last)?.number ?? '', of: group.of, index }
  })
}

function likeTo({ kind, place, side, standing, left, certain }: LotGroup, { kinds, places }: LotKinds): Alike & { unit: string } {
  const what = kinds[kind - 1] ?? { site: '', material: '', unit: '', kind: 'lot' }
  const made = places[place - 1] ?? NO_PLACE
  return { ...what, ...made, side, standing, left, certain: side === 0 || certain }
}
const NO_PLACE = { operation: null, workCenter: null }

/** A group that is shown lot by lot is as large as these and the rest of it. */
function together(group: LotGroup, each: readonly LotGroup[]): Pick<Group, 'onHand' | 'size' | 'lots'> & { first: number; last: number } {
  const all = group.size > 0 ? [...each, group] : each
  const size = all.reduce((sum, one) => sum + one.size, 0)
  const first = Math.min(...all.map(one => one.first))
  return {
    first,
    last: Math.max(...all.map(one => one.last)),
    size,
    onHand: quantityText(all.reduce((sum, one) => sum + one.onHand, 0)),
    lots: each.length > 0 ? each.map(one => one.first) : size === 1 ? [first] : [],
  }
}

function inReadingOrder(a: Group, b: Group): number {
  const texts = ({ material, operation, workCenter, standing }: Alike) => [material, operation ?? '', workCenter ?? '', standing]
  if (a.side !== b.side) return a.side - b.side
  const [one, other] = [texts(a), texts(b)]
  const at = one.findIndex((text, index) => text !== other[index])
  if (at >= 0) return (one[at] ?? '') < (other[at] ?? '') ? -1 : 1
  return Number(a.left) - Number(b.left) || Number(b.certain) - Number(a.certain)
}

/** By group of the engine's: the node that its lots are in. */
function nodesOf(drawn: readonly Drawn[], groups: readonly Named[]): Map<number, number> {
  const nodes = new Map<number, number>()
  const alone = new Map(groups.flatMap(({ of, index, lots }) => (of >= 0 ? lots.map(lot => [lot, index] as const) : [])))
  const indexes = new Map<Group, number>(groups.map(group => [group, group.index]))
  drawn.forEach(({ of, lots }, node) => {
    for (const group of of) nodes.set(indexes.get(group) ?? -1, node)
    for (const lot of lots) {
      const index = alone.get(lot)
      if (index !== undefined) nodes.set(index, node)
    }
  })
  return nodes
}

function between(nodes: ReadonlyMap<number, number>, bundles: readonly Bundle[]): Bundle[] {
  const found = new Map<string, Bundle>()
  for (const bundle of bundles) {
    const [from, to] = [nodes.get(bundle.from), nodes.get(bundle.to)]
    if (from === undefined || to === undefined || from === to) continue
    const key = `${from} ${to}`
    const sum = found.get(key) ?? { from, to, links: 0, certain: 0 }
    found.set(key, { ...sum, links: sum.links + bundle.links, certain: sum.certain + bundle.certain })
  }
  return [...found.values()]
}
