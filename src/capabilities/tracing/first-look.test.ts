/** What is counted at first sight, and what is counted instead of listed, against the lists themselves. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beginning, eventsOf, history, rounds } from '../../../test/ledger/histories.ts'
import { servicesOn } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'
import type { ListCounted } from '../../answers/index.ts'
import { add, formatQuantity, parseQuantity, type Quantity, ZERO } from '../../base/quantity.ts'
import { captureEvents } from '../capture.ts'
import { type BriefLists, briefLists } from './brief-lists.ts'
import { type Ends, endsOf } from './ends.ts'
import { firstLook } from './first-look.ts'
import { factsOf } from './lot-facts.ts'
import { shippedOf, shippedStill } from './recall.ts'
import { trace } from './trace.ts'
import type { TraceRequest } from './traced.ts'

const at = testStore()
const LISTS = ['stop', 'quarantine', 'call', 'gone'] as const
let sites = 0

/** Something lies, in one place and in two, waits in work, is loaded, was shipped, came back and was scrapped. */
function endings(site: string): object[] {
  const steel = { material: 'STEEL', number: 'L-END' }
  const part = { material: 'PART', number: 'P-END' }
  const other = { material: 'PART', number: 'P-OTHER' }
  const [BUYER, at] = ['BUYER', '2026-03-20T08:00:00Z']
  const events = [
    { type: 'receive', vendor: 'V-1', lot: steel, quantity: 100, location: 'STORE' },
    { type: 'location', code: 'ELSEWHERE' },
    { type: 'partner', code: BUYER, roles: ['customer'] },
    { type: 'start', run: 'R-END', workOrder: 'WO-1' },
    { type: 'load', run: 'R-END', lot: steel, quantity: 20 },
    { type: 'transform', inputs: [{ lot: steel, quantity: 30 }], outputs: [{ lot: part, quantity: 30 }] },
    { type: 'move', lot: part, quantity: 10, to: 'ELSEWHERE' },
    { type: 'move', lot: part, quantity: 10, to: 'STORE' },
    { type: 'transform', inputs: [{ lot: steel, quantity: 5 }], outputs: [{ lot: other, quantity: 5 }] },
    { type: 'ship', shipment: 'S-END', customer: BUYER, lots: [{ lot: other, quantity: 5 }] },
    { type: 'ship', shipment: 'S-BACK', customer: BUYER, lots: [{ lot: part, quantity: 5 }] },
    { type: 'return', shipment: 'S-BACK', customer: BUYER, lots: [{ lot: part, quantity: 5 }], to: 'STORE', reason: 'too much' },
    { type: 'scrap', lot: steel, quantity: 5, reason: 'bent' },
  ]
  return events.map(event => ({ id: randomUUID(), at, site, ...event }))
}

function countedIn(rows: Ends[keyof Ends]): ListCounted {
  const [lots, certain, units] = [new Set<number>(), new Set<number>(), new Map<string, Quantity>()]
  for (const row of rows) {
    lots.add(row.id)
    if (row.certainty === 'certain') certain.add(row.id)
    units.set(row.unit, add(units.get(row.unit) ?? ZERO, parseQuantity(row.quantity)))
  }
  const quantity = [...units].map(([unit, sum]) => ({ unit, quantity: formatQuantity(sum) }))
  return {
    lots: lots.size,
    certain: certain.size,
    possible: lots.size - certain.size,
    quantity: quantity.filter(one => one.quantity !== '0'),
  }
}

const inOrder = (lists: BriefLists): BriefLists => {
  for (const name of LISTS) lists[name].quantity.sort((a, b) => (a.unit < b.unit ? -1 : 1))
  return lists
}

test('counted at first sight and counted in the end, of random histories', { timeout: 240_000 }, async () => {
  const services = servicesOn(at)
  const sum = { certain: 0, lots: 0 }
  await fc.assert(
    fc.asyncProperty(history(60), async steps => {
      const site = `look-${++sites}`
      const answers = await captureEvents(services, [...beginning(site, sites), ...eventsOf(steps, site, sites), ...endings(site)], 'test')
      expect(answers.slice(-13).filter(({ status }) => status !== 'recorded')).toEqual([])
      const { rows } = await at.pool.query<{ material: string; number: string }>(
        'select material, number from lot where site = $1 and makings > 0',
        [site],
      )
      for (const { material, number } of rows) {
        const request: TraceRequest = { direction: 'forward', seeds: [{ material, number, site }] }
        const traced = await trace(services.engine, at.pool, request)
        const ends = await endsOf(at.pool, traced, factsOf(at.pool, traced))
        const whole = Object.fromEntries(LISTS.map(name => [name, countedIn(ends[name])])) as BriefLists
        const brief = await briefLists(at.pool, traced, shippedStill(traced, await shippedOf(at.pool, traced)))
        expect(brief && inOrder(brief)).toEqual(inOrder(whole))
        const { lists, totals } = await firstLook(services.engine, at.pool, request)
        expect(totals.certain).toBeLessThanOrEqual(traced.lots.certain)
        expect(totals.lots).toBeGreaterThanOrEqual(traced.lots.length)
        for (const name of LISTS) {
          const seen = lists?.[name] ?? { lots: -1, certain: -1 }
          expect(seen.certain, `${name} of ${number}`).toBeLessThanOrEqual(whole[name].certain)
          expect(seen.lots, `${name} of ${number}`).toBeGreaterThanOrEqual(whole[name].lots)
          sum.certain += seen.certain
          sum.lots += whole[name].lots
        }
      }
    }),
    { numRuns: rounds(4) },
  )
  expect(sum.certain).toBeGreaterThan(0)
  expect(sum.certain).toBeLessThanOrEqual(sum.lots)
})

test('a delivery that went into everything is told at first sight, list by list', async () => {
  const services = servicesOn(at)
  const site = `look-${++sites}`
  await captureEvents(services, [...beginning(site, sites), ...endings(site)], 'test')
  const seeds = [{ material: 'STEEL', number: 'L-END', site }]
  const { lists, totals, pending } = await firstLook(services.engine, at.pool, { seeds })
  expect(totals).toMatchObject({ lots: 2, certain: 2, undecided: 0 })
  expect(lists).toEqual({
    stop: { lots: 1, certain: 1, undecided: 0 },
    quarantine: { lots: 2, certain: 2, undecided: 0 },
    onHand: { lots: 2, certain: 2, undecided: 0 },
    call: { lots: 1, certain: 1, undecided: 0 },
    gone: { lots: 1, certain: 1, undecided: 0 },
  })
  expect(pending).toEqual(['quantities', 'customers', 'balance'])
})

test('of what was known earlier, stop and quarantine are not told apart', async () => {
  const services = servicesOn(at)
  const site = `look-${++sites}`
  await captureEvents(services, [...beginning(site, sites), ...endings(site)], 'test')
  const known = { asKnownAt: { sequence: beginning(site, sites).length + 1, site } }
  const { lists } = await firstLook(services.engine, at.pool, { seeds: [{ material: 'STEEL', number: 'L-END', site }], ...known })
  expect(lists).toMatchObject({ stop: null, quarantine: null, onHand: { lots: 1, certain: 1 }, call: { lots: 0 } })
})
