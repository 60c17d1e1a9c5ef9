import { expect, it } from 'vitest'
import { nextName } from './names.ts'

it.each([
  ['RC', [], 'RC-0001'],
  ['RC', ['RC-0009', 'RC-0002', 'bars of May'], 'RC-0010'],
  ['RC', ['DR-0007'], 'RC-0001'],
  ['DR', ['DR-9999'], 'DR-10000'],
])('the next %s after %j is %s', (prefix, known, next) => {
  expect(nextName(prefix, known)).toBe(next)
})
