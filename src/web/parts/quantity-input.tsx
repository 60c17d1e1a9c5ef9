import { TextInput } from '@mantine/core'
import type { ReactNode } from 'react'

/** A text field, not a number field: a number field turns 0.1 into a float and a scroll wheel into a different delivery. */
export function QuantityInput(props: {
  label: string
  hiddenLabel?: boolean
  unit?: string | null | undefined
  value: string
  onChange: (value: string) => void
  error?: ReactNode
  required?: boolean
  placeholder?: string
  /** It follows from what else was said. */
  counted?: boolean
}) {
  return (
    <TextInput
      label={props.hiddenLabel ? undefined : props.label}
      aria-label={props.hiddenLabel ? props.label : undefined}
      value={props.value}
      inputMode="decimal"
      error={props.error}
      required={props.required}
      placeholder={props.placeholder}
      readOnly={props.counted}
      rightSection={
        props.unit ? (
          <span className="small quiet" style={{ paddingRight: 8 }}>
            {props.unit}
          </span>
        ) : undefined
      }
      rightSectionWidth={props.unit ? 12 + props.unit.length * 9 : undefined}
      styles={{ input: { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } }}
      // A decimal comma is what half of the world's keypads type.
      onChange={event => props.onChange(event.currentTarget.value.replace(',', '.').replace(/[^\d.]/g, ''))}
    />
  )
}
