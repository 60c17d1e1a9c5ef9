import { expect, it } from 'vitest'
import { asRead } from './as-read.ts'

it.each([
  ['en', '2025-01-31', '31 Jan 2025'],
  ['de', '2025-01-31', '31.01.2025'],
  ['de', '20 kg', '20\u00a0kg'],
  ['en', '1\u202f250.5 pcs', '1\u202f250.5\u00a0pcs'],
  ['de', '20.5 kg', '20,5\u00a0kg'],
  ['fr', '0.125', '0,125'],
  ['zh', '20.5 kg', '20.5\u00a0kg'],
  ['de', 'BAR 20.5', 'BAR 20.5'],
  // A number of a lot is none of a quantity, and a name is neither.
  ['en', '26331-0001', '26331-0001'],
  ['en', 'Deburr 1', 'Deburr 1'],
])('in %s a fact that came as %j is read as %j', (language, came, read) => {
  const { params } = asRead(language, { key: 'any', params: { fact: came }, text: '' })
  expect(params).toEqual({ fact: read })
})

it('a lot whose number looks like a decimal keeps it', () => {
  expect(asRead('de', { key: 'any', params: { lot: '20.5', quantity: '20.5' }, text: '' }).params).toEqual({
    lot: '20.5',
    quantity: '20,5',
  })
})
