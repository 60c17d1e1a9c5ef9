import { expect, it } from 'vitest'
import { expectSound, type Plant, plantWithBasics, receive } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()

it('a container is where its own site says, whatever another site has under the same code', async () => {
  const packed = (to: string): Promise<Plant> =>
    plantWithBasics(
      at,
      receive('BOLT', 'B-1', 10),
      { type: 'pack', container: 'INNER', contents: [{ lot: { number: 'B-1' } }] },
      { type: 'pack', container: 'BOX-1', contents: [{ container: 'INNER' }], to },
    )
  const [one, other] = [await packed('STORE'), await packed('DOCK')]
  const locations = async ({ services, site }: Plant): Promise<unknown[]> => {
    const question = { direction: 'forward', seeds: [{ number: 'B-1', site }] }
    const { ends } = await ask<{ ends: { quarantine: { location: string }[] } }>(services, 'POST /traces', question)
    return ends.quarantine.map(({ location }) => location)
  }
  expect(await locations(one)).toEqual(['STORE'])
  expect(await locations(other)).toEqual(['DOCK'])
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
