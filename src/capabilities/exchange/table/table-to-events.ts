/** One row of a table becomes one event (opening stock at a place: two), or a reason naming the column. */
import { canonicalJson } from '../../../base/canonical.ts'
import { isUuid, uuid5 } from '../../../base/id.ts'
import { type CaptureEvent, EVENT_TYPES, eventSchema } from '../../events.ts'
import { CellError, type CellRules, cellValue } from './cells.ts'
import { fold, pathOf, typeOf } from './columns.ts'

export interface TableRow {
  /** Line or row number as a person counts it in the file. */
  row: number
  sheet?: string | undefined
  cells: Readonly<Record<string, string>>
}

export interface TableOptions extends Partial<CellRules> {
  site?: string | undefined
  by?: string | undefined
  /** What the rows are where no column says so: a type, or a file or sheet name such as "materials". */
  type?: string | undefined
  /** Stands in for the time of master data and opening stock that have none. */
  now: string
}

export interface MappedRow {
  row: number
  sheet?: string | undefined
  events: CaptureEvent[]
  /** Which column said what stands at a path of the event. */
  columns?: ReadonlyMap<string, string> | undefined
  refused?: { code: string; detail: string; column?: string | undefined }
}

const NAMESPACE = '0c1f7d52-33a8-5d0c-9a44-6d9f0a7be0c1'
/** Facts need their time; records of what exists hold from the import on. */
const TIMELESS: ReadonlySet<string> = new Set([
  'material',
  'partner',
  'location',
  'workCenter',
  'person',
  'workOrder',
  'purchaseOrder',
  'salesOrder',
  'openingStock',
])
const ROLES: Readonly<Record<string, string>> = { vendor: 'vendor', customer: 'customer' }
const KNOWN_TYPES: ReadonlySet<string> = EVENT_TYPES
const INDEX_MAX = 999

/** Remembers how often each row was seen: the same row twice in one file is two facts, the same file twice is one. */
export class TableMapping {
  private readonly seen = new Map<string, number>()
  private readonly paths = new Map<string, Map<string, string | undefined>>()
  private readonly options: TableOptions
  private readonly rules: CellRules

  constructor(options: TableOptions) {
    this.options = options
    this.rules = { delimiter: options.delimiter ?? ',', offset: options.offset ?? 'Z' }
  }

  map(row: TableRow): MappedRow {
    const place = { row: row.row, ...(row.sheet === undefined ? {} : { sheet: row.sheet }) }
    try {
      return { ...place, ...this.events(row) }
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      return { ...place, events: [], refused: { code: error.code, detail: error.message, column: error.column } }
    }
  }

  private events(row: TableRow): { events: CaptureEvent[]; columns: Map<string, string> } {
    const named = rowType(row, this.options.type)
    const type = named in ROLES ? 'partner' : named
    const { body, columns } = this.body(row, type)
    if (named in ROLES && body['roles'] === undefined) body['roles'] = [ROLES[named]]
    this.complete(body, { type, row })
    if (type !== 'openingStock') return { events: [parsed({ ...body, type }, columns)], columns }
    const { location, ...opening } = body
    const made = parsed({ ...opening, inputs: [], type: 'transform' }, columns)
    return { events: location === undefined ? [made] : [made, this.placed(made, { location, columns })], columns }
  }

  private body(row: TableRow, type: string): { body: Record<string, unknown>; columns: Map<string, string> } {
    const body: Record<string, unknown> = {}
    const columns = new Map<string, string>()
    const unknown: Record<string, string> = {}
    for (const [column, raw] of Object.entries(row.cells)) {
      const text = raw.trim()
      const path = this.path(column, type)
      if (text === '' || path === '') continue
      if (path === undefined) unknown[column] = text
      else {
        columns.set(path, column)
        setAt(body, { path, value: this.value(path, { column, text }), column })
      }
    }
    // What is missing may have a column that is empty here and was filled before; one that says something is the likelier to be meant.
    for (const [path, column] of this.columnsOf(type)) if (!columns.has(path)) columns.set(path, column)
    // A column nobody knows is kept with the event: it may matter to the sender.
    if (Object.keys(unknown).length > 0) body['extensions'] = { ...(body['extensions'] as object | undefined), columns: unknown }
    return { body, columns }
  }

  private path(column: string, type: string): string | undefined {
    const known = this.pathsOf(type)
    if (!known.has(column)) known.set(column, pathOf(column, { type, fields: fieldsOf(type) }))
    return known.get(column)
  }

  private pathsOf(type: string): Map<string, string | undefined> {
    const known = this.paths.get(type) ?? new Map<string, string | undefined>()
    this.paths.set(type, known)
    return known
  }

  /** The columns met so far, by the path they stand for. */
  private columnsOf(type: string): [string, string][] {
    return [...this.pathsOf(type)].flatMap(([column, path]) => (path ? [[path, column] as [string, string]] : []))
  }

  private value(path: string, { column, text }: { column: string; text: string }): unknown {
    try {
      return cellValue(path, { text, rules: this.rules })
    } catch (error) {
      if (error instanceof CellError) throw new RowError('invalid-event', `${error.message}.`, column)
      throw error
    }
  }

  private complete(body: Record<string, unknown>, { type, row }: { type: string; row: TableRow }): void {
    const site = this.options.site
    if (body['site'] === undefined && site !== undefined) body['site'] = site
    if (body['by'] === undefined && this.options.by !== undefined) body['by'] = this.options.by
    if (body['at'] === undefined && TIMELESS.has(type)) body['at'] = this.options.now
    if (body['at'] === undefined) throw new RowError('invalid-event', 'The row does not say when it happened: fill a column "at".', 'at')
    body['late'] ??= true
    body['id'] = this.id(body['id'], { type, row, site: typeof body['site'] === 'string' ? body['site'] : 'main' })
  }

  private id(given: unknown, { type, row, site }: { type: string; row: TableRow; site: string }): string {
    if (typeof given === 'string' && given !== '') return isUuid(given) ? given.toLowerCase() : uuid5(`${site}|${type}|${given}`, NAMESPACE)
    const { error: _error, ...cells } = row.cells
    const content = `${site}|${type}|${canonicalJson(filled(cells))}`
    const count = (this.seen.get(content) ?? 0) + 1
    this.seen.set(content, count)
    return uuid5(count === 1 ? content : `${content}|${count}`, NAMESPACE)
  }

  private placed(made: CaptureEvent, { location, columns }: { location: unknown; columns: Map<string, string> }): CaptureEvent {
    const lot = made.type === 'transform' ? made.outputs[0]?.lot : undefined
    if (!lot || lot.number === undefined)
      throw new RowError(
        'invalid-event',
        'Opening stock at a location needs its lot number.',
        columns.get('outputs.0.lot.number') ?? 'number',
      )
    const { id, at, site, by, late } = made
    const name = { ...(lot.material === undefined ? {} : { material: lot.material }), number: lot.number }
    return parsed({ type: 'move', id: uuid5('place', id), at, site, by, late, lot: name, to: location }, columns)
  }
}

class RowError extends Error {
  readonly code: string
  readonly column: string | undefined
  constructor(code: string, detail: string, column?: string) {
    super(detail)
    this.code = code
    this.column = column
  }
}

function filled(cells: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(cells)
      .map(([column, text]) => [column, text.trim()])
      .filter(([, text]) => text !== ''),
  )
}

function rowType(row: TableRow, fallback: string | undefined): string {
  const column = Object.keys(row.cells).find(name => ['type', 'eventtype', 'event'].includes(fold(name)))
  const written = column === undefined ? '' : (row.cells[column] ?? '').trim()
  if (written !== '') {
    const type = typeOf(written, KNOWN_TYPES)
    if (type === undefined) throw new RowError('unknown-type', `"${written}" is not a type of event; see the capture format.`, column)
    return type
  }
  const type = [row.sheet, fallback]
    .map(name => (name === undefined ? undefined : typeOf(name, KNOWN_TYPES)))
    .find(found => found !== undefined)
  if (type === undefined)
    throw new RowError(
      'unknown-type',
      'Nothing says what the rows are: add a column "type" (receive, material, partner, location, workOrder, opening stock, …) or name the sheet or file so.',
      'type',
    )
  return type
}

const FIELDS = new Map<string, ReadonlySet<string>>(
  eventSchema.options.map(option => [option.shape.type.value, new Set(Object.keys(option.shape))]),
)
const fieldsOf = (type: string): ReadonlySet<string> =>
  type === 'openingStock' ? new Set([...(FIELDS.get('transform') ?? []), 'location']) : (FIELDS.get(type) ?? new Set())

/** `outputs.0.lot.number` makes the objects and lists on its way. */
function setAt(body: Record<string, unknown>, { path, value, column }: { path: string; value: unknown; column: string }): void {
  const steps = path.split('.').map(step => step.replaceAll('·', '.'))
  let target: Record<string, unknown> | unknown[] = body
  for (const [index, step] of steps.entries()) {
    if (Array.isArray(target) && !(/^\d{1,3}$/.test(step) && Number(step) <= INDEX_MAX && Number(step) <= target.length)) {
      throw new RowError(
        'invalid-event',
        `"${column}": entries of a list are counted 0, 1, 2, … without a gap, up to ${INDEX_MAX}.`,
        column,
      )
    }
    if (index === steps.length - 1) return put(target, { step, value })
    target = child(target, { step, next: steps[index + 1] ?? '', column })
  }
}

function child(
  target: Record<string, unknown> | unknown[],
  { step, next, column }: { step: string; next: string; column: string },
): Record<string, unknown> | unknown[] {
  const present: unknown = Array.isArray(target) ? target[Number(step)] : target[step]
  if (Array.isArray(present)) return present
  if (typeof present === 'object' && present !== null) return present as Record<string, unknown>
  if (present !== undefined)
    throw new RowError('invalid-event', `"${column}" says something inside a field that another column fills whole.`, column)
  const made: Record<string, unknown> | unknown[] = /^\d+$/.test(next) ? [] : {}
  put(target, { step, value: made })
  return made
}

function put(target: Record<string, unknown> | unknown[], { step, value }: { step: string; value: unknown }): void {
  if (Array.isArray(target)) target[Number(step)] = value
  else target[step] = value
}

/** The capture format judges; its complaint is told in terms of the column. */
function parsed(body: Record<string, unknown>, columns: ReadonlyMap<string, string>): CaptureEvent {
  const result = eventSchema.safeParse(body)
  if (result.success) return body as CaptureEvent
  const issue = result.error.issues[0]
  const path = (issue?.path ?? []).join('.')
  const column = columnOf(columns, path) ?? (path || undefined)
  throw new RowError('invalid-event', `${column ?? 'The row'}: ${issue?.message ?? 'does not fit the capture format'}.`, column)
}

const columnOf = (columns: ReadonlyMap<string, string>, path: string): string | undefined =>
  columns.get(path) ?? [...columns].find(([candidate]) => candidate.startsWith(`${path}.`) || path.startsWith(`${candidate}.`))?.[1]

/** The column that a refusal's JSON pointer is about. */
export const columnAt = (columns: ReadonlyMap<string, string> | undefined, pointer: string | undefined): string | undefined =>
  columns === undefined || !pointer ? undefined : columnOf(columns, pointer.slice(1).replaceAll('/', '.'))
