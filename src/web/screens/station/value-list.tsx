import { IconArrowNarrowRight, IconCheck } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { StationField } from '../../../client/index.ts'
import { markOf, withMark } from '../../../words/decimal.ts'
import { useWords } from './words.tsx'

/** All values that are asked for: what is there, what is asked now, what follows. One that is there is touched to enter it anew. */
export function ValueList({ fields, answer }: { fields: readonly StationField[]; answer: (text: string) => void }) {
  const { t } = useWords()
  const asked = useRef<HTMLLIElement>(null)
  useEffect(() => {
    // Its answer is a promise in newer browsers, and must not be taken for a clean-up.
    asked.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <ol className="values" aria-label={t('ui.values')}>
      {fields.map(field => (
        <li key={field.name + (field.of ?? '')} ref={field.state === 'asked' ? asked : undefined}>
          <Row field={field} answer={answer} />
        </li>
      ))}
    </ol>
  )
}

function Row({ field, answer }: { field: StationField; answer: (text: string) => void }) {
  const { t } = useWords()
  const { change } = field
  if (change === null)
    return (
      <div className={`value value-${field.state}`} aria-current={field.state === 'asked' ? 'step' : undefined}>
        <RowText field={field} />
      </div>
    )
  return (
    <button
      type="button"
      className={`value value-${field.state}`}
      aria-current={field.state === 'asked' ? 'step' : undefined}
      title={t('ui.enter-again')}
      onClick={() => answer(change)}
    >
      <RowText field={field} />
    </button>
  )
}

function RowText({ field }: { field: StationField }) {
  const { m, language } = useWords()
  const isThere = field.state === 'entered'
  return (
    <>
      {isThere && <IconCheck size={30} stroke={3} aria-hidden="true" />}
      {field.state === 'asked' && <IconArrowNarrowRight size={30} stroke={3} aria-hidden="true" />}
      <span className="value-name">
        {field.name}
        {field.of !== null && <bdi className="value-of">{field.of}</bdi>}
      </span>
      {field.count !== null && <span className="value-count">{field.count}</span>}
      <bdi className="value-entered">
        {field.entered.length > 0 ? field.entered.map(m).join(' · ') : withMark(field.limits, markOf(language))}
      </bdi>
    </>
  )
}
