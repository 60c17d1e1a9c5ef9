/** A recall simulated: the forward trace, the four lists, whom to call, and the balance of every lot. Changes nothing. */

import { createHash } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import type * as answers from '../../answers/index.ts'
import { add, formatQuantity, fromNumber, parseQuantity, type Quantity, subtract, toNumber, ZERO } from '../../base/quantity.ts'
import { firstAtLeast } from '../../base/sorted.ts'
import { AffectedLots, type Certainty, countCertain } from './affected.ts'
import { briefLists } from './brief-lists.ts'
import { type CallEnd, type Ends, endsOf, Judge } from './ends.ts'
import type { Engine } from './engine.ts'
import { endLots, factsOf, namesOf } from './lot-facts.ts'
import { writePage } from './page.ts'
import { quantityText } from './quantity-text.ts'
import { type BalanceRow, balanceAt, customersNamed, type NamedLot, type ShipmentFact, shipmentFactsAt } from './queries.ts'
import { isPart } from './seed.ts'
import { trace } from './trace.ts'
import type { Traced, TracedLots, TraceRequest } from './traced.ts'
import { PAGE_DEFAULT, writeTrace } from './write-trace.ts'

export interface SimulationRequest {
  seeds: TraceRequest['seeds']
  asKnownAt?: TraceRequest['asKnownAt']
  includePossible?: boolean | undefined
  exclude?: TraceRequest['exclude']
}

export interface LotBalance {
  material: string
  number: string
  id: number
  unit: string
  made: string
  stop: string
  quarantine: string
  call: string
  gone: string
  onward: string
  unaccounted: string
  percent: string
}

export async function simulateRecall(
  engine: Engine,
  client: Pool | PoolClient,
  request: SimulationRequest,
  signal?: AbortSignal,
): Promise<answers.RecallSimulation> {
  const started = performance.now()
  const traced = await trace(engine, client, { ...request, direction: 'forward' }, { signal })
  if (traced.lots.length > LISTED_MAX) return briefly(engine, client, traced, { request, signal, started })
  const facts = factsOf(client, traced)
  const found = endsOf(client, traced, facts)
  const [answer, ends] = await Promise.all([
    writeTrace(engine, client, traced, { offset: 0, limit: PAGE_DEFAULT, facts, ends: found }),
    found,
  ])
  const balance = await balanceOf(client, traced, ends)
  return {
    simulation: await markOfAll(engine, client, traced, { request, shipped: facts.shipped, signal }),
    position: traced.position,
    excluded: traced.excluded.map(({ material, number, site }) => ({ material, number, site })),
    ...answer,
    ends,
    customers: customersOf(ends.call),
    balance: balance.lots,
    balanceTotal: balance.total,
    elapsedMs: Math.round((performance.now() - started) * 10) / 10,
  }
}

/** More lots are told in totals: their lists would be hundreds of megabytes. A trace gives them page by page. */
const LISTED_MAX = 100_000

async function briefly(
  engine: Engine,
  client: Pool | PoolClient,
  traced: Traced,
  { request, signal, started }: { request: SimulationRequest; signal: AbortSignal | undefined; started: number },
): Promise<answers.RecallSimulation> {
  const shipped = shippedOf(client, traced)
  const [simulation, page, rows, lists] = await Promise.all([
    markOfAll(engine, client, traced, { request, shipped, signal }),
    writePage(engine, client, traced, { offset: 0, limit: 1, endsLimit: 1, list: 'lots' }),
    shipped,
    shipped.then(found => briefLists(client, traced, shippedStill(traced, found))),
  ])
  return {
    simulation,
    position: traced.position,
    excluded: traced.excluded.map(({ material, number, site }) => ({ material, number, site })),
    ...page,
    brief: true,
    lots: [],
    ends: { stop: [], quarantine: [], call: [], gone: [] },
    lists,
    customers: await customersIn(client, traced, rows),
    balance: [],
    balanceTotal: { percent: null, unaccountedLots: null, lots: traced.lots.length },
    next: null,
    elapsedMs: Math.round((performance.now() - started) * 10) / 10,
  }
}

/** What a fingerprint is made of. */
type ShippedOnly = Pick<ShipmentFact, 'lot' | 'since' | 'customer' | 'shipment' | 'quantity' | 'back'>

/** A recall is committed with what is only possible, so its mark is of all, whatever was asked to be shown. */
async function markOfAll(
  engine: Engine,
  client: Pool | PoolClient,
  traced: Traced,
  { request, shipped, signal }: { request: SimulationRequest; shipped: Promise<ShippedOnly[]>; signal: AbortSignal | undefined },
): Promise<string> {
  if (request.includePossible !== false) return markOf(traced, shipped)
  const options = { pinned: traced.position, ...(signal ? { signal } : {}) }
  const all = await trace(engine, client, { ...request, includePossible: true, direction: 'forward' }, options)
  const allShipped = shippedOf(client, all)
  return (await Promise.all([markOf(all, allShipped), allShipped]))[0]
}

/**
 * The same scope has the same fingerprint: which lots are affected how far, and what of them is with whom. Where in the plant they lie
 * is not part of it: a hold reaches them everywhere, and a pallet that is moved must not undo a decision. The ledger's position beside
 * it says when this was so: the trace as known there comes to the same.
 */
export async function markOf(
  traced: TracedLots,
  asked: readonly ShippedOnly[] | Promise<readonly ShippedOnly[]>,
  onHashed: (lots: number) => void = () => {},
): Promise<string> {
  if (traced.seeds.some(({ asked }) => isPart(asked))) return `${traced.position}-${OF_PARTS}`
  const hash = createHash('sha256')
  const seeds = traced.seeds.map(({ id, serial }) => [id, serial ?? null])
  const excluded = traced.excluded.map(({ id }) => id).sort((a, b) => a - b)
  hash.update(`{"seeds":${JSON.stringify(seeds)},"excluded":${JSON.stringify(excluded)},"lots":[`)
  await inParts(traced.lots.length, (from, count) => {
    hash.update((from > 0 ? ',' : '') + lotsText(traced.lots, from, count))
    onHashed(from + count)
  })
  const shipped = await asked
  hash.update('],"shipped":[')
  await inParts(shipped.length, (from, count) => {
    const rows = shipped.slice(from, from + count).map(row => [row.lot, row.since, row.customer, row.shipment, row.quantity, row.back])
    hash.update((from > 0 ? ',' : '') + listText(rows))
  })
  hash.update(']}')
  return `${traced.position}-${hash.digest('hex').slice(0, 32)}`
}

/** Instead of a fingerprint: a hold is placed on whole lots, so what was simulated of parts of them cannot be committed. */
export const OF_PARTS = 'parts'

/** What JSON makes of `[lot, least, most, certainty]`, row by row. Many lots have the quantity of the one before. */
function lotsText({ columns: { ids, affected, isCertain } }: AffectedLots, from: number, count: number): string {
  const text = [quantityTexts(), quantityTexts()] as const
  let all = ''
  for (let row = from; row < from + count; row++) {
    const [least, most] = [text[0](affected?.min[row] ?? 0), text[1](affected?.max[row] ?? 0)]
    all += `${row > from ? ',' : ''}[${ids[row]},"${least}","${most}","${isCertain[row] === 1 ? 'certain' : 'possible'}"]`
  }
  return all
}

function quantityTexts(): (value: number) => string {
  let [last, text] = [0, quantityText(0)]
  return value => {
    if (value !== last) [last, text] = [value, quantityText(value)]
    return text
  }
}

/** Without its brackets. */
const listText = (rows: readonly unknown[]): string => JSON.stringify(rows).slice(1, -1)

/** A million rows at once would hold up everybody else for a second. */
const PART = 10_000

async function inParts(length: number, work: (from: number, count: number) => void): Promise<void> {
  for (let from = 0; from < length; from += PART) {
    work(from, Math.min(PART, length - from))
    if (from + PART < length) await new Promise(done => setImmediate(done))
  }
}

/** Asked in parts for the same reason; the order is that of one question. */
const IDS_ASKED = 50_000

export async function shippedOf(client: Pool | PoolClient, traced: TracedLots): Promise<ShipmentFact[]> {
  // The engine has seen every shipment of these lots: the tables are asked only of those that have one.
  const ids = traced.endLots?.shipped ?? endLots(traced)
  if (ids.length <= IDS_ASKED) return shipmentFactsAt(client, ids, traced.position)
  const rows: ShipmentFact[] = []
  for (let from = 0; from < ids.length; from += IDS_ASKED) {
    for (const row of await shipmentFactsAt(client, ids.slice(from, from + IDS_ASKED), traced.position)) rows.push(row)
  }
  return rows.sort((a, b) => a.at - b.at || a.lot - b.lot)
}

export interface Customer {
  customer: string
  name: string | null
  contact: answers.Contact | null
  lots: number
  certainty: Certainty
  quantity: { unit: string; quantity: string }[]
  shipments: string[]
}

export function customersOf(call: readonly CallEnd[]): Customer[] {
  const customers = new Map<string, { rows: CallEnd[]; units: Map<string, Quantity> }>()
  for (const row of call) {
    const known = customers.get(row.customer) ?? { rows: [], units: new Map<string, Quantity>() }
    known.rows.push(row)
    known.units.set(row.unit, add(known.units.get(row.unit) ?? ZERO, parseQuantity(row.quantity)))
    customers.set(row.customer, known)
  }
  return [...customers].map(([customer, { rows, units }]) => ({
    customer,
    name: rows[0]?.customerName ?? null,
    contact: rows[0]?.contact ?? null,
    lots: new Set(rows.map(row => `${row.id} ${row.number}`)).size,
    certainty: rows.some(row => row.certainty === 'certain') ? ('certain' as const) : ('possible' as const),
    quantity: [...units].map(([unit, quantity]) => ({ unit, quantity: formatQuantity(quantity) })),
    shipments: [...new Set(rows.map(row => row.shipment))],
  }))
}

/** What of it is suspect and still with a customer. */
export function* shippedStill(
  traced: TracedLots,
  shipped: readonly ShipmentFact[],
): Generator<Omit<ShipmentFact, 'quantity'> & { quantity: Quantity; certainty: Certainty }> {
  const judge = new Judge(traced, new Map())
  for (const row of shipped) {
    const quantity = subtract(parseQuantity(row.quantity), parseQuantity(row.back))
    const certainty = quantity > ZERO ? judge.left(row.lot, row.since, 'shipped', toNumber(quantity)) : null
    if (certainty) yield { ...row, quantity, certainty }
  }
}

/** The same of very many shipments, without a row for each. */
export async function customersIn(client: Pool | PoolClient, traced: TracedLots, shipped: readonly ShipmentFact[]): Promise<Customer[]> {
  const found = new Map<string, CustomerTally>()
  for (const row of shippedStill(traced, shipped)) {
    const tally = found.get(row.customer) ?? new CustomerTally()
    found.set(row.customer, tally)
    tally.add(row)
  }
  const names = new Map((await customersNamed(client, traced.site, [...found.keys()])).map(row => [row.customer, row]))
  return [...found].map(([customer, tally]) => tally.written(customer, names.get(customer)))
}

class CustomerTally {
  private readonly units = new Map<string, Quantity>()
  private readonly lots = new Set<number>()
  private readonly shipments = new Set<string>()
  private certainty: Certainty = 'possible'

  add({
    lot,
    unit,
    shipment,
    quantity,
    certainty,
  }: Pick<ShipmentFact, 'lot' | 'unit' | 'shipment'> & { quantity: Quantity; certainty: Certainty }): void {
    this.units.set(unit, add(this.units.get(unit) ?? ZERO, quantity))
    this.lots.add(lot)
    this.shipments.add(shipment)
    if (certainty === 'certain') this.certainty = certainty
  }

  written(customer: string, named: { name: string | null; contact: answers.Contact | null } | undefined): Customer {
    return {
      customer,
      name: named?.name ?? null,
      contact: named?.contact ?? null,
      lots: this.lots.size,
      certainty: this.certainty,
      quantity: [...this.units].map(([unit, quantity]) => ({ unit, quantity: formatQuantity(quantity) })),
      shipments: [...this.shipments],
    }
  }
}

export async function balanceOf(
  client: Pool | PoolClient,
  traced: TracedLots,
  ends: Ends,
): Promise<{ lots: LotBalance[]; total: { percent: string; unaccountedLots: number; lots: number } }> {
  const ids = endLots(traced)
  const [rows, names] = await Promise.all([balanceAt(client, ids, traced.position), namesOf(client, ids)])
  const stop = new Map<number, Quantity>()
  for (const row of ends.stop) if (row.run === null) stop.set(row.id, add(stop.get(row.id) ?? ZERO, parseQuantity(row.quantity)))
  const running = new Map<number, Quantity>()
  for (const row of ends.stop) if (row.run !== null) running.set(row.id, add(running.get(row.id) ?? ZERO, parseQuantity(row.quantity)))
  const lots = rows.flatMap(row => {
    const name = names.get(row.lot)
    const unnamed = traced.unnamed.get(row.lot)
    if (name && unnamed) return unnamed.map(serial => balanceOfSerial({ ...name, number: serial }, ends))
    return name
      ? [
          {
            id: row.lot,
            material: name.material,
            number: name.number,
            unit: name.unit,
            ...balanceOfLot(row, stop.get(row.lot) ?? ZERO, running.get(row.lot) ?? ZERO),
          },
        ]
      : []
  })
  const short = lots.filter(lot => lot.unaccounted !== '0')
  const percent = lots.length === 0 ? 100 : lots.reduce((sum, lot) => sum + Number(lot.percent), 0) / lots.length
  return { lots, total: { percent: percent.toFixed(2).replace(/\.?0+$/, ''), unaccountedLots: short.length, lots: lots.length } }
}

/** The same answer, so many lots at a time: what is added up lot by lot need not be in memory at once. The seeds come with the first. */
export function* partsOf<T extends TracedLots>(traced: T, size: number): Generator<T> {
  const { ids, isCertain, affected, steps, since } = traced.lots.columns
  for (let from = 0; from === 0 || from < ids.length; from += size) {
    const to = from + size
    const marks = isCertain.subarray(from, to)
    const columns = {
      ids: ids.subarray(from, to),
      isCertain: marks,
      certain: countCertain(marks),
      affected: affected && {
        min: affected.min.subarray(from, to),
        expected: affected.expected.subarray(from, to),
        max: affected.max.subarray(from, to),
      },
      steps: steps.subarray(from, to),
      since: since.subarray(from, to),
    }
    const [lots, seeds] = [new AffectedLots(columns), from === 0 ? traced.seeds : []]
    const shipped = traced.endLots?.shipped ?? new Uint32Array()
    // The list is in order, too: only what stands between the first lot of this part and its last is looked at.
    const near = shipped.subarray(firstAtLeast(shipped, columns.ids[0] ?? 0), firstAtLeast(shipped, (columns.ids.at(-1) ?? -1) + 1))
    const own = seeds.map(({ id }) => id).filter(id => isIn(shipped, id) && !isIn(near, id))
    const isHere = (lot: number): boolean => lots.has(lot) || seeds.some(({ id }) => id === lot)
    const ends = traced.endLots
    yield {
      ...traced,
      lots,
      seeds,
      unnamed: from === 0 ? traced.unnamed : new Map(),
      endLots: ends && { ...ends, shipped: Uint32Array.from([...near.filter(isHere), ...own]).sort() },
    }
  }
}

const isIn = (ids: Uint32Array, lot: number): boolean => ids[firstAtLeast(ids, lot)] === lot

/** A serial that nobody has named yet is one piece, wherever its series is. */
function balanceOfSerial({ id, material, number, unit }: NamedLot, ends: Ends): LotBalance {
  const isIts = (row: { id: number; number: string }): boolean => row.id === id && row.number === number
  const of = (rows: readonly { id: number; number: string }[]): string => (rows.some(isIts) ? '1' : '0')
  const lists = { stop: of(ends.stop), quarantine: of(ends.quarantine), call: of(ends.call), gone: of(ends.gone) }
  const isKnown = Object.values(lists).includes('1')
  const rest = { onward: '0', unaccounted: isKnown ? '0' : '1', percent: isKnown ? '100' : '0' }
  return { id, material, number, unit, made: '1', ...lists, ...rest }
}

/** Made = stopped + quarantined + with customers + gone + gone on into other lots + unaccounted; what is left over here is unaccounted. */
function balanceOfLot(row: BalanceRow, stop: Quantity, running: Quantity): Omit<LotBalance, 'id' | 'material' | 'number' | 'unit'> {
  const [made, onHand, call, gone, used] = [row.made ?? '0', row.onHand, row.shipped, row.gone, row.used].map(text =>
    parseQuantity(text),
  ) as [Quantity, Quantity, Quantity, Quantity, Quantity]
  const linked = row.unknown ? used : smaller(used, fromNumber(row.linked ?? 0))
  const inRun = smaller(running, subtract(used, linked))
  const known = [stop, subtract(onHand, stop), call, gone, linked, inRun].reduce((sum, part) => add(sum, part), ZERO)
  const unaccounted = subtract(made, known)
  const percent = made === 0n ? 100 : Number(((made - unaccounted) * 100_000n) / made) / 1000
  return {
    made: formatQuantity(made),
    stop: formatQuantity(add(stop, inRun)),
    quarantine: formatQuantity(subtract(onHand, stop)),
    call: formatQuantity(call),
    gone: formatQuantity(gone),
    onward: formatQuantity(linked),
    unaccounted: formatQuantity(unaccounted),
    percent: String(percent),
  }
}

const smaller = (a: Quantity, b: Quantity): Quantity => (a < b ? a : b)
