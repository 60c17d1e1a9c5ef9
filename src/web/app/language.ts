import { useSyncExternalStore } from 'react'
import { baseOf, LANGUAGES, PSEUDO } from '../../words/index.ts'

const KEPT = 'genealot.language'
const listeners = new Set<() => void>()

/** What was chosen here, in the account's menu or by a badge; another account begins anew. */
export const useChosenLanguage = (): string | null => useSyncExternalStore(listen, chosen)

export function chooseLanguage(language: string | null): void {
  try {
    if (language === null) localStorage.removeItem(KEPT)
    else localStorage.setItem(KEPT, language)
  } catch {
    // A browser that keeps nothing speaks as the account says.
  }
  for (const listener of listeners) listener()
}

/** As was chosen here, else as the account says, else as the browser does; of those the first that is spoken here. */
export function useLanguage(ofAccount?: string | null): string {
  const wished = [useChosenLanguage(), ofAccount, ...navigator.languages]
  return wished.find(language => typeof language === 'string' && isSpoken(language)) ?? 'en'
}

const isSpoken = (language: string): boolean => baseOf(language) === PSEUDO || LANGUAGES.some(({ code }) => code === baseOf(language))

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function chosen(): string | null {
  try {
    return localStorage.getItem(KEPT)
  } catch {
    return null
  }
}

/** The language of what the server prints: one of those that can be chosen, or as the server has it. */
export const printedIn = (language: string): string | undefined => LANGUAGES.find(one => one.code === baseOf(language))?.code
