/**
 * What reports of the lots that wait at a work center will be asked for. A station keeps this, so that it can ask while the server is away;
 * the questions are those that it would be asked here.
 */
import type { AskedList, AskedRow } from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import type { Services } from '../route.ts'
import { boardOf } from '../supervision/board.ts'
import { entriesOf, type WipEntry } from '../supervision/wip.ts'
import { requiredBy } from './facts.ts'
import { labelsOf, plansFor, valuesSeen } from './queries.ts'
import type { Station } from './station.ts'
import { fieldOf, questionOn } from './values.ts'
import { type Asking, filledAs, type Subject, type Wanted, wantedAt } from './wanted.ts'

/** Those that have waited longest are the next. */
const LOTS_MAX = 5000
/** More than that nobody enters by hand. */
const ROWS_MAX = 200

const NOBODY_IS_HELD = { has: () => false }

export async function askedAt(services: Services, station: Station): Promise<AskedList> {
  const at = formatInstant(services.now())
  if (station.job !== 'report' || station.workCenter === undefined) return { at, asked: [] }
  const board = await boardOf(services).current()
  const filter = { site: station.site, workCenter: station.workCenter }
  const moment = { now: services.now(), held: NOBODY_IS_HELD, stuckAfterMs: Number.POSITIVE_INFINITY }
  const waiting = entriesOf(board.lots.values(), filter, moment)
    .filter(({ operation }) => operation.createsLot !== true)
    .slice(0, LOTS_MAX)
  const materials = [...new Set(waiting.map(({ lot }) => lot.material))]
  const plans = materials.length === 0 ? [] : await plansFor(services.pool, station.site, { materials, orders: [] })
  const lots = [...new Set(waiting.map(({ lot }) => lot.id))]
  const values = await valuesSeen(services.pool, station.site, { lots, runs: [], characteristics: requiredBy(plans) })
  return { at, asked: await grouped(services, station, alike({ station, facts: { plans, values } }, waiting)) }
}

interface Alike {
  lots: number[]
  now: AskedRow[]
  after: AskedRow[]
}

/** Lots that are asked the same stand together; those that are asked for nothing, nowhere. */
function alike(asking: Asking, waiting: readonly WipEntry[]): Alike[] {
  const groups = new Map<string, Alike>()
  for (const entry of waiting) {
    const reports = reportsOf(entry).map(moment => rowsOf(asking, entry, moment))
    const [now = [], after = []] = reports
    if (now.length + after.length === 0 || now.length > ROWS_MAX || after.length > ROWS_MAX) continue
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

function askedRow(row: Wanted, index: number): AskedRow {
  const { name, of, limits } = fieldOf({}, row, false)
  return { as: filledAs(row, index), isRequired: row.isRequired, question: questionOn(row, null), field: { name, of, limits } }
}

async function grouped({ pool }: Services, { site }: Station, groups: readonly Alike[]): Promise<AskedList['asked']> {
  return Promise.all(groups.map(async ({ lots, now, after }) => ({ lots: await labelsOf(pool, site, lots), now, after })))
}
