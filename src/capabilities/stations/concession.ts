/** Lots on hold of which a concession lets something pass: the report stands, and the operator is told under what. */
import type { Quantity } from '../../base/quantity.ts'
import type { Message } from '../../words/index.ts'
import { leftOf, type Purpose, permitFor } from '../booking/permits.ts'
import { type Decision, say, type Wish } from './answer.ts'
import { type LotName, sameLot } from './context.ts'
import type { LotSeen } from './seen.ts'
import type { Turn } from './turn.ts'

export type Permit = NonNullable<ReturnType<typeof permitFor>>

/** The same question that the capture path asks again in its transaction. */
export const permitOn = ({ at }: Pick<Turn, 'at'>, lot: LotSeen, purpose: Purpose): Permit | undefined =>
  permitFor(lot.concessions, { holds: lot.holds.map(({ hold }) => hold), purpose, at })

/** How much of the lot may still pass; null where nothing limits it. */
export const mayPass = (permit: Permit | undefined, lot: LotSeen, purpose: Purpose): Quantity | null =>
  permit === undefined || purpose === 'prepare' ? null : leftOf(permit, lot.concessions.uses)

export function withConcession(turn: Turn, decision: Decision): Decision {
  if (decision.outcome !== 'done' || decision.title === null) return decision
  const [lot] = lotsAtHand(turn).filter(one => one.holds.length > 0 && decision.wishes.some(wish => uses(wish, one)))
  const permit = lot && permitOn(turn, lot, 'prepare')
  if (!lot || !permit) return decision
  const done = [decision.message, ...(decision.advice === null ? [] : [decision.advice])].map(({ text }) => text).join('. ')
  const message = say('attention.concession', { lot: lot.number, concession: permit.concession })
  return { ...decision, outcome: 'attention', message, advice: adviceOf(permit, done) }
}

const lotsAtHand = ({ facts: { seen, lots, orderLots } }: Turn): LotSeen[] => [
  ...(seen?.kind === 'lots' ? seen.lots : []),
  ...lots,
  ...orderLots,
]

/** What uses a lot, or works on it. A hold or a split of it is no use. */
function uses(wish: Wish, lot: LotName): boolean {
  switch (wish.type) {
    case 'pass':
    case 'load':
      return isOf(wish.lot, lot)
    case 'start':
    case 'finish':
      return (wish.lots ?? []).some(entry => isOf(entry.lot, lot))
    case 'install':
      return isOf(wish.component, lot) || isOf(wish.assembly, lot)
    case 'transform':
      return wish.inputs.some(entry => isOf(entry.lot, lot))
    case 'pack':
      return wish.contents.some(entry => ('lot' in entry ? isOf(entry.lot, lot) : true))
    default:
      return false
  }
}

const isOf = (named: { material?: string | undefined; number?: string | undefined }, lot: LotName): boolean =>
  sameLot({ material: named.material ?? lot.material, number: named.number ?? '' }, lot)

function adviceOf({ customer, reason }: Permit, text: string): Message {
  return customer === null ? say('advice.concession', { text, reason }) : say('advice.concession-for', { text, reason, customer })
}
