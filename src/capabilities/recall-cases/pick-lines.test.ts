import { describe, expect, it } from 'vitest'
import { parseQuantity } from '../../base/quantity.ts'
import { Whereabouts } from '../../genealogy/weigh.ts'
import { OnHand, onHandOf } from './on-hand.ts'
import { type GatheredLine, PickLines } from './pick-lines.ts'

const lying = (lot: number, place: string | null, quantity: string, container: string | null = null): GatheredLine => ({
  lot,
  place,
  container,
  quantity: parseQuantity(quantity),
  isCertain: lot % 2 === 1,
})
const told = (lines: PickLines): unknown[] =>
  Array.from({ length: lines.length }, (_, index) => {
    const line = lines.at(index)
    return [...Object.values(lines.standing(line)), lines.quantity(line), lines.isCertain(line)]
  })
const listed = (...rows: GatheredLine[]): PickLines => {
  const lines = new PickLines()
  lines.add(rows)
  return lines
}

// More than eight bytes hold: ten thousand million tons, to the billionth of a kilogram.
const LARGE = '10000000000000.000000001'

it('is the same list wherever it was gathered, however large a quantity is', () => {
  const lines = listed(lying(1, 'B', '5'), lying(2, null, LARGE), lying(3, 'A', '0.000000001', 'BOX'))
  const handed = new PickLines(structuredClone(lines.columns()))
  expect(told(handed)).toEqual(told(lines))
  expect(told(lines).map(row => (row as unknown[])[3])).toEqual(['0.000000001', '5', LARGE].map(text => parseQuantity(text)))
})

describe('some lots lie elsewhere', () => {
  const all = [lying(1, 'A', '1'), lying(1, 'B', '2'), lying(3, 'A', '3'), lying(4, 'C', LARGE), lying(9, 'A', '5')]
  it.each<[string, number[], GatheredLine[]]>([
    ['one in the middle', [3], [lying(3, 'B', '3')]],
    ['the first, in two places by now one', [1], [lying(1, 'C', '3')]],
    ['the last is gone', [9], []],
    ['one that had no line', [5], [lying(5, 'A', '7')]],
    ['all of them', [9, 4, 3, 1], [lying(1, 'X', '1'), lying(9, 'X', LARGE)]],
  ])('%s', (_, touched, rows) => {
    const lines = listed(...all)
    const before = told(lines)
    const kept = all.filter(({ lot }) => !touched.includes(lot))
    expect(told(lines.without(touched, rows))).toEqual(told(listed(...[...kept, ...rows].sort((a, b) => a.lot - b.lot))))
    // Whoever was reading the list of before goes on reading that.
    expect(told(lines)).toEqual(before)
  })
})

it('keeps of what is suspect what the weighing said', () => {
  const lots = Uint32Array.of(2, 5, 7, 9)
  const floats = (...values: number[]): Float64Array => Float64Array.from(values)
  const bounds = { min: floats(10, 2, 0, 0), expected: floats(10, 4, 1, 0), max: floats(10, 6, 3, 0) }
  const weights = new Whereabouts({ lots, onHand: bounds, contents: floats(10, 8, 3, 4), taken: {} as never })
  const kept = new OnHand(structuredClone(onHandOf(weights)))
  expect(kept.onHand(5)).toMatchObject({ min: 2, max: 6, contents: 8 })
  expect(kept.onHand(7)).toMatchObject({ min: 0, max: 3, contents: 3 })
  expect([kept.onHand(2).min > 0, kept.onHand(2).min === kept.onHand(2).contents]).toEqual([true, true])
  for (const lot of [1, 9, 10]) expect(kept.onHand(lot).max).toBe(0)
})
