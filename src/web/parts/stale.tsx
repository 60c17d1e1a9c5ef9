import { useLive } from '../app/live.ts'
import { useWords } from '../app/words.tsx'
import { Sign } from './signs.tsx'
import './stale.css'
import { clock } from './when.tsx'

/** What is shown may be old: since when, and what is being done about it. */
export function Stale() {
  const { state, heardAt } = useLive()
  const words = useWords()
  if (state === 'live' || state === 'starting') return null
  return (
    <p className="stale" role="status">
      <Sign name="clock" size={16} />
      {words.t(state === 'ended' ? 'stale.ended' : 'stale.reconnecting', { time: clock(heardAt, words) })}
    </p>
  )
}
