import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Home, LedgerException, PlaceNow, ShopNow, Unaccounted } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useWords } from '../../app/words.tsx'
import { AgeBar, AgeLegend } from '../../parts/age-bar.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { verbOf } from '../../parts/event-words.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { Panel } from '../../parts/panel.tsx'
import { keptSaid } from '../../parts/refusal-words.ts'
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
  const { t } = useWords()
  const shop = useShop(home.site)
  return (
    <div className="shop">
      <div className="spread">
        <h2 className="shop-title">{t('shop.title')}</h2>
        <span className="row">
          <Stale />
          <Link to="/tv" search={{ site: home.site }} className="small">
            {t('shop.wall')}
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
  const { t, n } = useWords()
  const { totals, firstPass, unaccounted, exceptions } = shop
  return (
    <ul className="pulse" aria-label={t('shop.key-figures')}>
      <Figure value={n(totals.lots)} word={t('shop.in-process')} link={<Link to="/wip" />} />
      <Figure
        value={n(totals.stuck)}
        word={t('shop.stuck')}
        tone={totals.stuck > 0 ? 'attention' : ''}
        sign="triangle"
        link={<Link to="/wip" search={{ view: 'lots', state: 'stuck' }} />}
      />
      <Figure
        value={n(home.held)}
        word={t('shop.held')}
        tone={home.held > 0 ? 'hold' : ''}
        sign="padlock"
        link={<Link to="/lots" search={{ held: 'true' }} />}
      />
      <Figure
        value={n(exceptions)}
        word={t('shop.exceptions')}
        tone={exceptions > 0 ? 'attention' : ''}
        sign="triangle"
        link={<Link to="/exceptions" />}
      />
      <Figure
        value={firstPass.percent === null ? '–' : t('shop.percent', { percent: firstPass.percent })}
        word={firstPass.percent === null ? t('shop.no-pass') : t('shop.first-pass')}
        link={<Link to="/ledger" search={{ type: 'pass' }} />}
      />
      <Figure
        value={n(unaccounted.length)}
        word={t('shop.losses')}
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

function WipPanel({ shop }: { shop: ShopNow | undefined }) {
  const { t, n } = useWords()
  const most = Math.max(1, ...(shop?.operations ?? []).map(one => one.lots))
  return (
    <Panel title={t('shop.wip')} side={<Link to="/wip">{t('shop.all')}</Link>}>
      {!shop && <Skeleton rows={8} height={32} />}
      {shop?.operations.length === 0 && <Blank title={t('wip.none')} text={t('wip.none-text')} />}
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
                  <span className="num right strong">{n(one.lots)}</span>
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
  const { t } = useWords()
  const exceptions = useQuery({ queryKey: ['exceptions', site, 'home'], queryFn: () => client.exceptions({ site, open: true, limit: 6 }) })
  return (
    <Panel title={t('shop.decision')} side={<Link to="/exceptions">{t('col.decide')}</Link>}>
      {exceptions.isPending && <Skeleton rows={5} height={44} />}
      {exceptions.data?.length === 0 && <Blank title={t('exceptions.none')} text={t('exceptions.none-text')} />}
      <ul className="running">
        {exceptions.data?.map(one => (
          <InboxRow key={`${one.event}/${one.line}`} one={one} />
        ))}
      </ul>
    </Panel>
  )
}

function InboxRow({ one }: { one: LedgerException }) {
  const words = useWords()
  return (
    <li>
      <span className="shop-sign">
        <Sign name="triangle" size={16} />
      </span>
      <div className="grow">
        <Link className="strong-link" to="/exceptions">
          {keptSaid(one.detail, words)}
        </Link>
        <div className="small quiet">
          {one.by ? words.t('shop.by', { verb: verbOf(one.type, words), person: one.by }) : verbOf(one.type, words)}{' '}
          {one.station ?? one.workCenter}{' '}
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
  const { t } = useWords()
  return (
    <Panel
      title={t('shop.running')}
      side={
        <Link to="/produce" search={{ way: 'runs' }}>
          {t('shop.all-runs')}
        </Link>
      }
    >
      {!shop && <Skeleton rows={6} height={44} />}
      {shop?.places.length === 0 && <Blank title={t('shop.nobody')} text={t('shop.nobody-text')} />}
      <ul className="shop-places">
        {shop?.places.map(place => (
          <PlaceTile key={`${place.place}/${place.run}`} place={place} />
        ))}
      </ul>
    </Panel>
  )
}

function PlaceTile({ place }: { place: PlaceNow }) {
  const words = useWords()
  const { t } = words
  return (
    <li className={place.run ? 'shop-place' : 'shop-place shop-place-idle'}>
      <Shape kind="operation" filled={place.run !== null} size={16} />
      <div className="grow">
        <div>
          <strong className="mono">{place.place || t('shop.no-center')}</strong>{' '}
          {place.by && <span className="shop-person">{place.by}</span>}
        </div>
        <div className="small quiet">
          {place.operation ?? verbOf(place.type, words)}
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
  const { t } = useWords()
  const lost = shop?.unaccounted ?? []
  return (
    <div id="missing">
      <Panel title={t('shop.lost')} side={<Link to="/variance">{t('shop.month')}</Link>}>
        {lost.length === 0 && <p className="quiet">{t('shop.none-lost')}</p>}
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
  const { t, rich } = useWords()
  return (
    <li>
      <div className="grow">
        {rich('shop.of-material', {
          amount: <Amount value={one.quantity} unit={one.unit} strong />,
          material: <span className="mono">{one.material}</span>,
        })}
        <div className="small quiet">
          {one.run ? (
            <>
              {t('shop.neither', { place: one.workCenter ?? t('shop.no-center') })}{' '}
              <Link to="/produce" search={{ way: 'runs', run: one.run }}>
                {t('shop.see-run')}
              </Link>
            </>
          ) : (
            <>
              {t('shop.counted-down')} {one.lot && <LotLink lot={one.lot} />}
            </>
          )}
        </div>
      </div>
    </li>
  )
}
