import { Switch } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useWords } from '../app/words.tsx'
import { Blank, Skeleton, Trouble } from './blank.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { Said } from './said.tsx'
import './order-list.css'
import { PageHead } from './panel.tsx'
import { ParamInput } from './param-input.tsx'
import { SideDrawer } from './side-drawer.tsx'

interface OrderListProps<Order> {
  /** Which side: its words are in the catalogue under this name. */
  kind: 'purchase-orders' | 'sales-orders'
  /** What can be done without an order. */
  without: ReactNode
  orders: UseQueryResult<Order[]>
  columns: Column<Order>[]
  rowKey: (order: Order) => string
  /** The address bar: what is searched, whether only open ones are shown, whose page is open. */
  search: { search?: string | undefined; open?: string | undefined; order?: string | undefined }
  onSearch: (change: { search?: string | undefined; open?: string | undefined; order?: string | undefined }) => void
  detail: (number: string) => ReactNode
  /** So many are asked for. */
  limit: number
}

/** Orders of either side, searched, with the page of one of them in a drawer. */
export function OrderList<Order>(props: OrderListProps<Order>) {
  const { t } = useWords()
  const { kind, orders, search, onSearch } = props
  const rows = orders.data ?? []
  const isMeant = search.search !== undefined || search.open !== undefined
  return (
    <>
      <PageHead title={t(`${kind}.title`)} text={t(`${kind}.text`)} />
      <div className="filters no-print">
        <Said word={t('order-list.with')}>
          <ParamInput
            label={t(`${kind}.search`)}
            placeholder={t(`${kind}.placeholder`)}
            value={search.search}
            onChange={value => onSearch({ search: value })}
          />
        </Said>
        <Switch
          label={t('order-list.only-open')}
          checked={search.open === '1'}
          onChange={event => onSearch({ open: event.currentTarget.checked ? '1' : undefined })}
        />
      </div>
      {orders.isError && <Trouble error={orders.error} retry={() => void orders.refetch()} />}
      {orders.isPending && <Skeleton rows={10} />}
      {orders.isSuccess && rows.length === 0 && (
        <Blank title={t(isMeant ? `${kind}.no-match` : `${kind}.none-yet`)} text={t(`${kind}.none`)}>
          {props.without}
        </Blank>
      )}
      {rows.length > 0 && (
        <DataTable
          label={t(`${kind}.title`)}
          columns={props.columns}
          rows={rows}
          rowKey={props.rowKey}
          height="calc(100dvh - 230px)"
          tail={rows.length === props.limit && <p className="small quiet order-tail">{t('order-list.newest', { count: props.limit })}</p>}
        />
      )}
      <SideDrawer
        opened={search.order !== undefined}
        onClose={() => onSearch({ order: undefined })}
        size={640}
        title={t(`${kind}.one`, { order: search.order ?? '' })}
      >
        {search.order !== undefined && props.detail(search.order)}
      </SideDrawer>
    </>
  )
}
