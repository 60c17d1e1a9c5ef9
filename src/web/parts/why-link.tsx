import { Link } from '@tanstack/react-router'
import { type LotPart, seedText } from '../app/search-params.ts'
import { useWords } from '../app/words.tsx'

interface WhyProps {
  direction: 'forward' | 'back'
  seeds: string[]
  lot: { material: string; number: string }
  known?: string | undefined
  /** Of the lot that the answer starts from, where it is not all of it. */
  part?: LotPart | undefined
}

/** The way from a row of an answer to the events that put it there. */
export function WhyLink({ direction, seeds, lot, known, part = {} }: WhyProps) {
  const { t } = useWords()
  return (
    <Link
      className="small"
      to="/proof"
      search={{ seed: seeds, lot: seedText(lot), direction: direction === 'back' ? 'back' : undefined, known, ...part }}
      aria-label={t('why.why-lot', { lot: lot.number })}
    >
      {t('why.why')}
    </Link>
  )
}
