/** What happens where a rule would rather not: stop, ask, or go on; and what an offline scan does, which nobody can be asked about. */
import type { Message } from '../../words/index.ts'
import { ask, cancel, type Decision, type RaiseWish, stop, type Wish } from './answer.ts'
import { type Form, type LotName, type Waiver } from './context.ts'
import type { Turn } from './turn.ts'

export interface Objection {
  waiver: Waiver
  policy: 'stop' | 'ask' | 'allow'
  message: Message
  advice: Message
  /** On the button that goes on all the same. */
  goOn: Message
  lot?: LotName
}

/** Either nothing stands in the way (with what a supervisor should know), or the answer. */
export type Waived = { kind: 'go'; raised: Wish[] } | { kind: 'no'; decision: Decision }
const GO: Waived = { kind: 'go', raised: [] }

export function waived(turn: Turn, form: Form, objection: Objection | null): Waived {
  if (objection === null || objection.policy === 'allow') return GO
  // Gone on against a question, or while nobody could be asked: recorded, and shown to a supervisor.
  if (form.granted.includes(objection.waiver) || turn.offline) return { kind: 'go', raised: [raised(turn, objection)] }
  if (objection.policy === 'stop') return { kind: 'no', decision: stop(turn.context, objection.message, objection.advice) }
  const need = { kind: 'ok' as const, of: objection.waiver }
  return {
    kind: 'no',
    decision: ask(
      turn.context,
      { ...form, text: form.text ?? turn.text, need },
      { message: objection.message, answers: [{ text: 'OK', label: objection.goOn, primary: true }, cancel], input: null },
      { advice: objection.advice },
    ),
  }
}

const raised = (turn: Turn, { waiver, message, lot }: Objection): Wish => raise(turn, { code: RAISED[waiver], message, lot })

const RAISED: Readonly<Record<Waiver, string>> = {
  repeat: 'reported-again',
  sequence: 'out-of-sequence',
  certification: 'not-certified',
  tolerance: 'out-of-tolerance',
  price: 'recall-grows',
  mixed: 'mixed-parts',
  supervisor: 'ask-supervisor',
  over: 'over-delivered',
  short: 'shipped-short',
  unidentified: 'unidentified',
}

export function raise(
  turn: Turn,
  { code, message, lot, event }: { code: string; message: Message; lot?: LotName | undefined; event?: string },
): RaiseWish {
  return {
    type: 'raise',
    code,
    detail: message.text,
    ...(lot === undefined ? {} : { lot: { material: lot.material, number: lot.number } }),
    ...(event === undefined ? {} : { event }),
    scan: turn.text,
  }
}
