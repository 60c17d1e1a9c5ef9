/** Rows of a CSV or XLSX file, whatever its delimiter, encoding or sheet names. A CSV is read as a stream. */
import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import ExcelJS from 'exceljs'
import JSZip from 'jszip'
import type { TableRow } from './table-to-events.ts'

export interface Table {
  delimiter: string
  header: string[]
  rows: AsyncIterable<TableRow>
}

const DELIMITERS = [',', ';', '\t', '|'] as const
const SAMPLE_BYTES = 65_536

export class TableError extends Error {}

/** What the parser says of text that is no CSV: a quote in the wrong place, above all. */
export const isCsvError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')

// ---- CSV ------------------------------------------------------------------------------------------------------------------

export async function readCsv(chunks: AsyncIterable<Uint8Array>): Promise<Table> {
  const { first, rest } = await sample(chunks)
  const encoding = encodingOf(first)
  const delimiter = delimiterOf(decode(first, encoding))
  const header: string[] = []
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    info: true,
    trim: true,
  })
  const source = Readable.from(text(first, { rest, encoding }))
  source.on('error', error => parser.destroy(error))
  source.pipe(parser)
  return { delimiter, header, rows: csvRows(parser, header) }
}

async function sample(chunks: AsyncIterable<Uint8Array>): Promise<{ first: Uint8Array; rest: AsyncIterator<Uint8Array> }> {
  const rest = chunks[Symbol.asyncIterator]()
  const parts: Uint8Array[] = []
  let length = 0
  while (length < SAMPLE_BYTES) {
    const next = await rest.next()
    if (next.done === true) break
    parts.push(next.value)
    length += next.value.length
  }
  return { first: Buffer.concat(parts), rest }
}

/** A byte-order mark tells; without one it is UTF-8 unless it cannot be, and then what Windows writes. */
function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

const decode = (bytes: Uint8Array, encoding: string): string => new TextDecoder(encoding).decode(bytes, { stream: true })

async function* text(first: Uint8Array, { rest, encoding }: { rest: AsyncIterator<Uint8Array>; encoding: string }): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  yield decoder.decode(first, { stream: true })
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield decoder.decode(next.value, { stream: true })
  yield decoder.decode()
}

/** The sign that the header has most of, outside quotation marks. */
export function delimiterOf(sampleText: string): string {
  const header = (sampleText.split(/\r\n|\n|\r/).find(line => line.trim() !== '') ?? '').replace(/"([^"]|"")*"/g, '')
  const counts = DELIMITERS.map(sign => ({ sign, count: header.split(sign).length - 1 }))
  return counts.toSorted((a, b) => b.count - a.count)[0]?.sign ?? ','
}

interface ParsedLine {
  record: string[]
  info: { lines: number }
}

async function* csvRows(parser: AsyncIterable<ParsedLine>, header: string[]): AsyncGenerator<TableRow> {
  for await (const { record, info } of parser) {
    if (record.every(cell => cell.trim() === '')) continue
    if (header.length === 0) header.push(...uniqueHeader(record))
    else yield { row: info.lines, cells: cellsOf(record, header) }
  }
  if (header.length === 0) throw new TableError('The file is empty.')
}

function cellsOf(record: readonly string[], header: readonly string[]): Record<string, string> {
  const cells: Record<string, string> = {}
  // An apostrophe before a formula sign is how spreadsheets, and our own lists of refused rows, say "this is text".
  for (const [index, cell] of record.entries())
    if (cell !== '') cells[header[index] ?? `column ${index + 1}`] = cell.replace(/^'(?=[=+\-@])/, '')
  return cells
}

/** A column without a name is named by its place; a second one of the same name must not hide the first. */
function uniqueHeader(names: readonly string[]): string[] {
  const used = new Set<string>()
  return names.map((name, index) => {
    const plain = name.trim() === '' ? `column ${index + 1}` : name.trim()
    const unique = used.has(plain) ? `${plain} (column ${index + 1})` : plain
    used.add(unique)
    return unique
  })
}

// ---- XLSX -----------------------------------------------------------------------------------------------------------------

const UNPACKED_MAX = 128 * 1024 * 1024

export async function readXlsx(bytes: Uint8Array, unpackedMax = UNPACKED_MAX): Promise<Table> {
  const book = new ExcelJS.Workbook()
  try {
    await checkUnpacked(bytes, unpackedMax)
    await book.xlsx.load(Uint8Array.from(bytes).buffer)
  } catch (error) {
    if (error instanceof TableError) throw error
    throw new TableError('The file looks like an XLSX workbook but cannot be read as one.')
  }
  const header: string[] = []
  return { delimiter: ',', header, rows: sheetsOf(book, header) }
}

/** A few megabytes can unpack to any number, and what a file says of its own size need not be true: so it is counted before it is read. */
async function checkUnpacked(bytes: Uint8Array, max: number): Promise<void> {
  let size = 0
  for (const file of Object.values((await JSZip.loadAsync(bytes)).files))
    for await (const part of new Readable().wrap(file.nodeStream())) {
      size += (part as Buffer).length
      if (size > max)
        throw new TableError(
          `The workbook unpacks to more than ${Math.floor(max / 1024 / 1024)} MB: save it as CSV, or split it into several.`,
        )
    }
}

async function* sheetsOf(book: ExcelJS.Workbook, header: string[]): AsyncGenerator<TableRow> {
  for (const sheet of book.worksheets) yield* sheetRows(sheet, header)
}

function* sheetRows(sheet: ExcelJS.Worksheet, header: string[]): Generator<TableRow> {
  let names: string[] | undefined
  for (let number = 1; number <= sheet.rowCount; number += 1) {
    const record = rowTexts(sheet.getRow(number))
    if (record.every(cell => cell === '')) continue
    if (names === undefined) {
      names = uniqueHeader(record)
      for (const name of names) if (!header.includes(name)) header.push(name)
    } else yield { row: number, sheet: sheet.name, cells: cellsOf(record, names) }
  }
}

const rowTexts = (row: ExcelJS.Row): string[] =>
  Array.from({ length: row.cellCount }, (_, index) => cellText(row.getCell(index + 1).value).trim())

function cellText(value: ExcelJS.CellValue): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return dateText(value)
  if (typeof value !== 'object') return String(value)
  if ('richText' in value) return value.richText.map(part => part.text).join('')
  if ('result' in value) return cellText(value.result)
  if ('text' in value) return String(value.text)
  return 'error' in value ? String(value.error) : ''
}

/** A workbook knows no time zones: its dates are as written, and get the import's offset like any other. */
const dateText = (date: Date): string =>
  date.getTime() % 86_400_000 === 0 ? date.toISOString().slice(0, 10) : date.toISOString().slice(0, 19).replace('T', ' ')
