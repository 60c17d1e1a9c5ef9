import { Button, SegmentedControl } from '@mantine/core'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { AlertDelivery, Alerts } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Refusal, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import { ReplaySince } from './replay-since.tsx'

const LOOK_AGAIN_MS = 4000

export function DeliveryLog({ counts, rules }: Pick<Alerts, 'counts' | 'rules'>) {
  const site = useSite()
  const [which, setWhich] = useState('all')
  const log = useInfiniteQuery({
    queryKey: ['alertDeliveries', site, which],
    queryFn: ({ pageParam }) =>
      client.alertDeliveries({ site, status: which === 'all' ? undefined : which, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: page => page.next,
    enabled: site !== undefined,
    refetchInterval: LOOK_AGAIN_MS,
  })
  const again = useMutation({
    mutationFn: (delivery: string) => client.replayAlerts({ site, deliveries: [delivery] }),
    onSettled: forgetAnswers,
  })
  const rows = log.data?.pages.flatMap(page => page.deliveries)
  return (
    <section className="alert-section stack">
      <div className="spread">
        <h2>Delivery log</h2>
        <SegmentedControl
          value={which}
          onChange={setWhich}
          data={[
            { value: 'all', label: 'All' },
            { value: 'open', label: counts.waiting > 0 ? `Waiting (${counts.waiting})` : 'Waiting' },
            { value: 'dead', label: counts.dead > 0 ? `Given up (${counts.dead})` : 'Given up' },
          ]}
        />
      </div>
      {rules.some(rule => rule.retired !== true) && <ReplaySince rules={rules} />}
      {again.error && <Refusal detail={again.error.message} />}
      {log.isError && <Trouble error={log.error} retry={() => void log.refetch()} />}
      {rows?.length === 0 && <p className="quiet">{EMPTY[which]}</p>}
      {rows && rows.length > 0 && (
        <DataTable
          label="Delivery log"
          columns={[
            ...columns,
            {
              key: 'do',
              title: 'Deliver',
              width: '130px',
              align: 'right',
              cell: row =>
                row.status !== 'sending' && (
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`Deliver ${row.subject} to ${row.receiver} again`}
                    onClick={() => again.mutate(row.delivery)}
                  >
                    {row.status === 'waiting' ? 'Try now' : 'Again'}
                  </Button>
                ),
            },
          ]}
          rows={rows}
          rowKey={row => row.delivery}
          height="560px"
          onEnd={() => log.hasNextPage && !log.isFetchingNextPage && void log.fetchNextPage()}
          tail={<div className="table-tail">{log.hasNextPage ? 'Loading older ones…' : 'The oldest that is kept is above.'}</div>}
        />
      )}
    </section>
  )
}

const EMPTY: Readonly<Record<string, string>> = {
  all: 'Nobody was told of anything yet.',
  open: 'Nothing is waiting: everybody has heard.',
  dead: 'Nothing was given up.',
}

const columns: Column<AlertDelivery>[] = [
  { key: 'subject', title: 'What', width: 'minmax(220px, 1.6fr)', cell: row => row.subject },
  {
    key: 'receiver',
    title: 'To',
    width: 'minmax(180px, 1fr)',
    cell: row => <span className="mono small">{row.receiver.replace(':', ' ')}</span>,
  },
  { key: 'status', title: 'State', width: 'minmax(200px, 1.4fr)', cell: row => <State row={row} /> },
  {
    key: 'at',
    title: 'Happened',
    width: '120px',
    narrow: 'hide',
    cell: row => (
      <span className="small quiet">
        <When at={row.at} />
      </span>
    ),
  },
]

function State({ row }: { row: AlertDelivery }) {
  const { text, tone, sign } = LOOKS[row.status]
  return (
    <div>
      <Chip tone={tone} sign={sign}>
        {text}
      </Chip>{' '}
      {row.status === 'sent' ? (
        <span className="small quiet">
          <When at={row.endedAt} />
        </span>
      ) : (
        row.attempts > 0 && <span className="small quiet num">{row.attempts === 1 ? 'tried once' : `tried ${row.attempts} times`}</span>
      )}
      {row.problem && <div className="small quiet">{row.problem}</div>}
      {row.problem && row.nextAt && (
        <div className="small quiet">
          Next try <When at={row.nextAt} />
        </div>
      )}
    </div>
  )
}

const LOOKS = {
  waiting: { text: 'waiting', tone: 'attention', sign: 'triangle' },
  sending: { text: 'being sent', tone: 'attention', sign: 'triangle' },
  sent: { text: 'sent', tone: 'done', sign: 'tick' },
  dead: { text: 'given up', tone: 'stop', sign: 'octagon' },
} as const
