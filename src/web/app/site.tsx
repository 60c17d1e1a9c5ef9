import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import type { SiteSummary } from '../../client/index.ts'
import { client } from './api.ts'

export function useSites() {
  return useQuery({ queryKey: ['sites'], queryFn: client.sites, staleTime: 30_000, select: withMain })
}

/**
 * The site in the address bar, else the plant that has something to show: the demo plant while the own site is still empty.
 * `undefined` only until the sites are known, so that no screen asks about the wrong plant first.
 */
export function useSite(): string | undefined {
  const chosen = useSearch({ strict: false, select: (search: { site?: string }) => search.site })
  const sites = useSites()
  if (chosen !== undefined) return chosen
  if (sites.isPending) return undefined
  return defaultSite(sites.data ?? [])
}

export function defaultSite(sites: { site: string; events: number; lots: number }[]): string {
  const main = sites.find(site => site.site === 'main')
  if (main !== undefined && main.lots > 0) return 'main'
  const filled = sites.find(site => site.lots > 0)
  return filled?.site ?? 'main'
}

/** The own site is always offered, also before its first event. */
function withMain(sites: SiteSummary[]): SiteSummary[] {
  return sites.some(site => site.site === 'main') ? sites : [{ site: 'main', events: 0, lots: 0 }, ...sites]
}
