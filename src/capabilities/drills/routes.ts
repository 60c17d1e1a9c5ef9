import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { jobAnswer } from '../case-jobs/routes.ts'
import { DRAWN_FROM, DRILL_STEPS } from '../events.ts'
import { cut, momentCursor, pageOf } from '../paging.ts'
import { notFound } from '../problem.ts'
import { Document, type Principal, type Route, route, type Services } from '../route.ts'
import { drillDocument } from './document.ts'
import { beginDrill, drawsAgain, drillFinished, finishDrill, stepDrill } from './drill.ts'
import { judged, writtenRow } from './judged.ts'
import { type DrillListed, drillNamed, drillsFinished, drillsListed } from './queries.ts'
import { DAYS, LATEST, type Readiness, readinessOf } from './readiness.ts'

const seed = z.strictObject({ material: z.string().optional(), number: z.string().min(1), site: z.string().optional() })
/** A retry with the same id is the same act. */
const act = { id: z.uuid().optional(), site: z.string().default('main') }
const beginBody = z
  .strictObject({
    ...act,
    drill: z.string().min(1).max(100).optional(),
    seeds: z.array(seed).min(1).max(1000).optional(),
    draw: z.strictObject({ of: z.enum(DRAWN_FROM).default('any'), seed: z.string().min(1).max(100).optional() }).optional(),
  })
  .refine(body => (body.seeds === undefined) !== (body.draw === undefined), 'either seeds (chosen lots) or draw (a random one) is given')
const siteQuery = z.object({ site: z.string().default('main') })

export const drillRoutes = (services: Services): Route[] => [...reads(services), ...acts(services)]

const reads = (services: Services): Route[] => [
  route({
    method: 'GET',
    path: '/drills',
    role: 'reader',
    summary: 'Drills, newest first, with their times and what they found',
    query: siteQuery.extend(pageOf(100)),
    answer: answers.paged('drills', answers.DrillListed),
    handle: async ({ query: { site, limit, cursor } }) => {
      const found = await drillsListed(services.pool, { site, before: momentCursor(cursor), limit: limit + 1 })
      const { rows, next } = cut(found, limit, row => [row.at, row.drill])
      return { drills: rows.map(row => writtenRow(judged(row))), next }
    },
  }),
  route({
    method: 'GET',
    path: '/drills/:drill',
    role: 'reader',
    summary: 'A drill with its whole scorecard, compared with the one before; with Accept as application/pdf',
    query: siteQuery,
    answer: answers.Drill,
    handle: async ({ params: { drill = '' }, query: { site }, accept }) => {
      const row = await drillNamed(services.pool, site, drill)
      if (!row) throw notFound(`There is no drill "${drill}" at site ${site}.`)
      const shown = await shownDrill(services, row)
      if (!accept.toLowerCase().includes('application/pdf')) return shown
      return new Document('application/pdf', await drillDocument(services, judged(row), shown.before, services.now()), `drill ${drill}.pdf`)
    },
  }),
  route({
    method: 'GET',
    path: '/readiness',
    role: 'reader',
    summary: 'How ready the site is for a recall, from its latest drills',
    query: siteQuery,
    answer: answers.Readiness,
    handle: ({ query: { site } }) => readinessAt(services, site),
  }),
]

const DAY_MS = 86_400_000

async function readinessAt({ pool, now }: Services, site: string): Promise<Readiness & { days: number; latest: number }> {
  const finished = await drillsFinished(pool, { site, since: now() - DAYS * DAY_MS, limit: LATEST })
  return { ...readinessOf(finished.map(judged)), days: DAYS, latest: LATEST }
}

async function shownDrill(services: Services, row: DrillListed): Promise<answers.Drill> {
  const one = judged(row)
  const earlier = (await drillsListed(services.pool, { site: row.site, before: { at: row.at, code: '' }, limit: 20 })).map(judged)
  const before = earlier.find(({ scorecard }) => scorecard !== null)
  return {
    ...writtenRow(one),
    scorecard: one.scorecard,
    drawsAgain: await drawsAgain(services, row),
    before: before ? writtenRow(before) : null,
  }
}

// ---- what is done with a drill: each is one event of the ledger -------------------------------------------------------------------

const byOf = ({ person }: Principal): { by?: string } => (person === null ? {} : { by: person })

const acts = (services: Services): Route[] => [
  route({
    method: 'POST',
    path: '/drills',
    role: 'writer',
    summary: 'Begin a drill with chosen lots, or with one the server draws; its clock runs from here',
    body: beginBody,
    answer: answers.DrillRecorded.extend({ drill: z.string() }),
    handle: async ({ body, principal }) => beginDrill(services, { ...body, ...byOf(principal) }, '/drills'),
  }),
  route({
    method: 'POST',
    path: '/drills/:drill/steps',
    role: 'writer',
    summary: 'The trace was read, the stock located, or the customers named',
    body: z.strictObject({ ...act, step: z.enum(DRILL_STEPS) }),
    answer: answers.DrillRecorded,
    handle: async ({ params: { drill = '' }, body, principal }) =>
      stepDrill(services, { ...body, drill, ...byOf(principal) }, '/drills/steps'),
  }),
  route({
    method: 'POST',
    path: '/drills/:drill/finish',
    role: 'writer',
    summary: 'Finish a drill: what it found is worked out and kept as its scorecard; answered when it is',
    body: z.strictObject(act),
    answer: answers.DrillRecorded.extend(answers.Drill.shape),
    handle: async ({ params: { drill = '' }, body, principal }) => {
      const outcome = await drillFinished(services, { ...body, drill, ...byOf(principal) }, principal.name)
      const row = await drillNamed(services.pool, body.site, drill)
      if (!row) throw new Error(`drill ${drill} was finished and is not there`)
      return { ...outcome, ...(await shownDrill(services, row)) }
    },
  }),
  route({
    method: 'POST',
    path: '/drills/:drill/finish/job',
    role: 'writer',
    summary: 'The same, answered at once: the clock stops here, and GET /case-jobs/{id} says how far the scorecard is',
    body: z.strictObject(act),
    answer: answers.CaseJob,
    handle: async ({ params: { drill = '' }, body, principal }) =>
      jobAnswer(await finishDrill(services, { ...body, drill, ...byOf(principal) }, principal.name)),
  }),
]
