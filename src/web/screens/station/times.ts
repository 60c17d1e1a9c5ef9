/** "14:05", as the language writes it. */
export function timeOfDay(language: string, at: number | string): string {
  return new Intl.DateTimeFormat(localeOf(language), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at))
}

/** A language that this browser does not know still needs a clock. */
function localeOf(language: string): string {
  return Intl.DateTimeFormat.supportedLocalesOf(language)[0] ?? 'en-GB'
}
