import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linkBuffer, movementBuffer } from '../../src/genealogy/facts.ts'
import { fold } from '../../src/genealogy/fold.ts'
import type { Folded } from '../../src/genealogy/folded.ts'
import { type FoldMark, LINK_HOW, LotGraph, MOVEMENT_KINDS } from '../../src/genealogy/graph.ts'
import { ASK, ASK_SPAN, cameCode, cameOf, spanCode, spanOf } from '../../src/genealogy/outward.ts'
import { Packer, Unpacker } from '../../src/genealogy/packing.ts'
import { rounds } from '../support/rounds.ts'

const LOTS = 40
const quantity = fc.oneof(
  fc.integer({ min: 0, max: 100_000 }),
  fc.integer({ min: 0, max: 10 ** 9 }).map(n => n / 1000),
  fc.double({ min: 0, max: 1e15, noNaN: true }),
  fc.constantFrom(Number.NaN, Infinity, 160 / 7, 0.1 + 0.2, -12.5),
)
const DAY = 86_400_000
const time = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2026, 0, 1) }),
  fc.integer({ min: 0, max: 2000 * 86_400 }).map(seconds => Date.UTC(2021, 0, 1) + seconds * 1000),
)
const lot = fc.integer({ min: 1, max: LOTS })
const linkStep = fc.record({
  step: fc.constant('link' as const),
  parent: lot,
  child: lot,
  q: fc.oneof(
    quantity.map(one => [one, one, one, one]),
    fc.tuple(quantity, quantity, quantity, quantity),
  ),
  portion: quantity,
  scrap: fc.constantFrom(0, 0, 3),
  came: time,
  length: fc.oneof(fc.integer({ min: -5, max: 4000 }), fc.integer({ min: 0, max: 400 * DAY })),
  taken: fc.integer({ min: 0, max: 30 }),
  isInstall: fc.boolean(),
  draw: fc.integer({ min: 0, max: 3 }),
  blend: fc.integer({ min: 0, max: 2 }),
  how: fc.constantFrom(...LINK_HOW),
  removedAfter: fc.constantFrom(-1, -1, 0, 5000),
  ahead: fc.integer({ min: 0, max: 2 }),
})
const movementStep = fc.record({
  step: fc.constant('movement' as const),
  lot,
  kind: fc.constantFrom(...MOVEMENT_KINDS),
  delta: quantity,
  scrap: fc.constantFrom(0, 1.5),
  at: time,
  reference: fc.constantFrom(0, 0, 0xfffffff1),
  ahead: fc.integer({ min: 0, max: 2 }),
})
/** As nearly all lots are made: one event draws exact quantities over links that are alike; or it makes two lots, and the links of the one stand between those of the other. */
const makeStep = fc.record({
  step: fc.constant('make' as const),
  child: fc.integer({ min: 4, max: 6 }),
  draws: fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 90_000 })), { minLength: 1, maxLength: 4 }),
  portion: fc.integer({ min: 1, max: 100_000 }),
  came: fc.integer({ min: Date.UTC(2021, 0, 1), max: Date.UTC(2021, 0, 1) + 30_000 }),
  isTwo: fc.boolean(),
})
const endStep = fc.record({ step: fc.constant('end' as const), pick: fc.nat(), isMovement: fc.boolean() })
const foldStep = fc.record({ step: fc.constantFrom('fold' as const, 'begin' as const, 'adopt' as const) })
const history = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: linkStep },
    { weight: 3, arbitrary: movementStep },
    { weight: 3, arbitrary: makeStep },
    { weight: 2, arbitrary: endStep },
    { weight: 2, arbitrary: foldStep },
  ),
  { maxLength: 60 },
)
type Step = typeof history extends fc.Arbitrary<(infer One)[]> ? One : never

const LINK = { qMin: 1, qExp: 1, qMax: 1, drawQ: 1, portion: 1, total: 1, taken: 1, put: 1, draw: 1 }

/** The same history in two graphs, of which one folds now and then, also while the history goes on. */
class Twins {
  readonly plain = new LotGraph()
  readonly folding = new LotGraph({ shared: true })
  private readonly keys: { since: number; line: number; lot: number; isMovement: boolean }[] = []
  private under: { mark: FoldMark; made: Folded } | undefined
  private since = 1
  private line = 0

  constructor() {
    for (const graph of [this.plain, this.folding]) for (let id = 1; id <= LOTS; id++) graph.addLot(id, {})
  }

  play(steps: readonly Step[]): this {
    for (const step of steps) this.take(step)
    this.adopt()
    return this
  }

  private take(step: Step): void {
    if (step.step === 'link') this.link(step)
    else if (step.step === 'movement') this.movement(step)
    else if (step.step === 'make') this.make(step)
    else if (step.step === 'end') this.end(step)
    else if (step.step === 'begin' && !this.under)
      this.under = { mark: this.folding.beginFold(), made: fold({ ...this.folding.foldQuestion(), shared: true }) }
    else if (step.step === 'adopt') this.adopt()
    else if (step.step === 'fold' && !this.under) this.folding.fold()
  }

  private adopt(): void {
    if (this.under) this.folding.adopt(this.under.made, this.under.mark)
    this.under = undefined
  }

  private link(step: Extract<Step, { step: 'link' }>): void {
    this.since += step.ahead
    const [qMin = 0, qExp = 0, qMax = 0, drawQ = 0] = step.q
    const { parent, child, portion, came, taken, draw, blend, how } = step
    const link = {
      since: this.since,
      line: this.line++,
      parent,
      child,
      qMin,
      qExp,
      qMax,
      drawQ,
      portion,
      total: portion + step.scrap,
      came,
      left: came + step.length,
      taken,
      put: step.isInstall ? 0 : this.since,
      draw,
      blend,
      how,
      removedAt: step.removedAfter < 0 ? Infinity : came + step.removedAfter,
    }
    for (const graph of [this.plain, this.folding]) graph.addLink(link)
    this.keys.push({ since: this.since, line: link.line, lot: step.child, isMovement: false })
  }

  private make({ child, draws, portion, came, isTwo }: Extract<Step, { step: 'make' }>): void {
    this.since++
    const { since } = this
    const children = isTwo ? [child, child + 1] : [child]
    const [left, total] = [came + 5000, portion]
    for (const [index, [back, q]] of draws.entries())
      for (const into of children) {
        const quantities = { qMin: q, qExp: q, qMax: q, drawQ: q }
        const times = { came, left, taken: since, put: since }
        const link = {
          since,
          line: this.line++,
          parent: into - back,
          child: into,
          ...quantities,
          portion,
          total,
          ...times,
          draw: index + 1,
        }
        for (const graph of [this.plain, this.folding]) graph.addLink(link)
        this.keys.push({ since, line: link.line, lot: into, isMovement: false })
      }
    for (const lot of children) {
      const movement = { since, line: this.line++, lot, kind: 'produced' as const, delta: portion, at: left }
      for (const graph of [this.plain, this.folding]) graph.addMovement(movement)
      this.keys.push({ since, line: movement.line, lot, isMovement: true })
    }
  }

  private movement(step: Extract<Step, { step: 'movement' }>): void {
    this.since += step.ahead
    const { lot: of, kind, delta, scrap, at, reference } = step
    const movement = { since: this.since, line: this.line++, lot: of, kind, delta, scrap, at, reference }
    for (const graph of [this.plain, this.folding]) graph.addMovement(movement)
    this.keys.push({ since: this.since, line: movement.line, lot: of, isMovement: true })
  }

  private end({ pick, isMovement }: { pick: number; isMovement: boolean }): void {
    const among = this.keys.filter(key => key.isMovement === isMovement)
    const key = among[pick % Math.max(1, among.length)]
    if (!key) return
    this.since++
    for (const graph of [this.plain, this.folding]) {
      if (isMovement) graph.endMovement(graph.findMovement(key.since, key.line, key.lot), this.since)
      else graph.endLink(graph.findLink(key.since, key.line, key.lot), this.since)
    }
  }
}

/** Everything a graph says of a lot. */
function told(graph: LotGraph, known: number): unknown {
  return Array.from({ length: LOTS }, (_, i) => {
    const [links, movements] = [linkBuffer(), movementBuffer()]
    graph.gatherIn(i + 1, known, links)
    graph.gatherMovements(i + 1, known, movements)
    const rows = (columns: Record<string, Float64Array | Uint32Array | Uint8Array>, size: number): unknown =>
      Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, [...column.subarray(0, size)]]))
    const out: string[] = []
    graph.eachOut(i + 1, index => out.push(`${graph.link.since.at(index)} ${graph.link.line.at(index)} ${graph.link.child.at(index)}`))
    const into: number[] = []
    graph.eachIn(i + 1, index => into.push(graph.link.line.at(index)))
    const moved: number[] = []
    graph.eachMovement(i + 1, index => moved.push(graph.movement.line.at(index)))
    return [rows(links.columns, links.size), rows(movements.columns, movements.size), out.sort(), into.sort((a, b) => a - b), moved]
  })
}

describe('folding', () => {
  test('nothing that is told of any lot changes by it, to the last bit', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 60 }), (steps, known) => {
        const { plain, folding } = new Twins().play(steps)
        folding.fold()
        expect(told(folding, known)).toEqual(told(plain, known))
        expect(told(folding, 1e9)).toEqual(told(plain, 1e9))
        expect([folding.linkCount, folding.movementCount, folding.hasRemovals]).toEqual([
          plain.linkCount,
          plain.movementCount,
          plain.hasRemovals,
        ])
      }),
      { numRuns: rounds(200) },
    )
  })

  test('lots far apart come into their order all the same', () => {
    const [plain, folding] = [new LotGraph(), new LotGraph({ shared: true })]
    const lots = Array.from({ length: 40 }, (_, i) => 1 + ((i * 2_654_435_761) % 5_000_011)).sort((a, b) => a - b)
    const pick = (n: number): number => lots[(n * 7919) % lots.length] ?? 1
    for (const graph of [plain, folding]) {
      for (const id of lots) graph.addLot(id, {})
      for (let n = 1; n <= 400; n++)
        graph.addLink({ ...LINK, since: n, line: 1, parent: pick(n), child: pick(n * n + 3), came: n, left: n + 5 })
    }
    folding.fold()
    for (const lot of lots) {
      const [into, folded] = [linkBuffer(), linkBuffer()]
      plain.gatherIn(lot, 1e9, into)
      folding.gatherIn(lot, 1e9, folded)
      expect([...folded.columns.since.subarray(0, folded.size)]).toEqual([...into.columns.since.subarray(0, into.size)])
      const [out, outFolded]: [number[], number[]] = [[], []]
      plain.eachOut(lot, index => out.push(plain.link.since.at(index)))
      folding.eachOut(lot, index => outFolded.push(folding.link.since.at(index)))
      expect(outFolded.sort((a, b) => a - b)).toEqual(out.sort((a, b) => a - b))
    }
  })

  test('another thread sees the same over the shared buffers', () => {
    fc.assert(
      fc.property(history, steps => {
        const { folding } = new Twins().play(steps)
        expect(told(new LotGraph({ from: folding.handles() }), 1e9)).toEqual(told(folding, 1e9))
      }),
      { numRuns: rounds(100) },
    )
  })

  test('numbers count through', () => {
    fc.assert(
      fc.property(history, steps => {
        const { folding } = new Twins().play(steps)
        const found: number[] = []
        for (let id = 1; id <= LOTS; id++) folding.eachIn(id, index => found.push(index))
        expect(found.sort((a, b) => a - b)).toEqual(Array.from({ length: folding.linkCount }, (_, index) => index))
        for (const index of found) {
          const { since, line, child } = folding.link
          expect(folding.findLink(since.at(index), line.at(index), child.at(index))).toBe(index)
        }
      }),
      { numRuns: rounds(200) },
    )
  })
})

describe('packing', () => {
  test('gives back the very same number', () => {
    const decimal = fc
      .tuple(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), fc.integer({ min: 0, max: 9 }), fc.constantFrom(1, 1000, 1_000_000))
      .map(([digits, places, times]) => (digits * times) / 10 ** places)
    const any = fc.oneof(
      quantity,
      decimal,
      fc.integer({ min: -300, max: 300 }),
      fc.double(),
      fc.constantFrom(-0, Number.MAX_SAFE_INTEGER, 5e-324, -Infinity),
    )
    fc.assert(
      fc.property(fc.array(any), fc.array(fc.oneof(time, fc.double(), fc.constant(-Infinity))), (quantities, times) => {
        const packer = new Packer()
        packer.room(quantities.length * 12 + times.length * 12)
        for (const one of quantities) packer.quantity(one)
        times.forEach((one, i) => packer.time(one, times[i - 1] ?? 5))
        const unpacker = new Unpacker(packer.bytes)
        for (const one of quantities) expect(unpacker.quantity()).toBe(one)
        const back: number[] = []
        for (const one of times) {
          back.push(unpacker.time(back.at(-1) ?? 5))
          expect(back.at(-1)).toBe(one)
        }
      }),
      { numRuns: rounds(2000) },
    )
  })

  test('a short time is exact or says that it is not there', () => {
    fc.assert(
      fc.property(time, time, (came, base) => {
        const code = cameCode(came, base)
        if (code !== ASK) expect(cameOf(code, base)).toBe(came)
      }),
      { numRuns: rounds(2000) },
    )
  })

  test('a span lies from its code on, and before the next', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 2 ** 40 })), span => {
        const code = spanCode(1000, 1000 + span)
        expect(code).not.toBe(ASK_SPAN)
        expect(spanOf(code)).toBeLessThanOrEqual(span)
        expect(spanOf(code + 1)).toBeGreaterThan(span)
      }),
      { numRuns: rounds(3000) },
    )
  })
})
