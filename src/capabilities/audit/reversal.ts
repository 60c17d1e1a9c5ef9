/** Taking back what was recorded: shared by corrections and by a supervisor's reversal. What would leave later records in the air is refused. */
import { least, negate, type Quantity, total, ZERO } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import { type AnyCommand, type Effect, emptyEffect, type Fact } from '../../ledger/fact.ts'
import type { Context, Handlers } from '../../ledger/handler.ts'
import { settleInstalls } from '../../ledger/installs.ts'
import type { EventDetail, KnownEvent, OutByShipment, State } from '../../ledger/state.ts'
import type { MasterRow } from '../../ledger/tables.ts'
import { voidEvent } from '../../ledger/void.ts'

/** The events an act takes back, and who knows what they mean. */
export interface Reversal {
  voided: readonly KnownEvent[]
  handlers: Handlers
}

/** A lot of which more was used or shipped than there would be; without a quantity, of which nothing would be there at all. */
export interface Short {
  lot: number
  material: string
  number: string
  unit: string
  missing: Quantity | null
}

/** Refused because somebody who used it would be left without it: whoever asks beforehand is told who. */
export class LeftShort extends Refusal {
  readonly short: readonly Short[]
  constructor(message: string, short: readonly Short[]) {
    super('used-downstream', message, '/event')
    this.short = short
  }
}

/** @throws Refusal when there is no such event here, or it cannot be taken back. */
export function reversible(state: State, id: string): KnownEvent {
  const event = state.event(id)
  if (!event || event.site !== state.site) throw new Refusal('unknown-event', `There is no event ${id} at site ${state.site}.`, '/event')
  if (event.voided)
    throw new Refusal(
      'already-corrected',
      `Event ${id} was corrected already, and nothing was changed now: look at its correction in the ledger; what replaced it can be corrected in its turn.`,
      '/event',
    )
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

/** Takes the events back on trial, with whatever takes its place, and leaves the state as it was. */
export function tryReversal(
  state: State,
  { command, context, ...reversal }: Reversal & { command: AnyCommand; context: Context },
  replace: (fact: Fact) => Effect = emptyEffect,
): Effect {
  const mark = state.mark()
  try {
    const since = state.position + 1
    const fact = { command, effect: emptyEffect(), at: 0, recordedAt: context.now, since, ord: context.ord, by: null }
    const before = balances(
      state,
      reversal.voided.map(({ id }) => state.detail(id)),
    )
    const details = takeBack(state, fact, reversal)
    const effect = replace(fact)
    checkNothingLeans(state, details, before)
    return effect
  } finally {
    state.rollback(mark)
  }
}

export function reverse(state: State, fact: Fact, reversal: Reversal): void {
  takeBack(state, fact, reversal)
  settlePlaces(state, fact, touchedBy(state, reversal.voided))
  settleTouched(state, fact.since, reversal.voided)
}

/** What was installed in the lots that were touched is in as many of their units as there are by now. */
export function settleTouched(state: State, since: number, voided: readonly KnownEvent[]): void {
  for (const lot of touchedBy(state, voided)) settleInstalls(state, lot, since)
}

/** The last that was recorded goes first, one position each: it stands on those before it. */
export function takeBack(state: State, fact: Fact, { voided, handlers }: Reversal): EventDetail[] {
  const act = new Map(voided.map(event => [event.position, event]))
  const lastFirst = [...voided].sort((a, b) => b.ord - a.ord)
  return lastFirst.map((event, index) => {
    const since = fact.since + index
    const detail = voidEvent(state, event, typeOf(event), { since, act })
    handlers.get(typeOf(event))?.revert?.(state, event, { ...fact, since, act: fact.since })
    return detail
  })
}

const lotsIn = ({ rows }: EventDetail): number[] => [...(rows.movement ?? []).map(row => row.lot), ...(rows.lot ?? []).map(row => row.id)]

const balances = (state: State, details: readonly EventDetail[]): Map<number, Quantity> =>
  new Map(details.flatMap(lotsIn).map(id => [id, state.onHand(id)]))

/** After the correction nothing may be used that is not there, and nothing recorded later may hang in the air. */
function checkNothingLeans(state: State, details: readonly EventDetail[], before: ReadonlyMap<number, Quantity>): void {
  if (details.some(({ parted }) => parted > 0))
    throw new Refusal(
      'used-downstream',
      'Serials of a series that went as a whole were named since: correct the event that took them out of it first.',
      '/event',
    )
  checkNobodyShort(state, details, before)
  for (const detail of details) checkLater(state, detail)
}

function checkNobodyShort(state: State, details: readonly EventDetail[], before: ReadonlyMap<number, Quantity>): void {
  const leaning = new Set(details.flatMap(detail => [...detail.leaning]))
  const short = [...before].flatMap(([id, balance]): Short[] => {
    const { material, number, unit, makings } = state.lot(id)
    const left = state.onHand(id)
    // What was short before (recorded late, as an exception) may stay short, but not become shorter.
    const isLess = left < least(ZERO, balance)
    const isGone = makings <= 0 && leaning.has(id)
    return isLess || isGone ? [{ lot: id, material, number, unit, missing: isGone ? null : negate(left) }] : []
  })
  const [first] = short
  if (!first) return
  const lot = `${first.material} ${first.number}`
  throw new LeftShort(
    first.missing === null
      ? `Later records name ${lot}, which would not exist any more: correct them first, or together with this.`
      : `${lot} was used or shipped since: correct that first or together with this, or say another quantity.`,
    short,
  )
}

function checkLater(state: State, detail: EventDetail): void {
  for (const row of detail.rows.movement ?? []) {
    if (row.kind === 'shipped' && leastOf(state.sentOf(row.lot), row.reference, wasBack(detail, row.lot)) < 0n)
      throw new Refusal('used-downstream', 'What was shipped came back since: correct the return first.', '/event')
  }
  for (const row of detail.ended.container ?? []) checkNoCircle(state, row.container)
  for (const row of detail.rows.master ?? []) if (row.kind === 'material') checkMaterial(state, detail, row)
}

function checkMaterial(state: State, { booked }: EventDetail, { code, body }: MasterRow): void {
  const [before, now] = [body as { unit: string }, state.master('material', code)?.body as { unit: string } | undefined]
  if (!now) throw new Refusal('used-downstream', `Material ${code} would not exist any more: state it again instead.`, '/event')
  if (before.unit !== now.unit && booked.has(code))
    throw new Refusal(
      'used-downstream',
      `There are lots of ${code} in ${before.unit}, and its unit would be ${now.unit}: correct what made them first, or make a new material.`,
      '/event',
    )
}

/** What is out by this shipment, or in all where that is less: what came back of nobody knows which counts as well, but for what was back before. */
function leastOf(sent: ReadonlyMap<string, OutByShipment>, shipment: string | null, before: Quantity): Quantity {
  return least(sent.get(shipment ?? '')?.out ?? ZERO, total([before, ...[...sent.values()].map(({ out }) => out)]))
}

/** What was back already when the shipment became known, and was settled by it. */
const wasBack = ({ ended }: EventDetail, lot: number): Quantity =>
  total((ended.movement ?? []).flatMap(row => (row.kind === 'returned' && row.lot === lot ? [row.delta] : [])))

/** Where a container stood before may by now be inside it. */
function checkNoCircle(state: State, container: string): void {
  const seen = new Set<string>()
  for (let code: string | null = container; code !== null; code = state.container(code)?.parent ?? null) {
    if (seen.has(code))
      throw new Refusal('used-downstream', `What ${container} was in before has been packed into it since: correct that first.`, '/event')
    seen.add(code)
  }
}

/** The lots whose places may have to be brought in line. */
export const touchedBy = (state: State, voided: readonly KnownEvent[]): number[] => [
  ...new Set(voided.flatMap(({ id }) => (state.detail(id).rows.movement ?? []).map(row => row.lot))),
]

/** What was taken back at one place may since have moved to another: the books of the lot are right, its places are brought in line. */
export function settlePlaces(state: State, fact: Fact, lots: readonly number[]): void {
  for (const id of lots) {
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
