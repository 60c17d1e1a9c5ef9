import { Link } from '@tanstack/react-router'
import type { Drill, DrillBalance } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Amount, decimal, isZero } from '../../parts/amount.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { Panel } from '../../parts/panel.tsx'
import { durationText } from './durations.ts'
import { Verdict } from './verdict.tsx'

type Card = NonNullable<Drill['scorecard']>

export function Scorecard({ one, card }: { one: Drill; card: Card }) {
  const words = useWords()
  const { t, n, rich, mark } = words
  const percentText = (percent: string | number) => t('shop.percent', { percent: decimal(percent, mark) })
  const before = one.before
  const gaps = card.gaps.reduce((sum, gap) => sum + gap.count, 0)
  return (
    <>
      <Panel title={t('score.title')} side={<Verdict one={one} />}>
        <ul className="score">
          <Figure word={t('score.trace')} value={durationText(one.traceMs, words)} was={before && durationText(before.traceMs, words)} />
          <Figure word={t('score.finish')} value={durationText(one.finishMs, words)} was={before && durationText(before.finishMs, words)} />
          <Figure word={t('score.accounted')} value={percentText(card.percent)} was={before?.score && percentText(before.score.percent)} />
          <Figure word={t('score.gaps')} value={n(gaps)} was={before?.score && n(before.score.gaps)} />
          <Figure word={t('score.unaccounted')} value={n(card.unaccounted.count)} was={before?.score && n(before.score.unaccounted)} />
        </ul>
        <p className="small quiet">
          {one.marks && t('score.to-pass', { count: one.marks.minutesMax, percent: percentText(one.marks.percentMin) })}{' '}
          {before &&
            rich('score.small', {
              drill: (
                <Link className="mono" to="/drills/$drill" params={{ drill: before.drill }}>
                  {before.drill}
                </Link>
              ),
            })}
        </p>
        <p>
          {t('score.reached', {
            forward: t('case.lots', { count: card.lots }),
            possible: card.possible,
            customers: t('case.customer-count', { count: card.customers }),
            back: t('case.lots', { count: card.origins }),
            vendors: t('score.vendors', { count: card.vendors }),
          })}
        </p>
      </Panel>
      <Panel title={t('score.balance')}>
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
  const { t } = useWords()
  return (
    <li>
      <b className="num">{value}</b>
      <span>{word}</span>
      {was && <span className="small quiet num">{t('score.before', { value: was })}</span>}
    </li>
  )
}

const parts = ['onHand', 'inProcess', 'shipped', 'scrapped', 'sampled', 'adjusted', 'sentBack', 'onward', 'unaccounted'] as const

/** The equation as it must close, what is nothing left out. */
function Balance({ row }: { row: DrillBalance }) {
  const { t } = useWords()
  const shown = parts.filter(field => field === 'unaccounted' || !isZero(row[field]))
  return (
    <ul className="drill-equation">
      <li>
        <Amount value={row.made} unit={row.unit} strong />
        <span className="small quiet">{t('score.made')}</span>
      </li>
      {shown.map((field, index) => (
        <li key={field} className={field === 'unaccounted' && !isZero(row[field]) ? 'drill-missing' : ''}>
          <span>
            <span className="quiet">{index === 0 ? '= ' : '+ '}</span>
            <Amount value={row[field]} strong />
          </span>
          <span className="small quiet">{t(field === 'unaccounted' ? 'score.left' : `score.${field}`)}</span>
        </li>
      ))}
    </ul>
  )
}

function Gaps({ card }: { card: Card }) {
  const words = useWords()
  const { t, n } = words
  return (
    <Panel title={t('score.gaps-title')}>
      {card.gaps.map(gap => (
        <div key={gap.code} className="stack drill-gap">
          <strong>
            <span className="num">{n(gap.count)}</span> × {gapText(gap.code, words)}
          </strong>
          <ul className="case-list">
            {gap.lots.map(lot => (
              <li key={lot.material + lot.number + lot.detail}>
                <LotLink lot={lot} /> <span className="mono small quiet">{lot.material}</span> {lot.detail}
              </li>
            ))}
          </ul>
          {gap.count > gap.lots.length && <p className="small quiet">{t('common.and-more', { count: gap.count - gap.lots.length })}</p>}
        </div>
      ))}
    </Panel>
  )
}

const GAPS: Readonly<Record<string, OfficeKey>> = {
  'output-without-input': 'gap.output-without-input',
  'component-not-recorded': 'gap.component-not-recorded',
  'unlotted-material': 'gap.unlotted-material',
  'unaccounted-quantity': 'gap.unaccounted-quantity',
  'negative-balance': 'gap.negative-balance',
}

const gapText = (code: string, { t }: Words): string => (GAPS[code] ? t(GAPS[code]) : code.replaceAll('-', ' '))

function Unaccounted({ card }: { card: Card }) {
  const { t, rich } = useWords()
  const { count, lots } = card.unaccounted
  return (
    <Panel title={t('score.unaccounted-title')}>
      <ul className="case-list">
        {lots.map(lot => (
          <li key={lot.material + lot.number}>
            {rich('score.of', {
              amount: <Amount value={lot.quantity} unit={lot.unit} strong />,
              lot: (
                <>
                  <LotLink lot={lot} /> <span className="mono small quiet">{lot.material}</span>
                </>
              ),
            })}
          </li>
        ))}
      </ul>
      {count > lots.length && <p className="small quiet">{t('common.and-more', { count: count - lots.length })}</p>}
    </Panel>
  )
}
