import { describe, expect, test } from 'vitest'
import {
  all,
  alternative,
  type Bounds,
  cleanAlternative,
  drawOf,
  leftAfter,
  NONE,
  portionOf,
  takenFrom,
  union,
} from '../../src/genealogy/share.ts'

const bounds = (min: number, expected: number, max: number): Bounds => ({ min, expected, max })
const pieces = { childHomogeneous: false, childCountable: true, bothCountable: true }

describe('a draw from a lot', () => {
  test.each([
    ['more than the clean part', 100, all(60), 70, bounds(30, 42, 60)],
    ['less than the clean part', 100, all(60), 40, bounds(0, 24, 40)],
    ['a suspect part that is itself uncertain', 100, bounds(10, 20, 30), 95, bounds(5, 19, 30)],
    ['all of it', 100, all(60), 100, all(60)],
    ['more than the record knows', 10, all(10), 15, bounds(10, 10, 10)],
    ['nothing suspect in it', 100, NONE, 50, NONE],
  ])('%s', (_, contents, suspect, quantity, taken) => {
    expect(takenFrom(contents, suspect, quantity, NONE)).toEqual(taken)
  })

  test('what is of unknown origin may be suspect where the lot ever held any', () => {
    expect(takenFrom(10, all(10), 15, bounds(0, 0.5, 1))).toEqual(bounds(10, 12.5, 15))
  })

  test('what is left', () => {
    expect(leftAfter(100, all(60), 70)).toEqual(bounds(0, 18, 30))
    expect(leftAfter(100, all(60), 30)).toEqual(bounds(30, 42, 60))
  })
})

describe('alternatives of one draw', () => {
  test('what the others cannot have given is certain', () => {
    const suspect = alternative(bounds(40, 57, 80), 100, all(100))
    expect(drawOf(80, [cleanAlternative(bounds(0, 23, 40)), suspect])).toEqual(bounds(40, 57, 80))
  })

  test('what is missing in the record proves nothing and excludes nothing', () => {
    const suspect = alternative(all(50), 50, all(50))
    expect(drawOf(100, [suspect])).toEqual(bounds(50, 100, 100))
    expect(drawOf(100, [cleanAlternative(all(50))])).toEqual(NONE)
  })
})

describe('from the draw to the units of the child', () => {
  test.each([
    ['one piece each', bounds(0, 22, 40), 80, 80, 80, bounds(0, 22, 40)],
    ['four pieces each, together or spread', all(5), 40, 10, 10, bounds(2, 10 * (1 - (35 / 40) ** 4), 5)],
    ['one sheet for four parts', all(2), 10, 40, 40, all(8)],
    ['scrap may have taken the suspect ones', all(5), 10, 10, 8, bounds(3, 4, 5)],
  ])('%s', (_, suspect, drawQ, total, good, portion) => {
    expect(portionOf(suspect, drawQ, { ...pieces, total, good })).toEqual(portion)
  })

  test('a melt is suspect as a whole, scrap or not', () => {
    expect(
      portionOf(bounds(0, 1, 2), 10, { total: 10, good: 8, childHomogeneous: true, childCountable: false, bothCountable: false }),
    ).toEqual(bounds(0, 8, 8))
  })

  test('different components of the same units', () => {
    expect(union(bounds(3, 4, 5), bounds(2, 5, 7), 10)).toEqual(bounds(3, 7, 10))
  })
})
