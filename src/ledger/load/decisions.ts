/** Loads holds, recalls, drills, concessions and certificates. */
import type { PoolClient } from 'pg'
import { CERTIFICATE, type State } from '../state.ts'
import type { Wanted } from '../wanted.ts'
import { loadById, loadStock } from './lots.ts'
import { missing, rowsOf } from './rows.ts'

export async function loadHolds(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
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

export async function loadDrills(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const drills = missing(wanted.drills, state.drills)
  if (drills.length === 0) return false
  for (const drill of drills) state.drills.set(drill, null)
  for (const row of await rowsOf(client, 'drill', 't.site = $1 and t.drill = any($2) and t.until is null', [state.site, drills]))
    state.drills.set(row.drill, row)
  return true
}

export async function loadRecalls(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
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

export async function loadCertificates(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const lots = missing(wanted.certificatesOf, state.certificates)
  if (lots.length === 0) return false
  for (const lot of lots) state.certificates.set(lot, new Set())
  for (const row of await rowsOf(client, 'document', `t.lot = any($1) and t.kind = '${CERTIFICATE}' and t.until is null`, [lots]))
    state.certificates.get(row.lot ?? 0)?.add(row)
  return true
}

export async function loadConcessions(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const lots = missing(wanted.concessionsOf, state.concessions)
  if (lots.length === 0) return false
  for (const lot of lots) state.concessions.set(lot, { granted: [], uses: [] })
  for (const row of await rowsOf(client, 'concession', 't.lot = any($1) and t.until is null', [lots]))
    state.concessions.get(row.lot)?.granted.push(row)
  for (const row of await rowsOf(client, 'concessionUse', 't.lot = any($1) and t.until is null', [lots]))
    state.concessions.get(row.lot)?.uses.push(row)
  return true
}

export async function loadConcessionCodes(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
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
