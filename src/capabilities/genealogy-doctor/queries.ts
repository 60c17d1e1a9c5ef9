/** One statement a check: the lots of a site that have it, in an order that pages are cut from. Each reads the whole site once. */
import type { Pool } from 'pg'
import type { Key } from '../paging.ts'

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
  /** Where it stands in the order: a number, and what tells those of one number apart. */
  first: number
  second: string
}

export interface Asked {
  site: string
  now: number
  /** A run nobody touched for so long, in milliseconds, counts as forgotten. */
  forgottenAfter: number
}

/** The findings of one check; its own values come first. */
export interface Search {
  readonly text: string
  readonly values: (asked: Asked) => unknown[]
}

/**
 * Those after a place in the order, at most so many, and how many there are in all. Found all and then cut, not the other way round: a planner that
 * is told of the limit walks the lots in their order and looks each one up, which takes forty times as long where there is little to find.
 */
export async function searchFor(
  pool: Pool,
  { text, values }: Search,
  { asked, after: [first, second], limit }: { asked: Asked; after: Key; limit: number },
): Promise<{ rows: Found[]; total: number }> {
  const own = values(asked)
  const place = (index: number): string => `$${own.length + index}`
  const { rows } = await pool.query(
    `with found as materialized (${text})
     select (select count(*)::int from found) as total, (select coalesce(json_agg(f), '[]') from
       (select * from found where (first, second) > (${place(1)}, ${place(2)}) order by first, second limit ${place(3)}) f) as rows`,
    [...own, first, second, limit],
  )
  return rows[0] as { rows: Found[]; total: number }
}

export const keyOfFound = ({ first, second }: Found): Key => [first, second]
export const BEGINNING: Key = [-1, '']

/** What each of these lots was used for by the event that used it. */
export async function usedFor(pool: Pool, uses: readonly { lot: number; position: number }[]): Promise<Map<number, number>> {
  const { rows } = await pool.query({
    name: 'doctor.used_for',
    text: `select used.lot, min(k.child) as child from unnest($1::int[], $2::int[]) as used(lot, position)
             join link k on k.parent = used.lot and k.taken = used.position and k.until is null group by used.lot`,
    values: [uses.map(({ lot }) => lot), uses.map(({ position }) => position)],
  })
  return new Map((rows as { lot: number; child: number }[]).map(({ lot, child }) => [lot, child]))
}

const ofSite = ({ site }: Asked): unknown[] => [site]

/** It was used before it was received or made; what for is looked up of what is shown. */
export const usedBeforeMade: Search = {
  values: ofSite,
  text: `select m.lot as first, '' as second, m.lot, null::int as other, min(m.since) as position, min(m.run) as run, min(m.at) as at, l.made_at::text as value
         from movement m join lot l on l.id = m.lot
         where m.site = $1 and m.until is null and m.kind in ('loaded', 'consumed', 'installed', 'split', 'merged', 'serialized') and m.delta < 0 and m.at < l.made_at
         group by m.lot, l.made_at`,
}

/** It left the plant, or was scrapped or moved, before it was there. */
export const leftBeforeMade: Search = {
  values: ofSite,
  text: `select m.lot as first, '' as second, m.lot, null::int as other, min(m.since) as position, null as run, min(m.at) as at, l.made_at::text as value
         from movement m join lot l on l.id = m.lot
         where m.site = $1 and m.until is null and m.kind in ('shipped', 'scrapped', 'moved', 'sentBack') and m.delta < 0 and m.at < l.made_at group by m.lot, l.made_at`,
}

export const moreOutThanIn: Search = {
  values: ofSite,
  text: `select s.lot as first, '' as second, s.lot, null::int as other,
           (select max(m.since) from movement m where m.lot = s.lot and m.delta < 0 and m.until is null) as position, null as run, null::bigint as at, (-sum(s.quantity))::text as value
         from stock s join lot l on l.id = s.lot where l.site = $1 and s.lot in (select lot from stock where quantity < 0) group by s.lot having sum(s.quantity) < 0`,
}

/** A serial is in two lots, and taken out of neither. */
export const twoParents: Search = {
  values: ofSite,
  text: `select k.parent as first, '' as second, k.parent as lot, max(k.child) as other, max(k.since) as position, null as run, max(k.came) as at, count(distinct k.child)::text as value
         from link k join lot p on p.id = k.parent where k.site = $1 and p.kind = 'serial' and k.until is null and k.removed_at is null
         group by k.parent having count(distinct k.child) > 1`,
}

export const openEnds = (...codes: string[]): Search => ({
  values: ({ site }) => [site, codes],
  text: `select e.lot as first, e.code as second, e.lot, null::int as other, min(e.since) as position, min(e.run) as run, null::bigint as at, min(e.detail) as value
         from open_end e where e.site = $1 and e.until is null and e.code = any($2) group by e.lot, e.code`,
})

/** Something was loaded, and nothing came of it. */
export const deadEnds: Search = {
  values: ofSite,
  text: `select r.since as first, r.run as second, min(m.lot) as lot, null::int as other, min(m.since) as position, r.run, r.finished_at as at, (-sum(m.delta))::text as value
         from run r join movement m on m.site = r.site and m.run = r.run and m.until is null and m.kind in ('loaded', 'unloaded')
         where r.site = $1 and r.until is null and r.finished_at is not null
           and not exists (select from movement o where o.site = r.site and o.run = r.run and o.until is null and o.kind in ('produced', 'worked'))
         group by r.since, r.run, r.finished_at having sum(m.delta) < 0`,
}

/** Reported as filled, or finished, before it began. */
export const backwards: Search = {
  values: ofSite,
  text: `select m.lot as first, m.since || ' ' || m.line as second, m.lot, null::int as other, m.since as position, m.run, m.at, r.started_at::text as value
         from movement m join run r on r.site = m.site and r.run = m.run and r.until is null
         where m.site = $1 and m.until is null and m.kind in ('produced', 'worked') and m.at < r.started_at`,
}

export const forgottenRuns: Search = {
  values: ({ site, now, forgottenAfter }) => [site, now - forgottenAfter],
  text: `select r.last_at as first, r.run as second, null::int as lot, null::int as other, r.since as position, r.run, r.last_at as at, coalesce(r.work_center, '') as value
         from run r where r.site = $1 and r.until is null and r.finished_at is null and r.last_at < $2`,
}
