/** Cards that begin something of their own: hold, split, merge, renumber, serialize, pack, unpack, reprint. Each asks for what it still needs. */
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { ask, type Card, cancel, type Decision, done, say, stop } from './answer.ts'
import { emptyForm, type Form, type LotName, type Need, type Report, sameLot, type Tool } from './context.ts'
import { numberOf } from './filled.ts'
import { badgeMissing } from './people.ts'
import { askReason } from './report.ts'
import type { LotSeen } from './seen.ts'
import { quantityText, type Turn } from './turn.ts'
import { numberIn } from './values.ts'

export type FormTool = Exclude<Tool, 'quantity' | 'scrap' | 'swap'>
type Step = (turn: Turn, form: Form) => Decision

/** What the next scan after the card is. */
const FIRST: Readonly<Record<FormTool, Need>> = {
  hold: { kind: 'scan', of: 'lot' },
  split: { kind: 'scan', of: 'lot' },
  merge: { kind: 'scan', of: 'lots' },
  renumber: { kind: 'scan', of: 'lot' },
  serialize: { kind: 'scan', of: 'lot' },
  pack: { kind: 'scan', of: 'container' },
  unpack: { kind: 'scan', of: 'container' },
  reprint: { kind: 'scan', of: 'lot' },
}

export function toolCard(turn: Turn, tool: FormTool): Decision {
  const refused = badgeMissing(turn)
  if (refused) return refused
  const printed = turn.context.fresh ? (turn.context.reports[0]?.printed ?? []) : []
  // A label that came out unreadable cannot be scanned: directly after the report that printed it, it is meant.
  if (tool === 'reprint' && printed.length > 0) return printedAgain(turn, printed)
  return next(turn, { ...emptyForm(FIRST[tool]), tool }, FIRST[tool])
}

function next(turn: Turn, form: Form, need: Need): Decision {
  const message = say(need.kind === 'scan' ? WANTED[need.of as keyof typeof WANTED] : 'next.answer')
  return ask(
    turn.context,
    { ...form, need },
    {
      message,
      answers: [...(form.lots.length > 0 ? [{ text: 'DONE', label: say('answer.done'), primary: true }] : []), cancel],
      input: null,
    },
    { card: scannedSoFar(form, need) },
  )
}

const SHOWN = 12

/** Which card it is, and what was scanned for it: the last scan first, so that nobody scans it again to be sure. */
function scannedSoFar({ tool, filled, lots }: Form, { of }: Need): Card {
  const { container } = filled
  const lines = lots.map((lot, index) => lineOf(lot, of === 'serials' && index > 0))
  const count = of === 'serials' ? lots.length - 1 : lots.length
  return {
    title: tool?.toUpperCase() ?? '',
    lines: [
      ...(container === undefined ? [] : [{ label: say('card.container'), value: container }]),
      ...(count > 0 ? [{ label: say('card.scanned'), value: String(count) }] : []),
      ...lines.reverse().slice(0, SHOWN),
    ],
  }
}

function lineOf({ material, number }: LotName, isSerial: boolean): Card['lines'][number] {
  if (isSerial) return { label: say('card.serial'), value: number }
  return material === '' ? { label: say('card.container'), value: number } : { label: say('card.lot', { lot: number }), value: material }
}

const WANTED = {
  lot: 'ask.tool-lot',
  lots: 'ask.tool-lots',
  container: 'ask.tool-container',
  contents: 'ask.tool-contents',
  serials: 'ask.tool-serials',
} as const

/** A scan or an answer came in for the tool; or DONE, where it collects. */
export const toolScanned: Readonly<Record<FormTool, Step>> = {
  hold: withLot(held),
  split: withLot(split),
  merge: gatherLots,
  renumber: withLot(renumbered),
  serialize: serialized,
  pack: packed,
  unpack: unpacked,
  reprint: withLot((turn, _form, lot) => reprinted(turn, lot)),
}

export const toolDone: Readonly<Partial<Record<FormTool, Step>>> = { merge: merged, serialize: serialsDone, pack: packDone }

const nameOf = ({ material, number }: LotName): LotName => ({ material, number })
const ended = (turn: Turn): Turn['context'] => ({ ...turn.context, form: null, ahead: null })

function withLot(step: (turn: Turn, form: Form, lot: LotSeen) => Decision): Step {
  return (turn, form) => {
    const lot = theLot(turn, form)
    return 'outcome' in lot ? lot : step(turn, { ...form, text: form.text ?? turn.text }, lot)
  }
}

/** The one lot the scan means; several are asked apart, something else is not what was asked for. */
function theLot(turn: Turn, form: Form): LotSeen | Decision {
  const { seen } = turn.facts
  const lots = seen?.kind === 'lots' ? seen.lots.filter(lot => form.chosen === null || sameLot(lot, form.chosen)) : []
  const [lot, ...others] = lots
  if (!lot) return stop(turn.context, say('stop.unknown'), say('advice.unknown'))
  if (others.length === 0) return lot
  const answers = lots
    .slice(0, 9)
    .map((entry, index) => ({ text: `CHOOSE:${index + 1}`, label: say('answer.lot', { lot: entry.number, material: entry.material }) }))
  const choices = lots.slice(0, 9).map(entry => JSON.stringify(nameOf(entry)))
  return ask(
    turn.context,
    { ...form, text: form.text ?? turn.text, need: { kind: 'choose', of: 'lot', choices } },
    { message: say('ask.which'), answers, input: null },
  )
}

// ---- hold, split, renumber, reprint ------------------------------------------------------------------------------------------------

function held(turn: Turn, form: Form, lot: LotSeen): Decision {
  const { holdReasons } = turn.station.policies
  const reason = form.filled['reason'] ?? (turn.offline ? (holdReasons[0] ?? 'Held at the station') : undefined)
  if (reason === undefined || reason === '')
    return askReason(turn, form, 'reason', holdReasons, say('ask.hold-reason', { lot: lot.number }))
  const hold = `${turn.station.code}-${turn.scan.replaceAll('-', '').slice(-8)}`
  const message = say('done.held', { lot: lot.number })
  return done(ended(turn), message, {
    wishes: [{ type: 'hold', hold, lots: [{ lot: nameOf(lot) }], direction: 'forward', reason }],
    title: message.text,
  })
}

function split(turn: Turn, form: Form, lot: LotSeen): Decision {
  const quantity = form.filled['quantity'] === undefined ? null : numberIn(form.filled['quantity'])
  const isPossible = quantity !== null && quantity > 0n && quantity < parseQuantity(lot.onHand)
  if (!isPossible) return askSplit(turn, form, lot)
  const message = say('done.split', { lot: lot.number, quantity: quantityText(formatQuantity(quantity), lot.unit), made: numberOf(0) })
  return done(ended(turn), message, {
    wishes: [{ type: 'split', lot: nameOf(lot), into: [{ quantity: formatQuantity(quantity) }] }],
    prints: [{ lot: { material: lot.material, number: numberOf(0) } }],
    title: message.text,
  })
}

function askSplit(turn: Turn, form: Form, lot: LotSeen): Decision {
  const { quantity: _, ...filled } = form.filled
  const input = { kind: 'quantity' as const, unit: lot.unit, max: lot.onHand, remaining: lot.onHand, prefix: 'QTY:' }
  return ask(
    turn.context,
    { ...form, filled, need: { kind: 'quantity', of: 'quantity' } },
    { message: say('ask.split', { lot: lot.number, quantity: quantityText(lot.onHand, lot.unit) }), answers: [cancel], input },
  )
}

function renumbered(turn: Turn, form: Form, lot: LotSeen): Decision {
  const { number } = form.filled
  if (number === undefined || number === '')
    return ask(
      turn.context,
      { ...form, need: { kind: 'number', of: 'number' } },
      { message: say('ask.renumber', { lot: lot.number }), answers: [cancel], input: { kind: 'text', prefix: 'NUMBER:' } },
    )
  const message = say('done.renumbered', { lot: lot.number, number })
  return done(ended(turn), message, {
    wishes: [{ type: 'renumber', lot: nameOf(lot), number }],
    prints: [{ lot: { material: lot.material, number } }],
    title: message.text,
  })
}

function reprinted(turn: Turn, lot: LotName): Decision {
  return done(ended(turn), say('done.reprinted', { lot: lot.number }), {
    prints: [{ lot: nameOf(lot), isAgain: true }],
  })
}

function printedAgain({ context }: Turn, printed: Report['printed']): Decision {
  const message = say('done.reprinted', { lot: printed.map(one => ('lot' in one ? one.lot.number : one.container)).join(', ') })
  return done(context, message, { prints: printed.map(one => ({ ...one, isAgain: true })) })
}

// ---- merge and serialize: scan them all, then DONE -----------------------------------------------------------------------------------

function gatherLots(turn: Turn, form: Form): Decision {
  const lot = theLot(turn, form)
  if ('outcome' in lot) return lot
  const [first] = form.lots
  if (first && first.material !== lot.material)
    return stop(
      turn.context,
      say('stop.other-material', { material: lot.material }),
      say('advice.same-material', { material: first.material }),
    )
  const lots = form.lots.some(known => sameLot(known, lot)) ? form.lots : [...form.lots, nameOf(lot)]
  return next(turn, { ...form, text: null, chosen: null, lots }, { kind: 'scan', of: 'lots' })
}

function merged(turn: Turn, form: Form): Decision {
  const [first, second] = form.lots
  if (!first || !second) return next(turn, form, { kind: 'scan', of: 'lots' })
  const message = say('done.merged', { count: form.lots.length, made: numberOf(0) })
  return done(ended(turn), message, {
    wishes: [{ type: 'merge', lots: form.lots.map(lot => ({ lot })), into: {} }],
    prints: [{ lot: { material: first.material, number: numberOf(0) } }],
    title: message.text,
  })
}

/** First the lot, then each serial as it stands on its label; the serials are new, so nothing is known under them. */
function serialized(turn: Turn, form: Form): Decision {
  if (form.lots.length === 0) {
    const lot = theLot(turn, form)
    return 'outcome' in lot ? lot : next(turn, { ...form, text: null, chosen: null, lots: [nameOf(lot)] }, { kind: 'scan', of: 'serials' })
  }
  const [lot] = form.lots
  const serial = { material: lot?.material ?? '', number: turn.text }
  if (turn.facts.seen?.kind === 'lots')
    return stop(turn.context, say('stop.number-taken', { number: turn.text }), say('advice.number-taken'))
  const lots = form.lots.some(known => sameLot(known, serial)) ? form.lots : [...form.lots, serial]
  return next(turn, { ...form, text: null, lots }, { kind: 'scan', of: 'serials' })
}

function serialsDone(turn: Turn, form: Form): Decision {
  const [lot, ...serials] = form.lots
  if (!lot || serials.length === 0) return next(turn, form, { kind: 'scan', of: 'serials' })
  const message = say('done.serialized', { lot: lot.number, count: serials.length })
  return done(ended(turn), message, {
    wishes: [{ type: 'serialize', lot, serials: serials.map(serial => serial.number) }],
    title: message.text,
  })
}

// ---- pack and unpack -----------------------------------------------------------------------------------------------------------------

/** A container may be one that is there, or any new code: packing makes it. */
function packed(turn: Turn, form: Form): Decision {
  const { seen } = turn.facts
  if (form.filled['container'] === undefined) {
    const container = containerMeant(turn)
    if (container === null) return stop(turn.context, say('stop.no-container', { text: turn.text.slice(0, 40) }), say('advice.container'))
    return next(turn, { ...form, text: null, filled: { container } }, { kind: 'scan', of: 'contents' })
  }
  if (seen?.kind === 'lots' && seen.container !== null) {
    const inner = { material: '', number: seen.container }
    return next(
      turn,
      { ...form, text: null, lots: [...form.lots.filter(known => !sameLot(known, inner)), inner] },
      { kind: 'scan', of: 'contents' },
    )
  }
  const lot = theLot(turn, form)
  if ('outcome' in lot) return lot
  return next(
    turn,
    { ...form, text: null, chosen: null, lots: [...form.lots.filter(known => !sameLot(known, lot)), nameOf(lot)] },
    { kind: 'scan', of: 'contents' },
  )
}

/** What nobody knows here can be a new container, also where another site has one of this code. */
function containerMeant({ facts: { seen }, text }: Turn): string | null {
  if (seen?.kind === 'unknown' || seen?.kind === 'elsewhere') return text
  return seen?.kind === 'lots' ? seen.container : null
}

function packDone(turn: Turn, form: Form): Decision {
  const { container } = form.filled
  if (container === undefined || form.lots.length === 0)
    return next(turn, form, { kind: 'scan', of: container === undefined ? 'container' : 'contents' })
  const message = say('done.packed', { container, count: form.lots.length })
  const contents = form.lots.map(entry => (entry.material === '' ? { container: entry.number } : { lot: entry }))
  return done(ended(turn), message, { wishes: [{ type: 'pack', container, contents }], title: message.text })
}

function unpacked(turn: Turn): Decision {
  const { seen } = turn.facts
  if (seen?.kind !== 'lots' || seen.container === null)
    return stop(turn.context, say('stop.no-container', { text: turn.text.slice(0, 40) }), say('advice.container'))
  const message = say('done.unpacked', { container: seen.container })
  return done(ended(turn), message, { wishes: [{ type: 'unpack', container: seen.container }], title: message.text })
}
