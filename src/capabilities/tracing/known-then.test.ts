import { expect, it } from 'vitest'
import { expectSound, makePart, plantWithBasics, receive, shipLot } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()

it('a lot that was taken back since is traced as it was known: now it is not there, and before it was made it was not', async () => {
  const plant = await plantWithBasics(at, receive('STEEL', 'S-1', 50))
  const [received] = await plant.ok(receive('STEEL', 'S-2', 50))
  const [made] = await plant.ok(makePart('S-2', 'P-1', 10))
  await plant.ok(shipLot('P-1', 4))
  const [shipped] = await plant.rows<{ id: string; sequence: number }>(
    `select id, sequence from ledger where site = $1 and type = 'ship'`,
    plant.site,
  )
  for (const event of [shipped?.id, made?.id, received?.id]) await plant.ok({ type: 'correct', event, reason: 'another pallet' })

  const trace = (sequence?: number): Promise<{ lots: object[]; ends: { call: object[]; quarantine: object[] } }> =>
    ask(plant.services, 'POST /traces', {
      direction: 'forward',
      seeds: [{ material: 'STEEL', number: 'S-2', site: plant.site }],
      ...(sequence === undefined ? {} : { asKnownAt: { sequence, site: plant.site } }),
    })
  const then = await trace(shipped?.sequence)
  expect(then.lots).toMatchObject([{ number: 'P-1', certainty: 'certain', onHand: '6', affected: { min: '10', max: '10' } }])
  expect(then.ends.call).toMatchObject([{ shipment: 'SH-P-1', quantity: '4' }])
  expect(then.ends.quarantine).toMatchObject([
    { number: 'S-2', quantity: '40' },
    { number: 'P-1', quantity: '6' },
  ])
  await expect(trace()).rejects.toMatchObject({ code: 'unknown-lot' })
  await expect(trace((received?.sequence ?? 0) - 1)).rejects.toMatchObject({ code: 'unknown-lot' })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
