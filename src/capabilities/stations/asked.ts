/**
 * What a station is told beforehand, so that it can work while the server is away: the lots and orders it may meet, and what reports of them
 * will be asked for. The questions are those that it would be asked here.
 */
import type { AskedList, AskedRow } from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { hashSecret } from '../../base/secret.ts'
import type { Operation } from '../booking/records.ts'
import type { Services } from '../route.ts'
import { boardOf } from '../supervision/board.ts'
import { entriesOf, type WipEntry } from '../supervision/wip.ts'
import { storePosition } from '../tracing/queries.ts'
import { deliveriesHere, shipmentsHere } from './asked-dock.ts'
import { assembliesHere, runsMade } from './asked-orders.ts'
import { type AtCenter, askedRow, factsOf } from './asked-rows.ts'
import { labelsOf } from './queries.ts'
import type { Station } from './station.ts'
import { type Asking, type Subject, wantedAt } from './wanted.ts'

/** Those that have waited longest are the next. */
const LOTS_MAX = 5000
/** More than that nobody enters by hand. */
const ROWS_MAX = 200

/** A station asks every few seconds: where it knows all of it already, it is only told so. */
export async function askedAt(services: Services, station: Station, known?: string): Promise<AskedList> {
  const at = formatInstant(services.now())
  const [mine, position] = [`${station.site}\u0000${station.code}`, await storePosition(services.pool)]
  const before = toldBy(services.engine)
  const last = before.get(mine)
  // All of it follows from the ledger: where nothing was recorded since, it is what it was.
  if (last !== undefined && last.version === known && last.position === position) return { at, version: known, part: 'same', asked: [] }
  const told = { asked: [], ...(await toldAt(services, station)) }
  const version = hashSecret(JSON.stringify(told)).slice(0, 32)
  before.set(mine, { position, version })
  return version === known ? { at, version, part: 'same', asked: [] } : { at, version, part: 'all', ...told }
}

const tellers = new WeakMap<object, Map<string, { position: number; version: string }>>()

/** What each station was told last, and as of when. */
function toldBy(engine: object): Map<string, { position: number; version: string }> {
  const told = tellers.get(engine) ?? new Map<string, { position: number; version: string }>()
  tellers.set(engine, told)
  return told
}

async function toldAt(services: Services, station: Station): Promise<Partial<AskedList>> {
  if (station.job === 'receive') return { deliveries: await deliveriesHere(services, station) }
  if (station.job === 'ship') return shipmentsHere(services, station)
  if (station.workCenter === undefined) return {}
  const at = { ...station, workCenter: station.workCenter }
  if (station.job === 'assemble') return assembliesHere(services, at)
  const [asked, made] = await Promise.all([waitingHere(services, at), runsMade(services, at)])
  return { asked, ...made }
}

// ---- lots that wait --------------------------------------------------------------------------------------------------------------

const NOBODY_IS_HELD = { has: () => false }

async function waitingHere(services: Services, station: AtCenter): Promise<AskedList['asked']> {
  const board = await boardOf(services).current()
  const filter = { site: station.site, workCenter: station.workCenter }
  const moment = { now: services.now(), held: NOBODY_IS_HELD, stuckAfterMs: Number.POSITIVE_INFINITY }
  const waiting = entriesOf(board.at(filter), filter, moment)
    .filter(({ operation }) => operation.createsLot !== true)
    .slice(0, LOTS_MAX)
  const facts = await factsOf(services, station.site, {
    materials: waiting.map(({ lot }) => lot.material),
    lots: waiting.map(({ lot }) => lot.id),
  })
  return grouped(services, station, alike({ station, facts }, waiting, station.policies.together))
}

interface Alike {
  lots: number[]
  now: AskedRow[]
  after: AskedRow[]
}

/** Lots that are asked the same stand together; those that are asked for nothing are told only where lots are scanned together. */
function alike(asking: Asking, waiting: readonly WipEntry[], isAllTold: boolean): Alike[] {
  const groups = new Map<string, Alike>()
  const askedOf = askedBy(asking)
  for (const entry of waiting) {
    const { key, now, after } = askedOf(entry)
    if (now.length > ROWS_MAX || after.length > ROWS_MAX || (now.length + after.length === 0 && !isAllTold)) continue
    const group = groups.get(key) ?? { lots: [], now, after }
    group.lots.push(entry.lot.id)
    groups.set(key, group)
  }
  return [...groups.values()]
}

interface AskedOf {
  key: string
  now: AskedRow[]
  after: AskedRow[]
}

/** Of a lot that nothing was measured of, it is what any other of so much is asked there: thousands wait, and their questions are put together once. */
function askedBy({ station, facts }: Asking): (entry: WipEntry) => AskedOf {
  const measured = groupedBy(facts.values, row => row.lot)
  const known = new Map<Operation, Map<string, AskedOf>>()
  return entry => {
    const { lot, stage, operation } = entry
    const values = measured.get(lot.id)
    if (values) return askedFor({ station, facts: { ...facts, values } }, entry)
    const alike = known.get(operation) ?? new Map<string, AskedOf>()
    known.set(operation, alike)
    const key = `${lot.material}\u0000${stage.state}\u0000${stage.quantity}`
    const asked = alike.get(key) ?? askedFor({ station, facts: { ...facts, values: [] } }, entry)
    alike.set(key, asked)
    return asked
  }
}

function groupedBy<T, K>(rows: readonly T[], keyOf: (row: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row)) ?? []
    groups.set(keyOf(row), group)
    group.push(row)
  }
  return groups
}

function askedFor(asking: Asking, entry: WipEntry): AskedOf {
  const reports = reportsOf(entry).map(moment => rowsOf(asking, entry, moment))
  const [now = [], after = []] = reports
  return { key: JSON.stringify(reports), now, after }
}

type Report = 'pass' | 'start' | 'finish'

const reportsOf = ({ operation, stage }: WipEntry): Report[] => {
  if (operation.report !== 'both' || operation.passThrough === true) return ['pass']
  return stage.state === 'working' ? ['finish'] : ['start', 'finish']
}

function rowsOf(asking: Asking, { lot, stage, operation }: WipEntry, report: Report): AskedRow[] {
  const { id, material, number } = lot
  const subject: Subject = { material, lot: { id, material, number, reports: [] }, quantity: stage.quantity, operation, run: null }
  const wanted = wantedAt(asking, [subject], { moment: report === 'start' ? 'start' : 'finish', isRun: report !== 'pass' })
  return wanted.flatMap(row => Array.from({ length: Math.min(row.count, ROWS_MAX + 1) }, (_, index) => askedRow(row, index)))
}

async function grouped({ pool }: Services, { site }: Station, groups: readonly Alike[]): Promise<AskedList['asked']> {
  return Promise.all(
    groups.map(async ({ lots, now, after }) => ({
      lots: (await labelsOf(pool, site, lots)).map(({ material, number, identifiers }) => ({ material, number, identifiers })),
      now,
      after,
    })),
  )
}
