/** Whatever is recorded: what lies where, and what of it was found, is told as it is, also where it was kept from before. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beginning, eventsOf, history, rounds } from '../../../test/ledger/histories.ts'
import { servicesOn } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'
import { captureEvents } from '../capture.ts'
import { entriesOf, recallNamed } from '../recalls/queries.ts'
import { endsOf } from '../tracing/ends.ts'
import { factsOf } from '../tracing/lot-facts.ts'
import { simulateRecall } from '../tracing/recall.ts'
import { trace } from '../tracing/trace.ts'
import { keptCase } from './kept.ts'
import { type Lying, listFound, lyingIn, type PickList } from './pick-list.ts'
import { type Fetched, namedLines, pickPage } from './picking.ts'

const at = testStore()
let sites = 0
const shown = async (fetched: Fetched): Promise<Pick<PickList, 'places' | 'lines' | 'found'>> => {
  const { places, lines, found } = await pickPage(at.pool, fetched, { limit: 1000 })
  return { places, lines, found }
}
const whole = ({ places, lines, found }: PickList): Pick<PickList, 'places' | 'lines' | 'found'> => ({ places, lines, found })

test('of random histories, event by event', { timeout: 240_000 }, async () => {
  const services = servicesOn(at)
  const seen = { kept: 0, anew: 0, lines: 0, found: 0 }
  await fc.assert(
    fc.asyncProperty(history(50), async steps => {
      const site = `kept-${++sites}`
      const send = async (event: object): Promise<void> => {
        const [result] = await captureEvents(services, [{ id: randomUUID(), site, at: '2026-03-02T07:00:00Z', ...event }], 'test')
        expect(result).toMatchObject({ status: 'recorded' })
      }
      await captureEvents(services, beginning(site, sites), 'test')
      const { rows } = await at.pool.query('select material, number from lot where site = $1 and makings > 0 order by id limit 2', [site])
      const seeds = rows as { material: string; number: string }[]
      const { simulation } = await simulateRecall(services.engine, at.pool, { seeds: seeds.map(seed => ({ ...seed, site })) })
      await send({ type: 'recall', kind: 'drill', recall: 'K', reason: 'x', simulation, lots: seeds.map(lot => ({ lot })) })
      const row = await recallNamed(at.pool, site, 'K')
      if (!row) throw new Error('the case was not committed')
      const known = keptCase(services.engine, { site, seeds, exclude: [] })
      let before = (await known.fetched(services, row)).lines
      for (const [index, event] of eventsOf(steps, site, sites).entries()) {
        await captureEvents(services, [event], 'test')
        const lines = (await known.fetched(services, row)).lines
        if (index % 2 === 0 && lines.length > 0) {
          const [{ material, number } = { material: '', number: '' }] = await namedLines(at.pool, await known.fetched(services, row), [
            index % lines.length,
          ])
          await send({
            type: 'recallFind',
            recall: 'K',
            location: index % 4 === 0 ? 'STORE' : 'DOCK',
            lots: [{ lot: { material, number }, ...(index % 4 === 2 ? { quantity: 3 } : {}) }],
          })
        }
        const now = await known.fetched(services, row)
        const traced = await trace(services.engine, at.pool, {
          direction: 'forward',
          seeds: seeds.map(seed => ({ ...seed, site })),
          exclude: [],
        })
        const anew: Lying[] = lyingIn(await endsOf(at.pool, traced, factsOf(at.pool, traced)))
        const list = listFound(anew, await entriesOf(at.pool, site, 'K', ['found']))
        expect(await shown(now), JSON.stringify(event)).toEqual(whole(list))
        expect([now.tally.beyondCount, now.tally.beyond(1000).length]).toEqual([list.beyondCount, list.beyondCount])
        seen[now.lines === before ? 'kept' : 'anew']++
        seen.lines += now.lines.length
        seen.found += list.found
        before = now.lines
      }
    }),
    { numRuns: rounds(3) },
  )
  expect(Object.entries(seen).filter(([, count]) => count === 0)).toEqual([])
})
