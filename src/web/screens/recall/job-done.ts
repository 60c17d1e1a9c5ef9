import { Problem } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import type { Words } from '../../app/words.tsx'

const JOB_LOOK_MS = 300
const phases = ['trace', 'shipments', 'hash', 'commit'] as const

/** What is large is recorded in the background; whoever closes the page loses nothing of it. */
export async function jobDone(id: string, tell: (percent: number) => void, { t }: Words): Promise<void> {
  for (;;) {
    const job = await client.recallJob(id)
    if (job.state === 'done') return
    if (job.state !== 'running')
      throw new Problem({
        title: t('capture.not-recorded'),
        status: 409,
        code: job.code ?? 'fault',
        detail: job.detail ?? t('commit.job-failed'),
      })
    tell(Math.floor(100 * ((phases.indexOf(job.phase) + job.done / Math.max(1, job.total)) / phases.length)))
    await new Promise(done => setTimeout(done, JOB_LOOK_MS))
  }
}
