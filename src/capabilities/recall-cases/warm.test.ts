/** Whoever opens a large case finds it gathered. */
import { expect, it, vi } from 'vitest'
import { makePart, plantWithBasics, receive, shipLot } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import { gatherLarge, keptWarm } from './warm.ts'

const at = testStore()

it('what lies where, who got it and what has grown need no trace when somebody asks', async () => {
  const plant = await plantWithBasics(
    at,
    receive('STEEL', 'S-1', 100),
    makePart('S-1', 'P-1', 10),
    makePart('S-1', 'P-2', 10),
    shipLot('P-1', 4),
  )
  const seeds = [{ number: 'S-1', site: plant.site }]
  const { simulation } = await ask<{ simulation: string }>(plant.services, 'POST /recalls/simulations', { seeds })
  await plant.ok({ type: 'recall', recall: 'RC-1', lots: [{ lot: { number: 'S-1' } }], simulation, reason: 'cracks' })
  const traced = vi.spyOn(plant.services.engine, 'forward')
  const asked = async (): Promise<unknown[]> => [
    await ask(plant.services, `GET /recalls/RC-1?site=${plant.site}`),
    await ask(plant.services, `GET /recalls/RC-1/customers?limit=100&site=${plant.site}`),
    await ask(plant.services, `GET /recalls/RC-1/pick-list?site=${plant.site}`),
  ]
  // Few lots are gathered when somebody asks for them, and not before.
  expect(await gatherLarge(plant.services)).toEqual([])
  expect(traced).not.toHaveBeenCalled()

  expect((await gatherLarge(plant.services, 0)).map(({ recall }) => recall)).toEqual(['RC-1'])
  expect(traced).toHaveBeenCalled()
  traced.mockClear()
  const told = await asked()
  expect(traced).not.toHaveBeenCalled()
  expect(JSON.stringify(told)).toContain('P-2')

  // What was made all the same, offline, is told too.
  await plant.send({ ...makePart('S-1', 'P-3', 5), late: true })
  await gatherLarge(plant.services, 0)
  traced.mockClear()
  expect(JSON.stringify(await asked())).toContain('P-3')
  expect(traced).not.toHaveBeenCalled()
})

it('a case that is new is gathered when it is said to be there, and not at the next look', async () => {
  const plant = await plantWithBasics(at, receive('STEEL', 'S-9', 100), makePart('S-9', 'P-9', 10))
  const traced = vi.spyOn(plant.services.engine, 'forward')
  const faults = vi.fn()
  const warm = keptWarm(plant.services, faults, 0)
  try {
    const seeds = [{ number: 'S-9', site: plant.site }]
    const { simulation } = await ask<{ simulation: string }>(plant.services, 'POST /recalls/simulations', { seeds })
    await plant.ok({ type: 'recall', recall: 'RC-9', lots: [{ lot: { number: 'S-9' } }], simulation, reason: 'cracks' })
    traced.mockClear()
    warm.soon()
    await vi.waitFor(() => expect(traced).toHaveBeenCalled(), { timeout: 10_000 })
    await vi.waitFor(async () => {
      traced.mockClear()
      await ask(plant.services, `GET /recalls/RC-9/pick-list?site=${plant.site}`)
      expect(traced).not.toHaveBeenCalled()
    })
    expect(faults).not.toHaveBeenCalled()
  } finally {
    warm.stop()
    traced.mockRestore()
  }
})
