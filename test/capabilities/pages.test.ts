/** Every list that comes in pages, read while rows come before and behind: none twice, and none missing that was there all the time. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { captureEvents } from '../../src/capabilities/capture.ts'
import type { Services } from '../../src/capabilities/route.ts'
import { basics, type Sent, servicesOn } from '../ledger/plant.ts'
import { ask } from '../support/ask.ts'
import { testStore } from '../support/store.ts'

const at = testStore()
let services: Services & { faults: unknown[] }
const SITES = ['left', 'right']
/** Several at the same time, so that the time alone does not say where a page ended. */
const AT = ['2026-03-03T08:00:00Z', '2026-03-03T09:00:00Z']

/** One of everything that is listed. */
const oneOfEach = (name: string): Sent[] => [
  {
    type: 'receive',
    vendor: 'V-1',
    vendorLot: `V-${name}`,
    lot: { material: 'STEEL', number: `L-${name}` },
    quantity: 10,
    location: 'STORE',
  },
  { type: 'ship', shipment: `S-${name}`, customer: 'C-1', lots: [{ lot: { number: `L-${name}` }, quantity: 5 }] },
  {
    type: 'return',
    shipment: `S-${name}`,
    customer: 'C-1',
    lots: [{ lot: { number: `L-${name}` }, quantity: 1 }],
    to: 'STORE',
    reason: 'wrong',
  },
  { type: 'start', run: `R-${name}` },
  { type: 'partner', code: `P-${name}`, roles: ['vendor'] },
  { type: 'workOrder', number: `W-${name}`, material: 'PART', quantity: 1, operations: [] },
  { type: 'purchaseOrder', number: `PO-${name}`, vendor: 'V-1', lines: [{ line: 1, material: 'STEEL', quantity: 1 }] },
  { type: 'salesOrder', number: `SO-${name}`, customer: 'C-1', lines: [{ line: 1, material: 'STEEL', quantity: 1 }] },
  { type: 'shipment', number: `PS-${name}`, customer: 'C-1', ...(name.endsWith('1') ? {} : { due: `2026-04-0${1 + (name.length % 5)}` }) },
  { type: 'complaint', number: `K-${name}`, customer: 'C-1', text: 'too short' },
  { type: 'drill', drill: `D-${name}`, lots: [{ lot: { number: `L-${name}` } }] },
  { type: 'hold', hold: `H-${name}`, lots: [{ number: `L-${name}` }], direction: 'none', reason: 'suspect' },
]

async function record(name: string, site: string, time: string): Promise<void> {
  const events = oneOfEach(name).map(event => ({ ...event, id: randomUUID(), site, at: time }))
  const results = await captureEvents(services, events, 'test')
  expect(results.flatMap(({ status, detail }, index) => (status === 'refused' ? `${events[index]?.type}: ${detail}` : []))).toEqual([])
}

beforeAll(async () => {
  services = servicesOn(at)
  for (const site of SITES) {
    const events = basics.map(event => ({ ...event, id: randomUUID(), site, at: '2026-03-01T00:00:00Z' }))
    await captureEvents(services, events, 'test')
    for (let row = 10; row < 15; row++) await record(String(row), site, AT[row % 2] ?? '')
  }
})
afterAll(() => expect(services.faults).toEqual([]))

type Listed = Record<string, unknown> & { site?: string }

async function readAll(path: string, key: string, of: (row: Listed) => unknown, meanwhile?: () => Promise<void>): Promise<string[]> {
  const seen: string[] = []
  let cursor = ''
  for (let page = 0; page < 200; page++) {
    const answer = await ask<Record<string, unknown>>(services, `GET ${path}?limit=3${cursor}${path === '/drills' ? '&site=left' : ''}`)
    seen.push(...(answer[key] as Listed[]).map(row => `${row.site ?? ''} ${String(of(row))}`))
    if (answer.next === null) return seen
    cursor = `&cursor=${encodeURIComponent(answer.next as string)}`
    await meanwhile?.()
  }
  throw new Error(`${path} has no end`)
}

let come = 0
it.each([
  ['/lots', 'lots', (row: Listed) => row.id],
  ['/shipments', 'shipments', (row: Listed) => row.shipment],
  ['/returns', 'returns', (row: Listed) => JSON.stringify(row)],
  ['/runs', 'runs', (row: Listed) => row.run],
  ['/holds', 'holds', (row: Listed) => row.hold],
  ['/complaints', 'complaints', (row: Listed) => row.number],
  ['/drills', 'drills', (row: Listed) => row.drill],
  ['/partners', 'partners', (row: Listed) => row.code],
  ['/work-orders', 'workOrders', (row: Listed) => row.number],
  ['/purchase-orders', 'purchaseOrders', (row: Listed) => row.number],
  ['/sales-orders', 'salesOrders', (row: Listed) => row.number],
  ['/planned-shipments', 'plannedShipments', (row: Listed) => row.number],
])('%s', { timeout: 60_000 }, async (path, key, of) => {
  const before = await readAll(path, key, of)
  expect(new Set(before).size, 'none twice').toBe(before.length)
  expect(before.length).toBeGreaterThanOrEqual(5)
  // Before, between and behind what is there, by name and by time.
  const meanwhile = (): Promise<void> => record(`${come % 2 === 0 ? '0' : '99'}${++come}`, SITES[come % 2] ?? '', AT[come % 2] ?? '')
  let more = 0
  const during = await readAll(path, key, of, async () => (++more <= 3 ? meanwhile() : undefined))
  expect(new Set(during).size, 'none twice while rows come').toBe(during.length)
  expect(before.filter(row => !during.includes(row))).toEqual([])
})

it('of work orders a page is a hundred where nothing else is asked for', { timeout: 60_000 }, async () => {
  const orders = Array.from({ length: 101 }, (_, index) => ({
    id: randomUUID(),
    type: 'workOrder',
    site: 'left',
    at: AT[0],
    number: `MANY-${index}`,
    material: 'PART',
    quantity: 1,
    operations: [],
  }))
  expect((await captureEvents(services, orders, 'test')).filter(({ status }) => status !== 'recorded')).toEqual([])
  const shown = async (more: string): Promise<[rows: number, isLast: boolean]> => {
    const { workOrders, next } = await ask<{ workOrders: unknown[]; next: string | null }>(services, `GET /work-orders?search=MANY${more}`)
    return [workOrders.length, next === null]
  }
  expect(await shown('')).toEqual([100, false])
  expect(await shown('&limit=1000')).toEqual([101, true])
})
