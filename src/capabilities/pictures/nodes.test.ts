import { describe, expect, test } from 'vitest'
import { drawnOf, keyOf } from './nodes.ts'
import { placesOf } from './order.ts'
import type { Group } from './queries.ts'

let last = 0
const group = (side: number, material: string, size: number, more: Partial<Group> = {}): Group => {
  const lots = Array.from({ length: size }, () => ++last)
  const named = { site: 'main', material, description: null, unit: 'pcs', kind: 'lot' as const, operation: null, workCenter: null }
  return { side, certain: true, ...named, standing: 'normal', left: true, onHand: '1', first: 'a', last: 'z', size, lots, ...more }
}
const lotsIn = (drawn: readonly { lots: readonly number[] }[]): number[] => drawn.flatMap(({ lots }) => lots).sort((a, b) => a - b)

describe('nodes of a picture', () => {
  test('a few lots are drawn one by one', () => {
    const drawn = drawnOf([group(0, 'BAR', 1), group(1, 'PART', 5)], new Set())
    expect(drawn.map(({ side, lots }) => [side, lots.length])).toEqual([[0, 1], ...Array.from({ length: 5 }, () => [1, 1])])
  })

  test('many are drawn by group, and one that is opened lot by lot', () => {
    const groups = [group(0, 'BAR', 1), group(1, 'PART', 50), group(2, 'UNIT', 30)]
    expect(drawnOf(groups, new Set()).map(({ lots, expandable }) => [lots.length, expandable])).toEqual([
      [1, false],
      [50, true],
      [30, true],
    ])
    const opened = drawnOf(groups, new Set([keyOf(groups[2])]))
    expect(opened.map(({ lots }) => lots.length)).toEqual([1, 50, ...Array.from({ length: 30 }, () => 1)])
  })

  test.each([
    { name: 'an opened group that is too large', groups: () => [group(0, 'BAR', 1), group(1, 'PART', 900)], opens: 1 },
    {
      name: 'too many groups',
      groups: () => [group(0, 'BAR', 1), ...Array.from({ length: 400 }, (_, n) => group(1 + (n % 4), `M${n}`, 1 + n))],
    },
    {
      name: 'both',
      groups: () => [group(0, 'BAR', 1), ...Array.from({ length: 200 }, (_, n) => group(1, `M${n}`, 60))],
      opens: 7,
    },
  ])('$name stays within the limit, and no lot is lost or drawn twice', ({ groups: make, opens }) => {
    const groups = make()
    const drawn = drawnOf(groups, new Set(opens === undefined ? [] : [keyOf(groups[opens])]))
    expect(drawn.length).toBeLessThanOrEqual(150)
    expect(lotsIn(drawn)).toEqual(lotsIn(groups))
    expect(new Set(drawn.map(({ key }) => key)).size).toBe(drawn.length)
    // What was left over says how much of it is certain.
    for (const { group: of, certain, lots } of drawn) if (of === null) expect(certain).toBe(lots.length)
  })

  test('the seed keeps its place however small it is', () => {
    const groups = [...Array.from({ length: 300 }, (_, n) => group(1, `M${n}`, 9)), group(0, 'BAR', 1)]
    expect(drawnOf(groups, new Set()).find(({ side }) => side === 0)?.group?.material).toBe('BAR')
  })
})

describe('places', () => {
  const tie = (from: string, to: string) => ({ from, to, links: 1 })

  test('a node stands after all that lead to it, on its own side of the seed', () => {
    const nodes = [
      { key: 'vendor', side: -1 },
      { key: 'made', side: -1 },
      { key: 'seed', side: 0 },
      { key: 'near', side: 1 },
      { key: 'far', side: 1 },
    ]
    const ties = [
      tie('vendor', 'made'),
      tie('vendor', 'seed'),
      tie('made', 'seed'),
      tie('seed', 'near'),
      tie('seed', 'far'),
      tie('near', 'far'),
    ]
    const places = placesOf(nodes, ties)
    expect(nodes.map(({ key }) => [key, places.get(key)?.column])).toEqual([
      ['vendor', -2],
      ['made', -1],
      ['seed', 0],
      ['near', 1],
      ['far', 2],
    ])
  })

  test('what goes round in a circle stands somewhere, and each once', () => {
    const nodes = ['a', 'b', 'c'].map(key => ({ key, side: 1 }))
    const places = placesOf([{ key: 'seed', side: 0 }, ...nodes], [tie('seed', 'a'), tie('a', 'b'), tie('b', 'c'), tie('c', 'a')])
    expect([...places.values()].every(({ column }) => Number.isInteger(column))).toBe(true)
    expect(places.size).toBe(4)
  })

  test('rows follow the neighbours, so that lines need not cross', () => {
    const names = ['a', 'b', 'c']
    const nodes = [
      ...names.map(name => ({ key: `${name}0`, side: 0 })),
      ...[...names].reverse().map(name => ({ key: `${name}1`, side: 1 })),
    ]
    const places = placesOf(
      nodes,
      names.map(name => tie(`${name}0`, `${name}1`)),
    )
    for (const name of names) expect(places.get(`${name}1`)?.row).toBe(places.get(`${name}0`)?.row)
  })
})
