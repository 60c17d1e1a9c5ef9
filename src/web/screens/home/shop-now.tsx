import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Home, LedgerException, PlaceNow, ShopNow, Unaccounted } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { AgeBar, AgeLegend } from '../../parts/age-bar.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { verbOf } from '../../parts/event-words.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Sign, type SignName } from '../../parts/signs.tsx'
import { Stale } from '../../parts/stale.tsx'
import { When } from '../../parts/when.tsx'
import { Latest } from './latest.tsx'
import './shop-now.css'

/** The day begins at midnight where the reader is. */
const midnight = (): string => new Date(new Date().setHours(0, 0, 0, 0)).toISOString()

export function useShop(site: string | undefined) {
  return useQuery({
    queryKey: ['shop', site],
    queryFn: () => client.shopNow({ site, dayFrom: midnight() }),
    enabled: site !== undefined,
    placeholderData: before => before,
    refetchInterval: 60_000,
  })
}

export function ShopNowPanel({ home }: { home: Home }) {
  const shop = useShop(home.site)
  return (
    <div className="shop">
      <div className="spread">
        <h2 className="shop-title">The shop now</h2>
        <span className="row">
          <Stale />
          <Link to="/tv" search={{ site: home.site }} className="small">
            Screen for the wall
          </Link>
        </span>
      </div>
      {shop.isError && <Trouble error={shop.error} retry={() => void shop.refetch()} />}
      {shop.data ? <KeyFigures shop={shop.data} home={home} /> : <Skeleton rows={2} height={60} />}
      <div className="shop-columns">
        <WipPanel shop={shop.data} />
        <Inbox site={home.site} />
      </div>
      <div className="shop-columns">
        <Places shop={shop.data} />
        <div className="stack shop-side">
          <Missing shop={shop.data} />
          <Latest site={home.site} />
        </div>
      </div>
    </div>
  )
}

/** Each number leads to what is behind it. */
function KeyFigures({ shop, home }: { shop: ShopNow; home: Home }) {
  const { totals, firstPass, unaccounted, exceptions } = shop
  return (
    <ul className="pulse" aria-label="Key figures">
      <Figure value={count(totals.lots)} word="lots in process" link={<Link to="/wip" />} />
      <Figure
        value={count(totals.stuck)}
        word="stuck over a day"
        tone={totals.stuck > 0 ? 'attention' : ''}
        sign="triangle"
        link={<Link to="/wip" search={{ view: 'lots', state: 'stuck' }} />}
      />
      <Figure
        value={count(home.held)}
        word="lots on hold"
        tone={home.held > 0 ? 'hold' : ''}
        sign="padlock"
        link={<Link to="/lots" search={{ held: 'true' }} />}
      />
      <Figure
        value={count(exceptions)}
        word="exceptions waiting"
        tone={exceptions > 0 ? 'attention' : ''}
        sign="triangle"
        link={<Link to="/exceptions" />}
      />
      <Figure
        value={firstPass.percent === null ? '–' : `${firstPass.percent} %`}
        word={firstPass.percent === null ? 'first pass, no reports today' : 'good at the first pass today'}
        link={<Link to="/ledger" search={{ type: 'pass' }} />}
      />
      <Figure
        value={count(unaccounted.length)}
        word="losses without a reason today"
        tone={unaccounted.length > 0 ? 'attention' : ''}
        sign="triangle"
        link={<a href="#missing" />}
      />
    </ul>
  )
}

interface FigureProps {
  value: string
  word: string
  link: React.ReactElement<{ children?: ReactNode }>
  tone?: string
  sign?: SignName
}

function Figure({ value, word, link, tone = '', sign }: FigureProps) {
  const Target = link.type as React.ComponentType<{ children?: ReactNode }>
  return (
    <li className={tone ? `pulse-${tone}` : ''}>
      <Target {...link.props}>
        <b>
          {sign && tone && <Sign name={sign} size={18} />}
          {value}
        </b>{' '}
        {word}
      </Target>
    </li>
  )
}

function count(value: number): string {
  return value.toLocaleString('en').replaceAll(',', '\u202f')
}

function WipPanel({ shop }: { shop: ShopNow | undefined }) {
  const most = Math.max(1, ...(shop?.operations ?? []).map(one => one.lots))
  return (
    <Panel title="Work in process by operation" side={<Link to="/wip">All of it</Link>}>
      {!shop && <Skeleton rows={8} height={32} />}
      {shop?.operations.length === 0 && (
        <Blank title="Nothing is in process" text="A lot appears here when it is made on an open work order whose route goes on." />
      )}
      {shop && shop.operations.length > 0 && (
        <>
          <ul className="shop-wip">
            {shop.operations.map(one => (
              <li key={`${one.workCenter}/${one.name}`}>
                <Link to="/wip" search={{ view: 'lots', operation: one.name, workCenter: one.workCenter ?? undefined }}>
                  <span>
                    {one.name} <span className="mono small quiet">{one.workCenter}</span>
                  </span>
                  <AgeBar ages={one.ages} most={most} />
                  <span className="num right strong">{count(one.lots)}</span>
                  <span className="small quiet">
                    <When at={one.oldest} />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
          <AgeLegend stuckAfter={shop.stuckAfter} />
        </>
      )}
    </Panel>
  )
}

function Inbox({ site }: { site: string }) {
  const exceptions = useQuery({ queryKey: ['exceptions', site, 'home'], queryFn: () => client.exceptions({ site, open: true, limit: 6 }) })
  return (
    <Panel title="Waiting for a decision" side={<Link to="/exceptions">Decide</Link>}>
      {exceptions.isPending && <Skeleton rows={5} height={44} />}
      {exceptions.data?.length === 0 && (
        <Blank title="Nothing waits" text="Every recorded fact keeps the rules, or somebody has decided about it." />
      )}
      <ul className="running">
        {exceptions.data?.map(one => (
          <InboxRow key={`${one.event}/${one.line}`} one={one} />
        ))}
      </ul>
    </Panel>
  )
}

function InboxRow({ one }: { one: LedgerException }) {
  return (
    <li>
      <span className="shop-sign">
        <Sign name="triangle" size={16} />
      </span>
      <div className="grow">
        <Link className="strong-link" to="/exceptions">
          {one.detail}
        </Link>
        <div className="small quiet">
          {verbOf(one.type)}
          {one.by && ` by ${one.by}`} {one.station ?? one.workCenter}{' '}
          {one.lots.slice(0, 2).map(lot => (
            <LotLink key={lot.id} lot={lot} />
          ))}
        </div>
      </div>
      <span className="small quiet">
        <When at={one.at} />
      </span>
    </li>
  )
}

/** Who is where: open runs first, then whoever reported without one. */
function Places({ shop }: { shop: ShopNow | undefined }) {
  return (
    <Panel
      title="Running stations"
      side={
        <Link to="/produce" search={{ way: 'runs' }}>
          All open runs
        </Link>
      }
    >
      {!shop && <Skeleton rows={6} height={44} />}
      {shop?.places.length === 0 && <Blank title="Nobody is at work" text="A station appears here when something is reported at it." />}
      <ul className="shop-places">
        {shop?.places.map(place => (
          <PlaceTile key={`${place.place}/${place.run}`} place={place} />
        ))}
      </ul>
    </Panel>
  )
}

function PlaceTile({ place }: { place: PlaceNow }) {
  return (
    <li className={place.run ? 'shop-place' : 'shop-place shop-place-idle'}>
      <Shape kind="operation" filled={place.run !== null} size={16} />
      <div className="grow">
        <div>
          <strong className="mono">{place.place || 'no work center'}</strong> {place.by && <span className="shop-person">{place.by}</span>}
        </div>
        <div className="small quiet">
          {place.operation ?? verbOf(place.type)}
          {place.workOrder && (
            <>
              {' '}
              <Link className="mono" to="/orders" search={{ order: place.workOrder }}>
                {place.workOrder}
              </Link>
            </>
          )}
        </div>
      </div>
      <span className="small quiet">
        <When at={place.at} />
      </span>
    </li>
  )
}

function Missing({ shop }: { shop: ShopNow | undefined }) {
  const lost = shop?.unaccounted ?? []
  return (
    <div id="missing">
      <Panel title="Lost without a reason today" side={<Link to="/variance">All of the month</Link>}>
        {lost.length === 0 && <p className="quiet">Everything that went in came out, or somebody said why not.</p>}
        <ul className="running">
          {lost.slice(0, 10).map((one, index) => (
            <MissingRow key={`${one.run}/${one.material}/${index}`} one={one} />
          ))}
        </ul>
      </Panel>
    </div>
  )
}

function MissingRow({ one }: { one: Unaccounted }) {
  return (
    <li>
      <div className="grow">
        <Amount value={one.quantity} unit={one.unit} strong /> of <span className="mono">{one.material}</span>
        <div className="small quiet">
          {one.run ? (
            <>
              neither in the output nor back, run at {one.workCenter ?? 'no work center'}{' '}
              <Link to="/produce" search={{ way: 'runs', run: one.run }}>
                see the run
              </Link>
            </>
          ) : (
            <>counted down {one.lot && <LotLink lot={one.lot} />}</>
          )}
        </div>
      </div>
    </li>
  )
}
