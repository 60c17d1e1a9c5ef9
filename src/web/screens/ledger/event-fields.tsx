import { Checkbox, TextInput } from '@mantine/core'
import { useWords } from '../../app/words.tsx'
import { type Field, fieldsOf, pointerOf, type Replacement, readAs, withValue, wordsOf } from './replacement.ts'

/** Whether it is late is asked by itself. */
const isAsked = ({ path }: Field): boolean => path[0] !== 'late'

/** The event as it was sent, value by value; what is changed says what it was. */
export function EventFields(props: {
  value: Replacement
  before: Replacement
  /** What is wrong with a value, by its place in the event. */
  at: (pointer: string) => string | undefined
  onChange: (value: Replacement) => void
}) {
  const { value, onChange } = props
  const was = new Map(fieldsOf(props.before).map(field => [pointerOf(field.path), field.value]))
  return (
    <div className="event-fields">
      {fieldsOf(value)
        .filter(isAsked)
        .map(field => (
          <OneField
            key={pointerOf(field.path)}
            field={field}
            was={was.get(pointerOf(field.path))}
            error={props.at(pointerOf(field.path))}
            onChange={text => onChange(withValue(value, field.path, readAs(was.get(pointerOf(field.path)) ?? null, text)))}
          />
        ))}
    </div>
  )
}

function OneField(props: { field: Field; was: Field['value'] | undefined; error: string | undefined; onChange: (text: string) => void }) {
  const { t } = useWords()
  const { field, was, onChange } = props
  // As the event names it, in every language.
  const label = <span translate="no">{wordsOf(field.path)}</span>
  if (typeof was === 'boolean')
    return (
      <Checkbox label={label} checked={field.value === true} onChange={event => onChange(event.currentTarget.checked ? 'yes' : 'no')} />
    )
  return (
    <TextInput
      label={label}
      description={field.value === was ? undefined : t('ledger.was', { value: String(was) })}
      classNames={{ input: 'mono' }}
      value={String(field.value ?? '')}
      error={props.error}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}
