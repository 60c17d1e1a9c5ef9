import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Deviation } from '../../client/index.ts'
import './deviation-card.css'
import { LotLink } from './lot-name.tsx'
import { Chip } from './state-chip.tsx'
import { absoluteTime, When } from './when.tsx'

export const isOver = (deviation: Deviation): boolean => Date.parse(deviation.until) < Date.now()

/** One deviation: what it lets pass, of what, until when, who asked and who approved, and how often it was used. */
export function DeviationCard({ deviation, children }: { deviation: Deviation; children?: ReactNode }) {
  const { number, component, reason, requestedBy, decidedBy, status, uses, lots } = deviation
  return (
    <li className="deviation">
      <div className="grow stack">
        <div className="row">
          <strong className="mono">{number}</strong>
          <DeviationState deviation={deviation} />
          <span className="small quiet num">
            {uses === 0 ? 'not used yet' : `used ${uses.toLocaleString('en')} ${uses === 1 ? 'time' : 'times'}`}
            {deviation.lastUsedAt && (
              <>
                , last <When at={deviation.lastUsedAt} />
              </>
            )}
          </span>
        </div>
        <div>
          {allowsWords(deviation)} <span className="mono">{component}</span> {forWords(deviation)}
          {lots && lots.length > 0 && (
            <>
              , only{' '}
              {lots.slice(0, 6).map(lot => (
                <span key={(lot.material ?? '') + lot.number}>
                  <LotLink lot={{ material: lot.material ?? component, number: lot.number }} />{' '}
                </span>
              ))}
              {lots.length > 6 && `and ${lots.length - 6} more`}
            </>
          )}
        </div>
        <div>{reason}</div>
        <div className="small quiet">
          {deviation.from && <>from {absoluteTime(deviation.from)} </>}until {absoluteTime(deviation.until)}
          {requestedBy && ` · asked for by ${requestedBy}`}
          {decidedBy && ` · ${status === 'withdrawn' ? 'withdrawn' : 'approved'} by ${decidedBy}`}
        </div>
      </div>
      {children && <div className="row no-print">{children}</div>}
    </li>
  )
}

export function DeviationState({ deviation }: { deviation: Deviation }) {
  if (deviation.status === 'withdrawn')
    return (
      <Chip tone="neutral" sign="cross">
        withdrawn
      </Chip>
    )
  if (isOver(deviation))
    return (
      <Chip tone="neutral" sign="clock">
        ended
      </Chip>
    )
  if (deviation.status === 'requested')
    return (
      <Chip tone="attention" sign="triangle">
        waits for approval
      </Chip>
    )
  return (
    <Chip tone="done" sign="tick">
      approved
    </Chip>
  )
}

function allowsWords({ allows }: Deviation): ReactNode {
  const parts = [
    allows.material && `${allows.material} instead of`,
    allows.revision && `revision ${allows.revision} of`,
    allows.vendor && `vendor ${allows.vendor} for`,
    allows.expired && 'expired lots of',
  ].filter(Boolean)
  return parts.join(', ')
}

function forWords({ workOrder, product, operation }: Deviation): ReactNode {
  return (
    <>
      {workOrder && (
        <>
          in order{' '}
          <Link className="mono" to="/orders" search={{ order: workOrder }}>
            {workOrder}
          </Link>
        </>
      )}
      {operation !== undefined && ` at operation ${operation}`}
      {product && (
        <>
          {' '}
          in <span className="mono">{product}</span>
        </>
      )}
    </>
  )
}
