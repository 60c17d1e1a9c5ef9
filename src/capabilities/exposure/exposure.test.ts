import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
let plant: Plant
let precise: Plant

/** Where gears are turned from two received lots of blanks. */
const gearPlant = (precision: 'approximate' | 'precise', ...more: Sent[]): Promise<Plant> =>
  plantWithBasics(
    at,
    { type: 'material', code: 'BLANK', unit: 'ea', precision },
    { type: 'material', code: 'GEAR', unit: 'ea', precision },
    {
      type: 'workOrder',
      number: 'WO-G',
      material: 'GEAR',
      quantity: 200,
      operations: [{ sequence: 10, name: 'Turn', workCenter: 'WC-1', components: [{ material: 'BLANK', per: 1 }] }],
    },
    receive('BLANK', 'R1', 100),
    receive('BLANK', 'R2', 100),
    ...more,
  )

/** The example of docs/guide/precision.md, once approximate and once precise. */
async function example(precision: 'approximate' | 'precise'): Promise<Plant> {
  const made = await gearPlant(precision)
  const run = randomUUID()
  const output = (number: string, quantity: number) => ({ type: 'produce', run, lot: { material: 'GEAR', number }, quantity })
  const load = (number: string) => ({ type: 'load', run, lot: { material: 'BLANK', number }, quantity: 100 })
  await made.ok({ type: 'start', run, workOrder: 'WO-G', operation: 10 }, load('R1'), output('F1', 60))
  if (precision === 'approximate') await made.ok(load('R2'), output('F2', 80))
  return made
}

beforeAll(async () => {
  ;[plant, precise] = [await example('approximate'), await example('precise')]
})

interface Answer {
  raw: { lots: number; isCut: boolean }
  worst: { number: string; lots: number } | null
  mean: { lots: number; affected: string } | null
  unit: string | null
  lots: { number: string; lots: number; certain: number; possible: number; affected: { unit: string; max: string }[] }[]
  settings: {
    kind: string
    material: string
    extraLots: number
    extraScans: number
    inferredLots: number
    mean: object
    worst: object
    shrinks: number
  }[]
}
const exposure = (of: Plant, query = ''): Promise<Answer> => ask<Answer>(of.services, `GET /exposure?site=${of.site}${query}`)

test('worst and mean, as the trace of each raw lot says', async () => {
  const answer = await exposure(plant)
  expect(answer.worst).toMatchObject({ number: 'R1', lots: 2 })
  expect(answer.lots).toMatchObject([
    { number: 'R1', lots: 2, certain: 1, possible: 1, affected: [{ unit: 'ea', max: '100' }] },
    { number: 'R2', lots: 1, certain: 1, possible: 0, affected: [{ unit: 'ea', max: '80' }] },
  ])
  expect(answer.mean).toEqual({ lots: 1.5, affected: '90' })
})

test('what a precise setting would save, and its price', async () => {
  const { settings, unit } = await exposure(plant)
  expect(unit).toBe('ea')
  // F2 would be two lots: 80 · 40/140 of R1 and 80 · 100/140 of R2.
  expect(settings.find(({ kind }) => kind === 'precise')).toEqual({
    kind: 'precise',
    workCenter: null,
    position: null,
    extraScans: 0,
    material: 'GEAR',
    change: 'approximate → precise',
    inferredLots: 1,
    extraLots: 1,
    mean: { now: '90', otherwise: '70' },
    worst: { now: '100', otherwise: '82.857142857' },
    shrinks: 0.2222,
  })
})

test('where nothing is inferred there is nothing to gain', async () => {
  const { settings, worst } = await exposure(precise)
  expect(worst).toMatchObject({ number: 'R1', lots: 1 })
  expect(settings).toEqual([])
})

test('what lies unused is left out, unless nothing was used', async () => {
  const made = await gearPlant('approximate')
  const numbers = async (): Promise<string[]> => (await exposure(made)).lots.map(({ number }) => number).toSorted()
  expect(await numbers()).toEqual(['R1', 'R2'])
  await made.ok({
    type: 'transform',
    inputs: [{ lot: { number: 'R1' }, quantity: 1 }],
    outputs: [{ lot: { material: 'GEAR', number: 'F1' }, quantity: 1 }],
  })
  expect(await numbers()).toEqual(['R1'])
})

test('the latest, and only of one material', async () => {
  expect(await exposure(plant, '&limit=1')).toMatchObject({ raw: { lots: 1, isCut: true }, worst: { number: 'R2' } })
  expect((await exposure(plant, '&material=BLANK')).raw.lots).toBe(2)
  await expect(exposure(plant, '&material=NONE')).rejects.toThrow('No lot of "NONE" was received')
})

test('a position that is used up in order, as if nobody had known the order', async () => {
  const made = await gearPlant('approximate', {
    type: 'workCenter',
    code: 'WC-1',
    positions: [{ code: 'feed', withdrawal: 'sequential' }],
  })
  const run = randomUUID()
  const load = (number: string, quantity: number) => ({ type: 'load', run, lot: { material: 'BLANK', number }, quantity, position: 'feed' })
  const gear = (number: string) => ({ type: 'produce', run, lot: { material: 'GEAR', number }, quantity: 60 })
  await made.ok({ type: 'start', run, workOrder: 'WO-G', operation: 10, workCenter: 'WC-1' }, load('R1', 100), load('R2', 90))
  await made.ok(gear('F1'), { type: 'unload', run, lot: { material: 'BLANK', number: 'R2' }, quantity: 10, position: 'feed' }, gear('F2'))
  const { settings, lots, mean } = await exposure(made)
  // R1: 60 in F1 and 40 in F2; R2: 20 in F2. Of any order, 60 of each could be in F1 and in F2.
  expect(mean).toEqual({ lots: 1.5, affected: '60' })
  expect(lots.map(({ number, affected }) => [number, affected[0]?.max])).toEqual([
    ['R1', '100'],
    ['R2', '20'],
  ])
  expect(settings.find(({ kind }) => kind === 'unknown')).toMatchObject({
    material: 'BLANK',
    workCenter: 'WC-1',
    position: 'feed',
    change: 'sequential → unknown',
    inferredLots: 2,
    extraLots: 0,
    extraScans: -1,
    worst: { now: '100', otherwise: '100' },
  })
})

test('the other way round: lots of a run made as one, and a position used up in the order of loading', async () => {
  const made = await gearPlant('approximate', { type: 'material', code: 'PIN', unit: 'ea', precision: 'precise' })
  const run = randomUUID()
  const load = (number: string) => ({ type: 'load', run, lot: { material: 'BLANK', number }, quantity: 100, position: 'feed' })
  const gear = (number: string) => ({ type: 'produce', run, lot: { material: 'GEAR', number }, quantity: 60 })
  await made.ok(
    { type: 'start', run, workOrder: 'WO-G', operation: 10, workCenter: 'WC-1' },
    load('R1'),
    load('R2'),
    gear('F1'),
    gear('F2'),
  )
  const pins = randomUUID()
  const pin = (raw: string, number: string) => [
    { type: 'load', run: pins, lot: { material: 'GEAR', number: raw }, quantity: 20 },
    { type: 'produce', run: pins, lot: { material: 'PIN', number }, quantity: 20 },
    { type: 'unload', run: pins, lot: { material: 'GEAR', number: raw }, quantity: 0 },
  ]
  await made.send({ type: 'start', run: pins, workCenter: 'WC-2' }, ...pin('F1', 'N1'), ...pin('F2', 'N2'))
  const { settings } = await exposure(made)
  const of = (kind: string) => settings.find(setting => setting.kind === kind)
  // R1 gave 60 as is to be expected, all of them to F1: then R2 is in F2 alone.
  expect(of('sequential')).toMatchObject({
    material: 'BLANK',
    workCenter: 'WC-1',
    position: 'feed',
    inferredLots: 2,
    extraLots: 0,
    extraScans: 1,
  })
  expect(of('sequential')?.shrinks).toBeGreaterThan(0)
  expect(of('approximate')).toMatchObject({ material: 'PIN', inferredLots: 2, extraLots: -1, extraScans: 0 })
  expect(settings.map(({ shrinks }) => shrinks)).toEqual(settings.map(({ shrinks }) => shrinks).sort((a, b) => b - a))
})

test('counts the end lots, and the containers they lie in with all that is in these', async () => {
  const made = await gearPlant('approximate')
  const gear = (number: string, blank: string, quantity: number) => ({
    type: 'transform',
    inputs: [{ lot: { number: blank }, quantity }],
    outputs: [{ lot: { material: 'GEAR', number }, quantity }],
  })
  await made.ok(
    gear('F1', 'R1', 10),
    gear('F2', 'R2', 20),
    {
      type: 'pack',
      container: 'BOX-1',
      contents: [
        { lot: { number: 'F1' }, quantity: 4 },
        { lot: { number: 'F2' }, quantity: 15 },
      ],
      to: 'STORE',
    },
    { type: 'pack', container: 'BOX-2', contents: [{ lot: { number: 'F2' }, quantity: 5 }], to: 'STORE' },
  )
  const { lots } = await ask<{ lots: object[] }>(made.services, `GET /exposure?site=${made.site}`)
  expect(lots).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ number: 'R1', endLots: 1, containers: { count: 1, holding: [{ unit: 'ea', quantity: '19' }] } }),
      expect.objectContaining({ number: 'R2', endLots: 1, containers: { count: 2, holding: [{ unit: 'ea', quantity: '24' }] } }),
    ]),
  )
})
