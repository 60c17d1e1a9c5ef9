import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rounds } from '../../../test/ledger/histories.ts'
import { expectSound, type Plant, plantWithBasics, receive, type Sent, servicesOn } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import { formatQuantity, readQuantity, total } from '../../base/quantity.ts'
import { Board } from './board.ts'

const at = testStore()

const order = (number: string, more: object = {}): Sent => ({
  type: 'workOrder',
  number,
  material: 'PART',
  quantity: 100,
  operations: [
    { sequence: 10, name: 'Turn', workCenter: 'WC-1', createsLot: true },
    { sequence: 20, name: 'Wash', workCenter: 'WC-2', passThrough: true },
    { sequence: 30, name: 'Bake', workCenter: 'WC-3', report: 'both' },
  ],
  ...more,
})
const furnace: Sent = { type: 'workCenter', code: 'WC-3' }
const made = (run: string, workOrder: string, number: string, quantity: number, scrap = 0): Sent[] => [
  { type: 'start', run, workOrder, operation: 10, workCenter: 'WC-1', by: 'ANNA' },
  { type: 'load', run, lot: { number: 'S-1' }, quantity: 1 },
  { type: 'produce', run, lot: { number }, quantity, ...(scrap > 0 ? { scrap } : {}) },
  { type: 'finish', run },
]
const pass = (number: string, more: object = {}): Sent => ({ type: 'pass', lot: { number }, workCenter: 'WC-2', ...more })
const begun = (...more: Sent[]): Promise<Plant> => plantWithBasics(at, furnace, receive('STEEL', 'S-1', 50), ...more)

interface Shown {
  lot: { number: string }
  quantity: string
  operation: { name: string }
  state: string
  blocked: string | null
  stuck: boolean
  by: string | null
}
const lots = async (plant: Plant, more = ''): Promise<string[]> =>
  (await ask<{ lots: Shown[] }>(plant.services, `GET /wip/lots?site=${plant.site}${more}`)).lots.map(
    row => `${row.lot.number} ${row.quantity} ${row.state} ${row.operation.name}`,
  )

describe('work in process', () => {
  it('parts of a lot move with what turns out to have happened to it before they were parted', async () => {
    const plant = await begun(order('WO-1'), ...made('R-1', 'WO-1', 'P-1', 10))
    const [washed] = await plant.ok(pass('P-1'))
    await plant.ok({ type: 'split', lot: { number: 'P-1' }, into: [{ number: 'P-1-A', quantity: 4 }] })
    await plant.ok({ type: 'split', lot: { number: 'P-1-A' }, into: [{ number: 'P-1-B', quantity: 1 }] })
    expect((await lots(plant)).sort()).toEqual(['P-1 6 waiting Bake', 'P-1-A 3 waiting Bake', 'P-1-B 1 waiting Bake'])
    await plant.ok({ type: 'correct', event: washed?.id, reason: 'another lot' })
    expect((await lots(plant)).sort()).toEqual(['P-1 6 waiting Wash', 'P-1-A 3 waiting Wash', 'P-1-B 1 waiting Wash'])
  })

  it('goes along the route with what is reported', async () => {
    const plant = await begun(order('WO-1'), ...made('R-1', 'WO-1', 'P-1', 10, 1))
    expect(await lots(plant)).toEqual(['P-1 10 waiting Wash'])
    await plant.ok(pass('P-1', { quantity: 6 }))
    expect((await lots(plant)).sort()).toEqual(['P-1 4 waiting Wash', 'P-1 6 waiting Bake'])
    const [wrong] = await plant.ok(pass('P-1', { quantity: 3, scrap: 1 }))
    expect((await lots(plant)).sort()).toEqual(['P-1 9 waiting Bake'])
    await plant.ok({ type: 'correct', event: wrong?.id, reason: 'not yet' }, pass('P-1', { quantity: 4 }))
    expect(await lots(plant)).toEqual(['P-1 10 waiting Bake'])
    await plant.ok({
      type: 'start',
      run: 'F-1',
      workCenter: 'WC-3',
      workOrder: 'WO-1',
      operation: 30,
      lots: [{ lot: { number: 'P-1' } }],
      by: 'ANNA',
    })
    expect(await lots(plant)).toEqual(['P-1 10 working Bake'])
    expect(await ask(plant.services, `GET /wip?site=${plant.site}`)).toMatchObject({
      totals: { lots: 1, working: 1, waiting: 0 },
      operations: [{ name: 'Bake', workCenter: 'WC-3', lots: 1, working: 1, quantities: [{ unit: 'ea', quantity: '10' }] }],
    })
    await plant.ok({ type: 'finish', run: 'F-1', lots: [{ lot: { number: 'P-1' } }] })
    expect(await lots(plant)).toEqual([])
  })

  it('is in work again when the end of its run is taken back', async () => {
    const plant = await begun(order('WO-9'), ...made('R-9', 'WO-9', 'P-9', 10), pass('P-9'))
    const there = { workCenter: 'WC-3', workOrder: 'WO-9', operation: 30 }
    await plant.ok({ type: 'start', run: 'F-9', ...there, lots: [{ lot: { number: 'P-9' } }] })
    expect(await lots(plant)).toEqual(['P-9 10 working Bake'])
    const [ended] = await plant.ok({ type: 'finish', run: 'F-9' })
    expect(await lots(plant)).not.toEqual(['P-9 10 working Bake'])
    await plant.ok({ type: 'correct', event: ended?.id, reason: 'not yet' })
    expect(await lots(plant)).toEqual(['P-9 10 working Bake'])
  })

  it('ends with the order, and comes back with it', async () => {
    const plant = await begun(order('WO-2'), ...made('R-2', 'WO-2', 'P-2', 10))
    await plant.ok(order('WO-2', { status: 'closed' }))
    expect(await lots(plant)).toEqual([])
    await plant.ok(order('WO-2'))
    expect(await lots(plant)).toEqual(['P-2 10 waiting Wash'])
  })

  it('a split lot is as far as what it was split from, also when that was split', async () => {
    const plant = await begun(order('WO-3'), ...made('R-3', 'WO-3', 'P-3', 10), pass('P-3'))
    await plant.ok({ type: 'split', lot: { number: 'P-3' }, into: [{ number: 'P-3A', quantity: 4 }] })
    await plant.ok({ type: 'split', lot: { number: 'P-3A' }, into: [{ number: 'P-3B', quantity: 1 }] })
    expect((await lots(plant)).sort()).toEqual(['P-3 6 waiting Bake', 'P-3A 3 waiting Bake', 'P-3B 1 waiting Bake'])
    await plant.ok({ type: 'merge', lots: [{ lot: { number: 'P-3A' } }, { lot: { number: 'P-3B' } }], into: { number: 'P-3C' } })
    expect((await lots(plant)).sort()).toEqual(['P-3 6 waiting Bake', 'P-3C 4 waiting Bake'])
  })

  it('tells what is blocked, what is stuck, and for how long', async () => {
    const plant = await begun(
      order('WO-4', { customer: 'C-1' }),
      order('WO-5'),
      ...made('R-4', 'WO-4', 'P-4', 10),
      ...made('R-5', 'WO-5', 'P-5', 10),
    )
    await plant.ok({ type: 'hold', hold: 'H-4', lots: [{ number: 'P-4' }], reason: 'look' })
    expect(await lots(plant, '&state=blocked')).toEqual(['P-4 10 waiting Wash'])
    expect(await lots(plant, '&customer=C-1')).toEqual(['P-4 10 waiting Wash'])
    expect(await lots(plant, '&workOrder=WO-5')).toEqual(['P-5 10 waiting Wash'])
    // The clock of the tests stands thirty days after everything happened.
    expect(await lots(plant, '&state=stuck')).toHaveLength(2)
    expect(await lots(plant, '&state=stuck&stuckAfter=2000')).toEqual([])
    expect(await lots(plant, '&olderThan=100')).toHaveLength(2)
    expect(await ask(plant.services, `GET /wip?site=${plant.site}&stuckAfter=1000`)).toMatchObject({
      totals: { lots: 2, blocked: 1, stuck: 0 },
      operations: [{ name: 'Wash', lots: 2, blocked: 1, ages: { fresh: 0, ageing: 2, stuck: 0 }, oldest: expect.any(String) as string }],
    })
  })

  it('pages, oldest first', async () => {
    const plant = await begun(
      order('WO-6'),
      ...made('R-6', 'WO-6', 'P-6', 10),
      ...made('R-7', 'WO-6', 'P-7', 10),
      ...made('R-8', 'WO-6', 'P-8', 10),
    )
    const first = await ask<{ lots: Shown[]; next: string; total: number }>(plant.services, `GET /wip/lots?site=${plant.site}&limit=2`)
    const rest = await ask<{ lots: Shown[]; next: string | null }>(
      plant.services,
      `GET /wip/lots?site=${plant.site}&limit=2&cursor=${first.next}`,
    )
    expect([...first.lots, ...rest.lots].map(row => row.lot.number)).toEqual(['P-6', 'P-7', 'P-8'])
    expect([first.total, rest.next]).toEqual([3, null])
    // What has left before the second page was asked for takes nobody else out of it.
    await plant.ok({ type: 'scrap', lot: { number: 'P-6' }, quantity: 10, reason: 'cracked' })
    const after = await ask<{ lots: Shown[] }>(plant.services, `GET /wip/lots?site=${plant.site}&limit=2&cursor=${first.next}`)
    expect(after.lots.map(row => row.lot.number)).toEqual(['P-8'])
  })

  it.each(['[2]', '[1,2,3,"waiting",4]', '["a",2,3,"waiting",""]'])('takes no cursor that is none of ours: %s', async key => {
    const plant = await begun()
    const cursor = Buffer.from(key).toString('base64url')
    await expect(ask(plant.services, `GET /wip/lots?site=${plant.site}&cursor=${cursor}`)).rejects.toThrow('start without it')
  })
})

describe('the shop now', () => {
  it('tells the yield of the day, what is lost, and who is where', async () => {
    const plant = await begun(order('WO-7'), ...made('R-9', 'WO-7', 'P-9', 18, 2))
    await plant.ok(pass('P-9', { station: 'ST-2', by: 'ANNA' }), pass('P-9'))
    await plant.ok({ type: 'adjust', lot: { number: 'S-1' }, quantity: 46, reason: 'count' })
    await plant.ok({ type: 'start', run: 'R-10', workOrder: 'WO-7', operation: 10, workCenter: 'WC-1', by: 'ANNA' })
    await plant.ok({ type: 'load', run: 'R-10', lot: { number: 'S-1' }, quantity: 5 }, { type: 'start', run: 'R-11', workCenter: 'WC-3' })
    const evening = { ...plant.services, now: () => Date.parse('2026-03-02T10:00:00Z') }
    const shop = await ask<{ firstPass: object; unaccounted: object[]; places: object[] }>(
      evening,
      `GET /supervision?site=${plant.site}&dayFrom=2026-03-02T00:00:00Z`,
    )
    // 18 made, 2 scrapped, 18 washed, 18 washed again: 36 of 56 at the first go.
    expect(shop.firstPass).toEqual({ unit: 'ea', good: '54', scrap: '2', repeated: '18', reports: 3, percent: '64.2' })
    expect(shop.unaccounted).toMatchObject([{ material: 'STEEL', quantity: '3', unit: 'kg', lot: { number: 'S-1' } }])
    expect(shop.places).toMatchObject([
      { place: 'WC-3', run: 'R-11' },
      { place: 'WC-1', run: 'R-10', operation: 'Turn', by: null },
      { place: 'WC-2', run: null, by: null },
      { place: 'ST-2', isStation: true, by: 'ANNA', operation: 'Wash', workOrder: 'WO-7' },
    ])
    const tomorrow = await ask<{ firstPass: object }>(evening, `GET /supervision?site=${plant.site}&dayFrom=2026-03-03T00:00:00Z`)
    expect(tomorrow.firstPass).toMatchObject({ reports: 0, percent: null })
  })
})

interface Act {
  what: number
  lot: number
  quantity: number
}
const act = fc.record({ what: fc.nat(99), lot: fc.nat(5), quantity: fc.integer({ min: 1, max: 9 }) })

/** What may happen to six lots of two orders; much of it is refused, which is as good. Corrections take back one of the events before. */
function happening({ what, lot, quantity }: Act, before: readonly string[]): Sent {
  const workOrder = lot % 2 === 0 ? 'WO-1' : 'WO-2'
  const named = { number: `P-${lot}` }
  if (what < 20) return { type: 'transform', inputs: [], outputs: [{ lot: named, quantity }], workOrder, operation: 10, workCenter: 'WC-1' }
  if (what < 35) return { type: 'pass', lot: named, workCenter: what % 2 === 0 ? 'WC-2' : 'WC-3', quantity }
  if (what < 45) return { type: 'pass', lot: named, workCenter: 'WC-2' }
  if (what < 52) return { type: 'start', run: `R-${quantity}`, workOrder, operation: 30, workCenter: 'WC-3', lots: [{ lot: named }] }
  if (what < 59) return { type: 'finish', run: `R-${quantity}`, ...(what % 2 === 0 ? { lots: [{ lot: named, quantity }] } : {}) }
  if (what < 64) return { type: 'split', lot: named, into: [{ number: `P-${lot + 1}`, quantity }] }
  if (what < 69) return { type: 'scrap', lot: named, quantity, reason: 'bent' }
  if (what < 72) return { ...order(workOrder), status: what % 2 === 0 ? 'closed' : 'open' }
  return { type: 'correct', event: before[what % Math.max(1, before.length)], reason: 'was not so' }
}

/** Whatever happens, in whatever portions it is looked at: a board that followed says what a board made afresh says, and every parcel is there. */
it('a board that follows equals one made afresh', { timeout: 240_000 }, async () => {
  const board = new Board(servicesOn(at))
  let [seen, atCenters] = [0, 0]
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 60 }), fc.integer({ min: 1, max: 12 }), async (acts, portion) => {
      const plant = await begun(order('WO-1'), order('WO-2'))
      const done: string[] = []
      for (let first = 0; first < acts.length; first += portion) {
        const results = await plant.send(...acts.slice(first, first + portion).map(one => happening(one, done)))
        done.push(...results.filter(result => result.status === 'recorded').map(result => result.id ?? ''))
        await board.current()
      }
      const fresh = await new Board(plant.services).current()
      expect(new Map([...board.lots].sort(([a], [b]) => a - b))).toEqual(new Map([...fresh.lots].sort(([a], [b]) => a - b)))
      const ours = [...fresh.lots.values()].filter(lot => lot.site === plant.site)
      seen += ours.length
      for (const workCenter of ['WC-1', 'WC-2', 'WC-3']) {
        const there = ours.filter(({ stages, order }) => stages.some(({ step }) => order.operations[step]?.workCenter === workCenter))
        const ids = [...board.at({ site: plant.site, workCenter })].map(({ id }) => id)
        expect(ids.sort((a, b) => a - b)).toEqual(there.map(({ id }) => id).sort((a, b) => a - b))
        atCenters += ids.length
      }
      for (const lot of ours) expect(formatQuantity(total(lot.stages.map(stage => stage.quantity)))).toBe(await onHand(lot.id))
    }),
    { numRuns: rounds(12) },
  )
  expect(seen).toBeGreaterThan(12)
  expect(atCenters).toBeGreaterThan(0)
})

async function onHand(lot: number): Promise<string> {
  const { rows } = await at.pool.query('select coalesce(sum(quantity), 0)::text as sum from stock where lot = $1', [lot])
  return formatQuantity(readQuantity((rows[0] as { sum: string }).sum))
}

it('leaves the store sound', async () => {
  await expectSound(at)
})
