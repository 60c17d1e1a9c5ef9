/** Labels, printers and what waits for them. */
import type {
  AskedPrint,
  LabelPreview,
  LabelTemplate,
  LabelTemplates,
  LotLabels,
  Printer,
  PrinterAnswer,
  PrintJob,
} from '../answers/index.ts'
import type { PrintWish } from './questions.ts'

import type { Transport } from './transport.ts'

const api = '/api/v1'

export interface PrintQuery {
  site?: string
  printer?: string
  station?: string
  lot?: number
  open?: boolean
}
export type LabelForm = 'svg' | 'pdf' | 'zpl'

export function labels(door: Transport) {
  return {
    labelTemplates: (site?: string) => door.json<LabelTemplates>({ path: `${api}/labels/templates`, query: { site } }),
    previewLabel: (question: { template: LabelTemplate; site?: string; lot?: number }) =>
      door.json<LabelPreview>({ method: 'POST', path: `${api}/labels/preview`, body: question }),
    lotLabels: (id: number) => door.json<LotLabels>({ path: `${api}/lots/${id}/labels` }),
    labelOfLot: (id: number, form: LabelForm, query: { template?: string; printer?: string } = {}) =>
      door.blob({ path: labelAddress(id, form), query, accept: '*/*' }),
    print: async (wish: PrintWish) =>
      (await door.json<{ prints: AskedPrint[] }>({ method: 'POST', path: `${api}/prints`, body: wish })).prints,
    prints: async (query: PrintQuery) => (await door.json<{ prints: PrintJob[] }>({ path: `${api}/prints`, query: { ...query } })).prints,
    retryPrint: (id: string, printer?: string) =>
      door.json<PrintJob>({
        method: 'POST',
        path: `${api}/prints/${encodeURIComponent(id)}/retry`,
        body: printer === undefined ? {} : { printer },
      }),
    cancelPrint: (id: string) => door.json<PrintJob>({ method: 'DELETE', path: `${api}/prints/${encodeURIComponent(id)}` }),
    printers: async (site?: string) => (await door.json<{ printers: Printer[] }>({ path: `${api}/printers`, query: { site } })).printers,
    printerStatus: (code: string, site?: string) =>
      door.json<PrinterAnswer>({ path: `${api}/printers/${encodeURIComponent(code)}/status`, query: { site } }),
    testPrinter: (code: string, site?: string) =>
      door.json<PrinterAnswer>({
        method: 'POST',
        path: `${api}/printers/${encodeURIComponent(code)}/test`,
        body: site === undefined ? {} : { site },
      }),
    giveBadges: (wish: { people: string[]; site?: string }) =>
      door.blob({ method: 'POST', path: `${api}/labels/badges`, body: wish, accept: 'application/pdf' }),
  }
}

/** Where the picture of a lot's label is: also for the src of an image. */
export const labelAddress = (id: number, form: LabelForm): string => `${api}/labels/lots/${id}.${form}`
/** A sheet of paper to open in the browser. */
export const sheetAddress = (sheet: 'commands' | 'locations' | 'demo', site?: string): string =>
  `${api}/labels/sheets/${sheet}.pdf${site === undefined ? '' : `?site=${encodeURIComponent(site)}`}`
/** The label of a container as PDF; looking at it changes nothing. */
export const containerLabelAddress = (code: string, site?: string): string =>
  `${api}/labels/containers/${encodeURIComponent(code)}.pdf${site === undefined ? '' : `?site=${encodeURIComponent(site)}`}`
