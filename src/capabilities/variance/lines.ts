/** One line for each execution and lot that went into it: what was used, what should have been, and the difference nobody explains. */
import { setImmediate as turn } from 'node:timers/promises'
import { groupedBy } from '../../base/grouped.ts'
import { NO_REASON } from '../../base/no-reason.ts'
import { add, multiply, negate, parseQuantity, type Quantity, subtract, total, ZERO } from '../../base/quantity.ts'
import type { Component, Material, Operation, SiteSettings, WorkOrder } from '../booking/records.ts'
import { allowedPercent, exactPer, exceeds } from '../production/allowance.ts'
import type { MoveRow } from './queries.ts'

export interface LotName {
  id: number
  material: string
  number: string
}
/** How we know what should have been used: the bill of materials, equal mass or the same material in and out, the pieces begun; null: nobody said. */
export type Basis = 'bill' | 'balance' | 'pieces' | 'count' | null
export interface Amount {
  unit: string
  quantity: Quantity
}
export interface ScrapAmount extends Amount {
  reason: string
}
export interface Line {
  key: string
  run: string | null
  workOrder: string | null
  operation: number | null
  operationName: string | null
  workCenter: string | null
  at: number
  material: string
  lot: LotName | null
  unit: string
  basis: Basis
  used: Quantity
  expected: Quantity | null
  /** Used without a reason; negative where less was used than the output takes. */
  unexplained: Quantity | null
  good: Amount[]
  scrap: ScrapAmount[]
  sample: Quantity
  adjusted: Quantity
  into: LotName[]
  isOver: boolean
  events: number[]
  by: string[]
  /** Several lots of the material were used together: which of them lacks is shared out by what was used of each. */
  isShared: boolean
}
export interface Master {
  orders: ReadonlyMap<string, WorkOrder>
  materials: ReadonlyMap<string, Material>
  settings: SiteSettings | undefined
}

/** A month of a large plant is a second's work: others take their turn meanwhile. */
export async function linesOf(rows: readonly MoveRow[], master: Master): Promise<Line[]> {
  const lines: Line[] = []
  let executions = 0
  for (const [key, moves] of groupedBy(rows, row => (row.run === null ? `#${row.since}` : row.run))) {
    for (const line of linesOfExecution(key, moves, master)) lines.push(line)
    if (++executions % AT_ONCE === 0) await turn()
  }
  return lines
}

/** Some ten milliseconds. */
const AT_ONCE = 500

function linesOfExecution(key: string, moves: MoveRow[], master: Master): Line[] {
  const context = contextOf(key, moves, master)
  const taken = moves.filter(row => TAKEN.has(row.kind))
  const made = moves.filter(row => row.kind === 'produced')
  const worked = moves.filter(row => row.kind === 'worked')
  const workedEvents = new Set(worked.map(row => row.since))
  // What a finish or a pass scrapped stands in the line of its work already.
  const lone = moves.filter(row => row.kind === 'scrapped' && !workedEvents.has(row.since))
  return [
    ...(taken.length + made.length === 0 ? [] : usedLines(context, taken, made)),
    ...byLot(worked).map(rows => workedLine(context, rows)),
    ...lone.map(row => scrapLine(context, row)),
    ...moves.filter(row => row.kind === 'adjusted').map(row => countLine(context, row)),
  ]
}

const TAKEN: ReadonlySet<string> = new Set(['loaded', 'unloaded', 'consumed'])

interface Context {
  blank: Line
  order: WorkOrder | undefined
  operation: Operation | undefined
  mainMaterial: string | null
  master: Master
}

function contextOf(key: string, moves: MoveRow[], master: Master): Context {
  const first = moves[0]
  const order = first.workOrder === null ? undefined : master.orders.get(first.workOrder)
  const operation = order?.operations.find(entry => entry.sequence === first.operation)
  const blank: Line = {
    key,
    run: first.run,
    workOrder: first.workOrder,
    operation: first.operation,
    operationName: operation?.name ?? null,
    workCenter: first.workCenter,
    at: first.finishedAt ?? first.at,
    material: first.material,
    lot: null,
    unit: first.unit,
    basis: null,
    used: ZERO,
    expected: null,
    unexplained: null,
    good: [],
    scrap: [],
    sample: ZERO,
    adjusted: ZERO,
    into: [],
    isOver: false,
    events: [...new Set(moves.map(row => row.sequence))],
    by: [...new Set(moves.flatMap(row => row.by ?? []))],
    isShared: false,
  }
  return { blank, order, operation, mainMaterial: first.runMaterial ?? order?.material ?? null, master }
}

const nameOf = ({ lot, material, number }: MoveRow): LotName => ({ id: lot, material, number })
const sum = (texts: readonly (string | null)[]): Quantity => total(texts.map(text => (text === null ? ZERO : parseQuantity(text))))

function byLot(rows: readonly MoveRow[]): MoveRow[][] {
  return [...groupedBy(rows, row => row.lot).values()]
}

// ---- used and made ----------------------------------------------------------------------------------------------------------

function usedLines({ blank, ...rest }: Context, taken: MoveRow[], made: MoveRow[]): Line[] {
  const { mainMaterial } = rest
  const main = mainMaterial === null ? made : made.filter(row => row.material === mainMaterial)
  const pieces = add(sum(main.map(row => row.delta)), sum(main.map(row => row.scrap)))
  // What came out stands in every line of what went in.
  const context = { ...rest, blank: { ...blank, good: amounts(main, 'delta'), scrap: scrapOf(main), into: distinctLots(made) } }
  const used = [...groupedBy(taken, row => row.material)].flatMap(([material, rows]) =>
    shared(context, rows, expectedOf(context, { material, rows, taken, made, pieces })),
  )
  const missing = notRecorded(context, new Set(taken.map(row => row.material)), pieces)
  if (used.length + missing.length > 0) return [...used, ...missing]
  // Made from nothing that is recorded: shown, and judged by nobody.
  return byLot(made).map(rows => ({ ...context.blank, material: rows[0].material, unit: rows[0].unit }))
}

interface Should {
  expected: Quantity | null
  basis: Basis
  component: Component | undefined
}
interface Asked {
  material: string
  rows: readonly MoveRow[]
  taken: readonly MoveRow[]
  made: readonly MoveRow[]
  pieces: Quantity
}

function expectedOf(context: Context, asked: Asked): Should {
  const components = (context.operation?.components ?? []).filter(entry => entry.material === asked.material)
  const record = context.master.materials.get(asked.material)
  const pers = components.map(component => (record ? exactPer(component, record) : null))
  // The same material at two positions: each position takes its own.
  if (pers.length > 0 && pers.every(per => per !== null))
    return { expected: multiply(total(pers), asked.pieces), basis: 'bill', component: components[0] }
  return { ...balanceOf(asked), component: undefined }
}

/** Mass in is mass out, and the same material in and out is the same number of pieces; anything else nobody has said. */
function balanceOf({ material, rows, taken, made }: Asked): { expected: Quantity | null; basis: Basis } {
  const same = made.filter(row => row.material === material)
  if (same.length > 0 && same.length === made.length && taken.every(row => row.material === material))
    return { expected: sum(same.flatMap(row => [row.delta, row.scrap])), basis: 'balance' }
  const unit = rows[0].unit
  const all = [...taken, ...made]
  if (!MASS.has(unit) || made.length === 0 || all.some(row => row.unit !== unit)) return { expected: null, basis: null }
  const own = negate(sum(rows.map(row => row.delta)))
  const whole = negate(sum(taken.map(row => row.delta)))
  const out = sum(made.flatMap(row => [row.delta, row.scrap]))
  return { expected: whole === ZERO ? ZERO : portion(out, own, whole), basis: 'balance' }
}

const MASS: ReadonlySet<string> = new Set(['kg', 'g', 'mg', 't', 'lb', 'oz', 'KGM', 'GRM', 'TNE', 'LBR', 'ONZ'])

/** part/whole of a quantity, rounded towards zero at the ninth decimal. */
const portion = (quantity: Quantity, part: Quantity, whole: Quantity): Quantity => (((quantity as bigint) * part) / whole) as Quantity

/** What is missing of a material is shared among its lots by what was used of each; the last takes the rest, so that the sum is exact. */
function shared({ blank, master }: Context, rows: readonly MoveRow[], { expected, basis, component }: Should): Line[] {
  const lots = byLot(rows)
  const whole = negate(sum(rows.map(row => row.delta)))
  const percent = allowedPercent(component, master.settings)
  const isOver = expected !== null && percent !== null && exceeds({ used: whole, expected, percent })
  let open = expected
  return lots.map((own, index) => {
    const [first] = own as [MoveRow, ...MoveRow[]]
    const used = negate(sum(own.map(row => row.delta)))
    const part =
      expected === null || open === null ? null : index === lots.length - 1 || whole === ZERO ? open : portion(expected, used, whole)
    open = open === null || part === null ? null : subtract(open, part)
    return {
      ...blank,
      material: first.material,
      lot: nameOf(first),
      unit: first.unit,
      basis,
      used,
      expected: part,
      unexplained: part === null ? null : subtract(used, part),
      isOver,
      isShared: lots.length > 1,
    }
  })
}

/** Components the output takes that no lot is recorded for; material without lots is used unrecorded by intent. */
function notRecorded({ operation, blank, master }: Context, recorded: ReadonlySet<string>, pieces: Quantity): Line[] {
  if (pieces === ZERO) return []
  return (operation?.components ?? []).flatMap(component => {
    const record = master.materials.get(component.material)
    const per = record ? exactPer(component, record) : null
    if (!record || per === null || record.tracking === 'none' || recorded.has(component.material)) return []
    const expected = multiply(per, pieces)
    const percent = allowedPercent(component, master.settings)
    const isOver = percent !== null && exceeds({ used: ZERO, expected, percent })
    return [
      {
        ...blank,
        material: component.material,
        unit: record.unit,
        basis: 'bill' as const,
        expected,
        unexplained: negate(expected),
        isOver,
      },
    ]
  })
}

function amounts(rows: readonly MoveRow[], field: 'delta' | 'scrap'): Amount[] {
  return [...groupedBy(rows, row => row.unit)].map(([unit, own]) => ({ unit, quantity: sum(own.map(row => row[field])) }))
}

const scrapOf = (rows: readonly MoveRow[]): ScrapAmount[] =>
  rows
    .filter(row => parseQuantity(row.scrap) !== ZERO)
    .map(row => ({ unit: row.unit, quantity: parseQuantity(row.scrap), reason: row.reason ?? NO_REASON }))

const distinctLots = (rows: readonly MoveRow[]): LotName[] => [...new Map(rows.map(row => [row.lot, nameOf(row)])).values()]

// ---- worked on, scrapped, counted -------------------------------------------------------------------------------------------

/** Pieces begun are finished good, scrapped, or missing. Where the end names no lots, all that was begun came through. */
function workedLine({ blank, master }: Context, rows: MoveRow[]): Line {
  const [first] = rows as [MoveRow, ...MoveRow[]]
  const begun = sum(rows.filter(row => row.type === 'start').map(row => row.worked))
  const ended = rows.filter(row => row.type !== 'start')
  const done = sum(ended.map(row => row.worked))
  const scrap = scrapOf(ended)
  const out = add(done, total(scrap.map(entry => entry.quantity)))
  const used = begun === ZERO ? out : begun
  const expected = ended.length === 0 ? used : out
  const percent = allowedPercent(undefined, master.settings)
  return {
    ...blank,
    material: first.material,
    lot: nameOf(first),
    unit: first.unit,
    basis: 'pieces',
    used,
    expected,
    unexplained: subtract(used, expected),
    good: [{ unit: first.unit, quantity: ended.length === 0 ? used : done }],
    scrap,
    isOver: percent !== null && exceeds({ used, expected, percent }),
  }
}

function scrapLine({ blank }: Context, row: MoveRow): Line {
  const quantity = negate(parseQuantity(row.delta))
  const line = {
    ...blank,
    material: row.material,
    lot: nameOf(row),
    unit: row.unit,
    basis: 'count' as const,
    expected: ZERO,
    unexplained: ZERO,
  }
  return row.isSample ? { ...line, sample: quantity } : { ...line, scrap: [{ unit: row.unit, quantity, reason: row.reason ?? NO_REASON }] }
}

/** A count that finds less has found a loss that nobody reported, and the other way round. */
function countLine({ blank }: Context, row: MoveRow): Line {
  const adjusted = parseQuantity(row.delta)
  return {
    ...blank,
    material: row.material,
    lot: nameOf(row),
    unit: row.unit,
    basis: 'count',
    expected: ZERO,
    unexplained: negate(adjusted),
    adjusted,
  }
}
