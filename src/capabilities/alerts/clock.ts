/**
 * What no event says: what is due by the calendar (reminders.ts), a recall that has grown, a ledger that no longer verifies. Each look has a row with the time it was last taken, so it is taken once over all processes and goes on after a restart;
 * what was told is remembered in the transaction that tells it.
 */
import type { PoolClient } from 'pg'
import { inTransaction } from '../../store/index.ts'
import { lastVerification } from '../audit/verification.ts'
import { growthOf } from '../recalls/growth.ts'
import { type RecallListed, recallsListed, scopeEntriesOf } from '../recalls/queries.ts'
import type { Services } from '../route.ts'
import { tell } from './follow.ts'
import { type Alert, endLook, forgetOld, newlyTold, storePosition, takeLook } from './queries.ts'
import { byRule, dueDispositions, dueDrill, dueReplies, expiringConcessions, expiringLots, lateComplaints } from './reminders.ts'
import { alertId, everySite } from './rules.ts'

const MINUTE = 60
const HOUR = 3600

interface Look {
  name: string
  everySeconds: number
  find: (services: Services, client: PoolClient, from: number) => Promise<Alert[]>
}

const LOOKS: readonly Look[] = [
  // Each process tells what its own verification found, so it looks whenever it is asked.
  { name: 'verification', everySeconds: 0, find: verification },
  { name: 'recalls', everySeconds: MINUTE, find: grownRecalls },
  { name: 'expiring', everySeconds: HOUR, find: byRule('lots.expiring', expiringLots) },
  { name: 'complaints', everySeconds: 5 * MINUTE, find: byRule('complaint.late', lateComplaints) },
  { name: 'drills', everySeconds: HOUR, find: byRule('drill.due', dueDrill) },
  { name: 'replies', everySeconds: HOUR, find: byRule('reply.due', dueReplies) },
  { name: 'concessions', everySeconds: HOUR, find: byRule('concession.expiring', expiringConcessions) },
  { name: 'dispositions', everySeconds: HOUR, find: byRule('disposition.due', dueDispositions) },
  { name: 'forgotten', everySeconds: 24 * HOUR, find: forget },
]

/** True where something is to be delivered now. `early` takes every look, however short ago it was taken. */
export async function lookAtClock(
  services: Services,
  { early = false, onFault }: { early?: boolean; onFault: (error: unknown) => void },
): Promise<boolean> {
  let told = false
  for (const look of LOOKS) {
    try {
      told = (await inTransaction(services.pool, client => take(services, client, look, early))) || told
    } catch (error) {
      // One that fails is taken again next time, and does not keep the others.
      onFault(error)
    }
  }
  return told
}

async function take(services: Services, client: PoolClient, { name, everySeconds, find }: Look, early: boolean): Promise<boolean> {
  const taken = await takeLook(client, name, early ? 0 : everySeconds)
  if (taken === null) return false
  const position = await storePosition(client)
  const told = await tell(client, await find(services, client, taken.position))
  await endLook(client, name, position)
  return told
}

// ---- recalls ----------------------------------------------------------------------------------------------------------------------

const OPEN_MAX = 200

/** Open recalls that reach more than their last version did. Nothing new in the ledger, nothing new to find. */
async function grownRecalls(services: Services, client: PoolClient, from: number): Promise<Alert[]> {
  if ((await storePosition(client)) === from) return []
  const open = await recallsListed(services.pool, {
    open: true,
    kind: 'recall',
    site: null,
    before: { at: Number.MAX_SAFE_INTEGER, code: '', site: '' },
    limit: OPEN_MAX,
  })
  const found: Alert[] = []
  for (const recall of open) found.push(...(await grown(services, client, recall)))
  return found
}

interface Growth {
  simulation: string
  same: boolean
  joined: { count: number; lots: { material: string; number: string }[] }
  shipped: { count: number }
}

async function grown(services: Services, client: PoolClient, recall: RecallListed): Promise<Alert[]> {
  const entries = await scopeEntriesOf(services.pool, recall.site, recall.recall)
  const { simulation, same, joined, shipped } = (await growthOf(services, recall, entries)) as Growth
  if (same || joined.count + shipped.count === 0) return []
  const [, fingerprint = ''] = simulation.split('-')
  const key = JSON.stringify([recall.site, recall.recall, recall.version, fingerprint])
  if ((await newlyTold(client, 'recall.grown', [key])).size === 0) return []
  const lots = joined.lots.slice(0, 20).map(({ material, number }) => ({ material, number }))
  return [
    {
      id: alertId('recall.grown', key),
      site: recall.site,
      kind: 'recall.grown',
      object: `recall:${recall.recall}`,
      rule: null,
      at: services.now(),
      facts: { recall: recall.recall, version: recall.version, count: joined.count, shipments: shipped.count, lots },
    },
  ]
}

// ---- the ledger itself ------------------------------------------------------------------------------------------------------------

async function verification({ pool, now }: Services, client: PoolClient): Promise<Alert[]> {
  const last = lastVerification(pool)
  if (last === null || last.difference === null) return []
  const detail = JSON.stringify(last.difference)
  if ((await newlyTold(client, 'chain.broken', [detail])).size === 0) return []
  const id = alertId('chain.broken', detail, last.checkedAt)
  return [{ id, site: everySite, kind: 'chain.broken', object: 'ledger', rule: null, at: now(), facts: { details: [detail] } }]
}

async function forget(_services: Services, client: PoolClient): Promise<Alert[]> {
  await forgetOld(client)
  return []
}
