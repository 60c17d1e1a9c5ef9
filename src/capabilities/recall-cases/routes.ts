import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { Refusal } from '../../base/refusal.ts'
import { LANGUAGES } from '../../words/index.ts'
import { PAGE_MAX } from '../paging.ts'
import { notFound } from '../problem.ts'
import { LETTER_FIELDS, unknownFields } from '../recalls/rules.ts'
import { Document, type Route, route, type Services } from '../route.ts'
import { confirmScan } from './confirm.ts'
import { type CaseCustomers, caseCustomers } from './customers.ts'
import { customerList, evidencePackage, REMIND_AFTER_DAYS } from './evidence.ts'
import { type LetterTexts, lettersPdf, letterText, letterTo } from './letters.ts'
import { type Case, callsOf, caseOf, entriesOfKind, pickListNow } from './lists.ts'
import { pickPage } from './pick-list.ts'
import { pickListPdf } from './pick-paper.ts'
import { languagesAt, senderAt } from './queries.ts'
import { csvOf, xlsxOf } from './tables.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const language = z
  .enum(LANGUAGES.map(({ code }) => code))
  .optional()
  .describe('That the letter is worded in')
const siteQuery = z.object({ site: z.string().default('main') })
const pickQuery = siteQuery.extend({
  place: z.string().max(100).optional().describe('only the lines of this place; empty: where no place is recorded'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(PAGE_MAX)
    .optional()
    .describe('so many lines and a cursor for the next; without it all of them'),
  cursor: z.string().max(2000).optional(),
})
const customersQuery = siteQuery.extend({ remindAfter: z.coerce.number().int().min(0).max(365).default(REMIND_AFTER_DAYS) })
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
      const list = await pickListNow(services, found)
      const head = { recall, site, kind: found.row.kind, open: found.row.closedAt === null }
      if (!names(accept, 'application/pdf')) return { ...head, ...pickPage(list, { ...asked, limit: limit ?? list.lines + 1 }) }
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
    handle: async ({ params: { recall = '' }, body, principal }) => confirmScan(services, recall, body, principal),
  })

async function toldOf(services: Services, found: Case, remindAfterDays: number): Promise<CaseCustomers> {
  const [before, now] = [await callsOf(services, found, found.row.position), await callsOf(services, found)]
  const languages = await languagesAt(services.pool, found.row.site)
  const contacts = entriesOfKind(found, 'contact')
  return caseCustomers({ before, now, contacts, languages, clock: services.now(), remindAfterDays })
}

const customers = (services: Services): Route =>
  route({
    method: 'GET',
    path: '/recalls/:recall/customers',
    role: 'reader',
    sensitive: true,
    summary: 'Who got it, was told, answered, and what came back; whom to remind. As JSON, CSV or XLSX, by Accept',
    query: customersQuery,
    answer: answers.CaseCustomers,
    handle: async ({ params: { recall = '' }, query: { site, remindAfter }, accept }) => {
      const told = await toldOf(services, await caseOf(services, site, recall), remindAfter)
      const name = `customers ${recall}`
      if (names(accept, 'text/csv')) return new Document('text/csv; charset=utf-8', csvOf(customerList(told)), `${name}.csv`)
      if (names(accept, XLSX)) return new Document(XLSX, await xlsxOf([customerList(told)], services.now()), `${name}.xlsx`)
      return told
    },
  })

/** The last one said for each language counts. */
const textsOf = (found: Case): LetterTexts =>
  new Map(entriesOfKind(found, 'letter').flatMap(({ language, detail }) => (detail === null ? [] : [[language, detail] as const])))

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
      const to = chosen(await toldOf(services, found, REMIND_AFTER_DAYS), customer, recall)
      // As one will get it whose language it is.
      const one = to.find(other => other.language === asked) ?? to[0]
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
      const to = chosen(await toldOf(services, found, REMIND_AFTER_DAYS), customer, recall)
      if (to.length === 0) throw notFound(`Nobody got anything that recall ${recall} reaches: there is no letter to write.`)
      const sender = await senderAt(services.pool, site)
      const pdf = await lettersPdf({ customers: to, texts: textsOf(found), row: found.row, sender, now: services.now() })
      return new Document('application/pdf', pdf, customer === undefined ? `letters ${recall}.pdf` : `letter ${recall} ${customer}.pdf`)
    },
  })

function chosen({ customers: all }: CaseCustomers, customer: string | undefined, recall: string): CaseCustomers['customers'] {
  const to = customer === undefined ? all : all.filter(one => one.customer === customer)
  if (customer !== undefined && to.length === 0) throw notFound(`Customer "${customer}" got nothing that recall ${recall} reaches.`)
  return to
}

const evidence = (services: Services): Route =>
  route({
    method: 'GET',
    path: '/recalls/:recall/evidence',
    role: 'reader',
    sensitive: true,
    summary:
      'Everything that proves a case as one signed ZIP: report, lists, balance, events with their hashes; genealot verify checks it anywhere',
    query: siteQuery,
    handle: async ({ params: { recall = '' }, query: { site } }) =>
      new Document('application/zip', await evidencePackage(services, site, recall), `evidence ${recall}.zip`),
  })
