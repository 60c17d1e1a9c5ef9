/** How large a recall of each raw lot would be, and which setting would make it smaller. */

import type { Pool } from 'pg'
import type * as answers from '../../answers/index.ts'
import { Refusal } from '../../base/refusal.ts'
import { type Change, type Exposed, reachedBy, type Setting } from '../../genealogy/exposure.ts'
import type { Engine } from '../tracing/engine.ts'
import { namesOf } from '../tracing/lot-facts.ts'
import { quantityText } from '../tracing/quantity-text.ts'
import { headAt, type NamedLot, storePosition } from '../tracing/queries.ts'
import { headText } from '../tracing/write-trace.ts'
import { approximateLots, type Boxes, containersOf, preciseRuns, receivedLots, runsInOrder, usesOfPositions } from './queries.ts'
import { reordered } from './reordered.ts'

/** Together the raw lots may reach so many; the older ones are left out, and the answer says so. */
const REACHED_MAX = 50_000
/** Of each kind of setting those with the most lots are tried. */
const SETTINGS_MAX = 6

export interface ExposureAsked {
  site: string
  material?: string | undefined
  limit: number
}

export async function exposureAt(engine: Engine, pool: Pool, asked: ExposureAsked, signal?: AbortSignal): Promise<answers.Exposure> {
  const { graph } = await engine.currentWith(pool, async () => ({ position: await storePosition(pool) }))
  const { position } = engine
  const received = await receivedLots(pool, { site: asked.site, material: asked.material, limit: asked.limit + 1 })
  if (received.length === 0 && asked.material !== undefined)
    throw new Refusal('unknown-material', `No lot of "${asked.material}" was received at this site.`, '/material')
  const raw = fitting(received.slice(0, asked.limit), lots => reachedBy(graph, lots, position).length)
  const tried = await triedOn(pool, reachedBy(graph, raw, position), position)
  const question = { raw, changes: tried.map(({ change }) => change), asKnownAt: position }
  const [now, ...others] = raw.length === 0 ? [] : await engine.exposure(graph, question, signal)
  const ends = raw.map((_, index) => now?.exposed[index]?.endLots ?? new Uint32Array(0))
  const [names, boxes, head] = await Promise.all([namesOf(pool, raw), containersOf(pool, ends), headAt(pool, asked.site, position)])
  const unit = commonest(now?.exposed ?? [])
  const rows = raw
    .map((lot, index) => rowOf(names.get(lot), now?.exposed[index], boxes.get(index)))
    .sort((a, b) => b.lots - a.lots || a.id - b.id)
  return {
    knownAt: headText(head),
    raw: { lots: raw.length, isCut: received.length > raw.length },
    unit,
    worst: rows[0] ?? null,
    mean: now ? meanOf(now, unit) : null,
    lots: rows,
    settings: others
      .map((otherwise, index) => settingOf(tried[index], { now, otherwise, unit }))
      .filter(({ inferredLots }) => inferredLots > 0)
      .sort((a, b) => (b.shrinks ?? 0) - (a.shrinks ?? 0)),
  }
}

interface Tried {
  readonly change: Change
  readonly material: string
  readonly workCenter?: string | null
  readonly position?: string
}

async function triedOn(pool: Pool, reached: Uint32Array, position: number): Promise<Tried[]> {
  const [approximate, runs, uses, ordered] = await Promise.all([
    approximateLots(pool, reached),
    preciseRuns(pool, reached),
    usesOfPositions(pool, reached, position),
    runsInOrder(pool, reached, position),
  ])
  return [
    ...approximate
      .slice(0, SETTINGS_MAX)
      .map(({ material, lots }) => ({ material, change: { kind: 'precise' as const, lots: Uint32Array.from(lots) } })),
    ...uses.slice(0, SETTINGS_MAX).map(({ pools, ...where }) => ({ ...where, change: { kind: 'sequential' as const, pools } })),
    ...reordered(ordered)
      .slice(0, SETTINGS_MAX)
      .map(({ pools, ...where }) => ({ ...where, change: { kind: 'unknown' as const, pools } })),
    ...runs.slice(0, SETTINGS_MAX).map(({ material, runs: made }) => ({
      material,
      change: { kind: 'approximate' as const, runs: made.map(lots => Uint32Array.from(lots)) },
    })),
  ]
}

/** As many of the latest as do not reach too many together. */
function fitting(raw: readonly number[], reachedOf: (lots: readonly number[]) => number): number[] {
  let lots = [...raw]
  while (lots.length > 1 && reachedOf(lots) > REACHED_MAX) lots = lots.slice(0, Math.ceil(lots.length / 2))
  return lots
}

function rowOf(lot: NamedLot | undefined, exposed: Exposed | undefined, containers: Boxes = { count: 0, holding: [] }): answers.ExposedLot {
  const { id = 0, site = '', material = '', number = '', vendor = null, vendorLot = null } = lot ?? {}
  return {
    id,
    site,
    material,
    number,
    vendor,
    vendorLot,
    lots: exposed?.lots ?? 0,
    certain: exposed?.certain ?? 0,
    possible: (exposed?.lots ?? 0) - (exposed?.certain ?? 0),
    /** Of the lots nothing was made of any more, the most that can contain it. */
    affected: [...(exposed?.affected ?? [])].map(([unit, max]) => ({ unit, max: quantityText(max) })),
    endLots: exposed?.endLots.length ?? 0,
    containers,
  }
}

/** Settings are compared in one unit: that of most end lots. */
function commonest(exposed: readonly Exposed[]): string | null {
  const counts = new Map<string, number>()
  for (const { ends } of exposed) for (const [unit, lots] of ends) counts.set(unit, (counts.get(unit) ?? 0) + lots)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null
}

const affectedOf = ({ exposed }: Setting, unit: string | null): number[] => exposed.map(({ affected }) => affected.get(unit ?? '') ?? 0)

const average = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
const largest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0)

const meanOf = (now: Setting, unit: string | null) => ({
  lots: Number(average(now.exposed.map(({ lots }) => lots)).toFixed(1)),
  affected: quantityText(average(affectedOf(now, unit))),
})

interface Compared {
  now: Setting | undefined
  otherwise: Setting
  unit: string | null
}

const CHANGES = {
  precise: 'approximate → precise',
  approximate: 'precise → approximate',
  sequential: 'unknown → sequential',
  unknown: 'sequential → unknown',
} as const

function settingOf(tried: Tried | undefined, { now, otherwise, unit }: Compared) {
  const [before, after] = [now ? affectedOf(now, unit) : [], affectedOf(otherwise, unit)]
  const [meanBefore, meanAfter] = [average(before), average(after)]
  return {
    kind: tried?.change.kind ?? 'precise',
    material: tried?.material ?? '',
    workCenter: tried?.workCenter ?? null,
    position: tried?.position ?? null,
    change: CHANGES[tried?.change.kind ?? 'precise'],
    /** Lots that would be several, or one with others; of a position, draws that would be told apart. */
    inferredLots: otherwise.inferred,
    extraLots: otherwise.extraLots,
    extraScans: otherwise.extraScans,
    mean: { now: quantityText(meanBefore), otherwise: quantityText(meanAfter) },
    worst: { now: quantityText(largest(before)), otherwise: quantityText(largest(after)) },
    /** The share by which the mean recall would be smaller; below 0 it would be larger. */
    shrinks: meanBefore > 0 ? Number((1 - meanAfter / meanBefore).toFixed(4)) : null,
  }
}
