/**
 * Numbers made by us: a pattern per material, such as {material}-{yy}{ddd}-{seq:4}{check}. The running number counts per expanded
 * pattern, so a pattern with the day in it starts over every day. The check character is ISO/IEC 7064 MOD 37,36.
 */
import { checkCharacter, isMistakable } from '../../base/check-character.ts'
import { Refusal } from '../../base/refusal.ts'
import { memberOf, type Series, seriesOf, sizeOf } from '../../base/series.ts'

export const DEFAULT_PATTERN = '{yy}{ddd}-{seq:4}'
const TOKEN = /\{([a-zA-Z]+)(?::(\d{1,2}))?\}/g
const TOKENS: ReadonlySet<string> = new Set([
  'material',
  'site',
  'workOrder',
  'workCenter',
  'yyyy',
  'yy',
  'mm',
  'dd',
  'ddd',
  'seq',
  'check',
])

export interface NumberingFacts {
  material: string
  site: string
  workOrder?: string | undefined
  workCenter?: string | undefined
  at: number
}

/** @throws Refusal invalid-event when the pattern cannot give different numbers or knows a word we do not. */
export function checkPattern(pattern: string, pointer: string): void {
  const words = [...pattern.matchAll(TOKEN)].map(match => match[1] ?? '')
  const unknown = words.find(word => !TOKENS.has(word))
  if (unknown)
    throw new Refusal(
      'invalid-event',
      `The numbering rule knows no {${unknown}}; use ${[...TOKENS].map(word => `{${word}}`).join(' ')}.`,
      pointer,
    )
  if (!words.includes('seq'))
    throw new Refusal('invalid-event', 'The numbering rule needs {seq} or {seq:4}, or every lot would get the same number.', pointer)
}

/** The pattern with everything filled in but the running number and the check character: what the counter belongs to. */
export const counterOf = (pattern: string, facts: NumberingFacts): string =>
  pattern.replace(TOKEN, (token, word: string) => valueOf(word, facts) ?? token)

export function numberAt(counter: string, running: number): string {
  const withNumber = withRunning(counter, running)
  return withNumber.replaceAll('{check}', checkCharacter(withNumber.replaceAll('{check}', '')))
}

/** Numbers whose check character would be I, L, O or U are passed over: on paper they look like 1, 0 and V. */
export const isPassedOver = (counter: string, running: number): boolean =>
  counter.includes('{check}') && isMistakable(checkCharacter(withRunning(counter, running).replaceAll('{check}', '')))

const withRunning = (counter: string, running: number): string =>
  counter.replace(/\{seq(?::(\d{1,2}))?\}/g, (_, width: string | undefined) => String(running).padStart(Number(width ?? 1), '0'))

function valueOf(word: string, facts: NumberingFacts): string | undefined {
  const day = new Date(facts.at)
  switch (word) {
    case 'material':
      return facts.material
    case 'site':
      return facts.site
    case 'workOrder':
      return facts.workOrder ?? ''
    case 'workCenter':
      return facts.workCenter ?? ''
    case 'yyyy':
      return String(day.getUTCFullYear())
    case 'yy':
      return String(day.getUTCFullYear()).slice(2)
    case 'mm':
      return String(day.getUTCMonth() + 1).padStart(2, '0')
    case 'dd':
      return String(day.getUTCDate()).padStart(2, '0')
    case 'ddd':
      return String(dayOfYear(day)).padStart(3, '0')
    default:
      return undefined
  }
}

const dayOfYear = (day: Date): number =>
  Math.floor((Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()) - Date.UTC(day.getUTCFullYear(), 0, 0)) / 86_400_000)

const SERIES_MAX = 100_000

/** "A007".."A010" → A007, A008, A009, A010. @throws Refusal when the ends do not make a series. */
export function serialNumbers(serials: readonly string[] | { from: string; to: string }, pointer: string): string[] {
  if (!('from' in serials)) return distinct(serials, pointer)
  const series = seriesNamed(serials, pointer)
  if (sizeOf(series) > SERIES_MAX)
    throw new Refusal('invalid-event', `One event makes at most ${SERIES_MAX} serials; this series has ${sizeOf(series)}.`, pointer)
  return Array.from({ length: sizeOf(series) }, (_, index) => memberOf(series, series.first + index))
}

/** @throws Refusal when the ends do not make a series. */
export function seriesNamed(serials: { from: string; to: string }, pointer: string): Series {
  const series = seriesOf(serials)
  if (series) return series
  throw new Refusal(
    'invalid-event',
    `"${serials.from}" to "${serials.to}" is no series: both ends need the same letters and the same number of digits, smaller first.`,
    pointer,
  )
}

export interface SerialRange {
  from: string
  to: string
}

/** The series that is asked to stay one lot. */
export const rangeAsked = (
  serials: readonly string[] | (SerialRange & { range?: boolean | undefined }) | undefined,
): SerialRange | undefined => (serials && 'from' in serials && serials.range === true ? { from: serials.from, to: serials.to } : undefined)

/** So many running numbers by the material's rule as one series: possible where the rule ends in the running number. */
export function seriesByRule(counter: string, { first, count }: { first: number; count: number }): SerialRange | undefined {
  const [from, to] = [numberAt(counter, first), numberAt(counter, first + count - 1)]
  const series = seriesOf({ from, to })
  return series !== undefined && sizeOf(series) === count ? { from, to } : undefined
}

/** Where one of the serials stands in the event: a series has no place for each. */
export const serialPointer = (serials: readonly string[] | object | undefined, index: number): string =>
  Array.isArray(serials) ? `/serials/${index}` : '/serials'

function distinct(numbers: readonly string[], pointer: string): string[] {
  const seen = new Set<string>()
  numbers.forEach((number, index) => {
    if (seen.has(number)) throw new Refusal('invalid-event', `Serial "${number}" is named twice.`, `${pointer}/${index}`)
    seen.add(number)
  })
  return [...numbers]
}
