import { Button, Progress } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { CaseJob } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { caseJobDone } from '../../parts/case-job.ts'
import { type Fault, faultOf } from '../../parts/fault.ts'
import { When } from '../../parts/when.tsx'

type Kind = 'evidence' | 'letters'

/** The browser fetches it by itself, to its disk: a large one does not fit into a page. */
function fetchFile(id: string): void {
  const link = document.createElement('a')
  link.href = client.caseFileAddress(id)
  link.download = ''
  link.click()
}

/** Begins it, waits with its progress, and fetches it. Begun and left, it is found below. */
function useMaking(recall: string, kind: Kind) {
  const words = useWords()
  const site = useSite()
  const queries = useQueryClient()
  const [percent, setPercent] = useState<number>()
  const [fault, setFault] = useState<Fault>()
  const make = async () => {
    setPercent(0)
    setFault(undefined)
    try {
      const job = await client.beginCaseFile(recall, { kind, ...(site ? { site } : {}) })
      fetchFile((await caseJobDone(job, setPercent, words)).id)
    } catch (error) {
      setFault(faultOf(error))
    }
    setPercent(undefined)
    await queries.invalidateQueries({ queryKey: ['caseJobs', site, recall] })
  }
  return { make, percent, fault }
}

/** A button that has a file made, how far it is, and those that were made before. */
export function MakeFile({ recall, kind, icon, children }: { recall: string; kind: Kind; icon: ReactNode; children: ReactNode }) {
  const { make, percent, fault } = useMaking(recall, kind)
  return (
    <div className="stack case-file">
      <div>
        <Button variant="default" leftSection={icon} loading={percent !== undefined} onClick={() => void make()}>
          {children}
        </Button>
      </div>
      {percent !== undefined && <Far percent={percent} />}
      {fault && <Refusal code={fault.code} detail={fault.detail} />}
      <Made recall={recall} kind={kind} />
    </div>
  )
}

function Far({ percent }: { percent: number }) {
  const { t } = useWords()
  return (
    <div className="case-far">
      <Progress value={percent} aria-label={t('case-file.far')} />
      <span className="num small">{t('shop.percent', { percent })}</span>
    </div>
  )
}

const LOOK_MS = 1000

function Made({ recall, kind }: { recall: string; kind: Kind }) {
  const { t } = useWords()
  const site = useSite()
  const made = useQuery({
    queryKey: ['caseJobs', site, recall],
    queryFn: () => client.caseJobs(recall, site ? { site } : {}),
    enabled: site !== undefined,
    refetchInterval: ({ state }) => (state.data?.jobs.some(job => job.state === 'running') ? LOOK_MS : false),
  })
  const jobs = made.data?.jobs.filter(job => job.kind === kind && (job.file !== null || job.state === 'running')).slice(0, SHOWN) ?? []
  if (jobs.length === 0) return null
  return (
    <ul className="case-list small" aria-label={t('case-file.made')}>
      {jobs.map(job => (
        <li key={job.id}>{job.file === null ? <Making job={job} /> : <File job={job} file={job.file} />}</li>
      ))}
    </ul>
  )
}
const SHOWN = 3

function Making({ job }: { job: CaseJob }) {
  const { t, rich } = useWords()
  return (
    <span className="quiet">
      {rich('case-file.begun', {
        time: <When at={job.begunAt} />,
        person: <span translate="no">{job.by}</span>,
        percent: <span className="num">{t('shop.percent', { percent: job.percent })}</span>,
      })}
    </span>
  )
}

function File({ job, file }: { job: CaseJob; file: NonNullable<CaseJob['file']> }) {
  const words = useWords()
  return (
    <>
      <a href={client.caseFileAddress(job.id)} download className="case-made">
        <IconDownload size={16} aria-hidden /> {file.name}
      </a>{' '}
      <span className="num">{sizeText(file.size, words)}</span> ·{' '}
      {words.rich('case.time-by', { time: <When at={job.changedAt} />, person: <span translate="no">{job.by}</span> })}
      <div className="quiet case-hash">
        SHA-256 <span className="mono">{file.sha256}</span>
      </div>
    </>
  )
}

const UNITS = ['bytes', 'kB', 'MB', 'GB'] as const
function sizeText(size: number, { t }: Words): string {
  const step = size < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(size) / 3))
  return t(`case-file.${UNITS[step] ?? 'GB'}`, { size: Math.round((10 * size) / 1000 ** step) / 10 })
}
