/** A rule forbade in its transaction what had looked right a moment before: the operator hears it in a few words. */

import type { Outcome } from '../../ledger/writer.ts'
import type { Message, WordKey } from '../../words/index.ts'
import { type Decision, say } from './answer.ts'

const KEYS: Readonly<Record<string, WordKey>> = {
  'lot-on-hold': 'stop.held-now',
  'lot-expired': 'stop.expired-now',
  'quantity-exceeds-balance': 'stop.too-much',
  'wrong-component': 'stop.wrong-material',
  'serial-already-installed': 'stop.already-installed',
  'customer-limit': 'stop.limit',
  'wrong-order': 'stop.wrong-order',
  'lot-unidentified': 'stop.unidentified',
  'run-finished': 'stop.run-finished',
  'used-downstream': 'stop.used-downstream',
  'value-missing': 'stop.value-needed',
  'value-out-of-range': 'stop.value-out',
  'already-corrected': 'stop.already-corrected',
}

export function refusedBy({ code, detail }: Outcome, stopped: (message: Message, advice: Message) => Decision): Decision {
  return stopped(say(KEYS[code ?? ''] ?? 'stop.refused'), say('advice.text', { text: detail ?? '' }))
}
