import { perLanguage } from '../../../words/per-language.ts'

/** "14:05", as the language writes it. */
export const timeOfDay = (language: string, at: number | string): string => clocksIn(language).format(new Date(at))

/** "31 Jan 2025" of 2025-01-31, as the language writes it, the same in every zone. */
export const dayOf = (language: string, text: string): string => daysIn(language).format(new Date(`${text}T00:00:00Z`))

const clocksIn = perLanguage(
  language => new Intl.DateTimeFormat(localeOf(language), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
)
const daysIn = perLanguage(
  language => new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : localeOf(language), { dateStyle: 'medium', timeZone: 'UTC' }),
)

/** A language that this browser does not know still needs a clock. */
function localeOf(language: string): string {
  return Intl.DateTimeFormat.supportedLocalesOf(language)[0] ?? 'en-GB'
}
