import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { AskedQuestion, ShipmentPage } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Refusal, Skeleton, Trouble } from '../../parts/blank.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Documents } from '../../parts/documents.tsx'
import { type Entered, sentValues } from '../../parts/entered-values.ts'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { useCapture } from '../../parts/use-capture.ts'
import { useAskedValues, ValuesFields } from '../../parts/values.tsx'
import { When } from '../../parts/when.tsx'
import { DueDay } from './due-day.tsx'
import { LoadPanel } from './load-panel.tsx'
import { PrintPapers } from './print-papers.tsx'
import { ShipmentContents } from './shipment-contents.tsx'
import { ShipmentLines } from './shipment-lines.tsx'

/** One shipment, from its plan to the truck: what it is for, what is in it, what is missing; load, take out, send. */
export function ShipmentView({ number }: { number: string }) {
  const { t } = useWords()
  const site = useSite()
  const answer = useQuery({
    queryKey: ['shipment', number, site],
    queryFn: () => client.shipment(number, site),
    enabled: site !== undefined,
    refetchInterval: 10_000,
  })
  const shipment = answer.data
  if (answer.isError) return <Trouble error={answer.error} retry={() => void answer.refetch()} />
  if (!shipment) return <Skeleton rows={10} />
  const isOpen = shipment.status === 'open'
  return (
    <>
      <PageHead title={<span className="mono">{number}</span>} text={<About shipment={shipment} />}>
        <Link className="back-link" to="/ship" search={before => ({ site: before.site })}>
          {t('shipment.all')}
        </Link>
        <Button variant="default" leftSection={<IconPrinter size={18} />} onClick={() => window.print()}>
          {t('shipment.print')}
        </Button>
      </PageHead>
      <div className="shipment-columns">
        <div className="stack shipment-main">
          {isOpen && <LoadPanel shipment={shipment} />}
          <Panel title={isOpen ? t('shipment.loaded') : t('shipment.inside')} side={<PrintPapers shipment={shipment} />} className="long">
            <ShipmentContents shipment={shipment} />
          </Panel>
        </div>
        <div className="stack shipment-side">
          {shipment.order !== null && <ShipmentLines shipment={shipment} />}
          {isOpen && <Leave shipment={shipment} />}
          <ShipmentDocuments shipment={shipment} />
        </div>
      </div>
    </>
  )
}

function About({ shipment }: { shipment: ShipmentPage }): ReactNode {
  const { t, rich } = useWords()
  const { customer, customerName, order, status, at, due } = shipment
  return (
    <span className="row">
      {status === 'left' ? (
        <Chip tone="done" sign="arrow">
          {t('shipment.left')}
        </Chip>
      ) : status === 'cancelled' ? (
        <Chip tone="stop" sign="cross">
          {t('shipment.cancelled')}
        </Chip>
      ) : shipment.complete ? (
        <Chip tone="done" sign="tick">
          {t('shipment.complete')}
        </Chip>
      ) : (
        <Chip tone="work" sign="ring">
          {t('shipment.loading')}
        </Chip>
      )}
      <span>
        {rich('shipment.for', {
          customer: (
            <>
              <strong>{customerName ?? customer}</strong> <span className="mono small quiet">{customer}</span>
            </>
          ),
        })}
      </span>
      {order !== null && (
        <span>
          {rich('shipment.on-order', {
            order: (
              <Link className="mono" to="/sales-orders" search={before => ({ site: before.site, order })}>
                {order}
              </Link>
            ),
          })}
        </span>
      )}
      {at !== null && <When at={at} exact />}
      {at === null && due !== null && <span>{rich('shipment.due', { day: <DueDay day={due} /> })}</span>}
    </span>
  )
}

/** What is short is said before it leaves; what is on hold or expired the server refuses. */
function Leave({ shipment }: { shipment: ShipmentPage }) {
  const { t, rich } = useWords()
  const capture = useCapture(shipment.site)
  const [asking, setAsking] = useState(false)
  const [entered, setEntered] = useState<Entered>({})
  const asked = useAskedValues(questionsOf(shipment))
  const short = shipment.lines.filter(line => !isZero(line.open))
  const { number, customer, order, contents } = shipment
  const send = async () => {
    setAsking(false)
    await capture.record({
      type: 'ship',
      shipment: number,
      customer,
      containers: [number],
      ...(order === null ? {} : { order }),
      values: sentValues(asked, entered),
    })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (short.length > 0) setAsking(true)
    else void send()
  }
  const cancel = () =>
    capture.record({ type: 'shipment', number, customer, ...(order === null ? {} : { order }), ...dueOf(shipment), status: 'cancelled' })
  return (
    <Panel title={t('shipment.send')} className="no-print">
      <form className="stack" onSubmit={submit}>
        <p className="small quiet">
          {contents.length === 0
            ? t('shipment.nothing-loaded')
            : short.length > 0
              ? t('shipment.short', { count: short.length, lines: shipment.lines.length })
              : t('shipment.everything')}
        </p>
        <ValuesFields asked={asked} entered={entered} onChange={setEntered} error={capture.at('/values')} />
        {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
        <div className="row">
          <Act size="md" type="submit" disabled={contents.length === 0} loading={capture.busy}>
            {t('ship.go')}
          </Act>
          {contents.length === 0 && (
            <Act variant="default" loading={capture.busy} onClick={() => void cancel()}>
              {t('shipment.cancel')}
            </Act>
          )}
        </div>
      </form>
      <Dialog opened={asking} onClose={() => setAsking(false)} title={t('shipment.short-title')}>
        <div className="stack">
          <ul className="stack">
            {short.map(line => (
              <li key={line.line}>
                {rich('shipment.missing', {
                  material: <span className="mono strong">{line.material}</span>,
                  open: <Amount value={line.open} />,
                  unit: line.unit,
                  ordered: <Amount value={line.ordered} />,
                })}
              </li>
            ))}
          </ul>
          <p className="small quiet">{t('shipment.stays-open')}</p>
          <div className="row">
            <Act onClick={() => void send()}>{t('shipment.ship-short')}</Act>
            <Button variant="default" onClick={() => setAsking(false)}>
              {t('shipment.go-on')}
            </Button>
          </div>
        </div>
      </Dialog>
    </Panel>
  )
}

/** Each material once, with its largest lot: how many values are asked for goes by the quantity of a lot. */
function questionsOf({ site, contents }: ShipmentPage): AskedQuestion[] {
  const largest = new Map<string, string>()
  for (const { material, quantity } of contents) if (Number(quantity) > Number(largest.get(material) ?? 0)) largest.set(material, quantity)
  return [...largest].map(([material, quantity]) => ({ site, at: 'shipment', material, quantity }))
}

const dueOf = ({ due }: ShipmentPage): { due?: string } => (due === null ? {} : { due })

function ShipmentDocuments({ shipment: { number, site } }: { shipment: ShipmentPage }) {
  const { t } = useWords()
  const documents = useQuery({
    queryKey: ['documents', 'shipment', number, site],
    queryFn: () => client.documents({ target: 'shipment', code: number, site }),
  })
  return (
    <Panel title={t('goods.documents')} className="no-print">
      <Documents documents={documents.data ?? []} to={{ shipment: number }} site={site} empty={t('shipment.documents')} />
    </Panel>
  )
}
