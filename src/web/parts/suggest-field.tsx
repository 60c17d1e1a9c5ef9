import { Combobox, TextInput, useCombobox } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../app/words.tsx'

export interface Suggestion<T> {
  key: string
  /** What stands in the field once it is chosen. */
  text: string
  value: T
}

export interface SuggestFieldProps<T> {
  label: string
  hiddenLabel?: boolean
  description?: ReactNode
  placeholder?: string
  text: string
  suggestions: Suggestion<T>[]
  none?: ReactNode
  error?: ReactNode
  required?: boolean
  autoFocus?: boolean
  identifiers?: boolean
  rightSection?: ReactNode
  render: (value: T) => ReactNode
  onText: (text: string) => void
  onPick: (value: T) => void
  onPaste?: (text: string) => boolean
  onSubmit?: () => void
}

/** A text field with a list under it: typing narrows, arrows and Enter choose, and free text stays allowed. */
export function SuggestField<T>(props: SuggestFieldProps<T>) {
  const { t } = useWords()
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const pick = (key: string) => {
    const chosen = props.suggestions.find(one => one.key === key)
    if (chosen !== undefined) props.onPick(chosen.value)
    combobox.closeDropdown()
  }
  return (
    <Combobox store={combobox} onOptionSubmit={pick} shadow="md" transitionProps={{ duration: 80 }}>
      <Combobox.Target>
        <TextInput
          label={props.hiddenLabel ? undefined : props.label}
          aria-label={props.hiddenLabel ? props.label : undefined}
          description={props.description}
          placeholder={props.placeholder}
          value={props.text}
          error={props.error}
          required={props.required}
          rightSection={props.rightSection}
          classNames={{ input: props.identifiers ? 'mono' : '' }}
          autoFocus={props.autoFocus}
          // A dialog gives the focus to what says so; else to its button for closing.
          data-autofocus={props.autoFocus || undefined}
          data-scan="accept"
          spellCheck={false}
          autoComplete="off"
          onChange={event => {
            props.onText(event.currentTarget.value)
            combobox.openDropdown()
            combobox.selectFirstOption()
          }}
          onKeyDown={event => {
            if (event.key === 'Enter' && props.onSubmit && combobox.getSelectedOptionIndex() < 0) {
              event.preventDefault()
              props.onSubmit()
            }
          }}
          onPaste={event => {
            if (props.onPaste?.(event.clipboardData.getData('text'))) event.preventDefault()
          }}
          onClick={() => combobox.openDropdown()}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={props.suggestions.length === 0 && !props.none}>
        <Combobox.Options mah={320} style={{ overflowY: 'auto' }} aria-label={t('field.choices')}>
          {props.suggestions.map(one => (
            <Combobox.Option key={one.key} value={one.key}>
              {props.render(one.value)}
            </Combobox.Option>
          ))}
          {props.suggestions.length === 0 && <Combobox.Empty>{props.none}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
