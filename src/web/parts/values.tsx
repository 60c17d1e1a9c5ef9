import { Button, Checkbox, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { AskedCharacteristic, AskedQuestion } from '../../client/index.ts'
import { withMark } from '../../words/decimal.ts'
import { client } from '../app/api.ts'
import { useWords } from '../app/words.tsx'
import { faultOf } from './fault.ts'
import { Panel } from './panel.tsx'
import { QuantityInput, useUnsettled, WhichNumber } from './quantity-input.tsx'
import { refusalSaid } from './refusal-words.ts'
import { Sign } from './signs.tsx'
import './values.css'
import { type Entered, isOutside, isRow, kindOf, limitsWords, readRow, textsOf, valueCount } from './entered-values.ts'

/** What the report is going to be asked for: of several questions each characteristic once, with the most values any of them wants. */
export function useAskedValues(questions: AskedQuestion[]): AskedCharacteristic[] {
  return useQueries({
    queries: questions.map(question => ({
      queryKey: ['asked-values', question],
      queryFn: () => client.askedValues(question),
      placeholderData: (before: AskedCharacteristic[] | undefined) => before,
    })),
    combine: answers => {
      const all = answers.flatMap(answer => answer.data ?? [])
      const first = all.filter((one, index) => all.findIndex(other => other.code === one.code) === index)
      return first.map(one => ({ ...one, wanted: Math.max(...all.filter(({ code }) => code === one.code).map(({ wanted }) => wanted)) }))
    },
  })
}

/** Fields for what is asked, where the report is made; nothing where nothing is asked. */
export function ValuesPanel(props: {
  asked: AskedCharacteristic[]
  entered: Entered
  onChange: (entered: Entered) => void
  error?: string | undefined
}) {
  const { t } = useWords()
  if (props.asked.length === 0) return null
  return (
    <Panel title={t('values.title')} side={<span className="small quiet">{t('values.as-asked')}</span>}>
      <ValuesFields {...props} />
    </Panel>
  )
}

/** The same without a panel of its own, inside one that is there. */
export function ValuesFields({ asked, entered, onChange, error }: Parameters<typeof ValuesPanel>[0]) {
  if (asked.length === 0) return null
  return (
    <>
      <div className="values">
        {asked.map(one => (
          <ValueField key={one.code} asked={one} entered={entered} onChange={onChange} />
        ))}
      </div>
      {error && (
        <p className="values-error" role="alert">
          {error}
        </p>
      )}
    </>
  )
}

export function ValueField({
  asked,
  entered,
  onChange,
}: {
  asked: AskedCharacteristic
  entered: Entered
  onChange: (entered: Entered) => void
}) {
  const texts = textsOf(entered, asked.code)
  const set = (index: number, text: string) => {
    const next = Array.from({ length: Math.max(texts.length, index + 1) }, (_, at) => (at === index ? text : (texts[at] ?? '')))
    onChange({ ...entered, [asked.code]: { ...entered[asked.code], texts: next } })
  }
  const outside = isOutside(asked, entered)
  return (
    <div className={outside ? 'value-field value-outside' : 'value-field'}>
      {isRow(asked) ? (
        <ListInput asked={asked} text={texts[0] ?? ''} count={valueCount(asked, entered)} onChange={text => set(0, text)} />
      ) : (
        Array.from({ length: Math.min(asked.wanted, FIELDS_MAX) }, (_, index) => (
          <OneInput key={index} asked={asked} index={index} text={texts[index] ?? ''} onChange={text => set(index, text)} />
        ))
      )}
      {outside && (
        <Outside
          asked={asked}
          accepted={entered[asked.code]?.accepted === true}
          onAccept={accepted => onChange({ ...entered, [asked.code]: { texts, accepted } })}
        />
      )}
    </div>
  )
}

const FIELDS_MAX = 25
const labelOf = ({ description, code }: AskedCharacteristic, index = 0): string =>
  `${description ?? code}${index > 0 ? ` ${index + 1}` : ''}`

function OneInput({
  asked,
  index,
  text,
  onChange,
}: {
  asked: AskedCharacteristic
  index: number
  text: string
  onChange: (text: string) => void
}) {
  const words = useWords()
  const { t } = words
  const label = labelOf(asked, index)
  const required = asked.required === true && asked.missing !== 'tell'
  switch (kindOf(asked)) {
    case 'choice':
      return (
        <Select
          label={label}
          data={asked.choices ?? []}
          value={text || null}
          onChange={value => onChange(value ?? '')}
          withAsterisk={required}
          clearable
        />
      )
    case 'yesno':
      return (
        <div>
          <div className="value-label">
            {label}
            {required && ' *'}
          </div>
          <SegmentedControl
            aria-label={label}
            value={text}
            onChange={onChange}
            data={[
              { value: '', label: t('values.not-said') },
              { value: 'yes', label: t('common.yes') },
              { value: 'no', label: t('common.no') },
            ]}
          />
        </div>
      )
    case 'date':
      return (
        <TextInput label={label} type="date" value={text} onChange={event => onChange(event.currentTarget.value)} withAsterisk={required} />
      )
    case 'photo':
    case 'file':
      return <FileInput label={label} photo={asked.kind === 'photo'} document={text} onChange={onChange} />
    case 'number':
      return (
        <QuantityInput
          label={label}
          description={limitsWords(asked, words)}
          unit={asked.unit}
          value={text}
          isWanted={required}
          onChange={onChange}
          signed
        />
      )
    default:
      return <TextInput label={label} value={text} onChange={event => onChange(event.currentTarget.value)} withAsterisk={required} />
  }
}

function ListInput(props: { asked: AskedCharacteristic; text: string; count: number; onChange: (text: string) => void }) {
  const { asked, count } = props
  const words = useWords()
  const { t, mark } = words
  const field = useRef<HTMLTextAreaElement>(null)
  const [typed, setTyped] = useState('')
  const { meant, doubtful } = readRow(typed, mark)
  useUnsettled(field, doubtful !== undefined)
  const limits = [limitsWords(asked, words), asked.unit].filter(Boolean).join(' ')
  const type = (text: string) => {
    setTyped(text)
    props.onChange(readRow(text, mark).meant)
  }
  return (
    <Textarea
      ref={field}
      label={labelOf(asked)}
      description={asked.wanted > 1 ? t('values.row-of', { limits, count, wanted: asked.wanted }) : t('values.row', { limits, count })}
      inputMode="decimal"
      classNames={{ input: 'mono' }}
      autosize
      minRows={2}
      value={meant === props.text ? typed : props.text}
      error={
        doubtful && (
          <WhichNumber
            number={doubtful.number}
            ways={doubtful.ways}
            mark={mark}
            choose={way => type(typed.slice(0, doubtful.at) + withMark(way, mark) + typed.slice(doubtful.at + doubtful.number.length))}
          />
        )
      }
      withAsterisk={asked.required === true && asked.missing !== 'tell'}
      onChange={event => type(event.currentTarget.value)}
    />
  )
}

function FileInput({
  label,
  photo,
  document,
  onChange,
}: {
  label: string
  photo: boolean
  document: string
  onChange: (hash: string) => void
}) {
  const words = useWords()
  const { t } = words
  const input = useRef<HTMLInputElement>(null)
  const [name, setName] = useState('')
  const [fault, setFault] = useState<string>()
  const add = async (file: File | undefined) => {
    if (!file) return
    setFault(undefined)
    try {
      const stored = await client.uploadDocument(file.name, new Uint8Array(await file.arrayBuffer()))
      setName(file.name)
      onChange(stored.document)
    } catch (error) {
      setFault(refusalSaid(faultOf(error), words).text)
    }
  }
  return (
    <div>
      <div className="value-label">{label}</div>
      <Button variant="default" onClick={() => input.current?.click()}>
        {document === '' ? (photo ? t('values.photo') : t('values.file')) : name || t('values.uploaded')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        {...(photo ? { accept: 'image/*' } : {})}
        onChange={event => void add(event.currentTarget.files?.[0])}
      />
      {fault && <p className="values-error small">{fault}</p>}
    </div>
  )
}

function Outside({ asked, accepted, onAccept }: { asked: AskedCharacteristic; accepted: boolean; onAccept: (accepted: boolean) => void }) {
  const words = useWords()
  const { t } = words
  return (
    <div className="value-warning" role="status">
      <Sign name="triangle" size={15} />
      <div>
        {t('values.outside', { limits: limitsWords(asked, words) })} {t(`values.${asked.outOfRange ?? 'record'}`)}
        {asked.outOfRange === 'ask' && (
          <Checkbox
            mt={6}
            label={t('values.measured-again')}
            checked={accepted}
            onChange={event => onAccept(event.currentTarget.checked)}
          />
        )}
      </div>
    </div>
  )
}
