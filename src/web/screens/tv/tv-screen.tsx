import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { PlaceNow, ShopNow } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { LiveWatch, useLive } from '../../app/live.ts'
import { useSite } from '../../app/site.tsx'
import { AgeBar } from '../../parts/age-bar.tsx'
import { Sign, type SignName } from '../../parts/signs.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../home/shop-now.tsx'
import './tv.css'

const OPERATIONS = 8
const PLACES = 6

/** For the wall: read at five metres, touched by nobody. What does not fit is counted, not shrunk. */
export function TvScreen() {
  const site = useSite()
  const shop = useShop(site)
  const home = useQuery({
    queryKey: ['home', site],
    queryFn: () => client.home(site ? { site } : {}),
    enabled: site !== undefined,
    placeholderData: before => before,
  })
  const clock = useClock()
  return (
    <main className="tv">
      <LiveWatch />
      <header className="tv-head">
        <h1>{site === 'demo' ? 'Demo plant' : site}</h1>
        <TvState />
        <time className="num">{clock}</time>
      </header>
      {shop.data && (
        <>
          <ul className="tv-figures">
            <Figure value={shop.data.totals.lots} word="in process" />
            <Figure value={shop.data.totals.stuck} word="stuck" tone="attention" sign="triangle" />
            <Figure value={home.data?.held ?? 0} word="on hold" tone="hold" sign="padlock" />
            <Figure value={shop.data.exceptions} word="exceptions" tone="attention" sign="triangle" />
            <Figure value={shop.data.firstPass.percent === null ? '–' : `${shop.data.firstPass.percent} %`} word="first pass" />
          </ul>
          <div className="tv-columns">
            <Operations shop={shop.data} />
            <Places places={shop.data.places} />
          </div>
        </>
      )}
      {!shop.data && <p className="tv-wait">{shop.isError ? shop.error.message : 'Looking…'}</p>}
    </main>
  )
}

/** Nobody presses a button here: the clock of the server's last word says by itself whether to believe the rest. */
function TvState() {
  const { state, heardAt } = useLive()
  if (state === 'live' || state === 'starting') return <span className="tv-live">live</span>
  return (
    <span className="tv-stale" role="status">
      <Sign name="clock" size={36} /> {minuteOf(heardAt)} data, reconnecting
    </span>
  )
}

function Figure({ value, word, tone, sign }: { value: number | string; word: string; tone?: string; sign?: SignName }) {
  const isLoud = tone !== undefined && value !== 0
  return (
    <li className={isLoud ? `tv-${tone}` : ''}>
      <b className="num">
        {isLoud && sign && <Sign name={sign} size={56} />}
        {typeof value === 'number' ? value.toLocaleString('en') : value}
      </b>
      <span>{word}</span>
    </li>
  )
}

function Operations({ shop }: { shop: ShopNow }) {
  const busiest = new Set([...shop.operations].sort((a, b) => b.lots - a.lots).slice(0, OPERATIONS))
  const shown = shop.operations.filter(one => busiest.has(one))
  const most = Math.max(1, ...shown.map(one => one.lots))
  const rest = shop.operations.length - shown.length
  return (
    <section>
      <h2>Waiting and worked on{rest > 0 ? `, ${rest} more` : ''}</h2>
      <ul className="tv-wip">
        {shown.map(one => (
          <li key={`${one.workCenter}/${one.name}`}>
            <span className="tv-name">{one.name}</span>
            <AgeBar ages={one.ages} most={most} />
            <b className="num">{one.lots}</b>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Places({ places }: { places: PlaceNow[] }) {
  const shown = places.slice(0, PLACES)
  return (
    <section>
      <h2>At work{places.length > shown.length ? `, ${places.length - shown.length} more` : ''}</h2>
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

const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const minuteOf = (at: number): string => minute.format(at)

function useClock(): string {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5000)
    return () => clearInterval(timer)
  }, [])
  return minuteOf(now)
}
