import { useState } from 'react'
import { Sign } from '../../parts/signs.tsx'

/** A day that has passed says so in a word and a sign. */
export function DueDay({ day }: { day: string }) {
  const shown = day.slice(0, 10)
  const [today] = useState(dayHere)
  if (shown > today) return <span className="num">{shown}</span>
  return (
    <span className={shown < today ? 'due-late' : 'due-today'}>
      {shown < today && <Sign name="triangle" size={12} />} {shown < today ? `late since ${shown}` : 'today'}
    </span>
  )
}

/** The day on the wall of whoever looks, written as in the records. */
const dayHere = (): string => new Date().toLocaleDateString('sv-SE')
