import { useLive } from '../app/live.ts'
import { Sign } from './signs.tsx'
import './stale.css'

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/** What is shown may be old: since when, and what is being done about it. */
export function Stale() {
  const { state, heardAt } = useLive()
  if (state === 'live' || state === 'starting') return null
  return (
    <p className="stale" role="status">
      <Sign name="clock" size={16} />
      Showing {clock.format(heardAt)} data, {state === 'ended' ? 'sign in again' : 'reconnecting'}
    </p>
  )
}
