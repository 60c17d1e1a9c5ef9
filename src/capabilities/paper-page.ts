/** A paper with a head, a foot and its pages counted. */
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js'
import { say } from '../words/index.ts'
import { paper } from './paper.ts'

/** Plain data, so that it can be handed to a thread. */
export interface Page {
  title: string
  head: string
  foot: string
  now: number
  /** In which the foot counts the pages. */
  language?: string
  landscape?: boolean
  content: Content[]
}

/** Takes seconds of a processor where there are many rows: it is done in a thread. */
export function pdfOf({ title, head, foot, now, language = 'en', landscape = false, content }: Page): Promise<Buffer> {
  const definition: TDocumentDefinitions = {
    info: { title, creationDate: new Date(now) },
    pageSize: 'A4',
    pageOrientation: landscape ? 'landscape' : 'portrait',
    pageMargins: [40, 48, 40, 48],
    defaultStyle: { font: 'Roboto', fontSize: 9.5, color: '#000000' },
    styles: { title: { fontSize: 18, bold: true }, section: { fontSize: 12, bold: true, margin: [0, 14, 0, 4] } },
    header: () => ({ text: head, margin: [40, 22, 40, 0], fontSize: 8 }),
    footer: (page, pages) => ({
      columns: [{ text: foot }, { text: say(language, 'letter.page', { page, pages }), alignment: 'right', width: 80 }],
      margin: [40, 14, 40, 0],
      fontSize: 8,
    }),
    content,
  }
  return paper().createPdf(definition).getBuffer()
}
