/** QTY and SCRAP: about the report made just before, or about the next one. */
import { formatQuantity, subtract } from '../../base/quantity.ts'
import { ask, attention, cancel, type Decision, done, say } from './answer.ts'
import { type Ahead, emptyForm, type Form, type Report } from './context.ts'
import { askReason } from './report.ts'
import type { Turn } from './turn.ts'
import { numberIn } from './values.ts'

export type Kind = 'quantity' | 'scrap'
const WORD: Readonly<Record<Kind, string>> = { quantity: 'QTY', scrap: 'SCRAP' }

/** The card alone opens the pad; with a number (SCRAP also with a reason) it says it all. */
export function amountCard(turn: Turn, kind: Kind, argument: string | null): Decision {
  const form: Form = {
    ...emptyForm({ kind: 'quantity', of: kind }),
    tool: kind,
    filled: amendable(turn) ? { target: amendable(turn)?.events[0] ?? '' } : {},
  }
  if (argument === null) return askAmount(turn, form, kind)
  const [amount = '', reason] = kind === 'scrap' ? split(argument) : [argument]
  return amountFilled(turn, { ...form, filled: { ...form.filled, [kind]: amount, ...(reason ? { reason } : {}) } })
}

function split(argument: string): [string, string | undefined] {
  const colon = argument.indexOf(':')
  return colon < 0 ? [argument, undefined] : [argument.slice(0, colon), argument.slice(colon + 1).trim()]
}

function askAmount(turn: Turn, form: Form, kind: Kind): Decision {
  const report = targetOf(turn, form)
  const message = report
    ? say(kind === 'scrap' ? 'ask.scrap-of' : 'ask.quantity-of', { lot: report.lots[0]?.number ?? '' })
    : say(kind === 'scrap' ? 'ask.scrap-next' : 'ask.quantity-next')
  return ask(turn.context, form, { message, answers: [cancel], input: { kind: 'quantity', ...unitOf(report), prefix: `${WORD[kind]}:` } })
}

const unitOf = (report: Report | undefined): { unit?: string } => (report?.unit === undefined ? {} : { unit: report.unit })

/** The pass-through report that was the scan before this one, while it is fresh and his own. */
export function amendable({ context, station, at }: Pick<Turn, 'context' | 'station' | 'at'>): Report | null {
  const [report] = context.reports
  if (!context.fresh || !report || report.undone || report.pass === null) return null
  const isOwn = report.by === null || context.people.some(person => person.code === report.by)
  return isOwn && at - Date.parse(report.at) <= station.policies.amendSeconds * 1000 ? report : null
}

const targetOf = ({ context }: Turn, { filled }: Form): Report | undefined =>
  context.reports.find(report => report.events[0] === filled['target'] && !report.undone)

export function amountFilled(turn: Turn, form: Form): Decision {
  const kind: Kind = form.tool === 'scrap' ? 'scrap' : 'quantity'
  const amount = numberIn(form.filled[kind] ?? '')
  if (amount === null || amount < 0n) return askAmount(turn, { ...form, need: { kind: 'quantity', of: kind } }, kind)
  if (kind === 'scrap' && form.filled['reason'] === undefined && turn.station.policies.scrapReasons.length > 0)
    return askReason(turn, form, 'reason', turn.station.policies.scrapReasons, say('ask.scrap-reason'))
  const report = targetOf(turn, form)
  const said: Ahead =
    kind === 'quantity'
      ? { quantity: formatQuantity(amount) }
      : { scrap: formatQuantity(amount), ...(form.filled['reason'] ? { reason: form.filled['reason'] } : {}) }
  return report?.pass ? amended(turn, report, said) : aheadSaid(turn, said)
}

function aheadSaid({ context }: Turn, said: Ahead): Decision {
  const ahead = { ...context.ahead, ...said }
  const message =
    ahead.scrap === undefined
      ? say('done.ahead', { quantity: ahead.quantity ?? '' })
      : say('done.ahead-scrap', { quantity: ahead.quantity ?? '–', scrap: ahead.scrap })
  return done({ ...context, form: null, ahead, fresh: false }, message)
}

/** The report is taken back and made anew in one correction, at its own time. */
function amended({ context }: Turn, report: Report, said: Ahead): Decision {
  if (report.pass === null) return attention(context, say('ask.nothing-to-undo'))
  const pass = { ...report.pass, ...said, ...rest(report.pass.quantity, said) }
  const message = say('done.amended', {
    lot: pass.lot.number,
    quantity: pass.quantity ?? say('answer.rest').text,
    scrap: pass.scrap ?? '0',
  })
  const wish = {
    type: 'correct' as const,
    event: report.events[0] ?? '',
    reason: 'Quantity corrected at the station',
    replacement: { ...pass, at: report.at },
  }
  return done({ ...context, form: null, ahead: null, fresh: true }, message, {
    wishes: [wish],
    title: message.text,
    about: { event: report.events[0] ?? '', how: 'changed' },
  })
}

/** Scrap comes out of a quantity that was stated; a whole lot stays whole, less its scrap. */
function rest(quantity: string | undefined, { scrap }: Ahead): Ahead {
  const [before, gone] = [quantity === undefined ? null : numberIn(quantity), scrap === undefined ? null : numberIn(scrap)]
  return before === null || gone === null || gone > before ? {} : { quantity: formatQuantity(subtract(before, gone)) }
}
