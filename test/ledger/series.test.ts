/**
 * What is decided ahead of its transaction is only as good as what it stands on: when a transaction before it fails, or another process
 * comes between, it is decided again. However that goes, every command is answered once and is in the ledger once, or not at all.
 */
import { expect, it } from 'vitest'
import { type CaptureResult, captureEvents } from '../../src/capabilities/capture.ts'
import { holdGuard } from '../../src/capabilities/containment/guard.ts'
import { handlers } from '../../src/capabilities/handlers.ts'
import { parseRecorded } from '../../src/capabilities/parse.ts'
import { Engine } from '../../src/capabilities/tracing/engine.ts'
import { COUNTABLE, HOMOGENEOUS } from '../../src/genealogy/graph.ts'
import type { AnyCommand } from '../../src/ledger/fact.ts'
import type { Handler, Handlers } from '../../src/ledger/handler.ts'
import { rebuild } from '../../src/ledger/rebuild.ts'
import { verify } from '../../src/ledger/verify.ts'
import { Writer } from '../../src/ledger/writer.ts'
import { testStore } from '../support/store.ts'
import { basics, NOW, type Plant, plant, receive, type Sent, servicesOn } from './plant.ts'

const at = testStore()

/** Every event builds on the one before: nothing can be left out or told twice without the balance saying so. */
const chain = (name: string, length: number): Sent[] =>
  Array.from({ length }, (_, index) =>
    index === 0
      ? receive('STEEL', `${name}-0`, 1000)
      : {
          type: 'transform',
          inputs: [{ lot: { number: `${name}-0` }, quantity: 1 }],
          outputs: [{ lot: { material: 'PART' }, quantity: 2 }],
        },
  )

async function expectWhole(site: Plant, results: readonly CaptureResult[]): Promise<void> {
  const recorded = results.filter(result => result.status === 'recorded')
  const rows = await site.rows<{ id: string; sequence: number }>('select id, sequence from ledger where site = $1', site.site)
  const kept = new Map(rows.map(row => [row.id, row.sequence]))
  expect(kept.size, 'no event is there twice').toBe(rows.length)
  expect(recorded.filter(({ id, sequence }) => kept.get(id ?? '') !== sequence)).toEqual([])
  expect((await verify(at.pool, handlers, parseRecorded)).difference).toBeNull()
}

it('two processes that write at once come between each other, and everything is recorded once', { timeout: 300_000 }, async () => {
  const site = plant(at)
  await site.ok(...basics)
  const [one, other] = [servicesOn(at), servicesOn(at)]
  const told = [one, other].flatMap((services, process) =>
    Array.from({ length: 4 }, async (_, caller) => {
      const results: CaptureResult[] = []
      for (const event of chain(`W${process}${caller}`, 25))
        results.push(...(await captureEvents(services, [site.complete(event)], 'test')))
      return results
    }),
  )
  const bulk = [one, other].map((services, process) =>
    captureEvents(
      services,
      chain(`B${process}`, 900).map(event => site.complete(event)),
      'test',
    ),
  )
  const results = (await Promise.all([...told, ...bulk])).flat()
  expect(results.filter(result => result.status !== 'recorded')).toEqual([])
  expect([...one.faults, ...other.faults]).toEqual([])
  await expectWhole(site, results)
})

/** A scrap with this reason gives a row that PostgreSQL does not take: a bug of ours, as far as the writer can tell. */
const POISON = 'poison'

function withPoison(): Handlers {
  const scrap = handlers.get('scrap') as Handler
  const poisoned: Handler = {
    ...scrap,
    evolve(state, fact) {
      scrap.evolve?.(state, fact)
      if ((fact.command as AnyCommand & { reason?: string }).reason !== POISON) return
      state.insert('exception', {
        since: fact.since,
        line: Number.NaN,
        site: state.site,
        lot: null,
        code: 'poison',
        detail: '',
        until: null,
      })
    },
  }
  return new Map([...handlers, ['scrap', poisoned]])
}

it('one that cannot be written is a fault; what was decided on top of it is recorded all the same', { timeout: 300_000 }, async () => {
  const site = plant(at)
  await site.ok(...basics, receive('STEEL', 'S-1', 5000))
  const engine = new Engine(at.pool)
  const faults: unknown[] = []
  const writer = new Writer({
    pool: at.pool,
    handlers: withPoison(),
    guard: holdGuard(engine),
    now: () => NOW,
    onCommitted: committed => engine.follow(committed),
    onFault: error => `incident-${faults.push(error)}`,
  })
  const services = { ...servicesOn(at), record: writer.submit.bind(writer) }
  const events = Array.from({ length: 1500 }, (_, index) => ({
    type: 'scrap',
    lot: { number: 'S-1' },
    quantity: 1,
    reason: index === 100 || index === 701 ? POISON : 'rust',
  }))
  const results = await captureEvents(
    services,
    events.map(event => site.complete(event)),
    'test',
  )
  const bad = results.flatMap((result, index) => (result.status === 'recorded' ? [] : [[index, result.code]]))
  expect(bad).toEqual([
    [100, 'fault'],
    [701, 'fault'],
  ])
  expect(faults).toHaveLength(2)
  expect(await site.onHand('S-1')).toBe(5000 - 1498)
  await expectWhole(site, results)
  await expectSameGraph(engine)
})

it('what one batch ends of another is as the tables have it, also in memory', { timeout: 300_000 }, async () => {
  const site = plant(at)
  const services = servicesOn(at)
  const record = (...events: Sent[]): Promise<CaptureResult[]> =>
    captureEvents(
      services,
      events.map(event => site.complete(event)),
      'test',
    )
  await record(...basics, receive('STEEL', 'S-1', 10_000), receive('STEEL', 'S-2', 10_000))
  await services.engine.current()
  const start = 600
  // Late loads make the run be derived anew, batch after batch: links that one batch makes are ended by the next.
  const run: Sent[] = [{ type: 'start', run: 'R-1', at: start }]
  for (let round = 0; round < 300; round++) {
    run.push({ type: 'load', run: 'R-1', lot: { number: round % 2 ? 'S-2' : 'S-1' }, quantity: 20, at: start + 200 - (round % 20) })
    run.push({ type: 'produce', run: 'R-1', lot: { material: 'PART', number: `P-${round % 7}` }, quantity: 5, at: start + 210 + round })
  }
  const results = await record(...run)
  expect(results.filter(result => result.sequence === undefined)).toEqual([])
  await expectWhole(site, results)
  await expectSameGraph(services.engine)
})

it('a lot whose records were all voided and that is recorded again as another kind is that kind at once', { timeout: 60_000 }, async () => {
  const site = plant(at)
  const [services, beside] = [servicesOn(at), servicesOn(at)]
  const record = async (event: Sent): Promise<CaptureResult | undefined> =>
    (await captureEvents(services, [site.complete(event)], 'test'))[0]
  for (const event of basics) await record(event)
  await record({ type: 'material', code: 'MELT', unit: 'kg', homogeneous: false })
  const receipt = await record(receive('MELT', 'M-1', 5))
  await Promise.all([services.engine.current(), beside.engine.current()])
  await record({ type: 'correct', event: receipt?.id, reason: 'not ours' })
  await record({ type: 'material', code: 'MELT', unit: 'ea', homogeneous: true })
  expect(await record(receive('MELT', 'M-1', 5))).toMatchObject({ status: 'recorded' })
  await Promise.all([expectSameGraph(services.engine), expectSameGraph(beside.engine)])
})

it('a shipment decided while the return of it is still being written finds what came back', { timeout: 60_000 }, async () => {
  const site = plant(at)
  const services = servicesOn(at)
  const record = (event: Sent): Promise<CaptureResult[]> => captureEvents(services, [site.complete(event)], 'test')
  for (const event of [...basics, receive('STEEL', 'S-1', 100, { at: 10 })]) await record(event)
  // The commit of the return takes its time: what is told meanwhile is decided ahead of it.
  await at.pool.query(`create function rest() returns trigger language plpgsql as 'begin perform pg_sleep(1); return null; end';
    create constraint trigger rest after insert on movement deferrable initially deferred for each row when (new.kind = 'returned') execute function rest()`)
  const told = { customer: 'C-1', late: true }
  const back = record({ type: 'return', ...told, lots: [{ lot: { number: 'S-1' }, quantity: 3 }], reason: 'leaks', at: 200 })
  await new Promise(done => setTimeout(done, 200))
  const sent = record({ type: 'ship', ...told, shipment: 'SH-1', lots: [{ lot: { number: 'S-1' }, quantity: 5 }], at: 100 })
  const results = (await Promise.all([back, sent])).flat()
  await at.pool.query('drop function rest cascade')
  expect(results.map(({ status }) => status)).toEqual(['exception', 'recorded'])
  const out = await site.rows(
    `select m.reference, sum(-m.delta)::int as out from movement m where m.site = $1 and m.kind in ('shipped', 'returned') and m.until is null group by 1`,
    site.site,
  )
  expect(out, 'what came back is of the shipment').toEqual([{ reference: 'SH-1', out: 2 }])
  expect((await verify(at.pool, handlers, parseRecorded)).difference).toBeNull()
})

/** The engine that followed batch by batch knows what one knows that has just read the tables. */
async function expectSameGraph(engine: Engine): Promise<void> {
  const [followed, fresh] = await Promise.all([engine.current(), new Engine(at.pool).current()])
  expect(followed.lotEnd).toBe(fresh.lotEnd)
  const kinds = ({ flags, lotEnd }: typeof fresh): number[] =>
    Array.from(flags.subarray(0, lotEnd), bits => bits & (HOMOGENEOUS | COUNTABLE))
  expect(kinds(followed)).toEqual(kinds(fresh))
  const links = ({ link, linkCount }: typeof fresh): string[] =>
    Array.from(
      { length: linkCount },
      (_, index) =>
        `${link.since.at(index)}/${link.line.at(index)} ${link.parent.at(index)}>${link.child.at(index)} ${link.until.at(index)}`,
    ).sort()
  expect(links(followed)).toEqual(links(fresh))
}

it('rebuilds to what is there', { timeout: 300_000 }, async () => {
  const count = async (): Promise<unknown> => (await at.pool.query('select count(*), sum(until) from link')).rows[0]
  const before = await count()
  await rebuild(at.pool, handlers, parseRecorded)
  expect(await count()).toEqual(before)
})
