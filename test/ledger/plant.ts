/**
 * A plant for tests: the real parser, writer, guard and engine on the database of the test file. Every `plant()` is a site of its
 * own, so tests of one file share a ledger without seeing each other, and one verification at the end covers them all.
 */
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { previewGuard } from '../../src/capabilities/audit/preview.ts'
import { type CaptureResult, captureEvents } from '../../src/capabilities/capture.ts'
import { holdGuard } from '../../src/capabilities/containment/guard.ts'
import type { Command } from '../../src/capabilities/events.ts'
import { handlers } from '../../src/capabilities/handlers.ts'
import { takingOut } from '../../src/capabilities/lots/touching.ts'
import { parseRecorded } from '../../src/capabilities/parse.ts'
import { scopeGuard } from '../../src/capabilities/recalls/scope.ts'
import type { Services } from '../../src/capabilities/route.ts'
import { Engine } from '../../src/capabilities/tracing/engine.ts'
import { rebuild } from '../../src/ledger/rebuild.ts'
import { TABLES } from '../../src/ledger/tables.ts'
import { type Look, tryOut, tryWithin } from '../../src/ledger/trial.ts'
import { verify } from '../../src/ledger/verify.ts'
import { Writer, type WriterOptions } from '../../src/ledger/writer.ts'
import type { TestStore } from '../support/store.ts'

/** An event as a sender writes it; id, time and site are filled in where they do not matter. */
export interface Sent {
  type: string
  [field: string]: unknown
}
/** Everything the tests book happened on these days; the clock stands well after them. */
export const DAY = '2026-03-02'
export const NOW = Date.parse('2026-04-01T00:00:00Z')

type On = Pick<TestStore, 'pool'> & { readonly store?: Pick<TestStore['store'], 'lookUps'> }

export function servicesOn(at: On, now: () => number = () => NOW): Services & { faults: unknown[] } {
  const pool = at.pool
  const engine = new Engine(pool)
  const raised: unknown[] = []
  const writing: WriterOptions = {
    pool,
    handlers,
    guard: {
      ...holdGuard(engine),
      scopeOf: scopeGuard(engine),
      previewOf: previewGuard(engine, (client, command, look) => tryWithin(writing, client, command, look)),
    },
    precede: takingOut(handlers),
    now,
    onCommitted: committed => engine.follow(committed),
    onFault: error => {
      // A fault is a bug of ours: the test that meets it should show where.
      console.error(error)
      return `incident-${raised.push(error)}`
    },
  }
  const writer = new Writer(writing)
  const services = {
    pool,
    ...(at.store ? { lookUps: at.store.lookUps } : {}),
    engine,
    now,
    record: writer.submit.bind(writer),
    tryOut: <B, A>(command: Command, look: Look<B, A>) => tryOut(writing, command, look),
    recordTogether: writer.submitTogether.bind(writer),
    faults: raised,
    forget(): void {
      writer.forget()
      engine.forget()
    },
  }
  return services
}

const shared = new WeakMap<object, Services & { faults: unknown[] }>()
const sharedServices = (at: TestStore): Services & { faults: unknown[] } => {
  const known = shared.get(at)
  if (known) return known
  const made = servicesOn(at)
  shared.set(at, made)
  return made
}

let sites = 0

export class Plant {
  readonly at: TestStore
  readonly site: string
  readonly services: Services
  private minutes = 0

  constructor(at: TestStore, services: Services, site: string) {
    this.at = at
    this.services = services
    this.site = site
  }

  /** Minutes after midnight of the day on which everything happens. */
  time(minutes: number): string {
    return new Date(Date.parse(`${DAY}T00:00:00Z`) + minutes * 60_000).toISOString()
  }

  /** The same event with what every event needs; events without a time follow one another by the minute. */
  complete(event: Sent): Sent & { id: string } {
    const at = typeof event.at === 'number' ? this.time(event.at) : (event.at ?? this.time(++this.minutes))
    return { id: randomUUID(), site: this.site, ...event, at, ...this.completedReplacement(event) }
  }

  private completedReplacement(event: Sent): object {
    const also = event.also as { event: string; replacement?: Sent }[] | undefined
    return {
      ...(event.replacement === undefined ? {} : { replacement: this.complete(event.replacement as Sent) }),
      ...(also === undefined ? {} : { also: also.map(part => ({ ...part, ...this.completedReplacement({ type: 'correct', ...part }) })) }),
    }
  }

  /** Sends in order and answers per event, whatever the answer is. */
  async send(...events: Sent[]): Promise<CaptureResult[]> {
    return captureEvents(
      this.services,
      events.map(event => this.complete(event)),
      'test',
    )
  }

  /** Sends in order; all of them must be recorded without exception. */
  async ok(...events: Sent[]): Promise<CaptureResult[]> {
    const results = await this.send(...events)
    const bad = results.flatMap((result, index) => (result.status === 'recorded' ? [] : [{ event: events[index], result }]))
    expect(bad, 'all of these are recorded').toEqual([])
    return results
  }

  /** One event that is recorded; its number of the made lot, when it makes one. */
  async made(event: Sent): Promise<string> {
    const [result] = await this.ok(event)
    return result?.lots?.[0]?.number ?? ''
  }

  /** The event is refused with this code at this place, in a sentence, and leaves no trace. */
  async refused(event: Sent, code: string, pointer?: string): Promise<CaptureResult> {
    const before = await this.fingerprint()
    const sent = this.complete(event)
    const [result] = await captureEvents(this.services, [sent], 'test')
    expect({ status: result?.status, code: result?.code, detail: result?.detail }).toMatchObject({ status: 'refused', code })
    if (pointer !== undefined) expect(result?.pointer).toBe(pointer)
    expect(result?.detail ?? '', 'the refusal is a sentence').toMatch(/^\S.{8,}[.!?]$/su)
    expect(result?.sequence).toBeUndefined()
    expectInside(sent, result?.pointer)
    expect(await this.fingerprint(), 'a refused event leaves no trace').toEqual(before)
    return result
  }

  async exception(event: Sent, code: string): Promise<CaptureResult> {
    const [result] = await this.send(event)
    expect(result).toMatchObject({ status: 'exception', code })
    return result
  }

  /** Every row of this store that anything recorded would change. */
  async fingerprint(): Promise<unknown> {
    const counts = Object.values(TABLES).map(({ name }) => `(select count(*)::int from ${name}) as "${name}"`)
    const { rows } = await this.at.pool.query(
      `select (select position from store), (select lots from store), (select count(*)::int from ledger) as ledger,
              (select coalesce(sum(quantity), 0)::text from stock) as stocked, ${counts.join(', ')}`,
    )
    return rows[0]
  }

  // ---- what the store says -----------------------------------------------------------------------------------------------

  async rows<R extends object>(sql: string, ...values: unknown[]): Promise<R[]> {
    return (await this.at.pool.query<R>(sql, values)).rows
  }

  async onHand(number: string, material?: string): Promise<number> {
    const [row] = await this.rows<{ sum: string }>(
      'select coalesce(sum(s.quantity), 0)::text as sum from lot l left join stock s on s.lot = l.id where l.site = $1 and l.number = $2 and ($3::text is null or l.material = $3)',
      this.site,
      number,
      material ?? null,
    )
    return Number(row?.sum)
  }

  /** Quantity per place, empty places left out. */
  async places(number: string): Promise<Record<string, number>> {
    const rows = await this.rows<{ place: string; quantity: string }>(
      'select s.place, s.quantity::text from stock s join lot l on l.id = s.lot where l.site = $1 and l.number = $2 and s.quantity <> 0 order by s.place',
      this.site,
      number,
    )
    return Object.fromEntries(rows.map(({ place, quantity }) => [place, Number(quantity)]))
  }

  /** The believed links into a lot, as "parent min/expected/max of drawn", in the order of parent numbers. */
  async links(child: string): Promise<string[]> {
    const rows = await this.rows<LinkSeen>(
      `select p.number, k.quantity_min as min, k.quantity_expected as expected, k.quantity_max as max, k.drawn, k.removed_at is not null as removed
         from link k join lot p on p.id = k.parent join lot c on c.id = k.child
        where c.site = $1 and c.number = $2 and k.until is null order by p.number, k.since, k.line`,
      this.site,
      child,
    )
    return rows.map(linkText)
  }

  async openEnds(): Promise<string[]> {
    const rows = await this.rows<{ text: string }>(
      `select l.number || ' ' || e.code as text from open_end e join lot l on l.id = e.lot where e.site = $1 and e.until is null order by 1`,
      this.site,
    )
    return rows.map(row => row.text)
  }

  async exceptions(): Promise<string[]> {
    const rows = await this.rows<{ code: string }>(
      'select code from exception where site = $1 and until is null order by since, line',
      this.site,
    )
    return rows.map(row => row.code)
  }

  async event(id: string | null): Promise<{ type: string; body: Record<string, unknown>; by: string | null }> {
    const [row] = await this.rows<{ type: string; body: string; by: string | null }>('select type, body, by from ledger where id = $1', id)
    return { type: row?.type ?? '', by: row?.by ?? null, body: JSON.parse(row?.body ?? 'null') as Record<string, unknown> }
  }
}

interface LinkSeen {
  number: string
  min: number | null
  expected: number | null
  max: number | null
  drawn: number | null
  removed: boolean
}

const linkText = ({ number, min, expected, max, drawn, removed }: LinkSeen): string =>
  `${number} ${min === expected && expected === max ? (min ?? '?') : `${min}/${expected}/${max}`} of ${drawn ?? '?'}${removed ? ' removed' : ''}`

export const plant = (at: TestStore, site = `site-${++sites}`): Plant => new Plant(at, sharedServices(at), site)

/** A pointer leads to something that was sent, or to the one field that is missing. */
export function expectInside(sent: unknown, pointer: string | undefined): void {
  if (pointer === undefined || pointer === '') return
  const steps = pointer
    .split('/')
    .slice(1)
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  let value: unknown = sent
  for (const [index, step] of steps.entries()) {
    const isLast = index === steps.length - 1
    const isInside = value !== null && typeof value === 'object' && (isLast || step in value)
    expect(isInside, `${pointer} leads into the event`).toBe(true)
    value = (value as Record<string, unknown>)[step]
  }
}

// ---- what must hold of every ledger ----------------------------------------------------------------------------------------

/** Chain and projections verify, the balances add up, and a rebuild changes nothing. */
export async function expectSound(at: TestStore): Promise<void> {
  expect(sharedServices(at).faults, 'no fault of ours on the way').toEqual([])
  const verified = await verify(at.pool, handlers, parseRecorded)
  expect(verified.difference, 'the store verifies').toBeNull()
  expect(await unbalanced(at)).toEqual([])
  expect(await contradictions(at)).toEqual([])
  const before = await projections(at)
  await rebuild(at.pool, handlers, parseRecorded)
  expect(await projections(at), 'a rebuild gives the same projections').toEqual(before)
}

/** Lots whose movements do not add up to what is on hand, or whose quantities made and gone do not reconcile. */
export async function unbalanced(at: Pick<TestStore, 'pool'>): Promise<unknown[]> {
  const { rows } = await at.pool.query(
    `with moved as (
       select lot, sum(delta) as sum, sum(delta) filter (where kind in ('received', 'produced', 'split', 'merged', 'serialized') and delta >= 0) as made,
              count(*) filter (where kind in ('received', 'produced', 'split', 'merged', 'serialized') and delta >= 0) as makings,
              sum(delta) filter (where kind = 'moved') as moved,
              sum(delta) filter (where not (kind in ('received', 'produced', 'split', 'merged', 'serialized') and delta >= 0) and kind <> 'moved') as later
         from movement where until is null group by lot),
     stocked as (select lot, sum(quantity) as sum from stock group by lot)
     select l.site, l.material, l.number, m.sum as movements, s.sum as stock, l.made, m.made as making, l.makings, m.makings as counted, m.moved
       from lot l left join moved m on m.lot = l.id left join stocked s on s.lot = l.id
      where coalesce(m.sum, 0) <> coalesce(s.sum, 0) or l.made <> coalesce(m.made, 0) or l.makings <> coalesce(m.makings, 0) or coalesce(m.moved, 0) <> 0
         or coalesce(m.made, 0) + coalesce(m.later, 0) <> coalesce(s.sum, 0)`,
  )
  return rows
}

/** Codes with two records that are both believed now, containers that stand in themselves, links of lots that are not there. */
export async function contradictions(at: Pick<TestStore, 'pool'>): Promise<unknown[]> {
  const { rows } = await at.pool.query(
    `select 'two records' as what, site || ' ' || kind || ' ' || code as which from master where until is null group by site, kind, code having count(*) > 1
     union all select 'two places', site || ' ' || container from container where until is null group by site, container having count(*) > 1
     union all select 'two holds', site || ' ' || hold from hold where until is null group by site, hold having count(*) > 1
     union all select 'two shipments', site || ' ' || shipment from shipment where until is null group by site, shipment having count(*) > 1
     union all select 'shipped by no shipment', m.site || ' ' || m.reference from movement m where m.kind = 'shipped' and m.until is null
       and not exists (select from shipment s where s.site = m.site and s.shipment = m.reference and s.until is null)
     union all select 'in no container', l.site || ' ' || s.place from stock s join lot l on l.id = s.lot where s.place like 'container:%' and s.quantity <> 0
       and not exists (select from container c where c.site = l.site and c.container = substr(s.place, 11) and c.until is null)
     union all select 'a circle', site || ' ' || container from (
       with recursive up as (
         select site, container, parent, 1 as depth from container where until is null
         union all select u.site, u.container, c.parent, u.depth + 1 from up u join container c on c.site = u.site and c.container = u.parent and c.until is null where u.depth < 60
       ) select distinct site, container from up where depth = 60) deep
     union all select 'in two assemblies', p.site || ' ' || p.number from link k join lot p on p.id = k.parent where p.kind = 'serial' and k.put = 0 and k.until is null and k.removed_at is null
       group by p.id having count(distinct k.child) > 1
     union all select 'linked to what was never made', p.number || ' to ' || c.number from link k join lot p on p.id = k.parent join lot c on c.id = k.child where k.until is null and (p.makings = 0 or c.makings = 0)`,
  )
  return rows
}

/** Every row of every projection, in an order of its own. */
export async function projections(at: Pick<TestStore, 'pool'>): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {}
  for (const { name, columns } of Object.values(TABLES)) {
    const list = Object.values(columns)
      .map(({ column }) => `"${column}"`)
      .join(', ')
    const { rows } = await at.pool.query(`select row_to_json(t)::text as row from (select ${list} from ${name}) t order by 1`)
    all[name] = rows.map(row => (row as { row: string }).row)
  }
  return all
}

// ---- the usual beginning ---------------------------------------------------------------------------------------------------

/** A vendor, a customer, places, people and a few materials that most tests need. */
/** A work center with a position of each kind of withdrawal. */
export const POSITIONS = [
  { code: 'FIFO', withdrawal: 'sequential' },
  { code: 'HEAP', withdrawal: 'unknown' },
  { code: 'TANK', withdrawal: 'mixed' },
]

export const basics: Sent[] = [
  { type: 'partner', code: 'V-1', name: 'Vendor one', roles: ['vendor'] },
  { type: 'partner', code: 'V-2', name: 'Vendor two', roles: ['vendor'] },
  { type: 'partner', code: 'C-1', name: 'Customer one', roles: ['customer'] },
  { type: 'partner', code: 'C-2', name: 'Customer two', roles: ['customer'] },
  { type: 'location', code: 'STORE' },
  { type: 'location', code: 'DOCK' },
  { type: 'workCenter', code: 'WC-1' },
  { type: 'workCenter', code: 'WC-2' },
  { type: 'person', code: 'ANNA', badge: 'badge-anna' },
  {
    type: 'material',
    code: 'STEEL',
    unit: 'kg',
    precision: 'precise',
    units: [
      { unit: 't', factor: '1000' },
      { unit: 'lb', factor: '0.45359237' },
    ],
  },
  { type: 'material', code: 'MILK', unit: 'l', precision: 'approximate', homogeneous: true },
  { type: 'material', code: 'BOLT', unit: 'ea', precision: 'approximate' },
  { type: 'material', code: 'GREASE', unit: 'g', tracking: 'none' },
  { type: 'material', code: 'PART', unit: 'ea', precision: 'precise' },
  { type: 'material', code: 'TRAY', unit: 'ea', precision: 'approximate' },
  { type: 'material', code: 'MOTOR', unit: 'ea', tracking: 'serial' },
  { type: 'material', code: 'PUMP', unit: 'ea', tracking: 'serial' },
]

export async function plantWithBasics(at: TestStore, ...more: Sent[]): Promise<Plant> {
  const made = plant(at)
  await made.ok(...basics, ...more)
  return made
}

/** PART out of another lot, as much as went in. */
export const makePart = (from: string, number: string, quantity: number): Sent => ({
  type: 'transform',
  inputs: [{ lot: { number: from }, quantity }],
  outputs: [{ lot: { material: 'PART', number }, quantity }],
})
/** To C-1, the whole lot or so much of it. */
export const shipLot = (number: string, quantity?: number): Sent => ({
  type: 'ship',
  shipment: `SH-${number}`,
  customer: 'C-1',
  lots: [{ lot: { number }, ...(quantity === undefined ? {} : { quantity }) }],
})
export const receive = (material: string, number: string, quantity: number | string, more: object = {}): Sent => ({
  type: 'receive',
  vendor: 'V-1',
  vendorLot: `VL-${number}`,
  lot: { material, number },
  quantity,
  location: 'STORE',
  ...more,
})
/** Opening stock: a lot from nothing. */
export const opening = (material: string, number: string, quantity: number | string): Sent => ({
  type: 'transform',
  inputs: [],
  outputs: [{ lot: { material, number }, quantity }],
})
