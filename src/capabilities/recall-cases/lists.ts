/** A recall with all its lists, as its version froze them or as they are now. */
import { Refusal } from '../../base/refusal.ts'
import { notFound } from '../problem.ts'
import { type EntryRow, entriesOf, lotsNoted, type RecallListed, recallNamed, type VersionRow, versionsOf } from '../recalls/queries.ts'
import { scopeAt } from '../recalls/scope.ts'
import type { Services } from '../route.ts'
import { balanceOf, type Customer, customersOf, type LotBalance } from '../tracing/recall.ts'
import { type Ends, endsOf, factsOf, type Traced, totalsOf } from '../tracing/trace.ts'

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

/** `pinned`: the position of a version; without it as it is now. */
export async function listsOf({ engine, pool }: Services, found: Case, pinned?: number): Promise<Lists> {
  const { row, entries } = found
  const question = { site: row.site, seeds: lotsNoted(entries, 'seed'), exclude: lotsNoted(entries, 'exclusion') }
  const { traced, mark } = await scopeAt(engine, pool, question, pinned)
  const ends = await endsOf(pool, traced, factsOf(pool, traced))
  const { lots: balance, total } = await balanceOf(pool, traced, ends)
  return { traced, mark, ends, customers: customersOf(ends.call), balance, total, totals: totalsOf(traced) }
}
