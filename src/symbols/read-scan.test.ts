import { describe, expect, it } from 'vitest'
import { checkCharacter } from '../base/check-character.ts'
import { readScan } from './index.ts'
import type { ReadContext, Syntax } from './reading.ts'

const GTIN = '09521234543213'
const GS = '\u001d'
const context = { year: 2026 }

type Row = [what: string, text: string, syntax: Syntax, shows: string]

/** What is read, in brackets; or the reason why nothing is. */
function shown(text: string, given: ReadContext = context): [Syntax, string | null] {
  const reading = readScan(text, given)
  expect(reading.problem === null).toBe(reading.ok)
  if (!reading.ok) expect([reading.elements, reading.bracketed]).toEqual([[], null])
  return [reading.syntax, reading.ok ? (reading.bracketed ?? reading.text) : reading.reason]
}
const check = (_: string, text: string, syntax: Syntax, shows: string): void => expect(shown(text)).toEqual([syntax, shows])

describe('element strings with separators', () => {
  const read = `(01)${GTIN}(10)ABC(17)260101`
  const body = (separator: string): string => `01${GTIN}10ABC${separator}17260101`
  const rows: Row[] = [
    ['GS', body(GS), 'gs1', read],
    ['Code 128 with its identifier', `]C1${body(GS)}`, 'gs1', read],
    ['DataMatrix', `]d2${body(GS)}`, 'gs1', read],
    ['QR', `]Q3${body(GS)}`, 'gs1', read],
    ['DataBar', `]e0${body(GS)}`, 'gs1', read],
    ['DotCode', `]J1${body(GS)}`, 'gs1', read],
    ['identifier in the other case', `]c1${body(GS)}`, 'gs1', read],
    ['FNC1 in first place sent as GS', `${GS}${body(GS)}`, 'gs1', read],
    ['separator at the end', `${body(GS)}${GS}`, 'gs1', read],
    ['separator after a predefined length', `01${GTIN}${GS}10ABC${GS}17260101${GS}`, 'gs1', read],
    ...[
      '{GS}',
      '<GS>',
      '[GS]',
      '{gs}',
      '\\x1d',
      '\\x1D',
      '\\u001d',
      '\\035',
      '\\F',
      '\\FNC1',
      '{FNC1}',
      '<FNC1>',
      '~d029',
      '&#29;',
      '&#x1d;',
      '^]',
      '␝',
      '↔',
      'Alt+029',
      '<ALT029>',
      '{0x1D}',
      '<1D>',
    ].map((separator): Row => [separator, body(separator), 'gs1', read]),
    ...['|', '^', '~', '#', '$', '@', '`', '}', ']', '\\', ' ', '\t', '\u001e', 'è', 'Ê', '¬'].map(
      (separator): Row => [separator, body(separator), 'gs1', read],
    ),
    ['line end of the scanner', `${body(GS)}\r\n`, 'gs1', read],
    ['two in a row', `01${GTIN}10ABC${GS}${GS}17260101`, 'gs1', 'unknown-identifier'],
    ['values in another order', `]C110ABC${GS}17260101${GS}01${GTIN}`, 'gs1', `(10)ABC(17)260101(01)${GTIN}`],
    ['lot as small letters', `]C101${GTIN}10abc${GS}`, 'gs1', `(01)${GTIN}(10)abc`],
  ]
  it.each(rows)('%s', check)
})

describe('what is wrong with an element string', () => {
  const rows: Row[] = [
    ['check digit', `]C10109521234543214`, 'gs1', 'wrong-value'],
    ['check digit without any mark', '0109521234543214', 'gs1', 'wrong-value'],
    ['check digit of an SSCC', '00395212345432131231', 'gs1', 'wrong-value'],
    ['truncated', `]C10109521234`, 'gs1', 'wrong-value'],
    ['no such month', `]C101${GTIN}17261301`, 'gs1', 'wrong-value'],
    ['no value', `]C101${GTIN}10${GS}17260101`, 'gs1', 'wrong-value'],
    ['too long', `]C101${GTIN}10${'A'.repeat(21)}${GS}`, 'gs1', 'wrong-value'],
    ['letter that no value has', `]C101${GTIN}10A{B#${GS}`, 'gs1', 'wrong-value'],
    ['unknown identifier', `]C101${GTIN}0512${GS}`, 'gs1', 'unknown-identifier'],
    ['companion missing', `]C110ABC${GS}17260101`, 'gs1', 'element-missing'],
    ['content without count', `]C102${GTIN}${GS}`, 'gs1', 'element-missing'],
    ['excluding one another', `]C101${GTIN}02${GTIN}375${GS}`, 'gs1', 'elements-exclude'],
    ['twice with different values', `]C101${GTIN}10A${GS}10B`, 'gs1', 'elements-differ'],
    ['twice with the same value', `]C101${GTIN}10A${GS}10A${GS}17260101`, 'gs1', `(01)${GTIN}(10)A(10)A(17)260101`],
    ['signature over a coupon without serial', `]C12559501101020917${GS}8030ABC${GS}`, 'gs1', 'element-missing'],
    ['nothing in it', ']C1', 'gs1', 'empty'],
  ]
  it.each(rows)('%s', check)

  it('says what the check digit should be', () => {
    expect(readScan('0109521234543214').problem).toBe('(01) GTIN: the check digit 4 is wrong, it should be 3.')
  })
})

describe('element strings whose separators may be lost', () => {
  const rows: Row[] = [
    ['only predefined lengths', `01${GTIN}17260101`, 'gs1', `(01)${GTIN}(17)260101`],
    ['one way to read it', `01${GTIN}10ABC123`, 'gs1', `(01)${GTIN}(10)ABC123`],
    ['a date may begin in the lot', `01${GTIN}10ABC17260101`, 'gs1', 'ambiguous'],
    ['the same, marked', `]C101${GTIN}10ABC17260101`, 'gs1', 'ambiguous'],
    ['a serial may begin in the lot', `01${GTIN}10LOT2101`, 'gs1', 'ambiguous'],
    ['remains of Alt+029 may be data', `01${GTIN}10AB02917260101`, 'gs1', 'ambiguous'],
    [
      'remains of Alt+029 that can be nothing else',
      `01${GTIN}10ABCDEFGHIJKLMNOPQRST029${'17260101'}`,
      'gs1',
      `(01)${GTIN}(10)ABCDEFGHIJKLMNOPQRST(17)260101`,
    ],
    [
      'long lot, so that the date must be one',
      `01${GTIN}10ABCDEFGHIJKLMNOPQRST17260101`,
      'gs1',
      `(01)${GTIN}(10)ABCDEFGHIJKLMNOPQRST(17)260101`,
    ],
    ['order number, or a number that begins with 400', '4001234', 'plain', '4001234'],
    ['internal 90, or a number that begins so', '90ABC', 'plain', '90ABC'],
    ['two ways, neither proven', '90A91B', 'plain', '90A91B'],
  ]
  it.each(rows)('%s', check)

  it('lists the ways', () => {
    expect(readScan(`01${GTIN}10ABC17260101`).candidates.map(({ bracketed }) => bracketed)).toEqual([
      `(01)${GTIN}(10)ABC17260101`,
      `(01)${GTIN}(10)ABC(17)260101`,
    ])
  })

  const text = `01${GTIN}10ABC17260101`
  it.each([
    ['the lot', [{ gtin: GTIN, lot: 'ABC' }], `(01)${GTIN}(10)ABC(17)260101`],
    ['the lot in small letters', [{ lot: 'abc' }], `(01)${GTIN}(10)ABC(17)260101`],
    ['the other lot', [{ lot: 'ABC17260101' }], `(01)${GTIN}(10)ABC17260101`],
    ['both', [{ lot: 'ABC' }, { lot: 'ABC17260101' }], 'ambiguous'],
    ['the material only', [{ gtin: GTIN }], 'ambiguous'],
    ['something else', [{ lot: 'XYZ' }], 'ambiguous'],
    ['nothing', [], 'ambiguous'],
  ])('takes the one that is expected: %s', (_, expected, shows) => {
    expect(shown(text, { ...context, expected })[1]).toBe(shows)
  })

  it('gives up on a text with more ways than anyone can choose from, and never takes one of a search cut short', () => {
    const reading = readScan(`]C191${'9191'.repeat(40)}`, { year: 2026 })
    expect([reading.ok, reading.reason]).toEqual([false, 'ambiguous'])
  })
})

describe('brackets', () => {
  const rows: Row[] = [
    ['plain', `(01)${GTIN}(10)ABC`, 'gs1', `(01)${GTIN}(10)ABC`],
    ['spaces for the eye', `(01) ${GTIN} (10) ABC`, 'gs1', `(01)${GTIN}(10)ABC`],
    ['bracket in a value', `(01)${GTIN}(10)AB(C)`, 'gs1', `(01)${GTIN}(10)AB(C)`],
    ['what would be an identifier, marked', `(01)${GTIN}(10)AB\\(17)260101`, 'gs1', `(01)${GTIN}(10)AB\\(17)260101`],
    ['wrong check digit', '(01)09521234543214', 'gs1', 'wrong-value'],
    ['unknown identifier', `(01)${GTIN}(05)12`, 'gs1', 'unknown-identifier'],
    ['companion missing', '(10)ABC', 'gs1', 'element-missing'],
    ['no value', `(01)${GTIN}(10)`, 'gs1', 'wrong-value'],
  ]
  it.each(rows)('%s', check)
})

describe('retail symbols', () => {
  const rows: Row[] = [
    ['EAN-13', ']E04006381333931', 'gs1', '(01)04006381333931'],
    ['UPC-A with its zero', ']E00614141123452', 'gs1', '(01)00614141123452'],
    ['UPC-A without', ']E0614141123452', 'gs1', '(01)00614141123452'],
    ['EAN-8', ']E496385074', 'gs1', '(01)00000096385074'],
    ['ITF-14', ']I110614141000415', 'gs1', '(01)10614141000415'],
    ['EAN-13 and an add-on', ']E3400638133393112', 'gs1', '(01)04006381333931'],
    ['composite', `]E04006381333931|]e010ABC${GS}17260101`, 'gs1', '(01)04006381333931(10)ABC(17)260101'],
    ['wrong check digit', ']E04006381333932', 'gs1', 'wrong-value'],
    ['without identifier it is a number', '4006381333931', 'plain', '4006381333931'],
  ]
  it.each(rows)('%s', check)

  it('hints that a bare number with a right check digit could be a GTIN', () => {
    expect(readScan('4006381333931').hints).toMatchObject([{ syntax: 'gs1', facts: { gtin: '04006381333931' } }])
    expect(readScan('4006381333932').hints).toEqual([])
  })
})

describe('Digital Link', () => {
  const at = (rest: string): string => `https://id.example.com/${rest}`
  const rows: Row[] = [
    ['key', at(`01/${GTIN}`), 'digital-link', `(01)${GTIN}`],
    ['qualifiers in order', at(`01/${GTIN}/22/2A/10/ABC/21/7`), 'digital-link', `(01)${GTIN}(22)2A(10)ABC(21)7`],
    ['some of them', at(`01/${GTIN}/21/7`), 'digital-link', `(01)${GTIN}(21)7`],
    ['the other order of qualifiers', at(`01/${GTIN}/235/X`), 'digital-link', `(01)${GTIN}(235)X`],
    [
      "attributes and the web's own names",
      at(`01/${GTIN}/10/ABC?17=260101&linkType=all&x`),
      'digital-link',
      `(01)${GTIN}(10)ABC(17)260101`,
    ],
    ['words before the key', at(`shop/parts/01/${GTIN}`), 'digital-link', `(01)${GTIN}`],
    ['percent signs', at(`01/${GTIN}/10/A%2FB%25`), 'digital-link', `(01)${GTIN}(10)A/B%`],
    ['capitals, as QR codes like them', `HTTPS://ID.EXAMPLE.COM/01/${GTIN}/10/ABC`, 'digital-link', `(01)${GTIN}(10)ABC`],
    ['fragment', at(`01/${GTIN}#top`), 'digital-link', `(01)${GTIN}`],
    ['other keys', at('00/395212345432131237?3300=000125'), 'digital-link', '(00)395212345432131237(3300)000125'],
    ['asset with its qualifier', at('8010/9521ABC/8011/12'), 'digital-link', '(8010)9521ABC(8011)12'],
    ['wrong order', at(`01/${GTIN}/10/ABC/22/2A`), 'digital-link', 'digital-link'],
    ['mixed orders', at(`01/${GTIN}/10/ABC/235/X`), 'digital-link', 'digital-link'],
    ['no qualifier of this key', at(`00/395212345432131237/10/ABC`), 'digital-link', 'digital-link'],
    ['qualifier in the query', at(`01/${GTIN}?10=ABC`), 'digital-link', 'digital-link'],
    ['no attribute', at(`01/${GTIN}/21/7?8040=123456789012347`), 'digital-link', 'digital-link'],
    ['unknown number in the query', at(`01/${GTIN}?05=1`), 'digital-link', 'digital-link'],
    ['twice', at(`01/${GTIN}?17=260101&17=260101`), 'digital-link', 'digital-link'],
    ['attribute without value', at(`01/${GTIN}?17=`), 'digital-link', 'digital-link'],
    ['attribute that excludes', at(`01/${GTIN}?37=5`), 'digital-link', 'elements-exclude'],
    ['wrong check digit', at('01/09521234543214'), 'digital-link', 'wrong-value'],
    ['GTIN of 13 digits', at('01/9521234543213'), 'digital-link', 'wrong-value'],
    ['short names', at(`gtin/${GTIN}/lot/ABC`), 'digital-link', 'digital-link'],
    ['empty piece at the end', at(`01/${GTIN}/`), 'digital-link', 'digital-link'],
    ['broken percent sign', at(`01/${GTIN}/10/A%2`), 'digital-link', 'digital-link'],
    ['letter that no value has', at(`01/${GTIN}/10/%C3%A4`), 'digital-link', 'wrong-value'],
    ['compressed', 'https://id.gs1.org/ARHKVAdpQg', 'digital-link', 'digital-link-compressed'],
    ['any other address', 'https://example.com/catalogue/17', 'plain', 'https://example.com/catalogue/17'],
    ['an article, not a compressed link', 'https://example.com/ARTICLE-12345678', 'plain', 'https://example.com/ARTICLE-12345678'],
  ]
  it.each(rows)('%s', check)

  it('knows a compressed link on any host by the check digit in its bits', () => {
    const bits = `00000001${BigInt(GTIN).toString(2).padStart(47, '0')}`.padEnd(60, '0')
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const piece = (bits.match(/.{6}/g) ?? []).map(six => letters[Number.parseInt(six, 2)]).join('')
    expect(shown(`https://example.com/${piece}`)[1]).toBe('digital-link-compressed')
  })
})

describe('envelopes', () => {
  const [RS, EOT] = ['\u001e', '\u0004']
  const fields = (...all: string[]): string => `[)>${RS}06${GS}${all.join(GS)}${RS}${EOT}`
  const rows: Row[] = [
    ['data identifiers', fields('P4711', '1TABC', 'Q100', 'V0815'), 'iso15434', '(P)4711(1T)ABC(Q)100(V)0815'],
    ['application identifiers', `[)>${RS}05${GS}01${GTIN}${GS}10ABC${GS}17260101${RS}${EOT}`, 'iso15434', `(01)${GTIN}(10)ABC(17)260101`],
    ['text elements', `[)>${RS}12${GS}MFR 0815${GS}SEQ 17${RS}${EOT}`, 'iso15434', '(MFR)0815(SEQ)17'],
    ['two formats', `[)>${RS}06${GS}P4711${RS}05${GS}01${GTIN}${RS}${EOT}`, 'iso15434', `(P)4711(01)${GTIN}`],
    ['no trailer', `[)>${RS}06${GS}P4711${GS}Q100`, 'iso15434', '(P)4711(Q)100'],
    ['no EOT', `[)>${RS}06${GS}P4711${GS}Q100${RS}`, 'iso15434', '(P)4711(Q)100'],
    ['no RS', `[)>06${GS}P4711${GS}Q100${EOT}`, 'iso15434', '(P)4711(Q)100'],
    ['empty fields', fields('P4711', '', '1T', '', 'Q100'), 'iso15434', '(P)4711(Q)100'],
    ['words', '[)>{RS}06{GS}P4711{GS}Q100{RS}{EOT}', 'iso15434', '(P)4711(Q)100'],
    ['words in angles', '[)><RS>06<GS>P4711<GS>Q100<RS><EOT>', 'iso15434', '(P)4711(Q)100'],
    ['pictures', '[)>␞06␝P4711␝Q100␞␄', 'iso15434', '(P)4711(Q)100'],
    ['carets', '[)>^^06^]P4711^]Q100^^', 'iso15434', '(P)4711(Q)100'],
    ['one letter for all', '[)>_06_P4711_Q100__', 'iso15434', '(P)4711(Q)100'],
    ['another one', '[)>^06^P4711^Q100^^', 'iso15434', '(P)4711(Q)100'],
    ['small letters', fields('p4711', '1tabc'), 'iso15434', '(P)4711(1T)abc'],
    ['spaces around values', fields('P4711  ', '1T ABC'), 'iso15434', '(P)4711(1T)ABC'],
    ['quantity with unit', fields('7Q100PC', 'Q2.5 KG'), 'iso15434', '(7Q)100PC(Q)2.5 KG'],
    ['DataMatrix that is no GS1', `]d1${fields('P4711')}`, 'iso15434', '(P)4711'],
    ['identifier that is not in our table', fields('P4711', '20L0815'), 'iso15434', '(P)4711(20L)0815'],
    ['separators lost', '[)>06P47111TABCQ100', 'iso15434', 'separators-lost'],
    ['field without identifier', fields('P4711', '-ABC'), 'iso15434', 'unknown-identifier'],
    ['no quantity', fields('QABC'), 'iso15434', 'wrong-value'],
    ['no date', fields('14D20261301'), 'iso15434', 'wrong-value'],
    ['nothing in it', fields(''), 'iso15434', 'empty'],
    ['header only', '[)>', 'iso15434', 'empty'],
    ['unknown format', `[)>${RS}99${GS}P4711${RS}${EOT}`, 'iso15434', 'envelope'],
    ['no format', `[)>${RS}P4711${GS}Q100${RS}${EOT}`, 'iso15434', 'envelope'],
    ['wrong check digit inside', `[)>${RS}05${GS}0109521234543214${RS}${EOT}`, 'iso15434', 'wrong-value'],
    ['field without envelope is a hint', '1TABC123', 'plain', '1TABC123'],
  ]
  it.each(rows)('%s', check)
})

describe('our own', () => {
  const rows: Row[] = [
    ['address', 'https://plant.example:4800/s/26061-0001', 'own', '26061-0001'],
    ['address with signs', 'http://h/base/s/A%2FB?x=1', 'own', 'A/B'],
    ['badge', 'BADGE:0042-77', 'badge', '0042-77'],
    ['plain number', 'LOT-4711', 'plain', 'LOT-4711'],
    ['nothing', '  \r\n', 'plain', 'empty'],
    ['twice in one text is only a hint for a number', 'LOT-4711LOT-4711', 'plain', 'LOT-4711LOT-4711'],
    ['twice in one text', `]C101${GTIN}]C101${GTIN}`, 'gs1', `(01)${GTIN}`],
    ['two that ran together', `]C101${GTIN}]C10104006381333931`, 'plain', 'run-together'],
  ]
  it.each(rows)('%s', check)

  const rule = ['GEAR-{yy}{ddd}-{seq:4}{check}']
  const number = `GEAR-26061-0001${checkCharacter('GEAR-26061-0001')}`
  it.each([
    ['right', number, 'own', number],
    ['small letters', number.toLowerCase(), 'own', number.toLowerCase()],
    ['mistyped', number.replace('0001', '0007'), 'own', 'check-character'],
    ['swapped', number.replace('26061', '26601'), 'own', 'check-character'],
    ['truncated', number.slice(0, -1), 'own', 'check-character'],
    ['of another shape', 'GEAR-X', 'plain', 'GEAR-X'],
  ])('number with check character: %s', (_, text, syntax, shows) => {
    expect(shown(text, { ...context, numbering: rule })).toEqual([syntax, shows])
  })

  it('takes no number for ours where the rule says nothing of its shape', () => {
    expect(shown('1234567', { ...context, numbering: ['{seq:6}{check}'] })).toEqual(['plain', '1234567'])
  })
})

describe('command cards', () => {
  it.each([
    ['DONE', { word: 'DONE', quantity: null, reason: null }],
    ['done', { word: 'DONE', quantity: null, reason: null }],
    ['NEW LOT', { word: 'NEW LOT', quantity: null, reason: null }],
    ['NEW_LOT', { word: 'NEW LOT', quantity: null, reason: null }],
    ['QTY', { word: 'QTY', quantity: null, reason: null }],
    ['QTY:25', { word: 'QTY', quantity: '25', reason: null }],
    ['QTY:2,5', { word: 'QTY', quantity: '2.5', reason: null }],
    ['SCRAP:3:BURR', { word: 'SCRAP', quantity: '3', reason: 'BURR' }],
    ['DONEDONE', { word: 'DONE', quantity: null, reason: null }],
  ])('%s', (text, command) => {
    expect(readScan(text)).toMatchObject({ ok: true, syntax: 'command', command })
  })
  it.each(['QTY:ABC', 'QTY:0', 'QTY:', 'SCRAP:-1', 'QTY:1e3'])('%s has no quantity', text => {
    expect(readScan(text)).toMatchObject({ ok: false, syntax: 'command', reason: 'command' })
  })
  it.each([
    ['QTY:1,500', 'QTY:1,500 may be 1.5 or 1500: write it without a comma.'],
    ['SCRAP:12,000:BURR', 'SCRAP:12,000 may be 12 or 12000: write it without a comma.'],
  ])('%s is asked about', (text, sentence) => {
    expect(readScan(text)).toMatchObject({ ok: false, syntax: 'command', problem: sentence })
  })
  it.each(['DONE:5', 'DONER', 'ALL DONE', 'HOLD:X'])('%s is no command', text => {
    expect(readScan(text).syntax).toBe('plain')
  })
})

describe('what a label says', () => {
  const rows: [string, object][] = [
    [`01${GTIN}17260200${'11251231'}`, { gtin: GTIN, expiresOn: '2026-02-28', producedOn: '2025-12-31' }],
    [`]C101${GTIN}10L1${GS}3025${GS}`, { gtin: GTIN, lot: 'L1', quantity: '25' }],
    [`01${GTIN}3102001250`, { gtin: GTIN, quantity: '12.5', unit: 'kg' }],
    [`01${GTIN}3100001250`, { gtin: GTIN, quantity: '1250', unit: 'kg' }],
    [`]C101${GTIN}310300125030${'12'}${GS}`, { gtin: GTIN, quantity: '12' }],
    ['00395212345432131237', { sscc: '395212345432131237' }],
    [`]C100395212345432131237${'02'}${GTIN}3748${GS}`, { sscc: '395212345432131237', contentGtin: GTIN, quantity: '48' }],
    [`01${GTIN}17990101`, { gtin: GTIN, expiresOn: '1999-01-01' }],
    [`01${GTIN}17760101`, { gtin: GTIN, expiresOn: '2076-01-01' }],
    [
      '[)>\u001e06\u001dPA1\u001d1PB2\u001d1TC3\u001dSD4\u001dVE5\u001dKF6\u001d3SG7\u001d7Q010.50KG\u001d14D20270131\u001e\u0004',
      {
        part: 'A1',
        supplierPart: 'B2',
        lot: 'C3',
        serial: 'D4',
        vendor: 'E5',
        order: 'F6',
        package: 'G7',
        quantity: '10.5',
        unit: 'KG',
        expiresOn: '2027-01-31',
      },
    ],
    ['[)>\u001e06\u001d15D31012027\u001e\u0004', { expiresOn: '2027-01-31' }],
  ]
  it.each(rows)('%j', (text, facts) => {
    expect(readScan(text, context).facts).toEqual(facts)
  })
})
