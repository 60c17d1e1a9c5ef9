/** The meaning of the design's words, read from the beginning at every question: a list of facts, and nothing kept beside it. */

export interface Fact {
  id: string
  /** The id under which it stands in the ledger now: a replacement has one of its own. */
  recordedAs?: string
  /** Minutes; no two facts have the same. */
  at: number
  type: 'receive' | 'transform' | 'split' | 'merge' | 'ship' | 'return' | 'scrap' | 'hold' | 'release' | 'correct'
  taken: [lot: string, quantity: number][]
  made?: string
  quantity: number
  unit?: string
  seeds: string[]
  /** The fact that this one is about. */
  of?: string
  late: boolean
  isVoid: boolean
}

export interface ShippedRow {
  shipment: string
  lot: string
  at: number
  quantity: number
}

const TAKING = new Set(['transform', 'split', 'merge', 'ship', 'scrap'])
const MAKING = new Set(['transform', 'split', 'merge'])

export class NaivePlant {
  readonly facts: Fact[] = []

  private believed(): Fact[] {
    return this.facts.filter(fact => !fact.isVoid)
  }

  lots(): string[] {
    return [...new Set(this.believed().flatMap(fact => (fact.made === undefined ? [] : [fact.made])))]
  }

  madeLast(lot: string): number {
    return Math.max(0, ...this.believed().flatMap(fact => (fact.made === lot ? [fact.at] : [])))
  }

  madeOf(lot: string): number {
    return sum(this.believed().flatMap(fact => (fact.made === lot ? [madeBy(fact)] : [])))
  }

  onHand(lot: string): number {
    return this.madeOf(lot) + sum(this.believed().map(fact => cameBack(fact, lot))) - sum(this.believed().map(fact => left(fact, lot)))
  }

  // ---- where material went ---------------------------------------------------------------------------------------------------

  private links(): { parent: string; child: string; at: number }[] {
    return this.believed().flatMap(({ type, taken, made, at }) =>
      MAKING.has(type) && made !== undefined ? taken.flatMap(([parent]) => (parent === made ? [] : [{ parent, child: made, at }])) : [],
    )
  }

  /** From when on each lot is reached. */
  forward(seeds: readonly string[]): Map<string, number> {
    const reached = new Map(seeds.map(seed => [seed, -Infinity]))
    for (let before = -1; before !== changesOf(reached); ) {
      before = changesOf(reached)
      for (const { parent, child, at } of this.links())
        if (at >= (reached.get(parent) ?? Infinity) && at < (reached.get(child) ?? Infinity)) reached.set(child, at)
    }
    return reached
  }

  back(lot: string): Set<string> {
    const until = new Map([[lot, Infinity]])
    for (let round = 0; round <= this.facts.length; round++)
      for (const { parent, child, at } of this.links())
        if (at <= (until.get(child) ?? -Infinity) && at > (until.get(parent) ?? -Infinity)) until.set(parent, at)
    return new Set(until.keys())
  }

  /** What the customers have. */
  shipped(): ShippedRow[] {
    return this.believed()
      .filter(fact => fact.type === 'ship')
      .flatMap(({ id, at, taken }) =>
        taken.map(([lot, quantity]) => ({ shipment: id, lot, at, quantity: quantity - this.returnedOf(id, lot) })),
      )
      .filter(row => row.quantity !== 0)
  }

  private returnedOf(shipment: string, lot: string): number {
    return sum(this.believed().map(fact => (fact.type === 'return' && fact.of === shipment ? cameBack(fact, lot) : 0)))
  }

  // ---- holds -------------------------------------------------------------------------------------------------------------------

  openHolds(): Fact[] {
    const released = new Set(this.believed().flatMap(fact => (fact.type === 'release' ? [fact.of] : [])))
    return this.believed().filter(fact => fact.type === 'hold' && !released.has(fact.id))
  }

  held(): Set<string> {
    return new Set(this.openHolds().flatMap(hold => [...this.forward(hold.seeds).keys()]))
  }

  // ---- what may happen ---------------------------------------------------------------------------------------------------------

  refusalOf(fact: Fact): string | undefined {
    if (fact.type === 'correct') return this.withCorrection(fact).isShort() ? 'used-downstream' : undefined
    if (!fact.late && TAKING.has(fact.type) && fact.taken.some(([lot]) => this.held().has(lot))) return 'lot-on-hold'
    return undefined
  }

  happened(fact: Fact, recordedAs: string): void {
    if (fact.type === 'correct') this.correct(fact)
    else this.facts.push({ ...fact, recordedAs })
  }

  private correct({ id, of, quantity }: Fact): void {
    const fact = this.facts.find(one => one.id === of)
    if (!fact) throw new Error('what is corrected has happened')
    if (quantity === 0) fact.isVoid = true
    else Object.assign(fact, { quantity, recordedAs: `${id.slice(0, -4)}0000` })
  }

  private withCorrection(fact: Fact): NaivePlant {
    const tried = new NaivePlant()
    for (const one of this.facts) tried.facts.push({ ...one })
    tried.correct(fact)
    return tried
  }

  private isShort(): boolean {
    const named = new Set(this.believed().flatMap(fact => fact.taken.map(([lot]) => lot)))
    const lots = new Set(this.lots())
    const given = this.believed().flatMap(fact => (fact.type === 'return' ? fact.taken.map(([lot]) => this.shippedBy(fact.of, lot)) : []))
    return [...named].some(lot => !lots.has(lot) || this.onHand(lot) < 0) || given.some(rest => rest < 0)
  }

  private shippedBy(shipment: string | undefined, lot: string): number {
    const fact = this.believed().find(one => one.id === shipment)
    return fact ? sum(fact.taken.map(([of, quantity]) => (of === lot ? quantity : 0))) - this.returnedOf(fact.id, lot) : -1
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
const quantityIn = ({ taken }: Fact, lot: string): number => sum(taken.map(([of, quantity]) => (of === lot ? quantity : 0)))
const left = (fact: Fact, lot: string): number => (TAKING.has(fact.type) ? quantityIn(fact, lot) : 0)
const cameBack = (fact: Fact, lot: string): number => (fact.type === 'return' ? quantityIn(fact, lot) : 0)
/** A split and a merge make what they take. */
const madeBy = (fact: Fact): number => (fact.type === 'split' || fact.type === 'merge' ? sum(fact.taken.map(([, q]) => q)) : fact.quantity)
const changesOf = (reached: ReadonlyMap<string, number>): number =>
  [...reached.values()].reduce((total, time) => total + (Number.isFinite(time) ? time : 0), reached.size * 1e9)
