/**
 * The board of work in process, kept in memory and in step with the ledger by position: only lots that something happened to are looked
 * at again, so it is as quick in a large store as in a small one, and several processes on one database each keep their own.
 */
import type { Pool } from 'pg'
import { negate, readQuantity } from '../../base/quantity.ts'
import type { LotGraph } from '../../genealogy/graph.ts'
import { storePosition } from '../tracing/queries.ts'
import { furthestOf, type LotLine, type Stage, stagesOf } from './stages.ts'
import {
  inProcess,
  type LineFacts,
  type LotFacts,
  linesOn,
  lotsInProcess,
  lotsTouched,
  type OrderFacts,
  openOrders,
  parentsOf,
} from './wip-queries.ts'

export interface WipLot extends Omit<LotFacts, 'order'> {
  order: OrderFacts
  stages: Stage[]
}
interface Source {
  pool: Pool
  /** A graph made anew means that the projections were: then nothing remembered is to be trusted. */
  engine: { readonly graph: LotGraph }
}

/** Lots looked at with one round of statements. */
const ROUND = 5000
/** Further behind than this, reading everything is quicker than reading what changed. */
const BEHIND_MAX = 50_000

export class Board {
  readonly lots = new Map<number, WipLot>()
  /** The same by site and work center: every look of a station asks, and there may be tens of thousands at the others. */
  private readonly byWorkCenter = new Map<string, Map<number, WipLot>>()
  /** The board shows the store as of this position. */
  position = 0
  private graph: LotGraph | undefined
  private catching: Promise<void> | undefined
  private readonly source: Source

  constructor(source: Source) {
    this.source = source
  }

  /** The board, no older than the store was when asked. */
  async current(): Promise<this> {
    const position = await storePosition(this.source.pool)
    if (position < this.position || this.graph !== this.source.engine.graph) this.forget()
    while (this.position < position) {
      this.catching ??= this.catchUp().finally(() => {
        this.catching = undefined
      })
      await this.catching
    }
    return this
  }

  /** The lots of which something is at an operation of this work center. */
  at({ site, workCenter }: { site: string; workCenter: string }): Iterable<WipLot> {
    return this.byWorkCenter.get(keyOf(site, workCenter))?.values() ?? []
  }

  private put(lot: WipLot): void {
    this.lots.set(lot.id, lot)
    for (const key of placesOf(lot)) {
      const there = this.byWorkCenter.get(key)
      if (there) there.set(lot.id, lot)
      else this.byWorkCenter.set(key, new Map([[lot.id, lot]]))
    }
  }

  private drop(id: number): void {
    const lot = this.lots.get(id)
    if (!lot) return
    this.lots.delete(id)
    for (const key of placesOf(lot)) {
      const there = this.byWorkCenter.get(key)
      there?.delete(id)
      if (there?.size === 0) this.byWorkCenter.delete(key)
    }
  }

  private clear(): void {
    this.lots.clear()
    this.byWorkCenter.clear()
  }

  private forget(): void {
    this.clear()
    this.position = 0
    this.graph = this.source.engine.graph
  }

  private async catchUp(): Promise<void> {
    const { pool } = this.source
    const [from, graph] = [this.position, this.graph]
    const to = await storePosition(pool)
    const isAll = from === 0 || to - from > BEHIND_MAX
    const ids = isAll ? await lotsInProcess(pool) : await lotsTouched(pool, { from, to })
    const fresh = new Map<number, WipLot>()
    for (let first = 0; first < ids.length; first += ROUND)
      for (const lot of await readLots(pool, ids.slice(first, first + ROUND))) fresh.set(lot.id, lot)
    if (graph !== this.graph) return
    if (isAll) this.clear()
    for (const id of ids) this.drop(id)
    for (const lot of fresh.values()) this.put(lot)
    this.position = to
  }
}

const boards = new WeakMap<object, Board>()

/** One board for all who ask in this process. */
export function boardOf(source: Source): Board {
  const known = boards.get(source.engine) ?? new Board(source)
  boards.set(source.engine, known)
  return known
}

async function readLots(pool: Pool, ids: readonly number[]): Promise<WipLot[]> {
  const facts = await inProcess(pool, ids)
  const keys = new Map(facts.map(lot => [keyOf(lot.site, lot.order), { site: lot.site, number: lot.order }]))
  const [orders, lines] = await Promise.all([openOrders(pool, [...keys.values()]), linesByLot(pool, ids)])
  const orderOf = new Map(orders.map(order => [keyOf(order.site, order.number), order]))
  const origins = await originsOf(pool, facts, { lines, orderOf })
  return facts.flatMap(({ order: number, ...lot }) => {
    const order = orderOf.get(keyOf(lot.site, number))
    if (!order || order.operations.length === 0) return []
    const told = (lines.get(lot.id) ?? []).map(line => toldBy(line, order))
    return [{ ...lot, order, stages: stagesOf(told, order.operations.length, origins.get(lot.id)) }]
  })
}

function placesOf({ site, order, stages }: WipLot): Set<string> {
  const places = new Set<string>()
  for (const { step } of stages) {
    const workCenter = order.operations[step]?.workCenter
    if (workCenter) places.add(keyOf(site, workCenter))
  }
  return places
}

const keyOf = (site: string, number: string): string => `${site}\u0000${number}`

async function linesByLot(pool: Pool, ids: readonly number[]): Promise<Map<number, LineFacts[]>> {
  const lines = new Map<number, LineFacts[]>()
  for (const line of await linesOn(pool, ids)) {
    const of = lines.get(line.lot)
    if (of) of.push(line)
    else lines.set(line.lot, [line])
  }
  return lines
}

// ---- what a split lot brings along ------------------------------------------------------------------------------------------

const PARTING: ReadonlySet<string> = new Set(['split', 'merged', 'serialized'])
interface Known {
  lines: Map<number, LineFacts[]>
  orderOf: ReadonlyMap<string, OrderFacts>
}

/** Lots that came from another lot of the order have behind them what that one had at the time, however often it was split. */
async function originsOf(pool: Pool, lots: readonly LotFacts[], { lines, orderOf }: Known): Promise<Map<number, number>> {
  const all = new Map(lines)
  const parents = new Map<number, { parent: number; at: number }[]>()
  for (let open = parted(lots, all); open.length > 0; ) {
    const found = await parentsOf(pool, open)
    for (const { child, parent, at } of found) parents.set(child, [...(parents.get(child) ?? []), { parent, at }])
    const unread = [...new Set(found.map(row => row.parent))].filter(id => !all.has(id))
    const read = unread.length === 0 ? new Map<number, LineFacts[]>() : await linesByLot(pool, unread)
    for (const id of unread) all.set(id, read.get(id) ?? [])
    open = [...new Set(found.map(row => row.parent))].filter(id => !parents.has(id) && isParted(all.get(id)))
  }
  const origins = new Map<number, number>()
  for (const lot of lots) {
    const order = orderOf.get(keyOf(lot.site, lot.order))
    if (order && parents.has(lot.id)) origins.set(lot.id, originOf(lot.id, { order, lines: all, parents, seen: new Set() }))
  }
  return origins
}

const parted = (lots: readonly LotFacts[], lines: ReadonlyMap<number, LineFacts[]>): number[] =>
  lots.filter(lot => isParted(lines.get(lot.id))).map(lot => lot.id)
const isParted = (lines: readonly LineFacts[] | undefined): boolean =>
  lines?.some(line => PARTING.has(line.kind) && !line.delta.startsWith('-')) ?? false

interface Ancestry {
  order: OrderFacts
  lines: ReadonlyMap<number, LineFacts[]>
  parents: ReadonlyMap<number, { parent: number; at: number }[]>
  seen: ReadonlySet<number>
}

/** Of several parents the one that is least far decides: nothing is called done that may not be. */
function originOf(lot: number, ancestry: Ancestry): number {
  const seen = new Set([...ancestry.seen, lot])
  const behind = (ancestry.parents.get(lot) ?? [])
    .filter(({ parent }) => !seen.has(parent))
    .map(({ parent, at }) => {
      const before = (ancestry.lines.get(parent) ?? []).filter(line => line.at <= at && !(line.at === at && line.delta.startsWith('-')))
      return furthestOf(
        before.map(line => toldBy(line, ancestry.order)),
        originOf(parent, { ...ancestry, seen }),
      )
    })
  return behind.length === 0 ? -1 : Math.min(...behind)
}

// ---- from a movement to what it says about the route --------------------------------------------------------------------------

const LOST_AT_A_STEP: ReadonlySet<string> = new Set(['pass', 'finish'])

function toldBy(line: LineFacts, order: OrderFacts): LotLine {
  const { at, by, run, running } = line
  const step = stepOf(line, order)
  if (line.kind === 'worked') {
    const kind = line.type === 'start' ? 'begun' : 'reported'
    return { kind, step, quantity: readQuantity(line.worked ?? '0'), at, by, run, open: running }
  }
  const delta = readQuantity(line.delta)
  if (delta >= 0n) return { kind: 'in', step: line.kind === 'produced' ? step : null, quantity: delta, at, by, run }
  return { kind: 'out', step: LOST_AT_A_STEP.has(line.type) ? step : null, quantity: negate(delta), at, by, run }
}

/** By the operation that was named or derived; else by its work center. What was reported on another order says nothing here. */
function stepOf(line: LineFacts, { number, operations }: OrderFacts): number | null {
  if (line.order !== null && line.order !== number) return null
  const named = operations.findIndex(operation => operation.sequence === line.operation)
  const index = named >= 0 || line.workCenter === null ? named : operations.findIndex(operation => operation.workCenter === line.workCenter)
  return index < 0 ? null : index
}
