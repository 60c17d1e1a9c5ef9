import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { Refusal, type RefusalCode } from '../../base/refusal.ts'
import type { Outcome } from '../../ledger/writer.ts'
import { recordedOf } from '../capture.ts'
import { simulationMark } from '../events.ts'
import { cut, INTEGER_MAX, malformed, momentCursor, PAGE_MAX, pageOf, readCursor } from '../paging.ts'
import { parseEvent } from '../parse.ts'
import { notFound, Problem } from '../problem.ts'
import { type Principal, type Route, route, type Services } from '../route.ts'
import type { TraceSeed } from '../tracing/seed.ts'
import { lotsMeant } from '../tracing/understood.ts'
import { growthOf, questionOf, tellDifference, versionTried } from './growth.ts'
import { jobFor, jobRoutes } from './job.ts'
import { namedFirst } from './naming.ts'
import {
  type EntryRow,
  entriesAfter,
  entriesBefore,
  entriesCounted,
  mustBeSigned,
  nextRecall,
  openRecallWith,
  type RecallListed,
  recallNamed,
  recallsListed,
  scopeEntriesOf,
  versionsOf,
} from './queries.ts'
import { readMark, revisedOf, type ScopeQuestion, scopeAt } from './scope.ts'

const seed = z.strictObject({ material: z.string().optional(), number: z.string().min(1), site: z.string().optional() })
const exclusion = seed.extend({ reason: z.string().min(1), evidence: z.string().min(1).optional(), event: z.uuid().optional() })
const exclusions = z.array(exclusion).max(10_000).default([])
/** A retry with the same id is the same act. */
const act = { id: z.uuid().optional(), at: z.string().optional(), site: z.string().default('main') }
const job = z.boolean().optional().describe('true: answer at once and record in the background; what is large is recorded so by itself')
const commitBody = z.strictObject({
  ...act,
  recall: z.string().min(1).optional(),
  kind: z.enum(['recall', 'drill']).default('recall'),
  seeds: z.array(seed).min(1).max(10_000),
  exclusions,
  simulation: simulationMark,
  reason: z.string().min(1),
  class: z.string().min(1).optional(),
  job,
})
const inclusion = seed.extend({ reason: z.string().min(1) })
const revision = {
  seeds: z.array(seed).max(10_000).default([]).describe('further lots it starts from'),
  exclusions,
  inclusions: z.array(inclusion).max(10_000).default([]).describe('lots that are not excluded any more'),
}
const reviseBody = z.strictObject({ ...act, ...revision, simulation: simulationMark, reason: z.string().min(1), job })
const tryBody = z.strictObject({
  site: z.string().default('main'),
  seeds: revision.seeds,
  exclude: z.array(seed).max(10_000).default([]),
  include: z.array(seed).max(10_000).default([]),
})
const stepBody = z.looseObject(act)
const listQuery = z.object({
  open: z
    .enum(['true', 'false'])
    .transform(text => text === 'true')
    .optional(),
  kind: z.enum(['recall', 'drill']).optional(),
  site: z.string().optional(),
  ...pageOf(100),
})
const siteQuery = z.object({ site: z.string().default('main') })
const caseQuery = siteQuery.extend({
  entries: z.coerce
    .number()
    .int()
    .min(0)
    .max(PAGE_MAX)
    .default(PAGE_MAX)
    .describe('how many of the findings and of the contacts come with it, the first ones; how many there are is always told'),
})
const entriesQuery = siteQuery.extend(pageOf(50))

export const recallRoutes = (services: Services): Route[] => [
  listed(services),
  shown(services),
  entryPages(services, { path: 'findings', kind: 'found', summary: 'What was found of a recall, the newest first' }),
  entryPages(services, { path: 'contacts', kind: 'contact', summary: 'What customers were told and answered, the newest first' }),
  ...acts(services),
  ...jobRoutes(services),
]

const listed = ({ pool }: Services): Route =>
  route({
    method: 'GET',
    path: '/recalls',
    role: 'reader',
    summary: 'Recalls and drills, newest first',
    query: listQuery,
    answer: answers.paged('recalls', answers.RecallListed),
    handle: async ({ query: { open = null, kind = null, site = null, limit, cursor } }) => {
      const found = await recallsListed(pool, { open, kind, site, before: momentCursor(cursor), limit: limit + 1 })
      const { rows, next } = cut(found, limit, row => [row.at, row.recall, row.site])
      return { recalls: rows.map(written), next }
    },
  })

const shown = (services: Services): Route =>
  route({
    method: 'GET',
    path: '/recalls/:recall',
    role: 'reader',
    summary: 'A recall: its versions, seeds, exclusions, what was found and who was told, and what has grown since its version',
    query: caseQuery,
    answer: answers.RecallCase,
    handle: async ({ params, query: { site, entries: limit } }) => {
      const recall = params.recall ?? ''
      const { pool } = services
      const first = (kind: EntryRow['kind']): Promise<EntryRow[]> =>
        limit === 0 ? Promise.resolve([]) : entriesAfter(pool, { site, recall, kind, limit }, { since: 0, line: 0 })
      const [row, versions, entries, found, contacts, counts] = await Promise.all([
        recallNamed(pool, site, recall),
        versionsOf(pool, site, recall),
        scopeEntriesOf(pool, site, recall),
        first('found'),
        first('contact'),
        entriesCounted(pool, site, recall),
      ])
      if (!row) throw notFound(`There is no recall "${recall}" at site ${site}.`)
      const of = (kind: string): answers.RecallEntry[] => entries.filter(entry => entry.kind === kind).map(entryOf)
      return {
        ...written(row),
        simulation: `${row.position}-${row.fingerprint}`,
        versions: versions.map(({ recordedAt, ...version }) => ({ ...version, at: formatInstant(recordedAt) })),
        seeds: of('seed'),
        exclusions: of('exclusion'),
        inclusions: of('inclusion'),
        found: found.map(entryOf),
        contacts: contacts.map(entryOf),
        foundCount: counts.get('found') ?? 0,
        contactsCount: counts.get('contact') ?? 0,
        growth: await growthOf(services, row, entries),
      }
    },
  })

function entryPages({ pool }: Services, { path, kind, summary }: { path: string; kind: 'found' | 'contact'; summary: string }): Route {
  return route({
    method: 'GET',
    path: `/recalls/:recall/${path}`,
    role: 'reader',
    summary,
    query: entriesQuery,
    answer: answers.RecallEntries,
    handle: async ({ params: { recall = '' }, query: { site, limit, cursor } }) => {
      const [found, counts, row] = await Promise.all([
        entriesBefore(pool, { site, recall, kind, limit: limit + 1 }, entryCursor(cursor)),
        entriesCounted(pool, site, recall),
        recallNamed(pool, site, recall),
      ])
      if (!row) throw notFound(`There is no recall "${recall}" at site ${site}.`)
      const { rows, next } = cut(found, limit, ({ since, line }) => [since, line])
      return { entries: rows.map(entryOf), count: counts.get(kind) ?? 0, next }
    },
  })
}

function entryCursor(cursor: string | undefined): { since: number; line: number } {
  const [since = INTEGER_MAX, line = INTEGER_MAX] = readCursor(cursor) ?? []
  if (typeof since !== 'number' || typeof line !== 'number') throw malformed()
  return { since, line }
}

const entryOf = ({ since: _since, line: _line, at, ...entry }: EntryRow & { since?: number; line?: number }): answers.RecallEntry => ({
  ...entry,
  at: formatInstant(at),
})

const written = ({ at, closedAt, ...row }: RecallListed): answers.RecallListed => ({
  ...row,
  at: formatInstant(at),
  closedAt: closedAt === null ? null : formatInstant(closedAt),
})

// ---- what is done with a recall: each is one event of the ledger -----------------------------------------------------------------

const acts = (services: Services): Route[] => [
  route({
    method: 'POST',
    path: '/recalls',
    role: 'writer',
    summary: 'Commit exactly what was simulated: 409 with the difference when it has changed',
    body: commitBody,
    answer: answers.RecallRecorded,
    handle: async ({ body: { seeds, exclusions: out, job, ...asked }, principal }) => {
      const { pool } = services
      const opening = { ...asked, id: asked.id ?? randomUUID(), at: asked.at ?? formatInstant(services.now()) }
      const request = { seeds: sited(seeds, asked.site), exclude: sited(out, asked.site).map(onlyLot) }
      const body = { ...opening, simulation: await namedFirst(services, opening, request, '/recalls') }
      const lots = (await lotsMeant(pool, sited(seeds, body.site), '/seeds')).map(lotOf)
      const recall = body.recall ?? (await nextRecall(pool, body.site, body.kind === 'drill' ? 'DR' : 'RC'))
      const event = { ...body, recall, type: 'recall' as const, lots, exclusions: await excludedOf(services, out, body.site) }
      const sent = eventOf(services, event, principal)
      const background = (await mustBeSigned(pool, body.site, 'recall')) ? null : await jobFor(services, sent, job)
      if (background) return background
      return { ...(await record(services, sent, principal, '/recalls')), recall }
    },
  }),
  route({
    method: 'POST',
    path: '/recalls/:recall/versions',
    role: 'writer',
    summary: 'Freeze a new version: what has grown is taken in, further lots are started from or excluded, exclusions are undone',
    body: reviseBody,
    answer: answers.RecallRecorded,
    handle: async ({ params: { recall = '' }, body: { exclusions: out, inclusions, seeds, job, ...body }, principal }) => {
      const [exclude, include, lots] = await Promise.all([
        excludedOf(services, out, body.site),
        excludedOf(services, inclusions, body.site, '/inclusions'),
        lotsOf(services, seeds, body.site, '/seeds'),
      ])
      const more = { ...(lots.length > 0 ? { lots: lots.map(lotOf) } : {}), ...(include.length > 0 ? { inclusions: include } : {}) }
      const event = { ...body, recall, type: 'recallRevise' as const, exclusions: exclude, ...more }
      const sent = eventOf(services, event, principal)
      const background = (await mustBeSigned(services.pool, body.site, 'recallRevise')) ? null : await jobFor(services, sent, job)
      return background ?? record(services, sent, principal, '/recalls/versions')
    },
  }),
  route({
    method: 'POST',
    path: '/recalls/:recall/versions/preview',
    role: 'reader',
    summary: 'What a new version would reach, and what that is otherwise than in the frozen one; changes nothing',
    body: tryBody,
    answer: answers.RecallVersionTried,
    handle: async ({ params: { recall = '' }, body: { site, seeds, exclude, include } }) => {
      const { pool } = services
      const [row, entries] = await Promise.all([recallNamed(pool, site, recall), scopeEntriesOf(pool, site, recall)])
      if (!row) throw notFound(`There is no recall "${recall}" at site ${site}.`)
      const [added, out, back] = await Promise.all([
        lotsOf(services, seeds, site, '/seeds'),
        lotsOf(services, exclude, site, '/exclude'),
        lotsOf(services, include, site, '/include'),
      ])
      const before = questionOf(site, entries)
      return versionTried(services, row, { before, after: revisedOf(before, { added, out, back }) })
    },
  }),
  step(services, { path: 'findings', type: 'recallFind', summary: 'Lots found by scanning them where they lie' }),
  step(services, { path: 'contacts', type: 'recallContact', summary: 'What a customer was told or answered' }),
  step(services, { path: 'closing', type: 'recallClose', summary: 'Close a recall; its hold stands until it is released' }),
]

function step(services: Services, { path, type, summary }: { path: string; type: string; summary: string }): Route {
  return route({
    method: 'POST',
    path: `/recalls/:recall/${path}`,
    role: 'writer',
    summary,
    body: stepBody,
    answer: answers.Recorded,
    handle: async ({ params: { recall = '' }, body, principal }) =>
      record(services, { ...body, recall, type }, principal, `/recalls/${path}`),
  })
}

const sited = <T extends { site?: string | undefined }>(lots: readonly T[], site: string): (T & { site: string })[] =>
  lots.map(lot => ({ ...lot, site: lot.site ?? site }))
const onlyLot = ({ material, number, site }: { material?: string | undefined; number: string; site: string }): TraceSeed => ({
  ...(material === undefined ? {} : { material }),
  number,
  site,
})
const lotOf = ({ material, number }: { material: string; number: string }): Referred => ({ lot: { material, number } })

async function lotsOf({ pool }: Services, named: z.output<typeof seed>[], site: string, pointer: string): Promise<Named[]> {
  return named.length === 0 ? [] : lotsMeant(pool, sited(named, site), pointer)
}

/** An exclusion may name a lot by any identifier; where it means several, the reason holds for each. */
async function excludedOf(
  { pool }: Services,
  out: (z.output<typeof inclusion> & Partial<z.output<typeof exclusion>>)[],
  site: string,
  pointer = '/exclusions',
): Promise<NonNullable<Committed['exclusions']>> {
  const meant = await Promise.all(
    out.map(async ({ reason, evidence, event, ...lot }, index) =>
      (await lotsMeant(pool, sited([lot], site), pointer)).map(
        found => ({ ...lotOf(found), reason, ...(evidence ? { evidence } : {}), ...(event ? { event } : {}) }),
        index,
      ),
    ),
  )
  return meant.flat()
}

async function record(services: Services, sent: Committed, principal: Principal, via: string): Promise<answers.Recorded> {
  const event = eventOf(services, sent, principal)
  const outcome = await services.record(parseEvent(event), via)
  if (outcome.status === 'refused') throw await problemOf(services, event, outcome)
  return recordedOf(outcome)
}

function eventOf<T extends Committed>(services: Services, sent: T, principal: Principal): T & { id: string } {
  const by = principal.person === null ? {} : { by: principal.person }
  return { at: formatInstant(services.now()), id: randomUUID(), ...by, ...sent }
}

type Named = ScopeQuestion['seeds'][number]
type Referred = { lot: Named }
interface Committed {
  type: string
  site: string
  recall: string
  simulation?: string
  lots?: Referred[]
  exclusions?: (Referred & { reason: string })[]
  inclusions?: (Referred & { reason: string })[]
}

const CONFLICTS: ReadonlySet<string> = new Set(['recall-exists', 'recall-closed', 'scope-changed', 'hold-exists'])

async function problemOf(services: Services, event: Committed, { code = 'fault', detail = '', pointer }: Outcome): Promise<Error> {
  // It is signed as it stands here: with the lots that were meant and the name it was given.
  if (code === 'signature-required') return new Problem(422, code, detail, pointer, { event })
  if (!CONFLICTS.has(code)) return new Refusal(code as RefusalCode, detail, pointer)
  if (code === 'recall-exists') return new Problem(409, code, detail, pointer, await sameOf(services, event))
  if (code !== 'scope-changed') return new Problem(409, code, detail, pointer)
  const change = await changeOf(services, event)
  return new Problem(409, code, change.difference.same ? ANOTHER_QUESTION : detail, pointer, change)
}

/** The recall that is meant: the open one of the same scope, or the one of this name. */
async function sameOf({ pool }: Services, { site, recall, simulation = '' }: Committed): Promise<{ recall: string }> {
  return { recall: (await openRecallWith(pool, site, readMark(simulation).fingerprint)) ?? recall }
}

const ANOTHER_QUESTION =
  'Nothing has changed, so another question was simulated: with other lots or exclusions, only what left after a time, or only what is certain. Simulate exactly what you commit.'

/** What was simulated against what the same question answers now. */
async function changeOf(services: Services, event: Committed): Promise<{ simulation: string; difference: { same: boolean } }> {
  const { pool, engine } = services
  const entries = event.type === 'recallRevise' ? await scopeEntriesOf(pool, event.site, event.recall) : []
  const named = (referred: readonly Referred[] = []): Named[] => referred.map(({ lot }) => lot)
  const question = revisedOf(questionOf(event.site, entries), {
    added: named(event.lots),
    out: named(event.exclusions),
    back: named(event.inclusions),
  })
  const [before, after] = await Promise.all([
    scopeAt(engine, pool, question, Math.min(engine.position, readMark(event.simulation ?? '').position)),
    scopeAt(engine, pool, question),
  ])
  return { simulation: after.mark, difference: await tellDifference(pool, before.scope, after.scope) }
}
