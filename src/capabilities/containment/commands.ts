import { formatInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import { emptyEffect, type Fact } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import type { HoldLotRow, HoldRow } from '../../ledger/tables.ts'
import { Draft, wantLot } from '../booking/draft.ts'
import type { CommandOf } from '../events.ts'

type Named = CommandOf<'hold'>['lots'][number]
const lotNamed = (entry: Named): { material?: string | undefined; number: string } => ('lot' in entry ? entry.lot : entry)

export const holdHandler: Handler<CommandOf<'hold'>> = {
  alone: true,
  names(command, wanted) {
    wanted.hold(command.hold)
    for (const entry of command.lots) wantLot(wanted, lotNamed(entry))
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    if (state.hold(command.hold))
      throw new Refusal('hold-exists', `Hold ${command.hold} exists already: place a new one for other lots.`, '/hold')
    command.lots.forEach((entry, index) =>
      draft.note(draft.lot(lotNamed(entry), `/lots/${index}${'lot' in entry ? '/lot' : ''}`), 'observed', { reference: command.hold }),
    )
    return draft.effect
  },
  evolve(state, fact) {
    const { hold, direction, reason } = fact.command
    const lots = new Set(state.movementsOf(fact.since).map(line => line.lot))
    placeHold(state, fact, { hold, direction, reason, caseNumber: fact.command.case ?? null }, lots)
  },
}

/** A standing rule on these lots; a value out of its limits places one as well. */
export function placeHold(
  state: State,
  fact: Fact,
  placed: Pick<HoldRow, 'hold' | 'direction' | 'reason' | 'caseNumber'>,
  lots: Iterable<number>,
): void {
  const row: HoldRow = {
    site: state.site,
    ...placed,
    by: fact.by,
    at: fact.at,
    releasedAt: null,
    releaseReason: null,
    since: fact.since,
    until: null,
  }
  state.setEntry(state.holds, placed.hold, state.insert('hold', row))
  state.setEntry(state.holdLots, placed.hold, [])
  holdMore(state, fact, placed.hold, lots)
}

/** Lots that a hold is on. */
export function holdMore(state: State, fact: Pick<Fact, 'since'>, hold: string, lots: Iterable<number>): void {
  for (const lot of lots) markHeld(state, fact, { hold, lot, exempt: null })
}

/** A lot that a hold is on, or that a decision has freed of it. */
export function markHeld(state: State, { since }: Pick<Fact, 'since'>, marked: Pick<HoldLotRow, 'hold' | 'lot' | 'exempt'>): void {
  const row = { ...marked, since, line: state.nextLine(since), site: state.site, until: null }
  state.insert('holdLot', row)
  const known = state.holdLots.get(marked.hold)
  if (known) state.setEntry(state.holdLots, marked.hold, [...known, row])
}

/** A lot freed of one hold: the same row whether a review board decided so or only this hold lets it go. */
type FreedLot = {
  hold: string
  lot: { material: string; number: string }
}

export const releaseHandler: Handler<CommandOf<'release'>> = {
  alone: true,
  names(command, wanted) {
    wanted.hold(command.hold)
    for (const entry of command.lots ?? []) wantLot(wanted, entry.lot)
  },
  decide(state, command, context) {
    activeHold(state, command.hold)
    if (!command.lots) return emptyEffect()
    const draft = new Draft(state, command, context)
    const freed = command.lots.map((entry, index) => releasedLot(draft, command.hold, entry.lot, `/lots/${index}/lot`))
    return { ...draft.effect, settled: { freed } }
  },
  evolve(state, fact) {
    const { freed } = (fact.effect.settled ?? {}) as { freed?: FreedLot[] }
    if (freed) freeLots(state, fact.since, freed, 'released')
    else endHold(state, fact)
  },
}

function releasedLot(draft: Draft, hold: string, reference: { material?: string | undefined; number: string }, pointer: string): FreedLot {
  const lot = draft.lot(reference, pointer)
  if (!draft.state.holdsOn(lot.id).includes(hold))
    throw new Refusal('not-held', `Hold ${hold} does not reach ${lot.material} ${lot.number}: there is nothing to release.`, pointer)
  draft.note(lot, 'observed', { reference: hold })
  return { hold, lot: { material: lot.material, number: lot.number } }
}

function endHold(state: State, fact: Fact<CommandOf<'release'>>): void {
  const before = activeHold(state, fact.command.hold)
  state.update('hold', before, { until: fact.since })
  const row = { ...before, since: fact.since, until: null, releasedAt: fact.at, releaseReason: fact.command.reason }
  state.setEntry(state.holds, before.hold, state.insert('hold', row))
}

function freeLots(state: State, since: number, freed: readonly FreedLot[], exempt: string): void {
  for (const { hold, lot } of freed) {
    const row = state.lotsNumbered(lot.number).find(entry => entry.material === lot.material)
    if (row) markHeld(state, { since }, { hold, lot: row.id, exempt })
  }
}

function activeHold(state: State, hold: string): HoldRow {
  const row = state.hold(hold)
  if (!row) throw new Refusal('unknown-hold', `There is no hold "${hold}" at site ${state.site}.`, '/hold')
  if (row.releasedAt !== null)
    throw new Refusal(
      'unknown-hold',
      `Hold ${hold} was released already, at ${formatInstant(row.releasedAt)}: there is nothing more to release. To hold its lots again, place a new hold.`,
      '/hold',
    )
  return row
}

/** Decided alone: which holds a lot is freed from depends on the whole graph, and is frozen in the event. */
export const disposeHandler: Handler<CommandOf<'dispose'>> = {
  alone: true,
  names(command, wanted) {
    for (const entry of command.lots) wantLot(wanted, entry.lot)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const frees = command.disposition === 'use-as-is' || command.disposition === 'rework'
    const freed: FreedLot[] = []
    command.lots.forEach((entry, index) => {
      const pointer = `/lots/${index}`
      const lot = draft.lot(entry.lot, `${pointer}/lot`)
      const onHand = draft.available(lot)
      const quantity =
        entry.quantity === undefined
          ? onHand
          : draft.measured(draft.material(lot.material, pointer), entry.quantity, entry.unit, pointer).quantity
      if (frees && quantity < onHand)
        throw new Refusal(
          'invalid-event',
          `Only part of ${lot.number} would be freed: split it first, then decide about each part.`,
          `${pointer}/quantity`,
        )
      if (frees)
        for (const hold of [...state.holdsOn(lot.id)].sort()) freed.push({ hold, lot: { material: lot.material, number: lot.number } })
      if (frees || quantity === 0n) draft.note(lot, 'observed', { reference: command.disposition })
      else draft.take(lot, quantity, command.disposition === 'scrap' ? 'scrapped' : 'sentBack', `${pointer}/quantity`)
    })
    return { ...draft.effect, settled: { freed } }
  },
  evolve(state, fact) {
    const { freed } = fact.effect.settled as { freed: FreedLot[] }
    freeLots(state, fact.since, freed, fact.command.disposition)
  },
}
