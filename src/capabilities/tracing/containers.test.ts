/** A trace from a container: what lay in it, what was drawn from what it was mixed with, and what is refused. */
import { expect, test } from 'vitest'
import { type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'
import { tracingRoutes } from './routes.ts'

interface Answer {
  lots: { number: string; certainty: string; affected: { min: string; max: string } }[]
  ends: Record<'quarantine' | 'call' | 'gone', { number: string; quantity: string; certainty: string; container?: string | null }[]>
  totals: { affected: { min: string; max: string; unit: string }[] }
  seeds: { number: string; container: string }[]
  simulation: string
}

const at = testStore()
const bolt = { material: 'BOLT', number: 'B-1' }
const into = (container: string, minute: number, quantity: number, lot = bolt): Sent => ({
  type: 'pack',
  container,
  at: minute,
  contents: [{ lot, quantity }],
})
const ship = (shipment: string, minute: number, quantity: number, lot = bolt): Sent => ({
  type: 'ship',
  at: minute,
  shipment,
  customer: 'C-1',
  lots: [{ lot, quantity }],
})

async function ask(plant: Plant, seeds: object[], { path = '/traces', more = {} }: { path?: string; more?: object } = {}): Promise<Answer> {
  const route = tracingRoutes(plant.services).find(one => one.path === path && one.method === 'POST')
  const direction = path === '/traces' ? { direction: 'forward' } : {}
  const body = { ...direction, seeds: seeds.map(seed => ({ site: plant.site, ...seed })), ...more }
  return (await route?.handle({ body: route.body?.parse(body) } as never)) as Answer
}

const told = ({ ends }: Answer): string[] =>
  (['quarantine', 'call', 'gone'] as const).flatMap(list =>
    ends[list].map(
      ({ number, quantity, certainty, container }) => `${list} ${number} ${quantity} ${certainty}${container ? ` in ${container}` : ''}`,
    ),
  )

/** 100 bolts: 40 went through BOX-7; 10 of them left out of it, 10 were put back on the shelf, 20 are in it. */
const begun = (...more: Sent[]): Promise<Plant> =>
  plantWithBasics(
    at,
    receive('BOLT', 'B-1', 100, { at: 30 }),
    into('BOX-7', 60, 40),
    { type: 'ship', at: 90, shipment: 'SH-1', customer: 'C-1', containers: [], lots: [{ lot: bolt, quantity: 60 }] },
    { type: 'unpack', container: 'BOX-7', at: 120, contents: [{ lot: bolt, quantity: 10 }] },
    ...more,
  )

test('what never was in the container is not in the answer, what is still in it is', async () => {
  const plant = await begun()
  const answer = await ask(plant, [{ container: 'BOX-7' }])
  expect(told(answer)).toEqual(['quarantine B-1 10 certain', 'quarantine B-1 30 certain in BOX-7'])
  expect(answer.seeds).toEqual([{ ...bolt, site: plant.site, container: 'BOX-7' }])
  expect(answer.totals.affected).toEqual([expect.objectContaining({ min: '40', max: '40' })])
})

test('what was mixed again is possible, and no more of it than was in the container', async () => {
  const plant = await plantWithBasics(
    at,
    receive('BOLT', 'B-1', 100, { at: 30 }),
    into('BOX-7', 60, 40),
    { type: 'unpack', container: 'BOX-7', at: 120 },
    { type: 'start', run: 'R-1', at: 130, workCenter: 'WC-1' },
    { type: 'load', run: 'R-1', at: 131, lot: bolt, quantity: 30 },
    { type: 'produce', run: 'R-1', at: 140, lot: { material: 'TRAY', number: 'T-1' }, quantity: 30 },
    { type: 'finish', run: 'R-1', at: 150 },
    ship('SH-1', 160, 65),
  )
  const { lots, ...answer } = await ask(plant, [{ container: 'BOX-7' }])
  expect(lots).toMatchObject([{ number: 'T-1', certainty: 'possible', affected: { min: '0', max: '30' } }])
  expect(told({ lots, ...answer })).toContain('call B-1 65 possible')
  expect(answer.totals.affected).toEqual([expect.objectContaining({ max: '40' })])
})

test('between two times only what lay there then, and the whole lot where all of it did', async () => {
  const other = { material: 'BOLT', number: 'B-2' }
  const plant = await plantWithBasics(
    at,
    receive('BOLT', 'B-1', 20, { at: 30 }),
    receive('BOLT', 'B-2', 20, { at: 31 }),
    into('BOX-7', 60, 20),
    { type: 'unpack', container: 'BOX-7', at: 90 },
    into('BOX-7', 120, 20, other),
    ship('SH-1', 150, 20),
    ship('SH-2', 151, 20, other),
  )
  const times = (after: number, until: number): object => ({ container: 'BOX-7', after: plant.time(after), until: plant.time(until) })
  expect(told(await ask(plant, [times(50, 100)]))).toEqual(['call B-1 20 certain'])
  expect(told(await ask(plant, [times(100, 130)]))).toEqual(['call B-2 20 certain'])
  expect(told(await ask(plant, [{ container: 'BOX-7' }]))).toEqual(['call B-1 20 certain', 'call B-2 20 certain'])
  expect(told(await ask(plant, [{ ...other, container: 'BOX-7' }]))).toEqual(['call B-2 20 certain'])
  const before = { asKnownAt: { sequence: (await lastSequence(plant)) - 3, site: plant.site } }
  expect(told(await ask(plant, [{ container: 'BOX-7' }], { more: before })), 'before the second was packed').toEqual([
    'quarantine B-1 20 certain',
  ])
  await expect(ask(plant, [times(92, 110)])).rejects.toMatchObject({ code: 'not-packed', pointer: '/seeds/0/container' })
})

test('what stood in the container was in it, from when it was put there until it was taken out', async () => {
  const plant = await plantWithBasics(
    at,
    receive('BOLT', 'B-1', 20, { at: 30 }),
    into('BOX-1', 40, 5),
    { type: 'pack', container: 'PAL-1', at: 60, contents: [{ container: 'BOX-1' }] },
    { type: 'unpack', container: 'PAL-1', at: 90, contents: [{ container: 'BOX-1' }] },
    into('BOX-1', 120, 5),
  )
  const answer = await ask(plant, [{ container: 'PAL-1' }])
  expect(told(answer), '5 of the 10 that lie in the box').toEqual(['quarantine B-1 10 certain in BOX-1'])
  expect(answer.totals.affected).toEqual([expect.objectContaining({ min: '5', max: '5' })])
  expect((await ask(plant, [{ container: 'PAL-1', until: plant.time(90) }])).seeds).toHaveLength(1)
  await expect(ask(plant, [{ container: 'PAL-1', after: plant.time(91) }])).rejects.toMatchObject({ code: 'not-packed' })
})

test('of several containers a lot is one seed; a recall of them is simulated and cannot be committed', async () => {
  const plant = await plantWithBasics(at, receive('BOLT', 'B-1', 20, { at: 30 }), into('BOX-1', 40, 5), into('BOX-2', 41, 5))
  const answer = await ask(plant, [{ container: 'BOX-1' }, { container: 'BOX-2' }], { path: '/recalls/simulations' })
  expect(told(answer)).toEqual(['quarantine B-1 5 certain in BOX-1', 'quarantine B-1 5 certain in BOX-2'])
  expect(answer.simulation).toMatch(/-parts$/)
  const whole = await ask(plant, [{ container: 'BOX-1' }, bolt])
  expect(told(whole)).toHaveLength(3)
})

test.each([
  ['a container that nobody packed', [{ container: 'BOX-9' }], 'unknown-container', '/seeds/0/container'],
  ['a lot that never lay there', [{ container: 'BOX-7', material: 'BOLT', number: 'B-2' }], 'not-packed', '/seeds/0/container'],
  ['a lot that is not known', [{ container: 'BOX-7', number: 'B-9' }], 'unknown-lot', '/seeds/0'],
  ['a container and a run', [{ container: 'BOX-7', run: 'R-1' }], 'invalid-event', '/seeds/0/run'],
  [
    'until before after',
    [{ container: 'BOX-7', after: '2026-03-02T02:00:00Z', until: '2026-03-02T01:00:00Z' }],
    'invalid-event',
    '/seeds/0/until',
  ],
  ['a time without an offset', [{ container: 'BOX-7', after: '2026-03-02T02:00:00' }], 'invalid-event', '/seeds/0/after'],
])('%s is refused', async (_, seeds, code, pointer) => {
  const plant = await begun(receive('BOLT', 'B-2', 5, { at: 200 }))
  await expect(ask(plant, seeds)).rejects.toMatchObject({ code, pointer })
})

test('neither lot nor container is a question about nothing', async () => {
  const plant = await begun()
  await expect(ask(plant, [{ material: 'BOLT' }])).rejects.toThrow('Name a lot (number) or a container.')
})

async function lastSequence(plant: Plant): Promise<number> {
  const [row] = await plant.rows<{ sequence: number }>('select max(sequence)::int as sequence from ledger where site = $1', plant.site)
  return row?.sequence ?? 0
}
