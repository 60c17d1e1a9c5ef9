import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Deviation } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { labelled, useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { DeviationCard, isOver } from '../../parts/deviation-card.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { DecideDeviation } from './decide-deviation.tsx'
import { RequestDeviation } from './request-deviation.tsx'

const views = [
  { value: 'now', label: 'deviation.now' },
  { value: 'waiting', label: 'deviation.waiting' },
  { value: 'all', label: 'deviation.all' },
] as const
const isWaiting = (one: Deviation): boolean => one.status === 'requested' && !isOver(one)
const shows: Readonly<Record<string, (one: Deviation) => boolean>> = {
  now: one => one.status !== 'withdrawn' && !isOver(one),
  waiting: isWaiting,
  all: () => true,
}

export function DeviationsScreen() {
  const words = useWords()
  const { t } = words
  const site = useSite()
  const { view = 'now', ask } = useSearch({ from: '/deviations' })
  const navigate = useNavigate({ from: '/deviations' })
  const deviations = useQuery({ queryKey: ['deviations', site], queryFn: () => client.deviations({ site }), enabled: site !== undefined })
  const rows = (deviations.data ?? []).filter(shows[view] ?? shows.now)
  const open = () => void navigate({ search: before => ({ ...before, ask: '1' }) })
  return (
    <>
      <PageHead title={t('deviation.title')} text={t('deviation.text')}>
        <Act onClick={open}>{t('deviation.ask')}</Act>
      </PageHead>
      <div className="filters no-print">
        <SegmentedControl
          aria-label={t('deviation.which')}
          value={view}
          data={labelled(views, words)}
          onChange={value => void navigate({ search: before => ({ ...before, view: value === 'now' ? undefined : value }), replace: true })}
        />
      </div>
      {deviations.isError && <Trouble error={deviations.error} retry={() => void deviations.refetch()} />}
      {deviations.isPending && <Skeleton rows={5} height={90} />}
      {deviations.isSuccess && rows.length === 0 && (
        <Blank title={t('deviation.none')} text={t('deviation.none-text')}>
          <Act onClick={open}>{t('deviation.ask')}</Act>
        </Blank>
      )}
      <ul className="deviations">
        {rows.map(one => (
          <DeviationCard key={one.number} deviation={one}>
            <Decisions deviation={one} />
          </DeviationCard>
        ))}
      </ul>
      {ask === '1' && (
        <RequestDeviation onClose={() => void navigate({ search: before => ({ ...before, ask: undefined }), replace: true })} />
      )}
    </>
  )
}

function Decisions({ deviation }: { deviation: Deviation }) {
  const { t } = useWords()
  const [deciding, setDeciding] = useState<'approve' | 'withdraw'>()
  if (deviation.status === 'withdrawn') return null
  return (
    <>
      {isWaiting(deviation) && <Act onClick={() => setDeciding('approve')}>{t('deviation.approve-ask')}</Act>}
      {!isOver(deviation) && (
        <Act variant="default" onClick={() => setDeciding('withdraw')}>
          {t('deviation.withdraw-ask')}
        </Act>
      )}
      {deciding && <DecideDeviation deviation={deviation} decision={deciding} onClose={() => setDeciding(undefined)} />}
    </>
  )
}
