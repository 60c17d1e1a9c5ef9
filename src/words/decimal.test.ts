import { expect, it } from 'vitest'
import { markOf, typedDecimal, withMark } from './decimal.ts'

it.each([
  ['en', '.'],
  ['de', ','],
  ['es', ','],
  ['fr', ','],
  ['zh', '.'],
])('in %s the mark is %j', (language, mark) => expect(markOf(language)).toBe(mark))

it.each([
  ['1.5', ',', { value: '1.5' }],
  ['1,5', ',', { value: '1.5' }],
  ['1,5', '.', { value: '1.5' }],
  // With the reader's own mark it is a decimal, however many digits follow.
  ['1,500', ',', { value: '1.500' }],
  ['1.500', '.', { value: '1.500' }],
  // With the other one it may part thousands.
  ['1.500', ',', { ways: ['1.5', '1500'] }],
  ['1,500', '.', { ways: ['1.5', '1500'] }],
  ['-12,500', '.', { ways: ['-12.5', '-12500'] }],
  ['12.000', ',', { ways: ['12', '12000'] }],
  ['0.500', ',', { value: '0.500' }],
  ['1234.500', ',', { value: '1234.500' }],
  ['1.50', ',', { value: '1.50' }],
  ['1500', ',', { value: '1500' }],
])('%j of a reader who writes %j is %j', (typed, mark, read) => expect(typedDecimal(typed, mark)).toEqual(read))

it('what is shown has the mark of the reader, and a name none', () => {
  expect(withMark('1.5 to 2.25', ',')).toBe('1,5 to 2,25')
  expect(withMark('A.B', ',')).toBe('A.B')
})
