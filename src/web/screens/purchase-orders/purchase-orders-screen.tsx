import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { PurchaseOrder } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { type Column, useColumns } from '../../parts/data-table.tsx'
import { FirstLine } from '../../parts/order-lines.tsx'
import { OrderList } from '../../parts/order-list.tsx'
import { PartnerName } from '../../parts/partner-name.tsx'
import { StandingChip } from '../../parts/standing-chip.tsx'
import { PurchaseOrderDetail } from './purchase-order-detail.tsx'

const LIMIT = 500

export function PurchaseOrdersScreen() {
  const { t } = useWords()
  const columns = useColumns(columnsIn)
  const { search, order, open } = useSearch({ from: '/purchase-orders' })
  const navigate = useNavigate({ from: '/purchase-orders' })
  const site = useSite()
  const orders = useQuery({
    queryKey: ['purchaseOrders', site, search, open],
    queryFn: () =>
      client.purchaseOrders({ ...(site ? { site } : {}), ...(search ? { search } : {}), ...(open ? { open: true } : {}), limit: LIMIT }),
    enabled: site !== undefined,
  })
  return (
    <OrderList
      kind="purchase-orders"
      without={<Link to="/receive">{t('purchase-orders.without')}</Link>}
      orders={orders}
      columns={columns}
      rowKey={one => one.number}
      search={{ search, order, open }}
      onSearch={change => void navigate({ search: before => ({ ...before, ...change }), replace: true })}
      detail={number => <PurchaseOrderDetail number={number} />}
      limit={LIMIT}
    />
  )
}

const columnsIn = ({ t }: Words): Column<PurchaseOrder>[] => [
  {
    key: 'number',
    title: t('col.purchase-order'),
    order: one => one.number,
    width: 'minmax(120px, 1fr)',
    cell: one => (
      <Link
        className="mono strong-link"
        to="/purchase-orders"
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
    width: '130px',
    cell: one => <StandingChip standing={one.standing} />,
  },
  {
    key: 'vendor',
    title: t('col.vendor'),
    order: one => one.vendorName ?? one.vendor,
    width: 'minmax(160px, 1.4fr)',
    cell: one => <PartnerName name={one.vendorName} code={one.vendor} />,
  },
  {
    key: 'materials',
    title: t('purchase-orders.ordered'),
    width: 'minmax(240px, 2.4fr)',
    cell: one => <Ordered order={one} />,
  },
  {
    key: 'status',
    title: t('purchase-orders.status'),
    width: '90px',
    narrow: 'hide',
    cell: one => <span className="small quiet">{t(`purchase-orders.status-${one.status}`)}</span>,
  },
]

function Ordered({ order }: { order: PurchaseOrder }) {
  const { t } = useWords()
  const [first, ...others] = order.lines
  if (!first) return <span className="small quiet">{t('goods.no-lines')}</span>
  return <FirstLine line={first} done={first.received} unit={first.stockUnit} others={others.length} />
}
