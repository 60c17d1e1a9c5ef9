/**
 * What a scan means: the context, the scan and the facts in, the answer, the next context and the events out. Pure: no clock, no store,
 * no chance, so that a retry and a replay come to the same, and every case can be a row of a table.
 */
import type { WorkOrder } from '../booking/records.ts'
import { type AmountScan, amountScans, askWhichAmount, isWhichAmount } from './amount-meant.ts'
import { amountCard, amountFilled } from './amounts.ts'
import { ask, attention, cancel, type Decision, done, ignored, say, stop } from './answer.ts'
import { assemblyLotScanned, assemblyOrderScanned } from './assemble.ts'
import { withConcession } from './concession.ts'
import { emptyForm, type Form, type StationContext, sameLot } from './context.ts'
import { dockScanned, isForDock } from './dock.ts'
import { badgePinGiven, badgeScanned, goneOn, isBadgePin, PIN_TRIES, whoIsHere } from './people.ts'
import type { CommandWord } from './read.ts'
import { gatheredCard, lotScanned, reportGathered, settled } from './report.ts'
import { finishRun, isForRun, makingOperation, newLot, orderScanned, rawLotScanned } from './run.ts'
import type { LotSeen, Seen } from './seen.ts'
import { toolCard, toolDone, toolScanned } from './tools.ts'
import type { Turn } from './turn.ts'
import { type Understood, vendorLotsOn } from './understand.ts'
import { undo } from './undo.ts'
import { raise } from './waive.ts'

export function reduce(turn: Turn, understood: Understood): Decision {
  const here = whoIsHere(turn)
  const context = turn.offline ? unlatched(here) : here
  const current = { ...turn, context }
  const decision = withConcession(current, latched(current) ?? echo(current) ?? meaning(current, understood))
  return decision.outcome === 'ignored' ? decision : { ...decision, context: heard(decision.context, turn) }
}

const unlatched = (context: StationContext): StationContext => ({ ...context, latched: false, stop: null })

/** Nobody scans through a stop: until it is acknowledged everything is refused, and counted. */
function latched({ context, reading }: Turn): Decision | null {
  if (!context.latched || context.stop === null) return null
  if (reading.kind === 'command' && reading.word === 'OK') return done(unlatched(context), say('done.acknowledged'))
  const again = stop(context, context.stop.message, context.stop.advice)
  return { ...again, context: { ...again.context, stop: { ...context.stop, refused: context.stop.refused + 1 } } }
}

/** The same code from the scanner at once again is no second fact. A button pressed twice is meant twice. */
function echo({ context, at, touched, station, ...turn }: Turn): Decision | null {
  if (touched || context.heard === null || context.heard.text !== keyOf(turn)) return null
  const gap = at - Date.parse(context.heard.at)
  return gap >= 0 && gap < station.policies.duplicateSeconds * 1000 ? ignored(context, say('done.duplicate')) : null
}

/** What is remembered of a scan to tell an echo: of a badge whose it is, of a PIN nothing. */
function keyOf({ badge, reading, text }: Pick<Turn, 'badge' | 'reading' | 'text'>): string {
  if (badge !== null) return `badge of ${badge.person.code}`
  return reading.kind === 'answer' && reading.word === 'PIN' ? 'PIN' : text
}

const heard = (context: StationContext, turn: Turn): StationContext => ({
  ...context,
  heard: { text: keyOf(turn), at: new Date(turn.at).toISOString() },
})

function meaning(turn: Turn, understood: Understood): Decision {
  const badge = badgeScanned(turn)
  if (badge) return badge
  if (isNo(turn)) return cancelled(turn)
  const amounts = amountScans(turn)
  if (amounts.length > 1) return amountDoubted(turn, amounts)
  const { form } = turn.context
  if (form === null || isWhichAmount(form, turn.reading)) return plainly({ ...turn, context: { ...turn.context, form: null } })
  const card = cardEntered(turn, form)
  if (card) return card
  if (understood.form === null && understood.about !== null) return plainly({ ...turn, context: { ...turn.context, form: null } })
  const collected = toolEnded(turn, form)
  if (collected) return collected
  return understood.isAnswer && understood.form !== null ? answered(turn, understood.form, understood.pin) : askedAgain(turn)
}

/** Nobody is there to be asked about a card of before: it waits for a supervisor. */
const amountDoubted = (turn: Turn, amounts: readonly AmountScan[]): Decision =>
  turn.offline ? lost(turn, say('ask.which-number'), say('advice.which-number'), 'unmatched-scan') : askWhichAmount(turn, amounts)

/** A card that brings along what the station itself asked for it. */
function cardEntered(turn: Turn, form: Form): Decision | null {
  const { reading, context } = turn
  const isEntered = form.text === null && form.tool === null && form.need.kind === 'scan' && Object.keys(form.filled).length > 0
  if (reading.kind !== 'command' || !isEntered) return null
  if (turn.facts.dock !== null && isForDock(reading)) return dockScanned(turn, form)
  if (reading.word !== 'DONE' && reading.word !== 'NEW LOT') return plainly({ ...turn, context: { ...context, form: null } })
  return carriedOn({ ...turn, context: { ...context, form: { ...form, text: reading.word } } })
}

/** DONE ends what a card collects: lots to merge, serials, what goes into a container. */
function toolEnded(turn: Turn, form: Form): Decision | null {
  const isDone = turn.reading.kind === 'command' && turn.reading.word === 'DONE'
  if (
    !isDone ||
    form.need.kind !== 'scan' ||
    form.tool === null ||
    form.tool === 'swap' ||
    form.tool === 'quantity' ||
    form.tool === 'scrap'
  )
    return null
  return toolDone[form.tool]?.(turn, form) ?? null
}

const isNo = ({ reading }: Turn): boolean => reading.kind === 'command' && reading.word === 'NO'

/** NO gives up what was begun; about a value, only the value. */
function cancelled(turn: Turn): Decision {
  const { context } = turn
  if (isBadgePin(context.form)) return goneOn(context, say('done.cancelled'))
  if (context.form === null && context.lots.length > 0) return gatheredGivenUp(turn)
  const value = context.form?.need.of.startsWith('accepted:') ? context.form.need.of.replace('accepted:', 'value:') : null
  if (value === null || context.form === null) {
    const stands = { ...settled(context), lots: context.lots, fresh: false }
    return done(stands, say('done.cancelled'), { card: gatheredCard(turn) })
  }
  const filled = Object.fromEntries(Object.entries(context.form.filled).filter(([name]) => name !== value))
  return carriedOn({ ...turn, context: { ...context, form: { ...context.form, filled } } })
}

/** So many lots are not scanned again because of one wrong card: it is asked. Of a station that was away, it was answered there. */
function gatheredGivenUp(turn: Turn): Decision {
  const { context } = turn
  const isSure = turn.offline || context.lots.length === 1 || context.form?.granted.includes('gathered') === true
  if (isSure) return done({ ...settled(context), fresh: false }, say('done.cancelled'))
  const question = {
    message: say('ask.give-up-lots', { count: context.lots.length }),
    answers: [
      { text: 'OK', label: say('answer.give-up-lots'), primary: true },
      { ...cancel, label: say('answer.keep-lots') },
    ],
    input: null,
  }
  const form = { ...emptyForm({ kind: 'ok', of: 'gathered' }), text: 'NO' }
  return ask(context, form, question, { card: gatheredCard(turn) })
}

/** Nothing else is done while a question is open: it is put again. */
function askedAgain({ context, reading }: Turn): Decision {
  const { form } = context
  if (form === null) return attention(context, say('ask.lot'))
  if (reading.kind === 'command' && reading.word === 'HELP') return helpCalled(context)
  const ways = vendorLotsOn(form, reading) ?? []
  if (ways.length > 1) return askWhichLot(context, form, ways)
  return form.question === null
    ? attention(context, say('ask.answer-first'))
    : ask(context, form, { ...form.question, message: form.question.message }, { advice: say('ask.answer-first') })
}

/** A further symbol that nothing marks as GS1: the clerk sees which it is. */
function askWhichLot(context: StationContext, form: Form, ways: readonly string[]): Decision {
  const answers = ways.map(way => ({ text: `NUMBER:${way}`, label: say('answer.text', { text: way }) }))
  const question = { message: say('ask.how-to-read'), answers: [...answers, cancel], input: null }
  return ask(context, form, question, { advice: say('advice.unmarked') })
}

function answered(turn: Turn, form: Form, pin: string | null): Decision {
  if (isBadgePin(form)) return badgePinGiven(turn, form)
  const filledIn = { ...turn, context: { ...turn.context, form } }
  return pin === null ? (pinNeeded(filledIn) ?? carriedOn(filledIn)) : pinGiven(filledIn, form)
}

/** Asking the supervisor, taking back more of what one has reported oneself or putting aside what was scanned goes against no rule. */
const PLAIN: ReadonlySet<string> = new Set(['supervisor', 'later', 'gathered'])

/** By policy, who goes on against a question proves who he is. */
function pinNeeded({ context, station }: Turn): Decision | null {
  const { form } = context
  const isOverride = form !== null && form.need.kind === 'ok' && !PLAIN.has(form.need.of)
  if (!isOverride || station.policies.pin !== 'overrides' || form.filled['pinned'] !== undefined) return null
  return askPin(context, form)
}

const askPin = (context: StationContext, form: Form): Decision =>
  ask(
    context,
    { ...form, need: { kind: 'pin', of: 'pinned' } },
    { message: say('ask.pin'), answers: [{ text: 'NO', label: say('answer.cancel') }], input: { kind: 'secret', prefix: 'PIN:' } },
  )

function pinGiven(turn: Turn, form: Form): Decision {
  const { context, pin } = turn
  if (pin?.isLocked) return stop(context, say('stop.pin-locked'), say('advice.pin-locked'))
  if (pin && pin.proved !== null)
    return carriedOn({ ...turn, context: { ...context, form: { ...form, filled: { ...form.filled, pinned: 'yes' } } } })
  const tries = Number(form.filled['tries'] ?? '0') + 1
  if (tries >= PIN_TRIES) return stop(context, say('stop.pin'), say('advice.pin'))
  return askPin(context, { ...form, filled: { ...form.filled, tries: String(tries) } })
}

/** What the form belongs to goes on where it was, with the facts of this moment. */
function carriedOn(turn: Turn): Decision {
  const { form } = turn.context
  if (form === null) return attention(turn.context, say('ask.lot'))
  if (form.filled['dock'] !== undefined) return dockScanned(turn, form)
  if (form.tool === 'quantity' || form.tool === 'scrap') return amountFilled(turn, form)
  if (form.tool !== null && form.tool !== 'swap') return toolScanned[form.tool](turn, form)
  if (form.text === 'NEW LOT') return newLot(turn, form)
  if (form.text?.startsWith('UNDO')) return undo(turn, form.text.slice('UNDO:'.length))
  if (form.text === 'DONE') return allDone(turn, form)
  if (form.text === 'NO') return gatheredGivenUp(turn)
  return scanned(turn)
}

function plainly(turn: Turn): Decision {
  const { reading } = turn
  if (turn.facts.dock !== null && isForDock(reading)) return dockScanned(turn, null)
  if (reading.kind === 'command') return COMMANDS[reading.word](turn, reading.argument)
  return reading.kind === 'label' ? scanned(turn) : attention(turn.context, say('ask.nothing-asked'))
}

// ---- commands ----------------------------------------------------------------------------------------------------------------------

const COMMANDS: Readonly<Record<CommandWord, (turn: Turn, argument: string | null) => Decision>> = {
  DONE: turn => allDone(turn, null),
  UNDO: undo,
  QTY: (turn, argument) => amountCard(turn, 'quantity', argument),
  SCRAP: (turn, argument) => amountCard(turn, 'scrap', argument),
  HELP: turn => helpCalled(turn.context, turn),
  OK: turn => attention(turn.context, say('ask.nothing-asked')),
  NO: cancelled,
  'NEW LOT': turn => newLot(turn, { ...emptyForm({ kind: 'quantity', of: 'output' }), text: 'NEW LOT' }),
  HOLD: turn => toolCard(turn, 'hold'),
  REPRINT: turn => toolCard(turn, 'reprint'),
  SPLIT: turn => toolCard(turn, 'split'),
  MERGE: turn => toolCard(turn, 'merge'),
  RENUMBER: turn => toolCard(turn, 'renumber'),
  SERIALIZE: turn => toolCard(turn, 'serialize'),
  PACK: turn => toolCard(turn, 'pack'),
  UNPACK: turn => toolCard(turn, 'unpack'),
  SWAP: ({ context }) => attention(context, say('ask.swap-how')),
}

/** What was scanned together is reported; else the run that is open here ends. */
function allDone(turn: Turn, form: Form | null): Decision {
  const { context, facts } = turn
  if (context.lots.length > 0) return reportGathered(turn, form)
  const isMine = facts.run !== null && context.run === facts.run.run
  if (facts.run === null || !isMine) return attention({ ...context, fresh: false }, say('ask.lot'))
  return finishRun(turn, facts.run, form ?? { ...emptyForm({ kind: 'quantity', of: 'output' }), text: 'DONE' })
}

/** Somebody should come: in the supervisor's inbox, with what last happened here. */
function helpCalled(context: StationContext, turn?: Turn): Decision {
  if (!turn) return attention(context, say('ask.answer-first'))
  const person = context.people[0]?.name ?? '–'
  const message = say('raised.help', { person, station: turn.station.name ?? turn.station.code })
  return done({ ...context, fresh: false }, say('done.help'), { wishes: [raise(turn, { code: 'help-wanted', message })] })
}

// ---- labels ------------------------------------------------------------------------------------------------------------------------

function scanned(turn: Turn): Decision {
  const { seen } = turn.facts
  if (seen === null) return attention(turn.context, say('ask.lot'))
  return SEEN[seen.kind](turn, seen as never)
}

type Of<K extends Seen['kind']> = Extract<Seen, { kind: K }>
const SEEN: { readonly [K in Seen['kind']]: (turn: Turn, seen: Of<K>) => Decision } = {
  lots: lotsScanned,
  order: (turn, { order }) => ordered(turn, order),
  place: (turn, { code }) => attention({ ...turn.context, fresh: false }, say('ask.place', { place: code })),
  elsewhere: (turn, { site, text }) =>
    lost(turn, say('stop.elsewhere', { text: shown(text), site }), say('advice.elsewhere', { site }), 'scan-of-another-site'),
  doubtful: askHowToRead,
  badge: ({ context }) => stop(context, say('stop.badge'), say('advice.badge')),
  unknown: (turn, seen) => lost(turn, ...whatIsWrong(seen), 'unmatched-scan'),
}

/** What the operator can mend himself is said first: a torn label, and a scanner that sends a code twice. */
function whatIsWrong({ text, problem }: Of<'unknown'>): [Decision['message'], Decision['message']] {
  if (problem !== null) return [say('stop.damaged'), say('advice.damaged', { problem })]
  if (DOUBLED.test(text)) return [say('stop.doubled'), say('advice.doubled', { text: shown(text) })]
  return [say('stop.unknown'), say('advice.unknown-text', { text: shown(text) })]
}

const DOUBLED = /^(.{3,})[\r\n\t ]*\1$/s

/** Short, and with pictures for what cannot be seen: a separator that arrived is seen. */
function shown(text: string): string {
  const visible = text.replaceAll(/[\0-\u001f]/g, letter => String.fromCodePoint(0x2400 + letter.charCodeAt(0)))
  return visible.length > 40 ? `${visible.slice(0, 40)}…` : visible
}

/** Nothing can be recorded of it; made offline, it is at least not forgotten. */
function lost(turn: Turn, message: Decision['message'], advice: Decision['message'], code: string): Decision {
  if (!turn.offline) return stop(turn.context, message, advice)
  return done({ ...turn.context, form: null, fresh: false }, message, {
    advice,
    wishes: [raise(turn, { code, message: say('raised.unread', { why: message.text, text: turn.text.slice(0, 400) }) })],
  })
}

/** Several lots under one text: the operator says which; without him, a supervisor does. */
function lotsScanned(turn: Turn, { lots }: Of<'lots'>): Decision {
  const { form } = turn.context
  const chosen = form?.chosen
  const meant = chosen ? lots.filter(lot => lot.material === chosen.material && lot.number === chosen.number) : lots
  const [lot, ...others] = meant
  if (!lot) return lost(turn, say('stop.empty'), say('advice.empty'), 'unmatched-scan')
  if (others.length === 0) return one(turn, lot)
  return turn.offline ? lost(turn, say('ask.which'), say('advice.which'), 'unmatched-scan') : askWhich(turn, meant)
}

/** What a lot means depends on where it is scanned and on what is open there. */
function one(turn: Turn, lot: LotSeen): Decision {
  if (turn.station.job === 'assemble') return assemblyLotScanned(turn, lot)
  const { run } = turn.facts
  if (run !== null && (isForRun(turn, lot) || isForeign(turn, lot))) return rawLotScanned(turn, lot, run)
  return lotScanned(turn, lot)
}

/** While a run that this station feeds is open, what has no route of its own is raw material, if only the wrong one. */
const isForeign = ({ context, facts }: Turn, lot: LotSeen): boolean =>
  lot.order === null && facts.run !== null && context.run === facts.run.run && context.form?.tool === undefined

/** An order starts, resumes or ends its run here; where its lots only pass, it stands for them. */
function ordered(turn: Turn, order: WorkOrder): Decision {
  if (turn.station.job === 'assemble') return assemblyOrderScanned(turn, order)
  if (order.status === 'closed') return stop(turn.context, say('stop.order-closed', { order: order.number }), say('advice.order'))
  const operation = makingOperation(order, turn.station.workCenter)
  if (operation) return orderScanned(turn, order, operation)
  if (!order.operations.some(entry => entry.workCenter === turn.station.workCenter))
    return stop(turn.context, say('stop.no-operation', { order: order.number }), say('advice.order'))
  const { chosen } = turn.context.form ?? {}
  const lots = chosen ? turn.facts.orderLots.filter(lot => sameLot(lot, chosen)) : turn.facts.orderLots
  const [lot, ...others] = lots
  if (!lot) return stop(turn.context, say('stop.no-lots', { order: order.number }), say('advice.order'))
  return others.length === 0 ? lotScanned(turn, lot) : askWhich(turn, lots)
}

/** A label without its separators is never guessed: the operator says what is printed on it. */
function askHowToRead(turn: Turn, { ways }: Of<'doubtful'>): Decision {
  const message = say('ask.how-to-read')
  if (turn.offline) return lost(turn, message, say('advice.separators'), 'unmatched-scan')
  const few = ways.slice(0, 3)
  const form = turn.context.form ?? emptyForm({ kind: 'choose', of: 'text' })
  const answers = few.map((way, index) => ({ text: `CHOOSE:${index + 1}`, label: say('answer.text', { text: way }) }))
  const need = { kind: 'choose' as const, of: 'text', choices: few.map(way => JSON.stringify(way)) }
  return ask(
    turn.context,
    { ...form, need },
    { message, answers: [...answers, { text: 'NO', label: say('answer.cancel') }], input: null },
    { advice: say('advice.separators') },
  )
}

const CHOICES_MAX = 9

function askWhich(turn: Turn, lots: readonly LotSeen[]): Decision {
  const shownLots = lots.slice(0, CHOICES_MAX)
  const form = { ...(turn.context.form ?? emptyForm({ kind: 'choose', of: 'lot' })), text: turn.context.form?.text ?? turn.text }
  const answers = shownLots.map((lot, index) => ({
    text: `CHOOSE:${index + 1}`,
    label: say('answer.lot', { lot: lot.number, material: lot.material }),
  }))
  const choices = shownLots.map(({ material, number }) => JSON.stringify({ material, number }))
  return ask(turn.context, { ...form, need: { kind: 'choose', of: 'lot', choices } }, { message: say('ask.which'), answers, input: null })
}
