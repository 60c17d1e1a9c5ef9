import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { WipOrder, WorkOrder, WorkOrderOperation } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { Said } from '../../parts/said.tsx'
import { SideDrawer } from '../../parts/side-drawer.tsx'
import { Sign } from '../../parts/signs.tsx'
import { Stale } from '../../parts/stale.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import { STUCK_AFTER } from '../wip/stuck-after.ts'
import { WipLotsTable } from '../wip/wip-lots-table.tsx'
import { OrderDetail } from './order-detail.tsx'
import './orders.css'

export function OrdersScreen() {
  const { search, order, view } = useSearch({ from: '/orders' })
  const navigate = useNavigate({ from: '/orders' })
  const site = useSite()
  const orders = useQuery({
    queryKey: ['workOrders', site, search],
    queryFn: () => client.workOrders({ ...(site ? { site } : {}), ...(search ? { search } : {}) }),
    enabled: site !== undefined,
  })
  const wip = useQuery({
    queryKey: ['wip', 'orders', site],
    queryFn: () => client.wipOrders({ site, stuckAfter: STUCK_AFTER }),
    enabled: site !== undefined,
    placeholderData: before => before,
  })
  const going = new Map((wip.data ?? []).map(one => [one.number, one]))
  const rows = (orders.data ?? []).map(one => ({ ...one, going: going.get(one.number) })).toSorted(asLookedFor)
  return (
    <>
      <PageHead title="Work orders" text="What is to be made, by which operations, of what, and how far it is.">
        <Stale />
        <SegmentedControl
          data={views}
          value={view ?? 'orders'}
          aria-label="Orders or lots"
          onChange={next => void navigate({ search: before => ({ ...before, view: next === 'orders' ? undefined : next }), replace: true })}
        />
      </PageHead>
      <div className="filters no-print">
        <Said word="Orders with">
          <ParamInput
            label="Order search"
            placeholder="any number or material"
            value={search}
            onChange={value => void navigate({ search: before => ({ ...before, search: value }), replace: true })}
          />
        </Said>
      </div>
      {view === 'lots' && <WipLotsTable query={{ site, stuckAfter: STUCK_AFTER, ...(search ? { workOrder: search } : {}) }} />}
      {orders.isError && <Trouble error={orders.error} retry={() => void orders.refetch()} />}
      {orders.isPending && <Skeleton rows={10} />}
      {view !== 'lots' && orders.isSuccess && rows.length === 0 && (
        <Blank
          title={search ? 'No order matches' : 'No work order yet'}
          text="Orders come from the ERP or are captured as events; production can also be reported without one."
        >
          {search ? <Link to="/orders">Show all orders</Link> : <Link to="/produce">Report production without an order</Link>}
        </Blank>
      )}
      {view !== 'lots' && rows.length > 0 && (
        <DataTable label="Work orders" columns={columns} rows={rows} rowKey={one => one.number} height="calc(100dvh - 230px)" />
      )}
      <SideDrawer
        opened={order !== undefined}
        onClose={() => void navigate({ search: before => ({ ...before, order: undefined }), replace: true })}
        size={620}
        title={`Order ${order ?? ''}`}
      >
        {order !== undefined && <OrderDetail number={order} />}
      </SideDrawer>
    </>
  )
}

const views = [
  { value: 'orders', label: 'Orders' },
  { value: 'lots', label: 'Lots, not orders' },
]

type Row = WorkOrder & { going: WipOrder | undefined }

/** What somebody looks for is where lots are, then what is open; of those the newest. */
const asLookedFor = (left: Row, right: Row): number => stage(left) - stage(right) || byNumber.compare(right.number, left.number)
const stage = ({ going, status }: Row): number => (going ? 0 : status === 'closed' ? 2 : 1)
const byNumber = new Intl.Collator('en', { numeric: true })

const columns: Column<Row>[] = [
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
  {
    key: 'quantity',
    title: 'Quantity',
    width: '110px',
    align: 'right',
    cell: one => <Amount value={one.quantity} unit={one.unit ?? ''} />,
  },
  { key: 'customer', title: 'Customer', width: 'minmax(120px, 1fr)', cell: one => <span className="mono small">{one.customer}</span> },
  {
    key: 'operations',
    title: 'Where its lots are',
    width: 'minmax(320px, 3fr)',
    cell: one => <Route operations={one.operations ?? []} going={one.going} />,
  },
  {
    key: 'oldest',
    title: 'Oldest',
    width: '120px',
    cell: one =>
      one.going ? (
        <span className={one.going.stuck > 0 ? 'tone-attention' : ''}>
          {one.going.stuck > 0 && <Sign name="triangle" size={13} />} <When at={one.going.oldest} />
        </span>
      ) : (
        <OrderState status={one.status} />
      ),
  },
]

function OrderState({ status }: { status: string | null | undefined }) {
  if (status !== 'closed') return <span className="quiet small">nothing there</span>
  return (
    <Chip tone="done" sign="tick">
      closed
    </Chip>
  )
}

/** The route, with how many lots are where; what is closed or not begun is only named. */
function Route({ operations, going }: { operations: WorkOrderOperation[]; going: WipOrder | undefined }) {
  return (
    <ol className="order-route small">
      {operations.map(one => {
        const here = going?.operations.find(step => step.sequence === one.sequence)
        return (
          <li key={one.sequence} className={here ? 'order-step-here' : 'quiet'}>
            {one.name}
            {here && <b className="num"> {here.lots}</b>}
          </li>
        )
      })}
    </ol>
  )
}
