import type { Standing } from '../../../client/index.ts'
import { Chip } from '../../parts/state-chip.tsx'

/** How far an order is, in a word and a sign: short is what the customer has to be told. */
export function ShippedChip({ standing }: { standing: Standing }) {
  switch (standing) {
    case 'complete':
      return (
        <Chip tone="done" sign="tick">
          All shipped
        </Chip>
      )
    case 'short':
      return (
        <Chip tone="attention" sign="triangle">
          Short
        </Chip>
      )
    case 'partly':
      return (
        <Chip tone="work" sign="ring">
          Partly shipped
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
