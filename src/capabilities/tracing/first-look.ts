/**
 * The first answer to a recall: how many lots there are to stop, to quarantine, to call back and gone, before anything is weighed. What it calls certain stays
 * certain; of the others it says that they are still being looked at.
 */
import type { Pool, PoolClient } from 'pg'
import type { ListSeen, RecallFirstLook } from '../../answers/index.ts'
import { firstAtLeast } from '../../base/sorted.ts'
import { LIES, type Tally } from '../../genealogy/glance.ts'
import type { Engine } from './engine.ts'
import { allOpenLoadsAt, headAt, nextOperations, stockInWork } from './queries.ts'
import type { SimulationRequest } from './recall.ts'
import type { Seen } from './seen.ts'
import { type Understood, understood } from './understood.ts'
import { headText } from './write-trace.ts'

type Client = Pool | PoolClient

export async function firstLook(
  engine: Engine,
  client: Client,
  request: SimulationRequest,
  signal?: AbortSignal,
): Promise<RecallFirstLook> {
  const started = performance.now()
  const asked = await understood(engine, client, { ...request, direction: 'forward', quantities: false })
  const seen = await engine.glance(asked.graph, asked.query, signal)
  const { reached, lies, call, gone } = seen.tallies
  const [split, head] = await Promise.all([placesOf(client, asked, seen), headAt(client, asked.site, asked.position)])
  // A serial that nobody has named is wherever its series is: that is told lot by lot.
  const lists = asked.unnamed.size > 0 ? null : { ...split, onHand: counted(lies), call: counted(call), gone: counted(gone) }
  const isDecided = lists !== null && [reached, lies, call, gone].every(({ lots, certain }) => lots === certain)
  return {
    position: asked.position,
    knownAt: headText(head),
    totals: { ...counted(reached), links: seen.links },
    lists,
    pending: [...(isDecided ? [] : ['certainty' as const]), 'quantities', 'customers', 'balance'],
    elapsedMs: Math.round((performance.now() - started) * 10) / 10,
  }
}

const counted = ({ lots, certain }: Tally): ListSeen => ({ lots, certain, undecided: lots - certain })

/** What lies in work is stopped, all else is quarantined; of a lot that lies in both places each counts. */
async function placesOf(
  client: Client,
  { position, isNow }: Understood,
  seen: Seen,
): Promise<{ stop: ListSeen | null; quarantine: ListSeen | null }> {
  if (!isNow) return { stop: null, quarantine: null }
  const [places, loads] = await Promise.all([stockInWork(client), allOpenLoadsAt(client, position)])
  const waiting = places.filter(({ lot }) => liesIn(seen, lot))
  const inWork = new Set(
    (waiting.length > 0
      ? await nextOperations(
          client,
          waiting.map(({ lot }) => lot),
        )
      : []
    ).map(({ lot }) => lot),
  )
  const onlyInWork = new Set(waiting.filter(({ lot, elsewhere }) => inWork.has(lot) && !elsewhere).map(({ lot }) => lot))
  const stopped = new Set([...inWork, ...loads.filter(load => isStopped(seen, load)).map(({ lot }) => lot)])
  const { lies } = seen.tallies
  const taken = tallied(seen, onlyInWork)
  return {
    stop: counted(tallied(seen, stopped)),
    quarantine: counted({ lots: lies.lots - taken.lots, certain: lies.certain - taken.certain }),
  }
}

function tallied({ lots, isPure, marks }: Seen, among: ReadonlySet<number>): Tally {
  let certain = 0
  for (const lot of among) {
    const slot = firstAtLeast(lots, lot)
    if (isPure[slot] === 1 || ((marks[slot] ?? 0) & (LIES << 1)) !== 0) certain++
  }
  return { lots: among.size, certain }
}

/** Of what was loaded nothing may be left at the machine; then it is where the lot is. */
const isStopped = (seen: Seen, { lot, quantity }: { lot: number; quantity: string }): boolean =>
  slotOf(seen, lot) >= 0 && (Number(quantity) > 0 || liesIn(seen, lot))

function slotOf({ lots }: Seen, lot: number): number {
  const slot = firstAtLeast(lots, lot)
  return lots[slot] === lot ? slot : -1
}

const liesIn = (seen: Seen, lot: number): boolean => ((seen.marks[slotOf(seen, lot)] ?? 0) & LIES) !== 0
