import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Problem } from '../../client/index.ts'
import type { OfficeKey } from '../../words/office.ts'
import { useWords } from '../app/words.tsx'
import './blank.css'
import { CopyButton } from './copy-button.tsx'
import { refusalSaid } from './refusal-words.ts'
import { Sign } from './signs.tsx'

/** An empty place says why it is empty and offers the one action. Where it is the whole page, its title is the page's. */
export function Blank({ title, text, page, children }: { title: string; text?: string; page?: boolean; children?: ReactNode }) {
  return (
    <div className="blank">
      {page ? <h1>{title}</h1> : <h2>{title}</h2>}
      {text && <p className="quiet">{text}</p>}
      {children && <div className="row">{children}</div>}
    </div>
  )
}

interface TroubleShown {
  error: unknown
  retry?: () => void
  page?: boolean
  /** Where else to go. */
  children?: ReactNode
}

/** What happened, what is safe, what to do. Where it is the whole page, its title is the page's. What is not there is not there a second later: nothing is offered to try again. */
export function Trouble({ error, retry, page, children }: TroubleShown) {
  const words = useWords()
  const { t } = words
  const problem = error instanceof Problem ? error : undefined
  const said = problem ? refusalSaid({ code: problem.code, detail: problem.message }, words) : { text: textOf(error) }
  const title = t(titleOf(problem?.status))
  return (
    <div className="trouble" role="alert">
      <Sign name="octagon" size={20} />
      <div className="stack">
        {page ? <h1>{title}</h1> : <h2>{title}</h2>}
        <p>{said.text}</p>
        <InEnglish text={said.inEnglish} />
        <p className="quiet small">{t('trouble.nothing-changed')}</p>
        {problem?.correlationId && (
          <p className="small quiet">
            {t('trouble.incident')} <span className="mono">{problem.correlationId}</span> <CopyButton text={problem.correlationId} shown />
          </p>
        )}
        <div className="row">
          {retry && problem?.status !== 404 && (
            <Button variant="default" size="sm" onClick={retry}>
              {t('trouble.try-again')}
            </Button>
          )}
          {children}
        </div>
      </div>
    </div>
  )
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What only the server's own sentence names. */
const InEnglish = ({ text }: { text: string | undefined }) =>
  text === undefined ? null : (
    <p className="small quiet" lang="en">
      {text}
    </p>
  )

/** In the reader's language; what exactly it was says the sentence below. */
const TITLES: Readonly<Record<number, OfficeKey>> = {
  0: 'trouble.unreachable',
  401: 'trouble.sign-in',
  403: 'trouble.not-allowed',
  404: 'trouble.not-found',
  409: 'trouble.conflict',
  422: 'trouble.refused',
  500: 'trouble.fault',
  503: 'trouble.unavailable',
}
const titleOf = (status: number | undefined): OfficeKey => TITLES[status ?? Number.NaN] ?? 'trouble.not-shown'

interface RefusalShown {
  code?: string | undefined
  detail: string
  /** What was refused: something to be recorded, the trial of it, or only a question. */
  of?: 'record' | 'trial' | 'question'
}
const REFUSED = { record: 'refusal.not-recorded', trial: 'refusal.would-be' } as const

/** A refusal at the foot of a form: the domain's own sentence, in the reader's language. */
export function Refusal({ code, detail, of = 'record' }: RefusalShown) {
  const words = useWords()
  const { t, rich } = words
  const said = refusalSaid({ code, detail }, words)
  return (
    <div className="trouble refusal" role="alert">
      <Sign name="octagon" size={18} />
      <div>
        <strong>
          {of === 'question' ? '' : `${t(REFUSED[of])} `}
          {said.text}
        </strong>
        <InEnglish text={said.inEnglish} />
        {code && <div className="small quiet">{rich('refusal.code', { code: <span className="mono">{code}</span> })}</div>}
      </div>
    </div>
  )
}

/** Rows in the final layout while the answer is on its way; shown late enough not to flash. */
export function Skeleton({ rows = 5, height = 36 }: { rows?: number; height?: number }) {
  const { t } = useWords()
  return (
    <div className="skeleton" role="status" aria-label={t('blank.loading')}>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} style={{ height: height - 12, width: `${92 - ((index * 17) % 40)}%` }} />
      ))}
    </div>
  )
}
