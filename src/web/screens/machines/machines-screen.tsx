import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { MachineMessage, MachineMessages } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable, useColumns } from '../../parts/data-table.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { keptSaid } from '../../parts/refusal-words.ts'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import './machines.css'

const AGAIN_MS = 5000

export function MachinesScreen() {
  const { t } = useWords()
  const columns = useColumns(columnsIn)
  const site = useSite()
  const messages = useQuery({
    queryKey: ['machine-messages', site],
    queryFn: () => client.machineMessages(site),
    enabled: site !== undefined,
    refetchInterval: AGAIN_MS,
  })
  return (
    <>
      <PageHead title={t('machines.title')} text={t('machines.text')}>
        <Link className="button" to="/settings">
          {t('machines.broker-topics')}
        </Link>
      </PageHead>
      {messages.isError && <Trouble error={messages.error} retry={() => void messages.refetch()} />}
      {messages.isPending && <Skeleton rows={6} />}
      {messages.data && (
        <div className="stack">
          {messages.data.line !== null && <LineWords line={messages.data.line} />}
          {messages.data.messages.length === 0 ? (
            <NothingWaits heard={messages.data.line !== null} />
          ) : (
            <DataTable
              label={t('machines.waiting')}
              columns={columns}
              rows={messages.data.messages}
              rowKey={one => one.id}
              height="calc(100dvh - 280px)"
              tail={messages.data.more && <div className="table-tail">{t('machines.newest')}</div>}
            />
          )}
        </div>
      )}
    </>
  )
}

function NothingWaits({ heard }: { heard: boolean }) {
  const { t } = useWords()
  if (heard) return <Blank title={t('machines.none')} text={t('machines.none-text')} />
  return (
    <Blank title={t('machines.unheard')} text={t('machines.unheard-text')}>
      <Link to="/settings">{t('machines.name-broker')}</Link>
    </Blank>
  )
}

function LineWords({ line }: { line: NonNullable<MachineMessages['line']> }) {
  const { t, rich, n } = useWords()
  return (
    <p>
      {line.connected ? (
        <Chip tone="done" sign="tick">
          {t('machines.connected')}
        </Chip>
      ) : (
        <Chip tone="stop" sign="octagon">
          {t('machines.not-connected')}
        </Chip>
      )}{' '}
      {line.problem && <strong>{line.problem} </strong>}
      <span className="quiet">
        {rich(line.lastAt ? 'machines.line-last' : 'machines.line', {
          recorded: n(line.recorded),
          kept: n(line.kept),
          time: <When at={line.lastAt} />,
        })}{' '}
        {!line.connected && t('machines.meanwhile')}
      </span>
    </p>
  )
}

function TakeUp({ message }: { message: MachineMessage }) {
  const { t } = useWords()
  const answers = useQueryClient()
  const retry = useMutation({
    mutationFn: () => client.retryMachineMessage(message.id),
    onSettled: () => answers.invalidateQueries({ queryKey: ['machine-messages'] }),
  })
  return (
    <span>
      <Act
        size="xs"
        variant="default"
        loading={retry.isPending}
        onClick={() => retry.mutate()}
        aria-label={t('machines.take-up', { topic: message.topic })}
      >
        {t('trouble.try-again')}
      </Act>
      {retry.data?.recorded === false && <span className="small quiet"> {t('machines.still-not')}</span>}
    </span>
  )
}

const columnsIn = (words: Words): Column<MachineMessage>[] => [
  {
    key: 'receivedAt',
    title: words.t('machines.came'),
    width: '110px',
    cell: one => (
      <span className="small quiet">
        <When at={one.receivedAt} />
      </span>
    ),
  },
  {
    key: 'topic',
    title: words.t('machines.topic'),
    width: 'minmax(150px, 1fr)',
    cell: one => <span className="mono small">{one.topic}</span>,
  },
  {
    key: 'payload',
    title: words.t('machines.said'),
    width: 'minmax(180px, 1.4fr)',
    cell: one => <span className="mono small machine-payload">{one.payload}</span>,
  },
  {
    key: 'detail',
    title: words.t('machines.why'),
    width: 'minmax(220px, 2fr)',
    cell: one => (
      <span className="small">
        {keptSaid(one.detail, words)} <span className="mono quiet">{one.code}</span>
      </span>
    ),
  },
  { key: 'again', acts: true, title: words.t('machines.record'), width: '150px', align: 'right', cell: one => <TakeUp message={one} /> },
]
