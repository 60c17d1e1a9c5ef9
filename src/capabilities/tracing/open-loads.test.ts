import { expect, it } from 'vitest'
import { expectSound, POSITIONS, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()

const load = (number: string, quantity?: number): Sent => ({
  type: 'load',
  run: 'R-1',
  lot: { number },
  position: 'X',
  ...(quantity === undefined ? {} : { quantity }),
})
const unload = (number: string, quantity: number): Sent => ({ type: 'unload', run: 'R-1', lot: { number }, position: 'X', quantity })
const produce = (number: string, quantity: number): Sent => ({ type: 'produce', run: 'R-1', lot: { number }, quantity })
const finish: Sent = { type: 'finish', run: 'R-1' }

// One bolt a tray; B-1 is the suspect lot, 50 of it.
const cases: [string, Sent[], string[]][] = [
  ['nothing was made yet', [load('B-1', 50)], ['50 certain']],
  ['some of it is in what was made', [load('B-1', 50), produce('T-1', 20)], ['30 certain']],
  ['all of it is', [load('B-1', 50), produce('T-1', 50)], []],
  ['some was taken off again', [load('B-1', 50), unload('B-1', 10), produce('T-1', 20)], ['20 certain']],
  ['some of what was made may be of another lot', [load('B-1', 50), load('B-2', 50), produce('T-1', 60)], ['40 certain']],
  ['nothing was taken from stock yet', [load('B-1')], ['0 certain']],
  ['connected first, and loaded later', [load('B-1'), load('B-1', 50)], ['50 certain']],
  ['the run is finished', [load('B-1', 50), produce('T-1', 20), finish], []],
]
it.each(cases)('stops at the machine what may still lie there: %s', async (_, events, stopped) => {
  const plant = await plantWithBasics(
    at,
    {
      type: 'workOrder',
      number: 'WO-1',
      material: 'TRAY',
      quantity: 100,
      operations: [{ sequence: 10, name: 'Fit', components: [{ material: 'BOLT', per: 1 }] }],
    },
    receive('BOLT', 'B-1', 50),
    receive('BOLT', 'B-2', 50),
    { type: 'start', run: 'R-1', workOrder: 'WO-1', operation: 10 },
    ...events,
  )
  const question = { direction: 'forward', seeds: [{ number: 'B-1', site: plant.site }] }
  const { ends } = await ask<{ ends: { stop: { number: string; quantity: string; certainty: string }[] } }>(
    plant.services,
    'POST /traces',
    question,
  )
  expect(ends.stop.filter(row => row.number === 'B-1').map(row => `${row.quantity} ${row.certainty}`)).toEqual(stopped)
})

it('stops what was loaded in several goes although the first of them is not meant', async () => {
  const plant = await plantWithBasics(
    at,
    {
      type: 'workOrder',
      number: 'WO-3',
      material: 'TRAY',
      quantity: 100,
      operations: [{ sequence: 10, name: 'Fit', components: [{ material: 'BOLT', per: 1 }] }],
    },
    receive('BOLT', 'B-7', 50),
    { type: 'start', run: 'R-3', workOrder: 'WO-3', operation: 10 },
  )
  const [first, between, second] = ['2026-03-20T08:00:00Z', '2026-03-20T09:00:00Z', '2026-03-20T10:00:00Z']
  for (const [time, quantity] of [
    [first, 20],
    [second, 30],
  ] as const)
    await plant.ok({ type: 'load', run: 'R-3', lot: { number: 'B-7' }, position: 'X', quantity, at: time })
  const question = { direction: 'forward', seeds: [{ number: 'B-7', site: plant.site, after: between }] }
  const { ends } = await ask<{ ends: { stop: { number: string; quantity: string; certainty: string }[] } }>(
    plant.services,
    'POST /traces',
    question,
  )
  expect(ends.stop.filter(row => row.number === 'B-7').map(row => `${row.quantity} ${row.certainty}`)).toEqual(['50 certain'])
})

it('stops of what is mixed in a tank what the share of each leaves', async () => {
  const pour = (number: string, quantity: number): Sent => ({ type: 'load', run: 'R-2', lot: { number }, position: 'TANK', quantity })
  const plant = await plantWithBasics(
    at,
    { type: 'workCenter', code: 'HOPPERS', positions: POSITIONS },
    {
      type: 'workOrder',
      number: 'WO-2',
      material: 'TRAY',
      quantity: 100,
      operations: [{ sequence: 10, name: 'Pour', workCenter: 'HOPPERS', components: [{ material: 'MILK', per: 1 }] }],
    },
    receive('MILK', 'K-1', 10),
    receive('MILK', 'K-2', 20),
    { type: 'start', run: 'R-2', workOrder: 'WO-2', operation: 10, workCenter: 'HOPPERS' },
    pour('K-1', 10),
    pour('K-2', 20),
    { type: 'produce', run: 'R-2', lot: { number: 'T-1' }, quantity: 10 },
  )
  const question = { direction: 'forward', seeds: [{ number: 'K-1', site: plant.site }] }
  const { ends } = await ask<{ ends: { stop: { number: string; quantity: string }[] } }>(plant.services, 'POST /traces', question)
  // A third of the 10 that were drawn was of K-1.
  expect(ends.stop.filter(row => row.number === 'K-1').map(row => row.quantity)).toEqual(['6.666667'])
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
