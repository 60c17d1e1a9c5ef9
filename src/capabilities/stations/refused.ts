/** A rule forbade in its transaction what had looked right a moment before: the operator hears it in a few words. */

import type { Outcome } from '../../ledger/writer.ts'
import { isWordKey, type Message, type WordKey } from '../../words/index.ts'
import { type Decision, say } from './answer.ts'

export function refusedBy({ code, detail }: Outcome, stopped: (message: Message, advice: Message) => Decision): Decision {
  return stopped(say(headlineOf(code)), say('advice.refused', { code: code ?? '', text: detail ?? '' }))
}

function headlineOf(code: string | undefined): WordKey {
  const key = `refused.${code ?? ''}`
  return isWordKey(key) ? key : 'stop.refused'
}
