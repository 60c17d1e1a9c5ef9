/** Asked together or each on a connection of its own: the answers are the same. */
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { beginning, eventsOf, history, rounds } from '../../../test/ledger/histories.ts'
import { servicesOn } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'
import { captureEvents } from '../capture.ts'
import type { Services } from '../route.ts'
import { trace } from './trace.ts'
import type { TraceRequest } from './traced.ts'
import { writeTrace } from './write-trace.ts'

const at = testStore()
let services: Services
let sites = 0

const when = '2026-03-02T08:00:00Z'
const events = [
  { type: 'partner', code: 'MILL', roles: ['vendor'] },
  { type: 'partner', code: 'FORGE', roles: ['vendor'] },
  ...['BAR', 'PIN', 'GEAR'].map(code => ({ type: 'material', code, unit: 'ea' })),
  ...['B1', 'B2', 'B3'].map((number, index) => ({
    type: 'receive',
    vendor: index === 1 ? 'FORGE' : 'MILL',
    vendorLot: `HEAT ${number}`,
    lot: { material: 'BAR', number },
    quantity: 100,
  })),
  ...['P1', 'P2', 'P3', 'P4'].map((number, index) => ({
    type: 'transform',
    inputs: [{ lot: { material: 'BAR', number: `B${(index % 3) + 1}` }, quantity: 10 }],
    outputs: [{ lot: { material: 'PIN', number }, quantity: 10 }],
  })),
  {
    type: 'transform',
    inputs: ['P1', 'P2', 'P4'].map(number => ({ lot: { material: 'PIN', number }, quantity: 5 })),
    outputs: [{ lot: { material: 'GEAR', number: 'G1' }, quantity: 5 }],
  },
].map((event, index) => ({ id: `0197a000-0000-7000-8000-${String(index).padStart(12, '0')}`, at: when, ...event }))

beforeAll(async () => {
  services = servicesOn(at)
  const results = await captureEvents(services, events, 'test')
  expect(results.filter(result => result.status !== 'recorded')).toEqual([])
})

const back = (number: string, more: Partial<TraceRequest> = {}): TraceRequest => ({ direction: 'back', seeds: [{ number }], ...more })
const requests: TraceRequest[] = [
  back('G1'),
  back('G1', { asKnownAt: { sequence: 11 } }),
  back('P2'),
  back('P3', { includePossible: false }),
  back('heat b2'),
  back('nothing of this name'),
  { direction: 'back', seeds: [{ number: 'P1' }, { number: 'P3', material: 'PIN' }, { number: 'HEAT B1' }] },
  { direction: 'forward', seeds: [{ number: 'B1' }, { number: 'HEAT B2', site: 'main' }] },
]

const said = (answer: PromiseSettledResult<unknown>): unknown => (answer.status === 'fulfilled' ? answer.value : String(answer.reason))

async function alone(request: TraceRequest): Promise<unknown> {
  const client = await at.pool.connect()
  try {
    return await writeTrace(services.engine, client, await trace(services.engine, client, request), { offset: 0, limit: 10 })
  } finally {
    client.release()
  }
}

test('many callers at once are answered as each alone', async () => {
  const expected: unknown[] = []
  for (const request of requests) expected.push(...(await Promise.allSettled([alone(request)])).map(said))
  const many = Array.from({ length: 5 }, () => requests).flat()
  const ask = async (request: TraceRequest): Promise<unknown> =>
    writeTrace(services.engine, at.pool, await trace(services.engine, at.pool, request), { offset: 0, limit: 10 })
  const answers = (await Promise.allSettled(many.map(ask))).map(said)
  expect(answers).toEqual(Array.from({ length: 5 }, () => expected).flat())
})

test('back from a gear, every vendor by name and lot', async () => {
  const answer = (await alone(back('G1'))) as { vendors: { vendor: string; vendorLot: string; number: string; certainty: string }[] }
  expect(answer.vendors.map(({ vendor, vendorLot, number, certainty }) => [vendor, vendorLot, number, certainty])).toEqual([
    ['FORGE', 'HEAT B2', 'B2', 'certain'],
    ['MILL', 'HEAT B1', 'B1', 'certain'],
  ])
})

test('what is remembered of origins is what stands in the store, whatever happens between two questions', {
  timeout: 120_000,
}, async () => {
  let compared = 0
  await fc.assert(
    fc.asyncProperty(history(60), fc.integer({ min: 1, max: 9 }), async (steps, portion) => {
      const site = `memory-${++sites}`
      // Another process writes a portion now and then.
      const writers = [services, services, servicesOn(at)]
      const events = [...beginning(site, sites), ...eventsOf(steps, site, sites)]
      for (let first = 0; first < events.length; first += portion) {
        const writer = writers[(first / portion) % writers.length] ?? services
        await captureEvents(writer, events.slice(first, first + portion), 'test')
        compared += await compareAll(site)
      }
    }),
    { numRuns: rounds(3) },
  )
  // However short the histories were that chance has drawn, something was asked after each of them.
  expect(compared).toBeGreaterThan(0)
})

async function compareAll(site: string): Promise<number> {
  const { rows } = await at.pool.query<{ material: string; number: string }>(
    'select material, number from lot where site = $1 and makings > 0',
    [site],
  )
  const asked = rows.map(({ material, number }) => back(number, { seeds: [{ material, number, site }] }))
  const pooled = await Promise.allSettled(
    asked.map(async request =>
      writeTrace(services.engine, at.pool, await trace(services.engine, at.pool, request), { offset: 0, limit: 10 }),
    ),
  )
  for (const [index, request] of asked.entries())
    expect(said(pooled[index] as PromiseSettledResult<unknown>)).toEqual(said((await Promise.allSettled([alone(request)]))[0]))
  return asked.length
}
