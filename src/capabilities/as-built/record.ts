/**
 * The whole record of one lot or serial: what was done to it and to everything in it, what it consists of, what was measured, and what
 * is missing. What happened to a component after it went in, or to the rest of its lot, is no part of the record.
 */
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { type BackWeights, backWeights } from '../../genealogy/back.ts'
import { timedReach } from '../../genealogy/reach.ts'
import type { WorkOrder } from '../booking/records.ts'
import { concessionsOf } from '../containment/queries.ts'
import { type ConcessionAnswer, concessionLine } from '../containment/routes.ts'
import { type PrintRow, printsOf } from '../labels/queries.ts'
import { type ShipmentOfLot, shipmentsOf } from '../lots/page.ts'
import { type LotFacts, lotFacts, recordsNamed } from '../lots/queries.ts'
import { notFound } from '../problem.ts'
import { peopleOfRuns, type RunName } from '../production/queries.ts'
import type { Services } from '../route.ts'
import { openEndsAt } from '../tracing/queries.ts'
import { seriesHolding } from '../tracing/series.ts'
import { designedOf, designs } from './as-designed.ts'
import { type ComponentLine, componentLine, type DocumentLine, documentLines, inOnePiece, ownPartsFirst, removalsOf } from './components.ts'
import type { Design } from './design.ts'
import { type Gap, gapsOf } from './gaps.ts'
import { type Execution, executionsOf, type LotName, lineOf, type OperationLine, type Records, recordKey } from './operations.ts'
import {
  type DeviationLine,
  type DispositionLine,
  deviationLines,
  dispositionLines,
  type HoldLine,
  holdLines,
  type SignatureLine,
  signatureLines,
} from './quality.ts'
import type { ComponentRow, Members, ReportRow } from './queries.ts'
import * as queries from './queries.ts'
import { type Replacement, replacementsIn } from './replacements.ts'
import { type ValueLine, valueLines } from './values.ts'

export type LabelLine = Omit<PrintRow, 'at'> & { at: string }
export interface AsBuilt {
  lot: LotName & {
    id: number
    site: string
    description: string | null
    kind: LotFacts['kind']
    unit: string
    made: string
    madeAt: string
    workOrder: string | null
    vendor: string | null
    vendorLot: string | null
    heat: string | null
    expiresAt: string | null
    /** A serial nobody has named yet: the lot that stands for it and the rest of its series. */
    series: string | null
  }
  operations: OperationLine[]
  components: ComponentLine[]
  /** What was taken out, and what stands in its place now. */
  replacements: Replacement[]
  values: ValueLine[]
  /** As designed against as built, an order at a time, that of the lot itself first. */
  design: Design[]
  /** By which approved deviations components are in it. */
  deviations: DeviationLine[]
  holds: HoldLine[]
  dispositions: DispositionLine[]
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
  /** Of every event of the record: with it, or about it later. */
  signatures: SignatureLine[]
  /** Of the lot itself: its own, of its receipts, runs, shipments and material. */
  documents: DocumentLine[]
  /** Every label that was printed for the lot itself, oldest first. */
  labels: LabelLine[]
  gaps: Gap[]
}

/** One serial of a series, as long as nobody has named it: what is true of the whole series is true of it. */
export async function asBuiltOf(services: Services, id: number, serial: string): Promise<AsBuilt> {
  const record = await asBuilt(services, id)
  const held = await seriesHolding(services.pool, record.lot.site, [serial])
  if (!held.some(entry => entry.lot === id))
    throw notFound(`${serial} is no serial of ${record.lot.number} that still stands there: look for it as a lot of its own.`)
  return {
    ...record,
    lot: { ...record.lot, number: serial, kind: 'serial', made: '1', series: record.lot.number },
    components: inOnePiece(record),
    shipments: record.shipments.map(oneOf),
  }
}

/** What nobody has named goes and comes back with all of its series: each serial of it is one of them. */
const oneOf = (row: ShipmentOfLot): ShipmentOfLot => ({ ...row, quantity: someOf(row.quantity), returned: someOf(row.returned) })
const someOf = (quantity: string): string => (Number(quantity) > 0 ? '1' : '0')

export async function asBuilt(services: Services, id: number): Promise<AsBuilt> {
  const { pool } = services
  const origins = await originsOf(services, id)
  const { members } = origins
  const [found, own] = await Promise.all([readAbout(services, id, origins), lotFacts(pool, members.lots)])
  const { components, reports, concessions, holds, dispositions, deviations } = found
  const named = await withParents(services, own, components)
  const lot = named.get(id)
  if (!lot) throw notFound(`There is no lot ${id}.`)
  const inRecord = components.filter(row => row.child === id || row.removedAt === null || origins.has(row.parent))
  const passed = concessions.filter(row => row.lot === id || Number(row.used) > 0)
  const positions = [...dispositions, ...passed, ...deviations.flatMap(row => row.versions.map(since => ({ since })))].map(row => row.since)
  const [{ records, executions, measured, designed }, documents, removals, holdsSaid, signatures] = await Promise.all([
    readWorked(services, origins, { id, named, reports }),
    documentLines(services, [...named.keys()]),
    removalsOf(services, inRecord),
    holdLines(services, id, holds, named),
    signatureLines(services, lot.site, [...found.events, ...positions, ...holds.flatMap(hold => hold.since)]),
  ])
  const values = ownFirst(valueLines(measured.values, { lots: named, executions, lost: measured.lost, records }), lot)
  const parts = ownPartsFirst(inRecord, id).flatMap(row => componentLine(row, { named, documents, removals }, id, origins.weights))
  const lines = parts.map(part => part.line)
  const design = designs(designed, { id, parts, deviations, weights: origins.weights })
  const decided = dispositionLines(dispositions, named)
  return {
    lot: headOf(lot),
    operations: operationLines(executions, measured.people, lot, records),
    components: lines,
    design,
    replacements: replacementsIn(lines),
    values,
    deviations: deviationLines(deviations, named),
    holds: holdsSaid,
    dispositions: decided,
    concessions: passed.map(concessionLine),
    shipments: found.shipments,
    corrections: found.corrections.map(row => ({ ...row, at: formatInstant(row.at) })),
    signatures,
    documents: documents.get(id) ?? [],
    labels: found.labels.map(row => ({ ...row, at: formatInstant(row.at) })),
    gaps: gapsOf({
      lots: members.lots.flatMap(member => named.get(member) ?? []),
      named,
      components: inRecord,
      executions,
      values,
      design,
      dispositions: decided,
      concessions: passed,
      signatures,
      openEnds: found.openEnds,
      exceptions: measured.exceptions,
      records,
    }),
  }
}

/** Of what was taken out again, the lots it was are none of the record. */
async function withParents(
  { pool }: Services,
  own: readonly LotFacts[],
  components: readonly ComponentRow[],
): Promise<ReadonlyMap<number, LotFacts>> {
  const known = new Set(own.map(({ id }) => id))
  const others = [...new Set(components.map(row => row.parent))].filter(parent => !known.has(parent))
  const more = others.length === 0 ? [] : await lotFacts(pool, others)
  return new Map([...own, ...more].map(lot => [lot.id, lot]))
}

/** What was done to the lots, with what was measured then and what the orders asked for. */
async function readWorked(
  services: Services,
  { members }: Origins,
  { id, named, reports }: { id: number; named: ReadonlyMap<number, LotFacts>; reports: readonly ReportRow[] },
) {
  const records = await recordsOf(services, named, reports)
  const executions = executionsOf(reports, named, records)
  const [measured, designed] = await Promise.all([
    readMeasured(services, members, { executions, reports, records }),
    designedOf(services, { id, members, named, executions }),
  ])
  return { records, executions, measured, designed }
}

/** What is asked with nothing but the lots of the record. */
async function readAbout(services: Services, id: number, { members, position }: Origins) {
  const { pool } = services
  const [components, reports, shipments, holds, concessions, corrections, openEnds, labels, dispositions, deviations, events] =
    await Promise.all([
      queries.componentsOf(pool, members),
      queries.reportsOn(pool, members),
      shipmentsOf(services, id),
      queries.holdsPlacedOn(pool, members),
      concessionsOf(pool, members.lots),
      queries.correctionsOn(pool, members),
      openEndsAt(pool, members.lots, position),
      printsOf(pool, id),
      queries.dispositionsOn(pool, members),
      queries.deviationsUsed(pool, members),
      queries.eventsOn(pool, members),
    ])
  return { components, reports, shipments, holds, concessions, corrections, openEnds, labels, dispositions, deviations, events }
}

/** What is asked of the runs, reports and orders they were part of. */
async function readMeasured(
  { pool }: Services,
  { lots }: Members,
  { executions, reports, records }: { executions: readonly Execution[]; reports: readonly ReportRow[]; records: Records },
) {
  const runs = runsOf(executions)
  const orders = [...records.orders.keys()].map(key => ({
    site: key.slice(0, key.indexOf('\u0000')),
    code: key.slice(key.indexOf('\u0000') + 1),
  }))
  const [people, values, lost, exceptions] = await Promise.all([
    peopleOfRuns(pool, runs),
    queries.valuesOf(pool, lots, runs, orders),
    queries.partsLost(pool, [...new Set(executions.filter(entry => entry.run !== null).map(entry => entry.lot.id))]),
    queries.exceptionsIn(pool, [...new Set(reports.map(report => report.since))], runs),
  ])
  return { people, values, lost, exceptions }
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
    series: null,
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
  const back = timedReach(graph, { direction: 'back', seeds: [{ lot: id }] })
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

function ownFirst(values: readonly ValueLine[], lot: LotFacts): ValueLine[] {
  const isOwn = (value: ValueLine): boolean => value.lot.material === lot.material && value.lot.number === lot.number
  return [...values.filter(isOwn), ...values.filter(value => !isOwn(value))]
}
