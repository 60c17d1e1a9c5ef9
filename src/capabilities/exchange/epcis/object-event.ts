/**
 * Something happened to objects.
 * ADD: a vendor's goods are received; anything else that begins here is made from nothing (opening stock, an open end on purpose).
 * OBSERVE: goods from a vendor seen for the first time are received; goods that leave for another party, and are not seen again by this file,
 * are shipped; all else is a move, or an observation where the place is not new. DELETE: scrapped, or the container is emptied.
 */
import { uuid5 } from '../../../base/id.ts'
import { parseQuantity, ZERO } from '../../../base/quantity.ts'
import type { CaptureEvent } from '../../events.ts'
import { collectValues, lotData, markHolds } from './conditions.ts'
import type { Draft } from './draft.ts'
import { partyOf, placeOf, type Sides, type Thing, things, transaction } from './event.ts'
import { code, placeCode, UNLOTTED } from './identifier.ts'
import { textOf, Unmapped } from './json.ts'
import { type LotMemory, type LotObject, lotKey } from './known.ts'
import { LEAVING } from './vocabulary.ts'

export function mapObjectEvent(draft: Draft): void {
  const found = sorted(draft, things(draft.event, { epcs: 'epcList', quantities: 'quantityList' }))
  if (draft.event.action === 'ADD') begin(draft, found)
  else if (draft.event.action === 'DELETE') end(draft, found)
  else observe(draft, found)
  markHolds(draft, found.lots)
  // Nothing new but the sighting itself: that is the fact.
  if (draft.facts.length === 0) note(draft, found)
  collectValues(draft, found)
}

export function sorted(draft: Draft, found: readonly Thing[]): Sides {
  const isContainer = (thing: Thing) => draft.isContainer(thing.name)
  return { lots: found.filter(thing => !isContainer(thing)), containers: found.filter(isContainer) }
}

// ---- ADD ------------------------------------------------------------------------------------------------------------------

function begin(draft: Draft, found: Sides): void {
  for (const thing of found.lots) draft.quantity(thing)
  const vendor = partyOf(draft.event, 'source')
  if (vendor !== undefined) for (const thing of found.lots) receive(draft, { thing, vendor })
  else if (found.lots.length > 0) make(draft, found.lots)
  for (const thing of found.containers) draft.container(draft.containerCode(thing.name))
  if (found.lots.length === 0) note(draft, { lots: [], containers: [] })
}

function receive(draft: Draft, { thing, vendor }: { thing: Thing; vendor: string }): void {
  if (thing.name.as !== 'lot') return
  const party = draft.partner(vendor, 'vendor')
  const place = placeOf(draft.event, 'bizLocation') ?? placeOf(draft.event, 'readPoint')
  const location = place === undefined ? undefined : draft.location(place)
  const { lot, quantity, unit } = draft.output(thing, lotData(draft, { name: thing.name, count: 1 }))
  const purchaseOrder = documentCode(draft, ['po'])
  draft.fact(`place|${thing.name.key}`, {
    type: 'receive',
    vendor: party,
    ...vendorLot(thing.name),
    lot,
    quantity,
    unit,
    ...(purchaseOrder === undefined ? {} : { purchaseOrder }),
    ...(location === undefined ? {} : { location }),
  })
  settle(draft, { thing, place: location })
}

/** A serial is not a lot of the vendor's; the batch beside it is. */
function vendorLot(name: LotObject): { vendorLot?: string } {
  const number = name.serial ? name.batch : name.number
  return number === undefined || number === UNLOTTED ? {} : { vendorLot: number }
}

function make(draft: Draft, lots: readonly Thing[]): void {
  const assumed = lots.filter(thing => openingOf(draft, thing) !== undefined)
  for (const thing of assumed) replaceOpening(draft, thing)
  const fresh = lots.filter(thing => !assumed.includes(thing))
  if (fresh.length > 0)
    draft.fact('make', { type: 'transform', inputs: [], outputs: fresh.map(thing => madeOutput(draft, { thing, count: lots.length })) })
  for (const thing of lots) moveTo(draft, { thing, place: placeOf(draft.event, 'bizLocation') })
}

export function madeOutput(draft: Draft, { thing, count }: { thing: Thing; count: number }): ReturnType<Draft['output']> {
  if (thing.name.as !== 'lot') throw new Unmapped('invalid-event', `${thing.name.uri} names no lot or serial.`, thing.pointer)
  return draft.output(thing, lotData(draft, { name: thing.name, count }))
}

const openingOf = (draft: Draft, thing: Thing): string | undefined =>
  thing.name.as === 'lot' && !draft.repeated ? draft.lotMemory(thing.name)?.opening : undefined

/** The file tells later what an earlier event had to assume: the fact takes the place of the assumption, or the stock would be there twice. */
function replaceOpening(draft: Draft, thing: Thing): void {
  const event = openingOf(draft, thing)
  const memory = thing.name.as === 'lot' ? draft.lotMemory(thing.name) : undefined
  if (event === undefined || !memory) return
  memory.balance = ZERO
  memory.opening = undefined
  const replacement: CaptureEvent = {
    type: 'transform',
    inputs: [],
    outputs: [madeOutput(draft, { thing, count: 1 })],
    ...draft.stamp(uuid5(`made|${thing.name.key}`, draft.event.id), draft.event.atText),
  }
  draft.fact(`made|${thing.name.key}`, {
    type: 'correct',
    event,
    reason: `Assumed opening stock replaced by the event that made the lot: ${draft.event.eventID}`,
    replacement,
  })
}

// ---- OBSERVE --------------------------------------------------------------------------------------------------------------

function observe(draft: Draft, found: Sides): void {
  const unseen = found.lots.filter(thing => thing.name.as === 'lot' && draft.lotMemory(thing.name) === undefined)
  for (const thing of unseen) draft.quantity(thing)
  const vendor = draft.event.step === 'receiving' ? partyOf(draft.event, 'source') : undefined
  const received = new Set(vendor === undefined ? [] : unseen)
  draft.present(found.lots.filter(thing => !received.has(thing)))
  const customer = leavingFor(draft, found)
  if (customer !== undefined) return ship(draft, { ...found, customer })
  const uri = placeOf(draft.event, 'bizLocation') ?? placeOf(draft.event, 'readPoint')
  // In the order of the file, and under the same name whether received or moved: a second import then finds the same ids.
  for (const thing of found.lots) {
    if (vendor !== undefined && received.has(thing)) receive(draft, { thing, vendor })
    else if (!shippedAway(draft, thing)) moveTo(draft, { thing, place: uri })
  }
  for (const thing of found.containers) moveContainer(draft, { container: draft.containerCode(thing.name), place: uri })
}

/**
 * The party the goods leave for. A file of a whole chain shows the goods again at their next owner: custody passes within this store, the goods only
 * move, and their links stay whole. Shipped means: to another party, and out of sight of this file.
 */
function leavingFor(draft: Draft, found: Sides): string | undefined {
  const { event, setting } = draft
  const destination = partyOf(event, 'destination')
  if (!LEAVING.has(event.step) || destination === undefined || destination === partyOf(event, 'source') || setting.own.has(destination))
    return undefined
  const names = [...found.lots, ...found.containers].map(thing => thing.name.key)
  const inside = found.containers.flatMap(thing => contentsOf(draft, draft.containerCode(thing.name)).map(lot => lot.name?.key ?? ''))
  if (names.length === 0 || [...names, ...inside].some(key => setting.seenAfter(key, event))) return undefined
  return destination
}

/** The lots in a container as far as this file packed them, nested ones included. */
export function contentsOf(draft: Draft, container: string, seen: Set<string> = new Set()): LotMemory[] {
  const memory = draft.memory.containers.get(container)
  if (!memory || seen.has(container)) return []
  seen.add(container)
  const own = [...memory.lots].map(key => draft.memory.lots.get(key)).filter(lot => lot !== undefined)
  return [...own, ...[...memory.containers].flatMap(inner => contentsOf(draft, inner, seen))]
}

function ship(draft: Draft, { lots, containers, customer }: Sides & { customer: string }): void {
  const party = draft.partner(customer, 'customer')
  const shipment = documentCode(draft, ['desadv', 'bol']) ?? draft.event.id
  const order = documentCode(draft, ['po'])
  const known = containers.map(thing => draft.containerCode(thing.name)).filter(container => draft.memory.containers.has(container))
  const shipped = lots.map(thing => ({ lot: lotOf(draft, thing), ...draft.part(thing) }))
  if (shipped.length === 0 && known.length === 0) return note(draft, { lots, containers })
  draft.fact('ship', {
    type: 'ship',
    shipment,
    customer: party,
    ...(shipped.length === 0 ? {} : { lots: shipped }),
    ...(known.length === 0 ? {} : { containers: known }),
    ...(order === undefined ? {} : { order }),
  })
  for (const lot of shipped) {
    const memory = draft.memory.lot(lot.lot)
    if (memory) memory.shipped = { shipment, customer: party }
  }
}

/** Moves what is somewhere new and notes the rest. What a customer has is theirs to move: it is noted. */
export function place(draft: Draft, found: Sides): void {
  const uri = placeOf(draft.event, 'bizLocation') ?? placeOf(draft.event, 'readPoint')
  for (const thing of found.lots) if (!shippedAway(draft, thing)) moveTo(draft, { thing, place: uri })
  for (const thing of found.containers) moveContainer(draft, { container: draft.containerCode(thing.name), place: uri })
  if (draft.facts.length === 0) note(draft, found)
}

const shippedAway = (draft: Draft, thing: Thing): boolean => thing.name.as === 'lot' && draft.lotMemory(thing.name)?.shipped !== undefined

export function moveTo(draft: Draft, { thing, place: uri }: { thing: Thing; place: string | undefined }): void {
  if (uri === undefined || thing.name.as !== 'lot') return
  const lot = lotOf(draft, thing)
  const memory = draft.memory.lot(lot)
  if (memory?.place === placeCode(uri) && draft.part(thing).quantity === undefined) return
  const to = draft.location(uri)
  draft.fact(`place|${thing.name.key}`, { type: 'move', lot, ...draft.part(thing), to })
  settle(draft, { thing, place: to })
}

function moveContainer(draft: Draft, { container, place: uri }: { container: string; place: string | undefined }): void {
  const memory = draft.memory.containers.get(container)
  // Nothing was ever packed into it here: there is nothing to move, the sighting is noted.
  if (uri === undefined || !memory || (memory.lots.size === 0 && memory.containers.size === 0 && memory.place === undefined)) return
  if (memory.place === placeCode(uri)) return
  const to = draft.location(uri)
  draft.fact(`place|${container}`, { type: 'move', container, to })
  memory.place = to
  for (const key of memory.lots) {
    const lot = draft.memory.lots.get(key)
    if (lot) lot.place = to
  }
}

function settle(draft: Draft, { thing, place: at }: { thing: Thing; place: string | undefined }): void {
  const memory = thing.name.as === 'lot' ? draft.lotMemory(thing.name) : undefined
  if (memory) memory.place = at
}

export function lotOf(draft: Draft, thing: Thing): { material: string; number: string } {
  if (thing.name.as !== 'lot') throw new Unmapped('invalid-event', `${thing.name.uri} names no lot or serial.`, thing.pointer)
  return draft.lot({ name: thing.name, unit: thing.unit })
}

export function note(draft: Draft, found: Sides): void {
  const reference = transaction(draft.event, ['po', 'desadv', 'inv', 'prodorder', 'bol', 'rma', 'recadv', 'testres', 'cert', 'pedigree'])
  const containers = found.containers
    .map(thing => draft.containerCode(thing.name))
    .filter(container => draft.memory.containers.has(container))
  draft.fact('observe', {
    type: 'observe',
    ...(found.lots.length === 0 ? {} : { lots: found.lots.map(thing => ({ lot: lotOf(draft, thing) })) }),
    ...(containers.length === 0 ? {} : { containers }),
    ...(draft.event.step === '' ? {} : { step: code(draft.event.step) }),
    ...(reference === undefined ? {} : { reference: reference.slice(0, 400) }),
  })
}

// ---- DELETE ---------------------------------------------------------------------------------------------------------------

function end(draft: Draft, found: Sides): void {
  const quantities = found.lots.map(thing => draft.quantity(thing))
  draft.present(found.lots)
  bringBack(draft, found.lots)
  const reason = [draft.event.step, draft.event.disposition].filter(text => text !== '').join(', ') || 'deleted'
  for (const [index, thing] of found.lots.entries()) {
    const lot = lotOf(draft, thing)
    const quantity = quantities[index] ?? '1'
    draft.fact(`scrap|${thing.name.key}`, { type: 'scrap', lot, quantity, unit: thing.unit, reason })
    draft.take(lot, quantity)
  }
  for (const thing of found.containers) draft.memory.containers.delete(draft.containerCode(thing.name))
  if (found.lots.length === 0) note(draft, { lots: [], containers: [] })
}

/** Goods that were shipped and are used by a later event of this store's have come back into its sight. */
export function bringBack(draft: Draft, found: readonly Thing[]): void {
  if (draft.repeated) return
  for (const thing of found) {
    const memory = thing.name.as === 'lot' ? draft.lotMemory(thing.name) : undefined
    if (!memory?.shipped) continue
    draft.need(`return|${lotKey(memory)}`, {
      type: 'return',
      ...memory.shipped,
      lots: [{ lot: { material: memory.material, number: memory.number }, quantity: draft.quantity(thing), unit: thing.unit }],
      reason: `Used after it was shipped: ${textOf(draft.event.record['eventID'])}`.trim(),
    })
    draft.add(memory, parseQuantity(draft.quantity(thing)))
    memory.shipped = undefined
  }
}

function documentCode(draft: Draft, types: readonly string[]): string | undefined {
  const text = transaction(draft.event, types)
  return text === undefined || text === '' ? undefined : code(text)
}
