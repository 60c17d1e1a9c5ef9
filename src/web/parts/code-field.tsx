import { type ReactNode, useState } from 'react'
import { useWords } from '../app/words.tsx'
import { Dialog } from './dialog.tsx'
import { SuggestField } from './suggest-field.tsx'

interface Coded {
  code: string
  name?: string | null
  description?: string | null
}

export interface CodeFieldProps {
  label: string
  value: string
  onChange: (code: string) => void
  error?: ReactNode
  required?: boolean
  description?: ReactNode
}

type Kind = 'material' | 'vendor' | 'customer' | 'location' | 'workCenter'
export type NewRecord = (props: { code: string; onDone: () => void }) => ReactNode

/** A code out of the records, or a new one made on the spot: nobody has to leave a form to state what is missing. */
export function CodeField<T extends Coded>(
  props: CodeFieldProps & { kind: Kind; known: T[] | undefined; wordsOf: (one: T) => string; create: NewRecord },
) {
  const { t, rich } = useWords()
  const [making, setMaking] = useState(false)
  const { known, kind, value, wordsOf } = props
  const wanted = value.trim().toLowerCase()
  const exact = known?.find(one => one.code === value.trim())
  const near = (known ?? [])
    .filter(one => wanted === '' || exact !== undefined || `${one.code} ${wordsOf(one)}`.toLowerCase().includes(wanted))
    .slice(0, 60)
  const unknown = known !== undefined && value.trim() !== '' && exact === undefined
  return (
    <div>
      <SuggestField<T>
        label={props.label}
        {...(props.required ? { required: true } : {})}
        error={props.error}
        identifiers
        description={exact ? wordsOf(exact) || props.description : props.description}
        text={value}
        suggestions={exact !== undefined && near.length === 1 ? [] : near.map(one => ({ key: one.code, text: one.code, value: one }))}
        render={one => (
          <span>
            <span className="mono strong">{one.code}</span> <span className="quiet small">{wordsOf(one)}</span>
          </span>
        )}
        onText={props.onChange}
        onPick={one => props.onChange(one.code)}
      />
      {unknown && (
        <p className="small code-unknown">
          {rich(`field.no-${kind}`, { code: <span className="mono">{value.trim()}</span> })}{' '}
          <button type="button" className="plain code-make" onClick={() => setMaking(true)}>
            {t('field.make-it')}
          </button>
        </p>
      )}
      {/* Events of a portal bubble through React's tree: without this the outer form would be sent as well. */}
      <div onSubmit={event => event.stopPropagation()}>
        <Dialog opened={making} onClose={() => setMaking(false)} title={t(`field.new-${kind}`)}>
          {making && <props.create code={value.trim()} onDone={() => setMaking(false)} />}
        </Dialog>
      </div>
    </div>
  )
}
