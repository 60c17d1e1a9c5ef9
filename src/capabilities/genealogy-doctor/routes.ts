import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { cut, pageOf } from '../paging.ts'
import { Problem } from '../problem.ts'
import { eventsAt } from '../questions/queries.ts'
import { writeEvent } from '../questions/sentences.ts'
import { type Route, route, type Services } from '../route.ts'
import { namesOf } from '../tracing/lot-facts.ts'
import { DOCTORS, type Doctor, lotText } from './checks.ts'
import { findingsOf, type PageAsked } from './kept.ts'
import { type Found, keyOfFound, usedFor } from './queries.ts'

const HOUR = 3_600_000
const query = z.object({
  site: z.string().min(1).default('main'),
  check: answers.GenealogyCheckName.optional(),
  forgottenAfter: z.coerce.number().int().min(1).max(8760).default(24).describe('Hours after which an open run counts as forgotten'),
  ...pageOf(100),
})

export function genealogyDoctorRoutes({ pool, now }: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/genealogy-doctor',
      role: 'reader',
      summary:
        'What in the genealogy cannot be, or stops without a reason: how much of each, page by page, each finding with what mends it',
      query,
      answer: answers.GenealogyDoctor,
      handle: async ({ query: { site, check, forgottenAfter, limit, cursor } }) => {
        if (cursor !== undefined && check === undefined)
          throw new Problem(400, 'invalid-request', 'A cursor goes on with one check: say which, as check.', '/check')
        const asked = { site, now: now(), forgottenAfter: forgottenAfter * HOUR, limit, cursor }
        const checks: Awaited<ReturnType<typeof examine>>[] = []
        // One after the other: each reads the whole site, and who records should not have to wait for all of them at once.
        for (const one of DOCTORS) if (check === undefined || one.check === check) checks.push(await examine(pool, one, asked))
        return { site, ok: checks.every(({ ok }) => ok), checks }
      },
    }),
  ]
}

async function examine(pool: Services['pool'], doctor: Doctor, asked: PageAsked) {
  const found = await findingsOf(pool, doctor, asked)
  const { rows, next } = cut(found.rows, asked.limit, keyOfFound)
  const { check, title, remedy } = doctor
  return {
    check,
    title,
    ok: found.total === 0,
    total: found.total,
    isCut: next !== null,
    next,
    remedy,
    findings: await told(pool, doctor, rows),
  }
}

async function told(pool: Services['pool'], { check, say }: Doctor, found: readonly Found[]) {
  const rows = check === 'used-before-made' ? await withUse(pool, found) : found
  const [names, events] = await Promise.all([
    namesOf(pool, [...new Set(rows.flatMap(({ lot, other }) => [lot ?? [], other ?? []].flat()))]),
    eventsAt(
      pool,
      [...new Set(rows.flatMap(({ position }) => position ?? []))].sort((a, b) => a - b),
    ),
  ])
  const eventOf = new Map(events.map(row => [row.position, writeEvent(row)]))
  return rows.map(one => {
    const [lot, other] = [names.get(one.lot ?? 0), names.get(one.other ?? 0)]
    const said = say(one, { lot: lot ? lotText(lot) : '–', other: other ? lotText(other) : null, unit: lot?.unit ?? '' })
    return {
      detail: said.text,
      said,
      lot: named(lot),
      other: named(other),
      run: one.run,
      at: timeOf(one),
      event: eventOf.get(one.position ?? 0) ?? null,
    }
  })
}

async function withUse(pool: Services['pool'], found: readonly Found[]): Promise<Found[]> {
  const uses = await usedFor(
    pool,
    found.flatMap(({ lot, position }) => (lot === null || position === null ? [] : [{ lot, position }])),
  )
  return found.map(one => ({ ...one, other: uses.get(one.lot ?? 0) ?? null }))
}

const timeOf = ({ at }: Found): string | null => (at === null ? null : formatInstant(Number(at)))

const named = (lot: { id: number; site: string; material: string; number: string; kind: 'lot' | 'serial' } | undefined) =>
  lot ? { id: lot.id, site: lot.site, material: lot.material, number: lot.number, kind: lot.kind } : null
