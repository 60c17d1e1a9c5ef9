/** One picture from one question: a trace for each direction asked for, grouped, with the links that its chains use. */
import type { Pool } from 'pg'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity, ZERO } from '../../base/quantity.ts'
import { type Bundle, bundlesOf } from '../../genealogy/bundles.ts'
import { heldNow } from '../containment/held.ts'
import type { LotsHeld } from '../containment/held-set.ts'
import type { Engine } from '../tracing/engine.ts'
import { headAt } from '../tracing/queries.ts'
import { wholeSeeds } from '../tracing/seed.ts'
import { type Traced, type TraceRequest, totalsOf, trace } from '../tracing/trace.ts'
import { Bits } from './bits.ts'
import { type Drawn, drawnOf } from './nodes.ts'
import { type Place, placesOf } from './order.ts'
import { type Answered, type Group, groupsCounted, groupsOf, lotsOfNodes, type NodeLot } from './queries.ts'

export interface PictureRequest extends Omit<TraceRequest, 'direction' | 'quantities'> {
  direction: 'forward' | 'back' | 'both'
  /** Keys of nodes that are to be drawn lot by lot. */
  open?: string[] | undefined
}

/** An answer of more lots is not weighed: they are counted, and their quantities told where a group is opened. */
export const WEIGHED_MAX = 20_000

export async function pictureOf(
  engine: Engine,
  pool: Pool,
  request: PictureRequest,
  { signal, weighedMax = WEIGHED_MAX }: { signal?: AbortSignal | undefined; weighedMax?: number } = {},
): Promise<unknown> {
  const { direction, open, ...asked } = request
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
  const held = await heldNow(engine, pool)
  const isCounted = traces.some(({ lots }) => lots.length > weighedMax)
  const groups = isCounted ? await countedGroups(pool, traces, held.lots) : await groupsOf(pool, answeredBy(traces, held.lots))
  await pause()
  const drawn = drawnOf(groups, new Set(open))
  const singles = drawn.flatMap(({ lots }) => (lots.length === 1 ? lots : []))
  await pause()
  const [links, named, head] = await Promise.all([
    isCounted ? linksCounted(engine, traces, drawn, signal) : linksBetween(traces, drawn),
    lotsOfNodes(pool, singles, first.position),
    headAt(pool, first.site, first.position),
  ])
  const places = placesOf(drawn, links)
  const all = groups.reduce((sum, { lots }) => sum + lots.length, 0)
  return {
    knownAt: { sequence: head.sequence, time: head.recordedAt === null ? null : formatInstant(head.recordedAt) },
    seeds: first.seeds.map(({ id, material, number, site }) => ({ id, material, number, site })),
    totals: Object.fromEntries(traces.map(one => [one.request.direction, totalsTold(one)])),
    counted: isCounted,
    shown: { nodes: drawn.length, lots: singles.length, of: all },
    nodes: drawn.map(node => writeNode(node, named, places.get(node.key))),
    links,
  }
}

/** Between two pieces of work on very many lots everything else has its turn. */
const pause = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

const totalsTold = (traced: Traced) => ({ ...totalsOf(traced), ...(traced.undecided > 0 ? { undecided: traced.undecided } : {}) })

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

/** Lots of one side, material, kind and hold are one group. Of very many it is not said where they were made, nor what is left. */
async function countedGroups(pool: Pool, traces: readonly Traced[], held: LotsHeld): Promise<Group[]> {
  const bits = 1 + traces.reduce((most, traced) => Math.max(most, lastOf(traced)), 0)
  const marked = (direction: 'back' | 'forward'): Bits =>
    traces.filter(({ request }) => request.direction === direction).reduce((all, { lots }) => all.addAll(lots.columns.ids), new Bits(bits))
  const seeds = new Bits(bits).addAll(traces.flatMap(one => one.seeds.map(({ id }) => id)))
  const [back, forward] = [marked('back'), marked('forward')]
  await pause()
  const suspect = new Bits(bits)
  for (const { lots } of traces) suspect.addAll(lots.columns.ids.filter(lot => held.has(lot)))
  suspect.addAll([...seeds.lots()].filter(lot => held.has(lot)))
  const rows = await groupsCounted(pool, {
    bits,
    seeds: seeds.buffer,
    back: back.buffer,
    forward: forward.buffer,
    held: suspect.buffer,
  })
  const groups: Group[] = []
  for (const { ids, ...row } of rows) {
    groups.push({
      ...row,
      certain: row.side === 0 || traces.every(({ lots }) => lots.certain === lots.length),
      lots: Bits.read(ids, bits).lots(),
    })
    await pause()
  }
  return groups
}

const lastOf = ({ lots, seeds }: Traced): number => seeds.reduce((most, { id }) => Math.max(most, id), lots.columns.ids.at(-1) ?? 0)

async function linksCounted(engine: Engine, traces: readonly Traced[], drawn: readonly Drawn[], signal?: AbortSignal): Promise<Link[]> {
  const groups = new Uint32Array(1 + traces.reduce((most, traced) => Math.max(most, lastOf(traced)), 0))
  drawn.forEach(({ lots }, index) => {
    for (const lot of lots) groups[lot] = index + 1
  })
  const found: Link[][] = []
  for (const { graph, reached } of traces) found.push(linksOf(drawn, await engine.bundles(graph, reached, groups, signal)))
  return mostOf(found.flat())
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
    standing: standing ?? undefined,
    left: left ?? (only && parseQuantity(only.onHand) > ZERO),
    first: only?.number ?? group.first,
    last: only?.number ?? group.last,
    onHand: quantityOf(only?.onHand ?? group.onHand),
    unit,
  }
}

const quantityOf = (text: string | null): string | undefined => (text === null ? undefined : formatQuantity(parseQuantity(text)))
