/** The two jobs at the dock: which of them a scan belongs to. */
import type { Decision } from './answer.ts'
import type { Form } from './context.ts'
import type { Reading } from './read.ts'
import { received } from './receive.ts'
import { shipped } from './ship.ts'
import type { Turn } from './turn.ts'

/** Labels, and the card that ends a delivery or a shipment; the other cards mean the same everywhere. */
export const isForDock = (reading: Reading): boolean => reading.kind === 'label' || (reading.kind === 'command' && reading.word === 'DONE')

export function dockScanned(turn: Turn, form: Form | null): Decision {
  const { dock } = turn.facts
  return dock?.kind === 'ship' ? shipped(turn, dock, form) : received(turn, dock, form)
}
