import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { SYSTEM_SITE } from '../access/tokens.ts'
import { lastVerification } from '../audit/verification.ts'
import { type HeldLots, heldLots } from '../containment/held.ts'
import { stories } from '../demo/stories.ts'
import { INTEGER_MAX } from '../paging.ts'
import { type Route, route, type Services } from '../route.ts'
import { exceptionsOpen } from '../supervision/exceptions.ts'
import { heldCounts, lotCounts, plantNow, sitesKnown, typesRecorded } from './queries.ts'

/** The demo plant as far as this page needs it; whoever loads it tells. */
export interface DemoState {
  loaded: boolean
  loading: boolean
  done: number
  total: number
  error: string | null
}
export interface DemoSource {
  status(): Promise<DemoState>
}
const NO_DEMO: DemoSource = { status: async () => ({ loaded: false, loading: false, done: 0, total: 0, error: null }) }

export function homeRoutes(services: Services, demo: DemoSource = NO_DEMO): Route[] {
  return [
    route({
      method: 'GET',
      path: '/home',
      role: 'reader',
      summary: 'The plant now, in one line',
      query: z.object({ site: z.string().default('main') }),
      answer: answers.Home,
      handle: async ({ query }) => home(services, query.site, demo),
    }),
    route({
      method: 'GET',
      path: '/sites',
      role: 'reader',
      summary: 'Sites with a ledger; that of access tokens is no plant and left out',
      answer: answers.listed('sites', answers.SiteSummary),
      handle: async () => {
        const [sites, counts] = await Promise.all([sitesKnown(services.pool), counted(services)])
        return {
          sites: sites
            .filter(({ site }) => site !== SYSTEM_SITE)
            .map(({ site, events }) => ({ site, events, lots: counts.lots.get(site) ?? 0 })),
        }
      },
    }),
  ]
}

/** With these a plant is set going; the first screen says which are still to be done. */
const BEGINNINGS = ['receive', 'produce', 'transform', 'ship', 'person', 'station', 'printer', 'drill']

async function home(services: Services, site: string, demo: DemoSource): Promise<answers.Home> {
  const [{ isUsed, lastEventAt, ...now }, begun, exceptions, counts, state] = await Promise.all([
    plantNow(services.pool, site),
    typesRecorded(services.pool, site, BEGINNINGS),
    exceptionsOpen(services.pool, { site, now: services.now() }),
    counted(services),
    demo.status(),
  ])
  const verified = lastVerification(services.pool)
  return {
    site,
    lots: counts.lots.get(site) ?? 0,
    held: counts.held.get(site) ?? 0,
    ...now,
    exceptions,
    lastEventAt: lastEventAt === null ? null : formatInstant(lastEventAt),
    chain: { ok: verified?.ok ?? null, sequence: now.events, checkedAt: verified?.checkedAt ?? null },
    demo: state,
    empty: !isUsed,
    begun,
    story: state.loaded ? [...stories] : [],
  }
}

// ---- counts ---------------------------------------------------------------------------------------------------------------------

interface Counts {
  position: number
  version: number
  lots: Map<string, number>
  held: Map<string, number>
  at: number
  tookMs: number
}

/** Where counting is quick it is done afresh; in a large store a count may be as old as ten times what counting takes, so that no screen keeps it busy. */
const QUICK_MS = 200
const AGE_PER_COST = 10
const kept = new WeakMap<Services, Counts>()

async function counted(services: Services): Promise<Counts> {
  const known = kept.get(services)
  const held = await heldLots(services.engine, services.pool)
  if (known && (known.position === held.position || isStillGood(known))) return known
  const started = performance.now()
  // Of fewer it costs nothing to ask again; of more it is asked when the set is another.
  const isSame = known?.version === held.version && held.lots.size > COUNTED_AT_ONCE
  const [lots, heldBySite] = await Promise.all([lotCounts(services.pool), isSame ? known.held : countedHeld(services, held)])
  const counts = {
    position: held.position,
    version: held.version,
    lots: new Map(lots.map(row => [row.site, row.lots])),
    held: heldBySite,
    at: performance.now(),
    tookMs: performance.now() - started,
  }
  kept.set(services, counts)
  return counts
}

/** Asked in parts, between which others are served. */
const COUNTED_AT_ONCE = 50_000

async function countedHeld({ pool }: Services, { lots }: HeldLots): Promise<Map<string, number>> {
  const sums = new Map<string, number>()
  for (let before = INTEGER_MAX; ; ) {
    const part = lots.newest(before, COUNTED_AT_ONCE)
    const rows = part.length === 0 ? [] : await heldCounts(pool, part)
    for (const { site, held } of rows) sums.set(site, (sums.get(site) ?? 0) + held)
    if (part.length < COUNTED_AT_ONCE) return sums
    before = part.at(-1) ?? 0
  }
}

const isStillGood = ({ at, tookMs }: Counts): boolean => tookMs > QUICK_MS && performance.now() - at < tookMs * AGE_PER_COST
