import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CALL, type Glance, GONE, glance, LIES, REACHED, SURE, tallyOf } from '../../src/genealogy/glance.ts'
import { kindCode, type LotGraph } from '../../src/genealogy/graph.ts'
import { DUST } from '../../src/genealogy/share.ts'
import { type Weights, weigh } from '../../src/genealogy/weigh.ts'
import { rounds } from '../support/rounds.ts'
import { HiddenPlant, randomOf } from './hidden-plant.ts'
import { reachIn, SPOILED, spoiled } from './spoiled-plant.ts'

const [SHIPPED, RETURNED] = [kindCode('shipped'), kindCode('returned')]
const GONE_KINDS = new Set([kindCode('scrapped'), kindCode('adjusted'), kindCode('sentBack')])

/** What of the lot's list is suspect, by everything that is known. */
function listsOf(weights: Weights, lot: number): Record<'lies' | 'call' | 'gone', { min: number; max: number }> {
  const of = (isIts: (kind: number) => boolean) => {
    const rows = weights.takenOf(lot).filter(({ kind }) => isIts(kindCode(kind)))
    return { min: rows.reduce((sum, row) => sum + row.min, 0), max: rows.reduce((sum, row) => sum + row.max, 0) }
  }
  return { lies: weights.onHand(lot), call: of(kind => kind === SHIPPED), gone: of(kind => GONE_KINDS.has(kind)) }
}

const LISTS = { lies: LIES, call: CALL, gone: GONE } as const

/** Where the first look says something that the weighing does not bear out. */
function contradictions(graph: LotGraph, { lots, marks }: Glance, { weights, known }: { weights: Weights; known: number }): string[] {
  return Array.from(lots).flatMap((lot, slot) => {
    const lists = listsOf(weights, lot)
    const isBack = hasReturned(graph, lot, known)
    const wrong = Object.entries(LISTS).flatMap(([name, list]) => {
      const { min, max } = lists[name as keyof typeof LISTS]
      const isSure = (marks[slot] & (list << 1)) !== 0
      if (isSure && !(min > 0)) return [`lot ${lot} ${name} is not certain: ${min} to ${max}`]
      // What was shipped and came back is not with the customer any more.
      const isLeftOut = max > DUST && (marks[slot] & list) === 0 && !(name === 'call' && isBack)
      return isLeftOut && (marks[slot] & ~1) !== 0 ? [`lot ${lot} ${name} is left out: ${min} to ${max}`] : []
    })
    const isSure = (marks[slot] & SURE) !== 0
    return isSure && !(weights.affected(lot).min > 0) ? [`lot ${lot} is not certain`, ...wrong] : wrong
  })
}

function hasReturned(graph: LotGraph, lot: number, known: number): boolean {
  let found = false
  graph.visitMovements(lot, known, ({ kind }, row) => {
    if (kind[row] === RETURNED) found = true
  })
  return found
}

test.each(SPOILED)('what is sure at first sight is sure when everything is weighed, and nothing is left out: a plant %s', (_, spoiling) => {
  let sure = 0
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 120 }), fc.boolean(), (seed, events, sloppy) => {
      const random = randomOf(seed)
      const graph = spoiled(new HiddenPlant(random(1_000_000), { seed: 0, after: Infinity }, sloppy).run(events).graph, random, {
        ...spoiling,
        misdated: 0,
      })
      const reached = reachIn(graph, random)
      const weights = weigh(graph, reached)
      const seen = glance(graph, reached)
      expect(contradictions(graph, seen, { weights, known: reached.knownAt })).toEqual([])
      sure += tallyOf(seen, REACHED).certain
    }),
    { numRuns: rounds(500) },
  )
  expect(sure).toBeGreaterThan(0)
})
