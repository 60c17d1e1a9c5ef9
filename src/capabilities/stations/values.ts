/** Values that a report needs: asked one after the other, all in sight, each checked as it is entered. */
import { formatQuantity, parseQuantity, type Quantity, QuantityError } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import type { Message } from '../../words/index.ts'
import { judge, kindOf } from '../attributes/judge.ts'
import type { Characteristic } from '../booking/records.ts'
import { ask, cancel, type Decision, say, stop, type Wish } from './answer.ts'
import { type Answer, type Field, type Form, type Input, type LotName, type PassReport, type Question, sameLot } from './context.ts'
import type { Turn } from './turn.ts'
import { raise } from './waive.ts'
import { changeOf, filledAs, type Wanted } from './wanted.ts'

export type SentValues = NonNullable<PassReport['values']>
export interface Entered {
  kind: 'all'
  values: { lot: LotName | null; sent: SentValues[number] }[]
  raised: Wish[]
  /** Out of limits, and by its plan this puts the lot on hold. */
  held: { name: string; text: string; lot: LotName | null } | null
}
export type Values = Entered | { kind: 'ask'; decision: Decision }

/** Those of everything that is reported, and those of this lot. */
export const valuesFor = ({ values }: Entered, lot: LotName | null): { values?: SentValues } => {
  const own = values.filter(entry => entry.lot === null || (lot !== null && sameLot(entry.lot, lot))).map(entry => entry.sent)
  return own.length === 0 ? {} : { values: own }
}
export const valuesOfLot = ({ values }: Entered, lot: LotName): SentValues =>
  values.flatMap(entry => (entry.lot !== null && sameLot(entry.lot, lot) ? [entry.sent] : []))

export function valuesOf(turn: Turn, form: Form, wanted: readonly Wanted[], lot: LotName | undefined): Values {
  const entered: Entered = { kind: 'all', values: [], raised: [], held: null }
  for (const row of wanted)
    for (let index = 0; index < row.count; index += 1) {
      const decision = enteredOf({ turn, form, wanted, row, index, lot }, entered)
      if (decision !== null) return { kind: 'ask', decision }
    }
  if (turn.offline) entered.raised.push(...notAsked(turn, form, wanted, lot))
  return entered
}

/** The plan was another when the station asked: what was measured is not lost. */
function notAsked(turn: Turn, { filled }: Form, wanted: readonly Wanted[], lot: LotName | undefined): Wish[] {
  const names = new Set(wanted.flatMap(row => Array.from({ length: row.count }, (_, index) => filledAs(row, index))))
  return Object.entries(filled)
    .filter(([name, text]) => name.startsWith('value:') && text !== '' && !names.has(name))
    .map(([name, text]) => {
      const message = say('raised.not-asked', { characteristic: name.replace('value:', ''), value: text })
      return raise(turn, { code: 'value-not-asked', message, lot })
    })
}

interface Asked {
  turn: Turn
  form: Form
  wanted: readonly Wanted[]
  row: Wanted
  index: number
  lot: LotName | undefined
}

/** Takes one value in; where something is missing or wrong, the question. */
function enteredOf(asked: Asked, into: Entered): Decision | null {
  const { turn, form, row, index } = asked
  const text = form.filled[filledAs(row, index)]
  const isSkipped = text === '' && !row.isRequired
  if (isSkipped) return null
  if (text === undefined || text === '') {
    if (!turn.offline) return askFor(asked, null)
    if (isOwn(row) && row.isRequired) into.raised.push(notEntered(asked))
    return null
  }
  const checked = checkedValue(row.characteristic, text)
  if (checked === null && turn.offline) {
    into.raised.push(notEntered(asked))
    return null
  }
  if (checked === null) return askFor(asked, text)
  const isAccepted = form.filled[acceptedAs(row, index)] !== undefined
  const objection = checked.inRange || isAccepted || turn.offline ? null : objectTo(asked, checked.text)
  if (objection !== null) return objection
  if (!checked.inRange) outside(asked, checked.text, into)
  into.values.push({ lot: row.lot, sent: sentOf(row.characteristic, checked) })
  return null
}

/** The ledger itself raises what a plan says; an operation that says nothing leaves it to the station. */
function outside({ turn, row, lot }: Asked, text: string, into: Entered): void {
  const { characteristic } = row
  if (characteristic.outOfRange === 'hold')
    into.held ??= { name: nameOf(characteristic), text: text + unitOf(characteristic), lot: row.lot }
  if (characteristic.outOfRange !== undefined) return
  const facts = { characteristic: nameOf(characteristic), value: text + unitOf(characteristic), limits: limitsOf(characteristic) }
  into.raised.push(raise(turn, { code: 'out-of-tolerance', message: say('raised.out-of-limits', facts), lot }))
}

const notEntered = ({ turn, row, lot }: Asked): Wish =>
  raise(turn, { code: 'no-value', message: say('raised.no-value', { characteristic: nameOf(row.characteristic) }), lot })

function sentOf(characteristic: Characteristic, { value, inRange }: Checked): SentValues[number] {
  return {
    characteristic: characteristic.code,
    value,
    ...(characteristic.unit === undefined ? {} : { unit: characteristic.unit }),
    ...(inRange ? {} : { accepted: true }),
  }
}

/** What a plan of its own does not say, and the report is not refused for. */
const isOwn = ({ characteristic }: Wanted): boolean => !('missing' in characteristic)
const acceptedAs = (row: Wanted, index: number): string => filledAs(row, index).replace('value:', 'accepted:')
const nameOf = ({ code, description }: Characteristic): string => description ?? code
const unitOf = ({ unit }: Characteristic): string => (unit === undefined ? '' : ` ${unit}`)
const limitsOf = ({ min, max, unit }: Characteristic): string => `${min ?? '…'} – ${max ?? '…'}${unit === undefined ? '' : ` ${unit}`}`

// ---- what was entered ----------------------------------------------------------------------------------------------------------------

interface Checked {
  value: string | boolean | string[]
  text: string
  inRange: boolean
}

/** Null where it is not what is asked for. */
function checkedValue(characteristic: Characteristic, entered: string): Checked | null {
  const value = meant(characteristic, entered)
  if (value === null) return null
  try {
    return { value, text: textOf(value), inRange: judge(characteristic, value, '').inRange !== false }
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/** As people type it: a decimal comma, a series with blanks between, YES. */
function meant(characteristic: Characteristic, entered: string): Checked['value'] | null {
  switch (kindOf(characteristic)) {
    case 'number':
      return numberText(entered)
    case 'series': {
      const points = entered.split(/[\s;]+/).map(numberText)
      return points.every(point => point !== null) ? points : null
    }
    case 'yesno':
      return /^(yes|no)$/i.test(entered) ? entered.toLowerCase() === 'yes' : null
    default:
      return entered
  }
}

const textOf = (value: Checked['value']): string => (Array.isArray(value) ? value.join(' ') : String(value))

function numberText(entered: string): string | null {
  const value = numberIn(entered)
  return value === null ? null : formatQuantity(value)
}

/** A number as people type it: a decimal comma is one, too. */
export function numberIn(entered: string): Quantity | null {
  try {
    return parseQuantity(/^[^.,]*,[^.,]*$/.test(entered) ? entered.replace(',', '.') : entered)
  } catch (error) {
    if (error instanceof QuantityError) return null
    throw error
  }
}

// ---- the question ----------------------------------------------------------------------------------------------------------------------

/** How one value is asked for, whoever asks. */
export function questionOn({ characteristic, isRequired }: Wanted, wrong: string | null): Question {
  const answers = [...choicesOf(characteristic), ...(isRequired ? [] : [{ text: 'VALUE:', label: say('answer.skip') }]), cancel]
  return { message: questionFor(characteristic, wrong), answers, input: inputOf(characteristic) }
}

function askFor(asked: Asked, wrong: string | null): Decision {
  const { turn, form, row, index } = asked
  const of = filledAs(row, index)
  const filled = Object.fromEntries(Object.entries(form.filled).filter(([name]) => name !== of))
  const question = { ...questionOn(row, wrong), ...fieldsOf({ ...asked, form: { ...form, filled } }) }
  return ask(turn.context, { ...form, text: form.text ?? turn.text, filled, need: { kind: 'value', of } }, question)
}

function questionFor(characteristic: Characteristic, wrong: string | null): Message {
  const name = nameOf(characteristic)
  const kind = kindOf(characteristic)
  if (kind === 'photo') return say('ask.photo', { characteristic: name })
  if (kind === 'file') return say('ask.file', { characteristic: name })
  return wrong === null
    ? say('ask.value', { characteristic: name, limits: bracketed(rangeText(characteristic)) })
    : say('ask.value-again', { characteristic: name, value: wrong })
}

const bracketed = (text: string): string => (text === '' ? '' : `(${text})`)

const FIELDS_SHOWN = 60
const ENTERED_SHOWN = 12

/** All that is asked for, what of it is there, and which is next; of very many, those around the next. */
function fieldsOf({ form, wanted, row }: Asked): { fields?: Field[] } {
  if (wanted.length === 1 && row.count === 1) return {}
  const from = Math.max(0, Math.min(wanted.indexOf(row) - FIELDS_SHOWN / 2, wanted.length - FIELDS_SHOWN))
  return { fields: wanted.slice(from, from + FIELDS_SHOWN).map(one => fieldOf(form.filled, one, one === row)) }
}

export function fieldOf(filled: Form['filled'], wanted: Wanted, isAsked: boolean): Field {
  const { characteristic, lot, count } = wanted
  const entered = Array.from({ length: count }, (_, index) => filled[filledAs(wanted, index)]).flatMap(text => text ?? [])
  return {
    name: nameOf(characteristic),
    of: lot?.number ?? null,
    limits: rangeText(characteristic),
    entered: entered.slice(-ENTERED_SHOWN).map(text => shownAs(characteristic, text)),
    count: count > 1 ? `${entered.length}/${count}` : null,
    state: isAsked ? 'asked' : entered.length === count ? 'entered' : 'open',
    change: entered.length > 0 ? changeOf(wanted) : null,
  }
}

function shownAs(characteristic: Characteristic, text: string): Message {
  if (text === '') return say('answer.skipped')
  const kind = kindOf(characteristic)
  if (kind === 'yesno') return say(/^yes$/i.test(text) ? 'answer.yes' : 'answer.no')
  // It is named by its hash, which says nothing to anybody.
  if (kind === 'photo' || kind === 'file') return say('answer.taken')
  return say('answer.text', { text: text.slice(0, 60) + unitOf(characteristic) })
}

const rangeText = (characteristic: Characteristic): string =>
  characteristic.min === undefined && characteristic.max === undefined ? (characteristic.unit ?? '') : limitsOf(characteristic)

const CHOICES_AS_BUTTONS = 4

function choicesOf(characteristic: Characteristic): Answer[] {
  const { choices = [] } = characteristic
  const kind = kindOf(characteristic)
  if (kind === 'yesno')
    return [
      { text: 'VALUE:yes', label: say('answer.yes') },
      { text: 'VALUE:no', label: say('answer.no') },
    ]
  if (kind !== 'choice' || choices.length > CHOICES_AS_BUTTONS) return []
  return choices.map(choice => ({ text: `VALUE:${choice}`, label: say('answer.text', { text: choice }) }))
}

const INPUTS: Partial<Record<ReturnType<typeof kindOf>, Input['kind']>> = {
  number: 'number',
  date: 'date',
  choice: 'choice',
  photo: 'photo',
  file: 'file',
}

function inputOf(characteristic: Characteristic): Input | null {
  const { unit, min, max, choices = [] } = characteristic
  const kind = kindOf(characteristic)
  if (kind === 'yesno' || (kind === 'choice' && choices.length <= CHOICES_AS_BUTTONS)) return null
  return {
    kind: INPUTS[kind] ?? 'text',
    prefix: 'VALUE:',
    ...(unit === undefined ? {} : { unit }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(choices.length === 0 ? {} : { choices }),
  }
}

/** Outside of its limits: what its plan says, and where it says nothing, what the station's policy does. */
function objectTo(asked: Asked, value: string): Decision | null {
  const { turn, form, row, index } = asked
  const { characteristic } = row
  const rule = characteristic.outOfRange ?? turn.station.policies.outOfTolerance
  if (rule === 'record' || rule === 'hold') return null
  const facts = { characteristic: nameOf(characteristic), value: value + unitOf(characteristic), limits: limitsOf(characteristic) }
  if (rule === 'stop') return stop(turn.context, say('stop.out-of-tolerance', facts), say('advice.out-of-tolerance', facts))
  const need = { kind: 'ok' as const, of: acceptedAs(row, index) }
  const question = {
    message: say('ask.out-of-tolerance', facts),
    answers: [
      { text: 'OK', label: say('answer.record-anyway') },
      { text: 'NO', label: say('answer.enter-again'), primary: true },
    ],
    input: null,
    ...fieldsOf(asked),
  }
  return ask(turn.context, { ...form, text: form.text ?? turn.text, need }, question, { advice: say('advice.out-of-tolerance', facts) })
}
