import { SegmentedControl, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ComplaintListed } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { When } from '../../parts/when.tsx'
import { ComplaintState, SeverityChip } from './complaint-state.tsx'
import './complaints.css'
import { Intake } from './intake.tsx'

export function ComplaintsScreen() {
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
      <PageHead title="Complaints" text="What customers say is wrong. The clock runs from the moment it came in until the answer.">
        <Act onClick={() => put({ intake: '1' })}>Take a complaint</Act>
      </PageHead>
      <div className="spread no-print">
        <SegmentedControl
          value={state ?? 'open'}
          onChange={value => put({ state: value === 'open' ? undefined : value })}
          data={[
            { value: 'unanswered', label: 'Unanswered' },
            { value: 'open', label: 'Open' },
            { value: 'closed', label: 'Closed' },
            { value: 'all', label: 'All' },
          ]}
        />
        <TextInput
          className="complaint-filter"
          aria-label="Find complaints"
          placeholder="number, lot, customer or words"
          value={search ?? ''}
          onChange={event => put({ search: event.currentTarget.value || undefined })}
        />
      </div>
      {listed.isError && <Trouble error={listed.error} retry={() => void listed.refetch()} />}
      {listed.isPending && <Skeleton rows={4} height={80} />}
      {rows?.length === 0 && (
        <Blank title="No complaint here" text="Paste whatever the customer gave: a serial, a lot, a box label, a delivery note.">
          <Act onClick={() => put({ intake: '1' })}>Take a complaint</Act>
        </Blank>
      )}
      <ul className="complaints">
        {rows?.map(one => (
          <ComplaintCard key={one.number} one={one} />
        ))}
      </ul>
      {listed.data?.next && <p className="small quiet">Only the newest 100 are shown: search for older ones.</p>}
      {intake === '1' && <Intake onClose={() => put({ intake: undefined })} />}
    </>
  )
}

function ComplaintCard({ one }: { one: ComplaintListed }) {
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
        {one.customerName ?? one.customer} · {one.lotCount === 1 ? 'one lot' : `${one.lotCount} lots`} · <When at={one.openedAt} />
        {one.openedBy && ` by ${one.openedBy}`}
      </div>
    </li>
  )
}
