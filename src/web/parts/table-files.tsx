import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { inEnglish, useWords, type Words } from '../app/words.tsx'
import { csvOf, download } from './csv.ts'
import { type Column, inOrder } from './data-table.tsx'
import { SHEET_ROWS_MAX, XLSX, xlsxOf } from './xlsx.ts'

/** A page of all the rows, beginning at a cursor of the page before; the first has none. */
export type PageOf<Row> = (cursor: string) => Promise<{ rows: Row[]; next: string | number | null | undefined }>

interface TableFilesProps<Row> {
  /** What the file is called, without its ending. */
  name: string
  /** Those that speak do so in the reader's language where people read the file, and in English where programs do. */
  columns: Column<Row>[] | ((words: Words) => Column<Row>[])
  rows: Row[]
  /** As the table beside it is sorted. */
  sort?: string | undefined
  /** More rows are to be had than are shown: all of them are read for the file. */
  rest?: PageOf<Row> | undefined
  size?: 'xs' | 'sm'
}

/** All rows of the table in the order they are seen, as a file for people (XLSX) or programs (CSV). Both are made here, so no server and no station waits for them. */
export function TableFiles<Row>({ name, columns, rows, sort, rest, size = 'sm' }: TableFilesProps<Row>) {
  const words = useWords()
  const { t } = words
  const tooLong = t('files.too-long', { count: SHEET_ROWS_MAX })
  const all = useAll(rows, rest, words)
  const save = (ending: 'csv' | 'xlsx') => async () => {
    const read = await all.read(ending === 'csv' ? Number.POSITIVE_INFINITY : SHEET_ROWS_MAX)
    if (read === undefined) return
    const told = typeof columns === 'function' ? columns(ending === 'csv' ? inEnglish : words) : columns
    const seen = inOrder(read, told, sort)
    if (ending === 'csv') download(`${name}.csv`, csvOf(told, seen))
    else download(`${name}.xlsx`, new Blob([await xlsxOf(told, seen)], { type: XLSX }))
  }
  const isTooLong = rows.length > SHEET_ROWS_MAX
  const nothing = rows.length === 0 || all.busy
  const shared = { variant: 'default', size, leftSection: <IconDownload size={16} />, className: 'no-print' } as const
  return (
    <>
      <Button {...shared} disabled={nothing} title={t('files.csv', { rows: all.meant })} onClick={() => void save('csv')()}>
        CSV
      </Button>
      <Button
        {...shared}
        disabled={nothing || isTooLong}
        title={isTooLong ? tooLong : t('files.xlsx', { rows: all.meant })}
        onClick={() => void save('xlsx')()}
      >
        XLSX
      </Button>
      <span className={all.said === '' ? 'hidden-text' : 'small quiet no-print'} role="status">
        {all.said}
      </span>
    </>
  )
}

/** A file that ends after the rows on the screen would be taken for the whole. */
function useAll<Row>(rows: Row[], rest: PageOf<Row> | undefined, words: Words) {
  const [count, setCount] = useState<number>()
  const [problem, setProblem] = useState<string>()
  const read = async (most: number): Promise<Row[] | undefined> => {
    setProblem(undefined)
    if (rest === undefined) return rows
    try {
      const read: Row[] = []
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        setCount(read.length)
        const page = await rest(cursor)
        read.push(...page.rows)
        cursor = page.next === null || page.next === undefined ? undefined : String(page.next)
        if (read.length > most) throw new Error(words.t('files.too-long', { count: SHEET_ROWS_MAX }))
      }
      return read
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
      return undefined
    } finally {
      setCount(undefined)
    }
  }
  const said = problem ?? (count === undefined ? '' : words.t('files.read', { count }))
  return {
    read,
    said,
    busy: count !== undefined,
    meant: rest === undefined ? words.t('files.these-rows', { count: rows.length }) : words.t('files.all-rows'),
  }
}
