/** A drill from its first lot to its scorecard. It books nothing and holds nothing; what it leaves is times and what was found. */
import { formatInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import { emptyEffect, type Fact } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { KnownEvent, State } from '../../ledger/state.ts'
import type { DrillRow } from '../../ledger/tables.ts'
import { Draft, wantLot } from '../booking/draft.ts'
import type { FinishCommand } from '../drill-shapes.ts'
import type { CommandOf } from '../events.ts'
import { restate as restateRecall } from '../recalls/commands.ts'

const STEP_FIELDS = { traced: 'tracedAt', stock: 'stockAt', customers: 'customersAt' } as const
type Step = keyof typeof STEP_FIELDS
const STEP_WORDS: Record<Step, string> = { traced: 'trace', stock: 'location of the stock', customers: 'naming of the customers' }

export const drillHandler: Handler<CommandOf<'drill'>> = {
  names(command, wanted) {
    wanted.drill(command.drill)
    for (const { lot } of command.lots) wantLot(wanted, lot)
  },
  decide(state, command, context) {
    if (state.drill(command.drill))
      throw new Refusal('drill-exists', `Drill ${command.drill} exists already: look at it, or give this one another name.`, '/drill')
    if ((command.drawn === undefined) !== (command.origin === 'chosen'))
      throw new Refusal('invalid-event', 'A drill that was drawn says how in drawn, and one of chosen lots does not.', '/drawn')
    const draft = new Draft(state, command, context)
    const lots = command.lots.map(({ lot }, index) => draft.lot(lot, `/lots/${index}/lot`))
    return { ...emptyEffect(), settled: { lots: lots.map(({ material, number }) => ({ material, number })) } }
  },
  evolve(state, fact) {
    const { drill, origin, drawn = null } = fact.command
    const { lots } = fact.effect.settled as { lots: { material: string; number: string }[] }
    setDrill(state, {
      site: state.site,
      drill,
      origin,
      drawn: drawn && { ...drawn },
      lots,
      by: fact.by,
      at: fact.at,
      tracedAt: null,
      stockAt: null,
      customersAt: null,
      finishedAt: null,
      scorecard: null,
      since: fact.since,
      until: null,
    })
  },
  revert: refuseWhenGoneOn,
}

export const drillStepHandler: Handler<CommandOf<'drillStep'>> = {
  names(command, wanted) {
    wanted.drill(command.drill)
  },
  decide(state, command, context) {
    const drill = openDrill(state, command.drill)
    const taken = drill[STEP_FIELDS[command.step]]
    if (taken !== null)
      throw new Refusal(
        'drill-step-taken',
        `The ${STEP_WORDS[command.step]} of ${command.drill} was recorded at ${formatInstant(taken)} already.`,
        '/step',
      )
    checkOrder(drill, new Draft(state, command, context).at)
    return emptyEffect()
  },
  evolve(state, fact) {
    const { drill, step } = fact.command
    restate(state, fact, openDrill(state, drill), { [STEP_FIELDS[step]]: fact.at })
  },
  revert: refuseWhenGoneOn,
}

export const drillFinishHandler: Handler<FinishCommand> = {
  names(command, wanted) {
    wanted.drill(command.drill)
    wanted.recall(command.drill)
  },
  decide(state, command, context) {
    checkOrder(openDrill(state, command.drill), new Draft(state, command, context).at)
    return emptyEffect()
  },
  evolve(state, fact) {
    const { drill, scorecard, marks } = fact.command
    const before = openDrill(state, drill)
    // Whoever finishes without having said that the trace was read has read it at the end.
    restate(state, fact, before, { tracedAt: before.tracedAt ?? fact.at, finishedAt: fact.at, scorecard: { ...scorecard, marks } })
    const recall = state.recall(drill)
    if (recall?.kind === 'drill' && recall.closedAt === null)
      restateRecall(state, recall, fact, { closedAt: fact.at, closeReason: 'The drill was finished.' })
  },
}

/** @throws Refusal when there is no such drill here, or it is over. */
function openDrill(state: State, drill: string): DrillRow {
  const row = state.drill(drill)
  if (!row) throw new Refusal('unknown-drill', `There is no drill "${drill}" at site ${state.site}.`, '/drill')
  if (row.finishedAt !== null)
    throw new Refusal('drill-finished', `Drill ${drill} was finished at ${formatInstant(row.finishedAt)}: begin a new one.`, '/drill')
  return row
}

function checkOrder(drill: DrillRow, at: number): void {
  if (at < drill.at)
    throw new Refusal(
      'invalid-event',
      `at is before the drill began (${formatInstant(drill.at)}): nothing of it can be done earlier.`,
      '/at',
    )
}

function setDrill(state: State, row: DrillRow): void {
  state.setEntry(state.drills, row.drill, state.insert('drill', row))
}

function restate(state: State, fact: Pick<Fact, 'since'>, before: DrillRow, change: Partial<DrillRow>): void {
  state.update('drill', before, { until: fact.since })
  setDrill(state, { ...before, since: fact.since, until: null, ...change })
}

/** What later steps stand on cannot be taken from under them. */
function refuseWhenGoneOn(state: State, voided: KnownEvent, fact: Fact): void {
  const { drill } = JSON.parse(voided.body ?? '{}') as { drill: string }
  const row = state.drill(drill)
  // What the correction itself brought back is no later step.
  if (row !== null && row.since > voided.position && row.since < (fact.act ?? fact.since))
    throw new Refusal('used-downstream', `Drill ${drill} has gone on since: correct its later steps first.`, '/event')
}
