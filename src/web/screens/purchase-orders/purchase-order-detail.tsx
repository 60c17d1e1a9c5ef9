import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { PurchaseOrderLine } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { Documents } from '../../parts/documents.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { OrderLine } from '../../parts/order-lines.tsx'
import { When } from '../../parts/when.tsx'
import '../../parts/order-list.css'
import './purchase-orders.css'
import { StandingChip } from '../../parts/standing-chip.tsx'

export function PurchaseOrderDetail({ number }: { number: string }) {
  const { t, rich } = useWords()
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
          {rich('purchase-orders.from', {
            vendor: (
              <>
                <strong>{vendorName ?? vendor}</strong> <span className="mono small quiet">{vendor}</span>
              </>
            ),
          })}
        </span>
        <StandingChip standing={standing} />
      </div>
      {status === 'open' && (
        <div className="no-print">
          <Link className="po-receive" to="/receive" search={{ order: number }}>
            {t('purchase-orders.receive')}
          </Link>
        </div>
      )}
      <ul aria-label={t('goods.lines')}>
        {lines.map(line => (
          <Line key={line.line} line={line} />
        ))}
      </ul>
      <h3>{t('purchase-orders.receipts')}</h3>
      {receipts.length === 0 && <p className="quiet">{t('purchase-orders.nothing-came')}</p>}
      <ul className="stack" style={{ gap: 8 }}>
        {receipts.map(receipt => (
          <li key={receipt.id + receipt.number} className="spread small">
            <span>
              <LotLink lot={{ id: receipt.lot, material: receipt.material, number: receipt.number }} />{' '}
              <span className="quiet">
                {receipt.vendorLot && (
                  <>{rich('purchase-orders.vendor-lot', { lot: <span className="mono">{receipt.vendorLot}</span> })} </>
                )}
                <When at={receipt.at} />
                {receipt.by && ` · ${receipt.by}`}
              </span>
            </span>
            <Amount value={receipt.quantity} unit={receipt.unit} />
          </li>
        ))}
      </ul>
      <h3>{t('goods.documents')}</h3>
      <Documents documents={documents.data ?? []} to={{ purchaseOrder: number }} site={site} empty={t('purchase-orders.documents')} />
    </div>
  )
}

function Line({ line }: { line: PurchaseOrderLine }) {
  const { t, rich } = useWords()
  return (
    <OrderLine line={line} done={line.received} unit={line.stockUnit} theirs={line.vendorMaterial} isOver={line.standing === 'over'}>
      {!isZero(line.over)
        ? rich('purchase-orders.too-many', { quantity: <Amount value={line.over} unit={line.stockUnit} /> })
        : isZero(line.open)
          ? t('purchase-orders.all-here')
          : rich('goods.open', { quantity: <Amount value={line.open} unit={line.stockUnit} /> })}
    </OrderLine>
  )
}
