/** Runs that make something out of raw material: started by their order, fed by one scan per raw lot, closed lot by lot. */
import { add, formatQuantity, parseQuantity, type Quantity, subtract, ZERO } from '../../base/quantity.ts'
import type { Operation, WorkOrder } from '../booking/records.ts'
import { ask, attention, type Card, cancel, type Decision, done, type PrintWish, say, stop, type Wish } from './answer.ts'
import { mayPass, permitOn } from './concession.ts'
import { emptyForm, type Form, type LotName, type StationContext, sameLot } from './context.ts'
import { numberOf } from './filled.ts'
import {
  componentOf,
  countedInto,
  currentAt,
  expectedLeft,
  expectedOutput,
  type Loaded,
  loadedIn,
  operationOf,
  perPiece,
  positionOf,
  producedIn,
  takes,
} from './loads.ts'
import { badgeMissing } from './people.ts'
import { amountSaid, notCertified, reported, runCode } from './report.ts'
import type { LotSeen, RunSeen } from './seen.ts'
import { quantityText, type Turn } from './turn.ts'
import { unusable } from './usable.ts'
import { numberIn, valuesFor, valuesOf } from './values.ts'
import { raise, waived } from './waive.ts'
import { type Subject, wantedAt } from './wanted.ts'

const nameOf = ({ material, number }: LotName): LotName => ({ material, number })
const formFor = ({ context }: Turn): Form => context.form ?? emptyForm({ kind: 'scan', of: 'lot' })

/** Does the run that is open here take this lot? Otherwise the scan means something else. */
export function isForRun({ facts }: Turn, lot: LotSeen): boolean {
  const { run } = facts
  if (run === null) return false
  const named = operationOf(run)?.components ?? []
  return named.length > 0 ? componentOf(run, lot.material) !== null : lot.workOrder === null || lot.workOrder !== run.workOrder
}

// ---- raw material ------------------------------------------------------------------------------------------------------------------

export function rawLotScanned(turn: Turn, lot: LotSeen, run: RunSeen): Decision {
  const refused = badgeMissing(turn)
  if (refused) return refused
  const loaded = currentAt(run, positionOf(run, lot.material)).find(entry => entry.lot === lot.id)
  // The same lot again, with nothing of it left on the shelf: it is to be taken off.
  if (loaded && parseQuantity(lot.onHand) <= 0n && !turn.offline) return takenOff(turn, lot, run, loaded)
  const blocked = unusable(turn, lot, 'use')
  if (blocked) return blocked
  if (!takes(run, lot.material)) return wrongMaterial(turn, lot, run)
  const form = formFor(turn)
  const before = currentAt(run, positionOf(run, lot.material)).filter(entry => entry.lot !== lot.id)
  // Said before a change of raw lot, a quantity is what the output holds, not what is loaded.
  const said = form.filled['load'] ?? (run.precise && before.length > 0 ? undefined : turn.context.ahead?.quantity)
  const quantity = quantityToLoad(turn, lot, said)
  if (quantity === 'ask') return askLoad(turn, lot, form)
  if (before.length === 0) return loadedFirst(turn, lot, run, quantity)
  return run.precise ? changedRaw(turn, { lot, run, quantity, before: before.at(-1), form }) : joined(turn, { lot, run, quantity, form })
}

function wrongMaterial({ context }: Turn, lot: LotSeen, run: RunSeen): Decision {
  const wanted = (operationOf(run)?.components ?? []).map(component => component.material).join(', ')
  return stop(context, say('stop.wrong-part', { material: lot.material }), say('advice.wrong-part', { materials: wanted }))
}

/** Null: as much as the output will need. Of a lot on hold, all means all that its concession lets pass. */
function quantityToLoad(turn: Turn, lot: LotSeen, said: string | undefined): Quantity | null | 'ask' {
  const { station, offline } = turn
  const stated = said === undefined ? null : numberIn(said)
  if (stated !== null && stated > 0n && (offline || stated <= parseQuantity(lot.onHand))) return stated
  if (said !== undefined && !offline) return 'ask'
  if (station.policies.loadQuantity === 'as-needed') return null
  if (station.policies.loadQuantity === 'ask' && !offline) return 'ask'
  const [all, limit] = [parseQuantity(lot.inside ?? lot.onHand), mayPass(permitOn(turn, lot, 'use'), lot, 'use')]
  return limit !== null && limit > 0n && limit < all ? limit : all
}

function askLoad({ context, text }: Turn, lot: LotSeen, form: Form): Decision {
  const max = lot.inside ?? lot.onHand
  const question = {
    message: say('ask.load', { lot: lot.number }),
    answers: [{ text: `QTY:${max}`, label: say('answer.all', { quantity: quantityText(max, lot.unit) }), primary: true }, cancel],
    input: { kind: 'quantity' as const, unit: lot.unit, max: lot.onHand, proposal: max, prefix: 'QTY:' },
  }
  const { load: _, ...filled } = form.filled
  return ask(context, { ...form, text: form.text ?? text, filled, need: { kind: 'quantity', of: 'load' } }, question)
}

const loadOf = (turn: Turn, lot: LotSeen, run: RunSeen, quantity: Quantity | null): Extract<Wish, { type: 'load' }> => ({
  type: 'load',
  run: run.run,
  lot: nameOf(lot),
  workCenter: turn.station.workCenter ?? '',
  position: positionOf(run, lot.material),
  ...(quantity === null ? {} : { quantity: formatQuantity(quantity) }),
})

const within = (context: StationContext, run: RunSeen): StationContext => ({ ...context, form: null, ahead: null, run: run.run })

function loadedFirst(turn: Turn, lot: LotSeen, run: RunSeen, quantity: Quantity | null): Decision {
  const message = say('done.loaded', { lot: lot.number, run: run.workOrder ?? run.run, quantity: amountText(quantity, lot) })
  return done(within(turn.context, run), message, {
    wishes: [loadOf(turn, lot, run, quantity)],
    card: runCard(run, lot),
    title: message.text,
  })
}

const amountText = (quantity: Quantity | null, { unit }: LotSeen): string =>
  quantity === null ? say('answer.as-needed').text : quantityText(formatQuantity(quantity), unit)

export function runCard(run: RunSeen, joining?: LotSeen): Card {
  const lots = [...new Set([...loadedIn(run).map(entry => entry.number), ...(joining ? [joining.number] : [])])]
  return {
    title: run.workOrder ?? run.run,
    lines: [
      { label: say('card.operation'), value: operationOf(run)?.name ?? '' },
      { label: say('card.produced'), value: quantityText(formatQuantity(producedIn(run)), run.record?.unit ?? 'ea') },
      { label: say('card.uses'), value: lots.join(', ') },
    ],
  }
}

/** Scanned though it lies there already: so much is left of it, and goes back. */
function takenOff(turn: Turn, lot: LotSeen, run: RunSeen, loaded: Loaded): Decision {
  const form = formFor(turn)
  const left = form.filled['left'] === undefined ? null : numberIn(form.filled['left'])
  const isPossible = left !== null && left >= 0n && (loaded.quantity <= 0n || left <= loaded.quantity)
  if (!isPossible) return askLeft(turn, lot, run, loaded, form)
  const message = say('done.taken-off', { lot: lot.number, quantity: quantityText(formatQuantity(left), lot.unit) })
  const wish: Wish = {
    type: 'unload',
    run: run.run,
    lot: nameOf(lot),
    position: loaded.position,
    workCenter: turn.station.workCenter ?? '',
    quantity: formatQuantity(left),
  }
  return done(within(turn.context, run), message, { wishes: [wish], card: runCard(run), title: message.text })
}

function askLeft({ context, text }: Turn, lot: LotSeen, run: RunSeen, loaded: Loaded, form: Form): Decision {
  const proposal = expectedLeft(run, loaded, perPiece(run, lot)) ?? '0'
  const { left: _, ...filled } = form.filled
  const question = {
    message: say('ask.left', { lot: lot.number }),
    answers: [
      { text: `QTY:${proposal}`, label: say('answer.left', { quantity: quantityText(proposal, lot.unit) }), primary: true },
      cancel,
    ],
    input: { kind: 'quantity' as const, unit: lot.unit, max: formatQuantity(loaded.quantity), proposal, prefix: 'QTY:' },
  }
  return ask(context, { ...form, text: form.text ?? text, filled, need: { kind: 'quantity', of: 'left' } }, question)
}

// ---- precise: another raw lot is another output lot ---------------------------------------------------------------------------------

interface Change {
  lot: LotSeen
  run: RunSeen
  quantity: Quantity | null
  before: Loaded | undefined
  form: Form
}

/** What the output holds as it is closed, and what of it is on record. */
interface Closing {
  holds: Quantity
  counted: Quantity
}

function changedRaw(turn: Turn, change: Change): Decision {
  const { run, lot, before, form } = change
  const counted = countedInto(run, turn.context.output)
  const expected = counted > ZERO ? formatQuantity(counted) : expectedOutput(run, before, perPiece(run, lot))
  const holds = closingQuantity(turn, form, { expected, counted })
  if (holds === 'ask') return askClosing(turn, form, { run, lot, expected })
  const closing = holds === null ? null : { holds, counted }
  const raised =
    closing === null
      ? [
          raise(turn, {
            code: 'closing-unknown',
            message: say('raised.closing-unknown', { lot: lot.number, run: run.run }),
            lot,
          }),
        ]
      : []
  return closedAndOpened(turn, change, closing, raised)
}

/**
 * All that the output holds: said before, answered, counted by a machine, or by policy what the record expects; null where nobody can be
 * asked and nothing is expected. Less than was counted cannot be meant.
 */
function closingQuantity(
  { context, station, offline }: Turn,
  form: Form,
  { expected, counted }: { expected: string | null; counted: Quantity },
): Quantity | null | 'ask' {
  const said = form.filled['close'] ?? context.ahead?.quantity
  const stated = said === undefined ? null : numberIn(said)
  if (stated !== null && stated >= counted) return stated
  const isKnown = counted > ZERO && said === undefined
  if (expected !== null && (isKnown || offline || station.policies.closeQuantity === 'expected')) return parseQuantity(expected)
  return offline ? null : 'ask'
}

function askClosing(
  { context, text }: Turn,
  form: Form,
  { run, lot, expected }: { run: RunSeen; lot: LotSeen; expected: string | null },
): Decision {
  const unit = run.record?.unit ?? 'ea'
  const proposal = expected ?? ''
  const output = context.output?.number ?? say('answer.open-output').text
  const question = {
    message: say('ask.close', { lot: output, raw: lot.number }),
    answers: [
      ...(proposal === ''
        ? []
        : [{ text: `QTY:${proposal}`, label: say('answer.closes-at', { quantity: quantityText(proposal, unit) }), primary: true }]),
      cancel,
    ],
    input: { kind: 'quantity' as const, unit, prefix: 'QTY:', ...(proposal === '' ? {} : { proposal }) },
  }
  const { close: _, ...filled } = form.filled
  return ask(context, { ...form, text: form.text ?? text, filled, need: { kind: 'quantity', of: 'close' } }, question)
}

/** One load that closes, and the next number drawn: if only the load is recorded, the next output simply gets its number later. */
function closedAndOpened(turn: Turn, { run, lot, quantity }: Change, closing: Closing | null, raised: Wish[]): Decision {
  const { context } = turn
  const isClosing = closing !== null && closing.holds > ZERO
  const scrap = context.ahead?.scrap
  const load: Wish = {
    ...loadOf(turn, lot, run, quantity),
    ...(isClosing ? { closes: { lot: outputOf(context), quantity: uncounted(closing), ...(scrap === undefined ? {} : { scrap }) } } : {}),
  }
  if (!isClosing) {
    const message = say('done.loaded', { lot: lot.number, run: run.workOrder ?? run.run, quantity: amountText(quantity, lot) })
    return done(within(context, run), message, { wishes: [load, ...raised], card: runCard(run, lot), title: message.text })
  }
  const closed = context.output?.number ?? numberOf(0)
  const made = quantityText(formatQuantity(closing.holds), run.record?.unit ?? 'ea')
  const message = say('done.changed', { closed, quantity: made, opened: numberOf(1) })
  return done({ ...within(context, run), output: openedBy(run, 1) }, message, {
    wishes: [load, openOf(turn, run), ...raised],
    prints: [...labelOfClosed(context, run), { lot: { material: run.material ?? '', number: numberOf(1) }, isOpen: true }],
    card: runCard(run, lot),
    title: message.text,
  })
}

const uncounted = ({ holds, counted }: Closing): string => formatQuantity(subtract(holds, counted))
const outputOf = ({ output }: StationContext): Partial<LotName> => (output === null ? {} : nameOf(output))
const openedBy = (run: RunSeen, wish: number): LotName => ({ material: run.material ?? '', number: numberOf(wish) })
const openOf = (turn: Turn, run: Pick<RunSeen, 'run'>): Wish => ({ type: 'open', run: run.run, workCenter: turn.station.workCenter ?? '' })

/** Its label was printed when it was opened, unless it is numbered only now. */
const labelOfClosed = ({ output }: StationContext, run: RunSeen): PrintWish[] =>
  output === null ? [{ lot: { material: run.material ?? '', number: numberOf(0) } }] : []

// ---- approximate: another raw lot joins, and the price is said --------------------------------------------------------------------

function joined(turn: Turn, { lot, run, quantity, form }: Omit<Change, 'before'>): Decision {
  const { price } = turn.facts
  const unit = run.record?.unit ?? 'ea'
  const message =
    price === null
      ? say('ask.join', { lot: lot.number })
      : say('ask.price', { from: quantityText(price.before, unit), to: quantityText(price.after, unit) })
  // Made offline it has happened; told by policy it is in the answer: neither is an override that a supervisor should see.
  const isAsked = turn.station.policies.price === 'ask' && !turn.offline && !form.granted.includes('price')
  if (isAsked) {
    const answer = waived(turn, form, {
      waiver: 'price',
      policy: 'ask',
      message,
      advice: say('advice.price', { lot: lot.number }),
      goOn: say('answer.join'),
      lot,
    })
    if (answer.kind === 'no') return answer.decision
  }
  const joinedText = say('done.joined', { lot: lot.number, run: run.workOrder ?? run.run, quantity: amountText(quantity, lot) })
  return done(within(turn.context, run), joinedText, {
    wishes: [loadOf(turn, lot, run, quantity)],
    card: runCard(run, lot),
    title: joinedText.text,
    advice: message,
  })
}

// ---- the order starts and finishes it -----------------------------------------------------------------------------------------------

/** The order's operation here that makes lots or takes components; null where lots pass through it. */
export function makingOperation(order: WorkOrder, workCenter: string | undefined): Operation | null {
  return (
    order.operations.find(entry => entry.workCenter === workCenter && (entry.createsLot === true || (entry.components?.length ?? 0) > 0)) ??
    null
  )
}

export function orderScanned(turn: Turn, order: WorkOrder, operation: Operation): Decision {
  const refused = badgeMissing(turn)
  if (refused) return refused
  const open = turn.facts.runs.find(run => run.workOrder === order.number && run.operation === operation.sequence)
  if (!open) return startRun(turn, order, operation)
  if (turn.facts.run?.run === open.run && turn.context.run === open.run) return finishRun(turn, turn.facts.run, formFor(turn))
  const message = say('done.resumed', { order: order.number, operation: operation.name })
  return done({ ...turn.context, form: null, run: open.run, output: null, fresh: false }, message)
}

function startRun(turn: Turn, order: WorkOrder, operation: Operation): Decision {
  const form = formFor(turn)
  const answer = waived(turn, form, notCertified(turn, undefined, operation))
  if (answer.kind === 'no') return answer.decision
  const subject = { material: order.material, lot: null, quantity: ZERO, operation, run: null }
  const values = valuesOf(turn, form, wantedAt(turn, [subject], { moment: 'start', isRun: true }), undefined)
  if (values.kind === 'ask') return values.decision
  const run = runCode(turn)
  const workCenter = turn.station.workCenter ?? ''
  const message = say('done.run-started', { order: order.number, operation: operation.name, lot: numberOf(1) })
  const wishes: Wish[] = [
    { type: 'start', run, workOrder: order.number, operation: operation.sequence, workCenter, ...valuesFor(values, null) },
    openOf(turn, { run }),
    ...answer.raised,
    ...values.raised,
  ]
  const output = { material: order.material, number: numberOf(1) }
  return done({ ...turn.context, form: null, ahead: null, run, output }, message, {
    wishes,
    prints: [{ lot: output, isOpen: true }],
    title: message.text,
  })
}

/** DONE, or the order scanned again: the open output is closed at its quantity, and the run ends. */
export function finishRun(turn: Turn, run: RunSeen, form: Form): Decision {
  const quantity = outputQuantity(turn, run, form)
  if (quantity === 'ask') return askOutput(turn, run, form)
  const wanted = wantedAt(turn, subjectsOf(run, quantity), { moment: 'finish', isRun: true })
  const values = valuesOf(turn, form, wanted, undefined)
  if (values.kind === 'ask') return values.decision
  const workCenter = turn.station.workCenter ?? ''
  const made = producing(turn, run, quantity)
  const message = say('done.run-finished', {
    order: run.workOrder ?? run.run,
    quantity: quantityText(formatQuantity(add(producedIn(run), quantity)), run.record?.unit ?? 'ea'),
  })
  const wishes: Wish[] = [...made.wishes, { type: 'finish', run: run.run, workCenter, ...valuesFor(values, null) }, ...values.raised]
  const ended = reported(turn, message, values, { wishes, card: runCard(run) })
  return { ...ended, context: { ...ended.context, run: null, output: null }, prints: made.prints }
}

/** Each lot of the run is sampled by its own quantity, the one that closes now too. */
function subjectsOf(run: RunSeen, closing: Quantity): Subject[] {
  const made = new Map<number, Quantity>()
  for (const line of run.lines) if (line.kind === 'produced') made.set(line.lot, add(made.get(line.lot) ?? ZERO, parseQuantity(line.delta)))
  const begun = { run: run.run, since: run.since }
  const subject = { material: run.material ?? run.order?.material ?? '', lot: null, operation: operationOf(run), run: begun }
  return [...made.values(), closing].map(quantity => ({ ...subject, quantity }))
}

/** NEW LOT: the open output is closed at its quantity, and the next number is drawn. */
export function newLot(turn: Turn, form: Form | null): Decision {
  const { run } = turn.facts
  if (run === null) return attention({ ...turn.context, fresh: false }, say('ask.no-run'))
  const current = form ?? emptyForm({ kind: 'quantity', of: 'output' })
  const quantity = outputQuantity(turn, run, current)
  if (quantity === 'ask') return askOutput(turn, run, current)
  const holds = add(countedInto(run, turn.context.output), quantity)
  if (holds <= ZERO) return askOutput(turn, run, current)
  const made = producing(turn, run, quantity)
  const closed = turn.context.output?.number ?? numberOf(0)
  const message = say('done.changed', {
    closed,
    quantity: quantityText(formatQuantity(holds), run.record?.unit ?? 'ea'),
    opened: numberOf(made.wishes.length),
  })
  return done({ ...within(turn.context, run), output: openedBy(run, made.wishes.length) }, message, {
    wishes: [...made.wishes, openOf(turn, run)],
    prints: [...made.prints, { lot: openedBy(run, made.wishes.length), isOpen: true }],
    card: runCard(run),
    title: message.text,
  })
}

/** What goes into the output beyond what was counted into it; all of it is what is said. */
function outputQuantity(turn: Turn, run: RunSeen, form: Form): Quantity | 'ask' {
  const counted = countedInto(run, turn.context.output)
  const said = form.filled['output'] ?? amountSaid(turn, form).quantity
  const holds = said === undefined ? null : numberIn(said)
  if (holds !== null && holds >= counted) return subtract(holds, counted)
  return turn.offline || (counted > ZERO && said === undefined) ? ZERO : 'ask'
}

function askOutput(turn: Turn, run: RunSeen, form: Form): Decision {
  const unit = run.record?.unit ?? 'ea'
  const counted = countedInto(run, turn.context.output)
  const proposal = counted > ZERO ? formatQuantity(counted) : expectedNow(turn, run)
  const answers = [
    ...(proposal === null
      ? []
      : [{ text: `QTY:${proposal}`, label: say('answer.closes-at', { quantity: quantityText(proposal, unit) }), primary: true }]),
    ...(counted > ZERO ? [] : [{ text: 'QTY:0', label: say('answer.nothing-made') }]),
    cancel,
  ]
  const { output: _, ...filled } = form.filled
  const question = {
    message: say('ask.output', { lot: turn.context.output?.number ?? run.workOrder ?? run.run }),
    answers,
    input: { kind: 'quantity' as const, unit, prefix: 'QTY:', ...(proposal === null ? {} : { proposal }) },
  }
  return ask(turn.context, { ...form, text: form.text ?? turn.text, filled, need: { kind: 'quantity', of: 'output' } }, question)
}

/** What the order still wants is the best guess where the raw material does not say. */
function expectedNow({ facts }: Turn, run: RunSeen): string | null {
  const wanted = run.order === null ? null : parseQuantity(run.order.quantity)
  const left = wanted === null ? null : ((wanted - producedIn(run)) as Quantity)
  const byRaw = loadedIn(run).flatMap(entry => {
    const lot = facts.loaded.find(seen => sameLot(seen, entry))
    return lot ? (expectedOutput(run, entry, perPiece(run, lot)) ?? []) : []
  })
  const least = [...byRaw.map(text => parseQuantity(text)), ...(left === null ? [] : [left])].sort((a, b) => (a < b ? -1 : 1))[0]
  return least === undefined || least <= ZERO ? null : formatQuantity(least)
}

function producing(turn: Turn, run: RunSeen, quantity: Quantity): { wishes: Wish[]; prints: PrintWish[] } {
  const scrap = turn.context.ahead?.scrap
  const nothing = quantity <= ZERO && (scrap === undefined || (numberIn(scrap) ?? ZERO) <= ZERO)
  if (nothing) return { wishes: [], prints: [] }
  const wish: Wish = {
    type: 'produce',
    run: run.run,
    workCenter: turn.station.workCenter ?? '',
    lot: outputOf(turn.context),
    quantity: formatQuantity(quantity),
    ...(scrap === undefined ? {} : { scrap }),
  }
  return { wishes: [wish], prints: labelOfClosed(turn.context, run) }
}
