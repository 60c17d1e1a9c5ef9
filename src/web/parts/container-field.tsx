import { TextInput } from '@mantine/core'

interface Props {
  label: string
  description?: string
  placeholder?: string
  value: string
  onChange: (value: string) => void
}

/** A container by its number, scanned or typed; the server says whether it knows it. */
export const ContainerField = ({ onChange, ...rest }: Props) => (
  <TextInput {...rest} onChange={event => onChange(event.currentTarget.value)} spellCheck={false} autoComplete="off" />
)
