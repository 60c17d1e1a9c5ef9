import { Button, TextInput } from '@mantine/core'
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { typedDecimal, withMark } from '../../words/decimal.ts'
import { useWords } from '../app/words.tsx'
import { grouped } from './amount.tsx'

/** A text field, not a number field: a number field turns 0.1 into a float and a scroll wheel into a different delivery. */
export function QuantityInput(props: {
  label: string
  hiddenLabel?: boolean
  unit?: string | null | undefined
  value: string
  onChange: (value: string) => void
  error?: ReactNode
  required?: boolean
  /** Marked as required; the server says so if it is missing. */
  isWanted?: boolean
  placeholder?: string
  /** It follows from what else was said. */
  counted?: boolean
  description?: ReactNode
  /** A measured value may be below zero, which a quantity never is. */
  signed?: boolean
}) {
  const { mark } = useWords()
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState('')
  const read = typedDecimal(typed, mark)
  // What was typed stands as it was typed, as long as it is what is meant.
  const isDoubtful = 'ways' in read && props.value === ''
  const shown = isDoubtful || ('value' in read && read.value === props.value) ? typed : withMark(props.value, mark)
  useUnsettled(input, isDoubtful)
  const type = (text: string) => {
    const digits = text.replace(props.signed ? /[^\d.,-]/g : /[^\d.,]/g, '')
    const said = typedDecimal(digits, mark)
    setTyped(digits)
    props.onChange('ways' in said ? '' : said.value)
  }
  const choose = (way: string) => {
    setTyped(withMark(way, mark))
    props.onChange(way)
  }
  return (
    <TextInput
      ref={input}
      description={props.description}
      label={props.hiddenLabel ? undefined : props.label}
      aria-label={props.hiddenLabel ? props.label : undefined}
      value={shown}
      inputMode="decimal"
      error={isDoubtful ? <WhichNumber ways={read.ways} mark={mark} choose={choose} /> : props.error}
      required={props.required}
      withAsterisk={props.required || props.isWanted}
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
      onChange={event => type(event.currentTarget.value)}
    />
  )
}

/** What may be two numbers is no value of the form yet: it is not sent without it, as if nothing had been entered. */
export function useUnsettled(field: RefObject<HTMLInputElement | HTMLTextAreaElement | null>, isDoubtful: boolean): void {
  const { t } = useWords()
  useEffect(() => field.current?.setCustomValidity(isDoubtful ? t('amount.which') : ''), [field, isDoubtful, t])
}

/** A mark that may be a decimal or part thousands is asked about: nothing is entered until it is said. */
export function WhichNumber(props: { number?: string; ways: readonly string[]; mark: string; choose: (way: string) => void }) {
  const { t } = useWords()
  const { number, mark } = props
  return (
    <span className="row">
      {number === undefined ? t('amount.which') : t('amount.which-of', { number })}
      {props.ways.map(way => (
        <Button key={way} size="compact-sm" variant="default" className="num" onClick={() => props.choose(way)}>
          {grouped(way, mark)}
        </Button>
      ))}
    </span>
  )
}
