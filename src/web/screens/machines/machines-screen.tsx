import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { MachineMessage, MachineMessages } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import './machines.css'

const AGAIN_MS = 5000

export function MachinesScreen() {
  const site = useSite()
  const messages = useQuery({
    queryKey: ['machine-messages', site],
    queryFn: () => client.machineMessages(site),
    enabled: site !== undefined,
    refetchInterval: AGAIN_MS,
  })
  return (
    <>
      <PageHead
        title="Machines"
        text="Values that machines send belong to the run that is open at their work center. What could not be recorded waits here with the reason; nothing is thrown away."
      >
        <Link className="button" to="/settings">
          Broker and topics
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
              label="Messages that wait"
              columns={columns}
              rows={messages.data.messages}
              rowKey={one => one.id}
              height="calc(100dvh - 280px)"
              tail={messages.data.more && <div className="table-tail">The newest are shown; there are more.</div>}
            />
          )}
        </div>
      )}
    </>
  )
}

function NothingWaits({ heard }: { heard: boolean }) {
  if (heard) return <Blank title="Nothing waits" text="Every value that came in is recorded." />
  return (
    <Blank
      title="No machine is heard yet"
      text="Say which MQTT broker this site listens to, and which topic is which characteristic of which machine."
    >
      <Link to="/settings">Name the broker</Link>
    </Blank>
  )
}

function LineWords({ line }: { line: NonNullable<MachineMessages['line']> }) {
  return (
    <p>
      {line.connected ? (
        <Chip tone="done" sign="tick">
          connected
        </Chip>
      ) : (
        <Chip tone="stop" sign="octagon">
          not connected
        </Chip>
      )}{' '}
      {line.problem && <strong>{line.problem} </strong>}
      <span className="quiet">
        {line.recorded.toLocaleString('en')} recorded, {line.kept.toLocaleString('en')} kept since the line was opened
        {line.lastAt && (
          <>
            ; last <When at={line.lastAt} />
          </>
        )}
        . {!line.connected && 'What machines send meanwhile the broker keeps.'}
      </span>
    </p>
  )
}

function TakeUp({ message }: { message: MachineMessage }) {
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
        aria-label={`Take ${message.topic} up again`}
      >
        Try again
      </Act>
      {retry.data?.recorded === false && <span className="small quiet"> Still not.</span>}
    </span>
  )
}

const columns: Column<MachineMessage>[] = [
  {
    key: 'receivedAt',
    title: 'Came',
    width: '110px',
    cell: one => (
      <span className="small quiet">
        <When at={one.receivedAt} />
      </span>
    ),
  },
  { key: 'topic', title: 'Topic', width: 'minmax(150px, 1fr)', cell: one => <span className="mono small">{one.topic}</span> },
  {
    key: 'payload',
    title: 'What it said',
    width: 'minmax(180px, 1.4fr)',
    cell: one => <span className="mono small machine-payload">{one.payload}</span>,
  },
  {
    key: 'detail',
    title: 'Why it waits',
    width: 'minmax(220px, 2fr)',
    cell: one => (
      <span className="small">
        {one.detail} <span className="mono quiet">{one.code}</span>
      </span>
    ),
  },
  { key: 'again', title: 'Record it', width: '150px', align: 'right', cell: one => <TakeUp message={one} /> },
]
