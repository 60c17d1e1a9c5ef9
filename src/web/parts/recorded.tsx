import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CaptureResult } from '../../client/index.ts'
import { useWords } from '../app/words.tsx'
import { keptSaid } from './refusal-words.ts'
import './form.css'
import { LotLink } from './lot-name.tsx'
import { Sign } from './signs.tsx'

/** What was recorded, under which number in the ledger, and where to go from here. */
export function Recorded({ result, sentence, children }: { result: CaptureResult; sentence: string; children?: ReactNode }) {
  const words = useWords()
  const { t } = words
  return (
    <div className="recorded" role="status">
      <Sign name={result.status === 'exception' ? 'triangle' : 'tick'} size={22} />
      <div className="stack" style={{ gap: 6 }}>
        <strong>{sentence}</strong>
        {result.lots && result.lots.length > 0 && (
          <ul className="row">
            {result.lots.slice(0, 12).map(lot => (
              <li key={lot.material + lot.number}>
                <LotLink lot={lot} />
              </li>
            ))}
            {result.lots.length > 12 && <li className="quiet">{t('common.and-more', { count: result.lots.length - 12 })}</li>}
          </ul>
        )}
        <div className="row small">
          {typeof result.sequence === 'number' && (
            <Link to="/ledger" search={{ event: String(result.sequence) }}>
              {t('recorded.event', { sequence: String(result.sequence) })}
            </Link>
          )}
          {result.status === 'duplicate' && <span>{t('recorded.before')}</span>}
          {result.status === 'exception' && <span>{keptSaid(result.detail ?? '', words)}</span>}
          {children}
        </div>
      </div>
    </div>
  )
}
