import { formatQuantity, type Quantity, subtract, ZERO } from '../../base/quantity.ts'
import type { CaptureEvent } from '../events.ts'
import type { Role } from './catalogue.ts'
import type { Floor } from './floor.ts'
import { type Draw, keyOf, type StockLot, units } from './stock.ts'

/** The words of the floor: each writes its event and books it in the plant's own balance in the same breath. */
export const wire = formatQuantity
export const refer = (lot: { material: string; number: string }) => ({ material: lot.material, number: lot.number })
const CLEAN: Omit<Draw, 'quantity'> = { suspect: ZERO, tainted: false }

export interface Receipt {
  material: string
  number: string
  vendor: string
  vendorLot: string
  purchaseOrder: string
  quantity: string
  location: string
  heat?: string | undefined
  expiresAt?: number | undefined
  /** The whole delivery is of the bad heat. */
  bad?: boolean
}

const NOT_COUNTED = new Set(['BAR-20', 'BAR-32', 'BAR-AL60', 'PELLET-PA66', 'ZNNI-CONC', 'ZNNI-ADD', 'OIL-PRES', 'BATH-ZNNI', 'TANK-OIL'])
export const isCountable = (material: string): boolean => !NOT_COUNTED.has(material)

export function receive(floor: Floor, receipt: Receipt): StockLot {
  const { material, number, vendor, vendorLot, purchaseOrder, quantity, location, heat } = receipt
  const expiresAt = receipt.expiresAt === undefined ? undefined : new Date(receipt.expiresAt).toISOString().slice(0, 10)
  const lot = { material, number, ...(heat ? { heat } : {}), ...(expiresAt ? { expiresAt } : {}) }
  floor.record({ type: 'receive', by: floor.by('receiving'), vendor, vendorLot, purchaseOrder, lot, quantity, location })
  const made = floor.stock.make({
    material,
    number,
    countable: isCountable(material),
    ...(receipt.expiresAt ? { expiresAt: receipt.expiresAt } : {}),
  })
  const amount = units(quantity)
  const draw = receipt.bad ? { quantity: amount, suspect: amount, tainted: true } : { quantity: amount, ...CLEAN }
  floor.stock.put(made, draw)
  if (receipt.bad) floor.truth.made(made, draw)
  return made
}

export interface SerialReceipt {
  material: string
  prefix: string
  count: number
  vendor: string
  vendorLot: string
  purchaseOrder: string
  location: string
}

export function receiveSerials(floor: Floor, receipt: SerialReceipt): void {
  const { material, vendor, vendorLot, purchaseOrder, location, count } = receipt
  const numbers = Array.from({ length: count }, () => floor.number(receipt.prefix, 5))
  const serials = { from: numbers[0] ?? '', to: numbers.at(-1) ?? '' }
  const quantity = String(count)
  floor.record({
    type: 'receive',
    by: floor.by('receiving'),
    vendor,
    vendorLot,
    purchaseOrder,
    lot: { material },
    quantity,
    serials,
    location,
  })
  for (const number of numbers) floor.stock.put(floor.stock.make({ material, number, countable: true }), { quantity: units(1), ...CLEAN })
}

export interface Input {
  lot: StockLot
  quantity: string
}

export interface Transform {
  inputs: readonly Input[]
  output: { material: string; number: string; quantity: string; expiresAt?: number }
  workCenter: string
  workOrder?: string
  operation?: number
  role?: Role
}

/** Everything in one go; naming an existing lot adds to it. */
export function transform(
  floor: Floor,
  { inputs, output, workCenter, workOrder, operation, role = 'machining' }: Transform,
): { lot: StockLot; event: CaptureEvent } {
  const event = floor.record({
    type: 'transform',
    by: floor.by(role),
    workCenter,
    ...(workOrder ? { workOrder } : {}),
    ...(operation ? { operation } : {}),
    inputs: inputs.map(input => ({ lot: refer(input.lot), quantity: input.quantity })),
    outputs: [{ lot: { material: output.material, number: output.number }, quantity: output.quantity }],
  })
  const drawn = inputs.map(input => floor.stock.take(input.lot, units(input.quantity)))
  const lot = floor.stock.lots.get(keyOf(output)) ?? floor.stock.make({ ...output, countable: isCountable(output.material) })
  const draw = { quantity: units(output.quantity), suspect: ZERO, tainted: drawn.some(part => part.tainted) }
  floor.stock.put(lot, draw)
  floor.truth.made(lot, draw)
  return { lot, event }
}

export function move(floor: Floor, lot: StockLot, to: string, role: Role = 'machining'): void {
  floor.record({ type: 'move', by: floor.by(role), lot: refer(lot), to })
}

export interface Pass {
  workCenter: string
  scrap?: number
  reason?: string
  role?: Role
}

export function pass(floor: Floor, lot: StockLot, { workCenter, scrap = 0, reason, role = 'machining' }: Pass): void {
  if (lot.quantity === ZERO) return
  const lost = scrap > 0 && units(scrap) < lot.quantity ? scrap : 0
  floor.record({
    type: 'pass',
    by: floor.by(role),
    lot: refer(lot),
    workCenter,
    ...(lost ? { scrap: String(lost), reason: reason ?? 'rejected' } : {}),
  })
  floor.stock.take(lot, units(lost))
}

export function collect(floor: Floor, lot: StockLot, values: readonly Value[], workCenter: string, role: Role = 'quality'): CaptureEvent {
  return floor.record({ type: 'collect', by: floor.by(role), workCenter, lots: [{ lot: refer(lot) }], values: [...values] })
}

export interface Value {
  characteristic: string
  value: string
  unit: string
}

export function scrap(floor: Floor, lot: StockLot, quantity: Quantity, reason: string): CaptureEvent {
  const event = floor.record({ type: 'scrap', by: floor.by('quality'), lot: refer(lot), quantity: wire(quantity), reason })
  floor.stock.take(lot, quantity)
  return event
}

export function adjust(floor: Floor, lot: StockLot, counted: Quantity, reason: string): void {
  floor.record({ type: 'adjust', by: floor.by('receiving'), lot: refer(lot), quantity: wire(counted), reason })
  floor.stock.take(lot, subtract(lot.quantity, counted))
}

export function split(floor: Floor, lot: StockLot, number: string, quantity: Quantity): StockLot {
  floor.record({ type: 'split', by: floor.by('machining'), lot: refer(lot), into: [{ number, quantity: wire(quantity) }] })
  const part = floor.stock.make({ material: lot.material, number, countable: lot.countable, expiresAt: lot.expiresAt })
  const drawn = floor.stock.take(lot, quantity)
  floor.stock.put(part, drawn)
  floor.truth.made(part, drawn)
  return part
}

export function merge(floor: Floor, lots: readonly StockLot[], number: string): StockLot {
  const [first] = lots
  if (!first) throw new Error('nothing to merge')
  floor.record({
    type: 'merge',
    by: floor.by('machining'),
    lots: lots.map(lot => ({ lot: refer(lot) })),
    into: { material: first.material, number },
  })
  const into = floor.stock.make({
    material: first.material,
    number,
    countable: first.countable,
    expiresAt: Math.min(...lots.map(lot => lot.expiresAt)),
  })
  for (const lot of lots) {
    const drawn = floor.stock.take(lot, lot.quantity)
    floor.stock.put(into, drawn)
    floor.truth.made(into, drawn)
  }
  return into
}

export function renumber(floor: Floor, lot: StockLot, number: string): void {
  const before = keyOf(lot)
  floor.record({ type: 'renumber', by: floor.by('quality'), lot: refer(lot), number, note: 'label torn off, relabelled' })
  floor.stock.lots.delete(before)
  lot.number = number
  floor.stock.lots.set(keyOf(lot), lot)
  floor.truth.renamed(before, keyOf(lot))
}

/** Serial numbers for pieces of a lot that had none. */
export function serialize(floor: Floor, lot: StockLot, serials: readonly string[]): StockLot[] {
  floor.record({ type: 'serialize', by: floor.by('machining'), lot: refer(lot), serials: [...serials] })
  return serials.map(number => {
    const piece = floor.stock.make({ material: lot.material, number, countable: true })
    const drawn = floor.stock.take(lot, units(1))
    floor.stock.put(piece, drawn)
    floor.truth.made(piece, drawn)
    return piece
  })
}

export interface Fitting {
  assembly: StockLot
  component: StockLot
  position: string
  workCenter: string
}

export function install(floor: Floor, { assembly, component, position, workCenter }: Fitting): void {
  floor.record({
    type: 'install',
    by: floor.by('assembly'),
    assembly: refer(assembly),
    component: refer(component),
    quantity: '1',
    position,
    workCenter,
  })
  const drawn = floor.stock.take(component, units(1))
  assembly.tainted ||= drawn.tainted
  if (drawn.suspect > ZERO) assembly.suspect = assembly.quantity
  floor.truth.made(assembly, assembly)
}

export function removeAndScrap(floor: Floor, { assembly, component }: Pick<Fitting, 'assembly' | 'component'>, reason: string): void {
  const refs = { assembly: refer(assembly), component: refer(component) }
  floor.record({ type: 'remove', by: floor.by('quality'), ...refs, disposition: 'scrap', reason, note: reason })
}

export function hold(floor: Floor, lots: readonly StockLot[], reason: string, direction: 'none' | 'forward' = 'none'): string {
  const code = floor.number('HOLD')
  floor.record({
    type: 'hold',
    by: floor.by('quality'),
    hold: code,
    direction,
    reason,
    case: code.replace('HOLD', 'CASE'),
    lots: lots.map(lot => ({ lot: refer(lot) })),
  })
  for (const lot of lots) lot.holds++
  return code
}

export function release(floor: Floor, lots: readonly StockLot[], code: string, reason: string): void {
  floor.record({ type: 'release', by: floor.by('quality'), hold: code, reason })
  for (const lot of lots) lot.holds--
}

export function dispose(floor: Floor, lot: StockLot, disposition: 'use-as-is' | 'rework', reason: string): void {
  floor.record({ type: 'dispose', by: floor.by('quality'), lots: [{ lot: refer(lot) }], disposition, reason })
}

/** Pieces into a box, or boxes onto a pallet. */
export function packLots(floor: Floor, container: string, lots: readonly StockLot[], to: string): void {
  floor.record({ type: 'pack', by: floor.by('shipping'), container, contents: lots.map(lot => ({ lot: refer(lot) })), to })
  for (const lot of lots) lot.container = container
}

export function packBoxes(floor: Floor, pallet: string, boxes: readonly string[], to: string): void {
  floor.record({ type: 'pack', by: floor.by('shipping'), container: pallet, contents: boxes.map(container => ({ container })), to })
}

export function unpack(floor: Floor, container: string, lots: readonly StockLot[]): void {
  floor.record({ type: 'unpack', by: floor.by('shipping'), container })
  for (const lot of lots) lot.container = undefined
}

export interface Shipment {
  shipment: string
  customer: string
  order?: string
  lots: readonly StockLot[]
  /** Outermost containers; without them the lots go loose. */
  containers?: readonly string[]
}

export function ship(floor: Floor, { shipment, customer, order, lots, containers }: Shipment): void {
  const content = containers ? { containers: [...containers] } : { lots: lots.map(lot => ({ lot: refer(lot) })) }
  floor.record({ type: 'ship', by: floor.by('shipping'), shipment, customer, ...(order ? { order } : {}), ...content })
  for (const lot of lots) shipOne(floor, lot, customer)
}

function shipOne(floor: Floor, lot: StockLot, customer: string): void {
  if (lot.holds > 0) throw new Error(`${keyOf(lot)} is on hold`)
  floor.stock.take(lot, lot.quantity)
  lot.container = undefined
  floor.truth.customerOf.set(keyOf(lot), customer)
}

export function takeBack(floor: Floor, { shipment, customer, lots }: Shipment, reason: string): void {
  floor.record({
    type: 'return',
    by: floor.by('receiving'),
    shipment,
    customer,
    lots: lots.map(lot => ({ lot: refer(lot) })),
    to: 'RETURNS',
    reason,
  })
  for (const lot of lots) {
    const suspect = floor.truth.affected.has(keyOf(lot)) ? units(1) : ZERO
    floor.stock.put(lot, { quantity: units(1), suspect, tainted: lot.tainted })
    floor.truth.customerOf.delete(keyOf(lot))
  }
}
