/**
 * Fifty stations use and ship what a hold is placed on meanwhile: whoever calls after it was acknowledged is refused. GENEALOT_ROUNDS=500
 * does it in two thousand rounds.
 */
import { expect, it } from 'vitest'
import { rounds } from '../../../test/ledger/histories.ts'
import { expectSound, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const STATIONS = 50
const ROUNDS = rounds(4)
/** The hold is sent when so many calls have been answered: in each round another number, from none up to three of each station. */
const busyIn = (round: number): number => (round * 37) % (3 * STATIONS)
/** In minutes; everything at one time, or thousands of rounds would run into tomorrow. */
const NOON = 720
const lot = (number: string): { number: string } => ({ number })

/** What a station does with a lot of the scope, one after the other; what it makes of it belongs to the scope as well. */
function useOf(number: string, turn: number): Sent {
  if (turn % 3 === 0) return { type: 'ship', shipment: `SH-${number}-${turn}`, customer: 'C-1', lots: [{ lot: lot(number), quantity: 1 }] }
  const made = turn % 3 === 1 ? `${number}-${turn}` : undefined
  return {
    type: 'transform',
    inputs: [{ lot: lot(number), quantity: 1 }],
    outputs: [{ lot: { material: 'PART', ...(made ? { number: made } : {}) }, quantity: 1 }],
  }
}

interface Call {
  calledAfter: boolean
  status: string | undefined
  code: string | undefined
  sequence: number | undefined
}

/** Stations do not call in step: or every batch would be the same fifty calls, with the hold at its end. */
async function apart(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise(resolve => setImmediate(resolve))
}

/** One round: all stations at work, the hold in the middle of it, and they go on until each was refused. */
async function round(plant: Plant, name: string, busy: number): Promise<{ calls: Call[]; holdAt: number }> {
  let acknowledged = false
  const calls: Call[] = []
  const station = async (index: number): Promise<void> => {
    for (let turn = 0; turn < 40; turn++) {
      await apart((index + turn * 3) % 7)
      const calledAfter = acknowledged
      const [result] = await plant.send({ ...useOf(`${name}-${index % 5}`, index * 100 + turn), at: NOON })
      calls.push({ calledAfter, status: result?.status, code: result?.code, sequence: result?.sequence })
      if (calledAfter) return
    }
  }
  const holding = async (): Promise<number> => {
    do await apart(1)
    while (calls.length < busy)
    const [result] = await plant.ok({ type: 'hold', hold: `H ${plant.site} ${name}`, lots: [lot(name)], reason: 'race', at: NOON })
    acknowledged = true
    return result?.sequence ?? 0
  }
  const [holdAt] = await Promise.all([holding(), ...Array.from({ length: STATIONS }, (_, index) => station(index))])
  return { calls, holdAt }
}

it('no use and no shipment succeeds after the hold was acknowledged, nor stands behind it in the ledger', {
  timeout: 280_000 + ROUNDS * 2_000,
}, async () => {
  const plant = await plantWithBasics(at)
  let before = 0
  let after = 0
  let refused = 0
  for (let index = 0; index < ROUNDS; index++) {
    const name = `L${index}`
    await plant.ok({ ...receive('STEEL', name, 100_000), at: NOON })
    for (let part = 0; part < 5; part++)
      await plant.ok({
        type: 'transform',
        inputs: [{ lot: lot(name), quantity: 1000 }],
        outputs: [{ lot: { material: 'PART', number: `${name}-${part}` }, quantity: 1000 }],
        at: NOON,
      })
    const { calls, holdAt } = await round(plant, name, busyIn(index))
    const through = calls.filter(call => call.status === 'recorded')
    expect(
      through.filter(call => call.calledAfter || (call.sequence ?? 0) > holdAt),
      `round ${index}`,
    ).toEqual([])
    expect(calls.filter(call => call.calledAfter && call.code !== 'lot-on-hold')).toEqual([])
    before += through.length
    after += calls.filter(call => call.calledAfter).length
    refused += calls.filter(call => call.code === 'lot-on-hold').length
    await plant.ok({ type: 'release', hold: `H ${plant.site} ${name}`, reason: 'over', at: NOON })
  }
  expect(before, 'the stations were really at work').toBeGreaterThan(0)
  expect(after, 'each station called once more').toBe(STATIONS * ROUNDS)
  expect(refused).toBeGreaterThanOrEqual(after)
  console.log(
    `${ROUNDS} rounds: ${before} uses recorded before the hold, ${refused} refused, ${after} of them called after it was acknowledged`,
  )
})

it('leaves a ledger that verifies, balances and rebuilds', { timeout: 280_000 + ROUNDS * 1_000 }, () => expectSound(at))
