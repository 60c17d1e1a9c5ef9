import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { type Plant, plantWithBasics, receive } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
let plant: Plant
const [first, second] = [randomUUID(), randomUUID()]
const part = (number: string) => ({ material: 'PART', number })

beforeAll(async () => {
  plant = await plantWithBasics(at, { type: 'person', code: 'BEN' }, { type: 'partner', code: 'V-9', roles: ['vendor'] })
  const order = {
    type: 'workOrder',
    number: 'WO-1',
    material: 'PART',
    quantity: 100,
    operations: [
      {
        sequence: 10,
        name: 'Turn',
        workCenter: 'WC-1',
        report: 'both',
        createsLot: true,
        characteristics: [{ code: 'bore', unit: 'mm', min: 9, max: 11 }],
      },
    ],
  }
  await plant.ok(
    order,
    { ...receive('STEEL', 'S1', 100), at: 10 },
    { ...receive('STEEL', 'S2', 100), vendor: 'V-9', at: 11 },
    { type: 'start', run: first, at: 100, workCenter: 'WC-1', workOrder: 'WO-1', operation: 10, by: 'ANNA' },
    { type: 'load', run: first, lot: { material: 'STEEL', number: 'S1' }, quantity: 20, at: 101 },
    { type: 'produce', run: first, lot: part('P1'), quantity: 10, at: 120 },
    { type: 'produce', run: first, lot: part('P2'), quantity: 10, at: 140 },
    { type: 'finish', run: first, at: 150 },
    { type: 'start', run: second, at: 200, workCenter: 'WC-2', by: 'BEN' },
    { type: 'load', run: second, lot: { material: 'STEEL', number: 'S2' }, quantity: 20, at: 201 },
    { type: 'produce', run: second, lot: { material: 'TRAY', number: 'T1' }, quantity: 10, at: 220 },
    { type: 'finish', run: second, at: 230 },
  )
  await plant.send(
    { type: 'collect', lots: [{ lot: part('P2') }], values: [{ characteristic: 'bore', value: 12, unit: 'mm' }], at: 160 },
    { type: 'collect', lots: [{ lot: part('P1') }], values: [{ characteristic: 'bore', value: 10, unit: 'mm' }], at: 161 },
    { type: 'collect', run: second, values: [{ characteristic: 'heat', value: 840 }], at: 231 },
  )
})

interface Answer {
  totals: { lots: number }
  lots: { material: string; number: string; events: number[] }[]
  events: { sequence: number; type: string }[]
}
const seeds = (question: object): Promise<Answer> => ask<Answer>(plant.services, 'POST /seeds', { site: plant.site, ...question })

test.each<[string, () => object, string[]]>([
  ['a machine', () => ({ workCenter: 'WC-1' }), ['P1', 'P2']],
  ['an operation by its name', () => ({ operation: 'turn' }), ['P1', 'P2']],
  ['an operation by its number', () => ({ operation: '10' }), ['P1', 'P2']],
  ['an order', () => ({ workOrder: 'WO-1' }), ['P1', 'P2']],
  ['a run', () => ({ run: second }), ['T1']],
  ['a person who only started the run', () => ({ by: 'BEN' }), ['T1']],
  ['a time in which it was filled', () => ({ workCenter: 'WC-1', from: plant.time(125), until: plant.time(130) }), ['P2']],
  ['a time alone', () => ({ from: plant.time(5), until: plant.time(12) }), ['S1', 'S2']],
  ['a time and a material', () => ({ from: plant.time(5), material: 'TRAY' }), ['T1']],
  ['a vendor', () => ({ vendor: 'V-9' }), ['S2']],
  ['a value out of range', () => ({ outOfRange: true }), ['P2']],
  ['a value above a limit', () => ({ characteristic: 'Bore', above: '9.5', below: '11' }), ['P1']],
  ['a value of the run that made it', () => ({ characteristic: 'heat' }), ['T1']],
  ['a machine and a value', () => ({ workCenter: 'WC-2', characteristic: 'bore' }), []],
  ['a document that nobody attached', () => ({ document: 'drawing.pdf' }), []],
])('lots by %s', async (_, question, expected) => {
  const { lots, totals, events } = await seeds(question())
  expect(lots.map(({ number }) => number)).toEqual(expected)
  expect(totals.lots).toBe(expected.length)
  const known = new Set(events.map(({ sequence }) => sequence))
  for (const lot of lots) {
    expect(lot.events.length).toBeGreaterThan(0)
    expect(lot.events.every(sequence => known.has(sequence))).toBe(true)
  }
})

test('what was taken back is not found', async () => {
  const [result] = await plant.ok({
    type: 'transform',
    at: 300,
    by: 'BEN',
    workCenter: 'WC-2',
    inputs: [],
    outputs: [{ lot: part('P9'), quantity: 1 }],
  })
  expect((await seeds({ workCenter: 'WC-2' })).lots.map(({ number }) => number)).toEqual(['T1', 'P9'])
  await plant.ok({ type: 'correct', event: result?.id, reason: 'never made' })
  expect((await seeds({ workCenter: 'WC-2' })).lots.map(({ number }) => number)).toEqual(['T1'])
})

test.each<[string, object, string]>([
  ['nothing', {}, 'at least one'],
  ['a machine nobody knows', { workCenter: 'WC-7' }, 'no work center "WC-7"'],
  ['a person nobody knows', { by: 'NOBODY' }, 'no person "NOBODY"'],
  ['a vendor nobody knows', { vendor: 'V-77' }, 'no vendor "V-77"'],
  ['a time without offset', { from: '2026-03-02T00:00:00' }, 'offset'],
  ['a limit that is no number', { characteristic: 'bore', above: 'high' }, 'decimal'],
])('%s is refused', async (_, question, words) => {
  await expect(seeds(question)).rejects.toThrow(words)
})

test('a container names what lay in it then, with the events that put it there and took it out', async () => {
  await plant.ok(
    { type: 'pack', container: 'BOX-1', contents: [{ lot: part('P1'), quantity: 4 }], at: 300 },
    { type: 'unpack', container: 'BOX-1', at: 330 },
  )
  const lay = await seeds({ container: 'BOX-1', from: plant.time(310), until: plant.time(340) })
  expect(lay.lots.map(({ number }) => number)).toEqual(['P1'])
  expect(lay.events.map(({ type }) => type)).toEqual(['pack', 'unpack'])
  expect((await seeds({ container: 'BOX-1', from: plant.time(331) })).lots).toEqual([])
  expect((await seeds({ container: 'BOX-1', workCenter: 'WC-2' })).lots).toEqual([])
  await expect(seeds({ container: 'BOX-9' })).rejects.toMatchObject({ code: 'unknown-container' })
})
