/**
 * Every projection, once: its row as the code sees it, its columns as PostgreSQL sees them. Loading, persisting, rebuilding and
 * verifying are all driven by these descriptions. `since` and `until` are positions in the store (see migrations/0001-ledger).
 */

import type { Json } from '../base/canonical.ts'
import { formatQuantity, type Quantity, readQuantity } from '../base/quantity.ts'

export interface MasterRow {
  site: string
  kind: string
  code: string
  body: Json
  since: number
  until: number | null
}
export interface LotRow {
  id: number
  site: string
  material: string
  number: string
  kind: 'lot' | 'serial'
  unit: string
  homogeneous: boolean
  madeAt: number
  made: Quantity
  makings: number
  since: number
  expiresAt: number | null
  vendor: string | null
  vendorLot: string | null
  heat: string | null
  workOrder: string | null
  attributes: Json
  /** When something was last installed in a lot of pieces: what is told of the time before changes in how many of them it is. */
  installedAt: number | null
}
/** What an install into a lot of pieces said; in how many of them it is follows from what was there. */
export interface InstallRow {
  since: number
  line: number
  site: string
  assembly: number
  component: number
  quantity: Quantity
  per: number | null
  at: number
  ord: number
  until: number | null
}
export interface IdentifierRow {
  since: number
  line: number
  lot: number
  kind: string
  value: string
  until: number | null
}
export interface StockRow {
  lot: number
  place: string
  quantity: Quantity
}
export interface MovementRow {
  since: number
  line: number
  site: string
  lot: number
  kind: MovementKind
  delta: Quantity
  scrap: Quantity
  worked: Quantity | null
  place: string
  at: number
  ord: number
  filledFrom: number | null
  run: string | null
  position: string | null
  reference: string | null
  until: number | null
}
export interface LinkRow {
  since: number
  line: number
  parent: number
  child: number
  quantityMin: number | null
  quantityExpected: number | null
  quantityMax: number | null
  drawn: number | null
  portion: number
  portionTotal: number
  came: number
  gone: number
  taken: number
  put: number
  draw: number
  blend: number
  how: 'scanned' | 'rule' | 'imported' | 'asserted'
  site: string
  run: string | null
  position: string | null
  removedAt: number | null
  until: number | null
}
export interface RunRow {
  site: string
  run: string
  workOrder: string | null
  operation: number | null
  workCenter: string | null
  material: string | null
  precise: boolean
  startedAt: number
  finishedAt: number | null
  lastAt: number
  folded: Json
  since: number
  until: number | null
}
export interface MeasurementRow {
  since: number
  line: number
  site: string
  lot: number | null
  run: string | null
  characteristic: string
  value: string
  unit: string | null
  quantity: Quantity | null
  /** What it is, and the limits it had to keep when it was recorded; null where nothing asked for it. */
  kind: string | null
  low: Quantity | null
  high: Quantity | null
  inRange: boolean | null
  workOrder: string | null
  operation: number | null
  workCenter: string | null
  at: number
  until: number | null
}
/** A rule that was not kept, and the approved deviation by which it need not be. */
export interface DeviationUseRow {
  since: number
  line: number
  site: string
  deviation: string
  rule: string
  lot: number
  workOrder: string | null
  operation: number | null
  run: string | null
  at: number
  until: number | null
}
export interface HoldRow {
  site: string
  hold: string
  direction: 'none' | 'forward'
  reason: string
  caseNumber: string | null
  by: string | null
  at: number
  releasedAt: number | null
  releaseReason: string | null
  since: number
  until: number | null
}
export interface HoldLotRow {
  since: number
  line: number
  site: string
  hold: string
  lot: number
  exempt: string | null
  until: number | null
}
/** What may pass of one lot in spite of the holds that are named. */
export interface ConcessionRow {
  since: number
  line: number
  site: string
  concession: string
  lot: number
  holds: Json
  quantity: Quantity | null
  customer: string | null
  expiresAt: number | null
  reason: string
  by: string | null
  at: number
  until: number | null
}
/** How much was used or shipped under a concession. */
export interface ConcessionUseRow {
  since: number
  line: number
  site: string
  concession: string
  lot: number
  quantity: Quantity
  kind: MovementKind
  reference: string | null
  until: number | null
}
/** A recall as it stands: restated by each version and by its end. */
export interface RecallRow {
  site: string
  recall: string
  kind: 'recall' | 'drill'
  class: string | null
  reason: string
  hold: string | null
  by: string | null
  at: number
  version: number
  /** The scope is what the trace answers as known at this position; `fingerprint` proves it. */
  position: number
  fingerprint: string
  lots: number
  certain: number
  possible: number
  customers: number
  closedAt: number | null
  closeReason: string | null
  since: number
  until: number | null
}
/** What belongs to a recall one by one: seeds, exclusions, what was found, whom was spoken to. */
export interface RecallEntryRow {
  since: number
  line: number
  site: string
  recall: string
  kind: 'seed' | 'exclusion' | 'inclusion' | 'found' | 'contact' | 'letter'
  lot: number | null
  customer: string | null
  outcome: string | null
  quantity: Quantity | null
  unit: string | null
  detail: string | null
  evidence: string | null
  /** Id of the event that an exclusion rests on. */
  evidenceEvent: string | null
  /** That a letter is worded in. */
  language: string | null
  by: string | null
  at: number
  until: number | null
}
/** A drill as it stands: restated by each step and by its end. Its times are what the scorecard's times are reckoned from. */
export interface DrillRow {
  site: string
  drill: string
  origin: 'chosen' | 'random' | 'nightly'
  /** How the lot was drawn: with the seed and the position it is drawn again. */
  drawn: Json | null
  /** Materials and numbers it starts from. */
  lots: Json
  by: string | null
  at: number
  tracedAt: number | null
  stockAt: number | null
  customersAt: number | null
  finishedAt: number | null
  scorecard: Json | null
  since: number
  until: number | null
}
export interface ContainerRow {
  site: string
  container: string
  parent: string | null
  place: string
  since: number
  until: number | null
}
export interface ShipmentRow {
  site: string
  shipment: string
  customer: string
  salesOrder: string | null
  at: number
  since: number
  until: number | null
}
export interface OpenEndRow {
  since: number
  line: number
  site: string
  run: string | null
  lot: number
  code: string
  detail: string
  until: number | null
}
export interface ExceptionRow {
  since: number
  line: number
  site: string
  code: string
  detail: string
  /** The lot somebody named who raised it. */
  lot: number | null
  until: number | null
}
/** What a supervisor decided about an exception, which is named by where it was recorded. */
export interface ResolutionRow {
  since: number
  line: number
  site: string
  exceptionSince: number
  exceptionLine: number
  action: 'accept' | 'reverse' | 'snooze'
  reason: string
  by: string | null
  at: number
  snoozedUntil: number | null
  until: number | null
}
export interface DocumentRow {
  since: number
  line: number
  site: string
  document: string
  name: string
  kind: string
  mediaType: string
  size: number
  target: string
  code: string
  lot: number | null
  at: number
  until: number | null
}
export interface NumberingRow {
  site: string
  pattern: string
  last: number
}
export interface EventVoidRow {
  id: string
  since: number
  byPosition: number
}
export interface ReplacementRow {
  id: string
  since: number
  ord: number
}

export interface LabelPrintRow {
  since: number
  line: number
  site: string
  lot: number | null
  container: string | null
  template: string
  copies: number
  copy: number
  printer: string | null
  reason: string | null
  by: string | null
  station: string | null
  doubtful: boolean
  at: number
  until: number | null
}

export type MovementKind =
  | 'received'
  | 'produced'
  | 'loaded'
  | 'unloaded'
  | 'consumed'
  | 'installed'
  | 'removed'
  | 'split'
  | 'merged'
  | 'serialized'
  | 'moved'
  | 'scrapped'
  | 'adjusted'
  | 'shipped'
  | 'returned'
  | 'sentBack'
  | 'worked'
  | 'observed'

/** Position of a return that may be of any shipment to its customer: the one it names is settled by it, and proves nothing. */
export const ANY_SHIPMENT = 'any shipment'

/** Movements that bring a lot into being, as opposed to those that bring some of it back: they count as made. */
export const MAKING: ReadonlySet<MovementKind> = new Set(['received', 'produced', 'split', 'merged', 'serialized'])

export interface Rows {
  master: MasterRow
  lot: LotRow
  identifier: IdentifierRow
  stock: StockRow
  movement: MovementRow
  link: LinkRow
  install: InstallRow
  run: RunRow
  measurement: MeasurementRow
  deviationUse: DeviationUseRow
  hold: HoldRow
  holdLot: HoldLotRow
  concession: ConcessionRow
  concessionUse: ConcessionUseRow
  recall: RecallRow
  recallEntry: RecallEntryRow
  drill: DrillRow
  container: ContainerRow
  shipment: ShipmentRow
  openEnd: OpenEndRow
  exception: ExceptionRow
  resolution: ResolutionRow
  document: DocumentRow
  numbering: NumberingRow
  eventVoid: EventVoidRow
  replacement: ReplacementRow
  labelPrint: LabelPrintRow
}
export type TableName = keyof Rows

type ColumnType = 'int4' | 'int2' | 'int8' | 'text' | 'numeric' | 'float8' | 'jsonb' | 'bool'
interface Column {
  column: string
  type: ColumnType
}
export interface Table {
  name: string
  key: readonly string[]
  columns: Readonly<Record<string, Column>>
}

const columns = (types: Record<string, ColumnType | [string, ColumnType]>): Record<string, Column> =>
  Object.fromEntries(
    Object.entries(types).map(([field, type]) => [
      field,
      typeof type === 'string' ? { column: field.replace(/[A-Z]/g, c => `_${c.toLowerCase()}`), type } : { column: type[0], type: type[1] },
    ]),
  )

export const TABLES: { readonly [T in TableName]: Table } = {
  master: {
    name: 'master',
    key: ['site', 'kind', 'code', 'since'],
    columns: columns({ site: 'text', kind: 'text', code: 'text', body: 'jsonb', since: 'int4', until: 'int4' }),
  },
  lot: {
    name: 'lot',
    key: ['id'],
    columns: columns({
      id: 'int4',
      site: 'text',
      material: 'text',
      number: 'text',
      kind: 'text',
      unit: 'text',
      homogeneous: 'bool',
      madeAt: 'int8',
      made: 'numeric',
      makings: 'int4',
      since: 'int4',
      expiresAt: 'int8',
      vendor: 'text',
      vendorLot: 'text',
      heat: 'text',
      workOrder: 'text',
      attributes: 'jsonb',
      installedAt: 'int8',
    }),
  },
  identifier: {
    name: 'identifier',
    key: ['since', 'line'],
    columns: columns({ since: 'int4', line: 'int4', lot: 'int4', kind: 'text', value: 'text', until: 'int4' }),
  },
  stock: { name: 'stock', key: ['lot', 'place'], columns: columns({ lot: 'int4', place: 'text', quantity: 'numeric' }) },
  movement: {
    name: 'movement',
    key: ['since', 'line'],
    columns: columns({
      since: 'int4',
      line: 'int4',
      site: 'text',
      lot: 'int4',
      kind: 'text',
      delta: 'numeric',
      scrap: 'numeric',
      worked: 'numeric',
      place: 'text',
      at: 'int8',
      ord: 'int4',
      filledFrom: 'int8',
      run: 'text',
      position: ['load_position', 'text'],
      reference: 'text',
      until: 'int4',
    }),
  },
  link: {
    name: 'link',
    key: ['since', 'line'],
    columns: columns({
      since: 'int4',
      line: 'int4',
      parent: 'int4',
      child: 'int4',
      quantityMin: 'float8',
      quantityExpected: 'float8',
      quantityMax: 'float8',
      drawn: 'float8',
      portion: 'float8',
      portionTotal: 'float8',
      came: 'int8',
      gone: 'int8',
      taken: 'int4',
      put: 'int4',
      draw: 'int4',
      blend: 'int2',
      how: 'text',
      site: 'text',
      run: 'text',
      position: ['load_position', 'text'],
      removedAt: 'int8',
      until: 'int4',
    }),
  },
  install: {
    name: 'install',
    key: ['since', 'line'],
    columns: columns({
      since: 'int4',
      line: 'int4',
      site: 'text',
      assembly: 'int4',
      component: 'int4',
      quantity: 'numeric',
      per: 'float8',
      at: 'int8',
      ord: 'int4',
      until: 'int4',
    }),
  },
  run: {
    name: 'run',
    key: ['site', 'run'],
    columns: columns({
      site: 'text',
      run: 'text',
      workOrder: 'text',
      operation: 'int4',
      workCenter: 'text',
      material: 'text',
      precise: 'bool',
      startedAt: 'int8',
      finishedAt: 'int8',
      lastAt: 'int8',
      folded: 'jsonb',
      since: 'int4',
      until: 'int4',
    }),
  },
  measurement: {
    name: 'measurement',
    key: ['since', 'line'],
    columns: columns({
      since: 'int4',
      line: 'int4',
      site: 'text',
      lot: 'int4',
      run: 'text',
      characteristic: 'text',
      value: 'text',
      unit: 'text',
      quantity: 'numeric',
      kind: 'text',
      low: 'numeric',
      high: 'numeric',
      inRange: 'bool',
      workOrder: 'text',
      operation: 'int4',
      workCenter: 'text',
      at: 'int8',
      until: 'int4',
    }),
  },
  deviationUse: {
    name: 'deviation_use',
    key: ['since', 'line'],
    columns: columns({
      since: 'int4',
      line: 'int4',
      site: 'text',
      deviation: 'text',
      rule: 'text',
      lot: 'int4',
      workOrder: 'text',
      operation: 'int4',
      run: 'text',
      at: 'int8',
      until: 'int4',
    }),
  },
  hold: {
    name: 'hold',
    key: ['site', 'hold', 'since'],
    columns: columns({
      site: 'text',
      hold: 'text',
      direction: 'text',
      reason: 'text',
      caseNumber: 'text',
      by: 'text',
      at: 'int8',
      releasedAt: 'int8',
      releaseReason: 'text',
      since: 'int4',
      until: 'int4',
    }),
  },
  holdLot: {
    name: 'hold_lot',
    key: ['since', 'line'],
    columns: columns({ since: 'int4', line: 'int4', site: 'text', hold: 'text', lot: 'int4', exempt: 'text', until: 'int4' }),
  },
  concession: {
    name: 'concession',
    key: ['since', 'line'],
    columns: columns({
      since: 'int4',
      line: 'int4',
      site: 'text',
      concession: 'text',
      lot: 'int4',
      holds: 'jsonb',
      quantity: 'numeric',
      customer: 'text',
      expiresAt: 'int8',
      reason: 'text',
      by: 'text',
      at: 'int8',
      until: 'int4',
    }),
  },
  concessionUse: {
    name: 'concession_use',
    key: ['since', 'line'],
    columns: columns({
      since: 'int4',
      line: 'int4',
      site: 'text',
      concession: 'text',
      lot: 'int4',
      quantity: 'numeric',
      kind: 'text',
      reference: 'text',
      until: 'int4',
    }),
  },
  recall: {
    name: 'recall',
    key: ['site', 'recall', 'since'],
    columns: columns({
      site: 'text',
      recall: 'text',
      kind: 'text',
      class: 'text',
      reason: 'text',
      hold: 'text',
      by: 'text',
      at: 'int8',
      version: 'int4',
      position: 'int4',
      fingerprint: 'text',
      lots: 'int4',
      certain: 'int4',
      possible: 'int4',
      customers: 'int4',
      closedAt: 'int8',
      closeReason: 'text',
      since: 'int4',
      until: 'int4',
    }),
  },
  recallEntry: {
    name: 'recall_entry',
    key: ['since', 'line'],
    columns: columns({
      since: 'int4',
      line: 'int4',
      site: 'text',
      recall: 'text',
      kind: 'text',
      lot: 'int4',
      customer: 'text',
      outcome: 'text',
      quantity: 'numeric',
      unit: 'text',
      detail: 'text',
      evidence: 'text',
      evidenceEvent: 'text',
      language: 'text',
      by: 'text',
      at: 'int8',
      until: 'int4',
    }),
  },
  drill: {
    name: 'drill',
    key: ['site', 'drill', 'since'],
    columns: columns({
      site: 'text',
      drill: 'text',
      origin: 'text',
      drawn: 'jsonb',
      lots: 'jsonb',
      by: 'text',
      at: 'int8',
      tracedAt: 'int8',
      stockAt: 'int8',
      customersAt: 'int8',
      finishedAt: 'int8',
      scorecard: 'jsonb',
      since: 'int4',
      until: 'int4',
    }),
  },
  container: {
    name: 'container',
    key: ['site', 'container', 'since'],
    columns: columns({ site: 'text', container: 'text', parent: 'text', place: 'text', since: 'int4', until: 'int4' }),
  },
  shipment: {
    name: 'shipment',
    key: ['site', 'shipment', 'since'],
    columns: columns({ site: 'text', shipment: 'text', customer: 'text', salesOrder: 'text', at: 'int8', since: 'int4', until: 'int4' }),
  },
  openEnd: {
    name: 'open_end',
    key: ['since', 'line'],
    columns: columns({ since: 'int4', line: 'int4', site: 'text', run: 'text', lot: 'int4', code: 'text', detail: 'text', until: 'int4' }),
  },
  exception: {
    name: 'exception',
    key: ['since', 'line'],
    columns: columns({ since: 'int4', line: 'int4', site: 'text', code: 'text', detail: 'text', lot: 'int4', until: 'int4' }),
  },
  resolution: {
    name: 'resolution',
    key: ['since', 'line'],
    columns: columns({
      since: 'int4',
      line: 'int4',
      site: 'text',
      exceptionSince: 'int4',
      exceptionLine: 'int4',
      action: 'text',
      reason: 'text',
      by: 'text',
      at: 'int8',
      snoozedUntil: 'int8',
      until: 'int4',
    }),
  },
  document: {
    name: 'document',
    key: ['since', 'line'],
    columns: columns({
      since: 'int4',
      line: 'int4',
      site: 'text',
      document: 'text',
      name: 'text',
      kind: 'text',
      mediaType: 'text',
      size: 'int8',
      target: 'text',
      code: 'text',
      lot: 'int4',
      at: 'int8',
      until: 'int4',
    }),
  },
  numbering: { name: 'numbering', key: ['site', 'pattern'], columns: columns({ site: 'text', pattern: 'text', last: 'int4' }) },
  eventVoid: { name: 'event_void', key: ['id'], columns: columns({ id: 'text', since: 'int4', byPosition: 'int4' }) },
  replacement: { name: 'replacement', key: ['id'], columns: columns({ id: 'text', since: 'int4', ord: 'int4' }) },
  labelPrint: {
    name: 'label_print',
    key: ['since', 'line'],
    columns: columns({
      since: 'int4',
      line: 'int4',
      site: 'text',
      lot: 'int4',
      container: 'text',
      template: 'text',
      copies: 'int4',
      copy: 'int4',
      printer: 'text',
      reason: 'text',
      by: 'text',
      station: 'text',
      doubtful: 'bool',
      at: 'int8',
      until: 'int4',
    }),
  },
}

export const TABLE_NAMES = Object.keys(TABLES) as TableName[]

/** "a, b, c" with every column read back under its field's name. */
export const selectList = (table: TableName, alias?: string): string =>
  Object.entries(TABLES[table].columns)
    .map(([field, { column }]) => `${alias ? `${alias}.` : ''}${quoted(column)} as "${field}"`)
    .join(', ')

export const quoted = (column: string): string => `"${column}"`

/** A row as PostgreSQL answers it (numeric as text, jsonb parsed) made into the row the code works with. */
export function readRow<T extends TableName>(table: T, raw: Record<string, unknown>): Rows[T] {
  for (const [field, { type }] of Object.entries(TABLES[table].columns)) {
    const value = raw[field]
    if (type === 'numeric' && value !== null) raw[field] = readQuantity(value as string)
    else if (type === 'int8' && typeof value === 'string') raw[field] = Number(value)
  }
  return raw as unknown as Rows[T]
}

/** A field as it travels to PostgreSQL inside an array parameter. */
export function writeField(type: ColumnType, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (type === 'numeric') return formatQuantity(value as Quantity)
  if (type === 'jsonb') return JSON.stringify(value)
  return value
}
