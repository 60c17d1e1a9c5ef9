/** The one line that says what the next scan will do. */
import type { Message } from '../../words/index.ts'
import { say } from './answer.ts'
import type { StationContext } from './context.ts'
import { orderInHand, shipmentInHand } from './dock-facts.ts'
import type { Station } from './station.ts'

export function nextScan(station: Station, context: StationContext): Message {
  if (context.latched) return say('next.acknowledge')
  const { form } = context
  if (form !== null) return asked(form.need.kind)
  if (context.people.length === 0 && station.policies.badge === 'required') return say('next.badge')
  if (context.ahead !== null) return say('next.lot-with', { quantity: context.ahead.quantity ?? '–', scrap: context.ahead.scrap ?? '0' })
  if (context.lots.length > 0) return say('next.together', { count: context.lots.length })
  // A run's own number tells nobody anything.
  if (context.run !== null) return context.output === null ? say('next.raw-any') : say('next.raw', { lot: context.output.number })
  if (context.assembly !== null) return say('next.component', { lot: context.assembly.unit?.number ?? context.assembly.workOrder ?? '' })
  if (station.job === 'receive') return delivery(orderInHand(context))
  if (station.job === 'ship') return loading(shipmentInHand(context))
  return say('next.lot')
}

const delivery = (order: string | null): Message => (order === null ? say('next.delivery') : say('next.delivery-of', { order }))
const loading = (shipment: string | null): Message => (shipment === null ? say('next.shipment') : say('next.pack', { shipment }))

function asked(kind: string): Message {
  if (kind === 'quantity') return say('next.quantity')
  return say(kind === 'scan' ? 'next.scan' : 'next.answer')
}
