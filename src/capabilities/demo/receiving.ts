import { ZERO } from '../../base/quantity.ts'
import { customers, locations, materials, type Purchase, people, SITE_SETTINGS, vendors, workCenters } from './catalogue.ts'
import type { Floor } from './floor.ts'
import { barCertificate, drawings, type Paper, sealCertificate } from './papers.ts'
import { type Activity, DAY, DOCK, HOUR, nextOpen } from './schedule.ts'
import type { StockLot } from './stock.ts'
import { units } from './stock.ts'
import { BAD_BAR, MISLABELLED } from './stories.ts'
import { move, packLots, receive, receiveSerials, refer, transform } from './verbs.ts'

/** The books are opened: everything the plant consists of, before anything happens in it. */
export function recordMasterData(floor: Floor): void {
  for (const record of people) floor.record({ type: 'person', ...record })
  for (const record of materials) floor.record({ type: 'material', by: 'ines', ...record })
  for (const record of [...vendors, ...customers]) floor.record({ type: 'partner', by: 'ines', ...record })
  for (const record of locations) floor.record({ type: 'location', by: 'ines', ...record })
  for (const record of workCenters) floor.record({ type: 'workCenter', by: 'ines', ...record })
  floor.record({ type: 'settings', by: 'ines', ...SITE_SETTINGS })
  for (const { material, ...drawing } of drawings) attach(floor, drawing, { material })
}

/** The certificate that came with a lot, the drawing that a material is made by. */
function attach(floor: Floor, { document, name, kind }: Paper, to: { material: string } | { lot: ReturnType<typeof refer> }): void {
  floor.record({ type: 'attach', by: 'ines', document, name, kind, to })
}

/** What lay in the plant when the records began: parts without a known origin, an honest open end. */
export function recordOpeningStock(floor: Floor): void {
  transform(floor, {
    inputs: [],
    output: { material: 'SPRING-12', number: 'SX-OPENING', quantity: '400' },
    workCenter: 'KIT-1',
    role: 'planning',
  })
}

const SERIAL = new Set(['SOL-24VDC', 'SOL-110VAC'])

/** Watches one bought material and orders when it runs low; the truck comes a few days later, in dock hours. */
export function* buying(floor: Floor, purchase: Purchase): Activity {
  yield nextOpen(floor.now + floor.random.whole(0, 8) * HOUR, DOCK)
  for (;;) {
    if (floor.stock.onHand(purchase.material) < units(purchase.reorderAt)) {
      deliver(floor, purchase)
      yield nextOpen(floor.now + floor.random.whole(30, 70) * HOUR, DOCK)
    } else yield nextOpen(floor.minutes(300, 540), DOCK)
  }
}

function deliver(floor: Floor, purchase: Purchase): void {
  const purchaseOrder = floor.number('PO', 5)
  const deliveredLots = purchase.lots + (floor.random.chance(0.15) ? 1 : 0)
  const ordered = deliveredLots * purchase.lot.to
  order(floor, purchase, { number: purchaseOrder, quantity: ordered, status: 'open' })
  let came = 0
  for (let lot = 0; lot < deliveredLots; lot++) came += deliverLot(floor, purchase, purchaseOrder)
  // What a vendor does not bring any more is agreed to: of older orders nothing is open, of the last days' some still is.
  if (floor.now < floor.end - REST_ARRIVES * DAY) order(floor, purchase, { number: purchaseOrder, quantity: came, status: 'closed' })
}

const REST_ARRIVES = 6

function order(
  floor: Floor,
  { material, vendor }: Purchase,
  stated: { number: string; quantity: number; status: 'open' | 'closed' },
): void {
  const { number, quantity, status } = stated
  floor.record({ type: 'purchaseOrder', by: 'ines', number, vendor, status, lines: [{ line: 10, material, quantity: String(quantity) }] })
}

/** How much it was. */
function deliverLot(floor: Floor, purchase: Purchase, purchaseOrder: string): number {
  const { material, vendor, location } = purchase
  const count = lotSize(floor, purchase)
  const vendorLot = floor.number(`${vendor.slice(2, 4)}${purchase.prefix}`, 5)
  if (SERIAL.has(material)) {
    receiveSerials(floor, { material, prefix: purchase.prefix, count, vendor, vendorLot, purchaseOrder, location })
    return count
  }
  const heat = purchase.heat ? `H-${floor.random.whole(10000, 99999)}` : undefined
  const expiresAt = purchase.shelfDays === undefined ? undefined : floor.now + (purchase.shelfDays - floor.random.whole(0, 90)) * DAY
  const number = floor.number(purchase.prefix)
  const lot = receive(floor, {
    material,
    number,
    vendor,
    vendorLot,
    purchaseOrder,
    quantity: String(count),
    location: 'DOCK',
    heat,
    expiresAt,
  })
  move(floor, lot, location, 'receiving')
  return count
}

function lotSize({ random }: Floor, { lot }: Purchase): number {
  return lot.from + lot.step * random.whole(0, Math.round((lot.to - lot.from) / lot.step))
}

/** The delivery that the mill withdraws later. */
export function* badBarArrives(floor: Floor): Activity {
  yield nextOpen(floor.end - BAD_BAR.arrivesBefore, DOCK)
  const { material, number, vendor, vendorLot, heat, quantityKg } = BAD_BAR
  const purchaseOrder = floor.number('PO', 5)
  const lot = receive(floor, {
    material,
    number,
    vendor,
    vendorLot,
    purchaseOrder,
    quantity: quantityKg,
    location: 'DOCK',
    heat,
    bad: true,
  })
  attach(floor, barCertificate, { lot: refer(lot) })
  move(floor, lot, 'BAR-RACK', 'receiving')
}

/** Two lots of O-rings with numbers that are easily mistaken, kept aside for the kits of the third story. */
export function* mistakableSealsArrive(floor: Floor): Activity {
  yield nextOpen(floor.end - MISLABELLED.arrivesBefore, DOCK)
  const purchaseOrder = floor.number('PO', 5)
  const seals = [MISLABELLED.rightNumber, MISLABELLED.wrongNumber].map(number => sealLot(floor, number, purchaseOrder))
  yield floor.minutes(40)
  const [right] = seals
  if (right) packLots(floor, MISLABELLED.container, [right], 'SEAL-ROOM')
}

function sealLot(floor: Floor, number: string, purchaseOrder: string): StockLot {
  const expiresAt = floor.now + 1400 * DAY
  const receipt = {
    material: MISLABELLED.material,
    number,
    vendor: 'V-SEAL',
    vendorLot: `SP-${number.slice(3)}`,
    purchaseOrder,
    quantity: '480',
    location: 'DOCK',
    expiresAt,
  }
  const lot = receive(floor, receipt)
  lot.ready = false
  attach(floor, sealCertificate(number), { lot: refer(lot) })
  move(floor, lot, 'SEAL-ROOM', 'receiving')
  return lot
}

/** A forgotten lot on the shelf that has expired by now. */
export function* forgottenSealsArrive(floor: Floor): Activity {
  yield nextOpen(floor.end - 62 * DAY, DOCK)
  const lot = receive(floor, {
    material: 'OR-018-NBR',
    number: floor.number('OS'),
    vendor: 'V-SEAL',
    vendorLot: 'SP-0199',
    purchaseOrder: floor.number('PO', 5),
    quantity: '200',
    location: 'DOCK',
    expiresAt: floor.end - 5 * DAY,
  })
  lot.ready = false
  move(floor, lot, 'SEAL-ROOM', 'receiving')
}

/** The plating bath and the oil tank: topped up while not empty, so each top-up is a new composition of the same lot. */
export function* tankKeeping(floor: Floor): Activity {
  for (;;) {
    toppedUp(floor, {
      tank: 'BATH-ZNNI',
      number: 'BATH-1',
      below: '40',
      into: '60',
      workCenter: 'PLATE-1',
      from: [
        { material: 'ZNNI-CONC', quantity: '10' },
        { material: 'ZNNI-ADD', quantity: '2' },
      ],
    })
    toppedUp(floor, {
      tank: 'TANK-OIL',
      number: 'TANK-1',
      below: '12',
      into: '20',
      workCenter: 'ASM-1',
      from: [{ material: 'OIL-PRES', quantity: '20' }],
    })
    yield floor.minutes(150, 210)
  }
}

interface TopUp {
  tank: string
  number: string
  below: string
  into: string
  workCenter: string
  from: readonly { material: string; quantity: string }[]
}

function toppedUp(floor: Floor, { tank, number, below, into, workCenter, from }: TopUp): void {
  if (floor.stock.onHand(tank) >= units(below)) return
  const inputs = from.flatMap(({ material, quantity }) => {
    const lot = floor.stock.firstFree(material, floor.now, units(quantity))
    return lot ? [{ lot, quantity }] : []
  })
  if (inputs.length < from.length) return
  const { lot } = transform(floor, { inputs, output: { material: tank, number, quantity: into }, workCenter })
  if (lot.quantity < ZERO) throw new Error(`${tank} is below zero`)
}
