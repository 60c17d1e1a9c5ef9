import { useInfiniteQuery } from '@tanstack/react-query'
import type { Concession } from '../../client/index.ts'
import { client } from '../app/api.ts'
import { Skeleton, Trouble } from './blank.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { LotLink } from './lot-name.tsx'
import { Chip } from './state-chip.tsx'
import { absoluteTime, When } from './when.tsx'

/** What may pass of lots that stay on hold, and how much of it has passed. */
export function ConcessionList(props: { site: string | undefined; number?: string; material?: string; empty: string }) {
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
      label="Concessions"
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

const columns: Column<Concession>[] = [
  {
    key: 'concession',
    title: 'Concession',
    width: 'minmax(170px, 1.2fr)',
    cell: one => (
      <span>
        <strong className="mono">{one.concession}</strong>
        <br />
        <span className="small quiet">
          {one.by && `${one.by}, `}
          <When at={one.at} />
        </span>
      </span>
    ),
  },
  {
    key: 'lot',
    title: 'Lot',
    width: 'minmax(150px, 1.2fr)',
    cell: one => (
      <span>
        <LotLink lot={one} /> <span className="mono small quiet">{one.material}</span>
      </span>
    ),
  },
  {
    key: 'passed',
    title: 'Passed',
    width: 'minmax(130px, 1fr)',
    align: 'right',
    cell: one => (
      <span className="num">
        {one.used}
        {one.quantity === null ? ', no limit' : ` of ${one.quantity}`} <span className="quiet">{one.unit}</span>
      </span>
    ),
  },
  {
    key: 'for',
    title: 'For',
    width: 'minmax(130px, 1fr)',
    cell: one => (
      <span className="small">
        {one.customer ?? 'any customer'}
        {one.expiresAt && <>, until {absoluteTime(one.expiresAt)}</>}
      </span>
    ),
  },
  {
    key: 'standing',
    title: 'Standing',
    width: '120px',
    cell: one => {
      const standing = standingOf(one)
      return standing === 'open' ? (
        <Chip tone="done" sign="tick">
          in force
        </Chip>
      ) : (
        <Chip tone="neutral" sign={standing === 'over' ? 'clock' : 'empty'}>
          {standing === 'over' ? 'ended' : 'used up'}
        </Chip>
      )
    },
  },
  { key: 'reason', title: 'Why', width: 'minmax(160px, 1.6fr)', cell: one => one.reason },
]
