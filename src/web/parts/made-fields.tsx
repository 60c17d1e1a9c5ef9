import { TextInput } from '@mantine/core'
import { countedSerials, madeSerials } from '../../client/index.ts'
import { useWords } from '../app/words.tsx'
import { QuantityInput } from './quantity-input.tsx'
import { filled } from './use-capture.ts'

/** How much came out, under which number; of a material with serials from the first to the last of them. */
export interface MadeText {
  number: string
  last: string
  quantity: string
  scrap: string
}

export const nothingMade: MadeText = { number: '', last: '', quantity: '', scrap: '' }

/** As the event says it. */
export function madeOf(made: MadeText, { material, serial }: { material: string; serial: boolean }): Record<string, unknown> {
  const { number, ...rest } = serial
    ? madeSerials({ ...made, first: made.number })
    : { number: filled(made.number), quantity: made.quantity.trim() }
  return { lot: { material: filled(material), number }, ...rest, scrap: filled(made.scrap) }
}

export const quantityOf = (made: MadeText, serial: boolean): string => (serial && countOf(made)) || made.quantity

const countOf = ({ number, last }: MadeText): string | undefined => countedSerials({ first: number, last })

export function MadeFields(props: {
  made: MadeText
  serial: boolean
  unit?: string | null | undefined
  words: (word: string) => string
  at: (pointer: string) => string | undefined
  onChange: (change: Partial<MadeText>) => void
}) {
  const { t } = useWords()
  const { made, serial, words, at, onChange } = props
  return (
    <>
      <TextInput
        label={words(t(serial ? 'receive.first-serial' : 'made.lot-number'))}
        placeholder={t('made.by-the-rule')}
        data-scan="accept"
        classNames={{ input: 'mono' }}
        value={made.number}
        onChange={event => onChange({ number: event.currentTarget.value })}
        error={at('/lot/number') ?? at('/serials')}
        required={serial && made.last.trim() !== ''}
      />
      {serial && (
        <TextInput
          label={words(t('receive.last-serial'))}
          placeholder={t('made.of-several')}
          data-scan="accept"
          classNames={{ input: 'mono' }}
          value={made.last}
          onChange={event => onChange({ last: event.currentTarget.value })}
        />
      )}
      <QuantityInput
        label={words(t('made.good'))}
        unit={props.unit}
        value={quantityOf(made, serial)}
        onChange={quantity => onChange({ quantity })}
        error={at('/quantity')}
        counted={serial && countOf(made) !== undefined}
        required
      />
      <QuantityInput label={words(t('made.scrap'))} value={made.scrap} onChange={scrap => onChange({ scrap })} error={at('/scrap')} />
    </>
  )
}
