import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { SalesOrder } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { type Column, useColumns } from '../../parts/data-table.tsx'
import { FirstLine } from '../../parts/order-lines.tsx'
import { OrderList } from '../../parts/order-list.tsx'
import { PartnerName } from '../../parts/partner-name.tsx'
import { StandingChip } from '../../parts/standing-chip.tsx'
import { SalesOrderDetail } from './sales-order-detail.tsx'

const LIMIT = 200

export function SalesOrdersScreen() {
  const { t } = useWords()
  const columns = useColumns(columnsIn)
  const { search, order, open } = useSearch({ from: '/sales-orders' })
  const navigate = useNavigate({ from: '/sales-orders' })
  const site = useSite()
  const orders = useQuery({
    queryKey: ['salesOrders', site, search, open],
    queryFn: () =>
      client.salesOrders({ ...(site ? { site } : {}), ...(search ? { search } : {}), ...(open ? { open: true } : {}), limit: LIMIT }),
    enabled: site !== undefined,
  })
  return (
    <OrderList
      kind="sales-orders"
      without={
        <Link to="/ship" search={{ view: 'direct' }}>
          {t('sales-orders.without')}
        </Link>
      }
      orders={orders}
      columns={columns}
      rowKey={one => `${one.site}/${one.number}`}
      search={{ search, order, open }}
      onSearch={change => void navigate({ search: before => ({ ...before, ...change }), replace: true })}
      detail={number => <SalesOrderDetail number={number} />}
      limit={LIMIT}
    />
  )
}

const columnsIn = ({ t }: Words): Column<SalesOrder>[] => [
  {
    key: 'number',
    title: t('col.sales-order'),
    order: one => one.number,
    width: 'minmax(120px, 1fr)',
    cell: one => (
      <Link
        className="mono strong-link"
        to="/sales-orders"
        search={before => ({ ...before, order: one.number })}
        replace
        resetScroll={false}
      >
        {one.number}
      </Link>
    ),
  },
  {
    key: 'standing',
    title: t('goods.standing'),
    order: one => one.standing,
    width: '140px',
    cell: one => <StandingChip standing={one.standing} shipped />,
  },
  {
    key: 'customer',
    title: t('col.customer'),
    order: one => one.customerName ?? one.customer,
    width: 'minmax(160px, 1.4fr)',
    cell: one => <PartnerName name={one.customerName} code={one.customer} />,
  },
  { key: 'lines', title: t('sales-orders.col-shipped'), width: 'minmax(220px, 2fr)', cell: one => <Shipped order={one} /> },
  {
    key: 'planned',
    title: t('sales-orders.shipments'),
    width: 'minmax(140px, 1fr)',
    cell: one => (
      <span className="small">
        {one.planned.length > 0 && <strong>{t('sales-orders.count-to-load', { count: one.planned.length })}</strong>}
        {one.planned.length > 0 && one.shipments.length > 0 && ', '}
        {one.shipments.length > 0 && t('sales-orders.count-left', { count: one.shipments.length })}
        {one.planned.length + one.shipments.length === 0 && <span className="quiet">{t('common.none')}</span>}
      </span>
    ),
  },
]

function Shipped({ order }: { order: SalesOrder }) {
  const { t } = useWords()
  const [first, ...others] = order.lines
  if (!first) return <span className="small quiet">{t('goods.no-lines')}</span>
  return <FirstLine line={first} done={first.shipped} unit={first.unit} others={others.length} />
}
