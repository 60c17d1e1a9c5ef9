import { Button, NumberInput, Select, TextInput } from '@mantine/core'
import { IconDownload, IconPrinter } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { createPortal } from 'react-dom'
import { type LabelForm, type LotDetail, type LotLabels, labelAddress } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
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
  const labels = useQuery({ queryKey: ['lot-labels', lot.id], queryFn: () => client.lotLabels(lot.id) })
  if (labels.isError) return <Trouble error={labels.error} retry={() => void labels.refetch()} />
  if (!labels.data) return <Skeleton rows={6} />
  return (
    <div className="stack">
      <PrintPanel lot={lot} labels={labels.data} />
      <Panel title="Printed so far">
        {labels.data.prints.length === 0 ? (
          <p className="quiet">No label of this lot has been printed from here.</p>
        ) : (
          <DataTable label="Printed labels" columns={columns} rows={labels.data.prints} rowKey={one => one.event} height="360px" />
        )}
      </Panel>
    </div>
  )
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)

function PrintPanel({ lot, labels }: { lot: LotDetail; labels: LotLabels }) {
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
  const save = async (form: LabelForm) => download(`label ${lot.number}.${form}`, await client.labelOfLot(lot.id, form, { template }))
  return (
    <div className="label-columns">
      <figure className="label-sight">
        <img src={source} alt={`Label of ${lot.number}`} style={{ width: `min(100%, ${(chosen?.width ?? 100) * 4.4}px)` }} />
        <figcaption className="small quiet">
          {chosen?.width} × {chosen?.height} mm
          {labels.copy > 0 && `, printed ${times(labels.copy)} before: this one says COPY ${labels.copy}`}
        </figcaption>
      </figure>
      <form className="stack" onSubmit={submit}>
        <Select
          label="Template"
          value={template}
          allowDeselect={false}
          data={labels.templates.map(one => ({ value: one.code, label: one.name }))}
          onChange={value => setTemplate(value ?? labels.template)}
        />
        <Select
          label="Printer"
          value={printer}
          placeholder="none yet: print from the browser"
          data={(printers.data ?? [])
            .filter(one => one.retired !== true)
            .map(one => ({ value: one.code, label: one.name ? `${one.code}, ${one.name}` : one.code }))}
          onChange={setPrinter}
        />
        <NumberInput
          label="Labels"
          value={copies}
          min={1}
          max={1000}
          onChange={value => setCopies(typeof value === 'number' ? value : 1)}
        />
        {labels.copy > 0 && (
          <TextInput
            label="Why again?"
            description="torn, lost, another box: it stays in the record"
            value={reason}
            onChange={event => setReason(event.currentTarget.value)}
          />
        )}
        {print.isError && <Refusal detail={print.error.message} />}
        {print.data?.[0] && print.data[0].printer !== 'browser' && <PrintOutcome site={lot.site} asked={print.data[0]} />}
        <div className="row">
          <Act type="submit" leftSection={<IconPrinter size={18} />} disabled={printer === null} loading={print.isPending}>
            Print
          </Act>
          <Button variant="default" onClick={inBrowser}>
            From the browser
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

const columns: Column<LotLabels['prints'][number]>[] = [
  { key: 'at', title: 'When', width: '190px', cell: one => <When at={one.at} exact /> },
  {
    key: 'copies',
    title: 'Labels',
    width: '130px',
    cell: one => (
      <span className="num">
        {one.copies} <span className="quiet">{one.copy === 0 ? 'original' : `copy ${one.copy}`}</span>
      </span>
    ),
  },
  { key: 'printer', title: 'Printer', width: '130px', cell: one => <span className="mono small">{one.printer ?? 'not said'}</span> },
  { key: 'by', title: 'By', width: '110px', cell: one => <span className="mono small">{one.by ?? one.station ?? ''}</span> },
  {
    key: 'reason',
    title: 'Why',
    width: 'minmax(160px, 1fr)',
    cell: one => (
      <span className="small">
        {one.reason} {one.doubtful && <strong>There may be one label more.</strong>}
      </span>
    ),
  },
  {
    key: 'template',
    title: 'Template',
    width: '150px',
    narrow: 'hide',
    cell: one => <span className="mono small quiet">{one.template}</span>,
  },
]
