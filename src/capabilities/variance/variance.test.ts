import { describe, expect, it } from 'vitest'
import { expectSound, opening, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const PERIOD = 'from=2026-03-01T00:00:00Z&to=2026-03-10T00:00:00Z'

interface Row {
  key: string | null
  material: string
  unit: string
  used: string
  expected: string
  good: { unit: string; quantity: string }[]
  scrap: { reason: string; quantity: string }[]
  sample: string
  adjusted: string
  unexplained: string
  percent: number | null
  unjudged: number
  over: number
  trend: { unexplained: string }[]
}
const rows = async (plant: Plant, query: string): Promise<Row[]> =>
  (await ask<{ rows: Row[] }>(plant.services, `GET /variance?site=${plant.site}&${PERIOD}&${query}`)).rows
const lines = async (plant: Plant, query: string) =>
  (
    await ask<{ lines: { events: number[]; unexplained: string | null; into: { number: string }[]; basis: string | null }[] }>(
      plant.services,
      `GET /variance/lines?site=${plant.site}&${PERIOD}&${query}`,
    )
  ).lines

const order = (more: object = {}): Sent => ({
  type: 'workOrder',
  number: 'WO-1',
  material: 'PART',
  quantity: 100,
  operations: [
    { sequence: 10, name: 'Turn', workCenter: 'WC-1', createsLot: true, components: [{ material: 'STEEL', per: 0.5, ...more }] },
    { sequence: 20, name: 'Heat treat', workCenter: 'WC-2', report: 'both' },
  ],
})
const turned = (run: string, { loaded = 50, good = 95, scrap = 2, left = 0 } = {}): Sent[] => [
  { type: 'start', run, workOrder: 'WO-1', operation: 10 },
  { type: 'load', run, lot: { number: 'B1' }, quantity: loaded },
  { type: 'produce', run, lot: { number: `P-${run}` }, quantity: good, scrap, note: 'burr' },
  ...(left > 0 ? [{ type: 'unload', run, lot: { number: 'B1' }, quantity: left }] : []),
]

describe('a run against its bill of materials', () => {
  it('says what was used, what should have been, and what nobody explains', async () => {
    const plant = await plantWithBasics(at, order(), receive('STEEL', 'B1', 200), ...turned('R1', { left: 0.25 }), {
      type: 'finish',
      run: 'R1',
    })
    expect(await rows(plant, 'by=workCenter')).toMatchObject([
      {
        key: 'WC-1',
        material: 'STEEL',
        unit: 'kg',
        used: '49.75',
        expected: '48.5',
        unexplained: '1.25',
        percent: 2.513,
        good: [{ unit: 'ea', quantity: '95' }],
        scrap: [{ reason: 'burr', quantity: '2' }],
      },
    ])
    for (const [by, key] of [
      ['lot', 'B1'],
      ['run', 'R1'],
      ['order', 'WO-1'],
      ['operation', 'Turn'],
      ['shift', 'night'],
      ['material', 'STEEL'],
    ])
      expect(await rows(plant, `by=${by}`), by).toMatchObject([{ key, unexplained: '1.25' }])
    const [line] = await lines(plant, 'by=workCenter&key=WC-1')
    expect(line).toMatchObject({ into: [{ number: 'P-R1' }], basis: 'bill' })
    expect(line?.events, 'load, produce and unload, by their place in the ledger').toHaveLength(3)
  })

  it('is right again after a correction', async () => {
    const plant = await plantWithBasics(at, order(), receive('STEEL', 'B1', 200), ...turned('R1').slice(0, 2))
    const [produced] = await plant.ok(
      { type: 'produce', run: 'R1', lot: { number: 'P1' }, quantity: 90, scrap: 2 },
      { type: 'finish', run: 'R1' },
    )
    expect(await rows(plant, 'by=run')).toMatchObject([{ unexplained: '4' }])
    await plant.ok({
      type: 'correct',
      event: produced?.id,
      reason: 'miscounted',
      replacement: { type: 'produce', run: 'R1', lot: { number: 'P1' }, quantity: 98, scrap: 2, at: 30 },
    })
    expect(await rows(plant, 'by=run')).toMatchObject([{ key: 'R1', unexplained: '0', good: [{ quantity: '98' }] }])
  })

  it('waits for the end of the run', async () => {
    const plant = await plantWithBasics(at, order(), receive('STEEL', 'B1', 200), ...turned('R1'))
    expect(await rows(plant, 'by=run')).toEqual([])
    expect(await ask(plant.services, `GET /variance?site=${plant.site}&${PERIOD}`)).toMatchObject({ openRuns: 1 })
  })
})

describe('other ways to lose material', () => {
  it('counts, samples and scrap are told apart', async () => {
    const plant = await plantWithBasics(
      at,
      receive('BOLT', 'L1', 1000),
      { type: 'adjust', lot: { number: 'L1' }, quantity: 990, reason: 'counted' },
      { type: 'scrap', lot: { number: 'L1' }, quantity: 5, reason: 'rusty' },
      { type: 'scrap', lot: { number: 'L1' }, quantity: 3, reason: 'tensile test', purpose: 'sample' },
    )
    expect(await rows(plant, 'by=lot')).toMatchObject([
      { key: 'L1', unexplained: '10', adjusted: '-10', sample: '3', scrap: [{ reason: 'rusty', quantity: '5' }] },
    ])
    expect(await rows(plant, 'by=workCenter')).toMatchObject([{ key: null }])
    expect(await lines(plant, 'by=workCenter&key=')).toHaveLength(3)
  })

  it('pieces begun and not finished are missing, and pass a lot only once', async () => {
    const plant = await plantWithBasics(
      at,
      order(),
      receive('STEEL', 'B1', 200),
      ...turned('R1', { loaded: 48.5 }),
      { type: 'finish', run: 'R1' },
      { type: 'start', run: 'HT', workCenter: 'WC-2', lots: [{ lot: { number: 'P-R1' }, quantity: 95 }] },
      { type: 'finish', run: 'HT', lots: [{ lot: { number: 'P-R1' }, quantity: 90, scrap: 1 }] },
    )
    expect(await rows(plant, 'by=workCenter')).toMatchObject([
      { key: 'WC-2', used: '95', expected: '91', unexplained: '4', scrap: [{ quantity: '1' }] },
      { key: 'WC-1', unexplained: '0' },
    ])
    expect(await rows(plant, 'by=order')).toMatchObject([
      { material: 'PART', used: '0', unexplained: '4', percent: null },
      { material: 'STEEL', used: '48.5' },
    ])
  })

  it('mass in is mass out; what cannot be compared is counted apart and is no loss', async () => {
    const plant = await plantWithBasics(
      at,
      { type: 'material', code: 'ALLOY', unit: 'kg' },
      receive('STEEL', 'B1', 60),
      receive('STEEL', 'B2', 40),
      receive('BOLT', 'L1', 10),
      {
        type: 'transform',
        inputs: [
          { lot: { number: 'B1' }, quantity: 60 },
          { lot: { number: 'B2' }, quantity: 40 },
        ],
        outputs: [{ lot: { material: 'ALLOY', number: 'A1' }, quantity: 97, scrap: 1 }],
      },
      {
        type: 'transform',
        inputs: [{ lot: { number: 'L1' }, quantity: 10 }],
        outputs: [{ lot: { material: 'ALLOY', number: 'A2' }, quantity: 5 }],
      },
    )
    expect(await rows(plant, 'by=lot')).toMatchObject([
      { key: 'B1', used: '60', unexplained: '1.2', unjudged: 0 },
      { key: 'B2', used: '40', unexplained: '0.8' },
      { key: 'L1', used: '10', unexplained: '0', unjudged: 1 },
    ])
    expect(await rows(plant, 'by=material'), 'the output of two lots counts once').toMatchObject([
      { key: 'STEEL', used: '100', good: [{ quantity: '97' }], scrap: [{ quantity: '1' }] },
      { key: 'BOLT' },
    ])
  })

  it('a component of the bill that no lot is recorded for is less used than made', async () => {
    const plant = await plantWithBasics(at, order(), { ...opening('PART', 'P1', 10), workOrder: 'WO-1', operation: 10 })
    expect(await rows(plant, 'by=material')).toMatchObject([{ key: 'STEEL', used: '0', expected: '5', unexplained: '-5' }])
  })
})

describe('thresholds', () => {
  const finish = { type: 'finish', run: 'R1' }
  it.each([
    ['nobody asked to be told', {}, undefined, 'recorded'],
    ['within the tolerance of the component', { tolerance: 5 }, undefined, 'recorded'],
    ['beyond the tolerance of the component', { tolerance: 2 }, undefined, 'exception'],
    ['beyond that of the site', {}, 3, 'exception'],
    ['the component comes before the site', { tolerance: 5 }, 1, 'recorded'],
  ])('%s', async (_, more, percent, status) => {
    const plant = await plantWithBasics(at, order(more), receive('STEEL', 'B1', 200), ...turned('R1'))
    if (percent !== undefined) await plant.ok({ type: 'settings', variancePercent: percent })
    const [result] = await plant.send(finish)
    expect(result).toMatchObject({ status, ...(status === 'exception' ? { code: 'variance-exceeded' } : {}) })
    const [row] = await rows(plant, 'by=run')
    expect(row?.over).toBe(status === 'exception' ? 1 : 0)
  })

  it('shifts are the plant’s own, in its time zone', async () => {
    const plant = await plantWithBasics(at, order(), receive('STEEL', 'B1', 200), {
      type: 'settings',
      timeZone: 'Asia/Tokyo',
      shifts: [
        { code: 'A', from: '07:00' },
        { code: 'B', from: '19:00' },
      ],
    })
    await plant.ok(...turned('R1'), finish)
    expect(await rows(plant, 'by=shift')).toMatchObject([{ key: 'A' }])
    await plant.refused({ type: 'settings', timeZone: 'Mars/Base' }, 'invalid-event', '/timeZone')
  })

  it('verifies and can be rebuilt', () => expectSound(at))
})

describe('in pages', () => {
  const page = (plant: Plant, cursor: string | null) =>
    ask<{ rows: Row[]; next: string | null; total: number }>(
      plant.services,
      `GET /variance?site=${plant.site}&${PERIOD}&by=run&limit=1${cursor === null ? '' : `&cursor=${cursor}`}`,
    )
  const left = (run: string, used: number): Sent[] => [...turned(run, { loaded: used }), { type: 'finish', run }]

  it('none is there twice and none is left out, while another comes before', async () => {
    const plant = await plantWithBasics(at, order(), receive('STEEL', 'B1', 500), ...left('R1', 50), ...left('R2', 52), ...left('R3', 54))
    const first = await page(plant, null)
    await plant.ok(...left('R4', 60))
    const second = await page(plant, first.next)
    const third = await page(plant, second.next)
    expect([first, second, third].map(({ rows: [row] }) => row?.key)).toEqual(['R3', 'R2', 'R1'])
    expect([first.total, third.total, third.next]).toEqual([3, 4, null])
  })

  it('by what has no key as well, and by what loses the same', async () => {
    const plant = await plantWithBasics(at, order(), receive('STEEL', 'B1', 500), ...left('R1', 50), ...left('R2', 50), {
      type: 'adjust',
      lot: { number: 'B1' },
      quantity: 390,
      reason: 'count',
    })
    const keys: (string | null)[] = []
    for (let next: string | null = null, more = true; more; more = next !== null) {
      const one: Awaited<ReturnType<typeof page>> = await page(plant, next)
      keys.push(...one.rows.map(row => row.key))
      next = one.next
    }
    expect(keys).toEqual(['R1', 'R2', null])
  })

  it.each(['[1]', '["x","1","STEEL","kg"]', '["1","x","STEEL","kg"]'])('takes no cursor that is none of ours: %s', async key => {
    const plant = await plantWithBasics(at)
    await expect(page(plant, Buffer.from(key).toString('base64url'))).rejects.toThrow('start without it')
  })
})
