import {
  type AskedRow,
  add,
  formatQuantity,
  type LabelledLot,
  least,
  parseQuantity,
  type Quantity,
  type ShipmentHere,
  type StationCard,
  subtract,
  ZERO,
} from '../../../client/index.ts'
import { message } from '../../../words/index.ts'
import type { EnteredValues } from '../asked.ts'
import { doubting, type Here, type Knowing, kept, type LoadHere, type Reading, refused, reported, type Scanned, saying } from './here.ts'
import { cardIn, isCalled, lotsCalled } from './labels.ts'
import { isAnyOutside, isEntered, quantityIn, rowFor, rowsFor, rowsTogether, yesRow } from './rows.ts'

/**
 * Loading while the server is away: only what the station knows, and nothing that is held or of which that cannot be told. A shipment leaves
 * only by a list of holds that is not too old, and when the operator has said so.
 */
export function shipHere(knowing: Knowing, here: Here, scanned: Scanned): Reading {
  const { list, policies } = knowing
  const card = cardIn(scanned.text)
  if (policies?.shipOffline !== 'record') return kept(here, doubting(message('here.no-shipping')))
  const shipments = list?.shipments ?? []
  const inHand = shipments.find(one => one.number === here.shipment)
  // Nobody knows what is on hold by now.
  if (knowing.holds.isOld && (card === undefined || card.word === 'DONE'))
    return refused(here, 'stop', message('stop.holds.old'), message('advice.holds.old'))
  if (card?.word === 'DONE') return inHand ? sent(knowing, here, { shipment: inHand, scanned }) : kept(here)
  if (card !== undefined) return kept(here)
  const opened = shipments.find(one => isCalled(scanned.text, one.number) || (one.order !== null && isCalled(scanned.text, one.order)))
  if (opened) return opening(here, opened)
  const load = loadIn(knowing, here, { text: scanned.text, shipment: inHand })
  if (load === undefined) return kept(here, doubting(message('here.unknown-load')))
  if (inHand === undefined) return refused(here, 'attention', message('ask.shipment'))
  return loaded(knowing, here, { shipment: inHand, load, scanned })
}

function opening(here: Here, shipment: ShipmentHere): Reading {
  const { number, customer } = shipment
  if (here.left.includes(number)) return refused(here, 'stop', message('stop.shipment-left', { shipment: number }), message('advice.sales'))
  if (shipment.isLimited) return refused(here, 'stop', message('stop.here.limited', { customer }), message('advice.here.limited'))
  const after = { ...here, shipment: number }
  const count = shortOf(after, shipment).length
  const said =
    shipment.lines.length === 0
      ? message('done.shipment-open', { shipment: number, customer })
      : message('done.shipment', { shipment: number, customer, count })
  return kept(after, saying(said, cardOf(after, shipment)))
}

// ---- what is scanned -----------------------------------------------------------------------------------------------------------------

type Load = Omit<LoadHere, 'shipment' | 'isOut'> & { isContainer: boolean; lots: readonly LabelledLot[] }

/** A container with all that is in it, or one lot: of several under one label, the one that the shipment wants. */
function loadIn({ list }: Knowing, here: Here, { text, shipment }: { text: string; shipment: ShipmentHere | undefined }): Load | undefined {
  const container = list?.containers?.find(one => isCalled(text, one.code) && one.code !== shipment?.number)
  if (container) {
    const lots = container.contents.flatMap(row => lotsCalled(row.number, list).filter(lot => lot.material === row.material))
    return { what: container.code, contents: container.contents, isContainer: true, lots }
  }
  const lots = lotsCalled(text, list)
  const wanted = lots.filter(
    lot => shipment === undefined || shipment.lines.length === 0 || shipment.lines.some(line => line.material === lot.material),
  )
  const [lot, ...others] = wanted.length > 0 ? wanted : lots
  if (lot === undefined || others.length > 0) return undefined
  const quantity = here.ahead ?? lot.quantity ?? '0'
  return { what: lot.number, contents: [{ material: lot.material, number: lot.number, quantity }], isContainer: false, lots: [lot] }
}

interface Loading {
  shipment: ShipmentHere
  load: Load
  scanned: Scanned
}

/** Scanned again it comes out again. */
function loaded(knowing: Knowing, here: Here, { shipment, load, scanned }: Loading): Reading {
  const { what, contents } = load
  const adds = { loaded: 'yes' }
  const entry: LoadHere = { shipment: shipment.number, what, contents, isOut: isOn(here, shipment, what) }
  if (entry.isOut) {
    const after = reported(here, { loads: [...here.loads, entry] })
    return kept(after, saying(message('done.shipment-unloaded', { what }), cardOf(after, shipment)), [], adds)
  }
  const objection = objectionTo(knowing, here, { shipment, load })
  if (objection) return objection
  const after = reported(here, { loads: [...here.loads, entry] })
  const over = overRows(after, shipment, load)
  const said = message('done.shipment-loaded', { what, quantity: contents.map(row => row.quantity).join(' + ') })
  const isComplete = shipment.lines.length > 0 && shortOf(after, shipment).length === 0
  if (isComplete && isEntered(over, scanned.entered))
    return leaving(knowing, after, { shipment, entered: scanned.entered, over, adds, said })
  return kept(after, saying(said, cardOf(after, shipment)), over, adds)
}

/** The last that was done with it counts: it is on the truck or off it. */
function isOn({ loads }: Here, shipment: ShipmentHere, what: string): boolean {
  const last = loads.findLast(one => one.shipment === shipment.number && one.what === what)
  if (last) return !last.isOut
  return shipment.loaded.some(row => row.container === what || (row.container === shipment.number && row.number === what))
}

/** Nothing that is held, has expired, is not on the order or is not there is loaded: without a server the safe side counts. */
function objectionTo({ isHeld, now, holds }: Knowing, here: Here, { shipment, load }: Omit<Loading, 'scanned'>): Reading | null {
  const held = load.contents.find(row => isHeld(row.number))
  if (held)
    return refused(here, 'stop', message('stop.held.here', { lot: held.number }), message('advice.held.here', { time: timeText(holds.at) }))
  const expired = load.lots.find(lot => Date.parse(lot.expiresAt ?? '') < now)
  if (expired)
    return refused(
      here,
      'stop',
      message('stop.expired', { lot: expired.number }),
      message('advice.expired', { day: expired.expiresAt?.slice(0, 10) ?? '' }),
    )
  const foreign = load.contents.find(row => shipment.lines.length > 0 && !shipment.lines.some(line => line.material === row.material))
  if (foreign) return refused(here, 'stop', message('stop.not-for-order', { material: foreign.material }), message('advice.sales'))
  const isEmpty = load.contents.length === 0 || load.contents.every(row => parseQuantity(row.quantity) <= 0n)
  return isEmpty ? refused(here, 'stop', message('stop.empty'), message('advice.empty')) : null
}

function overRows(here: Here, shipment: ShipmentHere, { contents }: Load): AskedRow[] {
  const over =
    shipment.lines.length === 0 ? [] : beyond(here, shipment).filter(([material]) => contents.some(row => row.material === material))
  const [first] = over
  if (!first) return []
  const [material, quantity] = first
  return [yesRow('over', message('ask.over-shipment', { material, over: formatQuantity(quantity) }), message('answer.load'))]
}

// ---- leaving -----------------------------------------------------------------------------------------------------------------------

function sent(knowing: Knowing, here: Here, { shipment, scanned }: { shipment: ShipmentHere; scanned: Scanned }): Reading {
  if (onTruck(here, shipment).length === 0) return refused(here, 'attention', message('ask.nothing-loaded'))
  return leaving(knowing, here, {
    shipment,
    entered: scanned.entered,
    over: [],
    adds: {},
    said: message('done.shipment-open', { shipment: shipment.number, customer: shipment.customer }),
  })
}

interface Leaving {
  shipment: ShipmentHere
  entered: EnteredValues
  over: AskedRow[]
  adds: EnteredValues
  /** What is said where it stays. */
  said: ReturnType<typeof message>
}

/** All of it is looked at once more; then what is measured of it, and last whether it leaves, with the age of what the station knows. */
function leaving(knowing: Knowing, here: Here, { shipment, entered, over, adds, said }: Leaving): Reading {
  const { holds, isHeld, list } = knowing
  const rows = onTruck(here, shipment)
  const held = rows.find(row => isHeld(row.number))
  if (held)
    return refused(
      here.before ?? here,
      'stop',
      message('stop.held.here', { lot: held.number }),
      message('advice.held.here', { time: timeText(holds.at) }),
    )
  const values = rowsTogether(
    rows.map(row => ({
      ...row,
      rows: rowsFor(
        list?.asked.find(({ lots }) => lots.some(lot => lot.number === row.number && lot.material === row.material))?.now ?? [],
        quantityIn(row.quantity),
      ),
    })),
  )
  // What is out of its limits may be held by its plan: it stays here until the server has looked.
  const isOutside = isAnyOutside(values, entered)
  const departs = isOutside ? [] : [departsRow(here, shipment, holds.at)]
  const isLeaving = entered['departs'] === 'yes' && !isOutside
  const after = isLeaving ? { ...here, shipment: undefined, left: [...here.left, shipment.number] } : here
  const heard = isOutside
    ? doubting(message('here.stays'))
    : saying(isLeaving ? message('here.left', { shipment: shipment.number }) : said, cardOf(here, shipment))
  return kept(after, heard, [...over, ...values, ...departs], adds)
}

function departsRow(here: Here, shipment: ShipmentHere, at: number | undefined): AskedRow {
  const count = shortOf(here, shipment).length
  const facts = { shipment: shipment.number, time: timeText(at) }
  const ask = count === 0 ? message('ask.here.departs', facts) : message('ask.here.departs-short', { ...facts, count })
  const answers = [
    { text: 'VALUE:yes', label: message('answer.ship'), primary: count === 0 },
    { text: 'VALUE:no', label: message('answer.here.stays') },
  ]
  return rowFor({ as: 'departs', ask, answers })
}

const timeText = (at: number | undefined): string => (at === undefined ? '–' : new Date(at).toTimeString().slice(0, 5))

// ---- how far it is -----------------------------------------------------------------------------------------------------------------

interface Row {
  material: string
  number: string
  quantity: string
}

/** What the server knew to be in it and did not come out since, and what went in here. */
function onTruck({ loads }: Here, shipment: ShipmentHere): Row[] {
  const last = new Map(loads.filter(one => one.shipment === shipment.number).map(one => [one.what, one]))
  const before = shipment.loaded.filter(row => !last.has(row.container === shipment.number ? row.number : row.container))
  const rows = [...before, ...[...last.values()].filter(one => !one.isOut).flatMap(one => one.contents)]
  const sums = new Map<string, Row>()
  for (const { material, number, quantity } of rows) {
    const known = sums.get(`${material} ${number}`)
    const sum = add(known === undefined ? ZERO : parseQuantity(known.quantity), parseQuantity(quantity))
    sums.set(`${material} ${number}`, { material, number, quantity: formatQuantity(sum) })
  }
  return [...sums.values()]
}

function sumsOf(rows: readonly Row[]): Map<string, Quantity> {
  const sums = new Map<string, Quantity>()
  for (const { material, quantity } of rows) sums.set(material, add(sums.get(material) ?? ZERO, parseQuantity(quantity)))
  return sums
}

interface Filled {
  line: ShipmentHere['lines'][number]
  filled: Quantity
}

/** Lines of one material are filled in their order; what is over stays in the map. */
function filling(here: Here, shipment: ShipmentHere): { lines: Filled[]; rest: Map<string, Quantity> } {
  const rest = sumsOf(onTruck(here, shipment))
  const lines = shipment.lines.map(line => {
    const there = rest.get(line.material) ?? ZERO
    const filled = least(there, parseQuantity(line.left))
    rest.set(line.material, subtract(there, filled))
    return { line, filled }
  })
  return { lines, rest }
}

const shortOf = (here: Here, shipment: ShipmentHere): Filled[] =>
  filling(here, shipment).lines.filter(({ line, filled }) => filled < parseQuantity(line.left))

const beyond = (here: Here, shipment: ShipmentHere): [string, Quantity][] =>
  [...filling(here, shipment).rest].filter(([, quantity]) => quantity > 0n)

const cardOf = (here: Here, shipment: ShipmentHere): StationCard => ({
  title: shipment.number,
  lines: [
    { label: message('card.customer'), value: shipment.customer },
    ...filling(here, shipment).lines.map(({ line, filled }) => ({
      label: message('card.line', { line: line.line, material: line.material }),
      value: `${formatQuantity(filled)} / ${line.left} ${line.unit === 'ea' ? 'pcs' : line.unit}`,
    })),
  ],
})
