/**
 * Reports that bring values along: a receipt, a start, a finish, a pass, a production in one go, a shipment. The values are part of the same fact, so a report
 * and what was measured with it are recorded together or not at all; and a report without a value that the plan requires is refused.
 */
import { add, type Quantity, ZERO } from '../../base/quantity.ts'
import { sampleSize } from '../../base/sample.ts'
import type { AnyCommand, Effect, Fact, Line } from '../../ledger/fact.ts'
import type { Context, Handler } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import type { LotRow, MeasurementRow, MovementKind } from '../../ledger/tables.ts'
import type { Moment, PlannedCharacteristic } from '../booking/records.ts'
import { definitionOf, hasPlan, lotsOfRun, requiredAt, type Subject, subjectOf, subjectOfRun } from './asked.ts'
import { asJson, type Collected, collect, type LotName, record, type SentValues, type Target } from './collected.ts'

type WithValues = AnyCommand & {
  values?: SentValues | undefined
  run?: string
  workOrder?: string | undefined
  operation?: number | undefined
}

const LINES: Readonly<Record<Moment, ReadonlySet<MovementKind>>> = {
  receipt: new Set(['received']),
  start: new Set(['worked']),
  finish: new Set(['worked', 'produced']),
  shipment: new Set(['shipped']),
}

export function withValues<C extends WithValues>(
  handler: Handler<C>,
  moment: Moment,
  asks: (command: C) => boolean = () => true,
): Handler<C> {
  return {
    ...handler,
    // A value may place a hold, and then the guard answers otherwise for everything after it.
    changesGuard: fact => collectedOf(fact)?.hold !== undefined || handler.changesGuard?.(fact) === true,
    decide(state, command, context) {
      const effect = handler.decide(state, command, context)
      const touched = touchedBy(state, command, effect, moment)
      if (asks(command)) checkRequired(state, command, context, touched, moment)
      if (command.values === undefined) return effect
      const collected = collect(state, context, { id: command.id, values: command.values }, targetsOf(state, command, touched))
      return { ...effect, settled: { ...(effect.settled as object | undefined), collected: asJson(collected) } }
    },
    evolve(state, fact) {
      handler.evolve?.(state, fact)
      const collected = collectedOf(fact)
      if (collected) record(state, fact, collected, placeOf(state, fact))
    },
  }
}

const collectedOf = ({ effect }: Fact<WithValues>): Collected | undefined =>
  (effect.settled as { collected?: Collected } | undefined)?.collected

function placeOf(state: State, { command, effect }: Fact<WithValues>): Parameters<typeof record>[3] {
  const run = command.run === undefined ? null : state.run(command.run)
  const settled = (effect.settled ?? {}) as { workOrder?: string; operation?: number; workCenter?: string }
  return {
    run: command.run ?? null,
    workOrder: run?.workOrder ?? settled.workOrder ?? command.workOrder ?? null,
    operation: run?.operation ?? settled.operation ?? command.operation ?? null,
    workCenter: run?.workCenter ?? settled.workCenter ?? command.workCenter ?? null,
  }
}

interface Touched {
  name: LotName
  lot: LotRow | null
  quantity: Quantity
  subject: Subject
}

/** The lots a report is about, with how much of each; a run's also from what was reported on it before. */
function touchedBy(state: State, command: WithValues, effect: Effect, moment: Moment): Touched[] {
  const sums = new Map<string, { name: LotName; quantity: Quantity }>()
  for (const line of effect.lines) if (LINES[moment].has(line.kind)) addTo(sums, line, quantityOf(line))
  if (moment === 'finish' && isAskedOfAll(state, command, sums))
    for (const lot of lotsOfRun(state, command.run ?? '')) if (!sums.has(keyOf(lot))) addTo(sums, lot, lot.made)
  return [...sums.values()].map(({ name, quantity }) => {
    const lot = state.lotsNumbered(name.number).find(row => row.material === name.material) ?? null
    return { name, lot, quantity, subject: subjectAt(state, command, effect, { name, lot }) }
  })
}

/** A run's lines are many, and most finishes need none of them: only where values come along, or a plan may ask for some. */
function isAskedOfAll(state: State, command: WithValues, touched: ReadonlyMap<string, { name: LotName }>): boolean {
  const run = command.run === undefined ? null : state.run(command.run)
  if (!run || run.until !== null) return false
  const materials = [run.material ?? '', ...[...touched.values()].map(({ name }) => name.material)]
  return command.values !== undefined || run.material === null || materials.some(material => hasPlan(state, material))
}

function subjectAt(state: State, command: WithValues, effect: Effect, { name, lot }: { name: LotName; lot: LotRow | null }): Subject {
  const run = command.run === undefined ? null : state.run(command.run)
  if (run && run.until === null) return subjectOfRun(state, run, lot)
  const settled = (effect.settled ?? {}) as { workOrder?: string; operation?: number; workCenter?: string }
  return subjectOf(state, name.material, lot?.workOrder ?? null, {
    workOrder: settled.workOrder ?? command.workOrder,
    operation: settled.operation ?? command.operation,
    workCenter: command.workCenter ?? settled.workCenter,
  })
}

const keyOf = ({ material, number }: LotName): string => `${material}\u0000${number}`
const quantityOf = (line: Line): Quantity =>
  line.kind === 'worked' ? (line.worked ?? ZERO) : ((line.delta < 0n ? -line.delta : line.delta) as Quantity)

function addTo(sums: Map<string, { name: LotName; quantity: Quantity }>, { material, number }: LotName, quantity: Quantity): void {
  const known = sums.get(keyOf({ material, number }))
  sums.set(keyOf({ material, number }), { name: { material, number }, quantity: add(known?.quantity ?? ZERO, quantity) })
}

/** Of a run the values belong to the run and so to everything in it; else to each lot by itself, of which they are asked. */
function targetsOf(state: State, command: WithValues, touched: readonly Touched[]): Target[] {
  if (command.run !== undefined)
    return [{ lot: null, quantity: null, subjects: touched.map(({ subject, name }) => ({ subject, lot: name })) }]
  const asksFor = (characteristic: string) => (one: Touched) => definitionOf(state, one.subject, characteristic) !== undefined
  return touched.map(one => ({
    lot: one.name,
    quantity: one.quantity,
    subjects: [{ subject: one.subject, lot: one.name }],
    takes: characteristic => asksFor(characteristic)(one) || !touched.some(asksFor(characteristic)),
  }))
}

function checkRequired(state: State, command: WithValues, context: Context, touched: readonly Touched[], moment: Moment): void {
  for (const entry of touched) {
    for (const asked of requiredAt(state, entry.subject, moment)) {
      const wanted = sampleSize(asked.sample, entry.quantity)
      const there = countIn(command.values ?? [], asked.code) + countBefore(state, command, entry, asked, moment)
      if (there < wanted)
        context.broken(
          'value-missing',
          `${entry.name.material} ${entry.name.number}: ${asked.description ?? asked.code} is required at ${moment}${wanted > 1 ? `, ${wanted} values; ${there} are there` : ''}. Record it first, or with the report.`,
          '/values',
        )
    }
  }
}

const countIn = (values: SentValues, code: string): number =>
  values.filter(value => value.characteristic === code).reduce((sum, { value }) => sum + (Array.isArray(value) ? value.length : 1), 0)

/** What was measured before the report and belongs to this execution of the operation: rework is measured anew. */
function countBefore(state: State, command: WithValues, { lot, subject }: Touched, asked: PlannedCharacteristic, moment: Moment): number {
  if (moment === 'receipt') return 0
  const run = command.run === undefined ? null : state.run(command.run)
  const ofRun =
    run && run.until === null ? state.valuesOf({ lot: null, run: run.run }).filter(row => row.lot === null || row.lot === lot?.id) : []
  const from = run?.since ?? (moment === 'shipment' ? 0 : lastReport(state, lot, subject))
  const ofLot = lot === null ? [] : state.valuesOf({ lot: lot.id, run: null }).filter(row => row.since > from)
  return [...new Set([...ofRun, ...ofLot])]
    .filter(row => row.until === null && row.characteristic === asked.code)
    .reduce((sum, row) => sum + pointsOf(row), 0)
}

const pointsOf = ({ kind, value }: MeasurementRow): number => (kind === 'series' ? (JSON.parse(value) as unknown[]).length : 1)

function lastReport(state: State, lot: LotRow | null, { operation }: Subject): number {
  if (lot === null || operation === null) return 0
  return Math.max(
    0,
    ...state
      .reportsOn(lot.id)
      .filter(report => report.operation === operation.sequence)
      .map(report => report.since),
  )
}
