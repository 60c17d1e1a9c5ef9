/** Labels asked for at a station that have not come out: said where they are missed, and decided about there. */
import type { StuckLabel } from '../../answers/index.ts'
import { cancelJob, type Job, jobOf, retryJob, stuckAt } from '../labels/jobs.ts'
import { printerFor } from '../labels/print.ts'
import { statedPrinters } from '../labels/queries.ts'
import { notFound, Problem } from '../problem.ts'
import type { Services } from '../route.ts'

export interface AtStation {
  site: string
  station: string
}

export async function labelsHere({ pool }: Services, { site, station }: AtStation): Promise<StuckLabel[]> {
  const stuck = await stuckAt(pool, site, station)
  if (stuck.length === 0) return []
  const printers = (await statedPrinters(pool, site)).filter(one => one.retired !== true)
  return stuck.flatMap(({ id, subject, printer, status, doubtful, problem, ahead }) =>
    status === 'printed' || status === 'cancelled' || (problem ?? ahead) === null
      ? []
      : [
          {
            job: id,
            label: subject,
            printer,
            status,
            doubtful,
            problem: problem ?? ahead ?? '',
            others: printers.flatMap(({ code }) => (code === printer ? [] : [code])).slice(0, OTHERS_MAX),
          },
        ],
  )
}

/** As many as there is room for beside "again". */
const OTHERS_MAX = 2

/** Again, here or at another printer. @throws Problem */
export async function printAgainHere(
  services: Services,
  at: AtStation,
  { job: id, printer }: { job: string; printer?: string | undefined },
): Promise<void> {
  const job = await jobHere(services, at, id)
  const chosen = await printerFor(services, at.site, { printer: printer ?? job.printer })
  if (!chosen || !(await retryJob(services.pool, id, chosen.code))) throw ended()
  services.wakePrinters?.()
}

/** @throws Problem */
export async function dropHere(services: Services, at: AtStation, id: string): Promise<void> {
  await jobHere(services, at, id)
  if (!(await cancelJob(services.pool, id))) throw ended()
}

async function jobHere({ pool }: Services, { site, station }: AtStation, id: string): Promise<Job> {
  const job = await jobOf(pool, id)
  if (job?.site !== site || job.station !== station) throw notFound(`Station ${station} has asked for no label ${id}.`)
  return job
}

const ended = (): Problem => new Problem(409, 'print-ended', 'It is printed, or being sent just now.')
