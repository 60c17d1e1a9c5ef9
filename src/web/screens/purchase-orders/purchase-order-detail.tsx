import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { PurchaseOrderLine } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { Documents } from '../../parts/documents.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { When } from '../../parts/when.tsx'
import '../../parts/order-list.css'
import './purchase-orders.css'
import { StandingChip } from '../../parts/standing-chip.tsx'

export function PurchaseOrderDetail({ number }: { number: string }) {
  const site = useSite()
  const order = useQuery({
    queryKey: ['purchaseOrder', number, site],
    queryFn: () => client.purchaseOrder(number, site),
    enabled: site !== undefined,
  })
  const documents = useQuery({
    queryKey: ['documents', 'purchaseOrder', number, site],
    queryFn: () => client.documents({ target: 'purchaseOrder', code: number, ...(site ? { site } : {}) }),
    enabled: site !== undefined,
  })
  if (order.isError) return <Trouble error={order.error} retry={() => void order.refetch()} />
  if (!order.data) return <Skeleton rows={8} height={44} />
  const { vendor, vendorName, standing, status, lines, receipts } = order.data
  return (
    <div className="stack">
      <div className="spread">
        <span>
          From <strong>{vendorName ?? vendor}</strong> <span className="mono small quiet">{vendor}</span>
        </span>
        <StandingChip standing={standing} />
      </div>
      {status === 'open' && (
        <div className="no-print">
          <Link className="po-receive" to="/receive" search={{ order: number }}>
            Receive on this order
          </Link>
        </div>
      )}
      <ul aria-label="Lines">
        {lines.map(line => (
          <Line key={line.line} line={line} />
        ))}
      </ul>
      <h3>Receipts</h3>
      {receipts.length === 0 && <p className="quiet">Nothing has come yet.</p>}
      <ul className="stack" style={{ gap: 8 }}>
        {receipts.map(receipt => (
          <li key={receipt.id + receipt.number} className="spread small">
            <span>
              <LotLink lot={{ id: receipt.lot, material: receipt.material, number: receipt.number }} />{' '}
              <span className="quiet">
                {receipt.vendorLot && (
                  <>
                    vendor lot <span className="mono">{receipt.vendorLot}</span> ·{' '}
                  </>
                )}
                <When at={receipt.at} />
                {receipt.by && ` · ${receipt.by}`}
              </span>
            </span>
            <Amount value={receipt.quantity} unit={receipt.unit} />
          </li>
        ))}
      </ul>
      <h3>Documents</h3>
      <Documents
        documents={documents.data ?? []}
        to={{ purchaseOrder: number }}
        site={site}
        empty="The delivery note, or the order as it was sent."
      />
    </div>
  )
}

function Line({ line }: { line: PurchaseOrderLine }) {
  const share = Number(line.ordered) > 0 ? Math.min(100, (Number(line.received) / Number(line.ordered)) * 100) : 0
  return (
    <li className="order-line">
      <span className="num quiet">{line.line}</span>
      <span>
        <span className="mono strong">{line.material}</span> <span className="small quiet">{line.description}</span>
      </span>
      <span>
        <Amount value={line.received} strong /> <span className="quiet">of</span> <Amount value={line.ordered} unit={line.stockUnit} />
      </span>
      <div className={line.standing === 'over' ? 'order-bar over' : 'order-bar'} aria-hidden="true">
        <span style={{ width: `${share}%` }} />
      </div>
      <span className="order-foot small quiet spread">
        <span>
          {!isZero(line.over) ? (
            <>
              <Amount value={line.over} unit={line.stockUnit} /> too many
            </>
          ) : isZero(line.open) ? (
            'all here'
          ) : (
            <>
              <Amount value={line.open} unit={line.stockUnit} /> open
            </>
          )}
          {line.vendorMaterial && (
            <>
              {' '}
              · their <span className="mono">{line.vendorMaterial}</span>
            </>
          )}
        </span>
        {line.due && !isZero(line.open) && <span>due {line.due.slice(0, 10)}</span>}
      </span>
    </li>
  )
}
