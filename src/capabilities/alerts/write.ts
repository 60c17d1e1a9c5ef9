/** An alert as it is read: a mail in the reader's language, or JSON for a program. */
import { formatInstant } from '../../base/instant.ts'
import { say, type WordKey } from '../../words/index.ts'
import type { Alert, Facts } from './queries.ts'

export interface Mail {
  subject: string
  text: string
  html: string
}

const SHOWN = 10

export function mailOf(alert: Alert, { language, rule }: { language: string; rule: string }): Mail {
  const params = paramsOf(alert, language)
  const subject = say(language, `alert.${alert.kind}`, params)
  const sentence = say(language, `alert.${alert.kind}.text`, params)
  const list = linesOf(alert.facts)
  const address = addressOf(alert)
  const foot = say(language, 'alert.foot', { rule })
  const text = [sentence, list.map(line => `- ${line}`).join('\n'), address ?? '', `-- \n${foot}`].filter(Boolean).join('\n\n')
  return {
    subject: subject.replaceAll(/\s+/g, ' ').slice(0, 250),
    text,
    html: htmlOf({ subject, sentence, list, address, open: say(language, 'alert.open'), foot }),
  }
}

/** Texts of the facts, filled into the sentences; numbers and names as they are. */
function paramsOf({ site, at, facts, kind }: Alert, language: string): Record<string, string | number> {
  const plain = Object.entries(facts).flatMap(([key, value]): [string, string | number][] =>
    typeof value === 'string' || typeof value === 'number' ? [[key, value]] : [],
  )
  const when = new Date(at).toLocaleString(isLanguage(language) ? language : 'en', {
    timeZone: 'UTC',
    dateStyle: 'medium',
    timeStyle: 'short',
  })
  return { site: site === '*' ? '' : site, at: `${when} UTC`, by: '', kind, ...Object.fromEntries(plain) }
}

function isLanguage(language: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(language).length > 0
  } catch {
    return false
  }
}

/** What it is about, one thing a line. */
function linesOf(facts: Facts): string[] {
  const all = Object.values(facts).flatMap(value => (Array.isArray(value) ? (value as (string | object)[]).map(lineOf) : []))
  return all.length > SHOWN ? [...all.slice(0, SHOWN), `… ${all.length - SHOWN}`] : all
}

/** Which lot, then what is said of it. */
function lineOf(entry: string | object): string {
  if (typeof entry === 'string') return entry.replaceAll(/\s+/g, ' ')
  const { id: _id, material, number, ...more } = entry as Record<string, unknown>
  return [material, number, ...Object.values(more)].filter(value => typeof value === 'string' || typeof value === 'number').join(' ')
}

const PAGES: Readonly<Record<Alert['kind'], string>> = {
  'hold.placed': '/holds',
  'hold.released': '/holds',
  'recall.opened': '/recalls/',
  'recall.grown': '/recalls/',
  'recall.closed': '/recalls/',
  'drill.failed': '/recalls/',
  'drill.due': '/recall',
  'exception.raised': '/exceptions',
  'lots.expiring': '/lots',
  'signature.locked': '/exceptions',
  'chain.broken': '/ledger',
  'complaint.opened': '/complaints/',
  'complaint.late': '/complaints/',
  'goods.returned': '/returns',
  'reply.due': '/recalls/',
  'concession.expiring': '/holds',
  'disposition.due': '/holds',
  test: '/alerts',
}

/** Where it is looked at; nothing where nobody has said how this server is reached (GENEALOT_PUBLIC_URL). */
export function addressOf({ kind, site, facts }: Pick<Alert, 'kind' | 'site' | 'facts'>): string | null {
  const base = process.env.GENEALOT_PUBLIC_URL?.replace(/\/+$/, '')
  if (!base) return null
  const page = PAGES[kind]
  const code = facts.recall ?? facts.complaint
  const one = page.endsWith('/') && typeof code === 'string' ? encodeURIComponent(code) : ''
  return `${base}${page}${one}${site === '*' ? '' : `?site=${encodeURIComponent(site)}`}`
}

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`)

function htmlOf(said: { subject: string; sentence: string; list: string[]; address: string | null; open: string; foot: string }): string {
  const list =
    said.list.length === 0
      ? ''
      : `<ul style="padding-left:20px">${said.list.map(line => `<li style="font-family:monospace">${escaped(line)}</li>`).join('')}</ul>`
  const link = said.address === null ? '' : `<p><a href="${escaped(said.address)}" style="color:#0B5566">${escaped(said.open)}</a></p>`
  return `<!doctype html><html><body style="font-family:sans-serif;color:#12161C;max-width:640px"><h1 style="font-size:20px">${escaped(said.subject)}</h1><p>${escaped(said.sentence)}</p>${list}${link}<p style="color:#5A6572;font-size:13px">${escaped(said.foot)}</p></body></html>`
}

/** The body of a webhook: the same bytes at every attempt. */
export const webhookBody = (alert: Alert): string =>
  JSON.stringify({
    type: alert.kind,
    timestamp: formatInstant(alert.at),
    data: { site: alert.site === '*' ? null : alert.site, object: alert.object, ...alert.facts, address: addressOf(alert) },
  })

/** As the log shows it. */
export const subjectOf = (alert: Pick<Alert, 'kind' | 'site' | 'facts' | 'at'>, language: string): string => {
  const key: WordKey = `alert.${alert.kind}`
  return say(language, key, paramsOf({ ...alert, id: '', object: '', rule: null }, language))
}
