import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import { SUBJECT_KINDS, SYMBOLOGIES, templateBody } from '../label-shapes.ts'
import { INTEGER_MAX, numberCursor, numberIn, pageOf, writeCursor } from '../paging.ts'
import { notFound, Problem } from '../problem.ts'
import { Document, type Route, route, type Services } from '../route.ts'
import { issueBadges } from './badges.ts'
import { allTemplates } from './choose.ts'
import { checkElement } from './commands.ts'
import { printedBefore } from './copies.ts'
import { labelled, type Subject } from './facts.ts'
import * as jobs from './jobs.ts'
import { labelsPdf } from './pdf.ts'
import { drawingOf, printerFor, printLabels, templateFor, withCopy } from './print.ts'
import { listPrinters, printerStatus, testPrint } from './printers.ts'
import { printsOf, statedTemplates } from './queries.ts'
import { SAMPLE } from './sample.ts'
import { commandSheet, demoSheet, locationSheet } from './sheets.ts'
import { svgOf } from './svg.ts'
import { symbolPng, symbolSvg } from './symbol-picture.ts'
import { TOKENS } from './tokens.ts'
import { zplOf } from './zpl.ts'

const site = z.string().default('main')
const code = z.string().trim().min(1).max(100)
const dpi = z.literal([152, 203, 300, 600])
const look = z.object({
  site,
  template: code.optional(),
  printer: code.optional(),
  copy: z.coerce.number().int().min(0).max(10_000).default(0),
})
const lotOrOther = z
  .union([
    z.strictObject({ lot: z.union([z.int().positive().max(INTEGER_MAX), z.strictObject({ material: code.optional(), number: code })]) }),
    z.strictObject({ container: code }),
    z.strictObject({ location: code }),
    z.strictObject({ command: code }),
  ])
  .transform(subjectOf)
const wish = z.strictObject({
  site,
  labels: z.array(lotOrOther).min(1).max(1000),
  /** "browser": nothing is sent anywhere; the document to print is answered, and that it was taken is recorded. */
  printer: code.optional(),
  template: code.optional(),
  copies: z.int().min(1).max(1000).default(1),
  reason: z.string().max(4000).optional(),
  by: code.optional(),
  station: code.optional(),
})
const preview = z.strictObject({ site, template: templateBody, lot: z.int().positive().max(INTEGER_MAX).optional(), dpi: dpi.default(300) })
const queue = z.object({
  site: z.string().optional(),
  printer: z.string().optional(),
  station: z.string().optional(),
  lot: z.coerce.number().int().positive().max(INTEGER_MAX).optional(),
  open: z
    .enum(['true', 'false'])
    .transform(text => text === 'true')
    .default(false),
  ...pageOf(100),
})

function subjectOf(
  named:
    | { lot: number | { material?: string | undefined; number: string } }
    | { container: string }
    | { location: string }
    | { command: string },
): Subject {
  if ('container' in named) return { kind: 'container', code: named.container }
  if ('location' in named) return { kind: 'location', code: named.location }
  if ('command' in named) return { kind: 'command', code: named.command }
  return typeof named.lot === 'number' ? { kind: 'lot', id: named.lot } : { kind: 'lot', ...named.lot }
}

export function labelRoutes(services: Services): Route[] {
  return [
    ...lookRoutes(services),
    ...sheetRoutes(services),
    ...templateRoutes(services),
    ...printRoutes(services),
    ...printerRoutes(services),
  ]
}

// ---- looking at a label: changes nothing ----------------------------------------------------------------------------------------

function lookRoutes(services: Services): Route[] {
  const of = (path: string, summary: string, subject: (name: string) => Subject): Route =>
    route({
      method: 'GET',
      path,
      role: 'reader',
      summary,
      query: look,
      handle: async ({ params, query }) => {
        const { name, ending } = fileOf(params.file ?? '')
        return labelDocument(services, subject(name), ending, query)
      },
    })
  return [
    of('/labels/lots/:file', 'The label of a lot or serial, by its id: ID.svg, ID.pdf or ID.zpl', lotById),
    of('/labels/containers/:file', 'The label of a container: CODE.svg, CODE.pdf or CODE.zpl', name => ({ kind: 'container', code: name })),
    of('/labels/locations/:file', 'The label of a location: CODE.svg, CODE.pdf or CODE.zpl', name => ({ kind: 'location', code: name })),
    route({
      method: 'GET',
      path: '/labels/symbols/:file',
      role: 'reader',
      summary: 'One symbol: qr.svg?text=… or code128.png?text=… (qr, datamatrix, gs1-datamatrix, code128, gs1-128)',
      query: z.object({ text: z.string().min(1).max(2000) }),
      handle: async ({ params, query: { text } }) => symbolDocument(params.file ?? '', text),
    }),
    route({
      method: 'GET',
      path: '/lots/:id/labels',
      role: 'reader',
      summary: 'The labels a lot bears, and what the next one would be',
      answer: answers.LotLabels,
      handle: async ({ params }) => lotLabels(services, lotById(params.id ?? '').id),
    }),
  ]
}

function lotById(name: string): { kind: 'lot'; id: number } {
  const id = numberIn(name)
  if (id === null) throw notFound(`There is no lot ${name}.`)
  return { kind: 'lot', id }
}

function fileOf(file: string): { name: string; ending: string } {
  const dot = file.lastIndexOf('.')
  return dot < 1 ? { name: file, ending: 'svg' } : { name: file.slice(0, dot), ending: file.slice(dot + 1).toLowerCase() }
}

async function labelDocument(services: Services, subject: Subject, ending: string, asked: z.output<typeof look>): Promise<Document> {
  const label = await labelled(services, asked.site, subject)
  const printer = asked.printer === undefined ? undefined : await printerFor(services, label.site, asked)
  const template = await templateFor(services, label, { named: asked.template, size: printer })
  const tokens = withCopy(label.tokens, asked.copy)
  const drawing = drawingOf(template, tokens, printer?.dpi ?? (ending === 'zpl' ? 203 : 300))
  const name = `label ${label.subject}.${ending}`
  switch (ending) {
    case 'svg':
      return new Document('image/svg+xml', svgOf(drawing), name)
    case 'pdf':
      return new Document('application/pdf', await labelsPdf([drawing], `Label ${label.subject}`, services.now()), name)
    case 'zpl':
      return new Document('text/plain; charset=utf-8', zplOf(drawing, printer ?? { dpi: 203, symbols: 'native' }, 1), name)
    default:
      throw notFound(`A label comes as .svg, .pdf or .zpl, not as .${ending}.`)
  }
}

async function symbolDocument(file: string, text: string): Promise<Document> {
  const { name, ending } = fileOf(file)
  const symbology = SYMBOLOGIES.find(one => one === name)
  if (symbology === undefined) throw notFound(`There is no symbology ${name}; there are ${SYMBOLOGIES.join(', ')}.`)
  if (ending === 'png') return new Document('image/png', await symbolPng(symbology, text))
  if (ending === 'svg') return new Document('image/svg+xml', symbolSvg(symbology, text))
  throw notFound(`A symbol comes as .svg or .png, not as .${ending}.`)
}

async function lotLabels(services: Services, id: number): Promise<answers.LotLabels> {
  const label = await labelled(services, '', { kind: 'lot', id })
  const [prints, copy, printer, stated] = await Promise.all([
    printsOf(services.pool, id),
    printedBefore(services.pool, label),
    printerFor(services, label.site, {}),
    statedTemplates(services.pool, label.site),
  ])
  const template = await templateFor(services, label, { size: printer })
  return {
    prints: prints.map(row => ({ ...row, at: formatInstant(row.at) })),
    copy,
    template: template.code,
    templates: allTemplates(stated)
      .filter(one => one.for === label.kind || (label.kind === 'serial' && one.for === 'lot'))
      .map(({ code: name, name: words, width, height }) => ({ code: name, name: words ?? name, width, height })),
    printer: printer?.code ?? null,
  }
}

// ---- sheets of paper ------------------------------------------------------------------------------------------------------------

function sheetRoutes(services: Services): Route[] {
  const pdf = (bytes: Buffer, name: string): Document => new Document('application/pdf', bytes, `${name}.pdf`)
  return [
    route({
      method: 'GET',
      path: '/labels/sheets/commands.pdf',
      role: 'reader',
      summary: 'Command cards to cut out',
      handle: async () => pdf(await commandSheet(services), 'command cards'),
    }),
    route({
      method: 'GET',
      path: '/labels/sheets/locations.pdf',
      role: 'reader',
      summary: 'Labels of all locations of a site on paper',
      query: z.object({ site }),
      handle: async ({ query }) => pdf(await locationSheet(services, query.site), 'locations'),
    }),
    route({
      method: 'GET',
      path: '/labels/sheets/demo.pdf',
      role: 'reader',
      summary: 'A sheet to try scanning with: badge, lots, a held lot, a container, commands',
      query: z.object({ site }),
      handle: async ({ query }) => pdf(await demoSheet(services, query.site), 'scan sheet'),
    }),
    route({
      method: 'POST',
      path: '/labels/badges',
      role: 'administrator',
      summary: 'New badges for people, as a sheet; it is the only time they are shown, and the badges before them end',
      body: z.strictObject({ site, people: z.array(code).min(1).max(200) }),
      handle: async ({ body, principal }) => pdf(await issueBadges(services, body, principal.name), 'badges'),
    }),
  ]
}

// ---- templates ------------------------------------------------------------------------------------------------------------------

function templateRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/labels/templates',
      role: 'reader',
      summary: 'Label templates, the built-in ones included, and the words in braces they may use',
      query: z.object({ site }),
      answer: answers.LabelTemplates,
      handle: async ({ query }) => {
        const stated = await statedTemplates(services.pool, query.site)
        const own = new Set(stated.map(template => template.code))
        return {
          templates: allTemplates(stated).map(template => ({ ...template, builtIn: !own.has(template.code) })),
          tokens: TOKENS,
          kinds: SUBJECT_KINDS,
          symbologies: SYMBOLOGIES,
        }
      },
    }),
    route({
      method: 'POST',
      path: '/labels/preview',
      role: 'reader',
      summary: 'How a template would look, with a lot or with sample words; nothing is kept',
      body: preview,
      answer: answers.LabelPreview,
      handle: async ({ body }) => previewed(services, body),
    }),
  ]
}

async function previewed(services: Services, { template, lot, dpi: resolution }: z.output<typeof preview>): Promise<answers.LabelPreview> {
  template.elements.forEach((element, index) => checked(() => checkElement(element, template, `/template/elements/${index}`)))
  const tokens = lot === undefined ? SAMPLE[template.for] : (await labelled(services, '', { kind: 'lot', id: lot })).tokens
  const drawing = drawingOf(template, tokens, resolution)
  return { svg: svgOf(drawing), warnings: drawing.warnings }
}

function checked(check: () => void): void {
  try {
    check()
  } catch (error) {
    throw error instanceof Refusal ? new Problem(422, error.code, error.message, error.pointer) : error
  }
}

// ---- printing -------------------------------------------------------------------------------------------------------------------

function printRoutes(services: Services): Route[] {
  const { pool } = services
  return [
    route({
      method: 'POST',
      path: '/prints',
      role: 'writer',
      summary: 'Print labels: put into the queue of a printer, in order',
      body: wish,
      status: 202,
      answer: answers.listed('prints', answers.AskedPrint),
      handle: async ({ body, principal }) => {
        const { labels, ...more } = body
        const by = more.by ?? principal.person ?? undefined
        const wishes = labels.map(subject => ({ ...more, by, subject }))
        return { prints: (await printLabels(services, wishes, principal.name)).map(needsPrinter) }
      },
    }),
    route({
      method: 'GET',
      path: '/prints',
      role: 'reader',
      summary: 'Labels asked for, newest first, with what became of each',
      query: queue,
      answer: answers.paged('prints', answers.PrintJob),
      handle: async ({ query }) => printPage(services, query),
    }),
    route({
      method: 'POST',
      path: '/prints/:id/retry',
      role: 'writer',
      summary: 'Send it again, here or to another printer',
      body: z.strictObject({ printer: code.optional() }),
      answer: answers.PrintJob,
      handle: async ({ params, body }) => {
        const job = await knownJob(services, params)
        const printer = await printerFor(services, job.site, { printer: body.printer ?? job.askedPrinter })
        if (!printer || !(await jobs.retryJob(pool, job.id, printer.code)))
          throw new Problem(409, 'print-ended', 'It is printed, or being sent just now: print the label anew instead.')
        services.wakePrinters?.()
        return shownJob(await knownJob(services, params))
      },
    }),
    route({
      method: 'DELETE',
      path: '/prints/:id',
      role: 'writer',
      summary: 'Take a label out of the queue',
      answer: answers.PrintJob,
      handle: async ({ params }) => {
        const job = await knownJob(services, params)
        if (!(await jobs.cancelJob(pool, job.id))) throw new Problem(409, 'print-ended', 'It is printed, or being sent just now.')
        return shownJob(await knownJob(services, params))
      },
    }),
  ]
}

function needsPrinter<T extends { printer: string | null }>(asked: T): T {
  if (asked.printer === null)
    throw new Problem(
      422,
      'no-printer',
      'It is not clear which printer: name one, or state one as usual. Labels can also be taken as PDF.',
      '/printer',
    )
  return asked
}

async function knownJob({ pool }: Services, params: Record<string, string>): Promise<jobs.Job> {
  const job = await jobs.jobOf(pool, params.id ?? '')
  if (!job) throw notFound(`There is no print ${params.id ?? ''}.`)
  return job
}

async function printPage({ pool }: Services, asked: z.output<typeof queue>): Promise<{ prints: answers.PrintJob[]; next: string | null }> {
  const { site: of, printer, station, lot, open, limit, cursor } = asked
  const rows = await jobs.jobsLike(pool, {
    site: of ?? null,
    printer: printer ?? null,
    station: station ?? null,
    lot: lot ?? null,
    open,
    before: numberCursor(cursor, Number.MAX_SAFE_INTEGER),
    limit: limit + 1,
  })
  const shown = rows.slice(0, limit)
  return { prints: shown.map(shownJob), next: rows.length > limit ? writeCursor([Number(shown.at(-1)?.place)]) : null }
}

function shownJob(job: jobs.Job): answers.PrintJob {
  const { template, tokens: _, recorded: __, place: ___, askedAt, endedAt, passedBy, takenBy, ...row } = job
  return {
    ...row,
    told: takenBy !== null,
    template: template.code,
    material: job.tokens.material ?? null,
    passedBy,
    askedAt: askedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  }
}

// ---- printers -------------------------------------------------------------------------------------------------------------------

function printerRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/printers',
      role: 'reader',
      summary: 'Printers with what waits at each',
      query: z.object({ site }),
      answer: answers.listed('printers', answers.Printer),
      handle: async ({ query }) => ({ printers: await listPrinters(services, query.site) }),
    }),
    route({
      method: 'GET',
      path: '/printers/:code/status',
      role: 'writer',
      summary: 'Asks the printer itself (~HS) how it is',
      query: z.object({ site }),
      answer: answers.PrinterAnswer,
      handle: async ({ params, query }) => printerStatus(services, query.site, params.code ?? ''),
    }),
    route({
      method: 'POST',
      path: '/printers/:code/test',
      role: 'writer',
      summary: 'Sends a test label past the queue and says what happened',
      body: z.strictObject({ site }),
      answer: answers.PrinterAnswer,
      handle: async ({ params, body }) => testPrint(services, body.site, params.code ?? ''),
    }),
  ]
}
