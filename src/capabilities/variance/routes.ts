import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant, parseInstant } from '../../base/instant.ts'
import { formatQuantity, type Quantity, readQuantity } from '../../base/quantity.ts'
import { type Material, SETTINGS, type SiteSettings, type WorkOrder } from '../booking/records.ts'
import { recordsNamed } from '../lots/queries.ts'
import { recordNamed } from '../materials/queries.ts'
import { cut, type Key, malformed, numberCursor, pageOf, readCursor, writeCursor } from '../paging.ts'
import { Problem } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { DIMENSIONS, type Group, groupOf, keyer, type Ranked, STANDARD_SHIFTS, shiftOf, sumsOf, worstFirst } from './groups.ts'
import { type Amount, type Line, linesOf } from './lines.ts'
import { type MoveRow, movesOfRuns, movesWithoutRun, type Period, runsStillOpen } from './queries.ts'

const DAY_MS = 86_400_000
const STANDARD_DAYS = 30
const LONGEST_DAYS = 400
const BUCKETS = 12

const instant = z.string().refine(text => parseInstant(text) !== undefined, 'must be ISO 8601 with an offset')
const asked = {
  site: z.string().default('main'),
  by: z.enum(DIMENSIONS).default('workCenter'),
  from: instant.optional(),
  to: instant.optional(),
  material: z.string().optional(),
  workCenter: z.string().optional(),
  workOrder: z.string().optional(),
  run: z.string().optional(),
  lot: z.string().optional(),
}
const groupsQuery = z.object({ ...asked, ...pageOf(200) })
/** `key` left out: every line; empty: those that have none, such as a count at no work center. */
const linesQuery = z.object({ ...asked, key: z.string().optional(), ...pageOf(200) })
type Asked = z.output<typeof linesQuery>

export function varianceRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/variance',
      role: 'reader',
      summary: 'Input against output by lot, run, order, operation, work center, shift or material; the largest unexplained quantity first',
      query: groupsQuery,
      answer: answers.Variance,
      handle: async ({ query }) => variancePage(services, query),
    }),
    route({
      method: 'GET',
      path: '/variance/lines',
      role: 'reader',
      summary: 'The executions behind a row, with the events of the ledger that say so; the largest unexplained quantity first',
      query: linesQuery,
      answer: answers.VarianceLines,
      handle: async ({ query }) => linesPage(services, query),
    }),
  ]
}

function periodOf({ site, from, to }: Asked, now: number): Period {
  const end = to === undefined ? now + 1 : (parseInstant(to) ?? now)
  const start = from === undefined ? end - STANDARD_DAYS * DAY_MS : (parseInstant(from) ?? 0)
  if (start >= end) throw new Problem(400, 'invalid-request', 'The period ends before it begins: from must be earlier than to.', '/from')
  if (end - start > LONGEST_DAYS * DAY_MS)
    throw new Problem(400, 'invalid-request', `A period is at most ${LONGEST_DAYS} days: ask for a shorter one.`, '/from')
  return { site, from: start, to: end }
}

interface Found {
  period: Period
  lines: Line[]
  keyOf: (line: Line) => string | null
  settings: SiteSettings | undefined
}

async function found(services: Services, query: Asked): Promise<Found> {
  const { pool } = services
  const period = periodOf(query, services.now())
  const [runs, others, body] = await Promise.all([
    movesOfRuns(pool, period),
    movesWithoutRun(pool, period),
    recordNamed(pool, 'settings', { site: period.site, code: SETTINGS }),
  ])
  const settings = (body ?? undefined) as SiteSettings | undefined
  const rows = [...runs, ...others]
  const all = await linesOf(rows, { ...(await masterOf(services, period.site, rows)), settings })
  const lines = all.filter(line => isMeant(line, query))
  return { period, lines, settings, keyOf: keyer(query.by, shiftOf(settings?.shifts ?? STANDARD_SHIFTS, settings?.timeZone ?? 'UTC')) }
}

async function masterOf({ pool }: Services, site: string, rows: readonly MoveRow[]) {
  const codes = (values: Iterable<string | null>) => [...new Set(values)].flatMap(code => (code === null ? [] : [{ site, code }]))
  const orders = await recordsNamed(pool, 'workOrder', codes(rows.map(row => row.workOrder)))
  const taken = orders.flatMap(row =>
    (row.body as WorkOrder).operations.flatMap(operation => (operation.components ?? []).map(component => component.material)),
  )
  const materials = await recordsNamed(pool, 'material', codes([...rows.map(row => row.material), ...taken]))
  return {
    orders: new Map(orders.map(row => [row.code, row.body as WorkOrder])),
    materials: new Map(materials.map(row => [row.code, row.body as Material])),
  }
}

function isMeant(line: Line, { material, workCenter, workOrder, run, lot }: Asked): boolean {
  const is = (wanted: string | undefined, ...values: (string | null)[]): boolean =>
    wanted === undefined || wanted === '' || values.includes(wanted)
  return (
    is(material, line.material, ...line.into.map(name => name.material)) &&
    is(workCenter, line.workCenter) &&
    is(workOrder, line.workOrder) &&
    is(run, line.run) &&
    is(lot, line.lot?.number ?? null, ...line.into.map(name => name.number))
  )
}

// ---- answers ------------------------------------------------------------------------------------------------------------------

async function variancePage(services: Services, query: z.output<typeof groupsQuery>): Promise<answers.Variance> {
  const { period, lines, keyOf, settings } = await found(services, query)
  const groups = sumsOf(lines, query.by, keyOf)
  const last = groupIn(query.cursor)
  const behind = last === null ? groups : groups.filter(group => worstFirst(group, last) > 0)
  const { rows, next } = cut(behind, query.limit, placeOfGroup)
  return {
    site: period.site,
    by: query.by,
    from: formatInstant(period.from),
    to: formatInstant(period.to),
    shifts: settings?.shifts ?? STANDARD_SHIFTS,
    timeZone: settings?.timeZone ?? 'UTC',
    thresholdPercent: settings?.variancePercent ?? null,
    total: groups.length,
    executions: new Set(lines.map(line => line.key)).size,
    unjudged: lines.filter(line => line.basis === null).length,
    openRuns: await runsStillOpen(services.pool, period),
    rows: rows.map(sum => written(groupOf(sum, query.by, { ...period, buckets: BUCKETS }))),
    next,
  }
}

/** By what the row stands where it stands: behind it the next page begins, whatever has come or gone before it. */
const placeOfGroup = ({ key, material, unit, used, unexplained }: Ranked): Key => [
  formatQuantity(unexplained),
  formatQuantity(used),
  material,
  unit,
  // One more where the row has a key, as a key may be empty.
  ...(key === null ? [] : [key]),
]

function groupIn(cursor: string | undefined): Ranked | null {
  const place = readCursor(cursor)
  if (place === null) return null
  const [unexplained, used, material, unit, key = null] = place.map(String)
  if (unexplained === undefined || used === undefined || material === undefined || unit === undefined) throw malformed()
  return { unexplained: quantityIn(unexplained), used: quantityIn(used), material, unit, key }
}

function quantityIn(text: string): Quantity {
  try {
    return readQuantity(text)
  } catch {
    throw malformed()
  }
}

const amounts = <T extends Amount>(rows: readonly T[]) => rows.map(row => ({ ...row, quantity: formatQuantity(row.quantity) }))

function written(group: Group): answers.VarianceRow {
  const { used, expected, sample, adjusted, unexplained } = group
  return {
    ...group,
    used: formatQuantity(used),
    expected: formatQuantity(expected),
    sample: formatQuantity(sample),
    adjusted: formatQuantity(adjusted),
    unexplained: formatQuantity(unexplained),
    good: amounts(group.good),
    scrap: amounts(group.scrap),
    trend: group.trend.map(one => ({ used: formatQuantity(one.used), unexplained: formatQuantity(one.unexplained) })),
  }
}

async function linesPage(services: Services, query: Asked): Promise<answers.VarianceLines> {
  const { lines, keyOf } = await found(services, query)
  const meant = query.key === undefined ? lines : lines.filter(line => (keyOf(line) ?? '') === query.key)
  const size = (line: Line): bigint => (line.unexplained === null ? -1n : line.unexplained < 0n ? -line.unexplained : line.unexplained)
  const sorted = meant.toSorted((a, b) => (size(a) === size(b) ? b.at - a.at : size(a) > size(b) ? -1 : 1))
  const start = numberCursor(query.cursor, 0)
  const end = start + query.limit
  return {
    total: sorted.length,
    lines: sorted.slice(start, end).map(line => ({
      ...line,
      at: formatInstant(line.at),
      used: formatQuantity(line.used),
      expected: line.expected === null ? null : formatQuantity(line.expected),
      unexplained: line.unexplained === null ? null : formatQuantity(line.unexplained),
      sample: formatQuantity(line.sample),
      adjusted: formatQuantity(line.adjusted),
      good: amounts(line.good),
      scrap: amounts(line.scrap),
    })),
    next: end < sorted.length ? writeCursor([end]) : null,
  }
}
