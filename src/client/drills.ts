/** Drills: recalls for practice, with a clock and a scorecard. */
import type { CaseJob, DrawnFrom, Drill, DrillListed, DrillRecorded, DrillStep, Readiness } from '../answers/index.ts'
import type { Transport } from './transport.ts'

const api = '/api/v1'

export interface DrillBegin {
  id?: string
  site?: string
  drill?: string
  /** Chosen lots, or else `draw`. */
  seeds?: { material?: string; number: string; site?: string }[]
  draw?: { of?: DrawnFrom; seed?: string }
}

export function drills(door: Transport) {
  const path = (drill: string): string => `${api}/drills/${encodeURIComponent(drill)}`
  return {
    drills: (query: { site?: string; limit?: number; cursor?: string } = {}) =>
      door.json<{ drills: DrillListed[]; next: string | null }>({ path: `${api}/drills`, query: { ...query } }),
    drill: (drill: string, query: { site?: string } = {}) => door.json<Drill>({ path: path(drill), query: { ...query } }),
    drillDocument: (drill: string, query: { site?: string } = {}) =>
      door.blob({ path: path(drill), query: { ...query }, accept: 'application/pdf' }),
    beginDrill: (body: DrillBegin) => door.json<DrillRecorded & { drill: string }>({ method: 'POST', path: `${api}/drills`, body }),
    stepDrill: (drill: string, body: { id?: string; site?: string; step: DrillStep }) =>
      door.json<DrillRecorded>({ method: 'POST', path: `${path(drill)}/steps`, body }),
    /** The clock stops at once; the scorecard is a job. */
    finishDrill: (drill: string, body: { id?: string; site?: string } = {}) =>
      door.json<CaseJob>({ method: 'POST', path: `${path(drill)}/finish/job`, body }),
    readiness: (query: { site?: string } = {}) => door.json<Readiness>({ path: `${api}/readiness`, query: { ...query } }),
  }
}
