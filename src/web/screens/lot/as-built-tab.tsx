import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconFileSpreadsheet, IconFileTypePdf, IconFileZip, IconTableExport } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type AsBuilt, isSeries, type LotDetail } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { printedIn } from '../../app/language.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { CertaintyMark } from '../../parts/certainty.tsx'
import { download } from '../../parts/csv.ts'
import type { Column } from '../../parts/data-table.tsx'
import { limitsWords, valueText } from '../../parts/entered-values.ts'
import { gapSaid } from '../../parts/gap-words.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { Said } from '../../parts/said.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import { DesignSection, QualitySections, SignatureSection } from './as-built-quality.tsx'
import { Section, TableSection } from './as-built-section.tsx'

export function AsBuiltTab({ lot }: { lot: LotDetail }) {
  const { serial } = useSearch({ from: '/lots/$id' })
  return (
    <div className="stack as-built">
      {isSeries(lot) && <OneOfSeries serial={serial} />}
      <Record lot={lot} serial={isSeries(lot) ? serial : undefined} />
    </div>
  )
}

/** One that nobody has named has a record too: what is true of the series, and that it is one piece. */
function OneOfSeries({ serial }: { serial: string | undefined }) {
  const { t } = useWords()
  const navigate = useNavigate({ from: '/lots/$id' })
  return (
    <div className="filters no-print">
      <Said word={t('built.record-of')}>
        <ParamInput
          label={t('built.serial')}
          placeholder={t('built.all-serials')}
          value={serial}
          onChange={value => void navigate({ search: before => ({ ...before, serial: value }), replace: true, resetScroll: false })}
        />
      </Said>
      {serial !== undefined && <span>{t('built.alone')}</span>}
    </div>
  )
}

function Record({ lot, serial }: { lot: LotDetail; serial: string | undefined }) {
  const words = useWords()
  const { t, rich } = words
  const record = useQuery({ queryKey: ['as-built', lot.id, serial], queryFn: () => client.asBuilt(lot.id, serial) })
  if (record.isError) return <Trouble error={record.error} retry={() => void record.refetch()} />
  if (!record.data) return <Skeleton rows={8} />
  return (
    <>
      <div className="spread">
        <Gaps gaps={record.data.gaps} />
        <Forms lot={lot} serial={serial} />
      </div>
      <DesignSection design={record.data.design} />
      <TableSection title={t('built.components')} columns={componentColumnsIn(words)} rows={record.data.components} />
      <Section title={t('built.replacements')} count={record.data.replacements.length}>
        <ul>
          {record.data.replacements.map(one => (
            <Replaced key={`${one.of.number}/${one.material}/${one.position}`} one={one} />
          ))}
        </ul>
      </Section>
      <Section title={t('built.documents')} count={record.data.documents.length}>
        <DocumentLinks documents={record.data.documents} />
      </Section>
      <Section title={t('built.labels')} count={record.data.labels.length}>
        <ul>
          {record.data.labels.map(one => (
            <Printed key={one.event} one={one} />
          ))}
        </ul>
      </Section>
      <TableSection title={t('built.operations')} columns={operationColumnsIn(words)} rows={record.data.operations} />
      <TableSection title={t('built.values')} columns={valueColumnsIn(words)} rows={record.data.values} />
      <Section title={t('built.shipments')} count={record.data.shipments.length}>
        <ul>
          {record.data.shipments.map(one => (
            <li key={one.shipment + one.at}>
              {rich('built.shipped', {
                shipment: <span className="mono">{one.shipment}</span>,
                customer: <span translate="no">{one.customerName ?? one.customer}</span>,
                time: <When at={one.at} exact />,
              })}
            </li>
          ))}
        </ul>
      </Section>
      <QualitySections record={record.data} />
      <Section title={t('built.corrections')} count={record.data.corrections.length}>
        <ul>
          {record.data.corrections.map(one => (
            <li key={one.sequence}>
              {rich('built.corrected', {
                reason: <span translate="no">{one.reason}</span>,
                person: <span translate="no">{one.by ?? t('built.unknown')}</span>,
                time: <When at={one.at} exact />,
              })}
            </li>
          ))}
        </ul>
      </Section>
      <SignatureSection signatures={record.data.signatures} />
    </>
  )
}

/** What was taken out of a place, and what is in it now. */
function Replaced({ one }: { one: AsBuilt['replacements'][number] }) {
  const { t, rich } = useWords()
  const linked = (number: string) => <LotLink lot={{ material: one.material, number }} />
  const parts = [
    ...one.before.map(({ number, removedAt, reason }) =>
      rich(reason ? 'built.until-why' : 'built.until', { part: linked(number), time: <When at={removedAt} exact />, reason }),
    ),
    ...one.now.map(({ number }) => rich('built.now', { part: linked(number) })),
    ...(one.now.length === 0 ? [<strong key="nothing">{t('built.now-nothing')}</strong>] : []),
  ]
  return (
    <li>
      {rich('built.replaced', {
        material: <span className="mono">{one.material}</span>,
        lot: <LotLink lot={one.of} />,
        parts: parts.map((part, index) => (
          <span key={index}>
            {index > 0 && ', '}
            {part}
          </span>
        )),
      })}
    </li>
  )
}

function Printed({ one }: { one: AsBuilt['labels'][number] }) {
  const { t, rich, n } = useWords()
  return (
    <li>
      {rich(one.printer ? 'built.label-on' : 'built.label', {
        copies: n(one.copies),
        template: <span className="mono">{one.template}</span>,
        which: one.copy === 0 ? t('lot-labels.original') : t('prints.copy', { copy: one.copy }),
        time: <When at={one.at} exact />,
        printer: <span className="mono">{one.printer}</span>,
      })}{' '}
      {one.reason} {one.doubtful && <strong>{t('lot-labels.doubtful')}</strong>}
    </li>
  )
}

/** Gaps come first: an honest record says what it does not know before what it knows. */
function Gaps({ gaps }: { gaps: AsBuilt['gaps'] }) {
  const words = useWords()
  const { t } = words
  if (gaps.length === 0)
    return (
      <Chip tone="done" sign="tick">
        {t('built.no-gaps')}
      </Chip>
    )
  return (
    <div>
      <Chip tone="attention" sign="triangle">
        {t('built.gaps', { count: gaps.length })}
      </Chip>
      <ul className="gaps small">
        {gaps.map((gap, index) => (
          <li key={index}>
            {gapSaid(gap.detail, words)} <span className="mono quiet">{gap.code}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The record as people hand it over. The PDF stands by itself, because it is what is asked for most. */
function Forms({ lot, serial }: { lot: LotDetail; serial: string | undefined }) {
  const { t, language } = useWords()
  const [wrong, setWrong] = useState<unknown>()
  const number = serial ?? lot.number
  const built = t('built.file', { number })
  const fetched = (name: string, read: (id: number, serial?: string) => Promise<Blob>) => async () => {
    setWrong(undefined)
    try {
      download(name, await read(lot.id, serial))
    } catch (error) {
      setWrong(error)
    }
  }
  const forms = [
    { word: t('built.package'), icon: IconFileZip, save: fetched(`${built}.zip`, (id, of) => client.asBuiltPackage(id, of)) },
    { word: t('built.components-csv'), icon: IconTableExport, save: fetched(`${built}.csv`, client.asBuiltComponents) },
    { word: t('built.as9102'), icon: IconFileSpreadsheet, save: fetched(`${number} AS9102.xlsx`, client.asBuiltAs9102) },
    {
      word: t('built.fsma-back'),
      icon: IconFileSpreadsheet,
      save: fetched(`${number} FSMA 204.xlsx`, id => client.fsmaSheet({ lot: id })),
    },
    {
      word: t('built.fsma-forward'),
      icon: IconFileSpreadsheet,
      save: fetched(`${number} FSMA 204 forward.xlsx`, id => client.fsmaSheet({ lot: id, direction: 'forward' })),
    },
  ]
  return (
    <div className="as-built-forms no-print">
      <div className="row">
        <Button
          variant="default"
          leftSection={<IconFileTypePdf size={18} />}
          onClick={() => void fetched(`${built}.pdf`, (id, of) => client.asBuiltDocument(id, of, printedIn(language)))()}
        >
          {t('built.pdf')}
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={16} />}>
              {t('built.hand-over')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {forms.map(({ word, icon: Icon, save }) => (
              <Menu.Item key={word} leftSection={<Icon size={16} />} onClick={() => void save()}>
                {word}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      {wrong !== undefined && <Trouble error={wrong} />}
    </div>
  )
}

function DocumentLinks({ documents }: { documents: AsBuilt['documents'] }) {
  return (
    <span className="small">
      {documents.map(one => (
        <a key={one.document + one.kind} href={client.documentAddress(one.document)} target="_blank" rel="noreferrer">
          {one.name}{' '}
        </a>
      ))}
    </span>
  )
}

const componentColumnsIn = ({ t, rich }: Words): Column<AsBuilt['components'][number]>[] => [
  { key: 'number', title: t('built.component'), width: 'minmax(140px, 1.2fr)', cell: one => <LotLink lot={one} /> },
  {
    key: 'material',
    title: t('col.material'),
    width: 'minmax(100px, 1fr)',
    cell: one => <span className="mono small">{one.material}</span>,
  },
  { key: 'of', title: t('built.in'), width: 'minmax(110px, 1fr)', cell: one => <span className="mono small quiet">{one.of.number}</span> },
  {
    key: 'quantity',
    title: t('col.quantity'),
    width: '120px',
    align: 'right',
    cell: one => (one.quantity === null ? '' : <Amount value={one.quantity} unit={one.unit} />),
  },
  { key: 'certainty', title: t('trace.certainty'), width: '100px', cell: one => <CertaintyMark certainty={one.certainty} /> },
  {
    key: 'vendor',
    title: t('built.vendor-and-lot'),
    width: 'minmax(130px, 1fr)',
    cell: one => (
      <span className="small">
        {one.vendor} <span className="mono">{one.vendorLot}</span>
      </span>
    ),
  },
  { key: 'documents', title: t('built.documents'), width: 'minmax(100px, 1fr)', cell: one => <DocumentLinks documents={one.documents} /> },
  {
    key: 'installed',
    title: t('built.installed'),
    width: '160px',
    cell: one => (
      <span className="small quiet">
        {one.removedAt ? rich('lot.removed', { time: <When at={one.removedAt} /> }) : <When at={one.installedAt} exact />}
      </span>
    ),
  },
]

const operationColumnsIn = ({ t }: Words): Column<AsBuilt['operations'][number]>[] => [
  {
    key: 'name',
    title: t('col.operation'),
    width: 'minmax(150px, 1.2fr)',
    cell: one => (
      <span className="row">
        <strong>{one.name}</strong>
        {one.rework !== null && (
          <Chip tone="attention" sign="triangle">
            {t('built.rework-of', { operation: String(one.rework) })}
          </Chip>
        )}
      </span>
    ),
  },
  { key: 'lot', title: t('built.on'), width: 'minmax(150px, 1.1fr)', cell: one => <LotLink lot={one.lot} /> },
  { key: 'workCenter', title: t('built.where'), width: '110px', cell: one => <span className="mono small">{one.workCenter}</span> },
  { key: 'workOrder', title: t('col.order'), width: '120px', cell: one => <span className="mono small">{one.workOrder}</span> },
  {
    key: 'people',
    title: t('built.who'),
    width: 'minmax(110px, 1fr)',
    cell: one => <span className="small">{one.people.join(', ')}</span>,
  },
  {
    key: 'finishedAt',
    title: t('built.finished'),
    width: '190px',
    cell: one => (
      <span className="small quiet">
        <When at={one.finishedAt ?? one.startedAt} exact />
      </span>
    ),
  },
  {
    key: 'quantity',
    title: t('built.good'),
    width: '80px',
    align: 'right',
    cell: one => (one.quantity === null ? '' : <Amount value={one.quantity} />),
  },
  {
    key: 'scrap',
    title: t('built.scrap'),
    width: '70px',
    align: 'right',
    cell: one => (one.scrap === null ? '' : <Amount value={one.scrap} />),
  },
]

const valueColumnsIn = (words: Words): Column<AsBuilt['values'][number]>[] => [
  {
    key: 'characteristic',
    title: words.t('lot-values.characteristic'),
    width: 'minmax(150px, 1fr)',
    cell: one => <strong>{one.characteristic}</strong>,
  },
  {
    key: 'value',
    title: words.t('lot.value'),
    width: '130px',
    align: 'right',
    cell: one => (
      <span className="num">
        {valueText(one.value, words)} <span className="quiet">{one.unit}</span>
      </span>
    ),
  },
  {
    key: 'limits',
    title: words.t('lot-values.limits'),
    width: '130px',
    align: 'right',
    cell: one => (
      <span className="num quiet">
        {limitsWords({ ...(one.min === null ? {} : { min: one.min }), ...(one.max === null ? {} : { max: one.max }) }, words)}
        {one.limitsFrom === 'order' && <span title={words.t('built.limits-now')}> *</span>}
      </span>
    ),
  },
  {
    key: 'inRange',
    title: words.t('built.in-limits'),
    width: '130px',
    cell: one =>
      one.inRange === null ? (
        ''
      ) : one.inRange ? (
        <Chip tone="done" sign="tick">
          {words.t('lot-values.within')}
        </Chip>
      ) : (
        <Chip tone="stop" sign="octagon">
          {words.t('lot-values.outside')}
        </Chip>
      ),
  },
  { key: 'lot', title: words.t('built.measured-on'), width: 'minmax(150px, 1fr)', cell: one => <LotLink lot={one.lot} /> },
  { key: 'certainty', title: words.t('trace.certainty'), width: '110px', cell: one => <CertaintyMark certainty={one.certainty} /> },
]
