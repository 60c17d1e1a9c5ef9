import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { csvOf, download } from './csv.ts'
import { type Column, inOrder } from './data-table.tsx'
import { SHEET_ROWS_MAX, XLSX, xlsxOf } from './xlsx.ts'

interface TableFilesProps<Row> {
  /** What the file is called, without its ending. */
  name: string
  columns: Column<Row>[]
  rows: Row[]
  /** As the table beside it is sorted. */
  sort?: string | undefined
  /** More rows are to be had than are shown: then buttons and file say so, lest a part is taken for all. */
  partial?: boolean
  size?: 'xs' | 'sm'
}

/** The columns and rows that are seen, in the order they are seen, as a file for people (XLSX) or programs (CSV). Both are made here, so no server and no station waits for them. */
export function TableFiles<Row>({ name, columns, rows, sort, partial = false, size = 'sm' }: TableFilesProps<Row>) {
  const counted = `${rows.length.toLocaleString('en')} rows`
  const file = partial ? `${name}, first ${rows.length} rows` : name
  const seen = () => inOrder(rows, columns, sort)
  const said = partial ? `, the ${counted} shown so far` : ''
  const isTooLong = rows.length > SHEET_ROWS_MAX
  const shared = { variant: 'default', size, leftSection: <IconDownload size={16} />, className: 'no-print' } as const
  return (
    <>
      <Button {...shared} disabled={rows.length === 0} title={`CSV${said}`} onClick={() => download(`${file}.csv`, csvOf(columns, seen()))}>
        CSV
      </Button>
      <Button
        {...shared}
        disabled={rows.length === 0 || isTooLong}
        title={isTooLong ? `A sheet holds ${SHEET_ROWS_MAX.toLocaleString('en')} rows; take the CSV.` : `XLSX${said}`}
        onClick={() => void xlsxOf(columns, seen()).then(made => download(`${file}.xlsx`, new Blob([made], { type: XLSX })))}
      >
        XLSX
      </Button>
      {partial && <span className="small quiet no-print">{counted} shown so far</span>}
    </>
  )
}
