/**
 * What a station must stop while it is away from the server. It asks every few seconds, so it is told what has changed since it asked last, which mostly is nothing. Up to twenty thousand
 * lots are a list; of more the station gets their names in a filter, which stops all of them and rarely one too many.
 */
import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { NameFilter } from '../../symbols/index.ts'
import type { HeldSet } from '../containment/held-set.ts'
import { bearersOf, labelsOf } from './queries.ts'

export interface HeldLabel {
  material: string
  number: string
  identifiers: string[]
}
export interface FreedLabel {
  material: string
  number: string
  /** What it is no longer stopped by: none of them is another held lot's as well. */
  names: string[]
}
export interface HeldAnswer {
  /** To be sent along with the next question. */
  version: string
  /** All that is held; what is to be added to it and taken from it; or the same as before. */
  part: 'all' | 'more' | 'same'
  held: HeldLabel[]
  freed: FreedLabel[]
  filter?: string
}

/** How much is told one by one, and at once. */
export interface Sizes {
  listed: number
  changed: number
  atOnce: number
}
const SIZES: Sizes = { listed: 20_000, changed: 5000, atOnce: 10_000 }

const sites = new WeakMap<Pool, Map<string, HeldLabels>>()

/** `lots` is what is held now, at any site. */
export function heldAnswer(pool: Pool, site: string, asked: { lots: HeldSet; known: string | undefined }): Promise<HeldAnswer> {
  const kept = sites.get(pool) ?? new Map<string, HeldLabels>()
  sites.set(pool, kept)
  const labels = kept.get(site) ?? new HeldLabels(pool, site)
  kept.set(site, labels)
  return labels.answer(asked)
}

interface Step {
  held: Map<number, HeldLabel>
  freed: Map<number, FreedLabel>
}
interface Told {
  readonly epoch: string
  lots: HeldSet
  /** Without a filter all that is held; with one what came since it was made. */
  readonly held: Map<number, HeldLabel>
  readonly freed: Map<number, FreedLabel>
  readonly filter: { names: NameFilter; text: string } | undefined
  readonly steps: Step[]
  changed: number
}

export class HeldLabels {
  private told: Told | undefined
  private turn: Promise<unknown> = Promise.resolve()
  private readonly pool: Pool
  private readonly site: string
  private readonly sizes: Sizes

  constructor(pool: Pool, site: string, sizes: Sizes = SIZES) {
    this.pool = pool
    this.site = site
    this.sizes = sizes
  }

  /** One after the other: each goes on from what the one before has told. */
  answer({ lots, known }: { lots: HeldSet; known: string | undefined }): Promise<HeldAnswer> {
    const answer = this.turn.then(async () => this.since(known, await this.broughtOn(lots)))
    this.turn = answer.catch(() => undefined)
    return answer
  }

  private async broughtOn(lots: HeldSet): Promise<Told> {
    const { told, sizes } = this
    const now = lots.copy()
    const change = told && now.changeSince(told.lots, sizes.changed)
    if (!told || !change || told.changed + change.added.length + change.removed.length > sizes.listed) return this.begin(now)
    if (change.added.length + change.removed.length > 0) await this.step(told, now, change)
    told.lots = now
    return told
  }

  private async begin(lots: HeldSet): Promise<Told> {
    this.told = undefined
    const { sizes } = this
    const isListed = lots.size <= sizes.listed
    const names = isListed ? undefined : NameFilter.for(lots.size)
    const held = new Map<number, HeldLabel>()
    for (const ids of inParts(lots, sizes.atOnce)) {
      for (const { id, ...label } of await labelsOf(this.pool, this.site, ids)) {
        if (names) for (const name of [label.number, ...label.identifiers]) names.add(name)
        else held.set(id, label)
      }
    }
    const filter = names && { names, text: names.text() }
    this.told = { epoch: randomUUID(), lots, held, freed: new Map(), filter, steps: [], changed: 0 }
    return this.told
  }

  private async step(told: Told, lots: HeldSet, { added, removed }: { added: number[]; removed: number[] }): Promise<void> {
    const [more, less] = [await labelsOf(this.pool, this.site, added), await labelsOf(this.pool, this.site, removed)]
    if (more.length + less.length === 0) return
    const step: Step = { held: new Map(more.map(({ id, ...label }) => [id, label])), freed: new Map() }
    const stillBorne = await this.stillBorne(less, lots)
    for (const { id, material, number, identifiers } of less)
      step.freed.set(id, { material, number, names: [number, ...identifiers].filter(name => !stillBorne.has(name)) })
    take(told, step, told.filter !== undefined)
    told.steps.push(step)
    told.changed += more.length + less.length
  }

  /** Names of lots that are free now which another lot bears that is held. */
  private async stillBorne(freed: readonly HeldLabel[], lots: HeldSet): Promise<Set<string>> {
    if (freed.length === 0) return new Set()
    const names = freed.flatMap(({ number, identifiers }) => [number, ...identifiers])
    const bearers = await bearersOf(this.pool, this.site, names)
    return new Set(bearers.filter(({ lot }) => lots.has(lot)).map(({ name }) => name))
  }

  private since(known: string | undefined, told: Told): HeldAnswer {
    const { epoch, steps, filter } = told
    const version = `${epoch}.${steps.length}`
    if (known === version) return { version, part: 'same', held: [], freed: [] }
    const [of, place] = (known ?? '').split('.')
    if (of !== epoch || place === undefined)
      return {
        version,
        part: 'all',
        held: [...told.held.values()],
        freed: [...told.freed.values()],
        ...(filter ? { filter: filter.text } : {}),
      }
    const net: Step = { held: new Map(), freed: new Map() }
    for (const step of steps.slice(Number(place))) take(net, step, true)
    return { version, part: 'more', held: [...net.held.values()], freed: [...net.freed.values()] }
  }
}

/** What a step says of a lot is what counts of it. */
function take(to: Step, { held, freed }: Step, tellsFreed: boolean): void {
  for (const [lot, label] of held) {
    to.held.set(lot, label)
    to.freed.delete(lot)
  }
  for (const [lot, label] of freed) {
    to.held.delete(lot)
    if (tellsFreed) to.freed.set(lot, label)
  }
}

function* inParts(lots: Iterable<number>, size: number): Generator<number[]> {
  let part: number[] = []
  for (const lot of lots) {
    part.push(lot)
    if (part.length < size) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}
