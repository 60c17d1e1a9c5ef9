import { Link } from '@tanstack/react-router'
import type { AskedEvent } from '../../client/index.ts'
import { useWords } from '../app/words.tsx'
import { verbOf } from './event-words.ts'
import { When } from './when.tsx'

type Told = Pick<AskedEvent, 'sequence' | 'type' | 'at' | 'by' | 'station' | 'workCenter' | 'workOrder'>

/** One event in a line: what, when, where, who, and the way to it. */
export function EventLine({ event }: { event: Told }) {
  const words = useWords()
  const places = [event.workCenter, event.station, event.workOrder].filter(Boolean).join(' · ')
  return (
    <span className="event-line">
      <Link className="num small" to="/ledger" search={{ event: String(event.sequence) }}>
        #{words.n(event.sequence)}
      </Link>{' '}
      {verbOf(event.type, words)} <When at={event.at} exact />
      {places && <span className="mono small"> {places}</span>}
      {event.by && <> {words.rich('history.by', { person: <span translate="no">{event.by}</span> })}</>}
    </span>
  )
}
