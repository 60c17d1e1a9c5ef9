import { expect, test } from 'vitest'
import { LotGraph } from '../../src/genealogy/graph.ts'
import { isSet } from '../../src/genealogy/in-order.ts'
import { reach, timedReach } from '../../src/genealogy/reach.ts'
import { weighByLot, weighInTime, weighUntimed } from '../../src/genealogy/weigh.ts'

interface Made {
  readonly quantity?: number
  readonly drawn?: number
  readonly came?: number
  readonly left?: number
}

const [DELIVERY, PARENT, CHILD] = [1, 2, 3]

/** A delivery, a part of which PARENT is made at 1000, a part of which CHILD is made. */
function chain(child: Made, isParentShipped: boolean): LotGraph {
  const graph = new LotGraph()
  for (const lot of [DELIVERY, PARENT, CHILD]) graph.addLot(lot, {})
  graph.addMovement({ since: 1, line: 1, lot: DELIVERY, kind: 'received', delta: 500, at: 0 })
  make(graph, { lot: PARENT, of: DELIVERY, quantity: 100, drawn: 100, came: 500, left: 1000 })
  if (isParentShipped) graph.addMovement({ since: 2, line: 2, lot: PARENT, kind: 'shipped', delta: -1, at: 1100 })
  make(graph, { lot: CHILD, of: PARENT, quantity: 100, drawn: 10, came: 1500, left: 2000, ...child })
  graph.fold()
  return graph
}

function make(graph: LotGraph, { lot, of, quantity, drawn, came, left }: Required<Made> & { lot: number; of: number }): void {
  graph.addMovement({ since: lot, line: 1, lot, kind: 'produced', delta: quantity, at: left })
  const all = { qMin: drawn, qExp: drawn, qMax: drawn, drawQ: drawn, portion: quantity, total: quantity }
  graph.addLink({ since: lot, line: 1, parent: of, child: lot, ...all, came, left, taken: lot, put: lot, draw: 1 })
}

test.each([
  ['nothing is odd', {}, 'dated'],
  ['its material may have come while the parent was made, but not before that began', { came: 600 }, 'dated'],
  ['its material may have come before that of the parent', { came: 400 }, 'pure'],
  ['it was made while the parent was not there', { came: 900, left: 1000 }, 'neither'],
  ['more was drawn than there was', { quantity: 200, drawn: 101 }, 'neither'],
  ['more was drawn than made', { quantity: 10, drawn: 11 }, 'neither'],
  ['the share of what was drawn, worked out, comes to a little less than all', { quantity: 59, drawn: 3 }, 'neither'],
  ['next to nothing was drawn', { drawn: 1e-10 }, 'neither'],
] as const)('what is settled of a lot beforehand: %s', (_, child, is) => {
  expect(settled(chain(child, false))).toBe(is)
})

test.each([
  ['drawn upon before it was there', { came: 900, left: 1000 }],
  ['too little', { quantity: 200, drawn: 101 }],
])('a parent that left by a movement is looked at when it is weighed, so it is not asked: %s', (_, child) => {
  expect(settled(chain(child, true))).toBe('dated')
})

function settled({ folded }: LotGraph): 'dated' | 'pure' | 'neither' {
  if (!isSet(folded.pure, CHILD)) return 'neither'
  return isSet(folded.dated, CHILD) ? 'dated' : 'pure'
}

test('a dated lot that was reached later than its own material came, out of a lot that is looked at, says so to those made of it', () => {
  const graph = new LotGraph()
  for (const lot of [DELIVERY, PARENT, CHILD, 4]) graph.addLot(lot, {})
  graph.addMovement({ since: 1, line: 1, lot: DELIVERY, kind: 'received', delta: 500, at: 0 })
  make(graph, { lot: PARENT, of: DELIVERY, quantity: 100, drawn: 100, came: 700, left: 1000 })
  // Something is recorded of it beside what made it, and all of it is there.
  graph.addMovement({ since: 2, line: 2, lot: PARENT, kind: 'moved', delta: 0, at: 1000 })
  make(graph, { lot: CHILD, of: PARENT, quantity: 100, drawn: 10, came: 500, left: 2000 })
  make(graph, { lot: 4, of: CHILD, quantity: 100, drawn: 10, came: 600, left: 3000 })
  graph.fold()
  for (const lot of [CHILD, 4]) expect(isSet(graph.folded.dated, lot)).toBe(true)
  const query = { direction: 'forward', seeds: [{ lot: DELIVERY }] } as const
  expect(weighUntimed(graph, reach(graph, query))?.reached).toEqual(timedReach(graph, query))
  expect(timedReach(graph, query).times).toEqual(Float64Array.of(700, 700, 700))
})

test.each([
  ['before it was suspect, and made into something later', { after: 950 }, [0, 0]],
  ['when it was suspect', { after: 930 }, [100, 100]],
  ['of a lot that was suspect from the start', {}, [100, 100]],
] as const)('what was made of a seed is wholly suspect, unless it was drawn earlier: %s', (_, since, affected) => {
  const graph = new LotGraph()
  for (const lot of [DELIVERY, PARENT, CHILD]) graph.addLot(lot, {})
  graph.addMovement({ since: 1, line: 1, lot: DELIVERY, kind: 'received', delta: 500, at: 0 })
  graph.addMovement({ since: 2, line: 2, lot: DELIVERY, kind: 'consumed', delta: -10, at: 940 })
  make(graph, { lot: PARENT, of: DELIVERY, quantity: 100, drawn: 10, came: 900, left: 1000 })
  make(graph, { lot: CHILD, of: PARENT, quantity: 100, drawn: 10, came: 1500, left: 2000 })
  graph.fold()
  for (const lot of [PARENT, CHILD]) expect(isSet(graph.folded.pure, lot)).toBe(true)
  const timed = timedReach(graph, { direction: 'forward', seeds: [{ lot: DELIVERY, ...since }] })
  for (const { columns } of [weighByLot(graph, timed), weighInTime(graph, timed)])
    expect(Array.from(columns.affected.min).slice(1)).toEqual(affected)
})
