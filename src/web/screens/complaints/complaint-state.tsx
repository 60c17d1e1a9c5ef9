import { useEffect, useState } from 'react'
import type { ComplaintListed, Severity } from '../../../client/index.ts'
import { Chip } from '../../parts/state-chip.tsx'
import { clockOf, FINDING_WORDS, SEVERITY_WORDS } from './words.ts'

type Shown = Pick<ComplaintListed, 'openedAt' | 'answeredAt' | 'closedAt' | 'finding'>

/** The clock is visible and honest: it runs until the answer, and then says how long that took. */
export function ComplaintState({ one }: { one: Shown }) {
  const now = useNow()
  const clock = clockOf(one, now)
  if (one.closedAt !== null)
    return (
      <Chip tone="neutral" sign="tick">
        closed: {one.finding === undefined ? '' : FINDING_WORDS[one.finding]}
      </Chip>
    )
  return one.answeredAt === null ? (
    <Chip tone="attention" sign="triangle">
      waits {clock}
    </Chip>
  ) : (
    <Chip tone="done" sign="tick">
      answered after {clock}
    </Chip>
  )
}

export const SeverityChip = ({ severity }: { severity: Severity }) => (
  <Chip tone={severity === 'critical' ? 'stop' : 'neutral'} sign={severity === 'critical' ? 'octagon' : 'ring'}>
    {SEVERITY_WORDS[severity]}
  </Chip>
)

function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
