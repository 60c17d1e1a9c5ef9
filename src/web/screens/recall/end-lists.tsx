import { IconLock } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { CallRow, GoneRow, QuarantineRow, RecallSimulation, StopRow } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Blank } from '../../parts/blank.tsx'
import { CertaintyMark } from '../../parts/certainty.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { TableFiles } from '../../parts/table-files.tsx'
import { absoluteTime, When } from '../../parts/when.tsx'
import { WhyLink } from '../../parts/why-link.tsx'
import { chosenEnd, type EndKind, unitsOf } from './end-columns.tsx'
import { ADDRESS_SEEDS, useSeeds } from './kept-lists.ts'

type AnyRow = StopRow & QuarantineRow & CallRow & GoneRow

export function EndLists({ answer }: { answer: RecallSimulation }) {
  const words = useWords()
  const { t } = words
  const { list, sort, known, drill } = useSearch({ from: '/recall' })
  const { seeds: seed } = useSeeds()
  const navigate = useNavigate({ from: '/recall' })
  const kind = chosenEnd(list, answer)
  const units = unitsOf(answer)
  // One table for four kinds of rows: the columns chosen by kind read only the fields that kind has.
  const rows = (answer.ends[kind] as AnyRow[]).map(row => ({ ...row, unit: row.unit ?? units.get(row.material) ?? '' }))
  const columns = columnsOf(kind, words)
  return (
    <section aria-labelledby="list-title" className="end-list">
      <div className="spread recall-section-head">
        <h2 id="list-title">
          {t(`ends.${kind}`)} <span className="num quiet">{t('ends.rows', { count: rows.length })}</span>
        </h2>
        <div className="row no-print">
          <TableFiles
            name={`recall ${kind}`}
            columns={spoken => [...columnsOf(kind, spoken), unitIn(spoken)]}
            rows={rows}
            sort={sort}
            size="xs"
          />
          {!drill && seed.length <= ADDRESS_SEEDS && (
            <Link className="button button-hold" to="/holds" search={{ seed, place: '1' }}>
              <IconLock size={16} />
              {t('ends.hold')}
            </Link>
          )}
        </div>
      </div>
      {rows.length === 0 ? (
        <Blank title={t(`ends.none-${kind}`)} />
      ) : (
        <DataTable
          label={t(`ends.${kind}`)}
          columns={seed.length <= ADDRESS_SEEDS ? [...columns, whyColumn(seed, known, words)] : columns}
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

/** On screen the unit stands beside the quantity, in a file in a column. */
const unitIn = ({ t }: Words): Column<AnyRow> => ({
  key: 'unit',
  title: t('field.unit'),
  width: '',
  cell: () => null,
  csv: row => row.unit,
})

const whyColumn = (seeds: string[], known: string | undefined, { t }: Words): Column<AnyRow> => ({
  key: 'why',
  title: t('ends.proof'),
  width: '64px',
  cell: row => <WhyLink direction="forward" seeds={seeds} known={known} lot={row} />,
})

type Told = 'workOrder' | 'workCenter' | 'location' | 'container' | 'customer' | 'shipment' | 'operation'

const text = (key: Told, title: string, width: string): Column<AnyRow> => ({
  key,
  title,
  width,
  cell: row => <span className="mono small">{row[key]}</span>,
  order: row => row[key] ?? '',
  csv: row => row[key],
})

const HOW: Readonly<Record<string, OfficeKey>> = {
  scrapped: 'ends.how-scrapped',
  adjusted: 'ends.how-adjusted',
  sentBack: 'ends.how-sentBack',
}

const howIn = ({ t }: Words): Column<AnyRow> => ({
  key: 'how',
  title: t('ends.how'),
  width: '130px',
  cell: ({ how }) => <span className="small">{HOW[how] ? t(HOW[how]) : how}</span>,
  order: row => row.how,
  csv: row => row.how,
})

const shippedIn = (words: Words): Column<AnyRow> => ({
  key: 'at',
  title: words.t('ends.shipped'),
  width: '120px',
  cell: row => (
    <span className="small quiet">
      <When at={row.at} />
    </span>
  ),
  order: row => row.at,
  csv: row => row.at && absoluteTime(row.at, false, words),
})

function columnsOf(kind: EndKind, words: Words): Column<AnyRow>[] {
  const { t } = words
  const lot: Column<AnyRow> = {
    key: 'number',
    title: t('recall.lot-or-serial'),
    width: 'minmax(170px, 1.4fr)',
    cell: row => <LotLink lot={row} />,
    order: row => row.number,
    csv: row => row.number,
  }
  const material: Column<AnyRow> = {
    key: 'material',
    title: t('col.material'),
    width: 'minmax(120px, 1fr)',
    cell: row => <span className="mono small">{row.material}</span>,
    order: row => row.material,
    csv: row => row.material,
  }
  const quantity: Column<AnyRow> = {
    key: 'quantity',
    title: t('col.quantity'),
    width: '120px',
    align: 'right',
    cell: row => <Amount value={row.quantity} unit={row.unit ?? ''} />,
    order: row => Number(row.quantity),
    csv: row => row.quantity,
  }
  const certainty: Column<AnyRow> = {
    key: 'certainty',
    title: t('recall.certainty'),
    width: '110px',
    cell: row => <CertaintyMark certainty={row.certainty} />,
    order: row => row.certainty,
    csv: row => t(`legend.${row.certainty}`),
  }
  const own = {
    stop: [
      lot,
      material,
      text('workCenter', t('col.work-center'), 'minmax(110px, 1fr)'),
      text('workOrder', t('col.order'), '130px'),
      text('operation', t('col.operation'), '120px'),
    ],
    quarantine: [
      lot,
      material,
      text('location', t('ends.where'), 'minmax(110px, 1fr)'),
      text('container', t('ends.container'), 'minmax(120px, 1fr)'),
    ],
    call: [
      text('customer', t('col.customer'), 'minmax(120px, 1fr)'),
      lot,
      material,
      text('shipment', t('col.shipment'), '140px'),
      shippedIn(words),
    ],
    gone: [lot, material, howIn(words)],
  }
  return [...own[kind], quantity, certainty]
}
