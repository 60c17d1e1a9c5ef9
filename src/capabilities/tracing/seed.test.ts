/** Part of a lot as the start of a trace: who is in the answer, how much of it, and what is refused. */
import { expect, test } from 'vitest'
import { type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'
import { pictureRoutes } from '../pictures/routes.ts'
import { questionRoutes } from '../questions/routes.ts'
import { tracingRoutes } from './routes.ts'

interface Answer {
  lots: { number: string; certainty: string; affected: { min: string; max: string } }[]
  ends: Record<'quarantine' | 'call' | 'gone', { number: string; quantity: string; certainty: string }[]>
  totals: { affected: { min: string; max: string; unit: string }[] }
  seeds: object[]
  simulation: string
  steps: unknown[]
}

const at = testStore()
const bolt = { material: 'BOLT', number: 'B-1' }
const run = (name: string, minute: number, tray: string): Sent[] => [
  { type: 'start', run: name, at: minute, workCenter: 'WC-1' },
  { type: 'load', run: name, at: minute + 1, lot: bolt, quantity: 20 },
  { type: 'produce', run: name, at: minute + 8, lot: { material: 'TRAY', number: tray }, quantity: 20 },
]
/** 100 bolts: 20 into run R-1, 20 into R-2, 10 shipped, 50 left. */
const begun = (...more: Sent[]): Promise<Plant> =>
  plantWithBasics(
    at,
    receive('BOLT', 'B-1', 100, { at: 30 }),
    ...run('R-1', 60, 'T-1'),
    { type: 'finish', run: 'R-1', at: 70 },
    ...run('R-2', 120, 'T-2'),
    { type: 'finish', run: 'R-2', at: 130 },
    { type: 'ship', at: 180, shipment: 'SH-1', customer: 'C-1', lots: [{ lot: bolt, quantity: 10 }] },
    ...more,
  )

interface How {
  path?: string
  more?: object
  direction?: string
}

async function ask(plant: Plant, part: object, { path = '/traces', more = {}, direction = 'forward' }: How = {}): Promise<Answer> {
  const routes = [...tracingRoutes(plant.services), ...questionRoutes(plant.services), ...pictureRoutes(plant.services)]
  const route = routes.find(one => one.path === path && one.method === 'POST')
  const body = { ...(path === '/recalls/simulations' ? {} : { direction }), seeds: [{ ...bolt, site: plant.site, ...part }], ...more }
  return (await route?.handle({ body: route.body?.parse(body) } as never)) as Answer
}

const shown = ({ lots }: Answer): string[] =>
  lots.map(({ number, certainty, affected }) => `${number} ${certainty} ${affected.min}-${affected.max}`)
const told = ({ ends }: Answer): Record<string, string[]> =>
  Object.fromEntries(
    (['quarantine', 'call', 'gone'] as const).map(list => [
      list,
      ends[list].map(({ number, quantity, certainty }) => `${number} ${quantity} ${certainty}`),
    ]),
  )

test('a span of time: what left in it, and nothing that is still there', async () => {
  const plant = await begun()
  const first = await ask(plant, { until: plant.time(100) })
  expect(shown(first)).toEqual(['T-1 certain 20-20'])
  expect(told(first)).toEqual({ quarantine: ['T-1 20 certain'], call: [], gone: [] })
  expect(first.seeds).toEqual([{ ...bolt, site: plant.site, until: plant.time(100) }])
  expect(shown(await ask(plant, { after: plant.time(100), until: plant.time(150) }))).toEqual(['T-2 certain 20-20'])
  const late = await ask(plant, { after: plant.time(150), until: plant.time(200) })
  expect([shown(late), told(late).call]).toEqual([[], ['B-1 10 certain']])
  expect(shown(await ask(plant, { until: plant.time(61) })), 'the very moment counts').toEqual(['T-1 certain 20-20'])
  expect(shown(await ask(plant, { until: plant.time(60) }))).toEqual([])
})

test('a run: what went into it, what came back from it, and what came out of it', async () => {
  const plant = await begun()
  expect(shown(await ask(plant, { run: 'R-2' }))).toEqual(['T-2 certain 20-20'])
  const out = await ask(plant, { material: 'TRAY', number: 'T-2', run: 'R-2' })
  expect(told(out).quarantine).toEqual(['T-2 20 certain'])
  const back = await begun(
    { type: 'start', run: 'R-3', at: 200, workCenter: 'WC-1' },
    { type: 'load', run: 'R-3', at: 201, lot: bolt, quantity: 30 },
    { type: 'unload', run: 'R-3', at: 202, lot: bolt, quantity: 30 },
    { type: 'finish', run: 'R-3', at: 203 },
    { type: 'ship', at: 210, shipment: 'SH-2', customer: 'C-2', lots: [{ lot: bolt, quantity: 40 }] },
  )
  const returned = await ask(back, { run: 'R-3' })
  expect(told(returned).call, '30 of 50 that lay there had been in the run').toEqual(['B-1 40 certain'])
  expect(returned.totals.affected).toEqual([expect.objectContaining({ min: '20', max: '30', unit: 'ea' })])
})

test('a quantity: it may be anywhere, and there is no more of it than was said', async () => {
  const plant = await begun()
  const answer = await ask(plant, { quantity: '5' })
  expect(shown(answer)).toEqual(['T-1 possible 0-5', 'T-2 possible 0-5'])
  expect(answer.totals.affected).toEqual([expect.objectContaining({ min: '0', max: '5', unit: 'ea' })])
  expect(shown(await ask(plant, { quantity: '90' })), '10 of each 20 at least').toEqual(['T-1 certain 10-20', 'T-2 certain 10-20'])
  expect(shown(await ask(plant, { quantity: '1000' }))).toEqual(['T-1 certain 20-20', 'T-2 certain 20-20'])
})

test('the picture, the proof and the simulated recall start from the same part', async () => {
  const plant = await begun()
  const lot = { number: 'T-2', site: plant.site }
  expect((await ask(plant, { run: 'R-2' }, { path: '/traces/proof', more: { lot } })).steps).toHaveLength(1)
  expect((await ask(plant, { run: 'R-1' }, { path: '/traces/proof', more: { lot } })).steps).toEqual([])
  const picture = (await ask(plant, { run: 'R-2' }, { path: '/traces/picture', direction: 'both' })) as unknown as {
    links: unknown[]
    totals: { forward: { lots: number } }
  }
  expect([picture.totals.forward.lots, picture.links.length]).toEqual([1, 1])
  const recall = await ask(plant, { run: 'R-2' }, { path: '/recalls/simulations' })
  expect(shown(recall)).toEqual(['T-2 certain 20-20'])
  await plant.refused(
    { type: 'recall', recall: 'RC-1', lots: [{ lot: bolt }], simulation: recall.simulation, reason: 'cracks' },
    'simulation-of-parts',
    '/simulation',
  )
})

test.each([
  ['two ways at once', { run: 'R-1', quantity: '5' }, {}, 'invalid-event', 'in one way'],
  ['a run beside a time', { run: 'R-1', after: '2026-03-02T00:00:00Z' }, {}, 'invalid-event', 'in one way'],
  ['until before after', { after: '2026-03-02T02:00:00Z', until: '2026-03-02T01:00:00Z' }, {}, 'invalid-event', 'before after'],
  ['a time without an offset', { until: '2026-03-02T01:00:00' }, {}, 'invalid-event', 'ISO 8601'],
  ['a run that had nothing to do with it', { run: 'R-9' }, {}, 'unknown-run', 'neither took anything out of B-1'],
  ['a quantity of nothing', { quantity: '0' }, {}, 'invalid-event', 'above 0'],
  ['a quantity with a word', { quantity: '5 kg' }, {}, 'invalid-event', 'decimal number'],
  ['back', { run: 'R-1' }, { direction: 'back' }, 'invalid-event', 'traced as a whole'],
])('%s is refused in words that say what to do', async (_, part, how, code, words) => {
  const plant = await begun()
  await expect(ask(plant, part, how)).rejects.toMatchObject({ code, message: expect.stringContaining(words) as string })
})
