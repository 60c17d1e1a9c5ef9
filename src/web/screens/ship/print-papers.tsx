import { useMutation } from '@tanstack/react-query'
import type { ShipmentPage } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'

/** The labels that go with the truck, to the usual printer: of the shipment, and of each pallet that has none yet. */
export function PrintPapers({ shipment }: { shipment: ShipmentPage }) {
  const { t, rich } = useWords()
  const pallets = shipment.containers.filter(one => one.isSscc && one.printed === 0).map(one => one.container)
  const print = useMutation({
    mutationFn: () => client.print({ site: shipment.site, labels: [shipment.number, ...pallets].map(container => ({ container })) }),
    onSuccess: forgetAnswers,
  })
  if (shipment.contents.length === 0) return null
  return (
    <span className="row no-print">
      {print.isError && (
        <span role="alert" className="small stop-text">
          {print.error.message}
        </span>
      )}
      {print.data && (
        <span role="status" className="small">
          {rich('papers.in-queue', { printer: <span className="mono">{print.data[0]?.printer}</span> }, print.data.length)}
        </span>
      )}
      <Act size="compact-sm" variant="default" loading={print.isPending} onClick={() => print.mutate()}>
        {pallets.length === 0 ? t('papers.print-one') : t('papers.print', { count: 1 + pallets.length })}
      </Act>
    </span>
  )
}
