import { useQuery } from '@tanstack/react-query'
import type { PrintJob } from '../../client/index.ts'
import { client } from '../app/api.ts'
import { Chip } from './state-chip.tsx'

const words: Record<
  PrintJob['status'],
  { text: string; tone: 'done' | 'attention' | 'stop' | 'neutral'; sign: 'tick' | 'triangle' | 'octagon' | 'cross' }
> = {
  waiting: { text: 'waiting', tone: 'attention', sign: 'triangle' },
  sending: { text: 'being sent', tone: 'attention', sign: 'triangle' },
  printed: { text: 'printed', tone: 'done', sign: 'tick' },
  failed: { text: 'not printed', tone: 'stop', sign: 'octagon' },
  cancelled: { text: 'taken out', tone: 'neutral', sign: 'cross' },
}

/** How it stands with labels that were asked for, in words. */
export function PrintState({ job }: { job: PrintJob }) {
  const { text, tone, sign } = words[job.status]
  return (
    <div>
      <Chip tone={tone} sign={sign}>
        {text}
      </Chip>{' '}
      {job.printer !== job.askedPrinter && (
        <span className="small">
          taken over from <span className="mono">{job.askedPrinter}</span>
        </span>
      )}{' '}
      {job.doubtful && <strong className="small">may have been printed</strong>}
      {job.problem && job.status !== 'printed' && <div className="small quiet">{job.problem}</div>}
    </div>
  )
}

const LOOK_AGAIN_MS = 1500
const isOver = ({ status }: PrintJob): boolean => status !== 'waiting' && status !== 'sending'

/** What becomes of a label that was just asked for: looked at until it is printed, or somebody has to decide. */
export function PrintOutcome({ site, asked }: { site: string; asked: { job: string; printer: string | null } }) {
  const now = useQuery({
    queryKey: ['print-outcome', asked.job],
    queryFn: async () => (await client.prints({ site, open: false })).find(one => one.id === asked.job) ?? null,
    refetchInterval: query => (query.state.data && isOver(query.state.data) ? false : LOOK_AGAIN_MS),
  })
  return (
    <div role="status" className="small">
      {now.data ? <PrintState job={now.data} /> : 'In the queue of'} <span className="mono">{now.data?.printer ?? asked.printer}</span>
    </div>
  )
}
