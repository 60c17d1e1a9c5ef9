/** A recall with all its lists, as its version froze them or as they are now. */
import { Refusal } from '../../base/refusal.ts'
import { notFound } from '../problem.ts'
import { type Prepared, standsStill } from '../recalls/prepared.ts'
import { type EntryRow, entriesOf, lotsNoted, type RecallListed, recallNamed, type VersionRow, versionsOf } from '../recalls/queries.ts'
import { askedAs, type ScopeQuestion } from '../recalls/scope.ts'
import type { Services } from '../route.ts'
import { shippedAt } from '../tracing/queries.ts'
import { partsOf } from '../tracing/recall.ts'
import type { TraceSeed } from '../tracing/seed.ts'
import { type CallEnd, callOf, endLots, endsOf, factsOf, Judge, namesOf, type Traced, trace } from '../tracing/trace.ts'
import { CalledBack } from './customers.ts'
import { keepCase, keptCase } from './kept.ts'
import type { PickLines } from './pick-lines.ts'
import { type Fetched, fetchedOf, gathered } from './picking.ts'

export interface Case {
  row: RecallListed
  entries: readonly EntryRow[]
  versions: readonly VersionRow[]
}
/** So many lots at a time: a few milliseconds of the server's own thread. */
export const LOTS_AT_ONCE = 2000

/** @throws Problem when there is no such recall. */
export async function caseOf({ pool }: Services, site: string, recall: string): Promise<Case> {
  const [row, entries, versions] = await Promise.all([
    recallNamed(pool, site, recall),
    entriesOf(pool, site, recall),
    versionsOf(pool, site, recall),
  ])
  if (!row) throw notFound(`There is no recall "${recall}" at site ${site}.`)
  return { row, entries, versions }
}

/** @throws Refusal when nothing may be recorded of it any more. */
export function stillOpen({ row }: Case): void {
  if (row.closedAt !== null) throw new Refusal('recall-closed', `Recall ${row.recall} was closed already: open a new one.`, '/recall')
}

export const entriesOfKind = ({ entries }: Case, kind: EntryRow['kind']): EntryRow[] => entries.filter(entry => entry.kind === kind)

export const questionOf = ({ row, entries }: Pick<Case, 'row' | 'entries'>): ScopeQuestion => ({
  site: row.site,
  seeds: lotsNoted(entries, 'seed'),
  exclude: lotsNoted(entries, 'exclusion'),
})

/** Only where it all is now: neither its mark nor its balance is worked out for a pick list. */
export async function lyingNow({ engine, pool }: Services, question: ScopeQuestion): Promise<PickLines> {
  const asked = askedAs(question)
  const known = await keptCase(engine, pool, asked)
  if (known) return known
  const { site, seeds, exclude } = question
  const sited = (lots: typeof seeds): TraceSeed[] => lots.map(({ material, number }) => ({ material, number, site }))
  const traced = await trace(engine, pool, { direction: 'forward', seeds: sited(seeds), exclude: sited(exclude) })
  const lying = await gathered(pool, traced)
  // What is read of the tables while the ledger goes on is of more than one moment.
  if (engine.position === traced.position) keepCase(engine, asked, { position: traced.position, traced, lying })
  return lying
}

export const fetchedNow = async (services: Services, found: Case): Promise<Fetched> =>
  fetchedOf(await lyingNow(services, questionOf(found)), entriesOfKind(found, 'found'))

/** Only what is with customers, as of a position or as it is now: nothing else is read, however many lots there are. */
async function* callsOf({ pool }: Services, traced: Traced): AsyncGenerator<CallEnd[]> {
  // A serial that nobody has named is told by all lists together.
  if (traced.unnamed.size > 0) {
    for (const part of partsOf(traced, LOTS_AT_ONCE)) yield (await endsOf(pool, part, factsOf(pool, part))).call
    return
  }
  const ids = traced.endLots?.shipped ?? endLots(traced)
  for (let from = 0; from < ids.length; from += LOTS_AT_ONCE) {
    const some = ids.slice(from, from + LOTS_AT_ONCE)
    const [names, shipped] = await Promise.all([namesOf(pool, some), shippedAt(pool, some, traced.position)])
    const judge = new Judge(traced, names)
    yield shipped.flatMap(row => callOf(judge, row))
  }
}

/** With what it rests on, for whoever remembers it. */
export interface Called extends Omit<Prepared, 'found'> {
  called: CalledBack
}

/** Who got what, as the version froze it and now. */
export async function calledBack(services: Services, found: Case, wants?: (customer: string) => boolean): Promise<Called> {
  const called = new CalledBack(wants)
  const shipments = new Set<string>()
  const note = (rows: readonly CallEnd[]): readonly CallEnd[] => {
    for (const { shipment } of rows) shipments.add(shipment)
    return rows
  }
  const now = await tracedOf(services, found)
  const seeds = new Set([...now.seeds, ...now.excluded].map(lot => lot.id))
  const shipped: CallEnd[][] = []
  for await (const rows of callsOf(services, now)) shipped.push([...note(rows)])
  const rests = { position: now.position, lots: now.lots, seeds, shipments }
  // Nothing of it was touched since: what is now is what was frozen, and need not be traced twice.
  const isNear = now.position - found.row.position <= POSITIONS_MAX
  if (isNear && (await standsStill(services.pool, { ...rests, position: found.row.position }, now.position)))
    for (const rows of shipped) called.before(rows)
  else for await (const rows of callsOf(services, await tracedOf(services, found, found.row.position))) called.before(note(rows))
  for (const rows of shipped) called.now(rows)
  return { called, ...rests }
}

/** Looking for what was touched over more positions than these takes longer than tracing. */
const POSITIONS_MAX = 200_000

async function tracedOf({ engine, pool }: Services, found: Case, pinned?: number): Promise<Traced> {
  const { site, seeds, exclude } = questionOf(found)
  const sited = (lots: typeof seeds): TraceSeed[] => lots.map(({ material, number }) => ({ material, number, site }))
  return trace(engine, pool, { direction: 'forward', seeds: sited(seeds), exclude: sited(exclude) }, { pinned })
}
