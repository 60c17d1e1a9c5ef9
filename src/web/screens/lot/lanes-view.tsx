import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { LotDetail, LotLanes, LotSpan } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { client } from '../../app/api.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import type { Looks } from '../../parts/lanes-drawing.tsx'
import { LanesFrame } from '../../parts/lanes-frame.tsx'
import type { PlacedSpan, Told } from '../../parts/lanes-layout.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { TableFiles } from '../../parts/table-files.tsx'
import { absoluteTime, When } from '../../parts/when.tsx'
import { kindWord } from './kind-word.ts'
import { laneOf, toldIn } from './lanes-told.ts'

/** Where the lot was when, one lane for each work center; what it is made from and went into stands beside it, quieter. */
export function LanesView({ lot }: { lot: LotDetail }) {
  const { t } = useWords()
  const lanes = useQuery({ queryKey: ['lanes', lot.id], queryFn: ({ signal }) => client.lanes(lot.id, signal) })
  if (lanes.isError) return <Trouble error={lanes.error} retry={() => void lanes.refetch()} />
  if (!lanes.data) return <Skeleton rows={6} height={52} />
  if (lanes.data.spans.length === 0) return <Blank title={t('life.nothing')} />
  return (
    <div className="stack">
      <Picture lot={lot} lanes={lanes.data} />
      <Legend lanes={lanes.data} />
      <SpanTable lot={lot} spans={lanes.data.spans} />
    </div>
  )
}

function Picture({ lot, lanes: { spans } }: { lot: LotDetail; lanes: LotLanes }) {
  const words = useWords()
  const [told, looks] = useMemo(() => [labelledIn(words), looksIn(words)], [words])
  const navigate = useNavigate({ from: '/lots/$id' })
  const open = ({ spans: [span] }: PlacedSpan<LotSpan>) => {
    if (span?.relation === 'own') void navigate({ to: '/ledger', search: { event: String(span.sequence), site: span.lot.site } })
    else if (span) void navigate({ to: '/lots/$id', params: { id: String(span.lot.id) }, search: { view: 'lanes' } })
  }
  return (
    <LanesFrame
      spans={spans}
      told={told}
      looks={looks}
      title={words.t('life.title', { number: lot.number })}
      zoomed={useSearch({ from: '/lots/$id' })}
      rezoom={change => void navigate({ search: before => ({ ...before, ...change(before) }), replace: true, resetScroll: false })}
      open={open}
    />
  )
}

const relations = { own: 'life.this-lot', parent: 'acts.made-from', child: 'acts.went-into' } as const satisfies Record<
  LotSpan['relation'],
  OfficeKey
>
const doneOf = ({ kinds }: LotSpan, words: Words): string => kinds.map(kind => kindWord(kind, words)).join(', ')
const operationOf = ({ operation, operationName }: LotSpan, { t }: Words): string =>
  operationName ?? (operation === null ? '' : t('picture.operation', { operation: String(operation) }))
const deltaOf = ({ delta }: LotSpan): string => (delta === '0' ? '' : delta.startsWith('-') ? delta : `+${delta}`)
const cut = (text: string): string => (text.length > 18 ? `${text.slice(0, 9)}…${text.slice(-8)}` : text)

function labelOf(span: LotSpan, words: Words): string {
  if (span.relation === 'own') return cut(operationOf(span, words) || doneOf(span, words))
  return span.relation === 'parent' ? `← ${cut(span.lot.number)}` : `${cut(span.lot.number)} →`
}

/** Everything a bar shows, one after the other. */
function sentenceOf(span: LotSpan, words: Words): string {
  const { t, mark } = words
  const { number } = span.lot
  const who = span.relation === 'own' ? number : t('life.who', { number, relation: t(relations[span.relation]) })
  const place = [laneOf(span, words), operationOf(span, words)].filter(Boolean).join(', ')
  const delta = deltaOf(span)
  const facts = [
    t('acts.happened', { who, act: doneOf(span, words), place }),
    timeOf(span, words),
    delta === '' ? '' : `${delta.replace('.', mark)} ${span.unit}`,
  ]
  return facts.filter(Boolean).join(', ')
}

function timeOf({ from, to }: LotSpan, words: Words): string {
  const begun = absoluteTime(from, false, words)
  return from === to ? begun : words.t('lanes.span', { from: begun, to: absoluteTime(to, false, words) })
}

/** Each span is a bar of its own. */
const ofFirst =
  (say: (span: LotSpan) => string) =>
  ([span]: readonly LotSpan[]): string =>
    span === undefined ? '' : say(span)
const labelledIn = (words: Words): Told<LotSpan> => ({ ...toldIn(words), labelOf: ofFirst(span => labelOf(span, words)) })
const looksIn = (words: Words): Looks<LotSpan> => ({
  sentenceOf: ofFirst(span => sentenceOf(span, words)),
  classOf: ofFirst(({ relation }) => `span-${relation}`),
})

function Legend({ lanes: { parents, children, whole } }: { lanes: LotLanes }) {
  const { t } = useWords()
  const counts = ({ shown, of: all }: { shown: number; of: number }) => ({ shown, all })
  return (
    <div className="lanes-legend small quiet">
      <span className="lanes-key lanes-key-own">{t('life.this-lot')}</span>
      <span className="lanes-key lanes-key-parent">
        {t(parents.shown < parents.of ? 'life.parents-of' : 'life.parents', counts(parents))}
      </span>
      <span className="lanes-key lanes-key-child">
        {t(children.shown < children.of ? 'life.children-of' : 'life.children', counts(children))}
      </span>
      {!whole && <span>{t('life.only-last')}</span>}
    </div>
  )
}

const text = (key: string, title: string, width: string, of: (span: LotSpan) => string): Column<LotSpan> => ({
  key,
  title,
  width,
  cell: span => <span className="small">{of(span)}</span>,
  csv: of,
})
const time = (key: 'from' | 'to', title: string): Column<LotSpan> => ({
  key,
  title,
  width: '150px',
  cell: span => (
    <span className="small">
      <When at={span[key]} exact />
    </span>
  ),
  csv: span => span[key],
  sheet: 'time',
})
const columnsIn = (words: Words): Column<LotSpan>[] => {
  const { t } = words
  return [
    time('from', t('acts.from')),
    time('to', t('acts.to')),
    text('lane', t('lanes.where'), 'minmax(120px, 1fr)', span => laneOf(span, words)),
    text('operation', t('col.operation'), 'minmax(110px, 1fr)', span => operationOf(span, words)),
    text('what', t('col.what'), 'minmax(110px, 1fr)', span => doneOf(span, words)),
    {
      key: 'lot',
      title: t('trace.lot-or-serial'),
      width: 'minmax(140px, 1.2fr)',
      cell: span => <LotLink lot={span.lot} />,
      csv: span => span.lot.number,
    },
    text('relation', t('acts.is'), '90px', span => t(relations[span.relation])),
    {
      key: 'delta',
      title: t('col.quantity'),
      width: '110px',
      align: 'right',
      cell: span => deltaOf(span) !== '' && <Amount value={deltaOf(span)} unit={span.unit} />,
      csv: span => span.delta,
    },
  ]
}
const fileColumnsIn = (words: Words): Column<LotSpan>[] => {
  const { t } = words
  return [
    ...columnsIn(words),
    text('unit', t('field.unit'), '', span => span.unit),
    text('material', t('col.material'), '', span => span.lot.material),
    text('order', t('col.order'), '', span => span.workOrder ?? ''),
    text('run', t('part.run'), '', span => span.run ?? ''),
    { key: 'sequence', title: t('place.ledger'), width: '', cell: () => null, csv: span => span.sequence, sheet: 'amount' },
  ]
}

function SpanTable({ lot, spans }: { lot: LotDetail; spans: LotSpan[] }) {
  const words = useWords()
  const { t } = words
  return (
    <>
      <div className="row">
        <TableFiles name={t('life.file', { number: lot.number })} columns={fileColumnsIn} rows={spans} />
      </div>
      <DataTable
        label={t('life.as-list')}
        columns={columnsIn(words)}
        rows={spans}
        rowKey={span => `${span.lot.id} ${span.run ?? ''} ${span.sequence} ${span.from} ${span.kinds.join()}`}
        height="420px"
      />
    </>
  )
}
