/** The record as a document: what is missing first, then what is known. Black on white, identifiers in a typewriter face, a content hash at the end. */
import { createHash } from 'node:crypto'
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js'
import { canonicalJson, type Json } from '../../base/canonical.ts'
import { formatInstant } from '../../base/instant.ts'
import { type PaperWords, paperWords } from '../../words/paper/index.ts'
import { paper } from '../paper.ts'
import { cell, id, moment, quantities, table } from '../paper-table.ts'
import type { DesignStatus } from './design.ts'
import type { AsBuilt } from './record.ts'

/** `language` is of the reader: what was recorded stays as it was recorded. */
export async function asBuiltDocument(record: AsBuilt, now: number, language = 'en'): Promise<Buffer> {
  return paper()
    .createPdf(definition(record, now, paperWords(language)))
    .getBuffer()
}

/** The same record has the same hash, whenever and wherever it is printed. */
export const contentHash = (record: AsBuilt): string =>
  createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(record)) as Json))
    .digest('hex')

function definition(record: AsBuilt, now: number, words: PaperWords): TDocumentDefinitions {
  const { lot } = record
  const { t } = words
  const title = `${t('as-built')}: ${lot.material} ${lot.number}`
  return {
    info: { title, creationDate: new Date(now) },
    pageSize: 'A4',
    pageOrientation: 'landscape',
    pageMargins: [36, 44, 36, 44],
    defaultStyle: { font: 'Roboto', fontSize: 8.5, color: '#000000' },
    styles: { title: { fontSize: 17, bold: true }, section: { fontSize: 11.5, bold: true, margin: [0, 12, 0, 4] }, head: { bold: true } },
    header: () => ({ text: `${t('record')}   ${lot.material}   ${lot.number}`, margin: [36, 20, 36, 0], fontSize: 8 }),
    footer: (page, pages) => ({
      columns: [
        { text: t('printed', { time: moment(formatInstant(now)), site: lot.site }) },
        { text: t('page', { page, pages }), alignment: 'right' },
      ],
      margin: [36, 14, 36, 0],
      fontSize: 8,
    }),
    content: [
      { text: [{ text: `${t('as-built')}: ` }, id(lot.material), ' ', id(lot.number)], style: 'title' },
      ...gaps(record, words),
      ...identity(record, words),
      ...design(record, words),
      ...components(record, words),
      ...deviations(record, words),
      ...replacements(record, words),
      ...documents(record, words),
      ...labels(record, words),
      ...operations(record, words),
      ...values(record, words),
      ...holds(record, words),
      ...dispositions(record, words),
      ...concessions(record, words),
      ...shipments(record, words),
      ...corrections(record, words),
      ...signatures(record, words),
      ...closing(record, words),
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

function gaps({ gaps: missing }: AsBuilt, { t, gap: said }: PaperWords): Content[] {
  return listed(t('gaps'), missing, () => ({ ul: missing.map(gap => ({ text: [said(gap.detail), '  ', id(gap.code)] })) }), t('gaps-none'))
}

function identity({ lot }: AsBuilt, { t }: PaperWords): Content[] {
  const facts: [string, string | null, boolean][] = [
    [t('material'), lot.material, true],
    [t('description'), lot.description, false],
    [lot.kind === 'serial' ? t('serial') : t('lot'), lot.number, true],
    [t('one-of'), lot.series, true],
    ['', lot.series && t('of-series'), false],
    [t('made'), `${lot.made} ${lot.unit}`, false],
    [t('made-at'), moment(lot.madeAt), false],
    [t('order'), lot.workOrder, true],
    [t('vendor'), lot.vendor, true],
    [t('vendor-lot'), lot.vendorLot, true],
    [t('heat'), lot.heat, true],
    [t('expires'), moment(lot.expiresAt), false],
  ]
  const known = facts.filter(([, value]) => value !== null && value !== '')
  return [
    section(t('identity'), 0),
    {
      table: {
        widths: [90, '*'],
        body: known.map(([name, value, isId]) => [{ text: name, style: 'head' }, isId ? cell(value) : { text: value ?? '' }]),
      },
      layout: 'noBorders',
    },
  ]
}

function components({ components: rows }: AsBuilt, { t }: PaperWords): Content[] {
  return listed(
    t('components'),
    rows,
    () =>
      table(
        [t('component'), t('in'), quantities(t('quantity')), t('certainty'), t('since'), t('taken-out'), t('vendor-documents')],
        ['*', '*', 60, 50, 85, 85, '*'],
        rows.map(row => [
          named(row),
          named(row.of),
          { text: row.quantity === null ? t('not-recorded') : `${row.quantity} ${row.unit}` },
          t(row.certainty),
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
    t('none-recorded'),
  )
}

/** The status in words, the exceptions bold. */
const statusesIn = ({ t }: PaperWords): Record<DesignStatus, TableCell> => ({
  'as-designed': t('as-designed'),
  missing: { text: t('missing'), bold: true },
  short: { text: t('short'), bold: true },
  over: { text: t('over'), bold: true },
  substituted: { text: t('substituted'), bold: true },
  deviation: { text: t('deviation-used'), bold: true },
  extra: { text: t('extra'), bold: true },
})

function design({ design: orders }: AsBuilt, words: PaperWords): Content[] {
  const { t } = words
  const statuses = statusesIn(words)
  if (orders.length === 0) return []
  const count = orders.reduce((sum, order) => sum + order.lines.length, 0)
  return listed(
    t('design'),
    Array.from({ length: count }),
    () =>
      table(
        [
          t('order-short'),
          t('operation'),
          t('component'),
          t('revision'),
          quantities(t('designed')),
          quantities(t('built')),
          t('in-it'),
          t('verdict'),
        ],
        [75, 75, 80, 45, 55, 75, '*', 70],
        orders.flatMap(({ workOrder, lines }) =>
          lines.map(line => [
            cell(workOrder),
            line.operation === null ? '' : `${line.operation.sequence} ${line.operation.name}`,
            { text: [id(line.material), line.position === null ? '' : t('at-position', { position: line.position })] },
            cell(line.revision),
            line.expected === null ? t('not-said') : `${line.expected} ${line.unit}`,
            builtText(line, words),
            { text: line.parts.map(part => partText(part, line.material, words)).join(', ') },
            statuses[line.status],
          ]),
        ),
      ),
    '',
  )
}

type Line = AsBuilt['design'][number]['lines'][number]

function builtText({ built, unit, inferred }: Line, { t }: PaperWords): string {
  const quantity = `${built} ${unit}`
  return Number(inferred) > 0 ? t('of-it-inferred', { quantity, inferred }) : quantity
}

const partText = (part: Line['parts'][number], designed: string, { t }: PaperWords): string =>
  [
    part.material === designed ? '' : `${part.material} `,
    part.number,
    part.alternate ? t('alternate') : '',
    part.deviation === null ? '' : t('by-deviation', { deviation: part.deviation }),
  ].join('')

function deviations({ deviations: rows }: AsBuilt, { t, code }: PaperWords): Content[] {
  return listed(
    t('deviations'),
    rows,
    () =>
      table(
        [t('deviation'), t('set-aside'), t('component'), t('in'), t('used'), t('good-from'), t('reason'), t('asked-approved')],
        [60, 70, '*', '*', 70, 85, '*', 80],
        rows.map(row => [
          cell(row.deviation),
          code('rule', row.rule),
          {
            text: [
              id(row.component.material),
              ' ',
              id(row.component.number),
              row.component.material === row.designed ? '' : t('for-designed', { designed: row.designed }),
            ],
          },
          named(row.of),
          moment(row.usedAt),
          `${t('span', { from: moment(row.from), until: moment(row.until) }).trim()}${row.status === 'withdrawn' ? t('withdrawn') : ''}`,
          row.reason,
          `${row.requestedBy ?? t('not-said')}, ${row.approvedBy ?? t('not-said')}`,
        ]),
      ),
    t('none-used'),
  )
}

function replacements({ replacements: rows }: AsBuilt, { t }: PaperWords): Content[] {
  if (rows.length === 0) return []
  return listed(
    t('replacements'),
    rows,
    () =>
      table(
        [t('in'), t('material'), t('position'), t('taken-out-in-order'), t('now')],
        ['*', 80, 60, '*', '*'],
        rows.map(row => [
          named(row.of),
          cell(row.material),
          cell(row.position),
          {
            text: row.before
              .map(
                one =>
                  `${one.number} (${t('span', { from: moment(one.installedAt), until: moment(one.removedAt) })}${one.reason === null ? '' : `: ${one.reason}`})`,
              )
              .join('\n'),
          },
          row.now.length === 0
            ? t('nothing')
            : { text: row.now.map(one => t('since-time', { part: one.number, time: moment(one.installedAt) })).join('\n') },
        ]),
      ),
    t('none'),
  )
}

/** By name, and by the beginning of the hash under which the bytes are kept. */
const documentNames = (rows: AsBuilt['documents']): string[] =>
  rows.map(({ kind, name, document }) => `${kind} ${name} (${document.slice(0, 12)})`)

function documents({ documents: rows }: AsBuilt, { t }: PaperWords): Content[] {
  return listed(
    t('documents'),
    rows,
    () =>
      table(
        [t('kind'), t('name'), 'SHA-256'],
        [90, '*', '*'],
        rows.map(row => [row.kind, { text: row.name }, cell(row.document)]),
      ),
    t('none-attached'),
  )
}

function labels({ labels: rows }: AsBuilt, { t }: PaperWords): Content[] {
  return listed(
    t('labels'),
    rows,
    () =>
      table(
        [t('label-printed'), t('template'), t('labels'), t('copy'), t('printer'), t('by'), t('why')],
        [85, 100, 40, 60, 80, 80, '*'],
        rows.map(row => [
          moment(row.at),
          cell(row.template),
          `${row.copies}`,
          row.copy === 0 ? t('original') : t('copy-number', { number: row.copy }),
          cell(row.printer),
          cell(row.by ?? row.station),
          { text: [row.reason ?? '', row.doubtful ? t('doubtful') : ''] },
        ]),
      ),
    t('none-printed'),
  )
}

function operations({ operations: rows }: AsBuilt, { t }: PaperWords): Content[] {
  return listed(
    t('operations'),
    rows,
    () =>
      table(
        [t('operation'), t('on'), t('order-short'), t('where'), t('started'), t('finished'), t('people'), t('good'), t('scrap')],
        ['*', '*', 70, 75, 80, 80, 70, 35, 35],
        rows.map(row => [
          {
            text: [
              row.sequence === null ? row.name : `${row.sequence} ${row.name}`,
              row.rework === null ? '' : { text: t('rework-of', { operation: row.rework }), bold: true },
            ],
          },
          named(row.lot),
          cell(row.workOrder),
          cell(row.workCenter),
          moment(row.startedAt),
          row.finishedAt === null ? t('not-finished') : moment(row.finishedAt),
          { text: row.people.length === 0 ? t('not-recorded') : row.people.join(', ') },
          row.quantity,
          row.scrap,
        ]),
      ),
    t('none-recorded'),
  )
}

function values({ values: rows }: AsBuilt, { t }: PaperWords): Content[] {
  const limits = (row: AsBuilt['values'][number]): string => {
    const said = limitsIn(row, t)
    return row.limitsFrom === 'order' && said !== t('no-limits') ? t('limits-of-order', { limits: said }) : said
  }
  const verdict = (inRange: boolean | null): TableCell => (inRange === null ? '' : inRange ? t('in-range') : { text: t('out'), bold: true })
  return listed(
    t('values'),
    rows,
    () =>
      table(
        [t('characteristic'), t('value'), t('limits'), t('in-limits'), t('on'), t('for'), t('certainty'), t('run'), t('measured')],
        ['*', 70, 80, 45, '*', 40, 50, 80, 85],
        rows.map(row => [
          row.characteristic,
          { text: `${row.value} ${row.unit ?? ''}` },
          limits(row),
          verdict(row.inRange),
          named(row.lot),
          row.quantity,
          t(row.certainty),
          cell(row.run),
          moment(row.at),
        ]),
      ),
    t('none-recorded'),
  )
}

function limitsIn({ min, max }: AsBuilt['values'][number], t: PaperWords['t']): string {
  if (min !== null && max !== null) return t('limits-between', { min, max })
  if (min !== null) return t('limits-at-least', { min })
  return max === null ? t('no-limits') : t('limits-at-most', { max })
}

function holds({ holds: rows }: AsBuilt, { t }: PaperWords): Content[] {
  return listed(
    t('holds'),
    rows,
    () =>
      table(
        [t('hold'), t('on'), t('reason'), t('case'), t('by'), t('placed'), t('released')],
        [80, 90, '*', 70, 60, 85, '*'],
        rows.map(row => [
          cell(row.hold),
          row.lot === null ? '' : named(row.lot),
          row.reason,
          cell(row.case),
          cell(row.by),
          moment(row.at),
          row.releasedAt === null ? t('not-released') : `${moment(row.releasedAt)} ${row.releaseReason ?? ''}`,
        ]),
      ),
    t('none'),
  )
}

function dispositions({ dispositions: rows }: AsBuilt, { t, code }: PaperWords): Content[] {
  return listed(
    t('dispositions'),
    rows,
    () =>
      table(
        [t('decided'), t('on'), t('disposition'), quantities(t('quantity')), t('freed-of'), t('reason'), t('by'), t('ledger')],
        [85, 100, 80, 50, 90, '*', 60, 45],
        rows.map(row => [
          moment(row.at),
          named(row.lot),
          code('as', row.disposition),
          row.quantity ?? t('all-of-it'),
          cell(row.freed.join(', ')),
          row.reason,
          cell(row.by),
          `#${row.sequence}`,
        ]),
      ),
    t('none'),
  )
}

function concessions({ concessions: rows }: AsBuilt, { t }: PaperWords): Content[] {
  return listed(
    t('concessions'),
    rows,
    () =>
      table(
        [t('concession'), t('lot'), t('reason'), t('passed'), t('customer'), t('until'), t('by')],
        [70, 80, '*', 80, 60, 85, 60],
        rows.map(row => [
          cell(row.concession),
          cell(row.number),
          row.reason,
          `${row.quantity === null ? row.used : t('of-quantity', { used: row.used, quantity: row.quantity })} ${row.unit}`,
          cell(row.customer),
          row.expiresAt === null ? t('no-end') : moment(row.expiresAt),
          cell(row.by),
        ]),
      ),
    t('none'),
  )
}

function shipments({ shipments: rows }: AsBuilt, { t }: PaperWords): Content[] {
  return listed(
    t('shipments'),
    rows,
    () =>
      table(
        [t('shipment'), t('customer'), t('at'), t('with-customer'), t('came-back')],
        [110, '*', 95, 90, 90],
        rows.map(row => [
          cell(row.shipment),
          { text: [id(row.customer), ' ', row.customerName ?? ''] },
          moment(row.at),
          row.quantity,
          row.returned,
        ]),
      ),
    t('not-shipped'),
  )
}

function corrections({ corrections: rows }: AsBuilt, { t }: PaperWords): Content[] {
  return listed(
    t('corrections'),
    rows,
    () =>
      table(
        [t('ledger'), t('at'), t('by'), t('reason'), t('takes-back'), t('replaced-by')],
        [45, 85, 60, '*', 190, 190],
        rows.map(row => [
          `#${row.sequence}`,
          moment(row.at),
          cell(row.by),
          row.reason,
          { text: [`${row.type ?? ''} `, id(row.event)] },
          row.replacement === null ? t('nothing') : cell(row.replacement),
        ]),
      ),
    t('none'),
  )
}

function signatures({ signatures: rows }: AsBuilt, { t }: PaperWords): Content[] {
  return listed(
    t('signatures'),
    rows,
    () =>
      table(
        [t('signed'), t('who'), t('meaning'), t('what-signed'), t('fits')],
        [85, '*', '*', '*', 60],
        rows.map(row => [
          moment(row.at),
          { text: [row.name === null ? '' : `${row.name} `, id(row.by)] },
          row.meaning,
          { text: `${row.type} #${row.sequence}${row.later ? t('signed-later') : ''}` },
          row.valid ? t('yes') : { text: t('no'), bold: true },
        ]),
      ),
    t('none-recorded'),
  )
}

const closing = (record: AsBuilt, { t }: PaperWords): Content[] => [
  section(t('hash'), 0),
  { text: [t('hash-of'), id(contentHash(record))] },
]
