/** What is done with a drill: begun with lots that were chosen or drawn, gone on with, and finished with what it found. */

import { randomBytes, randomUUID } from 'node:crypto'
import type * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { Refusal, type RefusalCode } from '../../base/refusal.ts'
import type { Outcome } from '../../ledger/writer.ts'
import { SETTINGS, type SiteSettings } from '../booking/records.ts'
import { recordedOf } from '../capture.ts'
import type { CaseJobRow } from '../case-jobs/queries.ts'
import { beginJob, endOf, type Work } from '../case-jobs/runner.ts'
import { finishSchema, type PassMarks } from '../drill-shapes.ts'
import type { Command } from '../events.ts'
import { recordNamed } from '../materials/queries.ts'
import { parseEvent } from '../parse.ts'
import { Problem } from '../problem.ts'
import { sequenceOf } from '../recalls/job-queries.ts'
import type { Services } from '../route.ts'
import { lotsMeant } from '../tracing/understood.ts'
import { type DrawnFrom, type DrillListed, drillNamed, drillOfEvent, lotDrawn, nextDrill } from './queries.ts'
import { marksOf, scoreOf } from './scorecard.ts'

export interface Begin {
  site: string
  id?: string | undefined
  by?: string | undefined
  drill?: string | undefined
  seeds?: { material?: string | undefined; number: string; site?: string | undefined }[] | undefined
  /** With a seed the same lot is drawn again; without one the server makes it. */
  draw?: { of: DrawnFrom; seed?: string | undefined } | undefined
  origin?: 'nightly'
}

export interface Begun extends answers.DrillRecorded {
  drill: string
}

/** Two who begin at once are given two names: whoever comes second tries the next. */
const NAMES_TRIED = 5

/** @throws Refusal, or Problem where the name is taken */
export async function beginDrill(services: Services, begin: Begin, via: string): Promise<Begun> {
  const { site, by, id = randomUUID() } = begin
  const lots = begin.seeds ? { lots: await chosen(services, begin.seeds, site) } : await drawn(services, begin)
  const event = { type: 'drill', id, site, ...lots, ...(by ? { by } : {}) }
  for (let tried = 1; ; tried++) {
    const drill = begin.drill ?? (await nextDrill(services.pool, site))
    const sent = { ...event, drill, at: formatInstant(services.now()) }
    const outcome = await services.record(parseEvent(sent), via)
    if (outcome.code === 'drill-exists' && begin.drill === undefined && tried < NAMES_TRIED) continue
    const done = recorded(outcome)
    return { ...done, drill: done.status === 'duplicate' ? ((await drillOfEvent(services.pool, id)) ?? drill) : drill }
  }
}

async function chosen({ pool }: Services, seeds: NonNullable<Begin['seeds']>, site: string): Promise<object[]> {
  const sited = seeds.map(seed => ({ ...seed, site: seed.site ?? site }))
  return (await lotsMeant(pool, sited, '/seeds')).map(({ material, number }) => ({ lot: { material, number } }))
}

const WHERE_NONE: Record<DrawnFrom, string> = {
  raw: 'No lot was received from a vendor here yet: there is nothing raw to draw from.',
  finished: 'No lot here was made and went into nothing else: there is nothing finished to draw from.',
  any: 'There is no lot here yet: record something first.',
}

async function drawn({ pool, engine }: Services, { site, draw, origin }: Begin): Promise<object> {
  await engine.current()
  const { of, seed = randomBytes(16).toString('hex') } = draw ?? { of: 'any' }
  const position = engine.position
  const found = await lotDrawn(pool, { site, of, seed, position })
  if (!found) throw new Problem(422, 'unknown-lot', WHERE_NONE[of], '/draw')
  const { material, number, among } = found
  return { origin: origin ?? 'random', lots: [{ lot: { material, number } }], drawn: { seed, of, among, position } }
}

/** Whether the draw comes to the same again, for whoever doubts it; null where nothing was drawn. */
export async function drawsAgain({ pool }: Services, { site, drawn: draw, lots }: DrillListed): Promise<boolean | null> {
  if (draw === null) return null
  const found = await lotDrawn(pool, { site, ...draw })
  const [lot] = lots
  return (
    found !== null && lots.length === 1 && found.material === lot?.material && found.number === lot.number && found.among === draw.among
  )
}

export interface Act {
  site: string
  drill: string
  id?: string | undefined
  by?: string | undefined
}

export async function stepDrill(
  services: Services,
  { id = randomUUID(), ...act }: Act & { step: string },
  via: string,
): Promise<answers.DrillRecorded> {
  const event = { type: 'drillStep', id, at: formatInstant(services.now()), ...said(act) }
  return recorded(await services.record(parseEvent(event), via))
}

/** The clock stops when it is finished, not when the scorecard has been reckoned: that is a job, which answers how far it is and goes on after a kill. */
export async function finishDrill(services: Services, { id = randomUUID(), ...act }: Act, by: string): Promise<CaseJobRow> {
  const { site, drill } = act
  const known = await drillNamed(services.pool, site, drill)
  if (!known) throw new Refusal('unknown-drill', `There is no drill "${drill}" at site ${site}.`, '/drill')
  const repeated = await sequenceOf(services.pool, id)
  if (known.finishedAt !== null && repeated === null)
    throw new Problem(
      409,
      'drill-finished',
      `Drill ${drill} was finished at ${formatInstant(known.finishedAt)}: begin a new one.`,
      '/drill',
    )
  const asked = { at: formatInstant(services.now()), ...said(act) }
  return beginJob(services, { id, site, subject: drill, kind: 'drillFinish', asked, by }, drillFinishWork)
}

/** Whoever waits for it. */
export async function drillFinished(services: Services, act: Act, by: string): Promise<answers.DrillRecorded> {
  const { id } = await finishDrill(services, act, by)
  const { sequence } = await endOf(services, id, drillFinishWork)
  if (sequence === null) throw new Error(`drill ${act.drill} was finished and has no event`)
  return { id, status: 'recorded', sequence, lots: [] }
}

/** Recorded once: the event has the job's id. */
export const drillFinishWork: Work = async (services, { job, tell, signal }) => {
  const { id, site, subject: drill } = job
  const before = await sequenceOf(services.pool, id)
  if (before !== null) return { sequence: before }
  const known = await drillNamed(services.pool, site, drill)
  if (!known) throw new Refusal('unknown-drill', `There is no drill "${drill}" at site ${site}.`, '/drill')
  const scorecard = await scoreOf(
    services,
    known.lots.map(lot => ({ ...lot, site })),
    { tell, signal },
  )
  const marks = await marksAt(services, site)
  const command = finishSchema.parse({ type: 'drillFinish', id, ...job.asked, scorecard, marks })
  const { sequence } = recorded(await services.record(command as unknown as Command, '/drills/finish'))
  return { sequence }
}

export async function marksAt({ pool }: Services, site: string): Promise<PassMarks> {
  const settings: SiteSettings = (await recordNamed(pool, 'settings', { site, code: SETTINGS })) ?? {}
  return marksOf(settings.drills)
}

const said = ({ by, ...act }: Omit<Act & { step?: string }, 'id'>): object => ({ ...act, ...(by ? { by } : {}) })

const CONFLICTS: ReadonlySet<string> = new Set(['drill-exists', 'drill-finished', 'drill-step-taken'])

function recorded(outcome: Outcome): answers.DrillRecorded {
  if (outcome.status !== 'refused') return { ...recordedOf(outcome), lots: outcome.lots ?? [] }
  const { code = 'fault', detail = '', pointer } = outcome
  if (CONFLICTS.has(code)) throw new Problem(409, code, detail, pointer)
  throw new Refusal(code as RefusalCode, detail, pointer)
}
