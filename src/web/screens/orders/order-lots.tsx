import { useQuery } from '@tanstack/react-query'
import type { WipLot, WorkOrderProgress } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Amount, isZero } from '../../parts/amount.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { Sign } from '../../parts/signs.tsx'

type Operation = WorkOrderProgress['operations'][number]
type Reported = Operation['lots'][number]

/** Beyond this a table of lots is no picture any more; the list of lots has them all. */
const LOTS_MAX = 60

/** Every lot along the route: what was reported of it where, and where it waits now. */
export function OrderLots({ order }: { order: WorkOrderProgress }) {
  const { t } = useWords()
  const site = useSite()
  const wip = useQuery({
    queryKey: ['wipLots', site, order.number],
    queryFn: () => client.wipLots({ site, workOrder: order.number, limit: 1000 }),
    enabled: site !== undefined,
  })
  const lots = [...new Map(order.operations.flatMap(operation => operation.lots).map(lot => [lot.id, lot])).values()]
  if (lots.length === 0) return null
  return (
    // A scrolling region must be reachable by keyboard, hence the tab stop.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <div className="order-lots" tabIndex={0} role="region" aria-label={t('orders.along')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('col.lot')}</th>
            {order.operations.map(operation => (
              <th key={operation.sequence} scope="col">
                {operation.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lots.slice(0, LOTS_MAX).map(lot => (
            <tr key={lot.id}>
              <th scope="row">
                <LotLink lot={lot} />
              </th>
              {order.operations.map(operation => (
                <td key={operation.sequence}>
                  <Cell
                    reported={operation.lots.find(one => one.id === lot.id)}
                    here={(wip.data?.lots ?? []).filter(one => one.lot.id === lot.id && one.operation.sequence === operation.sequence)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {lots.length > LOTS_MAX && <p className="small quiet">{t('orders.more-lots', { count: lots.length - LOTS_MAX })}</p>}
    </div>
  )
}

function Cell({ reported, here }: { reported: Reported | undefined; here: WipLot[] }) {
  const { t } = useWords()
  return (
    <>
      {reported && (
        <span className="order-done">
          <Sign name="tick" size={12} /> <Amount value={reported.quantity ?? '0'} />
          {!isZero(reported.scrap) && (
            <span className="small order-scrap">
              {' '}
              −<Amount value={reported.scrap ?? '0'} />
            </span>
          )}
        </span>
      )}
      {here.map(one => (
        <span key={one.state} className={one.stuck ? 'order-here tone-attention' : 'order-here'}>
          <Sign name={one.stuck ? 'triangle' : 'ring'} size={12} /> <Amount value={one.quantity} />{' '}
          {one.state === 'working' ? t('orders.in-work') : t('orders.waits')}
        </span>
      ))}
    </>
  )
}
