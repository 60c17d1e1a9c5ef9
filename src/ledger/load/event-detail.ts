/** Loads what one event has written and ended, and what later events have built on it: for whoever takes it back. */
import type { PoolClient } from 'pg'
import type { EventDetail, State } from '../state.ts'
import { type Rows, TABLE_NAMES, TABLES, type TableName } from '../tables.ts'
import { Wanted } from '../wanted.ts'
import { loadContents } from './containers.ts'
import { loadById, loadStock } from './lots.ts'
import { missing, rowsOf } from './rows.ts'

const TEMPORAL = TABLE_NAMES.filter(table => 'until' in TABLES[table].columns)

export async function loadEventDetails(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const ids = missing(wanted.eventDetails, state.details)
  const act = [...wanted.act].flatMap(id => state.events.get(id)?.position ?? [])
  for (const id of ids) {
    const event = state.events.get(id)
    if (event) state.details.set(id, await eventDetail(client, state, event.position, [event.position, ...act]))
  }
  return ids.length > 0
}

/** `act`: where the events stand that are taken back together; what they did to each other's records goes with them. */
async function eventDetail(client: PoolClient, state: State, position: number, act: readonly number[]): Promise<EventDetail> {
  const detail: EventDetail = {
    rows: {},
    ended: {},
    leaning: new Set(),
    shared: new Set(),
    overtaken: 0,
    parted: 0,
    resolutions: [],
    booked: new Set(),
  }
  for (const table of TEMPORAL) {
    assign(detail.rows, table, await rowsOf(client, table, 't.since = $1 and t.until is null', [position]))
    assign(detail.ended, table, await rowsOf(client, table, 't.until = $1 and t.since < $1', [position]))
  }
  detail.rows.movement?.push(...(await loadCopies(client, position)))
  const settled = await loadSettled(client, position)
  detail.rows.link?.push(...settled)
  assign(detail.rows, 'lot', await rowsOf(client, 'lot', 't.since = $1', [position]))
  const touched = new Set((detail.rows.movement ?? []).map(row => row.lot))
  for (const lot of detail.rows.lot ?? []) touched.add(lot.id)
  await loadById(client, state, missing(touched, state.lotsById))
  await loadStock(client, state, [...touched])
  const { rows } = await client.query(
    `select w.lot from unnest($1::int[]) as w(lot)
     where exists (select from movement m where m.lot = w.lot and m.until is null and m.since <> all($2::int[]))
        or exists (select from link k where (k.child = w.lot or k.parent = w.lot) and k.until is null and k.since <> all($2::int[]))
        or exists (select from measurement v where v.lot = w.lot and v.until is null and v.since <> all($2::int[]))
        or exists (select from hold_lot h where h.lot = w.lot and h.until is null and h.since <> all($2::int[]))`,
    [[...touched], act],
  )
  for (const { lot } of rows as { lot: number }[]) detail.leaning.add(lot)
  await loadLaterUse(client, detail, position, act)
  detail.overtaken -= settled.length
  detail.resolutions = await rowsOf(client, 'resolution', 't.exception_since = $1 and t.until is null', [position])
  detail.booked = await bookedOf(client, detail.rows.master ?? [])
  for (const row of detail.rows.container ?? []) {
    const wanted = new Wanted()
    wanted.contents(row.container)
    await loadContents(client, state, wanted)
  }
  return detail
}

async function bookedOf(client: PoolClient, stated: readonly Rows['master'][]): Promise<Set<string>> {
  const codes = stated.flatMap(({ kind, code }) => (kind === 'material' ? code : []))
  if (codes.length === 0) return new Set()
  const { rows } = await client.query('select distinct material from lot where site = $1 and material = any($2) and makings > 0', [
    stated[0]?.site,
    codes,
  ])
  return new Set((rows as { material: string }[]).map(({ material }) => material))
}

/** What was parted of a movement, and was put together again by a correction, is told by its order: it keeps that of its event. */
const COPIES = 'n.lot = m.lot and n.kind = m.kind and n.at = m.at and n.ord = m.ord and n.since > m.since and n.until is null'

async function loadCopies(client: PoolClient, position: number): Promise<Rows['movement'][]> {
  const { rows } = await client.query(
    'select distinct lot, at, ord, kind from movement where since = $1 and until is not null order by lot, at, ord, kind',
    [position],
  )
  const copies: Rows['movement'][] = []
  for (const { lot, at, ord, kind } of rows as Pick<Rows['movement'], 'lot' | 'at' | 'ord' | 'kind'>[])
    copies.push(
      ...(await rowsOf(client, 'movement', 't.lot = $1 and t.at = $2 and t.ord = $3 and t.kind = $4 and t.since > $5 and t.until is null', [
        lot,
        at,
        ord,
        kind,
        position,
      ])),
    )
  return copies
}

/** Links of installs that were settled anew since, in other numbers of units: they are the same links, and still of this event. */
const loadSettled = (client: PoolClient, position: number): Promise<Rows['link'][]> =>
  rowsOf(
    client,
    'link',
    `t.until is null and t.since > $1 and (t.since, t.line) in (
       with recursive own as (
         select * from link where since = $1 and put = 0 and until is not null
         union all select n.* from own o join link n on n.since = o.until and n.child = o.child and n.parent = o.parent and n.taken = o.taken and n.put = 0
           and n.drawn = o.drawn and n.removed_at is not distinct from o.removed_at
       ) select since, line from own)`,
    [position],
  )

/** What later events have built on: shipments they added to, links they ended. */
async function loadLaterUse(client: PoolClient, detail: EventDetail, position: number, act: readonly number[]): Promise<void> {
  const shipments = (detail.rows.shipment ?? []).map(row => row.shipment)
  const [shared, overtaken, parted] = await Promise.all([
    shipments.length === 0
      ? { rows: [] }
      : client.query(
          `select distinct reference from movement where kind = 'shipped' and reference = any($1) and until is null and since <> all($2::int[]) and site = $3`,
          [shipments, act, detail.rows.shipment?.[0]?.site],
        ),
    client.query(
      'select count(*)::int as count from link where since = $1 and until is not null and until <> all($2::int[]) and (put = 0 or run is null)',
      [position, act],
    ),
    client.query(
      `select count(*)::int as count from movement m where m.since = $1 and m.until is not null
         and m.delta <> coalesce((select sum(n.delta) from movement n where ${COPIES} and n.place = m.place), 0)`,
      [position],
    ),
  ])
  for (const { reference } of shared.rows as { reference: string }[]) detail.shared.add(reference)
  detail.overtaken = (overtaken.rows[0] as { count: number }).count
  detail.parted = (parted.rows[0] as { count: number }).count
}

function assign<T extends TableName>(target: EventDetail['rows'], table: T, rows: Rows[T][]): void {
  ;(target as Record<TableName, unknown>)[table] = rows
}
