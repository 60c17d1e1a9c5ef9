import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useWords, type Words } from '../app/words.tsx'
import './data-table.css'
import { useFit } from './table-fit.ts'

export interface Column<Row> {
  key: string
  title: string
  /** A CSS grid track. */
  width: string
  cell: (row: Row) => ReactNode
  align?: 'right'
  /** What the column is ordered by; without it the column cannot be sorted. */
  order?: (row: Row) => string | number
  /** What stands in a CSV cell; without it the column is for screens only. */
  csv?: (row: Row) => string | number | null | undefined
  /** What a spreadsheet takes its cells for; without it what stands on the right is an amount and all else text. */
  sheet?: 'amount' | 'time'
  /** Left out where the row becomes a card. */
  narrow?: 'hide'
  /** Only buttons: left out on paper. */
  acts?: true
}

const RIGHT = 'right'
const classes = (...names: (string | false)[]): string | undefined => names.filter(Boolean).join(' ') || undefined
type Placed = Pick<Column<never>, 'align' | 'narrow' | 'acts'>
export const headClass = ({ align, acts }: Placed): string | undefined => classes(align === RIGHT && RIGHT, acts === true && 'acts')
export const cellClass = ({ align, narrow, acts }: Placed): string | undefined =>
  classes(align === RIGHT && RIGHT, narrow === 'hide' && 'narrow-hide', acts === true && 'acts')

export interface DataTableProps<Row> {
  label: string
  columns: Column<Row>[]
  rows: Row[]
  rowKey: (row: Row) => string
  /** `key` ascending, `-key` descending; the caller keeps it in the address bar, or nobody says it and the table keeps it itself. */
  sort?: string | undefined
  onSort?: (sort: string) => void
  height?: string
  /** About how high a row is on a wide screen: where they are higher than this, all that follow move whenever one is drawn. */
  rowHeight?: number
  onEnd?: () => void
  tail?: ReactNode
}

export function DataTable<Row>(given: DataTableProps<Row>) {
  const props = useOwnSort(given)
  const rows = useSorted(props)
  const scroller = useRef<HTMLDivElement>(null)
  const printing = usePrinting()
  const fit = useFit(
    scroller,
    props.columns.map(column => column.width),
    props.columns.map(column => column.acts === true),
  )
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (fit.isCards ? 84 : (props.rowHeight ?? 37)),
    overscan: 12,
    getItemKey: index => props.rowKey(rows[index]),
  })
  const items = virtual.getVirtualItems()
  useEnd(items.at(-1)?.index === rows.length - 1, rows.length, props.onEnd)
  const table = (
    // A scrolling region must be reachable by keyboard, hence the tab stop.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <div
      className={fit.isCards ? 'table-scroll table-cards' : 'table-scroll'}
      ref={scroller}
      style={{ maxHeight: printing ? 'none' : (props.height ?? '62vh') }}
      tabIndex={0}
      role="region"
      aria-label={props.label}
    >
      <div role="table" aria-label={props.label} aria-rowcount={rows.length + 1} className="table" style={fit.style}>
        <Head {...props} />
        <div role="rowgroup" className="table-body" style={printing ? undefined : { height: virtual.getTotalSize() }}>
          {printing
            ? rows.map((row, index) => <Row key={props.rowKey(row)} row={row} index={index} columns={props.columns} />)
            : items.map(item => (
                <Row
                  key={item.key}
                  row={rows[item.index]}
                  index={item.index}
                  columns={props.columns}
                  measure={virtual.measureElement}
                  start={item.start}
                />
              ))}
        </div>
      </div>
      {props.tail}
    </div>
  )
  return (
    <>
      {fit.isCards && <SortChoice {...props} />}
      {table}
    </>
  )
}

function useOwnSort<Row>(props: DataTableProps<Row>): DataTableProps<Row> {
  const [sort, setSort] = useState<string>()
  return props.onSort ? props : { ...props, sort: sort ?? props.sort, onSort: setSort }
}

/** Cards have no heads to press: what a row may be ordered by is chosen above them. */
function SortChoice<Row>({ columns, sort, onSort, label }: DataTableProps<Row>) {
  const { t } = useWords()
  const sortable = columns.filter(column => column.order !== undefined)
  if (sortable.length === 0) return null
  return (
    <label className="table-sort no-print">
      <span className="quiet small">{t('table.sort-by')}</span>
      <select
        className="choice"
        value={sort ?? ''}
        aria-label={t('table.sort-of', { table: label })}
        onChange={event => onSort?.(event.currentTarget.value)}
      >
        <option value="">{t('table.as-given')}</option>
        {sortable.flatMap(({ key, title }) => [
          <option key={key} value={key}>
            {t('table.ascending', { column: title })}
          </option>,
          <option key={`-${key}`} value={`-${key}`}>
            {t('table.descending', { column: title })}
          </option>,
        ])}
      </select>
    </label>
  )
}

function Head<Row>({ columns, sort, onSort }: DataTableProps<Row>) {
  return (
    <div role="rowgroup" className="table-head">
      <div role="row" className="table-row">
        {columns.map(column => {
          const direction = sort === column.key ? 'ascending' : sort === `-${column.key}` ? 'descending' : undefined
          return (
            <div role="columnheader" key={column.key} className={headClass(column)} aria-sort={direction}>
              {column.order && onSort ? (
                <button type="button" className="plain" onClick={() => onSort(direction === 'ascending' ? `-${column.key}` : column.key)}>
                  {column.title}
                  <span aria-hidden="true">{direction === 'ascending' ? ' ↑' : direction === 'descending' ? ' ↓' : ''}</span>
                </button>
              ) : (
                column.title
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Row<R>(props: { row: R; index: number; columns: Column<R>[]; start?: number; measure?: (element: HTMLElement | null) => void }) {
  const { row, index, columns, start, measure } = props
  const style =
    start === undefined ? undefined : { position: 'absolute' as const, top: 0, left: 0, right: 0, transform: `translateY(${start}px)` }
  return (
    <div role="row" aria-rowindex={index + 2} data-index={index} ref={measure} className="table-row" style={style}>
      {columns.map(column => (
        <div role="cell" key={column.key} data-label={column.title} className={cellClass(column)}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  )
}

/** Columns whose titles and cells speak: made anew when the language changes, and only then. */
export function useColumns<Row>(columns: (words: Words) => Column<Row>[]): Column<Row>[] {
  const words = useWords()
  return useMemo(() => columns(words), [columns, words])
}

function useSorted<Row>({ rows, columns, sort }: DataTableProps<Row>): Row[] {
  return useMemo(() => inOrder(rows, columns, sort), [rows, columns, sort])
}

export function inOrder<Row>(rows: Row[], columns: Column<Row>[], sort: string | undefined): Row[] {
  const column = columns.find(one => one.key === sort?.replace(/^-/, ''))
  if (column?.order === undefined) return rows
  const order = column.order
  const sign = sort?.startsWith('-') ? -1 : 1
  return rows.toSorted((left, right) => sign * compare(order(left), order(right)))
}

const collator = new Intl.Collator('en', { numeric: true })

function compare(left: string | number, right: string | number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  return collator.compare(String(left), String(right))
}

function useEnd(reached: boolean, count: number, onEnd: (() => void) | undefined): void {
  useEffect(() => {
    if (reached && count > 0) onEnd?.()
  }, [reached, count, onEnd])
}

/** Paper has no scroll bar: before printing every row is drawn. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false)
  useEffect(() => {
    const before = () => flushSync(() => setPrinting(true))
    const after = () => setPrinting(false)
    window.addEventListener('beforeprint', before)
    window.addEventListener('afterprint', after)
    return () => {
      window.removeEventListener('beforeprint', before)
      window.removeEventListener('afterprint', after)
    }
  }, [])
  return printing
}
