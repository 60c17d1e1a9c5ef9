import type { DrillListed } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { Chip } from '../../parts/state-chip.tsx'

export function Verdict({ one }: { one: DrillListed }) {
  const { t } = useWords()
  if (one.passed === null)
    return (
      <Chip tone="work" sign="clock">
        {t('drill.running')}
      </Chip>
    )
  return one.passed ? (
    <Chip tone="done" sign="tick">
      {t('drill.passed')}
    </Chip>
  ) : (
    <Chip tone="attention" sign="triangle">
      {t('drill.not-passed')}
    </Chip>
  )
}
