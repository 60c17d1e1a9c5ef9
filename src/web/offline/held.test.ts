import { describe, expect, it } from 'vitest'
import type { HeldList } from '../../client/index.ts'
import { NameFilter } from '../../symbols/index.ts'
import { broughtOn, heldIn, heldLots, staleness } from './held.ts'

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

  const ofSeries = heldLots({ at, held: [{ material: 'SEAL', number: 'S-001..S-100', identifiers: ['serials S-001 to S-100'] }] })
  it.each([
    ['one of a series that is held', 'S-042', 'S-042'],
    ['one of it, in small letters', 's-042', 's-042'],
    ['one on a GS1 label', ']C10109506000134352' + '21S-042', 'S-042'],
    ['the lot that stands for all of it', 'S-001..S-100', 'S-001..S-100'],
    ['one behind its end', 'S-101', undefined],
    ['another width', 'S-42', undefined],
  ])('%s', (_what, text, number) => expect(heldIn(text, ofSeries)).toBe(number))

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

describe('what has changed since the station asked last', () => {
  const bar = (number: string) => ({ material: 'BAR', number })
  const whole: HeldList = { at, version: 'a.0', part: 'all', held: [bar('1'), bar('2')], freed: [] }
  const names = (list: HeldList) => list.held.map(({ number }) => number)

  it.each([
    ['nothing', { part: 'same', held: [], freed: [] }, ['1', '2']],
    ['one more', { part: 'more', held: [bar('3')], freed: [] }, ['1', '2', '3']],
    ['one less', { part: 'more', held: [], freed: [{ ...bar('1'), names: ['1'] }] }, ['2']],
    ['all of it', { part: 'all', held: [bar('9')], freed: [] }, ['9']],
  ] satisfies [string, Omit<HeldList, 'at'>, string[]][])('%s', (_what, change, held) => {
    const now = broughtOn(whole, { at, version: 'a.1', ...change })
    expect(names(now)).toEqual(held)
  })

  it('of a filter, what was freed stops no longer, and held again it does', () => {
    const filter = NameFilter.for(2)
    for (const name of ['1', '2']) filter.add(name)
    const first = broughtOn(undefined, { at, version: 'b.0', part: 'all', held: [], freed: [], filter: filter.text() })
    const freed = broughtOn(first, { at, version: 'b.1', part: 'more', held: [], freed: [{ ...bar('1'), names: ['1'] }] })
    const again = broughtOn(freed, { at, version: 'b.2', part: 'more', held: [bar('1')], freed: [] })
    const stops = (list: HeldList) => ['1', '2', '3'].filter(text => heldIn(text, heldLots(list, filter)))
    expect([first, freed, again].map(stops)).toEqual([['1', '2'], ['2'], ['1', '2']])
  })
})
