/** Loads what is installed in what, and what lots were parted from. */
import type { PoolClient } from 'pg'
import { readQuantity } from '../../base/quantity.ts'
import { PARTED_FROM, type PartedFrom } from '../reported.ts'
import type { Parting, State } from '../state.ts'
import type { Rows } from '../tables.ts'
import { Wanted } from '../wanted.ts'
import { loadById, loadStock } from './lots.ts'
import { loadReports } from './reports.ts'
import { missing, prepared, rowsOf } from './rows.ts'

export async function loadInstalls(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
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

export async function loadParts(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
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

export async function loadPartedFrom(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
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

export async function loadPartings(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
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

export async function loadInstallsInto(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
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
