import type { Pool } from 'pg'
import { SETTINGS } from '../booking/records.ts'
import type { MachineValues } from '../machine-shapes.ts'

/** Sites whose settings name a broker. */
export async function sitesWithMachines(pool: Pool): Promise<{ site: string; machines: MachineValues }[]> {
  const { rows } = await pool.query({
    name: 'machines.sites',
    values: [SETTINGS],
    text: `select site, body->'machineValues' as machines from master where kind = 'settings' and code = $1 and until is null and body ? 'machineValues' order by site`,
  })
  return rows as { site: string; machines: MachineValues }[]
}

export async function workCenterOfStation(pool: Pool, site: string, station: string): Promise<string | null> {
  const { rows } = await pool.query({
    name: 'machines.station',
    values: [site, station],
    text: `select body->>'workCenter' as center from master where site = $1 and kind = 'station' and code = $2 and until is null`,
  })
  return (rows[0] as { center: string | null } | undefined)?.center ?? null
}

/** Runs that were open at a work center at a moment: a message that comes late belongs to the run of its time. */
export async function runsOpenAt(pool: Pool, asked: { site: string; workCenter: string; at: number }): Promise<string[]> {
  const { rows } = await pool.query({
    name: 'machines.runs',
    values: [asked.site, asked.workCenter, asked.at],
    text: `select run from run where site = $1 and work_center = $2 and until is null and started_at <= $3 and (finished_at is null or finished_at >= $3) order by run limit 2`,
  })
  return (rows as { run: string }[]).map(row => row.run)
}

export interface KeptMessage {
  id: string
  site: string
  topic: string
  payload: Buffer
  receivedAt: number
  code: string
  detail: string
}

/** The same message is kept once; the newest reason stands. */
export async function keepMessage(pool: Pool, { id, site, topic, payload, receivedAt, code, detail }: KeptMessage): Promise<void> {
  await pool.query({
    name: 'machines.keep',
    values: [id, site, topic, payload, receivedAt, code, detail],
    text: `insert into machine_message (id, site, topic, payload, received_at, code, detail) values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (id) do update set code = excluded.code, detail = excluded.detail`,
  })
}

export async function settleMessage(pool: Pool, id: string, at: number): Promise<void> {
  await pool.query({
    name: 'machines.settle',
    values: [id, at],
    text: 'update machine_message set settled_at = $2 where id = $1 and settled_at is null',
  })
}

const KEPT = `select id, site, topic, payload, received_at::float8 as "receivedAt", code, detail from machine_message`

/** Those that wait, the newest first; `after` is the last one of the page before. */
export async function messagesKept(
  pool: Pool,
  { site, limit, after }: { site: string; limit: number; after: string | null },
): Promise<KeptMessage[]> {
  const { rows } = await pool.query({
    name: 'machines.kept',
    values: [site, limit, after],
    text: `${KEPT} where site = $1 and settled_at is null
             and ($3::uuid is null or (-received_at, id) > (select -p.received_at, p.id from machine_message p where p.id = $3::uuid))
           order by received_at desc, id limit $2`,
  })
  return rows as KeptMessage[]
}

export async function messageKept(pool: Pool, id: string): Promise<KeptMessage | null> {
  const { rows } = await pool.query({ name: 'machines.one', values: [id], text: `${KEPT} where id = $1 and settled_at is null` })
  return (rows[0] as KeptMessage | undefined) ?? null
}
