/** A table that may be of any length as CSV, sent page by page: neither its reader nor the server ever holds more than a page. */
import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify/sync'
import { Streamed } from './route.ts'

export type Cell = string | number | null | undefined

export function streamedCsv(name: string, titles: readonly string[], pages: AsyncIterable<readonly Cell[][]>): Streamed {
  return new Streamed(Readable.from(textOf(titles, pages)), {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.csv"`,
  })
}

/** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
async function* textOf(titles: readonly string[], pages: AsyncIterable<readonly Cell[][]>): AsyncGenerator<string> {
  yield stringify([[...titles]])
  for await (const rows of pages) yield stringify([...rows], { escape_formulas: true })
}
