/** Everything the reducer may know about a scan, looked up beforehand: what the text means, what was done to it, what is open here. */
import { formatQuantity, parseQuantity, type Quantity, ZERO } from '../../base/quantity.ts'
import { hashSecret } from '../../base/secret.ts'
import { type PartedFrom, reportedOf } from '../../ledger/reported.ts'
import type { Concessions } from '../../ledger/state.ts'
import { readScan } from '../../symbols/index.ts'
import type { CollectionPlan, Material, WorkCenter, WorkOrder } from '../booking/records.ts'
import { activeHolds, holdsOn } from '../containment/guard.ts'
import type { Services } from '../route.ts'
import { resolveScan } from '../scanning/resolve.ts'
import { seriesHolding } from '../tracing/series.ts'
import { type LotName, type StationContext, sameLot } from './context.ts'
import { type DockFacts, dockFacts } from './dock-facts.ts'
import { componentOf, loadedIn } from './loads.ts'
import { type Price, priceOf } from './price.ts'
import * as queries from './queries.ts'
import type { Badge, HoldSeen, LotSeen, PersonSeen, ReportSeen, RunSeen, Seen } from './seen.ts'
import { type AssemblySeen, placed, slotsOf } from './slots.ts'
import type { Station } from './station.ts'

export interface Facts {
  seen: Seen | null
  center: WorkCenter | null
  /** All that is open at the work center, the newest first. */
  runs: queries.RunRow[]
  /** The run that scans belong to: the one the station remembers, or the only one that takes raw material here. */
  run: RunSeen | null
  /** Lots that the station remembers: scanned together, or parts of the assembly. */
  lots: LotSeen[]
  people: PersonSeen[]
  /** Lots that were started together with the scanned ones, in runs that are still open. */
  started: (LotName & { run: string })[]
  /** What is loaded in the run. */
  loaded: LotSeen[]
  price: Price | null
  /** Records of what the operations at hand take. */
  materials: Material[]
  /** The assembly that the station remembers, with what is in it. */
  assembly: AssemblySeen | null
  /** The scanned lot, where it is a unit to be assembled here. */
  unit: AssemblySeen | null
  /** Lots of the scanned order that something can be reported on. */
  orderLots: LotSeen[]
  /** What is to be collected of the materials at hand, and what of it was already measured of these lots and in these runs. */
  plans: CollectionPlan[]
  values: queries.ValueRow[]
  /** What the jobs at the dock need to know; null elsewhere. */
  dock: DockFacts | null
  /** Of the events the station might take back, those whose lots were used since; asked only by UNDO. */
  usedSince: string[]
}

/** How badges that we print begin; others are known by their value alone. */
export const BADGE = /^BADGE:/i

export const hashesOf = (text: string): string[] => [...new Set([text, text.replace(BADGE, '')])].map(hashSecret)

export const badgeOf = (row: queries.PersonRow | null): Badge | null => row && { person: personSeen(row), current: row.current }

/** Nothing is known under this text: perhaps it is the badge of somebody who has another one by now. */
export async function formerBadge(services: Services, site: string, text: string): Promise<Badge | null> {
  return badgeOf(await queries.formerOwner(services.pool, site, hashesOf(text)))
}

const personSeen = ({ code, body }: queries.PersonRow): PersonSeen => ({
  code,
  name: body.name ?? code,
  language: body.language ?? null,
  roles: body.roles ?? [],
  pin: body.pin ?? null,
  certifications: body.certifications ?? [],
})

export async function factsFor(
  services: Services,
  station: Station,
  { context, about, arrival, isUndo }: { context: StationContext; about: string | null; arrival: queries.Arrival; isUndo: boolean },
): Promise<Facts> {
  const { pool } = services
  const { site } = station
  const { center, runs, people } = arrival
  const remembered = [...context.lots, ...(context.form?.lots ?? []), ...(context.assembly?.parts ?? []), ...unitOf(context)]
  const [seen, lots, usedSince] = await Promise.all([
    about === null ? null : whatIs(services, site, about),
    lotsNamed(services, site, remembered),
    isUndo ? queries.usedSince(pool, site, undoable(context)) : [],
  ])
  const [run, started, orderLots, assembling, plans] = await Promise.all([
    activeRun(services, site, context, runs),
    startedWith(services, site, [...lots, ...lotsIn(seen)]),
    seen?.kind === 'order' ? queries.lotsOfOrder(pool, site, seen.order.number).then(ids => lotsSeen(services, site, ids)) : [],
    station.job === 'assemble' ? assemblyFacts(services, station, { context, seen, lots }) : NO_ASSEMBLY,
    plansAtHand(services, station, { context, lots: [...lots, ...lotsIn(seen)], seen, runs }),
  ])
  const [[loaded, price], values] = await Promise.all([
    run === null ? ([[], null] as [LotSeen[], null]) : runFacts(services, site, { run, seen, center }),
    valuesBefore(services, site, { plans, lots: [...lots, ...lotsIn(seen), ...orderLots], run }),
  ])
  const dock = await dockFacts(services, station, context, { about, seen })
  const atDock = await askedAtDock(services, site, dock, lotsIn(seen))
  return {
    seen,
    center,
    runs,
    run,
    lots,
    people: people.map(personSeen),
    started,
    orderLots,
    loaded,
    price,
    ...assembling,
    plans: [...plans, ...atDock.plans],
    values: [...values, ...atDock.values],
    dock,
    usedSince,
  }
}

// ---- values ------------------------------------------------------------------------------------------------------------------------

interface AtHand {
  context: StationContext
  lots: readonly LotSeen[]
  seen: Seen | null
  runs: readonly queries.RunRow[]
}

/** At the dock it is what is ordered or loaded that says of what; that is read first. */
function plansAtHand({ pool }: Services, { site, job }: Station, { context, lots, seen, runs }: AtHand): Promise<CollectionPlan[]> {
  if (job === 'ship' || job === 'receive') return Promise.resolve([])
  const made = runs.flatMap(run => run.material ?? [])
  const ordered = seen?.kind === 'order' ? [seen.order.material] : []
  const order = context.assembly?.workOrder
  const materials = [...new Set([...lots.map(lot => lot.material), ...made, ...ordered])]
  return queries.plansFor(pool, site, { materials, orders: order ? [order] : [] })
}

function valuesBefore(
  { pool }: Services,
  site: string,
  { plans, lots, run }: { plans: readonly CollectionPlan[]; lots: readonly LotSeen[]; run: RunSeen | null },
): Promise<queries.ValueRow[]> {
  const open = lots.flatMap(lot => lot.reports.flatMap(report => (report.runOpen ? (report.run ?? []) : [])))
  return queries.valuesSeen(pool, site, {
    lots: lots.flatMap(ownId),
    runs: [...new Set([...open, ...(run === null ? [] : [run.run])])],
    characteristics: requiredBy(plans),
  })
}

/** What was measured of a series was not measured of this one of it. */
const ownId = ({ id, series }: LotSeen): number[] => (series === undefined ? [id] : [])

export const requiredBy = (plans: readonly CollectionPlan[]): string[] => [
  ...new Set(plans.flatMap(plan => plan.characteristics.filter(entry => entry.required === true).map(entry => entry.code))),
]

/** The lines that a receipt may belong to; all that is in the shipment, and what was measured of it. */
async function askedAtDock(
  { pool }: Services,
  site: string,
  dock: DockFacts | null,
  scanned: readonly LotSeen[],
): Promise<Pick<Facts, 'plans' | 'values'>> {
  if (dock === null) return { plans: [], values: [] }
  const loaded = dock.kind === 'ship' ? [...(dock.inHand?.staged ?? []), ...(dock.container?.contents ?? [])] : []
  const going = dock.kind === 'ship' ? scanned : []
  const ordered = dock.kind === 'receive' ? dock.candidates.map(({ line }) => line.material) : []
  const materials = new Set([...ordered, ...[...loaded, ...going].map(({ material }) => material)])
  const plans = await queries.plansFor(pool, site, { materials: [...materials], orders: [] })
  const lots = [...new Set([...loaded.map(({ lot }) => lot), ...going.flatMap(ownId)])]
  const values = lots.length === 0 ? [] : await queries.valuesSeen(pool, site, { lots, runs: [], characteristics: requiredBy(plans) })
  return { plans, values }
}

const undoable = ({ reports }: StationContext): string[] => reports.flatMap(report => (report.undone ? [] : report.events))

async function runFacts(
  services: Services,
  site: string,
  { run, seen, center }: { run: RunSeen; seen: Seen | null; center: WorkCenter | null },
): Promise<[LotSeen[], Price | null]> {
  const [raw, ...others] = lotsIn(seen).filter(lot => componentOf(run, lot.material) !== null)
  return Promise.all([
    lotsSeen(
      services,
      site,
      loadedIn(run).map(entry => entry.lot),
    ),
    raw && others.length === 0 ? priceOf(services, run, raw, center) : null,
  ])
}

// ---- assemblies --------------------------------------------------------------------------------------------------------------------

type Assembling = Pick<Facts, 'materials' | 'assembly' | 'unit'>
const NO_ASSEMBLY: Assembling = { materials: [], assembly: null, unit: null }

async function assemblyFacts(
  { pool }: Services,
  station: Station,
  { context, seen, lots }: { context: StationContext; seen: Seen | null; lots: readonly LotSeen[] },
): Promise<Assembling> {
  const { site } = station
  const remembered = context.assembly
  const scanned = seen?.kind === 'lots' ? seen.lots[0] : undefined
  const activeOrder = remembered?.workOrder ? await queries.orderNamed(pool, site, remembered.workOrder) : null
  const orders = [activeOrder, scanned?.order ?? null, seen?.kind === 'order' ? seen.order : null].flatMap(order => order ?? [])
  const codes = new Set(
    orders.flatMap(order => order.operations.flatMap(operation => (operation.components ?? []).map(component => component.material))),
  )
  const unitOf = (name: LotName): LotSeen | undefined => lots.find(lot => lot.material === name.material && lot.number === name.number)
  const active = remembered?.unit ? unitOf(remembered.unit) : undefined
  const [materials, installed] = await Promise.all([
    queries.materialsNamed(pool, site, [...codes]),
    queries.installedIn(pool, [...new Set([active?.id, scanned?.id].flatMap(id => id ?? []))]),
  ])
  const parts = (remembered?.parts ?? [])
    .flatMap(part => unitOf(part) ?? [])
    .map(lot => ({ lot: lot.id, material: lot.material, number: lot.number }))
  const seenAs = (order: WorkOrder | null, filled: readonly (LotName & { lot: number })[]): AssemblySeen | null => {
    const operation =
      order?.operations.find(entry => entry.workCenter === station.workCenter && (entry.components?.length ?? 0) > 0) ?? null
    return operation === null ? null : { order, operation, slots: placed(slotsOf(operation.components ?? [], materials), filled).slots }
  }
  const partsOf = (unit: LotSeen | undefined): (LotName & { lot: number })[] => installed.filter(row => row.assembly === unit?.id)
  return {
    materials,
    assembly: activeOrder === null ? null : seenAs(activeOrder, active ? partsOf(active) : parts),
    unit: scanned ? seenAs(scanned.order, partsOf(scanned)) : null,
  }
}

const lotsIn = (seen: Seen | null): LotSeen[] => (seen?.kind === 'lots' ? seen.lots : [])

async function startedWith({ pool }: Services, site: string, lots: readonly LotSeen[]): Promise<Facts['started']> {
  const runs = new Set(
    lots.flatMap(lot =>
      lot.reports.flatMap(report => (report.type === 'start' && report.runOpen && report.run !== null ? [report.run] : [])),
    ),
  )
  const lines = await Promise.all([...runs].map(async run => (await queries.linesOfRun(pool, site, run)).map(line => ({ ...line, run }))))
  return lines
    .flat()
    .filter(line => line.kind === 'worked')
    .map(({ material, number, run }) => ({ material, number, run }))
}

const unitOf = ({ assembly }: StationContext): LotName[] => (assembly?.unit ? [assembly.unit] : [])

async function activeRun(
  { pool }: Services,
  site: string,
  context: StationContext,
  runs: readonly queries.RunRow[],
): Promise<RunSeen | null> {
  const taking = runs.filter(run => takesMaterial(run))
  const run = runs.find(row => row.run === context.run) ?? (taking.length === 1 ? taking[0] : undefined)
  return run === undefined ? null : { ...run, lines: await queries.linesOfRun(pool, site, run.run) }
}

/** A run that makes something out of raw material, as opposed to one that works on lots that stay what they are. */
function takesMaterial({ order, operation }: queries.RunRow): boolean {
  const stated = order?.operations.find(entry => entry.sequence === operation)
  return stated !== undefined && ((stated.components?.length ?? 0) > 0 || stated.createsLot === true)
}

// ---- what a text means -------------------------------------------------------------------------------------------------------------

/** Our own address on a label leads to what stands at its end. */
const OWN_ADDRESS = /^https?:\/\/[^/]+\/s\/([^/?#]+)$/i

async function whatIs(services: Services, site: string, scanned: string): Promise<Seen> {
  const own = OWN_ADDRESS.exec(scanned)?.[1]
  // A pallet's label says its number under an identifier of its own.
  const text = own === undefined ? (readScan(scanned).facts.sscc ?? scanned) : decoded(own)
  const rows = await queries.calledSo(services.pool, [...new Set([text, text.toUpperCase()])])
  const here = rows.filter(row => row.site === site)
  const first = (kind: queries.CalledRow['kind']): queries.CalledRow[] => here.filter(row => row.kind === kind)
  const lots = first('lot').length > 0 ? first('lot') : first('identifier')
  if (lots.length > 0) return { kind: 'lots', lots: await lotsSeen(services, site, idsOf(lots)), container: null }
  const [container] = first('container')
  if (container) return inContainer(services, site, container.code)
  const [order] = first('workOrder')
  const record = order && (await queries.orderNamed(services.pool, site, order.code))
  if (record) return { kind: 'order', order: record }
  const [place] = here
  if (place) return { kind: 'place', code: place.code }
  const serials = here.length > 0 ? [] : await serialsSeen(services, site, await seriesHolding(services.pool, site, [text]))
  if (serials.length > 0) return { kind: 'lots', lots: serials, container: null }
  const [foreign] = rows
  if (foreign) return { kind: 'elsewhere', site: foreign.site, text }
  return asLabel(services, site, scanned, BADGE.test(text) ? 'badge' : null)
}

/** No number and no code of ours: a label of a standard or of a vendor says in its own way what it is on. */
async function asLabel(services: Services, site: string, text: string, kind: 'badge' | null): Promise<Seen> {
  if (kind !== null) return { kind, text }
  const resolved = await resolveScan(services, text, { site })
  const found = 'found' in resolved.means ? resolved.means.found : []
  const ids = found.flatMap(one => (one.possible && one.lot !== null && one.by !== 'series' ? [one.lot.id] : []))
  if (ids.length > 0) return { kind: 'lots', lots: await lotsSeen(services, site, [...new Set(ids)]), container: null }
  const inSeries = found.flatMap(one =>
    one.possible && one.lot !== null && one.by === 'series' ? [{ lot: one.lot.id, number: one.code }] : [],
  )
  if (inSeries.length > 0) return { kind: 'lots', lots: await serialsSeen(services, site, inSeries), container: null }
  const container = found.find(one => one.possible && one.kind === 'container')
  if (container) return inContainer(services, site, container.code)
  // A badge says nothing that may be read aloud, whoever's it is.
  if (found.some(one => one.kind === 'person')) return { kind: 'badge', text }
  const [abroad] = found.filter(one => one.site !== site)
  if (abroad) return { kind: 'elsewhere', site: abroad.site, text }
  if (resolved.candidates.length > 1) return { kind: 'doubtful', text, ways: resolved.candidates.map(({ bracketed }) => bracketed) }
  return { kind: 'unknown', text, problem: resolved.problem }
}

/** A torn address is looked up as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const idsOf = (rows: readonly queries.CalledRow[]): number[] => [...new Set(rows.flatMap(row => row.lot ?? []))]

async function inContainer(services: Services, site: string, container: string): Promise<Seen> {
  const contents = await queries.lotsInContainer(services.pool, site, container)
  const lots = await lotsSeen(
    services,
    site,
    contents.map(row => row.lot),
  )
  const inside = new Map(contents.map(row => [row.lot, formatQuantity(parseQuantity(row.quantity))]))
  return { kind: 'lots', container, lots: lots.map(lot => ({ ...lot, inside: inside.get(lot.id) ?? '0' })) }
}

/** Lots that the station remembers by name; those that no event has named yet are still in their series. */
async function lotsNamed(services: Services, site: string, names: readonly LotName[]): Promise<LotSeen[]> {
  if (names.length === 0) return []
  const lots = await lotsSeen(services, site, await queries.lotIds(services.pool, site, names))
  const missing = names.filter(name => !lots.some(lot => sameLot(lot, name)))
  if (missing.length === 0) return lots
  const holding = await seriesHolding(
    services.pool,
    site,
    missing.map(({ number }) => number),
  )
  const serials = holding.filter(serial => missing.some(name => sameLot(serial, name)))
  return [...lots, ...(await serialsSeen(services, site, serials))]
}

/** One of a series has what is true of all of it, and nothing was reported of it. */
async function serialsSeen(services: Services, site: string, serials: readonly { lot: number; number: string }[]): Promise<LotSeen[]> {
  const series = await lotsSeen(services, site, [...new Set(serials.map(({ lot }) => lot))])
  return serials.flatMap(({ lot: id, number }) => series.filter(lot => lot.id === id).map(lot => oneOf(lot, number)))
}

function oneOf(series: LotSeen, number: string): LotSeen {
  const [place] = series.places
  return {
    ...series,
    number,
    kind: 'serial',
    series: series.number,
    onHand: place === undefined ? '0' : '1',
    places: place === undefined ? [] : [{ place: place.place, quantity: '1' }],
    reports: [],
  }
}

async function lotsSeen(services: Services, site: string, ids: readonly number[]): Promise<LotSeen[]> {
  if (ids.length === 0) return []
  const { pool } = services
  const [rows, reports, holds] = await Promise.all([
    queries.lotsSeen(pool, ids),
    queries.reportsSeen(pool, ids),
    holdsSeen(services, site, ids),
  ])
  const ordered = rows.flatMap(row => (row.workOrder === null ? [] : row.id))
  const [permits, origins] = await Promise.all([concessionsSeen(pool, [...holds.keys()]), queries.partedFrom(pool, ordered)])
  const parents = [...new Set(origins.map(({ parent }) => parent))]
  const before =
    parents.length === 0
      ? []
      : [
          ...reports,
          ...(await queries.reportsSeen(
            pool,
            parents.filter(id => !ids.includes(id)),
          )),
        ]
  const seen = new Map(rows.map(row => [row.id, row]))
  return ids.flatMap(id => {
    const row = seen.get(id)
    if (!row) return []
    const onHand = formatQuantity(parseQuantity(row.onHand))
    return [
      {
        ...row,
        onHand,
        holds: holds.get(id) ?? [],
        concessions: permits.get(id) ?? NONE,
        reports: newestFirst([...reports.filter(report => report.lot === id), ...inherited(row, origins, before)]),
      },
    ]
  })
}

const newestFirst = <R extends ReportSeen>(reports: readonly R[]): R[] => [...reports].sort((a, b) => b.at - a.at || b.since - a.since)

/** What was reported while it was part of another lot: of each operation as much of it as that must be. */
function inherited(
  lot: Pick<LotSeen, 'id' | 'workOrder'>,
  parted: readonly PartedFrom[],
  reports: readonly queries.ReportRow[],
): ReportSeen[] {
  const ancestors = ancestorsOf(lot.id, parted)
  if (ancestors.size === 0) return []
  const told = reports.filter(
    ({ type, operation, workOrder }) => type !== 'start' && operation !== null && (workOrder ?? lot.workOrder) === lot.workOrder,
  )
  return [...new Set(told.map(({ operation }) => operation))].flatMap(operation => {
    const own = told.filter(report => report.operation === operation)
    const of = (id: number): { quantity: Quantity; at: number; ord: number }[] =>
      own.flatMap(({ lot: reported, quantity, at, ord }) => (reported === id ? [{ quantity: parseQuantity(quantity), at, ord }] : []))
    const quantity = reportedOf(lot.id, { parted, told: id => (id === lot.id ? [] : of(id)) })
    const [last] = newestFirst(own.filter(report => ancestors.has(report.lot)))
    return last === undefined || quantity <= ZERO
      ? []
      : [{ ...last, quantity: formatQuantity(quantity), scrap: '0', run: null, runOpen: false }]
  })
}

function ancestorsOf(lot: number, parted: readonly PartedFrom[]): Set<number> {
  const open = [lot]
  for (const id of open) for (const edge of parted) if (edge.lot === id && !open.includes(edge.parent)) open.push(edge.parent)
  return new Set(open.slice(1))
}

/** The same question that the capture path asks again in its transaction. */
async function holdsSeen({ pool, engine }: Services, site: string, ids: readonly number[]): Promise<Map<number, HoldSeen[]>> {
  const active = await activeHolds(pool)
  if (active.length === 0) return new Map()
  const reaching = holdsOn(await engine.current(), active, ids)
  const reasons = await queries.holdReasons(pool, site, [...new Set([...reaching.values()].flat())])
  return new Map([...reaching].map(([lot, holds]) => [lot, reasons.filter(row => holds.includes(row.hold))]))
}

const NONE: Concessions = { granted: [], uses: [] }

async function concessionsSeen(pool: Services['pool'], lots: readonly number[]): Promise<Map<number, Concessions>> {
  if (lots.length === 0) return new Map()
  const { granted, uses } = await queries.concessionsOn(pool, lots)
  const of = <T extends { lot: number }>(rows: readonly T[], lot: number): T[] => rows.filter(row => row.lot === lot)
  return new Map(lots.map(lot => [lot, { granted: of(granted, lot), uses: of(uses, lot) }]))
}
