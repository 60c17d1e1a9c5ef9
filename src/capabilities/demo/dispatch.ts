import { ZERO } from '../../base/quantity.ts'
import { customers, type WorkOrderRecord } from './catalogue.ts'
import type { Floor } from './floor.ts'
import { type Activity, ASSEMBLY, DAY, DOCK, nextOpen } from './schedule.ts'
import { keyOf, type StockLot } from './stock.ts'
import { hold, move, packBoxes, packLots, release, scrap, ship, takeBack } from './verbs.ts'

/** Boxes, pallets, trucks, and what comes back. */
export interface Finished {
  order: WorkOrderRecord
  material: string
  customer: string | undefined
  lots: readonly StockLot[]
}

interface Box {
  code: string
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
  const boxes = yield* boxed(floor, free)
  floor.closeOrder(order)
  if (customer) yield* shippedTo(floor, { boxes, customer, order: order.number })
  else yield* shippedLater(floor, boxes)
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
  const pallet = sound.length > 1 ? floor.number('PAL', 5) : undefined
  const codes = sound.map(box => box.code)
  if (pallet) packBoxes(floor, pallet, codes, 'DOCK')
  yield nextOpen(floor.minutes(30, 200), DOCK)
  const shipment = floor.number('SH', 5)
  const containers = pallet ? [pallet] : codes
  ship(floor, { shipment, customer, lots: sound.flatMap(box => box.lots), containers, ...(order ? { order } : {}) })
  for (const box of sound)
    for (const lot of box.lots)
      if (comesBack(floor, lot)) floor.spawn(returned(floor, { shipment, customer, lot }), floor.now + floor.random.whole(3, 9) * DAY)
}

/** Made for stock: a box waits until somebody orders it. */
function* shippedLater(floor: Floor, boxes: readonly Box[]): Activity {
  for (const box of boxes) {
    yield nextOpen(floor.now + floor.random.whole(2, 14) * DAY, DOCK)
    yield* shippedTo(floor, { boxes: [box], customer: floor.random.pick(customers).code })
  }
}

// ---- what comes back ------------------------------------------------------------------------------------------------------

const comesBack = (floor: Floor, lot: StockLot): boolean => floor.random.chance(floor.truth.affected.has(keyOf(lot)) ? 0.02 : 0.0025)

interface Return {
  shipment: string
  customer: string
  lot: StockLot
}

/** Taken back, held until looked at, then scrapped, or sent out again as it is. */
function* returned(floor: Floor, { shipment, customer, lot }: Return): Activity {
  yield nextOpen(floor.now, DOCK)
  const bad = floor.truth.affected.has(keyOf(lot))
  takeBack(
    floor,
    { shipment, customer, lots: [lot] },
    bad ? 'spool sticks' : floor.random.pick(['leaks at the cap', 'wrong voltage ordered', 'does not switch']),
  )
  const code = hold(floor, [lot], 'customer return, to be inspected')
  yield nextOpen(floor.now + floor.random.whole(1, 4) * DAY, DOCK)
  if (lot.holds > 1) return
  release(floor, [lot], code, bad ? 'inspected: spool land cracked' : 'inspected')
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
