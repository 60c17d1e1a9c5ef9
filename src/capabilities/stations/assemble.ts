/**
 * Assembling: the unit (or its order) and its parts in any order, N + 1 scans. A unit that exists takes each part as it is scanned; a
 * unit that the last part makes is recorded with all of them in one event. An installed part that is scanned is swapped for the next.
 */
import { parseQuantity, type Quantity } from '../../base/quantity.ts'
import type { Operation, WorkOrder } from '../booking/records.ts'
import { ask, attention, type Card, cancel, type Decision, done, type PrintWish, say, stop, type Wish } from './answer.ts'
import { type Assembly, emptyForm, type Form, type LotName, type StationContext, sameLot } from './context.ts'
import { numberOf } from './filled.ts'
import { badgeMissing } from './people.ts'
import { notCertified } from './report.ts'
import type { LotSeen } from './seen.ts'
import { type AssemblySeen, missingOf, placed, type Slot, slotsOf } from './slots.ts'
import type { Turn } from './turn.ts'
import { unusable } from './usable.ts'
import { type Values, valuesFor, valuesOf } from './values.ts'
import { raise, waived } from './waive.ts'
import { wantedAt } from './wanted.ts'

const nameOf = ({ material, number }: LotName): LotName => ({ material, number })
const formFor = ({ context }: Turn): Form => context.form ?? emptyForm({ kind: 'scan', of: 'part' })

/** The operation of an order at this station that takes components. */
export const assemblingOperation = (order: WorkOrder | null, workCenter: string | undefined): Operation | null =>
  order?.operations.find(entry => entry.workCenter === workCenter && (entry.components?.length ?? 0) > 0) ?? null

// ---- what is scanned -----------------------------------------------------------------------------------------------------------------

export function assemblyOrderScanned(turn: Turn, order: WorkOrder): Decision {
  const refused = badgeMissing(turn)
  if (refused) return refused
  const operation = assemblingOperation(order, turn.station.workCenter)
  if (!operation) return stop(turn.context, say('stop.no-operation', { order: order.number }), say('advice.order'))
  const parts = turn.context.assembly?.parts ?? []
  return begun(turn, { unit: null, workOrder: order.number, operation: operation.sequence, parts }, operation)
}

export function assemblyLotScanned(turn: Turn, lot: LotSeen): Decision {
  const active = turn.facts.assembly
  const isPart = active !== null && active.slots.some(slot => slot.material === lot.material)
  const operation = assemblingOperation(lot.order, turn.station.workCenter)
  const isUnit = operation !== null && operation.createsLot !== true && !isPart
  const refused = badgeMissing(turn) ?? (isInstalledHere(turn, lot) ? null : unusable(turn, lot, isUnit ? 'prepare' : 'use'))
  if (refused) return refused
  if (turn.context.form?.tool === 'swap') return swapped(turn, lot)
  if (isUnit) return unitScanned(turn, lot, operation)
  if (active === null) return waiting(turn, lot)
  return isPart ? partScanned(turn, lot, active) : wrongPart(turn, lot, active)
}

const isInstalledHere = ({ facts }: Turn, lot: LotSeen): boolean =>
  facts.assembly?.slots.some(slot => slot.filled.some(part => sameLot(part, lot))) === true

/** A part before its assembly waits for it. */
function waiting(turn: Turn, lot: LotSeen): Decision {
  const before = turn.context.assembly ?? { unit: null, workOrder: null, operation: null, parts: [] }
  if (before.parts.some(part => sameLot(part, lot))) return attention(turn.context, say('ask.part-twice', { lot: lot.number }))
  const parts = [...before.parts, nameOf(lot)]
  return done(
    { ...turn.context, form: null, assembly: { ...before, parts }, fresh: false },
    say('done.part-waiting', { lot: lot.number, count: parts.length }),
  )
}

function unitScanned(turn: Turn, lot: LotSeen, operation: Operation): Decision {
  const answer = waived(turn, formFor(turn), notCertified(turn, lot, operation))
  if (answer.kind === 'no') return answer.decision
  const current = turn.context.assembly
  // The unit before is left as it is: what was installed stands, and scanning it again goes on with it.
  const parts = current?.unit === null && current.workOrder === null ? current.parts : []
  return begun(turn, { unit: nameOf(lot), workOrder: lot.workOrder, operation: operation.sequence, parts }, operation)
}

/** The assembly is known now: parts that waited for it are put in, those that do not belong are named. */
function begun(turn: Turn, assembly: Assembly, operation: Operation): Decision {
  const seen = turn.facts.unit ?? {
    slots: slotsOf(operation.components ?? [], turn.facts.materials),
    operation,
    order: turn.facts.seen?.kind === 'order' ? turn.facts.seen.order : null,
  }
  const lots = assembly.parts.flatMap(part => turn.facts.lots.find(lot => sameLot(lot, part)) ?? [])
  const foreign = lots.find(lot => !seen.slots.some(slot => slot.material === lot.material))
  if (foreign) return withoutForeign(turn, { assembly, operation, seen }, foreign)
  const context = { ...turn.context, form: null, assembly }
  if (lots.length === 0)
    return done({ ...context, fresh: false }, say('done.assembly', { lot: titleOf(assembly), count: missingOf(seen.slots).length }), {
      card: cardOf(assembly, seen),
    })
  return partsPut({ ...turn, context }, assembly, seen, lots)
}

/** Made offline the others are in it all the same. */
function withoutForeign(
  turn: Turn,
  { assembly, operation, seen }: { assembly: Assembly; operation: Operation; seen: AssemblySeen },
  foreign: LotSeen,
): Decision {
  const rest = { ...assembly, parts: assembly.parts.filter(part => !sameLot(part, foreign)) }
  if (!turn.offline)
    return stop({ ...turn.context, assembly: rest }, say('stop.wrong-part', { material: foreign.material }), wantedAdvice(seen))
  const decision = begun(turn, rest, operation)
  return { ...decision, wishes: [...decision.wishes, wrongPartRaised({ ...turn, context: { ...turn.context, assembly: rest } }, foreign)] }
}

function partScanned(turn: Turn, lot: LotSeen, active: AssemblySeen): Decision {
  const { assembly } = turn.context
  if (assembly === null) return waiting(turn, lot)
  if (isInstalledHere(turn, lot) && lot.kind === 'serial') return askSwap(turn, lot)
  if (assembly.parts.some(part => sameLot(part, lot)) && lot.kind === 'serial')
    return attention(turn.context, say('ask.part-twice', { lot: lot.number }))
  const free = active.slots.find(slot => slot.material === lot.material && slot.filled.length === 0)
  if (!free) return askSwap(turn, active.slots.find(slot => slot.material === lot.material)?.filled[0] ?? lot, lot)
  return partsPut(turn, assembly, active, [lot])
}

function wrongPart(turn: Turn, lot: LotSeen, active: AssemblySeen): Decision {
  const message = say('stop.wrong-part', { material: lot.material })
  if (!turn.offline) return stop(turn.context, message, wantedAdvice(active))
  return done({ ...turn.context, form: null, fresh: false }, message, { wishes: [wrongPartRaised(turn, lot)] })
}

const wrongPartRaised = (turn: Turn, lot: LotSeen): Wish =>
  raise(turn, {
    code: 'wrong-part',
    message: say('raised.wrong-part', { part: `${lot.material} ${lot.number}`, unit: titleOf(turn.context.assembly) }),
    lot,
  })

const wantedAdvice = (active: AssemblySeen): Decision['message'] =>
  say('advice.wrong-part', { materials: [...new Set(missingOf(active.slots).map(slot => slot.material))].join(', ') || '–' })

// ---- putting parts in ------------------------------------------------------------------------------------------------------------------

function partsPut(turn: Turn, assembly: Assembly, active: AssemblySeen, parts: readonly LotSeen[]): Decision {
  const short = parts.find(part => parseQuantity(part.onHand) < quantityFor(active, part) && !turn.offline)
  if (short)
    return stop(turn.context, say('stop.too-little', { lot: short.number }), say('advice.text', { text: `${short.onHand} ${short.unit}` }))
  const { slots, left } = placed(
    active.slots,
    parts.map(part => ({ ...nameOf(part), lot: part.id })),
  )
  const [extra] = left
  if (extra) return attention(turn.context, say('ask.part-twice', { lot: extra.number }))
  const after = { ...active, slots }
  const isComplete = missingOf(slots).length === 0
  if (assembly.unit !== null) return installed(turn, { assembly, unit: assembly.unit, after, parts, isComplete })
  return isComplete ? made(turn, assembly, after) : kept(turn, assembly, after, parts)
}

const slotFor = (active: AssemblySeen, part: LotName): Slot | undefined => active.slots.find(slot => slot.material === part.material)
const quantityFor = (active: AssemblySeen, part: LotName): Quantity => parseQuantity(slotFor(active, part)?.quantity ?? '1')

interface Putting {
  assembly: Assembly
  unit: LotName
  after: AssemblySeen
  parts: readonly LotSeen[]
  isComplete: boolean
}

/** The unit is there: each part is recorded as it goes in; the last one also brings the values and ends the work on it. */
function installed(turn: Turn, { assembly, unit, after, parts, isComplete }: Putting): Decision {
  const values = isComplete ? valuesOfUnit(turn, after, unit) : NO_VALUES
  if (values.kind === 'ask') return values.decision
  const sent = valuesFor(values, null).values ?? []
  const installs = parts.map((part): Wish => installOf(turn, { assembly, unit, after }, part))
  const collect: Wish[] =
    sent.length === 0 ? [] : [{ type: 'collect', values: sent, lots: [{ lot: unit }], workCenter: turn.station.workCenter ?? '' }]
  const missing = missingOf(after.slots).length
  const message = isComplete
    ? say('done.assembled', { lot: unit.number })
    : say('done.installed', { lot: parts.map(part => part.number).join(', '), count: missing })
  const next = isComplete ? null : { ...assembly, parts: [] }
  const prints: PrintWish[] = isComplete ? [{ lot: unit }] : []
  return done({ ...turn.context, form: null, assembly: next }, message, {
    wishes: [...installs, ...collect, ...values.raised],
    prints,
    card: cardOf(assembly, after),
    title: message.text,
  })
}

const NO_VALUES: Extract<Values, { kind: 'all' }> = { kind: 'all', values: [], raised: [], held: null }

function valuesOfUnit(turn: Turn, { order, operation }: AssemblySeen, unit: LotName | null): Values {
  const lot = turn.facts.lots.find(seen => unit !== null && sameLot(seen, unit)) ?? null
  const subject = { material: unit?.material ?? order?.material ?? '', lot, quantity: parseQuantity(1), operation, run: null }
  return valuesOf(turn, formFor(turn), wantedAt(turn, [subject], { moment: 'finish', isRun: false }), unit ?? undefined)
}

function installOf(turn: Turn, { assembly, unit, after }: { assembly: Assembly; unit: LotName; after: AssemblySeen }, part: LotSeen): Wish {
  const slot = slotFor(after, part)
  return {
    type: 'install',
    assembly: nameOf(unit),
    component: nameOf(part),
    quantity: slot?.quantity ?? '1',
    workCenter: turn.station.workCenter ?? '',
    ...(slot?.position ? { position: slot.position } : {}),
    ...(assembly.workOrder !== null && assembly.operation !== null ? { workOrder: assembly.workOrder, operation: assembly.operation } : {}),
  }
}

/** Nothing exists yet that parts could go into: they are remembered until the last one makes it. */
function kept(turn: Turn, assembly: Assembly, after: AssemblySeen, parts: readonly LotSeen[]): Decision {
  const all = [...assembly.parts.filter(part => !parts.some(lot => sameLot(lot, part))), ...parts.map(nameOf)]
  const message = say('done.installed', { lot: parts.map(part => part.number).join(', '), count: missingOf(after.slots).length })
  return done({ ...turn.context, form: null, assembly: { ...assembly, parts: all }, fresh: false }, message, {
    card: cardOf(assembly, after),
  })
}

/** Parts in, unit out, in one event: whatever happens, there is never half of it. */
function made(turn: Turn, assembly: Assembly, after: AssemblySeen): Decision {
  const { order, operation } = after
  if (order === null) return stop(turn.context, say('stop.refused'), say('advice.order'))
  const values = valuesOfUnit(turn, after, null)
  if (values.kind === 'ask') return values.decision
  const workCenter = turn.station.workCenter ?? ''
  const inputs = after.slots.flatMap(slot => slot.filled.map(part => ({ lot: nameOf(part), quantity: slot.quantity })))
  const unit = { material: order.material, number: numberOf(0) }
  const transform: Wish = {
    type: 'transform',
    inputs,
    outputs: [{ lot: { material: order.material }, quantity: '1' }],
    workOrder: order.number,
    workCenter,
    ...(operation ? { operation: operation.sequence } : {}),
  }
  const sent = valuesFor(values, null).values ?? []
  const collect: Wish[] = sent.length === 0 ? [] : [{ type: 'collect', values: sent, lots: [{ lot: unit }], workCenter }]
  const message = say('done.assembled', { lot: unit.number })
  return done({ ...turn.context, form: null, assembly: { ...assembly, parts: [] } }, message, {
    wishes: [transform, ...collect, ...values.raised],
    prints: [{ lot: unit }],
    card: cardOf({ ...assembly, unit }, after),
    title: message.text,
  })
}

// ---- swapping --------------------------------------------------------------------------------------------------------------------------

/** The old part is scanned (or the place is taken): the new one comes next. */
function askSwap(turn: Turn, old: LotName, fresh?: LotSeen): Decision {
  const form: Form = { ...emptyForm({ kind: 'scan', of: 'part' }), tool: 'swap', lots: [nameOf(old)] }
  const message = fresh ? say('ask.swap-for', { old: old.number, lot: fresh.number }) : say('ask.swap', { lot: old.number })
  // Made offline the station has asked for the new part itself, if it knew of the old one.
  if (turn.offline && formFor(turn).filled['swap'] !== 'yes')
    return done({ ...turn.context, fresh: false }, message, {
      wishes: [raise(turn, { code: 'part-twice', message, lot: old })],
    })
  return ask(turn.context, form, { message, answers: [cancel], input: null }, { card: cardOf(turn.context.assembly, turn.facts.assembly) })
}

/** Out with the old, in with the new: two events. Where the second is forbidden, the place is empty, which is what is true. */
function swapped(turn: Turn, lot: LotSeen): Decision {
  const { assembly, form } = turn.context
  const active = turn.facts.assembly
  const old = form?.lots[0]
  if (!assembly || !active || !old) return attention({ ...turn.context, form: null }, say('ask.lot'))
  if (old.material !== lot.material && turn.offline) return wrongPart({ ...turn, context: { ...turn.context, form: null } }, lot, active)
  if (old.material !== lot.material)
    return stop(turn.context, say('stop.wrong-part', { material: lot.material }), say('advice.wrong-part', { materials: old.material }))
  const context: StationContext = { ...turn.context, form: null }
  if (assembly.unit === null) {
    const parts = [...assembly.parts.filter(part => !sameLot(part, old)), nameOf(lot)]
    return done({ ...context, assembly: { ...assembly, parts }, fresh: false }, say('done.swapped', { old: old.number, lot: lot.number }))
  }
  const message = say('done.swapped', { old: old.number, lot: lot.number })
  const remove: Wish = {
    type: 'remove',
    assembly: assembly.unit,
    component: old,
    reason: 'Swapped at the station',
    workCenter: turn.station.workCenter ?? '',
  }
  return done(context, message, {
    wishes: [remove, installOf(turn, { assembly, unit: assembly.unit, after: active }, lot)],
    title: message.text,
  })
}

// ---- what is shown -----------------------------------------------------------------------------------------------------------------------

const titleOf = (assembly: Assembly | null): string => assembly?.unit?.number ?? assembly?.workOrder ?? ''

function cardOf(assembly: Assembly | null, active: AssemblySeen | null): Card {
  const components = (active?.slots ?? []).map(slot => ({
    material: slot.material,
    number: slot.filled[0]?.number ?? null,
    state: slot.filled.length > 0 ? ('scanned' as const) : ('missing' as const),
  }))
  const scanned = components.filter(part => part.state === 'scanned').length
  return { title: titleOf(assembly), lines: [{ label: say('card.parts'), value: `${scanned} / ${components.length}` }], components }
}
