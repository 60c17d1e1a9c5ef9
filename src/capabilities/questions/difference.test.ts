import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Plant, plantWithBasics, receive } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
let plant: Plant
const heads = { start: 0, used: 0, corrected: 0, scrapped: 0 }

interface Row {
  number: string
  before: { certainty: string; affected: { max: string } } | null
  after: { certainty: string; affected: { max: string } } | null
  what: string[]
  through: { number: string } | null
  events: number[]
}
interface Answer {
  from: { sequence: number; totals: { lots: number } }
  to: { sequence: number; totals: { lots: number } }
  totals: { added: number; gone: number; changed: number }
  added: Row[]
  gone: Row[]
  changed: Row[]
  events: { sequence: number; type: string }[]
}

const part = (number: string) => ({ material: 'PART', number })
const steel = (number: string) => ({ material: 'STEEL', number })
const wrong = randomUUID()

async function head(): Promise<number> {
  const { rows } = await at.pool.query('select sequence from ledger_head where site = $1', [plant.site])
  return (rows[0] as { sequence: number }).sequence
}

beforeAll(async () => {
  plant = await plantWithBasics(at)
  await plant.ok({ ...receive('STEEL', 'A', 100), at: 10 }, { ...receive('STEEL', 'B', 100), at: 11 })
  const make = (id: string, from: string, number: string, minutes: number) => ({
    type: 'transform',
    id,
    at: minutes,
    inputs: [{ lot: steel(from), quantity: 10 }],
    outputs: [{ lot: part(number), quantity: 10 }],
  })
  await plant.ok(make(wrong, 'A', 'P1', 20))
  heads.start = await head()
  await plant.ok(make(randomUUID(), 'A', 'P2', 30))
  await plant.ok({ type: 'transform', at: 40, inputs: [{ lot: part('P2'), quantity: 5 }], outputs: [{ lot: part('Q'), quantity: 5 }] })
  heads.used = await head()
  await plant.ok({ type: 'correct', event: wrong, reason: 'the other bar', replacement: make(randomUUID(), 'B', 'P1', 20) })
  heads.corrected = await head()
  await plant.ok({ type: 'scrap', lot: part('Q'), quantity: 1, reason: 'bent', at: 50 })
  heads.scrapped = await head()
})

const difference = (from: number, to?: number, more: object = {}): Promise<Answer> =>
  ask<Answer>(plant.services, 'POST /traces/difference', {
    direction: 'forward',
    seeds: [{ ...steel('A'), site: plant.site }],
    from: { sequence: from, site: plant.site },
    ...(to === undefined ? {} : { to: { sequence: to, site: plant.site } }),
    ...more,
  })

describe('difference', () => {
  test('what was made since, with the event that did it', async () => {
    const answer = await difference(heads.start, heads.used)
    expect(answer.totals).toEqual({ added: 2, gone: 0, changed: 0 })
    expect(answer.added.map(({ number, before, events }) => ({ number, before, events }))).toEqual([
      { number: 'P2', before: null, events: [heads.start + 1] },
      { number: 'Q', before: null, events: [heads.used] },
    ])
    expect(answer.events.map(({ sequence, type }) => ({ sequence, type }))).toEqual([
      { sequence: heads.start + 1, type: 'transform' },
      { sequence: heads.used, type: 'transform' },
    ])
  })

  test('a correction takes a lot out, and is named as what did', async () => {
    const answer = await difference(heads.used, heads.corrected)
    expect(answer.totals).toEqual({ added: 0, gone: 1, changed: 0 })
    expect(answer.gone).toMatchObject([
      { number: 'P1', before: { certainty: 'certain', affected: { max: '10' } }, after: null, events: [heads.corrected] },
    ])
    const other = await difference(heads.used, heads.corrected, { seeds: [{ ...steel('B'), site: plant.site }] })
    expect(other).toMatchObject({ totals: { added: 1, gone: 0, changed: 0 }, added: [{ number: 'P1', events: [heads.corrected] }] })
  })

  test('without an end it is the difference to now, and asked the wrong way round it is the same', async () => {
    const now = await difference(heads.start)
    expect(now.to.sequence).toBe(heads.scrapped)
    expect(now.totals).toEqual({ added: 2, gone: 1, changed: 0 })
    expect(await difference(heads.scrapped, heads.start)).toEqual(await difference(heads.start, heads.scrapped))
    expect((await difference(heads.corrected)).totals).toEqual({ added: 0, gone: 0, changed: 0 })
  })

  test('another quantity further up shows below, through the lot where it happened', async () => {
    const seeds = [{ ...steel('A'), site: plant.site }]
    const before = await head()
    await plant.ok(
      {
        type: 'transform',
        at: 60,
        inputs: [{ lot: steel('B'), quantity: 10 }],
        outputs: [{ lot: { material: 'TRAY', number: 'T' }, quantity: 10 }],
      },
      {
        type: 'transform',
        at: 61,
        inputs: [{ lot: { material: 'TRAY', number: 'T' }, quantity: 5 }],
        outputs: [{ lot: part('U'), quantity: 5 }],
      },
    )
    const between = await head()
    expect((await difference(before, between, { seeds })).totals).toEqual({ added: 0, gone: 0, changed: 0 })
    // Late: more of A came into the tray before the part was made of it.
    await plant.send({
      type: 'transform',
      at: 60.5,
      inputs: [{ lot: steel('A'), quantity: 10 }],
      outputs: [{ lot: { material: 'TRAY', number: 'T' }, quantity: 10 }],
    })
    const answer = await difference(between, undefined, { seeds })
    expect(answer.added.map(({ number, through, events }) => ({ number, through: through?.number ?? null, events }))).toEqual([
      { number: 'T', through: null, events: [await head()] },
      { number: 'U', through: 'T', events: [await head()] },
    ])
  })

  test('a time that is none is refused where it stands', async () => {
    await expect(
      ask(plant.services, 'POST /traces/difference', { direction: 'forward', seeds: [steel('A')], from: 'yesterday' }),
    ).rejects.toThrow('offset')
  })
})
