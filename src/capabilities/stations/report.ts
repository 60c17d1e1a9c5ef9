/** Reporting lots at an operation: pass-through in one scan, start and finish in two, several lots in one report, values with them. */
import { add, formatQuantity, parseQuantity, type Quantity, subtract, total, ZERO } from '../../base/quantity.ts'
import type { Operation } from '../booking/records.ts'
import { ask, attention, type Card, cancel, type Decision, done, say, stop, type Wish } from './answer.ts'
import { type Ahead, type Answer, emptyForm, type Form, type LotName, type StationContext, sameLot } from './context.ts'
import { badgeMissing, missingCertification } from './people.ts'
import { type Standing, standingOf } from './routing.ts'
import type { LotSeen } from './seen.ts'
import { quantityText, type Turn, timeText } from './turn.ts'
import { unusable } from './usable.ts'
import { type Entered, numberIn, valuesFor, valuesOf, valuesOfLot } from './values.ts'
import { type Objection, raise, waived } from './waive.ts'
import { type Subject, wantedAt } from './wanted.ts'

interface Reported {
  lot: LotSeen
  standing: Standing
}

/** A lot was scanned to be reported: at once, or together with others. */
export function lotScanned(turn: Turn, lot: LotSeen): Decision {
  const refused = badgeMissing(turn) ?? unusable(turn, lot)
  if (refused) return refused
  if (turn.station.policies.together && turn.context.form === null) return gathered(turn, lot)
  return reportLots(turn, [lot], turn.context.form ?? emptyForm({ kind: 'scan', of: 'lot' }))
}

/** Scanned together: counted and shown, reported when DONE says so. The same lot again is taken out. */
function gathered({ context, facts, station }: Turn, lot: LotSeen): Decision {
  const isThere = context.lots.some(known => sameLot(known, lot))
  const lots = isThere
    ? context.lots.filter(known => !sameLot(known, lot))
    : [...context.lots, { material: lot.material, number: lot.number }]
  const seen = seenOf(lots, [...facts.lots, lot])
  const sum = formatQuantity(total(seen.map(entry => parseQuantity(entry.onHand))))
  const message = say(isThere ? 'done.taken-out' : 'done.gathered', {
    lot: lot.number,
    count: lots.length,
    quantity: quantityText(sum, lot.unit),
  })
  return done({ ...context, lots, fresh: false }, message, { card: cardOfAll(station, seen) })
}

const seenOf = (lots: readonly LotName[], among: readonly LotSeen[]): LotSeen[] =>
  lots.flatMap(name => among.find(entry => sameLot(name, entry)) ?? [])

const cardOfAll = ({ name, code }: Turn['station'], lots: readonly LotSeen[]): Card => ({
  title: name ?? code,
  lines: lots.map(entry => ({ label: say('card.lot', { lot: entry.number }), value: quantityText(entry.onHand, entry.unit) })),
})

/** What was scanned so far to be reported together; null where nothing was. */
export function gatheredCard({ context, facts, station }: Turn): Card | null {
  const seen = seenOf(context.lots, facts.lots)
  return seen.length === 0 ? null : cardOfAll(station, seen)
}

/** DONE: everything that was scanned, in one report. */
export function reportGathered(turn: Turn, form: Form | null): Decision {
  const lots = turn.context.lots.flatMap(name => turn.facts.lots.find(lot => sameLot(lot, name)) ?? [])
  for (const lot of lots) {
    const refused = unusable(turn, lot)
    if (refused) return refused
  }
  return reportLots(turn, lots, form ?? { ...emptyForm({ kind: 'scan', of: 'lot' }), text: 'DONE' })
}

export function reportLots(turn: Turn, lots: readonly LotSeen[], form: Form): Decision {
  const { station, context } = turn
  const { workCenter } = station
  if (workCenter === undefined) return stop(context, say('stop.no-work-center'), say('advice.set-up'))
  const all = lots.map(lot => ({ lot, standing: standingOf(lot, workCenter) }))
  const { repeated, reported } = turn.offline ? withoutRepeated(turn, all) : { repeated: [], reported: all }
  const [first] = repeated
  if (first && reported.length === 0) return done(settled(context), first.message, { wishes: repeated.map(one => repeatRaised(turn, one)) })
  const raised: Wish[] = repeated.map(one => repeatRaised(turn, one))
  for (const objection of reported.flatMap(entry => objectionsTo(turn, entry))) {
    const answer = waived(turn, form, objection)
    if (answer.kind === 'no') return answer.decision
    raised.push(...answer.raised)
  }
  return withAmounts(turn, reported, form, raised)
}

/** Nobody is there to say whether he meant it: once is what is certain, the rest a supervisor decides. */
function withoutRepeated(turn: Turn, all: readonly Reported[]): { repeated: Objection[]; reported: Reported[] } {
  const objections = all.map(({ lot, standing }) => again(turn, lot, standing))
  const isMeant = (objection: Objection | null | undefined): boolean => !objection || objection.policy === 'allow'
  return {
    repeated: objections.flatMap(objection => (objection === null || isMeant(objection) ? [] : [objection])),
    reported: all.filter((_, index) => isMeant(objections[index])),
  }
}

const repeatRaised = (turn: Turn, { message, lot }: Objection): Wish => raise(turn, { code: 'reported-again', message, lot })

// ---- what may stand in the way -----------------------------------------------------------------------------------------------------

function objectionsTo(turn: Turn, { lot, standing }: Reported): Objection[] {
  return [outOfSequence(turn, lot, standing), notCertified(turn, lot, standing.operation), again(turn, lot, standing)].flatMap(
    objection => objection ?? [],
  )
}

function outOfSequence({ station }: Turn, lot: LotSeen, standing: Standing): Objection | null {
  const { skipped, passed, isOffRoute } = standing
  const common = { waiver: 'sequence' as const, policy: station.policies.sequence, goOn: say('answer.report-anyway'), lot }
  if (isOffRoute)
    return {
      ...common,
      message: say('ask.off-route', { lot: lot.number, order: standing.order?.number ?? '' }),
      advice: say('advice.sequence'),
    }
  if (standing.openRun !== null) return null
  if (skipped)
    return { ...common, message: say('ask.skipped', { lot: lot.number, operation: skipped.name }), advice: say('advice.sequence') }
  if (passed && !standing.repeated)
    return { ...common, message: say('ask.passed', { lot: lot.number, operation: passed.name }), advice: say('advice.sequence') }
  return null
}

export function notCertified(turn: Turn, lot: LotName | undefined, operation: Operation | null): Objection | null {
  const missing = missingCertification(turn, operation?.requires ?? [])
  if (!missing) return null
  return {
    waiver: 'certification',
    policy: turn.station.policies.certification,
    message: say('ask.certification', missing),
    advice: say('advice.certification'),
    goOn: say('answer.go-on'),
    ...(lot === undefined ? {} : { lot }),
  }
}

function again({ station, at }: Turn, lot: LotSeen, { repeated, openRun }: Standing): Objection | null {
  if (!repeated || openRun !== null) return null
  const facts = { lot: lot.number, time: timeText(repeated.at, at), person: repeated.name ?? repeated.by ?? '–' }
  return {
    waiver: 'repeat',
    policy: station.policies.repeat,
    message: say('ask.repeat', facts),
    advice: say(station.policies.repeat === 'stop' ? 'advice.repeat' : 'advice.repeat-again'),
    goOn: say('answer.again'),
    lot,
  }
}

// ---- how much --------------------------------------------------------------------------------------------------------------------

interface Amount extends Reported {
  quantity: Quantity
  scrap: Quantity
  reason: string | null
}

/** What was said before the scan, or asked since; of several lots, each counts whole. */
export const amountSaid = ({ context }: Turn, form: Form): Ahead => ({ ...context.ahead, ...form.filled })

function withAmounts(turn: Turn, reported: readonly Reported[], form: Form, raised: Wish[]): Decision {
  const said = reported.length === 1 ? amountSaid(turn, form) : {}
  const scrap = said.scrap === undefined ? ZERO : numberIn(said.scrap)
  const stated = said.quantity === undefined ? undefined : numberIn(said.quantity)
  const [first] = reported
  if (!first) return attention(turn.context, say('ask.lot'))
  if (scrap === null || stated === null) return askQuantity(turn, first, form, say('ask.no-number'))
  const onHand = parseQuantity(first.lot.onHand)
  if (!turn.offline && add(stated ?? ZERO, scrap) > onHand)
    return askQuantity(turn, first, form, say('ask.too-much', { quantity: quantityText(first.lot.onHand, first.lot.unit) }))
  if (scrap > 0n && said.reason === undefined && turn.station.policies.scrapReasons.length > 0 && !turn.offline)
    return askReason(turn, form, 'reason', turn.station.policies.scrapReasons, say('ask.scrap-reason'))
  const amounts = reported.map(entry => ({
    ...entry,
    quantity: stated ?? least(subtract(entry.standing.remaining, scrap), parseQuantity(entry.lot.onHand)),
    scrap,
    reason: said.reason ?? null,
  }))
  return withValues(turn, amounts, form, raised)
}

const least = (a: Quantity, b: Quantity): Quantity => (a < b ? a : b)

export function askQuantity(turn: Turn, { lot }: Pick<Reported, 'lot'>, form: Form, message: Decision['message']): Decision {
  const filled = Object.fromEntries(Object.entries(form.filled).filter(([name]) => name !== 'quantity' && name !== 'scrap'))
  const need = { kind: 'quantity' as const, of: 'quantity' }
  const all: Answer = {
    text: `QTY:${lot.onHand}`,
    label: say('answer.all', { quantity: quantityText(lot.onHand, lot.unit) }),
    primary: true,
  }
  const question = {
    message,
    answers: [all, cancel],
    input: { kind: 'quantity' as const, unit: lot.unit, max: lot.onHand, remaining: lot.onHand, prefix: 'QTY:' },
  }
  return ask({ ...turn.context, ahead: null }, { ...form, text: form.text ?? turn.text, filled, need }, question)
}

export function askReason(turn: Turn, form: Form, of: string, reasons: readonly string[], message: Decision['message']): Decision {
  const answers = reasons
    .slice(0, 4)
    .map((reason, index) => ({ text: `REASON:${reason}`, label: say('answer.text', { text: reason }), primary: index === 0 }))
  const need = { kind: 'reason' as const, of }
  return ask(
    turn.context,
    { ...form, text: form.text ?? turn.text, need },
    {
      message,
      answers: [...answers, cancel],
      input: { kind: 'text', prefix: 'REASON:', ...(reasons.length > 4 ? { choices: [...reasons] } : {}) },
    },
  )
}

// ---- values, and the events --------------------------------------------------------------------------------------------------------

type Kind = 'pass' | 'start' | 'finish'

function kindOf({ standing: { operation, openRun } }: Reported): Kind {
  if (operation?.report !== 'both' || operation.passThrough === true) return 'pass'
  return openRun === null ? 'start' : 'finish'
}

function withValues(turn: Turn, amounts: readonly Amount[], form: Form, raised: Wish[]): Decision {
  const kinds = new Set(amounts.map(kindOf))
  const [kind = 'pass'] = kinds
  if (kinds.size > 1 && turn.offline) return ofEachKind(turn, amounts, form, raised)
  if (kinds.size > 1) return attention(turn.context, say('ask.some-started'), { advice: say('advice.some-started') })
  const wanted = wantedAt(turn, amounts.map(subjectOf), { moment: kind === 'start' ? 'start' : 'finish', isRun: kind !== 'pass' })
  const values = valuesOf(turn, form, wanted, amounts[0]?.lot)
  // A value of several lots is measured of all of them: which, is to be seen.
  if (values.kind === 'ask') return { ...values.decision, card: amounts.length > 1 ? cardOf(amounts) : values.decision.card }
  const wishes = [...valuesOfLots(turn, amounts, kind, values), ...EVENTS[kind](turn, amounts, values), ...raised, ...values.raised]
  const unit = amounts.length === 1 ? (amounts[0]?.lot.unit ?? null) : null
  return { ...reported(turn, saying(turn, kind, amounts), values, { wishes, card: cardOf(amounts) }), unit }
}

/** Some are started and some are finished: made offline both have happened. */
function ofEachKind(turn: Turn, amounts: readonly Amount[], form: Form, raised: Wish[]): Decision {
  const kinds = [...new Set(amounts.map(kindOf))]
  const decisions = kinds.map(kind =>
    withValues(
      turn,
      amounts.filter(amount => kindOf(amount) === kind),
      form,
      [],
    ),
  )
  const [first, ...others] = decisions
  if (!first) return attention(turn.context, say('ask.lot'))
  return { ...first, wishes: [...first.wishes, ...others.flatMap(({ wishes }) => wishes), ...raised] }
}

/** Where a value by its plan put the lot on hold, that is what the operator must hear. */
export function reported(turn: Turn, message: Decision['message'], { held }: Entered, rest: Pick<Decision, 'wishes' | 'card'>): Decision {
  const context = settled(turn.context)
  if (held === null) return done(context, message, { ...rest, title: message.text })
  const heard = say('attention.held-by-value', { characteristic: held.name, value: held.text })
  return attention(context, heard, { ...rest, title: message.text, advice: say('advice.held-by-value', { text: message.text }) })
}

const subjectOf = ({ lot, standing, quantity, scrap }: Amount): Subject => ({
  material: lot.material,
  lot,
  // What is measured is what was worked on, good or not.
  quantity: add(quantity, scrap),
  operation: standing.operation,
  run: standing.openRun === null ? null : { run: standing.openRun, since: startOf(lot, standing.openRun) },
})

const startOf = ({ reports }: LotSeen, run: string): number =>
  reports.find(report => report.type === 'start' && report.run === run)?.since ?? 0

/** What was asked and said is settled with the report. */
export const settled = (context: StationContext): StationContext => ({ ...context, form: null, ahead: null, lots: [] })

/** What was measured of everything is part of the report: recorded together, or not at all. */
const EVENTS: Readonly<Record<Kind, (turn: Turn, amounts: readonly Amount[], values: Entered) => Wish[]>> = {
  pass: (turn, amounts, values) => amounts.map(amount => ({ ...passed(turn, amount), ...valuesFor(values, amount.lot) })),
  start: (turn, amounts, values) => [{ ...started(turn, amounts), ...valuesFor(values, null) }],
  finish: (turn, amounts, values) => finished(turn, amounts).map(wish => ({ ...wish, ...valuesFor(values, null) })),
}

/** Those of one lot of a run go before its report, which belongs to all of it and is refused without them. */
function valuesOfLots({ station }: Turn, amounts: readonly Amount[], kind: Kind, values: Entered): Wish[] {
  if (kind === 'pass') return []
  return amounts.flatMap(({ lot, standing, quantity }) => {
    const own = valuesOfLot(values, lot)
    if (own.length === 0) return []
    const { order, operation, openRun } = standing
    const where = openRun !== null ? { run: openRun } : order && operation ? { workOrder: order.number, operation: operation.sequence } : {}
    const part = { lot: nameOf(lot), ...(quantity > 0n ? { quantity: formatQuantity(quantity) } : {}) }
    return [{ type: 'collect', values: own, lots: [part], workCenter: station.workCenter ?? '', ...where } as const]
  })
}

const nameOf = ({ material, number }: LotName): LotName => ({ material, number })

/** A whole lot says no quantity: what is there when it is recorded counts. */
function passed({ station }: Turn, { lot, standing, quantity, scrap, reason }: Amount): Extract<Wish, { type: 'pass' }> {
  const isWhole = add(quantity, scrap) === parseQuantity(lot.onHand)
  return {
    type: 'pass',
    lot: nameOf(lot),
    workCenter: station.workCenter ?? '',
    ...(standing.operation && standing.order ? { workOrder: standing.order.number, operation: standing.operation.sequence } : {}),
    ...(isWhole ? {} : { quantity: formatQuantity(quantity) }),
    ...(scrap > 0n ? { scrap: formatQuantity(scrap), ...(reason === null ? {} : { reason }) } : {}),
  }
}

/** Lots of one order belong to it; a load over several orders is a run of its own, and each lot keeps its order. */
function started(turn: Turn, amounts: readonly Amount[]): Extract<Wish, { type: 'start' }> {
  const orders = new Set(amounts.map(({ standing }) => standing.order?.number))
  const [first] = amounts
  const order = orders.size === 1 ? first?.standing.order?.number : undefined
  return {
    type: 'start',
    run: runCode(turn),
    workCenter: turn.station.workCenter ?? '',
    ...(order === undefined || !first?.standing.operation ? {} : { workOrder: order, operation: first.standing.operation.sequence }),
    lots: amounts.map(({ lot, quantity }) => ({ lot: nameOf(lot), quantity: formatQuantity(quantity) })),
  }
}

/** Readable, and the same for a retry of the same scan. */
export const runCode = ({ station, at, scan }: Turn): string =>
  `${station.workCenter ?? station.code}-${new Date(at).toISOString().slice(2, 16).replaceAll(/[-:T]/g, '')}-${scan.replaceAll('-', '').slice(-5)}`

function finished(turn: Turn, amounts: readonly Amount[]): Extract<Wish, { type: 'finish' }>[] {
  const runs = new Map<string, Amount[]>()
  for (const amount of amounts) runs.set(amount.standing.openRun ?? '', [...(runs.get(amount.standing.openRun ?? '') ?? []), amount])
  return [...runs].map(([run, own]) => ({
    type: 'finish',
    run,
    workCenter: turn.station.workCenter ?? '',
    lots: [...own.map(entryOf), ...restOfRun(turn, run, own)],
  }))
}

const entryOf = ({ lot, quantity, scrap }: Amount): { lot: LotName; quantity: string; scrap?: string } => ({
  lot: nameOf(lot),
  quantity: formatQuantity(quantity),
  ...(scrap > 0n ? { scrap: formatQuantity(scrap) } : {}),
})

/** A load comes out whole: what was started with the scanned lots is finished with them. */
function restOfRun({ facts }: Turn, run: string, own: readonly Amount[]): { lot: LotName }[] {
  const started = facts.started.filter(entry => entry.run === run && !own.some(({ lot }) => sameLot(lot, entry)))
  return started.map(entry => ({ lot: nameOf(entry) }))
}

// ---- what is said ------------------------------------------------------------------------------------------------------------------

/** A lot without a routing is reported at the place itself. */
function saying({ facts: { center }, station }: Turn, kind: Kind, amounts: readonly Amount[]): Decision['message'] {
  const [first] = amounts
  const quantity = quantityText(formatQuantity(total(amounts.map(amount => amount.quantity))), first?.lot.unit ?? '')
  const operation = first?.standing.operation?.name ?? center?.name ?? station.workCenter ?? ''
  if (amounts.length > 1) return say(MANY[kind], { count: amounts.length, operation, quantity })
  const scrap = first && first.scrap > 0n ? formatQuantity(first.scrap) : null
  const said = { lot: first?.lot.number ?? '', operation, quantity }
  return scrap === null ? say(ONE[kind], said) : say('done.reported-scrap', { ...said, scrap })
}
const ONE = { pass: 'done.reported', start: 'done.started', finish: 'done.finished' } as const
const MANY = { pass: 'done.reported-many', start: 'done.started-many', finish: 'done.finished-many' } as const

function cardOf(amounts: readonly Amount[]): Card {
  const [first] = amounts
  return {
    title: first?.lot.number ?? '',
    lines: [
      { label: say('card.material'), value: first?.lot.record?.description ?? first?.lot.material ?? '' },
      ...(first?.lot.workOrder ? [{ label: say('card.order'), value: first.lot.workOrder }] : []),
      ...(first?.standing.operation
        ? [{ label: say('card.operation'), value: `${first.standing.operation.sequence} ${first.standing.operation.name}` }]
        : []),
      ...amounts.map(({ lot, quantity }) => ({
        label: amounts.length > 1 ? say('card.lot', { lot: lot.number }) : say('card.quantity'),
        value: quantityText(formatQuantity(quantity), lot.unit),
      })),
    ],
  }
}
