/**
 * The store keeps rows in whatever order they were written, over whichever connection, and closes gaps when it tidies up. Nothing that is
 * derived may depend on it: here every table is turned round before something is corrected, and a replay, which writes in its own
 * order, must give the same.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { captureEvents } from '../../src/capabilities/capture.ts'
import { handlers } from '../../src/capabilities/handlers.ts'
import { parseRecorded } from '../../src/capabilities/parse.ts'
import { TABLES } from '../../src/ledger/tables.ts'
import { verify } from '../../src/ledger/verify.ts'
import { testStore } from '../support/store.ts'
import { beginning, eventsOf, history, rounds } from './histories.ts'
import { expectSound, type Plant, plantWithBasics, receive, type Sent, servicesOn } from './plant.ts'

const at = testStore()

/** One row and none are the same turned round, and most tables have no more: giving each new files would be most of what this test takes. */
async function severalRows(): Promise<Set<string>> {
  const asked = Object.values(TABLES).map(({ name }) => `select '${name}' as name where (select count(*) from ${name}) > 1`)
  const { rows } = await at.pool.query<{ name: string }>(asked.join(' union all '))
  return new Set(rows.map(({ name }) => name))
}

const turnedRound = async (): Promise<void> => {
  const several = await severalRows()
  for (const { name, key, columns } of Object.values(TABLES)) {
    if (!several.has(name)) continue
    const last = key.map(field => `"${columns[field]?.column ?? field}" desc`).join(', ')
    await at.pool.query(`begin; create temp table turned on commit drop as select * from ${name};
      truncate ${name}; insert into ${name} select * from turned order by ${last}; commit`)
  }
}

const lot = (number: string): { number: string } => ({ number })
const started: Sent = { type: 'start', run: 'R', at: 10 }
const load = (number: string, more: object = {}): Sent => ({ type: 'load', run: 'R', lot: lot(number), quantity: 50, at: 20, ...more })
const produce = (number: string, at: number): Sent => ({
  type: 'produce',
  run: 'R',
  lot: { material: 'TRAY', number },
  quantity: 10,
  at,
})
const three = [produce('T-1', 30), produce('T-2', 40), produce('T-3', 50)]
const stocked = (...more: Sent[]): Promise<Plant> =>
  plantWithBasics(at, { ...receive('BOLT', 'B-1', 100), at: 1 }, { ...receive('BOLT', 'B-2', 100), at: 2 }, ...more)

/** What is told first, which of it is corrected, and by what it is replaced. */
const cases: [string, Sent[], number, Sent | undefined][] = [
  ['the only load of a run, and all that came out of it is of nothing', [started, load('B-1'), ...three], 1, undefined],
  ['a load that was of another lot', [started, load('B-1'), load('B-2'), ...three], 1, load('B-2')],
  ['a load that was later than two of the outputs', [started, load('B-1'), ...three], 1, load('B-1', { at: 45 })],
  [
    'a finish, and what is left in the run',
    [started, load('B-1'), load('B-2'), ...three, { type: 'finish', run: 'R', at: 60 }],
    6,
    undefined,
  ],
  ['an output among others', [started, load('B-1'), load('B-2'), ...three], 4, { ...produce('T-2', 40), quantity: 4 }],
]
it.each(cases)('%s', async (_, told, index, replacement) => {
  const plant = await stocked()
  const done = await plant.ok(...told)
  await turnedRound()
  plant.services.forget()
  await plant.ok({ type: 'correct', event: done[index]?.id, reason: 'said wrong', ...(replacement ? { replacement } : {}), at: 100 })
  expect((await verify(at.pool, handlers, parseRecorded)).difference).toBeNull()
})

it('of random histories', { timeout: 300_000 }, async () => {
  let sites = 0
  await fc.assert(
    fc.asyncProperty(history(80), async steps => {
      const site = `turned-${++sites}`
      const services = servicesOn(at)
      const events = eventsOf(steps, site, sites)
      await captureEvents(services, beginning(site, sites), 'test')
      for (let from = 0; from < events.length; from += 15) {
        await turnedRound()
        services.forget()
        await captureEvents(services, events.slice(from, from + 15), 'test')
      }
      expect(services.faults.map(String)).toEqual([])
      expect((await verify(at.pool, handlers, parseRecorded)).difference).toBeNull()
    }),
    { numRuns: rounds(6) },
  )
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
