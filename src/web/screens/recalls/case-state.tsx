import type { RecallListed } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { Chip } from '../../parts/state-chip.tsx'

/** A drill is never to be taken for the real thing, nor the other way round. */
export function CaseState({ one }: { one: RecallListed }) {
  const { t } = useWords()
  return (
    <span className="row">
      {one.kind === 'drill' && (
        <Chip tone="attention" sign="triangle">
          {t('case.drill')}
        </Chip>
      )}
      {one.closedAt === null ? (
        <Chip tone="stop" sign="octagon">
          {t('case.open')}
        </Chip>
      ) : (
        <Chip tone="done" sign="tick">
          {t('case.closed')}
        </Chip>
      )}
    </span>
  )
}
