/** The checks that the syntax dictionary names: each says what is wrong with a part of a value, or nothing. */
import { COUNTRY_LETTERS, COUNTRY_NUMBERS, CURRENCY_NUMBERS, PACKAGE_KINDS } from './code-lists.ts'
import { couponComplaint, posOfferComplaint } from './coupon.ts'
import { dateComplaint } from './dates.ts'
import type { Letters } from './dictionary.ts'

type Check = (value: string) => string | undefined

const unless = (fits: boolean, complaint: string): string | undefined => (fits ? undefined : complaint)

/** The last digit follows from those before it: weights 3 and 1 in turn, from the right. */
export function checkDigit(digits: string): string {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0)
  return String((10 - (sum % 10)) % 10)
}

function csum(value: string): string | undefined {
  const right = checkDigit(value.slice(0, -1))
  return unless(value.endsWith(right), `the check digit ${value.slice(-1)} is wrong, it should be ${right}`)
}

export const SET_82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
const SET_32 = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83]

/** The two characters that close a value of letters and digits, such as a Global Model Number: a sum weighted with primes, modulo 1021. */
export function checkPair(letters: string): string {
  const sum =
    Array.from(letters)
      .reverse()
      .reduce((total, letter, index) => total + SET_82.indexOf(letter) * (PRIMES[index] ?? 0), 0) % 1021
  return `${SET_32[sum >> 5] ?? ''}${SET_32[sum & 31] ?? ''}`
}

function csumalpha(value: string): string | undefined {
  if (value.length < 2) return 'it is too short to have a check pair'
  const right = checkPair(value.slice(0, -2))
  return unless(value.endsWith(right), `the check pair ${value.slice(-2)} is wrong, it should be ${right}`)
}

/** No GS1 company prefix has fewer than four digits. */
const companyPrefix = (value: string): string | undefined =>
  unless(/^\d{4}/.test(value), 'it does not begin with the digits of a GS1 company prefix')

/** ISO 13616: country, two check digits, account; the whole moved round and read as a number leaves 1 modulo 97. */
function iban(value: string): string | undefined {
  if (value.length <= 10 || value.length > 34) return 'an IBAN has 11 to 34 characters'
  if (!COUNTRY_LETTERS.has(value.slice(0, 2))) return `an IBAN does not begin with ${value.slice(0, 2)}`
  if (!/^[0-9A-Z]*$/.test(value)) return 'an IBAN has only digits and capital letters'
  const turned = value.slice(4) + value.slice(0, 4)
  const rest = Array.from(turned).reduce((left, letter) => Number(`${left}${Number.parseInt(letter, 36)}`) % 97, 0)
  return unless(rest === 1, 'the check digits of the IBAN are wrong')
}

function pieceOfTotal(value: string): string | undefined {
  const [piece, total] = [Number(value.slice(0, value.length / 2)), Number(value.slice(value.length / 2))]
  return unless(piece > 0 && piece <= total, `there is no piece ${piece} of ${total}`)
}

function positionInSequence(value: string): string | undefined {
  const [, position, end] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(value) ?? []
  return unless(position !== undefined && Number(position) <= Number(end), 'it must be a position and a number of places, such as 1/2')
}

const upTo =
  (most: number, what: string): Check =>
  value =>
    unless(Number(value) <= most, `${value} is no ${what}`)

/** 00 to 10 and 80 to 99 are given out by ICCBBA; the others are kept back. */
const isMediaType = (value: string): boolean => /^(?:0[1-9]|10|[89]\d)$/.test(value)
const isCountry = (value: string): boolean => COUNTRY_NUMBERS.has(value)

export const CHECKS: Readonly<Record<string, Check>> = {
  csum,
  csumalpha,
  gcppos1: companyPrefix,
  gcppos2: value => companyPrefix(value.slice(1)),
  yymmdd: value => dateComplaint(value),
  yymmd0: value => dateComplaint(value, { wholeMonth: true }),
  yyyymmdd: value => dateComplaint(value),
  hh: upTo(23, 'hour'),
  mi: upTo(59, 'minute'),
  ss: upTo(59, 'second'),
  hhmi: value => unless(Number(value.slice(0, 2)) <= 23 && Number(value.slice(2)) <= 59, `${value} is no time of day`),
  iso3166: value => unless(isCountry(value), `${value} is no country`),
  iso3166999: value => unless(isCountry(value) || value === '999', `${value} is no country`),
  iso3166alpha2: value => unless(COUNTRY_LETTERS.has(value), `${value} is no country`),
  iso4217: value => unless(CURRENCY_NUMBERS.has(value), `${value} is no currency`),
  iso5218: value => unless(/^[0129]$/.test(value), `${value} is no code of a sex: 0, 1, 2 or 9`),
  packagetype: value => unless(PACKAGE_KINDS.has(value), `${value} is no kind of package`),
  mediatype: value => unless(isMediaType(value), `${value} is no media type`),
  latitude: upTo(1_800_000_000, 'latitude'),
  longitude: upTo(3_600_000_000, 'longitude'),
  yesno: value => unless(/^[01]$/.test(value), `${value} is neither 0 nor 1`),
  winding: value => unless(/^[019]$/.test(value), `${value} is no winding direction: 0, 1 or 9`),
  zero: value => unless(/^0+$/.test(value), 'it must begin with 0'),
  nonzero: value => unless(/[1-9]/.test(value), 'a part of it is zero'),
  nozeroprefix: value => unless(!value.startsWith('0'), 'it must not begin with 0'),
  hyphen: value => unless(/^-+$/.test(value), `a minus sign belongs where ${value} stands`),
  hasnondigit: value => unless(/\D/.test(value), 'it must have a character that is no digit'),
  importeridx: value => unless(/^[-\w]$/.test(value), `${value} is no importer index`),
  pcenc: value => unless(!/%(?![0-9a-fA-F]{2})/.test(value), 'a % in it is not followed by two hexadecimal digits'),
  pieceoftotal: pieceOfTotal,
  posinseqslash: positionInSequence,
  iban,
  couponcode: couponComplaint,
  couponposoffer: posOfferComplaint,
}

/** The letters a part may have. */
export function lettersComplaint(letters: Letters, value: string): string | undefined {
  const stranger = Array.from(value).find(letter => !ALLOWED[letters].test(letter))
  if (stranger !== undefined) return `${nameOf(stranger)} may not stand in it`
  return letters === 'Z' ? paddingComplaint(value) : undefined
}

const ALLOWED: Readonly<Record<Letters, RegExp>> = {
  N: /^[0-9]$/,
  X: /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]$/,
  Y: /^[#\-/0-9A-Z]$/,
  Z: /^[-_0-9A-Za-z=]$/,
}

const nameOf = (letter: string): string => (letter === ' ' ? 'a space' : /[\p{C}]/u.test(letter) ? 'a control character' : `"${letter}"`)

/** As GS1's own test of the character set has it: at most two signs at the end, and then a length that three divides. */
function paddingComplaint(value: string): string | undefined {
  const pads = /=*$/.exec(value)?.[0].length ?? 0
  if (value.slice(0, value.length - pads).includes('=')) return 'a = may only stand at its end'
  return unless(pads === 0 || (pads <= 2 && value.length % 3 === 0), 'the padding at its end is wrong')
}
