import type { Arrival, Finding } from '../../../symbols/diagnose.ts'
import { useWords } from '../../app/words.tsx'
import { Sign, type SignName } from '../../parts/signs.tsx'

const SIGNS: Readonly<Record<Finding['level'], SignName>> = { good: 'tick', mend: 'triangle', bad: 'octagon', unknown: 'ring' }

/** In plain words, the worst first; and, for whoever wants to see it, what arrived letter by letter. */
export function Findings({ findings, arrivals }: { findings: readonly Finding[]; arrivals: readonly Arrival[] }) {
  const { t } = useWords()
  if (findings.length === 0) return <p className="quiet">{t('scanner.nothing')}</p>
  const order: readonly Finding['level'][] = ['bad', 'mend', 'good', 'unknown']
  const sorted = findings.toSorted((left, right) => order.indexOf(left.level) - order.indexOf(right.level))
  return (
    <div className="stack">
      <ul className="findings" aria-live="polite">
        {sorted.map(finding => (
          <li key={finding.code} className={`finding finding-${finding.level}`}>
            <Sign name={SIGNS[finding.level]} size={20} />
            <span>{finding.says}</span>
          </li>
        ))}
      </ul>
      <details>
        <summary>{t('scanner.letters')}</summary>
        <dl className="arrivals small">
          {arrivals.map(arrival => (
            <div key={arrival.name}>
              <dt>{arrival.name}</dt>
              <dd className="mono">{visible(arrival.text)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  )
}

/** Control characters by their names. */
const visible = (text: string): string =>
  text.replaceAll(/[\x00-\x1f]/g, character => `⟨${character === '\x1d' ? 'GS' : `0x${character.charCodeAt(0).toString(16)}`}⟩`)
