/** One trace, from the question to the answer: the engine says which lots and how much, the rows say where they are. */

import type { Pool, PoolClient } from 'pg'
import type * as answers from '../../answers/index.ts'
import { formatInstant, parseInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity, type Quantity, roundTo9, subtract, toNumber, ZERO } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import type { LotGraph } from '../../genealogy/graph.ts'
import type { TimedReach } from '../../genealogy/reach.ts'
import type { ReachQuery } from '../../genealogy/reach-query.ts'
import { type Bounds, DUST, NONE } from '../../genealogy/share.ts'
import { partOf, Whereabouts } from '../../genealogy/weigh.ts'
import { UNLOTTED } from '../booking/draft.ts'
import { heldNow } from '../containment/held.ts'
import type { LotsHeld } from '../containment/held-set.ts'
import { type AffectedLot, AffectedLots, type Certainty, certaintyOf, type EndLots } from './affected.ts'
import { askOrigins, askSeeds } from './asking.ts'
import { lotsThrough } from './containers.ts'
import type { Engine } from './engine.ts'
import type { NamedLot } from './queries.ts'
import * as queries from './queries.ts'
import type { Rooms } from './rooms.ts'
import { checkParts, type FoundSeed, isPart, partWords, seedsOf, type TraceSeed } from './seed.ts'
import { seriesHolding } from './series.ts'

export interface TraceRequest {
  direction: 'forward' | 'back'
  seeds: TraceSeed[]
  asKnownAt?: string | { sequence: number; site?: string | undefined } | undefined
  includePossible?: boolean | undefined
  /** False: only which lots can be reached, which is many times as quick. */
  quantities?: boolean | undefined
  /** Lots that are known not to be affected: nothing is reached through them. */
  exclude?: TraceSeed[] | undefined
}
/** The answer before it is written out: what the engine found, cheap to keep for the next page. */
export interface Traced {
  request: TraceRequest
  graph: LotGraph
  position: number
  isNow: boolean
  site: string
  seeds: FoundSeed[]
  reached: TimedReach
  weights: Whereabouts | null
  excluded: Traced['seeds']
  /** Serials that nobody has named yet, by the series they stand in: nothing was made of them, and they are where it is. */
  unnamed: ReadonlyMap<number, readonly string[]>
  lots: AffectedLots
  /** Of a forward trace with quantities. */
  endLots: EndLots | null
  /** How much there is in all, by unit of measure; of a forward trace with quantities and with what is only possible. */
  total: ReadonlyMap<string, Bounds> | null
  links: number
  /** Lots called possible because deciding them would have cost too much. */
  undecided: number
  /** The memory it stands in, where it is to be given back. */
  room?: SharedArrayBuffer | null
}

/** What a trace found, without the genealogy it was found in: another thread can be told it. */
export type TracedLots = Omit<Traced, 'graph' | 'reached'>

export interface TraceOptions {
  /** The position an earlier page was read at: later pages are of the same answer. */
  pinned?: number | undefined
  signal?: AbortSignal | undefined
  /** For whoever says when he has done with the answer. */
  rooms?: Rooms | undefined
}

export async function trace(
  engine: Engine,
  client: Pool | PoolClient,
  request: TraceRequest,
  { pinned, signal, rooms }: TraceOptions = {},
): Promise<Traced> {
  const { query, ...common } = await understood(engine, client, request, pinned)
  const { graph } = common
  const only = request.includePossible === false
  if (request.direction === 'back') {
    const { reached, lots, undecided } = await engine.back(graph, query, { only, signal })
    return { ...common, reached, weights: null, lots: new AffectedLots(lots), endLots: null, total: null, links: reached.links, undecided }
  }
  const asked = { weighed: request.quantities !== false, only, signal, rooms }
  const { reached, weights, lots, ends, total, room } = await engine.forward(graph, query, asked)
  const undecided = weights ? 0 : lots.ids.length
  return {
    ...common,
    reached,
    weights: weights && new Whereabouts(weights),
    lots: new AffectedLots(lots),
    endLots: ends && withUnnamed(ends, common.unnamed),
    total,
    links: reached.links,
    undecided,
    room,
  }
}

/** A question before it is walked: which lots are meant, as known when. */
export type Understood = Pick<Traced, 'request' | 'graph' | 'position' | 'isNow' | 'site' | 'seeds' | 'excluded' | 'unnamed'> & {
  query: ReachQuery
}

/** @throws Refusal */
export async function understood(engine: Engine, client: Pool | PoolClient, request: TraceRequest, pinned?: number): Promise<Understood> {
  const { graph, answer } = await engine.currentWith(client, () =>
    askSeeds(client, [...request.seeds, ...(request.exclude ?? [])].map(byNumber)),
  )
  const found = await withSeries(client, request.seeds, answer.lots)
  const named = resolveSeeds(request.seeds, await withGone(client, request, { found, now: engine.position }), '/seeds')
  const excluded = resolveSeeds(
    request.exclude ?? [],
    answer.lots.map(lot => ({ ...lot, seed: lot.seed - request.seeds.length })),
    '/exclude',
  )
  const site = named[0]?.site ?? request.seeds[0]?.site ?? 'main'
  const position = pinned ?? (await knownPosition(client, request, { site, now: engine.position }))
  const isNow = position === engine.position
  const seeds = await withContainers(client, request.seeds, named, position)
  checkParts(seeds, request.direction)
  const query: ReachQuery = {
    direction: request.direction,
    // Counting them takes several times as long as finding the lots.
    steps: request.direction === 'back' || request.quantities !== false,
    seeds: await seedsOf(graph, client, request.direction === 'back' ? seeds : seeds.filter(isLot), position),
    asKnownAt: position,
    ...(excluded.length > 0 ? { blocked: { lots: new Set(excluded.map(lot => lot.id)) } } : {}),
  }
  return { request, graph, position, isNow, site, seeds, excluded, unnamed: unnamedIn(seeds), query }
}

/** What was there when the question is asked for, although every record that made it has been taken back since. */
async function withGone<Found extends queries.SeedsFound['lots'][number]>(
  client: Pool | PoolClient,
  request: TraceRequest,
  { found, now }: { found: readonly Found[]; now: number },
): Promise<readonly (Found | queries.SeedsFound['lots'][number])[]> {
  if (request.asKnownAt === undefined) return found
  const known = new Set(found.map(({ seed }) => seed))
  const open = request.seeds.flatMap((seed, index) =>
    known.has(index) || seed.number === undefined ? [] : [{ ...byNumber(seed), seed: index }],
  )
  if (open.length === 0) return found
  const site = found[0]?.site ?? request.seeds[0]?.site ?? 'main'
  return [...found, ...(await queries.seedLotsThen(client, open, await knownPosition(client, request, { site, now })))]
}

/** What no number names, nothing is found for. */
const byNumber = ({ material, number = '', site }: TraceSeed): queries.AskedSeed => ({ material, number, site })

/** What is asked for by a container is looked up as the ledger stood. A lot that is named whole as well is meant whole. */
async function withContainers(
  client: Pool | PoolClient,
  asked: readonly TraceSeed[],
  named: readonly FoundSeed[],
  position: number,
): Promise<FoundSeed[]> {
  if (asked.every(({ container }) => container === undefined)) return [...named]
  const through = asked.flatMap((seed, index) => {
    const pointer = `/seeds/${index}`
    if (seed.container === undefined) return []
    const meant = named.filter(lot => lot.pointer === pointer)
    const site = meant[0]?.site
    const only = seed.number === undefined ? null : new Set(meant.map(({ id }) => id))
    return [{ seed: site === undefined ? seed : { ...seed, site }, pointer, only }]
  })
  const lots = named.filter(lot => lot.asked.container === undefined)
  const whole = new Set(lots.filter(lot => !isPart(lot.asked)).map(({ id }) => id))
  return [...lots, ...(await lotsThrough(client, through, position)).filter(({ id }) => !whole.has(id))]
}

/** What stands in its series leads nowhere: only lots are followed. */
const isLot = ({ serial }: FoundSeed): boolean => serial === undefined

/** Where the series itself is traced, its serials are in that answer. */
function unnamedIn(seeds: readonly FoundSeed[]): Map<number, string[]> {
  const whole = new Set(seeds.filter(isLot).map(({ id }) => id))
  const unnamed = new Map<number, string[]>()
  for (const { id, serial } of seeds)
    if (serial !== undefined && !whole.has(id)) unnamed.set(id, [...new Set([...(unnamed.get(id) ?? []), serial])])
  return unnamed
}

function withUnnamed({ overdrawn, ...lists }: EndLots, unnamed: ReadonlyMap<number, unknown>): EndLots {
  if (unnamed.size === 0) return { ...lists, overdrawn }
  const more = (ids: Uint32Array): Uint32Array => Uint32Array.from(new Set([...ids, ...unnamed.keys()])).sort()
  return { onHand: more(lists.onHand), call: more(lists.call), gone: more(lists.gone), shipped: more(lists.shipped), overdrawn }
}

/** The lots that are meant, by whatever identifier they were named. @throws Refusal */
export async function lotsMeant(client: Pool | PoolClient, named: readonly TraceSeed[], pointer: string): Promise<Traced['seeds']> {
  if (named.length === 0) return []
  const found = await withSeries(client, named, (await askSeeds(client, named.map(byNumber))).lots)
  return resolveSeeds(named, found, pointer).map(({ serial, ...seed }) => (serial === undefined ? seed : { ...seed, number: serial }))
}

/** A serial that nobody named yet is where its series is; back, it came from where its series came from. */
async function withSeries(
  client: Pool | PoolClient,
  seeds: readonly TraceSeed[],
  found: queries.SeedsFound['lots'],
): Promise<(queries.SeedsFound['lots'][number] & { serial?: string })[]> {
  const known = new Set(found.map(({ seed }) => seed))
  const open = seeds.flatMap((seed, index) => (known.has(index) ? [] : [{ ...seed, index }]))
  if (open.length === 0) return found
  const held = await seriesHolding(
    client,
    null,
    open.map(({ number = '' }) => number),
  )
  const meant = open.flatMap(({ number, material, site, index }) =>
    held
      .filter(
        entry =>
          entry.number === number && (material === undefined || entry.material === material) && (site === undefined || entry.site === site),
      )
      .map(entry => ({ seed: index, id: entry.lot, site: entry.site, material: entry.material, number: entry.series, serial: number })),
  )
  return [...found, ...meant]
}

function resolveSeeds(
  asked: readonly TraceSeed[],
  meant: readonly (queries.SeedLot & { seed: number; serial?: string })[],
  pointer: string,
): Traced['seeds'] {
  const seeds: Traced['seeds'] = []
  const bySeed: (queries.SeedLot & { serial?: string })[][] = asked.map(() => [])
  for (const { seed, ...lot } of meant) bySeed[seed]?.push(lot)
  for (const [index, seed] of asked.entries()) {
    if (seed.number === undefined) continue
    const found = bySeed[index] ?? []
    const own = found.filter(lot => lot.site === (seed.site ?? 'main'))
    const lots = own.length > 0 ? own : found
    if (lots.length === 0) throw unknownOnes(asked, bySeed, `${pointer}/${index}`)
    // One vendor lot may stand under several numbers of ours: then all of them are meant. Different materials never are.
    if (new Set(lots.map(lot => `${lot.site}/${lot.material}`)).size > 1)
      throw new Refusal(
        'lot-ambiguous',
        `"${seed.number}" names lots of ${lots.map(lot => lot.material).join(', ')}: say which material.`,
        `${pointer}/${index}/material`,
      )
    const after = seed.after === undefined ? undefined : parseInstant(seed.after)
    if (seed.after !== undefined && after === undefined)
      throw new Refusal('invalid-event', 'after must be ISO 8601 with an offset.', `${pointer}/${index}/after`)
    const common = { asked: seed, pointer: `${pointer}/${index}` }
    for (const lot of lots) seeds.push(after === undefined ? { ...lot, ...common } : { ...lot, ...common, after })
  }
  return seeds
}

/** All that are not known at once: whoever mends a list mends it in one go. */
function unknownOnes(asked: readonly TraceSeed[], found: readonly (readonly unknown[])[], pointer: string): Refusal {
  const names = asked.flatMap(({ number, material }, index) =>
    found[index]?.length === 0 && number !== undefined ? [`"${number}"${material ? ` of ${material}` : ''}`] : [],
  )
  const more = names.length > UNKNOWN_NAMED ? ` and ${names.length - UNKNOWN_NAMED} more` : ''
  const named = `${names.slice(0, UNKNOWN_NAMED).join(', ')}${more}`
  return new Refusal(
    'unknown-lot',
    names.length === 1 ? `There is no lot ${named}.` : `${names.length} lots are not known: ${named}.`,
    pointer,
  )
}
const UNKNOWN_NAMED = 50

async function knownPosition(
  client: Pool | PoolClient,
  request: TraceRequest,
  { site, now }: { site: string; now: number },
): Promise<number> {
  const known = request.asKnownAt
  if (known === undefined) return now
  if (typeof known === 'object')
    return Math.min(now, await queries.positionAt(client, { site: known.site ?? site, sequence: known.sequence }))
  const recordedUntil = parseInstant(known)
  if (recordedUntil === undefined)
    throw new Refusal('invalid-event', 'asKnownAt must be a time with an offset, or {"sequence": n}.', '/asKnownAt')
  return Math.min(now, await queries.positionAt(client, { site, recordedUntil }))
}

// ---- writing it out ----------------------------------------------------------------------------------------------------------

/** An inferred quantity to the nearest billionth. It has been a float all along, so nothing exact is lost by writing it straight from one. */
export const quantityText = (value: number): string => decimalText(roundTo9(value).toFixed(9))
const sixDecimals = (value: number): string => decimalText(value.toFixed(6))

/** 12.500000000 is written 12.5, and nothing at all is 0. */
function decimalText(fixed: string): string {
  const text = fixed.replace(/\.?0+$/, '')
  return text === '-0' ? '0' : text
}

interface BoundsText {
  min: string
  expected: string
  max: string
  unit: string
}

/** Null where quantities were not asked for. */
export function boundsText(bounds: Bounds, unit: string): BoundsText
export function boundsText(bounds: Bounds | null, unit: string): BoundsText | null
export function boundsText(bounds: Bounds | null, unit: string): BoundsText | null {
  return (
    bounds && {
      min: quantityText(bounds.min),
      expected: sixDecimals(Math.min(bounds.max, Math.max(bounds.min, bounds.expected))),
      max: quantityText(bounds.max),
      unit,
    }
  )
}

export const PAGE_DEFAULT = 1000

export interface Page {
  offset: number
  limit: number
}

export async function writeTrace(
  engine: Engine,
  client: Pool | PoolClient,
  traced: Traced,
  page: Page & { facts?: Facts; ends?: Promise<Ends> },
): Promise<answers.Trace> {
  // Holds are rules on the graph, so which lots they reach is asked, not stored.
  const held = heldNow(engine, client)
  const found = traced.request.direction === 'forward' ? whereabouts(client, traced, page) : origins(engine, client, traced)
  const [{ names, onHand, head, ends, vendors, openEnds }, { lots: heldLots }] = await Promise.all([found, held])
  const lots = traced.request.direction === 'back' ? traced.lots.without(unlottedAmong(names)) : traced.lots
  const shown = lots.page(page.offset, page.limit)
  const next = page.offset + page.limit < lots.length ? `${traced.position}.${page.offset + page.limit}` : null
  return {
    direction: traced.request.direction,
    knownAt: headText(head),
    complete: openEnds.length === 0,
    totals: {
      ...totalsOf({ ...traced, lots }),
      ...(traced.undecided > 0 ? { undecided: traced.undecided } : {}),
      ...affectedInAll(traced),
      ...(ends ? countsOf(ends) : {}),
    },
    seeds: traced.seeds.map(({ material, number, site, serial, asked }) => ({
      material,
      number: traced.request.direction === 'forward' ? (serial ?? number) : number,
      site,
      ...partWords(asked),
    })),
    lots: writeLots(shown, { names, onHand, held: heldLots }),
    ...(ends ? { ends } : {}),
    ...(vendors ? { vendors } : {}),
    openEnds,
    next,
  }
}

export const headText = ({ sequence, recordedAt }: Found['head']): { sequence: number; time: string | null } => ({
  sequence,
  time: recordedAt === null ? null : formatInstant(recordedAt),
})

/** What the rows say of the lots of an answer. */
interface Found {
  names: ReadonlyMap<number, NamedLot>
  onHand: ReadonlyMap<number, Quantity>
  head: { sequence: number; recordedAt: number | null }
  openEnds: OpenEnd[]
  ends?: Ends
  vendors?: Vendor[]
}

/** Forward there may be very many lots: what is asked of them is asked side by side. */
async function whereabouts(client: Pool | PoolClient, traced: Traced, page: { facts?: Facts; ends?: Promise<Ends> }): Promise<Found> {
  const facts = page.facts ?? factsOf(client, traced)
  const [names, stock, ends, ended, head] = await Promise.all([
    facts.names,
    facts.stock,
    page.ends ?? endsOf(client, traced, facts),
    queries.openEndsAt(client, endLots(traced), traced.position),
    queries.headAt(client, traced.site, traced.position),
  ])
  const onHand = sumByLot(stock)
  return { names, onHand, head, ends, openEnds: openEndsOf('forward', ended, { names, onHand }) }
}

/** Back there are few lots: one question answers everything. */
async function origins(engine: Engine, client: Pool | PoolClient, traced: Traced): Promise<Found> {
  const { rows, ...head } = await askOrigins(engine, client, endLots(traced), traced)
  const names = new Map(rows.map(row => [row.id, row]))
  const onHand = new Map(rows.map(row => [row.id, parseQuantity(row.onHand)]))
  const recorded = rows.flatMap(({ id, openEnds }) => (openEnds ?? []).map(({ code, detail }) => ({ lot: id, code, detail })))
  const ended = [...recorded, ...unlottedEnds(names, recorded)].sort((a, b) => a.lot - b.lot)
  return {
    names,
    onHand,
    head,
    openEnds: openEndsOf('back', ended, { names, onHand: inOrder(onHand) }),
    vendors: vendorsOf(
      traced,
      rows.filter(({ number }) => number !== UNLOTTED),
    ),
  }
}

/** Where material is kept without lots the record stops: that is an open end, and no lot one could look for. */
const unlottedAmong = (names: Found['names']): Set<number> =>
  new Set([...names.values()].flatMap(({ id, number }) => (number === UNLOTTED ? [id] : [])))

/** An end is said once: by what was made of it, or where nothing was said then (what was installed, what was loaded), by itself. */
function unlottedEnds(
  names: Found['names'],
  recorded: readonly { code: string; detail: string }[],
): { lot: number; code: string; detail: string }[] {
  const isSaid = (material: string): boolean =>
    recorded.some(({ code, detail }) => code === 'unlotted-material' && detail.startsWith(`${material} is used without lots`))
  return [...names.values()]
    .filter(({ number, material }) => number === UNLOTTED && !isSaid(material))
    .map(({ id, material }) => ({
      lot: id,
      code: 'unlotted-material',
      detail: `${material} is kept without lots: of which delivery it was is not recorded.`,
    }))
}

const inOrder = (onHand: ReadonlyMap<number, Quantity>): Map<number, Quantity> => new Map([...onHand].sort(([a], [b]) => a - b))

export const totalsOf = ({ lots, links }: TracedLots): { lots: number; certain: number; possible: number; links: number } => ({
  lots: lots.length,
  certain: lots.certain,
  possible: lots.length - lots.certain,
  links,
})

/** How much there is in all, on hand, shipped and gone, by unit of measure. */
export function affectedInAll({ total }: TracedLots): { affected?: BoundsText[] } {
  if (!total) return {}
  return { affected: [...total].filter(([unit]) => unit !== '').flatMap(([unit, bounds]) => boundsText(bounds, unit) ?? []) }
}

/** What several parts of an answer need of its lots, read once. */
export interface Facts {
  names: Promise<Map<number, NamedLot>>
  shipped: Promise<queries.ShippedRow[]>
  stock: Promise<queries.PlaceRow[]>
}

export function factsOf(client: Pool | PoolClient, traced: TracedLots): Facts {
  const ids = endLots(traced)
  return {
    names: namesOf(client, ids),
    shipped: queries.shippedAt(client, traced.endLots?.shipped ?? ids, traced.position),
    stock: queries.stockAt(client, ids, traced.position, traced.isNow),
  }
}

export function writeLots(
  shown: readonly AffectedLot[],
  { names, onHand, held }: Pick<Found, 'names' | 'onHand'> & { held: LotsHeld },
): answers.TracedLot[] {
  return shown.map(({ lot, affected, certainty, steps, since }) => {
    const name = theLot(names, lot)
    const quantity = onHand.get(lot) ?? ZERO
    return {
      id: lot,
      site: name.site,
      material: name.material,
      number: name.number,
      kind: name.kind,
      description: name.description,
      unit: name.unit,
      certainty,
      affected: boundsText(affected, name.unit),
      steps,
      level: steps,
      since: Number.isFinite(since) ? formatInstant(since) : null,
      onHand: formatQuantity(quantity),
      held: held.has(lot),
      status: quantity <= 0n ? 'used' : held.has(lot) ? 'held' : 'available',
      expiresAt: name.expiresAt === null ? null : formatInstant(name.expiresAt),
      vendor: name.vendor,
      vendorLot: name.vendorLot,
      workOrder: name.workOrder,
    }
  })
}

/** Each lot of the graph has a row. */
export function theLot(names: ReadonlyMap<number, NamedLot>, lot: number): NamedLot {
  const name = names.get(lot)
  if (!name) throw new Error(`lot ${lot} is in the graph and has no row`)
  return name
}

export async function namesOf(client: Pool | PoolClient, ids: queries.Ids): Promise<Map<number, NamedLot>> {
  return new Map((await queries.lotsNamed(client, ids)).map(lot => [lot.id, lot]))
}

export function sumByLot(rows: { lot: number; quantity: string }[]): Map<number, Quantity> {
  const sums = new Map<number, Quantity>()
  for (const row of rows) sums.set(row.lot, ((sums.get(row.lot) ?? 0n) + parseQuantity(row.quantity)) as Quantity)
  return sums
}

// ---- ends: sorted the way people act -------------------------------------------------------------------------------------------

interface EndLot {
  material: string
  number: string
  id: number
  unit: string
}
export interface StopEnd extends EndLot {
  workOrder: string | null
  operation: number | null
  run: string | null
  workCenter: string | null
  quantity: string
  certainty: Certainty
}
export interface QuarantineEnd extends EndLot {
  location: string | null
  container: string | null
  quantity: string
  certainty: Certainty
}
export interface CallEnd extends EndLot {
  customer: string
  customerName: string | null
  contact: answers.Contact | null
  shipment: string
  at: string
  quantity: string
  certainty: Certainty
}
export interface GoneEnd extends EndLot {
  how: string
  at: string
  quantity: string
  certainty: Certainty
}
export interface Ends {
  stop: StopEnd[]
  quarantine: QuarantineEnd[]
  call: CallEnd[]
  gone: GoneEnd[]
}

const countsOf = (ends: Ends): Record<string, number> => ({
  stop: ends.stop.length,
  quarantine: ends.quarantine.length,
  call: ends.call.length,
  gone: ends.gone.length,
})

export async function endsOf(client: Pool | PoolClient, traced: TracedLots, facts: Facts): Promise<Ends> {
  const ids = endLots(traced)
  const [names, stock, shipped, gone, loads] = await Promise.all([
    facts.names,
    facts.stock,
    facts.shipped,
    queries.goneAt(client, ids, traced.position),
    queries.openLoadsAt(client, ids, traced.position),
  ])
  const inWork = await queries.nextOperations(client, [
    ...new Set(stock.filter(row => row.place.startsWith('workCenter:') || row.place === '').map(row => row.lot)),
  ])
  const judge = new Judge(traced, names)
  return withSerials(traced, {
    ...placesOf(judge, stock, new Map(inWork.map(row => [row.lot, row])), loads),
    call: shipped.flatMap(row => callOf(judge, row)),
    gone: gone.flatMap(row => goneOf(judge, row)),
  })
}

/** Of a series of which only some serials are asked for: each of them where the series is, for certain where that is one place. */
export function withSerials({ unnamed }: TracedLots, ends: Ends): Ends {
  if (unnamed.size === 0) return ends
  const rows = [ends.stop, ends.quarantine, ends.call, ends.gone].flat()
  const times = (id: number): number => rows.filter(row => row.id === id).length
  const each = <E extends EndLot & { quantity: string; certainty: Certainty }>(list: readonly E[]): E[] =>
    list.flatMap(row =>
      (unnamed.get(row.id) ?? [null]).map(serial =>
        serial === null ? row : { ...row, number: serial, quantity: '1', certainty: times(row.id) > 1 ? 'possible' : 'certain' },
      ),
    )
  return { stop: each(ends.stop), quarantine: each(ends.quarantine), call: each(ends.call), gone: each(ends.gone) }
}

/** The seeds' own stock and shipments are as much to be stopped as those of what was made from them. */
export function endLots({ seeds, lots }: TracedLots): number[] {
  const own = new Set(seeds.map(seed => seed.id))
  const ids = [...own]
  for (const lot of lots.columns.ids) if (!own.has(lot)) ids.push(lot)
  return ids
}

/** What says how much of a lot is suspect, and of what left it. */
type JudgedBy = Pick<Traced, 'request' | 'seeds' | 'unnamed'> & { readonly weights: Pick<Whereabouts, 'onHand' | 'takenAt'> | null }

/** Says of a part of a lot whether it is certainly or possibly affected, and names it. */
export class Judge {
  private readonly only: boolean
  private readonly traced: JudgedBy
  private readonly names: Map<number, NamedLot>
  private inContainers: Map<number, FoundSeed> | undefined

  constructor(traced: JudgedBy, names: Map<number, NamedLot>) {
    this.traced = traced
    this.names = names
    this.only = traced.request.includePossible === false
  }

  name(lot: number): EndLot {
    const { material = '', number = '', unit = '' } = this.names.get(lot) ?? {}
    return { material, number, id: lot, unit }
  }

  lying(lot: number, quantity: number, place?: string): Certainty | null {
    if (this.traced.unnamed.has(lot)) return 'certain'
    const onHand = this.traced.weights?.onHand(lot)
    const lain = this.lain(lot)
    // Unless something else made the lot suspect as well, each place has what is known of it.
    if (lain?.part && lain.lying && place !== undefined && !(onHand && onHand.max > lain.part.stays.max + DUST))
      return this.allowed(partOfHeap(lain.lying.get(place.startsWith('container:') ? place : ''), quantity))
    return this.allowed(onHand ? partOf(onHand, onHand.contents, quantity) : { min: 0, expected: 0, max: 0 })
  }

  private lain(lot: number): FoundSeed | undefined {
    this.inContainers ??= new Map(this.traced.seeds.flatMap(seed => (seed.part ? [[seed.id, seed] as const] : [])))
    return this.inContainers.get(lot)
  }

  left(
    lot: number,
    position: number | readonly number[],
    kind: 'shipped' | 'scrapped' | 'adjusted' | 'sentBack' | 'loaded',
    quantity: number,
  ): Certainty | null {
    if (this.traced.unnamed.has(lot)) return 'certain'
    return this.allowed(this.traced.weights?.takenAt(lot, position, kind, quantity) ?? { min: 0, expected: 0, max: 0 })
  }

  private allowed(bounds: Bounds): Certainty | null {
    const certainty = certaintyOf(bounds)
    return this.only && certainty === 'possible' ? null : certainty
  }
}

const partOfHeap = (heap: { contents: number; suspect: Bounds } | undefined, quantity: number): Bounds =>
  heap ? partOf(heap.suspect, heap.contents, quantity) : NONE

export function placesOf(
  judge: Judge,
  stock: queries.PlaceRow[],
  inWork: Map<number, { workOrder: string; operation: number }>,
  loads: queries.OpenLoadRow[],
): Pick<Ends, 'stop' | 'quarantine'> {
  const ends: Pick<Ends, 'stop' | 'quarantine'> = { stop: [], quarantine: [] }
  for (const row of stock) {
    const quantity = parseQuantity(row.quantity)
    const certainty = quantity > 0n ? judge.lying(row.lot, toNumber(quantity), row.place) : null
    if (!certainty) continue
    const [kind, code] = splitPlace(row.place)
    const order = inWork.get(row.lot)
    if (order && (kind === 'workCenter' || kind === '')) {
      ends.stop.push({
        ...judge.name(row.lot),
        workOrder: order.workOrder,
        operation: order.operation,
        run: null,
        workCenter: code || null,
        quantity: formatQuantity(quantity),
        certainty,
      })
    } else {
      const inside = kind === 'container'
      ends.quarantine.push({
        ...judge.name(row.lot),
        location: inside ? splitPlace(row.location ?? '')[1] || null : code || null,
        container: inside ? code : null,
        quantity: formatQuantity(quantity),
        certainty,
      })
    }
  }
  for (const load of loads) {
    const certainty =
      judge.left(load.lot, load.loads ?? [], 'loaded', Number(load.quantity)) ??
      (Number(load.quantity) === 0 ? judge.lying(load.lot, Number.MAX_VALUE) : null)
    if (certainty)
      ends.stop.push({
        ...judge.name(load.lot),
        workOrder: load.workOrder,
        operation: load.operation,
        run: load.run,
        workCenter: load.workCenter,
        quantity: formatQuantity(parseQuantity(load.quantity)),
        certainty,
      })
  }
  return ends
}

export function splitPlace(place: string): [string, string] {
  const colon = place.indexOf(':')
  return colon < 0 ? ['', place] : [place.slice(0, colon), place.slice(colon + 1)]
}

export function callOf(judge: Judge, row: queries.ShippedRow): CallEnd[] {
  const quantity = subtract(parseQuantity(row.quantity), parseQuantity(row.back))
  const certainty = quantity > 0n ? judge.left(row.lot, row.since, 'shipped', toNumber(quantity)) : null
  if (!certainty) return []
  return [
    {
      ...judge.name(row.lot),
      customer: row.customer,
      customerName: row.customerName,
      contact: row.contact,
      shipment: row.shipment,
      at: formatInstant(row.at),
      quantity: formatQuantity(quantity),
      certainty,
    },
  ]
}

export function goneOf(judge: Judge, row: queries.GoneRow): GoneEnd[] {
  const certainty = judge.left(row.lot, row.since, row.kind, Number(row.quantity))
  return certainty
    ? [
        {
          ...judge.name(row.lot),
          how: row.kind,
          at: formatInstant(row.at),
          quantity: formatQuantity(parseQuantity(row.quantity)),
          certainty,
        },
      ]
    : []
}

// ---- open ends, vendors ----------------------------------------------------------------------------------------------------------

/** Where the record stops without a reason matters in the direction one looks: origins back, whereabouts forward. */
export const OPEN_ENDS: Record<'forward' | 'back', ReadonlySet<string>> = {
  forward: new Set(['unaccounted-quantity', 'negative-balance']),
  back: new Set(['output-without-input', 'component-not-recorded', 'unlotted-material', 'negative-balance']),
}

export interface OpenEnd {
  code: string
  material: string
  number: string
  detail: string
}

export function openEndsOf(
  direction: 'forward' | 'back',
  rows: readonly { lot: number; code: string; detail: string }[],
  { names, onHand }: Pick<Found, 'names' | 'onHand'>,
): OpenEnd[] {
  const negative = [...onHand]
    .filter(([, sum]) => sum < 0n)
    .map(([lot, sum]) => ({ lot, code: 'negative-balance', detail: `More was taken than is recorded: ${formatQuantity(sum)} on hand.` }))
  const relevant = [...rows, ...negative].filter(row => OPEN_ENDS[direction].has(row.code))
  return relevant.map(({ lot, code, detail }) => ({
    code,
    material: names.get(lot)?.material ?? '',
    number: names.get(lot)?.number ?? '',
    detail,
  }))
}

interface Vendor {
  vendor: string
  vendorName: string | null
  vendorLot: string | null
  material: string
  number: string
  receivedAt: string
  certainty: Certainty
}

/** Of lots that were received; the rows come in the order of vendors. */
function vendorsOf(traced: Traced, rows: readonly queries.OriginRow[]): Vendor[] {
  return rows.flatMap(({ id, vendor, vendorName, vendorLot, material, number, receivedAt }) =>
    vendor === null || receivedAt === null
      ? []
      : [
          {
            vendor,
            vendorName,
            vendorLot,
            material,
            number,
            receivedAt: formatInstant(receivedAt),
            certainty: traced.lots.of(id)?.certainty ?? 'certain',
          },
        ],
  )
}
