import type { Message } from '../say.ts'
import { fill, type Params } from '../sentence.ts'
import { english } from './english.ts'

/** What the server says on a screen of the office: its key and facts, and its English for whoever keeps no catalogue. */
export function officeMessage(key: keyof typeof english, params: Params = {}): Message {
  const texts = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))
  return { key, params: texts, text: fill(english[key], params, 'en') }
}
