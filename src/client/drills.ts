/** Drills: recalls for practice, with a clock and a scorecard. */
import type { Quantity, Time } from './shapes.ts'
import type { Transport } from './transport.ts'

const api = '/api/v1'

export type DrawnFrom = 'raw' | 'finished' | 'any'
export type DrillStep = 'traced' | 'stock' | 'customers'

interface NamedLot {
  material: string
  number: string
}

export interface DrillBegin {
  id?: string
  site?: string
  drill?: string
  /** Chosen lots, or else `draw`. */
  seeds?: { material?: string; number: string; site?: string }[]
  draw?: { of?: DrawnFrom; seed?: string }
}

export interface DrillListed {
  site: string
  drill: string
  origin: 'chosen' | 'random' | 'nightly'
  lots: NamedLot[]
  drawn: { seed: string; of: DrawnFrom; among: number; position: number } | null
  by: string | null
  at: Time
  steps: Record<DrillStep, Time | null>
  finishedAt: Time | null
  traceMs: number | null
  finishMs: number | null
  /** Null until it is finished. */
  passed: boolean | null
  marks: { minutesMax: number; percentMin: number } | null
  score: { lots: number; customers: number; vendors: number; percent: string; gaps: number; unaccounted: number } | null
}

export interface DrillBalance {
  unit: string
  made: Quantity
  onHand: Quantity
  inProcess: Quantity
  shipped: Quantity
  scrapped: Quantity
  sampled: Quantity
  adjusted: Quantity
  sentBack: Quantity
  onward: Quantity
  unaccounted: Quantity
}

export interface Drill extends DrillListed {
  scorecard: {
    mark: string
    lots: number
    certain: number
    possible: number
    origins: number
    customers: number
    vendors: number
    percent: string
    balance: DrillBalance[]
    gaps: { code: string; count: number; lots: (NamedLot & { detail: string })[] }[]
    unaccounted: { count: number; lots: (NamedLot & { unit: string; quantity: Quantity })[] }
  } | null
  /** Whether seed and position draw the same lot again; null where none was drawn. */
  drawsAgain: boolean | null
  before: DrillListed | null
}

export interface Readiness {
  score: number | null
  drills: number
  passed: number
  accounted: number | null
  clean: number | null
  gaps: number
  unaccounted: number
  weights: { passed: number; accounted: number; clean: number }
  days: number
  latest: number
}

interface DrillRecorded {
  id: string
  status: string
  sequence: number
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
    finishDrill: (drill: string, body: { id?: string; site?: string } = {}) =>
      door.json<DrillRecorded & Drill>({ method: 'POST', path: `${path(drill)}/finish`, body }),
    readiness: (query: { site?: string } = {}) => door.json<Readiness>({ path: `${api}/readiness`, query: { ...query } }),
  }
}
