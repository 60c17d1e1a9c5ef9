/** One picture from one question: a trace for each direction asked for, grouped, with the links that its chains use. */

import type { Pool } from 'pg'
import type * as answers from '../../answers/index.ts'
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { type Bundle, bundlesOf } from '../../genealogy/bundles.ts'
import { heldNow } from '../containment/held.ts'
import type { HeldSet, LotsHeld } from '../containment/held-set.ts'
import type { Engine } from '../tracing/engine.ts'
import { headAt } from '../tracing/queries.ts'
import { wholeSeeds } from '../tracing/seed.ts'
import { trace } from '../tracing/trace.ts'
import type { Traced, TraceRequest } from '../tracing/traced.ts'
import { headText, totalsOf } from '../tracing/write-trace.ts'
import { countedGroups } from './counted.ts'
import { type Drawn, drawnOf } from './nodes.ts'
import { type Place, placesOf } from './order.ts'
import { type Answered, groupsOf, lotsOfNodes, type NodeLot } from './queries.ts'

export interface PictureRequest extends Omit<TraceRequest, 'direction' | 'quantities'> {
  direction: 'forward' | 'back' | 'both'
  /** Keys of nodes that are to be drawn lot by lot. */
  open?: string[] | undefined
}

/** An answer of more lots is not weighed but counted: nothing is known to be certain then, save what a trace back says. */
export const WEIGHED_MAX = 20_000

interface Options {
  signal?: AbortSignal | undefined
  weighedMax?: number
}

/** One trace for each direction asked for, of one moment; which of them is held, and whether there are too many to weigh. */
export async function tracesOf(
  engine: Engine,
  pool: Pool,
  { direction, ...asked }: Omit<PictureRequest, 'open'>,
  { signal, weighedMax = WEIGHED_MAX }: Options,
): Promise<{ traces: Traced[]; first: Traced; held: HeldSet; isCounted: boolean }> {
  const directions = direction === 'both' ? (['back', 'forward'] as const) : ([direction] as const)
  const traces: Traced[] = []
  const lookFor = async (way: 'back' | 'forward', quantities: boolean): Promise<Traced> => {
    const seeds = direction === 'both' && way === 'back' ? wholeSeeds(asked.seeds) : asked.seeds
    return trace(engine, pool, { ...asked, seeds, direction: way, quantities }, { pinned: traces[0]?.position, signal })
  }
  // The second is asked at the position of the first: one picture shows one moment.
  for (const way of directions) {
    // What is only possible can be left out only by weighing.
    const found = await lookFor(way, asked.includePossible === false)
    const isSmall = found.lots.length <= weighedMax && asked.includePossible !== false && way === 'forward'
    traces.push(isSmall ? await trace(engine, pool, { ...found.request, quantities: true }, { pinned: found.position, signal }) : found)
  }
  const [first] = traces
  if (!first) throw new Error('a picture has a direction')
  const { lots: held } = await heldNow(engine, pool)
  return { traces, first, held, isCounted: traces.some(({ lots }) => lots.length > weighedMax) }
}

export async function pictureOf(
  engine: Engine,
  pool: Pool,
  { open, ...asked }: PictureRequest,
  options: Options = {},
): Promise<answers.TracePicture> {
  const { signal } = options
  const { traces, first, held, isCounted } = await tracesOf(engine, pool, asked, options)
  const opened = new Set(open)
  const counted = isCounted ? await countedGroups(engine, pool, { traces, held, open: opened, signal }) : null
  const groups = counted?.groups ?? (await groupsOf(pool, answeredBy(traces, held)))
  const drawn = drawnOf(groups, opened)
  const singles = drawn.flatMap(({ size, lots }) => (size === 1 ? lots : []))
  await pause()
  const [links, named, head] = await Promise.all([
    counted ? linksOf(drawn, counted.bundlesOf(drawn)) : linksBetween(traces, drawn),
    lotsOfNodes(pool, singles, first.position),
    headAt(pool, first.site, first.position),
  ])
  const places = placesOf(drawn, links)
  const all = groups.reduce((sum, { size }) => sum + size, 0)
  return {
    knownAt: headText(head),
    ...askedOf(traces, first),
    counted: isCounted,
    shown: { nodes: drawn.length, lots: singles.length, of: all },
    nodes: drawn.map(node => writeNode(node, named, placeAt(places, node))),
    links,
  }
}

function placeAt(places: ReadonlyMap<string, Place>, { key }: Drawn): Place {
  const place = places.get(key)
  if (!place) throw new Error(`the node ${key} has no place`)
  return place
}

/** Between two pieces of work on very many lots everything else has its turn. */
const pause = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

export const askedOf = (traces: readonly Traced[], { seeds }: Traced) => ({
  seeds: seeds.map(({ id, material, number, site }) => ({ id, material, number, site })),
  totals: Object.fromEntries(traces.map(one => [one.request.direction, totalsTold(one)])),
})

const totalsTold = (traced: Traced) => ({ ...totalsOf(traced), ...(traced.undecided > 0 ? { undecided: traced.undecided } : {}) })

/** Back is left of the seeds, forward right of them. A lot on both sides stands where it is nearer. */
export function answeredBy(traces: readonly Traced[], held: LotsHeld): Answered {
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
  const found: Link[][] = []
  for (const { graph, reached } of traces) found.push(linksOf(drawn, await bundlesOf(graph, reached, groupOf)))
  return mostOf(found.flat())
}

const linksOf = (drawn: readonly Drawn[], bundles: readonly Bundle[]): Link[] =>
  bundles.map(({ from, to, links, certain }) => ({ from: drawn[from]?.key ?? '', to: drawn[to]?.key ?? '', links, certain }))

/** The links between lots that are on both sides are seen from both. */
function mostOf(links: readonly Link[]): Link[] {
  const found = new Map<string, Link>()
  for (const link of links) {
    const key = `${link.from}\n${link.to}`
    if ((found.get(key)?.links ?? 0) < link.links) found.set(key, link)
  }
  return [...found.values()]
}

function writeNode(
  { key, group, size, lots, certain, expandable }: Drawn,
  named: ReadonlyMap<number, NodeLot>,
  place: Place,
): answers.PictureNode {
  const only = size === 1 ? named.get(lots[0] ?? 0) : undefined
  const { column, row } = place
  const common = { key, column, row, kind: group?.kind ?? ('others' as const), lot: only?.id ?? null, lots: size, certain, expandable }
  if (!group) return common
  const { site, material, description, unit, operation, workCenter, standing, left } = group
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
