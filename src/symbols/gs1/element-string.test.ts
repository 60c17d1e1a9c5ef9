import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readScan } from '../index.ts'
import { associationComplaint } from './associations.ts'
import { checkDigit, checkPair, SET_82 } from './checks.ts'
import { COUNTRY_LETTERS, COUNTRY_NUMBERS, CURRENCY_NUMBERS, PACKAGE_KINDS } from './code-lists.ts'
import { IDENTIFIERS, type Identifier, type Part } from './dictionary.ts'
import { bracketed, type Element, valueComplaint } from './element.ts'
import { allWays, elementString, GS, parseSeparated } from './element-string.ts'

const LETTERS = {
  N: '0123456789',
  X: SET_82,
  Y: '#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  Z: '-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
}
const two = (from: number, to: number) => fc.integer({ min: from, max: to }).map(number => String(number).padStart(2, '0'))
const one = <T>(choices: Iterable<T>) => fc.constantFrom(...choices)
const day = fc.tuple(two(0, 99), two(1, 12), two(1, 28)).map(parts => parts.join(''))
const amount = (most: bigint) => fc.bigInt({ min: 0n, max: most }).map(number => number.toString().padStart(10, '0'))

/** Parts whose letters alone do not make them right. */
const VALUES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  yymmdd: day,
  yymmd0: day,
  yyyymmdd: day.map(date => `19${date}`),
  hhmi: fc.tuple(two(0, 23), two(0, 59)).map(parts => parts.join('')),
  hh: two(0, 23),
  mi: two(0, 59),
  ss: two(0, 59),
  iso3166: one(COUNTRY_NUMBERS),
  iso3166999: one([...COUNTRY_NUMBERS, '999']),
  iso3166alpha2: one(COUNTRY_LETTERS),
  iso4217: one(CURRENCY_NUMBERS),
  iso5218: one('0129'),
  packagetype: one(PACKAGE_KINDS),
  mediatype: one(['01', '10', '80', '99']),
  latitude: amount(1_800_000_000n),
  longitude: amount(3_600_000_000n),
  yesno: one('01'),
  winding: one('019'),
  zero: fc.constant('0'),
  hyphen: fc.constant('-'),
  importeridx: one('-_09AZaz'),
  pieceoftotal: fc.tuple(two(1, 9), two(9, 99)).map(parts => parts.join('')),
  posinseqslash: one(['1/1', '1/9', '8/9']),
  iban: one(['GB82WEST12345698765432', 'DE89370400440532013000']),
  couponcode: one(['012345612345611110123', '106141416543213150110120']),
  couponposoffer: one(['001234561234560123456', '00123456123456512345678901']),
}

function valueOf(part: Part): fc.Arbitrary<string> {
  const special = part.checks.flatMap(check => VALUES[check] ?? [])[0]
  if (special) return special
  const shortest = part.checks.includes('gcppos1') ? Math.max(part.min, 6) : part.min
  const letters = fc.string({ unit: one(LETTERS[part.letters]), minLength: shortest, maxLength: part.max })
  return letters.map(text => proved(part, text)).filter(text => part.checks.every(check => check !== 'nonzero' || /[1-9]/.test(text)))
}

/** Company prefix in front, check digit or pair at the end. */
function proved({ checks }: Part, text: string): string {
  let value = checks.includes('gcppos1')
    ? `9521${text.slice(4)}`
    : checks.includes('gcppos2')
      ? `${text[0] ?? ''}9521${text.slice(5)}`
      : text
  if (checks.includes('nozeroprefix')) value = value.replace(/^0/, '1')
  if (checks.includes('csum')) value = value.slice(0, -1) + checkDigit(value.slice(0, -1))
  if (checks.includes('csumalpha')) value = value.slice(0, -2) + checkPair(value.slice(0, -2))
  return checks.includes('pcenc') ? value.replaceAll('%', '.') : value
}

function elementOf(identifier: Identifier): fc.Arbitrary<Element> {
  const mandatory = identifier.parts.filter(part => !part.optional)
  return fc
    .tuple(fc.tuple(...mandatory.map(valueOf)), fc.tuple(...identifier.parts.filter(part => part.optional).map(valueOf)), fc.nat(5))
    .map(([fixed, optional, count]) => ({ identifier, value: [...fixed, ...optional.slice(0, count)].join('') }))
}

const all = [...IDENTIFIERS.values()]
const matching = (pattern: string): Identifier[] =>
  all.filter(({ ai }) => ai.length === pattern.length && ai.startsWith(pattern.replace(/n+$/, '')))

/** An identifier with everything that it needs, and what that needs. */
function withCompanions(identifier: Identifier, into: Identifier[] = []): Identifier[] {
  if (into.includes(identifier)) return into
  into.push(identifier)
  for (const groups of identifier.needs) {
    const group =
      groups.find(patterns => patterns.every(pattern => matching(pattern).some(other => into.includes(other)))) ?? groups[0] ?? []
    for (const pattern of group) {
      const companion = matching(pattern)[0]
      if (companion) withCompanions(companion, into)
    }
  }
  return into
}

/** A valid label with one to four identifiers chosen at random, and what they need, in any order. */
const label = fc
  .uniqueArray(one(IDENTIFIERS.keys()), { minLength: 1, maxLength: 4 })
  .map(chosen => chosen.reduce<Identifier[]>((into, ai) => withCompanions(IDENTIFIERS.get(ai) ?? all[0], into), []))
  .chain(identifiers => fc.tuple(...identifiers.map(elementOf)))
  .chain(elements => fc.shuffledSubarray(elements, { minLength: elements.length }))
  .filter(elements => associationComplaint(elements) === undefined)

const joined = (elements: readonly Element[]): string =>
  elements.map(({ identifier, value }) => identifier.ai + value + (identifier.predefined ? '' : GS)).join('')
const pairs = (elements: readonly Element[]) => elements.map(({ identifier: { ai }, value }) => ({ ai, value }))
const context = { year: 2026 }

describe('every identifier of the dictionary', () => {
  it('has values that are right', () => {
    const isRight = ({ identifier, value }: Element): boolean => valueComplaint(identifier, value) === undefined
    for (const identifier of all) fc.assert(fc.property(elementOf(identifier), isRight), { numRuns: 10 })
  })
})

describe('a valid label', () => {
  it('is read as it was built, with brackets too', () => {
    fc.assert(
      fc.property(label, elements => {
        const reading = readScan(`]C1${joined(elements)}${GS}`, context)
        expect(reading).toMatchObject({ ok: true, syntax: 'gs1', elements: pairs(elements), problem: null })
        expect(readScan(reading.bracketed ?? '', context)).toMatchObject({
          ok: true,
          elements: pairs(elements),
          bracketed: reading.bracketed,
        })
      }),
      { numRuns: 500 },
    )
  })

  it('is printed so that it reads the same', () => {
    fc.assert(
      fc.property(label, elements => {
        const parsed = parseSeparated(elementString(elements))
        const sorted = (list: readonly Element[]): string[] => list.map(bracketed).toSorted()
        expect('elements' in parsed && sorted(parsed.elements)).toEqual(sorted(elements))
      }),
      { numRuns: 300 },
    )
  })

  it('without its separators is never silently read as another', () => {
    let taken = 0
    fc.assert(
      fc.property(label, elements => {
        const text = joined(elements).replaceAll(GS, '')
        const { ways, cut } = allWays(text)
        // The true reading is among all ways: who counted one way counted this one.
        expect(cut || ways.some(way => way.map(bracketed).join() === elements.map(bracketed).join())).toBe(true)
        const reading = readScan(`]C1${text}`, context)
        if (reading.ok) expect(reading.elements).toEqual(pairs(elements))
        taken += reading.ok ? 1 : 0
      }),
      { numRuns: 250 },
    )
    expect(taken).toBeGreaterThan(0)
  })

  it('with another digit anywhere in a proven value is refused', () => {
    const proven = all.filter(({ parts }) => parts[0]?.checks.includes('csum'))
    fc.assert(
      fc.property(one(proven).chain(elementOf), fc.nat(), fc.integer({ min: 1, max: 9 }), ({ identifier, value }, place, more) => {
        const length = identifier.parts[0]?.max ?? 0
        const at = place % length
        const wrong = value.slice(0, at) + String((Number(value[at]) + more) % 10) + value.slice(at + 1)
        expect([wrong, valueComplaint(identifier, wrong)]).not.toEqual([wrong, undefined])
      }),
      { numRuns: 500 },
    )
  })

  it('with a companion taken away is refused', () => {
    const needy = all.filter(({ needs }) => needs.length > 0)
    fc.assert(
      fc.property(one(needy).chain(elementOf), ({ identifier, value }) => {
        expect(readScan(`]C1${identifier.ai}${value}${GS}`, context)).toMatchObject({ ok: false, elements: [] })
      }),
      { numRuns: 200 },
    )
  })
})
