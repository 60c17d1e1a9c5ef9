/** A drawing as SVG: for the screen, for the browser's own printing, and inside the PDF. */
import { type Drawing, darkOf, type LineMark, type Mark, type TextMark } from './layout.ts'

/** Families, and the height of a font for a capital letter of height 1. */
export interface Faces {
  text: string
  identifier: string
  textEm: number
  identifierEm: number
  /** Widths are kept whatever font is really there. */
  fixed: boolean
}
export const SCREEN: Faces = {
  text: "'Atkinson Hyperlegible Next Variable', 'Helvetica Neue', Arial, 'Noto Sans', sans-serif",
  identifier: "'JetBrains Mono', 'DejaVu Sans Mono', Consolas, monospace",
  textEm: 1.42,
  identifierEm: 1.38,
  fixed: true,
}

export function svgOf(drawing: Drawing, faces: Faces = SCREEN): string {
  const { width, height } = drawing
  const frame = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}mm" height="${height}mm" viewBox="0 0 ${width} ${height}">`
  return `${frame}<rect width="${width}" height="${height}" fill="#fff"/>${inside(drawing, faces)}</svg>`
}

export const inside = ({ marks }: Drawing, faces: Faces): string => marks.map(mark => markOf(mark, faces)).join('')

function markOf(mark: Mark, faces: Faces): string {
  if (mark.kind === 'text') return textOf(mark, faces)
  const boxes = mark.kind === 'line' ? [mark] : [...darkOf(mark)]
  return `<path fill="#000" shape-rendering="crispEdges" d="${boxes.map(boxOf).join('')}"/>`
}

const boxOf = ({ x, y, width, height }: LineMark): string => `M${num(x)} ${num(y)}h${num(width)}v${num(height)}h${num(-width)}z`

function textOf({ x, baseline, size, text, width, bold, identifier }: TextMark, faces: Faces): string {
  const [family, em] = identifier ? [faces.identifier, faces.identifierEm] : [faces.text, faces.textEm]
  // Whoever shows it may have another font: then the letters are made as wide as they will be on paper.
  const length = faces.fixed && !identifier ? ` textLength="${num(width)}" lengthAdjust="spacingAndGlyphs"` : ''
  const weight = bold || identifier ? ' font-weight="bold"' : ''
  return `<text x="${num(x)}" y="${num(baseline)}" font-size="${num(size * em)}" font-family="${family}"${weight}${length} fill="#000">${escaped(text)}</text>`
}

const num = (value: number): string => String(Math.round(value * 10_000) / 10_000)
const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/\p{Cc}/gu, ' ')
