import { expect, it } from 'vitest'
import { testStore } from '../support/store.ts'
import { expectSound, opening, plantWithBasics } from './plant.ts'

const at = testStore()

it('the first renumbering of all, and behind it in the same batch more serials than there are rounds of looking up', async () => {
  const plant = await plantWithBasics(at, opening('PART', 'P-1', 10))
  const serials = Array.from({ length: 80 }, (_, index) => `M-${index}`)
  await plant.ok(
    { type: 'renumber', lot: { number: 'P-1' }, number: 'P-2' },
    { type: 'receive', vendor: 'V-1', lot: { material: 'MOTOR' }, serials },
  )
  expect(await plant.rows('select count(*)::int as count from lot where site = $1 and number like $2', plant.site, 'M-%')).toEqual([
    { count: 80 },
  ])
  await expectSound(at)
})
