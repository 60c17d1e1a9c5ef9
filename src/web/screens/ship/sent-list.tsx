import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Shipment } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable, useColumns } from '../../parts/data-table.tsx'
import { PartnerName } from '../../parts/partner-name.tsx'
import { When } from '../../parts/when.tsx'

/** What has left, the newest first. */
export function SentList() {
  const { t } = useWords()
  const columns = useColumns(columnsIn)
  const site = useSite()
  const sent = useQuery({
    queryKey: ['shipments', site],
    queryFn: () => client.shipments(site ? { site } : {}),
    enabled: site !== undefined,
  })
  if (sent.isError) return <Trouble error={sent.error} retry={() => void sent.refetch()} />
  if (!sent.data) return <Skeleton rows={10} />
  if (sent.data.length === 0) return <Blank title={t('sent.none')} text={t('sent.none-text')} />
  return <DataTable label={t('sent.title')} columns={columns} rows={sent.data} rowKey={one => one.shipment} height="calc(100dvh - 240px)" />
}

const columnsIn = ({ t }: Words): Column<Shipment>[] => [
  {
    key: 'shipment',
    title: t('col.shipment'),
    order: one => one.shipment,
    width: 'minmax(130px, 1fr)',
    cell: one => (
      <Link className="mono strong-link" to="/ship" search={before => ({ ...before, shipment: one.shipment })}>
        {one.shipment}
      </Link>
    ),
  },
  { key: 'at', title: t('sent.left'), order: one => one.at, width: '170px', cell: one => <When at={one.at} /> },
  {
    key: 'customer',
    title: t('col.customer'),
    order: one => one.customerName ?? one.customer,
    width: 'minmax(180px, 1.6fr)',
    cell: one => <PartnerName name={one.customerName} code={one.customer} />,
  },
  { key: 'order', title: t('col.sales-order'), width: 'minmax(110px, 1fr)', cell: one => <span className="mono">{one.order ?? ''}</span> },
  {
    key: 'lots',
    title: t('col.lots'),
    width: '80px',
    align: 'right',
    cell: one => <span className="num">{one.lotCount ?? one.lots?.length ?? 0}</span>,
  },
]
