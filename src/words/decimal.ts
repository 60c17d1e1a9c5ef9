import { perLanguage } from './per-language.ts'

/** How a decimal is written and read. One rule for stations and office: what is kept has a point, what is shown has the reader's mark. */
export const markOf = perLanguage(
  language => new Intl.NumberFormat(language).formatToParts(0.5).find(part => part.type === 'decimal')?.value ?? '.',
)

/** A number, or two with a word between as limits are, with the mark; what is no number stays as it is. */
export const withMark = (text: string, mark: string): string => text.replaceAll(/(\d)\.(?=\d)/g, `$1${mark}`)

/** As it is kept; or, where the foreign mark may part thousands, both numbers that can be meant. */
export type Typed = { value: string } | { ways: readonly [string, string] }

/**
 * Either mark is a decimal to somebody. One that is not the reader's own, with three digits behind it and up to three before, may part thousands: "1.500" of a German is one and a half
 * or fifteen hundred. It is asked, never guessed. A zero in front parts no thousands.
 */
export function typedDecimal(typed: string, mark: string): Typed {
  const plain = typed.trim().replace(',', '.')
  const isForeign = /[.,]/.test(typed) && !typed.includes(mark)
  return isForeign && /^-?[1-9]\d{0,2}\.\d{3}$/.test(plain)
    ? { ways: [plain.replace(/\.?0+$/, ''), plain.replace('.', '')] }
    : { value: plain }
}

/** The numbers that can be meant: two where the foreign mark may part thousands, none where a part of a counted thing is. */
export function amountsMeant(typed: string, mark: string, isCounted: boolean): string[] {
  const read = typedDecimal(typed, mark)
  const meant = 'ways' in read ? read.ways : [read.value]
  return isCounted ? meant.filter(isWhole) : [...meant]
}

const isWhole = (value: string): boolean => !/\.\d*[1-9]/.test(value)
