/** Loads runs, and what was moved and linked in them. */
import type { PoolClient } from 'pg'
import type { State } from '../state.ts'
import type { Wanted } from '../wanted.ts'
import { loadById, loadStock } from './lots.ts'
import { missing, rowsOf } from './rows.ts'

export async function loadRuns(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const runs = missing(wanted.runs, state.runs)
  if (runs.length === 0) return false
  for (const run of runs) state.runs.set(run, null)
  for (const row of await rowsOf(client, 'run', 't.site = $1 and t.run = any($2)', [state.site, runs])) state.runs.set(row.run, row)
  return true
}

export async function loadRunDetails(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
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
