/** Material that is kept without lots: back it is an open end, forward it is stock that one can look for. */
import { expect, it } from 'vitest'
import { type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const grease: Sent = { type: 'receive', vendor: 'V-2', lot: { material: 'GREASE' }, quantity: 100, location: 'STORE' }
const transformed: Sent = {
  type: 'transform',
  inputs: [
    { lot: { number: 'S-1' }, quantity: 5 },
    { lot: { material: 'GREASE' }, quantity: 5 },
  ],
  outputs: [{ lot: { material: 'PART', number: 'P-1' }, quantity: 5 }],
}
const installed: Sent[] = [
  { ...transformed, inputs: [{ lot: { number: 'S-1' }, quantity: 5 }] },
  { type: 'install', assembly: { number: 'P-1' }, component: { material: 'GREASE', number: 'UNLOTTED' }, quantity: 5 },
]
const run: Sent[] = [
  { type: 'start', run: 'R-1', workCenter: 'WC-1' },
  { type: 'load', run: 'R-1', lot: { number: 'S-1' }, quantity: 5 },
  { type: 'load', run: 'R-1', lot: { material: 'GREASE' }, quantity: 5 },
  { type: 'produce', run: 'R-1', lot: { material: 'PART', number: 'P-1' }, quantity: 5 },
  { type: 'finish', run: 'R-1' },
]
const cases: [string, Sent[], string][] = [
  ['used in one go', [transformed], 'PART P-1: GREASE is used without lots.'],
  ['loaded in a run', run, 'GREASE UNLOTTED: GREASE is kept without lots: of which delivery it was is not recorded.'],
  ['installed', installed, 'GREASE UNLOTTED: GREASE is kept without lots: of which delivery it was is not recorded.'],
]

interface Answer {
  complete: boolean
  totals: { lots: number; certain: number }
  lots: { number: string }[]
  vendors: { vendor: string }[]
  openEnds: { code: string; material: string; number: string; detail: string }[]
}
const traced = (plant: Plant, direction: string, number: string): Promise<Answer> =>
  ask<Answer>(plant.services, 'POST /traces', {
    direction,
    seeds: [{ number, site: plant.site, ...(number === 'UNLOTTED' ? { material: 'GREASE' } : {}) }],
  })

it.each(cases)('%s', async (_, events, end) => {
  const plant = await plantWithBasics(at, receive('STEEL', 'S-1', 10), grease, ...events)
  const back = await traced(plant, 'back', 'P-1')
  expect(back).toMatchObject({ complete: false, totals: { lots: 1, certain: 1 }, lots: [{ number: 'S-1' }], vendors: [{ vendor: 'V-1' }] })
  expect(back.openEnds.map(({ material, number, detail }) => `${material} ${number}: ${detail}`)).toEqual([end])
  expect(back.openEnds).toMatchObject([{ code: 'unlotted-material' }])
  const forward = await traced(plant, 'forward', 'UNLOTTED')
  expect(forward.lots.map(({ number }) => number)).toEqual(['P-1'])
})
