import { Link } from '@tanstack/react-router'
import type { Link as Edge, LinkSummary, LotDetail } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { Amount, isZero, Range } from '../../parts/amount.tsx'
import { CertaintyCount, CertaintyMark } from '../../parts/certainty.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { originWords } from '../../parts/origin-words.ts'
import { Shape, type ShapeKind } from '../../parts/shape.tsx'
import { day, When } from '../../parts/when.tsx'
import { kindWord } from './kind-word.ts'
import { rowHeight, Threads } from './threads.tsx'

const shownMax = 5

/** Where it came from on the left, where it went on the right, itself in the middle: the picture people draw on paper. */
export function Neighbours({ lot }: { lot: LotDetail }) {
  const words = useWords()
  const { t } = words
  const most = Math.max(
    Math.min(lot.madeFrom.links.length, shownMax),
    Math.min(lot.wentInto.links.length + lot.shipments.length, shownMax),
    3,
  )
  return (
    <section className="near" aria-label={t('lot.near')}>
      <Side title={t('trace.made-from')} summary={lot.madeFrom} lot={lot} direction="back" empty={originWords(lot, words)} most={most} />
      <Threads edges={lot.madeFrom.links.slice(0, shownMax)} extra={lot.madeFrom.links.length === 0 ? 1 : 0} most={most} side="left" />
      <Here lot={lot} most={most} />
      <Threads edges={lot.wentInto.links.slice(0, shownMax)} extra={shipmentsShown(lot).length} most={most} side="right" />
      <Side title={t('trace.went-into')} summary={lot.wentInto} lot={lot} direction="forward" empty={t('lot.nowhere')} most={most} />
    </section>
  )
}

function shipmentsShown(lot: LotDetail) {
  const room = Math.max(0, shownMax - lot.wentInto.links.length)
  return lot.shipments.slice(0, room)
}

function Side(props: { title: string; summary: LinkSummary; lot: LotDetail; direction: 'back' | 'forward'; empty: string; most: number }) {
  const { t, n } = useWords()
  const { title, summary, lot, direction } = props
  const shipments = direction === 'forward' ? shipmentsShown(lot) : []
  const shown = summary.links.slice(0, shownMax)
  return (
    <div className={`near-side near-${direction}`}>
      <header className="near-head">
        <h2>
          {title} <span className="num">{summary.total > 0 ? n(summary.total) : ''}</span>
        </h2>
        {summary.total > 0 && <CertaintyCount certain={summary.certain} possible={summary.possible} />}
      </header>
      <ul className="near-list" style={{ minHeight: props.most * rowHeight }}>
        {shown.map((link, index) => (
          <Neighbour key={`${link.lot.id}-${link.event}-${index}`} link={link} direction={direction} among={summary.links} />
        ))}
        {shipments.map(shipment => (
          <ShipmentRow key={shipment.shipment + shipment.at} shipment={shipment} unit={lot.unit} />
        ))}
        {shown.length === 0 && shipments.length === 0 && (
          <li className="near-none">
            <Origin lot={lot} direction={direction} />
            {props.empty}
          </li>
        )}
      </ul>
      {summary.total > shown.length && (
        <Link className="small near-all" to="/trace" search={{ lot: String(lot.id), direction }}>
          {t('lot.all-links', { count: summary.total })}
        </Link>
      )}
      {direction === 'forward' && lot.shipments.length > shipments.length && (
        <Link className="small near-all" to="/lots/$id" params={{ id: String(lot.id) }} search={{ tab: 'as-built' }}>
          {t('lot.all-shipments', { count: lot.shipments.length })}
        </Link>
      )}
    </div>
  )
}

function Origin({ lot, direction }: { lot: LotDetail; direction: string }) {
  const kind: ShapeKind = direction === 'forward' ? 'shipment' : lot.vendor || lot.vendorLot ? 'receipt' : 'lot'
  return <Shape kind={kind} dashed={kind === 'lot'} size={18} />
}

function Neighbour({ link, direction, among }: { link: Edge; direction: 'back' | 'forward'; among: Edge[] }) {
  const { t, rich } = useWords()
  const count = direction === 'back' ? link.parents : link.children
  const alternatives = among.filter(
    one => one.certainty === 'possible' && one.lot.material === link.lot.material && one.event === link.event,
  ).length
  return (
    <li className="near-row">
      <div className="near-name">
        <LotName lot={link.lot} dashed={link.certainty === 'possible'} />
      </div>
      <div className="near-detail small">
        <CertaintyMark certainty={link.certainty} of={direction === 'back' ? alternatives : 0} />
        <Range
          min={link.quantity.min}
          expected={link.quantity.expected}
          max={link.quantity.max}
          unit={link.quantity.unit}
          known={link.quantity.known}
        />
        {link.removedAt && <span className="quiet">{rich('lot.removed', { time: <When at={link.removedAt} /> })}</span>}
        {count > 0 && <span className="quiet num">{t(direction === 'back' ? 'lot.parents' : 'trace.below', { count })}</span>}
      </div>
    </li>
  )
}

function ShipmentRow({ shipment, unit }: { shipment: LotDetail['shipments'][number]; unit: string }) {
  const words = useWords()
  return (
    <li className="near-row">
      <div className="near-name">
        <span className="lot-name">
          <Shape kind="shipment" size={15} />
          <span className="mono strong nowrap">{shipment.shipment}</span>
          <span translate="no">{shipment.customerName ?? shipment.customer}</span>
        </span>
      </div>
      <div className="near-detail small">
        <span className="quiet">{words.t('lot.shipped-on', { day: day(shipment.at, words) })}</span>
        <Amount value={shipment.quantity} unit={unit} />
      </div>
    </li>
  )
}

const placeShape: Record<string, ShapeKind> = { container: 'container', workCenter: 'operation', location: 'lot' }

function Here({ lot, most }: { lot: LotDetail; most: number }) {
  const { t } = useWords()
  return (
    <div className="near-here">
      <header className="near-head">
        <h2>{t('lot.where')}</h2>
      </header>
      <div className="near-middle" style={{ minHeight: most * rowHeight }}>
        <div className="near-card">
          {lot.places.map(place => (
            <div className="near-place" key={`${place.kind}${place.code}`}>
              {place.kind === 'location' || place.kind === '' ? (
                <span className="near-pin" aria-hidden="true" />
              ) : (
                <Shape kind={placeShape[place.kind] ?? 'lot'} size={16} />
              )}
              <span className="mono grow">{place.code || t('lot.no-place')}</span>
              <Amount value={place.quantity} unit={lot.unit} strong />
            </div>
          ))}
          {lot.places.length === 0 && <p className="quiet">{t('lot.nothing-left')}</p>}
          <div className="near-balance">
            {lot.balance.in.map(one => (
              <BalanceLine key={`in${one.kind}`} sign="+" {...one} />
            ))}
            {lot.balance.out.map(one => (
              <BalanceLine key={`out${one.kind}`} sign="−" {...one} />
            ))}
            <div className="near-sum">
              <span>{t('lot.on-hand')}</span>
              <Amount value={lot.balance.onHand} unit={lot.unit} strong />
            </div>
            {!isZero(lot.balance.difference) && (
              <div className="near-gap">
                <span>{t('lot.unaccounted')}</span>
                <Amount value={lot.balance.difference} unit={lot.unit} />
              </div>
            )}
          </div>
        </div>
      </div>
    </div>
  )
}

function BalanceLine({ sign, kind, quantity }: { sign: string; kind: string; quantity: string }) {
  const words = useWords()
  return (
    <div>
      <span>{kindWord(kind, words)}</span>
      <span className="num">
        {sign} <Amount value={quantity.replace(/^-/, '')} />
      </span>
    </div>
  )
}
