import { Link } from '@tanstack/react-router'
import { Fragment, type ReactNode } from 'react'
import type { Deviation } from '../../client/index.ts'
import { useWords, type Words } from '../app/words.tsx'
import './deviation-card.css'
import { LotLink } from './lot-name.tsx'
import { Chip } from './state-chip.tsx'
import { absoluteTime, When } from './when.tsx'

export const isOver = (deviation: Deviation): boolean => Date.parse(deviation.until) < Date.now()

/** One deviation: what it lets pass, of what, until when, who asked and who approved, and how often it was used. */
export function DeviationCard({ deviation, children }: { deviation: Deviation; children?: ReactNode }) {
  return (
    <li className="deviation">
      <div className="grow stack">
        <div className="row">
          <strong className="mono">{deviation.number}</strong>
          <DeviationState deviation={deviation} />
          <span className="small quiet num">
            <Used deviation={deviation} />
          </span>
        </div>
        <div>
          <Passes deviation={deviation} />
        </div>
        <div>{deviation.reason}</div>
        <div className="small quiet">
          <Decided deviation={deviation} />
        </div>
      </div>
      {children && <div className="row no-print">{children}</div>}
    </li>
  )
}

export function DeviationState({ deviation }: { deviation: Deviation }) {
  const { t } = useWords()
  if (deviation.status === 'withdrawn')
    return (
      <Chip tone="neutral" sign="cross">
        {t('deviation.state-withdrawn')}
      </Chip>
    )
  if (isOver(deviation))
    return (
      <Chip tone="neutral" sign="clock">
        {t('deviation.state-ended')}
      </Chip>
    )
  if (deviation.status === 'requested')
    return (
      <Chip tone="attention" sign="triangle">
        {t('deviation.state-waits')}
      </Chip>
    )
  return (
    <Chip tone="done" sign="tick">
      {t('deviation.state-approved')}
    </Chip>
  )
}

function Used({ deviation: { uses, lastUsedAt } }: { deviation: Deviation }) {
  const { t, rich } = useWords()
  if (uses === 0) return t('deviation.unused')
  return lastUsedAt ? rich('deviation.used-last', { time: <When at={lastUsedAt} /> }, uses) : t('deviation.used', { count: uses })
}

const LOTS_SHOWN = 6

function Passes({ deviation }: { deviation: Deviation }) {
  const words = useWords()
  const { t, rich } = words
  const lots = deviation.lots ?? []
  return rich(lots.length > 0 ? 'deviation.passes-only' : 'deviation.passes', {
    what: whatPasses(deviation, words),
    where: whereIt(deviation, words),
    lots: (
      <>
        {lots.slice(0, LOTS_SHOWN).map(lot => (
          <span key={(lot.material ?? '') + lot.number}>
            <LotLink lot={{ material: lot.material ?? deviation.component, number: lot.number }} />{' '}
          </span>
        ))}
        {lots.length > LOTS_SHOWN && t('common.and-more', { count: lots.length - LOTS_SHOWN })}
      </>
    ),
  })
}

function whatPasses({ allows: { material, revision, vendor, expired }, component: code }: Deviation, { rich }: Words): ReactNode {
  const component = <span className="mono">{code}</span>
  const all = [
    material && rich('deviation.material', { material, component }),
    revision && rich('deviation.revision', { revision, component }),
    vendor && rich('deviation.vendor', { vendor, component }),
    expired && rich('deviation.expired', { component }),
  ].filter(Boolean)
  return all.map((one, index) => (
    <Fragment key={index}>
      {index > 0 && ', '}
      {one}
    </Fragment>
  ))
}

/** An operation is one of an order. */
function whereIt({ workOrder, product, operation }: Deviation, { rich }: Words): ReactNode {
  const made = <span className="mono">{product}</span>
  if (!workOrder) return rich('deviation.in-product', { product: made })
  const within = product ? 'both' : 'order'
  return rich(operation === undefined ? `deviation.in-${within}` : `deviation.in-${within}-at`, {
    order: (
      <Link className="mono" to="/orders" search={{ order: workOrder }}>
        {workOrder}
      </Link>
    ),
    product: made,
    operation,
  })
}

/** Until when, who asked for it, and who decided. */
function Decided({ deviation }: { deviation: Deviation }) {
  const words = useWords()
  const { t } = words
  const { requestedBy, decidedBy, status } = deviation
  const until = absoluteTime(deviation.until, false, words)
  const said = [
    deviation.from
      ? t('deviation.time-from', { from: absoluteTime(deviation.from, false, words), until })
      : t('deviation.time-until', { until }),
    requestedBy && t('deviation.asked-by', { person: requestedBy }),
    decidedBy && t(status === 'withdrawn' ? 'deviation.withdrawn-by' : 'deviation.approved-by', { person: decidedBy }),
  ]
  return said.filter(Boolean).join(' · ')
}
