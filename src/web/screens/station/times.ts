/** "14:05", as the language writes it. */
export function timeOfDay(language: string, at: number | string): string {
  return new Intl.DateTimeFormat(localeOf(language), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at))
}

/** "31 Jan 2025" of 2025-01-31, as the language writes it, the same in every zone. */
export function dayOf(language: string, text: string): string {
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : localeOf(language), { dateStyle: 'medium', timeZone: 'UTC' })
  return format.format(new Date(`${text}T00:00:00Z`))
}

/** A language that this browser does not know still needs a clock. */
function localeOf(language: string): string {
  return Intl.DateTimeFormat.supportedLocalesOf(language)[0] ?? 'en-GB'
}
