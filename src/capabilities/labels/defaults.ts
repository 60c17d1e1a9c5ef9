/** The templates that are there from the start. A template stated with the same code takes the place of one of these. */
import type { Element, Template } from '../label-shapes.ts'

const text = (x: number, y: number, size: number, words: string, more: Partial<Extract<Element, { kind: 'text' }>> = {}): Element => ({
  kind: 'text',
  x,
  y,
  size,
  text: words,
  ...more,
})
const symbol = (
  symbology: Extract<Element, { kind: 'symbol' }>['symbology'],
  room: [number, number, number, number],
  words: string,
): Element => {
  const [x, y, width, height] = room
  return { kind: 'symbol', symbology, x, y, width, height, text: words }
}
const rule = (x: number, y: number, width: number): Element => ({ kind: 'line', x, y, width, height: 0.4 })

const lot: Template = {
  code: 'lot-100x50',
  name: 'Lot, 100 × 50 mm',
  for: 'lot',
  width: 100,
  height: 50,
  elements: [
    symbol('qr', [67, 2, 31, 31], '{url}'),
    text(3, 3, 5, '{number}', { width: 62, lines: 2, identifier: true }),
    rule(3, 18.5, 62),
    text(3, 21, 3.4, '{material}', { width: 62, identifier: true }),
    text(3, 26.6, 2.6, '{description}', { width: 62, lines: 2 }),
    text(3, 35.5, 4.6, '{quantity}', { width: 62, bold: true }),
    text(3, 43.8, 2.2, 'Made {made}', { width: 27 }),
    text(31, 43.8, 2.2, 'Expires {expires}', { width: 36, bold: true }),
    text(68, 34, 2, 'Order {workOrder}', { width: 31 }),
    text(68, 37.6, 2, 'Vendor lot {vendorLot}', { width: 31 }),
    text(68, 41.2, 2, 'Heat {heat}', { width: 30 }),
    text(68, 45.2, 2.2, 'Check {check}', { width: 13 }),
    text(82, 44.6, 3, '{copy}', { width: 17, bold: true }),
  ],
}

const smallLot: Template = {
  code: 'lot-57x32',
  name: 'Lot, 57 × 32 mm',
  for: 'lot',
  width: 57,
  height: 32,
  elements: [
    symbol('qr', [38.5, 1, 17.5, 17.5], '{url}'),
    text(2, 2, 4, '{number}', { width: 36, lines: 2, identifier: true }),
    text(2, 14, 2.4, '{material}', { width: 36, identifier: true }),
    text(2, 18.6, 2, '{description}', { width: 53 }),
    text(2, 22.6, 3, '{quantity}', { width: 34, bold: true }),
    text(2, 28, 1.9, 'Exp {expires}', { width: 24, bold: true }),
    text(27, 28, 1.9, 'Check {check}', { width: 13 }),
    text(40, 27.4, 2.4, '{copy}', { width: 16, bold: true }),
  ],
}

const gs1Lot: Template = {
  code: 'gs1-lot-100x75',
  name: 'Finished goods, GS1, 100 × 75 mm',
  for: 'lot',
  // Chosen by name, or for materials it is stated for: it needs a GTIN.
  materials: [],
  width: 100,
  height: 75,
  elements: [
    text(3, 3, 3.4, '{material}', { width: 66, identifier: true }),
    text(3, 8.6, 2.8, '{description}', { width: 66, lines: 2 }),
    text(3, 19, 5, '{number}', { width: 66, lines: 2, identifier: true }),
    text(3, 34, 3.6, '{quantity}', { width: 33, bold: true }),
    text(38, 34.6, 2.6, 'Expires {expires}', { width: 60, bold: true }),
    symbol('gs1-datamatrix', [73, 3, 25, 25], '{gs1}'),
    text(74, 30, 3, '{copy}', { width: 24, bold: true }),
    symbol('gs1-128', [2, 42, 96, 22], '{gs1}'),
    text(3, 67, 2.4, '{gs1}', { width: 94 }),
  ],
}

const serial: Template = {
  code: 'serial-50x25',
  name: 'Serial, 50 × 25 mm',
  for: 'serial',
  width: 50,
  height: 25,
  elements: [
    text(2, 1.8, 4.2, '{number}', { width: 46, identifier: true }),
    symbol('qr', [32.5, 7.2, 16.8, 16.8], '{url}'),
    text(2, 8.4, 2.4, '{material}', { width: 30, identifier: true }),
    text(2, 12.6, 1.9, '{description}', { width: 30, lines: 2 }),
    text(2, 18.6, 1.7, 'Made {made}', { width: 30 }),
    text(2, 21.8, 1.8, 'Check {check}', { width: 14 }),
    text(17, 21.6, 2.1, '{copy}', { width: 15, bold: true }),
  ],
}

const container: Template = {
  code: 'container-100x150',
  name: 'Container, 100 × 150 mm',
  for: 'container',
  width: 100,
  height: 150,
  elements: [
    text(4, 5, 4, 'Container', { width: 50, bold: true }),
    text(4, 14, 5, '{number}', { width: 58, lines: 3, identifier: true }),
    symbol('qr', [64, 4, 32, 32], '{url}'),
    rule(4, 40, 92),
    text(4, 44, 3, '{contents}', { width: 92, lines: 10 }),
    rule(4, 92, 92),
    text(4, 94.5, 2.4, '{printed}', { width: 60 }),
    text(70, 94, 3, '{copy}', { width: 26, bold: true }),
    symbol('gs1-128', [2, 101, 96, 36], '{gs1}'),
    text(4, 140, 3.4, '{gs1}', { width: 92, bold: true }),
  ],
}

const location: Template = {
  code: 'location-100x50',
  name: 'Location, 100 × 50 mm',
  for: 'location',
  width: 100,
  height: 50,
  elements: [
    symbol('qr', [58, 5, 40, 40], '{url}'),
    text(4, 8, 7, '{number}', { width: 53, lines: 2, identifier: true }),
    text(4, 34, 3.4, '{name}', { width: 53, lines: 2 }),
  ],
}

const badge: Template = {
  code: 'badge-86x54',
  name: 'Badge, 86 × 54 mm',
  for: 'person',
  width: 86,
  height: 54,
  elements: [
    { kind: 'line', x: 0, y: 0, width: 86, height: 5 },
    text(5, 12, 5, '{name}', { width: 44, lines: 2, bold: true }),
    text(5, 31, 4, '{number}', { width: 44, identifier: true }),
    text(5, 45, 2.4, '{site}', { width: 44 }),
    symbol('qr', [48, 11, 36, 36], '{code}'),
  ],
}

const command: Template = {
  code: 'command-86x54',
  name: 'Command card, 86 × 54 mm',
  for: 'command',
  width: 86,
  height: 54,
  elements: [
    text(5, 7, 6.2, '{number}', { width: 45, bold: true }),
    text(5, 19, 2.8, '{name}', { width: 42, lines: 4 }),
    symbol('qr', [50, 3, 33, 33], '{code}'),
    symbol('code128', [4, 39, 78, 12], '{code}'),
  ],
}

export const BUILT_IN: readonly Template[] = [lot, smallLot, gs1Lot, serial, container, location, badge, command]
