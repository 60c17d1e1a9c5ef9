/** Printers as a page shows them: what waits, what failed, how the printer itself is. */

import type * as answers from '../../answers/index.ts'
import type { Element, Printer, Template } from '../label-shapes.ts'
import { AddressRefused } from '../network.ts'
import { notFound, Problem } from '../problem.ts'
import type { Services } from '../route.ts'
import { type HostStatus, hindrance } from './host-status.ts'
import { endTurn, queueCounts, takeTurn } from './jobs.ts'
import { layOut } from './layout.ts'
import { statedPrinters } from './queries.ts'
import { askPrinter, PrintFailed, sendLabel } from './send.ts'
import { dotOf, zplOf } from './zpl.ts'

export async function listPrinters({ pool }: Services, site: string): Promise<answers.Printer[]> {
  const [printers, counts] = await Promise.all([statedPrinters(pool, site), queueCounts(pool, site)])
  const countOf = new Map(counts.map(count => [count.printer, count]))
  return printers.map(printer => {
    const count = countOf.get(printer.code)
    return {
      ...printer,
      waiting: count?.waiting ?? 0,
      failed: count?.failed ?? 0,
      lastPrintedAt: count?.lastPrintedAt?.toISOString() ?? null,
      problem: count?.problem ?? null,
    }
  })
}

async function knownPrinter({ pool }: Services, site: string, code: string): Promise<Printer> {
  const printer = (await statedPrinters(pool, site)).find(one => one.code === code)
  if (!printer) throw notFound(`There is no printer "${code}" at site ${site}.`)
  return printer
}

export interface PrinterAnswer {
  reached: boolean
  /** A sentence for the person at the page. */
  detail: string
  status: HostStatus | null
}

export async function printerStatus(services: Services, site: string, code: string): Promise<PrinterAnswer> {
  const printer = await knownPrinter(services, site, code)
  return inTurn(services, printer, async () => answerOf(printer, await askPrinter(printer)))
}

function answerOf({ code }: Printer, status: HostStatus | null): PrinterAnswer {
  if (status === null)
    return {
      reached: true,
      detail: `${code} takes connections but does not answer ~HS: its state can only be seen at the printer.`,
      status,
    }
  const reason = hindrance(status)
  return { reached: true, detail: reason === undefined ? `${code} is ready.` : `${code} is reached, but ${reason}.`, status }
}

export async function testPrint(services: Services, site: string, code: string): Promise<PrinterAnswer> {
  const printer = await knownPrinter(services, site, code)
  return inTurn(services, printer, async () => {
    await sendLabel(printer, testLabel(printer, services.now()))
    return { reached: true, detail: `A test label was sent to ${code}: scan its symbol, it says TEST-${code}.`, status: null }
  })
}

const PERSON_WAITS_SECONDS = 30

/** A test is one more job at this address: it waits for its turn like the queue, but only as long as a person does. */
async function inTurn(services: Services, printer: Printer, work: () => Promise<PrinterAnswer>): Promise<PrinterAnswer> {
  const turn = { address: `${printer.host.toLowerCase()}:${printer.port}`, holder: crypto.randomUUID(), seconds: PERSON_WAITS_SECONDS }
  if (!(await takeTurn(services.pool, turn)))
    throw new Problem(409, 'printer-busy', `Printer ${printer.code} is printing just now: try again in a moment.`)
  try {
    return await work()
  } catch (error) {
    if (error instanceof PrintFailed || error instanceof AddressRefused) return { reached: false, detail: error.message, status: null }
    throw error
  } finally {
    await endTurn(services.pool, turn.address, turn.holder)
    services.wakePrinters?.()
  }
}

/** A frame to see the edges by, a symbol to scan, and what the printer is called. */
function testLabel(printer: Printer, now: number): string {
  const [width, height] = [printer.width ?? 57, printer.height ?? 32]
  const side = Math.min(width / 2.5, height - 6)
  const edges: Element[] = [
    { kind: 'line', x: 1, y: 1, width: width - 2, height: 0.4 },
    { kind: 'line', x: 1, y: height - 1.4, width: width - 2, height: 0.4 },
    { kind: 'line', x: 1, y: 1, width: 0.4, height: height - 2 },
    { kind: 'line', x: width - 1.4, y: 1, width: 0.4, height: height - 2 },
  ]
  const template: Template = {
    code: 'test',
    for: 'location',
    width,
    height,
    elements: [
      ...edges,
      { kind: 'symbol', symbology: 'qr', x: width - side - 3, y: 3, width: side, height: side, text: '{code}' },
      { kind: 'text', x: 3, y: 4, size: Math.min(4, height / 7), width: width - side - 8, lines: 2, text: '{number}', identifier: true },
      { kind: 'text', x: 3, y: height * 0.5, size: 2, width: width - side - 8, lines: 2, text: 'Test, {printed}' },
    ],
  }
  const tokens = { number: printer.code, code: `TEST-${printer.code}`, printed: new Date(now).toISOString().slice(0, 16).replace('T', ' ') }
  return zplOf(layOut(template, tokens, dotOf(printer.dpi)), printer, 1)
}
