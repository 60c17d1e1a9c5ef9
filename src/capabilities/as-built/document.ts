/** The record as a document: what is missing first, then what is known. Black on white, identifiers in a typewriter face, a content hash at the end. */
import { createHash } from 'node:crypto'
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js'
import { canonicalJson, type Json } from '../../base/canonical.ts'
import { formatInstant } from '../../base/instant.ts'
import { paper } from '../paper.ts'
import { cell, id, moment, quantities, table } from '../paper-table.ts'
import type { DesignStatus } from './design.ts'
import { limitsSaid } from './limits.ts'
import type { AsBuilt } from './record.ts'

export async function asBuiltDocument(record: AsBuilt, now: number): Promise<Buffer> {
  return paper().createPdf(definition(record, now)).getBuffer()
}

/** The same record has the same hash, whenever and wherever it is printed. */
export const contentHash = (record: AsBuilt): string =>
  createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(record)) as Json))
    .digest('hex')

function definition(record: AsBuilt, now: number): TDocumentDefinitions {
  const { lot } = record
  const title = `As built: ${lot.material} ${lot.number}`
  return {
    info: { title, creationDate: new Date(now) },
    pageSize: 'A4',
    pageOrientation: 'landscape',
    pageMargins: [36, 44, 36, 44],
    defaultStyle: { font: 'Roboto', fontSize: 8.5, color: '#000000' },
    styles: { title: { fontSize: 17, bold: true }, section: { fontSize: 11.5, bold: true, margin: [0, 12, 0, 4] }, head: { bold: true } },
    header: () => ({ text: `As-built record   ${lot.material}   ${lot.number}`, margin: [36, 20, 36, 0], fontSize: 8 }),
    footer: (page, pages) => ({
      columns: [
        { text: `Printed ${moment(formatInstant(now))}. All times are UTC. Site ${lot.site}` },
        { text: `Page ${page} of ${pages}`, alignment: 'right' },
      ],
      margin: [36, 14, 36, 0],
      fontSize: 8,
    }),
    content: [
      { text: [{ text: 'As built: ' }, id(lot.material), ' ', id(lot.number)], style: 'title' },
      ...gaps(record),
      ...identity(record),
      ...design(record),
      ...components(record),
      ...deviations(record),
      ...replacements(record),
      ...documents(record),
      ...labels(record),
      ...operations(record),
      ...values(record),
      ...holds(record),
      ...dispositions(record),
      ...concessions(record),
      ...shipments(record),
      ...corrections(record),
      ...signatures(record),
      ...closing(record),
    ],
  }
}

// ---- small pieces ---------------------------------------------------------------------------------------------------------------

const section = (text: string, count: number): Content => ({ text: count === 0 ? text : `${text} (${count})`, style: 'section' })
const named = (lot: { material: string; number: string }): Content => ({ text: [id(lot.material), ' ', id(lot.number)] })

/** A heading does not end a page while what it says stands on the next. */
const listed = (title: string, rows: readonly unknown[], shown: () => Content, none: string): Content[] =>
  rows.length === 0 ? [{ stack: [section(title, 0), { text: none }], unbreakable: true }] : [section(title, rows.length), shown()]

// ---- sections -------------------------------------------------------------------------------------------------------------------

function gaps({ gaps: missing }: AsBuilt): Content[] {
  return listed(
    'What is missing',
    missing,
    () => ({ ul: missing.map(gap => ({ text: [gap.detail, '  ', id(gap.code)] })) }),
    'Nothing: every operation, component and required value of the routing is recorded.',
  )
}

function identity({ lot }: AsBuilt): Content[] {
  const facts: [string, string | null, boolean][] = [
    ['Material', lot.material, true],
    ['Description', lot.description, false],
    [lot.kind === 'serial' ? 'Serial' : 'Lot', lot.number, true],
    ['One of', lot.series, true],
    ['', lot.series && 'No event names this serial. Components, operations and values below are those of all it is one of.', false],
    ['Made', `${lot.made} ${lot.unit}`, false],
    ['Made at', moment(lot.madeAt), false],
    ['Work order', lot.workOrder, true],
    ['Vendor', lot.vendor, true],
    ['Vendor lot', lot.vendorLot, true],
    ['Heat', lot.heat, true],
    ['Expires', moment(lot.expiresAt), false],
  ]
  const known = facts.filter(([, value]) => value !== null && value !== '')
  return [
    section('Identity', 0),
    {
      table: {
        widths: [90, '*'],
        body: known.map(([name, value, isId]) => [{ text: name, style: 'head' }, isId ? cell(value) : { text: value ?? '' }]),
      },
      layout: 'noBorders',
    },
  ]
}

function components({ components: rows }: AsBuilt): Content[] {
  return listed(
    'Components',
    rows,
    () =>
      table(
        ['Component', 'In', quantities('Quantity'), 'Certainty', 'Since', 'Taken out', 'Vendor, vendor lot, documents'],
        ['*', '*', 60, 50, 85, 85, '*'],
        rows.map(row => [
          named(row),
          named(row.of),
          { text: row.quantity === null ? 'not recorded' : `${row.quantity} ${row.unit}` },
          row.certainty,
          moment(row.installedAt),
          moment(row.removedAt),
          {
            stack: [
              ...((row.vendor ?? row.vendorLot) ? [{ text: [id(row.vendor), ' ', id(row.vendorLot)] }] : []),
              ...documentNames(row.documents),
            ],
          },
        ]),
      ),
    'None recorded.',
  )
}

/** The status in words, the exceptions bold. */
const STATUS: Record<DesignStatus, TableCell> = {
  'as-designed': 'as designed',
  missing: { text: 'MISSING', bold: true },
  short: { text: 'TOO LITTLE', bold: true },
  over: { text: 'TOO MUCH', bold: true },
  substituted: { text: 'substituted', bold: true },
  deviation: { text: 'by deviation', bold: true },
  extra: { text: 'NOT DESIGNED', bold: true },
}

function design({ design: orders }: AsBuilt): Content[] {
  if (orders.length === 0) return []
  const count = orders.reduce((sum, order) => sum + order.lines.length, 0)
  return listed(
    'As designed, as built',
    Array.from({ length: count }),
    () =>
      table(
        ['Order', 'Operation', 'Component', 'Revision', quantities('Designed'), quantities('Built'), 'What is in it', 'Verdict'],
        [75, 75, 80, 45, 55, 75, '*', 70],
        orders.flatMap(({ workOrder, lines }) =>
          lines.map(line => [
            cell(workOrder),
            line.operation === null ? '' : `${line.operation.sequence} ${line.operation.name}`,
            { text: [id(line.material), line.position === null ? '' : ` at ${line.position}`] },
            cell(line.revision),
            line.expected === null ? 'not said' : `${line.expected} ${line.unit}`,
            `${line.built} ${line.unit}${Number(line.inferred) > 0 ? `, ${line.inferred} inferred` : ''}`,
            { text: line.parts.map(part => partText(part, line.material)).join(', ') },
            STATUS[line.status],
          ]),
        ),
      ),
    '',
  )
}

const partText = (part: AsBuilt['design'][number]['lines'][number]['parts'][number], designed: string): string =>
  `${part.material === designed ? '' : `${part.material} `}${part.number}${part.alternate ? ' (alternate)' : ''}${part.deviation === null ? '' : ` (deviation ${part.deviation})`}`

function deviations({ deviations: rows }: AsBuilt): Content[] {
  return listed(
    'Deviations',
    rows,
    () =>
      table(
        ['Deviation', 'Set aside', 'Component', 'In', 'Used', 'Good from, until', 'Reason', 'Asked, approved'],
        [60, 70, '*', '*', 70, 85, '*', 80],
        rows.map(row => [
          cell(row.deviation),
          row.rule.replaceAll('-', ' '),
          {
            text: [
              id(row.component.material),
              ' ',
              id(row.component.number),
              row.component.material === row.designed ? '' : ` for ${row.designed}`,
            ],
          },
          named(row.of),
          moment(row.usedAt),
          `${row.from === null ? '' : `${moment(row.from)} `}to ${moment(row.until)}${row.status === 'withdrawn' ? ', withdrawn since' : ''}`,
          row.reason,
          `${row.requestedBy ?? 'not said'}, ${row.approvedBy ?? 'not said'}`,
        ]),
      ),
    'None used.',
  )
}

function replacements({ replacements: rows }: AsBuilt): Content[] {
  if (rows.length === 0) return []
  return listed(
    'Replacements',
    rows,
    () =>
      table(
        ['In', 'Material', 'Position', 'Taken out, in order', 'Now'],
        ['*', 80, 60, '*', '*'],
        rows.map(row => [
          named(row.of),
          cell(row.material),
          cell(row.position),
          {
            text: row.before
              .map(
                one =>
                  `${one.number} (${moment(one.installedAt)} to ${moment(one.removedAt)}${one.reason === null ? '' : `: ${one.reason}`})`,
              )
              .join('\n'),
          },
          row.now.length === 0 ? 'nothing' : { text: row.now.map(one => `${one.number} (since ${moment(one.installedAt)})`).join('\n') },
        ]),
      ),
    'None.',
  )
}

/** By name, and by the beginning of the hash under which the bytes are kept. */
const documentNames = (rows: AsBuilt['documents']): string[] =>
  rows.map(({ kind, name, document }) => `${kind} ${name} (${document.slice(0, 12)})`)

function documents({ documents: rows }: AsBuilt): Content[] {
  return listed(
    'Documents',
    rows,
    () =>
      table(
        ['Kind', 'Name', 'SHA-256'],
        [90, '*', '*'],
        rows.map(row => [row.kind, { text: row.name }, cell(row.document)]),
      ),
    'None attached.',
  )
}

function labels({ labels: rows }: AsBuilt): Content[] {
  return listed(
    'Labels',
    rows,
    () =>
      table(
        ['Printed', 'Template', 'Labels', 'Copy', 'Printer', 'By', 'Why'],
        [85, 100, 40, 60, 80, 80, '*'],
        rows.map(row => [
          moment(row.at),
          cell(row.template),
          `${row.copies}`,
          row.copy === 0 ? 'original' : `copy ${row.copy}`,
          cell(row.printer),
          cell(row.by ?? row.station),
          { text: [row.reason ?? '', row.doubtful ? ' There may be one label more.' : ''] },
        ]),
      ),
    'None printed.',
  )
}

function operations({ operations: rows }: AsBuilt): Content[] {
  return listed(
    'Operations',
    rows,
    () =>
      table(
        ['Operation', 'On', 'Order', 'Where', 'Started', 'Finished', 'People', 'Good', 'Scrap'],
        ['*', '*', 70, 75, 80, 80, 70, 35, 35],
        rows.map(row => [
          {
            text: [
              row.sequence === null ? row.name : `${row.sequence} ${row.name}`,
              row.rework === null ? '' : { text: ` rework of ${row.rework}`, bold: true },
            ],
          },
          named(row.lot),
          cell(row.workOrder),
          cell(row.workCenter),
          moment(row.startedAt),
          row.finishedAt === null ? 'not finished' : moment(row.finishedAt),
          { text: row.people.length === 0 ? 'not recorded' : row.people.join(', ') },
          row.quantity,
          row.scrap,
        ]),
      ),
    'None recorded.',
  )
}

function values({ values: rows }: AsBuilt): Content[] {
  const limits = (row: AsBuilt['values'][number]): string => {
    const said = limitsSaid(row)
    return said === '' ? 'none' : `${said}${row.limitsFrom === 'order' ? ' (of the order)' : ''}`
  }
  const verdict = (inRange: boolean | null): TableCell => (inRange === null ? '' : inRange ? 'in' : { text: 'OUT', bold: true })
  return listed(
    'Values',
    rows,
    () =>
      table(
        ['Characteristic', 'Value', 'Limits', 'In limits', 'On', 'For', 'Certainty', 'Run', 'Measured'],
        ['*', 70, 80, 45, '*', 40, 50, 80, 85],
        rows.map(row => [
          row.characteristic,
          { text: `${row.value} ${row.unit ?? ''}` },
          limits(row),
          verdict(row.inRange),
          named(row.lot),
          row.quantity,
          row.certainty,
          cell(row.run),
          moment(row.at),
        ]),
      ),
    'None recorded.',
  )
}

function holds({ holds: rows }: AsBuilt): Content[] {
  return listed(
    'Holds',
    rows,
    () =>
      table(
        ['Hold', 'On', 'Reason', 'Case', 'By', 'Placed', 'Released'],
        [80, 90, '*', 70, 60, 85, '*'],
        rows.map(row => [
          cell(row.hold),
          row.lot === null ? '' : named(row.lot),
          row.reason,
          cell(row.case),
          cell(row.by),
          moment(row.at),
          row.releasedAt === null ? 'not released' : `${moment(row.releasedAt)} ${row.releaseReason ?? ''}`,
        ]),
      ),
    'None.',
  )
}

function dispositions({ dispositions: rows }: AsBuilt): Content[] {
  return listed(
    'Dispositions',
    rows,
    () =>
      table(
        ['Decided', 'On', 'Disposition', quantities('Quantity'), 'Freed of', 'Reason', 'By', 'Ledger'],
        [85, 100, 80, 50, 90, '*', 60, 45],
        rows.map(row => [
          moment(row.at),
          named(row.lot),
          row.disposition.replaceAll('-', ' '),
          row.quantity ?? 'all of it',
          cell(row.freed.join(', ')),
          row.reason,
          cell(row.by),
          `#${row.sequence}`,
        ]),
      ),
    'None.',
  )
}

function concessions({ concessions: rows }: AsBuilt): Content[] {
  return listed(
    'Concessions',
    rows,
    () =>
      table(
        ['Concession', 'Lot', 'Reason', 'Passed', 'Customer', 'Until', 'By'],
        [70, 80, '*', 80, 60, 85, 60],
        rows.map(row => [
          cell(row.concession),
          cell(row.number),
          row.reason,
          `${row.used}${row.quantity === null ? '' : ` of ${row.quantity}`} ${row.unit}`,
          cell(row.customer),
          row.expiresAt === null ? 'no end' : moment(row.expiresAt),
          cell(row.by),
        ]),
      ),
    'None.',
  )
}

function shipments({ shipments: rows }: AsBuilt): Content[] {
  return listed(
    'Shipments',
    rows,
    () =>
      table(
        ['Shipment', 'Customer', 'At', 'With the customer', 'Came back'],
        [110, '*', 95, 90, 90],
        rows.map(row => [
          cell(row.shipment),
          { text: [id(row.customer), ' ', row.customerName ?? ''] },
          moment(row.at),
          row.quantity,
          row.returned,
        ]),
      ),
    'Not shipped.',
  )
}

function corrections({ corrections: rows }: AsBuilt): Content[] {
  return listed(
    'Corrections',
    rows,
    () =>
      table(
        ['Ledger', 'At', 'By', 'Reason', 'Takes back', 'Replaced by'],
        [45, 85, 60, '*', 190, 190],
        rows.map(row => [
          `#${row.sequence}`,
          moment(row.at),
          cell(row.by),
          row.reason,
          { text: [`${row.type ?? ''} `, id(row.event)] },
          row.replacement === null ? 'nothing' : cell(row.replacement),
        ]),
      ),
    'None.',
  )
}

function signatures({ signatures: rows }: AsBuilt): Content[] {
  return listed(
    'Signatures',
    rows,
    () =>
      table(
        ['Signed', 'Who', 'Meaning', 'What was signed', 'Fits'],
        [85, '*', '*', '*', 60],
        rows.map(row => [
          moment(row.at),
          { text: [row.name === null ? '' : `${row.name} `, id(row.by)] },
          row.meaning,
          { text: `${row.type} #${row.sequence}${row.later ? ', signed later' : ''}` },
          row.valid ? 'yes' : { text: 'NO', bold: true },
        ]),
      ),
    'None recorded.',
  )
}

const closing = (record: AsBuilt): Content[] => [
  section('Content hash', 0),
  { text: ['SHA-256 of this record as canonical JSON (RFC 8785): ', id(contentHash(record))] },
]
