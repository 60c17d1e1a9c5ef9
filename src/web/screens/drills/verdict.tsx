import type { DrillListed } from '../../../client/index.ts'
import { Chip } from '../../parts/state-chip.tsx'

export function Verdict({ one }: { one: DrillListed }) {
  if (one.passed === null)
    return (
      <Chip tone="work" sign="clock">
        Running
      </Chip>
    )
  return one.passed ? (
    <Chip tone="done" sign="tick">
      Passed
    </Chip>
  ) : (
    <Chip tone="attention" sign="triangle">
      Not passed
    </Chip>
  )
}
