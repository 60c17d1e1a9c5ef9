/**
 * A quantity with a comma on a card, or a bare one that is scanned: 1,500 may be one and a half or fifteen hundred. The rule is the pad's (`words/decimal.ts`): what is
 * doubtful to the operator is asked, never guessed. A point is a decimal point, as pads and programs send it; a gauge parts no thousands, so a measured value is not doubted.
 */
import { isCountable } from '../../base/unit.ts'
import { amountsMeant, markOf } from '../../words/decimal.ts'
import { amendable } from './amounts.ts'
import { ask, cancel, type Decision, say } from './answer.ts'
import { emptyForm, type Form } from './context.ts'
import type { Reading } from './read.ts'
import { quantityText, type Turn } from './turn.ts'

/** Two ways to read it, as the scans that say each; or the one that can be meant; none where nothing is doubtful. */
export function amountScans(turn: Pick<Turn, 'context' | 'station' | 'reading' | 'at'>): AmountScan[] {
  const { context, station, reading } = turn
  const amount = amountIn(reading, context.form)
  if (amount === null || !/^\d+,\d+$/.test(amount.typed)) return []
  const language = context.people[0]?.language ?? station.language ?? 'en'
  const unit = context.form === null ? amendable(turn)?.unit : context.form.question?.input?.unit
  const isCounted = unit !== undefined && isCountable(unit)
  return amountsMeant(amount.typed, markOf(language), isCounted).map(way => ({
    text: `${amount.word}:${way}${amount.rest}`,
    shown: unit === undefined ? way : quantityText(way, unit),
  }))
}

export interface AmountScan {
  text: string
  shown: string
}

function amountIn(reading: Reading, form: Form | null): { word: string; typed: string; rest: string } | null {
  if (reading.kind === 'command' && (reading.word === 'QTY' || reading.word === 'SCRAP')) {
    const [typed = '', rest = ''] = (reading.argument ?? '').split(/(?=:)(.*)/s)
    return { word: reading.word, typed, rest }
  }
  return form?.need.kind === 'quantity' && reading.kind === 'label' ? { word: 'QTY', typed: reading.text, rest: '' } : null
}

/** Which of the two: what was being asked goes on with it, and a report just made can still be changed. */
export function askWhichAmount({ context }: Turn, scans: readonly AmountScan[]): Decision {
  const answers = scans.map(({ text, shown }) => ({ text, label: say('answer.text', { text: shown }) }))
  const form = context.form ?? emptyForm({ kind: 'choose', of: 'amount' })
  const asked = ask(context, form, { message: say('ask.which-number'), answers: [...answers, cancel], input: null })
  return { ...asked, context: { ...asked.context, fresh: context.fresh } }
}

/** The answer is a card of its own. */
export const isWhichAmount = (form: Form, reading: Reading): boolean =>
  form.need.of === 'amount' && reading.kind === 'command' && (reading.word === 'QTY' || reading.word === 'SCRAP')
