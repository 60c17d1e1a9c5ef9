import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Plant, plantWithBasics, receive } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
let plant: Plant
const part = (number: string) => ({ material: 'PART', number })
const rough = (number: string) => ({ material: 'ROUGH', number })
const SURE = 12

/** P1 to P12 are made of S1 at WC-1 by ANNA, N1 to N12 of S2 at WC-2 by BEN; M1 to M4 while both lay at the machine. */
beforeAll(async () => {
  plant = await plantWithBasics(
    at,
    { type: 'person', code: 'BEN' },
    { type: 'partner', code: 'V-9', roles: ['vendor'] },
    { type: 'material', code: 'ROUGH', unit: 'ea', tracking: 'lot', precision: 'approximate' },
  )
  await plant.ok(
    { ...receive('STEEL', 'S1', 1000), vendor: 'V-9', vendorLot: 'HEAT-1', at: 10 },
    { ...receive('STEEL', 'S2', 1000), vendor: 'V-9', vendorLot: 'HEAT-2', at: 11 },
  )
  await plant.ok({
    type: 'workOrder',
    number: 'WO-M',
    material: 'ROUGH',
    quantity: 40,
    operations: [{ sequence: 10, name: 'Turn', workCenter: 'WC-1', components: [{ material: 'STEEL', per: 1 }] }],
  })
  for (const [lot, prefix, workCenter, by, begin] of [
    ['S1', 'P', 'WC-1', 'ANNA', 100],
    ['S2', 'N', 'WC-2', 'BEN', 300],
  ] as const) {
    const run = randomUUID()
    await plant.ok(
      { type: 'start', run, at: begin, workCenter, by },
      { type: 'load', run, lot: { material: 'STEEL', number: lot }, quantity: 120, at: begin + 1, by },
      ...Array.from({ length: SURE }, (_, index) => ({
        type: 'produce',
        run,
        lot: part(`${prefix}${index + 1}`),
        quantity: 10,
        at: begin + 10 + index,
        by,
      })),
      { type: 'finish', run, at: begin + 60 },
    )
  }
  const run = randomUUID()
  await plant.ok(
    { type: 'start', run, at: 500, workCenter: 'WC-1', workOrder: 'WO-M', operation: 10, by: 'BEN' },
    ...['S1', 'S2'].map(number => ({ type: 'load', run, lot: { material: 'STEEL', number }, quantity: 50, at: 501 })),
    ...[1, 2, 3, 4].map(index => ({
      type: 'produce',
      run,
      lot: rough(`M${index}`),
      quantity: 10,
      at: 510 + index,
    })),
  )
})

interface Counted {
  certain: number
  possible: number
  of: number
}
interface Answer {
  failed: { compared: number; unknown: string[] }
  good: { compared: number; period: { from: string; until: string } | null; isSample: boolean; alsoFailed: number; unknown: string[] }
  totals: { factors: number; tested: number }
  factors: {
    kind: string
    name: string
    lot: { number: string } | null
    event: { type: string; sequence: number } | null
    window: { from: string; until: string } | null
    failed: Counted
    good: Counted
    lift: number | null
    p: number
    pCertain: number
    falseAlarms: number
  }[]
}
const numbers = (prefix: string, count = SURE) => Array.from({ length: count }, (_, index) => part(`${prefix}${index + 1}`))
const factors = (question: object): Promise<Answer> =>
  ask<Answer>(plant.services, 'POST /common-factors', { site: plant.site, ...question })
const named = ({ factors }: Answer, kind: string, name: string) => factors.find(factor => factor.kind === kind && factor.name === name)

describe('what failed lots share', () => {
  test.each([
    ['lot', 'STEEL S1'],
    ['vendorLot', 'V-9 HEAT-1 (STEEL)'],
    ['workCenter', 'WC-1'],
    ['person', 'ANNA'],
    ['load', 'STEEL S1 into WC-1'],
  ])('a %s: %s, in all failed and in no good one', async (kind, name) => {
    const answer = await factors({ failed: numbers('P'), good: numbers('N') })
    const found = answer.factors.find(factor => factor.kind === kind && factor.name.startsWith(name))
    expect(found).toMatchObject({ failed: { certain: SURE, possible: 0, of: SURE }, good: { certain: 0, possible: 0, of: SURE }, lift: 2 })
    // One way in all the ways to pick 12 of 24.
    expect(found?.p).toBeCloseTo(1 / 2_704_156, 9)
    expect(named(answer, 'lot', 'STEEL S2')).toBeUndefined()
  })

  test('a load names the event that loaded it', async () => {
    const { factors: found } = await factors({ failed: numbers('P'), good: numbers('N'), kinds: ['load'] })
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ lot: { number: 'S1' }, event: { type: 'load' } })
  })

  test('the stretch of time at a machine in which they were made', async () => {
    const { factors: found } = await factors({
      failed: numbers('P').slice(3, 7),
      good: [...numbers('P').slice(0, 3), ...numbers('P').slice(7)],
      kinds: ['window'],
    })
    expect(found[0]).toMatchObject({
      name: 'WC-1',
      window: { from: plant.time(113), until: plant.time(116) },
      failed: { certain: 4, of: 4 },
      good: { certain: 0, possible: 0 },
    })
    // 1 in C(12, 4), and 78 windows were possible.
    expect(found[0]?.p).toBeCloseTo(78 / 495, 3)
  })

  test('possible stays possible', async () => {
    const answer = await factors({ failed: [...numbers('P', 2), ...[1, 2, 3, 4].map(index => rough(`M${index}`))], good: numbers('N') })
    expect(named(answer, 'lot', 'STEEL S1')).toMatchObject({
      failed: { certain: 2, possible: 4, of: 6 },
      good: { certain: 0, possible: 0 },
    })
    expect(named(answer, 'lot', 'STEEL S2')).toMatchObject({ failed: { certain: 0, possible: 4 }, good: { certain: 12 } })
    expect(named(answer, 'lot', 'STEEL S1')?.pCertain).toBeGreaterThan(named(answer, 'lot', 'STEEL S1')?.p ?? 1)
  })

  test('without good ones named: those of the same material and time', async () => {
    const answer = await factors({ failed: numbers('P') })
    expect(answer.good).toMatchObject({ compared: SURE, isSample: false })
    expect(answer.factors[0]?.failed).toMatchObject({ of: SURE })
    const short = await factors({ failed: numbers('P'), from: plant.time(300), until: plant.time(400) })
    expect(short.good).toMatchObject({ compared: SURE, period: { from: plant.time(300), until: plant.time(400) } })
    const few = await factors({ failed: numbers('P'), goodLimit: 5 })
    expect(few.good).toMatchObject({ compared: 5, isSample: true })
  })

  test('what nobody knows is said, and what is named twice failed', async () => {
    const answer = await factors({ failed: [part('P1'), part('P404')], good: [part('P1'), part('N1'), part('N404')] })
    expect(answer.failed).toEqual({ compared: 1, unknown: ['P404'] })
    expect(answer.good).toMatchObject({ compared: 1, unknown: ['N404'], alsoFailed: 1 })
  })
})

test('what was taken back is no factor', async () => {
  const [wrong] = await plant.ok({
    type: 'transform',
    workCenter: 'WC-2',
    by: 'BEN',
    at: 700,
    inputs: [{ lot: part('P1'), quantity: 1 }],
    outputs: [{ lot: part('X1'), quantity: 1 }],
  })
  expect(named(await factors({ failed: [part('X1')], good: numbers('N') }), 'lot', 'PART P1')).toBeDefined()
  await plant.ok({ type: 'correct', event: wrong?.id, reason: 'never made', at: 701 })
  await expect(factors({ failed: [part('X1')], good: numbers('N') })).rejects.toThrow('None of the failed lots is known')
})

test.each<[string, object, string]>([
  ['nobody known', { failed: [part('P404')] }, 'None of the failed lots is known'],
  ['a time without offset', { failed: [part('P1')], from: '2026-03-02T00:00:00' }, 'offset'],
  [
    'a time that ends before it begins',
    { failed: [part('P1')], from: '2026-03-02T00:00:00Z', until: '2026-03-01T00:00:00Z' },
    'not be later',
  ],
])('%s is refused', async (_, question, words) => {
  await expect(factors(question)).rejects.toThrow(words)
})

describe('against counting by hand', () => {
  const KINDS = ['operation', 'revision', 'vendor', 'shift'] as const

  interface ByHand {
    target: number
    kind: string
    value: string
  }

  /** Every ancestor by links alone, and what is recorded of it, in one statement that shares nothing with the engine. */
  const byHand = (site: string): Promise<ByHand[]> =>
    plant.rows<ByHand>(
      `with recursive up as (select l.id as target, l.id as lot from lot l where l.site = $1 and l.number like 'H%'
         union select up.target, k.parent from up join link k on k.child = up.lot and k.until is null)
       select up.target, 'vendor' as kind, l.vendor as value from up join lot l on l.id = up.lot where l.vendor is not null
       union select up.target, 'revision', l.material || ' revision ' || (l.attributes->>'revision') from up join lot l on l.id = up.lot where l.attributes ? 'revision'
       union select up.target, 'operation', o->>'name' from up join movement m on m.lot = up.lot and m.kind = 'produced' and m.until is null join run r on r.site = m.site and r.run = m.run
         join master w on w.site = m.site and w.kind = 'workOrder' and w.code = r.work_order and w.until is null cross join jsonb_array_elements(w.body->'operations') o where (o->>'sequence')::int = r.operation
       union select up.target, 'shift', case when to_char(to_timestamp(m.at / 1000) at time zone 'UTC', 'HH24:MI') between '06:00' and '13:59' then 'early' else 'late' end
         from up join movement m on m.lot = up.lot and m.kind in ('produced', 'received') and m.until is null`,
      site,
    )

  test('operation, revision, vendor and shift: who has them, and how much more often the failed do', async () => {
    plant = await plantWithBasics(
      at,
      { type: 'partner', code: 'V-9', roles: ['vendor'] },
      {
        type: 'settings',
        shifts: [
          { code: 'early', from: '06:00' },
          { code: 'late', from: '14:00' },
        ],
        timeZone: 'UTC',
      },
      {
        type: 'workOrder',
        number: 'WO-H',
        material: 'PART',
        quantity: 1000,
        operations: [
          { sequence: 10, name: 'Turn', workCenter: 'WC-1' },
          { sequence: 20, name: 'Grind', workCenter: 'WC-2' },
        ],
      },
      {
        ...receive('STEEL', 'HS1', 500, { at: 10 }),
        vendor: 'V-9',
        lot: { material: 'STEEL', number: 'HS1', attributes: { revision: 'B' } },
      },
      { ...receive('STEEL', 'HS2', 500, { at: 11 }), lot: { material: 'STEEL', number: 'HS2', attributes: { revision: 'C' } } },
    )
    for (let index = 0; index < 16; index++) {
      const run = randomUUID()
      const begin = 60 + index * 130
      await plant.ok(
        { type: 'start', run, at: begin, workOrder: 'WO-H', operation: index % 3 === 0 ? 20 : 10, workCenter: 'WC-1' },
        { type: 'load', run, lot: { material: 'STEEL', number: index % 5 < 2 ? 'HS1' : 'HS2' }, quantity: 10, at: begin + 1 },
        { type: 'produce', run, lot: part(`H${index}`), quantity: 5, at: begin + 2 },
        { type: 'finish', run, at: begin + 3 },
      )
    }
    const ids = new Map(
      (await plant.rows<{ id: number; number: string }>('select id, number from lot where site = $1', plant.site)).map(row => [
        row.number,
        row.id,
      ]),
    )
    const failed = [0, 3, 5, 6, 9, 10]
    const good = Array.from({ length: 16 }, (_, index) => index).filter(index => !failed.includes(index))
    const hand = await byHand(plant.site)
    const answer = await factors({
      failed: failed.map(index => part(`H${index}`)),
      good: good.map(index => part(`H${index}`)),
      kinds: [...KINDS],
    })
    const having = (indices: readonly number[], kind: string, value: string): number =>
      indices.filter(index => hand.some(row => row.target === ids.get(`H${index}`) && row.kind === kind && row.value === value)).length
    const expected = [...new Set(hand.map(({ kind, value }) => JSON.stringify([kind, value])))].flatMap(key => {
      const [kind, value] = JSON.parse(key) as [string, string]
      const [ofFailed, ofGood] = [having(failed, kind, value), having(good, kind, value)]
      if (ofFailed === 0) return []
      const lift = Number((ofFailed / failed.length / ((ofFailed + ofGood) / 16)).toPrecision(4))
      return [{ kind, name: value, failed: ofFailed, good: ofGood, lift }]
    })
    const sorted = (rows: typeof expected): typeof expected =>
      rows.sort((a, b) => `${a.kind} ${a.name}`.localeCompare(`${b.kind} ${b.name}`))
    const got = answer.factors.map(({ kind, name, failed: f, good: g, lift }) => ({
      kind,
      name,
      failed: f.certain + f.possible,
      good: g.certain + g.possible,
      lift: lift ?? 0,
    }))
    expect(sorted(got)).toEqual(sorted(expected))
    expect(new Set(got.map(({ kind }) => kind))).toEqual(new Set(KINDS))
  })
})
