import { useMutation } from '@tanstack/react-query'
import type { ShipmentPage } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { Act } from '../../parts/act.tsx'

/** The labels that go with the truck, to the usual printer: of the shipment, and of each pallet that has none yet. */
export function PrintPapers({ shipment }: { shipment: ShipmentPage }) {
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
          {print.data.length} in the queue of <span className="mono">{print.data[0]?.printer}</span>
        </span>
      )}
      <Act size="compact-sm" variant="default" loading={print.isPending} onClick={() => print.mutate()}>
        Print {1 + pallets.length === 1 ? 'the label' : `${1 + pallets.length} labels`}
      </Act>
    </span>
  )
}
