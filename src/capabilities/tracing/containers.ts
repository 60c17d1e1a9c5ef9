/** The lots that lay in a container in a span of time, and what of each. */
import type { Pool, PoolClient } from 'pg'
import { parseInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import { type LainLot, type LineRow, linesOf, lotsEverAt, sitesOfContainer, standingIn } from './container-queries.ts'
import type { FoundSeed, TraceSeed } from './seed.ts'
import { lainThere, type Span } from './through-container.ts'

type Client = Pool | PoolClient

export interface ContainerAsked {
  container: string
  material?: string | undefined
  site?: string | undefined
  after?: string | undefined
  until?: string | undefined
}

/** A seed that names a container, where it stands in the question, and the lots its number means, if it has one. */
export interface ContainerSeed {
  readonly seed: TraceSeed
  readonly pointer: string
  readonly only: ReadonlySet<number> | null
}

/** A lot that lay in several of the containers is one seed. @throws Refusal */
export async function lotsThrough(client: Client, seeds: readonly ContainerSeed[], position: number): Promise<FoundSeed[]> {
  const [tooMany] = seeds.slice(CONTAINERS_MAX)
  if (tooMany)
    throw new Refusal(
      'invalid-event',
      `At most ${CONTAINERS_MAX} containers are asked about at once: ask in parts.`,
      `${tooMany.pointer}/container`,
    )
  const lots = new Map<number, Lain>()
  for (const one of seeds) {
    const { spans, found } = await everIn(client, one, position)
    for (const lot of found) {
      const known = lots.get(lot.id)
      if (known) known.spans.push(...spans)
      else lots.set(lot.id, { lot, asked: one.seed, pointer: one.pointer, spans: [...spans] })
    }
    if (found.length === 0) throw nothingThere(one)
  }
  const lain = await lainOf(client, [...lots.values()], position)
  const [first] = seeds
  if (lain.length === 0 && first) throw nothingThere(first)
  return lain
}

/** Each is looked up by itself, about two milliseconds: a second for all of them. */
const CONTAINERS_MAX = 500

interface Lain {
  readonly lot: LainLot
  readonly asked: TraceSeed
  readonly pointer: string
  readonly spans: Span[]
}

async function everIn(
  client: Client,
  { seed, pointer, only }: ContainerSeed,
  position: number,
): Promise<{ spans: Span[]; found: LainLot[] }> {
  const { site, spans } = await spansOf(client, { ...seed, container: seed.container ?? '' }, pointer, position)
  const lots = await lotsEverAt(client, { site, position }, [...new Set(spans.map(({ place }) => place))])
  const isMeant = ({ id, material }: LainLot): boolean =>
    only?.has(id) !== false && (seed.material === undefined || material === seed.material)
  return { spans, found: lots.filter(isMeant) }
}

/** The lots of which anything lay there, and every line that put something in or took it out in that time. */
export async function matchesIn(client: Client, asked: ContainerAsked, position: number): Promise<{ lot: number; position: number }[]> {
  const { spans, found } = await everIn(client, { seed: asked, pointer: '', only: null }, position)
  const lines = byLot(
    await linesOf(
      client,
      found.map(({ id }) => id),
      position,
    ),
  )
  const lay = found.filter(lot => lainThere(lines.get(lot.id) ?? [], spans, lot.homogeneous) !== null)
  const isIn = ({ place, at }: LineRow): boolean => spans.some(span => span.place === place && at <= span.until)
  return lay.flatMap(lot => (lines.get(lot.id) ?? []).filter(isIn).map(row => ({ lot: lot.id, position: row.position })))
}

function nothingThere({ seed: { container, number, material, after, until }, pointer }: ContainerSeed): Refusal {
  const what = number === undefined ? `Nothing${material === undefined ? '' : ` of ${material}`}` : `Nothing of ${number}`
  const time = `${after === undefined ? '' : ` after ${after}`}${until === undefined ? '' : ` until ${until}`}`
  return new Refusal(
    'not-packed',
    `${what} lay in container ${container}${time}: check the container and the times.`,
    `${pointer}/container`,
  )
}

/** A part at a time: the lines of a hundred thousand lots at once would be hundreds of megabytes. */
const LOTS_READ = 5000

async function lainOf(client: Client, lots: readonly Lain[], position: number): Promise<FoundSeed[]> {
  const found: FoundSeed[] = []
  for (let from = 0; from < lots.length; from += LOTS_READ) {
    const some = lots.slice(from, from + LOTS_READ)
    const ids = some.map(({ lot }) => lot.id)
    const lines = byLot(await linesOf(client, ids, position))
    for (const { lot, asked, pointer, spans } of some) {
      const lain = lainThere(lines.get(lot.id) ?? [], spans, lot.homogeneous)
      const { id, site, material, number } = lot
      const seed = { id, site, material, number, asked, pointer }
      if (lain?.whole === true) found.push(lain.after === undefined ? seed : { ...seed, after: lain.after })
      if (lain?.whole === false) found.push({ ...seed, part: lain.part, lying: lain.lying })
    }
  }
  return found
}

function byLot(rows: readonly LineRow[]): Map<number, LineRow[]> {
  const lots = new Map<number, LineRow[]>()
  for (const row of rows) {
    const known = lots.get(row.lot)
    if (known) known.push(row)
    else lots.set(row.lot, [row])
  }
  return lots
}

/** When what stood in the container was in it: itself all the time, others from when they were put in until they were taken out. */
export async function spansOf(
  client: Client,
  asked: ContainerAsked,
  pointer: string,
  position: number,
): Promise<{ site: string; spans: Span[] }> {
  const time = { from: timeOf(asked.after, `${pointer}/after`) ?? -Infinity, until: timeOf(asked.until, `${pointer}/until`) ?? Infinity }
  if (time.from > time.until) throw new Refusal('invalid-event', 'until must not be before after.', `${pointer}/until`)
  const site = await siteOf(client, asked, pointer)
  const spans: Span[] = [{ place: placeOf(asked.container), ...time }]
  for (let open = [{ code: asked.container, ...time }], depth = 0; open.length > 0 && depth < NESTED_MAX; depth++) {
    const standing = await standingIn(client, { site, position }, [...new Set(open.map(({ code }) => code))])
    open = open.flatMap(outer =>
      standing
        .filter(row => row.parent === outer.code)
        .map(row => ({ code: row.container, from: Math.max(row.from, outer.from), until: Math.min(row.until ?? Infinity, outer.until) }))
        .filter(({ from, until }) => from <= until),
    )
    for (const { code, from, until } of open) spans.push({ place: placeOf(code), from, until })
  }
  return { site, spans }
}

/** Containers nest at most so deep; in times that contradict each other one may seem to stand in itself. */
const NESTED_MAX = 50
const placeOf = (container: string): string => `container:${container}`

function timeOf(text: string | undefined, pointer: string): number | undefined {
  if (text === undefined) return undefined
  const at = parseInstant(text)
  if (at === undefined) throw new Refusal('invalid-event', 'after and until must be ISO 8601 with an offset.', pointer)
  return at
}

async function siteOf(client: Client, { container, site }: ContainerAsked, pointer: string): Promise<string> {
  const sites = await sitesOfContainer(client, container)
  const [only] = sites
  const meant = sites.find(one => one === (site ?? 'main')) ?? (site === undefined && sites.length === 1 ? only : undefined)
  if (meant !== undefined) return meant
  const where = site === undefined ? '' : ` at site ${site}`
  if (site === undefined && sites.length > 1)
    throw new Refusal('unknown-container', `Container ${container} is known at ${sites.join(', ')}: say which site.`, `${pointer}/site`)
  throw new Refusal('unknown-container', `There is no container "${container}"${where}: check its number.`, `${pointer}/container`)
}
