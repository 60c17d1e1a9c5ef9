import { expect, it } from 'vitest'
import { Plant, servicesOn } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'
import { DEMO_SITE, DemoPlant } from './demo-plant.ts'

const at = testStore()

it('is loaded afresh at a start when it was left half loaded, and not when it was whole', { timeout: 240_000 }, async () => {
  const services = servicesOn(at)
  const plant = new Plant(at, services, DEMO_SITE)
  const location = (code: string, more: object = {}) => ({ type: 'location', code, ...more })
  const demo = new DemoPlant(services, () => undefined)

  await plant.ok(location('A', { extensions: { demoEvents: 3 } }), location('B'))
  await demo.loadUnlessThere()
  expect(await demo.status()).toMatchObject({ loading: true })
  await demo.stop()
  await demo.clear()

  // What somebody did in it since is more, and is not lost with it.
  await plant.ok(location('A', { extensions: { demoEvents: 3 } }), location('B'), location('C'), location('D'))
  const again = new DemoPlant(services, () => undefined)
  await again.loadUnlessThere()
  expect(await again.status()).toMatchObject({ loaded: true, loading: false, done: 4 })
  await again.clear()
})

it('says with its first event how many are to come', { timeout: 240_000 }, async () => {
  const demo = new DemoPlant(servicesOn(at), () => undefined)
  await demo.load()
  await expect.poll(async () => (await demo.status()).done, { timeout: 200_000, interval: 20 }).toBeGreaterThan(0)
  await demo.stop()
  const first = `select (body::jsonb #>> '{extensions,demoEvents}')::int as meant from ledger where site = $1 and sequence = 1`
  const { rows } = await at.pool.query(first, [DEMO_SITE])
  expect((rows[0] as { meant: number }).meant).toBeGreaterThan((await demo.status()).done)
})
