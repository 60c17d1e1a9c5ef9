import { Button, FileButton, NativeSelect, Textarea } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { useState } from 'react'
import type { IdentifierAnswer, IdentifierCheck, LineStatus, ListRead } from '../../../client/index.ts'
import { Problem } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { seedOf, seedText } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { heard, inEnglish, useWords, type Words } from '../../app/words.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { csvOf, download } from '../../parts/csv.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { type Fault, faultOf } from '../../parts/fault.ts'
import { Chip } from '../../parts/state-chip.tsx'

interface ListCheckProps {
  /** What was pasted into the field beside. */
  pasted: string
  seeds: string[]
  onAdd: (seeds: string[]) => void
  onClose: () => void
}

/** A list, pasted or out of a file: every line is answered, what is not clear is mended here, and only then anything is added. */
export function ListCheck({ pasted, seeds, onAdd, onClose }: ListCheckProps) {
  const { t } = useWords()
  const list = useList(pasted, seeds)
  const { checked } = list
  return (
    <Dialog opened onClose={onClose} title={t('id-list.title')} size={980}>
      <div className="stack">
        <ListSource list={list} />
        {list.fault && <Refusal of="question" code={list.fault.code} detail={list.fault.detail} />}
        {checked && (
          <>
            <Counts checked={checked} />
            <Answers checked={checked} onTake={list.take} />
          </>
        )}
        <AddLots list={list} onAdd={onAdd} />
      </div>
    </Dialog>
  )
}

type List = ReturnType<typeof useList>

function AddLots({ list: { checked, taken }, onAdd }: { list: List; onAdd: (seeds: string[]) => void }) {
  const { t } = useWords()
  const lots = [...new Set([...taken, ...(checked?.lots ?? []).map(seedText)])]
  const open = checked?.open ?? 0
  if (lots.length === 0 && open === 0) return null
  return (
    <div className="row">
      <Button disabled={lots.length === 0} onClick={() => onAdd(lots)}>
        {t('id-list.add', { count: lots.length })}
      </Button>
      {open > 0 && <span className="small quiet">{t('id-list.left-out', { count: open })}</span>}
    </div>
  )
}

function useList(pasted: string, seeds: string[]) {
  const site = useSite()
  const [text, setText] = useState(pasted)
  const [read, setRead] = useState<{ bytes: Uint8Array<ArrayBuffer>; list: ListRead }>()
  const [checked, setChecked] = useState<IdentifierCheck>()
  const [taken, setTaken] = useState<string[]>([])
  const [fault, setFault] = useState<Fault>()
  const [busy, setBusy] = useState(false)
  const work = async (act: () => Promise<void>) => {
    setBusy(true)
    setFault(undefined)
    await act().catch((error: unknown) => setFault(faultOf(error)))
    setBusy(false)
  }
  const check = (lines: string[], picked = taken) =>
    work(async () => {
      const already = [...seeds, ...picked].map(seedOf)
      setChecked(await client.checkIdentifiers({ lines, already, ...(site ? { site } : {}) }))
    })
  const changed = (next: string) => {
    setText(next)
    setChecked(undefined)
  }
  const readFile = (bytes: Uint8Array<ArrayBuffer>, column?: string) =>
    work(async () => {
      const list = await client.readList(bytes, column).catch(askForColumn)
      setRead({ bytes, list })
      changed(list.lines.join('\n'))
      if (list.lines.length > 0) await check(list.lines)
    })
  /** What a person says a line means; the line is then done with. */
  const take = (answer: IdentifierAnswer, lot: Named) => {
    const lines = linesOf(text).filter((_, index) => index !== answer.line - 1)
    const picked = [...taken, seedText(lot)]
    setTaken(picked)
    setText(lines.join('\n'))
    if (lines.length === 0) setChecked(undefined)
    else void check(lines, picked)
  }
  return { text, changed, read, readFile, checked, check: () => check(linesOf(text)), fault, busy, taken, take }
}

/** Lines as they are counted in the answer: blank ones are not asked. */
const linesOf = (text: string): string[] =>
  text
    .split(/[\r\n\t;]+/)
    .map(line => line.trim())
    .filter(Boolean)

interface Named {
  material: string
  number: string
}

/** A table of which no column is headed as a list: the person says which. */
function askForColumn(error: unknown): ListRead {
  const columns = error instanceof Problem ? error.more['columns'] : undefined
  if (!Array.isArray(columns)) throw error
  return { columns: columns.map(String), column: null, lines: [] }
}

function ListSource({ list }: { list: List }) {
  const { t } = useWords()
  const { text, changed, read, readFile, checked } = list
  const count = linesOf(text).length
  return (
    <>
      <Textarea
        label={t('id-list.lines')}
        description={t('id-list.lines-what')}
        value={text}
        onChange={event => changed(event.currentTarget.value)}
        rows={checked ? 4 : 9}
        classNames={{ input: 'mono' }}
        data-autofocus
      />
      <div className="row">
        <Button loading={list.busy} disabled={count === 0} variant={checked ? 'default' : 'filled'} onClick={() => void list.check()}>
          {t('id-list.check', { count })}
        </Button>
        <FileButton
          onChange={file => void file?.arrayBuffer().then(buffer => readFile(new Uint8Array(buffer)))}
          accept=".txt,.csv,.tsv,.xlsx"
        >
          {props => (
            <Button {...props} variant="default" leftSection={<IconFileUpload size={18} />}>
              {t('id-list.file')}
            </Button>
          )}
        </FileButton>
        {read && read.list.columns.length > 1 && (
          <NativeSelect
            aria-label={t('id-list.column')}
            value={read.list.column ?? ''}
            onChange={event => void readFile(read.bytes, event.currentTarget.value)}
            data={[...(read.list.column === null ? [{ value: '', label: t('id-list.which-column') }] : []), ...read.list.columns]}
          />
        )}
      </div>
    </>
  )
}

type Tone = 'done' | 'neutral' | 'attention' | 'stop'
const TONES: Record<LineStatus, Tone> = {
  lot: 'done',
  serial: 'done',
  container: 'done',
  shipment: 'done',
  workOrder: 'done',
  purchaseOrder: 'done',
  salesOrder: 'done',
  already: 'neutral',
  ambiguous: 'attention',
  elsewhere: 'attention',
  unknown: 'stop',
}
/** In the order they are told. */
const STATUSES = Object.keys(TONES) as LineStatus[]
const SIGNS = { done: 'tick', neutral: 'empty', attention: 'triangle', stop: 'octagon' } as const

function Counts({ checked }: { checked: IdentifierCheck }) {
  const { t } = useWords()
  return (
    <p className="row" role="status">
      {STATUSES.filter(status => checked.counts[status] > 0).map(status => (
        <Chip key={status} tone={TONES[status]} sign={SIGNS[TONES[status]]}>
          {t(`id-list.count-${status}`, { count: checked.counts[status] })}
        </Chip>
      ))}
    </p>
  )
}

/** What names no lot adds none, however well it is known: an empty container, an order under which nothing was made. */
const toneOf = ({ status, lots }: IdentifierAnswer): Tone => (lots.length === 0 && TONES[status] === 'done' ? 'attention' : TONES[status])
const isOpen = (answer: IdentifierAnswer): boolean => ['attention', 'stop'].includes(toneOf(answer))

function Answers({ checked, onTake }: { checked: IdentifierCheck; onTake: List['take'] }) {
  const words = useWords()
  const { t } = words
  const [all, setAll] = useState(false)
  const rows = all ? checked.answers : checked.answers.filter(isOpen)
  const columns = columnsOf(onTake, words)
  return (
    <>
      <div className="spread">
        <NativeSelect
          aria-label={t('id-list.which')}
          value={all ? 'all' : 'open'}
          onChange={event => setAll(event.currentTarget.value === 'all')}
          data={[
            { value: 'open', label: t('id-list.only-open', { count: checked.open }) },
            { value: 'all', label: t('id-list.all', { count: checked.lines }) },
          ]}
        />
        <Button
          size="xs"
          variant="default"
          disabled={rows.length === 0}
          onClick={() => download('identifiers.csv', csvOf(columnsOf(onTake, inEnglish), rows))}
        >
          CSV
        </Button>
      </div>
      {rows.length > 0 && (
        <DataTable label={t('id-list.table')} columns={columns} rows={rows} rowKey={row => String(row.line)} height="38vh" />
      )}
      {checked.counts.unknown > checked.nearestUntil && (
        <p className="small quiet">{t('id-list.compared', { count: checked.nearestUntil })}</p>
      )}
    </>
  )
}

const columnsOf = (onTake: List['take'], words: Words): Column<IdentifierAnswer>[] => [
  {
    key: 'line',
    title: words.t('id-list.col-line'),
    width: '64px',
    align: 'right',
    cell: row => <span className="num">{row.line}</span>,
    csv: row => row.line,
  },
  {
    key: 'text',
    title: words.t('id-list.col-text'),
    width: 'minmax(140px, 1fr)',
    cell: row => <span className="mono small">{row.text}</span>,
    csv: row => row.text,
  },
  {
    key: 'status',
    title: words.t('id-list.col-meaning'),
    width: '150px',
    cell: row => (
      <Chip tone={toneOf(row)} sign={SIGNS[toneOf(row)]}>
        {words.t(`id-list.${row.status}`)}
      </Chip>
    ),
    csv: row => row.status,
  },
  {
    key: 'detail',
    title: words.t('id-list.col-what'),
    width: 'minmax(240px, 2fr)',
    cell: row => (
      <span className="small list-detail">
        {heard(row.said, words)} <Nearest row={row} onTake={onTake} />
      </span>
    ),
    csv: row => [row.detail, ...(row.nearest ?? []).map(one => one.number)].join(' '),
  },
]

/** Offered, never taken: it is a person who says what was meant. */
function Nearest({ row, onTake }: { row: IdentifierAnswer; onTake: List['take'] }) {
  const { t } = useWords()
  const offered = row.status === 'ambiguous' ? row.lots : (row.nearest ?? [])
  return offered.slice(0, 3).map(lot => (
    <button key={lot.material + lot.number} type="button" className="plain list-take" onClick={() => onTake(row, lot)}>
      {t('id-list.take', { number: lot.number })}
      <span className="quiet"> {lot.material}</span>
    </button>
  ))
}
