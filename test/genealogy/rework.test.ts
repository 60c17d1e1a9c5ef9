import { expect, test } from 'vitest'
import { LotGraph, type MovementKind } from '../../src/genealogy/graph.ts'
import { timedReach } from '../../src/genealogy/reach.ts'
import { type Bounds, NONE } from '../../src/genealogy/share.ts'
import { weigh } from '../../src/genealogy/weigh.ts'

const [SUSPECT, CLEAN, LOT] = [1, 2, 3]

interface Into {
  readonly of: readonly [parent: number, min: number, max?: number][]
  /** So many, and each parent goes into all of them. */
  readonly each?: number
  readonly good?: number
}

/** 100 of a lot, and what happens to it, event by event. */
class Shop {
  readonly graph = new LotGraph()
  private event = 0

  constructor(of: { suspect: number; homogeneous?: boolean }) {
    for (const lot of [SUSPECT, CLEAN]) this.graph.addLot(lot, { countable: true })
    this.graph.addLot(LOT, { countable: !of.homogeneous, homogeneous: of.homogeneous ?? false })
    for (const lot of [SUSPECT, CLEAN]) this.move(lot, 'received', 1000)
    if (of.suspect > 0) this.make({ of: [[SUSPECT, of.suspect]] })
    if (of.suspect < 100) this.make({ of: [[CLEAN, 100 - of.suspect]] })
  }

  make({ of, each, good }: Into): void {
    const sum = of.reduce((sum, [, q]) => sum + q, 0)
    const total = each ?? sum
    this.event++
    for (const [parent, min, max = min] of of) this.add(parent, 'consumed', -max)
    for (const [parent, min, max = min] of of) {
      const [at, quantity] = [this.event * 10, { qMin: min, qExp: (min + max) / 2, qMax: max, drawQ: each === undefined ? sum : min }]
      const event = {
        since: this.event,
        line: parent,
        came: at,
        left: at,
        taken: this.event,
        put: this.event,
        draw: each === undefined ? 1 : parent,
      }
      this.graph.addLink({ ...event, parent, child: LOT, ...quantity, portion: good ?? total, total })
    }
    this.add(LOT, 'produced', good ?? total)
  }

  move(lot: number, kind: MovementKind, delta: number): void {
    this.event++
    this.add(lot, kind, delta)
  }

  private add(lot: number, kind: MovementKind, delta: number): void {
    this.graph.addMovement({ since: this.event, line: delta > 0 ? 9 : lot, lot, kind, delta, at: this.event * 10 })
  }
}

const half: Into = { of: [[LOT, 50]] }
const shop = (suspect: number, ...events: readonly (Into | number)[]): Shop => played(new Shop({ suspect }), events)
const melt = (suspect: number, ...events: readonly (Into | number)[]): Shop => played(new Shop({ suspect, homogeneous: true }), events)
function played(of: Shop, events: readonly (Into | number)[]): Shop {
  for (const event of events) {
    if (typeof event === 'number') of.move(LOT, 'shipped', -event)
    else of.make(event)
  }
  return of
}
const exactly = (quantity: number): Bounds => ({ min: quantity, expected: quantity, max: quantity })

/** All of the lot, or what became suspect of it, affected and on hand. */
test.each<[string, Shop, number, Bounds, Bounds]>([
  ['the lot itself is suspect, half of it is reworked', shop(0, half), LOT, exactly(100), exactly(100)],
  ['… and half of it once more', shop(0, half, half), LOT, exactly(100), exactly(100)],
  ['… and 20 were shipped between', shop(0, half, 20, half), LOT, exactly(100), exactly(80)],
  ['… and 5 were scrapped by the rework', shop(0, { of: [[LOT, 50]], good: 45 }), LOT, exactly(100), exactly(95)],
  [
    '… and 10 clean ones were put in',
    shop(0, {
      of: [
        [LOT, 50],
        [CLEAN, 10],
      ],
    }),
    LOT,
    exactly(110),
    exactly(110),
  ],
  ['40 are suspect, half of the lot is reworked', shop(40, half), SUSPECT, exactly(40), exactly(40)],
  ['… twice', shop(40, half, half), SUSPECT, exactly(40), exactly(40)],
  ['… and 20 were shipped between', shop(40, half, 20, half), SUSPECT, exactly(40), { min: 20, expected: 32, max: 40 }],
  ['… and 5 were scrapped by it', shop(40, { of: [[LOT, 50]], good: 45 }), SUSPECT, exactly(40), { min: 35, expected: 38, max: 40 }],
  [
    'nothing was suspect before, 10 suspect units are put in',
    shop(0, {
      of: [
        [LOT, 50],
        [SUSPECT, 10],
      ],
    }),
    SUSPECT,
    exactly(10),
    exactly(10),
  ],
  [
    'a suspect component goes into each reworked unit',
    shop(0, {
      of: [
        [LOT, 50],
        [SUSPECT, 50],
      ],
      each: 50,
    }),
    SUSPECT,
    exactly(50),
    exactly(50),
  ],
  ['a melt: 40 are suspect, so all is', melt(40, half), SUSPECT, exactly(100), exactly(100)],
  [
    '… and 10 clean ones are blended into half of it',
    melt(40, {
      of: [
        [LOT, 50],
        [CLEAN, 10],
      ],
    }),
    SUSPECT,
    exactly(110),
    exactly(110),
  ],
  [
    'a clean melt, 10 suspect ones are blended into half of it',
    melt(0, {
      of: [
        [LOT, 50],
        [SUSPECT, 10],
      ],
    }),
    SUSPECT,
    exactly(110),
    exactly(110),
  ],
  ['another lot was suspect', shop(0, half), SUSPECT, NONE, NONE],
  [
    '60 are suspect, 10 more suspect ones come to 80 that are reworked',
    shop(60, {
      of: [
        [LOT, 80],
        [SUSPECT, 10],
      ],
    }),
    SUSPECT,
    exactly(70),
    exactly(70),
  ],
])('%s', (_, { graph }, seed, affected, onHand) => {
  const weights = weigh(graph, timedReach(graph, { direction: 'forward', seeds: [{ lot: seed }] }))
  const of = ({ min, expected, max }: Bounds): number[] => [min, expected, max].map(quantity => Math.round(quantity * 1000) / 1000)
  expect({ affected: of(weights.affected(LOT)), onHand: of(weights.onHand(LOT)) }).toEqual({ affected: of(affected), onHand: of(onHand) })
})

test('what left before the lot became suspect is not affected by a rework afterwards', () => {
  const { graph } = shop(0, 30, half)
  const weights = weigh(graph, timedReach(graph, { direction: 'forward', seeds: [{ lot: LOT, after: 45 }] }))
  expect(weights.affected(LOT)).toEqual(exactly(70))
  expect(weights.onHand(LOT)).toMatchObject(exactly(70))
})
