import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { PlannedShipment } from '../../../client/index.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Blank } from '../../parts/blank.tsx'
import { type Column, DataTable, useColumns } from '../../parts/data-table.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { PartnerName } from '../../parts/partner-name.tsx'
import { Said } from '../../parts/said.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { DueDay } from './due-day.tsx'

/** What is made ready and has not left, the next truck first. */
export function PlannedList({ rows }: { rows: PlannedShipment[] }) {
  const { t } = useWords()
  const columns = useColumns(columnsIn)
  const { search } = useSearch({ from: '/ship' })
  const navigate = useNavigate({ from: '/ship' })
  return (
    <>
      <div className="filters no-print">
        <Said word={t('planned.with')}>
          <ParamInput
            label={t('planned.search')}
            placeholder={t('planned.placeholder')}
            value={search}
            onChange={value => void navigate({ search: before => ({ ...before, view: 'planned', search: value }), replace: true })}
          />
        </Said>
      </div>
      {rows.length === 0 ? (
        <Blank title={search ? t('planned.no-match') : t('planned.none')} text={t('planned.none-text')} />
      ) : (
        <DataTable
          label={t('planned.title')}
          columns={columns}
          rows={rows}
          rowKey={one => `${one.site}/${one.number}`}
          height="calc(100dvh - 290px)"
        />
      )}
    </>
  )
}

const columnsIn = ({ t }: Words): Column<PlannedShipment>[] => [
  {
    key: 'number',
    title: t('col.shipment'),
    order: one => one.number,
    width: 'minmax(130px, 1fr)',
    cell: one => (
      <Link className="mono strong-link" to="/ship" search={{ shipment: one.number, site: one.site }}>
        {one.number}
      </Link>
    ),
  },
  {
    key: 'loaded',
    title: t('planned.loading'),
    order: one => one.loaded,
    width: '150px',
    cell: one =>
      one.loaded === 0 ? (
        <Chip tone="neutral" sign="empty">
          {t('planned.nothing')}
        </Chip>
      ) : (
        <Chip tone="work" sign="ring">
          {t('planned.loaded', { count: one.loaded })}
        </Chip>
      ),
  },
  {
    key: 'due',
    title: t('col.due'),
    order: one => one.due ?? '9999',
    width: '150px',
    cell: one => (one.due ? <DueDay day={one.due} /> : <span className="quiet">{t('planned.no-date')}</span>),
  },
  {
    key: 'customer',
    title: t('col.customer'),
    order: one => one.customerName ?? one.customer,
    width: 'minmax(180px, 1.6fr)',
    cell: one => <PartnerName name={one.customerName} code={one.customer} />,
  },
  {
    key: 'order',
    title: t('col.sales-order'),
    width: 'minmax(120px, 1fr)',
    cell: one =>
      one.order === null ? (
        <span className="quiet">{t('common.none')}</span>
      ) : (
        <Link className="mono" to="/sales-orders" search={{ order: one.order, site: one.site }}>
          {one.order}
        </Link>
      ),
  },
]
