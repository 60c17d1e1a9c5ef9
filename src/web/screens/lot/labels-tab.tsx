import { Button, NumberInput, Select, TextInput } from '@mantine/core'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { createPortal } from 'react-dom'
import { type LabelForm, type LotDetail, type LotLabels, labelAddress } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal, Skeleton, Trouble } from '../../parts/blank.tsx'
import { download } from '../../parts/csv.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import '../../parts/form.css'
import { Panel } from '../../parts/panel.tsx'
import { PrintOutcome } from '../../parts/print-state.tsx'
import { When } from '../../parts/when.tsx'
import './labels-tab.css'

/** The label as it would come out, the way to print it, and every label this lot has borne. */
export function LabelsTab({ lot }: { lot: LotDetail }) {
  const words = useWords()
  const { t } = words
  const labels = useQuery({ queryKey: ['lot-labels', lot.id], queryFn: () => client.lotLabels(lot.id) })
  if (labels.isError) return <Trouble error={labels.error} retry={() => void labels.refetch()} />
  if (!labels.data) return <Skeleton rows={6} />
  return (
    <div className="stack">
      <PrintPanel lot={lot} labels={labels.data} />
      <Panel title={t('lot-labels.so-far')}>
        {labels.data.prints.length === 0 ? (
          <p className="quiet">{t('lot-labels.none')}</p>
        ) : (
          <DataTable
            label={t('lot-labels.printed')}
            columns={columnsIn(words)}
            rows={labels.data.prints}
            rowKey={one => one.event}
            height="360px"
          />
        )}
      </Panel>
    </div>
  )
}

function PrintPanel({ lot, labels }: { lot: LotDetail; labels: LotLabels }) {
  const { t } = useWords()
  const [template, setTemplate] = useState(labels.template)
  const [printer, setPrinter] = useState(labels.printer)
  const [copies, setCopies] = useState(1)
  const [reason, setReason] = useState('')
  const [onPaper, setOnPaper] = useState(false)
  const printers = useQuery({ queryKey: ['printers', lot.site], queryFn: () => client.printers(lot.site) })
  const print = useMutation({
    mutationFn: (to: string) =>
      client.print({
        site: lot.site,
        labels: [{ lot: lot.id }],
        printer: to,
        template,
        copies,
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      }),
    onSuccess: forgetAnswers,
  })
  const chosen = labels.templates.find(one => one.code === template)
  const source = `${labelAddress(lot.id, 'svg')}?template=${encodeURIComponent(template)}&copy=${labels.copy}`
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (printer !== null) print.mutate(printer)
  }
  const inBrowser = () => print.mutate('browser', { onSuccess: () => setOnPaper(true) })
  const save = async (form: LabelForm) =>
    download(`${t('lot-labels.file', { number: lot.number })}.${form}`, await client.labelOfLot(lot.id, form, { template }))
  return (
    <div className="label-columns">
      <figure className="label-sight">
        <img
          src={source}
          alt={t('lot-labels.of', { number: lot.number })}
          style={{ width: `min(100%, ${(chosen?.width ?? 100) * 4.4}px)` }}
        />
        <figcaption className="small quiet">
          {t(labels.copy > 0 ? 'lot-labels.size-again' : 'lot-labels.size', {
            width: chosen?.width ?? '',
            height: chosen?.height ?? '',
            count: labels.copy,
            copy: labels.copy,
          })}
        </figcaption>
      </figure>
      <form className="stack" onSubmit={submit}>
        <Select
          label={t('lot-labels.template')}
          value={template}
          allowDeselect={false}
          data={labels.templates.map(one => ({ value: one.code, label: one.name }))}
          onChange={value => setTemplate(value ?? labels.template)}
        />
        <Select
          label={t('col.printer')}
          value={printer}
          placeholder={t('lot-labels.no-printer')}
          data={(printers.data ?? [])
            .filter(one => one.retired !== true)
            .map(one => ({ value: one.code, label: one.name ? `${one.code}, ${one.name}` : one.code }))}
          onChange={setPrinter}
        />
        <NumberInput
          label={t('lot-labels.labels')}
          value={copies}
          min={1}
          max={1000}
          onChange={value => setCopies(typeof value === 'number' ? value : 1)}
        />
        {labels.copy > 0 && (
          <TextInput
            label={t('lot-labels.why-again')}
            description={t('lot-labels.why-again-what')}
            value={reason}
            onChange={event => setReason(event.currentTarget.value)}
          />
        )}
        {print.isError && <Refusal detail={print.error.message} />}
        {print.data?.[0] && print.data[0].printer !== 'browser' && <PrintOutcome site={lot.site} asked={print.data[0]} />}
        <div className="row">
          <Act type="submit" leftSection={<IconPrinter size={18} />} disabled={printer === null} loading={print.isPending}>
            {t('lot-labels.print')}
          </Act>
          <Button variant="default" onClick={inBrowser}>
            {t('lot-labels.from-browser')}
          </Button>
          {(['pdf', 'svg', 'zpl'] as const).map(form => (
            <Button key={form} variant="subtle" size="compact-sm" leftSection={<IconDownload size={16} />} onClick={() => void save(form)}>
              {form.toUpperCase()}
            </Button>
          ))}
        </div>
      </form>
      {onPaper && chosen && <OnPaper source={source} size={chosen} copies={copies} onDone={() => setOnPaper(false)} />}
    </div>
  )
}

interface Paper {
  source: string
  size: { width: number; height: number }
  copies: number
  onDone: () => void
}

/** The page is the label: its size is told to the browser, and nothing else is on it. */
function OnPaper({ source, size, copies, onDone }: Paper) {
  const [loaded, setLoaded] = useState(0)
  const count = () => {
    const now = loaded + 1
    setLoaded(now)
    if (now < copies) return
    window.print()
    onDone()
  }
  return createPortal(
    <div className="label-paper">
      <style>{`@media print { @page { size: ${size.width}mm ${size.height}mm; margin: 0; } body > :not(.label-paper) { display: none !important; } }`}</style>
      {Array.from({ length: copies }, (_, index) => (
        <img key={index} src={source} alt="" style={{ width: `${size.width}mm`, height: `${size.height}mm` }} onLoad={count} />
      ))}
    </div>,
    document.body,
  )
}

const columnsIn = ({ t }: Words): Column<LotLabels['prints'][number]>[] => [
  { key: 'at', title: t('col.when'), width: '190px', cell: one => <When at={one.at} exact /> },
  {
    key: 'copies',
    title: t('lot-labels.labels'),
    width: '130px',
    cell: one => (
      <span className="num">
        {one.copies} <span className="quiet">{one.copy === 0 ? t('lot-labels.original') : t('prints.copy', { copy: one.copy })}</span>
      </span>
    ),
  },
  {
    key: 'printer',
    title: t('col.printer'),
    width: '130px',
    cell: one => <span className="mono small">{one.printer ?? t('lot-labels.not-said')}</span>,
  },
  { key: 'by', title: t('lot-labels.by'), width: '110px', cell: one => <span className="mono small">{one.by ?? one.station ?? ''}</span> },
  {
    key: 'reason',
    title: t('col.why'),
    width: 'minmax(160px, 1fr)',
    cell: one => (
      <span className="small">
        {one.reason} {one.doubtful && <strong>{t('lot-labels.doubtful')}</strong>}
      </span>
    ),
  },
  {
    key: 'template',
    title: t('lot-labels.template'),
    width: '150px',
    narrow: 'hide',
    cell: one => <span className="mono small quiet">{one.template}</span>,
  },
]
