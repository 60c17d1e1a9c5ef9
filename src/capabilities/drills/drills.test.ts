import { describe, expect, it } from 'vitest'
import { expectSound, type Plant, plantWithBasics, receive, type Sent, servicesOn } from '../../../test/ledger/plant.ts'
import { answer, ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import { parseEvent } from '../parse.ts'
import { Document, type Services } from '../route.ts'
import { runNightly } from './nightly.ts'
import { scoreOf } from './scorecard.ts'

const at = testStore()
const make = (from: string, number: string, quantity: number, used = quantity): Sent => ({
  type: 'transform',
  inputs: [{ lot: { number: from }, quantity: used }],
  outputs: [{ lot: { material: 'PART', number }, quantity }],
})

/** S-1 of 100: 30 into P-1, 5 scrapped, 3 for samples, 2 counted down, 60 left. P-1 of 30: 12 to C-1, 18 left. S-2 went nowhere. */
const begun = (): Promise<Plant> =>
  plantWithBasics(
    at,
    receive('STEEL', 'S-1', 100),
    receive('STEEL', 'S-2', 50),
    make('S-1', 'P-1', 30),
    { type: 'scrap', lot: { number: 'S-1' }, quantity: 5, reason: 'rust' },
    { type: 'scrap', lot: { number: 'S-1' }, quantity: 3, reason: 'tensile bar', purpose: 'sample' },
    { type: 'adjust', lot: { number: 'S-1' }, quantity: 60, reason: 'counted' },
    { type: 'ship', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: { number: 'P-1' }, quantity: 12 }] },
  )

interface Shown {
  drill: string
  status: string
  lots: { material: string; number: string }[]
  drawn: { seed: string; of: string; among: number; position: number } | null
  drawsAgain: boolean | null
  traceMs: number | null
  finishMs: number | null
  passed: boolean | null
  scorecard: Record<string, unknown> | null
  before: { drill: string } | null
}

/** A clock of its own, moved by the test. */
function clocked(plant: Plant): { services: Services; later: (minutes: number) => void } {
  let now = Date.parse('2026-03-03T08:00:00Z')
  return { services: { ...plant.services, now: () => now }, later: minutes => (now += minutes * 60_000) }
}
const begin = (services: Services, plant: Plant, body: object): Promise<Shown> =>
  ask(services, 'POST /drills', { site: plant.site, ...body })
const finish = (services: Services, plant: Plant, drill: string): Promise<Shown> =>
  ask(services, `POST /drills/${drill}/finish`, { site: plant.site })

it('a scope that is balanced part by part comes to the same, whatever the parts', async () => {
  const plant = await plantWithBasics(
    at,
    receive('STEEL', 'S-1', 100),
    make('S-1', 'P-1', 30),
    make('S-1', 'P-2', 20),
    make('P-1', 'P-3', 5, 10),
    make('P-2', 'P-4', 4),
    { type: 'scrap', lot: { number: 'P-2' }, quantity: 1, reason: 'rust' },
    { type: 'adjust', lot: { number: 'P-1' }, quantity: 15, reason: 'counted' },
    { type: 'ship', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: { number: 'P-3' }, quantity: 2 }] },
  )
  const seeds = [
    { site: plant.site, material: 'STEEL', number: 'S-1' },
    { site: plant.site, material: 'PART', number: 'P-2' },
  ]
  const whole = await scoreOf(plant.services, seeds)
  expect(whole.balance[0]?.made).toBe('100')
  expect(whole.lots).toBe(3)
  for (const atOnce of [1, 2]) expect(await scoreOf(plant.services, seeds, { atOnce })).toEqual(whole)
  const { balance, balanceTotal } = await ask<{ balance: { made: string; unit: string }[]; balanceTotal: { percent: string } }>(
    plant.services,
    'POST /recalls/simulations',
    { seeds },
  )
  expect(whole.percent).toBe(balanceTotal.percent)
  const pieces = balance.filter(({ unit }) => unit === 'ea').reduce((sum, { made }) => sum + Number(made), 0)
  expect(Number(whole.balance.find(({ unit }) => unit === 'ea')?.made)).toBe(pieces)
})

describe('a drill', () => {
  it('runs from its first lot over the steps to its scorecard, and adds up', async () => {
    const plant = await begun()
    const { services, later } = clocked(plant)
    const { drill } = await begin(services, plant, { seeds: [{ number: 'S-1' }] })
    expect(drill).toBe('DR-0001')
    later(7)
    await ask(services, `POST /drills/${drill}/steps`, { site: plant.site, step: 'traced' })
    later(3)
    await ask(services, `POST /drills/${drill}/steps`, { site: plant.site, step: 'customers' })
    later(20)
    const done = await finish(services, plant, drill)
    expect(done).toMatchObject({ traceMs: 7 * 60_000, finishMs: 30 * 60_000, passed: true, drawn: null, drawsAgain: null })
    expect(done.scorecard).toMatchObject({
      lots: 1,
      customers: 1,
      vendors: 1,
      percent: '100',
      gaps: [],
      unaccounted: { count: 0 },
      balance: [
        {
          unit: 'kg',
          made: '100',
          onHand: '60',
          inProcess: '0',
          scrapped: '5',
          sampled: '3',
          adjusted: '2',
          onward: '30',
          unaccounted: '0',
        },
        { unit: 'ea', made: '30', onHand: '18', shipped: '12', onward: '0', unaccounted: '0' },
      ],
    })
  })

  it('says what nobody explains, does not pass with it, and names it', async () => {
    const plant = await begun()
    await plant.ok(
      {
        type: 'workOrder',
        number: 'WO-1',
        material: 'PART',
        quantity: 30,
        operations: [{ sequence: 10, name: 'Saw', workCenter: 'WC-1', createsLot: true, components: [{ material: 'STEEL', per: 1 }] }],
      },
      { type: 'start', run: 'R-1', workOrder: 'WO-1', operation: 10, workCenter: 'WC-1' },
      { type: 'load', run: 'R-1', lot: { number: 'S-2' }, quantity: 50, position: 'bar' },
      { type: 'produce', run: 'R-1', lot: { number: 'P-9' }, quantity: 30 },
      { type: 'finish', run: 'R-1' },
    )
    const { services } = clocked(plant)
    const { drill } = await begin(services, plant, { seeds: [{ number: 'S-2' }] })
    const done = await finish(services, plant, drill)
    expect(done.passed).toBe(false)
    expect(done.scorecard).toMatchObject({
      percent: '80',
      gaps: [{ code: 'unaccounted-quantity', count: 1, lots: [{ material: 'STEEL', number: 'S-2' }] }],
      unaccounted: { count: 1, lots: [{ material: 'STEEL', number: 'S-2', unit: 'kg', quantity: '20' }] },
    })
  })

  it('holds nothing, and stands in nobody’s way', async () => {
    const plant = await begun()
    const { services } = clocked(plant)
    const { drill } = await begin(services, plant, { seeds: [{ number: 'S-1' }] })
    await finish(services, plant, drill)
    expect(await plant.rows('select hold from hold where site = $1', plant.site)).toEqual([])
    await plant.ok({ type: 'ship', shipment: 'SH-2', customer: 'C-1', lots: [{ lot: { number: 'P-1' } }] })
  })

  it('is late by the clock when its policy says so', async () => {
    const plant = await begun()
    await plant.ok({ type: 'settings', drills: { minutesMax: 15, percentMin: 90 } })
    const { services, later } = clocked(plant)
    const { drill } = await begin(services, plant, { seeds: [{ number: 'S-1' }] })
    later(16)
    expect(await finish(services, plant, drill)).toMatchObject({ passed: false, marks: { minutesMax: 15, percentMin: 90 } })
  })

  const refusals: [string, (plant: Plant) => Sent[], string, string][] = [
    [
      'a second one of the same name',
      () => [{ type: 'drill', drill: 'D-1', lots: [{ lot: { number: 'S-2' } }] }],
      'drill-exists',
      '/drill',
    ],
    ['an unknown lot', () => [{ type: 'drill', drill: 'D-2', lots: [{ lot: { number: 'S-9' } }] }], 'unknown-lot', '/lots/0/lot/number'],
    [
      'a drawn one that does not say how',
      () => [{ type: 'drill', drill: 'D-2', origin: 'random', lots: [{ lot: { number: 'S-1' } }] }],
      'invalid-event',
      '/drawn',
    ],
    ['a step of no drill', () => [{ type: 'drillStep', drill: 'D-9', step: 'traced' }], 'unknown-drill', '/drill'],
    ['a step before the beginning', () => [{ type: 'drillStep', drill: 'D-1', step: 'traced', at: 1 }], 'invalid-event', '/at'],
    ['a score that is sent', () => [{ type: 'drillFinish', drill: 'D-1', scorecard: {} }], 'invalid-event', '/type'],
  ]
  it.each(refusals)('refuses %s', async (_what, sent, code, pointer) => {
    const plant = await begun()
    await plant.ok({ type: 'drill', drill: 'D-1', lots: [{ lot: { number: 'S-1' } }], at: 800 })
    for (const event of sent(plant)) await plant.refused(event, code, pointer)
  })

  it('takes each step once, and none when it is over', async () => {
    const plant = await begun()
    const { services } = clocked(plant)
    const { drill } = await begin(services, plant, { seeds: [{ number: 'S-1' }] })
    const step = (name: string): Promise<unknown> =>
      ask(services, `POST /drills/${drill}/steps`, { site: plant.site, step: name }).catch((error: unknown) => error)
    await step('stock')
    expect(await step('stock')).toMatchObject({ status: 409, code: 'drill-step-taken' })
    await finish(services, plant, drill)
    expect(await step('customers')).toMatchObject({ status: 409, code: 'drill-finished' })
    expect(await finish(services, plant, drill).catch((error: unknown) => error)).toMatchObject({ status: 409, code: 'drill-finished' })
    expect(await finish(services, plant, 'DR-9').catch((error: unknown) => error)).toMatchObject({ code: 'unknown-drill' })
  })

  it('begun twice with one id is begun once, under one name', async () => {
    const plant = await begun()
    const { services } = clocked(plant)
    const id = '11111111-1111-4111-8111-111111111111'
    const first = await begin(services, plant, { id, seeds: [{ number: 'S-1' }] })
    const again = await begin(services, plant, { id, seeds: [{ number: 'S-1' }] })
    expect(again).toMatchObject({ status: 'duplicate', drill: first.drill })
  })

  it('two begun at once bear two names', async () => {
    const plant = await begun()
    const { services } = clocked(plant)
    const both = await Promise.all(['S-1', 'S-2'].map(number => begin(services, plant, { seeds: [{ number }] })))
    expect(both.map(one => one.drill).sort()).toEqual(['DR-0001', 'DR-0002'])
  })

  it('is compared with the one before, newest first in the list', async () => {
    const plant = await begun()
    const { services, later } = clocked(plant)
    for (const number of ['S-1', 'P-1']) {
      await finish(services, plant, (await begin(services, plant, { seeds: [{ number }] })).drill)
      later(60)
    }
    const shown = await ask<Shown>(services, `GET /drills/DR-0002?site=${plant.site}`)
    expect(shown.before).toMatchObject({ drill: 'DR-0001', score: { percent: '100', gaps: 0 } })
    const { drills } = await ask<{ drills: Shown[] }>(services, `GET /drills?site=${plant.site}`)
    expect(drills.map(one => one.drill)).toEqual(['DR-0002', 'DR-0001'])
  })

  it('closes the case that was committed under its name', async () => {
    const plant = await begun()
    const { services } = clocked(plant)
    const { drill } = await begin(services, plant, { seeds: [{ number: 'S-1' }] })
    const { simulation } = await ask<{ simulation: string }>(services, 'POST /recalls/simulations', {
      seeds: [{ number: 'S-1', site: plant.site }],
    })
    const body = { site: plant.site, seeds: [{ number: 'S-1' }], kind: 'drill', recall: drill, simulation, reason: 'practice' }
    await ask(services, 'POST /recalls', body)
    await finish(services, plant, drill)
    expect(await ask(services, `GET /recalls/${drill}?site=${plant.site}`)).toMatchObject({ closeReason: 'The drill was finished.' })
  })

  it('is printed', async () => {
    const plant = await begun()
    const { services } = clocked(plant)
    const { drill } = await begin(services, plant, { seeds: [{ number: 'S-1' }] })
    await finish(services, plant, drill)
    const paper = await answer(services, `GET /drills/${drill}?site=${plant.site}`, { accept: 'application/pdf' })
    expect(paper).toBeInstanceOf(Document)
    expect(String((paper as Document).bytes).slice(0, 5)).toBe('%PDF-')
  })

  it('is corrected from its last step back', async () => {
    const plant = await begun()
    const [first] = await plant.ok({ type: 'drill', drill: 'D-1', lots: [{ lot: { number: 'S-1' } }] })
    const [step] = await plant.ok({ type: 'drillStep', drill: 'D-1', step: 'traced' })
    await plant.refused({ type: 'correct', event: first?.id, reason: 'wrong' }, 'used-downstream', '/event')
    await plant.ok({ type: 'correct', event: step?.id, reason: 'not yet' }, { type: 'drillStep', drill: 'D-1', step: 'traced' })
  })
})

describe('a drawn lot', () => {
  const kinds: [string, string[]][] = [
    ['raw', ['S-1', 'S-2']],
    ['finished', ['P-1']],
    ['any', ['P-1', 'S-1', 'S-2']],
  ]
  it.each(kinds)('%s: only such lots, every one of them at times, and the same seed draws the same', async (of, numbers) => {
    const plant = await begun()
    const { services } = clocked(plant)
    const drawn = new Set<string>()
    for (let round = 0; round < 24; round++) {
      const { drill } = await begin(services, plant, { draw: { of, seed: `seed ${round}` } })
      const shown = await ask<Shown>(services, `GET /drills/${drill}?site=${plant.site}`)
      expect(shown).toMatchObject({ drawn: { of, seed: `seed ${round}`, among: numbers.length }, drawsAgain: true })
      drawn.add(shown.lots[0]?.number ?? '')
    }
    expect([...drawn].sort()).toEqual(numbers)
  })

  it('is drawn again as it was, although the plant has grown since', async () => {
    const plant = await begun()
    const { services } = clocked(plant)
    const { drill } = await begin(services, plant, { draw: { of: 'finished' } })
    await plant.ok(make('S-2', 'P-2', 10), make('P-1', 'P-3', 10))
    expect(await ask(services, `GET /drills/${drill}?site=${plant.site}`)).toMatchObject({ drawsAgain: true })
  })

  it('is said to be another when the event claims a draw that was none', async () => {
    const plant = await begun()
    const drawn = { seed: 'made up', of: 'raw', among: 7, position: 1 }
    await plant.ok({ type: 'drill', drill: 'D-1', origin: 'random', drawn, lots: [{ lot: { number: 'S-1' } }] })
    expect(await ask(plant.services, `GET /drills/D-1?site=${plant.site}`)).toMatchObject({ drawsAgain: false })
  })

  it('of a plant without lots is refused in a sentence', async () => {
    const plant = await plantWithBasics(at)
    const refused = await begin(plant.services, plant, { draw: { of: 'raw' } }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ status: 422, code: 'unknown-lot', message: expect.stringContaining('nothing raw to draw from') })
  })
})

describe('nightly drills', () => {
  const policy = { nightly: 2, at: '02:30', of: 'any' }
  async function nights(): Promise<{ plant: Plant; run: (time: string) => Promise<number>; names: () => Promise<string[]> }> {
    const plant = await begun()
    await plant.ok({ type: 'settings', timeZone: 'America/New_York', drills: policy })
    let now = 0
    const services = { ...plant.services, now: () => now }
    return {
      plant,
      run: time => {
        now = Date.parse(time)
        return runNightly(services)
      },
      names: async () =>
        (
          await plant.rows<{ drill: string }>(
            'select drill from drill where site = $1 and finished_at is not null and until is null order by drill',
            plant.site,
          )
        ).map(row => row.drill),
    }
  }

  it('run at the hour of the site, once, and again the next night', async () => {
    const { run, names } = await nights()
    await run('2026-03-10T06:29:00Z')
    expect(await names()).toEqual([])
    await run('2026-03-10T06:30:00Z')
    await run('2026-03-10T06:31:00Z')
    await run('2026-03-11T03:59:00Z')
    expect(await names()).toEqual(['DN-20260310-01', 'DN-20260310-02'])
    await run('2026-03-11T12:00:00Z')
    expect(await names()).toHaveLength(4)
  })

  it('are run once by two servers at the same time', async () => {
    const { plant, names } = await nights()
    const now = (): number => Date.parse('2026-03-10T07:00:00Z')
    const [one, other] = [servicesOn(at, now), servicesOn(at, now)]
    await Promise.all([runNightly(one), runNightly(other)])
    await runNightly(one)
    expect(await names()).toEqual(['DN-20260310-01', 'DN-20260310-02'])
    const events = await plant.rows(`select type from ledger where site = $1 and type like 'drill%'`, plant.site)
    expect(events).toHaveLength(6)
  })

  it('go on where a server was killed', async () => {
    const { plant, run, names } = await nights()
    const drawn = { seed: 's', of: 'any', among: 3, position: 5 }
    const event = { type: 'drill', drill: 'DN-20260310-01', origin: 'nightly', drawn, lots: [{ lot: { number: 'S-1' } }] }
    await plant.ok(event)
    await run('2026-03-10T07:00:00Z')
    expect(await names()).toEqual(['DN-20260310-01', 'DN-20260310-02'])
  })

  it('make the site ready, and say how the number comes about', async () => {
    const { plant, run } = await nights()
    const services = { ...plant.services, now: () => Date.parse('2026-03-10T07:00:00Z') }
    expect(await ask(services, `GET /readiness?site=${plant.site}`)).toMatchObject({ score: null, drills: 0 })
    await run('2026-03-10T07:00:00Z')
    expect(await ask(services, `GET /readiness?site=${plant.site}`)).toMatchObject({
      score: 100,
      drills: 2,
      passed: 2,
      accounted: 100,
      clean: 100,
    })
    const muchLater = { ...plant.services, now: () => Date.parse('2026-09-10T07:00:00Z') }
    expect(await ask(muchLater, `GET /readiness?site=${plant.site}`)).toMatchObject({ score: null })
  })

  it('a policy that makes no sense is refused', async () => {
    const plant = await begun()
    await plant.refused({ type: 'settings', drills: { nightly: 99 } }, 'invalid-event', '/drills/nightly')
    await plant.refused({ type: 'settings', drills: { at: '25:00' } }, 'invalid-event', '/drills/at')
  })
})

it('a score cannot be sent as an event', () => {
  expect(() => parseEvent({ type: 'drillFinish', id: '11111111-1111-4111-8111-111111111112', at: '2026-03-02T00:00:00Z' })).toThrow(
    'no event of type',
  )
})

it('afterwards the ledger verifies, and a rebuild comes to the same', () => expectSound(at))
