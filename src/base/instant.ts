/** Instants are milliseconds since 1970-01-01T00:00:00Z; text is ISO 8601 with an offset, never without. */
declare const instantBrand: unique symbol
export type Instant = number & { readonly [instantBrand]: 'Instant' }

const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const DAY = 86_400_000

/** The time of an event is read by its schema, by the rules and by what they work on, one after the other. */
let last: { readonly text: string; readonly instant: Instant | undefined } = { text: '', instant: undefined }

/** Undefined where the text is no instant with an offset. */
export function parseInstant(text: string): Instant | undefined {
  if (text !== last.text) last = { text, instant: instantIn(text) }
  return last.instant
}

function instantIn(text: string): Instant | undefined {
  if (!WITH_OFFSET.test(text) || !isDay(text.slice(0, 10))) return undefined
  const normal = text
    .replace(',', '.')
    .replace(/(\.\d{3})\d+/, '$1')
    .replace(/([+-]\d{2})(\d{2})$/, '$1:$2')
  const ms = Date.parse(normal)
  return Number.isNaN(ms) ? undefined : (ms as Instant)
}

/** February has no 30th: Date.parse would quietly make it the 2nd of March. */
function isDay(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? []
  return new Date(Date.UTC(2000 + (Number(year) % 400), Number(month) - 1, Number(day))).getUTCDate() === Number(day)
}

/** An expiry: a date holds until the end of that day (UTC), an instant until itself. */
export function parseExpiry(text: string): Instant | undefined {
  if (!DATE.test(text)) return parseInstant(text)
  if (!isDay(text)) return undefined
  const ms = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(ms) ? undefined : ((ms + DAY - 1) as Instant)
}

/** As Date writes it. Answers are full of instants of the same few days, and Date works each out from the beginning. */
export function formatInstant(instant: number): string {
  const day = Math.floor(instant / DAY)
  const ms = instant - day * DAY
  if (!Number.isInteger(ms) || day < FIRST_DAY || day > LAST_DAY) return new Date(instant).toISOString()
  if (day !== written.day) written = { day, text: new Date(day * DAY).toISOString().slice(0, 11) }
  const seconds = Math.floor(ms / 1000)
  return `${written.text}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(1000 + ms - seconds * 1000).slice(1)}Z`
}

/** Years of four digits. */
const FIRST_DAY = Math.ceil(Date.UTC(1000, 0, 1) / DAY)
const LAST_DAY = Math.floor(Date.UTC(9999, 11, 31) / DAY)
let written = { day: Number.NaN, text: '' }
const TWO = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))
const two = (number: number): string => TWO[number] ?? ''

export const addDays = (instant: number, days: number): Instant => (instant + days * DAY) as Instant
