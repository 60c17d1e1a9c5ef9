import { describe, expect, it } from 'vitest'
import type { AskedCharacteristic } from '../../client/index.ts'
import { isOutside, limitsWords, readRow, sentValues } from './entered-values.ts'

const number: AskedCharacteristic = { code: 'bore', unit: 'mm', min: '19.9', max: '20.1', wanted: 1 }
const texts = (...all: string[]) => ({ bore: { texts: all } })

describe('what a form of values sends', () => {
  it.each<[string, AskedCharacteristic, string[], unknown]>([
    ['a number as it was typed', number, ['20.05'], [{ characteristic: 'bore', value: '20.05', unit: 'mm' }]],
    ['nothing of an empty field', number, [' '], undefined],
    [
      'one value for each number of a sample, with a decimal comma',
      { ...number, wanted: 2 },
      [readRow('20,01 20.02', ',').meant],
      [
        { characteristic: 'bore', value: '20.01', unit: 'mm' },
        { characteristic: 'bore', value: '20.02', unit: 'mm' },
      ],
    ],
    ['a series as one value', { ...number, kind: 'series' }, ['1; 2\n3'], [{ characteristic: 'bore', value: ['1', '2', '3'], unit: 'mm' }]],
    ['no as no', { code: 'bore', kind: 'yesno', wanted: 1 }, ['no'], [{ characteristic: 'bore', value: false }]],
    [
      'a text with its spaces',
      { code: 'bore', wanted: 2 },
      ['two words', 'more'],
      [
        { characteristic: 'bore', value: 'two words' },
        { characteristic: 'bore', value: 'more' },
      ],
    ],
  ])('%s', (_, asked, typed, sent) => {
    expect(sentValues([asked], texts(...typed))).toEqual(sent)
  })

  it('says that it was agreed to only where it was', () => {
    expect(sentValues([number], { bore: { texts: ['30'], accepted: true } })).toEqual([
      { characteristic: 'bore', value: '30', unit: 'mm', accepted: true },
    ])
  })

  it.each<[string, boolean]>([
    ['19.9', false],
    ['20.1', false],
    ['19.899', true],
    ['20.101', true],
    ['', false],
    ['wide', false],
  ])('warns of %s: %s', (typed, warned) => {
    expect(isOutside(number, texts(typed))).toBe(warned)
  })

  it('names limits of one side', () => {
    expect([limitsWords({ min: '1' }), limitsWords({ max: '2' }), limitsWords({})]).toEqual(['at least 1', 'at most 2', ''])
  })
})

describe('a row of numbers', () => {
  it.each<[string, string, string, ReturnType<typeof readRow>]>([
    ['with either mark', '1,5; 2.5\n3', '.', { meant: '1.5; 2.5\n3' }],
    ['of whoever writes three decimals with that mark', '1,500 2,250', ',', { meant: '1.500 2.250' }],
    [
      'whose first comma may part thousands',
      '1234,500 4,500 2,250',
      '.',
      { meant: '1234.500  ', doubtful: { number: '4,500', at: 9, ways: ['4.5', '4500'] } },
    ],
    ['with what is no number', '2 wide', '.', { meant: '2 wide' }],
  ])('%s', (_, typed, mark, read) => {
    expect(readRow(typed, mark)).toEqual(read)
  })
})
