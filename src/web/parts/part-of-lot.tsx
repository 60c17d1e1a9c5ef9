import { Button, Popover, SegmentedControl, TextInput } from '@mantine/core'
import { type FormEvent, type ReactElement, useState } from 'react'
import type { LotPart } from '../app/search-params.ts'
import { labelled, useWords } from '../app/words.tsx'
import { ContainerField } from './container-field.tsx'
import { filled } from './use-capture.ts'

type Way = 'times' | 'run' | 'quantity' | 'container'

interface Props {
  number: string
  /** Of the lot, where it is known. */
  unit?: string | undefined
  said: LotPart
  onPut: (part: LotPart) => void
  /** What the button does with the part. */
  act: string
  button: (opening: { onClick: () => void; 'aria-expanded': boolean; 'aria-haspopup': 'dialog' }) => ReactElement
}

/** Not the whole lot: what left it in a span of time, lay in a container, went through a run, or so much of it. */
export function PartOfLot({ number, unit, said, onPut, act, button }: Props) {
  const { t } = useWords()
  const [opened, setOpened] = useState(false)
  const put = (part: LotPart) => {
    setOpened(false)
    onPut(part)
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus withRoles={false}>
      <Popover.Target>{button({ onClick: () => setOpened(!opened), 'aria-expanded': opened, 'aria-haspopup': 'dialog' })}</Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t('part.of', { number })}>
        <PartForm unit={unit} said={said} onPut={put} act={act} />
      </Popover.Dropdown>
    </Popover>
  )
}

const ways = [
  { value: 'times', label: 'part.by-time' },
  { value: 'container', label: 'part.container' },
  { value: 'run', label: 'part.run' },
  { value: 'quantity', label: 'col.quantity' },
] as const
const wayOf = ({ container, run, quantity }: LotPart): Way => (container ? 'container' : run ? 'run' : quantity ? 'quantity' : 'times')

/** One way at a time: what is meant by two at once nobody could say. */
function PartForm({ unit, said, onPut, act }: { unit: string | undefined; said: LotPart; onPut: (part: LotPart) => void; act: string }) {
  const words = useWords()
  const { t } = words
  const [way, setWay] = useState<Way>(wayOf(said))
  const [draft, setDraft] = useState(said)
  const set = (field: keyof LotPart) => (value: string) => setDraft({ ...draft, [field]: filled(value) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { after, until, container } = draft
    onPut(way === 'times' ? { after, until } : way === 'container' ? { container, after, until } : { [way]: draft[way] })
  }
  return (
    <form className="stack" onSubmit={submit}>
      <SegmentedControl
        aria-label={t('part.which')}
        value={way}
        onChange={value => setWay(ways.find(one => one.value === value)?.value ?? 'times')}
        data={labelled(ways, words)}
      />
      {way === 'container' && (
        <ContainerField
          label={t('part.container')}
          description={t('part.container-what')}
          value={draft.container ?? ''}
          onChange={set('container')}
        />
      )}
      {(way === 'times' || way === 'container') && (
        <>
          <TextInput
            label={t(way === 'times' ? 'part.left-after' : 'part.lay-after')}
            type="datetime-local"
            value={draft.after ?? ''}
            onChange={event => set('after')(event.currentTarget.value)}
          />
          <TextInput
            label={t(way === 'times' ? 'part.left-until' : 'part.lay-until')}
            type="datetime-local"
            value={draft.until ?? ''}
            onChange={event => set('until')(event.currentTarget.value)}
          />
        </>
      )}
      {way === 'run' && (
        <TextInput
          label={t('part.run')}
          description={t('part.run-what')}
          value={draft.run ?? ''}
          onChange={event => set('run')(event.currentTarget.value)}
        />
      )}
      {way === 'quantity' && (
        <TextInput
          label={unit === undefined ? t('part.suspect') : t('part.suspect-in', { unit })}
          description={t(unit === undefined ? 'part.suspect-what-unit' : 'part.suspect-what')}
          inputMode="decimal"
          value={draft.quantity ?? ''}
          onChange={event => set('quantity')(event.currentTarget.value)}
        />
      )}
      <Button type="submit">{act}</Button>
    </form>
  )
}
