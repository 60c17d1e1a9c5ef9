import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { CaptureResult } from '../../src/capabilities/capture.ts'
import { expectSound, type Plant, plant, type Sent } from '../ledger/plant.ts'
import { ask } from '../support/ask.ts'
import { testStore } from '../support/store.ts'

const folder = new URL('.', import.meta.url)
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8')
const names = readdirSync(folder).flatMap(file => /^(.+)\.ndjson$/.exec(file)?.[1] ?? [])
/** Quantities are compared so closely; thirds have no last digit. */
const DIGITS = 4

const at = testStore()

interface Named {
  readonly material: string
  readonly number: string
}
type Bounds = Readonly<Record<'min' | 'expected' | 'max', string>>

interface Scenario {
  readonly about: string
  readonly expect: readonly Expected[]
}

type Expected =
  | ({ readonly ask: 'trace' } & ExpectedTrace)
  | { readonly ask: 'reach'; readonly direction: string; readonly seeds: readonly Named[]; readonly lots: readonly string[] }
  | {
      readonly ask: 'quarantine'
      readonly seeds: readonly Named[]
      readonly numbers: readonly string[]
      readonly notCalled?: readonly string[]
    }
  | ({ readonly ask: 'as-built' } & ExpectedRecord)
  | { readonly ask: 'stock'; readonly onHand: Readonly<Record<string, string>> }
  | { readonly ask: 'refused'; readonly event: string; readonly code: string }

interface ExpectedTrace {
  readonly direction: string
  readonly seeds: readonly Named[]
  readonly knownBefore?: string
  readonly complete?: boolean
  readonly lots: Readonly<Record<string, string>>
  readonly affected?: Readonly<Record<string, Bounds>>
  readonly onHand?: Readonly<Record<string, string>>
  readonly call?: readonly Readonly<Record<string, string>>[]
  readonly vendors?: readonly string[]
}

interface ExpectedRecord {
  readonly lot: Named
  readonly operations?: readonly string[]
  readonly people?: readonly string[]
  readonly values?: Readonly<Record<string, number>>
  readonly outOfRange?: readonly string[]
  readonly loads?: readonly { readonly run: string; readonly quantity: number; readonly certainty: string }[]
  readonly installed?: readonly string[]
  readonly removed?: readonly string[]
}

interface Trace {
  readonly complete: boolean
  readonly totals: { readonly lots: number }
  readonly lots: readonly (Named & { certainty: string; affected: Bounds; onHand: string })[]
  readonly ends: Record<'call' | 'quarantine', readonly (Named & Record<string, string>)[]>
  readonly vendors: readonly { vendor: string }[]
}

interface AsBuilt {
  readonly operations: readonly { name: string; people: string[]; lot: Named }[]
  readonly values: readonly {
    characteristic: string
    value: string
    inRange: boolean | null
    run: string
    quantity: string
    certainty: string
  }[]
  readonly components: readonly (Named & { removedAt: string | null })[]
}

const nameOf = ({ material, number }: Named): string => `${material}/${number}`
const rounded = (quantity: string | number): string => Number(quantity).toFixed(DIGITS)
const roundedAll = (quantities: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(quantities).map(([name, quantity]) => [name, rounded(quantity)]))

it.each(names)('%s', async name => {
  const scenario = JSON.parse(read(`${name}.expect.json`)) as Scenario
  const events = read(`${name}.ndjson`)
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Sent)
  const played = new Played(plant(at), events)
  await played.play(scenario.expect.flatMap(one => (one.ask === 'refused' ? one.event : [])))
  for (const expected of scenario.expect) await played.check(expected)
})

it('leaves a store that is sound', () => expectSound(at))

class Played {
  private readonly plant: Plant
  private readonly events: readonly Sent[]
  private results: readonly CaptureResult[] = []

  constructor(site: Plant, events: readonly Sent[]) {
    this.plant = site
    this.events = events
  }

  /** Everything is recorded but what the scenario says is refused. */
  async play(refused: readonly string[]): Promise<void> {
    this.results = await this.plant.send(...this.events)
    const unexpected = this.results.filter(({ id, status }) => status === 'refused' && !refused.includes(id ?? ''))
    expect(unexpected, 'refused, though it should not be').toEqual([])
  }

  async check(expected: Expected): Promise<void> {
    switch (expected.ask) {
      case 'trace':
        return this.checkTrace(expected)
      case 'as-built':
        return this.checkRecord(expected)
      case 'reach': {
        const { lots } = await this.trace(expected.direction, expected.seeds)
        return expect(lots.map(nameOf).sort()).toEqual([...expected.lots].sort())
      }
      case 'quarantine': {
        const { ends } = await this.trace('forward', expected.seeds)
        expect(ends.quarantine.map(({ number }) => number)).toEqual(expect.arrayContaining([...expected.numbers]))
        const called = ends.call.map(({ number }) => number)
        return expect(called.filter(number => expected.notCalled?.includes(number))).toEqual([])
      }
      case 'stock': {
        const onHand = await Promise.all(Object.keys(expected.onHand).map(async lot => [lot, await this.onHand(lot)] as const))
        return expect(Object.fromEntries(onHand)).toEqual(roundedAll(expected.onHand))
      }
      case 'refused':
        return expect(this.results.find(({ id }) => id === expected.event)).toMatchObject({ status: 'refused', code: expected.code })
    }
  }

  private async checkTrace(expected: ExpectedTrace): Promise<void> {
    const answer = await this.trace(expected.direction, expected.seeds, expected.knownBefore === undefined ? {} : this.beforeCorrection())
    expect(Object.fromEntries(answer.lots.map(lot => [nameOf(lot), lot.certainty]))).toEqual(expected.lots)
    expect(answer.totals.lots).toBe(Object.keys(expected.lots).length)
    if (expected.complete !== undefined) expect(answer.complete).toBe(expected.complete)
    const of = (lot: string): Trace['lots'][number] | undefined => answer.lots.find(one => nameOf(one) === lot)
    for (const [lot, { min, expected: likely, max }] of Object.entries(expected.affected ?? {})) {
      const affected = of(lot)?.affected
      const bounds = affected && roundedAll({ min: affected.min, expected: affected.expected, max: affected.max })
      expect(bounds, `affected of ${lot}`).toEqual(roundedAll({ min, expected: likely, max }))
    }
    for (const [lot, quantity] of Object.entries(expected.onHand ?? {}))
      expect(rounded(of(lot)?.onHand ?? NaN), `on hand of ${lot}`).toBe(rounded(quantity))
    const called = answer.ends?.call.map(({ quantity, ...end }) => ({ ...end, quantity: rounded(quantity ?? NaN) }))
    for (const { quantity, ...end } of expected.call ?? [])
      expect(called).toContainEqual(expect.objectContaining(quantity === undefined ? end : { ...end, quantity: rounded(quantity) }))
    if (expected.vendors) expect(answer.vendors.map(({ vendor }) => vendor).sort()).toEqual(expected.vendors)
  }

  private async checkRecord(expected: ExpectedRecord): Promise<void> {
    const found = await this.lot(nameOf(expected.lot))
    const record = await ask<AsBuilt>(this.plant.services, `GET /lots/${found.id}/as-built`)
    const own = record.operations.filter(({ lot }) => nameOf(lot) === nameOf(expected.lot)).map(({ name }) => name)
    if (expected.operations) expect(own).toEqual(expected.operations)
    if (expected.people) expect(record.operations.flatMap(({ people }) => people)).toEqual(expect.arrayContaining([...expected.people]))
    for (const [characteristic, value] of Object.entries(expected.values ?? {}))
      expect(record.values.map(one => [one.characteristic, rounded(one.value)])).toContainEqual([characteristic, rounded(value)])
    const out = new Set(record.values.flatMap(({ inRange, characteristic }) => (inRange === false ? characteristic : [])))
    if (expected.outOfRange) expect([...out]).toEqual(expected.outOfRange)
    const loads = record.values.map(({ run, quantity, certainty }) => ({ run, quantity: rounded(quantity), certainty }))
    for (const load of expected.loads ?? []) expect(loads).toContainEqual({ ...load, quantity: rounded(load.quantity) })
    const still = record.components.flatMap(component => (component.removedAt ? [] : nameOf(component)))
    const removed = record.components.flatMap(component => (component.removedAt ? nameOf(component) : []))
    expect(still).toEqual(expect.arrayContaining([...(expected.installed ?? [])]))
    expect(removed).toEqual(expect.arrayContaining([...(expected.removed ?? [])]))
  }

  private async trace(direction: string, seeds: readonly Named[], more: object = {}): Promise<Trace> {
    const { site, services } = this.plant
    const question = { direction, seeds: seeds.map(seed => ({ ...seed, site })), limit: 1000, ...more }
    return ask<Trace>(services, 'POST /traces', question)
  }

  private beforeCorrection(): object {
    const before = this.events.findIndex(({ type }) => type === 'correct') - 1
    return { asKnownAt: { sequence: this.results[before]?.sequence, site: this.plant.site } }
  }

  private async lot(name: string): Promise<{ id: number; onHand: string }> {
    const [material = '', number = ''] = name.split('/')
    const { lots } = await ask<{ lots: ({ id: number; onHand: string } & Named)[] }>(
      this.plant.services,
      `GET /lots?search=${encodeURIComponent(number)}&material=${material}&site=${this.plant.site}`,
    )
    const found = lots.find(lot => nameOf(lot) === name)
    expect(found, `${name} is found`).toBeDefined()
    return found as { id: number; onHand: string }
  }

  private async onHand(lot: string): Promise<string> {
    return rounded((await this.lot(lot)).onHand)
  }
}
