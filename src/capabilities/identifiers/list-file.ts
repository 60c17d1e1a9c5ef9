/** The lines of a list, out of whatever file somebody has: plain text, CSV, or a column of a workbook. */

import { isCsvError, readCsv, readXlsx, TableError } from '../exchange/table/read-table.ts'
import { Problem } from '../problem.ts'

export interface ListRead {
  /** Of a table; none where the file has one identifier a line. */
  columns: string[]
  /** The column that was read. */
  column: string | null
  lines: string[]
}

/** How people head a column of identifiers, in the languages of the product. */
const HEADING =
  /^(lots?|batch|batches|charge[n]?|serials?|serie|seriennummern?|identifiers?|identifiants?|numbers?|nummern?|num[ée]ros?|n[úu]meros?|lote|identificador(es)?|批号|批次|序列号|编号)([ _-]*(id|no|nr|number|numbers|nummer|code)\.?)?$/iu
const LINES_MAX = 20_000

/** @throws Problem when the file cannot be read, has no such column, or is too long. */
export async function readList(bytes: Buffer, column: string | undefined): Promise<ListRead> {
  const { header, rows } = await tableOf(bytes)
  const chosen = chosenColumn(header, column)
  const lines = rows.map(row => row[chosen]?.trim() ?? '').filter(Boolean)
  const head = header[chosen] ?? ''
  // A file of one column may have no heading: then its first line is an identifier like the others.
  const isBare = column === undefined && header.length === 1 && !HEADING.test(head)
  return isBare ? { columns: [], column: null, lines: [head, ...lines] } : { columns: header, column: head, lines }
}

/** One column is the list. Of several one must be named, or be headed as such a column is. */
function chosenColumn(header: readonly string[], wanted: string | undefined): number {
  const index = wanted === undefined ? (header.length === 1 ? 0 : onlyHeaded(header)) : header.indexOf(wanted)
  if (index >= 0) return index
  const names = header.map(name => `"${name}"`).join(', ')
  const detail =
    wanted === undefined
      ? `The file has the columns ${names}: say which holds the identifiers.`
      : `The file has no column "${wanted}", only ${names}.`
  throw new Problem(422, 'invalid-event', detail, '/column', { columns: header })
}

function onlyHeaded(header: readonly string[]): number {
  const headed = header.flatMap((name, index) => (HEADING.test(name) ? [index] : []))
  return headed.length === 1 ? (headed[0] ?? -1) : -1
}

async function tableOf(bytes: Buffer): Promise<{ header: string[]; rows: string[][] }> {
  try {
    const { header, rows } =
      bytes.subarray(0, 2).toString('latin1') === 'PK' ? await readXlsx(bytes) : await readCsv(once(withPlainEnds(bytes)))
    const read: string[][] = []
    for await (const { cells } of rows) {
      read.push(header.map(name => cells[name] ?? ''))
      if (read.length > LINES_MAX) throw new TableError(`A list has at most ${LINES_MAX.toLocaleString('en')} lines: send it in parts.`)
    }
    return { header, rows: read }
  } catch (error) {
    if (error instanceof TableError) throw new Problem(400, 'invalid-request', error.message)
    if (isCsvError(error)) throw new Problem(400, 'invalid-request', `The list cannot be read: ${error.message}.`)
    throw error
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes)
}

/** Lists are put together from several sources: every line end counts, also where they differ. In UTF-16 a line end is no byte of its own. */
const withPlainEnds = (bytes: Buffer): Buffer =>
  bytes[0] === 0xff || bytes[0] === 0xfe ? bytes : Buffer.from(bytes.toString('latin1').replaceAll(/\r\n?/g, '\n'), 'latin1')
