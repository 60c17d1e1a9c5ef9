import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bundlesOf } from '../../src/genealogy/bundles.ts'
import type { LotGraph } from '../../src/genealogy/graph.ts'
import { type Answer, groupsOf, type LotsKnown } from '../../src/genealogy/groups.ts'
import { timedReach } from '../../src/genealogy/reach.ts'
import { rounds } from '../support/rounds.ts'
import { buildGraph, graphCase, lotCase, OWN } from './random-graph.ts'

interface Move {
  lot: number
  kind: 'produced' | 'shipped' | 'scrapped'
  quantity: number
}
const movesCase = fc.array(
  fc.record({
    lot: fc.integer({ min: 1, max: OWN }),
    kind: fc.constantFrom('produced' as const, 'shipped' as const, 'scrapped' as const),
    quantity: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 14 },
)
const bitsCase = fc.integer({ min: 0, max: 127 })

function graphOf(links: Parameters<typeof buildGraph>[0], moves: readonly Move[], foldAfter: number): LotGraph {
  const graph = buildGraph(links)
  moves.forEach(({ lot, kind, quantity }, index) => {
    graph.addMovement({ since: 100 + index, line: 1, lot, kind, delta: kind === 'produced' ? quantity : -quantity, at: index })
    if (index === foldAfter) graph.fold()
  })
  return graph
}

const known = (held: number, accepted: number): LotsKnown => ({
  kind: Uint32Array.from({ length: OWN + 1 }, (_, lot) => 1 + (lot % 2)),
  place: Uint32Array.from({ length: OWN + 1 }, (_, lot) => lot % 3),
  held: Uint32Array.of(held),
  accepted: Uint32Array.of(accepted),
})

/** The same, said in words of one lot at a time. */
function likenessOf(graph: LotGraph, lot: number, side: number, { kind, place, held, accepted }: LotsKnown): string {
  let [quantity, isShipped] = [0, false]
  graph.visitMovements(lot, Infinity, (columns, row) => {
    quantity += columns.delta[row] ?? 0
    if (columns.kind[row] === 13) isShipped = true
  })
  const isSet = (bits: Uint32Array): boolean => (((bits[0] ?? 0) >>> lot) & 1) === 1
  const standing = isSet(held) ? 'suspect' : isSet(accepted) ? 'accepted' : isShipped && quantity <= 0 ? 'transferred' : 'normal'
  return [side, kind[lot], place[lot], standing, quantity > 0].join(' ')
}

test('every lot stands in the group it belongs to, once, with the links between groups; opened or not', () => {
  fc.assert(
    fc.property(
      graphCase,
      movesCase,
      fc.nat(14),
      lotCase,
      fc.tuple(bitsCase, bitsCase),
      fc.nat(3),
      (links, moves, fold, lot, bits, most) => {
        const graph = graphOf(links, moves, fold)
        const facts = known(...bits)
        const answers = (['forward', 'back'] as const).map((direction): Answer => {
          const reached = timedReach(graph, { direction, seeds: [{ lot }] })
          return { reached, ids: reached.ids, isCertain: null }
        })
        const [forward, back] = answers
        const sides = new Map<number, number>([...(back?.ids ?? [])].map(id => [id, -1]))
        for (const id of forward?.ids ?? []) sides.set(id, 1)
        sides.set(lot, 0)
        const expected = new Map<string, number[]>()
        for (const [id, side] of sides) {
          const key = likenessOf(graph, id, side, facts)
          expected.set(key, [...(expected.get(key) ?? []), id])
        }
        const whole = groupsOf(graph, { answers, known: facts, open: [], openMost: 0 })
        const told = whole.groups.map(({ side, kind, place, standing, left, size, first, last }) => ({
          key: [side, kind, place, standing, left].join(' '),
          size,
          first,
          last,
        }))
        const byKey = (a: { key: string }, b: { key: string }): number => (a.key < b.key ? -1 : 1)
        expect(told.sort(byKey)).toEqual(
          [...expected].map(([key, ids]) => ({ key, size: ids.length, first: Math.min(...ids), last: Math.max(...ids) })).sort(byKey),
        )
        const open = whole.groups.map(({ side, kind, place, standing, left, certain }) => ({ side, kind, place, standing, left, certain }))
        const opened = groupsOf(graph, { answers, known: facts, open, openMost: most })
        expect(opened.groups.reduce((sum, { size }) => sum + size, 0)).toBe(sides.size)
        for (const group of opened.groups) if (group.of >= 0) expect(group).toMatchObject({ size: 1, first: group.last })
        // Put together again, the links of what was opened are those of the groups, and those within a group beside.
        const wholeOf = (index: number): number => opened.groups[index]?.of ?? -1
        const home = (index: number): number => (wholeOf(index) < 0 ? index : wholeOf(index))
        const name = (groups: typeof opened.groups, index: number): string => {
          const { side, kind, place, standing, left } = groups[index] ?? {}
          return [side, kind, place, standing, left].join(' ')
        }
        const sums = new Map<string, number>()
        for (const { from, to, links: count } of opened.bundles) {
          if (home(from) === home(to)) continue
          const key = `${name(opened.groups, home(from))} > ${name(opened.groups, home(to))}`
          sums.set(key, (sums.get(key) ?? 0) + count)
        }
        if (answers.every(({ reached }) => reached.ids.every(id => id !== lot)) && back?.ids.every(id => !forward?.ids.includes(id)))
          expect(sums).toEqual(
            new Map(whole.bundles.map(({ from, to, links: count }) => [`${name(whole.groups, from)} > ${name(whole.groups, to)}`, count])),
          )
      },
    ),
    { numRuns: rounds(3000) },
  )
})

test('in one direction the links are those that are counted group by group', async () => {
  await fc.assert(
    fc.asyncProperty(graphCase, lotCase, fc.constantFrom('forward' as const, 'back' as const), async (links, lot, direction) => {
      const graph = buildGraph(links)
      const reached = timedReach(graph, { direction, seeds: [{ lot }] })
      const { groups, bundles } = groupsOf(graph, {
        answers: [{ reached, ids: reached.ids, isCertain: null }],
        known: known(0, 0),
        open: [],
        openMost: 0,
      })
      const groupOf = new Map<number, number>()
      for (const id of [lot, ...reached.ids]) {
        const side = id === lot ? 0 : direction === 'back' ? -1 : 1
        groupOf.set(
          id,
          groups.findIndex(group => group.side === side && group.kind === 1 + (id % 2) && group.place === id % 3),
        )
      }
      const sorted = (all: readonly { from: number; to: number }[]) => [...all].sort((a, b) => a.from - b.from || a.to - b.to)
      expect(sorted(bundles)).toEqual(sorted(await bundlesOf(graph, reached, groupOf)))
    }),
    { numRuns: rounds(2000) },
  )
})
