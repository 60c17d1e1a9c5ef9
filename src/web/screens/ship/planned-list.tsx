import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { PlannedShipment } from '../../../client/index.ts'
import { Blank } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { PartnerName } from '../../parts/partner-name.tsx'
import { Said } from '../../parts/said.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { DueDay } from './due-day.tsx'

/** What is made ready and has not left, the next truck first. */
export function PlannedList({ rows }: { rows: PlannedShipment[] }) {
  const { search } = useSearch({ from: '/ship' })
  const navigate = useNavigate({ from: '/ship' })
  return (
    <>
      <div className="filters no-print">
        <Said word="Shipments with">
          <ParamInput
            label="Shipment search"
            placeholder="number or customer"
            value={search}
            onChange={value => void navigate({ search: before => ({ ...before, view: 'planned', search: value }), replace: true })}
          />
        </Said>
      </div>
      {rows.length === 0 ? (
        <Blank
          title={search ? 'No planned shipment matches' : 'Nothing waits to be loaded'}
          text="Plan a shipment for a sales order, or ship without a plan."
        />
      ) : (
        <DataTable
          label="Planned shipments"
          columns={columns}
          rows={rows}
          rowKey={one => `${one.site}/${one.number}`}
          height="calc(100dvh - 290px)"
        />
      )}
    </>
  )
}

const columns: Column<PlannedShipment>[] = [
  {
    key: 'number',
    title: 'Shipment',
    width: 'minmax(130px, 1fr)',
    cell: one => (
      <Link className="mono strong-link" to="/ship" search={{ shipment: one.number, site: one.site }}>
        {one.number}
      </Link>
    ),
  },
  {
    key: 'loaded',
    title: 'Loading',
    width: '150px',
    cell: one =>
      one.loaded === 0 ? (
        <Chip tone="neutral" sign="empty">
          Nothing yet
        </Chip>
      ) : (
        <Chip tone="work" sign="ring">
          {one.loaded} {one.loaded === 1 ? 'lot' : 'lots'} loaded
        </Chip>
      ),
  },
  { key: 'due', title: 'Due', width: '150px', cell: one => (one.due ? <DueDay day={one.due} /> : <span className="quiet">no date</span>) },
  {
    key: 'customer',
    title: 'Customer',
    width: 'minmax(180px, 1.6fr)',
    cell: one => <PartnerName name={one.customerName} code={one.customer} />,
  },
  {
    key: 'order',
    title: 'Sales order',
    width: 'minmax(120px, 1fr)',
    cell: one =>
      one.order === null ? (
        <span className="quiet">none</span>
      ) : (
        <Link className="mono" to="/sales-orders" search={{ order: one.order, site: one.site }}>
          {one.order}
        </Link>
      ),
  },
]
