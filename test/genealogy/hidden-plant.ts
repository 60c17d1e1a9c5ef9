import { LotGraph, type MovementKind } from '../../src/genealogy/graph.ts'

/** One piece of material; what it is made of decides whether it is suspect. */
interface Piece {
  suspect: boolean
  isNumbered: boolean
}

export interface Secret {
  readonly seed: number
  readonly after: number
  /** Only this of the seed, and then `after` is never. */
  readonly part?: SecretPart
}
/** What left in a span of time; what left or came in certain events; or some of the pieces that come in, by their number. */
export interface SecretPart {
  readonly from?: number
  readonly until?: number
  readonly events?: ReadonlySet<number>
  readonly pieces?: ReadonlySet<number>
}

export interface Truth {
  readonly graph: LotGraph
  /** Per lot: pieces that were suspect while they were in it, and those of them still there. */
  readonly affected: ReadonlyMap<number, number>
  readonly onHand: ReadonlyMap<number, number>
  readonly contents: ReadonlyMap<number, number>
  /** Suspect pieces on hand, with customers and scrapped, over all lots. */
  readonly total: number
  readonly shipped: readonly { readonly lot: number; readonly position: number; readonly quantity: number; readonly suspect: number }[]
}

/** Numerical Recipes' generator: the same plant for the same number, everywhere. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const MELT = 3 // every third lot is homogeneous

/**
 * A plant whose every piece is known: lots are received, drawn from in an order nobody records, made into others, put
 * back for rework, returned, scrapped and shipped. The graph holds only what a shop would have recorded.
 */
export class HiddenPlant {
  private readonly graph = new LotGraph()
  private readonly random: (below: number) => number
  private readonly secret: Secret
  private readonly lots = new Map<number, Piece[]>()
  private readonly ever = new Map<number, Set<Piece>>()
  private readonly out: Piece[][] = []
  private readonly scrapped: Piece[][] = []
  private readonly shipped: { lot: number; position: number; quantity: number; suspect: number }[] = []
  /** How many pieces ever came into the seed, without those that came back. */
  came = 0
  private position = 0
  private line = 0
  private readonly sloppy: boolean
  private readonly reworks: boolean

  /** `reworks`: every third event makes part of a lot into itself. */
  constructor(seed: number, secret: Secret, sloppy = false, reworks = false) {
    this.random = randomOf(seed)
    this.secret = secret
    this.sloppy = sloppy
    this.reworks = reworks
  }

  run(events: number): Truth {
    for (let i = 0; i < 3; i++) this.receive()
    for (let i = 0; i < events; i++) this.anything()
    this.position = this.secret.after === Infinity ? this.position : Infinity // whatever still lies there, lies there later too
    this.notice()
    const count = (pieces: Iterable<Piece>): number => [...pieces].filter(piece => piece.suspect).length
    return {
      graph: this.graph,
      affected: new Map([...this.ever].map(([lot, pieces]) => [lot, pieces.size])),
      onHand: new Map([...this.lots].map(([lot, pieces]) => [lot, count(pieces)])),
      contents: new Map([...this.lots].map(([lot, pieces]) => [lot, pieces.length])),
      total: count([...this.lots.values(), ...this.out, ...this.scrapped].flat().filter(piece => piece !== undefined)),
      shipped: this.shipped,
    }
  }

  private anything(): void {
    if (this.reworks && this.random(3) === 0) return this.transform(this.someLot())
    const choice = this.random(13)
    if (choice < 2) this.receive()
    else if (choice < 7) this.transform()
    else if (choice < 8) this.ship('shipped')
    else if (choice < 9) this.ship('scrapped')
    else if (choice < 10) this.giveBack()
    else this.install()
  }

  private begin(): void {
    this.position++
    this.line = 0
    this.notice()
  }

  /** What lies in the seed from the secret time on is suspect; a melt with a suspect drop is suspect as a whole. */
  private notice(): void {
    const seed = this.lots.get(this.secret.seed)
    if (seed && this.now() >= this.secret.after) for (const piece of seed) piece.suspect = true
    for (const [lot, pieces] of this.lots) {
      if (lot % MELT === 0 && pieces.some(piece => piece.suspect)) for (const piece of pieces) piece.suspect = true
      for (const piece of pieces) if (piece.suspect) this.ever.get(lot)?.add(piece)
    }
  }

  private now(): number {
    return this.position * 10
  }

  private newLot(): number {
    const lot = this.lots.size + 1
    this.lots.set(lot, [])
    this.ever.set(lot, new Set())
    this.graph.addLot(lot, { countable: true, homogeneous: lot % MELT === 0 })
    return lot
  }

  private someLot(): number {
    return 1 + this.random(this.lots.size)
  }

  private receive(): void {
    this.begin()
    const lot = this.lots.size > 2 && this.random(3) === 0 ? this.someLot() : this.newLot()
    this.enter(
      lot,
      Array.from({ length: 1 + this.random(6) }, () => ({ suspect: false, isNumbered: false })),
      'received',
    )
  }

  /** `again`: a lot that is an input and an output. */
  private transform(again?: number): void {
    const inputs = this.inputsOf(again)
    if (inputs.length === 0) return
    this.begin()
    const per = again === undefined || this.random(3) === 0 ? 1 + this.random(3) : 1
    const parts = inputs.map(lot => ({ lot, pieces: this.take(lot, 1 + this.random(this.size(lot)), 'consumed') }))
    const drawn = parts.reduce((sum, part) => sum + part.pieces.length, 0)
    const outputs = this.outputsOf(Math.floor(drawn / per), inputs[0] === again ? again : undefined)
    const pool = this.shuffled(parts.flatMap(part => part.pieces.map(piece => ({ piece, lot: part.lot }))))
    outputs.forEach((output, draw) => {
      const used = pool.splice(0, output.total * per)
      const needed = output.total * per
      for (const part of parts) {
        const others = drawn - part.pieces.length
        const used = { min: Math.max(0, needed - others), max: Math.min(needed, part.pieces.length) }
        this.link(part.lot, output.lot, { ...used, exp: (needed * part.pieces.length) / drawn, drawQ: needed, ...output, draw })
      }
      const made = Array.from({ length: output.total }, (_, i) => this.made(output.lot, used.slice(i * per, (i + 1) * per)))
      // A melt is one before its scrap is poured off.
      if (output.lot % MELT === 0 && made.some(piece => piece.suspect)) for (const piece of made) piece.suspect = true
      if (output.good > 0) this.enter(output.lot, this.shuffled(made).slice(0, output.good), 'produced')
    })
  }

  private inputsOf(again?: number): number[] {
    const first = again === undefined ? [] : [again]
    const others = Array.from({ length: again === undefined ? 1 + this.random(3) : this.random(2) }, () => this.someLot())
    return [...new Set([...first, ...others])].filter(lot => this.size(lot) > 0)
  }

  /** A piece that was taken out of the very lot it is put back into stays that piece: of several the one that was suspect. */
  private made(lot: number, used: readonly { piece: Piece; lot: number }[]): Piece {
    const suspect = used.some(({ piece }) => piece.suspect)
    const own = used.filter(part => part.lot === lot).map(({ piece }) => piece)
    const kept = own.find(piece => piece.suspect) ?? own[0] ?? { suspect: false, isNumbered: false }
    kept.suspect = suspect
    return kept
  }

  /** Up to two outputs, new lots or additions to lots that exist, the inputs among them. */
  private outputsOf(units: number, again?: number): { lot: number; good: number; total: number }[] {
    const first = 1 + this.random(Math.max(1, units))
    const totals = units === 0 ? [] : [Math.min(first, units), units - Math.min(first, units)].filter(total => total > 0)
    const lots: number[] = []
    for (const place of totals.keys()) {
      const lot = place === 0 && again !== undefined ? again : this.random(3) === 0 ? this.someLot() : this.newLot()
      lots.push(lots.includes(lot) ? this.newLot() : lot)
    }
    return totals.map((total, i) => ({ lot: lots[i], total, good: Math.max(1, total - this.random(2)) }))
  }

  private ship(kind: 'shipped' | 'scrapped'): void {
    const lot = this.someLot()
    if (this.size(lot) === 0) return
    this.begin()
    const pieces = this.take(lot, 1 + this.random(this.size(lot)), kind)
    this.shipped.push({ lot, position: this.position, quantity: pieces.length, suspect: pieces.filter(piece => piece.suspect).length })
    if (kind === 'shipped') this.out[lot] = [...(this.out[lot] ?? []), ...pieces]
    else this.scrapped.push(pieces)
  }

  private giveBack(): void {
    const lot = this.someLot()
    const out = this.out[lot] ?? []
    if (out.length === 0) return
    this.begin()
    this.enter(lot, this.shuffled(out).splice(0, 1 + this.random(out.length)), 'returned')
    this.out[lot] = out.filter(piece => !this.lots.get(lot)?.includes(piece))
  }

  /** One piece of the component into every piece of an assembly that already exists. */
  private install(): void {
    const [component, assembly] = [this.someLot(), this.someLot()]
    const units = this.size(assembly)
    if (component === assembly || units === 0 || units > this.size(component)) return
    this.begin()
    const used = this.take(component, units, 'installed')
    this.link(component, assembly, { min: units, exp: units, max: units, drawQ: units, good: units, total: units, draw: 0, put: 0 })
    this.lots.get(assembly)?.forEach((piece, i) => {
      piece.suspect ||= used[i].suspect
    })
    this.notice()
  }

  private link(
    parent: number,
    child: number,
    of: { min: number; exp: number; max: number; drawQ: number; good: number; total: number; draw: number; put?: number },
  ): void {
    const loose = this.sloppy && of.put === undefined && this.random(4) === 0
    this.graph.addLink({
      since: this.position,
      line: this.line++,
      parent,
      child,
      qMin: of.min,
      qExp: of.exp,
      qMax: of.max,
      drawQ: of.drawQ,
      portion: of.good,
      total: of.total,
      came: this.now() - (loose ? this.random(40) : 0),
      left: this.now(),
      taken: this.position,
      put: of.put ?? this.position,
      draw: of.draw,
    })
  }

  private enter(lot: number, pieces: Piece[], kind: MovementKind): void {
    if (lot === this.secret.seed && kind !== 'returned') this.comeIn(pieces)
    this.lots.get(lot)?.push(...pieces)
    this.move(lot, pieces.length, kind)
    this.notice()
  }

  private take(lot: number, quantity: number, kind: MovementKind): Piece[] {
    const pieces = this.shuffled(this.lots.get(lot) ?? [])
    this.lots.set(lot, pieces.slice(quantity))
    if (lot === this.secret.seed && this.leavesAsPart()) for (const piece of pieces.slice(0, quantity)) this.suspectIn(lot, piece)
    this.move(lot, -quantity, kind)
    return pieces.slice(0, quantity)
  }

  private comeIn(pieces: readonly Piece[]): void {
    const { events, pieces: some } = this.secret.part ?? {}
    for (const piece of pieces) {
      if (events?.has(this.position) || (!piece.isNumbered && some?.has(this.came))) piece.suspect = true
      if (!piece.isNumbered) this.came++
      piece.isNumbered = true
    }
  }

  private leavesAsPart(): boolean {
    const { from, until, events } = this.secret.part ?? {}
    if (until !== undefined) return this.now() >= (from ?? 0) && this.now() <= until
    return events?.has(this.position) ?? false
  }

  private suspectIn(lot: number, piece: Piece): void {
    piece.suspect = true
    this.ever.get(lot)?.add(piece)
  }

  private move(lot: number, delta: number, kind: MovementKind): void {
    // Reported late: its links still tell since when it can have been there.
    const late = this.sloppy && kind === 'produced' ? this.random(50) : 0
    this.graph.addMovement({ since: this.position, line: this.line++, lot, kind, delta, at: this.now() + late })
  }

  private size(lot: number): number {
    return this.lots.get(lot)?.length ?? 0
  }

  private shuffled<T>(of: readonly T[]): T[] {
    const mixed = [...of]
    for (let i = mixed.length - 1; i > 0; i--) {
      const j = this.random(i + 1)
      ;[mixed[i], mixed[j]] = [mixed[j], mixed[i]]
    }
    return mixed
  }
}
