/** One statement a check: the lots of a site that have it, at most so many. Each reads the whole site once. */
import type { Pool } from 'pg'

/** Where a check found something. What a check cannot say of it is null. */
export interface Found {
  lot: number | null
  /** Another lot that is part of it. */
  other: number | null
  /** Position of the event to look at. */
  position: number | null
  run: string | null
  at: number | null
  /** The other time, quantity or number the sentence names. */
  value: string | null
}

export interface Asked {
  site: string
  now: number
  /** A run nobody touched for so long, in milliseconds, counts as forgotten. */
  forgottenAfter: number
  limit: number
}

async function find(pool: Pool, name: string, text: string, values: readonly unknown[]): Promise<Found[]> {
  const { rows } = await pool.query({ name: `doctor.${name}`, text, values: [...values] })
  return rows as Found[]
}

/** It was used before it was received or made. */
export const usedBeforeMade = (pool: Pool, { site, limit }: Asked): Promise<Found[]> =>
  find(
    pool,
    'used_before_made',
    `select m.lot, min((select k.child from link k where k.parent = m.lot and k.until is null and k.taken = m.since limit 1)) as other, min(m.since) as position, min(m.run) as run,
       min(m.at) as at, l.made_at::text as value
     from movement m join lot l on l.id = m.lot
     where m.site = $1 and m.until is null and m.kind in ('loaded', 'consumed', 'installed', 'split', 'merged', 'serialized') and m.delta < 0 and m.at < l.made_at
     group by m.lot, l.made_at order by m.lot limit $2`,
    [site, limit],
  )

export const moreOutThanIn = (pool: Pool, { site, limit }: Asked): Promise<Found[]> =>
  find(
    pool,
    'more_out_than_in',
    `select s.lot, null::int as other, (select max(m.since) from movement m where m.lot = s.lot and m.delta < 0 and m.until is null) as position, null as run, null::bigint as at,
       (-sum(s.quantity))::text as value
     from stock s join lot l on l.id = s.lot where l.site = $1 and s.lot in (select lot from stock where quantity < 0) group by s.lot having sum(s.quantity) < 0 order by s.lot limit $2`,
    [site, limit],
  )

/** A serial is in two lots, and taken out of neither. */
export const twoParents = (pool: Pool, { site, limit }: Asked): Promise<Found[]> =>
  find(
    pool,
    'two_parents',
    `select k.parent as lot, max(k.child) as other, max(k.since) as position, null as run, max(k.came) as at, count(distinct k.child)::text as value
     from link k join lot p on p.id = k.parent where k.site = $1 and p.kind = 'serial' and k.until is null and k.removed_at is null
     group by k.parent having count(distinct k.child) > 1 order by k.parent limit $2`,
    [site, limit],
  )

export const openEnds = (pool: Pool, { site, limit }: Asked, codes: readonly string[]): Promise<Found[]> =>
  find(
    pool,
    'open_ends',
    `select e.lot, null::int as other, min(e.since) as position, min(e.run) as run, null::bigint as at, min(e.detail) as value
     from open_end e where e.site = $1 and e.until is null and e.code = any($3) group by e.lot, e.code order by e.lot limit $2`,
    [site, limit, codes],
  )

/** Something was loaded, and nothing came of it. */
export const deadEnds = (pool: Pool, { site, limit }: Asked): Promise<Found[]> =>
  find(
    pool,
    'dead_ends',
    `select min(m.lot) as lot, null::int as other, min(m.since) as position, r.run, r.finished_at as at, (-sum(m.delta))::text as value
     from run r join movement m on m.site = r.site and m.run = r.run and m.until is null and m.kind in ('loaded', 'unloaded')
     where r.site = $1 and r.until is null and r.finished_at is not null
       and not exists (select from movement o where o.site = r.site and o.run = r.run and o.until is null and o.kind in ('produced', 'worked'))
     group by r.run, r.finished_at having sum(m.delta) < 0 order by r.run limit $2`,
    [site, limit],
  )

/** It left the plant, or was scrapped or moved, before it was there. */
export const leftBeforeMade = (pool: Pool, { site, limit }: Asked): Promise<Found[]> =>
  find(
    pool,
    'left_before_made',
    `select m.lot, null::int as other, min(m.since) as position, null as run, min(m.at) as at, l.made_at::text as value
     from movement m join lot l on l.id = m.lot
     where m.site = $1 and m.until is null and m.kind in ('shipped', 'scrapped', 'moved', 'sentBack') and m.delta < 0 and m.at < l.made_at group by m.lot, l.made_at order by m.lot limit $2`,
    [site, limit],
  )

/** Reported as filled, or finished, before it began. */
export const backwards = (pool: Pool, { site, limit }: Asked): Promise<Found[]> =>
  find(
    pool,
    'backwards',
    `select m.lot, null::int as other, m.since as position, m.run, m.at, r.started_at::text as value
     from movement m join run r on r.site = m.site and r.run = m.run and r.until is null
     where m.site = $1 and m.until is null and m.kind in ('produced', 'worked') and m.at < r.started_at order by m.lot, m.since limit $2`,
    [site, limit],
  )

export const forgottenRuns = (pool: Pool, { site, limit, now, forgottenAfter }: Asked): Promise<Found[]> =>
  find(
    pool,
    'forgotten_runs',
    `select null::int as lot, null::int as other, r.since as position, r.run, r.last_at as at, coalesce(r.work_center, '') as value
     from run r where r.site = $1 and r.until is null and r.finished_at is null and r.last_at < $3 order by r.last_at limit $2`,
    [site, limit, now - forgottenAfter],
  )
