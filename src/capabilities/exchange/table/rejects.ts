import { stringify } from 'csv-stringify/sync'
import type { TableRow } from './table-to-events.ts'

interface Rejected {
  code?: string | undefined
  detail?: string | undefined
}

/** The rows that were refused, as they came, with the reason beside them. The column is left out of account when they come again. */
export function rejectsCsv(table: { header: readonly string[]; delimiter: string }, sources: ReadonlyMap<Rejected, TableRow>): string {
  const sheets = [...sources.values()].some(source => source.sheet !== undefined) && !table.header.includes('type')
  const columns = [...(sheets ? ['type'] : []), ...table.header.filter(name => name !== 'error'), 'error']
  const records = [...sources].map(([row, { cells, sheet }]) => ({
    ...(sheets ? { type: sheet } : {}),
    ...cells,
    error: `${row.code ?? 'refused'}: ${row.detail ?? ''}`,
  }))
  // A cell that a spreadsheet would run as a formula is defused.
  return stringify(records, { header: true, columns, delimiter: table.delimiter, escape_formulas: true })
}
