/** Letters to customers: one text for the case, filled in for each, as one paper or all together. */
import type { Content, ContentStack } from 'pdfmake/interfaces.js'
import type { RecallListed } from '../recalls/queries.ts'
import type { CaseCustomer } from './customers.ts'
import { cell, day, pdfOf, table } from './papers.ts'

/** Until somebody writes a text of the case's own. The first line is the subject. */
export const DEFAULT_LETTER = `Recall {recall}: please lock these goods

To
{name}
{contact}

{date}

Dear Sir or Madam,

we recall goods that were delivered to you. Reason: {reason}.

This is what you received:

{lots}

Please lock these goods at once, do not use, sell or pass them on, and tell us within two working days how many you still have, and where the rest went. We will arrange the return.

Thank you for acting at once.

{site}
`

export interface Letter {
  customer: string
  subject: string
  /** Without the subject; {lots} is left for what draws the table. */
  text: string
}

export function letterTo(one: CaseCustomer, { text, row, now }: { text: string; row: RecallListed; now: number }): Letter {
  const [subject = '', ...rest] = text.split('\n')
  const fields = fieldsOf(one, row, now)
  const filled = (part: string): string => part.replaceAll(/\{(\w+)\}/g, (field, name: string) => fields.get(name) ?? field)
  return { customer: one.customer, subject: filled(subject).trim(), text: filled(rest.join('\n')).trim() }
}

const fieldsOf = (one: CaseCustomer, row: RecallListed, now: number): Map<string, string> =>
  new Map([
    ['name', one.name ?? one.customer],
    ['customer', one.customer],
    ['contact', contactText(one.contact)],
    ['recall', row.recall],
    ['reason', row.reason],
    ['class', row.class ?? ''],
    ['date', day(now)],
    ['site', row.site],
    ['quantity', one.quantities.map(({ shipped, unit }) => `${shipped} ${unit}`).join(', ')],
    ['shipments', one.shipments.join(', ')],
  ])

/** A line of text, or the parts of an address book. */
export function contactText(contact: unknown): string {
  if (typeof contact === 'string') return contact
  if (contact === null || typeof contact !== 'object') return ''
  return Object.values(contact)
    .filter(part => typeof part === 'string' || typeof part === 'number')
    .join('\n')
}

interface Sent {
  customers: readonly CaseCustomer[]
  text: string
  row: RecallListed
  now: number
}

export function lettersPdf({ customers, text, row, now }: Sent): Promise<Buffer> {
  const drill = row.kind === 'drill' ? 'DRILL, not to be sent. ' : ''
  return pdfOf({
    title: `Letters of recall ${row.recall}`,
    head: `${drill}${row.site}`,
    foot: `${row.kind === 'drill' ? 'Drill' : 'Recall'} ${row.recall}, ${day(now)}`,
    now,
    content: customers.map((one, index) => letterPage(one, { letter: letterTo(one, { text, row, now }), isNext: index > 0 })),
  })
}

function letterPage(one: CaseCustomer, { letter, isNext }: { letter: Letter; isNext: boolean }): Content {
  const parts = letter.text.split(/^[ \t]*\{lots\}[ \t]*$/m)
  const body = parts.flatMap((part, index): Content[] => [
    ...(index > 0 ? [{ ...stackOf(lotsTable(one)), margin: [0, 4, 0, 10] as [number, number, number, number] }] : []),
    { text: inLine(part.replace(/^\n+|\n+$/g, ''), one), preserveLeadingSpaces: true, margin: [0, 0, 0, 10] },
  ])
  const stack: Content[] = [{ text: letter.subject, bold: true, fontSize: 13, margin: [0, 0, 0, 16] }, ...body]
  return { stack, fontSize: 11, lineHeight: 1.25, ...(isNext ? { pageBreak: 'before' as const } : {}) }
}

const stackOf = (content: Content): ContentStack => ({ stack: [content] })

/** Within a sentence the lots are named one after the other. */
const inLine = (text: string, { rows }: CaseCustomer): string =>
  text.replaceAll('{lots}', [...new Set(rows.map(row => row.number))].join(', '))

const lotsTable = ({ rows }: CaseCustomer): Content => ({
  ...stackOf(
    table(
      ['Material', 'Lot or serial', 'Quantity', 'Shipment', 'Sent'],
      ['*', '*', 80, '*', 66],
      rows.map(row => [cell(row.material), cell(row.number), `${row.quantity} ${row.unit}`, cell(row.shipment), row.at.slice(0, 10)]),
    ),
  ),
  fontSize: 9,
})
