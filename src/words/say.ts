import { de } from './de.ts'
import { en, type WordKey } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { baseOf, PSEUDO } from './language.ts'
import { disguise } from './pseudo.ts'
import { fill, type Params, type Sentence } from './sentence.ts'
import { zh } from './zh.ts'

/** What a sentence is on the way to a reader: its key and facts, and its English for whoever keeps no catalogue. */
export interface Message {
  key: string
  params: Record<string, string>
  text: string
}

const english: Readonly<Record<string, Sentence>> = en
const catalogues: Readonly<Record<string, Readonly<Record<string, Sentence>>>> = { en: english, de, es, fr, zh }

export function say(language: string, key: WordKey, params: Params = {}): string {
  return fill(sentenceOf(language, key) ?? en[key], params, baseOf(language))
}

/** A message from elsewhere: said in the reader's language where its key is known here, else as it came. */
export function sayMessage(language: string, message: Message): string {
  const sentence = sentenceOf(language, message.key)
  return sentence === undefined ? message.text : fill(sentence, message.params, baseOf(language))
}

export function message(key: WordKey, params: Params = {}): Message {
  const texts = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))
  return { key, params: texts, text: say('en', key, params) }
}

export const isWordKey = (key: string): key is WordKey => Object.hasOwn(en, key)

function sentenceOf(language: string, key: string): Sentence | undefined {
  const base = baseOf(language)
  if (base === PSEUDO) return english[key] === undefined ? undefined : disguise(english[key])
  return catalogues[base]?.[key] ?? english[key]
}
