/** Loads what was reported of lots, and what was measured. */
import type { PoolClient } from 'pg'
import { readQuantity } from '../../base/quantity.ts'
import { REPORTED_BY, REPORTED_OPERATION, REPORTED_ORDER, REPORTED_QUANTITY } from '../reported.ts'
import type { Report, State } from '../state.ts'
import { valuesKey, type Wanted } from '../wanted.ts'
import { missing, prepared, rowsOf } from './rows.ts'

/** Good pieces that were reported or made, by the operation that was named or derived. */
export async function loadReports(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
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

export async function loadValues(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
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
