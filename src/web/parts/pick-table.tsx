import { type KeyboardEvent as PressedKey, type ReactNode, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useWords } from '../app/words.tsx'
import { type Column, cellClass, headClass } from './data-table.tsx'
import './data-table.css'
import './pick-table.css'
import { useFit } from './table-fit.ts'

export interface PickTableProps<Row> {
  label: string
  columns: Column<Row>[]
  rows: Row[]
  rowKey: (row: Row) => string
  /** Keys of rows that are picked; without it rows cannot be picked. */
  picked?: ReadonlySet<string>
  onPicked?: (picked: Set<string>) => void
  /** What a key does: to the picked rows, or to the one the cursor is on. */
  keys?: Readonly<Record<string, (rows: Row[]) => void>>
  onOpen?: (row: Row) => void
  tail?: ReactNode
}

/** A table for hands on the keyboard: j and k (or the arrows) go, Enter opens, x picks, other keys act. Heard on the whole page. */
export function PickTable<Row>(props: PickTableProps<Row>) {
  const { rows, rowKey, columns } = props
  const [at, setAt] = useState(0)
  const current = Math.max(0, Math.min(at, rows.length - 1))
  const body = useRef<HTMLDivElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const fit = useFit(
    frame,
    [...(props.picked ? ['28px'] : []), ...columns.map(column => column.width)],
    [...(props.picked ? [false] : []), ...columns.map(column => column.acts === true)],
  )
  const go = (index: number) => {
    const next = Math.max(0, Math.min(index, rows.length - 1))
    setAt(next)
    body.current?.querySelector<HTMLElement>(`[data-at="${next}"]`)?.focus()
  }
  usePageKeys(({ key, target }) => {
    const isInside = target instanceof Node && (body.current?.contains(target) ?? false)
    return act(key, { props, current, go, isInside })
  })
  return (
    <div className={`table-scroll pick-scroll ${fit.isCards ? 'table-cards' : ''}`} ref={frame}>
      <div
        role="grid"
        aria-label={props.label}
        aria-rowcount={rows.length + 1}
        aria-multiselectable={props.picked ? true : undefined}
        className="table"
        style={fit.style}
      >
        <Head {...props} />
        <div role="rowgroup" ref={body}>
          {rows.map((row, index) => (
            <PickRow key={rowKey(row)} {...props} row={row} index={index} isCurrent={index === current} onFocus={() => setAt(index)} />
          ))}
        </div>
      </div>
      {props.tail}
    </div>
  )
}

interface Situation<Row> {
  props: PickTableProps<Row>
  current: number
  go: (index: number) => void
  /** The cursor has the focus: then arrows are its own, else they scroll the page. */
  isInside: boolean
}

const LETTERS: Readonly<Record<string, number>> = { j: 1, k: -1 }
const ARROWS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, Home: -1e6, End: 1e6 }

/** Answers whether the key meant something here. */
function act<Row>(key: string, { props, current, go, isInside }: Situation<Row>): boolean {
  const row = props.rows[current]
  if (row === undefined) return false
  const step = isInside ? { ...LETTERS, ...ARROWS }[key] : LETTERS[key]
  if (step !== undefined) go(current + step)
  else if (key === 'Enter' && props.onOpen) props.onOpen(row)
  else if (key === 'x' && props.onPicked) props.onPicked(toggled(props.picked, props.rowKey(row)))
  else if (props.keys?.[key]) props.keys[key](meant(props, row))
  else return false
  return true
}

/** The picked rows; where none is picked, the one under the cursor. */
function meant<Row>({ rows, rowKey, picked }: PickTableProps<Row>, row: Row): Row[] {
  const chosen = rows.filter(one => picked?.has(rowKey(one)))
  return chosen.length > 0 ? chosen : [row]
}

export function toggled(picked: ReadonlySet<string> | undefined, key: string): Set<string> {
  const next = new Set(picked)
  if (!next.delete(key)) next.add(key)
  return next
}

/** Keys are for the page, but not while somebody types, a dialog is open, or a button of its own has the Enter. */
function usePageKeys(onKey: (event: KeyboardEvent) => boolean): void {
  const latest = useRef(onKey)
  latest.current = onKey
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event)) return
      // Keys that were held back as a possible scan come all at once: each must see what the one before did.
      if (flushSync(() => latest.current(event))) event.preventDefault()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}

function isBusy({ target, key }: KeyboardEvent): boolean {
  if (document.querySelector('[role="dialog"]') !== null) return true
  if (!(target instanceof HTMLElement)) return false
  if (
    target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable], [role="menu"], [role="listbox"], [role="tablist"]')
  )
    return true
  return key === 'Enter' && target.closest('a, button, input') !== null
}

function Head<Row>({ columns, picked }: PickTableProps<Row>) {
  const { t } = useWords()
  return (
    <div role="rowgroup" className="table-head">
      <div role="row" className="table-row">
        {picked && (
          <div role="columnheader">
            <span className="hidden-text">{t('table.picked')}</span>
          </div>
        )}
        {columns.map(column => (
          <div role="columnheader" key={column.key} className={headClass(column)}>
            {column.title}
          </div>
        ))}
      </div>
    </div>
  )
}

function PickRow<Row>(props: PickTableProps<Row> & { row: Row; index: number; isCurrent: boolean; onFocus: () => void }) {
  const { row, index, columns, picked, onPicked, isCurrent } = props
  const { t } = useWords()
  const key = props.rowKey(row)
  const isPicked = picked?.has(key) ?? false
  const press = (event: PressedKey) => {
    if (event.key === 'Escape') (event.target as HTMLElement).blur()
  }
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={picked ? isPicked : isCurrent}
      data-at={index}
      data-current={isCurrent || undefined}
      tabIndex={isCurrent ? 0 : -1}
      className={`table-row pick-row ${isPicked ? 'pick-picked' : ''}`}
      onFocus={props.onFocus}
      onKeyDown={press}
    >
      {picked && onPicked && (
        <div role="gridcell" className="pick-cell">
          <input
            type="checkbox"
            checked={isPicked}
            tabIndex={-1}
            aria-label={t('table.pick-row', { row: index + 1 })}
            onChange={() => onPicked(toggled(picked, key))}
          />
        </div>
      )}
      {columns.map(column => (
        <div role="gridcell" key={column.key} data-label={column.title} className={cellClass(column)}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  )
}

/** The keys that work on a page, said where they work. */
export function KeyHints({ keys }: { keys: readonly (readonly [string, string])[] }) {
  const { t } = useWords()
  return (
    <ul className="key-hints small quiet no-print" aria-label={t('table.keys')}>
      {keys.map(([key, word]) => (
        <li key={key}>
          <kbd className="key">{key}</kbd> {word}
        </li>
      ))}
    </ul>
  )
}
