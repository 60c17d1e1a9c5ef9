import { Link } from '@tanstack/react-router'
import type { Drill, DrillBalance } from '../../../client/index.ts'
import { Amount, isZero } from '../../parts/amount.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { Panel } from '../../parts/panel.tsx'
import { counted } from './counted.ts'
import { durationText } from './durations.ts'
import { Verdict } from './verdict.tsx'

type Card = NonNullable<Drill['scorecard']>

export function Scorecard({ one, card }: { one: Drill; card: Card }) {
  const before = one.before
  const gaps = card.gaps.reduce((sum, gap) => sum + gap.count, 0)
  return (
    <>
      <Panel title="Scorecard" side={<Verdict one={one} />}>
        <ul className="score">
          <Figure word="time to trace" value={durationText(one.traceMs)} was={before && durationText(before.traceMs)} />
          <Figure word="time to finish" value={durationText(one.finishMs)} was={before && durationText(before.finishMs)} />
          <Figure word="accounted for" value={`${card.percent} %`} was={before?.score && `${before.score.percent} %`} />
          <Figure word="gaps in the record" value={String(gaps)} was={before?.score && String(before.score.gaps)} />
          <Figure word="unaccounted lots" value={String(card.unaccounted.count)} was={before?.score && String(before.score.unaccounted)} />
        </ul>
        <p className="small quiet">
          {one.marks && `To pass: finished within ${one.marks.minutesMax} minutes and ${one.marks.percentMin} % accounted for. `}
          {before && (
            <>
              Small figures: the drill before,{' '}
              <Link className="mono" to="/drills/$drill" params={{ drill: before.drill }}>
                {before.drill}
              </Link>
              .
            </>
          )}
        </p>
        <p>
          {counted(card.lots, 'lot or serial', 'lots and serials')} forward ({card.possible.toLocaleString('en')} only possible) to{' '}
          {counted(card.customers, 'customer')}; {counted(card.origins, 'lot or serial', 'lots and serials')} back to{' '}
          {counted(card.vendors, 'vendor')}.
        </p>
      </Panel>
      <Panel title="Balance">
        {card.balance.map(row => (
          <Balance key={row.unit} row={row} />
        ))}
      </Panel>
      {card.gaps.length > 0 && <Gaps card={card} />}
      {card.unaccounted.count > 0 && <Unaccounted card={card} />}
    </>
  )
}

function Figure({ word, value, was }: { word: string; value: string; was: string | null | undefined }) {
  return (
    <li>
      <b className="num">{value}</b>
      <span>{word}</span>
      {was && <span className="small quiet num">before: {was}</span>}
    </li>
  )
}

const parts: [keyof Omit<DrillBalance, 'unit' | 'made'>, string][] = [
  ['onHand', 'on hand'],
  ['inProcess', 'in process'],
  ['shipped', 'shipped'],
  ['scrapped', 'scrapped'],
  ['sampled', 'samples'],
  ['adjusted', 'counted down'],
  ['sentBack', 'sent back'],
  ['onward', 'into next lots'],
  ['unaccounted', 'unaccounted'],
]

/** The equation as it must close, what is nothing left out. */
function Balance({ row }: { row: DrillBalance }) {
  const shown = parts.filter(([field]) => field === 'unaccounted' || !isZero(row[field]))
  return (
    <ul className="drill-equation">
      <li>
        <Amount value={row.made} unit={row.unit} strong />
        <span className="small quiet">made or received</span>
      </li>
      {shown.map(([field, word], index) => (
        <li key={field} className={field === 'unaccounted' && !isZero(row[field]) ? 'drill-missing' : ''}>
          <span>
            <span className="quiet">{index === 0 ? '= ' : '+ '}</span>
            <Amount value={row[field]} strong />
          </span>
          <span className="small quiet">{word}</span>
        </li>
      ))}
    </ul>
  )
}

function Gaps({ card }: { card: Card }) {
  return (
    <Panel title="Gaps in the record">
      {card.gaps.map(gap => (
        <div key={gap.code} className="stack drill-gap">
          <strong>
            <span className="num">{gap.count}</span> × {gap.code.replaceAll('-', ' ')}
          </strong>
          <ul className="case-list">
            {gap.lots.map(lot => (
              <li key={lot.material + lot.number + lot.detail}>
                <LotLink lot={lot} /> <span className="mono small quiet">{lot.material}</span> {lot.detail}
              </li>
            ))}
          </ul>
          {gap.count > gap.lots.length && <p className="small quiet">and {gap.count - gap.lots.length} more</p>}
        </div>
      ))}
    </Panel>
  )
}

function Unaccounted({ card }: { card: Card }) {
  const { count, lots } = card.unaccounted
  return (
    <Panel title="Unaccounted lots">
      <ul className="case-list">
        {lots.map(lot => (
          <li key={lot.material + lot.number}>
            <Amount value={lot.quantity} unit={lot.unit} strong /> of <LotLink lot={lot} />{' '}
            <span className="mono small quiet">{lot.material}</span>
          </li>
        ))}
      </ul>
      {count > lots.length && <p className="small quiet">and {count - lots.length} more</p>}
    </Panel>
  )
}
