import { parseInstant } from '../../base/instant.ts'
import { least, negate, type Quantity, ZERO } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import { apply } from '../../ledger/apply.ts'
import { decideFact, type When } from '../../ledger/decide.ts'
import { type AnyCommand, emptyEffect, type Fact } from '../../ledger/fact.ts'
import type { Handler, Handlers } from '../../ledger/handler.ts'
import type { EventDetail, KnownEvent, State } from '../../ledger/state.ts'
import { voidEvent } from '../../ledger/void.ts'
import type { CommandOf } from '../events.ts'

type Correct = CommandOf<'correct'>

/** The handler needs the others: what is replaced is decided and applied by its own. */
export function correctHandler(handlers: () => Handlers): Handler<Correct> {
  return {
    alone: true,
    appliesItsEffect: true,
    names(command, wanted) {
      wanted.event(command.event)
      if (!command.replacement) return
      wanted.event(command.replacement.id)
      wanted.master('person', command.replacement.by)
      handlers().get(command.replacement.type)?.names(command.replacement, wanted)
    },
    decide(state, command, context) {
      const voided = correctable(state, command)
      checkReplacement(state, command)
      const mark = state.mark()
      try {
        const fact = {
          command,
          effect: emptyEffect(),
          at: 0,
          recordedAt: context.now,
          since: state.position + 1,
          ord: context.ord,
          by: null,
        }
        const before = balances(state, state.detail(voided.id))
        const detail = takeBack(state, voided, fact, handlers())
        const effect = command.replacement ? replace(state, command.replacement, voided, fact, handlers()) : emptyEffect()
        checkNothingLeans(state, detail, before)
        return effect
      } finally {
        state.rollback(mark)
      }
    },
    evolve(state, fact) {
      const voided = correctable(state, fact.command)
      const detail = takeBack(state, voided, fact, handlers())
      if (fact.command.replacement) applyReplacement(state, fact.command.replacement, fact, voided, handlers())
      settlePlaces(state, fact, detail)
    },
  }
}

function correctable(state: State, command: Correct): KnownEvent {
  const event = state.event(command.event)
  if (!event || event.site !== state.site)
    throw new Refusal('unknown-event', `There is no event ${command.event} at site ${state.site}.`, '/event')
  if (event.voided)
    throw new Refusal('already-corrected', `Event ${command.event} was corrected already: correct its replacement instead.`, '/event')
  if (event.type === 'correct' && !isReplacement(event))
    throw new Refusal('invalid-event', 'A correction cannot be corrected: correct its replacement, or record the fact again.', '/event')
  return event
}

const isReplacement = (event: KnownEvent): boolean => event.ord !== event.position

function checkReplacement(state: State, command: Correct): void {
  const { replacement } = command
  if (!replacement) return
  if (replacement.site !== command.site)
    throw new Refusal('invalid-event', 'The replacement belongs to the same site.', '/replacement/site')
  if (replacement.id === command.id || state.event(replacement.id))
    throw new Refusal('invalid-event', 'The replacement needs an id of its own.', '/replacement/id')
}

function takeBack(state: State, voided: KnownEvent, fact: Fact, handlers: Handlers): EventDetail {
  const detail = voidEvent(state, voided, typeOf(voided), fact.since)
  handlers.get(typeOf(voided))?.revert?.(state, voided, fact)
  return detail
}

function typeOf(event: KnownEvent): string {
  const body = JSON.parse(event.body ?? '{}') as { type: string; replacement?: { type: string } }
  return body.replacement?.type ?? body.type
}

function replace(
  state: State,
  replacement: NonNullable<Correct['replacement']>,
  voided: KnownEvent,
  fact: Fact,
  handlers: Handlers,
): Fact['effect'] {
  const handler = handlers.get(replacement.type)
  if (!handler) throw new Refusal('unknown-type', `There is no event of type "${replacement.type}".`, '/replacement/type')
  const decided = decideReplacement(state, replacement, handler, {
    now: fact.recordedAt,
    since: fact.since + 1,
    ord: voided.ord,
    replacing: true,
  })
  // A badge is a credential: the ledger keeps the person's code, also inside a correction.
  if (decided.by !== null) replacement.by = decided.by
  apply(state, decided, handlers)
  return decided.effect
}

/** What is wrong with the replacement stands inside the correction. */
function decideReplacement(state: State, replacement: AnyCommand, handler: Handler, when: When): Fact {
  try {
    return decideFact(state, replacement, handler, when)
  } catch (error) {
    if (!(error instanceof Refusal) || error.pointer === undefined) throw error
    throw new Refusal(error.code, error.message, `/replacement${error.pointer}`)
  }
}

function applyReplacement(
  state: State,
  replacement: NonNullable<Correct['replacement']>,
  fact: Fact<Correct>,
  voided: KnownEvent,
  handlers: Handlers,
): void {
  const at = parseInstant(replacement.at) ?? fact.at
  const by = replacement.by ?? fact.by
  apply(
    state,
    { command: replacement, effect: fact.effect, at, recordedAt: fact.recordedAt, since: fact.since + 1, ord: voided.ord, by },
    handlers,
  )
  state.insert('replacement', { id: replacement.id, since: fact.since + 1, ord: voided.ord })
}

function balances(state: State, detail: EventDetail): Map<number, Quantity> {
  const lots = [...(detail.rows.movement ?? []).map(row => row.lot), ...(detail.rows.lot ?? []).map(row => row.id)]
  return new Map(lots.map(id => [id, state.onHand(id)]))
}

/** After the correction nothing may be used that is not there, and nothing recorded later may hang in the air. */
function checkNothingLeans(state: State, detail: EventDetail, before: ReadonlyMap<number, Quantity>): void {
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
    if (row.kind === 'shipped' && state.outstanding(row.lot, '*') < 0n)
      throw new Refusal('used-downstream', 'What was shipped came back since: correct the return first.', '/event')
  }
  for (const row of detail.ended.container ?? []) checkNoCircle(state, row.container)
  for (const row of detail.rows.master ?? []) {
    if (row.kind === 'material' && !state.master('material', row.code))
      throw new Refusal('used-downstream', `Material ${row.code} would not exist any more: state it again instead.`, '/event')
  }
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
