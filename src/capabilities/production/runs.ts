/**
 * From a run's record to its links. The usual case, the next thing that happens, extends what is folded into the run's row; anything
 * out of order (late entries, corrections, a finish that settles use per piece) derives the run afresh and changes only what differs.
 */

import type { Json } from '../../base/canonical.ts'
import { toNumber } from '../../base/quantity.ts'
import { type DrawnLink, deriveRun, type Entry, emptyFold, extendRun, type Folded, unaccounted } from '../../genealogy/precision.ts'
import type { Fact } from '../../ledger/fact.ts'
import type { State } from '../../ledger/state.ts'
import type { LinkRow, LotRow, MovementRow, OpenEndRow, RunRow } from '../../ledger/tables.ts'
import { officeMessage } from '../../words/office/message.ts'
import { linkRow } from '../booking/links.ts'
import { type Material, material as materialOf, type Operation, operationOf, type WorkOrder } from '../booking/records.ts'
import { componentFor, perPiece, withdrawalAt } from './operations.ts'

/** Lines of one event happen in their order; far below one, so events keep theirs. */
export const LINE_STEP = 1e-5

/** `lots` are those loaded: whoever loads the run loads them too. */
interface Kept {
  folded: Folded
  lastOrd: number
  perOpen: boolean
  lots?: number[]
}

export const firstFold = (run: { startedAt: number; ord: number }): Json =>
  keep({ folded: emptyFold({ at: run.startedAt, ord: run.ord }), lastOrd: run.ord, perOpen: false })
const keep = (kept: Kept): Json =>
  ({ ...kept, lots: [...new Set(kept.folded.pools.flatMap(pool => pool.loads.map(load => load.lot)))] }) as unknown as Json
const kept = (run: RunRow): Kept => structuredClone(run.folded) as unknown as Kept

/** Takes the movements of one event into the run: links, open ends, and the run's own row. */
export function continueRun(state: State, run: RunRow, fact: Fact, movements: readonly MovementRow[]): void {
  const entries = movements.flatMap(movement => entriesOf(state, run, movement))
  const last = kept(run)
  if (
    run.finishedAt !== null ||
    entries.some(entry => entry.moment.at < run.lastAt || (entry.moment.at === run.lastAt && entry.moment.ord < last.lastOrd))
  ) {
    rederiveRun(state, run, fact)
    return
  }
  for (const entry of entries) {
    const links = extendRun(last.folded, entry)
    if (entry.kind !== 'output') continue
    for (const link of links) addLink(state, run, fact, link)
    for (const end of endsOfOutput(state, run, entry.output.lot, links)) addOpenEnd(state, run, fact, end)
    if (links.some(link => link.drawn === null)) last.perOpen = true
  }
  const moment = entries.at(-1)?.moment
  state.update('run', run, { folded: keep({ ...last, lastOrd: moment?.ord ?? last.lastOrd }), lastAt: moment?.at ?? run.lastAt })
}

/** What `finish` settles: what is left over in the run, and use per piece where nobody stated it. */
export function closeRun(state: State, run: RunRow, fact: Fact): void {
  const last = kept(run)
  if (last.perOpen || fact.at < run.lastAt) {
    rederiveRun(state, run, fact)
    return
  }
  for (const end of endsOfFinished(last.folded)) addOpenEnd(state, run, fact, end)
}

/** Derives the whole run from its believed movements and replaces what came out differently. */
export function rederiveRun(state: State, run: RunRow, fact: Fact): { folded: Folded } {
  const detail = state.runDetail(run.run)
  const movements = detail.movements.filter(movement => movement.until === null)
  const entries = movements.flatMap(movement => entriesOf(state, run, movement))
  const { folded, links } = deriveRun({ at: run.startedAt, ord: 0 }, entries, run.finishedAt !== null)
  replaceLinks(
    state,
    run,
    fact,
    detail.links.filter(link => link.until === null),
    links,
  )
  const outputs = entries.flatMap(entry => (entry.kind === 'output' ? [entry.output] : []))
  const ends = outputs.flatMap(output =>
    endsOfOutput(
      state,
      run,
      output.lot,
      links.filter(link => link.put === output.put && link.child === output.lot),
    ),
  )
  replaceOpenEnds(
    state,
    run,
    fact,
    detail.openEnds.filter(end => end.until === null),
    [...ends, ...(run.finishedAt === null ? [] : endsOfFinished(folded))],
  )
  const last = entries.reduce(
    (latest, entry) =>
      entry.moment.at > latest.at || (entry.moment.at === latest.at && entry.moment.ord > latest.ord) ? entry.moment : latest,
    { at: run.startedAt, ord: 0 },
  )
  state.update('run', run, {
    folded: keep({ folded, lastOrd: last.ord, perOpen: links.some(link => link.drawn === null) }),
    lastAt: last.at,
  })
  return { folded }
}

// ---- entries ------------------------------------------------------------------------------------------------------------

function entriesOf(state: State, run: RunRow, movement: MovementRow): Entry[] {
  const moment = { at: movement.at, ord: movement.ord + movement.line * LINE_STEP }
  const lot = state.lot(movement.lot)
  if (movement.kind === 'loaded') return [loadEntry(state, run, movement, lot, moment)]
  if (movement.kind === 'unloaded')
    return [{ kind: 'unload', lot: lot.id, position: movement.position, quantity: toNumber(movement.delta), moment }]
  if (movement.kind !== 'produced') return []
  const good = toNumber(movement.delta)
  return [
    {
      kind: 'output',
      moment,
      output: {
        lot: lot.id,
        material: lot.material,
        put: movement.since,
        good,
        total: good + toNumber(movement.scrap),
        at: moment,
        main: run.material === null || run.material === lot.material,
        from: movement.filledFrom === null ? null : { at: movement.filledFrom, ord: 0 },
      },
    },
  ]
}

function loadEntry(state: State, run: RunRow, movement: MovementRow, lot: LotRow, moment: { at: number; ord: number }): Entry {
  const material = materialOf(state, lot.material, '/lot')
  const position = movement.position ?? lot.material
  const component = componentFor(operationOfRun(state, run), lot.material, position)
  const connected = movement.delta === 0n
  return {
    kind: 'load',
    lot: lot.id,
    material: lot.material,
    position,
    taken: connected ? 0 : movement.since,
    size: connected ? null : -toNumber(movement.delta),
    per: perPiece(component, material),
    withdrawal: withdrawalAt(state, run.workCenter, position),
    homogeneous: lot.homogeneous,
    endsBefore: endsBefore(run, material),
    moment,
  }
}

/** On a precise product a change of raw lot ends the load before it; without a product, the raw material's own dial decides. */
const endsBefore = (run: RunRow, material: Material): boolean => (run.material === null ? material.precision === 'precise' : run.precise)

export function operationOfRun(state: State, run: RunRow): Operation | null {
  if (run.workOrder === null || run.operation === null) return null
  const order = state.master('workOrder', run.workOrder)?.body as unknown as WorkOrder | undefined
  return order?.operations.some(operation => operation.sequence === run.operation) ? operationOf(order, run.operation, '/operation') : null
}

/** A look ahead for deciding: what would the next outputs draw, without changing anything. */
export function previewOutput(run: RunRow, entry: Entry): DrawnLink[] {
  return extendRun(kept(run).folded, entry)
}

// ---- links --------------------------------------------------------------------------------------------------------------

function addLink(state: State, run: RunRow, fact: Fact, drawn: DrawnLink, removedAt: number | null = null): void {
  const row = linkRow(state, fact, drawn, { run: run.run, how: drawn.inferred || drawn.drawn === null ? 'rule' : 'scanned' })
  state.addLink({ ...row, removedAt })
}

function replaceLinks(state: State, run: RunRow, fact: Fact, before: LinkRow[], after: DrawnLink[]): void {
  const groups = new Map<string, { before: LinkRow[]; after: DrawnLink[] }>()
  const group = (link: { put: number; child: number }): { before: LinkRow[]; after: DrawnLink[] } => {
    const key = `${link.put} ${link.child}`
    const known = groups.get(key) ?? { before: [], after: [] }
    groups.set(key, known)
    return known
  }
  for (const link of before) group(link).before.push(link)
  for (const link of after) group(link).after.push(link)
  for (const { before: old, after: fresh } of groups.values()) {
    if (
      same(
        old.map(signature),
        fresh.map(link => drawnSignature(link, lot => state.lot(lot).madeAt)),
      )
    )
      continue
    for (const link of old) state.update('link', link, { until: fact.since })
    // What was taken out of the output again stays out of it, however much of it had gone in.
    for (const link of fresh) addLink(state, run, fact, link, old.find(row => row.parent === link.parent)?.removedAt)
  }
}

const same = (a: string[], b: string[]): boolean => a.length === b.length && a.sort().join('|') === b.sort().join('|')
const signature = (row: LinkRow): string =>
  [
    row.parent,
    row.quantityMin,
    row.quantityExpected,
    row.quantityMax,
    row.drawn,
    row.portion,
    row.portionTotal,
    row.came,
    row.gone,
    row.taken,
    row.blend,
  ].join(' ')
const drawnSignature = (link: DrawnLink, madeAt: (lot: number) => number): string =>
  [
    link.parent,
    link.min,
    link.expected,
    link.max,
    link.drawn,
    link.portion,
    link.portionTotal,
    link.came,
    Math.max(link.gone, madeAt(link.parent)),
    link.taken,
    link.blend,
  ].join(' ')

// ---- open ends ----------------------------------------------------------------------------------------------------------

type End = Pick<OpenEndRow, 'lot' | 'code' | 'detail'>

/** Components the operation takes that nothing was loaded for, and outputs with nothing loaded at all. */
function endsOfOutput(state: State, run: RunRow, lot: number, links: DrawnLink[]): End[] {
  const components = operationOfRun(state, run)?.components ?? []
  const covered = new Set(links.map(link => state.lot(link.parent).material))
  const missing = components.filter(component => !covered.has(component.material))
  if (links.length === 0 && components.length === 0)
    return [{ lot, code: 'output-without-input', detail: officeMessage('open-end.nothing-loaded', { run: run.run }).text }]
  return missing.map(component => ({ lot, ...missingComponent(state, run, component.material) }))
}

function missingComponent(state: State, run: RunRow, material: string): Pick<End, 'code' | 'detail'> {
  const unlotted = materialOf(state, material, '/lot').tracking === 'none'
  if (unlotted) return { code: 'unlotted-material', detail: officeMessage('open-end.unlotted-in-run', { material, run: run.run }).text }
  return { code: 'component-not-recorded', detail: officeMessage('open-end.not-recorded', { material, run: run.run }).text }
}

function endsOfFinished(folded: Folded): End[] {
  return unaccounted(folded).flatMap(pool =>
    pool.lots.map(lot => ({
      lot,
      code: 'unaccounted-quantity',
      detail: officeMessage('open-end.unaccounted', { quantity: `${pool.quantity}`, material: pool.material }).text,
    })),
  )
}

function addOpenEnd(state: State, run: RunRow, fact: Fact, end: End): void {
  state.addOpenEnd({ since: fact.since, line: state.nextLine(fact.since), site: state.site, run: run.run, ...end, until: null })
}

function replaceOpenEnds(state: State, run: RunRow, fact: Fact, before: OpenEndRow[], after: End[]): void {
  const text = (end: End): string => `${end.lot} ${end.code} ${end.detail}`
  if (same(before.map(text), after.map(text))) return
  for (const end of before) state.update('openEnd', end, { until: fact.since })
  for (const end of after) addOpenEnd(state, run, fact, end)
}
