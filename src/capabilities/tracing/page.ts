/**
 * A trace page by page: the totals are the engine's, and the rows are asked only of the lots that are shown. So the first page of a
 * million lots costs what a page costs. A page of an end list is cut between lots: it holds all rows of so many lots.
 */

import type { Pool, PoolClient } from 'pg'
import type * as answers from '../../answers/index.ts'
import { heldNow } from '../containment/held.ts'
import type { AffectedLot, EndList } from './affected.ts'
import { inTurn } from './asking.ts'
import { callOf, type Ends, goneOf, Judge, placesOf, withSerials } from './ends.ts'
import type { Engine } from './engine.ts'
import { namesOf, sumByLot } from './lot-facts.ts'
import * as queries from './queries.ts'
import { partWords } from './seed.ts'
import type { Traced, TracedLots } from './traced.ts'
import { affectedInAll, headText, OPEN_ENDS, type OpenEnd, openEndsOf, type Page, totalsOf, writeLots } from './write-trace.ts'

type Client = Pool | PoolClient
type Ids = Uint32Array

export interface PageAsked extends Page {
  /** At most so many lots of each list of ends. */
  readonly endsLimit: number
  /** Which list a cursor goes on with; without one it is the first page of them all. */
  readonly list?: EndList | 'lots' | undefined
}

const NO_LOTS: Ids = new Uint32Array(0)

export async function writePage(engine: Engine, client: Client, traced: Traced, asked: PageAsked): Promise<answers.Trace> {
  const { list, offset, limit } = asked
  const shown = list === undefined || list === 'lots' ? traced.lots.page(offset, limit) : []
  const at = cutOf(traced, asked)
  // Not over the page's connection: others wait for the same answer, and a page that kept a connection while it waits could wait for ever.
  const [{ names, stock, rows, openEnds, head, places, inWork }, held] = await Promise.all([
    inTurn(client, one => pageRows(one, traced, { shown, at, isFirst: list === undefined })),
    heldNow(engine, client),
  ])
  const judge = new Judge(traced, names)
  const ends: Ends = withSerials(traced, {
    ...placesOf(judge, places, inWork, rows.loads),
    call: rows.shipped.flatMap(row => callOf(judge, row)),
    gone: rows.gone.flatMap(row => goneOf(judge, row)),
  })
  return {
    direction: traced.request.direction,
    knownAt: headText(head),
    complete: traced.endLots !== null && openEnds.length === 0,
    totals: { ...totalsOf(traced), ...(traced.undecided > 0 ? { undecided: traced.undecided } : {}), ...affectedInAll(traced) },
    seeds: traced.seeds.map(({ material, number, site, serial, asked }) => ({
      material,
      number: serial ?? number,
      site,
      ...partWords(asked),
    })),
    lots: writeLots(shown, { names, onHand: sumByLot(stock), held: held.lots }),
    ...(traced.endLots ? { ends, endPages: endPagesOf(traced, asked) } : {}),
    openEnds,
    next: nextOf(traced, asked),
  }
}

interface PageRows {
  readonly names: Map<number, queries.NamedLot>
  readonly stock: queries.PlaceRow[]
  readonly rows: EndRows
  readonly openEnds: OpenEnd[]
  readonly head: Awaited<ReturnType<typeof queries.headAt>>
  /** Where the lots on hand that are shown lie, and what is to be done there next. */
  readonly places: queries.PlaceRow[]
  readonly inWork: Awaited<ReturnType<typeof inWorkOf>>
}

interface Shown {
  readonly shown: readonly AffectedLot[]
  readonly at: Record<EndList, Ids>
  readonly isFirst: boolean
}

async function pageRows(client: Client, traced: Traced, { shown, at, isFirst }: Shown): Promise<PageRows> {
  const lots = idsOf(
    shown.map(({ lot }) => lot),
    at.onHand,
    at.call,
    at.gone,
  )
  const [names, stock, rows, openEnds, head] = await Promise.all([
    namesOf(client, lots),
    queries.stockAt(client, lots, traced.position, traced.isNow),
    endRows(client, traced, { at, isFirst }),
    openEndsIn(client, traced),
    queries.headAt(client, traced.site, traced.position),
  ])
  const loaded = rows.loads.map(({ lot }) => lot).filter(lot => !names.has(lot))
  for (const [lot, name] of await namesOf(client, loaded)) names.set(lot, name)
  const lying = new Set(at.onHand)
  const places = stock.filter(({ lot }) => lying.has(lot))
  return { names, stock, rows, openEnds, head, places, inWork: await inWorkOf(client, places) }
}

const idsOf = (...parts: (readonly number[] | Ids)[]): number[] => [...new Set(parts.flatMap(part => [...part]))]

/** The lots of each list whose rows this page shows. */
function cutOf(traced: Traced, { list, offset, endsLimit }: PageAsked): Record<EndList, Ids> {
  const cut = (name: EndList): Ids => {
    const from = list === undefined ? 0 : list === name ? offset : Number.POSITIVE_INFINITY
    return traced.endLots?.[name].subarray(from, from + endsLimit) ?? NO_LOTS
  }
  return { onHand: cut('onHand'), call: cut('call'), gone: cut('gone') }
}

interface EndRows {
  shipped: queries.ShippedRow[]
  gone: queries.GoneRow[]
  loads: queries.OpenLoadRow[]
}

/** What is loaded in open runs is little, and what is most urgent: the first page has all of it. */
async function endRows(client: Client, traced: Traced, { at, isFirst }: { at: Record<EndList, Ids>; isFirst: boolean }): Promise<EndRows> {
  const { position, endLots } = traced
  const [shipped, gone, loads] = await Promise.all([
    queries.shippedAt(client, at.call, position),
    queries.goneAt(client, at.gone, position),
    isFirst && endLots ? queries.allOpenLoadsAt(client, position) : [],
  ])
  return { shipped, gone, loads: loads.filter(({ lot }) => isOf(traced, lot)) }
}

const isOf = ({ lots, seeds }: TracedLots, lot: number): boolean => lots.has(lot) || seeds.some(({ id }) => id === lot)

async function inWorkOf(
  client: Client,
  places: readonly queries.PlaceRow[],
): Promise<Map<number, { workOrder: string; operation: number }>> {
  const lots = idsOf(places.filter(({ place }) => place === '' || place.startsWith('workCenter:')).map(({ lot }) => lot))
  return new Map((lots.length > 0 ? await queries.nextOperations(client, lots) : []).map(row => [row.lot, row]))
}

/** All of them, or `complete` would be a guess: asked by what is open, not by lot, for there may be a million lots. */
export async function openEndsIn(client: Client, traced: TracedLots): Promise<ReturnType<typeof openEndsOf>> {
  const overdrawn = traced.endLots?.overdrawn ?? NO_LOTS
  const [rows, stock] = await Promise.all([
    queries.openEndsOfCodes(client, [...OPEN_ENDS.forward], traced.position),
    overdrawn.length > 0 ? queries.stockAt(client, overdrawn, traced.position, traced.isNow) : [],
  ])
  const ours = rows.filter(({ lot }) => isOf(traced, lot))
  const onHand = sumByLot(stock)
  const names = await namesOf(
    client,
    idsOf(
      ours.map(({ lot }) => lot),
      overdrawn,
    ),
  )
  return openEndsOf('forward', ours, { names, onHand })
}

// ---- cursors ------------------------------------------------------------------------------------------------------------------------

/** Of each list: how many lots it is about, and where it goes on. Stop and quarantine are read together, as what is on hand. */
function endPagesOf({ endLots, position }: Traced, { list, offset, endsLimit }: PageAsked): answers.Trace['endPages'] {
  const page = (name: EndList): { lots: number; next: string | null } => {
    const lots = endLots?.[name].length ?? 0
    const end = (list === name ? offset : 0) + endsLimit
    const isShown = list === undefined || list === name
    return { lots, next: isShown && end < lots ? `${position}.${end}.${name}` : null }
  }
  return { onHand: page('onHand'), call: page('call'), gone: page('gone') }
}

function nextOf({ lots, position }: Traced, { list, offset, limit }: PageAsked): string | null {
  const isShown = list === undefined || list === 'lots'
  return isShown && offset + limit < lots.length ? `${position}.${offset + limit}.lots` : null
}
