/** What a recall reaches now that its frozen version did not, and the other way round: counted, and the first of each by name. */

import type { Pool } from 'pg'
import type * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity, subtract } from '../../base/quantity.ts'
import type { Services } from '../route.ts'
import type { Engine } from '../tracing/engine.ts'
import { namesOf, theLot } from '../tracing/lot-facts.ts'
import { totalsOf } from '../tracing/write-trace.ts'
import { type Prepared, standsStill } from './prepared.ts'
import { type EntryRow, lotsNoted, type RecallListed } from './queries.ts'
import { type Counted, differenceOf, isSame, type Scope, type ScopeShipment } from './rules.ts'
import { askedAs, preparedOf, type ScopeQuestion, scopeAt } from './scope.ts'

/** Named in an answer; how many there are is always told. */
const SHOWN = 200

/** What a recall starts from and leaves out, as its last version says. */
export const questionOf = (site: string, entries: readonly EntryRow[]): ScopeQuestion => ({
  site,
  seeds: lotsNoted(entries, 'seed'),
  exclude: lotsNoted(entries, 'exclusion'),
})

type Growth = answers.RecallCase['growth']

export async function growthOf({ engine, pool }: Services, row: RecallListed, entries: readonly EntryRow[]): Promise<Growth> {
  const question = questionOf(row.site, entries)
  const version = `${row.position}-${row.fingerprint}`
  const known = await lookedAtNow(engine, pool, question)
  if (known.grown?.since === version) return { ...known.grown.growth, simulation: markAt(known) }
  if (await isStillFrozen(pool, known, row)) {
    const growth = { simulation: markAt(known), reproduced: true, ...NO_DIFFERENCE }
    keep(engine, askedAs(question), { ...known, grown: { since: version, growth } })
    return growth
  }
  const after = await scopeAt(engine, pool, question)
  const before = await scopeAt(engine, pool, question, row.position)
  const growth = {
    simulation: after.mark,
    /** The frozen version still comes out as it was frozen. */
    reproduced: before.mark === version,
    ...(await tellDifference(pool, before.scope, after.scope)),
  }
  keep(engine, askedAs(question), { ...preparedOf(after), grown: { since: version, growth } })
  return growth
}

/** What another version would reach that the frozen one does not: with further lots to start from, further exclusions, and some undone. */
export async function versionTried(
  { engine, pool }: Services,
  row: RecallListed,
  { before, after }: { before: ScopeQuestion; after: ScopeQuestion },
): Promise<answers.RecallVersionTried> {
  const tried = await scopeAt(engine, pool, after)
  const frozen = await scopeAt(engine, pool, before, row.position)
  const { lots, certain, possible } = totalsOf(tried.traced)
  const customers = new Set(tried.scope.shipped.map(({ customer }) => customer)).size
  return { simulation: tried.mark, lots, certain, possible, customers, ...(await tellDifference(pool, frozen.scope, tried.scope)) }
}

const NO_DIFFERENCE = {
  same: true,
  joined: { count: 0, lots: [] },
  left: { count: 0, lots: [] },
  changed: { count: 0, lots: [] },
  shipped: { count: 0, shipments: [] },
  unshipped: { count: 0, shipments: [] },
}

/** Looking for what was touched over more positions than these takes longer than tracing twice. */
const POSITIONS_MAX = 200_000
/** The last large scopes that were looked at, a bit a lot: whoever opens a case opens it again. */
const LOOKED_AT_MAX = 4
interface LookedAt extends Prepared {
  /** What was told of it, beside the version with this mark: until something of it is touched it is told again. */
  readonly grown: { readonly since: string; readonly growth: Growth } | null
}
const lookedAt = new WeakMap<Engine, Map<string, LookedAt>>()

function keep(engine: Engine, key: string, looked: LookedAt): void {
  const kept = lookedAt.get(engine) ?? new Map<string, LookedAt>()
  kept.delete(key)
  lookedAt.set(engine, kept.set(key, looked))
  for (const oldest of [...kept.keys()].slice(0, -LOOKED_AT_MAX)) kept.delete(oldest)
}

/** A large case that was just committed here has been traced for it: whoever opens it first does not wait for the same once more. */
export const keepCommitted = (engine: Engine, question: ScopeQuestion, prepared: Prepared): void =>
  keep(engine, askedAs(question), { ...prepared, grown: null })

const markAt = ({ position, found }: Prepared): string => `${position}-${found.fingerprint}`

/** The scope as it is now. What was looked at is of now from here on, where nothing of it was touched: the next who looks need not look as far back. */
async function lookedAtNow(engine: Engine, pool: Pool, question: ScopeQuestion): Promise<LookedAt> {
  await engine.current(pool)
  const now = engine.position
  const key = askedAs(question)
  const before = lookedAt.get(engine)?.get(key)
  const isStill = before && now - before.position <= POSITIONS_MAX && (await standsStill(pool, before, now))
  const known: LookedAt = isStill ? { ...before, position: now } : { ...preparedOf(await scopeAt(engine, pool, question)), grown: null }
  keep(engine, key, known)
  return known
}

/** It comes to the frozen fingerprint, and nothing of it was touched in between. */
async function isStillFrozen(pool: Pool, known: LookedAt, { position, fingerprint }: RecallListed): Promise<boolean> {
  if (known.found.fingerprint !== fingerprint || known.position - position > POSITIONS_MAX) return false
  return known.position >= position && (await standsStill(pool, { ...known, position }, known.position))
}

/** Others are served between two parts of it. */
const letOthers = (): Promise<void> => new Promise(done => setImmediate(done))

export async function tellDifference(pool: Pool, before: Scope, after: Scope): Promise<answers.RecallDifference> {
  const difference = await differenceOf(before, after, SHOWN, letOthers)
  const shown = [difference.joined, difference.left, difference.changed].flatMap(({ first }) => first)
  const shipments = [...difference.shipped.first, ...difference.unshipped.first]
  const names = await namesOf(pool, [...new Set([...shown, ...shipments.map(row => row.lot)])])
  const lot = (id: number): answers.ReachedLot => {
    const { material, number, unit } = theLot(names, id)
    return { id, material, number, unit }
  }
  const listed = ({ count, first }: Counted<number>): answers.CountedLots => ({ count, lots: first.map(lot) })
  const sent = ({ count, first }: Counted<ScopeShipment>): answers.CountedShipments => ({
    count,
    shipments: first.map(row => ({
      ...lot(row.lot),
      customer: row.customer,
      shipment: row.shipment,
      at: formatInstant(row.at),
      quantity: formatQuantity(subtract(parseQuantity(row.quantity), parseQuantity(row.back))),
    })),
  })
  return {
    same: isSame(difference),
    joined: listed(difference.joined),
    left: listed(difference.left),
    changed: listed(difference.changed),
    shipped: sent(difference.shipped),
    unshipped: sent(difference.unshipped),
  }
}
