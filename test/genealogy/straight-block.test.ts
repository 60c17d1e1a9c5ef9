import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linkBuffer, movementBuffer } from '../../src/genealogy/facts.ts'
import { LotGraph, NOW } from '../../src/genealogy/graph.ts'
import { LotSet } from '../../src/genealogy/lot-set.ts'
import { CAME, GOOD, StraightBlocks, TOTAL } from '../../src/genealogy/straight-block.ts'
import { rounds } from '../support/rounds.ts'
import { randomOf } from './hidden-plant.ts'

type Random = (below: number) => number
const PARENTS = 40
const BEGINNING = Date.UTC(2026, 0, 1)

/** Mostly like the ones before; now and then of another size, so that every way of writing a number comes about. */
const oneOf = (random: Random, usual: number, others: readonly number[]): number => (random(8) > 0 ? usual : others[random(others.length)])
const whole = (random: Random): number => oneOf(random, 1 + random(90), [0, 12.375, 70_000, 3e8, 0.1 + 0.2, 5e-10])
const span = (random: Random): number => oneOf(random, random(7_200_000), [0, 1000, 86_400_000 * 400, 1.5, -5000])

/** One lot made of some others, with whatever happened to it; it stands far behind them, or far along in the ledger. */
function lotIn(random: Random, isFolded: boolean): { graph: LotGraph; lot: number } {
  const graph = new LotGraph()
  const lot = oneOf(random, PARENTS + 1 + random(20_000), [PARENTS + 1, 300_000])
  for (let one = 1; one <= PARENTS; one++) graph.addLot(one, {})
  graph.addLot(lot, {})
  const since = oneOf(random, lot, [1, 40_000_000, 3_000_000_000])
  const left = BEGINNING + span(random)
  const came = left - span(random)
  const portion = whole(random)
  const lines = 1 + random(6)
  const later = oneOf(random, lines, [1, 2])
  for (let line = 1, draw = 1; line <= lines; line++, draw += oneOf(random, 1, [0, 3])) {
    const q = whole(random)
    const own = oneOf(random, 0, [1]) * 1000
    graph.addLink({
      since: line > later ? since + 1 : since,
      line,
      parent: 1 + random(PARENTS),
      child: lot,
      draw,
      qMin: oneOf(random, q, [0]),
      qExp: q,
      qMax: q,
      drawQ: q,
      portion,
      total: oneOf(random, portion, [portion + 2]),
      came: came - own,
      left: left - own,
      taken: oneOf(random, since, [0, since - 1]),
      put: since,
      blend: oneOf(random, 0, [0, 1]),
    })
  }
  let at = left
  for (let line = 1; line <= random(5); line++) {
    at += oneOf(random, line === 1 ? 0 : span(random), [0, 1000])
    const kind = line === 1 ? 'produced' : 'consumed'
    const named = random(6) === 0 ? { run: 1 + random(9), reference: random(3) } : {}
    graph.addMovement({ since: since + line * 10, line, lot, kind, delta: line === 1 ? portion : -whole(random), at, ...named })
  }
  if (isFolded) graph.fold()
  return { graph, lot }
}

test.each([
  ['of a common block', true],
  ['of a lot that came since the last fold', false],
])('what is read %s is what was written into it', (_, isFolded) => {
  let common = 0
  fc.assert(
    fc.property(fc.nat(), seed => {
      const random = randomOf(seed)
      const { graph, lot } = lotIn(random, isFolded)
      const wanted = Array.from({ length: PARENTS }, (_, place) => place + 1).filter(() => random(4) > 0)
      const block = new StraightBlocks(graph.folded, NOW, new LotSet(Uint32Array.from(wanted), lot + 1), graph.fresh)
      if (!block.read(lot, !isFolded)) return
      common++
      const all = { links: linkBuffer(), movements: movementBuffer() }
      graph.gather(lot, NOW, all)
      const { columns, size } = all.links
      const rows = Array.from({ length: size }, (_, row) => row)
      const kept = rows.filter(row => wanted.includes(columns.parent[row]))
      expect(block.facts[CAME]).toBe(Math.min(...rows.map(row => columns.came[row])))
      expect(new Set(rows.map(row => columns.draw[row])).size).toBe(size)
      for (const row of rows) {
        expect([columns.mark[row], columns.until[row], columns.since[row]]).toEqual([0, 0, block.put])
        expect([columns.put[row], columns.portion[row], columns.total[row]]).toEqual([block.put, block.facts[GOOD], block.facts[TOTAL]])
        expect([columns.qMin[row], columns.qExp[row], columns.qMax[row]]).toEqual(Array(3).fill(columns.drawQ[row]))
      }
      const { link, move } = block
      expect(block.links).toBe(kept.length)
      kept.forEach((row, place) => {
        const read = [wanted[link.source[place]], link.quantity[place], link.came[place], link.left[place], link.taken[place]]
        expect(read).toEqual([columns.parent[row], columns.drawQ[row], columns.came[row], columns.left[row], columns.taken[row]])
      })
      const { kind, since, delta, at, run, reference } = all.movements.columns
      expect(block.moves).toBe(all.movements.size)
      for (let row = 0; row < block.moves; row++) {
        const read = [move.kind[row], move.since[row], move.delta[row], move.at[row], move.run[row], move.reference[row]]
        expect(read).toEqual([kind[row], since[row], delta[row], at[row], run[row], reference[row]])
      }
    }),
    { numRuns: rounds(1000) },
  )
  expect(common).toBeGreaterThan(100)
})
