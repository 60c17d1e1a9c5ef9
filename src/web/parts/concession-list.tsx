import { useInfiniteQuery } from '@tanstack/react-query'
import type { Concession } from '../../client/index.ts'
import { client } from '../app/api.ts'
import { useWords, type Words } from '../app/words.tsx'
import { grouped } from './amount.tsx'
import { Skeleton, Trouble } from './blank.tsx'
import { type Column, DataTable, useColumns } from './data-table.tsx'
import { LotLink } from './lot-name.tsx'
import { Chip } from './state-chip.tsx'
import { absoluteTime, When } from './when.tsx'

/** What may pass of lots that stay on hold, and how much of it has passed. */
export function ConcessionList(props: { site: string | undefined; number?: string; material?: string; empty: string }) {
  const { t } = useWords()
  const columns = useColumns(columnsIn)
  const { site, number, material } = props
  const concessions = useInfiniteQuery({
    queryKey: ['concessions', site, number],
    queryFn: ({ pageParam }) => client.concessions({ site, ...(number ? { number } : {}), ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: page => page.next,
    enabled: site !== undefined,
  })
  if (concessions.isError) return <Trouble error={concessions.error} retry={() => void concessions.refetch()} />
  if (!concessions.data) return <Skeleton rows={2} />
  const rows = concessions.data.pages.flatMap(page => page.concessions).filter(one => material === undefined || one.material === material)
  if (rows.length === 0) return <p className="quiet">{props.empty}</p>
  return (
    <DataTable
      label={t('concessions.title')}
      columns={columns}
      rows={rows}
      rowKey={one => one.concession + one.material + one.number}
      height="420px"
      onEnd={() => concessions.hasNextPage && !concessions.isFetchingNextPage && void concessions.fetchNextPage()}
    />
  )
}

function standingOf({ expiresAt, quantity, used }: Concession): 'over' | 'used' | 'open' {
  if (expiresAt !== null && Date.parse(expiresAt) < Date.now()) return 'over'
  return quantity !== null && Number(used) >= Number(quantity) ? 'used' : 'open'
}

const columnsIn = (words: Words): Column<Concession>[] => {
  const { t, rich, mark } = words
  return [
    {
      key: 'concession',
      title: t('concessions.one'),
      width: 'minmax(170px, 1.2fr)',
      cell: one => (
        <span>
          <strong className="mono">{one.concession}</strong>
          <br />
          <span className="small quiet">
            {one.by ? (
              rich('concessions.granted', { person: <span translate="no">{one.by}</span>, time: <When at={one.at} /> })
            ) : (
              <When at={one.at} />
            )}
          </span>
        </span>
      ),
    },
    {
      key: 'lot',
      title: t('col.lot'),
      width: 'minmax(150px, 1.2fr)',
      cell: one => (
        <span>
          <LotLink lot={one} /> <span className="mono small quiet">{one.material}</span>
        </span>
      ),
    },
    {
      key: 'passed',
      title: t('concessions.passed'),
      width: 'minmax(130px, 1fr)',
      align: 'right',
      cell: one => (
        <span className="num">
          {one.quantity === null
            ? t('concessions.no-limit', { used: grouped(one.used, mark) })
            : t('concessions.used-of', { used: grouped(one.used, mark), quantity: grouped(one.quantity, mark) })}{' '}
          <span className="quiet">{one.unit}</span>
        </span>
      ),
    },
    {
      key: 'for',
      title: t('col.for'),
      width: 'minmax(130px, 1fr)',
      cell: one => {
        const customer = one.customer ?? t('concessions.any-customer')
        return (
          <span className="small">
            {one.expiresAt ? t('concessions.until', { customer, time: absoluteTime(one.expiresAt, false, words) }) : customer}
          </span>
        )
      },
    },
    {
      key: 'standing',
      title: t('goods.standing'),
      width: '120px',
      cell: one => {
        const standing = standingOf(one)
        return standing === 'open' ? (
          <Chip tone="done" sign="tick">
            {t('concessions.in-force')}
          </Chip>
        ) : (
          <Chip tone="neutral" sign={standing === 'over' ? 'clock' : 'empty'}>
            {t(standing === 'over' ? 'concessions.ended' : 'concessions.used-up')}
          </Chip>
        )
      },
    },
    { key: 'reason', title: t('col.why'), width: 'minmax(160px, 1.6fr)', cell: one => one.reason },
  ]
}
