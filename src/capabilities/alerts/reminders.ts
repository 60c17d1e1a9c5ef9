/** What is due by the calendar, each by the time that a rule leaves for it. What was told is not told again. */
import type { PoolClient } from 'pg'
import { groupedBy } from '../../base/grouped.ts'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { ALERT_STANDARD, type AlertKind } from '../alert-shapes.ts'
import { promisedBy, stateOf } from '../recalls/customer-state.ts'
import type { Services } from '../route.ts'
import {
  concessionsEnding,
  contactsOfOpenRecalls,
  expiringBefore,
  holdsOpenBefore,
  lastDrill,
  type RecallContact,
  unansweredBefore,
} from './happened-queries.ts'
import { type Alert, type Facts, newlyTold } from './queries.ts'
import { alertId } from './rules.ts'
import { type StatedRule, statedRules } from './stated-queries.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const NAMED_MAX = 50
const amount = (stored: string, unit: string): string => `${formatQuantity(parseQuantity(stored))} ${unit}`
const day = (instant: number): string => formatInstant(instant).slice(0, 10)

type Find = (client: PoolClient, rule: StatedRule, now: number) => Promise<Alert[]>

/** For each rule in use that is about it. */
export const byRule =
  (kind: AlertKind, find: Find) =>
  async (services: Services, client: PoolClient): Promise<Alert[]> => {
    const rules = (await statedRules(client, null)).filter(rule => rule.retired !== true && rule.on.includes(kind))
    const found: Alert[] = []
    for (const rule of rules) found.push(...(await find(client, rule, services.now())))
    return found
  }

interface Due<T> {
  kind: AlertKind
  rule: StatedRule
  now: number
  found: readonly T[]
  /** What it is known by: told once for each. */
  key: (one: T) => readonly (string | number | null)[]
}

/** Those that the rule has not been told of yet. */
async function fresh<T>(client: PoolClient, { kind, rule, found, key }: Due<T>): Promise<{ one: T; key: string }[]> {
  const keyed = found.map(one => ({ one, key: JSON.stringify([rule.site, rule.code, ...key(one)]) }))
  const told = await newlyTold(
    client,
    kind,
    keyed.map(({ key }) => key),
  )
  return keyed.filter(({ key }) => told.has(key))
}

/** One message for all of it. */
async function together<T>(client: PoolClient, due: Due<T>, facts: (told: T[]) => Facts): Promise<Alert[]> {
  const { kind, rule, now } = due
  const told = await fresh(client, due)
  if (told.length === 0) return []
  const id = alertId(kind, ...told.map(({ key }) => key).sort())
  const ones = told.map(({ one }) => one)
  return [{ id, site: rule.site, kind, object: kind, rule: rule.code, at: now, facts: { count: ones.length, ...facts(ones) } }]
}

/** A message for each, about a thing of its own. */
async function apart<T>(client: PoolClient, due: Due<T>, about: (one: T) => { object: string; facts: Facts }): Promise<Alert[]> {
  const { kind, rule, now } = due
  return (await fresh(client, due)).map(({ one, key }) => ({
    id: alertId(kind, key),
    site: rule.site,
    kind,
    rule: rule.code,
    at: now,
    ...about(one),
  }))
}

// ---- lots, concessions, holds -----------------------------------------------------------------------------------------------------

export async function expiringLots(client: PoolClient, rule: StatedRule, now: number): Promise<Alert[]> {
  const days = rule.expiryDays ?? ALERT_STANDARD.expiryDays
  const found = await expiringBefore(client, rule.site, now + days * DAY_MS)
  return together(client, { kind: 'lots.expiring', rule, now, found, key: lot => [lot.id, lot.expiresAt] }, told => ({
    days,
    lots: told.slice(0, NAMED_MAX).map(({ id, material, number, quantity, unit, expiresAt }) => ({
      id,
      material,
      number,
      quantity: amount(quantity, unit),
      expiresAt: day(expiresAt),
    })),
  }))
}

/** What it would still let pass is on hold again from then on. One that ended longer ago than that is no news. */
export async function expiringConcessions(client: PoolClient, rule: StatedRule, now: number): Promise<Alert[]> {
  const days = rule.concessionDays ?? ALERT_STANDARD.concessionDays
  const found = await concessionsEnding(client, rule.site, { from: now - days * DAY_MS, to: now + days * DAY_MS })
  const key = ({ concession, lot, expiresAt }: (typeof found)[number]) => [concession, lot, expiresAt]
  return together(client, { kind: 'concession.expiring', rule, now, found, key }, told => ({
    days,
    concessions: told.slice(0, NAMED_MAX).map(({ lot, expiresAt, left, unit, customer, ...named }) => ({
      ...named,
      id: lot,
      ...(left === null ? {} : { left: amount(left, unit) }),
      ...(customer === null ? {} : { customer }),
      expiresAt: day(expiresAt),
    })),
  }))
}

/** A hold is a question to quality; how long it may stay open is the rule's. Told again each time as many days have passed. */
export async function dueDispositions(client: PoolClient, rule: StatedRule, now: number): Promise<Alert[]> {
  const days = rule.dispositionDays ?? ALERT_STANDARD.dispositionDays
  const found = await holdsOpenBefore(client, rule.site, now - days * DAY_MS)
  const times = ({ at }: { at: number }): number => Math.floor((now - at) / (days * DAY_MS))
  return together(client, { kind: 'disposition.due', rule, now, found, key: hold => [hold.hold, hold.at, times(hold)] }, told => ({
    days,
    holds: told.slice(0, NAMED_MAX).map(({ hold, reason, at }) => ({ hold, placed: day(at), reason })),
  }))
}

// ---- replies of customers ---------------------------------------------------------------------------------------------------------

/** Who was told of a recall, or written to again, and has not said anything for so long, or by when he promised to: a message for each recall. */
export async function dueReplies(client: PoolClient, rule: StatedRule, now: number): Promise<Alert[]> {
  const days = rule.replyDays ?? ALERT_STANDARD.replyDays
  const alerts: Alert[] = []
  for (const [recall, contacts] of groupedBy(await contactsOfOpenRecalls(client, rule.site), contact => contact.recall)) {
    const found = waiting(contacts, { now, before: now - days * DAY_MS })
    const due = { kind: 'reply.due' as const, rule, now, found, key: (one: Waiting) => [recall, one.customer, one.at] }
    const told = await together(client, due, ones => ({
      recall,
      days,
      customers: ones.slice(0, NAMED_MAX).map(({ customer, name, at, promised }) => ({
        customer,
        ...(name === null ? {} : { name }),
        told: day(at),
        ...(promised === null ? {} : { promised: day(promised) }),
      })),
    }))
    alerts.push(...told.map(alert => ({ ...alert, object: `recall:${recall}` })))
  }
  return alerts
}

type Waiting = Pick<RecallContact, 'customer' | 'name' | 'at'> & { promised: number | null }

/** Who has said by when he answers is waited for until then, and no longer. */
const waiting = (contacts: readonly RecallContact[], { now, before }: { now: number; before: number }): Waiting[] =>
  [...groupedBy(contacts, contact => contact.customer).values()].flatMap(own => {
    const last = own.at(-1)
    const promised = promisedBy(own)
    const isDue = promised === null ? last !== undefined && last.at < before && stateOf(own) === 'told' : promised < now
    return last !== undefined && isDue ? [{ ...last, promised }] : []
  })

// ---- drills and complaints --------------------------------------------------------------------------------------------------------

/** Told when it is due, and once more each time as many days have passed again. */
export async function dueDrill(client: PoolClient, rule: StatedRule, now: number): Promise<Alert[]> {
  const days = rule.drillDays ?? ALERT_STANDARD.drillDays
  const last = await lastDrill(client, rule.site)
  if (last === undefined) return []
  const due = Math.floor((now - last.at) / (days * DAY_MS))
  const found = due < 1 ? [] : [last]
  return apart(client, { kind: 'drill.due', rule, now, found, key: ({ recall }) => [recall, due] }, ({ recall, at }) => ({
    object: 'drill.due',
    facts: { days, last: recall, lastAt: recall === null ? null : day(at) },
  }))
}

export async function lateComplaints(client: PoolClient, rule: StatedRule, now: number): Promise<Alert[]> {
  const hours = rule.complaintHours ?? ALERT_STANDARD.complaintHours
  const found = await unansweredBefore(client, rule.site, now - hours * HOUR_MS)
  return apart(
    client,
    { kind: 'complaint.late', rule, now, found, key: ({ number }) => [number] },
    ({ number, customer, severity, at }) => ({
      object: `complaint:${number}`,
      facts: { complaint: number, customer, severity, hours: Math.floor((now - at) / HOUR_MS) },
    }),
  )
}
