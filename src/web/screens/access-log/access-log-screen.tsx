import { Select } from '@mantine/core'
import { IconTableExport } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type AccessEntry, Problem } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { dayEnd, dayStart } from '../../app/days.ts'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { DayInput } from '../../parts/day-input.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { Said } from '../../parts/said.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import { ACTIONS, actionLook } from './actions.ts'
import { LogChain } from './log-chain.tsx'

export function AccessLogScreen() {
  const asked = useAsked()
  const log = useLog(asked)
  const rows = log.data?.pages.flatMap(page => page.rows) ?? []
  if (log.error instanceof Problem && log.error.status === 403)
    return (
      <Blank
        page
        title="For auditors and administrators"
        text="The access log says who read what and what was refused to whom. Ask an administrator for an auditor's account."
      />
    )
  return (
    <>
      <PageHead
        title="Access log"
        text="Who read what is sensitive, what was refused to whom, who signed and who failed to. Reading it is written down as well."
      >
        <a className="button" href={client.accessLogExport(asked)} download>
          <IconTableExport size={18} /> CSV
        </a>
      </PageHead>
      <LogChain />
      <Filters />
      {log.isError && <Trouble error={log.error} retry={() => void log.refetch()} />}
      {log.isPending && <Skeleton rows={12} />}
      {log.isSuccess && rows.length === 0 && <Blank title="No line matches" text="Nobody read or was refused anything like it." />}
      {rows.length > 0 && (
        <DataTable
          label="Access log"
          columns={columns}
          rows={rows}
          rowKey={row => String(row.number)}
          height="calc(100dvh - 320px)"
          onEnd={() => log.hasNextPage && !log.isFetchingNextPage && void log.fetchNextPage()}
          tail={<div className="table-tail">{log.hasNextPage ? 'Loading older lines…' : 'The oldest line that matches is above.'}</div>}
        />
      )}
    </>
  )
}

const PAGE = 100
function useAsked() {
  const { who, action, subject, from, to } = useSearch({ from: '/access-log' })
  return { who, action, subject, from: dayStart(from), to: dayEnd(to) }
}

function useLog(asked: ReturnType<typeof useAsked>) {
  return useInfiniteQuery({
    queryKey: ['access-log', asked],
    queryFn: ({ pageParam }) => client.accessLog({ ...asked, limit: PAGE, ...(pageParam ? { before: pageParam } : {}) }),
    initialPageParam: 0,
    getNextPageParam: page => page.next,
    // Each look is a line of its own: it is not looked at again merely because a window comes to the front.
    refetchOnWindowFocus: false,
  })
}

function Filters() {
  const { who, action, subject, from, to } = useSearch({ from: '/access-log' })
  const navigate = useNavigate({ from: '/access-log' })
  const set = (change: Record<string, string | undefined>) => void navigate({ search: before => ({ ...before, ...change }), replace: true })
  return (
    <div className="filters no-print">
      <Said word="Lines of">
        <ParamInput label="Who" placeholder="anybody" value={who} onChange={value => set({ who: value })} />
      </Said>
      <Said word="that">
        <Select
          aria-label="What happened"
          placeholder="did anything"
          clearable
          value={action ?? null}
          onChange={value => set({ action: value ?? undefined })}
          data={ACTIONS}
          w={200}
        />
      </Said>
      <Said word="about">
        <ParamInput label="About" placeholder="anything" value={subject} onChange={value => set({ subject: value })} />
      </Said>
      <Said word="from">
        <DayInput label="From" value={from} onChange={value => set({ from: value })} />
      </Said>
      <Said word="to">
        <DayInput label="Until" value={to} onChange={value => set({ to: value })} />
      </Said>
    </div>
  )
}

const columns: Column<AccessEntry>[] = [
  { key: 'number', title: '#', width: '64px', align: 'right', cell: row => <span className="mono small">{row.number}</span> },
  {
    key: 'at',
    title: 'When',
    width: '180px',
    cell: row => (
      <span className="small">
        <When at={row.at} exact />
      </span>
    ),
  },
  { key: 'who', title: 'Who', width: 'minmax(110px, 0.8fr)', cell: row => <strong>{row.who}</strong> },
  {
    key: 'action',
    title: 'What',
    width: '150px',
    cell: row => {
      const { tone, sign, word } = actionLook(row.action)
      return (
        <Chip tone={tone} sign={sign}>
          {word}
        </Chip>
      )
    },
  },
  {
    key: 'subject',
    title: 'About',
    width: 'minmax(240px, 2fr)',
    cell: row => <span className="mono small access-about">{row.subject}</span>,
  },
  {
    key: 'detail',
    title: 'Why',
    width: 'minmax(150px, 1.4fr)',
    cell: row => (
      <span className="small">
        {row.detail} {row.code && <span className="mono quiet">{row.code}</span>}
      </span>
    ),
  },
  { key: 'address', title: 'From', width: '110px', cell: row => <span className="mono small quiet">{row.address}</span>, narrow: 'hide' },
]
