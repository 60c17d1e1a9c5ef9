import { TextInput } from '@mantine/core'

/** A day of a filter; empty means any. */
export function DayInput({
  label,
  value,
  onChange,
}: {
  label: string
  value: string | undefined
  onChange: (value: string | undefined) => void
}) {
  return (
    <TextInput
      type="date"
      aria-label={label}
      value={value ?? ''}
      onChange={event => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
      w={150}
    />
  )
}
