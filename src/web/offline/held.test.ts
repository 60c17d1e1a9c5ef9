import { describe, expect, it } from 'vitest'
import { heldIn, heldLots, staleness } from './held.ts'

const at = '2026-11-02T08:00:00Z'
const held = heldLots({ at, held: [{ material: 'BAR', number: 'b-17' }] })

describe('a held lot, while the server is away', () => {
  it.each([
    ['its number', 'B-17', 'B-17'],
    ['its number in small letters', 'b-17', 'b-17'],
    ['its number after a symbology identifier', ']C0B-17', 'B-17'],
    ['our own address', 'https://plant.example/s/B-17', 'B-17'],
    ['a Digital Link', 'https://id.example/01/09506000134352/10/B-17?17=271231', 'B-17'],
    ['a GS1 label', ']C10109506000134352' + '10B-17', 'B-17'],
    ['another lot', 'B-170', undefined],
  ])('%s', (_what, text, number) => expect(heldIn(text, held)).toBe(number))

  it('nothing is held by a list that never came', () => expect(heldIn('B-17', undefined)).toBeUndefined())
})

describe('the age of the list', () => {
  const minutes = (count: number) => Date.parse(at) + count * 60_000
  it.each([
    ['young enough', 59, { holdListMinutes: 60, staleHolds: 'stop' as const }, 'fresh'],
    ['too old, and it stops', 61, { holdListMinutes: 60, staleHolds: 'stop' as const }, 'stop'],
    ['from the future, because the clock was set back', -61, { holdListMinutes: 60, staleHolds: 'stop' as const }, 'stop'],
    ['too old, and it warns', 61, { holdListMinutes: 60, staleHolds: 'warn' as const }, 'warn'],
    ['no policy said: an hour, a warning', 61, undefined, 'warn'],
  ])('%s', (_what, age, policies, means) => expect(staleness(held, policies, minutes(age))).toBe(means))

  it('no list at all is treated as an old one', () => expect(staleness(undefined, { staleHolds: 'stop' }, minutes(0))).toBe('stop'))
})
