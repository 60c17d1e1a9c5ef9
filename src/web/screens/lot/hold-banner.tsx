import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { LotDetail, LotHold } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { DisposeLot, GrantConcession, ReleaseLot } from '../../parts/containment-forms.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { Sign } from '../../parts/signs.tsx'
import { When } from '../../parts/when.tsx'

export function HoldBanner({ lot }: { lot: LotDetail }) {
  const { t } = useWords()
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
          {t('lot.disposition')}
        </Act>
        <Act variant="default" size="sm" onClick={() => setDeciding('concession')}>
          {t('lot.concession')}
        </Act>
      </div>
      {deciding === 'dispose' && <DisposeLot lot={lot} onClose={close} />}
      {deciding === 'concession' && <GrantConcession lot={lot} onClose={close} />}
    </div>
  )
}

function HoldLine({ lot, hold }: { lot: LotDetail; hold: LotHold }) {
  const { t, rich } = useWords()
  const by = hold.by ? '-by' : ''
  const [releasing, setReleasing] = useState(false)
  return (
    <li>
      <Sign name="padlock" size={18} />
      <div className="grow">
        <strong>{t('lot.held', { reason: hold.reason })}</strong>
        <div className="small">
          {rich(hold.direct ? `lot.held-here${by}` : hold.since ? `lot.held-from${by}` : `lot.held-above${by}`, {
            lot: hold.since && <LotLink lot={hold.since} />,
            person: <span translate="no">{hold.by}</span>,
            time: <When at={hold.at} />,
          })}
          {hold.case && <> · {rich('lot.held-case', { case: <span className="mono">{hold.case}</span> })}</>}
        </div>
      </div>
      <span className="row small no-print">
        <button type="button" className="plain hold-release" onClick={() => setReleasing(true)}>
          {t('lot.release')}
        </button>
        <Link to="/holds">{t('lot.open-holds')}</Link>
      </span>
      {releasing && <ReleaseLot lot={lot} hold={hold} onClose={() => setReleasing(false)} />}
    </li>
  )
}
