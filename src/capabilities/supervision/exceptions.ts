/** Exceptions with what was decided about them. A snooze that has ended is open again, so every question says what time it is. */
import type { Pool, PoolClient } from 'pg'

type Client = Pool | PoolClient

export type ExceptionState = 'open' | 'snoozed' | 'accepted' | 'reversed'

export interface ExceptionFound {
  site: string
  sequence: number
  event: string
  line: number
  type: string
  code: string
  detail: string
  at: number
  recordedAt: number
  by: string | null
  station: string | null
  workCenter: string | null
  state: ExceptionState
  reason: string | null
  decidedBy: string | null
  decidedAt: number | null
  snoozedUntil: number | null
  lots: { id: number; material: string; number: string }[]
  about: string | null
  scan: string | null
  since: number
}

/** `x` is an exception, `d` what is decided about it now; `$2` is the time. */
const STATE = `case when x.until is not null or d.action = 'reverse' then 'reversed' when d.action = 'accept' then 'accepted'
                    when d.action = 'snooze' and d.snoozed_until > $2 then 'snoozed' else 'open' end`
const DECIDED = 'left join resolution d on d.exception_since = x.since and d.exception_line = x.line and d.until is null'

/** How many lots of one event are named with its exception. */
const LOTS_SHOWN = 5

export interface ExceptionsAsked {
  site: string | null
  now: number
  states: readonly ExceptionState[] | null
  code: string | null
  before: { since: number; line: number }
  limit: number
}

/** Newest first. */
export async function exceptionsRaised(client: Client, asked: ExceptionsAsked): Promise<ExceptionFound[]> {
  const { rows } = await client.query({
    values: [asked.site, asked.now, asked.states, asked.code, asked.before.since, asked.before.line, asked.limit],
    text: `select x.site, g.sequence, coalesce(p.id, g.id) as event, x.line, coalesce(b.said->>'type', g.type) as type, x.code, x.detail, g.at, g.recorded_at as "recordedAt",
             coalesce(b.said->>'by', g.by) as by, coalesce(b.said->>'station', g.station) as station, coalesce(b.said->>'workCenter', g.work_center) as "workCenter", x.state,
             coalesce(x.reason, v.body->>'reason') as reason, coalesce(x.decided_by, v.by) as "decidedBy", coalesce(x.decided_at, v.at) as "decidedAt", x.snoozed_until as "snoozedUntil",
             coalesce((select jsonb_agg(n) from (select l.id, l.material, l.number from (select x.lot as id union select m.lot from movement m where m.since = x.since) named join lot l on l.id = named.id order by l.id limit ${LOTS_SHOWN}) n), '[]') as lots,
             b.said->>'event' as about, b.said->>'scan' as scan, x.since
           from (select x.*, ${STATE} as state, d.reason, d.by as decided_by, d.at as decided_at, d.snoozed_until from exception x ${DECIDED}) x
           cross join lateral (select * from ledger where ledger.position >= x.since order by ledger.position limit 1) g
           left join replacement p on p.since = x.since
           left join lateral (select coalesce(g.body::jsonb->'replacement', g.body::jsonb) as said where g.type in ('raise', 'correct')) b on true
           left join lateral (select w.by, w.at, w.body::jsonb as body from ledger w where x.until is not null and x.reason is null and w.position >= x.until order by w.position limit 1) v on true
           where ($1::text is null or x.site = $1) and ($3::text[] is null or x.state = any($3)) and ($4::text is null or x.code = $4) and (x.since, x.line) < ($5, $6)
           order by x.since desc, x.line desc limit $7`,
  })
  return rows as ExceptionFound[]
}

export async function exceptionsOpen(client: Client, { site, now }: { site: string; now: number }): Promise<number> {
  const { rows } = await client.query({
    name: 'exceptions.open',
    values: [site, now],
    text: `select count(*)::int as count from exception x ${DECIDED} where x.site = $1 and x.until is null and ${STATE} = 'open'`,
  })
  return (rows[0] as { count: number }).count
}
