import { Button, Modal } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { AskedQuestion, ShipmentPage } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { isZero } from '../../parts/amount.tsx'
import { Refusal, Skeleton, Trouble } from '../../parts/blank.tsx'
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
          All shipments
        </Link>
        <Button variant="default" leftSection={<IconPrinter size={18} />} onClick={() => window.print()}>
          Print the list
        </Button>
      </PageHead>
      <div className="shipment-columns">
        <div className="stack shipment-main">
          {isOpen && <LoadPanel shipment={shipment} />}
          <Panel title={isOpen ? 'Loaded' : 'What is in it'} side={<PrintPapers shipment={shipment} />} className="long">
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
  const { customer, customerName, order, status, at, due } = shipment
  return (
    <span className="row">
      {status === 'left' ? (
        <Chip tone="done" sign="arrow">
          Left
        </Chip>
      ) : status === 'cancelled' ? (
        <Chip tone="stop" sign="cross">
          Cancelled
        </Chip>
      ) : shipment.complete ? (
        <Chip tone="done" sign="tick">
          Complete
        </Chip>
      ) : (
        <Chip tone="work" sign="ring">
          Loading
        </Chip>
      )}
      <span>
        for <strong>{customerName ?? customer}</strong> <span className="mono small quiet">{customer}</span>
      </span>
      {order !== null && (
        <span>
          on order{' '}
          <Link className="mono" to="/sales-orders" search={before => ({ site: before.site, order })}>
            {order}
          </Link>
        </span>
      )}
      {at !== null && <When at={at} exact />}
      {at === null && due !== null && (
        <span>
          due <DueDay day={due} />
        </span>
      )}
    </span>
  )
}

/** What is short is said before it leaves; what is on hold or expired the server refuses. */
function Leave({ shipment }: { shipment: ShipmentPage }) {
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
  const cancel = () =>
    capture.record({ type: 'shipment', number, customer, ...(order === null ? {} : { order }), ...dueOf(shipment), status: 'cancelled' })
  return (
    <Panel title="Send it" className="no-print">
      <div className="stack">
        <p className="small quiet">
          {contents.length === 0
            ? 'Nothing is loaded yet.'
            : short.length > 0
              ? `${short.length} of ${shipment.lines.length} ${shipment.lines.length === 1 ? 'line is' : 'lines are'} short. You are asked before it leaves.`
              : 'Everything is loaded.'}
        </p>
        <ValuesFields asked={asked} entered={entered} onChange={setEntered} error={capture.at('/values')} />
        {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
        <div className="row">
          <Act
            size="md"
            disabled={contents.length === 0}
            loading={capture.busy}
            onClick={() => (short.length > 0 ? setAsking(true) : void send())}
          >
            Ship
          </Act>
          {contents.length === 0 && (
            <Act variant="default" loading={capture.busy} onClick={() => void cancel()}>
              Cancel the shipment
            </Act>
          )}
        </div>
      </div>
      <Modal opened={asking} onClose={() => setAsking(false)} title="Ship it short?" closeButtonProps={{ 'aria-label': 'Close' }}>
        <div className="stack">
          <ul className="stack">
            {short.map(line => (
              <li key={line.line}>
                <span className="mono strong">{line.material}</span>: {line.open} {line.unit} of {line.ordered} are missing
              </li>
            ))}
          </ul>
          <p className="small quiet">What is missing stays open on the order and can go with another shipment.</p>
          <div className="row">
            <Act onClick={() => void send()}>Ship it short</Act>
            <Button variant="default" onClick={() => setAsking(false)}>
              Go on loading
            </Button>
          </div>
        </div>
      </Modal>
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
  const documents = useQuery({
    queryKey: ['documents', 'shipment', number, site],
    queryFn: () => client.documents({ target: 'shipment', code: number, site }),
  })
  return (
    <Panel title="Documents" className="no-print">
      <Documents
        documents={documents.data ?? []}
        to={{ shipment: number }}
        site={site}
        empty="The delivery note, certificates, a photo of the load."
      />
    </Panel>
  )
}
