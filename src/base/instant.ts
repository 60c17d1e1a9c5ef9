/** Instants are milliseconds since 1970-01-01T00:00:00Z; text is ISO 8601 with an offset, never without. */
declare const instantBrand: unique symbol
export type Instant = number & { readonly [instantBrand]: 'Instant' }

const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/
const DATE = /^\d{4}-\d{2}-\d{2}$/
const DAY = 86_400_000

/** Undefined where the text is no instant with an offset. */
export function parseInstant(text: string): Instant | undefined {
  if (!WITH_OFFSET.test(text)) return undefined
  const normal = text.replace(',', '.').replace(/(\.\d{3})\d+/, '$1').replace(/([+-]\d{2})(\d{2})$/, '$1:$2')
  const ms = Date.parse(normal)
  return Number.isNaN(ms) ? undefined : (ms as Instant)
}

/** An expiry: a date holds until the end of that day (UTC), an instant until itself. */
export function parseExpiry(text: string): Instant | undefined {
  if (!DATE.test(text)) return parseInstant(text)
  const ms = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(ms) ? undefined : ((ms + DAY - 1) as Instant)
}

export const formatInstant = (instant: number): string => new Date(instant).toISOString()
export const addDays = (instant: number, days: number): Instant => (instant + days * DAY) as Instant
