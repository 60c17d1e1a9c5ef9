import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useMemo, useState } from 'react'
import type { RecallExclusion, RecallSimulation, TimelineEntry } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { verbOf } from '../../parts/event-words.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { LotField, noLot } from '../../parts/lot-picker.tsx'
import { Sign } from '../../parts/signs.tsx'
import { filled } from '../../parts/use-capture.ts'
import { absoluteTime } from '../../parts/when.tsx'

/** What is taken out, with its reason and the event it rests on; in the address, so that a link shows the same. */
export function useExclusions(): RecallExclusion[] {
  const { out } = useSearch({ from: '/recall' })
  return useMemo(() => (out ?? []).flatMap(exclusionOf), [out])
}

const PARTS = ['material', 'number', 'reason', 'evidence', 'event'] as const
const exclusionText = (one: RecallExclusion): string => PARTS.map(part => encodeURIComponent(one[part] ?? '')).join('~')

function exclusionOf(text: string): RecallExclusion[] {
  const [material = '', number = '', reason = '', evidence = '', event = ''] = text.split('~').map(decoded)
  if (number === '' || reason === '') return []
  return [{ number, reason, ...(material ? { material } : {}), ...(evidence ? { evidence } : {}), ...(event ? { event } : {}) }]
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}

interface Before {
  lots: number
  customers: number
}

export function Exclusions({ answer, before }: { answer: RecallSimulation; before: Before | undefined }) {
  const list = useExclusions()
  const [adding, setAdding] = useState(false)
  const navigate = useNavigate({ from: '/recall' })
  const set = (next: RecallExclusion[]) =>
    void navigate({
      search: all => ({ ...all, out: next.length === 0 ? undefined : next.map(exclusionText) }),
      replace: true,
      resetScroll: false,
    })
  return (
    <section className="exclusions" aria-label="Excluded">
      <div className="row">
        <Button variant="default" size="sm" className="no-print" onClick={() => setAdding(true)}>
          Exclude a lot…
        </Button>
        {list.length > 0 && before && (
          <span className="small" role="status">
            Without exclusions <Counted of={before} />, with them{' '}
            <Counted of={{ lots: answer.totals.lots, customers: answer.customers.length }} />.
          </span>
        )}
      </div>
      {list.length > 0 && (
        <ul className="exclusions-list">
          {list.map(one => (
            <li key={`${one.material ?? ''}~${one.number}`} className="row">
              <Sign name="cross" size={14} />
              <span className="grow">
                <LotLink lot={{ material: one.material ?? '', number: one.number }} /> {one.reason}
                {one.evidence && <span className="quiet small"> ({one.evidence})</span>}
              </span>
              <button
                type="button"
                className="seed-remove no-print"
                aria-label={`Take ${one.number} in again`}
                onClick={() => set(list.filter(other => other !== one))}
              >
                <IconX size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {adding && (
        <ExcludeDialog
          button="Exclude it and simulate again"
          onClose={() => setAdding(false)}
          onAdd={one => {
            setAdding(false)
            set([...list.filter(other => other.number !== one.number || other.material !== one.material), one])
          }}
        />
      )}
    </section>
  )
}

function Counted({ of: { lots, customers } }: { of: Before }) {
  return (
    <>
      <strong className="num">{lots.toLocaleString('en')}</strong> {lots === 1 ? 'lot' : 'lots'} and{' '}
      <strong className="num">{customers.toLocaleString('en')}</strong> {customers === 1 ? 'customer' : 'customers'}
    </>
  )
}

export function ExcludeDialog({ onAdd, onClose, button }: { onAdd: (one: RecallExclusion) => void; onClose: () => void; button: string }) {
  const [lot, setLot] = useState(noLot)
  const [reason, setReason] = useState('')
  const [said, setSaid] = useState('')
  const [event, setEvent] = useState<TimelineEntry>()
  const submit = (pressed: FormEvent) => {
    pressed.preventDefault()
    // It may stand in the form of another: that one is not sent with it.
    pressed.stopPropagation()
    const words = [event && eventText(event), filled(said)].filter(Boolean).join('; ')
    onAdd({
      number: lot.number.trim(),
      reason: reason.trim(),
      ...(lot.material ? { material: lot.material } : {}),
      ...(words ? { evidence: words.slice(0, 400) } : {}),
      ...(event ? { event: event.id } : {}),
    })
  }
  return (
    <Modal opened onClose={onClose} title="Exclude a lot" size={560} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form className="stack" onSubmit={submit}>
        <p className="small">Nothing is reached through it any more, and the hold of this recall does not pass it.</p>
        <LotField label="Lot known not to be affected" value={lot} onChange={setLot} required autoFocus />
        <TextInput
          label="Why"
          value={reason}
          onChange={change => setReason(change.currentTarget.value)}
          placeholder="sealed before the defect began"
          required
        />
        {lot.found !== undefined && <EvidenceField key={lot.found.id} lot={lot.found.id} chosen={event} onChoose={setEvent} />}
        <TextInput
          label="Other evidence"
          description="a photo, a certificate, a measurement kept elsewhere"
          value={said}
          onChange={change => setSaid(change.currentTarget.value)}
        />
        <Button type="submit" disabled={lot.found === undefined || reason.trim() === ''}>
          {button}
        </Button>
      </form>
    </Modal>
  )
}

const eventText = (entry: TimelineEntry): string => `#${entry.sequence} ${verbOf(entry.type)}, ${absoluteTime(entry.at, true)}`

/** What is recorded of the lot: the event that proves it, if one does. */
function EvidenceField(props: { lot: number; chosen: TimelineEntry | undefined; onChoose: (entry: TimelineEntry | undefined) => void }) {
  const timeline = useQuery({ queryKey: ['timeline', props.lot, 'evidence'], queryFn: () => client.timeline({ id: props.lot }) })
  const events = [...new Map((timeline.data?.rows ?? []).filter(entry => !entry.voided).map(entry => [entry.id, entry])).values()]
  return (
    <NativeSelect
      label="The recorded event that proves it"
      value={props.chosen?.id ?? ''}
      onChange={change => props.onChoose(events.find(entry => entry.id === change.currentTarget.value))}
      data={[
        { value: '', label: 'none' },
        ...events.map(entry => ({ value: entry.id, label: [eventText(entry), entry.place, entry.reference].filter(Boolean).join(' · ') })),
      ]}
    />
  )
}
