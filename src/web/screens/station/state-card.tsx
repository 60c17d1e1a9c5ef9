import { IconCheck, IconCircleDashed, IconId } from '@tabler/icons-react'
import type { StationCard } from '../../../client/index.ts'
import { LANGUAGES } from '../../../words/index.ts'
import type { LineState } from '../../offline/line.ts'
import { change } from './settings.ts'
import { useWords } from './words.tsx'

/** What the work in hand stands at: its lot, its numbers, the parts it still waits for. */
export function StateCard({ state }: { state: LineState }) {
  if (isLocked(state)) return <Lock />
  const card = state.here ? state.here.said?.card : state.answer?.card
  return card ? <CardOf card={card} /> : null
}

/** Nobody has shown a badge, and nothing can be reported without one. */
export function isLocked({ context, station }: LineState): boolean {
  return (context?.people.length ?? 0) === 0 && station?.station.policies.badge !== 'optional'
}

export function CardOf({ card }: { card: StationCard }) {
  const { m } = useWords()
  return (
    <section className="card" aria-label={card.title}>
      <h2 className="card-title mono">{card.title}</h2>
      {card.lines.length > 0 && (
        <dl className="card-lines">
          {card.lines.map(line => (
            <div key={line.label.text + line.value}>
              <dt>{m(line.label)}</dt>
              <dd>
                <bdi>{line.value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {card.components && <Tiles components={card.components} />}
    </section>
  )
}

function Tiles({ components }: { components: NonNullable<StationCard['components']> }) {
  return (
    <ul className="tiles">
      {components.map((part, index) => (
        <li key={`${part.material}-${index}`} className={`tile tile-${part.state}`}>
          {part.state === 'scanned' ? (
            <IconCheck size={36} stroke={3} aria-hidden="true" />
          ) : (
            <IconCircleDashed size={36} aria-hidden="true" />
          )}
          <span className="tile-material mono">{part.material}</span>
          <span className="tile-number mono">{part.number ?? '–'}</span>
        </li>
      ))}
    </ul>
  )
}

/** Before anybody has shown a badge, the languages are one touch away. */
function Lock() {
  const { language } = useWords()
  return (
    <div className="lock">
      <IconId size={180} stroke={1.1} aria-hidden="true" />
      <div className="languages">
        {LANGUAGES.map(one => (
          <button
            key={one.code}
            type="button"
            lang={one.code}
            className="kiosk-button"
            aria-pressed={language.startsWith(one.code)}
            onClick={() => change({ language: one.code })}
          >
            {one.name}
          </button>
        ))}
      </div>
    </div>
  )
}
