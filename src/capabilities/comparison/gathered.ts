/** What is known of every lot that is in any of the compared ones: what it is, where it was made, in which run, by whom, from which load. */
import type { Pool } from 'pg'
import type { FactorKind } from '../../answers/index.ts'
import type { OriginsOfEach } from '../../genealogy/origins.ts'
import { type ShiftsWithin, shiftsWithin } from '../stations/shift.ts'
import { namesOf } from '../tracing/lot-facts.ts'
import type { NamedLot } from '../tracing/queries.ts'
import { type Factor, type Has, type HasLoad, type Known, originsAt } from './counting.ts'
import {
  type Doing,
  doingsOf,
  type Load,
  loadsInto,
  type OperationName,
  operationNames,
  peopleOfRuns,
  type RunPerson,
  revisionsOf,
  type ShiftPlan,
  shiftPlans,
} from './queries.ts'
import { bestWindow, type Timed } from './statistics.ts'

export interface Gathered {
  known: Known
  names: ReadonlyMap<number, NamedLot>
  /** Of factors that are stretches of time: which, and among how many it was picked. */
  windows: ReadonlyMap<number, { from: number; until: number; possible: number }>
}

export async function gather(
  pool: Pool,
  origins: OriginsOfEach,
  { failed, position }: { failed: number; position: number },
): Promise<Gathered> {
  const lots = Uint32Array.from(new Set(origins.lots)).sort()
  const [names, doings, loads, revisions, plans] = await Promise.all([
    namesOf(pool, lots),
    doingsOf(pool, lots, position),
    loadsInto(pool, lots, position),
    revisionsOf(pool, lots),
    shiftPlans(pool),
  ])
  const runs = [...new Set(doings.flatMap(({ run }) => run ?? []))]
  const people = runs.length === 0 ? [] : await peopleOfRuns(pool, runs, position)
  const book = new Book(names)
  for (const name of names.values()) book.addLot(name)
  for (const one of revisions) book.addRevision(one)
  const called = await operationNames(pool, ordersOf(doings))
  book.addDoings(doings, { people, plans, called })
  for (const load of loads) book.addLoad(load)
  book.addWindows(origins, doings, failed)
  return { known: book, names, windows: book.windows }
}

interface Doers {
  readonly people: readonly RunPerson[]
  readonly plans: readonly ShiftPlan[]
  readonly called: readonly OperationName[]
}

/** Each order once. */
function ordersOf(doings: readonly Doing[]): { site: string; workOrder: string }[] {
  const orders = new Map<string, { site: string; workOrder: string }>()
  for (const { site, workOrder, operation } of doings)
    if (workOrder !== null && operation !== null) orders.set(`${site} ${workOrder}`, { site, workOrder })
  return [...orders.values()]
}

class Book implements Known {
  readonly factors: Factor[] = []
  readonly ofLot = new Map<number, Has[]>()
  readonly asOrigin = new Map<number, Has[]>()
  readonly loadsInto = new Map<number, HasLoad[]>()
  readonly windows = new Map<number, { from: number; until: number; possible: number }>()
  private readonly numbers = new Map<string, number>()
  private readonly names: ReadonlyMap<number, NamedLot>

  constructor(names: ReadonlyMap<number, NamedLot>) {
    this.names = names
  }

  addLot({ id, material, number, vendor, vendorLot }: NamedLot): void {
    push(this.asOrigin, id, { factor: this.numberOf({ kind: 'lot', name: `${material} ${number}`, lot: id }), isSure: true })
    push(this.asOrigin, id, { factor: this.numberOf({ kind: 'material', name: material, code: material }), isSure: true })
    if (vendor !== null) this.add(id, { kind: 'vendor', name: vendor, code: vendor }, true)
    if (vendorLot !== null)
      this.add(id, { kind: 'vendorLot', name: `${vendor ?? ''} ${vendorLot} (${material})`.trim(), code: vendorLot }, true)
  }

  addRevision({ id, revision }: { id: number; revision: string }): void {
    const { material = '' } = this.names.get(id) ?? {}
    this.add(id, { kind: 'revision', name: `${material} revision ${revision}`, code: revision }, true)
  }

  addDoings(doings: readonly Doing[], { people, plans, called }: Doers): void {
    const byRun = new Map<string, string[]>()
    for (const { site, run, by } of people) push(byRun, `${site} ${run}`, by)
    const operations = new Map(called.map(({ site, workOrder, operation, name }) => [`${site} ${workOrder} ${operation}`, name]))
    const shifts = new Map(plans.map(plan => [plan.site, shiftsWithin(plan.shifts, plan.timeZone ?? 'UTC')]))
    for (const group of groupsOf(doings).values())
      for (const { factor, isSure } of factsOf(group, { byRun, shifts, operations })) this.add(group[0]?.lot ?? 0, factor, isSure)
  }

  addLoad({ parent, child, taken, isSure, run, position, workCenter }: Load): void {
    const { material = '', number = '' } = this.names.get(parent) ?? {}
    const where = [workCenter, position].filter(Boolean).join(' ')
    const factor = this.numberOf(
      { kind: 'load', name: `${material} ${number} into ${where || `run ${run}`}`, lot: parent, at: taken },
      `${parent} ${taken}`,
    )
    push(this.loadsInto, child, { factor, isSure, parent })
  }

  /** Per work center the stretch of time in which most of the failed and fewest of the good were last worked on there. */
  addWindows(origins: OriginsOfEach, doings: readonly Doing[], failed: number): void {
    const byLot = new Map<number, Doing[]>()
    for (const doing of doings) push(byLot, doing.lot, doing)
    const points = pointsOf(origins, byLot, failed)
    const good = origins.start.length - 1 - failed
    const byPlace = new Map<string, Doing[]>()
    for (const doing of doings) if (doing.workCenter !== null) push(byPlace, doing.workCenter, doing)
    for (const [workCenter, timed] of points) {
      const window = bestWindow(timed, { failed, good })
      if (!window) continue
      const factor = this.numberOf({ kind: 'window', name: workCenter, code: workCenter }, workCenter)
      this.windows.set(factor, window)
      for (const [lot, isSure] of lotsIn(window, byPlace.get(workCenter) ?? [])) push(this.ofLot, lot, { factor, isSure })
    }
  }

  private add(lot: number, factor: Factor, isSure: boolean): void {
    push(this.ofLot, lot, { factor: this.numberOf(factor), isSure })
  }

  private numberOf({ kind, name, lot, code, at }: Factor, identity = `${lot ?? ''} ${code ?? ''} ${name}`): number {
    const key = `${kind} ${identity}`
    const known = this.numbers.get(key)
    if (known !== undefined) return known
    this.numbers.set(key, this.factors.length)
    return (
      this.factors.push({
        kind,
        name,
        ...(lot === undefined ? {} : { lot }),
        ...(code === undefined ? {} : { code }),
        ...(at === undefined ? {} : { at }),
      }) - 1
    )
  }
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** What is known around a doing: who recorded anything of its run, which shifts the site has, what its operation is called. */
interface Around {
  readonly byRun: ReadonlyMap<string, readonly string[]>
  readonly shifts: ReadonlyMap<string, ShiftsWithin>
  readonly operations: ReadonlyMap<string, string>
}

/** What was done to a lot in the same way: made, or worked on in one operation. */
function groupsOf(doings: readonly Doing[]): Map<string, Doing[]> {
  const groups = new Map<string, Doing[]>()
  for (const doing of doings) push(groups, `${doing.lot} ${doing.kind} ${doing.operation ?? ''}`, doing)
  return groups
}

/** Where some of a lot was done here and some there, each is only possible for what was made of it. */
function* factsOf(group: readonly Doing[], { byRun, shifts, operations }: Around): Generator<{ factor: Factor; isSure: boolean }> {
  const valuesOf: readonly [FactorKind, (doing: Doing) => readonly string[]][] = [
    ['operation', doing => operationOf(doing, operations)],
    ['shift', doing => shifts.get(doing.site)?.(doing.from, doing.at) ?? []],
    ['workCenter', doing => listed(doing.workCenter)],
    ['station', doing => listed(doing.station)],
    ['run', doing => listed(doing.run)],
    ['workOrder', doing => listed(doing.workOrder)],
    ['person', doing => [...new Set([...listed(doing.by), ...(byRun.get(`${doing.site} ${doing.run}`) ?? [])])]],
  ]
  for (const [kind, of] of valuesOf) {
    const sets = group.map(doing => of(doing))
    for (const value of new Set(sets.flat())) {
      // What was being filled over the end of a shift is of the one or of the other; two people are both of it.
      const isSure = sets.every(values => values.includes(value) && (kind !== 'shift' || values.length === 1))
      yield { factor: { kind, name: value, code: value }, isSure }
    }
  }
}

/** By the name the order gives it: the same number means something else in another order. */
const operationOf = ({ site, workOrder, operation }: Doing, names: ReadonlyMap<string, string>): string[] =>
  listed(operation === null ? null : (names.get(`${site} ${workOrder} ${operation}`) ?? null))

const listed = (value: string | null): string[] => (value === null ? [] : [value])

/** Lots that were worked on there in this time, and whether all that was done to them there was. */
function lotsIn({ from, until }: { from: number; until: number }, there: readonly Doing[]): Map<number, boolean> {
  const isIn = ({ at }: Doing): boolean => at >= from && at <= until
  const found = new Map<number, boolean>()
  for (const doing of there) if (isIn(doing)) found.set(doing.lot, true)
  for (const doing of there) if (!isIn(doing) && found.has(doing.lot)) found.set(doing.lot, false)
  return found
}

/** Per work center: when each compared lot, or what is in it, was last worked on there. */
function pointsOf(origins: OriginsOfEach, byLot: ReadonlyMap<number, readonly Doing[]>, failed: number): Map<string, Timed[]> {
  const points = new Map<string, Timed[]>()
  for (let target = 0; target < origins.start.length - 1; target++) {
    const last = new Map<string, number>()
    for (const { lot } of originsAt(origins, target))
      for (const { workCenter, at } of byLot.get(lot) ?? [])
        if (workCenter !== null) last.set(workCenter, Math.max(at, last.get(workCenter) ?? at))
    for (const [workCenter, at] of last) push(points, workCenter, { at, isFailed: target < failed })
  }
  return points
}
