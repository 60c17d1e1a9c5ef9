import { IconLock } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { CallRow, GoneRow, QuarantineRow, RecallSimulation, StopRow } from '../../../client/index.ts'
import { Amount } from '../../parts/amount.tsx'
import { Blank } from '../../parts/blank.tsx'
import { CertaintyMark } from '../../parts/certainty.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { TableFiles } from '../../parts/table-files.tsx'
import { absoluteTime, When } from '../../parts/when.tsx'
import { WhyLink } from '../../parts/why-link.tsx'
import { chosenEnd, type EndKind, endWords, unitsOf } from './end-columns.tsx'
import { ADDRESS_SEEDS, useSeeds } from './kept-lists.ts'

type AnyRow = StopRow & QuarantineRow & CallRow & GoneRow

export function EndLists({ answer }: { answer: RecallSimulation }) {
  const { list, sort, known, drill } = useSearch({ from: '/recall' })
  const { seeds: seed } = useSeeds()
  const navigate = useNavigate({ from: '/recall' })
  const kind = chosenEnd(list, answer)
  const units = unitsOf(answer)
  // One table for four kinds of rows: the columns chosen by kind read only the fields that kind has.
  const rows = (answer.ends[kind] as AnyRow[]).map(row => ({ ...row, unit: row.unit ?? units.get(row.material) ?? '' }))
  const columns = columnsOf(kind)
  return (
    <section aria-labelledby="list-title" className="end-list">
      <div className="spread recall-section-head">
        <h2 id="list-title">
          {endWords[kind].title}{' '}
          <span className="num quiet">
            {rows.length.toLocaleString('en')} {rows.length === 1 ? 'row' : 'rows'}
          </span>
        </h2>
        <div className="row no-print">
          <TableFiles name={`recall ${kind}`} columns={[...columns, unit]} rows={rows} sort={sort} size="xs" />
          {!drill && seed.length <= ADDRESS_SEEDS && (
            <Link className="button button-hold" to="/holds" search={{ seed, place: '1' }}>
              <IconLock size={16} />
              Hold these lots and all made from them…
            </Link>
          )}
        </div>
      </div>
      {rows.length === 0 ? (
        <Blank title={emptyWords[kind]} />
      ) : (
        <DataTable
          label={endWords[kind].title}
          columns={seed.length <= ADDRESS_SEEDS ? [...columns, whyColumn(seed, known)] : columns}
          rows={rows}
          rowKey={row => [row.material, row.number, row.shipment, row.location, row.container, row.run, row.how].join('\u0000')}
          sort={sort}
          onSort={key => void navigate({ search: before => ({ ...before, sort: key }), replace: true, resetScroll: false })}
          height="60vh"
        />
      )}
    </section>
  )
}

const emptyWords: Record<EndKind, string> = {
  stop: 'Nothing suspect is in work',
  quarantine: 'Nothing suspect is in stock',
  call: 'Nothing suspect was shipped',
  gone: 'Nothing suspect was scrapped or used up',
}

const lot: Column<AnyRow> = {
  key: 'number',
  title: 'Lot or serial',
  width: 'minmax(170px, 1.4fr)',
  cell: row => <LotLink lot={row} />,
  order: row => row.number,
  csv: row => row.number,
}
const material: Column<AnyRow> = {
  key: 'material',
  title: 'Material',
  width: 'minmax(120px, 1fr)',
  cell: row => <span className="mono small">{row.material}</span>,
  order: row => row.material,
  csv: row => row.material,
}
const certainty: Column<AnyRow> = {
  key: 'certainty',
  title: 'Certainty',
  width: '110px',
  cell: row => <CertaintyMark certainty={row.certainty} />,
  order: row => row.certainty,
  csv: row => row.certainty,
}
const quantity: Column<AnyRow> = {
  key: 'quantity',
  title: 'Quantity',
  width: '120px',
  align: 'right',
  cell: row => <Amount value={row.quantity} unit={row.unit ?? ''} />,
  order: row => Number(row.quantity),
  csv: row => row.quantity,
}

/** On screen the unit stands beside the quantity, in a file in a column. */
const unit: Column<AnyRow> = { key: 'unit', title: 'Unit', width: '', cell: () => null, csv: row => row.unit }

const whyColumn = (seeds: string[], known: string | undefined): Column<AnyRow> => ({
  key: 'why',
  title: 'Proof',
  width: '64px',
  cell: row => <WhyLink direction="forward" seeds={seeds} known={known} lot={row} />,
})

function text(
  key: 'workOrder' | 'workCenter' | 'location' | 'container' | 'customer' | 'shipment' | 'how' | 'operation',
  title: string,
  width: string,
): Column<AnyRow> {
  return {
    key,
    title,
    width,
    cell: row => <span className="mono small">{row[key]}</span>,
    order: row => row[key] ?? '',
    csv: row => row[key],
  }
}

const at: Column<AnyRow> = {
  key: 'at',
  title: 'Shipped',
  width: '120px',
  cell: row => (
    <span className="small quiet">
      <When at={row.at} />
    </span>
  ),
  order: row => row.at,
  csv: row => row.at && absoluteTime(row.at),
}

function columnsOf(kind: EndKind): Column<AnyRow>[] {
  if (kind === 'stop')
    return [
      lot,
      material,
      text('workCenter', 'Work center', 'minmax(110px, 1fr)'),
      text('workOrder', 'Order', '130px'),
      text('operation', 'Operation', '120px'),
      quantity,
      certainty,
    ]
  if (kind === 'quarantine')
    return [
      lot,
      material,
      text('location', 'Where', 'minmax(110px, 1fr)'),
      text('container', 'Container', 'minmax(120px, 1fr)'),
      quantity,
      certainty,
    ]
  if (kind === 'call')
    return [
      text('customer', 'Customer', 'minmax(120px, 1fr)'),
      lot,
      material,
      text('shipment', 'Shipment', '140px'),
      at,
      quantity,
      certainty,
    ]
  return [lot, material, text('how', 'How', '130px'), quantity, certainty]
}
