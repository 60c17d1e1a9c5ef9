import { parseInstant } from '../../base/instant.ts'
import { add, formatQuantity, fromNumber, least, type Quantity, subtract, toNumber, total, ZERO } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import { type Bounds, deriveTransform, type Entry, type Output } from '../../genealogy/precision.ts'
import type { Effect, Fact } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { KnownEvent, State } from '../../ledger/state.ts'
import type { LotRow, MovementRow, RunRow } from '../../ledger/tables.ts'
import { officeMessage } from '../../words/office/message.ts'
import { type Bookable, checkSerialQuantity, Draft, makesSeries, ONE, UNLOTTED, wantLot } from '../booking/draft.ts'
import { linkRow } from '../booking/links.ts'
import type { SerialRange } from '../booking/numbering.ts'
import type { Material, Operation, WorkOrder } from '../booking/records.ts'
import type { CommandOf, MadeLot } from '../events.ts'
import { lossesOf } from './allowance.ts'
import { checkComponent, checkOrderOperation, componentFor, nextRoutedAt, placeOf } from './operations.ts'
import { closeRun, continueRun, firstFold, operationOfRun, previewOutput, rederiveRun } from './runs.ts'

const centerPlace = (center: string | null): string => (center === null ? '' : `workCenter:${center}`)

// ---- transform: everything in one go --------------------------------------------------------------------------------------

export const transformHandler: Handler<CommandOf<'transform'>> = {
  changesGuard: makesSeries,
  names(command, wanted) {
    for (const input of command.inputs) wantLot(wanted, input.lot)
    for (const output of command.outputs) wantLot(wanted, output.lot)
    wanted.master('workOrder', command.workOrder)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    checkOrderOperation(command)
    const place = placeOf(state, command)
    command.inputs.forEach((input, index) => {
      const pointer = `/inputs/${index}`
      const lot = draft.lot(input.lot, `${pointer}/lot`)
      checkComponent(place.operation, lot.material, context.broken, `${pointer}/lot/material`)
      draft.checkUsable(lot, `${pointer}/lot`, 'use')
      const { quantity, entered } = draft.measured(draft.material(lot.material, pointer), input.quantity, input.unit, pointer)
      draft.take(lot, quantity, 'consumed', `${pointer}/quantity`, { from: centerPlace(place.workCenter), ...(entered ? { entered } : {}) })
    })
    command.outputs.forEach((output, index) =>
      putOutput(
        draft,
        { ...output, lot: withMaterial(output.lot, place.order?.material) },
        centerPlace(place.workCenter),
        place.order?.number,
        `/outputs/${index}`,
      ),
    )
    return settledPlace(draft.effect, place.workCenter, place.operation?.sequence)
  },
  evolve(state, fact) {
    const movements = state.movementsOf(fact.since)
    const outputs = movements.filter(movement => movement.kind === 'produced')
    const inputs = inputTotals(
      state,
      movements.filter(movement => movement.kind === 'consumed'),
    )
    const links = deriveTransform(
      inputs,
      outputs.map(movement => outputOf(state, movement)),
      { at: fact.at, ord: fact.ord },
    )
    for (const link of links)
      state.addLink(linkRow(state, fact, link, { run: null, how: link.inferred && outputs.length > 1 ? 'rule' : 'scanned' }))
    if (inputs.length === 0) {
      for (const output of outputs)
        state.addOpenEnd({
          since: fact.since,
          line: state.nextLine(fact.since),
          site: state.site,
          run: null,
          lot: output.lot,
          code: 'output-without-input',
          detail: officeMessage('open-end.booked').text,
          until: null,
        })
    }
    for (const input of inputs) if (input.unlotted) noteUnlotted(state, fact, outputs, input.material)
  },
}

const withMaterial = (lot: MadeLot, material: string | undefined): MadeLot =>
  lot.material !== undefined || material === undefined ? lot : { ...lot, material }

/** Where the event itself does not say it: the work center and operation that were derived. */
function settledPlace(effect: Effect, workCenter: string | null, operation: number | undefined, workOrder?: string): Effect {
  if (workCenter === null && operation === undefined && workOrder === undefined) return effect
  return {
    ...effect,
    settled: {
      ...(workCenter === null ? {} : { workCenter }),
      ...(operation === undefined ? {} : { operation }),
      ...(workOrder === undefined ? {} : { workOrder }),
    },
  }
}

interface MadeOutput {
  lot: MadeLot
  quantity: Quantity
  unit?: string | undefined
  scrap?: Quantity | undefined
  serials?: SerialRange | undefined
}

function putOutput(
  draft: Draft,
  output: MadeOutput,
  place: string,
  order: string | undefined,
  pointer: string,
  filledFrom?: number,
): Bookable {
  const material = draft.material(output.lot.material, `${pointer}/lot/material`)
  const { quantity, entered } = draft.measured(material, output.quantity, output.unit, pointer)
  const scrap = output.scrap === undefined ? ZERO : draft.measured(material, output.scrap, output.unit, pointer).quantity
  const range = seriesMade(draft, output, { material, quantity, order, pointer })
  if (!range) checkSerialQuantity(material, quantity, `${pointer}/quantity`)
  if (quantity === 0n && scrap === 0n)
    throw new Refusal('invalid-event', 'Nothing good and nothing scrapped: there is nothing to report.', `${pointer}/quantity`)
  const lot = range
    ? madeSeries(draft, output, { material, quantity, order, pointer, range })
    : draft.addOrMake(material, numberedOrUnlotted(output.lot, material), { workOrder: order }, `${pointer}/lot`)
  draft.put(lot, quantity, 'produced', place, {
    ...(scrap > 0n ? { scrap } : {}),
    ...(entered ? { entered } : {}),
    ...(filledFrom === undefined ? {} : { filledFrom }),
  })
  return lot
}

interface Making {
  material: Material
  quantity: Quantity
  order: string | undefined
  pointer: string
}

/** The series as it was said, or the next numbers where several serials without numbers came out at once. */
function seriesMade(
  draft: Draft,
  { lot, serials }: { lot: MadeLot; serials?: SerialRange | undefined },
  { material, quantity, order, pointer }: Making,
): SerialRange | undefined {
  if (serials) return serials
  if (material.tracking !== 'serial' || lot.number !== undefined || quantity <= ONE) return undefined
  if (quantity % ONE !== 0n)
    throw new Refusal('invalid-event', `${material.code} is tracked by serial: report a whole number.`, `${pointer}/quantity`)
  return draft.drawSeries(material, toNumber(quantity), { workOrder: order }, `${pointer}/quantity`)
}

function madeSeries(
  draft: Draft,
  { lot }: { lot: MadeLot },
  { material, quantity, order, pointer, range }: Making & { range: SerialRange },
): Bookable {
  const at = { serials: `${pointer}/serials`, number: `${pointer}/lot/number` }
  const made = draft.makeSeries(material, { range, lot, facts: { workOrder: order } }, at)
  if (made.size !== quantity)
    throw new Refusal(
      'invalid-event',
      `The quantity is ${formatQuantity(quantity)}, but ${formatQuantity(made.size)} serials are named.`,
      `${pointer}/quantity`,
    )
  return made.lot
}

const numberedOrUnlotted = (lot: MadeLot, material: Material): MadeLot =>
  material.tracking === 'none' && lot.number === undefined ? { ...lot, number: UNLOTTED } : lot

interface InputTotal {
  lot: number
  material: string
  quantity: number
  homogeneous: boolean
  unlotted: boolean
}

function inputTotals(state: State, movements: readonly MovementRow[]): InputTotal[] {
  const totals = new Map<number, InputTotal>()
  for (const movement of movements) {
    const lot = state.lot(movement.lot)
    const known = totals.get(lot.id) ?? {
      lot: lot.id,
      material: lot.material,
      quantity: 0,
      homogeneous: lot.homogeneous,
      unlotted: lot.number === UNLOTTED,
    }
    totals.set(lot.id, { ...known, quantity: known.quantity - toNumber(movement.delta) })
  }
  return [...totals.values()]
}

function outputOf(state: State, movement: MovementRow): Output {
  const good = toNumber(movement.delta)
  const moment = { at: movement.at, ord: movement.ord }
  return {
    lot: movement.lot,
    material: state.lot(movement.lot).material,
    put: movement.since,
    good,
    total: good + toNumber(movement.scrap),
    from: moment,
    at: moment,
    main: true,
  }
}

function noteUnlotted(state: State, fact: Fact, outputs: readonly MovementRow[], material: string): void {
  for (const output of outputs)
    state.addOpenEnd({
      since: fact.since,
      line: state.nextLine(fact.since),
      site: state.site,
      run: null,
      lot: output.lot,
      code: 'unlotted-material',
      detail: officeMessage('open-end.unlotted', { material }).text,
      until: null,
    })
}

// ---- runs -------------------------------------------------------------------------------------------------------------------

export const startHandler: Handler<CommandOf<'start'>> = {
  names(command, wanted) {
    wanted.run(command.run)
    wanted.master('workOrder', command.workOrder)
    for (const entry of command.lots ?? []) wantLot(wanted, entry.lot)
  },
  decide(state, command, context) {
    const before = state.run(command.run)
    if (before && before.until === null)
      throw new Refusal('run-exists', `Run ${command.run} was started already: report on it, or start another.`, '/run')
    checkOrderOperation(command)
    const place = placeOf(state, command)
    const draft = new Draft(state, command, context)
    command.lots?.forEach((entry, index) => workOn(draft, entry, `/lots/${index}`))
    return settledPlace(draft.effect, place.workCenter, place.operation?.sequence)
  },
  evolve(state, fact) {
    const place = placeOf(state, fact.command)
    const material = place.order === null ? null : place.order.material
    const row: RunRow = {
      site: state.site,
      run: fact.command.run,
      workOrder: place.order?.number ?? null,
      operation: place.operation?.sequence ?? null,
      workCenter: place.workCenter,
      material,
      precise:
        material !== null && (state.master('material', material)?.body as { precision?: string } | undefined)?.precision !== 'approximate',
      startedAt: fact.at,
      finishedAt: null,
      lastAt: fact.at,
      folded: firstFold({ startedAt: fact.at, ord: fact.ord }),
      since: fact.since,
      until: null,
    }
    const before = state.run(fact.command.run)
    if (before) state.update('run', before, row)
    else state.setEntry(state.runs, row.run, state.insert('run', row))
    if (!state.runDetails.has(row.run))
      state.setEntry(state.runDetails, row.run, { movements: [...state.movementsOf(fact.since)], links: [], openEnds: [] })
  },
  revert(state, voided, fact) {
    const run = startedRun(state, voided)
    const others = state.runDetail(run.run).movements.some(movement => movement.until === null && movement.since !== voided.position)
    if (others || run.finishedAt !== null)
      throw new Refusal('used-downstream', `Run ${run.run} has more than its start: correct what was reported on it first.`, '/event')
    state.update('run', run, { until: fact.since })
  },
}

const startedRun = (state: State, voided: KnownEvent): RunRow => theRun(state, runOf(voided))
const runOf = (voided: KnownEvent): string => {
  const body = JSON.parse(voided.body ?? '{}') as { run?: string; replacement?: { run?: string } }
  return body.replacement?.run ?? body.run ?? ''
}

function theRun(state: State, run: string): RunRow {
  const row = state.run(run)
  if (!row || row.until !== null)
    throw new Refusal('unknown-run', `Run "${run}" is not known at site ${state.site}: start it first.`, '/run')
  return row
}

function openRun(draft: Draft, run: string): RunRow {
  const row = theRun(draft.state, run)
  if (row.finishedAt !== null && !draft.context.replacing)
    draft.context.broken('run-finished', `Run ${run} is finished: start another run, or correct its finish.`, '/run')
  return row
}

/** Lots an operation works on stay what they are; how much of them it was is what counts. */
function workOn(
  draft: Draft,
  entry: { lot: { material?: string | undefined; number: string }; quantity?: Quantity | undefined; unit?: string | undefined },
  pointer: string,
): void {
  const lot = draft.lot(entry.lot, `${pointer}/lot`)
  draft.checkUsable(lot, `${pointer}/lot`, 'prepare')
  const onHand = draft.available(lot)
  const quantity =
    entry.quantity === undefined
      ? onHand
      : draft.measured(draft.material(lot.material, pointer), entry.quantity, entry.unit, pointer).quantity
  if (quantity > onHand)
    draft.context.broken(
      'quantity-exceeds-balance',
      `More of ${lot.material} ${lot.number} is reported than is there.`,
      `${pointer}/quantity`,
    )
  draft.checkNamed(lot, { quantity, there: onHand }, `${pointer}/quantity`)
  draft.note(lot, 'worked', { worked: quantity })
}

export const loadHandler: Handler<CommandOf<'load'>> = {
  changesGuard: makesSeries,
  names(command, wanted) {
    wanted.run(command.run)
    wantLot(wanted, command.lot)
    wantLot(wanted, command.closes?.lot)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const run = openRun(draft, command.run)
    const lot = draft.lot(command.lot, '/lot')
    const operation = operationOfRun(state, run)
    checkComponent(operation, lot.material, context.broken, '/lot/material')
    draft.checkUsable(lot, '/lot', 'use')
    if (command.closes) closeOutput(draft, run, command.closes)
    const component = componentFor(operation, lot.material, command.position)
    const position = command.position ?? component?.position ?? lot.material
    if (command.quantity === undefined) draft.note(lot, 'loaded', { position })
    else {
      const { quantity, entered } = draft.measured(draft.material(lot.material, '/lot'), command.quantity, command.unit, '')
      draft.take(lot, quantity, 'loaded', '/quantity', { position, ...(entered ? { entered } : {}) })
    }
    return draft.effect
  },
  evolve: evolveRunLine,
  revert: revertRunLine,
}

/** The output filled so far, closed by the change of the raw lot. */
function closeOutput(draft: Draft, run: RunRow, closes: NonNullable<CommandOf<'load'>['closes']>): void {
  if (closes.quantity === 0n && (closes.scrap ?? 0n) === 0n) return
  produceInto(draft, run, { ...closes, lot: closes.lot ?? {} }, undefined, '/closes')
}

export const unloadHandler: Handler<CommandOf<'unload'>> = {
  names(command, wanted) {
    wanted.run(command.run)
    wanted.runDetail(command.run)
    wantLot(wanted, command.lot)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const run = openRun(draft, command.run)
    const lot = draft.lot(command.lot, '/lot')
    const loaded = loadedOf(state, run, lot, command.position)
    if (loaded === null) throw new Refusal('not-loaded', `${lot.material} ${lot.number} is not loaded in run ${run.run}.`, '/lot')
    const position = command.position ?? loaded.position
    const quantity =
      command.quantity === undefined
        ? leftOf(loaded)
        : draft.measured(draft.material(lot.material, '/lot'), command.quantity, command.unit, '').quantity
    if (loaded.connected) {
      draft.note(lot, 'unloaded', { position })
      return draft.effect
    }
    if (quantity > loaded.quantity)
      context.broken('quantity-exceeds-balance', `More of ${lot.material} ${lot.number} is taken off than was loaded.`, '/quantity')
    draft.put(lot, quantity, 'unloaded', centerPlace(run.workCenter), { position })
    return draft.effect
  },
  evolve: evolveRunLine,
  revert: revertRunLine,
}

interface Loaded {
  quantity: Quantity
  position: string
  connected: boolean
  left: Bounds | null
}

function loadedOf(state: State, run: RunRow, lot: LotRow, position: string | undefined): Loaded | null {
  const lines = state
    .runDetail(run.run)
    .movements.filter(line => line.until === null && line.lot === lot.id && (position === undefined || line.position === position))
  const loads = lines.filter(line => line.kind === 'loaded')
  const first = loads[0]
  if (!first) return null
  const quantity = subtract(ZERO, total(lines.filter(line => line.kind === 'loaded' || line.kind === 'unloaded').map(line => line.delta)))
  const kept = run.folded as unknown as { folded: { pools: { loads: { lot: number; left: Bounds | null }[] }[] } }
  const left = kept.folded.pools.flatMap(pool => pool.loads).find(load => load.lot === lot.id && load.left !== null)?.left ?? null
  return { quantity, position: first.position ?? lot.material, connected: loads.every(line => line.delta === 0n), left }
}

/** Nobody said how much is left: what the record expects, which is exact where use per piece is known. */
const leftOf = (loaded: Loaded): Quantity => (loaded.left === null ? ZERO : least(loaded.quantity, fromNumber(loaded.left.expected)))

/** Nothing is made yet and nothing moves: the number is taken, and whoever produces into it names it. */
export const openHandler: Handler<CommandOf<'open'>> = {
  names(command, wanted) {
    wanted.run(command.run)
    wantLot(wanted, command.lot)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const run = openRun(draft, command.run)
    const material = draft.material(command.lot.material ?? run.material ?? undefined, '/lot/material')
    const number = draft.takeNumber(material, command.lot.number, { workOrder: run.workOrder ?? undefined }, '/lot/number')
    return { ...draft.effect, settled: { opened: { material: material.code, number } } }
  },
}

export const produceHandler: Handler<CommandOf<'produce'>> = {
  changesGuard: makesSeries,
  names(command, wanted) {
    wanted.run(command.run)
    wantLot(wanted, command.lot)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const run = openRun(draft, command.run)
    const from = command.from === undefined ? undefined : parseInstant(command.from)
    if (from !== undefined && from > draft.at)
      throw new Refusal('invalid-event', 'Filling began after it ended: from is later than at.', '/from')
    produceInto(draft, run, command, from, '')
    return draft.effect
  },
  evolve: evolveRunLine,
  revert: revertRunLine,
}

function produceInto(draft: Draft, run: RunRow, output: MadeOutput, from: number | undefined, pointer: string): void {
  const start = draft.effect.lines.length
  const made = putOutput(
    draft,
    { ...output, lot: withMaterial(output.lot, run.material ?? undefined) },
    centerPlace(run.workCenter),
    run.workOrder ?? undefined,
    pointer,
    from,
  )
  const line = draft.effect.lines.slice(start).find(entry => entry.kind === 'produced')
  if (line) drawOnConnected(draft, run, made, add(line.delta, line.scrap ?? ZERO), line.delta, from)
}

/** Lots that stay connected are used as the output needs them; several spans of raw lots in one output of a precise product are an exception. */
function drawOnConnected(draft: Draft, run: RunRow, made: Bookable, totalMade: Quantity, good: Quantity, from: number | undefined): void {
  const at = { at: draft.at, ord: draft.context.ord + 0.9 }
  const output: Output = {
    lot: 0,
    material: made.material,
    put: 0,
    good: toNumber(good),
    total: toNumber(totalMade),
    at,
    main: run.material === null || run.material === made.material,
    from: from === undefined ? null : { at: from, ord: 0 },
  }
  const entry: Entry = { kind: 'output', output, moment: at }
  const links = previewOutput(run, entry)
  const mixed = isPrecise(draft, run, made.material) && links.some(link => link.inferred)
  if (mixed)
    draft.context.note(
      'precise-run-mixed',
      `${made.material} ${made.number} spans more than one raw lot, although the product is precise: its origin is inferred.`,
    )
  for (const link of links.filter(link => link.taken === 0 && link.expected !== null && link.expected > 0)) {
    draft.take(draft.state.lot(link.parent), fromNumber(link.expected ?? 0), 'consumed', '/quantity', { position: link.position })
  }
}

/** The product's dial; of a run without an order, that of what comes out of it. */
const isPrecise = (draft: Draft, run: RunRow, made: string): boolean =>
  run.material === null ? draft.material(made, '/lot').precision === 'precise' : run.precise

export const finishHandler: Handler<CommandOf<'finish'>> = {
  names(command, wanted) {
    wanted.run(command.run)
    for (const entry of command.lots ?? []) wantLot(wanted, entry.lot)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const run = openRun(draft, command.run)
    if (draft.at < run.startedAt) throw new Refusal('invalid-event', `Run ${run.run} cannot finish before it started.`, '/at')
    command.lots?.forEach((entry, index) => finishLot(draft, entry, `/lots/${index}`))
    for (const loss of lossesOf(state, run, operationOfRun(state, run))) context.note('variance-exceeded', loss)
    return draft.effect
  },
  evolve(state, fact) {
    const run = state.run(fact.command.run)
    if (!run) return
    state.update('run', run, { finishedAt: fact.at })
    closeRun(state, run, fact)
  },
  revert(state, voided, fact) {
    const run = startedRun(state, voided)
    state.update('run', run, { finishedAt: null })
    dropVoided(state, run, voided)
    rederiveRun(state, run, fact)
  },
}

function finishLot(
  draft: Draft,
  entry: {
    lot: { material?: string | undefined; number: string }
    quantity?: Quantity | undefined
    unit?: string | undefined
    scrap?: Quantity | undefined
  },
  pointer: string,
): void {
  const lot = draft.lot(entry.lot, `${pointer}/lot`)
  const material = draft.material(lot.material, pointer)
  const scrap = entry.scrap === undefined ? ZERO : draft.measured(material, entry.scrap, entry.unit, pointer).quantity
  const onHand = draft.available(lot)
  const quantity =
    entry.quantity === undefined ? subtract(onHand, scrap) : draft.measured(material, entry.quantity, entry.unit, pointer).quantity
  if (add(quantity, scrap) > onHand)
    draft.context.broken(
      'quantity-exceeds-balance',
      `More of ${lot.material} ${lot.number} is reported than is there.`,
      `${pointer}/quantity`,
    )
  draft.checkNamed(lot, { quantity, there: onHand }, `${pointer}/quantity`)
  draft.note(lot, 'worked', { worked: quantity, scrap })
  if (scrap > 0n) draft.take(lot, scrap, 'scrapped', `${pointer}/scrap`)
}

function evolveRunLine(state: State, fact: Fact<CommandOf<'load'> | CommandOf<'unload'> | CommandOf<'produce'>>): void {
  const run = state.run(fact.command.run)
  if (run) continueRun(state, run, fact, state.movementsOf(fact.since))
}

function revertRunLine(state: State, voided: KnownEvent, fact: Fact): void {
  const run = startedRun(state, voided)
  dropVoided(state, run, voided)
  const { folded } = rederiveRun(state, run, fact)
  const loads = folded.pools.flatMap(pool => pool.loads)
  for (const line of state.runDetail(run.run).movements.filter(movement => movement.until === null && movement.kind === 'unloaded')) {
    if (!loads.some(load => load.lot === line.lot))
      throw new Refusal('used-downstream', 'What was loaded was taken off again later: correct that first.', '/event')
  }
}

function dropVoided(state: State, run: RunRow, voided: KnownEvent): void {
  const detail = state.runDetail(run.run)
  state.setField(
    detail,
    'movements',
    detail.movements.filter(movement => movement.since !== voided.position),
  )
}

// ---- pass: one scan ---------------------------------------------------------------------------------------------------------

export const passHandler: Handler<CommandOf<'pass'>> = {
  names(command, wanted) {
    wantLot(wanted, command.lot)
    wanted.master('workOrder', command.workOrder)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const lot = draft.lot(command.lot, '/lot')
    draft.checkUsable(lot, '/lot', 'prepare')
    const material = draft.material(lot.material, '/lot')
    const routed = saidOrRouted(state, lot, command)
    if (routed && !routed.operation)
      context.note('not-in-routing', `Work order ${routed.order.number} has no operation at ${command.workCenter}.`)
    const scrap = command.scrap === undefined ? ZERO : draft.measured(material, command.scrap, command.unit, '').quantity
    const onHand = draft.available(lot)
    const quantity =
      command.quantity === undefined ? subtract(onHand, scrap) : draft.measured(material, command.quantity, command.unit, '').quantity
    if (command.quantity === 0n && scrap === 0n)
      throw new Refusal('invalid-event', 'Nothing good and nothing scrapped: there is nothing to report.', '/quantity')
    if (add(quantity, scrap) > onHand || (command.quantity === undefined && add(quantity, scrap) <= 0n)) {
      context.broken('quantity-exceeds-balance', `More of ${lot.material} ${lot.number} is reported than is there.`, '/quantity')
    }
    draft.checkNamed(lot, { quantity, there: onHand }, '/quantity')
    draft.note(lot, 'worked', { worked: quantity, scrap })
    if (scrap > 0n) draft.take(lot, scrap, 'scrapped', '/scrap')
    bringTo(draft, lot, quantity, `workCenter:${command.workCenter}`)
    return settledPlace(draft.effect, null, routed?.operation?.sequence, routed?.order.number)
  },
}

/** What the report itself says comes first; what it leaves out follows from the lot's order and its routing. */
function saidOrRouted(state: State, lot: LotRow, command: CommandOf<'pass'>): { order: WorkOrder; operation: Operation | null } | null {
  const said = { ...command, workOrder: command.workOrder ?? lot.workOrder ?? undefined }
  checkOrderOperation(said)
  if (command.workOrder === undefined && command.operation === undefined) return nextRoutedAt(state, lot, command.workCenter)
  const { order, operation } = placeOf(state, said)
  return order === null ? null : { order, operation }
}

/** A lot that passes a work center lies there afterwards, unless it stays in its container. */
function bringTo(draft: Draft, lot: LotRow, quantity: Quantity, place: string): void {
  const loose = total(
    [...draft.state.places(lot.id).values()]
      .filter(row => !row.place.startsWith('container:') && row.place !== place && row.quantity > 0n)
      .map(row => row.quantity),
  )
  const there = draft.state.places(lot.id).get(place)?.quantity ?? ZERO
  const missing = subtract(quantity, there)
  const moved = least(missing, loose)
  if (moved > 0n) draft.relocate(lot, moved, place, '/quantity', { loose: true })
}
