import { Link } from '@tanstack/react-router'
import { seedText } from '../app/search-params.ts'

interface WhyProps {
  direction: 'forward' | 'back'
  seeds: string[]
  lot: { material: string; number: string }
  known?: string | undefined
}

/** The way from a row of an answer to the events that put it there. */
export function WhyLink({ direction, seeds, lot, known }: WhyProps) {
  return (
    <Link
      className="small"
      to="/proof"
      search={{ seed: seeds, lot: seedText(lot), direction: direction === 'back' ? 'back' : undefined, known }}
      aria-label={`Why is ${lot.number} in it?`}
    >
      Why?
    </Link>
  )
}
