import { type CaseJob, Problem } from '../../client/index.ts'
import { client } from '../app/api.ts'
import type { Words } from '../app/words.tsx'

const LOOK_MS = [100, 200, 500]

/** What takes long of a case goes on in the background; whoever closes the page loses nothing of it. */
export async function caseJobDone({ id }: CaseJob, tell: (percent: number) => void, { t }: Words): Promise<CaseJob> {
  for (let round = 0; ; round++) {
    const job = await client.caseJob(id)
    if (job.state === 'done') return job
    if (job.state !== 'running')
      throw new Problem({
        title: t('case-job.not-made'),
        status: 409,
        code: job.code ?? 'fault',
        detail: job.detail ?? t('case-job.could-not'),
      })
    tell(job.percent)
    await new Promise(done => setTimeout(done, LOOK_MS[Math.min(round, LOOK_MS.length - 1)]))
  }
}
