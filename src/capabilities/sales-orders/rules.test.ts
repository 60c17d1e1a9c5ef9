import { describe, expect, it } from 'vitest'
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { completenessOf } from './rules.ts'

const lines = (...entries: [number, string, number][]) =>
  entries.map(([line, material, ordered]) => ({ line, material, ordered: parseQuantity(ordered) }))
const there = (entries: Record<string, number>) =>
  new Map(Object.entries(entries).map(([code, quantity]) => [code, parseQuantity(quantity)]))

describe('what has left against what was ordered', () => {
  it.each([
    ['nothing yet', lines([1, 'A', 10]), {}, ['0'], {}, false],
    ['some of it', lines([1, 'A', 10]), { A: 4 }, ['4'], {}, false],
    ['all of it', lines([1, 'A', 10]), { A: 10 }, ['10'], {}, true],
    ['more', lines([1, 'A', 10]), { A: 12 }, ['10'], { A: '2' }, true],
    ['something else', lines([1, 'A', 10]), { A: 10, B: 3 }, ['10'], { B: '3' }, true],
    ['two lines of one material, in their order', lines([1, 'A', 10], [2, 'A', 5]), { A: 12 }, ['10', '2'], {}, false],
    ['nothing ordered', lines(), { A: 1 }, [], { A: '1' }, true],
  ])('%s', (_, ordered, left, filled, beyond, complete) => {
    const result = completenessOf(ordered, there(left))
    expect(result.lines.map(line => formatQuantity(line.filled))).toEqual(filled)
    expect(Object.fromEntries([...result.beyond].map(([code, quantity]) => [code, formatQuantity(quantity)]))).toEqual(beyond)
    expect(result.complete).toBe(complete)
  })
})
