import { useWords } from '../../app/words.tsx'

interface Count {
  count: number
}

/** The number stands out from its words. */
export function LotCount({ count }: Count) {
  const { n, rich } = useWords()
  return rich('case.lots', { count: <span className="num">{n(count)}</span> }, count)
}

export function CustomerCount({ count }: Count) {
  const { n, rich } = useWords()
  return rich('case.customer-count', { count: <span className="num">{n(count)}</span> }, count)
}
