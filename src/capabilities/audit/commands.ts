import { uuid5 } from '../../base/id.ts'
import { parseInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import { apply } from '../../ledger/apply.ts'
import { decideFact } from '../../ledger/decide.ts'
import { type Effect, emptyEffect, type Fact } from '../../ledger/fact.ts'
import type { Context, Handler, Handlers } from '../../ledger/handler.ts'
import type { KnownEvent, State } from '../../ledger/state.ts'
import type { Wanted } from '../../ledger/wanted.ts'
import { followParts, saidOf } from '../booking/parted.ts'
import type { CommandOf, CorrectPart } from '../events.ts'
import { reversible, settlePlaces, settleTouched, takeBack, touchedBy, tryReversal } from './reversal.ts'

type Correct = CommandOf<'correct'> | CorrectPart
type Act = CommandOf<'correct'>
type Replacement = NonNullable<Act['replacement']>

/** One event of an act: what is taken back, and what takes its place. */
interface Corrected {
  voided: KnownEvent
  replacement: Replacement | undefined
  /** Where it stands in what was sent. */
  pointer: string
}

/**
 * The handler needs the others: what is replaced is decided and applied by its own. An act takes all its events back, the last first; then
 * what takes their place is recorded, that of `event` first and the others in the order of what they replace, each in a row of its own.
 */
export function correctHandler(handlers: () => Handlers): Handler<Correct> {
  return {
    alone: true,
    appliesItsEffect: true,
    names(command, wanted) {
      if ('of' in command) wanted.event(command.event)
      else for (const id of idsIn(command)) wanted.takenBack(id)
      nameReplacement(command.replacement, wanted, handlers())
      for (const { replacement } of partsSent(command)) nameReplacement(replacement, wanted, handlers())
    },
    decide: (state, command, context) =>
      'of' in command ? decidePart(state, command, context, handlers()) : decideAct(state, command, context, handlers()),
    evolve(state, fact) {
      const { command } = fact
      if ('of' in command) evolvePart(state, { ...fact, command }, handlers())
      else evolveAct(state, { ...fact, command }, handlers())
    },
    behind: (state, fact) => ('of' in fact.command ? [] : partsOf(state, { ...fact, command: fact.command })),
  }
}

const partsSent = (command: Correct): NonNullable<Act['also']> => ('of' in command ? [] : (command.also ?? []))
const idsIn = (command: Act): string[] => [command.event, ...partsSent(command).map(({ event }) => event)]

function nameReplacement(replacement: Replacement | undefined, wanted: Wanted, handlers: Handlers): void {
  if (!replacement) return
  wanted.event(replacement.id)
  wanted.master('person', replacement.by)
  handlers.get(replacement.type)?.names(replacement, wanted)
}

// ---- the act ----------------------------------------------------------------------------------------------------------------

function decideAct(state: State, command: Act, context: Context, handlers: Handlers): Effect {
  const [first, ...others] = corrected(state, command)
  checkLookedAt(state, command)
  checkReplacements(state, command, [first, ...others])
  const voided = [first, ...others].map(each => each.voided)
  return tryReversal(state, { voided, handlers, command, context }, fact => {
    const [effect = emptyEffect()] = [first, ...others].map((each, index) => {
      const place = { voided: each.voided, since: fact.since + voided.length + index, now: fact.recordedAt, handlers }
      return replaceOnTrial(state, each, { ...place, sumsLater: others.length > 0 })
    })
    return others.length === 0
      ? effect
      : { ...effect, settled: { ...(effect.settled as object | undefined), settles: named(state, voided) } }
  })
}

/** @throws Refusal when it would change something else than what was looked at. */
function checkLookedAt(state: State, { preview, ...act }: Act): void {
  if (preview === undefined) return
  const now = state.previewOf(act)
  // What would be refused is refused for its own reason.
  if (now === null || now === preview) return
  throw new Refusal(
    'preview-changed',
    'What this correction would change is no longer what was looked at: nothing was recorded. Look at it again.',
    '/preview',
  )
}

/** The events in the order in which they are put right. */
function corrected(state: State, command: Act): [Corrected, ...Corrected[]] {
  const own = { voided: reversible(state, command.event), replacement: command.replacement, pointer: '' }
  const others = partsSent(command).map(({ event, replacement }, index) => ({
    voided: within(`/also/${index}`, () => reversible(state, event)),
    replacement,
    pointer: `/also/${index}`,
  }))
  return [own, ...others.sort((a, b) => a.voided.ord - b.voided.ord)]
}

function checkReplacements(state: State, command: Act, all: readonly Corrected[]): void {
  const [events, ids] = [new Set<string>(), new Set([command.id])]
  for (const { voided, replacement, pointer } of all) {
    if (events.has(voided.id)) throw new Refusal('invalid-event', 'An event is corrected once in an act: name it once.', `${pointer}/event`)
    events.add(voided.id)
    if (!replacement) continue
    if (replacement.site !== command.site)
      throw new Refusal('invalid-event', 'The replacement belongs to the same site.', `${pointer}/replacement/site`)
    if (ids.has(replacement.id) || state.event(replacement.id))
      throw new Refusal('invalid-event', 'The replacement needs an id of its own.', `${pointer}/replacement/id`)
    ids.add(replacement.id)
  }
}

function replaceOnTrial(state: State, { replacement, pointer }: Corrected, place: Place): Effect {
  if (!replacement) return emptyEffect()
  const decided = within(pointer, () => decideReplacement(state, replacement, place))
  apply(state, decided, place.handlers)
  return decided.effect
}

interface Place {
  voided: KnownEvent
  since: number
  now: number
  handlers: Handlers
  sumsLater: boolean
}

/** Decided in the place of what it replaces. What is wrong with it stands inside the correction. */
function decideReplacement(state: State, replacement: Replacement, { voided, since, now, handlers, sumsLater }: Place): Fact {
  const handler = handlers.get(replacement.type)
  if (!handler) throw new Refusal('unknown-type', `There is no event of type "${replacement.type}".`, '/replacement/type')
  const when = { now, since, ord: voided.ord, replacing: true, drewAt: drewAtOf(state, voided), sumsLater }
  const decided = within('/replacement', () => decideFact(state, replacement, handler, when))
  // A badge is a credential: the ledger keeps the person's code, also inside a correction.
  if (decided.by !== null) replacement.by = decided.by
  return decided
}

/** What has been moved since does not change where it was drawn. */
function drewAtOf(state: State, voided: KnownEvent): (lot: number) => string | undefined {
  const drawn = (state.detail(voided.id).rows.movement ?? []).filter(row => row.delta < 0n)
  return lot => drawn.find(row => row.lot === lot)?.place
}

function within<T>(pointer: string, decide: () => T): T {
  try {
    return decide()
  } catch (error) {
    if (!(error instanceof Refusal) || error.pointer === undefined) throw error
    throw new Refusal(error.code, error.message, `${pointer}${error.pointer}`)
  }
}

function named(state: State, voided: readonly KnownEvent[]): { material: string; number: string }[] {
  return touchedBy(state, voided).map(id => {
    const { material, number } = state.lot(id)
    return { material, number }
  })
}

function evolveAct(state: State, fact: Fact<Act>, handlers: Handlers): void {
  const all = corrected(state, fact.command)
  const voided = all.map(each => each.voided)
  const before = saidBefore(state, fact)
  takeBack(state, fact, { voided, handlers })
  applyReplacement(state, fact, { voided: all[0].voided, since: fact.since + voided.length, handlers })
  const last = fact.since + voided.length - (fact.command.replacement ? 0 : 1)
  followParts(state, { ...fact, since: last }, before)
  settleTouched(state, last, voided)
  if (all.length === 1) settlePlaces(state, fact, touchedBy(state, voided))
}

/** What is said now of the lots of which the replacement says something. */
const saidBefore = (state: State, { effect }: Fact<Correct>): Map<number, ReturnType<typeof saidOf>> =>
  new Map(
    effect.made.flatMap(({ material, number }) =>
      state.lotsNumbered(number).flatMap(lot => (lot.material === material ? [[lot.id, saidOf(lot)] as const] : [])),
    ),
  )

// ---- what is put right with it ----------------------------------------------------------------------------------------------

/** One row of the ledger for each, so that whoever asks what became of an event, or where a record comes from, finds it there. */
function partsOf(state: State, { command, effect }: Fact<Act>): CorrectPart[] {
  const { type, at, site, by, station, workCenter, reason } = command
  const { settles } = (effect.settled ?? {}) as Pick<CorrectPart, 'settles'>
  const said = { type, at, site, by, station, workCenter, reason }
  const sorted = [...partsSent(command)].sort((a, b) => (state.event(a.event)?.ord ?? 0) - (state.event(b.event)?.ord ?? 0))
  return sorted.map(({ event, replacement }, index) => ({
    id: uuid5(event, command.id),
    of: command.id,
    ...said,
    event,
    replacement,
    // Places are brought in line when all is in its place.
    ...(index === sorted.length - 1 ? { settles } : {}),
  }))
}

function decidePart(state: State, { event, replacement }: CorrectPart, { now }: Context, handlers: Handlers): Effect {
  const voided = state.event(event)
  if (!voided || !replacement) return emptyEffect()
  return decideReplacement(state, replacement, { voided, since: state.position + 2, now, handlers, sumsLater: true }).effect
}

function evolvePart(state: State, fact: Fact<CorrectPart>, handlers: Handlers): void {
  const voided = state.event(fact.command.event)
  const before = saidBefore(state, fact)
  if (voided) applyReplacement(state, fact, { voided, since: fact.since + 1, handlers })
  followParts(state, { ...fact, since: fact.since + 1 }, before)
  const lots = (fact.command.settles ?? []).flatMap(({ material, number }) =>
    state.lotsNumbered(number).flatMap(lot => (lot.material === material ? lot.id : [])),
  )
  settlePlaces(state, fact, lots)
}

function applyReplacement(state: State, fact: Fact<Correct>, { voided, since, handlers }: Omit<Place, 'now' | 'sumsLater'>): void {
  const { replacement } = fact.command
  if (!replacement) return
  const { recordedAt, effect } = fact
  const at = parseInstant(replacement.at) ?? fact.at
  const by = replacement.by ?? fact.by
  apply(state, { command: replacement, effect, at, recordedAt, since, ord: voided.ord, by }, handlers)
  state.insert('replacement', { id: replacement.id, since, ord: voided.ord })
}
