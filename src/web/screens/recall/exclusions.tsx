import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useMemo, useState } from 'react'
import type { RecallExclusion, RecallSimulation, TimelineEntry } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { verbOf } from '../../parts/event-words.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { LotField, noLot } from '../../parts/lot-picker.tsx'
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
  const { t, rich } = useWords()
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
    <section className="exclusions" aria-label={t('case.excluded')}>
      <div className="row">
        <Button variant="default" size="sm" className="no-print" onClick={() => setAdding(true)}>
          {t('revise.exclude')}
        </Button>
        {list.length > 0 && before && (
          <span className="small" role="status">
            {isSame(before, answer)
              ? t('exclude.no-effect')
              : rich('exclude.counts', {
                  before: <Counted of={before} />,
                  after: <Counted of={countsOf(answer)} />,
                })}
          </span>
        )}
      </div>
      {list.length > 0 && (
        <ul className="exclusions-list">
          {list.map(one => (
            <li key={`${one.material ?? ''}~${one.number}`} className="row">
              <span>
                <LotLink lot={{ material: one.material ?? '', number: one.number }} /> <span translate="no">{one.reason}</span>
                {one.evidence && (
                  <span className="quiet small" translate="no">
                    {' '}
                    ({one.evidence})
                  </span>
                )}
              </span>
              <button
                type="button"
                className="seed-remove no-print"
                aria-label={t('exclude.take-in', { number: one.number })}
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
          button={t('exclude.go')}
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

const countsOf = ({ totals, customers }: RecallSimulation): Before => ({ lots: totals.lots, customers: customers.length })

/** A lot that is reached is one less at least. */
const isSame = (before: Before, answer: RecallSimulation): boolean => before.lots === countsOf(answer).lots

function Counted({ of: { lots, customers } }: { of: Before }) {
  const { n, rich } = useWords()
  return rich('exclude.lots-customers', {
    lots: rich('common.lots', { count: <strong className="num">{n(lots)}</strong> }, lots),
    customers: rich('case.customer-count', { count: <strong className="num">{n(customers)}</strong> }, customers),
  })
}

export function ExcludeDialog({ onAdd, onClose, button }: { onAdd: (one: RecallExclusion) => void; onClose: () => void; button: string }) {
  const spoken = useWords()
  const { t } = spoken
  const [lot, setLot] = useState(noLot)
  const [reason, setReason] = useState('')
  const [said, setSaid] = useState('')
  const [event, setEvent] = useState<TimelineEntry>()
  const submit = (pressed: FormEvent) => {
    pressed.preventDefault()
    // It may stand in the form of another: that one is not sent with it.
    pressed.stopPropagation()
    const words = [event && eventText(event, spoken), filled(said)].filter(Boolean).join('; ')
    onAdd({
      number: lot.number.trim(),
      reason: reason.trim(),
      ...(lot.material ? { material: lot.material } : {}),
      ...(words ? { evidence: words.slice(0, 400) } : {}),
      ...(event ? { event: event.id } : {}),
    })
  }
  return (
    <Dialog opened onClose={onClose} title={t('exclude.title')} size={560}>
      <form className="stack" onSubmit={submit}>
        <p className="small">{t('exclude.text')}</p>
        <LotField label={t('exclude.lot')} value={lot} onChange={setLot} required autoFocus />
        <TextInput
          label={t('col.why')}
          value={reason}
          onChange={change => setReason(change.currentTarget.value)}
          placeholder={t('exclude.why-such')}
          required
        />
        {lot.found !== undefined && <EvidenceField key={lot.found.id} lot={lot.found.id} chosen={event} onChoose={setEvent} />}
        <TextInput
          label={t('exclude.evidence')}
          description={t('exclude.evidence-what')}
          value={said}
          onChange={change => setSaid(change.currentTarget.value)}
        />
        <Button type="submit" disabled={lot.found === undefined || reason.trim() === ''}>
          {button}
        </Button>
      </form>
    </Dialog>
  )
}

const eventText = ({ sequence, type, at }: TimelineEntry, words: Words): string =>
  words.t('exclude.event-text', { sequence: String(sequence), verb: verbOf(type, words), time: absoluteTime(at, true, words) })

/** What is recorded of the lot: the event that proves it, if one does. */
function EvidenceField(props: { lot: number; chosen: TimelineEntry | undefined; onChoose: (entry: TimelineEntry | undefined) => void }) {
  const words = useWords()
  const timeline = useQuery({ queryKey: ['timeline', props.lot, 'evidence'], queryFn: () => client.timeline({ id: props.lot }) })
  const events = [...new Map((timeline.data?.rows ?? []).filter(entry => !entry.voided).map(entry => [entry.id, entry])).values()]
  return (
    <NativeSelect
      label={words.t('exclude.event')}
      value={props.chosen?.id ?? ''}
      onChange={change => props.onChoose(events.find(entry => entry.id === change.currentTarget.value))}
      data={[
        { value: '', label: words.t('exclude.no-event') },
        ...events.map(entry => ({
          value: entry.id,
          label: [eventText(entry, words), entry.place, entry.reference].filter(Boolean).join(' · '),
        })),
      ]}
    />
  )
}
