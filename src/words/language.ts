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

/** "de-CH" reads German; region matters to numbers and dates, not to these sentences. */
export const baseOf = (language: string): string => language.split('-', 1)[0]?.toLowerCase() ?? 'en'

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar', 'fa', 'he', 'ur', PSEUDO])

export const directionOf = (language: string): 'ltr' | 'rtl' => (RIGHT_TO_LEFT.has(baseOf(language)) ? 'rtl' : 'ltr')
