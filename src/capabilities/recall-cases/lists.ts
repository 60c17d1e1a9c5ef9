/** A recall with all its lists, as its version froze them or as they are now. */
import { Refusal } from '../../base/refusal.ts'
import { notFound } from '../problem.ts'
import { type EntryRow, entriesOf, lotsNoted, type RecallListed, recallNamed, type VersionRow, versionsOf } from '../recalls/queries.ts'
import { askedAs, type ScopeQuestion, scopeAt } from '../recalls/scope.ts'
import type { Services } from '../route.ts'
import { shippedAt } from '../tracing/queries.ts'
import { balanceOf, type Customer, customersOf, type LotBalance } from '../tracing/recall.ts'
import type { TraceSeed } from '../tracing/seed.ts'
import {
  type CallEnd,
  callOf,
  type Ends,
  endLots,
  endsOf,
  factsOf,
  Judge,
  namesOf,
  type Traced,
  totalsOf,
  trace,
} from '../tracing/trace.ts'
import { keepCase, keptCase } from './kept.ts'
import { type Lying, listFound, lyingIn, type PickList } from './pick-list.ts'

export interface Case {
  row: RecallListed
  entries: readonly EntryRow[]
  versions: readonly VersionRow[]
}
export interface Lists {
  traced: Traced
  mark: string
  ends: Ends
  customers: Customer[]
  balance: LotBalance[]
  total: { percent: string; unaccountedLots: number; lots: number }
  totals: { lots: number; certain: number; possible: number; links: number }
}

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

const questionOf = ({ row, entries }: Case): ScopeQuestion => ({
  site: row.site,
  seeds: lotsNoted(entries, 'seed'),
  exclude: lotsNoted(entries, 'exclusion'),
})

/** Only where it all is now: neither its mark nor its balance is worked out for a pick list. */
export async function lyingNow({ engine, pool }: Services, question: ScopeQuestion): Promise<readonly Lying[]> {
  const asked = askedAs(question)
  const known = await keptCase(engine, pool, asked)
  if (known) return known
  const { site, seeds, exclude } = question
  const sited = (lots: typeof seeds): TraceSeed[] => lots.map(({ material, number }) => ({ material, number, site }))
  const traced = await trace(engine, pool, { direction: 'forward', seeds: sited(seeds), exclude: sited(exclude) })
  const lying = lyingIn(await endsOf(pool, traced, factsOf(pool, traced)))
  // What is read of the tables while the ledger goes on is of more than one moment.
  if (engine.position === traced.position) keepCase(engine, asked, { position: traced.position, traced, lying })
  return lying
}

export const pickListNow = async (services: Services, found: Case): Promise<PickList> =>
  listFound(await lyingNow(services, questionOf(found)), entriesOfKind(found, 'found'))

/** Only what is with customers, as of a position or as it is now: nothing else is read, however many lots there are. */
export async function callsOf({ engine, pool }: Services, found: Case, pinned?: number): Promise<CallEnd[]> {
  const { site, seeds, exclude } = questionOf(found)
  const sited = (lots: typeof seeds): TraceSeed[] => lots.map(({ material, number }) => ({ material, number, site }))
  const traced = await trace(engine, pool, { direction: 'forward', seeds: sited(seeds), exclude: sited(exclude) }, { pinned })
  // A serial that nobody has named is told by all lists together.
  if (traced.unnamed.size > 0) return (await endsOf(pool, traced, factsOf(pool, traced))).call
  const ids = traced.endLots?.shipped ?? endLots(traced)
  const [names, shipped] = await Promise.all([namesOf(pool, ids), shippedAt(pool, ids, traced.position)])
  const judge = new Judge(traced, names)
  return shipped.flatMap(row => callOf(judge, row))
}

/** `pinned`: the position of a version; without it as it is now. */
export async function listsOf({ engine, pool }: Services, found: Case, pinned?: number): Promise<Lists> {
  const { traced, mark } = await scopeAt(engine, pool, questionOf(found), pinned)
  const ends = await endsOf(pool, traced, factsOf(pool, traced))
  const { lots: balance, total } = await balanceOf(pool, traced, ends)
  return { traced, mark, ends, customers: customersOf(ends.call), balance, total, totals: totalsOf(traced) }
}
