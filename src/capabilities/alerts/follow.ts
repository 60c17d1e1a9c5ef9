/**
 * The ledger is the outbox. What happened is durable with its event; this reads on from where it last was and makes alerts and deliveries in the
 * transaction that moves the place on. Killed at any moment, it comes to the same alerts with the same ids.
 */
import type { Pool, PoolClient } from 'pg'
import { inTransaction } from '../../store/index.ts'
import { judged } from '../drills/judged.ts'
import { drillNamed } from '../drills/queries.ts'
import {
  eventsBetween,
  exceptionsBetween,
  type Happened,
  holdsBetween,
  type PlacedHold,
  type RaisedExceptions,
  recallFacts,
} from './happened-queries.ts'
import { type Alert, addAlert, addDelivery, endLook, isBehind, storePosition, takeLook } from './queries.ts'
import { alertId, deliveriesOf } from './rules.ts'
import { type StatedRule, statedRules } from './stated-queries.ts'

/** True where something is to be delivered now. */
export async function follow(pool: Pool): Promise<boolean> {
  if (!(await isBehind(pool))) return false
  return inTransaction(pool, async client => {
    const look = await takeLook(client, 'ledger', 0)
    if (look === null) return false
    const to = await storePosition(client)
    const alerts = await alertsBetween(client, look.position, to)
    const told = await tell(client, alerts)
    await endLook(client, 'ledger', to)
    return told
  })
}

/** Those that are new, and for each who hears of it. */
export async function tell(client: PoolClient, alerts: readonly Alert[]): Promise<boolean> {
  if (alerts.length === 0) return false
  const rules = await statedRules(client, null)
  let told = false
  for (const alert of alerts) if (await addAlert(client, alert)) told = (await deliver(client, alert, rules)) || told
  return told
}

async function deliver(client: PoolClient, alert: Alert, rules: readonly StatedRule[]): Promise<boolean> {
  const deliveries = deliveriesOf(alert, rules)
  for (const delivery of deliveries) await addDelivery(client, delivery)
  return deliveries.length > 0
}

async function alertsBetween(client: PoolClient, from: number, to: number): Promise<Alert[]> {
  const holds = await holdsBetween(client, from, to)
  const events = await eventsBetween(client, from, to)
  const exceptions = await exceptionsBetween(client, from, to)
  const told = [
    ...holds.map(hold => ({ since: hold.since, alert: holdAlert(hold) })),
    ...exceptions.map(raised => ({ since: raised.first, alert: exceptionAlert(raised) })),
  ]
  for (const event of events) {
    const alert = await eventAlert(client, event)
    if (alert) told.push({ since: event.position, alert })
  }
  return told.sort((a, b) => a.since - b.since).map(({ alert }) => alert)
}

/** A hold that a correction has brought back is the hold it was, so its time is part of what it is known by. */
const holdAlert = ({ site, hold, reason, caseNumber, by, at, count, lots }: PlacedHold): Alert => ({
  id: alertId('hold.placed', site, hold, at),
  site,
  kind: 'hold.placed',
  object: `hold:${hold}`,
  rule: null,
  at,
  facts: { hold, reason, case: caseNumber, by, count, lots },
})

function exceptionAlert({ site, code, count, first, at, details }: RaisedExceptions): Alert {
  const locked = code === 'signature-locked'
  return {
    id: alertId('exception.raised', site, code, first),
    site,
    kind: locked ? 'signature.locked' : 'exception.raised',
    object: `exception:${code}`,
    rule: null,
    at,
    facts: locked ? { details } : { code, count, details },
  }
}

interface Told {
  drill?: string
  id: string
  type: string
  by?: string
  reason?: string
  hold?: string
  recall?: string
  number?: string
  customer?: string
  shipment?: string
  severity?: string
  text?: string
  lots?: { lot: { material?: string; number: string } }[]
  replacement?: Told
  effect?: { made?: unknown; lines?: { material: string; number: string }[] }
}

async function eventAlert(client: PoolClient, event: Happened): Promise<Alert | undefined> {
  const body = JSON.parse(event.body) as Told
  const lots = [
    ...new Map((body.effect?.lines ?? []).map(({ material, number }) => [`${material} ${number}`, { material, number }])).values(),
  ]
  const about = { site: event.site, rule: null, at: event.at }
  const named = { reason: body.reason, by: body.by, count: lots.length, lots: lots.slice(0, 20) }
  switch (event.type) {
    case 'release':
      return {
        ...about,
        id: alertId('hold.released', body.id),
        kind: 'hold.released',
        object: `hold:${body.hold ?? ''}`,
        facts: { hold: body.hold, ...named },
      }
    case 'recall':
    case 'recallClose':
      return recallAlert(client, event, body)
    case 'drillFinish':
      return drillAlert(client, event, body)
    case 'complaint':
      return {
        ...about,
        id: alertId('complaint.opened', body.id),
        kind: 'complaint.opened',
        object: `complaint:${body.number ?? ''}`,
        facts: { complaint: body.number, customer: body.customer, severity: body.severity, text: body.text, ...named },
      }
    case 'return':
      return {
        ...about,
        id: alertId('goods.returned', body.id),
        kind: 'goods.returned',
        object: `return:${body.customer ?? ''}`,
        facts: { customer: body.customer, shipment: body.shipment, ...named },
      }
    default:
      return undefined
  }
}

/** Told of only where it did not pass. */
async function drillAlert(client: PoolClient, { site, at }: Happened, body: Told): Promise<Alert | undefined> {
  const found = await drillNamed(client, site, body.drill ?? '')
  const { passed, finishMs, scorecard, marks } = found ? judged(found) : { passed: null, finishMs: null, scorecard: null, marks: null }
  if (passed !== false) return undefined
  const facts = {
    recall: body.drill,
    by: body.by,
    minutes: Math.round((finishMs ?? 0) / 60_000),
    minutesMax: marks?.minutesMax,
    percent: scorecard?.percent,
    percentMin: marks?.percentMin,
  }
  return { id: alertId('drill.failed', body.id), site, kind: 'drill.failed', object: `drill:${body.drill ?? ''}`, rule: null, at, facts }
}

async function recallAlert(client: PoolClient, { site, type, at }: Happened, body: Told): Promise<Alert | undefined> {
  const recall = body.recall ?? ''
  const found = await recallFacts(client, site, recall)
  if (found === undefined || found.kind !== 'recall') return undefined
  const kind = type === 'recall' ? 'recall.opened' : 'recall.closed'
  const { lots, customers, reason } = found
  return {
    id: alertId(kind, body.id),
    site,
    kind,
    object: `recall:${recall}`,
    rule: null,
    at,
    facts: { recall, reason: body.reason ?? reason, by: body.by, count: lots, customers },
  }
}
