import { PasswordInput } from '@mantine/core'

interface Props {
  label: string
  value: string
  onChange: (value: string) => void
  /** It is made here, and not the one there is. */
  isNew?: boolean
  autoFocus?: boolean
  error?: string | undefined
}

/** A PIN is digits, is never shown, and no browser keeps it. */
export const PinField = ({ onChange, isNew = false, autoFocus = false, ...rest }: Props) => (
  <PasswordInput
    {...rest}
    inputMode="numeric"
    autoComplete={isNew ? 'new-password' : 'off'}
    onChange={event => onChange(event.currentTarget.value)}
    required
    {...(autoFocus ? { 'data-autofocus': true } : {})}
  />
)
