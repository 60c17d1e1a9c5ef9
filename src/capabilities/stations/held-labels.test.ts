/** Whatever is held and freed: a station that is told what has changed knows what one knows that is told everything. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { servicesOn } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'
import { NameFilter } from '../../symbols/index.ts'
import { broughtOn, heldLots } from '../../web/offline/held.ts'
import { captureEvents } from '../capture.ts'
import { HeldSet } from '../containment/held-set.ts'
import { type HeldAnswer, HeldLabels } from './held-labels.ts'

const at = testStore()
const when = '2026-03-02T08:00:00Z'
const LOTS = 12

/** Two lots of different materials bear each number; every third has another identifier that the next one bears too. */
async function lotsAt(site: string): Promise<{ id: number; number: string; material: string }[]> {
  const services = servicesOn(at)
  const lots = Array.from({ length: LOTS }, (_, i) => ({
    type: 'receive',
    vendor: 'MILL',
    vendorLot: `V-${Math.floor(i / 3)}`,
    lot: { material: i % 2 === 0 ? 'BAR' : 'ROD', number: `L-${i >> 1}` },
    quantity: 10,
  }))
  const master = [
    { type: 'material', code: 'BAR', unit: 'kg' },
    { type: 'material', code: 'ROD', unit: 'kg' },
    { type: 'partner', code: 'MILL', roles: ['vendor'] },
  ]
  await captureEvents(
    services,
    [...master, ...lots].map(event => ({ id: randomUUID(), at: when, site, ...event })),
    'test',
  )
  const { rows } = await at.pool.query('select id, number, material from lot where site = $1 order by id', [site])
  expect(rows).toHaveLength(LOTS)
  return rows as { id: number; number: string; material: string }[]
}

function setOf(lots: readonly number[]): HeldSet {
  const set = new HeldSet()
  for (const lot of lots) set.add(lot)
  return set
}

const namesOf = async (site: string): Promise<{ name: string; lot: number }[]> => {
  const { rows } = await at.pool.query(
    `select l.number as name, l.id as lot from lot l where l.site = $1
     union select i.value, i.lot from identifier i join lot l on l.id = i.lot where l.site = $1 and i.until is null`,
    [site],
  )
  return rows as { name: string; lot: number }[]
}

test.each([
  ['as a list', { listed: 100, changed: 100, atOnce: 5 }],
  ['as a filter', { listed: 3, changed: 3, atOnce: 5 }],
  ['as a filter with what has changed beside it', { listed: 6, changed: 6, atOnce: 5 }],
])('a station that is told what has changed stops what is held, %s', async (way, sizes) => {
  const site = `held ${way}`
  const lots = await lotsAt(site)
  const names = await namesOf(site)
  const told = { same: 0, more: 0, all: 0, filter: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uniqueArray(fc.nat(LOTS - 1)), { minLength: 1, maxLength: 8 }),
      fc.array(fc.boolean()),
      async (steps, asks) => {
        const labels = new HeldLabels(at.pool, site, sizes)
        let list: ReturnType<typeof broughtOn> | undefined
        let filter: NameFilter | undefined
        for (const [step, held] of steps.entries()) {
          const set = setOf(held.map(place => lots[place]?.id ?? 0))
          // Not every station asks every time.
          if (asks[step] === false) {
            await labels.answer({ lots: set, known: undefined })
            continue
          }
          const answer: HeldAnswer = await labels.answer({ lots: set, known: list?.version })
          told[answer.part]++
          if (answer.filter !== undefined) told.filter++
          list = broughtOn(list, { at: when, ...answer })
          if (answer.part === 'all') filter = answer.filter === undefined ? undefined : NameFilter.of(answer.filter)
          const known = heldLots(list, filter)
          const wanted = new Set(names.filter(({ lot }) => set.has(lot)).map(({ name }) => name))
          expect(names.filter(({ name }) => known.isHeld(name) !== wanted.has(name))).toEqual([])
          expect((await labels.answer({ lots: set, known: answer.version })).part).toBe('same')
        }
      },
    ),
    { numRuns: 40 },
  )
  expect(told.all).toBeGreaterThan(0)
  if (way === 'as a list') expect([told.more > 0, told.filter]).toEqual([true, 0])
  else expect(told.filter).toBeGreaterThan(0)
  if (way.endsWith('beside it')) expect(told.more).toBeGreaterThan(0)
})

test('a filter knows every name that was put in, in capitals or not, and of others takes hardly any for known', () => {
  const filter = NameFilter.for(50_000)
  for (let i = 0; i < 50_000; i++) filter.add(`lot-${i}`)
  const again = NameFilter.of(filter.text())
  for (let i = 0; i < 50_000; i++) if (!again.has(`LOT-${i}`)) throw new Error(`lot-${i} is forgotten`)
  const wrong = Array.from({ length: 50_000 }, (_, i) => `LOT-${i + 50_000}`).filter(name => again.has(name))
  expect(wrong.length).toBeLessThan(20)
})
