import { useDebouncedValue, useMediaQuery } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { asNamed, type FoundLot } from '../../client/index.ts'
import { client } from '../app/api.ts'
import { useSite } from '../app/site.tsx'
import { useWords } from '../app/words.tsx'
import { Amount } from './amount.tsx'
import './lot-picker.css'
import { Shape, shapeOfLot } from './shape.tsx'
import { StateChip } from './state-chip.tsx'
import { SuggestField, type Suggestion } from './suggest-field.tsx'
import { PHONE } from './table-fit.ts'
import { theOnly } from './the-only.ts'

/** A lot as a form holds it: what was typed, and the lot it was found to be. */
export interface ChosenLot {
  number: string
  material?: string
  found?: FoundLot
}

export const noLot: ChosenLot = { number: '' }

export interface LotFieldProps {
  label: string
  hiddenLabel?: boolean
  description?: ReactNode
  value: ChosenLot
  onChange: (lot: ChosenLot) => void
  error?: ReactNode
  required?: boolean
  autoFocus?: boolean
}

export function LotField(props: LotFieldProps) {
  const { t } = useWords()
  const { value, onChange, ...rest } = props
  const suggestions = useSuggestions(value.found === undefined ? value.number : '')
  return (
    <SuggestField<FoundLot>
      {...rest}
      placeholder={t('lot-field.placeholder')}
      identifiers
      text={value.number}
      suggestions={value.found === undefined ? suggestions : []}
      none={value.number && value.found === undefined ? t('lot-field.nothing') : undefined}
      rightSection={
        value.found && (
          <span className="lot-field-amount small">
            <Amount value={value.found.onHand} unit={value.found.unit} />
          </span>
        )
      }
      render={lot => <LotSuggestion lot={lot} />}
      onText={number => onChange({ number })}
      onPick={lot => onChange(chosen(lot))}
    />
  )
}

export function chosen(lot: FoundLot): ChosenLot {
  return { number: lot.number, material: lot.material, found: lot }
}

/** Search and take: the field is empty again for the next one. A pasted list is handed over whole. */
export function LotPicker(props: {
  label: string
  hiddenLabel?: boolean
  autoFocus?: boolean
  placeholder?: string
  onPick: (lot: FoundLot) => void
  onMany?: (numbers: string[]) => void
}) {
  const { t } = useWords()
  const [text, setText] = useState('')
  // A longer one would be cut off, and the label beside it says what belongs here.
  const isPhone = useMediaQuery(PHONE)
  const suggestions = useSuggestions(text)
  const take = (lot: FoundLot) => {
    setText('')
    props.onPick(lot)
  }
  const handOver = (numbers: string[]) => {
    setText('')
    props.onMany?.(numbers)
  }
  const takeTyped = async () => {
    const wanted = text.trim()
    if (wanted === '') return
    const found = await client.lots({ search: wanted, limit: 2 }).catch(() => undefined)
    const lot = theOnly(found?.rows.map(asNamed) ?? [], wanted)
    if (lot !== undefined) take(lot)
    else if (props.onMany !== undefined) handOver([wanted])
  }
  return (
    <SuggestField<FoundLot>
      label={props.label}
      {...(props.hiddenLabel ? { hiddenLabel: true } : {})}
      {...(props.autoFocus ? { autoFocus: true } : {})}
      placeholder={isPhone ? t('lot-field.scan') : (props.placeholder ?? t('lot-field.scan'))}
      identifiers
      text={text}
      suggestions={suggestions}
      none={text.trim() && t('lot-field.nothing')}
      render={lot => <LotSuggestion lot={lot} />}
      onText={setText}
      onPick={take}
      onSubmit={() => void takeTyped()}
      onPaste={pasted => {
        const numbers = pasted
          .split(/[\r\n\t;]+/)
          .map(one => one.trim())
          .filter(Boolean)
        if (numbers.length < 2 || props.onMany === undefined) return false
        handOver(numbers)
        return true
      }}
    />
  )
}

function useSuggestions(text: string): Suggestion<FoundLot>[] {
  const [wanted] = useDebouncedValue(text.trim(), 100)
  const site = useSite()
  const found = useQuery({
    queryKey: ['lots', 'picker', wanted, site],
    queryFn: ({ signal }) => client.lots({ search: wanted, site, limit: 10 }, signal),
    enabled: wanted !== '' && site !== undefined,
    placeholderData: keepPreviousData,
  })
  if (text.trim() === '') return []
  return (found.data?.rows ?? []).map(asNamed).map(lot => ({ key: String(lot.id), text: lot.number, value: lot }))
}

function LotSuggestion({ lot }: { lot: FoundLot }) {
  const matched = lot.matched && lot.matched.kind !== 'number' && lot.matched.value !== lot.number ? lot.matched.value : undefined
  return (
    <span className="lot-suggestion">
      <Shape kind={shapeOfLot(lot)} filled={Number(lot.onHand) > 0} size={15} />
      <span className="grow">
        <span className="mono strong">{lot.number}</span> {matched && <span className="mono small quiet">{matched}</span>}
        <span className="small quiet lot-suggestion-more">
          <span className="mono">{lot.material}</span> {lot.description}
        </span>
      </span>
      <span className="right small">
        <Amount value={lot.onHand} unit={lot.unit} />
        <br />
        <StateChip status={lot.status} held={lot.held} />
      </span>
    </span>
  )
}
