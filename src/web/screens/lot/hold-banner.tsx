import { Link } from '@tanstack/react-router'
import type { LotDetail, LotHold } from '../../../client/index.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { Sign } from '../../parts/signs.tsx'
import { When } from '../../parts/when.tsx'

export function HoldBanner({ lot }: { lot: LotDetail }) {
  if (lot.holds.length === 0) return null
  return (
    <ul className="hold-banner">
      {lot.holds.map(hold => (
        <HoldLine key={hold.hold} hold={hold} />
      ))}
    </ul>
  )
}

function HoldLine({ hold }: { hold: LotHold }) {
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
      <Link to="/holds" className="small no-print">
        Open holds
      </Link>
    </li>
  )
}
