/** The page of one lot: what it is, its balance, what it is made of, what it went into, who has it, what happened to it. */
import type * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, fromNumber, parseQuantity, type Quantity, total } from '../../base/quantity.ts'
import type { LotGraph } from '../../genealogy/graph.ts'
import { reach } from '../../genealogy/reach.ts'
import type { WorkOrder } from '../booking/records.ts'
import { heldLots } from '../containment/held.ts'
import { INTEGER_MAX, readCursor, writeCursor } from '../paging.ts'
import { notFound, Problem } from '../problem.ts'
import type { Services } from '../route.ts'
import { shippedAt } from '../tracing/queries.ts'
import type { NeighbourRow, TimelineRow } from './queries.ts'
import * as queries from './queries.ts'
import { summaries } from './summary.ts'

const NEIGHBOURS_SHOWN = 5

export async function lotPage(services: Services, id: number): Promise<answers.LotDetail> {
  const { pool } = services
  const [shown, [facts]] = await Promise.all([summaries(services, [id]), queries.lotFacts(pool, [id])])
  const summary = shown.get(id)
  if (!summary || !facts) throw notFound(`There is no lot ${id}.`)
  const [sums, identifiers, holds, madeFrom, wentInto, shipments, dispositions, drawnInto] = await Promise.all([
    queries.movedSums(pool, [id]),
    queries.identifiersOf(pool, id),
    holdsReaching(services, id),
    neighbourhood(services, id, 'up'),
    neighbourhood(services, id, 'down'),
    shipmentsOf(services, id),
    queries.dispositionsOf(pool, id),
    queries.drawnInto(pool, id),
  ])
  return {
    ...summary,
    precision: facts.precision,
    homogeneous: facts.homogeneous,
    attributes: facts.attributes ?? null,
    made: formatQuantity(parseQuantity(facts.made)),
    balance: balanceOf(sums, parseQuantity(summary.onHand)),
    drawnInto: drawnInto.map(({ material, quantity }) => ({ material, quantity: formatQuantity(fromNumber(quantity)) })),
    identifiers: identifiers.map(row => ({ ...row, since: timeText(row.since) })),
    holds,
    madeFrom,
    wentInto,
    shipments: shipments.filter(row => row.quantity !== '0'),
    dispositions: dispositions.map(row => ({ ...row, at: formatInstant(row.at), quantity: exact(row.quantity) })),
  }
}

const timeText = (at: number | null): string | null => (at === null ? null : formatInstant(at))
const exact = (numeric: string): string => formatQuantity(parseQuantity(numeric))

/** What came in, what went out, what is there; a difference other than zero would be a fault of ours. */
function balanceOf(sums: readonly queries.SumRow[], onHand: Quantity): answers.LotDetail['balance'] {
  const side = (incoming: boolean): { kind: string; quantity: string }[] =>
    sums.filter(row => row.incoming === incoming).map(({ kind, quantity }) => ({ kind, quantity: exact(quantity) }))
  const sum = (incoming: boolean): bigint => total(sums.filter(row => row.incoming === incoming).map(row => parseQuantity(row.quantity)))
  return {
    in: side(true),
    out: side(false),
    onHand: formatQuantity(onHand),
    difference: formatQuantity((sum(true) - sum(false) - onHand) as Quantity),
  }
}

export interface LotHold {
  hold: string
  direction: 'none' | 'forward'
  reason: string
  case: string | null
  by: string | null
  at: string
  direct: boolean
  since: { material: string; number: string } | null
}

/** The holds that reach a lot now; `since` is the seed of the hold that is in it, where the hold was not placed on the lot itself. */
export async function holdsReaching(services: Services, id: number): Promise<LotHold[]> {
  const held = await heldLots(services.engine, services.pool)
  const reaching = held.holds.filter(({ lots }) => lots.has(id)).map(({ hold }) => hold)
  if (reaching.length === 0) return []
  const facts = await queries.holdFacts(services.pool, reaching)
  const sources = reaching.map(hold => (hold.seeds.has(id) ? null : sourceOf(held.graph, id, hold.seeds)))
  const names = new Map(
    (
      await queries.lotFacts(
        services.pool,
        sources.filter(lot => lot !== null),
      )
    ).map(lot => [lot.id, lot]),
  )
  return facts.map(({ site, hold: name, direction, reason, case: number, by, at }) => {
    const index = reaching.findIndex(hold => hold.site === site && hold.hold === name)
    const source = names.get(sources[index] ?? 0)
    return {
      hold: name,
      direction,
      reason,
      case: number,
      by,
      at: formatInstant(at),
      direct: reaching[index]?.seeds.has(id) ?? false,
      since: source ? { material: source.material, number: source.number } : null,
    }
  })
}

function sourceOf(graph: LotGraph, lot: number, seeds: ReadonlySet<number>): number | null {
  return reach(graph, { direction: 'back', seeds: [{ lot }] }).ids.find(id => seeds.has(id)) ?? null
}

export interface ShipmentOfLot {
  shipment: string
  customer: string
  customerName: string | null
  at: string
  quantity: string
  returned: string
}

/** What is with customers: shipped less what came back. */
export async function shipmentsOf({ pool, engine }: Services, id: number): Promise<ShipmentOfLot[]> {
  await engine.current()
  const rows = await shippedAt(pool, [id], engine.position)
  return rows.map(({ shipment, customer, customerName, at, quantity, back }) => ({
    shipment,
    customer,
    customerName,
    at: formatInstant(at),
    quantity: formatQuantity((parseQuantity(quantity) - parseQuantity(back)) as Quantity),
    returned: exact(back),
  }))
}

// ---- neighbours -----------------------------------------------------------------------------------------------------------------

export type Direction = 'up' | 'down'
const read = { up: queries.parentsOf, down: queries.childrenOf }

async function neighbourhood(services: Services, id: number, direction: Direction): Promise<answers.LinkSummary> {
  const rows = await read[direction](services.pool, id, { offset: 0, limit: NEIGHBOURS_SHOWN })
  const [all, certain] = [rows[0]?.total ?? 0, rows[0]?.totalCertain ?? 0]
  return { total: all, certain, possible: all - certain, links: await written(services, rows) }
}

export async function linksPage(
  services: Services,
  id: number,
  page: { direction: Direction; limit: number; cursor?: string | undefined },
): Promise<{ links: answers.Link[]; next: string | null }> {
  const [offset = 0] = readCursor(page.cursor) ?? []
  if (typeof offset !== 'number' || offset < 0)
    throw new Problem(400, 'invalid-request', 'cursor is not one this server gave out: start without it.', '/cursor')
  const rows = await read[page.direction](services.pool, id, { offset, limit: page.limit })
  const next = offset + rows.length < (rows[0]?.total ?? 0) ? writeCursor([offset + rows.length]) : null
  return { links: await written(services, rows), next }
}

/** Quantities of a link are in the parent's unit: as much of it as went into the child. */
async function written(services: Services, rows: readonly NeighbourRow[]): Promise<answers.Link[]> {
  const [lots, parents, events, graph] = await Promise.all([
    summaries(services, [...new Set(rows.map(row => row.neighbour))]),
    queries.lotFacts(services.pool, [...new Set(rows.map(row => row.parent))]),
    queries.eventsAt(services.pool, [...new Set(rows.map(row => row.since))]),
    services.engine.current(),
  ])
  const parentOf = new Map(parents.map(parent => [parent.id, parent]))
  const eventAt = new Map(events.map(event => [event.position, event]))
  return rows.flatMap(row => {
    const lot = lots.get(row.neighbour)
    const event = eventAt.get(row.since)
    return lot && event
      ? [
          {
            lot,
            certainty: row.certain ? 'certain' : 'possible',
            quantity: quantityOf(row, parentOf.get(row.parent)),
            from: formatInstant(row.from),
            to: formatInstant(row.to),
            how: row.how,
            event: event.id,
            sequence: event.sequence,
            run: row.run,
            position: row.position,
            removedAt: timeText(row.removedAt),
            ...degrees(graph, row.neighbour),
          },
        ]
      : []
  })
}

/** Where nobody said how much: anything from nothing to all that was ever made of it, and `known` says so. */
function quantityOf({ min, expected, max }: NeighbourRow, parent: queries.LotFacts | undefined): answers.Bounds {
  const text = (value: number): string => formatQuantity(fromNumber(value))
  const most = parent ? exact(parent.made) : '0'
  return {
    min: text(min ?? 0),
    expected: text(expected ?? 0),
    max: max === null ? most : text(max),
    unit: parent?.unit ?? '',
    known: expected !== null && max !== null,
  }
}

function degrees(graph: LotGraph, lot: number): { parents: number; children: number } {
  const [parents, children] = [new Set<number>(), new Set<number>()]
  graph.eachIn(lot, link => {
    if (graph.link.until.at(link) === 0) parents.add(graph.link.parent.at(link))
  })
  graph.eachOut(lot, link => {
    if (graph.link.until.at(link) === 0) children.add(graph.link.child.at(link))
  })
  return { parents: parents.size, children: children.size }
}

// ---- timeline -------------------------------------------------------------------------------------------------------------------

const LAST = { at: Number.MAX_SAFE_INTEGER, since: INTEGER_MAX, kind: '' }

export async function timelinePage(
  services: Services,
  id: number,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ entries: answers.TimelineEntry[]; next: string | null }> {
  const [at = LAST.at, since = LAST.since, kind = LAST.kind] = readCursor(page.cursor) ?? []
  if (typeof at !== 'number' || typeof since !== 'number' || typeof kind !== 'string')
    throw new Problem(400, 'invalid-request', 'cursor is not one this server gave out: start without it.', '/cursor')
  const [[lot], rows] = await Promise.all([
    queries.lotFacts(services.pool, [id]),
    queries.timelineOf(services.pool, id, { before: { at, since, kind }, limit: page.limit + 1 }),
  ])
  if (!lot) throw notFound(`There is no lot ${id}.`)
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  const stated = shown.map(row => statedOf(row))
  const [orders, people] = await Promise.all([ordersOf(services, lot, stated), peopleOf(services, lot.site, stated)])
  return {
    entries: shown.map((row, index) => entryOf(row, stated[index] ?? statedOf(row), { lot, orders, people })),
    next: rows.length > page.limit && last ? writeCursor([last.at, last.since, last.kind]) : null,
  }
}

interface Stated {
  type: string
  by: string | null
  station: string | null
  workCenter: string | null
  workOrder: string | null
  operation: number | null
  note: string | null
  detail: Record<string, unknown>
}
type Sent = Record<string, unknown> & { type: string; replacement?: Record<string, unknown> & { type: string } }

/** What of an event a reader of the timeline wants beside the columns. */
const TOLD = [
  'reason',
  'hold',
  'direction',
  'case',
  'disposition',
  'vendor',
  'vendorLot',
  'purchaseOrder',
  'line',
  'customer',
  'shipment',
  'container',
  'values',
  'number',
  'position',
  'step',
  'closes',
] as const

/** What the event says, or, where it is the replacement inside a correction, what the replacement says. */
function statedOf(row: TimelineRow): Stated {
  const sent = JSON.parse(row.body) as Sent
  const event = sent.replacement ?? sent
  const said = <T>(field: string): T | null => (event[field] as T | undefined) ?? null
  const numbered = (sent.effect as { settled?: { numberedContainer?: string } } | undefined)?.settled?.numberedContainer
  const detail = {
    ...Object.fromEntries(TOLD.flatMap(field => (event[field] === undefined ? [] : [[field, event[field]]]))),
    ...(numbered === undefined ? {} : { container: numbered }),
  }
  const moved = row.kind === 'moved' ? { from: row.fromPlace, to: row.toPlace, quantity: exact(row.quantity) } : {}
  const corrects = sent.replacement ? { corrects: sent.event, reason: sent.reason } : {}
  return {
    type: event.type,
    by: said('by') ?? row.by,
    station: said('station') ?? row.station,
    workCenter: said('workCenter') ?? row.workCenter ?? row.runWorkCenter,
    workOrder: said('workOrder') ?? row.workOrder ?? row.runWorkOrder,
    operation: said('operation') ?? row.operation ?? row.runOperation,
    note: said('note') ?? said('reason'),
    detail: { ...detail, ...moved, ...corrects },
  }
}

async function ordersOf({ pool }: Services, lot: queries.LotFacts, stated: readonly Stated[]): Promise<Map<string, WorkOrder>> {
  const codes = [...new Set([lot.workOrder, ...stated.map(entry => entry.workOrder)])].filter(code => code !== null)
  return new Map(
    (
      await queries.recordsNamed(
        pool,
        'workOrder',
        codes.map(code => ({ site: lot.site, code })),
      )
    ).map(row => [row.code, row.body as WorkOrder]),
  )
}

async function peopleOf({ pool }: Services, site: string, stated: readonly Stated[]): Promise<Map<string, string | null>> {
  const codes = [...new Set(stated.map(entry => entry.by))].filter(code => code !== null)
  return new Map(
    (
      await queries.recordsNamed(
        pool,
        'person',
        codes.map(code => ({ site, code })),
      )
    ).map(row => [row.code, (row.body as { name?: string }).name ?? null]),
  )
}

interface Around {
  lot: queries.LotFacts
  orders: Map<string, WorkOrder>
  people: Map<string, string | null>
}

function entryOf(row: TimelineRow, stated: Stated, { lot, orders, people }: Around): answers.TimelineEntry {
  const { detail, operation, workOrder, ...said } = stated
  const place = row.toPlace ?? row.fromPlace ?? ''
  return {
    sequence: row.sequence,
    id: row.id,
    at: formatInstant(row.at),
    recordedAt: formatInstant(row.recordedAt),
    ...said,
    byName: people.get(said.by ?? '') ?? null,
    workOrder,
    operation,
    operationName: operationName(orders, workOrder ?? lot.workOrder, operation),
    run: row.run,
    kind: row.kind,
    delta: exact(row.delta),
    scrap: exact(row.scrap),
    quantity: exact(row.quantity),
    place: place === '' ? null : place.slice(place.indexOf(':') + 1),
    position: row.position,
    reference: row.reference,
    voided: row.until !== null,
    voidedBy: row.voidedBy,
    detail,
  }
}

function operationName(orders: Map<string, WorkOrder>, order: string | null, sequence: number | null): string | null {
  return orders.get(order ?? '')?.operations.find(operation => operation.sequence === sequence)?.name ?? null
}
