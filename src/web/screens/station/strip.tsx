import { IconArrowBackUp, IconCheck } from '@tabler/icons-react'
import { memo, useEffect, useState } from 'react'
import type { StationReport } from '../../../client/index.ts'
import { useNow } from './header.tsx'
import { timeOfDay } from './times.ts'
import { useWords } from './words.tsx'

/** The last five reports, newest first; what was taken back stays, struck through. */
interface Props {
  reports: StationReport[]
  /** For so long the operator may take back his own. */
  undoMinutes: number
  /** How far the server's clock, by which reports are dated, is ahead of this one. */
  skew: number
  undo: (event: string) => void
}

/** Drawn anew when something was reported, not with every scan. */
export const Strip = memo(function Strip({ reports, undoMinutes, skew, undo }: Props) {
  const { t } = useWords()
  const now = useNow(10_000) + skew
  const newest = reports.find(report => !report.undone)
  return (
    <section className="strip" aria-label={t('ui.last-five')}>
      {reports.length === 0 && <p className="strip-none">{t('ui.nothing-yet')}</p>}
      <ol>
        {reports.map(report => (
          <li key={report.events[0] ?? report.at}>
            {report.undone ? (
              <Undone report={report} />
            ) : (
              <Reported report={report} isNewest={report === newest} isLate={isLate(report, undoMinutes, now)} undo={undo} />
            )}
          </li>
        ))}
      </ol>
    </section>
  )
})

const isLate = ({ at }: StationReport, minutes: number, now: number): boolean => now - Date.parse(at) > minutes * 60_000

function Undone({ report }: { report: StationReport }) {
  const { t, m, language } = useWords()
  return (
    <div className="cell cell-undone">
      <span className="cell-time">
        <IconArrowBackUp size={24} aria-hidden="true" />
        {timeOfDay(language, report.at)}
      </span>
      <s>{report.message ? m(report.message) : report.title}</s>
      <span className="cell-note">{t('ui.undone')}</span>
    </div>
  )
}

const sureFor = 4000

/** The newest is taken back with one touch; an older one asks first, because a glove may have meant its neighbour. */
interface ReportedProps {
  report: StationReport
  isNewest: boolean
  /** Too late to undo: what is left is to ask. */
  isLate: boolean
  undo: (event: string) => void
}

function Reported({ report, isNewest, isLate, undo }: ReportedProps) {
  const { t, m, language } = useWords()
  const [asked, setAsked] = useState(false)
  useEffect(() => {
    if (!asked) return
    const timer = setTimeout(() => setAsked(false), sureFor)
    return () => clearTimeout(timer)
  }, [asked])
  const word = isLate ? t('answer.supervisor') : t('ui.undo')
  const touch = () => (isNewest || asked ? undo(report.events[0] ?? '') : setAsked(true))
  return (
    <button type="button" className={asked ? 'cell cell-asked' : 'cell'} onClick={touch}>
      <span className="cell-time">
        <IconCheck size={24} stroke={3} aria-hidden="true" />
        {timeOfDay(language, report.at)}
      </span>
      <span>{report.message ? m(report.message) : report.title}</span>
      <span className={isNewest || asked ? 'cell-act' : 'cell-act cell-quiet'}>
        <IconArrowBackUp size={26} stroke={2.2} aria-hidden="true" />
        {asked ? `${word}?` : word}
      </span>
    </button>
  )
}
