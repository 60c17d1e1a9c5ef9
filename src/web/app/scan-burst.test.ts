import { describe, expect, it } from 'vitest'
import { type Burst, fellSilent, grow, quiet, scanned } from './scan-burst.ts'

function typed(text: string, gap: (index: number) => number): { burst: Burst; end: number } {
  let now = 1000
  let burst = quiet
  for (const [index, key] of text.split('').entries()) {
    now += gap(index)
    burst = grow(burst, key, now)
  }
  return { burst, end: now }
}

describe('a burst of keys', () => {
  it('is a scan at the speed of a USB scanner', () => {
    const { burst, end } = typed('LOT-4711', () => 4)
    expect(scanned(burst, end + 4)).toBe('LOT-4711')
  })

  it('is a scan at the uneven speed of a Bluetooth scanner', () => {
    const { burst, end } = typed('MS-26-0417', index => (index % 4 === 0 ? 110 : 12))
    expect(scanned(burst, end + 20)).toBe('MS-26-0417')
  })

  it('is no scan when a person types at 90 ms per key', () => {
    const { burst, end } = typed('heat', () => 90)
    expect(scanned(burst, end + 90)).toBeUndefined()
  })

  it('starts anew after a pause, so that an earlier key is not part of it', () => {
    const first = grow(quiet, 'x', 0)
    let burst = first
    for (const [index, key] of ['A', '1', '7'].entries()) burst = grow(burst, key, 400 + index * 5)
    expect(scanned(burst, 420)).toBe('A17')
  })

  it('is no scan with fewer than three characters', () => {
    const { burst, end } = typed('A1', () => 4)
    expect(scanned(burst, end + 4)).toBeUndefined()
  })

  it('is a scan of two characters where that is a card', () => {
    const { burst, end } = typed('OK', () => 4)
    expect(scanned(burst, end + 4)).toBeUndefined()
    expect(scanned(burst, end + 4, 2)).toBe('OK')
  })

  it('without a suffix is a scan from two characters on where short ones are wanted; one alone has no speed', () => {
    expect(fellSilent(typed('25', () => 4).burst)).toBeUndefined()
    expect(fellSilent(typed('25', () => 4).burst, 1)).toBe('25')
    expect(fellSilent(typed('25', () => 90).burst, 1)).toBeUndefined()
    expect(fellSilent(typed('5', () => 4).burst, 1)).toBeUndefined()
  })
})
