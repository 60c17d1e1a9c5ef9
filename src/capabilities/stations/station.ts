/** A station as the reducer reads it: the record that stated it, with the plant's policies filled in. */

import type { z } from 'zod'
import { type Policies, policiesOf, type statedPolicies } from '../policies.ts'

export const JOBS = ['report', 'assemble', 'receive', 'ship'] as const
export type Job = (typeof JOBS)[number]

export interface StationRecord {
  code: string
  name?: string
  workCenter?: string
  job: Job
  badges: 'sticky' | 'per-transaction' | 'crew'
  printer?: string
  location?: string
  language?: string
  idleMinutes?: number
  policies?: z.output<typeof statedPolicies>
}

export interface Station extends Omit<StationRecord, 'policies'> {
  site: string
  policies: Policies
}

export const stationOf = (site: string, record: StationRecord): Station => ({ ...record, site, policies: policiesOf(record.policies) })
