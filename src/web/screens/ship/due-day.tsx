import { useState } from 'react'
import { useWords } from '../../app/words.tsx'
import { Sign } from '../../parts/signs.tsx'
import { statedDay } from '../../parts/when.tsx'

/** A day that has passed says so in a word and a sign. */
export function DueDay({ day }: { day: string }) {
  const words = useWords()
  const { t } = words
  const shown = day.slice(0, 10)
  const [today] = useState(dayHere)
  if (shown > today) return <span className="num">{statedDay(shown, words)}</span>
  return (
    <span className={shown < today ? 'due-late' : 'due-today'}>
      {shown < today && <Sign name="triangle" size={12} />}{' '}
      {shown < today ? t('goods.late', { day: statedDay(shown, words) }) : t('goods.today')}
    </span>
  )
}

/** The day on the wall of whoever looks, written as in the records. */
const dayHere = (): string => new Date().toLocaleDateString('sv-SE')
