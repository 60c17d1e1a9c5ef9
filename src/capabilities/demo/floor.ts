import { uuid5 } from '../../base/id.ts'
import type { CaptureEvent } from '../events.ts'
import { people, type Role, type WorkOrderRecord } from './catalogue.ts'
import { type Random, seededRandom } from './random.ts'
import { type Activity, HOUR, MINUTE, Schedule } from './schedule.ts'
import { Stock, type StockLot } from './stock.ts'
import { Truth } from './truth.ts'

const NAMESPACE = 'd6f1b7c2-6a43-5b0e-9c55-0de310a9e001'

type Reported<E> = E extends CaptureEvent ? Omit<E, 'id' | 'at' | 'site'> : never
export type PlantEvent = Reported<CaptureEvent>

export interface FloorOptions {
  now: number
  start: number
  seed: number
}

export interface TreatmentRequest {
  lot: StockLot
  /** Pieces that are in no load yet. */
  waiting: number
  /** Pieces that are not treated yet. */
  left: number
}

export interface Box {
  code: string
  lots: readonly StockLot[]
}

/** What every department shares: the clock, the journal, the balance book, dice, number ranges and the people on shift. */
export class Floor {
  readonly start: number
  readonly end: number
  readonly random: Random
  readonly stock: Stock
  readonly truth = new Truth()
  readonly schedule = new Schedule()
  /** Pieces waiting for the furnace, first come first served. */
  readonly furnaceQueue: TreatmentRequest[] = []
  /** Made for stock: they wait until somebody orders them. */
  readonly boxesForStock = new Set<Box>()
  now: number
  /** Lots that were left lying on purpose. */
  stuck = 0
  readonly #seed: number
  readonly #numbers = new Map<string, number>()
  #journal: CaptureEvent[] = []
  #events = 0

  constructor({ now, start, seed }: FloorOptions) {
    this.start = start
    this.end = now
    this.now = start
    this.#seed = seed
    this.random = seededRandom(seed)
    this.stock = new Stock(seededRandom(seed + 1))
  }

  /** Writes an event at the current instant and returns it: a later correction may name it. */
  record(event: PlantEvent): CaptureEvent {
    const written = this.stamped(event)
    this.#journal.push(written)
    return written
  }

  /** The id depends on the seed and the place in the journal only: loading twice is a retry, not a second plant. */
  stamped(event: PlantEvent, at = this.now): CaptureEvent {
    const head = { id: uuid5(`${this.#seed}/${this.#events++}`, NAMESPACE), type: event.type, at: isoSecond(at), site: 'demo' }
    return { ...head, ...event, ...head } as CaptureEvent
  }

  takeJournal(): CaptureEvent[] {
    const journal = this.#journal
    this.#journal = []
    return journal
  }

  spawn(activity: Activity, at = this.now): void {
    this.schedule.add(at, activity)
  }

  minutes(from: number, to = from): number {
    return this.now + Math.round((from + this.random.fraction() * (to - from)) * MINUTE)
  }

  /** The next number of a range: SB3-0001, SB3-0002 … */
  number(prefix: string, digits = 4): string {
    const next = (this.#numbers.get(prefix) ?? 0) + 1
    this.#numbers.set(prefix, next)
    return `${prefix}-${String(next).padStart(digits, '0')}`
  }

  /** Who of a trade is on shift: they take turns every eight hours. */
  by(role: Role): string {
    const crew = people.filter(person => person.roles.includes(role))
    const turn = Math.floor(this.now / (8 * HOUR)) % crew.length
    return crew[turn]?.code ?? 'ines'
  }

  planOrder(order: Omit<WorkOrderRecord, 'number' | 'status'>): WorkOrderRecord {
    const planned = { number: this.number('WO', 5), ...order }
    this.record({ type: 'workOrder', by: 'ines', ...planned, status: 'open' })
    return planned
  }

  closeOrder(order: WorkOrderRecord): void {
    this.record({ type: 'workOrder', by: 'ines', ...order, status: 'closed' })
  }
}

export const isoSecond = (at: number): string => new Date(Math.floor(at / 1000) * 1000).toISOString()
