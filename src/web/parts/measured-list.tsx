import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { MeasuredCharacteristic } from '../../client/index.ts'
import { client } from '../app/api.ts'
import { useSite } from '../app/site.tsx'
import { Blank, Skeleton, Trouble } from './blank.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { Chip } from './state-chip.tsx'
import { When } from './when.tsx'

/** What was measured of a material, each leading to its chart. */
export function MeasuredList({ material }: { material: string }) {
  const site = useSite()
  const measured = useQuery({
    queryKey: ['characteristics', site, material],
    queryFn: () => client.characteristics({ site, material }),
    enabled: site !== undefined,
  })
  if (measured.isError) return <Trouble error={measured.error} retry={() => void measured.refetch()} />
  if (!measured.data) return <Skeleton rows={5} />
  if (measured.data.length === 0)
    return (
      <Blank title="Nothing was measured yet" text="Values come with receipts, starts, finishes and shipments, or are recorded on a lot." />
    )
  return <DataTable label="Measured characteristics" columns={columns} rows={measured.data} rowKey={one => one.characteristic} />
}

const columns: Column<MeasuredCharacteristic>[] = [
  {
    key: 'characteristic',
    title: 'Characteristic',
    width: 'minmax(160px, 2fr)',
    cell: one => (
      <Link
        className="mono strong-link"
        to="/characteristics/$code"
        params={{ code: one.characteristic }}
        search={{ material: one.material ?? undefined }}
      >
        {one.characteristic}
      </Link>
    ),
  },
  { key: 'unit', title: 'Unit', width: '80px', cell: one => <span className="quiet">{one.unit}</span> },
  {
    key: 'values',
    title: 'Values',
    width: '100px',
    align: 'right',
    cell: one => <span className="num">{one.values.toLocaleString('en')}</span>,
  },
  {
    key: 'outOfRange',
    title: 'Outside',
    width: '130px',
    cell: one =>
      one.outOfRange > 0 ? (
        <Chip tone="attention" sign="triangle">
          {one.outOfRange.toLocaleString('en')}
        </Chip>
      ) : (
        <span className="quiet">none</span>
      ),
  },
  {
    key: 'lastAt',
    title: 'Last',
    width: '130px',
    cell: one => (
      <span className="small quiet">
        <When at={one.lastAt} />
      </span>
    ),
  },
]
