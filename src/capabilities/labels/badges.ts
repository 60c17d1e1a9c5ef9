/** Badges. Only the hash of a badge is kept, so it can be printed at one moment only: when it is given. */
import { randomBytes } from 'node:crypto'
import { uuid7 } from '../../base/id.ts'
import { formatInstant } from '../../base/instant.ts'
import { hashSecret } from '../../base/secret.ts'
import type { Command } from '../events.ts'
import { notFound, Problem } from '../problem.ts'
import type { Services } from '../route.ts'
import type { Drawing } from './layout.ts'
import { sheetPdf } from './pdf.ts'
import { drawingOf, templateFor } from './print.ts'
import { personBody } from './queries.ts'

/** Without I L O U, so that it can be read out and typed. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 12

/** 60 random bits: nobody guesses one, and it is short enough for a symbol that a hand-held reads at once. */
const newBadge = (): string => [...randomBytes(LENGTH)].map(byte => LETTERS[byte % LETTERS.length]).join('')

/** What a badge's symbol says; the mark keeps it from being taken for a lot. */
export const badgeText = (badge: string): string => `BADGE:${badge}`

/** States each person with a new badge; what they had before is a stranger's from then on. @throws Problem */
export async function issueBadges(
  services: Services,
  { site, people }: { site: string; people: readonly string[] },
  via: string,
): Promise<Buffer> {
  const known = await Promise.all(people.map(async code => ({ code, body: await personBody(services.pool, site, code) })))
  const stranger = known.find(({ body }) => body === undefined)
  if (stranger) throw notFound(`There is nobody called "${stranger.code}" at site ${site}: no badge was given to anybody.`)
  const drawings: Drawing[] = []
  for (const { code, body = {} } of known) drawings.push(await issue(services, { site, code, body }, via))
  const text = 'Cut along the lines. Each badge is shown here and nowhere else: lost ones are replaced by new ones.'
  return sheetPdf(
    drawings.map(drawing => ({ drawing })),
    { title: 'Badges', text },
    services.now(),
  )
}

async function issue(
  services: Services,
  { site, code, body }: { site: string; code: string; body: Record<string, unknown> },
  via: string,
): Promise<Drawing> {
  const badge = newBadge()
  const now = services.now()
  const command = { ...body, id: uuid7(now), at: formatInstant(now), site, type: 'person', code, badge: hashSecret(badge) }
  const outcome = await services.record(command as unknown as Command, via)
  if (outcome.status === 'refused') throw new Problem(422, outcome.code ?? 'refused', outcome.detail ?? 'The badge was refused.')
  const template = await templateFor(services, { site, kind: 'person' }, {})
  return drawingOf(template, badgeTokens({ site, code, name: typeof body.name === 'string' ? body.name : code }, badge), 300)
}

export const badgeTokens = ({ site, code, name }: { site: string; code: string; name: string }, badge: string): Record<string, string> => ({
  site,
  number: code,
  name,
  code: badgeText(badge),
})
