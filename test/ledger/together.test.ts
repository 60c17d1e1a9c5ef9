/** Events that go together: all of them in one transaction, or none, whatever stands beside them in the queue. */
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { parseEvent } from '../../src/capabilities/parse.ts'
import type { AnyCommand } from '../../src/ledger/fact.ts'
import type { Outcome, Step } from '../../src/ledger/writer.ts'
import { testStore } from '../support/store.ts'
import { expectSound, opening, type Plant, plantWithBasics, receive, type Sent } from './plant.ts'

const store = testStore()

type Planned = Sent | ((before: readonly Outcome[]) => Sent)

/** Their outcomes in short: what became of each. */
async function together(plant: Plant, ...planned: Planned[]): Promise<string[]> {
  const ids = planned.map(() => randomUUID())
  return send(plant, ids, planned)
}

async function send(plant: Plant, ids: readonly string[], planned: readonly Planned[]): Promise<string[]> {
  const steps = planned.map(
    (event, index): Step =>
      before =>
        commandOf(plant, { id: ids[index], ...(typeof event === 'function' ? event(before) : event) }),
  )
  const types = planned.map(event => (typeof event === 'function' ? event([]) : event).type)
  const outcomes = await plant.services.recordTogether(types, steps, 'test')
  return outcomes.map(({ status, code }) => (code === undefined ? status : `${status} ${code}`))
}

const commandOf = (plant: Plant, event: Sent): AnyCommand => parseEvent(plant.complete(event))

const consume = (number: string, quantity: number, made: string): Sent => ({
  type: 'transform',
  inputs: [{ lot: { number }, quantity }],
  outputs: [{ lot: { material: 'PART', number: made }, quantity: 1 }],
})

describe('events that go together', () => {
  it('are recorded one behind the other', async () => {
    const plant = await plantWithBasics(store, receive('STEEL', 'S-1', 10))
    expect(await together(plant, consume('S-1', 4, 'P-1'), consume('S-1', 6, 'P-2'))).toEqual(['recorded', 'recorded'])
    expect(await plant.onHand('S-1')).toBe(0)
  })

  it('are none of them recorded where one is refused, and the refusal is the answer', async () => {
    const plant = await plantWithBasics(store, receive('STEEL', 'S-1', 10))
    const before = await plant.fingerprint()
    expect(await together(plant, consume('S-1', 4, 'P-1'), consume('S-1', 7, 'P-2'))).toEqual(['refused quantity-exceeds-balance'])
    expect(await plant.fingerprint()).toEqual(before)
    expect(await together(plant, consume('S-1', 4, 'P-1'), consume('S-1', 6, 'P-2'))).toEqual(['recorded', 'recorded'])
  })

  it('are none of them recorded where one cannot be read', async () => {
    const plant = await plantWithBasics(store, receive('STEEL', 'S-1', 10))
    const before = await plant.fingerprint()
    expect(await together(plant, consume('S-1', 4, 'P-1'), { type: 'scrap', lot: { number: 'S-1' } })).toEqual(['refused invalid-event'])
    expect(await together(plant, { type: 'scrap', lot: { number: 'S-1' } }, consume('S-1', 4, 'P-1'))).toEqual(['refused invalid-event'])
    expect(await plant.fingerprint()).toEqual(before)
  })

  it('may name what those before them made, also a run and what is loaded in it', async () => {
    const plant = await plantWithBasics(store, receive('STEEL', 'S-1', 10))
    const made = (before: readonly Outcome[]): string => before.at(-1)?.lots?.[0]?.number ?? ''
    expect(
      await together(
        plant,
        { type: 'start', run: 'R-1', workCenter: 'WC-1' },
        { type: 'load', run: 'R-1', lot: { number: 'S-1' }, quantity: 10 },
        { type: 'produce', run: 'R-1', lot: { material: 'PART' }, quantity: 5 },
        before => ({ type: 'move', lot: { number: made(before) }, to: 'STORE' }),
        { type: 'finish', run: 'R-1' },
      ),
    ).toEqual(['recorded', 'recorded', 'recorded', 'recorded', 'recorded'])
  })

  it('are the same again when they are sent again', async () => {
    const plant = await plantWithBasics(store, receive('STEEL', 'S-1', 10))
    const ids = [randomUUID(), randomUUID()]
    const events = [consume('S-1', 4, 'P-1'), consume('S-1', 6, 'P-2')]
    expect(await send(plant, ids, events)).toEqual(['recorded', 'recorded'])
    const before = await plant.fingerprint()
    expect(await send(plant, ids, events)).toEqual(['duplicate', 'duplicate'])
    expect(await plant.fingerprint()).toEqual(before)
  })

  it('with one among them that is decided alone go one after the other, and end at the first that is refused', async () => {
    const plant = await plantWithBasics(store, receive('STEEL', 'S-1', 10))
    const hold: Sent = { type: 'hold', hold: `H-${plant.site}`, lots: [{ lot: { number: 'S-1' } }], direction: 'none', reason: 'Crack' }
    expect(await together(plant, consume('S-1', 4, 'P-1'), hold, consume('S-1', 6, 'P-2'), consume('S-1', 1, 'P-3'))).toEqual([
      'recorded',
      'recorded',
      'refused lot-on-hold',
    ])
  })

  it('spoil nobody beside them, in one queue with single events and with others that go together', async () => {
    const plant = await plantWithBasics(store, receive('STEEL', 'S-1', 1000), opening('PART', 'P-0', 1))
    const answers = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        if (index % 3 === 0) return together(plant, consume('S-1', 2, `A-${index}`))
        const second = index % 3 === 1 ? 3 : 5000
        return together(plant, consume('S-1', 2, `A-${index}`), consume('S-1', second, `B-${index}`))
      }),
    )
    expect(answers.map(answer => answer.join())).toEqual(
      Array.from({ length: 60 }, (_, index) => ['recorded', 'recorded,recorded', 'refused quantity-exceeds-balance'][index % 3]),
    )
    expect(await plant.onHand('S-1')).toBe(1000 - 20 * 2 - 20 * 5)
    const [{ count } = { count: 0 }] = await plant.rows<{ count: number }>(
      `select count(*)::int as count from lot where site = $1 and number ~ '^[AB]-' `,
      plant.site,
    )
    expect(count).toBe(20 + 40)
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(store))
