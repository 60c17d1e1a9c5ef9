/**
 * Takes back what one event made: its rows are believed no longer, its stock is put back, the rows it had ended are believed again.
 * The rows themselves stay: a question as known before still sees them.
 */
import { negate } from '../base/quantity.ts'
import { countMade } from './apply.ts'
import { masterKey, type EventDetail, type KnownEvent, type State } from './state.ts'
import { TABLES, type MasterRow, type Rows, type TableName } from './tables.ts'

/** Rows a run's own derivation ends and makes anew, and rows that only their handler can take back. */
const DERIVED: ReadonlySet<TableName> = new Set(['run'])

export function voidEvent(state: State, event: KnownEvent, since: number): EventDetail {
  const detail = state.detail(event.id)
  for (const table of Object.keys(detail.rows) as TableName[]) {
    for (const row of detail.rows[table] ?? []) if (!isOfRun(table, row)) endRow(state, table, row, since)
  }
  for (const table of Object.keys(detail.ended) as TableName[]) {
    for (const row of detail.ended[table] ?? []) if (!isOfRun(table, row)) reopenRow(state, table, row, since)
  }
  state.insert('eventVoid', { id: event.id, since: event.position, byPosition: since })
  state.setEntry(state.events, event.id, { ...event, voided: true })
  return detail
}

/** Links and open ends of a run are derived again as a whole. */
const isOfRun = (table: TableName, row: object): boolean =>
  DERIVED.has(table) || ((table === 'link' || table === 'openEnd') && (row as { run: string | null }).run !== null && (row as { put?: number }).put !== 0)

function endRow(state: State, table: TableName, row: Rows[TableName], since: number): void {
  if (table === 'lot') return
  if (table === 'movement') putBack(state, row as Rows['movement'])
  if (table === 'master') dropMaster(state, row as MasterRow)
  if (table === 'container') state.setEntry(state.containers, (row as Rows['container']).container, null)
  if (table === 'hold') state.setEntry(state.holds, (row as Rows['hold']).hold, null)
  if (table === 'shipment') state.setEntry(state.shipments, (row as Rows['shipment']).shipment, null)
  state.update(table, row as Rows[typeof table] as never, { until: since } as never)
}

function putBack(state: State, row: Rows['movement']): void {
  state.changeStock(row.lot, row.place, negate(row.delta))
  countMade(state, state.lot(row.lot), row, -1)
  state.unnoteShipped(row)
}

function dropMaster(state: State, row: MasterRow): void {
  state.setEntry(state.masters, masterKey(row.kind, row.code), null)
  const badge = (row.body as { badge?: string }).badge
  if (badge !== undefined) state.setEntry(state.badges, badge, null)
}

function reopenRow(state: State, table: TableName, row: Rows[TableName], since: number): void {
  const lined = 'line' in TABLES[table].columns ? { line: state.nextLine(since) } : {}
  const copy = { ...row, ...lined, since, until: null } as Rows[TableName]
  state.insert(table, copy)
  if (table === 'master') state.setEntry(state.masters, masterKey((copy as MasterRow).kind, (copy as MasterRow).code), copy as MasterRow)
  if (table === 'container') state.setEntry(state.containers, (copy as Rows['container']).container, copy as Rows['container'])
  if (table === 'hold') state.setEntry(state.holds, (copy as Rows['hold']).hold, copy as Rows['hold'])
}
