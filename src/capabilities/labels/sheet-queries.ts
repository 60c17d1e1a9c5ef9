import type { Pool } from 'pg'
import type { LotsHeld } from '../containment/held-set.ts'
import { INTEGER_MAX } from '../paging.ts'

/** The site whose badges everybody may know. */
export const DEMO_SITE = 'demo'
const SHEET_MAX = 500

export async function locationCodes(pool: Pool, site: string): Promise<string[]> {
  const { rows } = await pool.query({
    name: 'sheets.locations',
    values: [site, SHEET_MAX],
    text: `select code from master where site = $1 and kind = 'location' and until is null order by code limit $2`,
  })
  return (rows as { code: string }[]).map(row => row.code)
}

interface LotToTry {
  id: number
  onHand: string
  unit: string
}

/** The newest lots with something on hand, three that are free and one that is held, among the newest there are. */
export async function lotsToTry(pool: Pool, site: string, held: LotsHeld): Promise<{ free: LotToTry[]; stopped: LotToTry[] }> {
  const [free, stopped]: [LotToTry[], LotToTry[]] = [[], []]
  for (let [before, page] = [INTEGER_MAX, 0]; page < PAGES_TRIED && (free.length < 3 || stopped.length < 1); page++) {
    const rows = await newestOnHand(pool, site, before)
    free.push(...rows.filter(({ id }) => !held.has(id)))
    stopped.push(...rows.filter(({ id }) => held.has(id)))
    before = rows.at(-1)?.id ?? 0
    if (rows.length < ROWS_TRIED) break
  }
  return { free: free.slice(0, 3), stopped: stopped.slice(0, 1) }
}

const ROWS_TRIED = 1000
const PAGES_TRIED = 50

async function newestOnHand(pool: Pool, site: string, before: number): Promise<LotToTry[]> {
  const { rows } = await pool.query({
    values: [site, before, ROWS_TRIED],
    text: `select l.id, l.unit, (select sum(s.quantity) from stock s where s.lot = l.id)::text as "onHand" from lot l
           where l.site = $1 and l.id < $2 and l.makings > 0 and (l.expires_at is null or l.expires_at > extract(epoch from now()) * 1000)
             and exists (select from stock s where s.lot = l.id and s.quantity > 0) order by l.id desc limit $3`,
  })
  return rows as LotToTry[]
}

export async function containersInUse(pool: Pool, site: string): Promise<string[]> {
  const { rows } = await pool.query({
    name: 'sheets.containers',
    values: [site],
    text: `select c.container from container c where c.site = $1 and c.until is null
             and exists (select from stock s where s.place = 'container:' || c.container and s.quantity > 0) order by c.since desc limit 1`,
  })
  return (rows as { container: string }[]).map(row => row.container)
}
