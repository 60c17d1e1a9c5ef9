import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconFileSpreadsheet, IconFileTypePdf, IconFileZip, IconTableExport } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type AsBuilt, isSeries, type LotDetail } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { Amount } from '../../parts/amount.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { CertaintyMark } from '../../parts/certainty.tsx'
import { download } from '../../parts/csv.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { Said } from '../../parts/said.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import { DesignSection, QualitySections, SignatureSection } from './as-built-quality.tsx'
import { rowKeyOf, Section } from './as-built-section.tsx'

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
  const navigate = useNavigate({ from: '/lots/$id' })
  return (
    <div className="filters no-print">
      <Said word="The record of">
        <ParamInput
          label="Serial of this series"
          placeholder="all serials still in it"
          value={serial}
          onChange={value => void navigate({ search: before => ({ ...before, serial: value }), replace: true, resetScroll: false })}
        />
      </Said>
      {serial !== undefined && <span>alone: operations, components and values are those of the whole series.</span>}
    </div>
  )
}

function Record({ lot, serial }: { lot: LotDetail; serial: string | undefined }) {
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
      <Section title="Components" count={record.data.components.length}>
        <DataTable
          label="Components"
          columns={componentColumns}
          rows={record.data.components}
          rowKey={rowKeyOf(record.data.components)}
          height="420px"
        />
      </Section>
      <Section title="Replacements" count={record.data.replacements.length}>
        <ul>
          {record.data.replacements.map(one => (
            <li key={`${one.of.number}/${one.material}/${one.position}`}>
              <span className="mono">{one.material}</span> in <LotLink lot={one.of} />:{' '}
              {one.before.map(part => (
                <span key={part.number + part.removedAt}>
                  <LotLink lot={{ material: one.material, number: part.number }} /> <span className="quiet">until</span>{' '}
                  <When at={part.removedAt} exact />
                  {part.reason && <> ({part.reason})</>},{' '}
                </span>
              ))}
              {one.now.length === 0 && <strong>now nothing</strong>}
              {one.now.map(part => (
                <span key={part.number}>
                  now <LotLink lot={{ material: one.material, number: part.number }} />{' '}
                </span>
              ))}
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Documents" count={record.data.documents.length}>
        <DocumentLinks documents={record.data.documents} />
      </Section>
      <Section title="Labels" count={record.data.labels.length}>
        <ul>
          {record.data.labels.map(one => (
            <li key={one.event}>
              {one.copies} × <span className="mono">{one.template}</span> {one.copy === 0 ? 'original' : `copy ${one.copy}`},{' '}
              <When at={one.at} exact />
              {one.printer && (
                <span>
                  , <span className="quiet">on</span> <span className="mono">{one.printer}</span>
                </span>
              )}{' '}
              {one.reason} {one.doubtful && <strong>There may be one label more.</strong>}
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Operations" count={record.data.operations.length}>
        <DataTable
          label="Operations"
          columns={operationColumns}
          rows={record.data.operations}
          rowKey={rowKeyOf(record.data.operations)}
          height="420px"
        />
      </Section>
      <Section title="Values" count={record.data.values.length}>
        <DataTable label="Values" columns={valueColumns} rows={record.data.values} rowKey={rowKeyOf(record.data.values)} height="420px" />
      </Section>
      <Section title="Shipments" count={record.data.shipments.length}>
        <ul>
          {record.data.shipments.map(one => (
            <li key={one.shipment + one.at}>
              <span className="mono">{one.shipment}</span> to {one.customerName ?? one.customer}, <When at={one.at} exact />
            </li>
          ))}
        </ul>
      </Section>
      <QualitySections record={record.data} />
      <Section title="Corrections" count={record.data.corrections.length}>
        <ul>
          {record.data.corrections.map(one => (
            <li key={one.sequence}>
              {one.reason} <span className="quiet">by {one.by ?? 'unknown'}</span>, <When at={one.at} exact />
            </li>
          ))}
        </ul>
      </Section>
      <SignatureSection signatures={record.data.signatures} />
    </>
  )
}

/** Gaps come first: an honest record says what it does not know before what it knows. */
function Gaps({ gaps }: { gaps: AsBuilt['gaps'] }) {
  if (gaps.length === 0)
    return (
      <Chip tone="done" sign="tick">
        No gaps in the record
      </Chip>
    )
  return (
    <div>
      <Chip tone="attention" sign="triangle">
        {gaps.length === 1 ? '1 gap' : `${gaps.length} gaps`} in the record
      </Chip>
      <ul className="gaps small">
        {gaps.map((gap, index) => (
          <li key={index}>
            {gap.detail} <span className="mono quiet">{gap.code}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The record as people hand it over. The PDF stands by itself, because it is what is asked for most. */
function Forms({ lot, serial }: { lot: LotDetail; serial: string | undefined }) {
  const [wrong, setWrong] = useState<unknown>()
  const fetched = (ending: string, read: (id: number, serial?: string) => Promise<Blob>) => async () => {
    setWrong(undefined)
    try {
      download(`${serial ?? lot.number} ${ending}`, await read(lot.id, serial))
    } catch (error) {
      setWrong(error)
    }
  }
  const forms = [
    { word: 'Signed package', icon: IconFileZip, save: fetched('as built.zip', client.asBuiltPackage) },
    { word: 'Components as CSV', icon: IconTableExport, save: fetched('as built.csv', client.asBuiltComponents) },
    { word: 'AS9102 forms 1 to 3', icon: IconFileSpreadsheet, save: fetched('AS9102.xlsx', client.asBuiltAs9102) },
    {
      word: 'FSMA 204 sheet, what is in it',
      icon: IconFileSpreadsheet,
      save: fetched('FSMA 204.xlsx', id => client.fsmaSheet({ lot: id })),
    },
    {
      word: 'FSMA 204 sheet, what became of it',
      icon: IconFileSpreadsheet,
      save: fetched('FSMA 204 forward.xlsx', id => client.fsmaSheet({ lot: id, direction: 'forward' })),
    },
  ]
  return (
    <div className="as-built-forms no-print">
      <div className="row">
        <Button
          variant="default"
          leftSection={<IconFileTypePdf size={18} />}
          onClick={() => void fetched('as built.pdf', client.asBuiltDocument)()}
        >
          Record as PDF
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={16} />}>
              Hand over as
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

const componentColumns: Column<AsBuilt['components'][number]>[] = [
  { key: 'number', title: 'Component', width: 'minmax(140px, 1.2fr)', cell: one => <LotLink lot={one} /> },
  { key: 'material', title: 'Material', width: 'minmax(100px, 1fr)', cell: one => <span className="mono small">{one.material}</span> },
  { key: 'of', title: 'In', width: 'minmax(110px, 1fr)', cell: one => <span className="mono small quiet">{one.of.number}</span> },
  {
    key: 'quantity',
    title: 'Quantity',
    width: '120px',
    align: 'right',
    cell: one => (one.quantity === null ? '' : <Amount value={one.quantity} unit={one.unit} />),
  },
  { key: 'certainty', title: 'Certainty', width: '100px', cell: one => <CertaintyMark certainty={one.certainty} /> },
  {
    key: 'vendor',
    title: 'Vendor, vendor lot',
    width: 'minmax(130px, 1fr)',
    cell: one => (
      <span className="small">
        {one.vendor} <span className="mono">{one.vendorLot}</span>
      </span>
    ),
  },
  { key: 'documents', title: 'Documents', width: 'minmax(100px, 1fr)', cell: one => <DocumentLinks documents={one.documents} /> },
  {
    key: 'installed',
    title: 'Installed',
    width: '160px',
    cell: one => (
      <span className="small quiet">
        {one.removedAt ? (
          <>
            removed <When at={one.removedAt} />
          </>
        ) : (
          <When at={one.installedAt} exact />
        )}
      </span>
    ),
  },
]

const operationColumns: Column<AsBuilt['operations'][number]>[] = [
  {
    key: 'name',
    title: 'Operation',
    width: 'minmax(150px, 1.2fr)',
    cell: one => (
      <span className="row">
        <strong>{one.name}</strong>
        {one.rework !== null && (
          <Chip tone="attention" sign="triangle">
            rework of {one.rework}
          </Chip>
        )}
      </span>
    ),
  },
  { key: 'lot', title: 'On', width: 'minmax(150px, 1.1fr)', cell: one => <LotLink lot={one.lot} /> },
  { key: 'workCenter', title: 'Where', width: '110px', cell: one => <span className="mono small">{one.workCenter}</span> },
  { key: 'workOrder', title: 'Order', width: '120px', cell: one => <span className="mono small">{one.workOrder}</span> },
  { key: 'people', title: 'Who', width: 'minmax(110px, 1fr)', cell: one => <span className="small">{one.people.join(', ')}</span> },
  {
    key: 'finishedAt',
    title: 'Finished',
    width: '190px',
    cell: one => (
      <span className="small quiet">
        <When at={one.finishedAt ?? one.startedAt} exact />
      </span>
    ),
  },
  {
    key: 'quantity',
    title: 'Good',
    width: '80px',
    align: 'right',
    cell: one => (one.quantity === null ? '' : <Amount value={one.quantity} />),
  },
  { key: 'scrap', title: 'Scrap', width: '70px', align: 'right', cell: one => (one.scrap === null ? '' : <Amount value={one.scrap} />) },
]

const valueColumns: Column<AsBuilt['values'][number]>[] = [
  { key: 'characteristic', title: 'Characteristic', width: 'minmax(150px, 1fr)', cell: one => <strong>{one.characteristic}</strong> },
  {
    key: 'value',
    title: 'Value',
    width: '130px',
    align: 'right',
    cell: one => (
      <span className="num">
        {one.value} <span className="quiet">{one.unit}</span>
      </span>
    ),
  },
  {
    key: 'limits',
    title: 'Limits',
    width: '130px',
    align: 'right',
    cell: one => (
      <span className="num quiet">
        {one.min ?? ''} – {one.max ?? ''}
        {one.limitsFrom === 'order' && <span title="The limits of the order now: the value itself keeps none."> *</span>}
      </span>
    ),
  },
  {
    key: 'inRange',
    title: 'In limits',
    width: '130px',
    cell: one =>
      one.inRange === null ? (
        ''
      ) : one.inRange ? (
        <Chip tone="done" sign="tick">
          within
        </Chip>
      ) : (
        <Chip tone="stop" sign="octagon">
          outside
        </Chip>
      ),
  },
  { key: 'lot', title: 'Measured on', width: 'minmax(150px, 1fr)', cell: one => <LotLink lot={one.lot} /> },
  { key: 'certainty', title: 'Certainty', width: '110px', cell: one => <CertaintyMark certainty={one.certainty} /> },
]
