import { describe, expect, it } from 'vitest'
import { CHECKS, checkDigit, lettersComplaint } from './checks.ts'
import { IDENTIFIERS, type Letters } from './dictionary.ts'

/** One row per check that the dictionary names: texts it accepts, texts it refuses. */
const ROWS: Readonly<Record<string, [right: string[], wrong: string[]]>> = {
  csum: [
    ['09521234543213', '395212345432131237', '9521234543213', '00000000000000'],
    ['09521234543214', '09521234543223', '19521234543213'],
  ],
  csumalpha: [
    ['1987654Ad4X4bL5ttr2310c2K', '12345678901234567890123NT', '12345_ABCDEFGHIJKLMCP', '22'],
    ['1987654Ad4X4bL5ttr2310c3K', '1987654Ad4X4bL5ttr2310cK2', '1987645Ad4X4bL5ttr2310c2K', '2'],
  ],
  gcppos1: [
    ['1234', '9521234A'],
    ['123', 'A1234', '12A4'],
  ],
  gcppos2: [
    ['01234', 'X9521'],
    ['0123', '0A234'],
  ],
  yymmdd: [
    ['260101', '240229', '000229', '991231'],
    ['260100', '250229', '260431', '261301', '260001', '260132'],
  ],
  yymmd0: [
    ['260100', '240200', '260228'],
    ['260230', '261300', '260099'],
  ],
  yyyymmdd: [
    ['20260101', '20000229', '24000229'],
    ['19000229', '20260100', '20261301'],
  ],
  hh: [
    ['00', '23'],
    ['24', '99'],
  ],
  mi: [['00', '59'], ['60']],
  ss: [['00', '59'], ['60']],
  hhmi: [
    ['0000', '2359'],
    ['2400', '2360'],
  ],
  iso3166: [
    ['276', '840', '004'],
    ['000', '999', '277'],
  ],
  iso3166999: [
    ['276', '999'],
    ['000', '998'],
  ],
  iso3166alpha2: [
    ['DE', 'US'],
    ['XX', 'de', 'D1'],
  ],
  iso4217: [
    ['978', '840', '999'],
    ['000', '979000'],
  ],
  iso5218: [
    ['0', '1', '2', '9'],
    ['3', 'M'],
  ],
  packagetype: [
    ['PX', '200', '8', 'APE'],
    ['XYZ', '0', 'px'],
  ],
  mediatype: [
    ['01', '10', '80', '99'],
    ['00', '11', '30', '79'],
  ],
  latitude: [['0000000000', '1800000000'], ['1800000001']],
  longitude: [['3600000000'], ['3600000001']],
  yesno: [
    ['0', '1'],
    ['2', 'Y'],
  ],
  winding: [
    ['0', '1', '9'],
    ['2', '8'],
  ],
  zero: [
    ['0', '00'],
    ['1', '01'],
  ],
  nonzero: [
    ['1', '0001', '10'],
    ['0', '000'],
  ],
  nozeroprefix: [
    ['1', '10'],
    ['0', '01'],
  ],
  hyphen: [['-'], ['A', '1']],
  hasnondigit: [
    ['1A', '-'],
    ['123', '0'],
  ],
  importeridx: [
    ['0', 'A', 'z', '-', '_'],
    ['.', '!', 'AB'],
  ],
  pcenc: [
    ['A%20B', 'plain', '%41%4a'],
    ['%', 'A%2', '%G1', '%2G'],
  ],
  pieceoftotal: [
    ['0101', '0102', '9999'],
    ['0201', '0001', '0100'],
  ],
  posinseqslash: [
    ['1/1', '1/9'],
    ['2/1', '0/1', '1/0', '1', '1/', 'A/1', '12'],
  ],
  iban: [
    ['GB82WEST12345698765432', 'DE89370400440532013000'],
    ['GB82WEST12345698765431', 'XX82WEST12345698765432', 'GB82', 'gb82west12345698765432'],
  ],
  couponcode: [
    [
      '012345612345611110123',
      '106141416543213150110120',
      '0123456123456111101231011012341234567890',
      '012345612345611110123101101239',
      '0123456123456111101233260101',
      '01234561234561111012332601014251231',
      '01234561234561111012350123456',
      '01234561234561111012390001',
    ],
    [
      '',
      '712345612345611110123',
      '0123456123456',
      '01234561234561111012',
      '012345612345601110123',
      '012345612345611115123',
      '012345612345611110123Z',
      '0123456123456111101238',
      '0123456123456111101233261301',
    ],
  ],
  couponposoffer: [
    ['001234561234560123456', '101234561234560123456', '00123456123456512345678901'],
    ['', '201234561234560123456', '071234561234560123456', '00123456123456012345', '0012345612345601234567'],
  ],
}

describe('the checks of the dictionary', () => {
  const named = new Set([...IDENTIFIERS.values()].flatMap(({ parts }) => parts.flatMap(({ checks }) => checks)))

  it('are all there, each with a row here', () => {
    expect([...named].filter(name => !CHECKS[name])).toEqual([])
    expect([...named].toSorted()).toEqual(Object.keys(ROWS).toSorted())
  })

  it.each(Object.entries(ROWS))('%s', (name, [right, wrong]) => {
    expect(right.length).toBeGreaterThan(0)
    for (const text of right) expect([text, CHECKS[name]?.(text)]).toEqual([text, undefined])
    for (const text of wrong) expect([text, CHECKS[name]?.(text)]).not.toEqual([text, undefined])
  })
})

describe('a check digit', () => {
  // GS1 General Specifications: the digits of GTIN-8, 12, 13, 14, GSIN and SSCC examples.
  it.each(['96385074', '614141123452', '4006381333931', '10614141000415', '106141412345678908'])('of %s', text => {
    expect(checkDigit(text.slice(0, -1))).toBe(text.slice(-1))
  })
})

describe('letters', () => {
  const rows: [Letters, string, boolean][] = [
    ['N', '0123456789', true],
    ['N', '12A', false],
    ['X', '!"%&\'()*+,-./:;<=>?Az_', true],
    ['X', 'A#', false],
    ['X', 'A B', false],
    ['X', 'Ä', false],
    ['Y', '#-/09AZ', true],
    ['Y', 'a', false],
    ['Z', 'Az09-_', true],
    ['Z', '1==', true],
    ['Z', '12==', false],
    ['Z', '1=2', false],
  ]
  it.each(rows)('%s %s: %s', (letters, text, allowed) => {
    expect(lettersComplaint(letters, text) === undefined).toBe(allowed)
  })
})
