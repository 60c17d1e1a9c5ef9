import { expect, it } from 'vitest'
import { cell, id, quantities, table } from './paper-table.ts'

const alignmentsOf = (rows: Parameters<typeof table>[2], title: Parameters<typeof table>[0][number] = 'A'): unknown[] =>
  (table([title], ['*'], rows) as { table: { body: { alignment?: string }[][] } }).table.body.map(([one]) => one?.alignment)

it.each([
  ['quantities with their unit', ['20 kg', '1.5 kg', ''], true],
  ['counts', ['3', '12'], true],
  ['days', ['2026-01-31'], false],
  ['one that is not recorded', ['20 kg', 'not recorded'], false],
  ['nothing at all', ['', ''], false],
])('a column of %s stands right: %s', (_what, texts, isRight) => {
  expect(new Set(alignmentsOf(texts.map(text => [text])))).toEqual(new Set([isRight ? 'right' : undefined]))
})

it('a column that is said to be of quantities stands right, also where one is not recorded', () => {
  expect(alignmentsOf([['20 kg'], ['not recorded'], ['']], quantities('A'))).toEqual(['right', 'right', 'right', 'right'])
})

it('a lot is a name, whatever it looks like', () => {
  expect(alignmentsOf([[cell('4711')]])).toEqual([undefined, undefined])
  expect(id('L-4711').font).toBe('JetBrainsMono')
  expect(id('批次').font).toBeUndefined()
})
