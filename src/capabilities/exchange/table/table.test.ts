import { describe, expect, it } from 'vitest'
import { EVENT_TYPES } from '../../events.ts'
import { cellValue, decimal } from './cells.ts'
import { pathOf, typeOf } from './columns.ts'
import { delimiterOf } from './read-table.ts'

const comma = { delimiter: ',', offset: 'Z' }
const semicolon = { delimiter: ';', offset: '+01:00' }

describe('numbers in cells', () => {
  it.each([
    ['12.5', comma, '12.5'],
    ['12,5', comma, '12.5'],
    ['1,250.5', comma, '1250.5'],
    ['1.250,5', comma, '1250.5'],
    ['1,250,000', comma, '1250000'],
    ['1 250,5', comma, '1250.5'],
    ['1,250', semicolon, '1.250'],
    ['1.250,75', semicolon, '1250.75'],
    ['0,125', comma, '0.125'],
    ['-3', comma, '-3'],
    ['1e3', comma, '1e3'],
    ["1'250.5", comma, '1250.5'],
  ])('%s', (text, rules, expected) => {
    expect(decimal(text, rules)).toBe(expected)
  })

  it('does not guess between a thousand and a decimal', () => {
    expect(() => decimal('1,250', comma)).toThrow('"1,250" could be 1250 or 1.250; write it without a comma')
  })
})

describe('times in cells', () => {
  it.each([
    ['2026-03-02T08:00:00Z', '2026-03-02T08:00:00.000Z'],
    ['2026-03-02 08:00', '2026-03-02T07:00:00.000Z'],
    ['2026-03-02 08:00:30+02:00', '2026-03-02T06:00:30.000Z'],
    ['2026-03-02', '2026-03-01T23:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(cellValue('at', { text, rules: semicolon })).toBe(expected)
  })

  it('leaves an expiry a date', () => {
    expect(cellValue('lot.expiresAt', { text: '2026-12-31', rules: semicolon })).toBe('2026-12-31')
  })

  it.each(['02/03/2026', 'tomorrow', '2026-13-01'])('%s is refused', text => {
    expect(() => cellValue('at', { text, rules: comma })).toThrow('is not a time')
  })
})

describe('columns', () => {
  it.each([
    ['Receipts', 'receive'],
    ['Vendors', 'vendor'],
    ['opening-stock', 'openingStock'],
    ['Work Orders', 'workOrder'],
    ['materials', 'material'],
    ['move', 'move'],
    ['work_centers', 'workCenter'],
    ['Sheet1', undefined],
  ])('type %s', (name, expected) => {
    expect(typeOf(name, EVENT_TYPES)).toBe(expected)
  })

  const fields = new Set(['vendor', 'lot', 'quantity'])
  it.each([
    ['Part Number', 'lot.material'],
    ['Lot No.', 'lot.number'],
    ['Supplier Lot', 'vendorLot'],
    ['lot.heat', 'lot.heat'],
    ['qty', 'quantity'],
    ['attr.colour', 'lot.attributes.colour'],
    ['error', ''],
    ['type', ''],
    ['weather', undefined],
    ['__proto__.x', undefined],
    ['lot.__proto__.x', undefined],
  ])('%s', (column, expected) => {
    expect(pathOf(column, { type: 'receive', fields })).toBe(expected)
  })

  it.each([
    ['a;b;c', ';'],
    ['a\tb', '\t'],
    ['"a;b;c;d",e,f', ','],
    ['a|b|c', '|'],
    ['alone', ','],
  ])('delimiter of %s', (header, expected) => {
    expect(delimiterOf(`\n${header}\n1;2`)).toBe(expected)
  })
})
