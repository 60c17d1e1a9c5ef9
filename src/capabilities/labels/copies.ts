/** The how manieth label of something the next one is: a print is in the queue, or in the ledger, or for a moment in both. */
import type { Pool } from 'pg'
import { uuid5 } from '../../base/id.ts'
import { type Borne, countedBefore, jobsToRecord } from './queries.ts'

/** One namespace for the events that record prints: the same job is recorded once. */
const PRINTS = '5f0c2f0e-6d2f-5a51-9a5d-3f1b6f0e9c44'

export const eventOfJob = (job: string): string => uuid5(job, PRINTS)

export async function printedBefore(pool: Pool, borne: Borne): Promise<number> {
  const jobs = await jobsToRecord(pool)
  return countedBefore(pool, borne, { jobs, events: jobs.map(eventOfJob) })
}
