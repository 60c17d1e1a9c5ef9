/** The pick list on paper: a page for each place, with a symbol for the place and for each lot, and a box to tick. */
import type { Content, TableCell } from 'pdfmake/interfaces.js'
import { cell, id, table } from '../paper-table.ts'
import { paperOf } from './case-thread.ts'
import { day, symbolOf } from './papers.ts'
import type { PickLine, PickList, PickPlace } from './pick-list.ts'

interface Paper {
  recall: string
  kind: 'recall' | 'drill'
  reason: string
  site: string
  now: number
}

export function pickListPdf(list: PickList, paper: Paper): Promise<Buffer> {
  const { recall, kind, site, now } = paper
  const name = `${kind === 'drill' ? 'DRILL ' : ''}Pick list ${recall}`
  const open = list.places
    .map(place => ({ ...place, lines: place.lines.filter(line => line.state !== 'found') }))
    .filter(one => one.lines.length > 0)
  return paperOf({
    title: name,
    head: `${name}   ${paper.reason}`,
    foot: `Printed ${day(now)}. Site ${site}. Found so far ${list.found} of ${list.lines}`,
    now,
    content:
      open.length === 0
        ? [{ text: name, style: 'title' }, { text: 'Nothing is to be fetched: everything that lies in the house was found.' }]
        : open.flatMap((place, index) => pageOf(place, index > 0)),
  })
}

function pageOf({ place, lines }: PickPlace, isNext: boolean): Content[] {
  const title: Content = {
    columns: [
      { stack: [{ text: place === null ? 'No place recorded' : [id(place)], style: 'title' }, { text: `${lines.length} to fetch` }] },
      ...(place === null ? [] : [{ width: 70, ...asBlock(symbolOf(place, 64)) }]),
    ],
    ...(isNext ? { pageBreak: 'before' as const } : {}),
  }
  const rows = lines.map((line): TableCell[] => [
    symbolOf(line.number, 46),
    { stack: [{ text: [id(line.number)], bold: true, fontSize: 11 }, cell(line.material)] },
    cell(line.container),
    { text: missing(line), alignment: 'right' },
    line.certainty,
    { canvas: [{ type: 'rect', x: 0, y: 0, w: 18, h: 18, lineWidth: 1 }] },
  ])
  return [title, table(['', 'Lot or serial', 'Container', 'Quantity', 'Certainty', 'Found'], [50, '*', 90, 80, 55, 36], rows)]
}

const asBlock = (content: Content): { stack: Content[] } => ({ stack: [content] })
const missing = ({ quantity, unit, found }: PickLine): string =>
  found === '0' ? `${quantity} ${unit}` : `${quantity} ${unit}, ${found} found`
