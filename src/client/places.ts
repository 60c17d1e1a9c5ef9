/** Where things lie: containers, locations and work centers. */
import type { Lot, Quantity, Time } from './shapes.ts'
import type { Transport } from './transport.ts'

export type PlaceKind = 'container' | 'location' | 'workCenter'
export interface FoundPlace {
  kind: PlaceKind
  site: string
  code: string
  name: string | null
  /** What a container is in, or stands at. */
  within: { kind: PlaceKind; code: string } | null
}
export interface PlaceDetail {
  place: FoundPlace
  contents: { lots: number; containers: number }
  /** Those directly in it, the first 200. */
  containers: { code: string; lots: number }[]
  /** What went in and out last. */
  events: { sequence: number; type: string; at: Time; by: string | null; station: string | null }[]
}
export interface LyingLot extends Lot {
  /** How much of it is here. */
  here: Quantity
  container: string | null
}

const path = (kind: PlaceKind, code: string): string => `/api/v1/places/${kind}/${encodeURIComponent(code)}`

export function places(door: Transport) {
  return {
    placesCalled: async (query: { code: string; site?: string }, signal?: AbortSignal) =>
      (await door.json<{ places: FoundPlace[] }>({ path: '/api/v1/places', query: { ...query }, ...(signal ? { signal } : {}) })).places,
    place: ({ kind, code, site }: { kind: PlaceKind; code: string; site?: string | undefined }, signal?: AbortSignal) =>
      door.json<PlaceDetail>({ path: path(kind, code), query: { site }, ...(signal ? { signal } : {}) }),
    lotsAtPlace: (
      { kind, code, ...query }: { kind: PlaceKind; code: string; site?: string | undefined; limit?: number; cursor?: string },
      signal?: AbortSignal,
    ) =>
      door.json<{ lots: LyingLot[]; next: string | null }>({
        path: `${path(kind, code)}/lots`,
        query: { ...query },
        ...(signal ? { signal } : {}),
      }),
  }
}
