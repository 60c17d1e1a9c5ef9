import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'

/** A text filter that lives in the address bar: typing changes it a moment later, and a changed address changes the field unless someone is typing in it. */
export function ParamInput(props: {
  label: string
  placeholder: string
  value: string | undefined
  onChange: (value: string | undefined) => void
}) {
  const [text, setText] = useState(props.value ?? '')
  const field = useRef<HTMLInputElement>(null)
  // A scan may have led elsewhere meanwhile: then the filter of the page before must not lead back.
  const tell = useDebouncedCallback((value: string | undefined, page: string) => {
    if (window.location.pathname === page) props.onChange(value)
  }, 200)
  useEffect(() => {
    if (document.activeElement !== field.current) setText(props.value ?? '')
  }, [props.value])
  return (
    <TextInput
      ref={field}
      aria-label={props.label}
      placeholder={props.placeholder}
      value={text}
      spellCheck={false}
      onChange={event => {
        setText(event.currentTarget.value)
        tell(event.currentTarget.value.trim() || undefined, window.location.pathname)
      }}
    />
  )
}
