import type { Standing } from '../../../client/index.ts'
import { Chip } from '../../parts/state-chip.tsx'

/** Over and short in a word and a sign: what purchasing has to be told. */
export function StandingChip({ standing }: { standing: Standing }) {
  switch (standing) {
    case 'over':
      return (
        <Chip tone="attention" sign="triangle">
          Over
        </Chip>
      )
    case 'short':
      return (
        <Chip tone="attention" sign="triangle">
          Short
        </Chip>
      )
    case 'complete':
      return (
        <Chip tone="done" sign="tick">
          Complete
        </Chip>
      )
    case 'partly':
      return (
        <Chip tone="work" sign="ring">
          Partly here
        </Chip>
      )
    default:
      return (
        <Chip tone="neutral" sign="empty">
          Open
        </Chip>
      )
  }
}
