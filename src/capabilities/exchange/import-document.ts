/** The door for files: finds out by content what it is, maps it, records it in batches, and answers for every event or row. */
import { setImmediate as turn } from 'node:timers/promises'
import { formatInstant } from '../../base/instant.ts'
import type { CaptureEvent } from '../events.ts'
import { epcisToEvents, type Mapped, namesIn } from './epcis/epcis-to-events.ts'
import { Unmapped } from './epcis/json.ts'
import { type Known, type Names, NOTHING_KNOWN } from './epcis/known.ts'
import type { ImportedRow, RecordedResult, RowStatus } from './imported-row.ts'
import { FormatError, readJson } from './read-json.ts'
import { OrderRows, type OrdersKnown } from './table/order-rows.ts'
import { isCsvError, readCsv, readXlsx, type Table, TableError } from './table/read-table.ts'
import { rejectsCsv } from './table/rejects.ts'
import { columnAt, type MappedRow, TableMapping, type TableRow } from './table/table-to-events.ts'

export interface ImportOptions {
  fileName?: string | undefined
  site?: string | undefined
  by?: string | undefined
  /** Milliseconds; stands in for the time of master data and opening stock in tables. */
  now: number
  /** Offset of times in tables that have none. */
  offset?: string | undefined
  /** What rows of a table are where neither a column nor the sheet or file name says it. */
  type?: string | undefined
  /** Parties (as in the file) that are this store's own. */
  own?: readonly string[] | undefined
  /** What the store knows of these names; without it the file is taken to be the first. */
  knows?: ((names: Names) => Promise<Known>) | undefined
  /** What is on record of orders that a table has lines of. */
  ordersKnown?: OrdersKnown | undefined
  record: (events: CaptureEvent[]) => Promise<readonly RecordedResult[]>
  onProgress?: ((done: { rows: number; refused: number }) => void) | undefined
}

export interface ImportSummary {
  format: 'epcis' | 'csv' | 'xlsx' | 'unknown'
  rows: ImportedRow[]
  /** Rows that are now in the ledger, those that were there before and those that raised an exception included. */
  imported: number
  duplicates: number
  exceptions: number
  refused: number
  /** Rows of a table that were refused, as CSV with the reason in a column `error`: to correct and import again. */
  rejects?: string | undefined
}

type Bytes = Uint8Array | AsyncIterable<Uint8Array>

export async function importDocument(source: Bytes, options: ImportOptions): Promise<ImportSummary> {
  const opened = await opening(source)
  try {
    if (opened.format === 'epcis') return await importEpcis(readJson(await whole(opened.chunks)), options)
    if (opened.format === 'csv') return await importTable('csv', await readCsv(opened.chunks), options)
    if (opened.format === 'xlsx') return await importTable('xlsx', await readXlsx(await whole(opened.chunks)), options)
    return unreadable('unknown', opened.problem)
  } catch (error) {
    if (error instanceof FormatError || error instanceof TableError) return unreadable(opened.format, error.message)
    if (error instanceof Unmapped) return unreadable(opened.format, error.message)
    if (isCsvError(error)) return unreadable('csv', `The table cannot be read: ${error.message}.`)
    throw error
  }
}

const unreadable = (format: ImportSummary['format'], detail: string): ImportSummary => ({
  format,
  imported: 0,
  duplicates: 0,
  exceptions: 0,
  refused: 1,
  rows: [{ index: 0, id: null, status: 'refused', events: 0, code: 'invalid-event', detail }],
})

// ---- what is it? ------------------------------------------------------------------------------------------------------------

type Opened = { format: ImportSummary['format']; chunks: AsyncIterable<Uint8Array>; problem: string }

async function opening(source: Bytes): Promise<Opened> {
  const iterator = (source instanceof Uint8Array ? single(source) : source)[Symbol.asyncIterator]()
  const first = await iterator.next()
  const head = first.done === true ? new Uint8Array() : first.value
  return { ...formatOf(head), chunks: again(head, iterator) }
}

async function* single(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function* again(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}

function formatOf(head: Uint8Array): { format: ImportSummary['format']; problem: string } {
  const start = new TextDecoder()
    .decode(head.subarray(0, 4096))
    .replace(/^\uFEFF/, '')
    .replaceAll('\u0000', '')
    .trimStart()
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4) return { format: 'xlsx', problem: '' }
  if (start.startsWith('{') || start.startsWith('[')) return { format: 'epcis', problem: '' }
  if (start.startsWith('<'))
    return {
      format: 'unknown',
      problem: 'This is XML. EPCIS comes in as JSON (EPCIS 2.0); convert EPCIS 1.x XML with the converter of your trading partner first.',
    }
  if (start === '') return { format: 'unknown', problem: 'The file is empty.' }
  if (head[0] === 0xd0 && head[1] === 0xcf) return { format: 'unknown', problem: 'This is an old XLS workbook. Save it as XLSX or CSV.' }
  return { format: 'csv', problem: '' }
}

async function whole(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

// ---- recording in batches -----------------------------------------------------------------------------------------------------

const BATCH_EVENTS = 500

interface Unit {
  row: ImportedRow
  events: CaptureEvent[]
  columns?: ReadonlyMap<string, string> | undefined
}

/** Keeps the events of one row together and asks the ledger for a few hundred at a time. */
class Recorder {
  private units: Unit[] = []
  private waiting = 0
  private readonly options: ImportOptions

  constructor(options: ImportOptions) {
    this.options = options
  }

  async add(unit: Unit): Promise<void> {
    this.units.push(unit)
    this.waiting += unit.events.length
    if (this.waiting >= BATCH_EVENTS) await this.flush()
  }

  async flush(): Promise<void> {
    const units = this.units
    this.units = []
    this.waiting = 0
    const events = units.flatMap(unit => unit.events)
    const results = events.length === 0 ? [] : await this.options.record(events)
    let next = 0
    for (const { row, events: own, columns } of units) {
      settle(row, { events: own, results: results.slice(next, next + own.length) })
      const refusal = results.slice(next, next + own.length).find(result => result.status === 'refused')
      row.column ??= columnAt(columns, refusal?.pointer)
      next += own.length
    }
  }
}

/** The worst answer of its events is the row's; what had to be made known for it counts as much as the fact itself. */
function settle(row: ImportedRow, { events, results }: { events: readonly CaptureEvent[]; results: readonly RecordedResult[] }): void {
  row.events += events.length
  for (const [index, result] of results.entries()) {
    if (result.sequence !== undefined && row.sequence === undefined && result.id === events[0]?.id) row.sequence = result.sequence
    if (result.status === 'refused' && row.status !== 'refused') worsen(row, { status: 'refused', event: events[index], result })
    else if (result.status === 'exception' && row.status !== 'refused' && row.status !== 'exception')
      worsen(row, { status: 'exception', event: events[index], result })
    else if (result.status === 'recorded' && row.status === 'duplicate') row.status = 'imported'
  }
}

function worsen(
  row: ImportedRow,
  { status, event, result }: { status: RowStatus; event: CaptureEvent | undefined; result: RecordedResult },
): void {
  row.status = status
  row.code = result.code
  row.detail = `${event?.type ?? 'event'}: ${result.detail ?? result.code ?? 'refused'}`
}

function summary(format: ImportSummary['format'], rows: ImportedRow[]): ImportSummary {
  const count = (status: RowStatus) => rows.filter(row => row.status === status).length
  const refused = count('refused')
  return { format, rows, imported: rows.length - refused, duplicates: count('duplicate'), exceptions: count('exception'), refused }
}

// ---- EPCIS ----------------------------------------------------------------------------------------------------------------------

async function importEpcis(json: unknown, options: ImportOptions): Promise<ImportSummary> {
  const known = options.knows === undefined ? NOTHING_KNOWN : await options.knows(namesIn(json))
  const rows = new Map<number, ImportedRow>()
  const recorder = new Recorder(options)
  for (const mapped of epcisToEvents(json, { known, site: options.site, by: options.by, own: options.own })) {
    await recorder.add({ row: epcisRow(rows, mapped), events: mapped.events })
    progress(options, rows.values(), rows.size)
    await letOthers(rows.size)
  }
  await recorder.flush()
  return summary(
    'epcis',
    [...rows.values()].toSorted((a, b) => a.index - b.index),
  )
}

/** One answer per event of the file, also where it counts as two or ends a run. */
function epcisRow(rows: Map<number, ImportedRow>, { source, refused }: Mapped): ImportedRow {
  const row = rows.get(source.index) ?? {
    index: source.index,
    id: source.eventID === '' ? null : source.eventID,
    status: 'duplicate',
    events: 0,
  }
  rows.set(source.index, row)
  return refused === undefined ? row : Object.assign(row, { status: 'refused', ...refused })
}

const PROGRESS_ROWS = 1000
const TURN_ROWS = 100

/** Rows that are refused wait for no ledger: without this nobody else is answered until the last of them is read. */
async function letOthers(done: number): Promise<void> {
  if (done % TURN_ROWS === 0) await turn()
}

function progress(options: ImportOptions, rows: Iterable<ImportedRow>, done: number): void {
  if (options.onProgress === undefined || done % PROGRESS_ROWS !== 0) return
  let refused = 0
  for (const row of rows) if (row.status === 'refused') refused += 1
  options.onProgress({ rows: done, refused })
}

// ---- tables -----------------------------------------------------------------------------------------------------------------------

async function importTable(format: 'csv' | 'xlsx', table: Table, options: ImportOptions): Promise<ImportSummary> {
  const mapping = new TableMapping({
    site: options.site,
    by: options.by,
    delimiter: table.delimiter,
    now: formatInstant(options.now),
    type: options.type ?? baseName(options.fileName),
    ...(options.offset === undefined ? {} : { offset: options.offset }),
  })
  const rows: ImportedRow[] = []
  const sources = new Map<ImportedRow, TableRow>()
  const recorder = new Recorder(options)
  const orders = new OrderRows()
  for await (const source of table.rows) {
    const mapped = mapping.map(source)
    const row = tableRow(mapped)
    rows.push(row)
    sources.set(row, source)
    if (!orders.take(mapped, row)) await recorder.add({ row, events: mapped.events, columns: mapped.columns })
    if (rows.length % PROGRESS_ROWS === 0) forgetSettled(sources)
    progress(options, rows, rows.length)
    await letOthers(rows.length)
  }
  await recorder.flush()
  await orders.record(options.record, options.ordersKnown)
  forgetSettled(sources)
  const done = summary(format, rows)
  return done.refused === 0 ? done : { ...done, rejects: rejectsCsv(table, sources) }
}

function tableRow({ row, sheet, events, refused }: MappedRow): ImportedRow {
  const place = { index: row, ...(sheet === undefined ? {} : { sheet }), id: events[0]?.id ?? null, events: 0 }
  return refused === undefined ? { ...place, status: 'duplicate' } : { ...place, status: 'refused', ...refused }
}

/** A long table is not kept in memory: only rows that went wrong, or are not answered yet, are needed again. */
function forgetSettled(sources: Map<ImportedRow, TableRow>): void {
  for (const row of sources.keys()) if (row.status !== 'refused' && row.events > 0) sources.delete(row)
}

const baseName = (fileName: string | undefined): string | undefined =>
  fileName
    ?.replace(/^.*[/\\]/, '')
    .replace(/\.[^.]*$/, '')
    .replace(/[-_ ]?\d[\d-_]*$/, '')
