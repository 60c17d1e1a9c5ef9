import { ZERO } from '../../base/quantity.ts'
import { ssccOf } from '../../base/sscc.ts'
import { customers, SITE_SETTINGS, type WorkOrderRecord } from './catalogue.ts'
import type { Box, Floor } from './floor.ts'
import { type Activity, ASSEMBLY, DAY, DOCK, MINUTE, nextOpen } from './schedule.ts'
import { keyOf, type StockLot } from './stock.ts'
import { hold, move, packBoxes, packLots, release, scrap, ship, takeBack } from './verbs.ts'

/** Boxes, pallets, trucks, and what comes back. */
export interface Finished {
  order: WorkOrderRecord
  material: string
  customer: string | undefined
  lots: readonly StockLot[]
}

const PER_BOX = 6

export function* dispatched(floor: Floor, { order, material, customer, lots }: Finished): Activity {
  const free = lots.filter(lot => lot.quantity > ZERO && lot.holds === 0)
  if (!customer && material === 'HV3-24D' && floor.random.chance(0.5)) {
    for (const lot of free) shelved(floor, lot)
    floor.closeOrder(order)
    return
  }
  const ordered = customer ? ordering(floor, { customer, material, count: lots.length }) : undefined
  const boxes = yield* boxed(floor, free)
  floor.closeOrder(order)
  if (customer && ordered) {
    yield* shippedTo(floor, { boxes, customer, order: ordered.number })
    floor.record({ type: 'salesOrder', by: 'ines', ...ordered, status: 'closed' })
  } else yield* shippedLater(floor, boxes)
}

interface Wish {
  customer: string
  material: string
  count: number
  due?: string
}

/** A customer orders. */
function ordering(floor: Floor, { customer, material, count, due }: Wish) {
  const line = { line: 10, material, quantity: String(count), ...(due === undefined ? {} : { due }) }
  const order = { number: floor.number('SO', 5), customer, lines: [line] }
  floor.record({ type: 'salesOrder', by: 'ines', ...order, status: 'open' })
  return order
}

function shelved(floor: Floor, lot: StockLot): void {
  move(floor, lot, 'FG', 'shipping')
  lot.ready = true
}

function* boxed(floor: Floor, lots: readonly StockLot[]): Generator<number, Box[], void> {
  const boxes: Box[] = []
  for (let first = 0; first < lots.length; first += PER_BOX) {
    const box = { code: floor.number('BOX', 5), lots: lots.slice(first, first + PER_BOX) }
    packLots(floor, box.code, box.lots, 'FG')
    boxes.push(box)
    yield nextOpen(floor.minutes(6, 14), ASSEMBLY)
  }
  return boxes
}

interface Load {
  boxes: readonly Box[]
  customer: string
  order?: string
}

/** Two boxes and more travel on a pallet. */
function* shippedTo(floor: Floor, { boxes, customer, order }: Load): Activity {
  yield nextOpen(floor.minutes(60, 900), DOCK)
  const sound = boxes.filter(box => box.lots.every(lot => lot.holds === 0))
  if (sound.length === 0) return
  const pallet = sound.length > 1 ? palletNumber(floor) : undefined
  const codes = sound.map(box => box.code)
  if (pallet) packBoxes(floor, pallet, codes, 'DOCK')
  yield nextOpen(floor.minutes(30, 200), DOCK)
  const shipment = floor.number('SH', 5)
  const containers = pallet ? [pallet] : codes
  ship(floor, { shipment, customer, lots: sound.flatMap(box => box.lots), containers, ...(order ? { order } : {}) })
  for (const box of sound)
    for (const lot of box.lots)
      if (comesBack(floor, lot)) {
        const back = { shipment, customer, lot, complaint: floor.number('CP', 4) }
        const at = floor.now + floor.random.whole(3, 9) * DAY
        floor.spawn(complained(floor, back), at - DAY)
        floor.spawn(returned(floor, back), at)
      }
}

function palletNumber(floor: Floor): string {
  const running = Number(floor.number('PAL', 5).slice('PAL-'.length))
  return ssccOf({ prefix: SITE_SETTINGS.gs1CompanyPrefix, extension: 0 }, running) ?? String(running)
}

/** Made for stock: a box waits until somebody orders it. */
function* shippedLater(floor: Floor, boxes: readonly Box[]): Activity {
  for (const box of boxes) floor.boxesForStock.add(box)
  for (const box of boxes) {
    yield nextOpen(floor.now + floor.random.whole(2, 14) * DAY, DOCK)
    if (!floor.boxesForStock.delete(box)) continue
    yield* shippedTo(floor, { boxes: [box], customer: floor.random.pick(customers).code })
  }
}

// ---- what is made ready just now ------------------------------------------------------------------------------------------

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Today's dock: one shipment half loaded, one that waits for its first box, an order of which nobody has planned anything. */
export function* madeReady(floor: Floor): Activity {
  yield floor.end - 40 * MINUTE
  const [first, second] = [...floor.boxesForStock].filter(isSound)
  const material = first?.lots[0]?.material ?? 'HV3-24D'
  const today = ordering(floor, { customer: 'C-101', material, count: 2 * PER_BOX, due: day(floor.end) })
  const shipment = planned(floor, { order: today, due: day(floor.end) })
  if (first) {
    floor.boxesForStock.delete(first)
    const pallet = palletNumber(floor)
    packBoxes(floor, pallet, [first.code], 'DOCK')
    yield floor.now + 3 * MINUTE
    packBoxes(floor, shipment, [pallet], 'DOCK')
  }
  const other = second?.lots[0]?.material ?? material
  const tomorrow = ordering(floor, { customer: 'C-104', material: other, count: PER_BOX, due: day(floor.end + DAY) })
  planned(floor, { order: tomorrow, due: day(floor.end + DAY) })
  ordering(floor, { customer: 'C-107', material, count: 3 * PER_BOX, due: day(floor.end + 4 * DAY) })
}

const isSound = (box: Box): boolean => box.lots.every(lot => lot.holds === 0 && lot.quantity > ZERO)

function planned(floor: Floor, { order, due }: { order: { number: string; customer: string }; due: string }): string {
  const number = `${order.number}-1`
  floor.record({ type: 'shipment', by: 'ines', number, customer: order.customer, order: order.number, status: 'open', due })
  return number
}

// ---- what comes back ------------------------------------------------------------------------------------------------------

const comesBack = (floor: Floor, lot: StockLot): boolean => floor.random.chance(floor.truth.affected.has(keyOf(lot)) ? 0.02 : 0.0025)

interface Return {
  shipment: string
  customer: string
  lot: StockLot
  complaint: string
}

/** Taken back, held until looked at, then scrapped, or sent out again as it is. */
/** The customer writes a day before the goods come; who answers him, and when, follows from what is found. */
function* complained(floor: Floor, { shipment, customer, lot, complaint }: Return): Activity {
  yield floor.now
  const bad = floor.truth.affected.has(keyOf(lot))
  const lots = [{ lot: { material: lot.material, number: lot.number } }]
  const text = bad ? 'The spool sticks after a few hours.' : 'The valve does not do what it was ordered for.'
  floor.record({ type: 'complaint', by: 'klara', number: complaint, customer, severity: bad ? 'critical' : 'minor', text, shipment, lots })
}

function answer(floor: Floor, complaint: string, bad: boolean): void {
  const text = bad
    ? 'The valve is replaced; others of its spool lot are looked for.'
    : 'Inspected and tested; the report comes with the goods.'
  floor.record({ type: 'complaintAnswer', by: 'klara', complaint, text })
  const [finding, reason] = bad
    ? (['confirmed', 'crack in a spool land'] as const)
    : (['not-confirmed', 'works on the test bench'] as const)
  floor.record({ type: 'complaintClose', by: 'klara', complaint, finding, reason })
}

function* returned(floor: Floor, { shipment, customer, lot, complaint }: Return): Activity {
  yield nextOpen(floor.now, DOCK)
  const bad = floor.truth.affected.has(keyOf(lot))
  const reason = bad ? 'spool sticks' : floor.random.pick(['leaks at the cap', 'wrong voltage ordered', 'does not switch'])
  takeBack(floor, { shipment, customer, lots: [lot] }, reason)
  const code = hold(floor, [lot], 'customer return, to be inspected')
  yield nextOpen(floor.now + floor.random.whole(1, 4) * DAY, DOCK)
  if (lot.holds > 1) return
  release(floor, [lot], code, bad ? 'inspected: spool land cracked' : 'inspected')
  answer(floor, complaint, bad)
  yield nextOpen(floor.minutes(10, 40), DOCK)
  if (bad || floor.random.chance(0.4)) scrap(floor, lot, lot.quantity, bad ? 'crack in a spool land' : 'beyond repair')
  else yield* sentAgain(floor, customer, lot)
}

function* sentAgain(floor: Floor, customer: string, lot: StockLot): Activity {
  const box = floor.number('BOX', 5)
  packLots(floor, box, [lot], 'FG')
  yield nextOpen(floor.now + floor.random.whole(1, 3) * DAY, DOCK)
  ship(floor, { shipment: floor.number('SH', 5), customer, lots: [lot], containers: [box] })
}
