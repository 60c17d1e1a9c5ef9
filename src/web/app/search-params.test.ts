import { describe, expect, it } from 'vitest'
import { many, one, parseParams, seedOf, seedText, stringifyParams } from './search-params.ts'

describe('the address bar', () => {
  it('keeps single words and lists, and drops what is empty', () => {
    const text = stringifyParams({ seed: ['A~1', 'B~2'], known: undefined, list: 'call', sort: '' })
    expect(text).toBe('?seed=A%7E1&seed=B%7E2&list=call')
    expect(parseParams(text)).toEqual({ seed: ['A~1', 'B~2'], list: 'call' })
    expect(many(parseParams(text).list)).toEqual(['call'])
    expect(one(parseParams(text).seed)).toBe('A~1')
  })

  it.each([{ material: 'BAR-20', number: 'H 771/203' }, { material: 'A~B', number: '50%~7E' }, { number: 'only~number' }])(
    'carries any lot there and back: %o',
    lot => {
      expect(seedOf(seedText(lot))).toEqual(lot)
    },
  )
})
