/** Asking for a label: what is printed, with which template, on which printer. The queue does the rest. */
import { uuid7 } from '../../base/id.ts'
import { BY_HAND, type Printer, type SubjectKind, type Template } from '../label-shapes.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../route.ts'
import { allTemplates, chooseTemplate, type Wish } from './choose.ts'
import { printedBefore } from './copies.ts'
import { type Labelled, labelled, type Subject } from './facts.ts'
import { addJob, jobOf } from './jobs.ts'
import { type Drawing, layOut } from './layout.ts'
import { statedPrinters, statedTemplates, stationPrinter } from './queries.ts'
import { SymbolError } from './symbol.ts'
import { dotOf } from './zpl.ts'

export interface PrintWish {
  site: string
  subject: Subject
  /** Given by who may ask again for the same label, such as a station that repeats a scan. */
  id?: string | undefined
  printer?: string | undefined
  template?: string | undefined
  copies?: number | undefined
  reason?: string | undefined
  by?: string | undefined
  station?: string | undefined
}

export interface AskedPrint {
  job: string
  /** Null: there is no printer, so nothing was queued. */
  printer: string | null
  /** What the label is for. */
  label: string
  template: string
  copy: number
  warnings: string[]
}

/**
 * Puts labels into the queue, in order, and does not wait for the printer. Called after the facts they tell of are committed.
 * Asking again with the same id answers the same job. @throws Problem
 */
export async function printLabels(services: Services, wishes: readonly PrintWish[], via: string): Promise<AskedPrint[]> {
  const asked: AskedPrint[] = []
  for (const wish of wishes) asked.push(await printLabel(services, wish, via))
  services.wakePrinters?.()
  return asked
}

async function printLabel(services: Services, wish: PrintWish, via: string): Promise<AskedPrint> {
  const { pool, now } = services
  const known = wish.id === undefined ? undefined : await jobOf(pool, wish.id)
  if (known)
    return { job: known.id, printer: known.printer, label: known.subject, template: known.template.code, copy: known.copy, warnings: [] }
  const label = await labelled(services, wish.site, wish.subject)
  const byHand = wish.printer === BY_HAND
  const printer = byHand ? undefined : await printerFor(services, label.site, wish)
  const template = await templateFor(services, label, { named: wish.template, size: printer })
  const copy = await copyOf(services, label)
  const job = wish.id ?? uuid7(now())
  const tokens = withCopy(label.tokens, copy)
  // Laid out once before it is queued: what cannot be printed is said to who asks, not to who looks at the queue.
  const { warnings } = drawingOf(template, tokens, printer?.dpi ?? 203)
  const answer = { job, printer: printer?.code ?? (byHand ? BY_HAND : null), label: label.subject, template: template.code, copy, warnings }
  if (answer.printer === null) return answer
  const { copies = 1, reason = null, by = null, station = null } = wish
  const { site, kind, subject, lot } = label
  await addJob(
    pool,
    { id: job, site, printer: answer.printer, kind, subject, lot, template, tokens, copies, copy, reason, by, station, via },
    byHand ? 'printed' : 'waiting',
  )
  return answer
}

async function copyOf({ pool }: Services, { site, kind, subject, lot }: Labelled): Promise<number> {
  return kind === 'location' || kind === 'command' ? 0 : printedBefore(pool, { site, kind, subject, lot })
}

/** Two boxes with the same label look alike: the second label says that it is one. */
export const withCopy = (tokens: Labelled['tokens'], copy: number): Labelled['tokens'] => ({
  ...tokens,
  copy: copy === 0 ? '' : `COPY ${copy}`,
})

// ---- which printer --------------------------------------------------------------------------------------------------------------

/** The one that is named, the station's, the usual one, the only one; undefined where there is none at all. @throws Problem */
export async function printerFor(
  { pool }: Services,
  site: string,
  { printer, station }: { printer?: string | undefined; station?: string | undefined },
): Promise<Printer | undefined> {
  const printers = (await statedPrinters(pool, site)).filter(one => one.retired !== true)
  if (printer !== undefined) return printers.find(one => one.code === printer) ?? unknownPrinter(printer, site, printers)
  const atStation = station === undefined ? null : await stationPrinter(pool, site, station)
  return (
    printers.find(one => one.code === atStation) ??
    printers.find(one => one.usual === true) ??
    (printers.length === 1 ? printers[0] : undefined)
  )
}

function unknownPrinter(code: string, site: string, printers: readonly Printer[]): never {
  const known = printers.map(one => one.code).join(', ') || 'none'
  throw new Problem(404, 'unknown-printer', `There is no printer "${code}" at site ${site}; there are: ${known}.`, '/printer')
}

// ---- which template -------------------------------------------------------------------------------------------------------------

/** @throws Problem where the named one is not there, or none suits. */
export async function templateFor(
  { pool }: Services,
  { site, kind, material }: Pick<Labelled, 'site' | 'kind' | 'material'>,
  { named, size }: { named?: string | undefined; size?: Wish['size'] },
): Promise<Template> {
  const stated = await statedTemplates(pool, site)
  if (named !== undefined) return allTemplates(stated).find(template => template.code === named) ?? unknownTemplate(named)
  const template = chooseTemplate(stated, { kind, material, size })
  if (!template) throw new Problem(422, 'no-template', noTemplate(kind, size), '/template')
  return template
}

function unknownTemplate(code: string): never {
  throw new Problem(404, 'unknown-template', `There is no label template "${code}".`, '/template')
}

const noTemplate = (kind: SubjectKind, size: Wish['size']): string =>
  `No template for a ${kind} fits the label of ${size?.width ?? '?'} × ${size?.height ?? '?'} mm that is loaded: state one of that size.`

/** @throws Problem where the template cannot show these words. */
export function drawingOf(template: Template, tokens: Labelled['tokens'], dpi: Printer['dpi']): Drawing {
  try {
    return layOut(template, tokens, dotOf(dpi))
  } catch (error) {
    if (!(error instanceof SymbolError)) throw error
    throw new Problem(422, 'label-impossible', error.message, '/template')
  }
}
