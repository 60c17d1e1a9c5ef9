/** Whatever is recorded: what lies where is told as it is, also where it was kept from before. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beginning, eventsOf, history, rounds } from '../../../test/ledger/histories.ts'
import { servicesOn } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'
import { captureEvents } from '../capture.ts'
import { endsOf, factsOf, trace } from '../tracing/trace.ts'
import { lyingNow } from './lists.ts'
import type { PickLines } from './pick-lines.ts'
import { type Lying, lyingIn } from './pick-list.ts'
import { fetchedOf, namedLines } from './picking.ts'

const at = testStore()
let sites = 0
const written = (lying: readonly Lying[]): unknown[] => lying.map(({ place, line }) => ({ place, ...line }))
const shown = (lines: PickLines): Promise<unknown[]> =>
  namedLines(
    at.pool,
    fetchedOf(lines, []),
    Array.from({ length: lines.length }, (_, index) => lines.at(index)),
  )

test('of random histories, event by event', { timeout: 240_000 }, async () => {
  const services = servicesOn(at)
  const seen = { kept: 0, anew: 0, lines: 0 }
  await fc.assert(
    fc.asyncProperty(history(50), async steps => {
      const site = `kept-${++sites}`
      await captureEvents(services, beginning(site, sites), 'test')
      const { rows } = await at.pool.query('select material, number from lot where site = $1 and makings > 0 order by id limit 2', [site])
      const question = { site, seeds: rows as { material: string; number: string }[], exclude: [] }
      let before = await lyingNow(services, question)
      for (const event of eventsOf(steps, site, sites)) {
        await captureEvents(services, [event], 'test')
        const now = await lyingNow(services, question)
        const seeds = question.seeds.map(seed => ({ ...seed, site }))
        const traced = await trace(services.engine, at.pool, { direction: 'forward', seeds, exclude: [] })
        const anew = lyingIn(await endsOf(at.pool, traced, factsOf(at.pool, traced)))
        expect(await shown(now), JSON.stringify(event)).toEqual(written(anew))
        seen[now === before ? 'kept' : 'anew']++
        seen.lines += now.length
        before = now
      }
    }),
    { numRuns: rounds(3) },
  )
  expect(Object.entries(seen).filter(([, count]) => count === 0)).toEqual([])
})
