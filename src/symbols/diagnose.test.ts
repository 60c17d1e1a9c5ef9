import { describe, expect, it } from 'vitest'
import { type Arrival, diagnose, TEST_SYMBOLS } from './diagnose.ts'
import { KEYBOARD_NAMES, type Keyboard, typedOn } from './layouts.ts'
import { inverted, undone } from './profile.ts'
import { readScan } from './read-scan.ts'

const GS = '\u001d'
const right = (text: string): string => text

/** What arrives of the whole sheet when each text is changed so on its way. */
const sheet = (changed: (text: string) => string, more: Partial<Arrival> = {}): Arrival[] =>
  TEST_SYMBOLS.map(({ name, text }) => ({ name, text: changed(text), suffix: 'enter', gaps: Array.from(text, () => 4), ...more }))
const codes = (arrivals: readonly Arrival[]): string[] => diagnose(arrivals).findings.map(({ code }) => code)
const typed =
  (scanner: Keyboard, computer: Keyboard) =>
  (text: string): string =>
    Array.from(text, letter => typedOn(scanner, computer).get(letter) ?? letter).join('')

describe('the scanner test', () => {
  const rows: [what: string, arrivals: Arrival[], codes: string[], usable: boolean][] = [
    ['all is well', sheet(right), ['suffix', 'speed', 'case', 'layout', 'fnc1', 'complete'], true],
    [
      'with symbology identifiers',
      sheet(text => `${text.includes(GS) ? ']d2' : ']C0'}${text}`),
      ['suffix', 'speed', 'case', 'layout', 'fnc1', 'complete'],
      true,
    ],
    ['Tab', sheet(right, { suffix: 'tab' }), ['suffix', 'speed', 'case', 'layout', 'fnc1', 'complete'], true],
    ['no suffix', sheet(right, { suffix: 'none' }), ['suffix-none', 'speed', 'case', 'layout', 'fnc1', 'complete'], true],
    ['a prefix', sheet(text => `~${text}`), ['suffix', 'speed', 'case', 'layout', 'fnc1', 'complete'], true],
    ['slow', sheet(right, { gaps: [60, 60] }), ['suffix', 'speed-slow', 'case', 'layout', 'fnc1', 'complete'], true],
    ['with long pauses', sheet(right, { gaps: [4, 4, 4, 4, 200] }), ['suffix', 'speed-slow', 'case', 'layout', 'fnc1', 'complete'], true],
    ['Caps Lock', sheet(inverted), ['suffix', 'speed', 'case-inverted', 'layout', 'fnc1', 'complete'], true],
    ['small letters only', sheet(text => text.toLowerCase()), ['suffix', 'speed', 'case-small', 'layout', 'fnc1', 'complete'], true],
    ['FNC1 lost', sheet(text => text.replaceAll(GS, '')), ['suffix', 'speed', 'case', 'layout', 'fnc1-lost', 'complete'], false],
    [
      'FNC1 as a word',
      sheet(text => text.replaceAll(GS, '{GS}')),
      ['suffix', 'speed', 'case', 'layout', 'fnc1-disguised', 'complete'],
      true,
    ],
    ['FNC1 as a sign', sheet(text => text.replaceAll(GS, '|')), ['suffix', 'speed', 'case', 'layout', 'fnc1-disguised', 'complete'], true],
    [
      'the digits that an Alt key left behind',
      sheet(text => text.replaceAll(GS, '029')),
      ['suffix', 'speed', 'case', 'layout', 'fnc1-as-data', 'complete'],
      false,
    ],
    [
      'characters lost',
      sheet(text => (text.length > 100 ? `${text.slice(0, 120)}${text.slice(125)}` : text)),
      ['suffix', 'speed', 'case', 'layout', 'fnc1', 'dropped'],
      false,
    ],
    [
      'no keyboard that we know',
      sheet(text => text.replaceAll('-', '§§')),
      ['suffix', 'speed', 'case', 'layout-unknown', 'fnc1', 'complete'],
      false,
    ],
    [
      'only one symbol scanned',
      sheet(right).slice(0, 1),
      ['suffix', 'speed', 'case-missing', 'layout-missing', 'gs1-missing', 'long-missing'],
      false,
    ],
    ['nothing scanned', [], ['suffix-missing', 'speed-missing', 'case-missing', 'layout-missing', 'gs1-missing', 'long-missing'], false],
  ]
  it.each(rows)('%s', (_, arrivals, found, usable) => {
    expect([codes(arrivals), diagnose(arrivals).isUsable]).toEqual([found, usable])
  })

  it('takes the latest scan of a symbol', () => {
    expect(codes([...sheet(text => text.replaceAll(GS, '')), ...sheet(right)])).toContain('fnc1')
  })

  it('says where characters were lost', () => {
    const { findings } = diagnose(sheet(text => (text.length > 100 ? `${text.slice(0, 120)}${text.slice(125)}` : text)))
    expect(findings.at(-1)?.params).toEqual({ missing: '5', place: '121' })
  })
})

describe('keyboards that differ', () => {
  const pairs = KEYBOARD_NAMES.flatMap(scanner =>
    KEYBOARD_NAMES.filter(computer => computer !== scanner).map(computer => [scanner, computer] as const),
  )
  it.each(pairs)('scanner %s, computer %s', (scanner, computer) => {
    const { findings, profile, isUsable } = diagnose(sheet(typed(scanner, computer)))
    const found = findings.find(({ code }) => code.startsWith('layout'))
    // Spanish and Italian keyboards have all that a label has in the same places.
    const isSame = [scanner, computer].toSorted().join() === 'Italian,Spanish'
    if (isSame) expect(found?.code).toBe('layout')
    else
      expect([found?.params.scanner?.split(' or ').includes(scanner), found?.params.computer?.split(' or ').includes(computer)]).toEqual([
        true,
        true,
      ])
    expect(isUsable).toBe(true)
    // What the profile is for: a label arrives as it was printed.
    for (const label of ['26061-0007', 'WO-77', '010952123454321310TEST'])
      expect(undone(typed(scanner, computer)(label), profile)).toBe(label)
  })

  it('reads a GS1 label through a profile', () => {
    const { profile } = diagnose(sheet(text => typed('US', 'German')(text).replaceAll(GS, '#')))
    const label = typed('US', 'German')(`0109521234543213${'10YZ-1'}${GS}17260101`).replaceAll(GS, '#')
    expect(readScan(undone(label, profile), { year: 2026 })).toMatchObject({ ok: true, bracketed: '(01)09521234543213(10)YZ-1(17)260101' })
  })
})
