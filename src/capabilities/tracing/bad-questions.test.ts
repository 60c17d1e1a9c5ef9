/** Questions that ask for too much, for what is not there, or for a time before anything was: a clear error or a correct answer. */
import { beforeAll, expect, test } from 'vitest'
import { type Plant, plantWithBasics, receive } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

interface Answer {
  lots: { number: string }[]
  seeds: object[]
  totals: { lots: number }
  ends: Record<string, object[]>
}

const LOTS = 10_000
const at = testStore()
let plant: Plant
const named = (number: string): object => ({ material: 'STEEL', number, site: plant.site })
const all = (): object[] => Array.from({ length: LOTS }, (_, index) => named(`S${index}`))
const trace = (seeds: object[], more: object = {}): Promise<Answer> =>
  ask<Answer>(plant.services, 'POST /traces', { direction: 'forward', seeds, ...more })

beforeAll(async () => {
  plant = await plantWithBasics(at)
  for (let from = 0; from < LOTS; from += 2500)
    await plant.ok(...Array.from({ length: 2500 }, (_, index) => receive('STEEL', `S${from + index}`, 5, { at: 10 })))
  await plant.ok({
    type: 'transform',
    at: 60,
    inputs: [{ lot: { material: 'STEEL', number: 'S7' }, quantity: 1 }],
    outputs: [{ lot: { material: 'PART', number: 'P7' }, quantity: 1 }],
  })
}, 120_000)

test('ten thousand seeds are one question, and one more is refused', async () => {
  const answer = await trace(all())
  expect(answer.lots.map(({ number }) => number)).toEqual(['P7'])
  expect(answer.seeds).toHaveLength(LOTS)
  await expect(trace([...all(), named('S1')])).rejects.toThrow()
})

test('the same seed ten thousand times is that seed', async () => {
  const answer = await trace(Array.from({ length: LOTS }, () => named('S7')))
  expect(answer.lots.map(({ number }) => number)).toEqual(['P7'])
})

test('of ten thousand seeds that are not known fifty are named, and how many more there are', async () => {
  const unknown = Array.from({ length: LOTS }, (_, index) => named(`X${index}`))
  await expect(trace(unknown)).rejects.toMatchObject({
    code: 'unknown-lot',
    message: expect.stringMatching(/^10000 lots are not known: .*"X49" of STEEL and 9950 more\.$/) as string,
  })
})

test('one seed that does not exist is named', async () => {
  await expect(trace([named('S7'), named('S-7')])).rejects.toMatchObject({
    code: 'unknown-lot',
    pointer: '/seeds/1',
    message: 'There is no lot "S-7" of STEEL.',
  })
})

test('as known before the first event nothing was there yet', async () => {
  for (const asKnownAt of ['1970-01-01T00:00:00Z', { sequence: 0, site: plant.site }]) {
    const answer = await trace([named('S7')], { asKnownAt })
    expect([answer.lots, answer.totals.lots, Object.values(answer.ends).flat()]).toEqual([[], 0, []])
  }
})

test('as known later than the last event is now', async () => {
  expect((await trace([named('S7')], { asKnownAt: '2999-01-01T00:00:00Z' })).lots).toHaveLength(1)
  expect((await trace([named('S7')], { asKnownAt: { sequence: 2_000_000_000, site: plant.site } })).lots).toHaveLength(1)
})

test('more containers than can be looked up at once are refused', async () => {
  const containers = Array.from({ length: 501 }, (_, index) => ({ container: `BOX-${index}`, site: plant.site }))
  await expect(trace(containers)).rejects.toMatchObject({ code: 'invalid-event', pointer: '/seeds/500/container' })
})
