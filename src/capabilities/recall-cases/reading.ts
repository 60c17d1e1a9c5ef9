/**
 * Reads a case for its evidence: so many lots at a time, all of one moment of the database, each row into the spool as it comes. What is kept in memory are sums.
 */
import type { Pool, PoolClient } from 'pg'
import { formatInstant } from '../../base/instant.ts'
import { add, formatQuantity, parseQuantity, type Quantity, ZERO } from '../../base/quantity.ts'
import { addressOfPool, poolAside } from '../../store/index.ts'
import type { Aside } from '../case-jobs/aside.ts'
import { notFound } from '../problem.ts'
import { tellDifference } from '../recalls/growth.ts'
import { LotBits } from '../recalls/lot-bits.ts'
import {
  type EntryRow,
  entriesAfter,
  entriesOf,
  findingsOf,
  type RecallListed,
  recallNamed,
  type VersionRow,
  versionsOf,
} from '../recalls/queries.ts'
import { scopeOf } from '../recalls/scope.ts'
import { type Ends, endsOf } from '../tracing/ends.ts'
import { factsOf } from '../tracing/lot-facts.ts'
import { storePosition } from '../tracing/queries.ts'
import { balanceOf, type LotBalance, partsOf } from '../tracing/recall.ts'
import type { TracedLots } from '../tracing/traced.ts'
import { CalledBack, type CaseCustomers } from './customers.ts'
import { type EvidenceHead, LEDGER_LINES, LISTS, SIDES, type Side, UNACCOUNTED, type Written } from './evidence-shapes.ts'
import { type Case, LOTS_AT_ONCE, questionOf, sitedQuestion } from './lists.ts'
import { listFound, lyingIn } from './pick-list.ts'
import { type CaseEvent, eventsAt, eventsOfCase, languagesAt } from './queries.ts'
import { Spool } from './spool.ts'
import { namesOf, REMIND_AFTER_DAYS } from './told.ts'

export interface CaseAsked {
  readonly site: string
  readonly recall: string
  /** Where the spool lies. */
  readonly folder: string
  readonly now: number
  readonly atOnce?: number | undefined
}
interface Reading extends Aside, Pick<CaseAsked, 'now' | 'atOnce'> {
  readonly spool: Spool
}
interface Moment {
  client: PoolClient
  /** Where the ledger stood. */
  position: number
}
/** With its versions. */
type WholeCase = Case & { versions: readonly VersionRow[] }
type Open = Reading & Moment & { found: WholeCase; lots: { done: number; total: number } }

/** A connection of its own, on which everything is of one moment, however long it takes. */
async function atOneMoment<T>(pool: Pool, work: (moment: Moment) => Promise<T>): Promise<T> {
  const own = poolAside(addressOfPool(pool))
  const client = await own.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    return await work({ client, position: await storePosition(client) })
  } finally {
    client.release(true)
    await own.end()
  }
}

/** What stands in the spool then, list by list, and what is said of all of it. @throws Problem when there is no such recall */
export async function readCase(
  aside: Aside,
  { folder, now, atOnce, ...asked }: CaseAsked,
): Promise<{ head: EvidenceHead; counts: Record<string, number> }> {
  const spool = new Spool(folder)
  const head = await headRead({ ...aside, spool, now, atOnce }, asked)
  return { head, counts: Object.fromEntries([...Object.keys(LISTS), UNACCOUNTED].map(name => [name, spool.count(name)])) }
}

function headRead(reading: Reading, { site, recall }: Pick<CaseAsked, 'site' | 'recall'>): Promise<EvidenceHead> {
  return atOneMoment(reading.pool, async moment => {
    const found = await headRows(moment, site, recall)
    const open: Open = { ...reading, ...moment, found, lots: { done: 0, total: 2 * found.row.lots } }
    const frozen = await readFrozen(open)
    const now = await readNow(open, frozen)
    const customers = await readCustomers(open, frozen.called)
    await readEntries(open)
    const closedBy = await readEvents(open)
    return headOf(found, { ...frozen, ...now, customers, closedBy })
  })
}

/** Without what there may be very many of. */
async function headRows({ client }: Moment, site: string, recall: string): Promise<WholeCase> {
  const row = await recallNamed(client, site, recall)
  if (!row) throw notFound(`There is no recall "${recall}" at site ${site}.`)
  const entries = await entriesOf(client, site, recall, ['seed', 'exclusion', 'inclusion', 'letter'])
  return { row, entries, versions: await versionsOf(client, site, recall) }
}

// ---- as the last version froze it, and as it is now --------------------------------------------------------------------------------

interface Frozen {
  reproduced: boolean
  scope: Awaited<ReturnType<typeof scopeOf>>['scope']
  called: CalledBack
  balanceTotal: EvidenceHead['balanceTotal']
  reconciliation: EvidenceHead['reconciliation']
}

async function readFrozen(open: Open): Promise<Frozen> {
  const { found, spool } = open
  const { row } = found
  const { traced, scope, mark } = await tracedAt(open, row.position)
  const [called, sums] = [new CalledBack(), new Balances()]
  for await (const { part, ends } of parts(open, traced)) {
    await spool.add('stop', inOrder(part, ends.stop))
    await spool.add('quarantine', inOrder(part, ends.quarantine))
    await spool.add('call', inOrder(part, ends.call))
    await spool.add('gone', inOrder(part, ends.gone))
    const { lots } = await balanceOf(open.client, part, ends)
    await spool.add('balance', inOrder(part, lots))
    await spool.add(UNACCOUNTED, sums.add(inOrder(part, lots)))
    called.before(ends.call)
  }
  const reproduced = mark === `${row.position}-${row.fingerprint}`
  return { reproduced, scope, called, balanceTotal: sums.total(), reconciliation: sums.byUnit() }
}

async function readNow(open: Open, { scope: before, called }: Frozen): Promise<Pick<EvidenceHead, 'growth' | 'pickList'>> {
  const { traced, scope } = await tracedAt(open, open.position)
  const growth = await growthOf(open, before, scope)
  const picked = new Picked()
  // The tables of what lies where are of this very moment.
  for await (const { part, ends } of parts(open, { ...traced, isNow: true })) {
    const lying = lyingIn(ends)
    const findings = await findingsOf(open.client, open.found.row, [...new Set(lying.map(({ line }) => line.id))])
    const lines = inOrder(part, picked.add(listFound(lying, findings).places))
    await open.spool.add('pick-list', lines)
    await open.spool.add(
      'not-found',
      lines.filter(({ state }) => state !== 'found'),
    )
    called.now(ends.call)
  }
  await readBeyond(open, picked)
  return { growth, pickList: picked.told() }
}

async function tracedAt(
  { client, trace, found, tell, lots }: Open,
  position: number,
): Promise<{ traced: TracedLots } & Awaited<ReturnType<typeof scopeOf>>> {
  const traced = await trace({ ...sitedQuestion(questionOf(found)), position })
  const scoped = await scopeOf(client, traced, done => {
    // The second time it is on the way already.
    if (lots.done === 0) tell('trace', done, lots.total / 2)
    else tell('read', lots.done, lots.total)
  })
  return { traced, ...scoped }
}

async function* parts(open: Open, traced: TracedLots): AsyncGenerator<{ part: TracedLots; ends: Ends }> {
  const { client, tell, lots, atOnce = LOTS_AT_ONCE } = open
  for (const part of partsOf(traced, atOnce)) {
    yield { part, ends: await endsOf(client, part, factsOf(client, part)) }
    lots.done += part.lots.length
    tell('read', Math.min(lots.done, lots.total), lots.total)
  }
}

/** The seeds first, then by lot: the same however many come at a time. */
function inOrder<Row extends { id: number }>({ seeds }: TracedLots, rows: readonly Row[]): Row[] {
  const first = new Set(seeds.map(({ id }) => id))
  const rank = (row: Row): number => (first.has(row.id) ? 0 : 1)
  return [...rows].sort((a, b) => rank(a) - rank(b) || a.id - b.id)
}

async function growthOf({ pool }: Open, before: Frozen['scope'], now: Frozen['scope']): Promise<EvidenceHead['growth']> {
  const { same, ...told } = await tellDifference(pool, before, now)
  const counts = Object.entries(told).flatMap(([what, list]) => {
    const { count } = list as { count: number }
    return count === 0 ? [] : [`${count} ${what}`]
  })
  return { same, text: counts.join(', ') }
}

class Balances {
  private lots = 0
  private percent = 0
  private short = 0
  private readonly units = new Map<string, Map<Side, Quantity>>()

  /** Answers those that do not add up. */
  add(rows: readonly LotBalance[]): LotBalance[] {
    this.lots += rows.length
    for (const row of rows) {
      this.percent += Number(row.percent)
      this.count(row)
    }
    const short = rows.filter(row => row.unaccounted !== '0')
    this.short += short.length
    return short
  }

  private count(row: LotBalance): void {
    const sums = this.units.get(row.unit) ?? new Map<Side, Quantity>()
    this.units.set(row.unit, sums)
    for (const side of SIDES) sums.set(side, add(sums.get(side) ?? ZERO, parseQuantity(row[side])))
  }

  byUnit(): EvidenceHead['reconciliation'] {
    return [...this.units].map(([unit, sums]) => {
      const of = (side: Side): string => formatQuantity(sums.get(side) ?? ZERO)
      const [made, stop, quarantine, call] = [of('made'), of('stop'), of('quarantine'), of('call')]
      return { unit, made, stop, quarantine, call, gone: of('gone'), onward: of('onward'), unaccounted: of('unaccounted') }
    })
  }

  total(): EvidenceHead['balanceTotal'] {
    const percent = this.lots === 0 ? 100 : this.percent / this.lots
    return { percent: percent.toFixed(2).replace(/\.?0+$/, ''), unaccountedLots: this.short, lots: this.lots }
  }
}

type Place = ReturnType<typeof listFound>['places'][number]
const BY_NAME = new Intl.Collator('en', { numeric: true })

class Picked {
  private readonly places = new Map<string | null, { total: number; found: number }>()
  /** Of which lots lines are to be fetched. */
  private readonly expected = new LotBits(new Uint8Array(1024))

  /** Answers the lines with their place. */
  add(places: readonly Place[]): (Place['lines'][number] & { place: string | null })[] {
    return places.flatMap(({ place, lines, total, found }) => {
      const sums = this.places.get(place) ?? { total: 0, found: 0 }
      this.places.set(place, { total: sums.total + total, found: sums.found + found })
      for (const { id } of lines) this.expected.add(id)
      return lines.map(line => ({ ...line, place }))
    })
  }

  isExpected(lot: number): boolean {
    return this.expected.has(lot)
  }

  told(): EvidenceHead['pickList'] {
    const places = [...this.places].map(([place, sums]) => ({ place, ...sums }))
    const [lines, found] = [places.reduce((sum, one) => sum + one.total, 0), places.reduce((sum, one) => sum + one.found, 0)]
    return {
      lines,
      found,
      percent: lines === 0 ? 100 : Math.floor((found * 100) / lines),
      places: places.sort((a, b) => (a.place === null ? 1 : b.place === null ? -1 : BY_NAME.compare(a.place, b.place))),
    }
  }
}

// ---- what was done about it -------------------------------------------------------------------------------------------------------------

const ENTRIES_AT_ONCE = 1000

async function* entries({ client, found: { row } }: Open, kind: EntryRow['kind']): AsyncGenerator<Written<EntryRow>[]> {
  for (let last = { since: 0, line: 0 }; ; ) {
    const rows = await entriesAfter(client, { site: row.site, recall: row.recall, kind, limit: ENTRIES_AT_ONCE }, last)
    const end = rows.at(-1)
    if (!end) return
    last = { since: end.since, line: end.line }
    yield rows.map(({ since: _since, line: _line, ...entry }) => written(entry))
  }
}

const written = (entry: EntryRow): Written<EntryRow> => ({ ...entry, at: formatInstant(entry.at) })

/** Found where nothing was to be fetched any more. */
async function readBeyond(open: Open, picked: Picked): Promise<void> {
  for await (const rows of entries(open, 'found')) {
    const beyond = rows.filter(({ id }) => id !== null && !picked.isExpected(id))
    await open.spool.add(
      'beyond',
      beyond.map(({ material, number, quantity, unit, detail }) => ({ material, number, quantity, unit, place: detail })),
    )
  }
}

async function readCustomers(open: Open, called: CalledBack): Promise<CaseCustomers> {
  const contacts: EntryRow[] = []
  const { client, now, found, spool } = open
  for await (const rows of entries(open, 'contact')) {
    await spool.add('contacts', rows)
    contacts.push(...rows.map(row => ({ ...row, at: Date.parse(row.at) })))
  }
  const languages = await languagesAt(client, found.row.site)
  const named = await namesOf(client, found.row.site, called)
  const told = called.told({ contacts, languages, named, clock: now, remindAfterDays: REMIND_AFTER_DAYS })
  await spool.add('customers', customerRows(told))
  return told
}

/** One row for each customer and unit. */
export const customerRows = ({ customers }: CaseCustomers): Record<string, unknown>[] =>
  customers.flatMap(one => one.quantities.map(quantity => ({ ...one, rows: undefined, shipments: one.shipments.join('; '), ...quantity })))

async function readEntries(open: Open): Promise<void> {
  const { spool, found } = open
  for await (const rows of entries(open, 'found'))
    await spool.add(
      'found',
      rows.map(row => ({ ...row, place: row.detail })),
    )
  await spool.add('exclusions', ofKind(found, 'exclusion').map(excludedRow))
  await spool.add('versions', found.versions.map(versionRow))
}

const ofKind = ({ entries: rows }: Case, kind: EntryRow['kind']): Written<EntryRow>[] => rows.filter(row => row.kind === kind).map(written)
const excludedRow = (one: Written<EntryRow>): object => ({
  ...one,
  reason: one.detail,
  event: one.evidenceEvent,
  ledger: one.evidenceSequence,
})
const versionRow = ({ recordedAt, ...version }: VersionRow): EvidenceHead['versions'][number] => ({
  ...version,
  at: formatInstant(recordedAt),
})

const EVENTS_AT_ONCE = 100

/** Answers who closed the case. */
async function readEvents({ client, spool, found: { row } }: Open): Promise<string | null> {
  const positions = await eventsOfCase(client, row.site, row.recall, row.hold)
  let closedBy: string | null = null
  for (let from = 0; from < positions.length; from += EVENTS_AT_ONCE) {
    const events = await eventsAt(client, positions.slice(from, from + EVENTS_AT_ONCE))
    await spool.add(LEDGER_LINES, events.map(ledgerLine))
    await spool.add('events', events.map(withoutBody))
    closedBy = events.findLast(event => event.type === 'recallClose' && !event.voided)?.by ?? closedBy
  }
  return closedBy
}

/** As the ledger has it: the body is the very text that the hash covers. */
const ledgerLine = ({ sequence, id, type, previousHash, hash, voided, body }: CaseEvent): object => ({
  sequence,
  id,
  type,
  previousHash,
  hash,
  voided,
  body,
})

function withoutBody(event: CaseEvent): object {
  return { ...event, body: undefined, at: formatInstant(event.at), recordedAt: formatInstant(event.recordedAt) }
}

interface Read extends Pick<EvidenceHead, 'reproduced' | 'balanceTotal' | 'reconciliation' | 'growth' | 'pickList' | 'closedBy'> {
  customers: CaseCustomers
}

function headOf(found: WholeCase, { customers, reproduced, balanceTotal, reconciliation, growth, pickList, closedBy }: Read): EvidenceHead {
  return {
    case: caseRow(found.row),
    closedBy,
    reproduced,
    versions: found.versions.map(versionRow),
    seeds: ofKind(found, 'seed'),
    exclusions: ofKind(found, 'exclusion'),
    inclusions: ofKind(found, 'inclusion'),
    letter: found.entries.findLast(entry => entry.kind === 'letter')?.detail ?? null,
    balanceTotal,
    reconciliation,
    pickList,
    customers: { ...customers, customers: customers.customers.length },
    growth,
  }
}

const caseRow = (row: RecallListed): EvidenceHead['case'] => ({
  ...row,
  at: formatInstant(row.at),
  closedAt: row.closedAt === null ? null : formatInstant(row.closedAt),
})
