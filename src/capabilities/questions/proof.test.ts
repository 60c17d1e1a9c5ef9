import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { opening, type Plant, plantWithBasics, receive } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
let plant: Plant

interface Answer {
  reached: boolean
  isSeed: boolean
  certainty: string | null
  steps: {
    from: { number: string }
    into: { number: string }
    certainty: string
    how: string
    quantity: { max: string } | null
    events: Event[]
  }[]
  wouldTakeItOut: {
    alone: { event: Event; sentence: string }[]
    times: { event: Event; way: string; than: string; sentence: string }[]
    together: { events: Event[]; isSmallest: boolean; sentence: string } | null
  } | null
}
interface Event {
  type: string
  sequence: number
  at: string
  by: string | null
  workCenter: string | null
}

const run = randomUUID()
const part = (number: string) => ({ material: 'PART', number })
const bolt = (number: string) => ({ material: 'BOLT', number })

beforeAll(async () => {
  plant = await plantWithBasics(at)
  await plant.ok(
    { ...receive('BOLT', 'B1', 100), at: 60 },
    { ...receive('BOLT', 'B2', 100), at: 61 },
    { type: 'start', run, at: 100, workCenter: 'WC-1' },
    { type: 'load', run, lot: bolt('B1'), quantity: 50, at: 110, by: 'ANNA' },
    { type: 'load', run, lot: bolt('B2'), quantity: 50, at: 112 },
    { type: 'produce', run, lot: { material: 'TRAY', number: 'T1' }, quantity: 40, at: 130 },
    { type: 'finish', run, at: 140 },
    // Two ways from B1 to P1: by T1, and directly.
    {
      type: 'transform',
      at: 200,
      inputs: [
        { lot: { material: 'TRAY', number: 'T1' }, quantity: 10 },
        { lot: bolt('B1'), quantity: 5 },
      ],
      outputs: [{ lot: part('P1'), quantity: 10 }],
    },
    { type: 'transform', at: 210, inputs: [{ lot: part('P1'), quantity: 4 }], outputs: [{ lot: part('P2'), quantity: 4 }] },
    // Two ways that share nothing: each by a lot of its own.
    { type: 'transform', at: 300, inputs: [{ lot: bolt('B2'), quantity: 1 }], outputs: [{ lot: part('X1'), quantity: 1 }] },
    { type: 'transform', at: 301, inputs: [{ lot: bolt('B2'), quantity: 1 }], outputs: [{ lot: part('X2'), quantity: 1 }] },
    { type: 'transform', at: 302, inputs: [{ lot: part('X1'), quantity: 1 }], outputs: [{ lot: part('Y'), quantity: 1 }] },
    { type: 'transform', at: 303, inputs: [{ lot: part('X2'), quantity: 1 }], outputs: [{ lot: part('Y'), quantity: 1 }] },
  )
  await plant.ok(opening('PART', 'LONE', 1))
})

const proof = (body: object): Promise<Answer> => ask<Answer>(plant.services, 'POST /traces/proof', body)
const seed = (lot: { material: string; number: string }) => ({ ...lot, site: plant.site })

describe('proof', () => {
  test('the chain of events, with who, where, how much and how it is known', async () => {
    const answer = await proof({ direction: 'forward', seeds: [seed(bolt('B1'))], lot: seed({ material: 'TRAY', number: 'T1' }) })
    expect(answer).toMatchObject({ reached: true, certainty: 'certain' })
    const [step] = answer.steps
    expect(answer.steps).toHaveLength(1)
    expect(step).toMatchObject({
      from: { number: 'B1' },
      into: { number: 'T1' },
      certainty: 'certain',
      how: 'rule',
      quantity: { max: '50' },
    })
    expect(step?.events.map(({ type, by, workCenter }) => ({ type, by, workCenter }))).toEqual([
      { type: 'load', by: 'ANNA', workCenter: 'WC-1' },
      { type: 'produce', by: null, workCenter: 'WC-1' },
    ])
    expect(answer.wouldTakeItOut?.alone.map(({ event }) => event.type)).toEqual(['load', 'produce'])
    // The tray was full at 02:10: a load after that gave nothing to it.
    expect(answer.wouldTakeItOut?.times.find(({ event }) => event.type === 'load')).toMatchObject({ way: 'later', than: plant.time(130) })
  })

  test('the shortest of several chains, and no single event where they share none but the end', async () => {
    const answer = await proof({ direction: 'forward', seeds: [seed(bolt('B1'))], lot: seed(part('P2')) })
    expect(answer.steps.map(({ from, into }) => `${from.number}>${into.number}`)).toEqual(['B1>P1', 'P1>P2'])
    expect(answer.wouldTakeItOut?.alone.map(({ event }) => event.at)).toEqual([plant.time(200), plant.time(210)])
  })

  test('two events together where two chains share nothing', async () => {
    const answer = await proof({ direction: 'forward', seeds: [seed(bolt('B2'))], lot: seed(part('Y')) })
    expect(answer.wouldTakeItOut).toMatchObject({ alone: [], together: { isSmallest: true } })
    expect(answer.wouldTakeItOut?.together?.events).toHaveLength(2)
    expect(answer.wouldTakeItOut?.together?.sentence).toMatch(/^No event alone takes it out\./)
  })

  test('back is the same chain from its other end', async () => {
    const answer = await proof({ direction: 'back', seeds: [seed(part('P2'))], lot: seed(bolt('B1')) })
    expect(answer.steps.map(({ from, into }) => `${from.number}>${into.number}`)).toEqual(['P1>P2', 'B1>P1'])
  })

  test('a lot that is not in the answer has no proof, and the seed needs none', async () => {
    const out = await proof({ direction: 'forward', seeds: [seed(bolt('B1'))], lot: seed(part('LONE')) })
    expect(out).toMatchObject({ reached: false, steps: [], wouldTakeItOut: null })
    const itself = await proof({ direction: 'forward', seeds: [seed(bolt('B1'))], lot: seed(bolt('B1')) })
    expect(itself).toMatchObject({ reached: true, isSeed: true, steps: [] })
  })

  test('what is said to take it out does: the event corrected, the lot is out', async () => {
    const question = { direction: 'forward', seeds: [seed(bolt('B1'))], lot: seed(part('P2')) }
    const before = await proof(question)
    const last = before.wouldTakeItOut?.alone.at(-1)?.event as unknown as { id: string; type: string }
    const replacement = {
      type: 'transform',
      at: 210,
      inputs: [{ lot: bolt('B2'), quantity: 4 }],
      outputs: [{ lot: part('P2'), quantity: 4 }],
    }
    await plant.ok({ type: 'correct', event: last.id, reason: 'the wrong box', replacement })
    expect(await proof(question)).toMatchObject({ reached: false, steps: [] })
    const other = await proof({ ...question, seeds: [seed(bolt('B2'))] })
    expect(other.steps.at(-1)?.events).toMatchObject([{ type: 'transform', at: plant.time(210), corrects: true }])
    // As it was known before the correction it is still there.
    const { sequence } = last as unknown as { sequence: number }
    expect(await proof({ ...question, asKnownAt: { sequence, site: plant.site } })).toMatchObject({ reached: true })
  })

  test.each([
    ['lot', { direction: 'forward', seeds: [{ number: 'B1' }], lot: { number: 'NOBODY' } }],
    ['seed', { direction: 'forward', seeds: [{ number: 'NOBODY' }], lot: { number: 'B1' } }],
  ])('an unknown %s is refused by its name', async (_, body) => {
    await expect(proof(body)).rejects.toThrow('NOBODY')
  })

  test('the same by an address', async () => {
    const query = new URLSearchParams({
      direction: 'forward',
      seed: 'B1',
      seedMaterial: 'BOLT',
      lot: 'P1',
      lotMaterial: 'PART',
      site: plant.site,
    })
    const answer = await ask<Answer>(plant.services, `GET /traces/proof?${query}`)
    expect(answer.steps).toHaveLength(1)
    // Known before the first event, nothing had been made of it; a sequence no ledger has is said to be none.
    query.set('asKnownAt', '0')
    expect((await ask<Answer>(plant.services, `GET /traces/proof?${query}`)).reached).toBe(false)
    query.set('asKnownAt', '9007199254740992')
    await expect(ask(plant.services, `GET /traces/proof?${query}`)).rejects.toThrow('a sequence up to 2147483647')
  })
})
