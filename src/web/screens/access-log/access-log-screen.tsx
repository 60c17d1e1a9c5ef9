import { Select } from '@mantine/core'
import { IconTableExport } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type AccessEntry, Problem } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { dayEnd, dayStart } from '../../app/days.ts'
import { labelled, useWords, type Words } from '../../app/words.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable, useColumns } from '../../parts/data-table.tsx'
import { DayInput } from '../../parts/day-input.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { Said } from '../../parts/said.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import { ACTIONS, actionLook } from './actions.ts'
import { LogChain } from './log-chain.tsx'

export function AccessLogScreen() {
  const { t } = useWords()
  const columns = useColumns(columnsIn)
  const asked = useAsked()
  const log = useLog(asked)
  const rows = log.data?.pages.flatMap(page => page.rows) ?? []
  if (log.error instanceof Problem && log.error.status === 403)
    return <Blank page title={t('access-log.only')} text={t('access-log.only-text')} />
  return (
    <>
      <PageHead title={t('access-log.title')} text={t('access-log.text')}>
        <a className="button" href={client.accessLogExport(asked)} download>
          <IconTableExport size={18} /> CSV
        </a>
      </PageHead>
      <LogChain />
      <Filters />
      {log.isError && <Trouble error={log.error} retry={() => void log.refetch()} />}
      {log.isPending && <Skeleton rows={12} />}
      {log.isSuccess && rows.length === 0 && <Blank title={t('access-log.no-match')} text={t('access-log.no-match-text')} />}
      {rows.length > 0 && (
        <DataTable
          label={t('access-log.title')}
          columns={columns}
          rows={rows}
          rowKey={row => String(row.number)}
          height="calc(100dvh - 320px)"
          onEnd={() => log.hasNextPage && !log.isFetchingNextPage && void log.fetchNextPage()}
          tail={<div className="table-tail">{log.hasNextPage ? t('access-log.loading-older') : t('access-log.oldest-above')}</div>}
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
  const words = useWords()
  const { t } = words
  const { who, action, subject, from, to } = useSearch({ from: '/access-log' })
  const navigate = useNavigate({ from: '/access-log' })
  const set = (change: Record<string, string | undefined>) => void navigate({ search: before => ({ ...before, ...change }), replace: true })
  return (
    <div className="filters no-print">
      <Said word={t('access-log.lines-of')}>
        <ParamInput label={t('ledger.who')} placeholder={t('ledger.anybody')} value={who} onChange={value => set({ who: value })} />
      </Said>
      <Said word={t('access-log.that')}>
        <Select
          aria-label={t('ledger.what')}
          placeholder={t('access-log.anything-done')}
          clearable
          value={action ?? null}
          onChange={value => set({ action: value ?? undefined })}
          data={labelled(ACTIONS, words)}
          w={200}
        />
      </Said>
      <Said word={t('access-log.about')}>
        <ParamInput
          label={t('access-log.col-about')}
          placeholder={t('access-log.anything')}
          value={subject}
          onChange={value => set({ subject: value })}
        />
      </Said>
      <Said word={t('access-log.from')}>
        <DayInput label={t('access-log.day-from')} value={from} onChange={value => set({ from: value })} />
      </Said>
      <Said word={t('ledger.to')}>
        <DayInput label={t('access-log.day-until')} value={to} onChange={value => set({ to: value })} />
      </Said>
    </div>
  )
}

const columnsIn = ({ t }: Words): Column<AccessEntry>[] => [
  { key: 'number', title: '#', width: '64px', align: 'right', cell: row => <span className="mono small">{row.number}</span> },
  {
    key: 'at',
    title: t('col.when'),
    width: '210px',
    cell: row => (
      <span className="small">
        <When at={row.at} exact />
      </span>
    ),
  },
  { key: 'who', title: t('ledger.who'), width: 'minmax(120px, 0.8fr)', cell: row => <strong className="small">{row.who}</strong> },
  {
    key: 'action',
    title: t('col.what'),
    width: '150px',
    cell: row => {
      const { tone, sign, word } = actionLook(row.action)
      return (
        <Chip tone={tone} sign={sign}>
          {t(word)}
        </Chip>
      )
    },
  },
  {
    key: 'subject',
    title: t('access-log.col-about'),
    width: 'minmax(280px, 3fr)',
    cell: row => <span className="mono small access-about">{row.subject}</span>,
  },
  {
    key: 'detail',
    title: t('col.why'),
    width: 'minmax(110px, 1fr)',
    cell: row => (
      <span className="small">
        {row.detail} {row.code && <span className="mono quiet">{row.code}</span>}
      </span>
    ),
  },
  {
    key: 'address',
    title: t('access-log.col-from'),
    width: '110px',
    cell: row => <span className="mono small quiet">{row.address}</span>,
    narrow: 'hide',
  },
]
