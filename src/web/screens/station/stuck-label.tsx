import { IconPrinter } from '@tabler/icons-react'
import type { StuckLabel as Stuck } from '../../../client/index.ts'
import { printerSaid } from '../../../words/index.ts'
import { useWords } from './words.tsx'

interface Props {
  labels: readonly Stuck[]
  decide: (job: string, decision: { printer?: string } | 'drop') => void
}

/** A label that has not come out: which, why, and what can be done about it here. The oldest first. */
export function StuckLabel({ labels, decide }: Props) {
  const { language, t } = useWords()
  const [label] = labels
  if (label === undefined) return null
  const isHere = label.status !== 'sending'
  return (
    <section className="stuck-label" role="status">
      <IconPrinter size={44} stroke={2} aria-hidden="true" />
      <div className="stuck-words">
        <p className="stuck-title">
          {t(label.doubtful ? 'ui.label-doubtful' : 'ui.label-stuck', { label: label.label })}
          {labels.length > 1 && <span className="stuck-more"> {t('ui.label-more', { count: labels.length - 1 })}</span>}
        </p>
        <p className="stuck-why">{printerSaid(language, label.problem)}</p>
      </div>
      {isHere && (
        <div className="stuck-acts">
          <button type="button" className="kiosk-button" onClick={() => decide(label.job, {})}>
            {t('ui.label-again')}
          </button>
          {label.others.map(printer => (
            <button key={printer} type="button" className="kiosk-button" onClick={() => decide(label.job, { printer })}>
              {t('ui.label-at', { printer })}
            </button>
          ))}
          <button type="button" className="kiosk-button" onClick={() => decide(label.job, 'drop')}>
            {t('ui.label-drop')}
          </button>
        </div>
      )}
    </section>
  )
}
