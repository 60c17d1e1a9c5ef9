/** What is kept of scans beside the ledger: plans and answers for retries, and when a station was last heard of. */
import type { Pool, PoolClient } from 'pg'
import type { Decision, StationAnswer } from './answer.ts'
import type { StationContext } from './context.ts'
import type { Station } from './station.ts'

type Client = Pool | PoolClient

/** What is kept of a scan before anything of it is recorded. */
export interface Plan {
  decision: Decision
  commands: Record<string, unknown>[]
  at: string
  by: string | null
  syntax: string
  /** What the station remembered before: where a rule forbids the event after all, it goes on from there. */
  before: StationContext
}

/**
 * Not waited for until it is on disk. The log of the database is written in order: whoever waits for the events that follow from a plan has
 * the plan on disk as well, and without its events a lost plan is decided again.
 */
const UNHURRIED = `from (select set_config('synchronous_commit', 'off', true)) as unhurried where true`

/** As the station sent it. */
interface ScanKept {
  readonly id: string
  readonly sequence: number
  readonly at: string
}

/** Of two that come at the same time the first plan holds, for both. */
export async function keepPlan(
  client: Client,
  { station, scan, receivedAt, skew }: { station: Station; scan: ScanKept; receivedAt: number; skew: number | null },
  plan: Plan,
): Promise<Plan> {
  const { rows } = await client.query({
    name: 'stations.keep_plan',
    values: [scan.id, station.site, station.code, scan.sequence, Date.parse(scan.at), receivedAt, skew, JSON.stringify(plan)],
    text: `insert into station_scan (id, site, station, sequence, at, received_at, skew_ms, plan) select $1, $2, $3, $4::bigint, $5::bigint, $6::bigint, $7::bigint, $8::jsonb ${UNHURRIED} on conflict (id) do nothing returning id`,
  })
  if (rows.length > 0) return plan
  const { rows: others } = await client.query({
    name: 'stations.kept',
    values: [scan.id],
    text: 'select plan from station_scan where id = $1',
  })
  return (others[0] as { plan: Plan } | undefined)?.plan ?? plan
}

/** A plan that records nothing may be made anew. */
export async function forgetQuestion(client: Client, scan: string): Promise<void> {
  await client.query("delete from station_scan where id = $1 and plan->'commands' = '[]'::jsonb", [scan])
}

/** The answer, and that the station was heard of. */
export async function keepAnswer(
  client: Client,
  { site, code }: Station,
  answer: StationAnswer,
  contact: { at: number; skew: number | null; sequence: number; people: readonly string[] },
): Promise<void> {
  await client.query({
    name: 'stations.keep_answer',
    values: [site, code, contact.at, contact.skew, contact.sequence, contact.people, answer.scan, JSON.stringify(answer)],
    text: `with answered as (update station_scan set answer = $8::jsonb where id = $7)
           insert into station_contact (site, station, at, skew_ms, sequence, people) select $1, $2, $3::bigint, $4::bigint, $5::bigint, $6::text[] ${UNHURRIED}
           on conflict (site, station) do update set at = excluded.at, skew_ms = coalesce(excluded.skew_ms, station_contact.skew_ms), sequence = excluded.sequence, people = excluded.people`,
  })
}

/** Longer than any station is offline: until then a scan that is sent again must be known. */
const KEPT_MS = 60 * 86_400_000
const HOUR_MS = 3_600_000
const pruned = new WeakMap<object, number>()

export async function forgetOld(client: Pool, now: number): Promise<void> {
  if ((pruned.get(client) ?? 0) > now - HOUR_MS) return
  pruned.set(client, now)
  await client.query('delete from station_scan where received_at < $1', [now - KEPT_MS])
}
