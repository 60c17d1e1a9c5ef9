import type { Pool } from 'pg'

/** Who got these lots, those who got most of them first. */
export async function customersOf(
  pool: Pool,
  site: string,
  lots: readonly number[],
): Promise<{ customer: string; name: string | null; lots: number }[]> {
  const { rows } = await pool.query({
    name: 'complaints.customers',
    values: [site, lots],
    text: `select s.customer, max(p.body->>'name') as name, count(distinct m.lot)::int as lots from movement m join shipment s on s.site = m.site and s.shipment = m.reference and s.until is null
           left join master p on p.site = s.site and p.kind = 'partner' and p.code = s.customer and p.until is null
           where m.site = $1 and m.lot = any($2) and m.kind = 'shipped' and m.until is null group by s.customer order by 3 desc, 1`,
  })
  return rows as { customer: string; name: string | null; lots: number }[]
}
