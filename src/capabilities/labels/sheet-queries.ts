import type { Pool } from 'pg'

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

/** The newest lots with something on hand, three that are free and one that is held. */
export async function lotsToTry(pool: Pool, site: string, held: readonly number[]): Promise<{ free: LotToTry[]; stopped: LotToTry[] }> {
  const text = (isHeld: string, limit: number): string =>
    `select l.id, l.unit, (select sum(s.quantity) from stock s where s.lot = l.id)::text as "onHand" from lot l
     where l.site = $1 and l.makings > 0 and ${isHeld} and (l.expires_at is null or l.expires_at > extract(epoch from now()) * 1000)
       and exists (select from stock s where s.lot = l.id and s.quantity > 0) order by l.id desc limit ${limit}`
  const [free, stopped] = await Promise.all([
    pool.query({ values: [site, held], text: text('l.id <> all($2)', 3) }),
    pool.query({ values: [site, held], text: text('l.id = any($2)', 1) }),
  ])
  return { free: free.rows as LotToTry[], stopped: stopped.rows as LotToTry[] }
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
