import type { Pool } from 'pg'
import type { Ids } from '../tracing/queries.ts'

const arrayOf = (ids: Ids): string => `{${ids.join(',')}}`

/** The lots that came from vendors, the latest first. */
export async function receivedLots(
  pool: Pool,
  { site, material, limit }: { site: string; material: string | undefined; limit: number },
): Promise<number[]> {
  const { rows } = await pool.query({
    name: 'exposure.received',
    text: `select id from lot where site = $1 and ($2::text is null or material = $2) and vendor is not null and makings > 0 order by id desc limit $3`,
    values: [site, material ?? null, limit],
  })
  return (rows as { id: number }[]).map(({ id }) => id)
}

/** Those of the lots whose material is made approximately, by material. */
export async function approximateLots(pool: Pool, ids: Ids): Promise<{ material: string; lots: number[] }[]> {
  const { rows } = await pool.query({
    name: 'exposure.approximate',
    text: `select l.material, array_agg(l.id order by l.id) as lots from lot l
           join master m on m.site = l.site and m.kind = 'material' and m.code = l.material and m.until is null
           where l.id = any($1) and m.body->>'precision' = 'approximate' and not l.homogeneous group by l.material order by count(*) desc, l.material`,
    values: [arrayOf(ids)],
  })
  return rows as { material: string; lots: number[] }[]
}
