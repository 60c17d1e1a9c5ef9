/** Loads what a batch names into the state: one statement per table, and only what is not known yet. */
import type { PoolClient } from 'pg'
import type { Json } from '../base/canonical.ts'
import { negate, readQuantity } from '../base/quantity.ts'
import {
  contains,
  isIn,
  overlap,
  placeIn,
  readSeries,
  SERIES_KIND,
  SERIES_WORD,
  type Series,
  seriesNamedBy,
  seriesOf,
} from '../base/series.ts'
import type { AnyCommand } from './fact.ts'
import { PARTED_FROM, type PartedFrom, REPORTED_BY, REPORTED_OPERATION, REPORTED_ORDER, REPORTED_QUANTITY } from './reported.ts'
import {
  CERTIFICATE,
  deliveredKey,
  type EventDetail,
  masterKey,
  type OutByShipment,
  type Parting,
  type Report,
  type State,
  type StoredDocument,
} from './state.ts'
import { ANY_SHIPMENT, type Rows, readRow, selectList, TABLE_NAMES, TABLES, type TableName } from './tables.ts'
import { type AskedSeries, valuesKey, Wanted } from './wanted.ts'

/** Answers which holds reach the lots that are about to be used. Asked inside the writer's transaction, under its lock. */
export interface Guard {
  holdsReaching(lots: number[], position: number, client: PoolClient): Promise<Map<number, string[]>>
  /** What a recall reaches; a refusal is part of the answer. */
  scopeOf?(question: string, client: PoolClient): Promise<Json>
  /** The mark of what an act would change, tried out in the same transaction, of which nothing stays; null: it would be refused. */
  previewOf?(command: AnyCommand, client: PoolClient): Promise<string | null>
}

export async function prefetch(client: PoolClient, state: State, wanted: Wanted, guard: Guard): Promise<void> {
  // Most lots are known from before: whether holds reach them is asked along with everything else.
  nameUses(state, wanted)
  await Promise.all([loadUses(client, state, wanted, guard), loadNamed(client, state, wanted)])
  nameUses(state, wanted)
  await loadUses(client, state, wanted, guard)
  for (const question of missing(wanted.scopes, state.scopes)) await loadScope(client, state, question, guard)
  for (const [id, command] of wanted.previews) if (!state.previews.has(id)) await loadPreview(client, state, command, guard)
}

async function loadNamed(client: PoolClient, state: State, wanted: Wanted): Promise<void> {
  let open = wanted
  while (await loadRound(client, state, open)) open = dependents(state, open)
}

function nameUses(state: State, wanted: Wanted): void {
  for (const number of wanted.numbers) for (const lot of state.lotsByNumber.get(number) ?? []) wanted.use(lot.id)
  for (const code of wanted.contentsOf) for (const lot of state.contents.get(code)?.lots ?? []) wanted.use(lot)
}

async function loadRound(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const loads = [
    loadMasters(client, state, wanted),
    loadBadges(client, state, wanted),
    loadLots(client, state, wanted),
    loadRuns(client, state, wanted),
    loadRunDetails(client, state, wanted),
    loadContainers(client, state, wanted),
    loadContents(client, state, wanted),
    loadShipments(client, state, wanted),
    loadShipped(client, state, wanted),
    loadStrays(client, state, wanted),
    loadHolds(client, state, wanted),
    loadRecalls(client, state, wanted),
    loadDrills(client, state, wanted),
    loadInstalls(client, state, wanted),
    loadNumbering(client, state, wanted),
    loadEvents(client, state, wanted),
    loadEventDetails(client, state, wanted),
    loadDocuments(client, state, wanted),
    loadCertificates(client, state, wanted),
    loadConcessions(client, state, wanted),
    loadConcessionCodes(client, state, wanted),
    loadDelivered(client, state, wanted),
    loadReports(client, state, wanted),
    loadValues(client, state, wanted),
    loadParts(client, state, wanted),
    loadExpiring(client, state, wanted),
    loadSeries(client, state, wanted),
    loadSeriesTaken(client, state, wanted),
    loadGone(client, state, wanted),
    loadPartedFrom(client, state, wanted),
    loadPartings(client, state, wanted),
    loadInstallsInto(client, state, wanted),
    loadThere(client, state, wanted),
    loadPlacesAt(client, state, wanted),
  ]
  return (await Promise.all(loads)).some(Boolean)
}

/** What the loaded rows lead to: a lot's material and order, a run's order and work center, an order's components. */
function dependents(state: State, wanted: Wanted): Wanted {
  const next = new Wanted()
  for (const number of wanted.numbers)
    for (const lot of [...(state.lotsByNumber.get(number) ?? []), ...(state.formerNumbers.get(number) ?? [])])
      wantLot(next, lot.id, lot.material, lot.workOrder)
  for (const number of wanted.components) for (const lot of state.lotsByNumber.get(number) ?? []) next.installs(lot.id)
  for (const number of wanted.returns) for (const lot of state.lotsByNumber.get(number) ?? []) next.shipped(lot.id)
  for (const number of wanted.shipping) for (const lot of state.lotsByNumber.get(number) ?? []) next.strays(lot.id)
  for (const lot of wanted.shippedLots) for (const shipment of state.sent.get(lot)?.keys() ?? []) next.shipment(shipment)
  for (const id of wanted.lotIds) {
    const lot = state.lotsById.get(id)
    if (lot) wantLot(next, id, lot.material, lot.workOrder)
  }
  for (const run of wanted.runs) {
    const row = state.runs.get(run)
    next.master('workOrder', row?.workOrder)
    next.master('workCenter', row?.workCenter)
    next.master('material', row?.material)
    next.master('collectionPlan', row?.material)
    for (const lot of (row?.folded as { lots?: number[] } | undefined)?.lots ?? []) next.lotId(lot)
  }
  // Where an event stands is known only now.
  for (const id of wanted.eventDetails) {
    if (state.details.has(id) || !state.events.get(id)) continue
    next.eventDetail(id)
    for (const other of wanted.act) next.act.add(other)
  }
  for (const key of wanted.masters) wantOfMaster(next, state.masters.get(key)?.body)
  for (const code of wanted.containers) next.container(state.containers.get(code)?.parent)
  for (const code of wanted.contentsOf) {
    for (const lot of state.contents.get(code)?.lots ?? []) {
      next.lotId(lot)
      wanted.use(lot)
    }
    for (const inner of state.contents.get(code)?.containers ?? []) {
      next.contents(inner)
      next.container(inner)
    }
  }
  return next
}

function wantLot(next: Wanted, id: number, material: string, workOrder: string | null): void {
  next.lotId(id)
  next.master('material', material)
  next.master('collectionPlan', material)
  next.master('workOrder', workOrder)
}

function wantOfMaster(next: Wanted, body: unknown): void {
  const record = body as
    | { type?: string; material?: string; operations?: { workCenter?: string; components?: { material: string }[] }[] }
    | undefined
  if (record?.type !== 'workOrder') return
  next.master('material', record.material)
  for (const operation of record.operations ?? []) {
    next.master('workCenter', operation.workCenter)
    for (const component of operation.components ?? []) next.master('material', component.material)
  }
}

const missing = <K>(keys: Iterable<K>, known: { has(key: K): boolean }): K[] => [...keys].filter(key => !known.has(key))

async function rowsOf<T extends TableName>(
  client: PoolClient,
  table: T,
  where: string,
  values: unknown[],
  from?: string,
): Promise<Rows[T][]> {
  const text = `select ${selectList(table, 't')} from ${from ?? `${TABLES[table].name} t`} where ${where}`
  const { rows } = await client.query(prepared(text, values))
  return rows.map(row => readRow(table, row as Record<string, unknown>)).sort(keyOrder[table])
}

/**
 * In which order the store keeps rows depends on who wrote them over which connection. They are read in the order of their key: what is
 * derived from them gets its lines by it, live and in a replay alike. Sorted here, for a plan that sorted by itself could read the whole table.
 */
const keyOrder = Object.fromEntries(TABLE_NAMES.map(table => [table, orderBy(TABLES[table].key)])) as Record<
  TableName,
  (a: object, b: object) => number
>

function orderBy(key: readonly string[]): (a: object, b: object) => number {
  return (a, b) => {
    for (const field of key) {
      const [one, other] = [a[field as keyof object] as string | number, b[field as keyof object] as string | number]
      if (one !== other) return one < other ? -1 : 1
    }
    return 0
  }
}

/** The few statements of this file are planned once per connection; planned for each batch anew, a long list of keys would now and then read a whole table. */
const statements = new Map<string, string>()

function prepared(text: string, values: unknown[]): { name: string; text: string; values: unknown[] } {
  const name = statements.get(text) ?? `prefetch.${statements.size + 1}`
  statements.set(text, name)
  return { name, text, values }
}

async function loadMasters(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const keys = missing(wanted.masters, state.masters)
  if (keys.length === 0) return false
  const [kinds, codes] = [keys.map(key => key.split('\u0000')[0]), keys.map(key => key.split('\u0000')[1])]
  for (const key of keys) state.masters.set(key, null)
  const rows = await rowsOf(
    client,
    'master',
    't.site = $1 and (t.kind, t.code) in (select * from unnest($2::text[], $3::text[])) and t.until is null',
    [state.site, kinds, codes],
  )
  for (const row of rows) state.masters.set(masterKey(row.kind, row.code), row)
  return true
}

async function loadBadges(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const hashes = missing(wanted.badges, state.badges)
  if (hashes.length === 0) return false
  for (const hash of hashes) state.badges.set(hash, null)
  const { rows } = await client.query(
    prepared(
      `select code, body->>'badge' as hash from master where site = $1 and kind = 'person' and until is null and body->>'badge' = any($2)`,
      [state.site, hashes],
    ),
  )
  for (const row of rows as { code: string; hash: string }[]) state.badges.set(row.hash, row.code)
  return true
}

/**
 * Number by number, and `offset 0` keeps it so: for all numbers at once a plan made while the site had few lots reads every lot of the site, and a
 * connection keeps such a plan while the lots become many.
 */
const LOTS_NUMBERED =
  'unnest($2::text[]) as n (number) cross join lateral (select * from lot l where l.site = $1 and l.number = n.number offset 0) t'

async function loadLots(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const numbers = missing(wanted.numbers, state.lotsByNumber)
  const ids = missing(wanted.lotIds, state.stock)
  const former = state.renumbered ? missing(wanted.numbers, state.formerNumbers) : []
  if (numbers.length === 0 && ids.length === 0 && former.length === 0) return false
  const byNumber = numbers.length === 0 ? [] : await rowsOf(client, 'lot', 'true', [state.site, numbers], LOTS_NUMBERED)
  for (const number of numbers) state.lotsByNumber.set(number, [])
  for (const row of byNumber) state.lotsByNumber.get(row.number)?.push(known(state, row))
  if (former.length > 0) await loadFormer(client, state, former)
  const unknown = missing(ids, state.lotsById)
  if (unknown.length > 0) await loadById(client, state, unknown)
  await loadStock(client, state, [...ids, ...byNumber.map(row => row.id)])
  return true
}

/** One row object per lot, whichever way it was found. */
function known(state: State, row: Rows['lot']): Rows['lot'] {
  const before = state.lotsById.get(row.id)
  if (before) return before
  state.lotsById.set(row.id, row)
  return row
}

async function loadFormer(client: PoolClient, state: State, numbers: string[]): Promise<void> {
  for (const number of numbers) state.formerNumbers.set(number, [])
  const { rows } = await client.query(
    `select i.value as former, t.id from identifier i join lot t on t.id = i.lot where i.kind = 'formerNumber' and i.until is null and t.site = $1 and lower(i.value) = any($2) and i.value = any($3)`,
    [state.site, numbers.map(number => number.toLowerCase()), numbers],
  )
  const found = rows as { former: string; id: number }[]
  await loadById(
    client,
    state,
    missing(
      found.map(row => row.id),
      state.lotsById,
    ),
  )
  for (const { former, id } of found) state.formerNumbers.get(former)?.push(state.lot(id))
  await loadStock(
    client,
    state,
    found.map(row => row.id),
  )
}

async function loadById(client: PoolClient, state: State, ids: number[]): Promise<void> {
  if (ids.length === 0) return
  const rows = await rowsOf(client, 'lot', 't.id = any($1)', [ids])
  // A lot found by its id must also be found by its number, or a number would look free that is not.
  const numbers = new Wanted()
  for (const row of rows) {
    known(state, row)
    numbers.lot(row.number)
  }
  await loadLots(client, state, numbers)
}

async function loadStock(client: PoolClient, state: State, ids: number[]): Promise<void> {
  const fresh = missing(new Set(ids), state.stock)
  if (fresh.length === 0) return
  for (const id of fresh) state.stock.set(id, new Map())
  for (const row of await rowsOf(client, 'stock', 't.lot = any($1)', [fresh])) state.stock.get(row.lot)?.set(row.place, row)
}

async function loadRuns(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const runs = missing(wanted.runs, state.runs)
  if (runs.length === 0) return false
  for (const run of runs) state.runs.set(run, null)
  for (const row of await rowsOf(client, 'run', 't.site = $1 and t.run = any($2)', [state.site, runs])) state.runs.set(row.run, row)
  return true
}

async function loadRunDetails(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const runs = missing(wanted.runDetails, state.runDetails)
  if (runs.length === 0) return false
  for (const run of runs) state.runDetails.set(run, { movements: [], links: [], openEnds: [] })
  for (const row of await rowsOf(client, 'movement', 't.site = $1 and t.run = any($2) and t.until is null', [state.site, runs]))
    state.runDetails.get(row.run ?? '')?.movements.push(row)
  for (const row of await rowsOf(client, 'link', 't.site = $1 and t.run = any($2) and t.until is null', [state.site, runs]))
    state.runDetails.get(row.run ?? '')?.links.push(row)
  for (const row of await rowsOf(client, 'openEnd', 't.site = $1 and t.run = any($2) and t.until is null', [state.site, runs]))
    state.runDetails.get(row.run ?? '')?.openEnds.push(row)
  const lots = new Set(runs.flatMap(run => state.runDetails.get(run)?.movements.map(row => row.lot) ?? []))
  await loadById(client, state, missing(lots, state.lotsById))
  await loadStock(client, state, [...lots])
  return true
}

async function loadContainers(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const codes = missing(wanted.containers, state.containers)
  if (codes.length === 0) return false
  for (const code of codes) state.containers.set(code, null)
  for (const row of await rowsOf(client, 'container', 't.site = $1 and t.container = any($2) and t.until is null', [state.site, codes]))
    state.containers.set(row.container, row)
  return true
}

async function loadContents(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const codes = missing(wanted.contentsOf, state.contents)
  if (codes.length === 0) return false
  for (const code of codes) state.contents.set(code, { lots: new Set(), containers: new Set() })
  const { rows } = await client.query(
    'select s.lot, s.place from stock s join lot l on l.id = s.lot where s.place = any($1) and s.quantity <> 0 and l.site = $2',
    [codes.map(code => `container:${code}`), state.site],
  )
  for (const { lot, place } of rows as { lot: number; place: string }[]) state.contents.get(place.slice('container:'.length))?.lots.add(lot)
  for (const row of await rowsOf(client, 'container', 't.site = $1 and t.parent = any($2) and t.until is null', [state.site, codes]))
    state.contents.get(row.parent ?? '')?.containers.add(row.container)
  return true
}

async function loadShipments(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const codes = missing(wanted.shipments, state.shipments)
  if (codes.length === 0) return false
  for (const code of codes) state.shipments.set(code, null)
  for (const row of await rowsOf(client, 'shipment', 't.site = $1 and t.shipment = any($2) and t.until is null', [state.site, codes]))
    state.shipments.set(row.shipment, row)
  return true
}

async function loadShipped(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const lots = missing(wanted.shippedLots, state.sent)
  if (lots.length === 0) return false
  const sent = new Map(lots.map(lot => [lot, new Map<string, OutByShipment>()]))
  const { rows } = await client.query(
    `select m.lot, coalesce(m.reference, '') as shipment, sum(m.delta) as sum, coalesce(sum(m.delta) filter (where m.load_position = '${ANY_SHIPMENT}'), 0) as guessed from movement m
     where m.lot = any($1) and m.kind in ('shipped', 'returned') and m.until is null group by m.lot, m.reference`,
    [lots],
  )
  for (const { lot, shipment, sum, guessed } of rows as { lot: number; shipment: string; sum: string; guessed: string }[])
    sent.get(lot)?.set(shipment, { out: negate(readQuantity(sum)), guessed: readQuantity(guessed) })
  for (const [lot, shipments] of sent) state.sent.set(lot, shipments)
  return true
}

async function loadStrays(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const lots = missing(wanted.straysOf, state.strays)
  if (lots.length === 0) return false
  const strays = new Map(lots.map(lot => [lot, new Array<Rows['movement']>()]))
  // What was settled since counts as well: a correction may bring it back.
  const rows = await rowsOf(
    client,
    'movement',
    `t.lot = any($1) and t.kind = 'returned' and (t.reference is null or t.load_position = '${ANY_SHIPMENT}')`,
    [lots],
  )
  const customers = rows.length === 0 ? [] : await returnersOf(client, rows)
  for (const { ord, customer } of customers) if (!state.returners.has(ord)) state.returners.set(ord, customer)
  for (const row of rows) if (row.until === null) strays.get(row.lot)?.push(row)
  for (const [lot, found] of strays) state.strays.set(lot, found)
  return true
}

/** Who sent it back, by the order of the return: a movement that was settled keeps it, and a replacement has that of the event it replaces. */
async function returnersOf(client: PoolClient, rows: readonly Rows['movement'][]): Promise<{ ord: number; customer: string }[]> {
  const { rows: said } = await client.query(
    `select o.ord, coalesce(c.said->>'customer', g.body::jsonb->>'customer') as customer from unnest($1::int[]) as o(ord)
     join ledger g on g.position = coalesce((select max(r.since) from replacement r where r.ord = o.ord), o.ord)
     cross join lateral (select case when g.type = 'correct' then g.body::jsonb->'replacement' end as said) c`,
    [[...new Set(rows.map(row => row.ord))]],
  )
  return said as { ord: number; customer: string }[]
}

async function loadHolds(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const holds = missing(wanted.holds, state.holds)
  if (holds.length === 0) return false
  for (const hold of holds) {
    state.holds.set(hold, null)
    state.holdLots.set(hold, [])
  }
  for (const row of await rowsOf(client, 'hold', 't.site = $1 and t.hold = any($2) and t.until is null', [state.site, holds]))
    state.holds.set(row.hold, row)
  for (const row of await rowsOf(client, 'holdLot', 't.site = $1 and t.hold = any($2) and t.until is null', [state.site, holds]))
    state.holdLots.get(row.hold)?.push(row)
  return true
}

async function loadDrills(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const drills = missing(wanted.drills, state.drills)
  if (drills.length === 0) return false
  for (const drill of drills) state.drills.set(drill, null)
  for (const row of await rowsOf(client, 'drill', 't.site = $1 and t.drill = any($2) and t.until is null', [state.site, drills]))
    state.drills.set(row.drill, row)
  return true
}

async function loadRecalls(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const recalls = missing(wanted.recalls, state.recalls)
  if (recalls.length === 0) return false
  for (const recall of recalls) {
    state.recalls.set(recall, null)
    state.recallEntries.set(recall, [])
  }
  for (const row of await rowsOf(client, 'recall', 't.site = $1 and t.recall = any($2) and t.until is null', [state.site, recalls]))
    state.recalls.set(row.recall, row)
  const members = await rowsOf(
    client,
    'recallEntry',
    `t.site = $1 and t.recall = any($2) and t.kind in ('seed', 'exclusion') and t.until is null`,
    [state.site, recalls],
  )
  for (const row of members) state.recallEntries.get(row.recall)?.push(row)
  const lots = members.flatMap(row => row.lot ?? [])
  await loadById(client, state, missing(lots, state.lotsById))
  await loadStock(client, state, lots)
  return true
}

async function loadInstalls(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const lots = missing(wanted.installsOf, state.installs)
  if (lots.length === 0) return false
  for (const lot of lots) state.installs.set(lot, [])
  for (const row of await rowsOf(
    client,
    'link',
    `t.parent = any($1) and t.until is null and (t.put = 0 or exists (select from lot l where l.id = t.parent and l.kind = 'serial'))`,
    [lots],
  ))
    state.installs.get(row.parent)?.push(row)
  return true
}

async function loadParts(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const assemblies = missing(wanted.partsOf, state.parts)
  if (assemblies.length === 0) return false
  for (const assembly of assemblies) state.parts.set(assembly, [])
  const rows = await rowsOf(client, 'link', 't.child = any($1) and t.until is null and t.removed_at is null and t.put = 0', [assemblies])
  const parents = new Wanted()
  for (const row of rows) parents.installs(row.parent)
  await loadById(client, state, missing(new Set(rows.map(row => row.parent)), state.lotsById))
  await loadInstalls(client, state, parents)
  // One row object per link, whichever way it was found: what is taken out must be gone from both sides.
  for (const row of rows) state.parts.get(row.child)?.push(knownInstall(state, row))
  return true
}

const knownInstall = (state: State, row: Rows['link']): Rows['link'] =>
  state.installs.get(row.parent)?.find(known => known.since === row.since && known.line === row.line) ?? row

async function loadPartedFrom(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const lots = missing(wanted.partedOf, state.partedFrom)
  for (const lot of lots) {
    const { rows } = await client.query(prepared(PARTED_FROM, [[lot]]))
    const origins = (rows as (Omit<PartedFrom, 'part' | 'whole'> & { part: string; whole: string })[]).map(
      ({ part, whole, ...row }): PartedFrom => ({ ...row, part: readQuantity(part), whole: readQuantity(whole) }),
    )
    state.partedFrom.set(lot, origins)
    const parents = new Wanted()
    for (const { parent } of origins) parents.reports(parent)
    await loadReports(client, state, parents)
  }
  return lots.length > 0
}

async function loadPartings(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const lots = missing(wanted.partingsOf, state.partings)
  for (const lot of lots) {
    const partings = await partingsOf(client, lot)
    const named = new Set(partings.flatMap(parting => [parting.lot, ...parting.parents, ...parting.merged]))
    await loadById(client, state, missing(named, state.lotsById))
    await loadStock(client, state, [...named])
    const names = await rowsOf(client, 'identifier', "t.lot = any($1) and t.kind in ('vendorLot', 'heat') and t.until is null", [
      [...named],
    ])
    state.partings.set(
      lot,
      partings.map(parting => ({ ...parting, names: names.filter(row => row.lot === parting.lot) })),
    )
  }
  return lots.length > 0
}

/** What a lot began as is told by the first event that made it: parted of others, or anything else. */
async function partingsOf(client: PoolClient, lot: number): Promise<Omit<Parting, 'names'>[]> {
  const { rows } = await client.query(
    `with parts as (
       select distinct k.child as lot from link k join movement m on m.since = k.put and m.lot = k.child and m.until is null and m.delta > 0 and m.kind in ('split', 'merged', 'serialized')
       where k.parent = $1 and k.until is null and k.put > 0)
     select p.lot, case when f.kind in ('split', 'merged', 'serialized') then f.kind end as kind,
       array(select distinct o.lot from movement o where o.since = f.since and o.kind = f.kind and o.delta < 0 and o.until is null order by 1) as parents,
       array(select distinct o.lot from movement i join movement o on o.since = i.since and o.kind = i.kind and o.delta < 0 and o.until is null
             where i.lot = p.lot and i.kind = 'merged' and i.delta > 0 and i.until is null order by 1) as merged
     from parts p cross join lateral (
       select m.since, m.kind from movement m where m.lot = p.lot and m.until is null and m.delta >= 0 and m.kind in ('received', 'produced', 'split', 'merged', 'serialized')
       order by m.ord, m.line limit 1) f
     order by p.lot`,
    [lot],
  )
  return rows as Omit<Parting, 'names'>[]
}

async function loadInstallsInto(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const assemblies = missing(wanted.installsInto, state.installsInto)
  for (const assembly of assemblies) {
    const said = await rowsOf(client, 'install', 't.assembly = $1 and t.until is null', [assembly])
    const rows = await rowsOf(client, 'link', 't.child = $1 and t.until is null and t.put = 0', [assembly])
    const parents = new Wanted()
    for (const row of rows) parents.installs(row.parent)
    await loadById(client, state, missing(new Set(rows.map(row => row.parent)), state.lotsById))
    await loadInstalls(client, state, parents)
    state.installsInto.set(assembly, { said, links: rows.map(row => knownInstall(state, row)) })
  }
  return assemblies.length > 0
}

async function loadThere(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const moments = [...wanted.heldAt].filter(([key]) => !state.heldAt.has(key))
  for (const [key, moment] of moments) {
    const { rows } = await client.query(
      prepared('select coalesce(sum(delta), 0) as sum from movement where lot = $1 and until is null and (at, ord) <= ($2, $3)', [
        moment.lot,
        moment.at,
        moment.ord,
      ]),
    )
    state.heldAt.set(key, { ...moment, quantity: readQuantity((rows[0] as { sum: string }).sum) })
  }
  return moments.length > 0
}

async function loadPlacesAt(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const moments = [...wanted.laidAt].filter(([key]) => !state.laidAt.has(key))
  for (const [key, moment] of moments) {
    const { lot, at, ord } = moment
    const { rows } = await client.query(
      prepared('select place, sum(delta) as sum from movement where lot = $1 and until is null and (at, ord) <= ($2, $3) group by place', [
        lot,
        at,
        ord,
      ]),
    )
    const places = new Map((rows as { place: string; sum: string }[]).map(({ place, sum }) => [place, readQuantity(sum)]))
    state.laidAt.set(key, { ...moment, places })
  }
  return moments.length > 0
}

/** So many of the first to expire: those before them may be held or used up within the batch. */
const EXPIRING_MAX = 50

async function loadExpiring(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const materials = missing(wanted.expiringOf, state.expiring)
  for (const material of materials) {
    const { rows } = await client.query(
      prepared(
        `select l.id from lot l where l.site = $1 and l.material = $2 and l.expires_at is not null and exists (select from stock s where s.lot = l.id and s.quantity > 0)
         order by l.expires_at, l.id limit ${EXPIRING_MAX}`,
        [state.site, material],
      ),
    )
    const ids = (rows as { id: number }[]).map(row => row.id)
    state.expiring.set(material, ids)
    await loadById(client, state, missing(ids, state.lotsById))
    await loadStock(client, state, ids)
    for (const id of ids) wanted.use(id)
  }
  return materials.length > 0
}

/** Series that begin at or before the serial, with the same letters; whether it is in one of them is reckoned here. */
const SERIES_BEFORE = `select a.number, i.lot, i.value from unnest($2::text[], $3::text[]) as a(number, prefix)
  join identifier i on i.kind = '${SERIES_KIND}' and i.until is null and lower(i.value) ~>=~ lower('${SERIES_WORD}' || a.prefix)
    and lower(i.value) ~<=~ (lower('${SERIES_WORD}' || a.number) || chr(1114111))
  join lot l on l.id = i.lot and l.site = $1 and l.makings > 0`

async function loadSeries(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  if (wanted.seriesOver.size === 0) return false
  // Whoever makes one of many serials makes the others as well: they are asked for at once and not one by one.
  const numbers = missing(new Set([...wanted.seriesOver, ...wanted.numbers]), state.series)
  if (numbers.length === 0) return false
  for (const number of numbers) state.series.set(number, [])
  const { rows } = await client.query(
    prepared(SERIES_BEFORE, [state.site, numbers, numbers.map(number => placeIn(number)?.prefix ?? number)]),
  )
  const found = (rows as { number: string; lot: number; value: string }[]).filter(({ number, value }) => {
    const series = readSeries(value)
    return series !== undefined && isIn(series, number)
  })
  const ids = found.map(row => row.lot)
  await loadById(client, state, missing(new Set(ids), state.lotsById))
  await loadStock(client, state, ids)
  for (const { number, lot } of found) state.series.get(number)?.push(state.lot(lot))
  return true
}

async function loadSeriesTaken(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const asked = [...wanted.seriesTaken.entries()].filter(([key]) => !state.seriesTaken.has(key))
  for (const [key, series] of asked) state.seriesTaken.set(key, { asked: series, taken: await takenOf(client, state.site, series) })
  return asked.length > 0
}

/** Serials with lots of their own; serials of this very lot that would lie outside of it; other series. */
async function takenOf(client: PoolClient, site: string, asked: AskedSeries): Promise<string | null> {
  const series = seriesOf(asked)
  if (!series) return null
  const { material, from, to, of, within } = asked
  const serials = await client.query(
    prepared(
      `select number from lot l where site = $1 and material = $2 and makings > 0 and length(number) = length($3) and left(number, $5) = left($3, $5)
         and substr(number, $5 + 1) ~ '^[0-9]+$' and number collate "C" between $3 and $4
         and not exists (select from link k where k.child = l.id and k.parent = $6 and k.until is null) order by number limit 1`,
      [site, material, from, to, series.prefix.length, of],
    ),
  )
  const [serial] = serials.rows as { number: string }[]
  if (serial) return serial.number
  const ranges = await client.query(
    prepared(
      `select l.number, i.value from identifier i join lot l on l.id = i.lot and l.site = $1 and l.material = $2 and l.makings > 0
       where i.kind = '${SERIES_KIND}' and i.until is null and lower(i.value) ~>=~ lower('${SERIES_WORD}' || $3) and lower(i.value) ~<=~ (lower('${SERIES_WORD}' || $4) || chr(1114111))
         and l.id is distinct from $5 and not exists (select from link k where k.child = l.id and k.parent = $5 and k.until is null)`,
      [site, material, series.prefix, to, of],
    ),
  )
  const around = within === null ? undefined : seriesOf(within)
  const other = (ranges.rows as { number: string; value: string }[]).find(({ value }) => {
    const known = readSeries(value)
    return known !== undefined && overlap(known, series) && !(around && contains(known, around))
  })
  return other?.number ?? (of === null ? null : outside(client, of, { material, series }))
}

/** One that was taken out of the lot and would no longer be of its series. */
async function outside(
  client: PoolClient,
  lot: number,
  { material, series }: { material: string; series: Series },
): Promise<string | null> {
  const { rows } = await client.query(
    prepared(
      `select c.number from link k join lot c on c.id = k.child and c.makings > 0 and c.material = $2 where k.parent = $1 and k.until is null order by c.id`,
      [lot, material],
    ),
  )
  const numbers = (rows as { number: string }[]).map(({ number }) => number)
  return numbers.find(number => !isWithin(series, number)) ?? null
}

function isWithin(series: Series, number: string): boolean {
  const named = seriesNamedBy(number)
  return named !== undefined && contains(series, named)
}

/** By which movements a series went as a whole, the last first. */
async function loadGone(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const lots = missing(wanted.goneOf, state.gone)
  if (lots.length === 0) return false
  for (const lot of lots) state.gone.set(lot, [])
  const kinds = `'shipped', 'sentBack', 'scrapped', 'adjusted'`
  const rows = await rowsOf(client, 'movement', `t.lot = any($1) and t.until is null and t.delta < 0 and t.kind in (${kinds})`, [lots])
  for (const row of rows.sort((a, b) => b.at - a.at || b.ord - a.ord || a.line - b.line)) state.gone.get(row.lot)?.push(row)
  return true
}

async function loadNumbering(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const patterns = missing(wanted.patterns, state.numbering)
  if (patterns.length === 0) return false
  for (const pattern of patterns) state.numbering.set(pattern, 0)
  for (const row of await rowsOf(client, 'numbering', 't.site = $1 and t.pattern = any($2)', [state.site, patterns])) {
    state.numbering.set(row.pattern, row.last)
    state.numberingRows.set(row.pattern, row)
  }
  return true
}

async function loadEvents(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const ids = missing(wanted.events, state.events)
  if (ids.length === 0) return false
  for (const id of ids) state.events.set(id, null)
  const { rows } = await client.query(
    prepared(
      `select l.id, l.site, l.sequence, l.position, l.position as ord, l.type, l.body, v.id is not null as voided
       from ledger l left join event_void v on v.id = l.id where l.id = any($1)
     union all
     select r.id, l.site, l.sequence, r.since, r.ord, l.type, l.body, v.id is not null
       from replacement r join ledger l on l.position = r.since left join event_void v on v.id = r.id where r.id = any($1)`,
      [ids],
    ),
  )
  for (const row of rows as EventRow[]) state.events.set(row.id, row)
  return true
}
type EventRow = NonNullable<ReturnType<State['event']>>

async function loadDocuments(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const hashes = missing(wanted.documents, state.documents)
  if (hashes.length === 0) return false
  for (const hash of hashes) state.documents.set(hash, null)
  const { rows } = await client.query(
    prepared('select document, media_type as "mediaType", size::float8 as size from document_content where document = any($1)', [hashes]),
  )
  for (const { document, ...stored } of rows as (StoredDocument & { document: string })[]) state.documents.set(document, stored)
  return true
}

async function loadCertificates(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const lots = missing(wanted.certificatesOf, state.certificates)
  if (lots.length === 0) return false
  for (const lot of lots) state.certificates.set(lot, new Set())
  for (const row of await rowsOf(client, 'document', `t.lot = any($1) and t.kind = '${CERTIFICATE}' and t.until is null`, [lots]))
    state.certificates.get(row.lot ?? 0)?.add(row)
  return true
}

async function loadConcessions(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const lots = missing(wanted.concessionsOf, state.concessions)
  if (lots.length === 0) return false
  for (const lot of lots) state.concessions.set(lot, { granted: [], uses: [] })
  for (const row of await rowsOf(client, 'concession', 't.lot = any($1) and t.until is null', [lots]))
    state.concessions.get(row.lot)?.granted.push(row)
  for (const row of await rowsOf(client, 'concessionUse', 't.lot = any($1) and t.until is null', [lots]))
    state.concessions.get(row.lot)?.uses.push(row)
  return true
}

async function loadConcessionCodes(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const codes = missing(wanted.concessions, state.concessionCodes)
  if (codes.length === 0) return false
  for (const code of codes) state.concessionCodes.set(code, false)
  const { rows } = await client.query('select distinct concession from concession where site = $1 and concession = any($2)', [
    state.site,
    codes,
  ])
  for (const { concession } of rows as { concession: string }[]) state.concessionCodes.set(concession, true)
  return true
}

async function loadDelivered(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const asked = [...wanted.deliveriesOn.entries()].filter(([key]) => !state.delivered.has(key)).map(([, want]) => want)
  if (asked.length === 0) return false
  const { rows } = await client.query(
    prepared(
      `select w.code, w.line, coalesce(sum(m.delta), 0) as sum from unnest($2::text[], $3::text[]) as w(code, line)
       left join movement m on m.site = $1 and m.reference = w.code and m.load_position = w.line and m.kind = 'received' and m.until is null group by w.code, w.line`,
      [state.site, asked.map(want => want.order), asked.map(want => want.line)],
    ),
  )
  for (const { code, line, sum } of rows as { code: string; line: string; sum: string }[])
    state.delivered.set(deliveredKey(code, line), readQuantity(sum))
  return true
}

/** Good pieces that were reported or made, by the operation that was named or derived. */
async function loadReports(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const lots = missing(wanted.reportsOf, state.reports)
  if (lots.length === 0) return false
  for (const lot of lots) state.reports.set(lot, [])
  const { rows } = await client.query(
    prepared(
      `select m.lot, m.since, m.at::float8 as at, m.ord, ${REPORTED_ORDER} as "order", ${REPORTED_OPERATION} as operation, (${REPORTED_QUANTITY})::text as quantity
       from movement m ${REPORTED_BY}
       where m.lot = any($1) and m.kind in ('worked', 'produced') and m.until is null`,
      [lots],
    ),
  )
  for (const { lot, quantity, ...report } of rows as (Omit<Report, 'quantity'> & { lot: number; quantity: string })[])
    state.reports.get(lot)?.push({ ...report, quantity: readQuantity(quantity) })
  for (const lot of lots) addNewReports(state, lot)
  return true
}

async function loadValues(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const asked = [...wanted.valuesOf.entries()].filter(([key]) => !state.measurements.has(key))
  if (asked.length === 0) return false
  const [lots, runs] = [asked.flatMap(([, { lot }]) => lot ?? []), asked.flatMap(([, { run }]) => run ?? [])]
  for (const [key] of asked) state.measurements.set(key, [])
  const rows = await rowsOf(client, 'measurement', 't.until is null and (t.lot = any($2) or (t.site = $1 and t.run = any($3)))', [
    state.site,
    lots,
    runs,
  ])
  for (const row of rows)
    for (const of of [
      { lot: row.lot, run: null },
      { lot: null, run: row.run },
    ])
      if (asked.some(([key]) => key === valuesKey(of))) state.measurements.get(valuesKey(of))?.push(row)
  return true
}

/** The ledger of this batch is not written yet, so its reports were not read. */
function addNewReports(state: State, lot: number): void {
  const known = state.reports.get(lot) ?? []
  const read = new Set(known.map(report => report.since))
  known.push(...(state.newReports.get(lot) ?? []).filter(report => !read.has(report.since)))
}

const TEMPORAL = TABLE_NAMES.filter(table => 'until' in TABLES[table].columns)

async function loadEventDetails(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
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

async function loadScope(client: PoolClient, state: State, question: string, guard: Guard): Promise<void> {
  if (!guard.scopeOf) throw new Error('this writer has nobody to ask what a recall reaches')
  state.scopes.set(question, await guard.scopeOf(question, client))
}

async function loadPreview(client: PoolClient, state: State, command: AnyCommand, guard: Guard): Promise<void> {
  if (!guard.previewOf) throw new Error('this writer has nobody to ask what an act would change')
  state.previews.set(command.id, await guard.previewOf(command, client))
}

async function loadUses(client: PoolClient, state: State, wanted: Wanted, guard: Guard): Promise<void> {
  const lots = missing(wanted.uses, state.heldBy)
  if (lots.length === 0) return
  const holds = await guard.holdsReaching(lots, state.position, client)
  for (const lot of lots) state.heldBy.set(lot, holds.get(lot) ?? [])
}
