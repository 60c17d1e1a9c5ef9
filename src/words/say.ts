import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { disguise } from './pseudo.ts'
import { fill, type Params, type Sentence } from './sentence.ts'
import { zh } from './zh.ts'

export type WordKey = keyof typeof en
export type Catalogue = Partial<Record<WordKey, Sentence>>

/** What a sentence is on the way to a reader: its key and facts, and its English for whoever keeps no catalogue. */
export interface Message {
  key: string
  params: Record<string, string>
  text: string
}

const english: Readonly<Record<string, Sentence>> = en
const catalogues: Readonly<Record<string, Readonly<Record<string, Sentence>>>> = { en: english, de, es, fr, zh }

/** A language for tests of the layout: long words, from right to left. */
export const PSEUDO = 'qps'

export interface Language {
  code: string
  /** As its speakers write it. */
  name: string
  machineMade: boolean
}

export const LANGUAGES: readonly Language[] = [
  { code: 'en', name: 'English', machineMade: false },
  { code: 'de', name: 'Deutsch', machineMade: true },
  { code: 'es', name: 'Español', machineMade: true },
  { code: 'fr', name: 'Français', machineMade: true },
  { code: 'zh', name: '中文', machineMade: true },
]

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

/** "de-CH" reads German; region matters to numbers and dates, not to these sentences. */
const baseOf = (language: string): string => language.split('-', 1)[0]?.toLowerCase() ?? 'en'

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar', 'fa', 'he', 'ur', PSEUDO])

export const directionOf = (language: string): 'ltr' | 'rtl' => (RIGHT_TO_LEFT.has(baseOf(language)) ? 'rtl' : 'ltr')
