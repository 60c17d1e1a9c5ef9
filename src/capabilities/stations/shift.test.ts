import { describe, expect, it } from 'vitest'
import { endOfShift } from './shift.ts'

const three = [
  { code: 'early', from: '06:00' },
  { code: 'late', from: '14:00' },
  { code: 'night', from: '22:00' },
]

describe('a shift ends', () => {
  it.each([
    ['in the middle of it', '2026-03-02T09:30:00Z', 'UTC', '2026-03-02T14:00:00.000Z'],
    ['over midnight', '2026-03-02T23:30:00Z', 'UTC', '2026-03-03T06:00:00.000Z'],
    ['for who comes a little early', '2026-03-02T13:50:00Z', 'UTC', '2026-03-02T22:00:00.000Z'],
    ['for who is still there a little before', '2026-03-02T13:45:00Z', 'UTC', '2026-03-02T14:00:00.000Z'],
    ['for who comes as it begins', '2026-03-02T14:00:00Z', 'UTC', '2026-03-02T22:00:00.000Z'],
    ['by the clock of the plant', '2026-07-02T09:30:00Z', 'Europe/Berlin', '2026-07-02T12:00:00.000Z'],
    ['in the night an hour is missing', '2026-03-28T23:00:00Z', 'Europe/Berlin', '2026-03-29T04:00:00.000Z'],
    ['in the night an hour comes twice', '2026-10-24T22:00:00Z', 'Europe/Berlin', '2026-10-25T05:00:00.000Z'],
  ])('%s', (_, at, zone, end) => {
    expect(new Date(endOfShift(three, zone, Date.parse(at))).toISOString()).toBe(end)
  })

  it('a day later, where there is only one', () => {
    const end = (at: string): string => new Date(endOfShift([{ code: 'day', from: '07:00' }], 'UTC', Date.parse(at))).toISOString()
    expect(end('2026-03-02T09:00:00Z')).toBe('2026-03-03T07:00:00.000Z')
    expect(end('2026-03-02T06:50:00Z')).toBe('2026-03-03T07:00:00.000Z')
  })
})
