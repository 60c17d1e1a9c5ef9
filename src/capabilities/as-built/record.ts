/**
 * The whole record of one lot or serial: what was done to it and to everything in it, what it consists of, what was measured, and what
 * is missing. What happened to a component after it went in, or to the rest of its lot, is no part of the record.
 */
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, fromNumber, parseQuantity, toNumber } from '../../base/quantity.ts'
import { type BackWeights, backWeights } from '../../genealogy/back.ts'
import { reach } from '../../genealogy/reach.ts'
import type { WorkOrder } from '../booking/records.ts'
import { concessionsOf } from '../containment/queries.ts'
import { type ConcessionAnswer, concessionLine } from '../containment/routes.ts'
import { documentsOfLots } from '../documents/queries.ts'
import { type PrintRow, printsOf } from '../labels/queries.ts'
import { holdsReaching, type ShipmentOfLot, shipmentsOf } from '../lots/page.ts'
import { holdFacts, type LotFacts, lotFacts, recordsNamed } from '../lots/queries.ts'
import { notFound } from '../problem.ts'
import { peopleOfRuns, type RunName } from '../production/queries.ts'
import type { Services } from '../route.ts'
import { openEndsAt } from '../tracing/queries.ts'
import { type Gap, gapsOf } from './gaps.ts'
import { type Execution, executionsOf, type LotName, lineOf, nameOf, type OperationLine, type Records, recordKey } from './operations.ts'
import type { ComponentRow, Members, ReportRow } from './queries.ts'
import * as queries from './queries.ts'
import { type Replacement, replacementsIn } from './replacements.ts'
import { type ValueLine, valueLines } from './values.ts'

export interface ComponentLine {
  material: string
  number: string
  description: string | null
  unit: string
  of: LotName
  quantity: string | null
  certainty: 'certain' | 'possible'
  installedAt: string
  removedAt: string | null
  position: string | null
  vendor: string | null
  vendorLot: string | null
  heat: string | null
  /** Certificates and whatever else belongs to this lot. */
  documents: DocumentLine[]
}
export interface DocumentLine {
  document: string
  name: string
  kind: string
  mediaType: string
  size: number
}
export type LabelLine = Omit<PrintRow, 'at'> & { at: string }
export interface HoldLine {
  hold: string
  reason: string
  case: string | null
  by: string | null
  at: string
  releasedAt: string | null
  releaseReason: string | null
  direct: boolean
}
export interface AsBuilt {
  lot: LotName & {
    id: number
    site: string
    description: string | null
    kind: string
    unit: string
    made: string
    madeAt: string
    workOrder: string | null
    vendor: string | null
    vendorLot: string | null
    heat: string | null
    expiresAt: string | null
  }
  operations: OperationLine[]
  components: ComponentLine[]
  /** What was taken out, and what stands in its place now. */
  replacements: Replacement[]
  values: ValueLine[]
  holds: HoldLine[]
  /** What may pass of the lot while it is on hold, and under what its components passed. */
  concessions: ConcessionAnswer[]
  shipments: ShipmentOfLot[]
  corrections: {
    sequence: number
    id: string
    at: string
    by: string | null
    event: string
    type: string | null
    reason: string
    replacement: string | null
  }[]
  signatures: never[]
  /** Of the lot itself: its own, of its receipts, runs, shipments and material. */
  documents: DocumentLine[]
  /** Every label that was printed for the lot itself, oldest first. */
  labels: LabelLine[]
  gaps: Gap[]
}

export async function asBuilt(services: Services, id: number): Promise<AsBuilt> {
  const { pool } = services
  const origins = await originsOf(services, id)
  const { members } = origins
  const [components, reports, shipments, holds, concessions, corrections, openEnds, labels] = await Promise.all([
    queries.componentsOf(pool, members),
    queries.reportsOn(pool, members),
    shipmentsOf(services, id),
    holdLines(services, id),
    concessionsOf(pool, members.lots),
    queries.correctionsOn(pool, members),
    openEndsAt(pool, members.lots, origins.position),
    printsOf(pool, id),
  ])
  const named = new Map(
    (await lotFacts(pool, [...new Set([...members.lots, ...components.map(row => row.parent)])])).map(lot => [lot.id, lot]),
  )
  const lot = named.get(id)
  if (!lot) throw notFound(`There is no lot ${id}.`)
  const records = await recordsOf(services, named, reports)
  const executions = executionsOf(reports, named, records)
  const runs = runsOf(executions)
  const [people, measured, lost, exceptions, documents] = await Promise.all([
    peopleOfRuns(pool, runs),
    queries.valuesOf(pool, members.lots, runs),
    queries.partsLost(pool, [...new Set(executions.filter(entry => entry.run !== null).map(entry => entry.lot.id))]),
    queries.exceptionsIn(pool, [...new Set(reports.map(report => report.since))], runs),
    documentLines(services, [...named.keys()]),
  ])
  const inRecord = components.filter(row => row.child === id || row.removedAt === null || origins.has(row.parent))
  const values = ownFirst(valueLines(measured, { lots: named, executions, lost, records }), lot)
  const lots = members.lots.flatMap(member => named.get(member) ?? [])
  const lines = ownPartsFirst(inRecord, id).flatMap(row => componentLine(row, { named, documents }, id, origins.weights))
  return {
    lot: headOf(lot),
    operations: operationLines(executions, people, lot, records),
    components: lines,
    replacements: replacementsIn(lines),
    values,
    holds,
    concessions: concessions.filter(row => row.lot === id || Number(row.used) > 0).map(concessionLine),
    shipments,
    corrections: corrections.map(row => ({ ...row, at: formatInstant(row.at) })),
    signatures: [],
    documents: documents.get(id) ?? [],
    labels: labels.map(row => ({ ...row, at: formatInstant(row.at) })),
    gaps: gapsOf({ lots, named, components: inRecord, executions, values, openEnds, exceptions, records }),
  }
}

function headOf(lot: LotFacts): AsBuilt['lot'] {
  const { id, site, material, number, description, kind, unit, workOrder, vendor, vendorLot, heat } = lot
  return {
    material,
    number,
    id,
    site,
    description,
    kind,
    unit,
    made: formatQuantity(parseQuantity(lot.made)),
    madeAt: formatInstant(lot.madeAt),
    workOrder,
    vendor,
    vendorLot,
    heat,
    expiresAt: lot.expiresAt === null ? null : formatInstant(lot.expiresAt),
  }
}

// ---- what belongs to it -------------------------------------------------------------------------------------------------------------

interface Origins {
  position: number
  members: Members
  weights: BackWeights
  has: (lot: number) => boolean
}

/** The lot itself, without a limit in time, and every lot that is in it, up to the time its material left for this one. */
async function originsOf({ engine }: Services, id: number): Promise<Origins> {
  const graph = await engine.current()
  if (id >= graph.lotEnd) throw notFound(`There is no lot ${id}.`)
  const back = reach(graph, { direction: 'back', seeds: [{ lot: id }] })
  const inside = new Set(back.ids)
  const deadlines = [...back.times].map(time => (Number.isFinite(time) ? Math.trunc(time) : Number.MAX_SAFE_INTEGER))
  return {
    position: engine.position,
    weights: backWeights(graph, back),
    has: lot => inside.has(lot),
    members: { lots: [id, ...back.ids], deadlines: [Number.MAX_SAFE_INTEGER, ...deadlines] },
  }
}

async function recordsOf({ pool }: Services, named: ReadonlyMap<number, LotFacts>, reports: readonly ReportRow[]): Promise<Records> {
  const orders = new Map<string, { site: string; code: string }>()
  const centers = new Map<string, { site: string; code: string }>()
  const want = (into: typeof orders, site: string, code: string | null): void => {
    if (code !== null) into.set(recordKey(site, code), { site, code })
  }
  for (const lot of named.values()) want(orders, lot.site, lot.workOrder)
  for (const report of reports) {
    want(orders, report.site, report.runWorkOrder ?? report.workOrder)
    want(centers, report.site, report.runWorkCenter ?? report.workCenter)
  }
  const [orderRows, centerRows] = await Promise.all([
    recordsNamed(pool, 'workOrder', [...orders.values()]),
    recordsNamed(pool, 'workCenter', [...centers.values()]),
  ])
  return {
    orders: new Map(orderRows.map(row => [recordKey(row.site, row.code), row.body as WorkOrder])),
    centers: new Map(centerRows.map(row => [recordKey(row.site, row.code), row.body as { name?: string }])),
  }
}

function runsOf(executions: readonly Execution[]): RunName[] {
  return [
    ...new Map(executions.flatMap(({ site, run }) => (run === null ? [] : ([[recordKey(site, run), { site, run }]] as const)))).values(),
  ]
}

// ---- lines --------------------------------------------------------------------------------------------------------------------------

function operationLines(
  executions: readonly Execution[],
  people: readonly (RunName & { by: string })[],
  lot: LotFacts,
  records: Records,
): OperationLine[] {
  const ofRun = new Map<string, string[]>()
  for (const { site, run, by } of people) ofRun.set(recordKey(site, run), [...(ofRun.get(recordKey(site, run)) ?? []), by])
  const whoDid = (entry: Execution): string[] =>
    entry.run === null
      ? [...new Set(entry.reports.flatMap(report => [...(report.by === null ? [] : [report.by]), ...(report.crew ?? [])]))]
      : (ofRun.get(recordKey(entry.site, entry.run)) ?? [])
  const isOwn = (entry: Execution): number => (entry.lot.id === lot.id ? 0 : 1)
  return [...executions]
    .sort((a, b) => isOwn(a) - isOwn(b) || a.startedAt - b.startedAt)
    .map(entry => lineOf(entry, whoDid(entry), records))
}

/** What the lot itself was put together from comes before what its parts are made of. */
function ownPartsFirst(rows: readonly ComponentRow[], id: number): ComponentRow[] {
  return [...rows.filter(row => row.child === id), ...rows.filter(row => row.child !== id)]
}

function ownFirst(values: readonly ValueLine[], lot: LotFacts): ValueLine[] {
  const isOwn = (value: ValueLine): boolean => value.lot.material === lot.material && value.lot.number === lot.number
  return [...values.filter(isOwn), ...values.filter(value => !isOwn(value))]
}

interface Known {
  named: ReadonlyMap<number, LotFacts>
  documents: ReadonlyMap<number, DocumentLine[]>
}

async function documentLines({ pool }: Services, lots: readonly number[]): Promise<Map<number, DocumentLine[]>> {
  const lines = new Map<number, DocumentLine[]>()
  for (const { lot, document, name, kind, mediaType, size } of await documentsOfLots(pool, lots))
    lines.set(lot, [...(lines.get(lot) ?? []), { document, name, kind, mediaType, size }])
  return lines
}

function componentLine(row: ComponentRow, { named, documents }: Known, root: number, weights: BackWeights): ComponentLine[] {
  const [lot, of] = [named.get(row.parent), named.get(row.child)]
  if (!lot || !of) return []
  return [
    {
      ...nameOf(lot),
      description: lot.description,
      unit: lot.unit,
      of: nameOf(of),
      quantity: quantityIn(row, of, root, weights),
      certainty: certaintyOf(row, root, weights),
      installedAt: formatInstant(row.came),
      removedAt: row.removedAt === null ? null : formatInstant(row.removedAt),
      position: row.position,
      vendor: lot.vendor,
      vendorLot: lot.vendorLot,
      heat: lot.heat,
      documents: documents.get(lot.id) ?? [],
    },
  ]
}

/** In the lot of the record, not in the whole of the lot it came through: of 24 m in 40 wires, one wire has 0.6 m. */
function quantityIn(row: ComponentRow, of: LotFacts, root: number, weights: BackWeights): string | null {
  if (row.expected === null) return null
  if (row.child === root) return formatQuantity(fromNumber(row.expected))
  const all = Math.max(toNumber(parseQuantity(of.made)), row.portionTotal)
  const share = all > 0 ? Math.min(1, weights.quantity(row.child).expected / all) : 0
  return formatQuantity(fromNumber(row.expected * share))
}

/** Certain of the lot of the record: some of the component surely is in it, or was until it was taken out. */
function certaintyOf(row: ComponentRow, root: number, weights: BackWeights): 'certain' | 'possible' {
  if (row.child === root) return row.certain ? 'certain' : 'possible'
  return row.certain && weights.isCertain(row.parent) && weights.isCertain(row.child) ? 'certain' : 'possible'
}

async function holdLines(services: Services, id: number): Promise<HoldLine[]> {
  const [placed, reaching] = await Promise.all([queries.holdsPlacedOn(services.pool, id), holdsReaching(services, id)])
  const facts = await holdFacts(services.pool, placed)
  const direct = facts.map(({ hold, reason, case: number, by, at, releasedAt, releaseReason }) => ({
    hold,
    reason,
    case: number,
    by,
    at: formatInstant(at),
    releasedAt: releasedAt === null ? null : formatInstant(releasedAt),
    releaseReason,
    direct: true,
  }))
  const inherited = reaching
    .filter(hold => !hold.direct)
    .map(({ hold, reason, case: number, by, at }) => ({
      hold,
      reason,
      case: number,
      by,
      at,
      releasedAt: null,
      releaseReason: null,
      direct: false,
    }))
  return [...direct, ...inherited]
}
