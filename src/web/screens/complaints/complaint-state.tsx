import { useEffect, useState } from 'react'
import type { ComplaintListed, Severity } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { clockOf } from './words.ts'

type Shown = Pick<ComplaintListed, 'openedAt' | 'answeredAt' | 'closedAt' | 'finding'>

/** The clock is visible and honest: it runs until the answer, and then says how long that took. */
export function ComplaintState({ one }: { one: Shown }) {
  const now = useNow()
  const words = useWords()
  const { t } = words
  const span = clockOf(one, now, words)
  if (one.closedAt !== null)
    return (
      <Chip tone="neutral" sign="tick">
        {one.finding === undefined ? t('complaint.was-closed') : t('complaint.closed-as', { finding: t(`complaint.${one.finding}`) })}
      </Chip>
    )
  return one.answeredAt === null ? (
    <Chip tone="attention" sign="triangle">
      {t('complaint.waits', { span })}
    </Chip>
  ) : (
    <Chip tone="done" sign="tick">
      {t('complaint.answered-after', { span })}
    </Chip>
  )
}

export function SeverityChip({ severity }: { severity: Severity }) {
  const { t } = useWords()
  return (
    <Chip tone={severity === 'critical' ? 'stop' : 'neutral'} sign={severity === 'critical' ? 'octagon' : 'ring'}>
      {t(`complaint.${severity}`)}
    </Chip>
  )
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
