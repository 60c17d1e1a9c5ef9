/**
 * What no event says: a lot that is about to expire, a drill that is due, a complaint without an answer, a recall that has grown, a ledger that
 * no longer verifies. Each look has a row with the time it was last taken, so it is taken once over all processes and goes on after a restart;
 * what was told is remembered in the transaction that tells it.
 */
import type { PoolClient } from 'pg'
import { formatInstant } from '../../base/instant.ts'
import { inTransaction } from '../../store/index.ts'
import { type AlertKind, COMPLAINT_HOURS, DRILL_DAYS, EXPIRY_DAYS } from '../alert-shapes.ts'
import { lastVerification } from '../audit/verification.ts'
import { growthOf } from '../recalls/growth.ts'
import { entriesOf, type RecallListed, recallsListed } from '../recalls/queries.ts'
import type { Services } from '../route.ts'
import { tell } from './follow.ts'
import {
  type Alert,
  endLook,
  expiringBefore,
  forgetOld,
  lastDrill,
  newlyTold,
  type StatedRule,
  statedRules,
  storePosition,
  takeLook,
  unansweredBefore,
} from './queries.ts'
import { alertId, everySite } from './rules.ts'

const MINUTE = 60
const HOUR = 3600
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

interface Look {
  name: string
  everySeconds: number
  find: (services: Services, client: PoolClient, from: number) => Promise<Alert[]>
}

const LOOKS: readonly Look[] = [
  { name: 'verification', everySeconds: MINUTE, find: verification },
  { name: 'recalls', everySeconds: MINUTE, find: grownRecalls },
  { name: 'expiring', everySeconds: HOUR, find: (services, client) => byRule(services, client, 'lots.expiring', expiringLots) },
  { name: 'complaints', everySeconds: 5 * MINUTE, find: (services, client) => byRule(services, client, 'complaint.late', lateComplaints) },
  { name: 'drills', everySeconds: HOUR, find: (services, client) => byRule(services, client, 'drill.due', dueDrill) },
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

async function byRule(
  services: Services,
  client: PoolClient,
  kind: AlertKind,
  find: (client: PoolClient, rule: StatedRule, now: number) => Promise<Alert[]>,
): Promise<Alert[]> {
  const rules = (await statedRules(client, null)).filter(rule => rule.retired !== true && rule.on.includes(kind))
  const found: Alert[] = []
  for (const rule of rules) found.push(...(await find(client, rule, services.now())))
  return found
}

// ---- expiry -----------------------------------------------------------------------------------------------------------------------

/** What has come into the rule's number of days since it was last told: one message for all of it. */
async function expiringLots(client: PoolClient, rule: StatedRule, now: number): Promise<Alert[]> {
  const days = rule.expiryDays ?? EXPIRY_DAYS
  const lots = await expiringBefore(client, rule.site, now + days * DAY_MS)
  const keyOf = (lot: { id: number; expiresAt: number }): string => JSON.stringify([rule.site, rule.code, lot.id, lot.expiresAt])
  const fresh = await newlyTold(client, 'lots.expiring', lots.map(keyOf))
  const told = lots.filter(lot => fresh.has(keyOf(lot)))
  if (told.length === 0) return []
  const named = told.slice(0, 50).map(({ id, material, number, quantity, unit, expiresAt }) => ({
    id,
    material,
    number,
    quantity: `${quantity} ${unit}`,
    expiresAt: formatInstant(expiresAt).slice(0, 10),
  }))
  return [
    {
      id: alertId('lots.expiring', ...[...fresh].sort()),
      site: rule.site,
      kind: 'lots.expiring',
      object: 'lots.expiring',
      rule: rule.code,
      at: now,
      facts: { count: told.length, days, lots: named },
    },
  ]
}

// ---- drills -----------------------------------------------------------------------------------------------------------------------

/** Told when it is due, and once more each time as many days have passed again. */
async function dueDrill(client: PoolClient, rule: StatedRule, now: number): Promise<Alert[]> {
  const days = rule.drillDays ?? DRILL_DAYS
  const last = await lastDrill(client, rule.site)
  if (last === undefined) return []
  const due = Math.floor((now - last.at) / (days * DAY_MS))
  const key = JSON.stringify([rule.site, rule.code, last.recall, due])
  if (due < 1 || (await newlyTold(client, 'drill.due', [key])).size === 0) return []
  const facts = { days, last: last.recall, lastAt: last.recall === null ? null : formatInstant(last.at).slice(0, 10) }
  return [{ id: alertId('drill.due', key), site: rule.site, kind: 'drill.due', object: 'drill.due', rule: rule.code, at: now, facts }]
}

// ---- complaints -------------------------------------------------------------------------------------------------------------------

async function lateComplaints(client: PoolClient, rule: StatedRule, now: number): Promise<Alert[]> {
  const hours = rule.complaintHours ?? COMPLAINT_HOURS
  const late = await unansweredBefore(client, rule.site, now - hours * HOUR_MS)
  const keyOf = ({ number }: { number: string }): string => JSON.stringify([rule.site, rule.code, number])
  const fresh = await newlyTold(client, 'complaint.late', late.map(keyOf))
  return late
    .filter(complaint => fresh.has(keyOf(complaint)))
    .map(complaint => ({
      id: alertId('complaint.late', keyOf(complaint)),
      site: rule.site,
      kind: 'complaint.late',
      object: `complaint:${complaint.number}`,
      rule: rule.code,
      at: now,
      facts: {
        complaint: complaint.number,
        customer: complaint.customer,
        severity: complaint.severity,
        hours: Math.floor((now - complaint.at) / HOUR_MS),
      },
    }))
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
    before: { at: Number.MAX_SAFE_INTEGER, code: '' },
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
  const entries = await entriesOf(services.pool, recall.site, recall.recall)
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
