/** A recall from its commitment to its end. What it reaches is decided in the transaction that commits it, and must be what was looked at. */
import { Refusal } from '../../base/refusal.ts'
import { emptyEffect, type Fact } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { KnownEvent, State } from '../../ledger/state.ts'
import type { LotRow, RecallEntryRow, RecallRow } from '../../ledger/tables.ts'
import type { Wanted } from '../../ledger/wanted.ts'
import { Draft, wantLot } from '../booking/draft.ts'
import { holdMore, markHeld, placeHold } from '../containment/commands.ts'
import type { CommandOf } from '../events.ts'
import { OF_PARTS } from '../tracing/recall.ts'
import { LETTER_FIELDS, openRecall, unknownFields } from './rules.ts'
import { askedAs, readMark, type ScopeFound } from './scope.ts'

type Named = { material: string; number: string }
/** Exclusions of before could not name an event. */
type Excluded = Named & { reason: string; evidence: string | null; event?: string | null }
type Version = Pick<RecallRow, 'position' | 'fingerprint' | 'lots' | 'certain' | 'possible' | 'customers'>
/** Frozen in the event: a replay asks nobody. */
interface Settled {
  version: Version
  seeds: Named[]
  excluded: Excluded[]
}

const named = ({ material, number }: LotRow): Named => ({ material, number })

export const recallHandler: Handler<CommandOf<'recall'>> = {
  alone: true,
  names(command, wanted) {
    wanted.recall(command.recall)
    wanted.hold(command.recall)
    for (const { lot } of command.lots) wantLot(wanted, lot)
    wantExcluded(wanted, command.exclusions)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    if (state.recall(command.recall))
      throw new Refusal(
        'recall-exists',
        `Recall ${command.recall} exists already: go on with it, or give this one another name.`,
        '/recall',
      )
    if (command.kind === 'recall' && state.hold(command.recall))
      throw new Refusal('hold-exists', `A hold is called ${command.recall} already: give the recall another name.`, '/recall')
    const seeds = command.lots.map((entry, index) => draft.lot(entry.lot, `/lots/${index}/lot`))
    for (const lot of seeds) draft.note(lot, 'observed', { reference: command.recall })
    const excluded = excludedOf(draft, command.exclusions, new Set(seeds.map(lot => lot.id)))
    const settled: Settled = {
      seeds: seeds.map(named),
      excluded,
      version: versionOf(state, { seeds: seeds.map(named), excluded, simulation: command.simulation }),
    }
    return { ...draft.effect, settled: settled as never }
  },
  evolve(state, fact) {
    const { recall, kind, reason } = fact.command
    const { version, seeds, excluded } = fact.effect.settled as unknown as Settled
    const hold = kind === 'recall' ? recall : null
    if (hold !== null)
      placeHold(
        state,
        fact,
        { hold, direction: 'forward', reason, caseNumber: recall },
        seeds.map(lot => idOf(state, lot)),
      )
    setRecall(state, {
      site: state.site,
      recall,
      kind,
      class: fact.command.class ?? null,
      reason,
      hold,
      by: fact.by,
      at: fact.at,
      version: 1,
      ...version,
      closedAt: null,
      closeReason: null,
      since: fact.since,
      until: null,
    })
    for (const lot of seeds) note(state, fact, { kind: 'seed', lot: idOf(state, lot) })
    for (const lot of excluded) exclude(state, fact, hold, lot)
  },
  revert: refuseWhenBuiltOn,
}

interface Revised extends Settled {
  /** Further lots it starts from, and lots that are not excluded any more; events of before have neither. */
  added?: Named[]
  included?: (Named & { reason: string })[]
}

export const recallReviseHandler: Handler<CommandOf<'recallRevise'>> = {
  alone: true,
  names(command, wanted) {
    wanted.recall(command.recall)
    wanted.hold(command.recall)
    for (const { lot } of [...(command.lots ?? []), ...(command.inclusions ?? [])]) wantLot(wanted, lot)
    wantExcluded(wanted, command.exclusions)
  },
  decide(state, command, context) {
    const row = openRecall(state, command.recall)
    const draft = new Draft(state, command, context)
    const { seeds, excluded } = membersOf(state, command.recall)
    const included = includedOf(draft, command.inclusions, excluded)
    const left = excluded.filter(lot => !included.some(other => isSameLot(lot, other)))
    const added = addedOf(draft, command.lots, { seeds, excluded: left })
    if (added.length > 0) refuseReleased(state, row)
    const all = [...seeds, ...added]
    const fresh = excludedOf(draft, command.exclusions, new Set(all.map(lot => idOf(state, lot))))
    const settled: Revised = {
      seeds,
      excluded: fresh,
      ...(added.length > 0 ? { added } : {}),
      ...(included.length > 0 ? { included } : {}),
      version: versionOf(state, { seeds: all, excluded: [...left, ...fresh], simulation: command.simulation }),
    }
    return { ...draft.effect, settled: settled as never }
  },
  evolve(state, fact) {
    const before = openRecall(state, fact.command.recall)
    const { version, excluded, added = [], included = [] } = fact.effect.settled as unknown as Revised
    restate(state, before, fact, { version: before.version + 1, ...version })
    for (const lot of included) include(state, fact, before.hold, lot)
    for (const lot of added) note(state, fact, { kind: 'seed', lot: idOf(state, lot) })
    if (before.hold !== null && added.length > 0)
      holdMore(
        state,
        fact,
        before.hold,
        added.map(lot => idOf(state, lot)),
      )
    for (const lot of excluded) exclude(state, fact, before.hold, lot)
  },
  revert: refuseWhenBuiltOn,
}

export const recallFindHandler: Handler<CommandOf<'recallFind'>> = {
  names(command, wanted) {
    wanted.recall(command.recall)
    for (const { lot } of command.lots) wantLot(wanted, lot)
  },
  decide(state, command, context) {
    openRecall(state, command.recall)
    const draft = new Draft(state, command, context)
    const found = command.lots.map((entry, index) => {
      const lot = draft.lot(entry.lot, `/lots/${index}/lot`)
      const material = draft.material(lot.material, `/lots/${index}/lot`)
      const quantity =
        entry.quantity === undefined
          ? state.onHand(lot.id)
          : draft.measured(material, entry.quantity, entry.unit, `/lots/${index}`).quantity
      draft.note(lot, 'observed', { reference: command.recall })
      return { ...named(lot), quantity: String(quantity) }
    })
    return { ...draft.effect, settled: { found } }
  },
  evolve(state, fact) {
    const { found } = fact.effect.settled as { found: (Named & { quantity: string })[] }
    for (const { quantity, ...lot } of found)
      note(state, fact, {
        kind: 'found',
        lot: idOf(state, lot),
        quantity: BigInt(quantity) as NonNullable<RecallEntryRow['quantity']>,
        detail: fact.command.location ?? null,
      })
  },
}

export const recallContactHandler: Handler<CommandOf<'recallContact'>> = {
  names(command, wanted) {
    wanted.recall(command.recall)
    wanted.master('partner', command.customer)
    wantLot(wanted, command.lot)
  },
  decide(state, command, context) {
    openRecall(state, command.recall)
    if (!state.master('partner', command.customer))
      throw new Refusal('unknown-partner', `Customer "${command.customer}" is not known at site ${state.site}.`, '/customer')
    if (command.lot === undefined) return emptyEffect()
    const lot = new Draft(state, command, context).lot(command.lot, '/lot')
    return { ...emptyEffect(), settled: { lot: named(lot) } }
  },
  evolve(state, fact) {
    const { customer, outcome, quantity = null, unit = null, detail = null } = fact.command
    const { lot } = (fact.effect.settled ?? {}) as { lot?: Named }
    note(state, fact, { kind: 'contact', lot: lot ? idOf(state, lot) : null, customer, outcome, quantity, unit, detail })
  },
}

export const recallLetterHandler: Handler<CommandOf<'recallLetter'>> = {
  names(command, wanted) {
    wanted.recall(command.recall)
  },
  decide(state, command) {
    openRecall(state, command.recall)
    const unknown = unknownFields(command.text)
    if (unknown.length > 0)
      throw new Refusal(
        'invalid-event',
        `The letter has no field ${unknown.map(field => `{${field}}`).join(', ')}: there are ${LETTER_FIELDS.map(field => `{${field}}`).join(', ')}.`,
        '/text',
      )
    return emptyEffect()
  },
  evolve(state, fact) {
    note(state, fact, { kind: 'letter', lot: null, detail: fact.command.text, language: fact.command.language ?? null })
  },
}

export const recallCloseHandler: Handler<CommandOf<'recallClose'>> = {
  names(command, wanted) {
    wanted.recall(command.recall)
  },
  decide(state, command) {
    openRecall(state, command.recall)
    return emptyEffect()
  },
  evolve(state, fact) {
    restate(state, openRecall(state, fact.command.recall), fact, { closedAt: fact.at, closeReason: fact.command.reason })
  },
}

// ---- what they share ---------------------------------------------------------------------------------------------------------

function wantExcluded(wanted: Wanted, exclusions: CommandOf<'recall'>['exclusions']): void {
  for (const { lot, event } of exclusions ?? []) {
    wantLot(wanted, lot)
    if (event !== undefined) wanted.event(event)
  }
}

const isSameLot = (one: Named, other: Named): boolean => one.material === other.material && one.number === other.number

/** Only what is excluded can be taken in again. */
function includedOf(
  draft: Draft,
  inclusions: CommandOf<'recallRevise'>['inclusions'],
  excluded: readonly Named[],
): (Named & { reason: string })[] {
  return (inclusions ?? []).map(({ lot, reason }, index) => {
    const row = draft.lot(lot, `/inclusions/${index}/lot`)
    if (!excluded.some(other => isSameLot(other, row)))
      throw new Refusal(
        'invalid-event',
        `${row.number} is not excluded from this recall: there is nothing to undo.`,
        `/inclusions/${index}/lot`,
      )
    return { ...named(row), reason }
  })
}

function addedOf(
  draft: Draft,
  lots: CommandOf<'recallRevise'>['lots'],
  known: { seeds: readonly Named[]; excluded: readonly Named[] },
): Named[] {
  return (lots ?? []).map(({ lot }, index) => {
    const row = draft.lot(lot, `/lots/${index}/lot`)
    if (known.seeds.some(other => isSameLot(other, row)))
      throw new Refusal('invalid-event', `The recall starts from ${row.number} already: leave it out.`, `/lots/${index}/lot`)
    if (known.excluded.some(other => isSameLot(other, row)))
      throw new Refusal('invalid-event', `${row.number} is excluded from this recall: undo that in the same version.`, `/lots/${index}/lot`)
    return named(row)
  })
}

/** What is added to a hold that was released would not be held, and nobody would know. */
function refuseReleased(state: State, { recall, hold }: RecallRow): void {
  if (hold !== null && state.hold(hold)?.releasedAt !== null)
    throw new Refusal(
      'unknown-hold',
      `The hold of recall ${recall} was released already: open a recall of its own for further lots.`,
      '/lots',
    )
}

function excludedOf(draft: Draft, exclusions: CommandOf<'recall'>['exclusions'], seeds: ReadonlySet<number>): Excluded[] {
  return (exclusions ?? []).map(({ lot, reason, evidence = null, event = null }, index) => {
    const row = draft.lot(lot, `/exclusions/${index}/lot`)
    if (seeds.has(row.id))
      throw new Refusal(
        'invalid-event',
        `${row.number} is what the recall starts from: take it out of the lots instead.`,
        `/exclusions/${index}/lot`,
      )
    if (event !== null) knownEvent(draft.state, event, `/exclusions/${index}/event`)
    return { ...named(row), reason, evidence, event }
  })
}

/** @throws Refusal when there is no such event here, or it was taken back: then it proves nothing. */
function knownEvent(state: State, id: string, pointer: string): void {
  const event = state.event(id)
  if (!event || event.site !== state.site) throw new Refusal('unknown-event', `There is no event ${id} at site ${state.site}.`, pointer)
  if (event.voided) throw new Refusal('already-corrected', 'The event was taken back by a correction: it is no evidence any more.', pointer)
}

/** @throws Refusal when the scope is no longer what was looked at, or another open recall has exactly this one. */
function versionOf(
  state: State,
  { seeds, excluded, simulation }: { seeds: Named[]; excluded: readonly Named[]; simulation: string },
): Version {
  if (readMark(simulation).fingerprint === OF_PARTS)
    throw new Refusal(
      'simulation-of-parts',
      'What was simulated starts from part of a lot, and a recall holds whole lots: simulate it of the whole lots, then commit that.',
      '/simulation',
    )
  const exclude = excluded.map(({ material, number }) => ({ material, number }))
  const found = state.scope(askedAs({ site: state.site, seeds, exclude })) as unknown as ScopeFound
  if ('code' in found) throw new Refusal(found.code, found.detail, '/lots')
  if (found.fingerprint !== readMark(simulation).fingerprint)
    throw new Refusal(
      'scope-changed',
      'What the recall reaches has changed since it was simulated: look at the difference, then commit again.',
      '/simulation',
    )
  if (found.same !== null)
    throw new Refusal(
      'recall-exists',
      `Recall ${found.same} is open for exactly this scope already: nothing was recorded twice. Go on with ${found.same}.`,
      '/recall',
    )
  const { same: _, ...version } = found
  return version
}

/** Seeds and exclusions as they stand: loaded with the recall. */
function membersOf(state: State, recall: string): { seeds: Named[]; excluded: Named[] } {
  const rows = state.recallMembers(recall)
  const lots = (kind: 'seed' | 'exclusion'): Named[] =>
    rows.flatMap(row => (row.kind === kind && row.lot !== null && row.until === null ? [named(state.lot(row.lot))] : []))
  return { seeds: lots('seed'), excluded: lots('exclusion') }
}

function setRecall(state: State, row: RecallRow): void {
  state.setEntry(state.recalls, row.recall, state.insert('recall', row))
}

export function restate(state: State, before: RecallRow, fact: Pick<Fact, 'since'>, change: Partial<RecallRow>): void {
  state.update('recall', before, { until: fact.since })
  setRecall(state, { ...before, since: fact.since, until: null, ...change })
}

type Noted = Pick<RecallEntryRow, 'kind' | 'lot'> & Partial<RecallEntryRow>
function note(state: State, fact: Fact & { command: { recall: string } }, noted: Noted): void {
  const { since, by, at } = fact
  const blank = {
    customer: null,
    outcome: null,
    quantity: null,
    unit: null,
    detail: null,
    evidence: null,
    evidenceEvent: null,
    language: null,
  }
  const { recall } = fact.command
  const row = { ...blank, ...noted, since, line: state.nextLine(since), site: state.site, recall, by, at, until: null }
  state.insert('recallEntry', row)
  if (row.kind === 'seed' || row.kind === 'exclusion')
    state.setEntry(state.recallEntries, recall, [...(state.recallEntries.get(recall) ?? []), row])
}

/** An excluded lot passes the recall's hold on to nothing. */
function exclude(state: State, fact: Fact & { command: { recall: string } }, hold: string | null, excluded: Excluded): void {
  const lot = idOf(state, excluded)
  note(state, fact, { kind: 'exclusion', lot, detail: excluded.reason, evidence: excluded.evidence, evidenceEvent: excluded.event ?? null })
  if (hold !== null) markHeld(state, fact, { hold, lot, exempt: EXCLUDED })
}

/** What the hold frees a lot of because the recall excludes it. */
const EXCLUDED = 'recall-exclusion'

/** Not excluded any more: what is kept of the exclusion ends, and the hold passes the lot again. */
function include(
  state: State,
  fact: Fact & { command: { recall: string } },
  hold: string | null,
  { reason, ...lot }: Named & { reason: string },
): void {
  const id = idOf(state, lot)
  for (const row of state.recallMembers(fact.command.recall))
    if (row.kind === 'exclusion' && row.lot === id && row.until === null) state.update('recallEntry', row, { until: fact.since })
  for (const row of hold === null ? [] : state.lotsOfHold(hold))
    if (row.lot === id && row.exempt === EXCLUDED && row.until === null) state.update('holdLot', row, { until: fact.since })
  note(state, fact, { kind: 'inclusion', lot: id, detail: reason })
}

function idOf(state: State, { material, number }: Named): number {
  const row = state.lotsNumbered(number).find(lot => lot.material === material)
  if (!row) throw new Error(`the recall names lot ${material}/${number}, which the ledger never made`)
  return row.id
}

/** A version that a later one or the end has built on cannot be taken from under it. */
function refuseWhenBuiltOn(state: State, voided: KnownEvent, fact: Fact): void {
  const { recall } = JSON.parse(voided.body ?? '{}') as { recall: string }
  const row = state.recall(recall)
  // What the correction itself brought back is no later version.
  if (row !== null && row.since > voided.position && row.since < (fact.act ?? fact.since))
    throw new Refusal('used-downstream', `Recall ${recall} was revised or closed since: correct that first.`, '/event')
}
