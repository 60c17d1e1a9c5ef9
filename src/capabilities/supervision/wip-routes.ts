import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant, parseInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { heldLots } from '../containment/held.ts'
import { cut, type Key, malformed, pageOf, readCursor } from '../paging.ts'
import { type Route, route, type Services } from '../route.ts'
import { type Board, boardOf } from './board.ts'
import { type DayYield, lostIn, yieldOf } from './day.ts'
import {
  countedDownSince,
  type DaySince,
  handledSince,
  type PlaceNow,
  placesNow,
  positionBefore,
  runsEndedSince,
  unitsOf,
} from './day-queries.ts'
import { exceptionsOpen } from './exceptions.ts'
import { Kept } from './kept.ts'
import {
  behind,
  entriesOf,
  type Moment,
  type OperationWip,
  operationsOf,
  ordersOf,
  type Place,
  placeOf,
  type WipEntry,
  type WipFilter,
} from './wip.ts'

const HOUR_MS = 3_600_000
const STUCK_AFTER_HOURS = 24
const instant = z.string().refine(text => parseInstant(text) !== undefined, 'must be ISO 8601 with an offset')

const asked = {
  site: z.string().default('main'),
  material: z.string().optional(),
  workOrder: z.string().optional(),
  customer: z.string().optional(),
  /** Hours. */
  olderThan: z.coerce.number().min(0).max(100_000).optional(),
  stuckAfter: z.coerce.number().positive().max(100_000).default(STUCK_AFTER_HOURS),
}
const boardQuery = z.object(asked)
const lotsQuery = z.object({
  ...asked,
  operation: z.string().optional(),
  workCenter: z.string().optional(),
  state: z.enum(['waiting', 'working', 'blocked', 'stuck']).optional(),
  ...pageOf(200),
})
const dayQuery = z.object({
  site: z.string().default('main'),
  stuckAfter: asked.stuckAfter,
  /** When the day began where the asker is; without it, at midnight UTC. */
  dayFrom: instant.optional(),
})

export function wipRoutes(services: Services): Route[] {
  const kept = new Kept()
  return [
    route({
      method: 'GET',
      path: '/wip',
      role: 'reader',
      summary: 'Work in process by operation: lots waiting and worked on, with their age',
      query: boardQuery,
      answer: answers.Wip,
      handle: async ({ query }) => wipPage(services, query),
    }),
    route({
      method: 'GET',
      path: '/wip/lots',
      role: 'reader',
      summary: 'Lots in process, the one that has been at its operation longest first',
      query: lotsQuery,
      answer: answers.WipLots,
      handle: async ({ query }) => lotsPage(services, query),
    }),
    route({
      method: 'GET',
      path: '/wip/orders',
      role: 'reader',
      summary: 'Orders with lots in process: how many at which operation',
      query: boardQuery,
      answer: answers.WipOrders,
      handle: async ({ query }) => ordersPage(services, query),
    }),
    route({
      method: 'GET',
      path: '/supervision',
      role: 'reader',
      summary: 'The shop now: key figures of the day, work in process by operation, who is where',
      query: dayQuery,
      answer: answers.ShopNow,
      handle: async ({ query }) => {
        const board = await boardOf(services).current()
        return kept.get(JSON.stringify(query), board.position, () => shopNow(services, query, board))
      },
    }),
  ]
}

// ---- work in process ------------------------------------------------------------------------------------------------------------

type Asked = z.output<typeof lotsQuery>
type AskedBoard = z.output<typeof boardQuery>

async function momentOf(services: Services, stuckAfter: number): Promise<Moment> {
  const held = await heldLots(services.engine, services.pool)
  return { now: services.now(), held: held.lots, stuckAfterMs: stuckAfter * HOUR_MS }
}

const filterOf = ({ olderThan, ...filter }: AskedBoard | Asked): WipFilter => ({
  ...filter,
  ...(olderThan === undefined ? {} : { olderThanMs: olderThan * HOUR_MS }),
})

async function wipPage(services: Services, query: AskedBoard): Promise<answers.Wip> {
  const [board, moment] = await Promise.all([boardOf(services).current(), momentOf(services, query.stuckAfter)])
  const entries = entriesOf(board.lots.values(), filterOf(query), moment)
  return {
    ...standing(board, moment, query),
    totals: totalsOf(entries),
    operations: operationsOf(entries, moment).map(shownOperation),
  }
}

const standing = (
  { position }: Board,
  { now }: Moment,
  { site, stuckAfter }: { site: string; stuckAfter: number },
): Pick<answers.Wip, 'site' | 'position' | 'at' | 'stuckAfter'> => ({
  site,
  position,
  at: formatInstant(now),
  stuckAfter,
})

function totalsOf(entries: readonly WipEntry[]): answers.WipTotals {
  const count = (isMeant: (entry: WipEntry) => boolean): number => new Set(entries.filter(isMeant).map(entry => entry.lot.id)).size
  return {
    lots: count(() => true),
    waiting: count(entry => entry.stage.state === 'waiting'),
    working: count(entry => entry.stage.state === 'working'),
    blocked: count(entry => entry.blocked !== null),
    stuck: count(entry => entry.isStuck),
  }
}

const shownOperation = ({ quantities, oldest, ...row }: OperationWip): answers.WipOperation => ({
  ...row,
  quantities: quantities.map(({ unit, quantity }) => ({ unit, quantity: formatQuantity(quantity) })),
  oldest: formatInstant(oldest),
})

async function lotsPage(services: Services, query: Asked): Promise<answers.WipLots> {
  const { limit, cursor } = query
  const [board, moment] = await Promise.all([boardOf(services).current(), momentOf(services, query.stuckAfter)])
  const entries = entriesOf(board.lots.values(), filterOf(query), moment)
  const { rows, next } = cut(behind(entries, placeIn(cursor)), limit, entry => keyOf(placeOf(entry)))
  return { ...standing(board, moment, query), total: entries.length, lots: rows.map(shownEntry), next }
}

const keyOf = ({ since, lot, step, state, run }: Place): Key => [since, lot, step, state, run]

function placeIn(cursor: string | undefined): Place | null {
  const key = readCursor(cursor)
  if (key === null) return null
  const [since, lot, step, state, run] = key
  if (typeof since !== 'number' || typeof lot !== 'number' || typeof step !== 'number') throw malformed()
  if (typeof state !== 'string' || typeof run !== 'string') throw malformed()
  return { since, lot, step, state, run }
}

async function ordersPage(services: Services, query: AskedBoard): Promise<answers.WipOrders> {
  const [board, moment] = await Promise.all([boardOf(services).current(), momentOf(services, query.stuckAfter)])
  const orders = ordersOf(entriesOf(board.lots.values(), filterOf(query), moment))
  return { ...standing(board, moment, query), orders: orders.map(order => ({ ...order, oldest: formatInstant(order.oldest) })) }
}

function shownEntry({ lot, stage, operation, blocked, isStuck }: WipEntry): answers.WipLot {
  const { id, material, number, kind, unit, place, order } = lot
  return {
    lot: { id, material, number, kind },
    quantity: formatQuantity(stage.quantity),
    unit,
    workOrder: order.number,
    customer: order.customer,
    operation: { sequence: operation.sequence, name: operation.name, workCenter: operation.workCenter ?? null },
    state: stage.state === 'working' ? 'working' : 'waiting',
    since: formatInstant(stage.since),
    by: stage.by,
    run: stage.run,
    place,
    blocked,
    stuck: isStuck,
  }
}

// ---- the shop now -----------------------------------------------------------------------------------------------------------------

type AskedDay = z.output<typeof dayQuery>
/** A station that has not reported for this long is nobody's place any more. */
const PLACE_MS = 12 * HOUR_MS

async function shopNow(services: Services, query: AskedDay, board: Board): Promise<answers.ShopNow> {
  const { pool } = services
  const moment = await momentOf(services, query.stuckAfter)
  const { now } = moment
  const [day, recent] = await Promise.all([
    since(services, query.site, dayBegin(query.dayFrom, now)),
    since(services, query.site, now - PLACE_MS),
  ])
  const [handled, lost, places, exceptions] = await Promise.all([
    handledSince(pool, day),
    lostSince(services, day),
    placesNow(pool, recent),
    exceptionsOpen(pool, { site: query.site, now }),
  ])
  const entries = entriesOf(board.lots.values(), { site: query.site }, moment)
  return {
    ...standing(board, moment, query),
    dayFrom: formatInstant(day.at),
    totals: totalsOf(entries),
    operations: operationsOf(entries, moment).map(shownOperation),
    firstPass: yieldOf(handled) satisfies DayYield,
    unaccounted: lost,
    exceptions,
    places: places.map(shownPlace),
  }
}

const dayBegin = (from: string | undefined, now: number): number =>
  (from === undefined ? undefined : parseInstant(from)) ?? now - (now % (24 * HOUR_MS))

async function since({ pool }: Services, site: string, at: number): Promise<DaySince> {
  return { site, at, position: await positionBefore(pool, at) }
}

/** Nothing says where these went: what runs did not give back, and what was counted down. */
async function lostSince({ pool }: Services, day: DaySince): Promise<answers.Unaccounted[]> {
  const [runs, counted] = await Promise.all([runsEndedSince(pool, day), countedDownSince(pool, day)])
  const lost = lostIn(runs)
  const units = await unitsOf(
    pool,
    day.site,
    lost.map(({ material }) => material),
  )
  return [
    ...lost.map(({ quantity, ...row }) => ({
      ...row,
      lot: null,
      unit: units.get(row.material) ?? null,
      quantity: formatQuantity(quantity),
    })),
    ...counted.map(({ id, material, number, unit, quantity }) => ({
      material,
      lot: { id, material, number },
      unit,
      quantity: formatQuantity(parseQuantity(quantity)),
      run: null,
      workCenter: null,
      workOrder: null,
    })),
  ]
}

const shownPlace = ({ at, startedAt, ...place }: PlaceNow): answers.PlaceNow => ({
  ...place,
  at: formatInstant(at),
  startedAt: startedAt === null ? null : formatInstant(startedAt),
})
