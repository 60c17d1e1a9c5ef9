import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { captureEvents } from '../../src/capabilities/capture.ts'
import { handlers } from '../../src/capabilities/handlers.ts'
import { parseRecorded } from '../../src/capabilities/parse.ts'
import { rebuild } from '../../src/ledger/rebuild.ts'
import { TABLES } from '../../src/ledger/tables.ts'
import { verify } from '../../src/ledger/verify.ts'
import type { TestStore } from '../support/store.ts'
import { testStore } from '../support/store.ts'
import { beginning, eventsOf, history, rounds, type Step } from './histories.ts'
import { contradictions, NOW, projections, type Sent, servicesOn, unbalanced } from './plant.ts'

const at = testStore()
const other = testStore()

const emptied = async (store: TestStore): Promise<void> => {
  const names = ['ledger', 'ledger_head', ...Object.values(TABLES).map(table => table.name)]
  // Of so few rows emptying a table takes a thirtieth of giving it new files.
  await store.pool.query(names.map(name => `delete from ${name}`).join('; '))
  await store.pool.query('update store set position = 0, lots = 0')
}
const ledgerOf = async (store: TestStore): Promise<unknown[]> =>
  (await store.pool.query('select * from ledger order by position')).rows as unknown[]

afterEach(async () => {
  await emptied(at)
  await emptied(other)
})

describe('any history', () => {
  it('leaves a ledger that verifies, lots that balance, and projections a rebuild gives again', { timeout: 300_000 }, async () => {
    const codes = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(history(130), async steps => {
        await emptied(at)
        const services = servicesOn(at)
        const begun = await captureEvents(services, beginning('main'), 'test')
        expect(begun.filter(result => result.status !== 'recorded')).toEqual([])
        const events = eventsOf(steps, 'main')
        const results = await captureEvents(services, events, 'test')
        for (const { status, code } of results) count(codes, status === 'refused' ? (code ?? '') : status)
        for (const [index, { status }] of results.entries()) count(codes, `${events[index]?.type} ${status}`)
        const told = events.filter((_, index) => results[index]?.status !== 'refused').map(event => JSON.stringify(event))
        await sound(at, services.faults).catch((error: unknown) => {
          throw new Error(`${String(error)}\nafter these events:\n${told.join('\n')}`)
        })
      }),
      { numRuns: rounds(25) },
    )
    // What the generator reached: a history of nothing but refusals would prove nothing.
    console.log(JSON.stringify(Object.fromEntries([...codes].sort((a, b) => b[1] - a[1]))))
    expect(codes.get('recorded') ?? 0).toBeGreaterThan(100)
    expect(codes.size).toBeGreaterThan(15)
  })

  it('answers the same and leaves the same ledger however its events are cut into requests and repeated', {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(history(50), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }), async (steps, cuts) => {
        await emptied(at)
        await emptied(other)
        const events = [...beginning('main'), ...eventsOf(steps, 'main')]
        await captureEvents(servicesOn(at), events, 'test')
        await sendInPieces(other, events, repeats(steps, events.length - steps.length), cuts)
        expect(await ledgerOf(other)).toEqual(await ledgerOf(at))
        expect(await projections(other)).toEqual(await projections(at))
      }),
      { numRuns: rounds(15) },
    )
  })

  it('of two sites in one request: each has the ledger it would have alone', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(history(25), history(25), async (left, right) => {
        await emptied(at)
        await emptied(other)
        const sites = [
          [...beginning('left'), ...eventsOf(left, 'left')],
          [
            ...beginning('right').map(event => ({ ...event, id: String(event.id).replace('-9000-', '-9001-') })),
            ...eventsOf(right, 'right', 9),
          ],
        ]
        await captureEvents(servicesOn(at), interleaved(sites), 'test')
        await captureEvents(servicesOn(other), sites.flat(), 'test')
        const bodies = async (store: TestStore): Promise<unknown[]> =>
          (await store.pool.query('select site, sequence, hash, body from ledger order by 1, 2')).rows as unknown[]
        expect(await bodies(at)).toEqual(await bodies(other))
        expect((await verify(at.pool, handlers, parseRecorded)).difference).toBeNull()
      }),
      { numRuns: rounds(8) },
    )
  })

  it('told by several writers at once: every event is there once, whoever was first', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(history(40), async steps => {
        await emptied(at)
        const services = [servicesOn(at), servicesOn(at), servicesOn(at)] as const
        await captureEvents(services[0], beginning('main'), 'test')
        const events = eventsOf(steps, 'main')
        const answers = await Promise.all(
          services.map((one, index) => captureEvents(one, index === 1 ? [...events].reverse() : events, 'test')),
        )
        const recorded = answers.flat().filter(answer => answer.status === 'recorded' || answer.status === 'exception')
        const { rows } = await at.pool.query(`select id from ledger where type <> 'token' and id not like '%-9000-%' order by 1`)
        expect(recorded.map(answer => answer.id).sort((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual(
          rows.map(row => (row as { id: string }).id),
        )
        expect(services.flatMap(one => one.faults.map(String))).toEqual([])
        expect((await verify(at.pool, handlers, parseRecorded)).difference).toBeNull()
        expect(await unbalanced(at)).toEqual([])
      }),
      { numRuns: rounds(8) },
    )
  })
})

const count = (codes: Map<string, number>, key: string): void => void codes.set(key, (codes.get(key) ?? 0) + 1)

async function sound(store: TestStore, faults: unknown[]): Promise<void> {
  expect(faults.map(String), 'no fault of ours').toEqual([])
  expect((await verify(store.pool, handlers, parseRecorded)).difference).toBeNull()
  expect(await unbalanced(store)).toEqual([])
  expect(await contradictions(store)).toEqual([])
  const before = await projections(store)
  await rebuild(store.pool, handlers, parseRecorded)
  expect(await projections(store)).toEqual(before)
}

/** Which steps are sent again, and after which. */
const repeats = (steps: readonly Step[], offset: number): Map<number, number[]> => {
  const map = new Map<number, number[]>()
  for (const [index, { again }] of steps.entries()) {
    if (again === undefined) continue
    const after = Math.min(offset + index + again, offset + steps.length - 1)
    map.set(after, [...(map.get(after) ?? []), offset + index])
  }
  return map
}

async function sendInPieces(
  store: TestStore,
  events: readonly Sent[],
  again: Map<number, number[]>,
  cuts: readonly number[],
): Promise<void> {
  const services = servicesOn(store, () => NOW)
  const recorded = new Set<string>()
  for (let from = 0, cut = 0; from < events.length; cut++) {
    const to = Math.min(events.length, from + (cuts[cut % cuts.length] ?? 1))
    // A retry follows only what was recorded: what was refused may by now be allowed, and that would be another history.
    const piece = events
      .slice(from, to)
      .flatMap((event, index) => [
        event,
        ...(again.get(from + index) ?? []).flatMap(earlier => (recorded.has(String(events[earlier]?.id)) ? [events[earlier]] : [])),
      ])
    for (const result of await captureEvents(services, piece, 'test')) if (result.status !== 'refused') recorded.add(String(result.id))
    from = to
  }
}

function interleaved(sites: readonly Sent[][]): Sent[] {
  const longest = Math.max(...sites.map(events => events.length))
  return Array.from({ length: longest }, (_, index) => sites.flatMap(events => events[index] ?? [])).flat()
}
