import { Button, Popover, SegmentedControl, TextInput } from '@mantine/core'
import { IconScissors } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { LotDetail, TraceSeed } from '../../../client/index.ts'
import { filled } from '../../parts/use-capture.ts'
import { absoluteTime } from '../../parts/when.tsx'

type Way = 'times' | 'run' | 'quantity' | 'container'
const NONE = { after: undefined, until: undefined, run: undefined, quantity: undefined, container: undefined }

/** The lot as the address means it: whole, or what left it in a span of time, lay in a container, went through a run, or so much of it. Only forward. */
export function useSeed(lot: LotDetail, direction: 'forward' | 'back' | 'both'): TraceSeed {
  const { after, until, run, quantity, container } = useSearch({ from: '/trace' })
  const whole = { site: lot.site, material: lot.material, number: lot.number }
  if (direction !== 'forward') return whole
  return {
    ...whole,
    ...(after ? { after: new Date(after).toISOString() } : {}),
    ...(until ? { until: new Date(until).toISOString() } : {}),
    ...(run ? { run } : {}),
    ...(quantity ? { quantity } : {}),
    ...(container ? { container } : {}),
  }
}

export function PartOfLot({ lot }: { lot: LotDetail }) {
  const { after, until, run, quantity, container } = useSearch({ from: '/trace' })
  const navigate = useNavigate({ from: '/trace' })
  const [opened, setOpened] = useState(false)
  const put = (part: Partial<Record<keyof typeof NONE, string | undefined>>) => {
    setOpened(false)
    void navigate({ search: before => ({ ...before, ...NONE, ...part }), replace: true })
  }
  const said = wordsOf({ after, until, run, quantity, container }, lot.unit)
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
          <PartForm unit={lot.unit} said={{ after, until, run, quantity, container }} onPut={put} />
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

interface Said {
  after: string | undefined
  until: string | undefined
  run: string | undefined
  quantity: string | undefined
  container: string | undefined
}

function wordsOf({ after, until, run, quantity, container }: Said, unit: string): string {
  if (run) return `what went through run ${run}`
  if (quantity) return `${quantity} ${unit} of it, nobody knows which`
  const from = after ? ` after ${absoluteTime(new Date(after).toISOString())}` : ''
  const to = until ? ` until ${absoluteTime(new Date(until).toISOString())}` : ''
  if (container) return `what lay in container ${container}${from}${to}`
  return from || to ? `what left it${from}${to}` : ''
}

const ways = ['times', 'container', 'run', 'quantity'] as const
const wayOf = ({ container, run, quantity }: Said): Way => (container ? 'container' : run ? 'run' : quantity ? 'quantity' : 'times')

/** One way at a time: what is meant by two at once nobody could say. */
function PartForm({ unit, said, onPut }: { unit: string; said: Said; onPut: (part: Partial<Said>) => void }) {
  const [way, setWay] = useState<Way>(wayOf(said))
  const [draft, setDraft] = useState(said)
  const set = (field: keyof Said) => (value: string) => setDraft({ ...draft, [field]: filled(value) })
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
