import { Drawer } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { WorkOrder, WorkOrderOperation } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { OrderDetail } from './order-detail.tsx'
import './orders.css'

export function OrdersScreen() {
  const { search, order } = useSearch({ from: '/orders' })
  const navigate = useNavigate({ from: '/orders' })
  const site = useSite()
  const orders = useQuery({
    queryKey: ['workOrders', site, search],
    queryFn: () => client.workOrders({ ...(site ? { site } : {}), ...(search ? { search } : {}) }),
    enabled: site !== undefined,
  })
  const rows = orders.data ?? []
  return (
    <>
      <PageHead title="Work orders" text="What is to be made, by which operations, of what." />
      <div className="filters no-print">
        <span>Orders with</span>
        <ParamInput
          label="Order search"
          placeholder="any number or material"
          value={search}
          onChange={value => void navigate({ search: { search: value }, replace: true })}
        />
      </div>
      {orders.isError && <Trouble error={orders.error} retry={() => void orders.refetch()} />}
      {orders.isPending && <Skeleton rows={10} />}
      {orders.isSuccess && rows.length === 0 && (
        <Blank
          title={search ? 'No order matches' : 'No work order yet'}
          text="Orders come from the ERP or are captured as events; production can also be reported without one."
        />
      )}
      {rows.length > 0 && (
        <DataTable label="Work orders" columns={columns} rows={rows} rowKey={one => one.number} height="calc(100dvh - 230px)" />
      )}
      <Drawer
        opened={order !== undefined}
        onClose={() => void navigate({ search: before => ({ ...before, order: undefined }), replace: true })}
        position="right"
        size={620}
        title={`Order ${order ?? ''}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {order !== undefined && <OrderDetail number={order} />}
      </Drawer>
    </>
  )
}

const columns: Column<WorkOrder>[] = [
  {
    key: 'number',
    title: 'Order',
    width: 'minmax(120px, 1fr)',
    cell: one => (
      <Link className="mono strong-link" to="/orders" search={before => ({ ...before, order: one.number })} replace resetScroll={false}>
        {one.number}
      </Link>
    ),
  },
  { key: 'material', title: 'Makes', width: 'minmax(140px, 1fr)', cell: one => <span className="mono">{one.material}</span> },
  { key: 'quantity', title: 'Quantity', width: '110px', align: 'right', cell: one => <Amount value={one.quantity} /> },
  { key: 'customer', title: 'Customer', width: 'minmax(120px, 1fr)', cell: one => <span className="mono small">{one.customer}</span> },
  { key: 'operations', title: 'Operations', width: 'minmax(240px, 2fr)', cell: one => <Route operations={one.operations ?? []} /> },
]

function Route({ operations }: { operations: WorkOrderOperation[] }) {
  return <span className="small quiet">{operations.map(one => one.name).join(' → ')}</span>
}
