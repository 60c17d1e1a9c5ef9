/** A recall with all its lists, as its version froze them or as they are now. */
import { Refusal } from '../../base/refusal.ts'
import { notFound } from '../problem.ts'
import { type EntryRow, entriesOf, lotsNoted, type RecallListed, recallNamed, type VersionRow, versionsOf } from '../recalls/queries.ts'
import { type ScopeQuestion, scopeAt } from '../recalls/scope.ts'
import type { Services } from '../route.ts'
import { balanceOf, type Customer, customersOf, type LotBalance } from '../tracing/recall.ts'
import type { TraceSeed } from '../tracing/seed.ts'
import { type Ends, endsOf, factsOf, type Traced, totalsOf, trace } from '../tracing/trace.ts'
import { type PickList, pickListOf } from './pick-list.ts'

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
async function endsNow({ engine, pool }: Services, found: Case): Promise<Ends> {
  const { site, seeds, exclude } = questionOf(found)
  const sited = (lots: typeof seeds): TraceSeed[] => lots.map(({ material, number }) => ({ material, number, site }))
  const traced = await trace(engine, pool, { direction: 'forward', seeds: sited(seeds), exclude: sited(exclude) })
  return endsOf(pool, traced, factsOf(pool, traced))
}

export const pickListNow = async (services: Services, found: Case): Promise<PickList> =>
  pickListOf(await endsNow(services, found), entriesOfKind(found, 'found'))

/** `pinned`: the position of a version; without it as it is now. */
export async function listsOf({ engine, pool }: Services, found: Case, pinned?: number): Promise<Lists> {
  const { traced, mark } = await scopeAt(engine, pool, questionOf(found), pinned)
  const ends = await endsOf(pool, traced, factsOf(pool, traced))
  const { lots: balance, total } = await balanceOf(pool, traced, ends)
  return { traced, mark, ends, customers: customersOf(ends.call), balance, total, totals: totalsOf(traced) }
}
