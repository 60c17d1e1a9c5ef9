/**
 * Two sites that use the same numbers, played at random through the API, with late facts, corrections, holds and returns; after each step
 * its answers are compared with a model that keeps nothing but the list of what happened and reads it again from the beginning.
 */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TokenBook } from '../../src/capabilities/access/tokens.ts'
import type { CaptureResult } from '../../src/capabilities/capture.ts'
import { allRoutes } from '../../src/capabilities/routes.ts'
import { createServer } from '../../src/http/server.ts'
import { Sessions } from '../../src/http/sessions.ts'
import { basics, expectSound, plant, type Sent, servicesOn } from '../ledger/plant.ts'
import { rounds, seedOfRun } from '../support/rounds.ts'
import { testStore } from '../support/store.ts'
import { type Fact, NaivePlant } from './naive-plant.ts'

const at = testStore()
const faults: unknown[] = []
let app: FastifyInstance

beforeAll(async () => {
  plant(at)
  const services = servicesOn(at)
  const book = new TokenBook(at.pool)
  app = createServer({
    services,
    sessions: new Sessions(book, 'administrator-key'),
    routes: allRoutes(services, book),
    webRoot: '/nowhere',
    version: '0',
    isReady: async () => true,
    log: (_level, _message, details) => void faults.push(JSON.stringify(details)),
  })
  await app.ready()
})
afterAll(() => app.close())

async function call<T>(method: 'GET' | 'POST', url: string, payload?: object): Promise<T> {
  const response = await app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: 'Bearer administrator-key' },
    ...(payload ? { payload } : {}),
  })
  expect(response.statusCode, `${method} ${url} ${response.body.slice(0, 300)}`).toBe(200)
  return JSON.parse(response.body) as T
}

async function capture(event: object): Promise<CaptureResult> {
  const { results } = await call<{ results: CaptureResult[] }>('POST', '/capture', [event])
  if (!results[0]) throw new Error('an event is answered')
  return results[0]
}

interface Row {
  site: string
  number: string
}
interface TraceAnswer {
  knownAt: { sequence: number }
  lots: (Row & { certainty: string; affected: { min: string; expected: string; max: string } | null; onHand: string })[]
  ends?: { call: { number: string; shipment: string; quantity: string }[]; quarantine: { number: string; quantity: string }[] }
}

const trace = (site: string, number: string, direction: 'forward' | 'back', more: object = {}): Promise<TraceAnswer> =>
  call('POST', '/traces', { direction, seeds: [{ site, number }], ...more })

/** mulberry32: the same numbers again from the same seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0
  return below => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** One site: what it plays, and the model of it. */
class Played {
  readonly model = new NaivePlant()
  readonly told: string[] = []
  private readonly site: string
  private readonly random: (below: number) => number
  private readonly seen: Map<string, number>
  private minute = 0
  private readonly kept: { number: string; sequence: number; answer: unknown }[] = []

  constructor(site: string, random: (below: number) => number, seen: Map<string, number>) {
    this.site = site
    this.random = random
    this.seen = seen
  }

  async begin(): Promise<void> {
    for (const event of basics) {
      const { status } = await capture({ ...event, id: randomUUID(), site: this.site, at: '2026-01-01T00:00:00Z' })
      expect(status).toBe('recorded')
    }
    for (const number of ['A', 'B', 'C']) await this.tell({ type: 'receive', made: number, quantity: 1000 })
  }

  async step(): Promise<void> {
    const wish = this.wish()
    if (wish) await this.tell(wish)
    await this.compare()
  }

  private pick<T>(list: readonly T[]): T | undefined {
    return list[this.random(list.length)]
  }

  /** Something that makes sense, as far as the model knows. */
  private wish(): Partial<Fact> | undefined {
    const lots = this.model.lots()
    const stocked = lots.filter(lot => this.model.onHand(lot) > 0)
    const lot = this.pick(stocked)
    const some = (of: string | undefined): number => (of === undefined ? 0 : 1 + this.random(Math.ceil(this.model.onHand(of) / 3)))
    const fresh = `N${lots.length + this.random(3)}-${this.model.facts.length}`
    const target = this.random(3) === 0 ? (this.pick(lots) ?? fresh) : fresh
    const kind = this.random(20)
    if (kind < 2) return { type: 'receive', made: fresh, quantity: 1 + this.random(3) * 100, unit: this.random(3) === 0 ? 't' : 'kg' }
    if (lot === undefined) return undefined
    const other = this.pick(stocked.filter(one => one !== lot))
    const taken = [lot, ...(other === undefined || this.random(2) === 0 ? [] : [other])]
    if (kind < 8)
      return {
        type: 'transform',
        taken: taken.filter(one => one !== target).map(one => [one, some(one)]),
        made: target,
        quantity: 1 + this.random(50),
        late: this.random(4) === 0,
      }
    if (kind < 9) return { type: 'split', taken: [[lot, some(lot)]], made: fresh }
    if (kind < 10 && other !== undefined) return { type: 'merge', taken: [[lot, some(lot)]], made: this.random(2) === 0 ? other : fresh }
    if (kind < 13) return { type: 'ship', taken: [[lot, some(lot)]], late: this.random(4) === 0 }
    if (kind < 14) return this.returned()
    if (kind < 15) return { type: 'scrap', taken: [[lot, some(lot)]] }
    if (kind < 16) return { type: 'hold', seeds: [this.pick(lots) ?? lot] }
    if (kind < 17) {
      const hold = this.pick(this.model.openHolds())
      return hold && { type: 'release', of: hold.id }
    }
    const fact = this.pick(this.model.facts.slice(-12))
    if (!fact || fact.isVoid) return undefined
    const replaced = this.random(2) === 0 && ['receive', 'transform'].includes(fact.type)
    return { type: 'correct', of: fact.id, ...(replaced ? { quantity: Math.max(1, fact.quantity + this.random(21) - 10) } : {}) }
  }

  private returned(): Partial<Fact> | undefined {
    const row = this.pick(this.model.shipped())
    return row && { type: 'return', of: row.shipment, taken: [[row.lot, 1 + this.random(row.quantity)]] }
  }

  private async tell(wish: Partial<Fact>): Promise<void> {
    this.minute += 2
    const fact: Fact = {
      id: randomUUID(),
      at: this.minute,
      type: 'receive',
      taken: [],
      quantity: 0,
      seeds: [],
      late: false,
      isVoid: false,
      ...wish,
    }
    if (fact.taken.some(([, quantity]) => quantity <= 0)) return
    if (fact.late) fact.at = this.timeWithin(fact)
    const event = this.eventOf(fact)
    const expected = this.model.refusalOf(fact)
    const result = await capture(event)
    this.told.push(`${JSON.stringify(event)} → ${result.status} ${result.code ?? ''}`)
    const kind = `${fact.type}${fact.late ? ' late' : ''} ${result.status} ${result.code ?? ''}`
    this.seen.set(kind, (this.seen.get(kind) ?? 0) + 1)
    expect(result.status === 'refused' ? result.code : 'recorded', `${result.detail}`).toBe(expected ?? 'recorded')
    if (result.status !== 'refused') this.model.happened(fact, String(event.id))
  }

  /** Told late, but not before what it takes was there: an odd minute that no other fact has. */
  private timeWithin(fact: Fact): number {
    const since = Math.max(0, ...[...fact.taken.map(([lot]) => lot), fact.made ?? ''].map(lot => this.model.madeLast(lot)))
    const later = since + 1 + 2 * this.random(Math.max(1, Math.floor((this.minute - since) / 2)))
    return this.model.facts.some(one => one.at === later) ? this.minute : later
  }

  private eventOf(fact: Fact): Sent & { id: string } {
    const common = { id: fact.id, site: this.site, at: new Date(Date.parse('2026-03-02T00:00:00Z') + fact.at * 60_000).toISOString() }
    const lots = fact.taken.map(([number, quantity]) => ({ lot: { number }, quantity }))
    const [first] = lots
    const made = { material: 'STEEL', number: fact.made }
    const late = fact.late ? { late: true } : {}
    if (fact.type === 'receive')
      return fact.unit === 't'
        ? {
            ...common,
            type: 'receive',
            vendor: 'V-1',
            vendorLot: `V-${fact.made}`,
            lot: made,
            quantity: String(fact.quantity / 1000),
            unit: 't',
          }
        : { ...common, type: 'receive', vendor: 'V-1', vendorLot: `V-${fact.made}`, lot: made, quantity: fact.quantity }
    if (fact.type === 'transform')
      return { ...common, ...late, type: 'transform', inputs: lots, outputs: [{ lot: made, quantity: fact.quantity }] }
    if (fact.type === 'split')
      return { ...common, type: 'split', lot: first?.lot, into: [{ number: fact.made, quantity: first?.quantity }] }
    if (fact.type === 'merge') return { ...common, type: 'merge', lots, into: { number: fact.made } }
    if (fact.type === 'ship') return { ...common, ...late, type: 'ship', shipment: `SH-${fact.id}`, customer: 'C-1', lots }
    if (fact.type === 'return')
      return { ...common, type: 'return', shipment: `SH-${fact.of}`, customer: 'C-1', lots, to: 'STORE', reason: 'wrong' }
    if (fact.type === 'scrap') return { ...common, type: 'scrap', ...first, reason: 'bent' }
    if (fact.type === 'hold')
      return {
        ...common,
        type: 'hold',
        hold: `H-${fact.id}`,
        lots: fact.seeds.map(number => ({ number })),
        direction: 'forward',
        reason: 'suspect',
      }
    if (fact.type === 'release') return { ...common, type: 'release', hold: `H-${fact.of}`, reason: 'checked' }
    return { ...common, type: 'correct', ...this.corrected(fact), reason: 'said wrong' }
  }

  private corrected(fact: Fact): object {
    const of = this.model.facts.find(one => one.id === fact.of)
    if (!of) throw new Error('what is corrected has happened')
    if (fact.quantity === 0) return { event: of.recordedAs }
    return { event: of.recordedAs, replacement: { ...this.eventOf({ ...of, quantity: fact.quantity }), id: `${fact.id.slice(0, -4)}0000` } }
  }

  // ---- what the API says, and what the model says ------------------------------------------------------------------------

  private async compare(): Promise<void> {
    const lots = this.model.lots()
    const { lots: listed } = await call<{ lots: (Row & { onHand: string; held: boolean })[] }>('GET', `/lots?site=${this.site}&limit=1000`)
    const held = this.model.held()
    const there = listed.filter(row => lots.includes(row.number)).map(row => `${row.number} ${row.onHand}${row.held ? ' held' : ''}`)
    expect(there.sort()).toEqual(lots.map(lot => `${lot} ${this.model.onHand(lot)}${held.has(lot) ? ' held' : ''}`).sort())
    const number = this.pick(lots)
    if (number === undefined) return
    await this.compareForward(number)
    await this.compareBack(number, listed)
    const kept = this.pick(this.kept)
    if (kept && this.random(3) === 0)
      expect(
        seenIn(await trace(this.site, kept.number, 'forward', { asKnownAt: { sequence: kept.sequence } })),
        `${kept.number} as known at ${kept.sequence}`,
      ).toEqual(kept.answer)
  }

  private async compareForward(number: string): Promise<void> {
    const answer = await trace(this.site, number, 'forward')
    const reach = this.model.forward([number])
    expect(answer.lots.map(lot => lot.number).sort(), `forward from ${number}`).toEqual(
      [...reach.keys()].filter(lot => lot !== number).sort(),
    )
    expect(answer.lots.every(lot => lot.site === this.site)).toBe(true)
    const calls = new Map<string, number>()
    for (const row of answer.ends?.call ?? []) {
      const key = `${row.shipment} ${row.number}`
      calls.set(key, (calls.get(key) ?? 0) + Number(row.quantity))
    }
    const shipped = this.model.shipped().filter(row => row.at >= (reach.get(row.lot) ?? Infinity))
    expect([...calls.keys()].sort(), `to call from ${number}`).toEqual(shipped.map(row => `SH-${row.shipment} ${row.lot}`).sort())
    for (const row of shipped) expect(calls.get(`SH-${row.shipment} ${row.lot}`)).toBeLessThanOrEqual(row.quantity)
    for (const { affected, number: lot } of answer.lots) {
      const [min, expected, max] = [Number(affected?.min), Number(affected?.expected), Number(affected?.max)]
      expect(min <= expected && expected <= max && max <= this.model.madeOf(lot), `${lot} ${JSON.stringify(affected)}`).toBe(true)
    }
    if (this.random(4) === 0) this.kept.push({ number, sequence: answer.knownAt.sequence, answer: seenIn(answer) })
  }

  private async compareBack(number: string, listed: readonly (Row & { id?: number })[]): Promise<void> {
    const wanted = [...this.model.back(number)].filter(lot => lot !== number).sort()
    expect((await trace(this.site, number, 'back')).lots.map(lot => lot.number).sort(), `back from ${number}`).toEqual(wanted)
    const id = listed.find(row => row.number === number)?.id
    const { components } = await call<{ components: { number: string }[] }>('GET', `/lots/${id}/as-built`)
    expect([...new Set(components.map(one => one.number))].filter(lot => lot !== number).sort(), `as-built of ${number}`).toEqual(wanted)
  }
}

const seenIn = (answer: TraceAnswer): unknown => ({
  lots: answer.lots.map(({ number, certainty, affected, onHand }) => `${number} ${certainty} ${JSON.stringify(affected)} ${onHand}`).sort(),
  call: answer.ends?.call.map(row => `${row.number} ${row.shipment} ${row.quantity}`).sort(),
  quarantine: answer.ends?.quarantine.map(row => `${row.number} ${row.quantity}`).sort(),
})

it('answers what a model answers that reads everything from the beginning', { timeout: 600_000 }, async () => {
  const random = randomFrom(seedOfRun())
  const seen = new Map<string, number>()
  for (let round = 0; round < rounds(3) / 3; round++) {
    const sites = [new Played(`left-${round}`, random, seen), new Played(`right-${round}`, random, seen)]
    for (const site of sites) await site.begin()
    for (let step = 0; step < 40; step++) {
      const site = sites[random(2)]
      await site?.step().catch((error: unknown) => {
        throw new Error(`${String(error)}\nafter\n${site.told.join('\n')}`)
      })
    }
  }
  expect(faults).toEqual([])
  console.log(JSON.stringify(Object.fromEntries([...seen].sort((a, b) => b[1] - a[1]))))
})

it('leaves the store sound', () => expectSound(at))
