/** Applies a decided fact: lots made, movements with their stock, exceptions; then what the event's own handler adds. */
import { add, negate, subtract, ZERO } from '../base/quantity.ts'
import type { AnyCommand, Fact, Line, MadeLot } from './fact.ts'
import type { Handlers } from './handler.ts'
import { followInstalls } from './installs.ts'
import type { State } from './state.ts'
import { type ExceptionRow, type LotRow, MAKING } from './tables.ts'

export function apply(state: State, fact: Fact, handlers: Handlers): void {
  const handler = handlers.get(fact.command.type)
  if (!handler?.appliesItsEffect) applyEffect(state, fact)
  handler?.evolve?.(state, fact)
  followInstalls(state, fact)
}

/** The same of a fact as prefetch reads of its rows: for what is decided next, so nobody who replays needs it. */
export function noteReports(state: State, { command, effect, since }: Fact): void {
  const { run, ...said } = command as { run?: string; workOrder?: string; operation?: number }
  const settled = (effect.settled ?? {}) as { workOrder?: string; operation?: number }
  for (const { lot, kind, worked, delta, at, ord } of state.movementsOf(since)) {
    if (kind !== 'worked' && kind !== 'produced') continue
    const of = run === undefined ? null : state.run(run)
    state.noteReport(lot, {
      since,
      at,
      ord,
      order: of?.workOrder ?? settled.workOrder ?? said.workOrder ?? null,
      operation: of?.operation ?? settled.operation ?? said.operation ?? null,
      quantity: kind === 'worked' ? (worked ?? ZERO) : delta,
    })
  }
}

function applyEffect(state: State, fact: Fact): void {
  for (const made of fact.effect.made) makeLot(state, fact, made)
  for (const { material, number, identifiers } of fact.effect.named)
    for (const { kind, value } of identifiers) identify(state, fact, lotOf(state, material, number), kind, value)
  for (const line of fact.effect.lines) moveLine(state, fact, line)
  for (const { pattern, last } of fact.effect.numbered) state.setLastNumber(pattern, last)
  for (const { code, detail } of fact.effect.exceptions) {
    raiseException(state, fact, { code, detail, lot: null })
  }
}

export function raiseException(state: State, fact: Fact, raised: Pick<ExceptionRow, 'code' | 'detail' | 'lot'>): void {
  state.insert('exception', { since: fact.since, line: state.nextLine(fact.since), site: state.site, ...raised, until: null })
}

/** A number whose every record was voided comes back to life as the same lot. Where others still stand for it, it has its vendor lot by them. */
function makeLot(state: State, fact: Fact, made: MadeLot): void {
  const existing = state.lotsNumbered(made.number).find(row => row.material === made.material && row.number === made.number)
  const facts = {
    kind: made.kind,
    unit: made.unit,
    homogeneous: made.homogeneous,
    madeAt: fact.at,
    expiresAt: made.expiresAt ?? null,
    vendor: made.vendor ?? null,
    vendorLot: made.vendorLot ?? null,
    heat: made.heat ?? null,
    workOrder: made.workOrder ?? null,
    attributes: made.attributes ?? null,
  }
  const isNamed = existing !== undefined && existing.makings > 0
  if (existing) state.update('lot', existing, facts)
  const row = existing ?? newLot(state, fact, made, facts)
  state.noteInSeries(row)
  if (made.vendorLot && !made.inherits && !isNamed) identify(state, fact, row, 'vendorLot', made.vendorLot)
  if (made.heat && !made.inherits) identify(state, fact, row, 'heat', made.heat)
  for (const { kind, value } of made.identifiers ?? []) identify(state, fact, row, kind, value)
}

type LotFacts = Pick<
  LotRow,
  'kind' | 'unit' | 'homogeneous' | 'madeAt' | 'expiresAt' | 'vendor' | 'vendorLot' | 'heat' | 'workOrder' | 'attributes'
>

function newLot(state: State, fact: Fact, made: MadeLot, facts: LotFacts): LotRow {
  const row: LotRow = {
    id: state.lots + 1,
    site: state.site,
    material: made.material,
    number: made.number,
    made: ZERO,
    makings: 0,
    since: fact.since,
    installedAt: null,
    ...facts,
  }
  state.addLot(row)
  return row
}

export function identify(state: State, fact: Fact, lot: LotRow, kind: string, value: string): void {
  state.insert('identifier', { since: fact.since, line: state.nextLine(fact.since), lot: lot.id, kind, value, until: null })
}

function moveLine(state: State, fact: Fact<AnyCommand>, line: Line): void {
  const lot = lotOf(state, line.material, line.number)
  const run = (fact.command as { run?: string }).run ?? null
  state.addMovement({
    since: fact.since,
    line: state.nextLine(fact.since),
    site: state.site,
    lot: lot.id,
    kind: line.kind,
    delta: line.delta,
    scrap: line.scrap ?? ZERO,
    worked: line.worked ?? null,
    place: line.place,
    at: fact.at,
    ord: fact.ord,
    filledFrom: line.filledFrom ?? null,
    run,
    position: line.position ?? null,
    reference: line.reference ?? null,
    until: null,
  })
  if (line.concession !== undefined) noteUse(state, fact, lot, { ...line, concession: line.concession })
  countMade(state, lot, line, 1)
  state.changeStock(lot.id, line.place, line.delta)
}

function noteUse(state: State, fact: Fact, lot: LotRow, { concession, delta, kind, reference }: Line & { concession: string }): void {
  state.addConcessionUse({
    since: fact.since,
    line: state.nextLine(fact.since),
    site: state.site,
    concession,
    lot: lot.id,
    quantity: negate(delta),
    kind,
    reference: reference ?? null,
    until: null,
  })
}

/** Keeps `made` as the sum of what brought the lot into being, and `makings` as their number: a lot with none is not there. */
export function countMade(state: State, lot: LotRow, line: Pick<Line, 'kind' | 'delta'>, sign: 1 | -1): void {
  if (line.delta < 0n || !MAKING.has(line.kind)) return
  state.update('lot', lot, { made: sign === 1 ? add(lot.made, line.delta) : subtract(lot.made, line.delta), makings: lot.makings + sign })
}

export function lotOf(state: State, material: string, number: string): LotRow {
  const row = state.lotsNumbered(number).find(lot => lot.material === material)
  if (!row) throw new Error(`the fact names lot ${material}/${number}, which the ledger never made`)
  return row
}
