/**
 * Receiving: a label that says what it is finds its open line and is received in one scan; a paper label takes the order, the vendor
 * lot and the quantity; what nobody knows is parked. Over and short are said at once.
 */
import { formatQuantity, parseQuantity, type Quantity, subtract } from '../../base/quantity.ts'
import { piecesOf } from '../../symbols/piece.ts'
import type { Message, WordKey } from '../../words/index.ts'
import { UNIDENTIFIED } from '../booking/records.ts'
import type { ShownLine, ShownOrder } from '../purchase-orders/open-lines.ts'
import { inStockUnit, mostOf } from '../purchase-orders/rules.ts'
import type { PieceKind } from '../scanning/patterns.ts'
import { ask, attention, type Card, cancel, type Decision, done, say, stop, type Wish } from './answer.ts'
import { emptyForm, type Form, type StationContext } from './context.ts'
import { type Candidate, type DockFacts, orderInHand, type ReceiveFacts, UNKNOWN_VENDOR } from './dock-facts.ts'
import { numberOf } from './filled.ts'
import { type LayoutWish, layoutOf } from './layout.ts'
import { badgeMissing } from './people.ts'
import { quantityText, type Turn } from './turn.ts'
import { type Entered, numberIn, valuesFor, valuesOf } from './values.ts'
import { raise } from './waive.ts'
import { wantedAt } from './wanted.ts'

export function received(turn: Turn, facts: DockFacts | null, form: Form | null): Decision {
  if (facts?.kind !== 'receive') return attention(turn.context, say('ask.delivery'))
  if (turn.reading.kind === 'command' && turn.reading.word === 'DONE' && form === null) return deliveryEnded(turn, facts)
  if (turn.offline && turn.station.policies.receiveOffline === 'set-aside') return setAside(turn, null)
  if (facts.scanned) return orderScanned(turn, facts.scanned)
  const decision = badgeMissing(turn) ?? labelScanned(turn, facts, form ?? begun(turn))
  // Nobody can be asked any more: what is not known for sure is looked at by a supervisor.
  return turn.offline && decision.wishes.length === 0 ? setAside(turn, decision) : decision
}

const begun = (turn: Turn): Form => ({ ...emptyForm({ kind: 'ok', of: 'over' }), text: turn.text, filled: { dock: 'receive' } })

/** What was scanned offline and cannot be received is kept with the text as it was, and with what was entered for it. */
function setAside(turn: Turn, decision: Decision | null): Decision {
  const entered = Object.entries(turn.context.form?.filled ?? {}).filter(([name]) => name !== 'dock')
  const said = entered.length === 0 ? '' : ` (${entered.map(([name, value]) => `${name.replace('value:', '')}: ${value}`).join(', ')})`
  const text = `${turn.text.slice(0, 400)}${said.slice(0, 400)}`
  const message =
    decision === null ? say('raised.not-received', { text }) : say('raised.not-received-why', { text, why: decision.message.text })
  return done({ ...turn.context, form: null }, decision?.message ?? say('ask.delivery'), {
    wishes: [raise(turn, { code: 'unmatched-scan', message })],
  })
}

// ---- the order in hand -------------------------------------------------------------------------------------------------------------

function orderScanned({ context, offline }: Turn, order: ShownOrder): Decision {
  if (order.status === 'closed' && !offline)
    return stop(context, say('stop.purchase-order-closed', { order: order.number }), say('advice.purchasing'))
  const open = order.lines.filter(line => line.open !== '0').length
  const message = say('done.purchase-order', { order: order.number, vendor: order.vendorName ?? order.vendor, count: open })
  const inHand = { ...context, form: null, ahead: null, fresh: false, dock: { order: order.number } }
  return done(inHand, message, { card: orderCard(order) })
}

const orderCard = (order: ShownOrder, now?: { line: number; received: Quantity }): Card => ({
  title: order.number,
  lines: [
    { label: say('card.vendor'), value: order.vendorName ?? order.vendor },
    ...order.lines.map(line => ({
      label: say('card.line', { line: line.line, material: line.material }),
      value: `${now?.line === line.line ? formatQuantity(now.received) : line.received} / ${quantityText(line.ordered, line.stockUnit)}`,
    })),
  ],
})

/** The summary: what is short, what is over, and the order is put away. */
function deliveryEnded({ context }: Turn, { order }: ReceiveFacts): Decision {
  if (orderInHand(context) === null || order === null) return attention(context, say('ask.delivery'))
  const short = order.lines.filter(line => line.open !== '0').length
  const over = order.lines.filter(line => line.standing === 'over').length
  const message = say('done.delivery', { order: order.number, open: short, over })
  return done({ ...context, dock: null, fresh: false }, message, { card: orderCard(order) })
}

// ---- which line, which vendor lot, how many ---------------------------------------------------------------------------------------

function labelScanned(turn: Turn, facts: ReceiveFacts, form: Form): Decision {
  if (facts.problem !== null)
    return attention({ ...turn.context, form: null }, say('ask.label-damaged'), {
      advice: say('advice.unread', { problem: facts.problem }),
    })
  const own = ownNumber(turn, facts)
  if (own !== null) return attention({ ...turn.context, form: null }, say('ask.ours', { lot: own }), { advice: say('advice.ours') })
  // Made offline it stands on the floor: whoever said so counted it, and purchasing says what it is.
  if (turn.offline && form.granted.includes('unidentified')) return parked(turn, facts, form)
  const candidate = chosenOf(facts.candidates, form)
  if (candidate === null) return facts.candidates.length > 1 ? askLine(turn, facts.candidates, form) : notOrdered(turn, facts, form)
  return lotOf(turn, facts, { candidate, form })
}

/** Our own label is no delivery, except where our number is the vendor's: then this is the second delivery of it. */
function ownNumber({ facts: { seen }, context }: Turn, { bare, known, candidates }: ReceiveFacts): string | null {
  if (seen?.kind !== 'lots' || context.form !== null) return null
  const isVendors = known.some(entry => entry.number === bare)
  const lot = seen.lots.find(one => one.number === bare) ?? (candidates.length === 0 ? seen.lots[0] : undefined)
  return lot === undefined || isVendors ? null : lot.number
}

/** A choice is kept as order and line, where other questions keep a lot. */
function chosenOf(candidates: readonly Candidate[], { chosen }: Form): Candidate | null {
  if (chosen) return candidates.find(({ order, line }) => order.number === chosen.material && String(line.line) === chosen.number) ?? null
  return candidates.length === 1 ? (candidates[0] ?? null) : null
}

const LINES_SHOWN = 9

function askLine(turn: Turn, candidates: readonly Candidate[], form: Form): Decision {
  const shown = candidates.slice(0, LINES_SHOWN)
  const answers = shown.map(({ order, line }, index) => ({
    text: `CHOOSE:${index + 1}`,
    label: say('answer.line', {
      material: `${order.number} ${line.line}: ${line.material}`,
      open: quantityText(line.open, line.stockUnit),
    }),
  }))
  const choices = shown.map(({ order, line }) => JSON.stringify({ material: order.number, number: String(line.line) }))
  const question = { message: say('ask.which-line'), answers: [...answers, cancel], input: null }
  return ask(turn.context, { ...form, need: { kind: 'choose', of: 'line', choices } }, question)
}

/** A known material that nobody ordered is stopped; a label that says nothing is parked, when the clerk says so. */
function notOrdered(turn: Turn, facts: ReceiveFacts, form: Form): Decision {
  const [material] = facts.materials
  if (material && facts.order)
    return stop(turn.context, say('stop.not-ordered', { material: material.code, order: facts.order.number }), say('advice.purchasing'))
  if (form.granted.includes('unidentified')) return parked(turn, facts, form)
  if (material) return stop(turn.context, say('stop.not-ordered', { material: material.code, order: '–' }), say('advice.purchasing'))
  const question = {
    message: say('ask.unidentified'),
    answers: [{ text: 'OK', label: say('answer.park'), primary: true }, cancel],
    input: null,
  }
  return ask(turn.context, { ...form, need: { kind: 'ok', of: 'unidentified' } }, question, { advice: say('advice.unidentified') })
}

interface Chosen {
  candidate: Candidate
  form: Form
}

function lotOf(turn: Turn, facts: ReceiveFacts, { candidate, form }: Chosen): Decision {
  const pieces =
    form.filled['vendorLot'] === undefined && !turn.offline && facts.bare !== null && facts.known.length === 0 ? piecesOf(facts.bare) : []
  if (pieces.length > 0) return askPiece(turn, { candidate, form }, [...pieces.map(({ value }) => value), facts.bare ?? ''])
  const vendorLot = form.filled['vendorLot'] ?? facts.label.lot ?? facts.bare ?? undefined
  const isComplete = vendorLot !== undefined || facts.label.serial !== undefined || candidate.line.tracking === 'none'
  if (isComplete) return amountOf(turn, facts, { candidate, form, vendorLot })
  const question = {
    message: say('ask.vendor-lot', { material: candidate.line.material }),
    answers: [cancel],
    input: { kind: 'text' as const, prefix: 'NUMBER:' },
  }
  return ask(turn.context, { ...form, need: { kind: 'number', of: 'vendorLot' } }, question)
}

/** A vendor's own label that nobody has taken apart yet: which piece of it is the lot? Perhaps all of it is. */
function askPiece(turn: Turn, { candidate, form }: Chosen, pieces: readonly string[]): Decision {
  const answers = [...new Set(pieces)].map(piece => ({ text: `NUMBER:${piece}`, label: say('answer.text', { text: piece }) }))
  const question = { message: say('ask.which-piece', { material: candidate.line.material }), answers: [...answers, cancel], input: null }
  return ask(turn.context, { ...form, need: { kind: 'number', of: 'vendorLot' } }, question, { advice: say('advice.which-piece') })
}

type Named = Chosen & { vendorLot: string | undefined }

function amountOf(turn: Turn, facts: ReceiveFacts, named: Named): Decision {
  const { line } = named.candidate
  const quantity = facts.label.serial === undefined ? quantityOf(turn, facts, named) : parseQuantity(1)
  if (quantity === null || quantity <= 0n) return askQuantity(turn, named)
  const received = (parseQuantity(line.received) + quantity) as Quantity
  const most = mostOf(parseQuantity(line.ordered), parseQuantity(line.tolerance ?? 0))
  // Made offline it is there; that it is too much the ledger says.
  if (received > most && !named.form.granted.includes('over') && !turn.offline)
    return askOver(turn, named, subtract(received, parseQuantity(line.ordered)))
  const layout = layoutSeen(facts, { ...named, quantity })
  const remember = named.form.filled['remember']
  if (layout !== null && remember === undefined && !turn.offline) return askRemember(turn, named, layout)
  const values = valuesOfReceipt(turn, named, quantity)
  if (values.kind === 'ask') return values.decision
  return recorded(turn, facts, { ...named, quantity, received, layout: remember === 'yes' ? layout : null, values })
}

/** What the plan of the material asks for at the door; what was said before stays said. */
function valuesOfReceipt(turn: Turn, { candidate: { line }, form, vendorLot }: Named, quantity: Quantity): ReturnType<typeof valuesOf> {
  const subject = { material: line.material, lot: null, quantity, operation: null, run: null }
  const said = { ...(vendorLot === undefined ? {} : { vendorLot }), quantity: formatQuantity(quantity) }
  const asking = { ...form, filled: { ...said, ...form.filled } }
  return valuesOf(turn, asking, wantedAt(turn, [subject], { moment: 'receipt', isRun: false }), undefined)
}

function layoutSeen({ bare }: ReceiveFacts, { candidate, vendorLot, quantity }: Named & { quantity: Quantity }): LayoutWish | null {
  return bare === null || vendorLot === undefined ? null : layoutOf({ text: bare, vendorLot, quantity, candidate })
}

/** What was entered is shown as it would be read from the next label by itself. */
function askRemember(turn: Turn, { candidate: { order }, form, vendorLot }: Named, layout: LayoutWish): Decision {
  const question = {
    message: say('ask.remember-layout', { vendor: order.vendorName ?? order.vendor }),
    answers: [
      { text: 'VALUE:yes', label: say('answer.remember'), primary: true },
      { text: 'VALUE:no', label: say('answer.this-once') },
      cancel,
    ],
    input: null,
  }
  const filled = { ...form.filled, ...(vendorLot === undefined ? {} : { vendorLot }) }
  const asking = { ...form, filled, need: { kind: 'value' as const, of: 'remember' } }
  return ask(turn.context, asking, question, { card: layoutCard(layout) })
}

const PIECE_LABELS: Partial<Record<PieceKind, WordKey>> = {
  lot: 'card.vendor-lot',
  quantity: 'card.quantity',
  part: 'card.material',
  supplierPart: 'card.material',
  order: 'card.order',
}

const layoutCard = ({ example, pieces }: LayoutWish): Card => ({
  title: example,
  lines: pieces.map(({ is, value }) => ({ label: say(PIECE_LABELS[is] ?? 'card.vendor-lot'), value })),
})

/** Said before the scan, entered now, or printed on the label; in the unit of the store. */
function quantityOf({ context }: Turn, { label, materials }: ReceiveFacts, { form, candidate: { line } }: Named): Quantity | null {
  const entered = form.filled['quantity'] ?? context.ahead?.quantity
  if (entered !== undefined) return numberIn(entered)
  const printed = label.quantity === undefined ? null : numberIn(label.quantity)
  if (printed === null || label.unit === undefined || label.unit === line.stockUnit) return printed
  const units = materials.find(material => material.code === line.material)?.units ?? []
  // A unit that the material does not have is no quantity of it: it is asked.
  return units.some(({ unit }) => unit === label.unit)
    ? inStockUnit({ code: line.material, unit: line.stockUnit, units }, printed, label.unit, '')
    : null
}

function askQuantity(turn: Turn, { candidate: { line }, form, vendorLot }: Named): Decision {
  const open = quantityText(line.open, line.stockUnit)
  const all = { text: `QTY:${line.open}`, label: say('answer.open-rest', { quantity: open }), primary: true }
  const question = {
    message: say('ask.received-quantity', { material: line.material, open }),
    answers: [...(line.open === '0' ? [] : [all]), cancel],
    input: { kind: 'quantity' as const, unit: line.stockUnit, remaining: line.open, prefix: 'QTY:' },
  }
  const filled = { ...form.filled, ...(vendorLot === undefined ? {} : { vendorLot }) }
  return ask(turn.context, { ...form, filled, need: { kind: 'quantity', of: 'quantity' } }, question)
}

function askOver(turn: Turn, { candidate: { order, line }, form }: Named, over: Quantity): Decision {
  const question = {
    message: say('ask.over', { over: quantityText(formatQuantity(over), line.stockUnit), order: order.number }),
    answers: [{ text: 'OK', label: say('answer.take'), primary: true }, cancel],
    input: null,
  }
  return ask(turn.context, { ...form, need: { kind: 'ok', of: 'over' } }, question, { advice: say('advice.over') })
}

// ---- the receipt -------------------------------------------------------------------------------------------------------------------

interface Counted extends Named {
  quantity: Quantity
  received: Quantity
  /** Of the vendor's label, to be remembered. */
  layout: LayoutWish | null
  values: Entered
}

function recorded(turn: Turn, facts: ReceiveFacts, counted: Counted): Decision {
  const { order, line } = counted.candidate
  const before = facts.known.find(entry => entry.material === line.material && entry.vendor === order.vendor)?.number
  const number = facts.label.serial ?? before ?? numberOf(0)
  const quantity = quantityText(formatQuantity(counted.quantity), line.stockUnit)
  const message =
    before === undefined || facts.label.serial !== undefined
      ? say('done.received', { lot: number, quantity, material: line.material })
      : say('done.received-again', { lot: number, quantity })
  const { held } = counted.values
  const isHeld = held !== null
  const heard = isHeld ? say('attention.held-by-value', { characteristic: held.name, value: held.text }) : message
  const told = isHeld ? say('advice.held-by-value', { text: message.text }) : standing(order, line, counted.received)
  return (isHeld ? attention : done)(settledAt(turn, order), heard, {
    wishes: [receiptOf(turn, facts, { ...counted, before }), ...(counted.layout === null ? [] : [counted.layout])],
    prints: [{ lot: { material: line.material, number } }],
    title: message.text,
    card: orderCard(order, { line: line.line, received: counted.received }),
    advice: told,
  })
}

/** The order stays in hand: each further container is one scan. */
const settledAt = ({ context }: Turn, order: ShownOrder): StationContext => ({
  ...context,
  form: null,
  ahead: null,
  dock: { order: order.number },
})

function standing(order: ShownOrder, line: ShownLine, received: Quantity): Message {
  const left = subtract(parseQuantity(line.ordered), received)
  return left > 0n
    ? say('advice.still-open', { open: quantityText(formatQuantity(left), line.stockUnit), order: order.number, line: line.line })
    : say('advice.line-complete', { order: order.number, line: line.line })
}

function receiptOf({ station }: Turn, { label }: ReceiveFacts, counted: Counted & { before: string | undefined }): Wish {
  const { candidate, quantity, vendorLot, before } = counted
  const { order, line } = candidate
  return {
    type: 'receive',
    vendor: order.vendor,
    ...(vendorLot === undefined ? {} : { vendorLot }),
    purchaseOrder: order.number,
    line: line.line,
    lot: {
      material: line.material,
      ...(before === undefined || label.serial !== undefined ? {} : { number: before }),
      ...(label.expiresOn === undefined ? {} : { expiresAt: label.expiresOn }),
      ...(label.dateCode === undefined ? {} : { dateCode: label.dateCode }),
    },
    ...(label.serial === undefined ? { quantity: formatQuantity(quantity) } : { serials: [label.serial] }),
    ...(station.location === undefined ? {} : { location: station.location }),
    ...valuesFor(counted.values, null),
  }
}

/** Counted and found, and used by nobody until somebody says what it is. The text on the label is kept as it was read. */
function parked(turn: Turn, facts: ReceiveFacts, form: Form): Decision {
  const first: Wish[] = [
    ...(facts.unidentifiedIsStated ? [] : [UNIDENTIFIED_RECORD]),
    ...(facts.order !== null || facts.unknownVendorIsStated ? [] : [UNKNOWN_VENDOR_RECORD]),
  ]
  const number = numberOf(first.length)
  const receipt: Wish = {
    type: 'receive',
    vendor: facts.order?.vendor ?? UNKNOWN_VENDOR,
    lot: { material: UNIDENTIFIED, identifiers: [{ kind: 'label', value: turn.text.slice(0, 400) }] },
    quantity: form.filled['quantity'] ?? turn.context.ahead?.quantity ?? '1',
    ...(turn.station.location === undefined ? {} : { location: turn.station.location }),
  }
  const message = say('done.parked', { lot: number })
  return done({ ...turn.context, form: null, ahead: null }, message, {
    wishes: [...first, receipt],
    prints: [{ lot: { material: UNIDENTIFIED, number } }],
    title: message.text,
    advice: say('advice.unidentified'),
  })
}

const UNIDENTIFIED_RECORD: Wish = {
  type: 'material',
  code: UNIDENTIFIED,
  description: 'What nobody has identified yet',
  unit: 'ea',
  numbering: 'UN-{yy}{ddd}-{seq:3}',
}
const UNKNOWN_VENDOR_RECORD: Wish = { type: 'partner', code: UNKNOWN_VENDOR, name: 'Nobody knows yet', roles: ['vendor'] }
