import { add, parseQuantity, type Quantity, subtract, ZERO } from '../../base/quantity.ts'
import type { Random } from './random.ts'

export const units = (count: number | string): Quantity => parseQuantity(count)
const PIECE = units(1)

/** How much of something really is of the bad heat: known only to the simulation, never written into an event. */
export interface Draw {
  quantity: Quantity
  suspect: Quantity
  /** The records alone allow it to hold suspect material. */
  tainted: boolean
}

export interface StockLot extends Draw {
  readonly material: string
  number: string
  readonly countable: boolean
  /** In stock and free to be used: not on its way through operations, not set aside. */
  ready: boolean
  /** Nothing was drawn from it, and it lies in no run. */
  untouched: boolean
  holds: number
  expiresAt: number
  container: string | undefined
}

interface NewLot {
  material: string
  number: string
  countable: boolean
  expiresAt?: number
}

/** The plant's own balance book, kept apart from the product's: it throws where an event would use what is not there. */
export class Stock {
  readonly lots = new Map<string, StockLot>()
  readonly #active = new Map<string, Set<StockLot>>()
  readonly #nature: Random

  constructor(nature: Random) {
    this.#nature = nature
  }

  make(lot: NewLot): StockLot {
    const key = keyOf(lot)
    if (this.lots.has(key)) throw new Error(`lot ${key} exists`)
    const made: StockLot = {
      material: lot.material,
      number: lot.number,
      countable: lot.countable,
      quantity: ZERO,
      suspect: ZERO,
      tainted: false,
      ready: true,
      untouched: true,
      holds: 0,
      expiresAt: lot.expiresAt ?? Number.POSITIVE_INFINITY,
      container: undefined,
    }
    this.lots.set(key, made)
    return made
  }

  put(lot: StockLot, draw: Draw): void {
    lot.quantity = add(lot.quantity, draw.quantity)
    lot.suspect = add(lot.suspect, draw.suspect)
    lot.tainted ||= draw.tainted
    if (lot.quantity > ZERO) this.#listed(lot.material).add(lot)
  }

  take(lot: StockLot, quantity: Quantity): Draw {
    if (quantity > lot.quantity) throw new Error(`${keyOf(lot)} holds ${lot.quantity}, asked for ${quantity}`)
    lot.untouched = false
    const drawn = this.drawFrom(lot, quantity, lot.countable)
    if (lot.quantity === ZERO) this.#listed(lot.material).delete(lot)
    return drawn
  }

  /** Which pieces come out is nature's choice, not the record's: each piece in turn is bad with the odds of what is left. */
  drawFrom(contents: Draw, quantity: Quantity, countable: boolean): Draw {
    const suspect = this.#suspectIn(contents, quantity, countable)
    contents.quantity = subtract(contents.quantity, quantity)
    contents.suspect = subtract(contents.suspect, suspect)
    return { quantity, suspect, tainted: contents.tainted }
  }

  #suspectIn(contents: Draw, quantity: Quantity, countable: boolean): Quantity {
    if (contents.suspect === ZERO || quantity === ZERO) return ZERO
    if (contents.suspect === contents.quantity) return quantity
    if (!countable) return ((quantity * contents.suspect) / contents.quantity) as Quantity
    return this.#suspectPieces(Number(contents.quantity / PIECE), Number(contents.suspect / PIECE), Number(quantity / PIECE))
  }

  #suspectPieces(all: number, bad: number, drawn: number): Quantity {
    let found = 0
    for (let piece = 0; piece < drawn; piece++) if (this.#nature.fraction() * (all - piece) < bad - found) found++
    return units(found)
  }

  #listed(material: string): Set<StockLot> {
    let set = this.#active.get(material)
    if (!set) this.#active.set(material, (set = new Set()))
    return set
  }

  /** Oldest first. */
  free(material: string, at: number): StockLot[] {
    return [...this.#listed(material)].filter(lot => lot.ready && lot.holds === 0 && lot.expiresAt > at)
  }

  firstFree(material: string, at: number, least: Quantity = ZERO): StockLot | undefined {
    for (const lot of this.#listed(material)) {
      if (lot.ready && lot.holds === 0 && lot.expiresAt > at && lot.quantity >= least) return lot
    }
    return undefined
  }

  /** What may be counted on: in stock or on its way, but not what is on hold. */
  onHand(material: string): Quantity {
    let sum: bigint = ZERO
    for (const lot of this.#listed(material)) if (lot.holds === 0) sum += lot.quantity
    return sum as Quantity
  }
}

export const keyOf = (lot: { material: string; number: string }): string => `${lot.material}/${lot.number}`
