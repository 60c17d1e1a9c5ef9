import { describe, expect, it } from 'vitest'
import { isOfPart, type LotPart, many, one, parseParams, partOf, seedOf, seedText, stringifyParams, traceSeedOf } from './search-params.ts'

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
      expect(partOf(seedText(lot))).toEqual({})
    },
  )

  it.each([
    [
      { material: 'BAR-20', number: 'H~1' },
      { after: '2026-03-02T08:00', until: '2026-03-03T08:00' },
    ],
    [{ material: 'BAR-20', number: 'H-1' }, { run: 'R~1=2' }],
    [{ number: 'H-1' }, { quantity: '12.5' }],
    [
      { material: 'A', number: 'B' },
      { container: '~~T%1', after: '2026-03-02T08:00' },
    ],
  ])('carries part of a lot there and back: %o %o', (lot, part) => {
    const text = seedText({ ...lot, ...part })
    expect(seedOf(text)).toEqual(lot)
    expect(partOf(text)).toEqual(part)
    expect(isOfPart(text)).toBe(true)
    const { after, until: _until, ...rest }: LotPart = part
    expect(traceSeedOf(text)).toMatchObject({ ...lot, ...rest, ...(after ? { after: new Date(after).toISOString() } : {}) })
  })
})
