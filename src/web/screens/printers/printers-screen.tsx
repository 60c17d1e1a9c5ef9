import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Printer, PrinterAnswer } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { faultOf } from '../../parts/fault.ts'
import { Fact, Facts, PageHead } from '../../parts/panel.tsx'
import { PrinterSaid } from '../../parts/printer-words.tsx'
import { refusalSaid } from '../../parts/refusal-words.ts'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import { PrintList } from './print-list.tsx'
import { PrinterForm } from './printer-form.tsx'
import './printers.css'

const LOOK_AGAIN_MS = 4000

export function PrintersScreen() {
  const { t } = useWords()
  const site = useSite()
  const printers = useQuery({
    queryKey: ['printers', site],
    queryFn: () => client.printers(site),
    enabled: site !== undefined,
    refetchInterval: LOOK_AGAIN_MS,
  })
  const [editing, setEditing] = useState<Printer | 'new'>()
  const shown = printers.data?.filter(one => one.retired !== true)
  return (
    <>
      <PageHead title={t('printers.title')} text={t('printers.text')}>
        <Act onClick={() => setEditing('new')}>{t('printers.add')}</Act>
      </PageHead>
      {printers.isError && <Trouble error={printers.error} retry={() => void printers.refetch()} />}
      {printers.isPending && <Skeleton rows={4} height={64} />}
      {shown?.length === 0 && (
        <Blank title={t('printers.none')} text={t('printers.none-text')}>
          <Act onClick={() => setEditing('new')}>{t('printers.add')}</Act>
        </Blank>
      )}
      <div className="printers">
        {shown?.map(printer => (
          <PrinterCard key={printer.code} printer={printer} onEdit={() => setEditing(printer)} />
        ))}
      </div>
      <PrintList printers={shown ?? []} />
      <Dialog
        opened={editing !== undefined}
        onClose={() => setEditing(undefined)}
        title={editing === 'new' ? t('printers.add') : t('printers.change')}
        size="lg"
      >
        {editing !== undefined && (
          <PrinterForm printer={editing === 'new' ? undefined : editing} others={shown ?? []} onDone={() => setEditing(undefined)} />
        )}
      </Dialog>
    </>
  )
}

function PrinterCard({ printer, onEdit }: { printer: Printer; onEdit: () => void }) {
  const { t } = useWords()
  const site = useSite()
  const test = useMutation({ mutationFn: () => client.testPrinter(printer.code, site), onSettled: forgetAnswers })
  const look = useMutation({ mutationFn: () => client.printerStatus(printer.code, site) })
  return (
    <section className="panel printer" aria-label={t('printers.one', { printer: printer.code })}>
      <header className="spread">
        <h2 className="mono">{printer.code}</h2>
        <QueueChip printer={printer} />
      </header>
      {printer.name && <p className="quiet">{printer.name}</p>}
      <Facts>
        <Fact name={t('printers.address')}>
          <span className="mono">
            {printer.host}:{printer.port}
          </span>
        </Fact>
        <Fact name={t('printers.label')}>
          {printer.width && printer.height ? t('printers.size', { width: printer.width, height: printer.height }) : t('common.any-size')}
        </Fact>
        <Fact name={t('printers.resolution')}>{t('printers.dpi', { dpi: printer.dpi })}</Fact>
        {printer.failOver && (
          <Fact name={t('printers.taken-over')}>
            <span className="mono">{printer.failOver}</span>
          </Fact>
        )}
        <Fact name={t('printers.last-label')}>
          {printer.lastPrintedAt ? <When at={printer.lastPrintedAt} /> : t('printers.none-printed')}
        </Fact>
      </Facts>
      {printer.problem && (
        <p className="printer-problem small">
          <PrinterSaid text={printer.problem} />
        </p>
      )}
      <div className="row no-print">
        <Act size="sm" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          {t('printers.test')}
        </Act>
        <Button size="sm" variant="default" loading={look.isPending} onClick={() => look.mutate()}>
          {t('printers.how-is-it')}
        </Button>
        <Act size="sm" variant="subtle" onClick={onEdit}>
          {t('printers.edit')}
        </Act>
      </div>
      <Answer answer={test.data ?? look.data} error={test.error ?? look.error} />
    </section>
  )
}

function QueueChip({ printer }: { printer: Printer }) {
  const { t } = useWords()
  if (printer.failed > 0)
    return (
      <Chip tone="stop" sign="octagon">
        {t('printers.failed', { count: printer.failed })}
      </Chip>
    )
  if (printer.waiting > 0)
    return (
      <Chip tone="attention" sign="triangle">
        {t('printers.waiting', { count: printer.waiting })}
      </Chip>
    )
  return printer.usual ? (
    <Chip tone="done" sign="tick">
      {t('printers.usual')}
    </Chip>
  ) : null
}

/** Said aloud too: whoever presses Test may be looking at the printer. */
function Answer({ answer, error }: { answer: PrinterAnswer | undefined; error: Error | null }) {
  const words = useWords()
  const text = error ? refusalSaid(faultOf(error), words).text : answer?.detail
  if (text === undefined) return null
  return (
    <p className={`printer-answer small ${error !== null || answer?.reached === false ? 'bad' : 'good'}`} role="status">
      {error === null ? <PrinterSaid text={text} /> : text}
    </p>
  )
}
