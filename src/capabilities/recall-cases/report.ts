/** The report of a case on paper: what was asked, what was reached, what was done about it, and what proves it. */
import type { Content, TableCell } from 'pdfmake/interfaces.js'
import { formatInstant } from '../../base/instant.ts'
import type { EvidenceRecord } from './evidence.ts'
import { cell, id, moment, pdfOf, table } from './papers.ts'

/** Paper takes so many rows of a list; the files beside it have all of them. */
const ROWS = 500

export function reportPdf(record: EvidenceRecord, { contentHash, now }: { contentHash: string; now: number }): Promise<Buffer> {
  const { recall, kind, site } = record.case
  const name = `${kind === 'drill' ? 'Drill' : 'Recall'} ${recall}`
  return pdfOf({
    title: name,
    head: `${name}   site ${site}   ${record.case.reason}`,
    foot: `Made ${moment(formatInstant(now))}. All times are UTC. Content ${contentHash.slice(0, 16)}`,
    now,
    landscape: true,
    content: [
      { text: record.case.closedAt === null ? `${name}: interim report` : `${name}: closing report`, style: 'title' },
      ...summary(record),
      ...versions(record),
      ...exclusions(record),
      ...inclusions(record),
      ...ends(record),
      ...balance(record),
      ...findings(record),
      ...customers(record),
      ...events(record),
      section('What proves it'),
      { text: ['SHA-256 of record.json beside this report: ', id(contentHash)] },
      {
        text: 'Each event of events.jsonl stands in the ledger of the site under its sequence and hash; each hash covers the one before it.',
      },
    ],
  })
}

/** Sixty-four letters of the typewriter face, which do not break: 64 × 0.6 × 7 points. */
const HASH_SIZE = 7
const HASH_WIDTH = 275

const section = (text: string, count?: number): Content => ({ text: count === undefined ? text : `${text} (${count})`, style: 'section' })
const share = (part: number, whole: number): string => `${part} of ${whole}${whole === 0 ? '' : `, ${Math.floor((part * 100) / whole)} %`}`

const momentBy = (at: Parameters<typeof moment>[0], by: string | null): string => `${moment(at)}${by === null ? '' : ` by ${by}`}`

function summary({ case: one, seeds, pickList, customers: told, balanceTotal, growth, events: rows }: EvidenceRecord): Content[] {
  const closedBy = rows.findLast(event => event.type === 'recallClose' && !event.voided)?.by ?? null
  const facts: [string, string][] = [
    [
      'Starts from',
      seeds
        .map(seed => `${seed.material ?? ''} ${seed.number ?? ''}`)
        .slice(0, 20)
        .join(', ') + (seeds.length > 20 ? ` and ${seeds.length - 20} more` : ''),
    ],
    ['Reason', one.reason],
    ['Committed', momentBy(one.at, one.by)],
    ['Closed', one.closedAt === null ? 'not yet' : `${momentBy(one.closedAt, closedBy)}: ${one.closeReason ?? ''}`],
    ['Class', one.class ?? ''],
    ['Hold', one.hold ?? 'none'],
    ['Reaches', `${one.lots} lots and serials: ${one.certain} certain, ${one.possible} possible`],
    ['Accounted for', `${balanceTotal.percent} %, ${balanceTotal.unaccountedLots} lots do not add up`],
    ['Found', share(pickList.found, pickList.lines)],
    ['Customers told', share(told.told, told.customers.length)],
    ['Customers answered', share(told.answered, told.customers.length)],
    ...told.quantities.map(
      row =>
        [`With customers, ${row.unit}`, `${row.shipped} sent, ${row.returned} back, ${row.used} used, ${row.open} open`] as [
          string,
          string,
        ],
    ),
    ['Since its version', growth.same ? 'nothing has changed' : growth.text],
  ]
  return [
    {
      table: {
        widths: [130, '*'],
        body: facts.filter(([, value]) => value !== '').map(([title, value]): TableCell[] => [{ text: title, bold: true }, value]),
      },
      layout: 'noBorders',
      margin: [0, 8, 0, 0],
    },
  ]
}

const versions = ({ versions: rows }: EvidenceRecord): Content[] => [
  section('Versions', rows.length),
  table(
    ['Version', 'At', 'By', 'Lots', 'Certain', 'Possible', 'Customers', 'Ledger', 'Fingerprint of the scope, hash of the event'],
    [36, 75, 50, 32, 38, 42, 50, 45, HASH_WIDTH],
    rows.map(row => [
      `${row.version}`,
      moment(row.at),
      cell(row.by),
      `${row.lots}`,
      `${row.certain}`,
      `${row.possible}`,
      `${row.customers}`,
      `#${row.sequence}`,
      { stack: [cell(row.fingerprint), cell(row.hash)], fontSize: HASH_SIZE },
    ]),
  ),
]

const exclusions = ({ exclusions: rows }: EvidenceRecord): Content[] =>
  rows.length === 0
    ? []
    : [
        section('Excluded', rows.length),
        table(
          ['Lot or serial', 'Reason', 'Evidence', 'Event', 'By', 'At'],
          ['*', '*', '*', 60, 60, 80],
          rows.map(row => [
            named(row.material, row.number),
            row.detail ?? '',
            row.evidence ?? '',
            row.evidenceSequence === null ? '' : `#${row.evidenceSequence}`,
            cell(row.by),
            moment(row.at),
          ]),
        ),
      ]

/** What was excluded once and is not any more. */
const inclusions = ({ inclusions: rows }: EvidenceRecord): Content[] =>
  rows.length === 0
    ? []
    : [
        section('Taken in again', rows.length),
        table(
          ['Lot or serial', 'Reason', 'By', 'At'],
          ['*', '*', 60, 80],
          rows.map(row => [named(row.material, row.number), row.detail ?? '', cell(row.by), moment(row.at)]),
        ),
      ]

const named = (material: string | null, number: string | null): Content => ({ text: [id(material), ' ', id(number)] })

interface EndRow {
  material: string
  number: string
  quantity: string
  unit: string
  certainty: string
}

function ends({ ends: found }: EvidenceRecord): Content[] {
  const where = (row: object, key: string): string => {
    const value: unknown = Reflect.get(row, key)
    return typeof value === 'string' ? value : ''
  }
  const list = (title: string, rows: readonly EndRow[], keys: string[]): Content[] => [
    section(title, rows.length),
    ...listed(rows, ['Lot or serial', 'Quantity', 'Certainty', 'Where, to whom or how'], ['*', 90, 60, '*'], row => [
      named(row.material, row.number),
      `${row.quantity} ${row.unit}`,
      row.certainty,
      cell(
        keys
          .map(key => where(row, key))
          .filter(Boolean)
          .join('  '),
      ),
    ]),
  ]
  return [
    ...list('Stop: in work', found.stop, ['workCenter', 'workOrder', 'run']),
    ...list('Quarantine: in stock', found.quarantine, ['location', 'container']),
    ...list('Call: with customers', found.call, ['customer', 'shipment']),
    ...list('Gone: scrapped, adjusted or sent back', found.gone, ['how']),
  ]
}

function listed<T>(rows: readonly T[], titles: string[], widths: (string | number)[], cells: (row: T) => TableCell[]): Content[] {
  if (rows.length === 0) return [{ text: 'None.' }]
  const more: Content[] =
    rows.length > ROWS ? [{ text: `The first ${ROWS} of ${rows.length}; the files beside this report have all of them.`, bold: true }] : []
  return [table(titles, widths, rows.slice(0, ROWS).map(cells)), ...more]
}

function balance({ balance: rows }: EvidenceRecord): Content[] {
  const open = rows.filter(row => row.unaccounted !== '0')
  return [
    section('Balance: lots that do not add up', open.length),
    ...listed(
      open,
      ['Lot or serial', 'Made', 'Stop', 'Quarantine', 'Call', 'Gone', 'Onward', 'Unaccounted'],
      ['*', 70, 60, 70, 60, 60, 60, 75],
      row => [
        named(row.material, row.number),
        `${row.made} ${row.unit}`,
        row.stop,
        row.quarantine,
        row.call,
        row.gone,
        row.onward,
        row.unaccounted,
      ],
    ),
  ]
}

const findings = ({ found }: EvidenceRecord): Content[] => [
  section('Found', found.length),
  ...listed(found, ['Lot or serial', 'Quantity', 'Where', 'By', 'At'], ['*', 90, '*', 80, 90], row => [
    named(row.material, row.number),
    `${row.quantity ?? ''} ${row.unit ?? ''}`,
    cell(row.detail),
    cell(row.by),
    moment(row.at),
  ]),
]

const customers = ({ customers: told, contacts }: EvidenceRecord): Content[] => [
  section('Customers', told.customers.length),
  ...listed(
    told.customers,
    ['Customer', 'Name', 'Lots', 'State', 'Sent', 'Back', 'Used', 'Open', 'Last heard'],
    [70, '*', 35, 65, 75, 60, 60, 60, 80],
    row => [
      cell(row.customer),
      row.name ?? '',
      `${row.lots}`,
      row.state,
      row.quantities.map(one => `${one.shipped} ${one.unit}`).join('\n'),
      row.quantities.map(one => one.returned).join('\n'),
      row.quantities.map(one => one.used).join('\n'),
      row.quantities.map(one => one.open).join('\n'),
      moment(row.lastAt),
    ],
  ),
  section('What was said', contacts.length),
  ...listed(contacts, ['Customer', 'Outcome', 'Quantity', 'Words', 'By', 'At'], [80, 70, 80, '*', 70, 90], row => [
    cell(row.customer),
    row.outcome ?? '',
    row.quantity === null ? '' : `${row.quantity} ${row.unit ?? ''}`,
    row.detail ?? '',
    cell(row.by),
    moment(row.at),
  ]),
]

const events = ({ events: rows }: EvidenceRecord): Content[] => [
  section('Events of the case in the ledger', rows.length),
  ...listed(rows, ['Ledger', 'Event', 'At', 'By', 'Hash'], [55, 90, 90, 70, HASH_WIDTH], row => [
    `#${row.sequence}`,
    row.type,
    moment(row.at),
    cell(row.by),
    { ...cell(row.hash), fontSize: HASH_SIZE },
  ]),
]
