import { Button, Checkbox } from '@mantine/core'
import { useWords } from '../../app/words.tsx'
import { eventWords } from '../../parts/event-words.ts'
import { EventFields } from './event-fields.tsx'
import type { Part } from './replacement.ts'

/** What is put right in the same act: each by itself voided, or said anew. */
export function Parts(props: {
  parts: readonly Part[]
  at: (pointer: string) => string | undefined
  onChange: (parts: readonly Part[]) => void
}) {
  const { t } = useWords()
  const { parts, at, onChange } = props
  if (parts.length === 0) return null
  return (
    <section className="correction-parts" aria-label={t('ledger.parts')}>
      <h3>
        {t('ledger.parts')} <span className="num quiet">{parts.length}</span>
      </h3>
      {parts.map((part, index) => (
        <OnePart
          key={part.event}
          part={part}
          at={pointer => at(`/also/${index}/replacement${pointer}`)}
          onChange={changed => onChange(parts.map(other => (other === part ? changed : other)))}
          onLeave={() => onChange(parts.filter(other => other !== part))}
        />
      ))}
    </section>
  )
}

function OnePart(props: { part: Part; at: (pointer: string) => string | undefined; onChange: (part: Part) => void; onLeave: () => void }) {
  const { part, at, onChange, onLeave } = props
  const words = useWords()
  const { t, n } = words
  const { right } = part
  const { verb, what } = eventWords({ type: part.type, body: part.before, workCenter: null, workOrder: null }, words)
  return (
    <fieldset className="correction-part">
      <legend>
        #{n(part.sequence)} {verb} <span className="mono">{what}</span>
      </legend>
      {right === undefined ? (
        <p className="quiet small">{t('ledger.part-voided')}</p>
      ) : (
        <>
          <EventFields value={right} before={part.before} at={at} onChange={value => onChange({ ...part, right: value })} />
          <Checkbox
            label={t('ledger.part-so')}
            checked={right.late === true}
            onChange={change => onChange({ ...part, right: { ...right, late: change.currentTarget.checked ? true : undefined } })}
          />
        </>
      )}
      <div className="row">
        <Button variant="default" size="sm" onClick={() => onChange({ ...part, right: right === undefined ? part.before : undefined })}>
          {right === undefined ? t('ledger.correct-instead') : t('ledger.void-instead')}
        </Button>
        <Button variant="subtle" size="sm" onClick={onLeave}>
          {t('ledger.leave-as-is')}
        </Button>
      </div>
    </fieldset>
  )
}
