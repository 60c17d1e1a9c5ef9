/** Orders that a station may meet while the server is away: what they take, what is open of them, what their reports are asked for. */
import type { AskedList, OrderHere } from '../../answers/index.ts'
import type { Material, Operation, WorkOrder } from '../booking/records.ts'
import type { Services } from '../route.ts'
import { type OpenRun, ordersHere, runsHere, type StockRow, stockOf, unitsOf } from './asked-queries.ts'
import { type AtCenter, factsOf, labelled, openRows, stockHere } from './asked-rows.ts'
import { assemblingOperation } from './assemble.ts'
import { currentAt } from './loads.ts'
import { installedIn, linesOfRun, materialsNamed } from './queries.ts'
import { makingOperation } from './run.ts'
import { slotsOf } from './slots.ts'
import { type Asking, type Subject } from './wanted.ts'

const ORDERS_MAX = 300
const UNITS_MAX = 2000

interface Made {
  order: WorkOrder
  operation: Operation
}

/** What is made in runs: started by its order, fed with raw lots. */
export async function runsMade(services: Services, station: AtCenter): Promise<Pick<AskedList, 'orders' | 'stock'>> {
  const made = await ordersWith(services, station, order => makingOperation(order, station.workCenter))
  const known = await knownOf(services, station, made)
  const orders = await Promise.all(made.map(one => orderOfRuns(services, station, one, known)))
  return { orders, stock: known.stock.map(labelled) }
}

async function ordersWith({ pool }: Services, station: AtCenter, here: (order: WorkOrder) => Operation | null): Promise<Made[]> {
  const orders = await ordersHere(pool, station.site, station.workCenter, ORDERS_MAX)
  return orders.flatMap(order => {
    const operation = here(order)
    return operation === null ? [] : [{ order, operation }]
  })
}

interface Known {
  asking: Asking
  materials: Material[]
  runs: OpenRun[]
  stock: StockRow[]
}

async function knownOf(services: Services, station: AtCenter, made: readonly Made[]): Promise<Known> {
  const parts = made.flatMap(({ operation }) => (operation.components ?? []).map(component => component.material))
  const products = made.map(({ order }) => order.material)
  const [materials, runs, stock] = await Promise.all([
    materialsNamed(services.pool, station.site, [...new Set([...parts, ...products])]),
    runsHere(services.pool, station.site, { workCenter: station.workCenter, orders: made.map(({ order }) => order.number) }),
    stockHere(services, station.site, parts),
  ])
  const facts = await factsOf(services, station.site, { materials: products, lots: [], runs: runs.map(({ run }) => run) })
  return { asking: { station, facts }, materials, runs, stock }
}

async function orderOfRuns({ pool }: Services, { site }: AtCenter, { order, operation }: Made, known: Known): Promise<OrderHere> {
  const { asking, materials } = known
  const open = known.runs.find(run => run.workOrder === order.number && run.operation === operation.sequence)
  const record = materials.find(({ code }) => code === order.material)
  const begun = open === undefined ? null : { run: open.run, since: open.since }
  const subject: Omit<Subject, 'quantity'> = { material: order.material, lot: null, operation, run: begun }
  const precise = open?.precise ?? record?.precision === 'precise'
  const parts = (operation.components ?? []).map(({ material, position = material, per = '1' }) => ({ material, position, quantity: per }))
  const lines = open === undefined ? [] : await linesOfRun(pool, site, open.run)
  const loaded = parts.flatMap(({ position }) => currentAt({ precise, lines }, position))
  return {
    number: order.number,
    material: order.material,
    unit: record?.unit ?? 'ea',
    operation: operation.name,
    precise,
    parts,
    run:
      open === undefined
        ? null
        : { run: open.run, loaded: loaded.map(({ material, number, position }) => ({ material, number, position })) },
    now: openRows(asking, subject, { moment: 'start', isRun: true }),
    after: openRows(asking, subject, { moment: 'finish', isRun: true }),
    units: [],
  }
}

/** What is put together: an order and its parts, or a unit that exists and its parts. */
export async function assembliesHere(services: Services, station: AtCenter): Promise<Pick<AskedList, 'orders' | 'stock'>> {
  const made = await ordersWith(services, station, order => assemblingOperation(order, station.workCenter))
  const known = await knownOf(services, station, made)
  const numbers = made.flatMap(({ order, operation }) => (operation.createsLot === true ? [] : [order.number]))
  const ids = numbers.length === 0 ? [] : await unitsOf(services.pool, station.site, numbers, UNITS_MAX)
  const [units, installed] = await Promise.all([
    stockOf(
      services.pool,
      station.site,
      ids.map(({ id }) => id),
    ),
    installedIn(
      services.pool,
      ids.map(({ id }) => id),
    ),
  ])
  const unitsFor = (number: string): OrderHere['units'] => {
    const own = new Set(ids.flatMap(row => (row.order === number ? [row.id] : [])))
    return units
      .filter(({ id }) => own.has(id))
      .map(unit => ({
        lot: labelled(unit),
        installed: installed.flatMap(row => (row.assembly === unit.id ? [{ material: row.material, number: row.number }] : [])),
      }))
  }
  const orders = made.map(one => ({ ...orderOfParts(one, known), units: unitsFor(one.order.number) }))
  return { orders, stock: known.stock.map(labelled) }
}

function orderOfParts({ order, operation }: Made, { asking, materials }: Known): OrderHere {
  const subject: Omit<Subject, 'quantity'> = { material: order.material, lot: null, operation, run: null }
  return {
    number: order.number,
    material: order.material,
    unit: materials.find(({ code }) => code === order.material)?.unit ?? 'ea',
    operation: operation.name,
    precise: false,
    parts: slotsOf(operation.components ?? [], materials).map(({ material, position, quantity }) => ({
      material,
      position: position ?? material,
      quantity,
    })),
    run: null,
    now: [],
    after: openRows(asking, subject, { moment: 'finish', isRun: false }),
    units: [],
  }
}
