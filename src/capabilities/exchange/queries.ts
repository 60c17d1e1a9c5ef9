/** What the store knows of the names in a file: one statement per kind of record, each with all names at once. */
import type { Pool } from 'pg'
import { formatInstant } from '../../base/instant.ts'
import { OPENING_NOTE } from './epcis/draft.ts'
import type { Known, KnownLot, Names } from './epcis/known.ts'
import type { OrdersKnown } from './table/order-rows.ts'

/** The door the importer asks: give it to `importDocument` as `knows`. */
export const knownNames =
  (pool: Pool, site: string) =>
  async (names: Names): Promise<Known> => {
    const materials = await materialsNamed(pool, { site, names })
    const [lots, masters, containers, runs, events] = await Promise.all([
      lotsNamed(pool, { site, names, materials: materials.map(material => material.code) }),
      placesNamed(pool, { site, names }),
      containersNamed(pool, { site, names }),
      runsNamed(pool, { site, names }),
      eventsWithIds(pool, names),
    ])
    return { materials, lots, containers, runs, events, ...masters }
  }

interface Asked {
  site: string
  names: Names
}

async function materialsNamed(pool: Pool, { site, names }: Asked): Promise<{ code: string; gtin?: string }[]> {
  const { rows } = await pool.query<{ code: string; gtin: string | null }>(
    `select code, body->>'gtin' as gtin from master
      where site = $1 and kind = 'material' and until is null and (code = any($2) or lpad(body->>'gtin', 14, '0') = any($3))`,
    [site, names.materials, names.gtins],
  )
  // Where a part number has the GTIN, it wins over a material that merely has the GTIN as its code.
  const ranked = rows.toSorted((a, b) => Number(names.materials.includes(b.code)) - Number(names.materials.includes(a.code)))
  return ranked.map(({ code, gtin }) => (gtin === null ? { code } : { code, gtin }))
}

interface LotAnswer {
  material: string
  number: string
  unit: string
  on_hand: string
  epcs: string[]
  shipment: string | null
  customer: string | null
  holds: { hold: string; reason: string }[]
  opening: string | null
}

async function lotsNamed(pool: Pool, { site, names, materials }: Asked & { materials: string[] }): Promise<KnownLot[]> {
  const { rows } = await pool.query<LotAnswer>(
    `with named as (
       select id from lot where site = $1 and number = any($2) and material = any($3)
       union select lot from identifier where kind = 'epc' and until is null and lower(value) = any($4)
     )
     select lot.material, lot.number, lot.unit,
       coalesce((select sum(quantity) from stock where stock.lot = lot.id), 0)::text as on_hand,
       array(select distinct value from identifier where identifier.lot = lot.id and kind = 'epc' and until is null order by 1) as epcs,
       sent.shipment, sent.customer,
       coalesce((select json_agg(json_build_object('hold', hold.hold, 'reason', hold.reason))
         from hold_lot join hold on hold.site = hold_lot.site and hold.hold = hold_lot.hold and hold.until is null and hold.released_at is null
        where hold_lot.lot = lot.id and hold_lot.until is null), '[]') as holds,
       (select ledger.id from movement join ledger on ledger.position = movement.since
         where movement.lot = lot.id and movement.kind = 'produced' and movement.until is null and ledger.body like $5 limit 1) as opening
     from named join lot on lot.id = named.id
     left join lateral (
       select shipment.shipment, shipment.customer
         from (select kind, reference from movement where movement.lot = lot.id and movement.until is null and delta <> 0 order by ord desc, since desc limit 1) last
         join shipment on shipment.site = lot.site and shipment.shipment = last.reference
        where last.kind = 'shipped'
     ) sent on true
     where lot.site = $1 and lot.makings > 0`,
    [site, [...names.numbers], materials, names.epcs.map(epc => epc.toLowerCase()), `%${OPENING_NOTE}%`],
  )
  return rows.map(knownLot)
}

function knownLot({ on_hand, shipment, customer, opening, ...lot }: LotAnswer): KnownLot {
  // What is partly still here can be used without coming back.
  const away = shipment !== null && customer !== null && Number(on_hand) <= 0
  return { ...lot, onHand: on_hand, ...(away ? { shipped: { shipment, customer } } : {}), ...(opening === null ? {} : { opening }) }
}

async function placesNamed(pool: Pool, { site, names }: Asked): Promise<Pick<Known, 'locations' | 'workCenters' | 'partners'>> {
  const { rows } = await pool.query<{ kind: string; code: string; roles: string[] | null }>(
    `select kind, code, body->'roles' as roles from master where site = $1 and kind in ('location', 'workCenter', 'partner') and until is null and code = any($2)`,
    [site, names.places],
  )
  const codes = (kind: string) => rows.filter(row => row.kind === kind).map(row => row.code)
  return {
    locations: codes('location'),
    workCenters: codes('workCenter'),
    partners: rows.filter(row => row.kind === 'partner').map(({ code, roles }) => ({ code, roles: roles ?? [] })),
  }
}

async function containersNamed(pool: Pool, { site, names }: Asked): Promise<string[]> {
  const { rows } = await pool.query<{ container: string }>(
    'select container from container where site = $1 and until is null and container = any($2)',
    [site, names.containers],
  )
  return rows.map(row => row.container)
}

async function runsNamed(pool: Pool, { site, names }: Asked): Promise<{ run: string; at: string }[]> {
  const { rows } = await pool.query<{ run: string; started_at: number | string }>(
    'select run, started_at from run where site = $1 and until is null and run = any($2)',
    [site, names.runs],
  )
  return rows.map(({ run, started_at }) => ({ run, at: formatInstant(Number(started_at)) }))
}

async function eventsWithIds(pool: Pool, names: Names): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>('select id from ledger where id = any($1)', [names.events])
  return rows.map(row => row.id)
}

/** Orders on record, for tables that have lines of them: give it to `importDocument` as `ordersKnown`. */
export const ordersOnRecord =
  (pool: Pool): OrdersKnown =>
  async names => {
    const { rows } = await pool.query({
      name: 'exchange.orders',
      values: [names.map(one => one.site), names.map(one => one.type), names.map(one => one.number)],
      text: `select a.place::int as place, m.body from unnest($1::text[], $2::text[], $3::text[]) with ordinality as a(site, type, number, place)
             join master m on m.site = a.site and m.kind = a.type and m.code = a.number and m.until is null`,
    })
    const found = new Map((rows as { place: number; body: { lines: [] } }[]).map(row => [row.place, row.body]))
    return names.map((_, index) => found.get(index + 1))
  }
