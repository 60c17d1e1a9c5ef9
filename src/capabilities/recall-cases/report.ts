/** The report of a case on paper: what was asked, what was reached, what was done about it, and what proves it. */
import type { Content, TableCell } from 'pdfmake/interfaces.js'
import { formatInstant } from '../../base/instant.ts'
import { pdfOf } from '../paper-page.ts'
import { cell, id, moment, table } from '../paper-table.ts'
import { type EvidenceHead, type ListShown, SIDES } from './evidence-shapes.ts'

/** Paper takes so many rows of a list; the files beside it have all of them. */
export const ROWS = 500

type Lists = Readonly<Record<string, ListShown>>
interface Report {
  lists: Lists
  contentHash: string
  now: number
}

export function reportPdf(record: EvidenceHead, { lists, contentHash, now }: Report): Promise<Buffer> {
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
      ...ends(lists),
      ...reconciliation(record),
      ...balance(lists),
      ...missing(lists),
      ...findings(lists),
      ...customers(lists),
      ...events(lists),
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

function summary({ case: one, seeds, pickList, customers: told, balanceTotal, growth, closedBy }: EvidenceHead): Content[] {
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
    ['Not found', pickList.found < pickList.lines ? `${pickList.lines - pickList.found}` : ''],
    ['Customers told', share(told.told, told.customers)],
    ['Effectiveness', `${share(told.answered, told.customers)} of the customers answered`],
    ['Promised and overdue', told.overdue === 0 ? '' : `${told.overdue} of ${told.customers} customers: the day they promised has passed`],
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

const versions = ({ versions: rows }: EvidenceHead): Content[] => [
  section('Versions', rows.length),
  table(
    ['Version', 'At', 'By', 'Lots', 'Certain', 'Possible', 'Customers', 'Ledger', 'Fingerprint of the scope, hash of the event'],
    [35, 75, 44, 30, 38, 42, 50, 45, HASH_WIDTH],
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

const exclusions = ({ exclusions: rows }: EvidenceHead): Content[] =>
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
const inclusions = ({ inclusions: rows }: EvidenceHead): Content[] =>
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

type Row = ListShown['rows'][number]
const NONE: ListShown = { rows: [], count: 0 }

/** Whatever a column has as the text that stands in it. */
function said(row: Row, key: string): string {
  const value = row[key]
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

function ends(lists: Lists): Content[] {
  const list = (title: string, { rows, count }: ListShown = NONE, keys: string[]): Content[] => [
    section(title, count),
    ...listed({ rows, count }, ['Lot or serial', 'Quantity', 'Certainty', 'Where, to whom or how'], ['*', 90, 60, '*'], row => [
      named(said(row, 'material'), said(row, 'number')),
      `${said(row, 'quantity')} ${said(row, 'unit')}`,
      said(row, 'certainty'),
      cell(
        keys
          .map(key => said(row, key))
          .filter(Boolean)
          .join('  '),
      ),
    ]),
  ]
  return [
    ...list('Stop: in work', lists.stop, ['workCenter', 'workOrder', 'run']),
    ...list('Quarantine: in stock', lists.quarantine, ['location', 'container']),
    ...list('Call: with customers', lists.call, ['customer', 'shipment']),
    ...list('Gone: scrapped, adjusted or sent back', lists.gone, ['how']),
  ]
}

function listed({ rows, count }: ListShown, titles: string[], widths: (string | number)[], cells: (row: Row) => TableCell[]): Content[] {
  if (count === 0) return [{ text: 'None.' }]
  const more: Content[] =
    count > rows.length
      ? [{ text: `The first ${rows.length} of ${count}; the files beside this report have all of them.`, bold: true }]
      : []
  return [table(titles, widths, rows.map(cells)), ...more]
}

/** What was made of all lots is where they are now, went on into others of them, or is not accounted for: the sums, by unit. */
const reconciliation = ({ reconciliation: rows }: EvidenceHead): Content[] => [
  section('Reconciliation of all lots'),
  table(
    ['Unit', 'Made or received', 'In work', 'In stock', 'With customers', 'Gone', 'Gone on into others', 'Unaccounted'],
    Array<string>(8).fill('*'),
    rows.map(row => [row.unit, ...SIDES.map(side => row[side])]),
  ),
]

const balance = ({ unaccounted = NONE }: Lists): Content[] => [
  section('Balance: lots that do not add up', unaccounted.count),
  ...listed(
    unaccounted,
    ['Lot or serial', 'Made', 'Stop', 'Quarantine', 'Call', 'Gone', 'Onward', 'Unaccounted'],
    ['*', 70, 60, 70, 60, 60, 60, 75],
    row => [
      named(said(row, 'material'), said(row, 'number')),
      `${said(row, 'made')} ${said(row, 'unit')}`,
      ...['stop', 'quarantine', 'call', 'gone', 'onward', 'unaccounted'].map(key => said(row, key)),
    ],
  ),
]

/** What the record says lies somewhere, and of which nobody has scanned all. */
const missing = ({ 'not-found': lines = NONE }: Lists): Content[] => [
  section('Not found', lines.count),
  ...listed(lines, ['Lot or serial', 'Should be there', 'Scanned', 'Certainty', 'Where'], ['*', 90, 70, 60, '*'], row => [
    named(said(row, 'material'), said(row, 'number')),
    `${said(row, 'quantity')} ${said(row, 'unit')}`,
    said(row, 'found'),
    said(row, 'certainty'),
    cell([said(row, 'place') || 'no place recorded', said(row, 'container')].filter(Boolean).join('  ')),
  ]),
]

const findings = ({ found = NONE }: Lists): Content[] => [
  section('Found', found.count),
  ...listed(found, ['Lot or serial', 'Quantity', 'Where', 'By', 'At'], ['*', 90, '*', 80, 90], row => [
    named(said(row, 'material'), said(row, 'number')),
    `${said(row, 'quantity')} ${said(row, 'unit')}`,
    cell(said(row, 'detail')),
    cell(said(row, 'by')),
    moment(said(row, 'at')),
  ]),
]

const STATES: Readonly<Record<string, string>> = { 'to-tell': 'not told', returned: 'sent back' }

/** One row for each customer and unit. */
const customers = ({ customers: told = NONE, contacts = NONE }: Lists): Content[] => [
  section('Customers', told.count),
  ...listed(
    told,
    ['Customer', 'Name', 'Lots', 'State', 'Sent', 'Back', 'Used', 'Open', 'Last heard', 'Promised'],
    [70, '*', 30, 60, 65, 50, 50, 50, 75, 75],
    row => [
      cell(said(row, 'customer')),
      said(row, 'name'),
      said(row, 'lots'),
      STATES[said(row, 'state')] ?? said(row, 'state'),
      `${said(row, 'shipped')} ${said(row, 'unit')}`,
      ...['returned', 'used', 'open'].map(key => said(row, key)),
      moment(said(row, 'lastAt')),
      { stack: [moment(said(row, 'replyBy')), ...(row['overdue'] === true ? [{ text: 'overdue', bold: true }] : [])] },
    ],
  ),
  section('What was said', contacts.count),
  ...listed(
    contacts,
    ['Customer', 'Name', 'Outcome', 'Quantity', 'Words', 'Answer by', 'By', 'At'],
    [70, 110, 65, 70, '*', 75, 60, 80],
    row => [
      cell(said(row, 'customer')),
      said(row, 'customerName'),
      said(row, 'outcome'),
      said(row, 'quantity') === '' ? '' : `${said(row, 'quantity')} ${said(row, 'unit')}`,
      said(row, 'detail'),
      moment(said(row, 'replyBy')),
      cell(said(row, 'by')),
      moment(said(row, 'at')),
    ],
  ),
]

const events = ({ events: told = NONE }: Lists): Content[] => [
  section('Events of the case in the ledger', told.count),
  ...listed(told, ['Ledger', 'Event', 'At', 'By', 'Hash'], [55, '*', 90, 90, HASH_WIDTH], row => [
    `#${said(row, 'sequence')}`,
    said(row, 'type'),
    moment(said(row, 'at')),
    cell(said(row, 'by')),
    { ...cell(said(row, 'hash')), fontSize: HASH_SIZE },
  ]),
]
