import { IconChevronRight } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { LotDetail } from '../../../client/index.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Range } from '../../parts/amount.tsx'
import { Skeleton } from '../../parts/blank.tsx'
import { CertaintyCount, CertaintyMark } from '../../parts/certainty.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { originWords } from '../../parts/origin-words.ts'
import { StandingMark, type StandingOf, useStandings } from '../../parts/quality-standing.tsx'
import { StateChip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import { type Direction, type LotRow, type MoreRow, type TreeRow, useLinkTree } from './link-tree.ts'

type Tree = ReturnType<typeof useLinkTree>

export function LinkTree({ lot, direction, find }: { lot: LotDetail; direction: Direction; find?: string | undefined }) {
  const words = useWords()
  const { t, n } = words
  const tree = useLinkTree(lot.id, direction)
  const summary = direction === 'up' ? lot.madeFrom : lot.wentInto
  const title = t(direction === 'up' ? 'trace.made-from' : 'trace.went-into')
  return (
    <section className={`side side-${direction}`} data-empty={summary.total === 0 || undefined} aria-label={title}>
      <header className="side-head">
        <h2>
          {title} <span className="num">{n(summary.total)}</span>
        </h2>
        <CertaintyCount certain={summary.certain} possible={summary.possible} />
      </header>
      {tree.rows.length === 0 && tree.state?.loading !== false && <Skeleton rows={5} height={44} />}
      {tree.rows.length === 0 && tree.state?.loading === false && (
        <p className="side-none quiet">{direction === 'up' ? originWords(lot, words) : endWords(lot, words)}</p>
      )}
      {tree.rows.length > 0 && <Grid tree={tree} title={title} direction={direction} find={find} />}
    </section>
  )
}

function endWords({ shipments }: LotDetail, { t }: Words): string {
  if (shipments.length === 0) return t('trace.not-used')
  return t('trace.shipped-to', { customers: [...new Set(shipments.map(one => one.customerName ?? one.customer))].join(', ') })
}

function Grid({ tree, title, direction, find }: { tree: Tree; title: string; direction: Direction; find: string | undefined }) {
  const { t } = useWords()
  const [current, setCurrent] = useState<string>()
  const grid = useRef<HTMLDivElement>(null)
  const here = tree.rows.some(row => row.path === current) ? current : tree.rows[0]?.path
  const focus = (path: string) => {
    setCurrent(path)
    grid.current?.querySelector<HTMLElement>(`[data-path="${path}"]`)?.focus()
  }
  const onKeyDown = useTreeKeys({ tree, here, focus })
  const standings = useStandings([...new Set(tree.rows.flatMap(row => (row.kind === 'lot' ? row.link.lot.id : [])))])
  return (
    <div role="treegrid" aria-label={title} aria-readonly="true" ref={grid} onKeyDown={onKeyDown} className="tree">
      <div role="row" className="tree-row tree-head">
        <span role="columnheader">{t('trace.lot-or-serial')}</span>
        <span role="columnheader">{t('trace.certainty')}</span>
        <span role="columnheader" className="right">
          {t(direction === 'up' ? 'trace.drawn-from' : 'trace.drawn-into')}
        </span>
        <span role="columnheader" className="right">
          {t('col.when')}
        </span>
      </div>
      {tree.rows.map(row =>
        row.kind === 'lot' ? (
          <LotTreeRow
            key={row.path}
            row={row}
            tree={tree}
            tabbable={row.path === here}
            onFocus={() => setCurrent(row.path)}
            jump={focus}
            direction={direction}
            faded={isFaded(row, find)}
            standings={standings}
          />
        ) : (
          <MoreTreeRow key={row.path} row={row} tree={tree} tabbable={row.path === here} onFocus={() => setCurrent(row.path)} />
        ),
      )}
    </div>
  )
}

function isFaded(row: LotRow, find: string | undefined): boolean {
  if (!find) return false
  const { number, material, description } = row.link.lot
  return !`${number} ${material} ${description ?? ''}`.toLowerCase().includes(find.toLowerCase())
}

/** The keys of the treegrid pattern: up and down walk, right opens or goes in, left closes or goes out, Enter opens the lot. */
function useTreeKeys({ tree, here, focus }: { tree: Tree; here: string | undefined; focus: (path: string) => void }) {
  const navigate = useNavigate()
  return (event: KeyboardEvent) => {
    const index = tree.rows.findIndex(row => row.path === here)
    const row = tree.rows[index]
    if (row === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    const target = targetOf(tree.rows, index, event.key)
    if (target !== undefined) focus(target)
    else if (event.key === 'ArrowRight' && row.kind === 'lot' && row.expandable) tree.toggle(row, true)
    else if (event.key === 'ArrowLeft' && row.kind === 'lot') tree.toggle(row, false)
    else if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.role === 'row') enter(row)
    else return
    event.preventDefault()
  }
  function enter(row: TreeRow) {
    if (row.kind === 'more') tree.more(row.parent)
    else void navigate({ to: '/lots/$id', params: { id: String(row.link.lot.id) } })
  }
}

function targetOf(rows: TreeRow[], index: number, key: string): string | undefined {
  const row = rows[index]
  if (key === 'ArrowDown') return rows[index + 1]?.path
  if (key === 'ArrowUp') return rows[index - 1]?.path
  if (key === 'Home') return rows[0]?.path
  if (key === 'End') return rows.at(-1)?.path
  if (key === 'ArrowRight' && row?.kind === 'lot' && row.expanded) return rows[index + 1]?.path
  if (key === 'ArrowLeft' && !(row?.kind === 'lot' && row.expanded)) return row?.parent === '' ? undefined : row?.parent
  return undefined
}

function LotTreeRow(props: {
  row: LotRow
  tree: Tree
  tabbable: boolean
  onFocus: () => void
  jump: (path: string) => void
  direction: Direction
  faded: boolean
  standings: StandingOf
}) {
  const { t } = useWords()
  const { row, tree, direction, standings } = props
  const { link } = row
  const count = direction === 'up' ? link.parents : link.children
  return (
    <div
      role="row"
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.among}
      aria-expanded={row.expandable ? row.expanded : undefined}
      aria-busy={row.loading || undefined}
      tabIndex={props.tabbable ? 0 : -1}
      data-path={row.path}
      className={`tree-row tree-${link.certainty}${props.faded ? ' tree-faded' : ''}`}
      onFocus={event => event.target === event.currentTarget && props.onFocus()}
    >
      <div role="gridcell" className="tree-name" style={{ paddingLeft: (row.level - 1) * 20 }}>
        {row.level > 1 && <span className="tree-elbow" style={{ left: (row.level - 1) * 20 - 2 }} aria-hidden="true" />}
        {row.expandable ? (
          <button
            type="button"
            className={row.expanded ? 'tree-open tree-opened' : 'tree-open'}
            tabIndex={-1}
            aria-label={t(row.expanded ? 'trace.branch-close' : 'trace.branch-open', { number: link.lot.number })}
            onClick={() => tree.toggle(row, !row.expanded)}
          >
            <IconChevronRight size={16} />
          </button>
        ) : (
          <span className="tree-open" />
        )}
        <span className="tree-words">
          <span className="tree-first">
            <LotName lot={link.lot} dashed={link.certainty === 'possible'} material={false} />
            {!link.lot.held && <StandingMark standing={standings.get(link.lot.id)?.standing} />}
            {(link.lot.held || link.lot.status === 'expired') && <StateChip status={link.lot.status} held={link.lot.held} />}
          </span>
          <span className="tree-second small quiet">
            <span className="mono">{link.lot.material}</span>
            {row.expandable && !row.expanded && (
              <span className="num">{t(direction === 'up' ? 'trace.above' : 'trace.below', { count })}</span>
            )}
            {link.removedAt && <span>{t('trace.removed-again')}</span>}
            {row.above !== undefined && count > 0 && (
              <button type="button" className="tree-above" tabIndex={-1} onClick={() => row.above && props.jump(row.above)}>
                {t('trace.see-above')}
              </button>
            )}
          </span>
        </span>
      </div>
      <div role="gridcell">
        <CertaintyMark certainty={link.certainty} />
      </div>
      <div role="gridcell" className="right small">
        <Range
          min={link.quantity.min}
          expected={link.quantity.expected}
          max={link.quantity.max}
          unit={link.quantity.unit}
          known={link.quantity.known}
        />
      </div>
      <div role="gridcell" className="right small quiet">
        <When at={link.from} />
      </div>
    </div>
  )
}

function MoreTreeRow({ row, tree, tabbable, onFocus }: { row: MoreRow; tree: Tree; tabbable: boolean; onFocus: () => void }) {
  const { t } = useWords()
  return (
    <div
      role="row"
      aria-level={row.level}
      tabIndex={tabbable ? 0 : -1}
      data-path={row.path}
      className="tree-row tree-more"
      onFocus={onFocus}
    >
      <div role="gridcell" aria-colspan={4} style={{ paddingLeft: (row.level - 1) * 20 + 26 }}>
        {row.loading ? (
          <span className="quiet small">{t('trace.loading')}</span>
        ) : (
          <button type="button" className="plain small" tabIndex={-1} onClick={() => tree.more(row.parent)}>
            {row.error ? t('trace.error-again', { error: row.error }) : t('common.show-more')}
          </button>
        )}
      </div>
    </div>
  )
}
