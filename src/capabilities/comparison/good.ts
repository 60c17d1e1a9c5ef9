/** What the failed lots are compared with: lots that are named, or those of the same materials from the same time. */
import type { Pool } from 'pg'
import { parseInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import { askSeeds } from '../tracing/asking.ts'
import type { AskedSeed, SeedsFound } from '../tracing/queries.ts'
import { lotsMade, lotsOfPeriod, lotsOverPeriod } from './queries.ts'

/** Around the time in which the failed were made. */
const AROUND_MIN_MS = 86_400_000

export interface Good {
  lots: number[]
  /** Null where they were named. */
  period: { from: number; until: number } | null
  /** There are more of that time than are compared. */
  isSample: boolean
}

export interface GoodAsked {
  site: string
  from?: string | undefined
  until?: string | undefined
  limit: number
}

export async function goodOfPeriod(pool: Pool, failed: readonly number[], { site, from, until, limit }: GoodAsked): Promise<Good> {
  const made = await lotsMade(pool, failed)
  const times = made.map(({ madeAt }) => madeAt)
  const [first, last] = [times.reduce((a, b) => Math.min(a, b), Infinity), times.reduce((a, b) => Math.max(a, b), -Infinity)]
  const around = Math.max(AROUND_MIN_MS, (last - first) / 2)
  const period = { from: timeOf(from, '/from') ?? Math.floor(first - around), until: timeOf(until, '/until') ?? Math.ceil(last + around) }
  if (period.from > period.until) throw new Refusal('invalid-event', 'from must not be later than until.', '/from')
  const asked = { site, materials: [...new Set(made.map(({ material }) => material))], ...period }
  const isFailed = new Set(failed)
  const all = await lotsOfPeriod(pool, { ...asked, limit: limit + failed.length + 1 })
  const others = all.filter(lot => !isFailed.has(lot))
  if (others.length <= limit) return { lots: others, period, isSample: false }
  const spread = (await lotsOverPeriod(pool, { ...asked, limit })).filter(lot => !isFailed.has(lot))
  return { lots: filledUp(spread, others, limit), period, isSample: true }
}

/** Many may have been made at the very same moments: then the first of the time fill up what is missing. */
function filledUp(spread: readonly number[], others: readonly number[], limit: number): number[] {
  const lots = new Set(spread)
  for (const lot of others) {
    if (lots.size >= limit) break
    lots.add(lot)
  }
  return [...lots].sort((a, b) => a - b)
}

function timeOf(text: string | undefined, pointer: string): number | undefined {
  const at = text === undefined ? undefined : parseInstant(text)
  if (text !== undefined && at === undefined) throw new Refusal('invalid-event', 'from and until must be ISO 8601 with an offset.', pointer)
  return at
}

export interface Resolved {
  position: number
  lots: number[]
  /** Names under which nothing is recorded, as they were given. */
  unknown: string[]
}

/** Of a pasted list what is not known is said, and the others are compared. @throws Refusal where a name may mean several materials. */
export async function resolved(
  pool: Pool,
  named: readonly AskedSeed[],
  { site, pointer }: { site: string; pointer: string },
): Promise<Resolved> {
  if (named.length === 0) return { position: 0, lots: [], unknown: [] }
  const { position, lots } = await askSeeds(pool, named)
  const bySeed = new Map<number, SeedsFound['lots']>()
  for (const lot of lots) bySeed.set(lot.seed, [...(bySeed.get(lot.seed) ?? []), lot])
  const found = new Set<number>()
  const unknown: string[] = []
  named.forEach((name, index) => {
    const all = bySeed.get(index) ?? []
    const own = all.filter(lot => lot.site === (name.site ?? site))
    const meant = own.length > 0 ? own : all
    const materials = new Set(meant.map(({ material }) => material))
    if (materials.size > 1)
      throw new Refusal(
        'lot-ambiguous',
        `"${name.number}" names lots of ${[...materials].join(', ')}: say which material.`,
        `${pointer}/${index}/material`,
      )
    if (meant.length === 0) unknown.push(name.number)
    for (const { id } of meant) found.add(id)
  })
  return { position, lots: [...found], unknown }
}
