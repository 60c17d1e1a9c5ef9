/**
 * What every lot is and where it was made, in two columns beside the graph, so that a picture of a million lots asks the database about none
 * of them. Read once in pieces, then brought on by what the ledger recorded since; only names of kinds and places are kept as words.
 */
import type { Pool } from 'pg'
import type { LotGraph } from '../../genealogy/graph.ts'
import type { Engine } from '../tracing/engine.ts'
import { kindsIn, type LotKind, lastLot, lotsTouched, type PlaceMade, type Span, type Told } from './queries.ts'

export interface LotKinds {
  /** By lot: which of `kinds` and which of `places`, counted from 1; 0 is none. */
  readonly kind: Uint32Array
  readonly place: Uint32Array
  readonly kinds: readonly LotKind[]
  readonly places: readonly PlaceMade[]
}

const known = new WeakMap<Engine, Following>()

/** As far as the engine has come. Those who ask while it is being read wait for the same. */
export function lotKinds(engine: Engine, pool: Pool): Promise<LotKinds> {
  const following = known.get(engine) ?? new Following(engine, pool)
  known.set(engine, following)
  return following.now()
}

/** Lots that are read at once: small enough that nothing waits for it long. */
const WINDOW = 100_000

class Following {
  private graph: LotGraph | undefined
  private position = 0
  private last = 0
  private columns = new Columns()
  private turn: Promise<unknown> = Promise.resolve()
  private readonly engine: Engine
  private readonly pool: Pool

  constructor(engine: Engine, pool: Pool) {
    this.engine = engine
    this.pool = pool
  }

  now(): Promise<LotKinds> {
    const answer = this.turn.then(() => this.follow())
    this.turn = answer.catch(() => undefined)
    return answer
  }

  private async follow(): Promise<LotKinds> {
    const { graph, position } = this.engine
    // Another graph: the projections were made anew, and lots may have other numbers.
    if (graph !== this.graph || position < this.position) this.forget(graph)
    const { position: from, last: before } = this
    if (position === from) return this.columns
    const touched = from === 0 ? [] : await lotsTouched(this.pool, { from, to: position, last: before })
    if (touched.length > 0) await this.read(touched.map(lot => ({ after: lot - 1, last: lot })))
    this.last = await lastLot(this.pool)
    for (let after = before; after < this.last; after += WINDOW) await this.read([{ after, last: Math.min(this.last, after + WINDOW) }])
    // Only now: what failed on the way is read again the next time.
    this.position = position
    return this.columns
  }

  private async read(spans: readonly Span[]): Promise<void> {
    for (const row of await kindsIn(this.pool, spans)) this.columns.take(row)
  }

  private forget(graph: LotGraph): void {
    this.graph = graph
    this.position = this.last = 0
    this.columns = new Columns()
  }
}

class Columns implements LotKinds {
  kind: Uint32Array = new Uint32Array(0)
  place: Uint32Array = new Uint32Array(0)
  readonly kinds: LotKind[] = []
  readonly places: PlaceMade[] = []
  private readonly numbers = new Map<string, number>()

  take({ ids, operation, workCenter, ...what }: Told): void {
    const kind = this.numberOf('kind', what, this.kinds)
    const place = operation === null && workCenter === null ? 0 : this.numberOf('place', { operation, workCenter }, this.places)
    const lots = wholesIn(ids)
    this.roomFor(lots.reduce((most, lot) => Math.max(most, lot), 0))
    for (const lot of lots) {
      this.kind[lot] = kind
      this.place[lot] = place
    }
  }

  private numberOf<T extends object>(column: string, named: T, all: T[]): number {
    const key = JSON.stringify([column, ...Object.values(named)])
    const number = this.numbers.get(key) ?? all.push(named)
    this.numbers.set(key, number)
    return number
  }

  private roomFor(lot: number): void {
    if (lot < this.kind.length) return
    this.kind = grown(this.kind, lot)
    this.place = grown(this.place, lot)
  }
}

/** Where threads see it without copying. */
function grown(column: Uint32Array, lot: number): Uint32Array {
  const to = new Uint32Array(new SharedArrayBuffer(4 * Math.max(lot + 1, column.length * 2)))
  to.set(column)
  return to
}

/** As the database sends whole numbers of four bytes. */
export function wholesIn(bytes: Buffer): Uint32Array {
  const wholes = new Uint32Array(bytes.length >>> 2)
  const own = Buffer.from(wholes.buffer)
  own.set(bytes)
  own.swap32()
  return wholes
}
