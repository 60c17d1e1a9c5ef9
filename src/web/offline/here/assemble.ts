import type { LabelledLot, OrderHere, StationCard } from '../../../client/index.ts'
import { parseQuantity } from '../../../client/index.ts'
import { message } from '../../../words/index.ts'
import { doubting, type Here, type Knowing, kept, type PartHere, type Reading, refused, reported, type Scanned, saying } from './here.ts'
import { type Called, cardIn, isCalled, lotsCalled } from './labels.ts'
import { rowsFor } from './rows.ts'

/** Parts and their unit, or its order, in any order: the tiles are filled here as they would be by the server. */
export function assembleHere(knowing: Knowing, here: Here, { text }: Scanned): Reading {
  if (here.swapping !== undefined) return swapEnded(knowing, here, { old: here.swapping, text })
  if (cardIn(text) !== undefined) return kept(here)
  const orders = knowing.list?.orders ?? []
  const order = orders.find(one => isCalled(text, one.number))
  if (order) return begun({ ...here, order: order.number, unit: undefined }, order)
  const lots = lotsCalled(text, knowing.list)
  const active = orders.find(one => one.number === here.order)
  const part = lots.find(lot => active?.parts.some(one => one.material === lot.material))
  if (active && part) return partScanned(here, active, part)
  const unit = unitIn(orders, lots)
  if (unit) return begun({ ...here, order: unit.order.number, unit: unit.lot.number, parts: waitingIn(here) }, unit.order)
  const [lot] = lots
  if (lot === undefined) return kept(here, doubting(message('here.unknown')))
  if (lot.isInstalled) return refused(here, 'attention', message('ask.part-twice', { lot: lot.number }))
  return active ? wrongPart(here, active, lot) : waiting(here, lot)
}

function unitIn(orders: readonly OrderHere[], lots: readonly LabelledLot[]): { order: OrderHere; lot: LabelledLot } | undefined {
  for (const order of orders)
    for (const { lot } of order.units)
      if (lots.some(one => one.number === lot.number && one.material === lot.material)) return { order, lot }
  return undefined
}

/** Parts of an assembly that is known already stay with it; those that wait for one go along. */
const waitingIn = ({ order, parts }: Here): readonly PartHere[] => (order === undefined ? parts : [])

/** A part before its assembly waits for it. */
function waiting(here: Here, { material, number }: LabelledLot): Reading {
  if (isThere(here, number)) return refused(here, 'attention', message('ask.part-twice', { lot: number }))
  const parts = [...here.parts, { material, number }]
  return kept({ ...here, parts }, saying(message('done.part-waiting', { lot: number, count: parts.length })))
}

const isThere = ({ parts, used }: Here, number: string): boolean => parts.some(part => part.number === number) || used.includes(number)

/** The assembly is known now: what does not belong to it is named, and is not in it. */
function begun(here: Here, order: OrderHere): Reading {
  const parts = here.parts.filter(part => order.parts.some(one => one.material === part.material))
  const foreign = here.parts.find(part => !parts.includes(part))
  if (foreign) return { ...begun({ ...here, parts }, order), said: doubting(message('stop.wrong-part', { material: foreign.material })) }
  const missing = slotsOf(here, order).filter(slot => slot.number === null).length
  if (missing === 0 && here.parts.length > 0) return complete(here, order)
  const title = here.unit ?? order.number
  return kept(here, saying(message('done.assembly', { lot: title, count: missing }), tiles(here, order)))
}

function partScanned(here: Here, order: OrderHere, { material, number, isInstalled }: Called): Reading {
  const slots = slotsOf(here, order)
  if (slots.some(slot => slot.number === number)) return swapBegun(here, { material, number })
  const isFree = slots.some(slot => slot.material === material && slot.number === null)
  if (isThere(here, number) || isInstalled === true || !isFree)
    return refused(here, 'attention', message('ask.part-twice', { lot: number }), message('ask.swap-how'))
  const after = reported(here, { parts: [...here.parts, { material, number }] })
  const missing = slotsOf(after, order).filter(slot => slot.number === null).length
  if (missing === 0) return complete(after, order)
  return kept(after, saying(message('done.installed', { lot: number, count: missing }), tiles(after, order)))
}

/** A part that is in is scanned: it comes out, and the next one goes in. */
const swapBegun = (here: Here, old: PartHere): Reading =>
  kept({ ...here, swapping: old }, saying(message('ask.swap', { lot: old.number })), [], { swap: 'yes' })

function swapEnded({ list }: Knowing, here: Here, { old, text }: { old: PartHere; text: string }): Reading {
  const order = list?.orders?.find(one => one.number === here.order)
  const lots = lotsCalled(text, list)
  const part = lots.find(lot => lot.material === old.material)
  if (!order || lots.length === 0) return refused(here, 'attention', message('ask.swap', { lot: old.number }), message('ask.swap-how'))
  if (!part)
    return refused(
      here,
      'stop',
      message('stop.wrong-part', { material: lots[0]?.material ?? '' }),
      message('advice.wrong-part', { materials: old.material }),
    )
  const isIn = slotsOf(here, order).some(slot => slot.number === part.number)
  if (isIn || isThere(here, part.number)) return refused(here, 'attention', message('ask.part-twice', { lot: part.number }))
  const parts = [...here.parts.filter(one => one.number !== old.number), { material: part.material, number: part.number }]
  const after = reported(here, { parts, out: [...here.out, old.number], swapping: undefined })
  return kept(after, saying(message('done.swapped', { old: old.number, lot: part.number }), tiles(after, order)))
}

function wrongPart(here: Here, order: OrderHere, { material }: LabelledLot): Reading {
  const materials = [...new Set(slotsOf(here, order).flatMap(slot => (slot.number === null ? [slot.material] : [])))].join(', ') || '–'
  return refused(here, 'stop', message('stop.wrong-part', { material }), message('advice.wrong-part', { materials }))
}

/** The last part is in: what the unit is measured for is asked now, and its label comes when the station is connected. */
function complete(here: Here, order: OrderHere): Reading {
  const said = saying(message('here.assembled', { lot: here.unit ?? order.number }), tiles(here, order))
  const used = [...here.used, ...here.parts.map(part => part.number)]
  const after = { ...here, unit: undefined, order: here.unit === undefined ? here.order : undefined, parts: [], used, before: here.before }
  return kept(after, said, rowsFor(order.after, parseQuantity(1)))
}

interface Tile {
  material: string
  number: string | null
}

const insideOf = ({ unit, out }: Here, order: OrderHere): readonly PartHere[] =>
  (order.units.find(one => one.lot.number === unit)?.installed ?? []).filter(part => !out.includes(part.number))

/** Each part into the first free place of its material. */
function slotsOf(here: Here, order: OrderHere): Tile[] {
  const there = [...insideOf(here, order), ...here.parts]
  return order.parts.map(({ material }) => {
    const index = there.findIndex(part => part.material === material)
    const [part] = index < 0 ? [] : there.splice(index, 1)
    return { material, number: part?.number ?? null }
  })
}

function tiles(here: Here, order: OrderHere): StationCard {
  const components = slotsOf(here, order).map(({ material, number }) => ({
    material,
    number,
    state: number === null ? ('missing' as const) : ('scanned' as const),
  }))
  const count = components.filter(part => part.state === 'scanned').length
  return {
    title: here.unit ?? order.number,
    lines: [{ label: message('card.parts'), value: `${count} / ${components.length}` }],
    components,
  }
}
