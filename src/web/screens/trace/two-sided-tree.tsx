import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { LotDetail } from '../../../client/index.ts'
import { traceSearch } from '../../app/search-params.ts'
import { useWords } from '../../app/words.tsx'
import { LinkTree } from './link-tree-view.tsx'
import './tree.css'

/** Ancestors left, descendants right; on narrow screens one at a time. */
export function TwoSidedTree({ lot, find, isOne = false }: { lot: LotDetail; find?: string | undefined; isOne?: boolean }) {
  const { t } = useWords()
  const [side, setSide] = useState<'up' | 'down'>(lot.wentInto.total === 0 && lot.madeFrom.total > 0 ? 'up' : 'down')
  return (
    <div className="two-sided" data-side={side}>
      <fieldset className="two-sided-switch no-print">
        <legend className="hidden-text">{t('trace.direction')}</legend>
        <button type="button" aria-pressed={side === 'up'} onClick={() => setSide('up')}>
          {t('trace.back-to-made-from')}
        </button>
        <button type="button" aria-pressed={side === 'down'} onClick={() => setSide('down')}>
          {t('trace.on-to-went-into')}
        </button>
      </fieldset>
      <LinkTree lot={lot} direction="up" find={find} />
      {isOne ? <OfNoEvent lot={lot} /> : <LinkTree lot={lot} direction="down" find={find} />}
    </div>
  )
}

/** What its series went into are other serials of it. */
function OfNoEvent({ lot }: { lot: LotDetail }) {
  const { t, rich, n } = useWords()
  return (
    <section className="side side-down" data-empty aria-label={t('trace.went-into')}>
      <header className="side-head">
        <h2>
          {t('trace.went-into')} <span className="num">{n(0)}</span>
        </h2>
      </header>
      <p className="side-none quiet">
        {rich('trace.no-event', {
          number: lot.number,
          series: (
            <Link className="mono" to="/trace" search={traceSearch(lot)}>
              {t('trace.its-series')}
            </Link>
          ),
        })}
      </p>
    </section>
  )
}
