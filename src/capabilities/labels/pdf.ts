/** Labels as PDF: one per page of its own size for a label printer, or many on a sheet of paper to cut out. */
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js'
import { paper } from '../paper.ts'
import type { Drawing } from './layout.ts'
import { type Faces, svgOf } from './svg.ts'

/** The fonts of the document, and how large they must be set for the height of a capital letter. */
const PAPER: Faces = { text: 'Roboto', identifier: 'Courier', textEm: 1.41, identifierEm: 1.7, fixed: false }
const POINTS = 72 / 25.4

/** Every page is one label. Labels of one document have one size. */
export async function labelsPdf(drawings: readonly Drawing[], title: string, now: number): Promise<Buffer> {
  const [first] = drawings
  const size = { width: (first?.width ?? 100) * POINTS, height: (first?.height ?? 50) * POINTS }
  const content = drawings.map(
    (drawing, index): Content => ({
      ...picture(drawing),
      absolutePosition: { x: 0, y: 0 },
      ...(index === 0 ? {} : { pageBreak: 'before' as const }),
    }),
  )
  return written({ ...frame(title, now), pageSize: size, pageMargins: 0, content })
}

export interface SheetCard {
  drawing: Drawing
  /** Under the card, in small letters. */
  caption?: string
}

const A4 = { width: 210, height: 297, margin: 10, gap: 6, head: 22 }

/** As many cards as a page takes, with thin lines to cut along. */
export async function sheetPdf(
  cards: readonly SheetCard[],
  { title, text }: { title: string; text: string },
  now: number,
): Promise<Buffer> {
  const content: Content[] = []
  for (const [page, placed] of pagesOf(cards).entries()) {
    content.push(heading(title, text, page > 0))
    for (const { card, x, y } of placed) content.push(...cardAt(card, x, y))
  }
  return written({ ...frame(title, now), pageSize: 'A4', pageMargins: A4.margin * POINTS, content })
}

interface Placed {
  card: SheetCard
  x: number
  y: number
}

/** Row by row from the upper left; a card that no longer fits begins the next row, a row that no longer fits the next page. */
function pagesOf(cards: readonly SheetCard[]): Placed[][] {
  const pages: Placed[][] = [[]]
  let [x, y, rowHeight] = [A4.margin, A4.margin + A4.head, 0]
  for (const card of cards) {
    const { width, height } = outer(card)
    if (x + width > A4.width - A4.margin && x > A4.margin) [x, y, rowHeight] = [A4.margin, y + rowHeight + A4.gap, 0]
    if (y + height > A4.height - A4.margin && y > A4.margin + A4.head) {
      pages.push([])
      ;[x, y, rowHeight] = [A4.margin, A4.margin + A4.head, 0]
    }
    pages.at(-1)?.push({ card, x, y })
    x += width + A4.gap
    rowHeight = Math.max(rowHeight, height)
  }
  return pages
}

const CAPTION = 5
const outer = ({ drawing, caption }: SheetCard): { width: number; height: number } => ({
  width: drawing.width,
  height: drawing.height + (caption === undefined ? 0 : CAPTION),
})

function cardAt({ drawing, caption }: SheetCard, x: number, y: number): Content[] {
  const at = { x: x * POINTS, y: y * POINTS }
  const [width, height] = [drawing.width * POINTS, drawing.height * POINTS]
  const cut: Content = {
    canvas: [{ type: 'rect', x: 0, y: 0, w: width, h: height, lineWidth: 0.3, lineColor: '#999999' }],
    absolutePosition: at,
  }
  const words: Content[] =
    caption === undefined ? [] : [{ text: caption, fontSize: 8, color: '#333333', absolutePosition: { x: at.x, y: at.y + height + 2 } }]
  return [{ ...picture(drawing), absolutePosition: at }, cut, ...words]
}

const heading = (title: string, text: string, isNext: boolean): Content => ({
  stack: [
    { text: title, fontSize: 16, bold: true },
    { text, fontSize: 9, margin: [0, 3, 0, 0] },
  ],
  absolutePosition: { x: A4.margin * POINTS, y: A4.margin * POINTS },
  ...(isNext ? { pageBreak: 'before' as const } : {}),
})

const picture = (drawing: Drawing): { svg: string; width: number; height: number } => ({
  svg: svgOf(drawing, PAPER),
  width: drawing.width * POINTS,
  height: drawing.height * POINTS,
})

const frame = (title: string, now: number): Pick<TDocumentDefinitions, 'info' | 'defaultStyle'> => ({
  info: { title, creationDate: new Date(now) },
  defaultStyle: { font: 'Roboto', color: '#000000' },
})

const written = (definition: TDocumentDefinitions): Promise<Buffer> => paper().createPdf(definition).getBuffer()
