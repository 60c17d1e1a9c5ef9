import { Button, Checkbox, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { SeedAnswer, SeedLot, SeedQuestion } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { containerText, seedText } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { QuestionTabs } from '../../parts/question-tabs.tsx'
import './seeds.css'

const fields = [
  { key: 'workCenter', label: 'Work center', hint: 'made or worked on there' },
  { key: 'by', label: 'Person', hint: 'who recorded anything of it' },
  { key: 'operation', label: 'Operation', hint: 'name or number' },
  { key: 'workOrder', label: 'Work order', hint: '' },
  { key: 'vendor', label: 'Vendor', hint: 'received from' },
  { key: 'purchaseOrder', label: 'Purchase order', hint: '' },
  { key: 'container', label: 'Container', hint: 'what lay in it' },
  { key: 'document', label: 'Document', hint: 'name or hash' },
  { key: 'material', label: 'Material', hint: 'only lots of it' },
  { key: 'characteristic', label: 'Characteristic', hint: 'with a value of it' },
  { key: 'above', label: 'Value above', hint: '' },
  { key: 'below', label: 'Value below', hint: '' },
  { key: 'run', label: 'Run', hint: '' },
] as const
const keys = [...fields.map(({ key }) => key), 'from', 'until', 'outOfRange'] as const
type Asked = Partial<Record<(typeof keys)[number], string | undefined>>

export function SeedsScreen() {
  const asked: Asked = useSearch({ from: '/seeds' })
  const navigate = useNavigate({ from: '/seeds' })
  const site = useSite()
  const isAsked = keys.some(key => asked[key] !== undefined)
  const answer = useQuery({
    queryKey: ['seeds', ...keys.map(key => asked[key] ?? ''), site],
    queryFn: ({ signal }) => client.seeds({ ...questionOf(asked), ...(site ? { site } : {}) }, signal),
    enabled: isAsked && site !== undefined,
  })
  return (
    <>
      <QuestionTabs />
      <PageHead
        title="Lots by question"
        text="Nobody knows the lot, but the machine, the night, the person or the value. All that is stated must hold. Looking changes nothing."
      />
      <Question asked={asked} onAsk={next => void navigate({ search: before => ({ ...before, ...next }) })} busy={answer.isFetching} />
      {answer.isError && <Trouble error={answer.error} retry={() => void answer.refetch()} />}
      {isAsked && answer.isPending && <Skeleton rows={6} />}
      {answer.data && !answer.isError && <Answer answer={answer.data} asked={asked} />}
    </>
  )
}

function questionOf({ from, until, outOfRange, ...words }: Asked): SeedQuestion {
  const question: SeedQuestion = {}
  for (const { key } of fields) {
    const word = words[key]
    if (word !== undefined) question[key] = word
  }
  if (from !== undefined) question.from = new Date(from).toISOString()
  if (until !== undefined) question.until = new Date(until).toISOString()
  if (outOfRange === '1') question.outOfRange = true
  return question
}

function Question({ asked, onAsk, busy }: { asked: Asked; onAsk: (asked: Asked) => void; busy: boolean }) {
  const [words, setWords] = useState<Asked>(asked)
  const set = (key: (typeof keys)[number], value: string) => setWords(before => ({ ...before, [key]: value }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onAsk(Object.fromEntries(keys.map(key => [key, words[key]?.trim() || undefined])))
  }
  return (
    <Panel className="no-print seeds-question" label="The question">
      <form className="seeds-form" onSubmit={submit}>
        {fields.map(({ key, label, hint }) => (
          <TextInput
            key={key}
            label={label}
            placeholder={hint}
            value={words[key] ?? ''}
            onChange={event => set(key, event.currentTarget.value)}
            spellCheck={false}
          />
        ))}
        <TextInput type="datetime-local" label="From" value={words.from ?? ''} onChange={event => set('from', event.currentTarget.value)} />
        <TextInput
          type="datetime-local"
          label="Until"
          value={words.until ?? ''}
          onChange={event => set('until', event.currentTarget.value)}
        />
        <Checkbox
          className="seeds-check"
          label="a value out of range"
          checked={words.outOfRange === '1'}
          onChange={event => set('outOfRange', event.currentTarget.checked ? '1' : '')}
        />
        <Button type="submit" loading={busy} className="seeds-ask">
          Find the lots
        </Button>
      </form>
    </Panel>
  )
}

/** An address holds so many; more are given to a recall as a list. */
const seedsMax = 100

function Answer({ answer: { lots, events }, asked }: { answer: SeedAnswer; asked: Asked }) {
  if (lots.length === 0) return <Blank title="No lot fits" text="All that is stated must hold: leave something out, or widen the time." />
  const seed = lots.slice(0, seedsMax).map(lot => seedText(lot))
  const few = lots.length <= seedsMax || onlyContainer(asked)
  const { container, from, until } = asked
  const lain = container !== undefined && onlyContainer(asked) ? containerText({ container, after: from, until }) : undefined
  return (
    <section className="stack" aria-label="The lots">
      <div className="spread">
        <p role="status">
          <strong className="num">
            {lots.length.toLocaleString('en')} {lots.length === 1 ? 'lot' : 'lots'}
          </strong>
          , by {events.length.toLocaleString('en')} {events.length === 1 ? 'event' : 'events'}
        </p>
        {few ? (
          <div className="row no-print">
            <Link className="button" to="/recall" search={{ seed: lain ? [lain] : seed }}>
              {lain ? 'Recall what lay there' : 'Recall these'}
            </Link>
            <Link className="button" to="/holds" search={{ seed, place: '1' }}>
              Hold these…
            </Link>
            <Link className="button" to="/common-factor" search={{ failed: lots.map(({ number }) => number) }}>
              What do they share?
            </Link>
          </div>
        ) : (
          <p className="quiet small">More than {seedsMax}: narrow the question, or go on at the command line (seeds --next recall).</p>
        )}
      </div>
      <DataTable
        label="Lots by question"
        columns={container === undefined ? columns : [...columns, partColumn(asked)]}
        rows={lots}
        rowKey={row => String(row.id)}
      />
    </section>
  )
}

/** Then it is known of each lot how much of it lay there, and a recall need not take it whole. */
const onlyContainer = (asked: Asked): boolean =>
  asked.container !== undefined && keys.every(key => asked[key] === undefined || key === 'container' || key === 'from' || key === 'until')

const partColumn = ({ container, from, until }: Asked): Column<SeedLot> => ({
  key: 'part',
  title: 'What lay there',
  width: 'minmax(110px, 0.6fr)',
  cell: row => (
    <Link
      to="/trace"
      search={{ lot: String(row.id), view: 'table', direction: 'forward', container, after: from, until }}
      aria-label={`Trace what lay there of ${row.number}`}
    >
      Trace
    </Link>
  ),
})

const columns: Column<SeedLot>[] = [
  { key: 'lot', title: 'Lot or serial', width: 'minmax(220px, 1.6fr)', cell: row => <LotName lot={row} /> },
  { key: 'order', title: 'Work order', width: 'minmax(120px, 1fr)', cell: row => <span className="mono">{row.workOrder}</span> },
  { key: 'vendorLot', title: 'Vendor lot', width: 'minmax(120px, 1fr)', cell: row => <span className="mono">{row.vendorLot}</span> },
  {
    key: 'events',
    title: 'Events that match',
    width: 'minmax(140px, 1fr)',
    cell: row =>
      row.events.slice(0, 8).map(sequence => (
        <Link key={sequence} className="num small" to="/ledger" search={{ event: String(sequence) }}>
          #{sequence.toLocaleString('en')}{' '}
        </Link>
      )),
  },
]
