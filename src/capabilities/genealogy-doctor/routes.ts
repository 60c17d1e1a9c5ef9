import { z } from 'zod'
import { formatInstant } from '../../base/instant.ts'
import { eventsAt } from '../questions/queries.ts'
import { writeEvent } from '../questions/sentences.ts'
import { type Route, route, type Services } from '../route.ts'
import { namesOf } from '../tracing/trace.ts'
import { CHECKS, DOCTORS, type Doctor, lotText } from './checks.ts'
import type { Asked, Found } from './queries.ts'

const HOUR = 3_600_000
const query = z.object({
  site: z.string().min(1).default('main'),
  check: z.enum(CHECKS).optional(),
  forgottenAfter: z.coerce.number().int().min(1).max(8760).default(24).describe('Hours after which an open run counts as forgotten'),
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('Of each check'),
})

export function genealogyDoctorRoutes({ pool, now }: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/genealogy-doctor',
      role: 'reader',
      summary: 'What in the genealogy cannot be, or stops without a reason: each finding with what mends it',
      query,
      handle: async ({ query: { site, check, forgottenAfter, limit } }) => {
        const asked = { site, now: now(), forgottenAfter: forgottenAfter * HOUR, limit: limit + 1 }
        const checks = await Promise.all(
          DOCTORS.filter(one => check === undefined || one.check === check).map(one => examine(pool, one, asked)),
        )
        return { site, ok: checks.every(({ findings }) => findings.length === 0), checks }
      },
    }),
  ]
}

async function examine(pool: Services['pool'], doctor: Doctor, asked: Asked) {
  const found = await doctor.find(pool, asked)
  const shown = found.slice(0, asked.limit - 1)
  const [names, events] = await Promise.all([
    namesOf(pool, [...new Set(shown.flatMap(({ lot, other }) => [lot ?? [], other ?? []].flat()))]),
    eventsAt(
      pool,
      [...new Set(shown.flatMap(({ position }) => position ?? []))].sort((a, b) => a - b),
    ),
  ])
  const eventOf = new Map(events.map(row => [row.position, writeEvent(row)]))
  const { check, title, remedy } = doctor
  const findings = shown.map(one => {
    const [lot, other] = [names.get(one.lot ?? 0), names.get(one.other ?? 0)]
    const detail = doctor.say(one, { lot: lotText(lot), other: lotText(other), unit: lot?.unit ?? '' })
    return { detail, lot: named(lot), other: named(other), run: one.run, at: timeOf(one), event: eventOf.get(one.position ?? 0) ?? null }
  })
  return { check, title, ok: found.length === 0, isCut: found.length > shown.length, remedy, findings }
}

const timeOf = ({ at }: Found): string | null => (at === null ? null : formatInstant(Number(at)))

const named = (lot: { id: number; site: string; material: string; number: string; kind: string } | undefined) =>
  lot ? { id: lot.id, site: lot.site, material: lot.material, number: lot.number, kind: lot.kind } : null
