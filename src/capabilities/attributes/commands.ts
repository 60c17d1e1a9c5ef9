import { formatQuantity, type Quantity } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import { emptyEffect } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import type { RunRow } from '../../ledger/tables.ts'
import { Draft, wantLot } from '../booking/draft.ts'
import { material, operationOf, workCenter, workOrder } from '../booking/records.ts'
import type { CommandOf } from '../events.ts'
import { stateMaster } from '../materials/commands.ts'
import { lotsOfRun, subjectOf, subjectOfRun } from './asked.ts'
import { asJson, type Collected, collect, record, type Target } from './collected.ts'

type Collect = CommandOf<'collect'>

export const collectHandler: Handler<Collect> = {
  // A value out of its limits may place a hold, and then the guard answers otherwise for everything after it.
  changesGuard: fact => settledOf(fact.effect.settled)?.hold !== undefined,
  names(command, wanted) {
    wanted.run(command.run)
    wanted.master('workOrder', command.workOrder)
    for (const entry of command.lots ?? []) wantLot(wanted, entry.lot)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    if (command.lots === undefined && command.run === undefined && command.workOrder === undefined)
      throw new Refusal('invalid-event', 'Say what the values belong to: lots, a run or a work order.', '/lots')
    const run = knownRun(state, command)
    checkOrder(state, command)
    const targets = command.lots === undefined ? [wholeTarget(state, command, run)] : lotTargets(draft, command, run)
    return { ...draft.effect, settled: { collected: asJson(collect(state, context, command, targets)) } }
  },
  evolve(state, fact) {
    const { run = null, workOrder: order, operation, workCenter: center } = fact.command
    const row = run === null ? null : state.run(run)
    const at = {
      run,
      workOrder: order ?? row?.workOrder ?? null,
      operation: operation ?? row?.operation ?? null,
      workCenter: center ?? row?.workCenter ?? null,
    }
    record(state, fact, settledOf(fact.effect.settled) ?? asRecordedBefore(state, fact.since, fact.command), at)
  },
}

const settledOf = (settled: unknown): Collected | undefined => (settled as { collected?: Collected } | undefined)?.collected

/** An event from before values were judged as they are recorded: nothing but what was sent. */
function asRecordedBefore(state: State, since: number, { values }: Collect): Collected {
  const lines = state.movementsOf(since).map(line => {
    const { material: code, number } = state.lot(line.lot)
    return { lot: { material: code, number }, quantity: line.worked }
  })
  const targets = lines.length > 0 ? lines : [{ lot: null, quantity: null as Quantity | null }]
  return { values: targets.flatMap(target => values.map(sent => asSent(sent, target))) }
}

function knownRun(state: State, command: Collect): RunRow | null {
  const run = command.run === undefined ? null : state.run(command.run)
  if (command.run !== undefined && (!run || run.until !== null))
    throw new Refusal('unknown-run', `Run "${command.run}" is not known at site ${state.site}: start it first.`, '/run')
  return run
}

function checkOrder(state: State, command: Collect): void {
  if (command.workOrder === undefined) {
    if (command.operation !== undefined && command.lots === undefined)
      throw new Refusal('invalid-event', 'An operation number needs its work order.', '/workOrder')
    return
  }
  const order = workOrder(state, command.workOrder, '/workOrder')
  if (command.operation !== undefined) operationOf(order, command.operation, '/operation')
}

function lotTargets(draft: Draft, command: Collect, run: RunRow | null): Target[] {
  return (command.lots ?? []).map((entry, index) => {
    const pointer = `/lots/${index}`
    const lot = draft.lot(entry.lot, `${pointer}/lot`)
    const quantity =
      entry.quantity === undefined
        ? null
        : draft.measured(draft.material(lot.material, pointer), entry.quantity, entry.unit, pointer).quantity
    draft.note(lot, 'observed', quantity === null ? {} : { worked: quantity })
    const name = { material: lot.material, number: lot.number }
    const subject = run ? subjectOfRun(draft.state, run, lot) : subjectOf(draft.state, lot.material, lot.workOrder, command)
    return { lot: name, quantity, subjects: [{ subject, lot: name }] }
  })
}

/** A run with everything that is in it, or an order. */
function wholeTarget(state: State, command: Collect, run: RunRow | null): Target {
  if (run === null) {
    const order = workOrder(state, command.workOrder ?? '', '/workOrder')
    return {
      lot: null,
      quantity: command.quantity ?? null,
      subjects: [{ subject: subjectOf(state, order.material, order.number, command), lot: null }],
    }
  }
  const lots = lotsOfRun(state, run.run)
  if (lots.length === 0) return { lot: null, quantity: null, subjects: [{ subject: subjectOfRun(state, run, null), lot: null }] }
  return {
    lot: null,
    quantity: null,
    subjects: lots.map(lot => ({ subject: subjectOfRun(state, run, lot), lot: { material: lot.material, number: lot.number } })),
  }
}

const asSent = (
  sent: Collect['values'][number],
  { lot, quantity }: { lot: { material: string; number: string } | null; quantity: Quantity | null },
) => ({
  lot,
  characteristic: sent.characteristic,
  value: String(sent.value),
  unit: sent.unit ?? null,
  quantity: quantity === null ? null : formatQuantity(quantity),
  kind: null,
  low: null,
  high: null,
  inRange: null,
})

/** States the whole plan of a material; a later one replaces it. Values already recorded keep the limits they had. */
export const collectionPlanHandler: Handler<CommandOf<'collectionPlan'>> = {
  names(command, wanted) {
    wanted.master('collectionPlan', command.material)
    wanted.master('material', command.material)
    for (const entry of command.characteristics) wanted.master('workCenter', entry.workCenter)
  },
  decide(state, command) {
    material(state, command.material, '/material')
    command.characteristics.forEach((entry, index) => checkPlanned(state, entry, `/characteristics/${index}`))
    return emptyEffect()
  },
  evolve: (state, fact) => stateMaster(state, fact, 'collectionPlan', fact.command.material),
}

function checkPlanned(state: State, entry: CommandOf<'collectionPlan'>['characteristics'][number], pointer: string): void {
  if (entry.workCenter !== undefined) workCenter(state, entry.workCenter, `${pointer}/workCenter`)
  if (entry.min !== undefined && entry.max !== undefined && entry.min > entry.max)
    throw new Refusal('invalid-event', `${entry.code}: the lower limit is above the upper one.`, `${pointer}/min`)
  if (entry.kind === 'choice' && (entry.choices ?? []).length === 0)
    throw new Refusal('invalid-event', `${entry.code}: a choice needs its choices.`, `${pointer}/choices`)
}
