import { Button, Checkbox, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { SeedAnswer, SeedLot, SeedQuestion } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { containerText, seedText } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { QuestionTabs } from '../../parts/question-tabs.tsx'
import './seeds.css'

const fields = [
  { key: 'workCenter', label: 'col.work-center', hint: 'seeds.work-center-hint' },
  { key: 'by', label: 'seeds.person', hint: 'seeds.person-hint' },
  { key: 'operation', label: 'col.operation', hint: 'seeds.operation-hint' },
  { key: 'workOrder', label: 'factor.work-order', hint: undefined },
  { key: 'vendor', label: 'col.vendor', hint: 'seeds.vendor-hint' },
  { key: 'purchaseOrder', label: 'col.purchase-order', hint: undefined },
  { key: 'container', label: 'lies.container', hint: 'seeds.container-hint' },
  { key: 'document', label: 'seeds.document', hint: 'seeds.document-hint' },
  { key: 'material', label: 'col.material', hint: 'seeds.material-hint' },
  { key: 'characteristic', label: 'seeds.characteristic', hint: 'seeds.characteristic-hint' },
  { key: 'above', label: 'seeds.above', hint: undefined },
  { key: 'below', label: 'seeds.below', hint: undefined },
  { key: 'run', label: 'seeds.run', hint: undefined },
] as const
const keys = [...fields.map(({ key }) => key), 'from', 'until', 'outOfRange'] as const
type Asked = Partial<Record<(typeof keys)[number], string | undefined>>

export function SeedsScreen() {
  const { t } = useWords()
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
      <PageHead title={t('seeds.title')} text={t('seeds.text')} />
      <Question asked={asked} onAsk={next => void navigate({ search: before => ({ ...before, ...next }) })} busy={answer.isLoading} />
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
  const { t } = useWords()
  const [words, setWords] = useState<Asked>(asked)
  const set = (key: (typeof keys)[number], value: string) => setWords(before => ({ ...before, [key]: value }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onAsk(Object.fromEntries(keys.map(key => [key, words[key]?.trim() || undefined])))
  }
  return (
    <Panel className="no-print seeds-question" label={t('questions.the-question')}>
      <form className="seeds-form" onSubmit={submit}>
        {fields.map(({ key, label, hint }) => (
          <TextInput
            key={key}
            label={t(label)}
            placeholder={hint && t(hint)}
            value={words[key] ?? ''}
            onChange={event => set(key, event.currentTarget.value)}
            spellCheck={false}
          />
        ))}
        <TextInput
          type="datetime-local"
          label={t('seeds.from')}
          value={words.from ?? ''}
          onChange={event => set('from', event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label={t('seeds.until')}
          value={words.until ?? ''}
          onChange={event => set('until', event.currentTarget.value)}
        />
        <Checkbox
          className="seeds-check"
          label={t('seeds.out-of-range')}
          checked={words.outOfRange === '1'}
          onChange={event => set('outOfRange', event.currentTarget.checked ? '1' : '')}
        />
        <Button type="submit" loading={busy} className="seeds-ask">
          {t('seeds.find')}
        </Button>
      </form>
    </Panel>
  )
}

/** An address holds so many; more are given to a recall as a list. */
const seedsMax = 100

function Answer({ answer: { lots, events }, asked }: { answer: SeedAnswer; asked: Asked }) {
  const words = useWords()
  const { t, rich } = words
  if (lots.length === 0) return <Blank title={t('seeds.none')} text={t('seeds.none-text')} />
  const seed = lots.slice(0, seedsMax).map(lot => seedText(lot))
  const few = lots.length <= seedsMax || onlyContainer(asked)
  const { container, from, until } = asked
  const lain = container !== undefined && onlyContainer(asked) ? containerText({ container, after: from, until }) : undefined
  return (
    <section className="stack" aria-label={t('seeds.the-lots')}>
      <div className="spread">
        <p role="status">
          {rich('seeds.sum', {
            lots: <strong className="num">{t('common.lots', { count: lots.length })}</strong>,
            events: t('seeds.by-events', { count: events.length }),
          })}
        </p>
        {few ? (
          <div className="row no-print">
            <Link className="button" to="/recall" search={{ seed: lain ? [lain] : seed }}>
              {lain ? t('seeds.recall-part') : t('seeds.recall')}
            </Link>
            <Link className="button" to="/holds" search={{ seed, place: '1' }}>
              {t('seeds.hold')}
            </Link>
            <Link className="button" to="/common-factor" search={{ failed: lots.map(({ number }) => number) }}>
              {t('seeds.share')}
            </Link>
          </div>
        ) : (
          <p className="quiet small">{t('seeds.too-many', { count: seedsMax })}</p>
        )}
      </div>
      <DataTable label={t('seeds.title')} columns={columnsIn(words, asked)} rows={lots} rowKey={row => String(row.id)} />
    </section>
  )
}

/** Then it is known of each lot how much of it lay there, and a recall need not take it whole. */
const onlyContainer = (asked: Asked): boolean =>
  asked.container !== undefined && keys.every(key => asked[key] === undefined || key === 'container' || key === 'from' || key === 'until')

const partColumn = ({ t }: Words, { container, from, until }: Asked): Column<SeedLot> => ({
  key: 'part',
  title: t('seeds.part'),
  width: 'minmax(110px, 0.6fr)',
  cell: row => (
    <Link
      to="/trace"
      search={{ lot: String(row.id), view: 'table', direction: 'forward', container, after: from, until }}
      aria-label={t('seeds.trace-part', { lot: row.number })}
    >
      {t('place.trace')}
    </Link>
  ),
})

const columnsIn = (words: Words, asked: Asked): Column<SeedLot>[] => [
  { key: 'lot', title: words.t('direct.lot'), width: 'minmax(220px, 1.6fr)', cell: row => <LotName lot={row} /> },
  {
    key: 'order',
    title: words.t('factor.work-order'),
    width: 'minmax(120px, 1fr)',
    cell: row => <span className="mono">{row.workOrder}</span>,
  },
  {
    key: 'vendorLot',
    title: words.t('col.vendor-lot'),
    width: 'minmax(120px, 1fr)',
    cell: row => <span className="mono">{row.vendorLot}</span>,
  },
  {
    key: 'events',
    title: words.t('seeds.events'),
    width: 'minmax(140px, 1fr)',
    cell: row =>
      row.events.slice(0, 8).map(sequence => (
        <Link key={sequence} className="num small" to="/ledger" search={{ event: String(sequence) }}>
          #{words.n(sequence)}{' '}
        </Link>
      )),
  },
  ...(asked.container === undefined ? [] : [partColumn(words, asked)]),
]
