import { Switch } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Blank, Skeleton, Trouble } from './blank.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { Said } from './said.tsx'
import './order-list.css'
import { PageHead } from './panel.tsx'
import { ParamInput } from './param-input.tsx'
import { SideDrawer } from './side-drawer.tsx'

interface OrderListProps<Order> {
  /** "Sales order" */
  noun: string
  text: string
  placeholder: string
  /** Said where there is none yet. */
  none: string
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
  const { noun, orders, search, onSearch } = props
  const rows = orders.data ?? []
  const many = `${noun}s`
  return (
    <>
      <PageHead title={many} text={props.text} />
      <div className="filters no-print">
        <Said word="Orders with">
          <ParamInput
            label={`${noun} search`}
            placeholder={props.placeholder}
            value={search.search}
            onChange={value => onSearch({ search: value })}
          />
        </Said>
        <Switch
          label="only open ones"
          checked={search.open === '1'}
          onChange={event => onSearch({ open: event.currentTarget.checked ? '1' : undefined })}
        />
      </div>
      {orders.isError && <Trouble error={orders.error} retry={() => void orders.refetch()} />}
      {orders.isPending && <Skeleton rows={10} />}
      {orders.isSuccess && rows.length === 0 && (
        <Blank title={search.search || search.open ? `No ${noun.toLowerCase()} matches` : `No ${noun.toLowerCase()} yet`} text={props.none}>
          {props.without}
        </Blank>
      )}
      {rows.length > 0 && (
        <DataTable
          label={many}
          columns={props.columns}
          rows={rows}
          rowKey={props.rowKey}
          height="calc(100dvh - 230px)"
          tail={
            rows.length === props.limit && (
              <p className="small quiet order-tail">The newest {props.limit} are shown: search for the others.</p>
            )
          }
        />
      )}
      <SideDrawer
        opened={search.order !== undefined}
        onClose={() => onSearch({ order: undefined })}
        size={640}
        title={`${noun} ${search.order ?? ''}`}
      >
        {search.order !== undefined && props.detail(search.order)}
      </SideDrawer>
    </>
  )
}
