/** Finding lots by anything that is written on them: the number first, then other identifiers, then what begins with the text. */
import type { Pool } from 'pg'
import { SERIES_KIND } from '../../base/series.ts'
import { heldLots } from '../containment/held.ts'
import type { HeldSet } from '../containment/held-set.ts'
import { cut, INTEGER_MAX, readCursor, writeCursor } from '../paging.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../route.ts'
import { seriesHolding } from '../tracing/series.ts'
import { type Found, lotsCalled, lotsIdentifiedFrom, lotsNumberedFrom, newestLots, type Scope } from './queries.ts'
import { type LotSummary, summaries } from './summary.ts'

export interface LotQuestion {
  search?: string | undefined
  material?: string | undefined
  site?: string | undefined
  held?: boolean | undefined
  limit: number
  cursor?: string | undefined
}
export type FoundLot = LotSummary & { matched?: { kind: string; value: string } }

export async function findLots(services: Services, question: LotQuestion): Promise<{ lots: FoundLot[]; next: string | null }> {
  const among = question.held ? (await heldLots(services.engine, services.pool)).lots : null
  const scope: Within = { material: question.material ?? null, site: question.site ?? null, among }
  const text = question.search?.trim() ?? ''
  const { rows, next } = text === '' ? await newest(services, scope, question) : await called(services, text, scope, question)
  const shown = await summaries(
    services,
    rows.map(row => row.id),
  )
  return {
    lots: rows.flatMap(row => {
      const lot = shown.get(row.id)
      return lot ? [{ ...lot, ...matchOf(row) }] : []
    }),
    next,
  }
}

interface Row {
  id: number
  kind?: string
  value?: string
}

const matchOf = ({ kind, value }: Row): Pick<FoundLot, 'matched'> =>
  kind === undefined || value === undefined ? {} : { matched: { kind, value } }

interface Within extends Omit<Scope, 'among'> {
  among: HeldSet | null
}

async function newest({ pool }: Services, scope: Within, { limit, cursor }: LotQuestion): Promise<{ rows: Row[]; next: string | null }> {
  const [before = INTEGER_MAX] = readCursor(cursor) ?? []
  if (typeof before !== 'number') throw malformed()
  const { among } = scope
  const page = { before, limit: limit + 1 }
  const rows = among ? await newestAmong(pool, { ...scope, among }, page) : await newestLots(pool, { ...scope, among }, page)
  return cut<Row>(rows, limit, row => [row.id])
}

/** So many of the held lots are asked for at once, newest first, until the page is full. */
const AMONG_AT_ONCE = 20_000

async function newestAmong(
  pool: Pool,
  scope: Within & { among: HeldSet },
  { before, limit }: { before: number; limit: number },
): Promise<Row[]> {
  const rows: Row[] = []
  for (let below = before; rows.length < limit; ) {
    const among = scope.among.newest(below, AMONG_AT_ONCE)
    rows.push(...(await newestLots(pool, { ...scope, among }, { before, limit: limit - rows.length })))
    if (among.length < AMONG_AT_ONCE) break
    below = among.at(-1) ?? 0
  }
  return rows
}

/** Three questions in order, each asked only while the page is not full; the cursor is the rank and place of the last lot shown. */
async function called(
  { pool }: Services,
  text: string,
  within: Within,
  { limit, cursor }: LotQuestion,
): Promise<{ rows: Row[]; next: string | null }> {
  const [rank = -1, key = '', id = 0] = readCursor(cursor) ?? []
  if (typeof rank !== 'number' || typeof key !== 'string' || typeof id !== 'number') throw malformed()
  const scope: Scope = { ...within, among: within.among && bitsOf(within.among) }
  const found = new Map<number, Found>()
  const add = (rows: Found[]): void => {
    for (const row of rows) if (!found.has(row.id)) found.set(row.id, row)
  }
  const open = (): number => limit + 1 - found.size
  const after = (stage: number): { key: string; id: number } => (rank === stage ? { key, id } : { key: '', id: 0 })
  if (rank <= 4) add(await lotsCalled(pool, text, scope, { after: { rank, id }, limit: open() }))
  if (rank < 0 && ![...found.values()].some(row => row.rank <= 1)) add(await inSeries(pool, text, within))
  if (rank <= 5 && open() > 0) add(await lotsNumberedFrom(pool, text, scope, { after: after(5), limit: open() }))
  if (open() > 0) add(await lotsIdentifiedFrom(pool, text, scope, { after: after(6), limit: open() }))
  const rows = [...found.values()]
  const last = rows[limit - 1]
  return { rows: rows.slice(0, limit), next: rows.length > limit && last ? writeCursor([last.rank, last.key, last.id]) : null }
}

/** As PostgreSQL counts the bits of bytes: the lowest of each comes first. */
function bitsOf(lots: HeldSet): Buffer {
  const words = lots.words()
  const bytes = Buffer.alloc(words.length * 4)
  for (const [index, word] of words.entries()) bytes.writeUInt32LE(word, index * 4)
  return bytes
}

/** A serial nobody named yet is found by the lot that stands for it. */
async function inSeries(pool: Pool, text: string, { material, site, among }: Within): Promise<Found[]> {
  const serials = await seriesHolding(pool, site, [text])
  return serials
    .filter(serial => (material === null || serial.material === material) && (among === null || among.has(serial.lot)))
    .map(({ lot, number }) => ({ id: lot, rank: 1, kind: SERIES_KIND, value: number, key: '' }))
}

const malformed = (): Problem => new Problem(400, 'invalid-request', 'cursor is not one this server gave out: start without it.', '/cursor')
