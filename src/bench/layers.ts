/**
 * A large plant as rows, straight for COPY: raw lots, bulk material, and layers of parts that are made of the layer before, in the
 * order of time. What is drawn upon is recent, as on a shop floor: a lot is used up soon after it was made.
 */
import { Series } from './measure.ts'

/** Of 1000 lots so many are of each layer; the first layer is received, the last is sold. */
const LAYERS = [60, 100, 180, 260, 400] as const
const LINKS_PER_LOT = 3.2
/** Of all lots, the share that is made from one and the same delivery of bulk material (a silo, a melt). */
const BULK_SHARE = 0.0085
/** A part draws on the last so many lots of the layer before. */
const WINDOW = 1500
const HOUR = 3_600_000
const BEGINNING = Date.UTC(2026, 0, 1)
const MS_PER_LOT = 10_000

export interface Layers {
  readonly lots: number
  readonly links: number
  /** Deliveries of bulk material: the origins that reach furthest. */
  readonly bulk: readonly number[]
  readonly parent: Uint32Array
  readonly child: Uint32Array
}

export function makeLayers(lots: number): Layers {
  const series = new Series(7)
  const recent = LAYERS.map(() => new Recent(WINDOW))
  const parent = new Uint32Array(Math.ceil(lots * 4))
  const child = new Uint32Array(Math.ceil(lots * 4))
  const bulk: number[] = []
  const perBulk = Math.ceil(lots * BULK_SHARE)
  let links = 0
  for (let lot = 1, made = 0; lot <= lots; lot++) {
    const layer = lot <= LAYERS.length * 10 ? Math.floor((lot - 1) / 10) : layerOf(series.below(1000))
    const parents = layer === 0 ? [] : parentsOf(recent[layer - 1], series)
    if (layer === 1 && made++ % perBulk === 0) bulk.push(recent[0]?.last ?? 1)
    if (layer === 1) parents.push(bulk.at(-1) ?? 1)
    for (const one of new Set(parents)) {
      parent[links] = one
      child[links++] = lot
    }
    recent[layer]?.add(lot)
  }
  return { lots, links, bulk, parent: parent.subarray(0, links), child: child.subarray(0, links) }
}

function layerOf(drawn: number): number {
  let below = 0
  const layer = LAYERS.findIndex(share => drawn < (below += share))
  return layer < 0 ? LAYERS.length - 1 : layer
}

function parentsOf(before: Recent | undefined, series: Series): number[] {
  const count = Math.floor(LINKS_PER_LOT) + (series.below(10) < (LINKS_PER_LOT % 1) * 10 ? 1 : 0)
  return Array.from({ length: count }, () => before?.any(series) ?? 1)
}

/** The last so many lots of a layer. */
class Recent {
  private readonly ring: Uint32Array
  private count = 0

  constructor(size: number) {
    this.ring = new Uint32Array(size)
  }

  add(lot: number): void {
    this.ring[this.count++ % this.ring.length] = lot
  }

  any(series: Series): number {
    return this.ring[series.below(Math.min(this.count, this.ring.length))] ?? 1
  }

  get last(): number {
    return this.ring[(this.count - 1) % this.ring.length] ?? 1
  }
}

// ---- as rows --------------------------------------------------------------------------------------------------------------

/** Every lot is the work of one event, so its id is its position too. Clocks tell milliseconds, and no two lots the same. */
export const madeAt = (lot: number): number => BEGINNING + lot * MS_PER_LOT + ((lot * 7919) % MS_PER_LOT)
/** Since when what a lot is made of can have gone into it. */
export const beganAt = (lot: number): number => madeAt(lot) - HOUR - ((lot * 104_729) % HOUR)

const CHUNK_LINES = 5000

function* chunks(count: number, line: (index: number) => string): Generator<string> {
  for (let from = 0; from < count; from += CHUNK_LINES) {
    let text = ''
    for (let index = from; index < Math.min(count, from + CHUNK_LINES); index++) text += line(index)
    yield text
  }
}

export const LOT_COLUMNS = 'lot (id, site, material, number, kind, unit, homogeneous, made_at, made, makings, since)'
export const lotRows = ({ lots }: Layers): Generator<string> =>
  chunks(lots, index => `${index + 1}\tmain\tPART\tL-${index + 1}\tlot\tkg\tf\t${madeAt(index + 1)}\t100\t1\t${index + 1}\n`)

export const MOVEMENT_COLUMNS = 'movement (since, line, site, lot, kind, delta, place, at, ord)'
export const movementRows = ({ lots }: Layers): Generator<string> =>
  chunks(lots, index => `${index + 1}\t1\tmain\t${index + 1}\tproduced\t100\t\t${madeAt(index + 1)}\t${index + 1}\n`)

export const LINK_COLUMNS =
  'link (since, line, parent, child, quantity_min, quantity_expected, quantity_max, drawn, portion, portion_total, came, gone, taken, put, draw, blend, how, site)'
export function linkRows({ links, parent, child }: Layers): Generator<string> {
  let line = 0
  return chunks(links, index => {
    const [from, into] = [parent[index] ?? 1, child[index] ?? 1]
    line = index > 0 && child[index - 1] === into ? line + 1 : 1
    const at = madeAt(into)
    return `${into}\t${line}\t${from}\t${into}\t10\t10\t10\t10\t100\t100\t${beganAt(into)}\t${at}\t${into}\t${into}\t${line}\t0\tscanned\tmain\n`
  })
}
