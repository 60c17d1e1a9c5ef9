import { Button, SegmentedControl } from '@mantine/core'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { AlertDelivery, Alerts } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { Refusal, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import { receiverWords } from './receivers.ts'
import { ReplaySince } from './replay-since.tsx'

const LOOK_AGAIN_MS = 4000

export function DeliveryLog({ counts, rules }: Pick<Alerts, 'counts' | 'rules'>) {
  const words = useWords()
  const { t } = words
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
        <h2>{t('alerts.log')}</h2>
        <SegmentedControl
          value={which}
          onChange={setWhich}
          data={[
            { value: 'all', label: t('alerts.all') },
            { value: 'open', label: counts.waiting > 0 ? t('alerts.waiting-count', { count: counts.waiting }) : t('alerts.waiting') },
            { value: 'dead', label: counts.dead > 0 ? t('alerts.given-up-count', { count: counts.dead }) : t('alerts.given-up') },
          ]}
        />
      </div>
      {rules.some(rule => rule.retired !== true) && <ReplaySince rules={rules} />}
      {again.error && <Refusal detail={again.error.message} />}
      {log.isError && <Trouble error={log.error} retry={() => void log.refetch()} />}
      {rows?.length === 0 && <p className="quiet">{t(EMPTY[which] ?? 'alerts.none-all')}</p>}
      {rows && rows.length > 0 && (
        <DataTable
          label={t('alerts.log')}
          columns={[
            ...columnsIn(words),
            {
              key: 'do',
              title: t('alerts.deliver'),
              width: '130px',
              align: 'right',
              cell: row =>
                row.status !== 'sending' && (
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={t('alerts.deliver-again-to', { subject: row.subject, receiver: row.receiver })}
                    onClick={() => again.mutate(row.delivery)}
                  >
                    {row.status === 'waiting' ? t('alerts.try-now') : t('alerts.again')}
                  </Button>
                ),
            },
          ]}
          rows={rows}
          rowKey={row => row.delivery}
          height="560px"
          onEnd={() => log.hasNextPage && !log.isFetchingNextPage && void log.fetchNextPage()}
          tail={<div className="table-tail">{log.hasNextPage ? t('alerts.loading-older') : t('alerts.oldest-above')}</div>}
        />
      )}
    </section>
  )
}

const EMPTY: Readonly<Record<string, OfficeKey>> = { all: 'alerts.none-all', open: 'alerts.none-open', dead: 'alerts.none-dead' }

const columnsIn = (words: Words): Column<AlertDelivery>[] => [
  { key: 'subject', title: words.t('col.what'), width: 'minmax(220px, 1.6fr)', cell: row => row.subject },
  {
    key: 'receiver',
    title: words.t('alerts.to'),
    width: 'minmax(180px, 1fr)',
    cell: row => <span className="mono small">{receiverWords(row.receiver, words)}</span>,
  },
  { key: 'status', title: words.t('col.state'), width: 'minmax(200px, 1.4fr)', cell: row => <State row={row} /> },
  {
    key: 'at',
    title: words.t('alerts.happened'),
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
  const { t, rich } = useWords()
  const { text, tone, sign } = LOOKS[row.status]
  return (
    <div>
      <Chip tone={tone} sign={sign}>
        {t(text)}
      </Chip>{' '}
      {row.status === 'sent' ? (
        <span className="small quiet">
          <When at={row.endedAt} />
        </span>
      ) : (
        row.attempts > 0 && <span className="small quiet num">{t('alerts.tried', { count: row.attempts })}</span>
      )}
      {row.problem && <div className="small quiet">{row.problem}</div>}
      {row.problem && row.nextAt && <div className="small quiet">{rich('alerts.next-try', { time: <When at={row.nextAt} /> })}</div>}
    </div>
  )
}

const LOOKS = {
  waiting: { text: 'alerts.state-waiting', tone: 'attention', sign: 'triangle' },
  sending: { text: 'alerts.state-sending', tone: 'attention', sign: 'triangle' },
  sent: { text: 'alerts.state-sent', tone: 'done', sign: 'tick' },
  dead: { text: 'alerts.state-dead', tone: 'stop', sign: 'octagon' },
} as const
