/** May this lot be worked on here at all? The capture path asks again in its transaction; this is to say it before anything happens. */
import { parseQuantity } from '../../base/quantity.ts'
import type { Purpose } from '../booking/permits.ts'
import { type Decision, say, stop } from './answer.ts'
import { mayPass, permitOn } from './concession.ts'
import type { LotSeen } from './seen.ts'
import { type Turn, timeText } from './turn.ts'

/** Null where it may. What happened offline is recorded all the same, as an exception. */
export function unusable(turn: Turn, lot: LotSeen, purpose: Purpose = 'prepare'): Decision | null {
  return turn.offline ? null : (onHold(turn, lot, purpose) ?? expired(turn, lot) ?? usedUp(turn, lot))
}

function onHold(turn: Turn, lot: LotSeen, purpose: Purpose): Decision | null {
  const { context } = turn
  const [hold] = lot.holds
  if (!hold) return null
  const permit = permitOn(turn, lot, purpose)
  if (permit && mayPass(permit, lot, purpose) !== 0n) return null
  if (permit)
    return stop(context, say('stop.held', { lot: lot.number }), say('advice.concession-used-up', { concession: permit.concession }))
  const advice = hold.by === null ? say('advice.held') : say('advice.held-by', { reason: hold.reason, person: hold.by })
  return stop(context, say('stop.held', { lot: lot.number }), advice)
}

function expired({ context, at }: Turn, lot: LotSeen): Decision | null {
  if (lot.expiresAt === null || at <= lot.expiresAt) return null
  const day = new Date(lot.expiresAt).toISOString().slice(0, 10)
  return stop(context, say('stop.expired', { lot: lot.number }), say('advice.expired', { day }))
}

function usedUp({ context, at }: Turn, lot: LotSeen): Decision | null {
  if (parseQuantity(lot.onHand) > 0n) return null
  const [last] = lot.reports
  const advice = last
    ? say('advice.finished', { time: timeText(last.at, at), person: last.name ?? last.by ?? '–' })
    : say('advice.nothing-left')
  return stop(context, say('stop.finished', { lot: lot.number }), advice)
}
