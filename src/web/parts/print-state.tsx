import { useQuery } from '@tanstack/react-query'
import type { PrintJob } from '../../client/index.ts'
import type { OfficeKey } from '../../words/office.ts'
import { client } from '../app/api.ts'
import { useWords } from '../app/words.tsx'
import { PrinterSaid } from './printer-words.tsx'
import { Chip } from './state-chip.tsx'

const words: Record<
  PrintJob['status'],
  { text: OfficeKey; tone: 'done' | 'attention' | 'stop' | 'neutral'; sign: 'tick' | 'triangle' | 'octagon' | 'cross' }
> = {
  waiting: { text: 'print.waiting', tone: 'attention', sign: 'triangle' },
  sending: { text: 'print.sending', tone: 'attention', sign: 'triangle' },
  printed: { text: 'print.printed', tone: 'done', sign: 'tick' },
  failed: { text: 'print.failed', tone: 'stop', sign: 'octagon' },
  cancelled: { text: 'print.cancelled', tone: 'neutral', sign: 'cross' },
}

/** All that is known where a printer tells nothing of itself. */
const sentOnly = { text: 'print.sent', tone: 'neutral', sign: 'tick' } as const

/** How it stands with labels that were asked for, in words. */
export function PrintState({ job }: { job: PrintJob }) {
  const { t, rich } = useWords()
  const isUntold = job.status === 'printed' && !job.told
  const { text, tone, sign } = isUntold ? sentOnly : words[job.status]
  return (
    <div>
      <Chip tone={tone} sign={sign}>
        {t(text)}
      </Chip>{' '}
      {job.printer !== job.askedPrinter && (
        <span className="small">{rich('print.taken-over', { printer: <span className="mono">{job.askedPrinter}</span> })}</span>
      )}{' '}
      {isUntold && <span className="small quiet">{t('print.untold')}</span>}{' '}
      {job.doubtful && <strong className="small">{t('print.doubtful')}</strong>}
      {job.problem && job.status !== 'printed' && (
        <div className="small quiet">
          <PrinterSaid text={job.problem} />
        </div>
      )}
    </div>
  )
}

const LOOK_AGAIN_MS = 1500
const isOver = ({ status }: PrintJob): boolean => status !== 'waiting' && status !== 'sending'

/** What becomes of a label that was just asked for: looked at until it is printed, or somebody has to decide. */
export function PrintOutcome({ site, asked }: { site: string; asked: { job: string; printer: string | null } }) {
  const { rich } = useWords()
  const now = useQuery({
    queryKey: ['print-outcome', asked.job],
    queryFn: async () => (await client.prints({ site, open: false })).find(one => one.id === asked.job) ?? null,
    refetchInterval: query => (query.state.data && isOver(query.state.data) ? false : LOOK_AGAIN_MS),
  })
  return (
    <div role="status" className="small">
      {now.data ? (
        <>
          <PrintState job={now.data} /> <span className="mono">{now.data.printer}</span>
        </>
      ) : (
        rich('print.in-queue', { printer: <span className="mono">{asked.printer}</span> })
      )}
    </div>
  )
}
