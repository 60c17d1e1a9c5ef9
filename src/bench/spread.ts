/**
 * A delivery that went into everything, as rows for COPY: from it so many melts, from each melt a hundred parts, every tenth part with a
 * customer and the others in stock. So exactly so many lots are affected, and all of them certainly.
 */
import type { Progress } from '../store/index.ts'
import { copyInto } from './rows.ts'
import type { Database } from './scratch.ts'

const PARTS_PER_MELT = 100
const SHIPPED_EVERY = 10
const PARTS_PER_SHIPMENT = 50
export const CUSTOMERS = 200
const BEGINNING = Date.UTC(2026, 0, 1)
const MS_PER_EVENT = 1000
const CHUNK_LINES = 5000

export const SEED = 'DELIVERY-1'

interface Spread {
  readonly affected: number
  readonly melts: number
  readonly parts: number
}

export function spreadOf(affected: number): Spread {
  const melts = Math.max(1, Math.floor(affected / (PARTS_PER_MELT + 1)))
  return { affected, melts, parts: affected - melts }
}

/** Lot 1 is the delivery, then come the melts, then the parts; each is the work of one event. */
const meltOf = (spread: Spread, part: number): number => 2 + (part % spread.melts)
const partLot = (spread: Spread, part: number): number => 2 + spread.melts + part
const atOf = (since: number): number => BEGINNING + since * MS_PER_EVENT
const isShipped = (part: number): boolean => part % SHIPPED_EVERY === 0
const shipmentOf = (part: number): number => Math.floor(part / SHIPPED_EVERY / PARTS_PER_SHIPMENT)
/** Shipments leave when everything is made. */
const shippedAt = (spread: Spread, shipment: number): number => 2 + spread.affected + shipment

function* chunks(count: number, line: (index: number) => string): Generator<string> {
  for (let from = 0; from < count; from += CHUNK_LINES) {
    let text = ''
    for (let index = from; index < Math.min(count, from + CHUNK_LINES); index++) text += line(index)
    yield text
  }
}

const LOTS = 'lot (id, site, material, number, kind, unit, homogeneous, made_at, made, makings, since, vendor, vendor_lot)'
const MOVEMENTS = 'movement (since, line, site, lot, kind, delta, place, at, ord, reference)'
const LINKS =
  'link (since, line, parent, child, quantity_min, quantity_expected, quantity_max, drawn, portion, portion_total, came, gone, taken, put, draw, blend, how, site)'

const lotLine = (id: number, material: string, number: string, made: number, vendor = '\\N'): string =>
  `${id}\tmain\t${material}\t${number}\tlot\tkg\tf\t${atOf(id)}\t${made}\t1\t${id}\t${vendor}\t${vendor}\n`
const movementLine = (since: number, line: number, lot: number, kind: string, delta: number, place = '', reference = '\\N'): string =>
  `${since}\t${line}\tmain\t${lot}\t${kind}\t${delta}\t${place}\t${atOf(since)}\t${since}\t${reference}\n`
const linkLine = (since: number, parent: number, drawn: number, made: number): string =>
  `${since}\t1\t${parent}\t${since}\t${drawn}\t${drawn}\t${drawn}\t${drawn}\t${made}\t${made}\t${atOf(since)}\t${atOf(since)}\t${since}\t${since}\t1\t0\tscanned\tmain\n`

function* lotRows(spread: Spread): Generator<string> {
  yield lotLine(1, 'ALLOY', SEED, spread.melts, 'MILL')
  yield* chunks(spread.melts, melt => lotLine(2 + melt, 'MELT', `M-${melt}`, 1000))
  yield* chunks(spread.parts, part => lotLine(partLot(spread, part), 'PART', `P-${part}`, 1))
}

function* movementRows(spread: Spread): Generator<string> {
  yield movementLine(1, 1, 1, 'received', spread.melts)
  yield* chunks(spread.melts, melt => movementLine(2 + melt, 1, 1, 'consumed', -1) + movementLine(2 + melt, 2, 2 + melt, 'produced', 1000))
  yield* chunks(spread.parts, part => {
    const lot = partLot(spread, part)
    return movementLine(lot, 1, meltOf(spread, part), 'consumed', -1) + movementLine(lot, 2, lot, 'produced', 1, 'location:STORE')
  })
  yield* chunks(Math.ceil(spread.parts / SHIPPED_EVERY), index => {
    const part = index * SHIPPED_EVERY
    const shipment = shipmentOf(part)
    const line = (index % PARTS_PER_SHIPMENT) + 1
    return movementLine(shippedAt(spread, shipment), line, partLot(spread, part), 'shipped', -1, 'location:STORE', `SH-${shipment}`)
  })
}

function* linkRows(spread: Spread): Generator<string> {
  yield* chunks(spread.melts, melt => linkLine(2 + melt, 1, 1, 1000))
  yield* chunks(spread.parts, part => linkLine(partLot(spread, part), meltOf(spread, part), 1, 1))
}

function* stockRows(spread: Spread): Generator<string> {
  yield* chunks(spread.melts, melt => `${2 + melt}\t\t${1000 - Math.ceil((spread.parts - melt) / spread.melts)}\n`)
  yield* chunks(spread.parts, part => (isShipped(part) ? '' : `${partLot(spread, part)}\tlocation:STORE\t1\n`))
}

const shipments = (spread: Spread): number => shipmentOf(spread.parts - 1) + 1
const shipmentRows = (spread: Spread): Generator<string> =>
  chunks(shipments(spread), shipment => {
    const since = shippedAt(spread, shipment)
    return `main\tSH-${shipment}\tC-${shipment % CUSTOMERS}\t${atOf(since)}\t${since}\n`
  })

function* masterRows(): Generator<string> {
  for (const code of ['ALLOY', 'MELT', 'PART'])
    yield `main\tmaterial\t${code}\t{"code":"${code}","unit":"kg","tracking":"lot","homogeneous":false}\t1\n`
  yield 'main\tpartner\tMILL\t{"code":"MILL","name":"The mill","roles":["vendor"]}\t1\n'
  for (let code = 0; code < CUSTOMERS; code++)
    yield `main\tpartner\tC-${code}\t{"code":"C-${code}","name":"Customer ${code}","roles":["customer"],"contact":"c${code}@example.org"}\t1\n`
}

export async function loadSpread({ plain }: Database, affected: number, onProgress: Progress): Promise<void> {
  const spread = spreadOf(affected)
  onProgress(`recall: writing a plant with ${affected} lots made from one delivery`)
  const client = await plain.connect()
  try {
    await copyInto(client, 'master (site, kind, code, body, since)', masterRows())
    await copyInto(client, LOTS, lotRows(spread))
    await copyInto(client, MOVEMENTS, movementRows(spread))
    await copyInto(client, LINKS, linkRows(spread))
    await copyInto(client, 'stock (lot, place, quantity)', stockRows(spread))
    await copyInto(client, 'shipment (site, shipment, customer, at, since)', shipmentRows(spread))
    await client.query('update store set position = $1, lots = $2', [shippedAt(spread, shipments(spread)), 1 + affected])
    await client.query('vacuum (analyze)')
  } finally {
    client.release()
  }
}
