import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react'
import type { Params } from '../../../words/index.ts'
import { directionOf, type Message, PSEUDO, say, sayMessage, type WordKey } from '../../../words/index.ts'
import { unreadSaid } from '../../../words/raised-said.ts'
import { refusedSaid } from '../../../words/refused-said.ts'
import { asRead } from './as-read.ts'

interface Speech {
  language: string
  t(key: WordKey, params?: Params): string
  m(message: Message): string
}

const Context = createContext<Speech>(speechIn('en'))

function speechIn(language: string): Speech {
  return {
    language,
    t: (key, params) => say(language, key, params),
    m: message => sayMessage(language, asRead(language, reasonIn(language, message))),
  }
}

/** A rule's own sentence, or why a label is not read, as it came from the server, in the reader's language. */
function reasonIn(language: string, message: Message): Message {
  const { code, text, problem } = message.params
  if (problem !== undefined) return { ...message, params: { ...message.params, problem: unreadSaid(language, problem) } }
  if (text === undefined || !REASONS.has(message.key)) return message
  return { ...message, params: { ...message.params, text: refusedSaid(language, { code, detail: text }) } }
}
const REASONS: ReadonlySet<string> = new Set(['advice.refused', 'advice.no-label'])

/** The page speaks the language of whoever stands in front of it. */
export function Speaking({ language, children }: { language: string; children: ReactNode }) {
  const speech = useMemo(() => speechIn(language), [language])
  useEffect(() => {
    // The disguised English of layout tests is no language that a reader could be told of.
    document.documentElement.lang = language === PSEUDO ? 'en' : language
    document.documentElement.dir = directionOf(language)
  }, [language])
  return <Context.Provider value={speech}>{children}</Context.Provider>
}

/** For a part of the station on a page of the office, which has its language already. */
export const Spoken = ({ language, children }: { language: string; children: ReactNode }) => (
  <Context.Provider value={useMemo(() => speechIn(language), [language])}>{children}</Context.Provider>
)

export const useWords = (): Speech => useContext(Context)
