import type { Message } from '../../../words/index.ts'
import { dayOf } from './times.ts'

/** A day comes as the calendar has it, and is said as the reader writes it; a unit stands on the line of its number. */
export function asRead(language: string, message: Message): Message {
  const params = Object.entries(message.params).map(([name, value]) => [name, isDay(value) ? dayOf(language, value) : withUnit(value)])
  return { ...message, params: Object.fromEntries(params) }
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)
const withUnit = (text: string): string => text.replace(/^(-?\d[\d.,\u202f]*) (\S{1,5})$/, '$1\u00a0$2')
