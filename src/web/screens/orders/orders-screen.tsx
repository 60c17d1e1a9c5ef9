import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { WipOrder, WorkOrder, WorkOrderOperation } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { labelled, useWords, type Words } from '../../app/words.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable, useColumns } from '../../parts/data-table.tsx'
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

/** The ones with work in process stand first, which are not the first by number: so all are read that a page may have. */
const SHOWN_MAX = 1000

export function OrdersScreen() {
  const words = useWords()
  const { t } = words
  const columns = useColumns(columnsIn)
  const { search, order, view } = useSearch({ from: '/orders' })
  const navigate = useNavigate({ from: '/orders' })
  const site = useSite()
  const orders = useQuery({
    queryKey: ['workOrders', site, search],
    queryFn: () => client.workOrders({ limit: SHOWN_MAX, ...(site ? { site } : {}), ...(search ? { search } : {}) }),
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
      <PageHead title={t('orders.title')} text={t('orders.text')}>
        <Stale />
        <SegmentedControl
          data={labelled(views, words)}
          value={view ?? 'orders'}
          aria-label={t('orders.which')}
          onChange={next => void navigate({ search: before => ({ ...before, view: next === 'orders' ? undefined : next }), replace: true })}
        />
      </PageHead>
      <div className="filters no-print">
        <Said word={t('orders.with')}>
          <ParamInput
            label={t('orders.search')}
            placeholder={t('orders.placeholder')}
            value={search}
            onChange={value => void navigate({ search: before => ({ ...before, search: value }), replace: true })}
          />
        </Said>
      </div>
      {view === 'lots' && <WipLotsTable query={{ site, stuckAfter: STUCK_AFTER, ...(search ? { workOrder: search } : {}) }} />}
      {orders.isError && <Trouble error={orders.error} retry={() => void orders.refetch()} />}
      {orders.isPending && <Skeleton rows={10} />}
      {view !== 'lots' && orders.isSuccess && rows.length === 0 && (
        <Blank title={search ? t('orders.no-match') : t('orders.none')} text={t('orders.none-text')}>
          {search ? <Link to="/orders">{t('orders.show-all')}</Link> : <Link to="/produce">{t('orders.without')}</Link>}
        </Blank>
      )}
      {view !== 'lots' && rows.length > 0 && (
        <DataTable label={t('orders.title')} columns={columns} rows={rows} rowKey={one => one.number} height="calc(100dvh - 230px)" />
      )}
      <SideDrawer
        opened={order !== undefined}
        onClose={() => void navigate({ search: before => ({ ...before, order: undefined }), replace: true })}
        size={620}
        title={t('orders.one', { order: order ?? '' })}
      >
        {order !== undefined && <OrderDetail number={order} />}
      </SideDrawer>
    </>
  )
}

const views = [
  { value: 'orders', label: 'orders.orders' },
  { value: 'lots', label: 'orders.lots' },
] as const

type Row = WorkOrder & { going: WipOrder | undefined }

/** What somebody looks for is where lots are, then what is open; of those the newest. */
const asLookedFor = (left: Row, right: Row): number => stage(left) - stage(right) || byNumber.compare(right.number, left.number)
const stage = ({ going, status }: Row): number => (going ? 0 : status === 'closed' ? 2 : 1)
const byNumber = new Intl.Collator('en', { numeric: true })

const columnsIn = ({ t }: Words): Column<Row>[] => [
  {
    key: 'number',
    title: t('col.order'),
    width: 'minmax(120px, 1fr)',
    cell: one => (
      <Link className="mono strong-link" to="/orders" search={before => ({ ...before, order: one.number })} replace resetScroll={false}>
        {one.number}
      </Link>
    ),
  },
  { key: 'material', title: t('orders.makes'), width: 'minmax(140px, 1fr)', cell: one => <span className="mono">{one.material}</span> },
  {
    key: 'quantity',
    title: t('col.quantity'),
    width: '110px',
    align: 'right',
    cell: one => <Amount value={one.quantity} unit={one.unit ?? ''} />,
  },
  {
    key: 'customer',
    title: t('col.customer'),
    width: 'minmax(120px, 1fr)',
    cell: one => <span className="mono small">{one.customer}</span>,
  },
  {
    key: 'operations',
    title: t('orders.where'),
    width: 'minmax(320px, 3fr)',
    cell: one => <Route operations={one.operations ?? []} going={one.going} />,
  },
  {
    key: 'oldest',
    title: t('col.oldest'),
    width: '140px',
    cell: one =>
      one.going ? (
        <span className={one.going.stuck > 0 ? 'nowrap tone-attention' : 'nowrap'}>
          {one.going.stuck > 0 && <Sign name="triangle" size={13} />} <When at={one.going.oldest} />
        </span>
      ) : (
        <OrderState status={one.status} />
      ),
  },
]

function OrderState({ status }: { status: string | null | undefined }) {
  const { t } = useWords()
  if (status !== 'closed') return <span className="quiet small">{t('orders.nothing-there')}</span>
  return (
    <Chip tone="done" sign="tick">
      {t('orders.closed')}
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
