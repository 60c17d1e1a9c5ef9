/** Read page by page or whole: the same lots, the same ends, the same open ends. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import pg from 'pg'
import { expect, test } from 'vitest'
import { beginning, eventsOf, history, rounds } from '../../../test/ledger/histories.ts'
import { servicesOn } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'
import { captureEvents } from '../capture.ts'
import type { Services } from '../route.ts'
import { endLots } from './lot-facts.ts'
import { type ShipmentFact, shipmentFactsAt } from './queries.ts'
import { shippedOf } from './recall.ts'
import { tracingRoutes } from './routes.ts'
import { trace } from './trace.ts'
import type { TraceRequest } from './traced.ts'

interface Answer {
  complete: boolean
  totals: Record<string, unknown>
  lots: { id: number; certainty: string; affected: unknown }[]
  ends: Record<'stop' | 'quarantine' | 'call' | 'gone', object[]>
  endPages: Record<'onHand' | 'call' | 'gone', { lots: number; next: string | null }>
  openEnds: object[]
  next: string | null
}

const at = testStore()
let sites = 0

async function ask(services: Services, body: object): Promise<Answer> {
  const [traces] = tracingRoutes(services)
  return (await traces?.handle({ body: traces.body?.parse(body) } as never)) as Answer
}

/** All pages of an answer, put together. */
async function walked(services: Services, question: object, pages: { limit: number; endsLimit: number }): Promise<Answer> {
  const first = await ask(services, { ...question, ...pages })
  const whole = { ...first, lots: [...first.lots], ends: structuredClone(first.ends) }
  const cursors = [first.next, ...Object.values(first.endPages).map(({ next }) => next)]
  for (let cursor = cursors.pop(); cursor !== undefined; cursor = cursors.pop()) {
    if (cursor === null) continue
    const page = await ask(services, { ...question, ...pages, cursor })
    expect(page.lots.length).toBeLessThanOrEqual(pages.limit)
    whole.lots.push(...page.lots)
    for (const [name, rows] of Object.entries(page.ends)) whole.ends[name as 'stop'].push(...rows)
    cursors.push(page.next, ...Object.values(page.endPages).map(({ next }) => next))
  }
  return whole
}

const sorted = (rows: readonly object[]): string[] => rows.map(row => JSON.stringify(row)).sort()
const comparable = ({ complete, totals, lots, ends, openEnds }: Answer): object => ({
  complete,
  totals: [totals.lots, totals.certain, totals.possible, totals.links, totals.affected],
  lots,
  ends: Object.entries(ends).map(([name, rows]) => [name, sorted(rows)]),
  openEnds: sorted(openEnds),
})

/** Whatever the history brought, something lies, is loaded, was shipped and was scrapped. */
function endings(site: string): object[] {
  const [lot, common] = [
    { material: 'STEEL', number: 'L-END' },
    { at: '2026-03-20T08:00:00Z', site },
  ]
  const events = [
    { type: 'receive', vendor: 'V-1', lot, quantity: 100, location: 'STORE' },
    { type: 'start', run: 'R-END', workOrder: 'WO-1' },
    { type: 'load', run: 'R-END', lot, quantity: 20 },
    { type: 'partner', code: 'BUYER', roles: ['customer'] },
    { type: 'ship', shipment: 'S-END', customer: 'BUYER', lots: [{ lot, quantity: 10 }] },
    { type: 'scrap', lot, quantity: 5, reason: 'bent' },
  ]
  return events.map(event => ({ id: randomUUID(), ...common, ...event }))
}

const inOrder = (rows: readonly ShipmentFact[]): ShipmentFact[] => [...rows].sort((a, b) => a.since - b.since || a.lot - b.lot)
let shipments = 0
const seen = { stop: 0, quarantine: 0, call: 0, gone: 0 }

test('every page of every trace of random histories, put together, is the whole answer', { timeout: 240_000 }, async () => {
  const services = servicesOn(at)
  await fc.assert(
    fc.asyncProperty(history(80), fc.boolean(), fc.boolean(), async (steps, only, before) => {
      const site = `pages-${++sites}`
      const events = [...beginning(site, sites), ...eventsOf(steps, site, sites)]
      await captureEvents(services, [...events, ...endings(site)], 'test')
      const { rows } = await at.pool.query<{ material: string; number: string }>(
        'select material, number from lot where site = $1 and makings > 0',
        [site],
      )
      for (const [index, { material, number }] of rows.entries()) {
        const known = before ? { asKnownAt: { sequence: Math.floor(events.length * 0.8), site } } : {}
        const question: TraceRequest = {
          direction: 'forward',
          seeds: [{ material, number, site }],
          ...(only ? { includePossible: false } : {}),
          ...known,
        }
        const whole = await ask(services, question)
        const pages = await walked(services, question, { limit: 1 + (index % 3), endsLimit: 1 + (index % 2) })
        expect(comparable(pages)).toEqual(comparable(whole))
        expect(whole.totals.certain).toBe(whole.lots.filter(({ certainty }) => certainty === 'certain').length)
        // What the engine says was shipped is what the tables say.
        const traced = await trace(services.engine, at.pool, question)
        const all = await shipmentFactsAt(at.pool, endLots(traced), traced.position)
        expect(inOrder(await shippedOf(at.pool, traced))).toEqual(inOrder(all))
        shipments += all.length
        for (const name of ['stop', 'quarantine', 'call', 'gone'] as const) seen[name] += whole.ends[name].length
      }
    }),
    // Whatever is drawn, one history is asked about as it is now.
    { numRuns: rounds(4), examples: [[[], false, false]] },
  )
  // Nothing was compared with nothing.
  expect(shipments).toBeGreaterThan(0)
  expect(Object.entries(seen).filter(([, count]) => count === 0)).toEqual([])
})

test('without quantities: all that can be reached, nothing said of how much or where, and not called complete', async () => {
  const services = servicesOn(at)
  const site = `reach-${++sites}`
  await captureEvents(services, beginning(site, sites), 'test')
  const make = { id: '0197a000-0000-7000-8000-0000000000f1', type: 'transform', at: '2026-03-02T08:00:00Z', site }
  const inputs = [{ lot: { material: 'STEEL', number: 'L-1' }, quantity: 10 }]
  await captureEvents(services, [{ ...make, inputs, outputs: [{ lot: { material: 'PART', number: 'P-1' }, quantity: 5 }] }], 'test')
  const question = { direction: 'forward', seeds: [{ material: 'STEEL', number: 'L-1', site }] }
  const [weighed, reached] = [await ask(services, question), await ask(services, { ...question, quantities: false })]
  expect(reached.lots.map(({ id }) => id)).toEqual(weighed.lots.map(({ id }) => id))
  expect(reached.lots).toEqual([expect.objectContaining({ number: 'P-1', certainty: 'possible', affected: null, steps: null })])
  expect(reached).toMatchObject({ complete: false, totals: { lots: 1, certain: 0, possible: 1, undecided: 1 } })
  expect(reached.ends).toBeUndefined()
})

test('what was shipped before anything suspect came in belongs to the scope all the same', async () => {
  const services = servicesOn(at)
  const site = `early-${++sites}`
  await captureEvents(services, beginning(site, sites), 'test')
  const made = (hour: string, from: string | null, quantity: number): object => ({
    id: randomUUID(),
    type: 'transform',
    at: `2026-03-02T${hour}:00:00Z`,
    site,
    inputs: from === null ? [] : [{ lot: { material: 'STEEL', number: from }, quantity: 10 }],
    outputs: [{ lot: { material: 'PART', number: 'P-1' }, quantity }],
  })
  const shipped = { id: randomUUID(), type: 'ship', at: '2026-03-02T09:00:00Z', site, shipment: 'S-EARLY', customer: 'BUYER' }
  const buyer = { id: randomUUID(), type: 'partner', at: '2026-03-02T07:00:00Z', site, code: 'BUYER', roles: ['customer'] }
  const lots = [{ lot: { material: 'PART', number: 'P-1' }, quantity: 5 }]
  await captureEvents(services, [buyer, made('08', null, 5), { ...shipped, lots }, made('10', 'L-1', 5)], 'test')
  const traced = await trace(services.engine, at.pool, { direction: 'forward', seeds: [{ material: 'STEEL', number: 'L-1', site }] })
  expect(traced.endLots?.call).toHaveLength(0)
  const all = await shipmentFactsAt(at.pool, endLots(traced), traced.position)
  expect(all).toMatchObject([{ shipment: 'S-EARLY', unit: 'ea' }])
  expect(await shippedOf(at.pool, traced)).toEqual(all)
})

test('a page asks over one connection, and many pages at once need no more than there are', async () => {
  const site = `lanes-${++sites}`
  await captureEvents(servicesOn(at), [...beginning(site, sites), ...endings(site)], 'test')
  const question = { direction: 'forward', seeds: [{ material: 'STEEL', number: 'L-END', site }], endsLimit: 1 }
  const [wide, narrow] = [8, 1].map(max => new pg.Pool({ ...at.store.config, max, pipeline: true }).on('error', () => undefined))
  if (!wide || !narrow) throw new Error('two pools')
  try {
    const alone = await ask(servicesOn({ pool: wide }), question)
    let [taken, most] = [0, 0]
    wide.on('acquire', () => {
      most = Math.max(most, ++taken)
    })
    wide.on('release', () => taken--)
    expect(await ask(servicesOn({ pool: wide }), question)).toEqual(alone)
    // One for the page, one for the holds.
    expect(most).toBe(2)
    const services = servicesOn({ pool: narrow })
    expect(await Promise.all(Array.from({ length: 8 }, () => ask(services, question)))).toEqual(Array(8).fill(alone))
  } finally {
    await Promise.all([wide.end(), narrow.end()])
  }
})

test('a cursor that was not given out is said to be none', async () => {
  const services = servicesOn(at)
  for (const cursor of ['7', '7.1.stop', 'x.1', '7.1.lots.2', '-1.0'])
    await expect(ask(services, { direction: 'forward', seeds: [{ number: 'L-1' }], cursor })).rejects.toMatchObject({
      code: 'invalid-request',
    })
})
