import { Button, Popover, SegmentedControl, TextInput } from '@mantine/core'
import { IconScissors } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { LotDetail, TraceSeed } from '../../../client/index.ts'
import { type LotPart, partIn, partOfSeed, partWords } from '../../parts/lot-part.ts'
import { filled } from '../../parts/use-capture.ts'

type Way = 'times' | 'run' | 'quantity' | 'container'
const NONE: Record<keyof LotPart, undefined> = {
  after: undefined,
  until: undefined,
  run: undefined,
  quantity: undefined,
  container: undefined,
}

/** The lot as the address means it: whole, or what left it in a span of time, lay in a container, went through a run, or so much of it. Only forward. */
export function useSeed(lot: LotDetail, direction: 'forward' | 'back' | 'both'): TraceSeed {
  const part = usePart(direction)
  return { site: lot.site, material: lot.material, number: lot.number, ...partOfSeed(part) }
}

/** What was found back is always of the whole lot. */
export function usePart(direction: 'forward' | 'back' | 'both'): LotPart {
  const said = useSearch({ from: '/trace' })
  return direction === 'forward' ? partIn(said) : NONE
}

export function PartOfLot({ lot }: { lot: LotDetail }) {
  const part = usePart('forward')
  const navigate = useNavigate({ from: '/trace' })
  const [opened, setOpened] = useState(false)
  const put = (part: LotPart) => {
    setOpened(false)
    void navigate({ search: before => ({ ...before, ...NONE, ...part }), replace: true })
  }
  const said = partWords(part, lot.unit)
  return (
    <div className="row">
      <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus withRoles={false}>
        <Popover.Target>
          <Button
            variant="default"
            leftSection={<IconScissors size={16} />}
            aria-expanded={opened}
            aria-haspopup="dialog"
            onClick={() => setOpened(!opened)}
          >
            Part of it…
          </Button>
        </Popover.Target>
        <Popover.Dropdown role="dialog" aria-label={`Part of ${lot.number}`}>
          <PartForm unit={lot.unit} said={part} onPut={put} />
        </Popover.Dropdown>
      </Popover>
      {said !== '' && (
        <span className="small">
          only {said}{' '}
          <button type="button" className="plain small known-now" onClick={() => put({})}>
            the whole lot
          </button>
        </span>
      )}
    </div>
  )
}

const ways = ['times', 'container', 'run', 'quantity'] as const
const wayOf = ({ container, run, quantity }: LotPart): Way => (container ? 'container' : run ? 'run' : quantity ? 'quantity' : 'times')

/** One way at a time: what is meant by two at once nobody could say. */
function PartForm({ unit, said, onPut }: { unit: string; said: LotPart; onPut: (part: LotPart) => void }) {
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
        aria-label="Which part"
        value={way}
        onChange={value => setWay(ways.find(one => one === value) ?? 'times')}
        data={[
          { value: 'times', label: 'By time' },
          { value: 'container', label: 'Container' },
          { value: 'run', label: 'Run' },
          { value: 'quantity', label: 'Quantity' },
        ]}
      />
      {way === 'container' && (
        <TextInput
          label="Container"
          description="only what lay in it, or in what stood in it"
          value={draft.container ?? ''}
          onChange={event => set('container')(event.currentTarget.value)}
          spellCheck={false}
        />
      )}
      {(way === 'times' || way === 'container') && (
        <>
          <TextInput
            label={way === 'times' ? 'Left after' : 'Lay there after'}
            type="datetime-local"
            value={draft.after ?? ''}
            onChange={event => set('after')(event.currentTarget.value)}
          />
          <TextInput
            label={way === 'times' ? 'Left until' : 'Lay there until'}
            type="datetime-local"
            value={draft.until ?? ''}
            onChange={event => set('until')(event.currentTarget.value)}
          />
        </>
      )}
      {way === 'run' && (
        <TextInput
          label="Run"
          description="only what went into it or came out of it"
          value={draft.run ?? ''}
          onChange={event => set('run')(event.currentTarget.value)}
        />
      )}
      {way === 'quantity' && (
        <TextInput
          label={`Suspect quantity, ${unit}`}
          description="nobody knows which; the rest is good"
          inputMode="decimal"
          value={draft.quantity ?? ''}
          onChange={event => set('quantity')(event.currentTarget.value)}
        />
      )}
      <Button type="submit">Trace this part</Button>
    </form>
  )
}
