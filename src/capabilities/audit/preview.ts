/** What a correction would change, before anybody signs it: stock, links, what is held, and which shipments contain other material than was believed. */
import { createHash } from 'node:crypto'
import type { PoolClient } from 'pg'
import type { CorrectionPreview } from '../../answers/index.ts'
import { add, formatQuantity, negate, parseQuantity, type Quantity, subtract, ZERO } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import type { LotGraph } from '../../genealogy/graph.ts'
import { reach, timedReach } from '../../genealogy/reach.ts'
import type { AnyCommand } from '../../ledger/fact.ts'
import type { Changes } from '../../ledger/state.ts'
import type { LinkRow, Rows } from '../../ledger/tables.ts'
import type { Look } from '../../ledger/trial.ts'
import { type ActiveHold, activeHolds, type Freed, freedBy, lotsOf, otherRules } from '../containment/guard.ts'
import type { CommandOf } from '../events.ts'
import type { Services } from '../route.ts'
import * as queries from './preview-queries.ts'
import { LeftShort, type Short } from './reversal.ts'
import { shownEvent } from './shown.ts'

/** Rows shown of each list; how many there are is always told. */
const SHOWN = 200

interface Cut<T> {
  total: number
  first: T[]
}
type LotName = { material: string; number: string }
type Bounds = { min: number | null; expected: number | null; max: number | null }
const none = { total: 0, first: [] }
const NOTHING = {
  lots: none,
  links: none,
  held: none,
  freed: none,
  recalls: none,
  certificates: none,
  shipments: none,
  downstream: { lots: 0, shipped: none },
}
type Act = CommandOf<'correct'>

export async function previewCorrection(services: Services, command: Act): Promise<CorrectionPreview> {
  const graph = await services.engine.current()
  try {
    return await services.tryOut(command, lookOn(graph))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const refused = { code: error.code, detail: error.message, ...(error.pointer === undefined ? {} : { pointer: error.pointer }) }
    const later = error.code === 'used-downstream' ? await queries.recordedSince(services.pool, command.event) : []
    return {
      refused,
      preview: null,
      later: cut(later),
      short: error instanceof LeftShort ? await shortOf(services, command, error.short) : [],
      ...NOTHING,
    }
  }
}

/** The mark of what the act would change, worked out in the transaction that is about to record it; null where it would be refused, which it then is. */
export const previewGuard =
  (engine: Pick<Services['engine'], 'current'>, tryWithin: TryWithin) =>
  async (command: AnyCommand, client: PoolClient): Promise<string | null> => {
    try {
      return (await tryWithin(client, command, lookOn(await engine.current(client)))).preview
    } catch (error) {
      if (error instanceof Refusal) return null
      throw error
    }
  }

type TryWithin = <B, A>(client: PoolClient, command: AnyCommand, look: Look<B, A>) => Promise<A>

const lookOn = (graph: LotGraph): Look<ActiveHold[], CorrectionPreview> => ({
  before: client => activeHolds(client),
  after: (client, changes, holds) => compare(client, graph, { changes, holds }),
})

/** Who drew on what would be missing: each of them can be put right in the same act, so those that are in it already are left out. */
async function shortOf({ pool }: Services, { event, also = [] }: Act, short: readonly Short[]): Promise<CorrectionPreview['short']> {
  const act = [event, ...also.map(part => part.event)]
  const consumers = await queries.consumersOf(pool, { lots: short.map(({ lot }) => lot), gone: goneOf(short), act })
  return short.map(({ lot, material, number, unit, missing }) => ({
    material,
    number,
    unit,
    missing: missing === null ? null : formatQuantity(missing),
    consumers: cut(consumers.flatMap(({ of, body, ...row }) => (of === lot ? { ...row, said: shownEvent(body) } : []))),
  }))
}

/** Of what would not be there at all, whoever only names it is left in the air as well. */
const goneOf = (short: readonly Short[]): number[] => short.flatMap(({ lot, missing }) => (missing === null ? lot : []))

async function compare(
  client: PoolClient,
  graph: LotGraph,
  { changes, holds }: { changes: readonly Changes[]; holds: readonly ActiveHold[] },
): Promise<CorrectionPreview> {
  const links = changedRows(changes, 'link')
  const movements = changedRows(changes, 'movement')
  const then = new GraphThen(graph, links)
  const downstream = then.madeOf(childrenOf(links))
  const { holdsBefore, holdsAfter } = heldThen(graph, then, { links, downstream, before: holds, after: await activeHolds(client) })
  const [before, after] = [union([...holdsBefore.values()]), union([...holdsAfter.values()])]
  const [held, freed] = [difference(after, before), difference(before, after)]
  const named = await queries.lotsNamed(client, [
    ...[...links.ended, ...links.added].flatMap(row => [row.parent, row.child]),
    ...[...movements.ended, ...movements.added].map(row => row.lot),
    ...held.slice(0, SHOWN),
    ...freed.slice(0, SHOWN),
  ])
  const name = (id: number): LotName => ({ material: named.get(id)?.material ?? '', number: named.get(id)?.number ?? String(id) })
  const lines = {
    lots: stockLines(movements, named),
    links: linkLines(links, name),
    recalls: recallLines(await queries.openRecalls(client), holdsBefore, holdsAfter),
    certificates: await certificateLines(client, then, links),
    shipments: await shipmentLines(client, movements, named),
    shipped: await queries.shippedOf(client, [...downstream]),
  }
  const isThere = (lot: number): boolean => lot < graph.lotEnd
  return {
    refused: null,
    preview: markOf({ ...lines, held: held.filter(isThere), freed: freed.filter(isThere), downstream: [...downstream].filter(isThere) }),
    later: none,
    short: [],
    lots: cut(lines.lots),
    links: cut(lines.links),
    held: { total: held.length, first: held.slice(0, SHOWN).map(name) },
    freed: { total: freed.length, first: freed.slice(0, SHOWN).map(name) },
    recalls: cut(lines.recalls),
    certificates: cut(lines.certificates),
    shipments: cut(lines.shipments),
    downstream: { lots: downstream.size, shipped: cut(lines.shipped) },
  }
}

/**
 * All that was found, in an order of its own, as one number: the same again means that the same would change. Of stock and shipments it is the difference that counts, not what else moves
 * meanwhile; lots that the act itself would make have no number yet.
 */
function markOf(lines: Readonly<Record<string, readonly unknown[]>>): string {
  const hash = createHash('sha256')
  for (const [name, rows] of Object.entries(lines)) hash.update(`${name}\n${rows.map(told).sort().join('\n')}\n`)
  return hash.digest('hex')
}

function told(row: unknown): string {
  if (typeof row !== 'object' || row === null || !('unit' in row) || !('before' in row) || !('after' in row)) return JSON.stringify(row)
  const { before, after, ...rest } = row as { before: string; after: string }
  return JSON.stringify({ ...rest, change: formatQuantity(subtract(parseQuantity(after), parseQuantity(before))) })
}

// ---- what is held ----------------------------------------------------------------------------------------------------------

const childrenOf = ({ ended, added }: Changed<LinkRow>): number[] => [...ended, ...added].map(row => row.child)

interface Rules {
  links: Changed<LinkRow>
  downstream: ReadonlySet<number>
  before: readonly ActiveHold[]
  after: readonly ActiveHold[]
}

/**
 * Hold by hold, which lots it reaches and which it would reach, of those where that may be otherwise: only of what is made of a changed link, or what a changed
 * hold reaches. Nothing else is walked, however many lots are on hold.
 */
function heldThen(
  graph: LotGraph,
  then: GraphThen,
  { links, downstream, before, after }: Rules,
): Record<'holdsBefore' | 'holdsAfter', Map<string, Set<number>>> {
  const touched = new Set([...downstream, ...madeOf(graph, childrenOf(links))])
  for (const hold of otherRules(before, after)) for (const lot of lotsOf(graph, hold)) touched.add(lot)
  for (const hold of otherRules(after, before)) for (const lot of then.lotsOf(hold)) touched.add(lot)
  const around = withOrigins(graph, touched, links.added)
  const only = (lots: ReadonlySet<number>): Set<number> => new Set([...lots].filter(lot => touched.has(lot)))
  return {
    holdsBefore: reachedBy(before, hold => only(lotsOf(graph, hold, around))),
    holdsAfter: reachedBy(after, hold => only(then.lotsOf(hold, around))),
  }
}

function madeOf(graph: LotGraph, lots: readonly number[]): Uint32Array | number[] {
  const seeds = lots.filter(lot => lot < graph.lotEnd).map(lot => ({ lot }))
  return seeds.length === 0 ? [] : reach(graph, { direction: 'forward', seeds }).ids
}

/** These lots with all that can have come into them, by the links of now and by those that would be added. */
function withOrigins(graph: LotGraph, lots: ReadonlySet<number>, added: readonly LinkRow[]): Set<number> {
  const around = new Set(lots)
  for (const { parent } of added) around.add(parent)
  const seeds = [...around].filter(lot => lot < graph.lotEnd).map(lot => ({ lot }))
  if (seeds.length > 0) for (const lot of reach(graph, { direction: 'back', seeds }).ids) around.add(lot)
  return around
}

// ---- recalls and certificates -----------------------------------------------------------------------------------------------

const NOBODY: ReadonlySet<number> = new Set()

const reachedBy = (holds: readonly ActiveHold[], lotsOfHold: (hold: ActiveHold) => Set<number>): Map<string, Set<number>> =>
  new Map(holds.map(hold => [holdKey(hold.site, hold.hold), lotsOfHold(hold)]))
const holdKey = (of: string, hold: string): string => JSON.stringify([of, hold])

/** What a recall reaches is what its hold reaches. */
function recallLines(
  recalls: readonly queries.OpenRecall[],
  before: ReadonlyMap<string, ReadonlySet<number>>,
  after: ReadonlyMap<string, ReadonlySet<number>>,
): CorrectionPreview['recalls']['first'] {
  return recalls.flatMap(({ site, hold, recall }) => {
    const [was, is] = [before.get(holdKey(site, hold)) ?? NOBODY, after.get(holdKey(site, hold)) ?? NOBODY]
    const [joined, left] = [difference(is, was).length, difference(was, is).length]
    return joined + left === 0 ? [] : [{ recall, joined, left }]
  })
}

/** Of what would come into the lots behind the changed links, and of what would leave them. */
async function certificateLines(
  client: PoolClient,
  then: GraphThen,
  { ended, added }: Changed<LinkRow>,
): Promise<CorrectionPreview['certificates']['first']> {
  const [was, is] = [then.originsOf(ended.map(row => row.parent)), then.originsOf(added.map(row => row.parent))]
  const [joined, left] = [difference(is, was), difference(was, is)]
  const isJoined = new Set(joined)
  const found = await queries.certificatesOf(client, [...joined, ...left])
  return found.map(({ lot, ...row }) => ({ ...row, change: isJoined.has(lot) ? 'joined' : 'left' }))
}

// ---- the rows ---------------------------------------------------------------------------------------------------------------

interface Changed<R> {
  ended: R[]
  added: R[]
}

/** Rows that are believed no longer, and rows that are believed from here on; what came and went within the act is neither. */
function changedRows<T extends 'link' | 'movement'>(changes: readonly Changes[], table: T): Changed<Rows[T]> {
  const made = new Set(changes.flatMap(change => [...(change.get(table)?.inserted ?? [])])) as Set<Rows[T]>
  const touched = changes.flatMap(change => [...(change.get(table)?.updated ?? [])]) as Rows[T][]
  return {
    added: [...made].filter(row => row.until === null),
    ended: [...new Set(touched)].filter(row => !made.has(row) && row.until !== null),
  }
}

function stockLines(
  { ended, added }: Changed<Rows['movement']>,
  named: ReadonlyMap<number, queries.NamedLot>,
): CorrectionPreview['lots']['first'] {
  const net = new Map<number, Quantity>()
  for (const { lot, delta } of added) net.set(lot, add(net.get(lot) ?? ZERO, delta))
  for (const { lot, delta } of ended) net.set(lot, subtract(net.get(lot) ?? ZERO, delta))
  return [...net].flatMap(([id, change]) => {
    const lot = named.get(id)
    if (!lot || change === 0n) return []
    const after = parseQuantity(lot.onHand)
    return [
      {
        material: lot.material,
        number: lot.number,
        unit: lot.unit,
        before: formatQuantity(subtract(after, change)),
        after: formatQuantity(after),
      },
    ]
  })
}

/** What is with the customer by each shipment: shipped minus returned. */
async function shipmentLines(
  client: PoolClient,
  { ended, added }: Changed<Rows['movement']>,
  named: ReadonlyMap<number, queries.NamedLot>,
): Promise<CorrectionPreview['shipments']['first']> {
  const net = new Map<string, { lot: number; shipment: string; change: Quantity }>()
  const note = ({ lot, kind, reference, delta }: Rows['movement'], sign: 1 | -1): void => {
    if ((kind !== 'shipped' && kind !== 'returned') || reference === null) return
    const key = `${lot} ${reference}`
    const before = net.get(key)?.change ?? ZERO
    net.set(key, { lot, shipment: reference, change: subtract(before, sign === 1 ? delta : negate(delta)) })
  }
  for (const row of added) note(row, 1)
  for (const row of ended) note(row, -1)
  const changed = [...net.values()].filter(({ change }) => change !== 0n)
  const sums = await queries.outstanding(client, changed)
  return changed.map(({ lot, shipment, change }, index) => {
    const after = parseQuantity(sums[index] ?? '0')
    const { material = '', number = '', unit = '' } = named.get(lot) ?? {}
    return { material, number, unit, shipment, before: formatQuantity(subtract(after, change)), after: formatQuantity(after) }
  })
}

/** Per pair of lots, what was believed of the link and what would be; pairs of which nothing changes are left out. */
function linkLines({ ended, added }: Changed<LinkRow>, name: (id: number) => LotName): CorrectionPreview['links']['first'] {
  const pairs = new Map<string, { row: LinkRow; before: LinkRow[]; after: LinkRow[] }>()
  for (const [rows, side] of [
    [ended, 'before'],
    [added, 'after'],
  ] as const)
    for (const row of rows) {
      const pair = pairs.get(`${row.parent} ${row.child}`) ?? { row, before: [], after: [] }
      pair[side].push(row)
      pairs.set(`${row.parent} ${row.child}`, pair)
    }
  return [...pairs.values()]
    .map(({ row, before, after }) => ({ parent: name(row.parent), child: name(row.child), before: bounds(before), after: bounds(after) }))
    .filter(line => JSON.stringify(line.before) !== JSON.stringify(line.after))
}

function bounds(rows: readonly LinkRow[]): Bounds | null {
  if (rows.length === 0) return null
  const sum = (field: 'quantityMin' | 'quantityExpected' | 'quantityMax'): number | null =>
    rows.some(row => row[field] === null) ? null : rows.reduce((all, row) => all + (row[field] ?? 0), 0)
  return { min: sum('quantityMin'), expected: sum('quantityExpected'), max: sum('quantityMax') }
}

// ---- the graph as it would be -----------------------------------------------------------------------------------------------

/** The engine's graph without the links that would end, and with those that would be added followed one by one. */
class GraphThen {
  private readonly graph: LotGraph
  private readonly added: readonly LinkRow[]
  private readonly gone: ReadonlySet<number>

  constructor(graph: LotGraph, { ended, added }: Changed<LinkRow>) {
    this.graph = graph
    this.added = added
    this.gone = new Set(ended.flatMap(row => this.numberOf(row) ?? []))
  }

  private numberOf(row: LinkRow): number | undefined {
    let found: number | undefined
    if (row.child < this.graph.lotEnd)
      this.graph.eachIn(row.child, link => {
        if (this.graph.link.since.at(link) === row.since && this.graph.link.line.at(link) === row.line) found = link
      })
    return found
  }

  lotsOf(hold: ActiveHold, within?: ReadonlySet<number>): Set<number> {
    const seeds = [...hold.seeds].filter(lot => !hold.exempt.has(lot) && (within?.has(lot) ?? true))
    if (hold.direction === 'none') return new Set(seeds)
    return this.spread(new Map(seeds.map(lot => [lot, -Infinity])), freedBy(this.graph, hold), within)
  }

  /** These, and all that was known to be in them. */
  originsOf(lots: readonly number[]): Set<number> {
    const known = [...new Set(lots)].filter(lot => lot < this.graph.lotEnd)
    if (known.length === 0) return new Set(lots)
    return new Set([...lots, ...reach(this.graph, { direction: 'back', seeds: known.map(lot => ({ lot })) }).ids])
  }

  madeOf(lots: readonly number[]): Set<number> {
    return this.spread(new Map(lots.map(lot => [lot, -Infinity])), { lots: new Set(), links: new Set() })
  }

  /** From lots with the time since when suspect material is in them; again and again while an added link leads on, or leads there earlier. */
  private spread(start: ReadonlyMap<number, number>, freed: Freed, within?: ReadonlySet<number>): Set<number> {
    const arrived = new Map(start)
    for (let isGrowing = true; isGrowing; ) {
      this.follow(arrived, freed, within)
      isGrowing = false
      for (const { parent, child, came, gone } of this.added) {
        const since = arrived.get(parent)
        if (since === undefined || gone < since || !(within?.has(child) ?? true)) continue
        const at = Math.max(since, came)
        if (at >= (arrived.get(child) ?? Infinity)) continue
        arrived.set(child, at)
        isGrowing = true
      }
    }
    return new Set(arrived.keys())
  }

  private follow(arrived: Map<number, number>, freed: Freed, within?: ReadonlySet<number>): void {
    const known = [...arrived].filter(([lot]) => lot < this.graph.lotEnd)
    if (known.length === 0) return
    const { ids, times } = timedReach(this.graph, {
      direction: 'forward',
      seeds: known.map(([lot, after]) => (after === -Infinity ? { lot } : { lot, after })),
      blocked: { links: new Set([...this.gone, ...freed.links]), lots: new Set([...freed.lots].filter(lot => !arrived.has(lot))) },
      within,
    })
    ids.forEach((lot, index) => arrived.set(lot, Math.min(arrived.get(lot) ?? Infinity, times[index] ?? Infinity)))
  }
}

const difference = (some: ReadonlySet<number>, others: ReadonlySet<number>): number[] => [...some].filter(id => !others.has(id))
const cut = <T>(rows: readonly T[]): Cut<T> => ({ total: rows.length, first: rows.slice(0, SHOWN) })

function union(sets: readonly ReadonlySet<number>[]): Set<number> {
  const all = new Set<number>()
  for (const set of sets) for (const id of set) all.add(id)
  return all
}
