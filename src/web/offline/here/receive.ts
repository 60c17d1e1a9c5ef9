import {
  type AskedRow,
  add,
  type DeliveryHere,
  formatQuantity,
  parseQuantity,
  type Quantity,
  type StationCard,
  subtract,
  ZERO,
} from '../../../client/index.ts'
import { piecesOf, readScan } from '../../../symbols/index.ts'
import { message } from '../../../words/index.ts'
import type { EnteredValues } from '../asked.ts'
import { type Here, type Knowing, kept, type Reading, refused, reported, type Scanned, saying } from './here.ts'
import { cardIn, isCalled } from './labels.ts'
import { isEntered, quantityIn, quantityRow, rowFor, rowsFor, yesRow } from './rows.ts'

type Line = DeliveryHere['lines'][number]
interface Candidate {
  delivery: DeliveryHere
  line: Line
}

/** What comes in: the open line that a label belongs to, what is not on the label, and what is too much; what nobody knows is parked. */
export function receiveHere(knowing: Knowing, here: Here, scanned: Scanned): Reading {
  const { list, policies } = knowing
  const card = cardIn(scanned.text)
  if (card?.word === 'DONE') return kept({ ...here, delivery: undefined })
  if (card !== undefined) return kept(here)
  if (policies?.receiveOffline === 'set-aside') return kept(here)
  const deliveries = list?.deliveries ?? []
  const delivery = deliveries.find(one => isCalled(scanned.text, one.number))
  if (delivery) return inHand({ ...here, delivery: delivery.number }, delivery)
  const reading = readScan(scanned.text)
  if (reading.problem)
    return refused(here, 'attention', message('ask.label-damaged'), message('advice.unread', { problem: reading.problem }))
  const candidates = candidatesFor(deliveries, here, scanned.text)
  if (candidates.length === 0) return parked(here, scanned)
  const chosen = chosenOf(candidates, scanned.entered)
  return chosen ? received(here, chosen, scanned, candidates) : kept(here, null, [lineRow(candidates, here)])
}

function inHand(here: Here, delivery: DeliveryHere): Reading {
  const count = delivery.lines.filter(line => openOf(here, { delivery, line }) > 0n).length
  const said = message('done.purchase-order', { order: delivery.number, vendor: delivery.vendor, count })
  return kept(here, saying(said, cardOf(here, delivery)))
}

// ---- which line --------------------------------------------------------------------------------------------------------------------

interface Label {
  lot: string | undefined
  serial: string | undefined
  quantity: Quantity | undefined
  unit: string | undefined
  names: string[]
}

function labelIn(text: string): Label {
  const { facts, syntax } = readScan(text)
  const isPlain = syntax === 'plain' || syntax === 'own'
  const { lot, serial, quantity, unit, part, supplierPart, gtin, contentGtin } = isPlain ? {} : facts
  const names = [part, supplierPart, gtin, contentGtin].flatMap(name => name ?? [])
  return { lot, serial, quantity: quantityIn(quantity), unit, names }
}

/** The order in hand comes first; a bare text may be a vendor's lot of any of its lines, and of nothing without one. */
function candidatesFor(deliveries: readonly DeliveryHere[], here: Here, text: string): Candidate[] {
  const { names } = labelIn(text)
  const own = deliveries.filter(one => one.number === here.delivery)
  const isMeant = ({ line }: Candidate): boolean =>
    names.length === 0 || line.names.some(name => names.some(said => isSameName(name, said)))
  const among = own.length > 0 ? own : names.length === 0 ? [] : deliveries
  const meant = among.flatMap(delivery => delivery.lines.map(line => ({ delivery, line }))).filter(isMeant)
  const open = meant.filter(candidate => openOf(here, candidate) > 0n)
  return open.length > 0 ? open : own.length > 0 ? meant : []
}

/** A GTIN may be kept with or without leading zeros. */
const isSameName = (a: string, b: string): boolean => a === b || (/^\d+$/.test(b) && a.replace(/^0+/, '') === b.replace(/^0+/, ''))

const keyOf = ({ delivery, line }: Candidate): string => `${delivery.number} ${line.line}`

function chosenOf(candidates: readonly Candidate[], { line }: EnteredValues): Candidate | undefined {
  return candidates.length === 1 ? candidates[0] : candidates.find(candidate => keyOf(candidate) === line)
}

const LINES_SHOWN = 9

function lineRow(candidates: readonly Candidate[], here: Here): AskedRow {
  const answers = candidates.slice(0, LINES_SHOWN).map(candidate => ({
    text: `VALUE:${keyOf(candidate)}`,
    label: message('answer.line', {
      material: `${keyOf(candidate)}: ${candidate.line.material}`,
      open: amount(openOf(here, candidate), candidate.line.unit),
    }),
  }))
  return rowFor({ as: 'line', ask: message('ask.which-line'), answers })
}

// ---- how much ------------------------------------------------------------------------------------------------------------------------

const receivedOf = (here: Here, candidate: Candidate): Quantity =>
  (here.received[keyOf(candidate)] ?? []).reduce((sum, text) => add(sum, parseQuantity(text)), parseQuantity(candidate.line.received))

function openOf(here: Here, candidate: Candidate): Quantity {
  const open = subtract(parseQuantity(candidate.line.ordered), receivedOf(here, candidate))
  return open > 0n ? open : ZERO
}

const amount = (quantity: Quantity, unit: string): string => `${formatQuantity(quantity)} ${unit === 'ea' ? 'pcs' : unit}`

function received(here: Here, chosen: Candidate, scanned: Scanned, candidates: readonly Candidate[]): Reading {
  const { delivery, line } = chosen
  const { entered, text } = scanned
  const label = labelIn(text)
  const asked = [
    ...(candidates.length > 1 ? [lineRow(candidates, here)] : []),
    ...lotRows(line, label, text),
    ...amountRows(here, chosen, label),
  ]
  const quantity = quantityOf(here, line, { label, entered })
  if (quantity === undefined || !isEntered(asked, entered)) return kept(here, null, asked)
  const sum = add(receivedOf(here, chosen), quantity)
  const over = sum > parseQuantity(line.most) ? [overRow(chosen, subtract(sum, parseQuantity(line.ordered)))] : []
  const key = keyOf(chosen)
  const after = reported(here, {
    delivery: delivery.number,
    received: { ...here.received, [key]: [...(here.received[key] ?? []), formatQuantity(quantity)] },
  })
  const said = message('here.received', { quantity: amount(quantity, line.unit), material: line.material, order: delivery.number })
  const adds = { line: key, quantity: formatQuantity(quantity) }
  return kept(after, saying(said, cardOf(after, delivery)), [...asked, ...over, ...rowsFor(line.rows, quantity)], adds)
}

/** A label that says what it is but not of which lot: it is typed. A vendor's own label of several pieces: which of them is the lot? */
function lotRows({ material, hasLots }: Line, { lot, serial, names }: Label, text: string): AskedRow[] {
  if (!hasLots || lot !== undefined || serial !== undefined) return []
  const pieces = names.length > 0 ? [] : piecesOf(text).map(({ value }) => value)
  if (pieces.length > 0) return [pieceRow(material, [...new Set([...pieces, text.trim()])])]
  return names.length > 0 ? [rowFor({ as: 'vendorLot', ask: message('ask.vendor-lot', { material }), input: { kind: 'text' } })] : []
}

const pieceRow = (material: string, pieces: readonly string[]): AskedRow =>
  rowFor({
    as: 'vendorLot',
    ask: message('ask.which-piece', { material }),
    answers: pieces.map(piece => ({ text: `VALUE:${piece}`, label: message('answer.text', { text: piece }) })),
  })

function amountRows(here: Here, candidate: Candidate, label: Label): AskedRow[] {
  const { line } = candidate
  if (quantityOf(here, line, { label, entered: {} }) !== undefined) return []
  const open = openOf(here, candidate)
  const all = open > 0n ? { proposal: formatQuantity(open), label: message('answer.open-rest', { quantity: amount(open, line.unit) }) } : {}
  const ask = message('ask.received-quantity', { material: line.material, open: amount(open, line.unit) })
  return [quantityRow('quantity', ask, { unit: line.unit, ...all })]
}

/** Said before the scan, entered now, or printed on the label; in another unit than the store's it is asked. */
function quantityOf({ ahead }: Here, { unit }: Line, { label, entered }: { label: Label; entered: EnteredValues }): Quantity | undefined {
  if (label.serial !== undefined) return parseQuantity(1)
  const said = quantityIn(entered['quantity'] ?? ahead)
  const printed = label.unit === undefined || label.unit === unit ? label.quantity : undefined
  const quantity = said ?? printed
  return quantity !== undefined && quantity > 0n ? quantity : undefined
}

const overRow = ({ delivery, line }: Candidate, over: Quantity): AskedRow =>
  yesRow('over', message('ask.over', { over: amount(over, line.unit), order: delivery.number }), message('answer.take'))

// ---- what nobody knows ---------------------------------------------------------------------------------------------------------------

/** On no line that is known here: counted and parked, if the clerk says so. */
function parked(here: Here, { entered }: Scanned): Reading {
  const count =
    here.ahead === undefined
      ? [quantityRow('quantity', message('here.how-many'), { unit: 'ea', proposal: '1', label: message('answer.text', { text: '1' }) })]
      : []
  const rows = [yesRow('unidentified', message('ask.unidentified'), message('answer.park')), ...count]
  return kept(isEntered(rows, entered) ? reported(here, {}) : here, saying(message('here.parked')), rows)
}

const cardOf = (here: Here, delivery: DeliveryHere): StationCard => ({
  title: delivery.number,
  lines: [
    { label: message('card.vendor'), value: delivery.vendor },
    ...delivery.lines.map(line => ({
      label: message('card.line', { line: line.line, material: line.material }),
      value: `${formatQuantity(receivedOf(here, { delivery, line }))} / ${amount(parseQuantity(line.ordered), line.unit)}`,
    })),
  ],
})
