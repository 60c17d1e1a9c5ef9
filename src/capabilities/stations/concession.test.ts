import { describe, expect, it } from 'vitest'
import { lotOf, standing } from '../../../test/capabilities/scanner.ts'
import { expectSound, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'

const store = testStore()
const part = lotOf('WO-1', 'PART', 'L-1')
const steel = receive('STEEL', 'S-1', 100)
const hold = (hold: string, number: string): Sent => ({ type: 'hold', hold, lots: [{ lot: { number } }], reason: 'Suspect melt' })
const granted = (number: string, more: object = {}, of: object = {}): Sent => ({
  type: 'concession',
  concession: 'K-1',
  lots: [{ lot: { number }, ...of }],
  reason: 'Deviation agreed',
  ...more,
})

describe('a lot on hold with a concession', () => {
  it('is reported, and the operator is told under what', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, hold('H-1', 'L-1'), granted('L-1'))
    expect(await at.said('L-1')).toEqual(['attention: L-1 on hold: passes under K-1'])
    expect(at.last?.advice?.text).toBe('L-1 → Check, 250 pcs. Deviation agreed')
    expect(at.recorded).toEqual(['pass'])
    expect(at.last?.question).toBeNull()
    expect(await at.said('UNDO')).toEqual(['done: Taken back: L-1 → Check, 250 pcs'])
    await expectSound(store)
    expect(await plant.exceptions()).toEqual([])
  })

  it.each([
    ['its day is over', [granted('L-1', { expiresAt: '2026-01-01' })]],
    ['another hold came later', [granted('L-1'), hold('H-2', 'L-1')]],
  ])('stops where %s', async (_, more) => {
    const { at } = await standing(store, 'CHECK', part, hold('H-1', 'L-1'), ...more)
    expect(await at.said('L-1')).toEqual(['stop: L-1 is on hold'])
  })

  it('goes into a run as far as it is granted, and then no more', async () => {
    const { plant, at } = await standing(store, 'LATHE', steel, hold('H-1', 'S-1'), granted('S-1', {}, { quantity: 40 }))
    expect(await at.said('WO-2', 'S-1')).toEqual([expect.stringMatching(/^done/) as string, 'attention: S-1 on hold: passes under K-1'])
    expect(at.last?.advice?.text).toBe('S-1 → WO-2, 40 kg. Deviation agreed')
    expect(await plant.onHand('S-1')).toBe(60)
    const again = await at.scan('S-1')
    expect(`${again.outcome}: ${again.message.text}. ${again.advice?.text}`).toBe(
      'stop: S-1 is on hold. Concession K-1 is used up. Ask quality.',
    )
  })

  it('of one customer goes into nothing else', async () => {
    const { at } = await standing(store, 'LATHE', steel, hold('H-1', 'S-1'), granted('S-1', { customer: 'C-1' }))
    expect((await at.said('WO-2', 'S-1'))[1]).toBe('stop: S-1 is on hold')
  })

  it('of one customer may be made ready for him', async () => {
    const { at } = await standing(store, 'CHECK', part, hold('H-1', 'L-1'), granted('L-1', { customer: 'C-1' }))
    await at.scan('L-1')
    expect(at.last?.advice?.text).toBe('L-1 → Check, 250 pcs. Deviation agreed. Only for C-1.')
  })

  it.each([
    ['C-1', 'attention: L-1 on hold: passes under K-1'],
    ['C-2', 'stop: L-1 is on hold'],
  ])('is loaded for %s: %s', async (customer, said) => {
    const dock: Sent[] = [
      { type: 'station', code: 'OUT', job: 'ship' },
      { type: 'shipment', number: 'SH-1', customer },
    ]
    const { at } = await standing(store, 'OUT', part, ...dock, hold('H-1', 'L-1'), granted('L-1', { customer: 'C-1' }))
    expect((await at.said('badge-anna', 'SH-1', 'L-1')).at(-1)).toBe(said)
  })

  it('is put on hold once more without a word of the concession', async () => {
    const { at } = await standing(store, 'CHECK', part, hold('H-1', 'L-1'), granted('L-1'))
    expect((await at.said('HOLD', 'L-1', 'REASON:Mixed up')).at(-1)).toBe('done: L-1 is on hold now')
  })
})
