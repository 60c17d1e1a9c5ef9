import { TextInput } from '@mantine/core'
import type { KnownAt } from '../../client/index.ts'
import { useWords } from '../app/words.tsx'
import { absoluteTime } from './when.tsx'

/** "What did we know when we shipped?": the question is asked against the ledger as it stood at that time. */
export function KnownAtInput({ value, onChange }: { value: string | undefined; onChange: (value: string | undefined) => void }) {
  const { t } = useWords()
  return (
    <div className="row">
      <label className="row small quiet">
        {t('known.as-at')}
        <TextInput
          type="datetime-local"
          size="sm"
          value={value ?? ''}
          onChange={event => onChange(event.currentTarget.value || undefined)}
          w={210}
        />
      </label>
      {value && (
        <button type="button" className="plain small known-now" onClick={() => onChange(undefined)}>
          {t('known.now')}
        </button>
      )}
    </div>
  )
}

export function KnownAtWords({ knownAt, complete }: { knownAt: KnownAt; complete: boolean }) {
  const words = useWords()
  const event = `#${words.n(knownAt.sequence)}`
  const key = complete ? 'known.complete' : 'known.not-complete'
  return (
    <span className="small quiet">
      {knownAt.time ? words.t(`${key}-at`, { event, time: absoluteTime(knownAt.time, true, words) }) : words.t(key, { event })}
    </span>
  )
}
