/** Pieces that lie in boxes, go from one into another and leave: which of them were in the box that is asked about is known here. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lainThere, type PlaceLine, type Span } from './through-container.ts'

const BOX = 'container:7'
const PLACES = [BOX, 'container:8', 'location:SHELF']

const act = fc.record({
  what: fc.constantFrom('in', 'move', 'move', 'out', 'out', 'back'),
  from: fc.nat(2),
  to: fc.nat(2),
  quantity: fc.integer({ min: 1, max: 6 }),
  pick: fc.nat(),
  pause: fc.integer({ min: 0, max: 3 }),
})
const shape = fc.record({
  acts: fc.array(act, { minLength: 1, maxLength: 14 }),
  from: fc.integer({ min: 0, max: 20 }),
  length: fc.integer({ min: 0, max: 20 }),
  open: fc.boolean(),
})
type Shape = typeof shape extends fc.Arbitrary<infer One> ? One : never

class Truth {
  readonly lines: PlaceLine[] = []
  readonly inBox = new Set<number>()
  readonly taken = new Map<number, number[]>()
  /** How many of what an event took had lain in the box by then. */
  readonly ofBox = new Map<number, number>()
  readonly places = new Map<string, number[]>(PLACES.map(place => [place, []]))
  private pieces = 0
  private time = 0
  private readonly span: Span

  constructor({ acts }: Shape, span: Span) {
    this.span = span
    for (const [position, one] of acts.entries()) {
      const before = this.time
      this.time += one.pause
      for (let at = before; at <= this.time; at++) this.look(at)
      this.play(one, position + 1)
      this.look(this.time)
    }
    this.look(span.from > this.time ? span.from : this.time)
  }

  private look(at: number): void {
    if (at >= this.span.from && at <= this.span.until) for (const piece of this.places.get(BOX) ?? []) this.inBox.add(piece)
  }

  private play({ what, from, to, quantity, pick }: Shape['acts'][number], position: number): void {
    const [source, target] = [PLACES[from], PLACES[to]]
    const line = (kind: string, delta: number, place: string): void => {
      this.lines.push({ lot: 1, position, kind, delta, place, at: this.time, from: this.time, run: null, isStated: true })
    }
    if (what === 'in') {
      line('received', quantity, target)
      for (let i = 0; i < quantity; i++) this.places.get(target)?.push(this.pieces++)
      return
    }
    if (what === 'back') {
      const gone = [...this.taken].flatMap(([event, pieces]) => pieces.map(piece => ({ event, piece })))
      const back = this.chosen(gone, quantity, pick)
      if (back.length === 0) return
      line('unloaded', back.length, target)
      for (const { event, piece } of back) {
        this.back.add(`${event} ${piece}`)
        this.places.get(target)?.push(piece)
      }
      return
    }
    const there = this.places.get(source) ?? []
    const chosen = this.chosen(there, quantity, pick)
    if (chosen.length === 0 || (what === 'move' && source === target)) return
    this.places.set(
      source,
      there.filter(piece => !chosen.includes(piece)),
    )
    if (what === 'out') {
      line('loaded', -chosen.length, source)
      this.taken.set(position, chosen)
      this.ofBox.set(position, chosen.filter(piece => this.inBox.has(piece)).length)
      return
    }
    line('moved', -chosen.length, source)
    line('moved', chosen.length, target)
    this.places.get(target)?.push(...chosen)
  }

  private readonly back = new Set<string>()

  private chosen<One>(from: readonly One[], quantity: number, pick: number): One[] {
    const open = from.filter(
      one => typeof one === 'number' || !this.back.has(`${(one as { event: number }).event} ${(one as { piece: number }).piece}`),
    )
    const start = open.length === 0 ? 0 : pick % open.length
    return [...open.slice(start), ...open.slice(0, start)].slice(0, quantity)
  }
}

test('the pieces that were in the box are within the bounds of every event, and of what is still there', () => {
  let [whole, part, exact] = [0, 0, 0]
  fc.assert(
    fc.property(shape, one => {
      const span = one.open
        ? { place: BOX, from: -Infinity, until: Infinity }
        : { place: BOX, from: one.from, until: one.from + one.length }
      const truth = new Truth(one, span)
      const lain = lainThere(truth.lines, [span], false)
      expect(lain === null, 'whether any of it lay there').toBe(truth.inBox.size === 0)
      if (!lain) return
      const isOf = (piece: number): boolean => truth.inBox.has(piece)
      const stays = [...truth.places.values()].flat().filter(isOf).length
      if (lain.whole) {
        whole++
        expect([...truth.places.values()].flat().every(isOf), 'all that is there').toBe(true)
        for (const [position, pieces] of truth.taken) {
          const at = truth.lines.find(line => line.position === position)?.at ?? 0
          if (at >= (lain.after ?? -Infinity)) expect(truth.ofBox.get(position), `all of event ${position}`).toBe(pieces.length)
          else expect(truth.ofBox.get(position), `nothing of event ${position}`).toBe(0)
        }
        return
      }
      part++
      if (!('shares' in lain.part)) throw new Error('a part has shares')
      for (const [position, pieces] of truth.taken) {
        const share = lain.part.shares.get(position)
        const count = truth.ofBox.get(position) ?? 0
        expect((share?.min ?? 0) * pieces.length).toBeLessThanOrEqual(count + 1e-9)
        expect((share?.max ?? 0) * pieces.length).toBeGreaterThanOrEqual(count - 1e-9)
        if (share && share.min === share.max) exact++
      }
      expect(lain.part.stays.min).toBeLessThanOrEqual(stays)
      expect(lain.part.stays.max).toBeGreaterThanOrEqual(stays)
      expect(lain.part.ever.min).toBeLessThanOrEqual(truth.inBox.size)
      expect(lain.part.ever.max).toBeGreaterThanOrEqual(truth.inBox.size)
    }),
    { numRuns: 5000 },
  )
  expect(whole).toBeGreaterThan(250)
  expect(part).toBeGreaterThan(250)
  expect(exact).toBeGreaterThan(250)
})
