/** Where things lie: containers, locations and work centers. */
import type { FoundPlace, LyingLot, PlaceDetail, PlaceKind } from '../answers/index.ts'
import type { Transport } from './transport.ts'

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
