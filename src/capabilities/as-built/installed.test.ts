import { expect, it } from 'vitest'
import { expectSound, opening, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()

/** Two bolts a tray, at an operation of its order. */
const order: Sent = {
  type: 'workOrder',
  number: 'WO-1',
  material: 'TRAY',
  quantity: 100,
  operations: [{ sequence: 10, name: 'Fit', workCenter: 'WC-1', components: [{ material: 'BOLT', per: 2 }] }],
}
const fit = (quantity: number | undefined, more: object = {}): Sent => ({
  type: 'install',
  assembly: { number: 'T-1' },
  component: { number: 'B-1' },
  ...(quantity === undefined ? {} : { quantity }),
  ...more,
})
const byOrder = { workOrder: 'WO-1', operation: 10 }
const takeOut = (quantity: number): Sent => ({ type: 'remove', assembly: { number: 'T-1' }, component: { number: 'B-1' }, quantity })
const paint = (quantity: number): Sent => fit(quantity, { component: { number: 'S-1' } })

const cases: [string, Sent[], { seed?: string; affected: string[] }][] = [
  ['one in one', [fit(undefined)], { affected: ['1', '1', '1'] }],
  ['so many, each in another', [fit(40)], { affected: ['40', '40', '40'] }],
  ['as many as there are', [fit(100)], { affected: ['100', '100', '100'] }],
  ['more than there are: some in all', [fit(150)], { affected: ['100', '100', '100'] }],
  ['by the bill of materials, two in each', [fit(40, byOrder)], { affected: ['20', '20', '20'] }],
  ['the same, one short', [fit(41, byOrder)], { affected: ['21', '21', '21'] }],
  ['twice: in the same or in others', [fit(40), fit(30)], { affected: ['40', '58', '70'] }],
  ['some taken out again', [fit(40), takeOut(15)], { affected: ['25', '25', '25'] }],
  ['what is not counted: in all', [paint(0.5)], { seed: 'S-1', affected: ['100', '100', '100'] }],
  [
    'when part has gone: only of what was there',
    [fit(80), { type: 'scrap', lot: { number: 'T-1' }, quantity: 90, reason: 'bent' }],
    { affected: ['80', '80', '80'] },
  ],
  [
    'after part has gone',
    [{ type: 'scrap', lot: { number: 'T-1' }, quantity: 90, reason: 'bent' }, fit(80)],
    { affected: ['10', '10', '10'] },
  ],
]

it.each(cases)('a component in a lot of a hundred assemblies is in so many of them: %s', async (_, events, { seed = 'B-1', affected }) => {
  const plant = await plantWithBasics(
    at,
    order,
    receive('BOLT', 'B-1', 500),
    receive('STEEL', 'S-1', 500),
    opening('TRAY', 'T-1', 100),
    ...events,
  )
  const question = { direction: 'forward', seeds: [{ number: seed, site: plant.site }] }
  const { lots } = await ask<{ lots: { affected: { min: string; expected: string; max: string } }[] }>(
    plant.services,
    'POST /traces',
    question,
  )
  expect(lots.map(lot => [lot.affected.min, lot.affected.expected, lot.affected.max])).toEqual([affected])
})

it('ships some of the lot: what may be in it is possible, what must be is certain', async () => {
  const call = async (component: number, shipped: number): Promise<string[]> => {
    const plant = await plantWithBasics(at, receive('BOLT', 'B-1', 500), opening('TRAY', 'T-1', 100), fit(component), {
      type: 'ship',
      shipment: 'SH-1',
      customer: 'C-1',
      lots: [{ lot: { number: 'T-1' }, quantity: shipped }],
    })
    const question = { direction: 'forward', seeds: [{ number: 'B-1', site: plant.site }] }
    const { ends } = await ask<{ ends: { call: { certainty: string }[] } }>(plant.services, 'POST /traces', question)
    return ends.call.map(({ certainty }) => certainty)
  }
  expect(await call(40, 60)).toEqual(['possible'])
  expect(await call(40, 61)).toEqual(['certain'])
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
