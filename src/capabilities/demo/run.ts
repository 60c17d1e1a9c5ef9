import { multiply, type Quantity, subtract, ZERO } from '../../base/quantity.ts'
import type { Role, WorkOrderRecord } from './catalogue.ts'
import type { Floor } from './floor.ts'
import { isoSecond } from './floor.ts'
import { type Draw, keyOf, type StockLot, units } from './stock.ts'
import { isCountable, refer, type Value, wire } from './verbs.ts'

interface Content {
  lot: StockLot
  /** Undefined when the lot is only connected: its use is deducted from stock with every output. */
  inside: Draw | undefined
}

interface Closing {
  lot: { material: string; number: string }
  quantity: string
  scrap: string
}

export interface Need {
  material: string
  per: string
  position: string
}

export interface RunPlan {
  workCenter: string
  order: WorkOrderRecord
  operation: number
  needs: readonly Need[]
  role: Role
  /** Outputs of an approximate material may hold anything that was loaded so far. */
  approximate?: boolean
}

export interface Output {
  material: string
  number: string
  quantity: number
  scrap?: number
  from?: number
}

/** One execution of an operation. What was loaded lies in positions, in order; outputs draw from there. */
export class Run {
  readonly code: string
  readonly #floor: Floor
  readonly #plan: RunPlan
  readonly #positions = new Map<string, Content[]>()
  readonly #seen = new Set<string>()

  constructor(floor: Floor, plan: RunPlan) {
    this.#floor = floor
    this.#plan = plan
    this.code = floor.number('RUN', 5)
    const { workCenter, order, operation } = plan
    floor.record({ type: 'start', by: floor.by(plan.role), run: this.code, workOrder: order.number, operation, workCenter })
  }

  load(lot: StockLot, quantity: Quantity, position: string): void {
    this.#loaded(lot, position, { quantity: wire(quantity) })
    this.#into(position, { lot, inside: this.#floor.stock.take(lot, quantity) })
  }

  /** A new lot at a position of a precise product closes the output filled so far. */
  loadClosing(lot: StockLot, quantity: Quantity, position: string, output: Output): StockLot {
    const closes = {
      lot: { material: output.material, number: output.number },
      quantity: String(output.quantity),
      scrap: String(output.scrap ?? 0),
    }
    this.#loaded(lot, position, { quantity: wire(quantity), closes })
    const made = this.#book(output)
    this.#into(position, { lot, inside: this.#floor.stock.take(lot, quantity) })
    return made
  }

  connect(lot: StockLot, position: string): void {
    this.#loaded(lot, position, {})
    this.#into(position, { lot, inside: undefined })
  }

  #loaded(lot: StockLot, position: string, rest: { quantity?: string; closes?: Closing }): void {
    if (lot.holds > 0 || lot.expiresAt <= this.#floor.now) throw new Error(`${keyOf(lot)} must not be used`)
    this.#floor.record({ type: 'load', by: this.#by(), run: this.code, lot: refer(lot), position, ...rest })
    lot.untouched = false
    if (lot.tainted) this.#seen.add(position)
  }

  #by(): string {
    return this.#floor.by(this.#plan.role)
  }

  #into(position: string, content: Content): void {
    const contents = this.#positions.get(position)
    if (contents && content.inside) contents.push(content)
    else this.#positions.set(position, [content])
  }

  /** Puts back what is left of a lot. */
  unload(lot: StockLot, position: string): void {
    const content = this.#positions.get(position)?.find(candidate => candidate.lot === lot)
    if (!content?.inside || content.inside.quantity === ZERO) return
    this.#floor.record({
      type: 'unload',
      by: this.#by(),
      run: this.code,
      lot: refer(lot),
      quantity: wire(content.inside.quantity),
      position,
    })
    this.#floor.stock.put(lot, content.inside)
    content.inside = { quantity: ZERO, suspect: ZERO, tainted: content.inside.tainted }
  }

  collect(values: readonly Value[]): void {
    this.#floor.record({ type: 'collect', by: this.#by(), run: this.code, workCenter: this.#plan.workCenter, values: [...values] })
  }

  produce(output: Output): StockLot {
    const { material, number, quantity, scrap = 0, from } = output
    this.#floor.record({
      type: 'produce',
      by: this.#by(),
      run: this.code,
      lot: { material, number },
      quantity: String(quantity),
      ...(scrap ? { scrap: String(scrap) } : {}),
      ...(from ? { from: isoSecond(from) } : {}),
    })
    return this.#book(output)
  }

  #book({ material, number, quantity, scrap = 0 }: Output): StockLot {
    const { stock, truth } = this.#floor
    const portion = this.#consume(units(quantity + scrap))
    stock.drawFrom(portion, units(scrap), true)
    const lot = stock.make({ material, number, countable: isCountable(material) })
    // Somebody brings it where it is needed first; the department says when.
    lot.ready = false
    stock.put(lot, portion)
    truth.made(lot, portion)
    return lot
  }

  #consume(total: Quantity): Draw {
    let suspect: bigint = ZERO
    let tainted = false
    for (const need of this.#plan.needs) {
      const drawn = this.#draw(need, multiply(total, units(need.per)))
      const pieces = suspectPieces(drawn, total)
      if (pieces > suspect) suspect = pieces
      tainted ||= drawn.tainted || (this.#plan.approximate === true && this.#seen.has(need.position))
    }
    return { quantity: total, suspect: suspect as Quantity, tainted }
  }

  #draw(need: Need, quantity: Quantity): Draw {
    const contents = this.#positions.get(need.position) ?? []
    const [first] = contents
    if (first && !first.inside) return this.#floor.stock.take(first.lot, quantity)
    return this.#drawInOrder(contents, quantity, isCountable(need.material))
  }

  /** First in, first out. Where the records say the order is unknown, the plant still had one. */
  #drawInOrder(contents: readonly Content[], quantity: Quantity, countable: boolean): Draw {
    let left = quantity
    const drawn: Draw = { quantity, suspect: ZERO, tainted: false }
    for (const { inside } of contents) {
      if (!inside || inside.quantity === ZERO || left === ZERO) continue
      const part = this.#floor.stock.drawFrom(inside, inside.quantity < left ? inside.quantity : left, countable)
      left = subtract(left, part.quantity)
      drawn.suspect = (drawn.suspect + part.suspect) as Quantity
      drawn.tainted ||= part.tainted
    }
    if (left > ZERO) throw new Error(`run ${this.code} lacks ${left}`)
    return drawn
  }

  /** Everything loaded went somewhere, unless the plant means to lose some. */
  finish({ lost = ZERO }: { lost?: Quantity } = {}): void {
    const left = [...this.#positions.values()].flat().reduce((sum, content) => sum + (content.inside?.quantity ?? ZERO), 0n)
    if (left !== lost) throw new Error(`run ${this.code} ends with ${left} unexplained, planned ${lost}`)
    this.#floor.record({ type: 'finish', by: this.#by(), run: this.code })
  }
}

/** Bad pieces among the outputs when one piece takes the same amount of the parent: rounded up, a piece is bad or it is not. */
function suspectPieces(drawn: Draw, total: Quantity): bigint {
  if (drawn.suspect === ZERO) return 0n
  const one = units(1) as bigint
  const exact = (drawn.suspect * total) / drawn.quantity
  return ((exact + one - 1n) / one) * one
}
