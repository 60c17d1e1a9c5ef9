import { SegmentedControl, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ComplaintListed } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { labelled, useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { ComplaintState, SeverityChip } from './complaint-state.tsx'
import { Opened } from './opened.tsx'
import './complaints.css'
import { Intake } from './intake.tsx'

export function ComplaintsScreen() {
  const words = useWords()
  const { t } = words
  const site = useSite()
  const { state, search, intake } = useSearch({ from: '/complaints' })
  const navigate = useNavigate({ from: '/complaints' })
  const put = (change: { state?: string | undefined; search?: string | undefined; intake?: string | undefined }) =>
    void navigate({ search: before => ({ ...before, ...change }), replace: true })
  const listed = useQuery({
    queryKey: ['complaints', site, state, search],
    queryFn: () => client.complaints({ site, state: state === 'all' ? undefined : (state ?? 'open'), search }),
    enabled: site !== undefined,
  })
  const rows = listed.data?.complaints
  return (
    <>
      <PageHead title={t('complaint.title')} text={t('complaint.text')}>
        <Act onClick={() => put({ intake: '1' })}>{t('complaint.take')}</Act>
      </PageHead>
      <div className="spread no-print">
        <SegmentedControl
          value={state ?? 'open'}
          onChange={value => put({ state: value === 'open' ? undefined : value })}
          data={labelled(states, words)}
        />
        <TextInput
          className="complaint-filter"
          aria-label={t('complaint.find')}
          placeholder={t('complaint.find-what')}
          value={search ?? ''}
          onChange={event => put({ search: event.currentTarget.value || undefined })}
        />
      </div>
      {listed.isError && <Trouble error={listed.error} retry={() => void listed.refetch()} />}
      {listed.isPending && <Skeleton rows={4} height={80} />}
      {rows?.length === 0 && (
        <Blank title={t('complaint.none')} text={t('complaint.none-text')}>
          <Act onClick={() => put({ intake: '1' })}>{t('complaint.take')}</Act>
        </Blank>
      )}
      <ul className="complaints">
        {rows?.map(one => (
          <ComplaintCard key={one.number} one={one} />
        ))}
      </ul>
      {listed.data?.next && <p className="small quiet">{t('complaint.newest')}</p>}
      {intake === '1' && <Intake onClose={() => put({ intake: undefined })} />}
    </>
  )
}

const states = [
  { value: 'unanswered', label: 'complaint.unanswered' },
  { value: 'open', label: 'complaint.open' },
  { value: 'closed', label: 'complaint.closed' },
  { value: 'all', label: 'complaint.all' },
] as const

function ComplaintCard({ one }: { one: ComplaintListed }) {
  const { t } = useWords()
  return (
    <li className="panel stack">
      <div className="spread">
        <Link className="mono strong" to="/complaints/$complaint" params={{ complaint: one.number }}>
          {one.number}
        </Link>
        <span className="row">
          <SeverityChip severity={one.severity} />
          <ComplaintState one={one} />
        </span>
      </div>
      <div>{one.text}</div>
      <div className="small quiet">
        {one.customerName ?? one.customer} · {one.lotCount === 0 ? t('complaint.lots-none') : t('complaint.lots', { count: one.lotCount })}{' '}
        · <Opened one={one} />
      </div>
    </li>
  )
}
