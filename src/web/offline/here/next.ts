import type { StationState } from '../../../client/index.ts'
import { type Message, message } from '../../../words/index.ts'
import type { Here } from './here.ts'

/** The one line that says what the next scan will do. */
export function nextHere(job: StationState['station']['job'], here: Here): Message {
  if (here.lots.length > 0) return message('next.together', { count: here.lots.length })
  if (job === 'receive')
    return here.delivery === undefined ? message('next.delivery') : message('next.delivery-of', { order: here.delivery })
  if (job === 'ship') return here.shipment === undefined ? message('next.shipment') : message('next.pack', { shipment: here.shipment })
  if (here.swapping !== undefined) return message('ask.swap', { lot: here.swapping.number })
  if (here.order === undefined && here.unit === undefined) return message('next.lot')
  return message(job === 'assemble' ? 'next.component' : 'next.raw', { lot: here.unit ?? here.order ?? '' })
}
