/** Characteristics that an operation collects: one after the other, each checked as it is entered. */
import { formatQuantity, parseQuantity, type Quantity, QuantityError } from '../../base/quantity.ts'
import type { Characteristic, Operation } from '../booking/records.ts'
import { ask, cancel, type Decision, say, stop, type Wish } from './answer.ts'
import type { Answer, Form, Input, LotName } from './context.ts'
import type { Turn } from './turn.ts'
import { raise } from './waive.ts'

export type Values =
  | { kind: 'all'; values: Extract<Wish, { type: 'collect' }>['values']; raised: Wish[] }
  | { kind: 'ask'; decision: Decision }

/** What of several operations (a furnace load over orders) is to be collected at this moment, each characteristic once. */
export function characteristicsAt(operations: readonly Operation[], moment: 'start' | 'finish'): Characteristic[] {
  const wanted = operations.flatMap(operation => operation.characteristics ?? []).filter(entry => (entry.at ?? 'finish') === moment)
  return [...new Map(wanted.map(entry => [entry.code, entry])).values()]
}

export function valuesOf(turn: Turn, form: Form, wanted: readonly Characteristic[], lot: LotName | undefined): Values {
  const values: Extract<Values, { kind: 'all' }>['values'] = []
  const raised: Wish[] = []
  for (const characteristic of wanted) {
    const entered = form.filled[filledAs(characteristic)]
    if (entered === undefined && turn.offline) {
      if (characteristic.required)
        raised.push(
          raise(turn, { code: 'no-value', detail: `${nameOf(characteristic)} was not entered: the report was made offline.`, lot }),
        )
      continue
    }
    if (entered === undefined) return { kind: 'ask', decision: askFor(turn, form, characteristic, null) }
    if (entered === '') continue
    const checked = checkedValue(characteristic, entered)
    if (checked === null) return { kind: 'ask', decision: askFor(turn, form, characteristic, entered) }
    if (!checked.inRange && form.filled[acceptedAs(characteristic)] === undefined && !turn.offline)
      return { kind: 'ask', decision: objectTo(turn, form, characteristic, checked.text) }
    if (!checked.inRange)
      raised.push(
        raise(turn, {
          code: 'out-of-tolerance',
          detail: `${nameOf(characteristic)} is ${checked.text}${unitOf(characteristic)}, outside of ${limitsOf(characteristic)}.`,
          lot,
        }),
      )
    values.push({
      characteristic: characteristic.code,
      value: checked.value,
      ...(characteristic.unit === undefined ? {} : { unit: characteristic.unit }),
      ...(checked.inRange ? {} : { accepted: true }),
    })
  }
  return { kind: 'all', values, raised }
}

const filledAs = ({ code }: Characteristic): string => `value:${code}`
const acceptedAs = ({ code }: Characteristic): string => `accepted:${code}`
const nameOf = ({ code, description }: Characteristic): string => description ?? code
const unitOf = ({ unit }: Characteristic): string => (unit === undefined ? '' : ` ${unit}`)
const limitsOf = ({ min, max, unit }: Characteristic): string => `${min ?? '…'} – ${max ?? '…'}${unit === undefined ? '' : ` ${unit}`}`

interface Checked {
  value: string | boolean
  text: string
  inRange: boolean
}

/** Null where it is not what is asked for. */
function checkedValue(characteristic: Characteristic, entered: string): Checked | null {
  switch (characteristic.kind ?? (characteristic.min !== undefined || characteristic.max !== undefined ? 'number' : 'text')) {
    case 'number': {
      const value = numberIn(entered)
      return value === null ? null : { value: formatQuantity(value), text: formatQuantity(value), inRange: isWithin(characteristic, value) }
    }
    case 'yesno':
      return /^(yes|no)$/i.test(entered) ? { value: entered.toLowerCase() === 'yes', text: entered, inRange: true } : null
    case 'choice':
      return (characteristic.choices ?? []).includes(entered) ? { value: entered, text: entered, inRange: true } : null
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(entered) && !Number.isNaN(Date.parse(entered))
        ? { value: entered, text: entered, inRange: true }
        : null
    default:
      return { value: entered, text: entered, inRange: true }
  }
}

function isWithin({ min, max }: Characteristic, value: Quantity): boolean {
  return (min === undefined || value >= parseQuantity(min)) && (max === undefined || value <= parseQuantity(max))
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

function askFor(turn: Turn, form: Form, characteristic: Characteristic, wrong: string | null): Decision {
  const filled =
    wrong === null ? form.filled : Object.fromEntries(Object.entries(form.filled).filter(([name]) => name !== filledAs(characteristic)))
  const message =
    wrong === null
      ? say('ask.value', { characteristic: nameOf(characteristic), limits: rangeText(characteristic) })
      : say('ask.value-again', { characteristic: nameOf(characteristic), value: wrong })
  const answers = [
    ...choicesOf(characteristic),
    ...(characteristic.required ? [] : [{ text: 'VALUE:', label: say('answer.skip') }]),
    cancel,
  ]
  const asked = { ...form, text: form.text ?? turn.text, filled, need: { kind: 'value' as const, of: filledAs(characteristic) } }
  return ask(turn.context, asked, { message, answers, input: inputOf(characteristic) })
}

const rangeText = (characteristic: Characteristic): string =>
  characteristic.min === undefined && characteristic.max === undefined ? (characteristic.unit ?? '') : limitsOf(characteristic)

const CHOICES_AS_BUTTONS = 4

function choicesOf({ kind, choices = [] }: Characteristic): Answer[] {
  if (kind === 'yesno')
    return [
      { text: 'VALUE:yes', label: say('answer.yes') },
      { text: 'VALUE:no', label: say('answer.no') },
    ]
  if (kind !== 'choice' || choices.length > CHOICES_AS_BUTTONS) return []
  return choices.map(choice => ({ text: `VALUE:${choice}`, label: say('answer.text', { text: choice }) }))
}

function inputOf({ kind, unit, min, max, choices = [] }: Characteristic): Input | null {
  if (kind === 'yesno' || (kind === 'choice' && choices.length <= CHOICES_AS_BUTTONS)) return null
  const isNumber = kind === 'number' || (kind === undefined && (min !== undefined || max !== undefined))
  return {
    kind: isNumber ? 'number' : kind === 'date' ? 'date' : kind === 'choice' ? 'choice' : 'text',
    prefix: 'VALUE:',
    ...(unit === undefined ? {} : { unit }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(choices.length === 0 ? {} : { choices }),
  }
}

function objectTo(turn: Turn, form: Form, characteristic: Characteristic, value: string): Decision {
  const facts = { characteristic: nameOf(characteristic), value: value + unitOf(characteristic), limits: limitsOf(characteristic) }
  if (turn.station.policies.outOfTolerance === 'stop')
    return stop(turn.context, say('stop.out-of-tolerance', facts), say('advice.out-of-tolerance', facts))
  const need = { kind: 'ok' as const, of: acceptedAs(characteristic) }
  const question = {
    message: say('ask.out-of-tolerance', facts),
    answers: [
      { text: 'OK', label: say('answer.record-anyway') },
      { text: 'NO', label: say('answer.enter-again'), primary: true },
    ],
    input: null,
  }
  return ask(turn.context, { ...form, text: form.text ?? turn.text, need }, question, { advice: say('advice.out-of-tolerance', facts) })
}
