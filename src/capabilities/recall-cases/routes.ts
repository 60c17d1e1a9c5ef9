import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { Refusal } from '../../base/refusal.ts'
import { LANGUAGES } from '../../words/index.ts'
import { folderOf } from '../case-jobs/files.ts'
import type { CaseJobRow } from '../case-jobs/queries.ts'
import { fileAnswer, jobAnswer } from '../case-jobs/routes.ts'
import { beginJob, endOf } from '../case-jobs/runner.ts'
import { PAGE_MAX } from '../paging.ts'
import { notFound, Problem } from '../problem.ts'
import { recallNamed } from '../recalls/queries.ts'
import { LETTER_FIELDS, unknownFields } from '../recalls/rules.ts'
import { Document, type Route, route, type Services, Streamed } from '../route.ts'
import { confirmScan } from './confirm.ts'
import { type CaseCustomers, customersPage } from './customers.ts'
import { evidenceWork, signerOf } from './evidence.ts'
import { LISTS } from './evidence-shapes.ts'
import { lettersWork } from './letter-files.ts'
import { lettersPdf, letterText, letterTo, PAPER_ROWS } from './letters.ts'
import { caseOf, fetchedNow } from './lists.ts'
import { pickListPdf } from './pick-paper.ts'
import { LINES_AT_ONCE, notTooLong, pickPage } from './picking.ts'
import { senderAt } from './queries.ts'
import { customerRows } from './reading.ts'
import { csvOf, type List, xlsxOf } from './tables.ts'
import { REMIND_AFTER_DAYS, textsOf, toldOf } from './told.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const language = z
  .enum(LANGUAGES.map(({ code }) => code))
  .optional()
  .describe('That the letter is worded in')
const siteQuery = z.object({ site: z.string().default('main') })
const pickQuery = siteQuery.extend({
  place: z.string().max(100).optional().describe('only the lines of this place; empty: where no place is recorded'),
  search: z.string().max(200).optional().describe('in the numbers of the lots'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(PAGE_MAX)
    .optional()
    .describe('so many lines and a cursor for the next; without it all of them'),
  cursor: z.string().max(2000).optional(),
})
const customersQuery = siteQuery.extend({
  remindAfter: z.coerce.number().int().min(0).max(365).default(REMIND_AFTER_DAYS),
  search: z.string().max(200).optional().describe('in code or name'),
  sort: z.enum(['customer', 'first', 'lots', 'due']).default('first').describe('first: who was sent something first'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(PAGE_MAX)
    .optional()
    .describe('so many customers, without their rows, and a cursor for the next'),
  cursor: z.string().max(2000).optional(),
})
/** Of more lots the rows of the customers stand in the evidence. */
const LISTED_MAX = 100_000
const lettersQuery = siteQuery.extend({ customer: z.string().optional() })
const scanBody = z.strictObject({
  site: z.string().default('main'),
  text: z.string().min(1).max(20_000),
  place: z.string().min(1).max(100).optional().describe('Where whoever scans stands: a location or work center'),
  limit: z.int().min(1).max(PAGE_MAX).optional().describe('The list in the answer has so many lines, of the place; without it all'),
  id: z.uuid().optional().describe('A retry with the same id is the same scan'),
  at: z.string().optional(),
})
const letterBody = z.strictObject({
  site: z.string().default('main'),
  customer: z.string().optional(),
  language,
  text: z.string().min(1).max(20_000),
})

/** A browser that takes anything is given JSON: only who names the type gets another form. */
const names = (accept: string, type: string): boolean => accept.toLowerCase().includes(type)

export function recallCaseRoutes(services: Services): Route[] {
  return [
    pickLists(services),
    scans(services),
    customers(services),
    letter(services),
    tried(services),
    letters(services),
    files(services),
    evidence(services),
  ]
}

const pickLists = (services: Services): Route =>
  route({
    method: 'GET',
    path: '/recalls/:recall/pick-list',
    role: 'station',
    summary: 'What is to be fetched, place by place, and what was found; with Accept as application/pdf a page for each place',
    query: pickQuery,
    answer: answers.CasePickList,
    handle: async ({ params: { recall = '' }, query: { site, limit, ...asked }, accept }) => {
      const found = await caseOf(services, site, recall)
      const fetched = await fetchedNow(services, found)
      const head = { recall, site, kind: found.row.kind, open: found.row.closedAt === null }
      const isPaper = names(accept, 'application/pdf')
      if (isPaper || limit === undefined) notTooLong(fetched, asked.place)
      const list = await pickPage(services.pool, fetched, { ...asked, limit: isPaper ? LINES_AT_ONCE : (limit ?? LINES_AT_ONCE) })
      if (!isPaper) return { ...head, ...list }
      const { kind, reason } = found.row
      const pdf = await pickListPdf(list, { recall, kind, reason, site, now: services.now() })
      return new Document('application/pdf', pdf, `pick list ${recall}.pdf`)
    },
  })

const scans = (services: Services): Route =>
  route({
    method: 'POST',
    path: '/recalls/:recall/scans',
    role: 'station',
    summary: 'One scan on the way along the pick list: a place, or goods, which are recorded as found',
    body: scanBody,
    answer: answers.PickScan,
    handle: async ({ params: { recall = '' }, body, principal }) => {
      const own = principal.station?.site
      if (principal.role === 'station' && own !== body.site)
        throw new Problem(403, 'not-allowed', `This device stands at site ${own ?? 'none'}: it cannot pick at ${body.site}.`, '/site')
      return confirmScan(services, recall, body, principal)
    },
  })

const customers = (services: Services): Route =>
  route({
    method: 'GET',
    path: '/recalls/:recall/customers',
    role: 'reader',
    sensitive: true,
    summary: 'Who got it, was told, answered, and what came back; whom to remind. As JSON, CSV or XLSX, by Accept',
    query: customersQuery,
    answer: answers.CaseCustomers,
    handle: async ({ params: { recall = '' }, query: { site, remindAfter, limit, ...page }, accept }) => {
      const found = await caseOf(services, site, recall)
      const isFile = names(accept, 'text/csv') || names(accept, XLSX)
      // Lot by lot only where that is not hundreds of thousands of rows; the evidence has them all.
      const withRows = !isFile && limit === undefined && found.row.lots <= LISTED_MAX
      const told = await toldOf(services, found, { remindAfter, ...(withRows ? { wants: 'all' as const } : {}) })
      if (names(accept, 'text/csv')) return sent(csvOf(customerList(told)), 'text/csv; charset=utf-8', `customers ${recall}.csv`)
      if (names(accept, XLSX)) return sent(xlsxOf([customerList(told)], services.now()), XLSX, `customers ${recall}.xlsx`)
      return customersPage(told, { limit, ...page })
    },
  })

const sent = (parts: AsyncIterable<string> | Readable, type: string, name: string): Streamed =>
  new Streamed(parts instanceof Readable ? parts : Readable.from(parts), {
    'content-type': type,
    'content-disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`,
  })

const customerList = (told: CaseCustomers): List => ({ name: 'customers', columns: LISTS.customers ?? [], rows: [customerRows(told)] })

const letter = (services: Services): Route =>
  route({
    method: 'GET',
    path: '/recalls/:recall/letter',
    role: 'reader',
    summary: 'The text of the letters of a recall in a language, and the fields it may have; recallLetter states it',
    query: siteQuery.extend({ language }),
    answer: answers.CaseLetter,
    handle: async ({ params: { recall = '' }, query: { site, language: asked = 'en' } }) => {
      const texts = textsOf(await caseOf(services, site, recall))
      return { text: letterText(texts, asked), language: asked, own: texts.has(asked) || texts.has(null), fields: LETTER_FIELDS }
    },
  })

const tried = (services: Services): Route =>
  route({
    method: 'POST',
    path: '/recalls/:recall/letter/preview',
    role: 'reader',
    summary: 'A text as one customer would get it; nothing is recorded',
    body: letterBody,
    answer: z.strictObject({ customer: z.string(), subject: z.string(), text: z.string() }).nullable(),
    handle: async ({ params: { recall = '' }, body: { site, customer, text, language: asked } }) => {
      const unknown = unknownFields(text)
      if (unknown.length > 0) throw new Refusal('invalid-event', `The letter has no field {${unknown.join('}, {')}}.`, '/text')
      const found = await caseOf(services, site, recall)
      const to = chosen(await toldOf(services, found), customer, recall)
      // As one will get it whose language it is.
      const first = to.find(other => other.language === asked) ?? to[0]
      const [one] = first ? chosen(await toldOf(services, found, { wants: [first.customer] }), first.customer, recall) : []
      return one ? letterTo(one, { text, row: found.row, sender: await senderAt(services.pool, site), now: services.now() }) : null
    },
  })

const letters = (services: Services): Route =>
  route({
    method: 'GET',
    path: '/recalls/:recall/letters',
    role: 'reader',
    sensitive: true,
    summary: 'The letters as one PDF: to all customers, or to one',
    query: lettersQuery,
    handle: async ({ params: { recall = '' }, query: { site, customer } }) => {
      const found = await caseOf(services, site, recall)
      const to = chosen(await toldOf(services, found), customer, recall)
      if (to.length === 0) throw notFound(`Nobody got anything that recall ${recall} reaches: there is no letter to write.`)
      if (to.reduce((sum, one) => sum + one.lots, 0) > PAPER_ROWS) throw tooMany(recall, customer)
      const told = await toldOf(services, found, { wants: to.map(one => one.customer) })
      const sender = await senderAt(services.pool, site)
      const pdf = await lettersPdf({
        customers: chosen(told, customer, recall),
        texts: textsOf(found),
        row: found.row,
        sender,
        now: services.now(),
      })
      return new Document('application/pdf', pdf, customer === undefined ? `letters ${recall}.pdf` : `letter ${recall} ${customer}.pdf`)
    },
  })

const tooMany = (recall: string, customer: string | undefined): Problem =>
  new Problem(
    422,
    'too-large',
    `${customer === undefined ? 'These letters' : `The letter to ${customer}`} would list more than ${PAPER_ROWS.toLocaleString('en')} lots, more than one paper takes: have the letters made as files, one for each customer (All letters on the page of the case, or genealot recall letters ${recall} --zip FILE).`,
  )

function chosen({ customers: all }: CaseCustomers, customer: string | undefined, recall: string): CaseCustomers['customers'] {
  const to = customer === undefined ? all : all.filter(one => one.customer === customer)
  if (customer !== undefined && to.length === 0) throw notFound(`Customer "${customer}" got nothing that recall ${recall} reaches.`)
  return to
}

const fileBody = z.strictObject({
  site: z.string().default('main'),
  kind: z.enum(['evidence', 'letters']),
  id: z.uuid().optional().describe('A retry with the same id is the same job'),
})
const WORKS = { evidence: evidenceWork, letters: lettersWork } as const

/** @throws Problem when there is no such recall, or nothing to make a file of */
async function begunFile(services: Services, asked: z.output<typeof fileBody> & { recall: string }, by: string): Promise<CaseJobRow> {
  const { site, kind, recall, id = randomUUID() } = asked
  signerOf(services)
  folderOf(services)
  if (!(await recallNamed(services.pool, site, recall))) throw notFound(`There is no recall "${recall}" at site ${site}.`)
  return beginJob(services, { id, site, subject: recall, kind, asked: {}, by }, WORKS[kind])
}

const files = (services: Services): Route =>
  route({
    method: 'POST',
    path: '/recalls/:recall/files',
    role: 'reader',
    sensitive: true,
    summary:
      'Make the evidence of a case, or its letters as a ZIP with one PDF for each customer, in the background; GET /case-jobs/{id} says how far it is',
    body: fileBody,
    answer: answers.CaseJob,
    handle: async ({ params: { recall = '' }, body, principal }) =>
      jobAnswer(await begunFile(services, { ...body, recall }, principal.name)),
  })

const evidence = (services: Services): Route =>
  route({
    method: 'GET',
    path: '/recalls/:recall/evidence',
    role: 'reader',
    sensitive: true,
    summary:
      'Everything that proves a case as one signed ZIP: report, lists, balance, events with their hashes; genealot verify checks it anywhere. Answered when it is made: for a large case begin it with /files',
    query: siteQuery,
    handle: async ({ params: { recall = '' }, query: { site }, principal }) => {
      const { id } = await begunFile(services, { site, recall, kind: 'evidence' }, principal.name)
      return fileAnswer(services, await endOf(services, id, evidenceWork))
    },
  })
