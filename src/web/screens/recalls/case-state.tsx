import type { RecallListed } from '../../../client/index.ts'
import { Chip } from '../../parts/state-chip.tsx'

/** A drill is never to be taken for the real thing, nor the other way round. */
export function CaseState({ one }: { one: RecallListed }) {
  return (
    <span className="row">
      {one.kind === 'drill' && (
        <Chip tone="attention" sign="triangle">
          DRILL
        </Chip>
      )}
      {one.closedAt === null ? (
        <Chip tone="stop" sign="octagon">
          Open
        </Chip>
      ) : (
        <Chip tone="done" sign="tick">
          Closed
        </Chip>
      )}
    </span>
  )
}
