import { describe, expect, it } from 'vitest'
import { expectSound, type Plant, plantWithBasics, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const lot = (number: string): { number: string } => ({ number })
const pass = (number: string, more: object = {}): Sent => ({ type: 'pass', lot: lot(number), workCenter: 'WC-1', ...more })
const split = (number: string, into: Record<string, number>): Sent => ({
  type: 'split',
  lot: lot(number),
  into: Object.entries(into).map(([part, quantity]) => ({ number: part, quantity })),
})
const merge = (into: string, ...numbers: string[]): Sent => ({
  type: 'merge',
  lots: numbers.map(number => ({ lot: lot(number) })),
  into: lot(into),
})
const order = {
  type: 'workOrder',
  number: 'WO',
  material: 'PART',
  quantity: 100,
  operations: [
    { sequence: 10, name: 'Drill', workCenter: 'WC-1' },
    { sequence: 20, name: 'Ream', workCenter: 'WC-1' },
  ],
}
const made = (number: string, quantity: number): Sent => ({
  type: 'transform',
  workOrder: 'WO',
  workCenter: 'WC-2',
  inputs: [],
  outputs: [{ lot: { material: 'PART', number }, quantity }],
})
const reported = async (plant: Plant, number: string): Promise<(number | null)[]> => {
  const rows = await plant.rows<{ operation: number | null }>(
    `select g.operation from ledger g join movement m on m.since = g.position join lot l on l.id = m.lot
     where l.site = $1 and l.number = $2 and g.type = 'pass' and m.kind = 'worked' order by g.sequence`,
    plant.site,
    number,
  )
  return rows.map(({ operation }) => operation)
}

describe('a lot at a work center with two operations', () => {
  /** What was done; which operation the last report of the lot is of. */
  const cases: [string, Sent[], string, number[]][] = [
    ['goes on to the second', [pass('L'), pass('L')], 'L', [10, 20]],
    ['a part of it goes on where the whole was', [pass('L'), split('L', { A: 4 }), pass('A')], 'A', [20]],
    ['so does the rest', [pass('L'), split('L', { A: 4 }), pass('L')], 'L', [10, 20]],
    ['a part of a part', [pass('L'), split('L', { A: 4 }), split('A', { B: 1 }), pass('B')], 'B', [20]],
    ['a part that was parted before begins at the first', [split('L', { A: 4 }), pass('L'), pass('A')], 'A', [10]],
    ['a part of a lot half done may be the other half', [pass('L', { quantity: 5 }), split('L', { A: 4 }), pass('A')], 'A', [10]],
    [
      'but not most of a lot of which most was done',
      [pass('L', { quantity: 9 }), split('L', { A: 8 }), pass('A', { quantity: 1 }), pass('A')],
      'A',
      [10, 20],
    ],
    ['reported in two goes', [pass('L', { quantity: 5 }), pass('L', { quantity: 5 }), split('L', { A: 4 }), pass('A')], 'A', [20]],
    ['two that are through are through as one', [pass('L'), made('M', 6), pass('M'), merge('X', 'L', 'M'), pass('X')], 'X', [20]],
    ['one that is not through begins at the first', [pass('L'), made('M', 6), merge('X', 'L', 'M'), pass('X')], 'X', [10]],
    [
      'parts of what was merged go on',
      [pass('L'), made('M', 6), pass('M'), merge('X', 'L', 'M'), split('X', { Y: 3 }), pass('Y')],
      'Y',
      [20],
    ],
    ['a serial of it', [pass('L'), { type: 'serialize', lot: lot('L'), serials: ['Q-1'] }, pass('Q-1')], 'Q-1', [20]],
  ]
  it.each(cases)('%s', async (_, done, number, operations) => {
    const plant = await plantWithBasics(at, order, made('L', 10))
    await plant.ok(...done)
    expect(await reported(plant, number)).toEqual(operations)
    // One by one it is the same.
    const other = await plantWithBasics(at, order, made('L', 10))
    for (const event of done) await other.ok(event)
    expect(await reported(other, number)).toEqual(operations)
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
