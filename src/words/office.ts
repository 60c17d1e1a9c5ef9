import { baseOf, PSEUDO } from './language.ts'
import { english } from './office/english.ts'
import { disguise } from './pseudo.ts'
import type { Sentence } from './sentence.ts'

export { english }
export type OfficeKey = keyof typeof english
/** What the screens of the office say in one language: all of it. */
export type OfficeCatalogue = Readonly<Record<OfficeKey, Sentence>>

/** A language is fetched once somebody reads it: nobody waits for the words of four others. */
const others: Readonly<Record<string, () => Promise<OfficeCatalogue>>> = {
  de: async () => (await import('./office/de.ts')).de,
  es: async () => (await import('./office/es.ts')).es,
  fr: async () => (await import('./office/fr.ts')).fr,
  zh: async () => (await import('./office/zh.ts')).zh,
  [PSEUDO]: async () => disguised(),
}

export async function officeIn(language: string): Promise<OfficeCatalogue> {
  return (await others[baseOf(language)]?.()) ?? english
}

const disguised = (): OfficeCatalogue =>
  Object.fromEntries(Object.entries(english).map(([key, sentence]) => [key, disguise(sentence)])) as OfficeCatalogue
