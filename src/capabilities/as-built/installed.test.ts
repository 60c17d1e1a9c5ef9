import { randomUUID } from 'node:crypto'
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

/** T-1 is made at minute 60; what follows is as of the minutes that are said, in the order in which it became known. */
const made = (quantity: number, more: object = {}): Sent => ({ ...opening('TRAY', 'T-1', quantity), at: 60, ...more })
const corrected = (event: string, replacement?: Sent): Sent => ({
  type: 'correct',
  event,
  reason: 'a slip',
  ...(replacement ? { replacement } : {}),
})
const some = (quantity: number, minute: number): Sent => ({ ...made(quantity), at: minute })
const gone = (quantity: number, minute: number, more: object = {}): Sent => ({
  type: 'scrap',
  lot: { number: 'T-1' },
  quantity,
  reason: 'bent',
  at: minute,
  late: true,
  ...more,
})

type Following = (ids: { made: string; later: string }) => Sent[]
const following: [string, Following, { seed?: string; affected: string[] }][] = [
  [
    'the lot was larger',
    ids => [{ ...paint(5), at: 100 }, corrected(ids.made, made(500))],
    { seed: 'S-1', affected: ['500', '500', '500'] },
  ],
  ['the lot was smaller', ids => [{ ...paint(5), at: 100 }, corrected(ids.made, made(20))], { seed: 'S-1', affected: ['20', '20', '20'] }],
  ['smaller than the pieces', ids => [fit(80, { at: 100 }), corrected(ids.made, made(30))], { affected: ['30', '30', '30'] }],
  [
    'larger than a lot that was too small for them',
    ids => [fit(150, { at: 100 }), corrected(ids.made, made(120))],
    { affected: ['120', '120', '120'] },
  ],
  [
    'so many each: not in more than they reach for',
    ids => [fit(40, { at: 100, ...byOrder }), corrected(ids.made, made(500))],
    { affected: ['20', '20', '20'] },
  ],
  [
    'so many each, and the lot was smaller',
    ids => [fit(40, { at: 100, ...byOrder }), corrected(ids.made, made(15))],
    { affected: ['15', '15', '15'] },
  ],
  [
    'the install itself is corrected as well',
    ids => [fit(80, { at: 100, id: ids.later }), corrected(ids.made, made(30)), corrected(ids.later, fit(10, { at: 100 }))],
    { affected: ['10', '10', '10'] },
  ],
  [
    'some had been taken out',
    ids => [fit(80, { at: 100 }), { ...takeOut(60), at: 110 }, corrected(ids.made, made(10))],
    { affected: ['10', '10', '10'] },
  ],
  [
    'the taking out is corrected as well',
    ids => [fit(80, { at: 100 }), { ...takeOut(60), at: 110, id: ids.later }, corrected(ids.made, made(70)), corrected(ids.later)],
    { affected: ['70', '70', '70'] },
  ],
  [
    'the taking out is taken back after all of it was settled anew',
    ids => [fit(80, { at: 100 }), { ...takeOut(60), at: 110, id: ids.later }, corrected(ids.made, made(10)), corrected(ids.later)],
    { affected: ['10', '10', '10'] },
  ],
  [
    'the install is taken back after it was settled anew',
    ids => [{ ...paint(5), at: 100 }, fit(80, { at: 101, id: ids.later }), corrected(ids.made, made(30)), corrected(ids.later)],
    { seed: 'S-1', affected: ['30', '30', '30'] },
  ],
  [
    'what settled it is taken back after some was taken out',
    ids => [fit(80, { at: 100 }), gone(70, 90, { id: ids.later }), { ...takeOut(10), at: 110 }, corrected(ids.later)],
    { affected: ['70', '70', '70'] },
  ],
  ['more had been made before', () => [{ ...paint(5), at: 100 }, some(40, 90)], { seed: 'S-1', affected: ['140', '140', '140'] }],
  ['more was made later: not in that', () => [{ ...paint(5), at: 100 }, some(40, 120)], { seed: 'S-1', affected: ['100', '100', '100'] }],
  ['some had gone before', () => [{ ...paint(5), at: 100 }, gone(70, 90)], { seed: 'S-1', affected: ['30', '30', '30'] }],
  [
    'and had not gone after all',
    ids => [{ ...paint(5), at: 100 }, gone(70, 90, { id: ids.later }), corrected(ids.later)],
    { seed: 'S-1', affected: ['100', '100', '100'] },
  ],
  [
    'it is told only after some had gone',
    () => [gone(70, 120), { ...paint(5), at: 100, late: true }],
    { seed: 'S-1', affected: ['100', '100', '100'] },
  ],
]

it.each(following)('a component is in as many as there were at its time: %s', async (_, events, { seed = 'B-1', affected }) => {
  const plant = await plantWithBasics(at, order, receive('BOLT', 'B-1', 500), receive('STEEL', 'S-1', 500))
  const ids = { made: randomUUID(), later: randomUUID() }
  await plant.ok(made(100, { id: ids.made }), ...events(ids))
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
