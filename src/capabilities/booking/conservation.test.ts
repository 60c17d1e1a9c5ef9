import { describe, expect, it } from 'vitest'
import { expectSound, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]
const STEPS = 60

/** Small and repeatable; the seed is in the name of the case. */
function dice(seed: number): (sides: number) => number {
  let state = seed * 2_654_435_761
  return sides => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

/** What anybody on the floor might send next, sense or nonsense: what the rules refuse leaves no trace. */
function step(roll: (sides: number) => number, count: number): Sent {
  const bolts = { number: `B${roll(4)}` }
  const trays = { number: `T${roll(3)}` }
  const quantity = (1 + roll(4000)) / 8
  const any: Sent[] = [
    receive('BOLT', `B${roll(4)}`, quantity),
    {
      type: 'transform',
      inputs: [{ lot: bolts, quantity }],
      outputs: [{ lot: { material: 'TRAY', number: trays.number }, quantity: 1 + roll(20), scrap: roll(3) }],
    },
    { type: 'scrap', lot: roll(2) ? bolts : trays, quantity, reason: 'dirty' },
    { type: 'scrap', lot: bolts, quantity: 1, reason: 'tensile', purpose: 'sample' },
    { type: 'adjust', lot: bolts, quantity, reason: 'counted' },
    { type: 'ship', shipment: `S${count}`, customer: 'C-1', lots: [{ lot: roll(2) ? bolts : trays, quantity: 1 + roll(30) }] },
    { type: 'split', lot: bolts, into: [{ number: `B-${count}`, quantity }] },
    { type: 'merge', lots: [{ lot: bolts, quantity }], into: { material: 'BOLT', number: 'B-ALL' } },
    { type: 'move', lot: bolts, quantity, to: 'DOCK' },
    { type: 'dispose', lots: [{ lot: bolts, quantity: 1 }], disposition: 'return-to-vendor', reason: 'late' },
  ]
  return any[roll(any.length)]
}

const IN = ['received', 'produced', 'split', 'merged', 'serialized', 'unloaded', 'removed', 'returned']

/** Per lot: everything that came in, less everything that left it, is what is there, exactly. */
async function unequal(plant: Plant): Promise<unknown[]> {
  return plant.rows(
    `with sums as (
       select m.lot, coalesce(sum(m.delta) filter (where m.kind = any($2) and m.delta > 0), 0) as came,
         coalesce(-sum(m.delta) filter (where m.kind in ('consumed', 'loaded', 'installed') or (m.kind in ('split', 'merged', 'serialized') and m.delta < 0)), 0) as used,
         coalesce(-sum(m.delta) filter (where m.kind in ('shipped', 'sentBack')), 0) as shipped,
         coalesce(-sum(m.delta) filter (where m.kind = 'scrapped'), 0) as scrapped,
         coalesce(sum(m.delta) filter (where m.kind = 'adjusted'), 0) as adjusted
       from movement m where m.until is null and m.site = $1 group by m.lot)
     select l.number, s.*, (select coalesce(sum(k.quantity), 0) from stock k where k.lot = l.id) as hand from sums s join lot l on l.id = s.lot
     where s.came + s.adjusted <> s.used + s.shipped + s.scrapped + (select coalesce(sum(k.quantity), 0) from stock k where k.lot = l.id)`,
    plant.site,
    IN,
  )
}

describe('material is conserved', () => {
  it.each(SEEDS)('received + made = used + shipped + scrapped + counted + on hand, in random history %i', async seed => {
    const roll = dice(seed)
    const plant = await plantWithBasics(at, ...[0, 1, 2, 3].map(number => receive('BOLT', `B${number}`, 2000)))
    const recorded: string[] = []
    for (let count = 0; count < STEPS; count++) {
      const isCorrection = recorded.length > 3 && roll(8) === 0
      const event: Sent = isCorrection ? { type: 'correct', event: recorded[roll(recorded.length)], reason: 'mistaken' } : step(roll, count)
      const [result] = await plant.send(event)
      if (result?.status === 'recorded' && !isCorrection && result.id) recorded.push(result.id)
    }
    expect(recorded.length, 'the history is one').toBeGreaterThan(10)
    expect(await unequal(plant)).toEqual([])
  })

  it('verifies and can be rebuilt', () => expectSound(at))
})
