import { Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { CaptureResult, ReturnExpected, ReturnListed } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Refusal, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable, useColumns } from '../../parts/data-table.tsx'
import '../../parts/form.css'
import { LotLink } from '../../parts/lot-name.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { PartnerName } from '../../parts/partner-name.tsx'
import { LocationField, PartnerField } from '../../parts/record-field.tsx'
import { Recorded } from '../../parts/recorded.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'
import { When } from '../../parts/when.tsx'
import './returns.css'

export function ReturnsScreen() {
  const { t } = useWords()
  const columns = useColumns(columnsIn)
  const site = useSite()
  const { search } = useSearch({ from: '/returns' })
  const navigate = useNavigate({ from: '/returns' })
  const listed = useQuery({
    queryKey: ['returns', site, search],
    queryFn: () => client.returns({ site, search }),
    enabled: site !== undefined,
  })
  const rows = listed.data?.returns
  return (
    <>
      <PageHead title={t('returns.title')} text={t('returns.text')} />
      <div className="stack">
        <TakeBack />
        <div className="spread">
          <h2>{t('returns.came-back')}</h2>
          <TextInput
            className="returns-find"
            aria-label={t('returns.find')}
            placeholder={t('returns.find-what')}
            value={search ?? ''}
            onChange={event =>
              void navigate({ search: before => ({ ...before, search: event.currentTarget.value || undefined }), replace: true })
            }
          />
        </div>
        {listed.isError && <Trouble error={listed.error} retry={() => void listed.refetch()} />}
        {listed.isPending && <Skeleton rows={3} height={44} />}
        {rows?.length === 0 && <p className="quiet">{search ? t('returns.none-fits') : t('returns.none')}</p>}
        {rows && rows.length > 0 && <DataTable label={t('returns.title')} columns={columns} rows={rows} rowKey={row => row.event} />}
      </div>
    </>
  )
}

/** First the customer, then what he has of ours, then how much of it is here again. */
function TakeBack() {
  const words = useWords()
  const { t } = words
  const site = useSite()
  const { customer, complaint, what } = useSearch({ from: '/returns' })
  const navigate = useNavigate({ from: '/returns' })
  const capture = useCapture(site)
  const [find, setFind] = useState(what ?? '')
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map())
  const [reason, setReason] = useState('')
  const [to, setTo] = useState('')
  const [done, setDone] = useState<CaptureResult>()
  const expected = useQuery({
    queryKey: ['returnsExpected', site, customer, find],
    queryFn: () => client.returnsExpected({ site, customer: customer ?? '', search: find.trim() || undefined }),
    enabled: site !== undefined && customer !== undefined,
  })
  const rows = expected.data?.lots ?? []
  const [shipment, ...others] = new Set([...chosen.keys()].map(key => readKey(key).shipment))
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const lots = [...chosen].map(([key, quantity]) => {
      const { material, number } = readKey(key)
      return { lot: { material, number }, quantity: quantity.trim() }
    })
    const result = await capture.record({
      type: 'return',
      customer,
      shipment,
      lots,
      reason: reason.trim(),
      to: filled(to),
      complaint: filled(complaint),
    })
    if (result === undefined) return
    setDone(result)
    setChosen(new Map())
    setReason('')
  }
  return (
    <Panel title={t('returns.take-back')}>
      <form className="stack" onSubmit={event => void submit(event)}>
        {done && <Recorded result={done} sentence={saidOf(done, words)} />}
        <div className="form-grid">
          <PartnerField
            label={t('col.customer')}
            role="customer"
            value={customer ?? ''}
            onChange={code => {
              setChosen(new Map())
              void navigate({ search: before => ({ ...before, customer: code || undefined }), replace: true })
            }}
            error={capture.at('/customer')}
            required
          />
          <TextInput
            label={t('returns.complaint')}
            description={t('returns.complaint-what')}
            value={complaint ?? ''}
            classNames={{ input: 'mono' }}
            error={capture.at('/complaint')}
            onChange={event =>
              void navigate({ search: before => ({ ...before, complaint: event.currentTarget.value || undefined }), replace: true })
            }
          />
        </div>
        {customer && (
          <>
            <TextInput
              label={t('returns.what')}
              description={t('returns.what-what')}
              value={find}
              classNames={{ input: 'mono' }}
              onChange={event => setFind(event.currentTarget.value)}
            />
            {expected.isError && <Trouble error={expected.error} retry={() => void expected.refetch()} />}
            {expected.data && rows.length === 0 && <p className="quiet">{find ? t('returns.nothing-like') : t('returns.nothing')}</p>}
            <ul className="expected">
              {rows.slice(0, SHOWN).map(row => (
                <Expected
                  key={keyOf(row)}
                  row={row}
                  quantity={chosen.get(keyOf(row))}
                  onChange={quantity => setChosen(changed(chosen, keyOf(row), quantity))}
                />
              ))}
            </ul>
            {(rows.length > SHOWN || expected.data?.more === true) && <p className="small quiet">{t('returns.more')}</p>}
          </>
        )}
        {chosen.size > 0 && (
          <>
            {others.length > 0 && <p className="unclear small">{t('returns.one-shipment')}</p>}
            <div className="form-grid">
              <Textarea
                label={t('returns.why')}
                value={reason}
                onChange={event => setReason(event.currentTarget.value)}
                error={capture.at('/reason')}
                required
                autosize
              />
              <LocationField
                label={t('returns.where')}
                description={t('returns.where-what')}
                value={to}
                onChange={setTo}
                error={capture.at('/to')}
              />
            </div>
            {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
            <div className="form-foot">
              <Act type="submit" loading={capture.busy} disabled={reason.trim() === '' || others.length > 0}>
                {t('returns.go', { count: chosen.size })}
              </Act>
            </div>
          </>
        )}
      </form>
    </Panel>
  )
}

const SHOWN = 20
const saidOf = ({ lots = [] }: CaptureResult, { t }: Words): string => (lots.length === 0 ? t('returns.back-same') : t('returns.back-held'))
type Key = Pick<ReturnExpected, 'shipment' | 'material' | 'number'>
const keyOf = ({ shipment, material, number }: Key): string => JSON.stringify([shipment, material, number])
function readKey(key: string): Key {
  const [shipment, material, number] = JSON.parse(key) as [string, string, string]
  return { shipment, material, number }
}

function changed(chosen: ReadonlyMap<string, string>, key: string, quantity: string | undefined): ReadonlyMap<string, string> {
  const next = new Map(chosen)
  if (quantity === undefined) next.delete(key)
  else next.set(key, quantity)
  return next
}

function Expected({
  row,
  quantity,
  onChange,
}: {
  row: ReturnExpected
  quantity: string | undefined
  onChange: (quantity: string | undefined) => void
}) {
  const { t, rich } = useWords()
  return (
    <li className="expected-row">
      <label className="row">
        <input
          type="checkbox"
          checked={quantity !== undefined}
          onChange={event => onChange(event.currentTarget.checked ? row.quantity : undefined)}
        />
        <span>
          <span className="mono strong">{row.number}</span> <span className="mono small quiet">{row.material}</span>
        </span>
      </label>
      <span className="small quiet">
        {rich('returns.sent-by', {
          quantity: <Amount value={row.quantity} unit={row.unit} />,
          shipment: <span className="mono">{row.shipment}</span>,
          time: <When at={row.at} />,
        })}
      </span>
      {quantity !== undefined && (
        <TextInput
          aria-label={t('returns.how-much', { lot: row.number })}
          value={quantity}
          inputMode="decimal"
          rightSection={<span className="small quiet">{row.unit}</span>}
          onChange={event => onChange(event.currentTarget.value)}
        />
      )}
    </li>
  )
}

const columnsIn = ({ t, rich }: Words): Column<ReturnListed>[] => [
  {
    key: 'customer',
    title: t('col.customer'),
    width: 'minmax(150px, 1fr)',
    cell: row => <PartnerName name={row.customerName} code={row.customer} />,
  },
  {
    key: 'lots',
    title: t('returns.col-back'),
    width: 'minmax(220px, 1.6fr)',
    cell: row =>
      row.lots.map(lot => (
        <div key={lot.id}>
          {rich('returns.of', { quantity: <Amount value={lot.quantity} unit={lot.unit} />, lot: <LotLink lot={lot} /> })}
          {lot.into.map(part => (
            <span key={part.id} className="small quiet">
              {' '}
              {rich('returns.now', { lot: <LotLink lot={{ ...part, material: lot.material }} /> })}
            </span>
          ))}
        </div>
      )),
  },
  { key: 'reason', title: t('col.why'), width: 'minmax(160px, 1.2fr)', cell: row => row.reason },
  {
    key: 'hold',
    title: t('returns.standing'),
    width: '150px',
    cell: row => <ReturnStanding returned={row} />,
  },
  {
    key: 'of',
    title: t('returns.col-of'),
    width: '150px',
    cell: row => (
      <span className="small">
        {row.shipment && <span className="mono">{row.shipment}</span>}{' '}
        {row.complaint && (
          <Link className="mono" to="/complaints/$complaint" params={{ complaint: row.complaint }}>
            {row.complaint}
          </Link>
        )}
      </span>
    ),
  },
  {
    key: 'at',
    title: t('col.when'),
    width: '110px',
    cell: row => (
      <span className="small quiet">
        <When at={row.at} />
      </span>
    ),
  },
]

/** A lot that came back free may be held since, and one that was released held again. */
function ReturnStanding({ returned: { lots, hold } }: { returned: ReturnListed }) {
  const { t } = useWords()
  if (lots.some(lot => lot.held)) {
    return (
      <Chip tone="hold" sign="padlock">
        {t('returns.on-hold')}
      </Chip>
    )
  }
  if (hold === null) return <span className="small quiet">{t('returns.free')}</span>
  return (
    <Chip tone="done" sign="tick">
      {t('returns.released')}
    </Chip>
  )
}
