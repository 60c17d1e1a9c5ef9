import type { Column } from './data-table.tsx'
import { type ZipFile, zipOf } from './zip.ts'

/** What one sheet holds, less the line of titles. */
export const SHEET_ROWS_MAX = 1_048_575
const CELL_CHARACTERS_MAX = 32_767
/** A spreadsheet reckons with 15 digits; what has more would be changed by it and so stays text. */
const DIGITS_MAX = 15

/** Exactly the columns and rows of the CSV. Only quantities are numbers and only times are times: a lot number keeps its zeros, and nothing is ever a formula. */
export async function xlsxOf<Row>(columns: Column<Row>[], rows: readonly Row[]): Promise<Blob> {
  const told = columns.filter(column => column.csv !== undefined)
  const names = told.map((_, index) => letters(index + 1))
  const lines = rows.map((row, index) =>
    line(
      index + 2,
      names,
      told.map(column => cell(column, column.csv?.(row))),
    ),
  )
  return zipOf([...frame, { name: 'xl/worksheets/sheet1.xml', text: sheet(told, lines) }])
}

function sheet<Row>(columns: Column<Row>[], lines: string[]): string {
  const names = columns.map((_, index) => letters(index + 1))
  const titles = columns.map(column => text(column.sheet === 'time' ? `${column.title} (UTC)` : column.title, STYLE.title))
  const widths = columns.map((column, index) => `<col min="${index + 1}" max="${index + 1}" width="${width(column)}" customWidth="1"/>`)
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>${line(1, names, titles)}${lines.join('')}</sheetData><autoFilter ref="A1:${names.at(-1)}${lines.length + 1}"/></worksheet>`
}

const width = <Row>({ sheet, align }: Column<Row>): number => (sheet === 'time' ? 20 : align === 'right' || sheet === 'amount' ? 12 : 24)

/** Each cell says where it stands: some readers insist on it. */
function line(number: number, names: string[], cells: string[]): string {
  const placed = cells.map((inside, index) => `<c r="${names[index]}${number}"${inside}`)
  return `<row r="${number}">${placed.join('')}</row>`
}

/** The rest of a cell's element, after its place. */
function cell<Row>({ align, sheet }: Column<Row>, value: string | number | null | undefined): string {
  if (value === null || value === undefined || value === '') return '/>'
  const stated = String(value)
  if (sheet === 'time') return time(stated)
  const isAmount =
    (sheet === 'amount' || align === 'right') && /^-?\d+(\.\d+)?$/.test(stated) && stated.replace(/\D/g, '').length <= DIGITS_MAX
  return isAmount ? `><v>${stated}</v></c>` : text(stated)
}

/** Days since the last day of 1899, as spreadsheets count. */
function time(stated: string): string {
  const at = Date.parse(stated)
  return Number.isNaN(at) ? text(stated) : ` s="${STYLE.time}"><v>${at / 86_400_000 + 25_569}</v></c>`
}

/** With a quote before it a text stays text even where somebody edits the cell. */
function text(stated: string, style = /^[=+\-@]/.test(stated) ? STYLE.quoted : STYLE.plain): string {
  const shown = stated.length > CELL_CHARACTERS_MAX ? `${stated.slice(0, CELL_CHARACTERS_MAX - 1)}…` : stated
  return ` t="inlineStr" s="${style}"><is><t xml:space="preserve">${escaped(shown)}</t></is></c>`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Characters XML cannot carry, such as the separators of a scanned text, are written as the format prescribes: _x001D_. */
function escaped(stated: string): string {
  return stated
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[&<>"]/g, sign => entities[sign] ?? sign)
    .replace(/[^\t\n\u0020-\uFFFD]/g, sign => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
}

function letters(column: number): string {
  if (column <= 26) return String.fromCharCode(64 + column)
  return `${letters(Math.floor((column - 1) / 26))}${letters(((column - 1) % 26) + 1)}`
}

const STYLE = { plain: 0, title: 1, time: 2, quoted: 3 }
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
export const XLSX = `${TYPE}.sheet`

const frame: ZipFile[] = [
  {
    name: '[Content_Types].xml',
    text: `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
  },
  { name: '_rels/.rels', text: relationships(['officeDocument', 'xl/workbook.xml']) },
  {
    name: 'xl/workbook.xml',
    text: `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><sheets><sheet name="Genealot" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  },
  { name: 'xl/_rels/workbook.xml.rels', text: relationships(['worksheet', 'worksheets/sheet1.xml'], ['styles', 'styles.xml']) },
  {
    name: 'xl/styles.xml',
    text: `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" numFmtId="164" applyNumberFormat="1"/><xf xfId="0" quotePrefix="1"/></cellXfs></styleSheet>`,
  },
]

function relationships(...list: (readonly [type: string, target: string])[]): string {
  const each = list.map(([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${DOCUMENT}/${type}" Target="${target}"/>`)
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${each.join('')}</Relationships>`
}
