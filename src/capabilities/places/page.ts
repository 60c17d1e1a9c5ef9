import type * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { summaries } from '../lots/summary.ts'
import { cut, INTEGER_MAX, numberCursor } from '../paging.ts'
import { placeNamed } from '../place-name.ts'
import { notFound } from '../problem.ts'
import type { Services } from '../route.ts'
import * as queries from './queries.ts'

const INNER_MAX = 200
const EVENTS_SHOWN = 20

export async function placesNamed(
  { pool }: Services,
  { code, site }: { code: string; site?: string | undefined },
): Promise<{ places: answers.FoundPlace[] }> {
  const rows = await queries.placesCalled(pool, code, site ?? null)
  return { places: rows.map(shown) }
}

/** @throws Problem where nothing of this kind bears the code */
export async function placePage({ pool }: Services, name: queries.PlaceName): Promise<answers.PlaceDetail> {
  const place = await known(pool, name)
  const [contents, containers, events] = await Promise.all([
    queries.contentsOf(pool, place),
    queries.containersIn(pool, place, INNER_MAX),
    queries.eventsAt(pool, place, EVENTS_SHOWN),
  ])
  return { place: shown(place), contents, containers, events: events.map(event => ({ ...event, at: formatInstant(event.at) })) }
}

/** What lies there now, in whatever container of it, each lot once. */
export async function lotsAtPlace(
  services: Services,
  name: queries.PlaceName,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ lots: answers.LyingLot[]; next: string | null }> {
  const place = await known(services.pool, name)
  const found = await queries.lotsIn(services.pool, place, numberCursor(cursor, INTEGER_MAX), limit)
  const { rows, next } = cut(found, limit, row => [row.lot])
  const lots = await summaries(
    services,
    rows.map(row => row.lot),
  )
  const here = rows.flatMap(({ lot: id, quantity, container }) => {
    const lot = lots.get(id)
    return lot ? [{ ...lot, here: formatQuantity(parseQuantity(quantity)), container }] : []
  })
  return { lots: here, next }
}

async function known(pool: Services['pool'], { kind, site, code }: queries.PlaceName): Promise<queries.PlaceRow> {
  const rows = await queries.placesCalled(pool, code, site)
  const place = rows.find(row => row.kind === kind && row.code === code) ?? rows.find(row => row.kind === kind)
  if (!place) throw notFound(`There is no ${WORDS[kind]} "${code}" at site ${site}.`)
  return place
}

const WORDS: Readonly<Record<queries.Kind, string>> = { container: 'container', location: 'location', workCenter: 'work center' }

function shown({ within, ...place }: queries.PlaceRow): answers.FoundPlace {
  const { kind, code } = placeNamed(within ?? '')
  return { ...place, within: kind === '' ? null : { kind, code } }
}
