/** A recall with all its lists, as its version froze them or as they are now. */
import type { Pool } from 'pg'
import { Refusal } from '../../base/refusal.ts'
import { type Aside, doneAside, inPlace, type TraceAsked } from '../case-jobs/aside.ts'
import { notFound } from '../problem.ts'
import { type Prepared, standsStill } from '../recalls/prepared.ts'
import { type EntryRow, entriesOf, lotsNoted, type RecallListed, recallNamed } from '../recalls/queries.ts'
import { lotsAround, type ScopeQuestion } from '../recalls/scope.ts'
import type { Services } from '../route.ts'
import { type CallEnd, callOf, endsOf, Judge } from '../tracing/ends.ts'
import { endLots, factsOf, namesOf } from '../tracing/lot-facts.ts'
import { shippedAt } from '../tracing/queries.ts'
import { partsOf } from '../tracing/recall.ts'
import type { TraceSeed } from '../tracing/seed.ts'
import type { TracedLots } from '../tracing/traced.ts'
import { type Called, CalledBack } from './customers.ts'
import { keptCase } from './kept.ts'
import type { Fetched } from './picking.ts'

/** Without what there may be very many of: what was found, and what was said. */
export interface Case {
  row: RecallListed
  entries: readonly EntryRow[]
}
/** So many lots at a time: a few milliseconds of the server's own thread. */
export const LOTS_AT_ONCE = 2000

/** @throws Problem when there is no such recall. */
export async function caseOf({ pool }: Pick<Services, 'pool'>, site: string, recall: string): Promise<Case> {
  const [row, entries] = await Promise.all([
    recallNamed(pool, site, recall),
    entriesOf(pool, site, recall, ['seed', 'exclusion', 'inclusion', 'letter']),
  ])
  if (!row) throw notFound(`There is no recall "${recall}" at site ${site}.`)
  return { row, entries }
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
export const fetchedNow = ({ engine, pool }: Services, found: Case): Promise<Fetched> =>
  keptCase(engine, questionOf(found)).fetched({ engine, pool }, found.row)

/** Only what is with customers, as of a position or as it is now: nothing else is read, however many lots there are. */
async function* callsOf(pool: Pool, traced: TracedLots): AsyncGenerator<CallEnd[]> {
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
export interface CalledNow extends Omit<Prepared, 'found' | 'lots'> {
  readonly sums: ReadonlyMap<string, Called>
  readonly lots: Uint8Array
}
export interface CalledAsked {
  readonly question: ScopeQuestion
  /** Where the version stands that is set against now. */
  readonly frozen: number
  /** Whose rows are wanted. */
  readonly wants: 'none' | 'all' | readonly string[]
}

/** Who got what, as the version froze it and now. */
export async function calledNow({ pool, trace }: Aside, { question, frozen, wants }: CalledAsked): Promise<CalledNow> {
  const called = new CalledBack(customer => wants !== 'none' && (wants === 'all' || wants.includes(customer)))
  const shipments = new Set<string>()
  const note = (rows: readonly CallEnd[]): readonly CallEnd[] => {
    for (const { shipment } of rows) shipments.add(shipment)
    return rows
  }
  const asked = sitedQuestion(question)
  const now = await trace(asked)
  const shipped: CallEnd[][] = []
  for await (const rows of callsOf(pool, now)) shipped.push([...note(rows)])
  const rests = { position: now.position, lots: lotsAround(now), shipments }
  // Nothing of it was touched since: what is now is what was frozen, and need not be traced twice.
  const isNear = now.position - frozen <= POSITIONS_MAX
  if (isNear && (await standsStill(pool, { ...rests, position: frozen }, now.position))) for (const rows of shipped) called.before(rows)
  else for await (const rows of callsOf(pool, await trace({ ...asked, position: frozen }))) called.before(note(rows))
  for (const rows of shipped) called.now(rows)
  return { sums: called.sums(), ...rests, lots: rests.lots.bits }
}

/** Looking for what was touched over more positions than these takes longer than tracing. */
const POSITIONS_MAX = 200_000

export function sitedQuestion({ site, seeds, exclude }: ScopeQuestion): TraceAsked {
  const sited = (lots: typeof seeds): TraceSeed[] => lots.map(({ material, number }) => ({ material, number, site }))
  return { seeds: sited(seeds), exclude: sited(exclude) }
}

/** A case of fewer lots is read before a thread has started. */
export const LOTS_IN_PLACE = 2000

export const calledBack = (services: Services, { row, entries }: Case, wants: CalledAsked['wants']): Promise<CalledNow> => {
  const asked: CalledAsked = { question: questionOf({ row, entries }), frozen: row.position, wants }
  return row.lots <= LOTS_IN_PLACE ? calledNow(inPlace(services), asked) : doneAside(services, 'customers', asked)
}
