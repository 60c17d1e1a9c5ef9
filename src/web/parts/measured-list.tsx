import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { MeasuredCharacteristic } from '../../client/index.ts'
import { client } from '../app/api.ts'
import { useSite } from '../app/site.tsx'
import { useWords, type Words } from '../app/words.tsx'
import { Blank, Skeleton, Trouble } from './blank.tsx'
import { type Column, DataTable, useColumns } from './data-table.tsx'
import { Chip } from './state-chip.tsx'
import { When } from './when.tsx'

/** What was measured of a material, each leading to its chart. */
export function MeasuredList({ material }: { material: string }) {
  const { t } = useWords()
  const columns = useColumns(columnsIn)
  const site = useSite()
  const measured = useQuery({
    queryKey: ['characteristics', site, material],
    queryFn: () => client.characteristics({ site, material }),
    enabled: site !== undefined,
  })
  if (measured.isError) return <Trouble error={measured.error} retry={() => void measured.refetch()} />
  if (!measured.data) return <Skeleton rows={5} />
  if (measured.data.length === 0) return <Blank title={t('measured.none')} text={t('measured.none-text')} />
  return <DataTable label={t('measured.label')} columns={columns} rows={measured.data} rowKey={one => one.characteristic} />
}

const columnsIn = ({ t, n }: Words): Column<MeasuredCharacteristic>[] => [
  {
    key: 'characteristic',
    title: t('collect.characteristic'),
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
  { key: 'unit', title: t('field.unit'), width: '80px', cell: one => <span className="quiet">{one.unit}</span> },
  {
    key: 'values',
    title: t('values.title'),
    width: '100px',
    align: 'right',
    cell: one => <span className="num">{n(one.values)}</span>,
  },
  {
    key: 'outOfRange',
    title: t('measured.outside'),
    width: '130px',
    cell: one =>
      one.outOfRange > 0 ? (
        <Chip tone="attention" sign="triangle">
          {n(one.outOfRange)}
        </Chip>
      ) : (
        <span className="quiet">{t('common.none')}</span>
      ),
  },
  {
    key: 'lastAt',
    title: t('measured.last'),
    width: '130px',
    cell: one => (
      <span className="small quiet">
        <When at={one.lastAt} />
      </span>
    ),
  },
]
