/** One picture from one question: a trace for each direction asked for, grouped, with the links that its chains use. */
import type { Pool } from 'pg'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { bundlesOf } from '../../genealogy/bundles.ts'
import { heldNow } from '../containment/held.ts'
import type { LotsHeld } from '../containment/held-set.ts'
import type { Engine } from '../tracing/engine.ts'
import { headAt } from '../tracing/queries.ts'
import { wholeSeeds } from '../tracing/seed.ts'
import { type Traced, type TraceRequest, totalsOf, trace } from '../tracing/trace.ts'
import { type Drawn, drawnOf } from './nodes.ts'
import { type Place, placesOf } from './order.ts'
import { type Answered, groupsOf, lotsOfNodes, type NodeLot } from './queries.ts'

export interface PictureRequest extends Omit<TraceRequest, 'direction' | 'quantities'> {
  direction: 'forward' | 'back' | 'both'
  /** Keys of nodes that are to be drawn lot by lot. */
  open?: string[] | undefined
}

export async function pictureOf(engine: Engine, pool: Pool, request: PictureRequest, signal?: AbortSignal): Promise<unknown> {
  const { direction, open, ...asked } = request
  const directions = direction === 'both' ? (['back', 'forward'] as const) : ([direction] as const)
  const traces: Traced[] = []
  // The second is asked at the position of the first: one picture shows one moment.
  for (const way of directions) {
    const seeds = direction === 'both' && way === 'back' ? wholeSeeds(asked.seeds) : asked.seeds
    traces.push(await trace(engine, pool, { ...asked, seeds, direction: way }, { pinned: traces[0]?.position, signal }))
  }
  const [first] = traces
  if (!first) throw new Error('a picture has a direction')
  const held = await heldNow(engine, pool)
  const groups = await groupsOf(pool, answeredBy(traces, held.lots))
  const drawn = drawnOf(groups, new Set(open))
  const singles = drawn.flatMap(({ lots }) => (lots.length === 1 ? lots : []))
  const [links, named, head] = await Promise.all([
    linksBetween(traces, drawn),
    lotsOfNodes(pool, singles, first.position),
    headAt(pool, first.site, first.position),
  ])
  const places = placesOf(drawn, links)
  const all = groups.reduce((sum, { lots }) => sum + lots.length, 0)
  return {
    knownAt: { sequence: head.sequence, time: head.recordedAt === null ? null : formatInstant(head.recordedAt) },
    seeds: first.seeds.map(({ id, material, number, site }) => ({ id, material, number, site })),
    totals: Object.fromEntries(traces.map(one => [one.request.direction, totalsOf(one)])),
    shown: { nodes: drawn.length, lots: singles.length, of: all },
    nodes: drawn.map(node => writeNode(node, named, places.get(node.key))),
    links,
  }
}

/** Back is left of the seeds, forward right of them. A lot on both sides stands where it is nearer. */
function answeredBy(traces: readonly Traced[], held: LotsHeld): Answered {
  const told = new Map<number, { side: number; steps: number; isCertain: boolean }>()
  for (const { request, lots, seeds } of traces) {
    for (const { id } of seeds) told.set(id, { side: 0, steps: 0, isCertain: true })
    for (const { lot, steps, certainty } of lots) {
      if ((told.get(lot)?.steps ?? Infinity) <= (steps ?? 1)) continue
      told.set(lot, { side: request.direction === 'back' ? -1 : 1, steps: steps ?? 1, isCertain: certainty === 'certain' })
    }
  }
  const lots = [...told.keys()]
  const each = [...told.values()]
  return {
    lots,
    sides: each.map(({ side }) => side),
    certain: each.map(({ isCertain }) => isCertain),
    held: lots.map(lot => held.has(lot)),
    position: traces[0]?.position ?? 0,
  }
}

interface Link {
  from: string
  to: string
  links: number
  certain: number
}

async function linksBetween(traces: readonly Traced[], drawn: readonly Drawn[]): Promise<Link[]> {
  const groupOf = new Map(drawn.flatMap(({ lots }, index) => lots.map(lot => [lot, index] as const)))
  const found = new Map<string, Link>()
  for (const { graph, reached } of traces)
    for (const { from, to, links, certain } of await bundlesOf(graph, reached, groupOf)) {
      const [source, target] = [drawn[from]?.key ?? '', drawn[to]?.key ?? '']
      // The links between lots that are on both sides are seen from both.
      const before = found.get(`${source}\n${target}`)
      if (!before || before.links < links) found.set(`${source}\n${target}`, { from: source, to: target, links, certain })
    }
  return [...found.values()]
}

function writeNode(
  { key, group, lots, certain, expandable }: Drawn,
  named: ReadonlyMap<number, NodeLot>,
  place: Place | undefined,
): Record<string, unknown> {
  const only = lots.length === 1 ? named.get(lots[0] ?? 0) : undefined
  const { site, material, description, unit, kind, operation, workCenter, standing, left } = group ?? {}
  const common = { key, ...place, kind: kind ?? 'others', lot: only?.id ?? null, lots: lots.length, certain, expandable }
  if (!group) return common
  return {
    ...common,
    site,
    material,
    description,
    operation,
    workCenter,
    standing,
    left,
    first: only?.number ?? group.first,
    last: only?.number ?? group.last,
    onHand: formatQuantity(parseQuantity(only?.onHand ?? group.onHand)),
    unit,
  }
}
