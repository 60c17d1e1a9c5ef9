/**
 * Which raw lot can be in which output, and how much of it: the inference behind every link of a run (see docs/guide/precision.md).
 * Pure arithmetic on what was recorded: loads with their interval, outputs with theirs, what an output needs per piece.
 * The bounds are sound: whatever the hidden order of use was, the true quantity lies within [min, max].
 */
import { roundTo9 } from '../base/quantity.ts'

export type Withdrawal = 'sequential' | 'mixed' | 'unknown'
export interface Bounds {
  min: number
  expected: number
  max: number
}

/** A moment in a run: the instant, then the order in the ledger for what happened in the same instant. */
export interface Moment {
  at: number
  ord: number
}

export interface Load {
  lot: number
  /** Position of the event that took the quantity from stock; 0 where the lot stays connected and is used as it is needed. */
  taken: number
  since: Moment
  until: Moment | null
  size: number | null
  left: Bounds | null
}

/** The loads of one material at one position: the alternatives an output drew from. */
export interface Pool {
  position: string
  material: string
  withdrawal: Withdrawal
  homogeneous: boolean
  per: number | null
  loads: Load[]
}

export interface Output {
  lot: number
  material: string
  put: number
  good: number
  total: number
  from: Moment | null
  at: Moment
  main: boolean
}

export interface DrawnLink {
  parent: number
  child: number
  min: number | null
  expected: number | null
  max: number | null
  drawn: number | null
  portion: number
  portionTotal: number
  came: number
  gone: number
  taken: number
  put: number
  draw: number
  blend: 0 | 1 | 2
  inferred: boolean
  position: string
}

/** A run so far, small enough to stand in its row: what the next output needs to know. */
export interface Folded {
  pools: Pool[]
  started: Moment
  filledTo: { [material: string]: Moment }
  draws: number
  outputs: number
}

export type Entry =
  | {
      kind: 'load'
      lot: number
      material: string
      position: string
      taken: number
      size: number | null
      per: number | null
      withdrawal: Withdrawal
      homogeneous: boolean
      endsBefore: boolean
      moment: Moment
    }
  | { kind: 'unload'; lot: number; position: string | null; quantity: number | null; moment: Moment }
  | { kind: 'output'; output: Output; moment: Moment }

const EPSILON = 1e-9

export const emptyFold = (started: Moment): Folded => ({ pools: [], started, filledTo: {}, draws: 0, outputs: 0 })

export const before = (a: Moment, b: Moment): boolean => a.at < b.at || (a.at === b.at && a.ord < b.ord)
/** Lines of one event have numbers far less than this apart, events more. */
const ONE_EVENT = 0.5
/** An output begun by the very event that ended a load (the change closed the output before it) has had no time for any of that load. */
const beganBefore = (from: Moment, until: Moment): boolean =>
  before(from, until) && !(from.at === until.at && until.ord - from.ord < ONE_EVENT)

/** The whole run from its entries, in the order they happened. `finished` lets unstated consumption per piece be worked out from the totals. */
export function deriveRun(started: Moment, entries: readonly Entry[], finished: boolean): { folded: Folded; links: DrawnLink[] } {
  const sorted = [...entries].sort((a, b) => (before(a.moment, b.moment) ? -1 : before(b.moment, a.moment) ? 1 : 0))
  const folded = emptyFold(started)
  const inferred = finished ? inferredPer(sorted) : new Map<string, number>()
  const links: DrawnLink[] = []
  for (const entry of sorted) links.push(...extendRun(folded, withPer(entry, inferred)))
  return { folded, links }
}

const poolKey = (material: string, position: string): string => `${position}\u0000${material}`

function withPer(entry: Entry, inferred: Map<string, number>): Entry {
  if (entry.kind !== 'load' || entry.per !== null) return entry
  const per = inferred.get(poolKey(entry.material, entry.position))
  return per === undefined ? entry : { ...entry, per }
}

/**
 * All that was loaded and not taken off again went into all that came out: the quantity per piece, where nobody stated it. Only where
 * it cannot decide between lots, that is for one lot or one output: pieces need not all have taken the same.
 */
function inferredPer(entries: readonly Entry[]): Map<string, number> {
  const used = new Map<string, number>()
  const keys = new Map<number, string>()
  const lots = new Map<string, Set<number>>()
  const outputs = entries.filter(entry => entry.kind === 'output').length
  for (const entry of entries) {
    if (entry.kind === 'load') {
      const key = poolKey(entry.material, entry.position)
      keys.set(entry.lot, key)
      lots.set(key, (lots.get(key) ?? new Set()).add(entry.lot))
      used.set(key, entry.per !== null || entry.size === null ? Number.NaN : (used.get(key) ?? 0) + entry.size)
    } else if (entry.kind === 'unload') {
      const key = keys.get(entry.lot)
      if (key !== undefined) used.set(key, (used.get(key) ?? 0) - (entry.quantity ?? Number.NaN))
    }
  }
  const made = entries.reduce((sum, entry) => sum + (entry.kind === 'output' && entry.output.main ? entry.output.total : 0), 0)
  const decides = (key: string): boolean => outputs > 1 && (lots.get(key)?.size ?? 0) > 1
  return new Map(
    [...used].filter(([key, quantity]) => made > 0 && quantity > EPSILON && !decides(key)).map(([key, quantity]) => [key, quantity / made]),
  )
}

/** Takes the next entry of a run in; an output answers with its links. Changes `folded`. */
export function extendRun(folded: Folded, entry: Entry): DrawnLink[] {
  if (entry.kind === 'load') return addLoad(folded, entry)
  if (entry.kind === 'unload') return takeOff(folded, entry)
  return drawOutput(folded, entry.output)
}

function addLoad(folded: Folded, entry: Extract<Entry, { kind: 'load' }>): DrawnLink[] {
  const pool = poolOf(folded, entry)
  if (entry.endsBefore) {
    for (const other of folded.pools)
      if (other.position === entry.position)
        for (const load of other.loads) if (load.until === null && load.lot !== entry.lot) load.until = entry.moment
  }
  const size = entry.size
  pool.loads.push({
    lot: entry.lot,
    taken: entry.taken,
    since: entry.moment,
    until: null,
    size,
    left: size === null ? null : { min: size, expected: size, max: size },
  })
  return []
}

function poolOf(folded: Folded, entry: Extract<Entry, { kind: 'load' }>): Pool {
  const known = folded.pools.find(pool => pool.position === entry.position && pool.material === entry.material)
  if (known) return known
  const { position, material, withdrawal, homogeneous, per } = entry
  const pool: Pool = { position, material, withdrawal, homogeneous, per, loads: [] }
  folded.pools.push(pool)
  return pool
}

function takeOff(folded: Folded, entry: Extract<Entry, { kind: 'unload' }>): DrawnLink[] {
  let rest = entry.quantity ?? 0
  for (const pool of folded.pools) {
    if (entry.position !== null && pool.position !== entry.position) continue
    const known = pool.loads.filter(load => load.left !== null)
    const [mine, others] = [known.filter(load => load.lot === entry.lot), known.filter(load => load.lot !== entry.lot)]
    const there = sumOf(known)
    const most = Math.min(sumOf(mine, 'max'), there - sumOf(others, 'min'))
    const taken = Math.min(rest, most)
    if (taken > 0) {
      rest -= taken
      lessenLoads(mine, taken, most)
      settleOthers(others, known, Math.max(0, there - taken))
    }
    for (const load of pool.loads) if (load.lot === entry.lot && !staysOn(pool, load, entry.quantity)) load.until ??= entry.moment
  }
  return []
}

/** Only some of it was taken off: what is known to be left goes on into what is made. */
const staysOn = ({ per }: Pool, { left }: Load, quantity: number | null): boolean =>
  per !== null && quantity !== null && quantity > 0 && left !== null && left.max > EPSILON

/** One lot may have been loaded several times: of which load it is that is taken off nobody knows, unless it is known what is left of each. */
function lessenLoads(mine: Load[], taken: number, most: number): void {
  const isExact = mine.every(({ left }) => left !== null && left.min === left.max)
  const expected = sumOf(mine)
  const share = expected > EPSILON ? Math.max(0, expected - taken) / expected : 0
  let rest = taken
  for (const load of mine) {
    const left = load.left as Bounds
    const part = isExact ? Math.min(rest, left.max) : taken
    rest -= isExact ? part : 0
    const max = isExact ? left.max - part : Math.max(0, Math.min(left.max, most - taken))
    const min = Math.min(max, Math.max(0, left.min - part))
    load.left = { min, expected: Math.min(max, Math.max(min, isExact ? max : left.expected * share)), max }
  }
}

const sumOf = (loads: readonly Load[], side: keyof Bounds = 'expected'): number =>
  loads.reduce((sum, load) => sum + (load.left?.[side] ?? 0), 0)

/** What was taken off says something of the others too: together they hold exactly what is left at the position. */
function settleOthers(others: Load[], known: Load[], there: number): void {
  const before = sumOf(others)
  const now = Math.max(0, there - (sumOf(known) - before))
  for (const load of others) {
    const left = load.left as Bounds
    const expected = before > EPSILON ? (left.expected * now) / before : left.expected
    load.left = { ...left, expected: Math.min(left.max, Math.max(0, roundTo9(expected))) }
  }
  tighten(known)
}

function drawOutput(folded: Folded, output: Output): DrawnLink[] {
  const said = output.from ?? folded.filledTo[output.material]
  const from = said ?? folded.started
  folded.filledTo[output.material] = output.at
  folded.outputs++
  const links: DrawnLink[] = []
  for (const pool of folded.pools) {
    const candidates = pool.loads.filter(load => before(load.since, output.at) && (load.until === null || beganBefore(from, load.until)))
    if (candidates.length > 0) links.push(...drawFrom(folded, pool, candidates, output, { from, mixed: mixedSince(candidates, said) }))
  }
  return links
}

/**
 * Since when a tank was drawn from as it stood, so that what came later topped it up: before anything was in it nothing was drawn.
 * Of the first output nobody said when its filling began: then the tank was charged before.
 */
function mixedSince(candidates: readonly Load[], said: Moment | undefined): number {
  const filled = candidates.filter(load => load.left === null || load.left.max > EPSILON).map(load => load.since.at)
  return said === undefined ? Math.max(...filled) : Math.max(said.at, Math.min(...filled))
}

interface Filling {
  from: Moment
  mixed: number
}

function drawFrom(folded: Folded, pool: Pool, candidates: Load[], output: Output, { from, mixed }: Filling): DrawnLink[] {
  const needed = output.main && pool.per !== null ? roundTo9(pool.per * output.total) : null
  const draw = ++folded.draws
  if (needed !== null && needed <= EPSILON) return []
  const shares = needed === null ? candidates.map(() => null) : share(pool, candidates, needed, mixed)
  const taken = candidates
    .map((load, index) => ({ load, share: shares[index] ?? null }))
    .filter(({ share: part }) => part === null || part.max > EPSILON)
  // An exhausted load is no alternative any more, unless nothing else is left to explain the output.
  const alternatives = taken.length > 0 ? taken : candidates.map(load => ({ load, share: null }))
  const lots = new Set(alternatives.map(({ load }) => load.lot)).size
  for (const { load, share: part } of alternatives) if (part && load.left) load.left = lessen(load.left, part)
  tighten(candidates)
  return alternatives.map(({ load, share: part }) => ({
    parent: load.lot,
    child: output.lot,
    min: part?.min ?? null,
    expected: part?.expected ?? null,
    max: part?.max ?? null,
    drawn: part ? needed : null,
    portion: output.good,
    portionTotal: output.total,
    came: Math.max(load.since.at, from.at),
    gone: departure(load, output),
    taken: load.taken === 0 ? output.put : load.taken,
    put: output.put,
    draw,
    blend: blendOf(pool, load, mixed),
    inferred: lots > 1,
    position: pool.position,
  }))
}

/** What was taken from stock at the load left the lot then; a connected lot feeds the run until the output ends or it is taken off. */
function departure(load: Load, output: Output): number {
  if (load.taken !== 0) return load.since.at
  return load.until === null ? output.at.at : Math.min(load.until.at, output.at.at)
}

function blendOf(pool: Pool, load: Load, mixed: number): 0 | 1 | 2 {
  if (!pool.homogeneous || pool.withdrawal === 'sequential') return 0
  return pool.withdrawal === 'mixed' && load.since.at <= mixed ? 1 : 2
}

/** How much of a draw each alternative can have given. Null where a share is not limited by what is known. */
function share(pool: Pool, candidates: Load[], needed: number, mixed: number): (Bounds | null)[] {
  const lots = new Set(candidates.map(load => load.lot)).size
  if (candidates.some(load => load.left === null)) {
    if (lots === 1) return candidates.map((_, index) => (index === 0 ? exactly(needed) : { min: 0, expected: 0, max: 0 }))
    return candidates.map(load => ({ min: 0, expected: needed / candidates.length, max: Math.min(needed, load.left?.max ?? needed) }))
  }
  const left = candidates.map(load => load.left as Bounds)
  const there = left.reduce((sum, bounds) => sum + bounds.expected, 0)
  // More came out than went in: the record is short, so everything that is left went in, and the rest is unaccounted for.
  if (needed >= there - EPSILON) return left.map(bounds => ({ ...bounds }))
  if (pool.withdrawal === 'sequential') return firstInFirstOut(left, needed)
  if (pool.withdrawal === 'mixed' && pool.homogeneous) return mixture(candidates, left, needed, mixed)
  return anyOrder(left, needed, there)
}

const exactly = (quantity: number): Bounds => ({ min: quantity, expected: quantity, max: quantity })

function firstInFirstOut(left: Bounds[], needed: number): Bounds[] {
  let rest = needed
  return left.map(bounds => {
    const part = Math.min(rest, bounds.expected)
    rest -= part
    return exactly(part)
  })
}

/** Discrete pieces in unknown order: at least what the others cannot have given, at most all there is of it. */
function anyOrder(left: Bounds[], needed: number, there: number): Bounds[] {
  const sumMax = left.reduce((sum, bounds) => sum + bounds.max, 0)
  return left.map(bounds => ({
    min: Math.max(0, needed - Math.min(sumMax - bounds.max, there - bounds.min)),
    expected: (needed * bounds.expected) / there,
    max: Math.min(needed, bounds.max),
  }))
}

/**
 * A perfect mixture: everything drawn has the composition of the tank, which a top-up during the draw changes. What was there has its least
 * share where all was drawn at the end; each has its greatest where all was drawn as soon as it was in, and none gives less than the others leave open.
 */
function mixture(candidates: Load[], left: Bounds[], needed: number, mixed: number): Bounds[] {
  const there = left.reduce((sum, bounds) => sum + bounds.expected, 0)
  const most = left.map((bounds, index) => Math.min(bounds.max, (needed * bounds.max) / contentsWith(candidates, left, index, mixed)))
  const all = most.reduce((sum, part) => sum + part, 0)
  return left.map((bounds, index) => {
    const least = candidates[index].since.at <= mixed ? (needed * bounds.min) / there : 0
    const max = most[index]
    const min = Math.min(max, Math.max(least, needed - (all - max)))
    return { min, expected: Math.min(max, Math.max(min, (needed * bounds.expected) / there)), max }
  })
}

/** So much was in the tank at least when this had come in: with what had come before it, or all but what came later. */
function contentsWith(candidates: Load[], left: Bounds[], own: number, mixed: number): number {
  const since = Math.max(candidates[own].since.at, mixed)
  let [least, later, there] = [left[own].max, 0, 0]
  left.forEach((bounds, index) => {
    there += bounds.expected
    if (candidates[index].since.at > since) later += bounds.max
    else if (index !== own) least += bounds.min
  })
  // What nothing came after is exact: rounded sums must not make it less than it is.
  return later === 0 ? there : Math.max(least, there - later)
}

/** What is only expected is kept unrounded: rounded at every draw, its sum would drift and take whole pieces off the bounds. */
function lessen(left: Bounds, part: Bounds): Bounds {
  const isExact = left.min === left.max && part.min === part.max
  const expected = left.expected - part.expected
  return {
    min: Math.max(0, roundTo9(left.min - part.max)),
    expected: Math.max(0, isExact ? roundTo9(expected) : expected),
    max: Math.max(0, roundTo9(left.max - part.min)),
  }
}

/** The sum of what is left is known exactly, so each bound is also limited by the bounds of the others. */
function tighten(candidates: Load[]): void {
  if (candidates.some(load => load.left === null)) return
  const left = candidates.map(load => load.left as Bounds)
  const sum = left.reduce((all, bounds) => all + bounds.expected, 0)
  const [minAll, maxAll] = [left.reduce((all, bounds) => all + bounds.min, 0), left.reduce((all, bounds) => all + bounds.max, 0)]
  candidates.forEach((load, index) => {
    const bounds = left[index]
    const max = Math.max(0, Math.min(bounds.max, roundTo9(sum - (minAll - bounds.min))))
    const min = Math.min(max, Math.max(bounds.min, roundTo9(sum - (maxAll - bounds.max))))
    load.left = { min, expected: Math.min(max, Math.max(min, bounds.expected)), max }
  })
}

/** What a finished run has taken in and neither put into an output nor given back, per pool; only where use per piece is known. */
export function unaccounted(folded: Folded): { position: string; material: string; quantity: number; lots: number[] }[] {
  return folded.pools
    .filter(pool => pool.per !== null)
    .map(pool => ({
      position: pool.position,
      material: pool.material,
      lots: [...new Set(pool.loads.filter(load => (load.left?.max ?? 0) > EPSILON).map(load => load.lot))],
      quantity: Math.round(pool.loads.reduce((sum, load) => sum + (load.left?.expected ?? 0), 0) * 1e6) / 1e6,
    }))
    .filter(pool => pool.quantity > 1e-6)
}

/** All of it at once: inputs of one event into its outputs. One pool per material, every output a draw from it. */
export function deriveTransform(
  inputs: { lot: number; material: string; quantity: number; homogeneous: boolean }[],
  outputs: Output[],
  moment: Moment,
): DrawnLink[] {
  const folded = emptyFold(moment)
  const sameMaterial = new Set(outputs.map(output => output.material)).size === 1
  const made = outputs.reduce((sum, output) => sum + output.total, 0)
  for (const material of new Set(inputs.map(input => input.material))) {
    const loads = inputs.filter(input => input.material === material)
    const quantity = loads.reduce((sum, load) => sum + load.quantity, 0)
    for (const load of loads) {
      extendRun(folded, {
        kind: 'load',
        lot: load.lot,
        material,
        position: material,
        taken: outputs[0]?.put ?? 0,
        size: load.quantity,
        per: sameMaterial && made > 0 ? quantity / made : null,
        withdrawal: load.homogeneous ? 'mixed' : 'unknown',
        homogeneous: load.homogeneous,
        endsBefore: false,
        moment,
      })
    }
  }
  const later = { at: moment.at, ord: moment.ord + 0.5 }
  return outputs.flatMap(output =>
    extendRun(folded, { kind: 'output', output: { ...output, main: sameMaterial, from: moment, at: later }, moment: later }),
  )
}
