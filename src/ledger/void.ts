/**
 * Takes back what one event made: its rows are believed no longer, its stock is put back, the rows it had ended are believed again.
 * The rows themselves stay: a question as known before still sees them.
 */
import { negate } from '../base/quantity.ts'
import { countMade } from './apply.ts'
import { type EventDetail, type KnownEvent, masterKey, type State } from './state.ts'
import { type MasterRow, type Rows, TABLES, type TableName } from './tables.ts'

/** The events that are taken back in one act, by their position. */
type Act = ReadonlyMap<number, KnownEvent>

/** `type` is what kind of event it is: of a replacement, the type of the replacement. */
export function voidEvent(state: State, event: KnownEvent, type: string, { since, act }: { since: number; act: Act }): EventDetail {
  const detail = state.detail(event.id)
  const isOurs = (table: TableName, row: object): boolean =>
    !(table === 'link' && isSettled(row as Rows['link'], event, type)) && (type === 'remove' ? table !== 'run' : !isOfRun(table, row))
  // Movements first: what else stays depends on what is left of a lot and in a container.
  for (const table of ['movement', ...Object.keys(detail.rows).filter(name => name !== 'movement')] as TableName[]) {
    for (const row of detail.rows[table] ?? [])
      if (isOurs(table, row) && !stays(state, event, detail, table, row)) endRow(state, table, row, since)
  }
  for (const table of Object.keys(detail.ended) as TableName[]) {
    for (const row of detail.ended[table] ?? [])
      if (isOurs(table, row) && isNext(detail, table, row) && !isOvertaken(detail, table, row))
        comeBack(state, table, row, { since, maker: act.get('since' in row ? row.since : 0) })
  }
  state.insert('eventVoid', { id: event.id, since: event.position, byPosition: since })
  state.setEntry(state.events, event.id, { ...event, voided: true })
  return detail
}

/** Links of an install that this event only settled anew, in another number of units: they are settled once more when it is taken back. */
function isSettled({ put, taken }: Rows['link'], { position }: KnownEvent, type: string): boolean {
  if (put !== 0) return false
  return type === 'install' ? taken !== position : !TAKES_OUT.has(type)
}
const TAKES_OUT: ReadonlySet<string> = new Set(['remove', 'disassemble'])

/** Links and open ends of a run are derived again as a whole; the run itself only its handler can take back. */
const isOfRun = (table: TableName, row: object): boolean =>
  table === 'run' ||
  ((table === 'link' || table === 'openEnd') && (row as { run: string | null }).run !== null && (row as { put?: number }).put !== 0)

/** What was taken out of the output of a run was settled with the run since: there is another link by now. */
function isOvertaken({ rows }: EventDetail, table: TableName, row: object): boolean {
  if (table !== 'link' || !isOfRun(table, row)) return false
  const { parent, child, put } = row as Rows['link']
  return !(rows.link ?? []).some(own => own.parent === parent && own.child === child && own.put === put)
}

/** What others stand on stays: the vendor lot of further deliveries, a shipment others added to, a container with something in it. */
function stays(state: State, event: KnownEvent, detail: EventDetail, table: TableName, row: Rows[TableName]): boolean {
  if (table === 'identifier')
    return (row as Rows['identifier']).kind === 'vendorLot' && state.lot((row as Rows['identifier']).lot).makings > 0
  if (table === 'shipment') return detail.shared.has((row as Rows['shipment']).shipment)
  if (table !== 'container') return false
  const { container } = row as Rows['container']
  const isFirst = !(detail.ended.container ?? []).some(before => before.container === container)
  return isFirst && hasContents(state, container, event.position)
}

/** Something is in the container besides what this very event put there. */
function hasContents(state: State, container: string, position: number): boolean {
  const { lots, containers } = state.contentsOf(container)
  const place = `container:${container}`
  return (
    [...lots].some(lot => (state.places(lot).get(place)?.quantity ?? 0n) !== 0n) ||
    [...containers].some(inner => state.container(inner)?.since !== position)
  )
}

const KEPT_BY_CODE: ReadonlySet<TableName> = new Set(['master', 'container', 'hold', 'recall', 'drill', 'shipment'])

/** Of a record that was stated again since, the voided one was no longer the current one: then nothing comes back. */
function isNext(detail: EventDetail, table: TableName, row: Rows[TableName]): boolean {
  if (!KEPT_BY_CODE.has(table)) return true
  const code = codeOf(table, row)
  return (detail.rows[table] ?? []).some(own => codeOf(table, own) === code)
}

const codeOf = (table: TableName, row: object): string =>
  TABLES[table].key
    .filter(field => field !== 'since')
    .map(field => String((row as Record<string, unknown>)[field]))
    .join('\u0000')

function endRow(state: State, table: TableName, row: Rows[TableName], since: number): void {
  if (table === 'lot') return
  if (table === 'movement') putBack(state, row as Rows['movement'])
  if (table === 'link') state.dropLink(row as Rows['link'])
  if (table === 'master') dropMaster(state, row as MasterRow)
  if (table === 'container') state.dropContainer(row as Rows['container'])
  if (table === 'hold') state.setEntry(state.holds, (row as Rows['hold']).hold, null)
  if (table === 'recall') state.setEntry(state.recalls, (row as Rows['recall']).recall, null)
  if (table === 'drill') state.setEntry(state.drills, (row as Rows['drill']).drill, null)
  if (table === 'shipment') state.setEntry(state.shipments, (row as Rows['shipment']).shipment, null)
  if (table === 'concession' || table === 'concessionUse')
    state.dropConcessions((row as Rows['concession']).lot, (row as Rows['concession']).since)
  state.update(table, row as Rows[typeof table], { until: since })
}

function putBack(state: State, row: Rows['movement']): void {
  state.changeStock(row.lot, row.place, negate(row.delta))
  countMade(state, state.lot(row.lot), row, -1)
  state.unnote(row)
}

function dropMaster(state: State, row: MasterRow): void {
  state.setEntry(state.masters, masterKey(row.kind, row.code), null)
  const badge = (row.body as { badge?: string }).badge
  if (badge !== undefined) state.setEntry(state.badges, badge, null)
}

/** What an event made that is taken back in the same act goes with it, or does not come back where that is gone already. */
function comeBack(
  state: State,
  table: TableName,
  row: Rows[TableName],
  { since, maker }: { since: number; maker: KnownEvent | undefined },
): void {
  if (maker && state.event(maker.id)?.voided === true) return
  const copy = reopenRow(state, table, row, since)
  if (!maker) return
  const rows: Partial<Record<TableName, object[]>> = state.detail(maker.id).rows
  state.setField(rows, table, [...(rows[table] ?? []), copy])
}

function reopenRow(state: State, table: TableName, row: Rows[TableName], since: number): Rows[TableName] {
  const lined = 'line' in TABLES[table].columns ? { line: state.nextLine(since) } : {}
  const copy = { ...row, ...lined, since, until: null } as Rows[TableName]
  if (table === 'movement') {
    state.bookAgain(copy as Rows['movement'])
    return copy
  }
  if (table === 'link') {
    state.linkAgain(copy as Rows['link'])
    return copy
  }
  if (table === 'container') {
    state.containerAgain(copy as Rows['container'])
    return copy
  }
  state.insert(table, copy as Rows[typeof table])
  if (table === 'master') state.setEntry(state.masters, masterKey((copy as MasterRow).kind, (copy as MasterRow).code), copy as MasterRow)
  if (table === 'hold') state.setEntry(state.holds, (copy as Rows['hold']).hold, copy as Rows['hold'])
  if (table === 'recall') state.setEntry(state.recalls, (copy as Rows['recall']).recall, copy as Rows['recall'])
  if (table === 'drill') state.setEntry(state.drills, (copy as Rows['drill']).drill, copy as Rows['drill'])
  return copy
}
