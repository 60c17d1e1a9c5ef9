/**
 * The shell around the reducer: facts in, decision kept, events recorded together through the ordinary capture path, the
 * answer kept and given. What was decided is kept before anything is recorded, and the events' ids follow from the scan's: whoever sends
 * the same scan again, after a crash or a lost answer, comes to the same events and the same answer.
 */
import { z } from 'zod'
import { uuid5 } from '../../base/id.ts'
import { formatInstant, parseInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import type { Outcome } from '../../ledger/writer.ts'
import { readScan } from '../../symbols/index.ts'
import { printedBefore } from '../labels/copies.ts'
import type { Subject } from '../labels/facts.ts'
import { jobOf } from '../labels/jobs.ts'
import { printLabels } from '../labels/print.ts'
import { parseEvent } from '../parse.ts'
import { notFound, Problem } from '../problem.ts'
import type { Services } from '../route.ts'
import { logScans } from '../scanning/log.ts'
import { STANDARD_SHIFTS } from '../variance/groups.ts'
import { amountScans } from './amount-meant.ts'
import { type Decision, done, type PrintWish, type Recorded, type StationAnswer, say, stop, type Wish } from './answer.ts'
import { type Clock, clockOf, skewOf } from './clock.ts'
import { contextSchema, EMPTY, emptyForm, type Form, type LotName, type Report, type StationContext } from './context.ts'
import { badgeOf, factsFor, formerBadge, hashesOf } from './facts.ts'
import { withNumbers } from './filled.ts'
import { forgetOld, forgetQuestion, keepAnswer, keepPlan, type Plan } from './kept.ts'
import { nextScan } from './next.ts'
import { arriving, isBadgePin, whoIsHere } from './people.ts'
import { isGuessing, noteUnknown, type PinTried, pinTried } from './pins.ts'
import { type Arrival, arrivalOf } from './queries.ts'
import { type Reading, readable, readText } from './read.ts'
import { reduce } from './reduce.ts'
import { refusedBy } from './refused.ts'
import { remembered, sealed } from './seal.ts'
import type { PersonSeen } from './seen.ts'
import { endOfShift } from './shift.ts'
import { type Station, stationOf } from './station.ts'
import type { Turn } from './turn.ts'
import { type Understood, understand } from './understand.ts'
import { isUndo } from './undo.ts'
import { raise } from './waive.ts'

/** Values by the names of the list, and what else a station asks for itself: how much, which line, whose lot; whether it goes on; what is on the truck, and whether it leaves. */
const ENTERED = /^(?:value:.*|output|close|load|quantity|vendorLot|line|over|short|unidentified|loaded|departs|swap)$/s

const instant = z.string().refine(text => parseInstant(text) !== undefined, 'must be ISO 8601 with an offset')
export const scanSchema = z.strictObject({
  id: z.uuid('must be a UUID made by the station: the same id again is a retry'),
  text: z.string().min(1).max(4000),
  at: instant,
  sequence: z.int().min(0).default(0),
  context: contextSchema.nullable().default(null),
  /** It happened, it is late: nobody is asked or stopped. */
  offline: z.boolean().default(false),
  via: z.enum(['scan', 'touch', 'camera']).default('scan'),
  /** What the station's clock says as it sends: its error is measured, kept and taken out. */
  sentAt: instant.optional(),
  /** How far its clock was ahead of ours when it scanned, as far as it knew: it may have been set before it sends. */
  skewMs: z.int().optional(),
  /** What the station asked for while the server was away, by the names of GET /stations/:code/asked. */
  entered: z
    .record(z.string().regex(ENTERED, 'must be named as in /asked').max(400), z.string().max(4000))
    .refine(entered => Object.keys(entered).length <= 1000, 'must be at most 1000 values')
    .optional(),
  /** The operator cancelled it before it was sent: it is in the scan log, and nothing is recorded. */
  withdrawn: z.boolean().default(false),
})
export type StationScan = z.output<typeof scanSchema>

export async function scanAt(
  services: Services,
  at: { site: string; code: string },
  sent: StationScan,
  { via, isDevice }: { via: string; isDevice: boolean },
): Promise<StationAnswer> {
  const pool = services.lookUps ?? services.pool
  const scan = { ...sent, context: await remembered(pool, at, sent.context, isDevice) }
  const began = performance.now()
  const text = readable(scan.text)
  const { context } = scan
  const badges = readText(text).kind === 'label' && !isGuessing(at, services.now()) ? hashesOf(text) : []
  const arrival = await arrivalOf(pool, {
    site: at.site,
    station: at.code,
    scan: scan.id,
    badges,
    people: [...context.people.map(person => person.code), ...arriving(context)],
  })
  if (!arrival) throw notFound(`There is no station "${at.code}" at site ${at.site}.`)
  const station = stationOf(at.site, arrival.record)
  const kept = await stillKept(pool, scan, arrival.kept)
  if (kept?.answer) return kept.answer
  const facts = { station, scan, receivedAt: services.now(), skew: skewOf(scan, services.now()) }
  const plan = kept?.plan ?? (await keepPlan(pool, facts, await planned({ ...services, pool }, station, scan, arrival)))
  const outcomes = await recordAll(services, plan, via)
  const answered = await withPrints(services, station, { scan, plan, via }, answerOf(station, scan, plan, outcomes))
  const answer = { ...answered, context: await sealed(pool, at, answered.context) }
  const now = services.now()
  const people = answer.context.people.map(person => person.code)
  await Promise.all([
    keepAnswer(pool, station, answer, { at: now, skew: skewOf(scan, now), sequence: scan.sequence, people }),
    logScans({ ...services, pool }, [logEntry(station, scan, { plan, answer, ms: Math.round(performance.now() - began) })]),
    forgetOld(pool, now),
  ])
  return answer
}

/** It was asked about and nothing was recorded; the line was cut, and the operator answered at the station, or cancelled: that counts. */
async function stillKept(pool: Services['pool'], scan: StationScan, kept: Arrival['kept']): Promise<Arrival['kept']> {
  const isQuestion = kept !== null && kept.plan.commands.length === 0 && kept.plan.decision.context.form !== null
  if (!isQuestion || (scan.entered === undefined && !scan.withdrawn)) return kept
  await forgetQuestion(pool, scan.id)
  return null
}

/** Badges and PINs are credentials: that they were given is kept, what they say is not. */
function logEntry(
  station: Station,
  scan: StationScan,
  { plan, answer, ms }: { plan: Plan; answer: StationAnswer; ms: number },
): Parameters<typeof logScans>[1][number] {
  const text = /^\s*PIN:/i.test(scan.text) ? 'PIN:…' : scan.text
  const { outcome, message } = answer
  const problem = outcome === 'done' || outcome === 'ignored' ? null : message.text
  return {
    text,
    site: station.site,
    station: station.code,
    device: scan.via,
    by: plan.by,
    syntax: plan.syntax,
    kind: plan.syntax === 'badge' ? 'person' : null,
    outcome,
    problem,
    ms,
    at: Date.parse(plan.at),
  }
}

async function planned(services: Services, station: Station, scan: StationScan, arrival: Arrival): Promise<Plan> {
  const now = services.now()
  const clock = clockOf(scan, now)
  const { at } = clock
  const before = scan.context ?? EMPTY
  const context = withEntered(before, scan.entered, station)
  const text = readable(scan.text)
  const reading = amountRead(readText(text), { context, station, at })
  const owner = badgeOf(arrival.badge)
  const understood = understand(context, reading, { isBadge: owner !== null, offline: scan.offline })
  const facts = await factsFor(services, station, { context, about: understood.about, arrival, isUndo: isUndo(context, text) })
  const isUnknown = facts.seen?.kind === 'unknown' || facts.seen?.kind === 'badge'
  if (isUnknown && !scan.offline) await noteUnknown(services, { site: station.site, code: station.code }, `station ${station.code}`)
  const badge = owner ?? (isUnknown && !isGuessing(station, now) ? await formerBadge(services, station.site, text) : null)
  const turn: Turn = {
    station,
    context,
    scan: scan.id,
    text,
    reading,
    at,
    offline: scan.offline,
    touched: scan.via === 'touch',
    shiftEndsAt: endOfShift(arrival.settings?.shifts ?? STANDARD_SHIFTS, arrival.settings?.timeZone ?? 'UTC', at),
    badge,
    pin: await pinOf(services, station, understood, facts.people),
    facts,
  }
  const decision = scan.withdrawn ? done(before, say('done.cancelled')) : withDoubt(turn, reduce(turn, understood), scan, clock)
  // The person who was there when it was scanned; where the badge is for one report only, it is gone after it.
  const people = whoIsHere(turn).people.map(person => person.code)
  const settled =
    station.badges === 'per-transaction' && decision.title !== null
      ? { ...decision, context: { ...decision.context, people: [] } }
      : decision
  const common = {
    site: station.site,
    station: station.code,
    at: formatInstant(at),
    ...whoWas(people),
    ...(scan.offline ? { late: true } : {}),
    ...(clock.extensions === null ? {} : { extensions: clock.extensions }),
  }
  return {
    decision: settled,
    commands: settled.wishes.map((wish, index) => completed(wish, common, scan.id, index)),
    at: formatInstant(at),
    by: people[0] ?? null,
    syntax: badge === null ? readScan(text).syntax : 'badge',
    before,
  }
}

/** A comma that can only part thousands does so. */
function amountRead(reading: Reading, where: Omit<Parameters<typeof amountScans>[0], 'reading'>): Reading {
  const [only, ...others] = amountScans({ ...where, reading })
  return only === undefined || others.length > 0 ? reading : readText(only.text)
}

/** Only the owner of the badge may answer for it; any of those who are here may go on against a question. */
async function pinOf(
  services: Services,
  { site, code }: Station,
  { form, isAnswer, pin }: Understood,
  people: readonly PersonSeen[],
): Promise<PinTried | null> {
  if (!isAnswer || form?.need.kind !== 'pin') return null
  const asked = isBadgePin(form) ? people.filter(person => person.code === form.filled['badge']) : people
  return pinTried(services, { site, code }, asked, pin)
}

/** What was asked at the station itself is answered already; a question of before, which nobody answered, goes. Only a PIN is waited for. */
const withEntered = (context: StationContext, entered: StationScan['entered'], { job }: Station): StationContext =>
  entered === undefined || isBadgePin(context.form) ? context : { ...context, form: formOf(entered, job) }

function formOf(entered: NonNullable<StationScan['entered']>, job: Station['job']): Form {
  const granted = ENTERED_WAIVERS.filter(waiver => entered[waiver] === 'yes')
  const filled = job === 'receive' || job === 'ship' ? { ...entered, dock: job } : entered
  return { ...emptyForm({ kind: 'scan', of: 'lot' }), filled, granted, chosen: lineChosen(entered['line']) }
}

const ENTERED_WAIVERS = ['over', 'short', 'unidentified'] as const

/** A line is kept as other choices are: its order, and its number. */
function lineChosen(line: string | undefined): Form['chosen'] {
  const [, material, number] = /^(.+) (\d+)$/.exec(line ?? '') ?? []
  return material === undefined || number === undefined ? null : { material, number }
}

/** What is recorded at a time that nobody knows for sure is shown to a supervisor, unless the plant only wants it noted. */
function withDoubt(turn: Turn, decision: Decision, scan: StationScan, { at, isDoubtful }: Clock): Decision {
  if (!isDoubtful || decision.wishes.length === 0 || turn.station.policies.wrongClock === 'note') return decision
  const message = say('raised.clock', { station: turn.station.code, said: scan.at, time: formatInstant(at) })
  // A whole shift may have been scanned by the wrong clock: one look at it is enough.
  const once = `station-clock ${formatInstant(at).slice(0, 10)}`
  return { ...decision, wishes: [...decision.wishes, { ...raise(turn, { code: 'station-clock', message }), once }] }
}

const whoWas = ([by, ...crew]: readonly string[]): object => ({
  ...(by === undefined ? {} : { by }),
  ...(crew.length === 0 ? {} : { crew }),
})

/** Where the ids of what is raised once under a name come from. */
const NAMES = '6f7c1c56-0f0e-5d43-9b54-2f1d5a7a9a30'

function completed(wish: Wish, common: { site: string; station: string }, scan: string, index: number): Record<string, unknown> {
  const id = uuid5(String(index), scan)
  if (wish.type === 'raise' && wish.once !== undefined) {
    const { once, ...raised } = wish
    return { ...common, ...raised, id: uuid5(`${once} ${common.site}/${common.station}`, NAMES) }
  }
  if (wish.type !== 'correct' || !wish.replacement) return { ...common, ...wish, id }
  return { ...common, ...wish, id, replacement: { ...common, ...wish.replacement, id: uuid5(`${index}r`, scan) } }
}

// ---- recording -----------------------------------------------------------------------------------------------------------------------

interface Done {
  command: Record<string, unknown>
  outcome: Outcome
  /** Raised in the place of one that was refused even late: no wish of the plan. */
  isExtra?: boolean
}

/** One scan is one fact to the operator: all its events are recorded, or none. What happened offline has happened: each is recorded, or raised. */
async function recordAll(services: Services, { commands }: Plan, via: string): Promise<Done[]> {
  if (commands.some(command => command['late'] === true)) return recordLate(services, commands, via)
  if (commands.length < 2)
    return Promise.all(commands.map(async command => ({ command, outcome: await recordOne(services, command, via) })))
  const types = commands.map(command => String(command['type']))
  const steps = commands.map(command => (before: readonly Outcome[]) => parseEvent(filledIn(command, before)))
  const outcomes = await services.recordTogether(types, steps, via)
  return outcomes.map((outcome, index) => ({ command: filledIn(commands[index], outcomes.slice(0, index)), outcome }))
}

async function recordLate(services: Services, commands: readonly Record<string, unknown>[], via: string): Promise<Done[]> {
  const dones: Done[] = []
  for (const planned of commands) {
    const command = filledIn(planned, wishedOf(dones))
    const outcome = await recordOne(services, command, via)
    dones.push({ command, outcome })
    if (outcome.status === 'refused') dones.push(await raisedInstead(services, command, outcome, via))
  }
  return dones
}

const wishedOf = (dones: readonly Done[]): Outcome[] => dones.flatMap(({ outcome, isExtra }) => (isExtra ? [] : [outcome]))

const filledIn = (command: Record<string, unknown> | undefined, before: readonly Outcome[]): Record<string, unknown> =>
  withNumbers(command ?? {}, before.map(numberIn))

/** Of the lot it made, or opened. */
const numberIn = ({ opened, lots }: Outcome): string => opened?.number ?? lots?.[0]?.number ?? ''

async function recordOne(services: Services, command: Record<string, unknown>, via: string): Promise<Outcome> {
  try {
    return await services.record(parseEvent(command), via)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { id: String(command['id']), status: 'refused', code: error.code, detail: error.message }
  }
}

async function raisedInstead(services: Services, refused: Record<string, unknown>, { code, detail }: Outcome, via: string): Promise<Done> {
  const { site, station, at, by } = refused
  const what = JSON.stringify(refused).slice(0, 3000)
  const command = {
    type: 'raise',
    id: uuid5('raised', String(refused['id'])),
    site,
    station,
    at,
    ...(by === undefined ? {} : { by }),
    code: code ?? 'refused',
    detail: [detail, say('raised.sent', { what }).text].filter(Boolean).join(' '),
  }
  return { command, outcome: await recordOne(services, command, via), isExtra: true }
}

// ---- the answer ------------------------------------------------------------------------------------------------------------------------

type Unprinted = StationAnswer & { wanted: readonly PrintWish[] }

/** After the commit, and harmless to repeat: the job's id follows from the scan's. A label that cannot be made is said, what was recorded stands. */
async function withPrints(
  services: Services,
  station: Station,
  { scan, plan, via }: { scan: StationScan; plan: Plan; via: string },
  { wanted, ...answer }: Unprinted,
): Promise<StationAnswer> {
  if (wanted.length === 0) return answer
  try {
    const needed = await Promise.all(wanted.map((wish, index) => toPrint(services, station.site, { wish, index, scan: scan.id })))
    const prints = await printLabels(
      services,
      needed.flat().map(({ wish, id }) => ({
        site: station.site,
        subject: subjectOf(wish),
        id,
        station: station.code,
        ...(wish.isAgain ? { reason: 'Asked for again at the station' } : {}),
        ...(plan.by === null ? {} : { by: plan.by }),
      })),
      via,
    )
    return { ...answer, prints: prints.map(({ job, printer, label }) => ({ job, printer, label })) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { ...answer, outcome: answer.outcome === 'stop' ? 'stop' : 'attention', advice: say('advice.no-label', { text: error.message }) }
  }
}

/** Labels that are to be printed only where there is none yet are left out where there is one, except a job of this very scan. */
async function toPrint(
  { pool }: Services,
  site: string,
  { wish, index, scan }: { wish: PrintWish; index: number; scan: string },
): Promise<{ wish: PrintWish; id: string }[]> {
  const id = uuid5(`print ${index}`, scan)
  if (!('container' in wish) || !wish.unlessPrinted || (await jobOf(pool, id))) return [{ wish, id }]
  const before = await printedBefore(pool, { site, kind: 'container', subject: wish.container, lot: null })
  return before > 0 ? [] : [{ wish, id }]
}

function subjectOf(wish: PrintWish): Subject {
  if ('container' in wish) return { kind: 'container', code: wish.container }
  const { material, number } = wish.lot
  return wish.isOpen ? { kind: 'opened', material, number } : { kind: 'lot', material, number }
}

function answerOf(station: Station, scan: StationScan, plan: Plan, dones: readonly Done[]): Unprinted {
  const recorded = dones.flatMap(recordedOf)
  const refused = dones.find(({ outcome }) => outcome.status === 'refused')
  const decision = refused && !scan.offline ? refusal(plan, refused) : withNumbers(plan.decision, wishedOf(dones).map(numberIn))
  const context = withReport(decision, plan, recorded, refused !== undefined)
  return {
    scan: scan.id,
    outcome: decision.outcome,
    message: decision.message,
    advice: decision.advice,
    next: nextScan(station, context),
    context,
    card: decision.card,
    question: decision.question,
    recorded,
    undo: context.reports.find(report => !report.undone)?.events[0] ?? null,
    prints: [],
    wanted: decision.prints,
  }
}

function recordedOf({ command, outcome }: Done): Recorded[] {
  if (outcome.status === 'refused') return []
  const replacement = command['replacement'] as { id: string } | undefined
  return [{ id: replacement?.id ?? outcome.id, type: String(command['type']), sequence: outcome.sequence ?? 0, lots: outcome.lots ?? [] }]
}

const refusal = (plan: Plan, { outcome }: Done): Decision =>
  plan.decision.ifRefused ?? refusedBy(outcome, (message, advice) => stop(plan.before, message, advice))

/** The strip of the last five: what was recorded is on it, what was taken back is struck through. */
function withReport(decision: Decision, plan: Plan, recorded: readonly Recorded[], isRefused: boolean): StationContext {
  const { context, title, about } = decision
  if (isRefused && recorded.length === 0) return context
  const reports = context.reports.map(report =>
    about?.how === 'undone' && [about.event, ...(about.also ?? [])].includes(report.events[0] ?? '') ? { ...report, undone: true } : report,
  )
  if (title === null) return { ...context, reports }
  const before = about?.how === 'changed' ? reports.find(report => report.events[0] === about.event) : undefined
  const report = reportOf(decision, plan, recorded, before)
  const others = before ? reports.filter(entry => entry !== before) : reports
  return { ...context, fresh: true, reports: [report, ...others].slice(0, 5) }
}

function reportOf(decision: Decision, plan: Plan, recorded: readonly Recorded[], before: Report | undefined): Report {
  const facts = recorded.filter(({ type }) => !STAYS.has(type))
  const wishes = decision.wishes.filter(wish => wish.type !== 'raise')
  const [first] = wishes
  const receipt = facts.find(entry => entry.type === 'receive')?.id
  return {
    ...(receipt === undefined ? {} : { receipt }),
    events: [...facts.map(entry => entry.id), ...(before?.events.slice(1) ?? [])],
    type: first?.type ?? '',
    at: before?.at ?? plan.at,
    by: plan.by,
    title: decision.title ?? '',
    ...(decision.title === decision.message.text ? { message: decision.message } : {}),
    lots: before?.lots ?? lotsOf(first),
    undone: false,
    pass: wishes.length === 1 ? passOf(first) : null,
    ...unitOf(decision.unit ?? before?.unit),
    printed: decision.prints.slice(0, PRINTED_KEPT).map(printedOf),
  }
}

const unitOf = (unit: string | undefined): Pick<Report, 'unit'> => (unit === undefined ? {} : { unit })

/** What a report needed to be there first outlives it: others stand on it, and it is not taken back with the report. */
const STAYS: ReadonlySet<string> = new Set(['raise', 'material', 'partner'])

const PRINTED_KEPT = 50
const printedOf = (wish: PrintWish): Report['printed'][number] =>
  'container' in wish ? { container: wish.container } : { lot: wish.lot, isOpen: wish.isOpen === true }

function passOf(wish: Wish | undefined): Report['pass'] {
  if (wish?.type === 'pass') return { ...wish, lot: { material: wish.lot.material ?? '', number: wish.lot.number } } as Report['pass']
  if (wish?.type !== 'correct' || !wish.replacement) return null
  const { at: _, ...pass } = wish.replacement
  return pass
}

function lotsOf(wish: Wish | undefined): LotName[] {
  const { lot, lots } = (wish ?? {}) as { lot?: Partial<LotName>; lots?: { lot: LotName }[] }
  if (!lot) return (lots ?? []).map(entry => entry.lot)
  // A receipt's lot may have been numbered only when it was recorded.
  return lot.material === undefined || lot.number === undefined ? [] : [{ material: lot.material, number: lot.number }]
}
