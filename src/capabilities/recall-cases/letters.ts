/** Letters to customers: one text for the case, filled in for each, as one paper or all together. */

import type { Content, ContentStack } from 'pdfmake/interfaces.js'
import { say } from '../../words/index.ts'
import type { Page } from '../paper-page.ts'
import { cell, table } from '../paper-table.ts'
import type { RecallListed } from '../recalls/queries.ts'
import { paperOf } from './case-thread.ts'
import type { CaseCustomer } from './customers.ts'
import { day } from './papers.ts'

/** By language; a text without one is for every customer whose language has none of its own. */
export type LetterTexts = ReadonlyMap<string | null, string>

/** The text that somebody wrote for this case, or the one we come with, in the customer's language. */
export const letterText = (texts: LetterTexts, language: string): string =>
  texts.get(language) ?? texts.get(null) ?? say(language, 'letter.text')

export interface Letter {
  customer: string
  subject: string
  /** Without the subject; {lots} is left for what draws the table. */
  text: string
}

interface Filling {
  text: string
  row: RecallListed
  /** Whose letter it is: name and address. */
  sender: string
  now: number
}

export function letterTo(one: CaseCustomer, { text, ...filling }: Filling): Letter {
  const [subject = '', ...rest] = text.split('\n')
  const fields = fieldsOf(one, filling)
  const filled = (part: string): string => part.replaceAll(/\{(\w+)\}/g, (field, name: string) => fields.get(name) ?? field)
  return { customer: one.customer, subject: filled(subject).trim(), text: filled(rest.join('\n')).trim() }
}

const fieldsOf = (one: CaseCustomer, { row, sender, now }: Omit<Filling, 'text'>): Map<string, string> =>
  new Map([
    ['name', one.name ?? one.customer],
    ['customer', one.customer],
    ['contact', contactText(one.contact)],
    ['recall', row.recall],
    ['reason', row.reason],
    ['class', row.class ?? ''],
    ['date', day(now)],
    ['site', sender],
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

/** One paper takes so many lines of lots; of more, each customer gets a file, and a large customer several. */
export const PAPER_ROWS = 2000

interface Sent {
  sender: string
  customers: readonly CaseCustomer[]
  texts: LetterTexts
  row: RecallListed
  now: number
}

export const lettersPdf = (sent: Sent): Promise<Buffer> => paperOf(lettersPage(sent))

function lettersPage({ customers, texts, row, sender, now }: Sent): Page {
  // Head and foot are the same on all pages: of letters in several languages they are English.
  const languages = [...new Set(customers.map(one => one.language))]
  const language = languages.length === 1 ? (languages[0] ?? 'en') : 'en'
  const isDrill = row.kind === 'drill'
  return {
    title: say(language, 'letter.title', { recall: row.recall }),
    head: `${isDrill ? `${say(language, 'letter.drill')} ` : ''}${sender.split('\n').join(', ')}`,
    foot: say(language, isDrill ? 'letter.foot.drill' : 'letter.foot', { recall: row.recall, date: day(now) }),
    language,
    now,
    content: customers.map((one, index) => {
      const text = letterText(texts, one.language)
      return letterPage(one, { letter: letterTo(one, { text, row, sender, now }), isNext: index > 0 })
    }),
  }
}

/** The letter to one customer, and as many further papers as his lots need. */
export function* letterPages(one: CaseCustomer, sent: Omit<Sent, 'customers'>): Generator<Page> {
  const first = lettersPage({ ...sent, customers: [{ ...one, rows: one.rows.slice(0, PAPER_ROWS) }] })
  yield first
  for (let from = PAPER_ROWS; from < one.rows.length; from += PAPER_ROWS) {
    const rows = one.rows.slice(from, from + PAPER_ROWS)
    yield {
      ...first,
      content: [{ text: `${first.title} (${from + 1} – ${from + rows.length})`, bold: true, fontSize: 13 }, lotsTable({ ...one, rows })],
    }
  }
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

const HEADINGS = ['letter.material', 'letter.lot', 'letter.quantity', 'letter.shipment', 'letter.sent'] as const

const lotsTable = ({ rows, language }: Pick<CaseCustomer, 'rows' | 'language'>): Content => ({
  ...stackOf(
    table(
      HEADINGS.map(key => say(language, key)),
      ['*', '*', 80, '*', 66],
      rows.map(row => [cell(row.material), cell(row.number), `${row.quantity} ${row.unit}`, cell(row.shipment), row.at.slice(0, 10)]),
    ),
  ),
  fontSize: 9,
})
