import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { WipQuery } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { labelled, useWords } from '../../app/words.tsx'
import { AgeLegend } from '../../parts/age-bar.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { Stale } from '../../parts/stale.tsx'
import { STUCK_AFTER } from './stuck-after.ts'
import { WipBoard } from './wip-board.tsx'
import { WipFilters } from './wip-filters.tsx'
import { WipLotsTable } from './wip-lots-table.tsx'
import { WipOperations } from './wip-operations.tsx'
import './wip.css'

const views = [
  { value: 'operations', label: 'wip.operations' },
  { value: 'board', label: 'wip.board' },
  { value: 'lots', label: 'wip.lots' },
] as const

/** What is where, and what is stuck. The question is in the address bar, so it can be sent to somebody. */
export function WipScreen() {
  const words = useWords()
  const { t } = words
  const search = useSearch({ from: '/wip' })
  const navigate = useNavigate({ from: '/wip' })
  const site = useSite()
  const view = search.view ?? 'operations'
  const { view: _, ...asked } = search
  const query: WipQuery = { ...asked, site, stuckAfter: search.stuckAfter ?? STUCK_AFTER }
  const wip = useQuery({
    queryKey: ['wip', query],
    queryFn: () => client.wip({ ...query, operation: undefined, workCenter: undefined, state: undefined }),
    enabled: site !== undefined,
    placeholderData: before => before,
    refetchInterval: 60_000,
  })
  return (
    <>
      <PageHead title={t('wip.title')} text={t('wip.text')}>
        <Stale />
        <SegmentedControl
          data={labelled(views, words)}
          value={view}
          aria-label={t('wip.view')}
          onChange={next =>
            void navigate({ search: before => ({ ...before, view: next === 'operations' ? undefined : next }), replace: true })
          }
        />
      </PageHead>
      <WipFilters />
      {wip.isError && <Trouble error={wip.error} retry={() => void wip.refetch()} />}
      {wip.isPending && <Skeleton rows={10} height={44} />}
      {wip.data && wip.data.operations.length === 0 && <Blank title={t('wip.none')} text={t('wip.none-text')} />}
      {wip.data && wip.data.operations.length > 0 && (
        <>
          {view !== 'lots' && <AgeLegend stuckAfter={wip.data.stuckAfter} />}
          {view === 'operations' && <WipOperations wip={wip.data} />}
          {view === 'board' && <WipBoard wip={wip.data} query={query} />}
          {view === 'lots' && <WipLotsTable query={query} />}
        </>
      )}
    </>
  )
}
