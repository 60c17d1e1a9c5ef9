import { en, type WordKey } from './en.ts'
import { baseOf } from './language.ts'
import { enRaised } from './raised/en.ts'
import { type ReadBack, reader } from './read-back.ts'
import { factIn } from './refused/read.ts'
import { say } from './say.ts'
import type { Sentence } from './sentence.ts'

/** What is asked at a station and, where somebody went on or nobody could be asked, raised in the same words. */
const RAISED = [
  'ask.off-route',
  'ask.skipped',
  'ask.passed',
  'ask.certification',
  'ask.repeat',
  'ask.join',
  'ask.price',
  'ask.swap',
  'ask.swap-for',
] as const satisfies readonly WordKey[]

type Sentences = Readonly<Record<string, Sentence>>
type Read = (text: string) => ReadBack<string> | undefined

const startingWith = (...starts: string[]): Sentences =>
  Object.fromEntries(Object.entries(en).filter(([key]) => starts.some(start => key.startsWith(start))))

const unread = readerOf(Object.fromEntries(Object.entries(enRaised).filter(([key]) => key.startsWith('unread.'))))
const raised = readerOf({
  ...Object.fromEntries(Object.entries(enRaised).filter(([key]) => key.startsWith('raised.'))),
  ...Object.fromEntries(RAISED.map(key => [key, en[key]])),
})
/** Within one of those: what the station said then, in any of its words. Alone they would be taken for what a person has written. */
const answered = readerOf(startingWith('ask.', 'stop.', 'done.'))

/** A sentence that counts is one of its forms. */
function readerOf(sentences: Sentences): Read {
  const forms = Object.entries(sentences).flatMap(([key, sentence]) =>
    typeof sentence === 'string' ? [[key, sentence]] : Object.entries(sentence).map(([form, text]) => [`${key} ${form}`, text]),
  )
  const read = reader<string>(Object.fromEntries(forms) as Record<string, string>)
  return text => {
    const found = read(text)
    return found && { ...found, key: found.key.split(' ', 1)[0] ?? '' }
  }
}

/** What a station raised for a supervisor is kept in English: in the reader's language; undefined where it is none of its sentences. */
export function raisedSaid(language: string, detail: string): string | undefined {
  if (baseOf(language) === 'en') return detail
  return said(language, raised(detail))
}

/** Why a label is not read, for whoever stands before it. What no sentence here is close to, such as a part of a standard, is said in general. */
export function unreadSaid(language: string, problem: string): string {
  if (baseOf(language) === 'en') return problem
  return said(language, unread(problem)) ?? say(language, 'unread.other')
}

function said(language: string, found: ReadBack<string> | undefined): string | undefined {
  if (found === undefined) return undefined
  const facts = Object.entries(found.params).map(([name, fact]) => [name, factSaid(language, name, fact)])
  return say(language, found.key as WordKey, Object.fromEntries(facts))
}

const QUOTED: ReadonlySet<string> = new Set(['why', 'report'])
/** Texts and names stay as they are, whatever number they look like. */
const NAMES: ReadonlySet<string> = new Set(['text', 'what', 'lot', 'order', 'unit', 'part', 'run', 'material', 'ai', 'card'])

function factSaid(language: string, name: string, fact: string): string {
  if (QUOTED.has(name)) return said(language, answered(fact)) ?? fact
  return NAMES.has(name) ? fact : factIn(language, fact)
}
