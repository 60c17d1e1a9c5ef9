import { TextInput } from '@mantine/core'
import type { KnownAt } from '../../client/index.ts'
import { absoluteTime } from './when.tsx'

/** "What did we know when we shipped?": the question is asked against the ledger as it stood at that time. */
export function KnownAtInput({ value, onChange }: { value: string | undefined; onChange: (value: string | undefined) => void }) {
  return (
    <div className="row">
      <label className="row small quiet">
        as known at
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
          now
        </button>
      )}
    </div>
  )
}

export function KnownAtWords({ knownAt, complete }: { knownAt: KnownAt; complete: boolean }) {
  return (
    <span className="small quiet">
      {complete ? 'complete' : 'not complete'}, as known at #{knownAt.sequence.toLocaleString('en')}
      {knownAt.time && `, ${absoluteTime(knownAt.time, true)}`}
    </span>
  )
}
