import { describe, expect, it } from 'vitest'
import { expectSound, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const lot = (number: string): { number: string } => ({ number })
const load = (number: string, quantity: number, more: object = {}): Sent => ({
  type: 'load',
  run: 'R',
  lot: lot(number),
  quantity,
  at: 610,
  ...more,
})
const correct = (event: string, more: object = {}): Sent => ({ type: 'correct', event, reason: 'said wrong', ...more })
const finish: Sent = { type: 'finish', run: 'R', at: 640 }

interface Begun {
  plant: Plant
  load: string
  removal: string
}
/** The pump U-1 went into the motor M-1 in a run, and was taken out of it again. */
const begun = async (): Promise<Begun> => {
  const stock = [receive('PUMP', 'U-1', 1), receive('PUMP', 'U-2', 1), receive('BOLT', 'B-1', 5)]
  const plant = await plantWithBasics(at, ...stock.map(event => ({ ...event, at: 1 })))
  const [, loaded, , removed] = await plant.ok(
    { type: 'start', run: 'R', at: 600 },
    load('U-1', 1),
    { type: 'produce', run: 'R', lot: { material: 'MOTOR', number: 'M-1' }, quantity: 1, at: 620 },
    { type: 'remove', assembly: lot('M-1'), component: lot('U-1'), at: 630 },
  )
  return { plant, load: loaded?.id ?? '', removal: removed?.id ?? '' }
}

describe('a serial that is taken out of what a run made', () => {
  const cases: [string, (ids: Begun) => Sent[], { links: string[]; pump: number }][] = [
    ['is here again, also while the run goes on', () => [], { links: ['U-1 1 of ? removed'], pump: 1 }],
    ['stays out when the run is finished', () => [finish], { links: ['U-1 1 of 1 removed'], pump: 1 }],
    [
      'stays out when more is told of the run',
      () => [load('B-1', 2, { late: true, at: 615 }), finish],
      { links: ['B-1 2 of 2', 'U-1 1 of 1 removed'], pump: 1 },
    ],
    ['was not, and is in it as before', ({ removal }) => [correct(removal)], { links: ['U-1 ? of ?'], pump: 0 }],
    ['was not, as is found after the run was finished', ({ removal }) => [finish, correct(removal)], { links: ['U-1 1 of 1'], pump: 0 }],
    [
      'was never in it: neither happened',
      ({ load: event, removal }) => [correct(event, { also: [{ event: removal }] })],
      { links: [], pump: 1 },
    ],
    [
      'was another one, and was not taken out either',
      ({ load: event, removal }) => [finish, correct(event, { replacement: load('U-2', 1), also: [{ event: removal }] })],
      { links: ['U-2 1 of 1'], pump: 1 },
    ],
  ]
  it.each(cases)('%s', async (_, more, { links, pump }) => {
    const ids = await begun()
    await ids.plant.ok(...more(ids))
    expect(await ids.plant.links('M-1')).toEqual(links)
    expect(await ids.plant.onHand('U-1')).toBe(pump)
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
