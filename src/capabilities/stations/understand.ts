/** Whether a scan answers what was asked, and what it is about: the facts of that are looked up next. Pure. */
import { lotsIn, pieceOf } from '../../symbols/piece.ts'
import type { Form, LotName, StationContext } from './context.ts'
import type { Reading } from './read.ts'
import { isOfRow } from './wanted.ts'

export interface Understood {
  form: Form | null
  /** The label whose meaning is to be looked up. */
  about: string | null
  isAnswer: boolean
  pin: string | null
}

const NOTHING: Understood = { form: null, about: null, isAnswer: false, pin: null }

export function understand(
  context: StationContext,
  reading: Reading,
  { isBadge, offline }: { isBadge: boolean; offline: boolean },
): Understood {
  const { form } = context
  if (isBadge) return { ...NOTHING, form }
  if (form === null) return reading.kind === 'label' ? { ...NOTHING, about: reading.text } : NOTHING
  if (form.need.kind === 'pin' && reading.kind === 'answer' && reading.word === 'PIN')
    return { ...NOTHING, form, about: aboutOf(form), isAnswer: true, pin: reading.argument }
  if (form.need.kind === 'scan' && reading.kind === 'label') return { ...NOTHING, form, about: reading.text, isAnswer: true }
  const answered = offline && isForeign(form, reading) ? null : answeredBy(form, reading)
  // The question was left alone, and what was scanned then has happened: it stands for itself.
  if (answered === null && offline && reading.kind === 'label' && form.need.kind !== 'pin') return { ...NOTHING, about: reading.text }
  return answered === null ? { ...NOTHING, form } : { ...NOTHING, form: answered, about: aboutOf(answered), isAnswer: true }
}

/** Command cards stand for themselves; everything else is a label that is looked up anew. */
const aboutOf = ({ text }: Form): string | null => (text === null || /^(DONE|UNDO|NEW LOT)\b|^NO$/.test(text) ? null : text)

/** A label that cannot be the value that is asked for is another matter, if nobody is there to be asked again. */
function isForeign({ need, question }: Form, reading: Reading): boolean {
  if (need.kind !== 'value' || reading.kind !== 'label') return false
  const kind = question?.input?.kind
  if (kind === 'number') return !/^[+-]?\d+([.,]\d+)?$/.test(reading.text)
  return kind === undefined || kind === 'choice' ? !isOffered(question, reading.text) : kind === 'photo' || kind === 'file'
}

const isOffered = (question: Form['question'], text: string): boolean =>
  [...(question?.input?.choices ?? []), ...(question?.answers ?? []).map(answer => answer.text.replace(/^VALUE:/, ''))].includes(text)

function answeredBy(form: Form, reading: Reading): Form | null {
  switch (form.need.kind) {
    case 'ok':
      return isYes(form, reading) ? granted(form) : isOtherValue(form, reading) ? form : null
    case 'quantity':
      return filled(form, quantityIn(reading) ?? quantityOn(form, reading))
    case 'value':
      return changed(form, argumentOf(reading, 'CHANGE')) ?? filled(form, argumentOf(reading, 'VALUE') ?? labelOf(reading))
    case 'number':
      return filled(form, argumentOf(reading, 'NUMBER') ?? numberOn(form, reading))
    case 'reason':
      return filled(form, argumentOf(reading, 'REASON'))
    case 'choose':
      return chosen(form, argumentOf(reading, 'CHOOSE'))
    default:
      return null
  }
}

/** Scanning the same thing again is an answer, too: that is what the question about a repeated report says. */
const isYes = (form: Form, reading: Reading): boolean =>
  (reading.kind === 'command' && reading.word === 'OK') ||
  (reading.kind === 'label' && form.need.of === 'repeat' && reading.text === form.text)

/** NO to a value out of its limits: what it belongs to goes on, and is looked up for that. */
const isOtherValue = (form: Form, reading: Reading): boolean =>
  reading.kind === 'command' && reading.word === 'NO' && form.need.of.startsWith('accepted:')

function granted(form: Form): Form {
  const { of } = form.need
  return of.startsWith('accepted:')
    ? { ...form, filled: { ...form.filled, [of]: 'yes' } }
    : { ...form, granted: [...form.granted, of as Form['granted'][number]] }
}

const filled = (form: Form, value: string | null): Form | null =>
  value === null ? null : { ...form, filled: { ...form.filled, [form.need.of]: value } }

/** Entered values, to be entered anew: all of one row. */
function changed(form: Form, row: string | null): Form | null {
  if (row === null) return null
  const kept = Object.entries(form.filled).filter(([name]) => !isOfRow(name, row))
  return { ...form, filled: Object.fromEntries(kept) }
}

const argumentOf = (reading: Reading, word: string): string | null =>
  reading.kind === 'answer' && reading.word === word ? reading.argument : null
const labelOf = (reading: Reading): string | null => (reading.kind === 'label' ? reading.text : null)

/** A label in several symbols says the rest of itself where it is asked for. */
const quantityOn = ({ text }: Form, reading: Reading): string | null =>
  (reading.kind === 'label' && text !== null ? pieceOf(text, reading.text).quantity : null) ?? null

function numberOn(form: Form, reading: Reading): string | null {
  if (reading.kind !== 'label') return null
  const [lot, ...others] = vendorLotsOn(form, reading) ?? [reading.text]
  return lot === undefined || others.length > 0 ? null : lot
}

/** The vendor lots that a further symbol of a label may name; null where it is something else that is asked for. */
export function vendorLotsOn({ need, text }: Form, reading: Reading): string[] | null {
  return reading.kind === 'label' && need.of === 'vendorLot' && text !== null ? lotsIn(text, reading.text) : null
}

/** A scale or a keypad sends the bare number. */
function quantityIn(reading: Reading): string | null {
  if (reading.kind === 'command' && (reading.word === 'QTY' || reading.word === 'SCRAP')) return reading.argument
  return reading.kind === 'label' && /^\d+([.,]\d+)?$/.test(reading.text) ? reading.text : null
}

function chosen(form: Form, argument: string | null): Form | null {
  const choice = argument === null ? undefined : form.need.choices?.[Number(argument) - 1]
  if (choice === undefined) return null
  const meant = JSON.parse(choice) as LotName | string
  return typeof meant === 'string' ? { ...form, text: meant } : { ...form, chosen: meant }
}
