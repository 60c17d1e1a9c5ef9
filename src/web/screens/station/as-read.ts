import { markOf, withMark } from '../../../words/decimal.ts'
import type { Message } from '../../../words/index.ts'
import { dayOf } from './times.ts'

/** A day comes as the calendar has it, and is said as the reader writes it; a unit stands on the line of its number. */
export function asRead(language: string, message: Message): Message {
  const mark = markOf(language)
  const read = (name: string, value: string): string =>
    NAMES.has(name) ? value : isDay(value) ? dayOf(language, value) : amountRead(value, mark)
  const params = Object.entries(message.params).map(([name, value]) => [name, read(name, value)])
  return { ...message, params: Object.fromEntries(params) }
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)
/** Numbers of lots and orders are names, whatever they look like. */
const NAMES: ReadonlySet<string> = new Set([
  'lot',
  'label',
  'order',
  'shipment',
  'container',
  'material',
  'code',
  'number',
  'serial',
  'text',
])

const AMOUNT = /^-?\d[\d.\u202f]*( \S{1,12})?$/
const LIMITS = /^-?[\d.…]+ (?:to|[–-]) -?[\d.…]+( \S{1,12})?$/
const amountRead = (text: string, mark: string): string => withUnit(AMOUNT.test(text) || LIMITS.test(text) ? withMark(text, mark) : text)
const withUnit = (text: string): string => text.replace(/^(-?\d[\d.,\u202f]*) (\S{1,5})$/, '$1\u00a0$2')
