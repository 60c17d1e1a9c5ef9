/** Taking back what was recorded: shared by corrections and by a supervisor's reversal. What would leave later records in the air is refused. */
import { least, negate, type Quantity, total, ZERO } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import { type AnyCommand, type Effect, emptyEffect, type Fact } from '../../ledger/fact.ts'
import type { Context, Handlers } from '../../ledger/handler.ts'
import type { EventDetail, KnownEvent, OutByShipment, State } from '../../ledger/state.ts'
import { voidEvent } from '../../ledger/void.ts'

/** The event an act takes back, and who knows what it means. */
export interface Reversal {
  voided: KnownEvent
  handlers: Handlers
}

/** @throws Refusal when there is no such event here, or it cannot be taken back. */
export function reversible(state: State, id: string): KnownEvent {
  const event = state.event(id)
  if (!event || event.site !== state.site) throw new Refusal('unknown-event', `There is no event ${id} at site ${state.site}.`, '/event')
  if (event.voided) throw new Refusal('already-corrected', `Event ${id} was corrected already: correct its replacement instead.`, '/event')
  if (isReversal(event))
    throw new Refusal('invalid-event', 'A correction cannot be corrected: correct its replacement, or record the fact again.', '/event')
  return event
}

function isReversal(event: KnownEvent): boolean {
  const isReplacement = event.ord !== event.position
  if (event.type === 'correct') return !isReplacement
  return event.type === 'resolve' && bodyOf(event).action === 'reverse'
}

const bodyOf = (event: KnownEvent): { type: string; action?: string; replacement?: { type: string } } =>
  JSON.parse(event.body ?? '{}') as { type: string; action?: string; replacement?: { type: string } }

/** Of a replacement, the type of the replacement. */
export function typeOf(event: KnownEvent): string {
  const body = bodyOf(event)
  return body.replacement?.type ?? body.type
}

/** Takes the event back on trial, with whatever takes its place, and leaves the state as it was. */
export function tryReversal(
  state: State,
  { command, context, ...reversal }: Reversal & { command: AnyCommand; context: Context },
  replace: (fact: Fact) => Effect = emptyEffect,
): Effect {
  const mark = state.mark()
  try {
    const since = state.position + 1
    const fact = { command, effect: emptyEffect(), at: 0, recordedAt: context.now, since, ord: context.ord, by: null }
    const before = balances(state, state.detail(reversal.voided.id))
    const detail = takeBack(state, fact, reversal)
    const effect = replace(fact)
    checkNothingLeans(state, detail, before)
    return effect
  } finally {
    state.rollback(mark)
  }
}

export function reverse(state: State, fact: Fact, reversal: Reversal, replace?: () => void): void {
  const detail = takeBack(state, fact, reversal)
  replace?.()
  settlePlaces(state, fact, detail)
}

function takeBack(state: State, fact: Fact, { voided, handlers }: Reversal): EventDetail {
  const detail = voidEvent(state, voided, typeOf(voided), fact.since)
  handlers.get(typeOf(voided))?.revert?.(state, voided, fact)
  return detail
}

function balances(state: State, detail: EventDetail): Map<number, Quantity> {
  const lots = [...(detail.rows.movement ?? []).map(row => row.lot), ...(detail.rows.lot ?? []).map(row => row.id)]
  return new Map(lots.map(id => [id, state.onHand(id)]))
}

/** After the correction nothing may be used that is not there, and nothing recorded later may hang in the air. */
function checkNothingLeans(state: State, detail: EventDetail, before: ReadonlyMap<number, Quantity>): void {
  if (detail.parted > 0)
    throw new Refusal(
      'used-downstream',
      'Serials of a series that went as a whole were named since: correct the event that took them out of it first.',
      '/event',
    )
  for (const [id, balance] of before) {
    const lot = state.lot(id)
    // What was short before (recorded late, as an exception) may stay short, but not become shorter.
    if (state.onHand(id) < least(ZERO, balance))
      throw new Refusal(
        'used-downstream',
        `${lot.material} ${lot.number} was used or shipped since: correct that first, or in the replacement.`,
        '/event',
      )
    if (lot.makings <= 0 && detail.leaning.has(id))
      throw new Refusal(
        'used-downstream',
        `Later records name ${lot.material} ${lot.number}, which would not exist any more: correct them first.`,
        '/event',
      )
  }
  for (const row of detail.rows.movement ?? []) {
    if (row.kind === 'shipped' && leastOf(state.sentOf(row.lot), row.reference) < 0n)
      throw new Refusal('used-downstream', 'What was shipped came back since: correct the return first.', '/event')
  }
  for (const row of detail.ended.container ?? []) checkNoCircle(state, row.container)
  for (const row of detail.rows.master ?? []) {
    if (row.kind === 'material' && !state.master('material', row.code))
      throw new Refusal('used-downstream', `Material ${row.code} would not exist any more: state it again instead.`, '/event')
  }
}

/** What is out by this shipment, or in all where that is less: what came back of nobody knows which counts as well. */
function leastOf(sent: ReadonlyMap<string, OutByShipment>, shipment: string | null): Quantity {
  return least(sent.get(shipment ?? '')?.out ?? ZERO, total([...sent.values()].map(({ out }) => out)))
}

/** Where a container stood before may by now be inside it. */
function checkNoCircle(state: State, container: string): void {
  const seen = new Set<string>()
  for (let code: string | null = container; code !== null; code = state.container(code)?.parent ?? null) {
    if (seen.has(code))
      throw new Refusal('used-downstream', `What ${container} was in before has been packed into it since: correct that first.`, '/event')
    seen.add(code)
  }
}

/** What was taken back at one place may since have moved to another: the books of the lot are right, its places are brought in line. */
function settlePlaces(state: State, fact: Fact, detail: EventDetail): void {
  for (const id of new Set((detail.rows.movement ?? []).map(row => row.lot))) {
    const places = [...state.places(id).values()].sort((a, b) => (a.place < b.place ? -1 : 1))
    for (const short of places.filter(row => row.quantity < 0n)) {
      for (const long of places.filter(row => row.quantity > 0n)) {
        const part = least(negate(short.quantity), long.quantity)
        if (part <= 0n) continue
        shift(state, fact, id, long.place, negate(part))
        shift(state, fact, id, short.place, part)
      }
    }
  }
}

function shift(state: State, fact: Fact, lot: number, place: string, delta: typeof ZERO): void {
  state.addMovement({
    since: fact.since,
    line: state.nextLine(fact.since),
    site: state.site,
    lot,
    kind: 'moved',
    delta,
    scrap: ZERO,
    worked: null,
    place,
    at: fact.at,
    ord: fact.ord,
    filledFrom: null,
    run: null,
    position: null,
    reference: null,
    until: null,
  })
  state.changeStock(lot, place, delta)
}
