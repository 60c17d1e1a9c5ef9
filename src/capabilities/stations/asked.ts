/**
 * What a station is told beforehand, so that it can work while the server is away: the lots and orders it may meet, and what reports of them
 * will be asked for. The questions are those that it would be asked here.
 */
import type { AskedList, AskedRow } from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { hashSecret } from '../../base/secret.ts'
import type { Services } from '../route.ts'
import { boardOf } from '../supervision/board.ts'
import { entriesOf, type WipEntry } from '../supervision/wip.ts'
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
  const told = { asked: [], ...(await toldAt(services, station)) }
  const version = hashSecret(JSON.stringify(told)).slice(0, 32)
  const at = formatInstant(services.now())
  return version === known ? { at, version, part: 'same', asked: [] } : { at, version, part: 'all', ...told }
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
  const waiting = entriesOf(board.lots.values(), filter, moment)
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
  for (const entry of waiting) {
    const reports = reportsOf(entry).map(moment => rowsOf(asking, entry, moment))
    const [now = [], after = []] = reports
    if (now.length > ROWS_MAX || after.length > ROWS_MAX || (now.length + after.length === 0 && !isAllTold)) continue
    const key = JSON.stringify(reports)
    const group = groups.get(key) ?? { lots: [], now, after }
    group.lots.push(entry.lot.id)
    groups.set(key, group)
  }
  return [...groups.values()]
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
