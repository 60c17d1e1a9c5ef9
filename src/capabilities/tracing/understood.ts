/** From the lots somebody named to the question the engine is asked: which lots are meant, which part of them, as known when. */
import type { Pool, PoolClient } from 'pg'
import { parseInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import type { ReachQuery } from '../../genealogy/reach-query.ts'
import { askSeeds } from './asking.ts'
import { lotsThrough } from './containers.ts'
import type { Engine } from './engine.ts'
import * as queries from './queries.ts'
import { checkParts, type FoundSeed, isPart, seedsOf, type TraceSeed } from './seed.ts'
import { seriesHolding } from './series.ts'
import type { Traced, TraceRequest } from './traced.ts'

/** A question before it is walked: which lots are meant, as known when. */
export type Understood = Pick<Traced, 'request' | 'graph' | 'position' | 'isNow' | 'site' | 'seeds' | 'excluded' | 'unnamed'> & {
  query: ReachQuery
}

/** @throws Refusal */
export async function understood(engine: Engine, client: Pool | PoolClient, request: TraceRequest, pinned?: number): Promise<Understood> {
  const { graph, answer } = await engine.currentWith(client, () =>
    askSeeds(client, [...request.seeds, ...(request.exclude ?? [])].map(byNumber)),
  )
  const found = await withSeries(client, request.seeds, answer.lots)
  const named = resolveSeeds(request.seeds, await withGone(client, request, { found, now: engine.position }), '/seeds')
  const excluded = resolveSeeds(
    request.exclude ?? [],
    answer.lots.map(lot => ({ ...lot, seed: lot.seed - request.seeds.length })),
    '/exclude',
  )
  const site = named[0]?.site ?? request.seeds[0]?.site ?? 'main'
  const position = pinned ?? (await knownPosition(client, request, { site, now: engine.position }))
  const isNow = position === engine.position
  const seeds = await withContainers(client, request.seeds, named, position)
  checkParts(seeds, request.direction)
  const query: ReachQuery = {
    direction: request.direction,
    // Counting them takes several times as long as finding the lots.
    steps: request.direction === 'back' || request.quantities !== false,
    seeds: await seedsOf(graph, client, request.direction === 'back' ? seeds : seeds.filter(isLot), position),
    asKnownAt: position,
    ...(excluded.length > 0 ? { blocked: { lots: new Set(excluded.map(lot => lot.id)) } } : {}),
  }
  return { request, graph, position, isNow, site, seeds, excluded, unnamed: unnamedIn(seeds), query }
}

/** What was there when the question is asked for, although every record that made it has been taken back since. */
async function withGone<Found extends queries.SeedsFound['lots'][number]>(
  client: Pool | PoolClient,
  request: TraceRequest,
  { found, now }: { found: readonly Found[]; now: number },
): Promise<readonly (Found | queries.SeedsFound['lots'][number])[]> {
  if (request.asKnownAt === undefined) return found
  const known = new Set(found.map(({ seed }) => seed))
  const open = request.seeds.flatMap((seed, index) =>
    known.has(index) || seed.number === undefined ? [] : [{ ...byNumber(seed), seed: index }],
  )
  if (open.length === 0) return found
  const site = found[0]?.site ?? request.seeds[0]?.site ?? 'main'
  return [...found, ...(await queries.seedLotsThen(client, open, await knownPosition(client, request, { site, now })))]
}

/** What no number names, nothing is found for. */
const byNumber = ({ material, number = '', site }: TraceSeed): queries.AskedSeed => ({ material, number, site })

/** What is asked for by a container is looked up as the ledger stood. A lot that is named whole as well is meant whole. */
async function withContainers(
  client: Pool | PoolClient,
  asked: readonly TraceSeed[],
  named: readonly FoundSeed[],
  position: number,
): Promise<FoundSeed[]> {
  if (asked.every(({ container }) => container === undefined)) return [...named]
  const through = asked.flatMap((seed, index) => {
    const pointer = `/seeds/${index}`
    if (seed.container === undefined) return []
    const meant = named.filter(lot => lot.pointer === pointer)
    const site = meant[0]?.site
    const only = seed.number === undefined ? null : new Set(meant.map(({ id }) => id))
    return [{ seed: site === undefined ? seed : { ...seed, site }, pointer, only }]
  })
  const lots = named.filter(lot => lot.asked.container === undefined)
  const whole = new Set(lots.filter(lot => !isPart(lot.asked)).map(({ id }) => id))
  return [...lots, ...(await lotsThrough(client, through, position)).filter(({ id }) => !whole.has(id))]
}

/** What stands in its series leads nowhere: only lots are followed. */
const isLot = ({ serial }: FoundSeed): boolean => serial === undefined

/** Where the series itself is traced, its serials are in that answer. */
function unnamedIn(seeds: readonly FoundSeed[]): Map<number, string[]> {
  const whole = new Set(seeds.filter(isLot).map(({ id }) => id))
  const unnamed = new Map<number, string[]>()
  for (const { id, serial } of seeds)
    if (serial !== undefined && !whole.has(id)) unnamed.set(id, [...new Set([...(unnamed.get(id) ?? []), serial])])
  return unnamed
}

/** The lots that are meant, by whatever identifier they were named. @throws Refusal */
export async function lotsMeant(client: Pool | PoolClient, named: readonly TraceSeed[], pointer: string): Promise<Traced['seeds']> {
  if (named.length === 0) return []
  const found = await withSeries(client, named, (await askSeeds(client, named.map(byNumber))).lots)
  return resolveSeeds(named, found, pointer).map(({ serial, ...seed }) => (serial === undefined ? seed : { ...seed, number: serial }))
}

/** A serial that nobody named yet is where its series is; back, it came from where its series came from. */
async function withSeries(
  client: Pool | PoolClient,
  seeds: readonly TraceSeed[],
  found: queries.SeedsFound['lots'],
): Promise<(queries.SeedsFound['lots'][number] & { serial?: string })[]> {
  const known = new Set(found.map(({ seed }) => seed))
  const open = seeds.flatMap((seed, index) => (known.has(index) ? [] : [{ ...seed, index }]))
  if (open.length === 0) return found
  const held = await seriesHolding(
    client,
    null,
    open.map(({ number = '' }) => number),
  )
  const meant = open.flatMap(({ number, material, site, index }) =>
    held
      .filter(
        entry =>
          entry.number === number && (material === undefined || entry.material === material) && (site === undefined || entry.site === site),
      )
      .map(entry => ({ seed: index, id: entry.lot, site: entry.site, material: entry.material, number: entry.series, serial: number })),
  )
  return [...found, ...meant]
}

function resolveSeeds(
  asked: readonly TraceSeed[],
  meant: readonly (queries.SeedLot & { seed: number; serial?: string })[],
  pointer: string,
): Traced['seeds'] {
  const seeds: Traced['seeds'] = []
  const bySeed: (queries.SeedLot & { serial?: string })[][] = asked.map(() => [])
  for (const { seed, ...lot } of meant) bySeed[seed]?.push(lot)
  for (const [index, seed] of asked.entries()) {
    if (seed.number === undefined) continue
    const found = bySeed[index] ?? []
    const own = found.filter(lot => lot.site === (seed.site ?? 'main'))
    const lots = own.length > 0 ? own : found
    if (lots.length === 0) throw unknownOnes(asked, bySeed, `${pointer}/${index}`)
    // One vendor lot may stand under several numbers of ours: then all of them are meant. Different materials never are.
    if (new Set(lots.map(lot => `${lot.site}/${lot.material}`)).size > 1)
      throw new Refusal(
        'lot-ambiguous',
        `"${seed.number}" names lots of ${lots.map(lot => lot.material).join(', ')}: say which material.`,
        `${pointer}/${index}/material`,
      )
    const after = seed.after === undefined ? undefined : parseInstant(seed.after)
    if (seed.after !== undefined && after === undefined)
      throw new Refusal('invalid-event', 'after must be ISO 8601 with an offset.', `${pointer}/${index}/after`)
    const common = { asked: seed, pointer: `${pointer}/${index}` }
    for (const lot of lots) seeds.push(after === undefined ? { ...lot, ...common } : { ...lot, ...common, after })
  }
  return seeds
}

/** All that are not known at once: whoever mends a list mends it in one go. */
function unknownOnes(asked: readonly TraceSeed[], found: readonly (readonly unknown[])[], pointer: string): Refusal {
  const names = asked.flatMap(({ number, material }, index) =>
    found[index]?.length === 0 && number !== undefined ? [`"${number}"${material ? ` of ${material}` : ''}`] : [],
  )
  const more = names.length > UNKNOWN_NAMED ? ` and ${names.length - UNKNOWN_NAMED} more` : ''
  const named = `${names.slice(0, UNKNOWN_NAMED).join(', ')}${more}`
  return new Refusal(
    'unknown-lot',
    names.length === 1 ? `There is no lot ${named}.` : `${names.length} lots are not known: ${named}.`,
    pointer,
  )
}
const UNKNOWN_NAMED = 50

async function knownPosition(
  client: Pool | PoolClient,
  request: TraceRequest,
  { site, now }: { site: string; now: number },
): Promise<number> {
  const known = request.asKnownAt
  if (known === undefined) return now
  if (typeof known === 'object')
    return Math.min(now, await queries.positionAt(client, { site: known.site ?? site, sequence: known.sequence }))
  const recordedUntil = parseInstant(known)
  if (recordedUntil === undefined)
    throw new Refusal('invalid-event', 'asKnownAt must be a time with an offset, or {"sequence": n}.', '/asKnownAt')
  return Math.min(now, await queries.positionAt(client, { site, recordedUntil }))
}
