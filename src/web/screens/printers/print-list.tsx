import { Menu, SegmentedControl } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Printer, PrintJob } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { called, useWords, type Words } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { PrintState } from '../../parts/print-state.tsx'
import { When } from '../../parts/when.tsx'

const LOOK_AGAIN_MS = 4000

export function PrintList({ printers }: { printers: Printer[] }) {
  const words = useWords()
  const { t } = words
  const site = useSite()
  const [which, setWhich] = useState('open')
  const prints = useQuery({
    queryKey: ['prints', site, which],
    queryFn: () => client.prints({ ...(site ? { site } : {}), open: which === 'open' }),
    enabled: site !== undefined,
    refetchInterval: LOOK_AGAIN_MS,
  })
  const again = useMutation({
    mutationFn: (wish: { id: string; printer?: string }) => client.retryPrint(wish.id, wish.printer),
    onSettled: forgetAnswers,
  })
  const out = useMutation({ mutationFn: client.cancelPrint, onSettled: forgetAnswers })
  const fault = again.error ?? out.error
  return (
    <section className="print-list stack">
      <div className="spread">
        <h2>{t('prints.title')}</h2>
        <SegmentedControl
          value={which}
          onChange={setWhich}
          data={[
            { value: 'open', label: t('prints.open') },
            { value: 'all', label: t('prints.all') },
          ]}
        />
      </div>
      {fault && <Refusal detail={fault.message} />}
      {prints.isError && <Trouble error={prints.error} retry={() => void prints.refetch()} />}
      {prints.data?.length === 0 && <p className="quiet">{which === 'open' ? t('prints.none-open') : t('prints.none')}</p>}
      {prints.data && prints.data.length > 0 && (
        <DataTable
          label={t('prints.title')}
          columns={[
            ...columnsIn(words),
            {
              key: 'do',
              title: t('col.decide'),
              width: '300px',
              align: 'right',
              cell: job => (
                <Actions
                  job={job}
                  printers={printers}
                  onAgain={printer => again.mutate({ id: job.id, ...(printer ? { printer } : {}) })}
                  onOut={() => out.mutate(job.id)}
                />
              ),
            },
          ]}
          rows={prints.data}
          rowKey={job => job.id}
        />
      )}
    </section>
  )
}

const columnsIn = ({ t }: Words): Column<PrintJob>[] => [
  { key: 'subject', title: t('col.for'), order: job => job.subject, width: 'minmax(130px, 1fr)', cell: job => <Subject job={job} /> },
  {
    key: 'printer',
    title: t('col.printer'),
    width: '130px',
    order: job => job.printer ?? '',
    cell: job => <span className="mono small">{job.printer}</span>,
  },
  { key: 'status', title: t('col.state'), order: job => job.status, width: 'minmax(180px, 1.6fr)', cell: job => <PrintState job={job} /> },
  {
    key: 'copies',
    title: t('prints.title'),
    width: '90px',
    align: 'right',
    cell: job => (
      <span className="num">
        {job.copies}
        {job.copy > 0 && <span className="quiet"> {t('prints.copy', { copy: job.copy })}</span>}
      </span>
    ),
  },
  {
    key: 'askedAt',
    title: t('prints.asked'),
    width: '120px',
    order: job => job.askedAt,
    cell: job => (
      <span className="small quiet">
        <When at={job.askedAt} />
      </span>
    ),
  },
]

function Subject({ job }: { job: PrintJob }) {
  const words = useWords()
  if (job.lot !== null && job.material !== null) return <LotLink lot={{ id: job.lot, material: job.material, number: job.subject }} />
  return (
    <span>
      <span className="quiet">{called('prints.kind-', job.kind, words)}</span> <span className="mono">{job.subject}</span>
    </span>
  )
}

interface Deciding {
  job: PrintJob
  printers: Printer[]
  onAgain: (printer?: string) => void
  onOut: () => void
}

function Actions({ job, printers, onAgain, onOut }: Deciding) {
  const { t } = useWords()
  if (job.status === 'printed' || job.status === 'sending') return null
  const others = printers.filter(one => one.code !== job.printer)
  return (
    <span className="print-actions">
      <Act size="xs" variant="default" aria-label={t('prints.print-again', { subject: job.subject })} onClick={() => onAgain(job.printer)}>
        {t('prints.again')}
      </Act>
      {others.length > 0 && (
        <Menu>
          <Menu.Target>
            <Act size="xs" variant="default" aria-label={t('prints.print-elsewhere', { subject: job.subject })}>
              {t('prints.elsewhere')}
            </Act>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map(one => (
              <Menu.Item key={one.code} onClick={() => onAgain(one.code)}>
                <span className="mono">{one.code}</span> <span className="quiet">{one.name}</span>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {job.status !== 'cancelled' && (
        <Act size="xs" variant="subtle" aria-label={t('prints.take-subject', { subject: job.subject })} onClick={onOut}>
          {t('prints.take-out')}
        </Act>
      )}
    </span>
  )
}
