import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { LotDetail, LotHold } from '../../../client/index.ts'
import { Act } from '../../parts/act.tsx'
import { DisposeLot, GrantConcession, ReleaseLot } from '../../parts/containment-forms.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { Sign } from '../../parts/signs.tsx'
import { When } from '../../parts/when.tsx'

export function HoldBanner({ lot }: { lot: LotDetail }) {
  const [deciding, setDeciding] = useState<'dispose' | 'concession'>()
  if (lot.holds.length === 0) return null
  const close = () => setDeciding(undefined)
  return (
    <div className="hold-banner">
      <ul>
        {lot.holds.map(hold => (
          <HoldLine key={hold.hold} lot={lot} hold={hold} />
        ))}
      </ul>
      <div className="row no-print">
        <Act variant="default" size="sm" onClick={() => setDeciding('dispose')}>
          Disposition…
        </Act>
        <Act variant="default" size="sm" onClick={() => setDeciding('concession')}>
          Concession…
        </Act>
      </div>
      {deciding === 'dispose' && <DisposeLot lot={lot} onClose={close} />}
      {deciding === 'concession' && <GrantConcession lot={lot} onClose={close} />}
    </div>
  )
}

function HoldLine({ lot, hold }: { lot: LotDetail; hold: LotHold }) {
  const [releasing, setReleasing] = useState(false)
  return (
    <li>
      <Sign name="padlock" size={18} />
      <div className="grow">
        <strong>On hold: {hold.reason}</strong>
        <div className="small">
          {hold.direct ? 'Placed on this lot' : <>Held because of {hold.since ? <LotLink lot={hold.since} /> : 'a lot it was made from'}</>}
          {hold.by && <> by {hold.by}</>}, <When at={hold.at} />
          {hold.case && (
            <>
              {' '}
              · case <span className="mono">{hold.case}</span>
            </>
          )}
        </div>
      </div>
      <span className="row small no-print">
        <button type="button" className="plain hold-release" onClick={() => setReleasing(true)}>
          Release this lot…
        </button>
        <Link to="/holds">Open holds</Link>
      </span>
      {releasing && <ReleaseLot lot={lot} hold={hold} onClose={() => setReleasing(false)} />}
    </li>
  )
}
