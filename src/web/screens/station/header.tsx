import { IconCloud, IconCloudOff, IconSettings } from '@tabler/icons-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { StationPerson } from '../../../client/index.ts'
import { staleness } from '../../offline/held.ts'
import type { LineState } from '../../offline/line.ts'
import type { Photos } from '../../offline/photos.ts'
import { isSoundLocked } from './earcons.ts'
import { useSettings } from './settings.ts'
import { timeOfDay } from './times.ts'
import { useWords } from './words.tsx'

export function Header({ state, photos, onMenu }: { state: LineState; photos: Photos; onMenu: () => void }) {
  const { t } = useWords()
  const station = state.station?.station
  return (
    <header className="kiosk-head">
      <Names people={usePresent(state)} />
      <div className="kiosk-place">
        <span className="kiosk-station">{station?.name ?? ''}</span>
        <Connection state={state} photos={photos} />
      </div>
      <Clock />
      <button type="button" className="kiosk-button kiosk-menu" onClick={onMenu} aria-label={t('ui.menu')}>
        <IconSettings size={40} stroke={1.6} aria-hidden="true" />
      </button>
    </header>
  )
}

/** Large, so that nobody works under somebody else's name without seeing it. A crew shares the room. */
function Names({ people }: { people: StationPerson[] }) {
  const { t } = useWords()
  if (people.length === 0) return <p className="kiosk-names kiosk-nobody">{t('ui.nobody')}</p>
  return (
    <p className={`kiosk-names${people.length > 1 ? ' kiosk-crew' : ''}`}>
      {people.map(person => (
        <bdi key={person.code}>{person.name}</bdi>
      ))}
    </p>
  )
}

function Connection({ state, photos }: { state: LineState; photos: Photos }) {
  const { t, language } = useWords()
  const minutes = Math.round(Math.abs(state.skew) / 60_000)
  const now = useNow(30_000)
  const old = state.connection === 'offline' && staleness(state.held, state.station?.station.policies, now) !== 'fresh'
  const holds = state.held ? t('ui.holds-age', { time: timeOfDay(language, state.held.at) }) : t('ui.holds-none')
  return (
    <span className="kiosk-connection" role="status">
      {state.connection === 'offline' ? (
        <span className="chip chip-attention">
          <IconCloudOff size={26} aria-hidden="true" />
          {state.keptHere > 0 ? t('ui.offline-kept', { count: state.keptHere }) : t('ui.offline')}
        </span>
      ) : (
        <span className="chip">
          <IconCloud size={26} aria-hidden="true" />
          {t('ui.online')}
        </span>
      )}
      {state.connection === 'offline' && <span className={old ? 'chip chip-attention' : 'chip'}>{holds}</span>}
      <Waiting state={state} />
      <WaitingPhotos photos={photos} />
      <SoundLocked />
      {minutes > 0 && <span className="chip chip-attention">{t('ui.clock-wrong', { minutes })}</span>}
      {state.notTaken > 0 && <span className="chip chip-attention">{t('ui.not-taken', { count: state.notTaken })}</span>}
    </span>
  )
}

/** Browsers keep quiet until the first touch or key; whoever relies on the sound must know. */
function SoundLocked() {
  const { t } = useWords()
  useNow(1000)
  const { volume } = useSettings()
  return volume > 0 && isSoundLocked() ? <span className="chip">{t('ui.sound-locked')}</span> : null
}

/** Nobody needs to see a queue that is gone before it can be read. */
function Waiting({ state }: { state: LineState }) {
  const { t } = useWords()
  const now = useNow(500)
  const isOld = state.oldestPendingAt !== undefined && now - state.oldestPendingAt > 1000
  if (state.connection === 'offline' || state.pending < 2 || !isOld) return null
  return <span className="chip">{t('ui.queue', { count: state.pending })}</span>
}

function WaitingPhotos({ photos }: { photos: Photos }) {
  const { t } = useWords()
  const { kept } = useSyncExternalStore(photos.subscribe, photos.read)
  return kept.length === 0 ? null : <span className="chip chip-attention">{t('ui.photo-waits', { count: kept.length })}</span>
}

function Clock() {
  const { language } = useWords()
  const now = useNow(5000)
  return <time className="kiosk-clock">{timeOfDay(language, now)}</time>
}

/** Who is signed in: at the end of a shift the name goes by itself; the server goes by the same time with the next scan. */
export function usePresent({ context, skew }: LineState): StationPerson[] {
  const now = useNow(5000) + skew
  return (context?.people ?? []).filter(({ until }) => until === undefined || now < Date.parse(until))
}

export function useNow(every: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const clock = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(clock)
  }, [every])
  return now
}
