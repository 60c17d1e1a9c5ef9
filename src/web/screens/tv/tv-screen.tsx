import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { PlaceNow, ShopNow } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { LiveWatch, useLive } from '../../app/live.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { AgeBar } from '../../parts/age-bar.tsx'
import { Sign, type SignName } from '../../parts/signs.tsx'
import { clock, When } from '../../parts/when.tsx'
import { useShop } from '../home/shop-now.tsx'
import './tv.css'

const OPERATIONS = 8
const PLACES = 6

/** For the wall: read at five metres, touched by nobody. What does not fit is counted, not shrunk. */
export function TvScreen() {
  const { t } = useWords()
  const site = useSite()
  const shop = useShop(site)
  const home = useQuery({
    queryKey: ['home', site],
    queryFn: () => client.home(site ? { site } : {}),
    enabled: site !== undefined,
    placeholderData: before => before,
  })
  const time = useClock()
  return (
    <main className="tv">
      <LiveWatch />
      <header className="tv-head">
        {site === 'demo' ? <h1>{t('demo.title')}</h1> : <h1 translate="no">{site}</h1>}
        <TvState />
        <time className="num">{time}</time>
      </header>
      {shop.data && (
        <>
          <ul className="tv-figures">
            <Figure value={shop.data.totals.lots} word={t('tv.in-process')} />
            <Figure value={shop.data.totals.stuck} word={t('tv.stuck')} tone="attention" sign="triangle" />
            <Figure value={home.data?.held ?? 0} word={t('tv.held')} tone="hold" sign="padlock" />
            <Figure value={shop.data.exceptions} word={t('tv.exceptions')} tone="attention" sign="triangle" />
            <Figure
              value={shop.data.firstPass.percent === null ? '–' : t('shop.percent', { percent: shop.data.firstPass.percent })}
              word={t('tv.first-pass')}
            />
          </ul>
          <div className="tv-columns">
            <Operations shop={shop.data} />
            <Places places={shop.data.places} />
          </div>
        </>
      )}
      {!shop.data && <p className="tv-wait">{shop.isError ? shop.error.message : t('tv.looking')}</p>}
    </main>
  )
}

/** Nobody presses a button here: the clock of the server's last word says by itself whether to believe the rest. */
function TvState() {
  const words = useWords()
  const { t } = words
  const { state, heardAt } = useLive()
  if (state === 'live' || state === 'starting') return <span className="tv-live">{t('tv.live')}</span>
  return (
    <span className="tv-stale" role="status">
      <Sign name="clock" size={36} /> {t('tv.stale', { time: clock(heardAt, words) })}
    </span>
  )
}

function Figure({ value, word, tone, sign }: { value: number | string; word: string; tone?: string; sign?: SignName }) {
  const { n } = useWords()
  const isLoud = tone !== undefined && value !== 0
  return (
    <li className={isLoud ? `tv-${tone}` : ''}>
      <b className="num">
        {isLoud && sign && <Sign name={sign} size={56} />}
        {typeof value === 'number' ? n(value) : value}
      </b>
      <span>{word}</span>
    </li>
  )
}

function Operations({ shop }: { shop: ShopNow }) {
  const { t, n } = useWords()
  const busiest = new Set([...shop.operations].sort((a, b) => b.lots - a.lots).slice(0, OPERATIONS))
  const shown = shop.operations.filter(one => busiest.has(one))
  const most = Math.max(1, ...shown.map(one => one.lots))
  const rest = shop.operations.length - shown.length
  return (
    <section>
      <h2>{rest > 0 ? t('tv.waiting-more', { count: rest }) : t('tv.waiting')}</h2>
      <ul className="tv-wip">
        {shown.map(one => (
          <li key={`${one.workCenter}/${one.name}`}>
            <span className="tv-name">{one.name}</span>
            <AgeBar ages={one.ages} most={most} />
            <b className="num">{n(one.lots)}</b>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Places({ places }: { places: PlaceNow[] }) {
  const { t } = useWords()
  const shown = places.slice(0, PLACES)
  const more = places.length - shown.length
  return (
    <section>
      <h2>{more > 0 ? t('tv.at-work-more', { count: more }) : t('tv.at-work')}</h2>
      <ul className="tv-places">
        {shown.map(one => (
          <li key={`${one.place}/${one.run}`}>
            <b className="mono">{one.place}</b>
            <span className="tv-name">{one.by ?? one.operation}</span>
            <span className="quiet">
              <When at={one.at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function useClock(): string {
  const words = useWords()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5000)
    return () => clearInterval(timer)
  }, [])
  return clock(now, words)
}
