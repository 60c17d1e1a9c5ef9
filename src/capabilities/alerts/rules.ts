/** Who hears of what: pure. */
import { uuid5 } from '../../base/id.ts'
import type { Alert, NewDelivery } from './queries.ts'
import type { StatedRule } from './stated-queries.ts'

/** One namespace for alerts: the same happening is the same alert in every process. */
const ALERTS = '0b9d5e0a-53a7-5f0c-9c55-6f2b3d0d8a16'
export const alertId = (kind: string, ...key: readonly (string | number)[]): string => uuid5(JSON.stringify([kind, ...key]), ALERTS)

const EVERY_SITE = '*'
export const everySite = EVERY_SITE

export function deliveriesOf(alert: Alert, rules: readonly StatedRule[]): NewDelivery[] {
  return rules.filter(rule => isAbout(rule, alert)).flatMap(rule => deliveriesBy(rule, alert))
}

function isAbout(rule: StatedRule, { site, kind, rule: only, facts }: Alert): boolean {
  if (rule.retired === true || (kind !== 'test' && !rule.on.includes(kind))) return false
  if (site !== EVERY_SITE && site !== rule.site) return false
  if (only !== null && only !== rule.code) return false
  return (
    kind !== 'exception.raised' || rule.exceptions === undefined || (typeof facts.code === 'string' && rule.exceptions.includes(facts.code))
  )
}

function deliveriesBy(rule: StatedRule, { id, object }: Alert): NewDelivery[] {
  const to = (receiver: string, language = 'en'): NewDelivery => ({
    alert: id,
    site: rule.site,
    receiver,
    rule: rule.code,
    language,
    object,
  })
  return [
    ...(rule.mail ?? []).map(({ address, language }) => to(`mail:${address}`, language)),
    ...(rule.webhooks ?? []).map(webhook => to(`webhook:${webhook}`)),
  ]
}

/** Seconds until the attempt after this one; nothing when three days have passed: then somebody has to look. */
export const BACKOFF = [5, 60, 300, 1800, 7200, 18_000, 36_000, 43_200, 43_200, 43_200, 43_200]

/** Spread, so that what failed together does not come back together. */
export const withJitter = (seconds: number, random: number): number => seconds * (0.8 + 0.4 * random)
