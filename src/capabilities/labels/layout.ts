/** A template with its tokens filled in becomes a drawing: every mark with its place in millimetres. SVG, PDF and ZPL draw the same one. */

import type { SymbolElement, Symbology, Template, TextElement } from '../label-shapes.ts'
import { ordered } from './gs1.ts'
import { isGs1, type Modules, modulesOf, QUIET, SymbolError } from './symbol.ts'
import { fill, hasTokens } from './tokens.ts'

export interface TextMark {
  kind: 'text'
  x: number
  /** Where the letters stand. */
  baseline: number
  size: number
  text: string
  /** About as wide as it will be. */
  width: number
  bold: boolean
  identifier: boolean
}
export interface SymbolMark {
  kind: 'symbol'
  symbology: Symbology
  text: string
  modules: Modules
  /** The first dark module, without the quiet zone. */
  x: number
  y: number
  module: number
  width: number
  height: number
}
export interface LineMark {
  kind: 'line'
  x: number
  y: number
  width: number
  height: number
}
export type Mark = TextMark | SymbolMark | LineMark
export interface Drawing {
  width: number
  height: number
  /** Millimetres of one dot of the printer: symbols are whole dots, or their edges blur. */
  dot: number
  marks: Mark[]
  /** What a person should know before this goes on a box. */
  warnings: string[]
}
export type Tokens = Readonly<Record<string, string>>

const MODULE_MIN = 0.16
/** Below this a good scanner at arm's length begins to fail. */
const MODULE_GOOD = 0.25
const LEADING = 1.5
const IDENTIFIER_MIN = 4
const SIZE_MIN = 0.8

export function layOut(template: Template, tokens: Tokens, dot: number): Drawing {
  const drawing: Drawing = { width: template.width, height: template.height, dot, marks: [], warnings: [] }
  for (const element of template.elements) {
    if (element.kind === 'line') drawing.marks.push(element)
    else if (element.kind === 'text') layText(drawing, element, tokens)
    else laySymbol(drawing, element, tokens)
  }
  checkIdentifier(drawing, template)
  return drawing
}

// ---- text -----------------------------------------------------------------------------------------------------------------------

function layText(drawing: Drawing, element: TextElement, tokens: Tokens): void {
  const text = fill(element.text, tokens)
  if (text === '') return
  const { x, y, size, bold = false, identifier = false } = element
  const width = element.width ?? drawing.width - x
  const face = { bold, identifier }
  const { lines, size: fitting } = fitted(text, { size, width, lines: element.lines ?? 1 }, face)
  if (fitting < Math.min(size, IDENTIFIER_MIN) && identifier)
    drawing.warnings.push(
      `"${text}" is ${fitting.toFixed(1)} mm high to fit: a larger label shows it in ${Math.min(size, IDENTIFIER_MIN)} mm.`,
    )
  lines.forEach((line, index) =>
    drawing.marks.push({
      kind: 'text',
      x,
      baseline: round(y + fitting + index * fitting * LEADING),
      size: fitting,
      text: line,
      width: round(measure(line, fitting, face)),
      ...face,
    }),
  )
}

interface Face {
  bold: boolean
  identifier: boolean
}
interface Room {
  size: number
  width: number
  lines: number
}

/** An identifier is set smaller until all of it is there; other text ends with dots. */
function fitted(text: string, room: Room, face: Face): { lines: string[]; size: number } {
  if (!face.identifier) return { lines: shortened(wrapped(text, room, face), room, face), size: room.size }
  // One line in a readable size is better than two in a larger one.
  const single = room.width / measure(text, 1, face)
  if (single >= Math.min(room.size, IDENTIFIER_MIN)) return { lines: [text], size: round(Math.min(room.size, single)) }
  return (
    smaller(text, room, { face, least: IDENTIFIER_MIN, breakOf: behindSeparator }) ??
    evened(smaller(text, room, { face, least: SIZE_MIN, breakOf: anywhere })) ?? {
      lines: split(text, room, face, anywhere),
      size: SIZE_MIN,
    }
  )
}

/** Letters of an identifier are equally wide: lines of equal length leave no single letter behind. */
function evened(set: SetLines | undefined): SetLines | undefined {
  if (set === undefined || set.lines.length < 2) return set
  const letters = Array.from(set.lines.join(''))
  const each = Math.ceil(letters.length / set.lines.length)
  return { ...set, lines: set.lines.map((_, index) => letters.slice(index * each, (index + 1) * each).join('')) }
}

interface SetLines {
  lines: string[]
  size: number
}
interface Way {
  face: Face
  least: number
  breakOf: (line: string) => number
}

function smaller(text: string, room: Room, { face, least, breakOf }: Way): { lines: string[]; size: number } | undefined {
  for (let size = room.size; size >= Math.min(least, room.size); size = round(size - 0.1)) {
    const lines = split(text, { ...room, size }, face, breakOf)
    if (lines.length <= room.lines) return { lines, size }
  }
  return undefined
}

/** Behind a separator where one is near: what tells two numbers apart stays together. Else between any two letters. */
function split(text: string, { size, width }: Room, face: Face, breakOf: Way['breakOf']): string[] {
  const lines: string[] = []
  let line = ''
  for (const letter of text) {
    if (line !== '' && measure(line + letter, size, face) > width) {
      const end = breakOf(line)
      lines.push(line.slice(0, end))
      line = line.slice(end)
    }
    line += letter
  }
  return [...lines, line]
}

const anywhere = (line: string): number => line.length

function behindSeparator(line: string): number {
  const behind = Math.max(...['-', '/', '.', '_', ' '].map(separator => line.lastIndexOf(separator))) + 1
  return behind > line.length / 2 ? behind : line.length
}

function wrapped(text: string, room: Room, face: Face): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && measure(longer, room.size, face) > room.width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line].flatMap(one => (measure(one, room.size, face) > room.width ? split(one, room, face, anywhere) : [one]))
}

function shortened(lines: string[], room: Room, face: Face): string[] {
  if (lines.length <= room.lines) return lines
  const kept = lines.slice(0, room.lines)
  let last = `${kept.pop() ?? ''}…`
  while (last.length > 1 && measure(last, room.size, face) > room.width) last = `${Array.from(last).slice(0, -2).join('')}…`
  return [...kept, last]
}

/** Widths in parts of the letter height; a little generous, so that what fits here fits in the printer's own face too. */
function measure(text: string, size: number, { bold, identifier }: Face): number {
  if (identifier) return Array.from(text).reduce((sum, letter) => sum + (letter > '\u2e80' ? 1.45 : 1.06), 0) * size
  return Array.from(text).reduce((sum, letter) => sum + widthOf(letter), 0) * size * (bold ? 1.05 : 1)
}

function widthOf(letter: string): number {
  if (letter > '\u2e80') return 1.45
  if ("iljI.,:;'|! ".includes(letter)) return 0.4
  if ('rtf-()[]/'.includes(letter)) return 0.52
  if ('mwMW@%…'.includes(letter)) return 1.26
  if ('EFJLTSBPKXYZ'.includes(letter)) return 0.9
  return /\p{Lu}/u.test(letter) ? 1 : 0.8
}

function checkIdentifier(drawing: Drawing, template: Template): void {
  if (!['lot', 'serial', 'container'].includes(template.for)) return
  const sizes = template.elements.flatMap(element => (element.kind === 'text' && element.text.includes('{number}') ? [element.size] : []))
  if (sizes.length === 0) drawing.warnings.push('The number is not there in letters: when the symbol is damaged nobody can read it.')
  else if (Math.max(...sizes) < IDENTIFIER_MIN)
    drawing.warnings.push(`The number is ${Math.max(...sizes)} mm high; ${IDENTIFIER_MIN} mm can be read at arm's length.`)
}

// ---- symbols --------------------------------------------------------------------------------------------------------------------

function laySymbol(drawing: Drawing, element: SymbolElement, tokens: Tokens): void {
  const filled = fill(element.text, tokens)
  const text = isGs1(element.symbology) ? ordered(filled) : filled
  if (text === '') {
    if (hasTokens(element.text)) drawing.warnings.push(leftOut(element))
    return
  }
  const modules = modulesOf(element.symbology, text)
  const mark = placed(element, text, modules, drawing.dot)
  if (mark.module < MODULE_GOOD)
    drawing.warnings.push(
      `The ${element.symbology} symbol has modules of ${mark.module.toFixed(2)} mm: give it more room to be read easily.`,
    )
  drawing.marks.push(mark)
}

const leftOut = ({ symbology }: SymbolElement): string =>
  isGs1(symbology)
    ? `The ${symbology} symbol is left out: it needs the material's GTIN and a number of at most 20 plain characters.`
    : `The ${symbology} symbol is left out: there is nothing to put into it.`

/** As large as whole dots allow, in the middle of its room. @throws SymbolError where no scanner could read it. */
function placed({ symbology, x, y, width, height }: SymbolElement, text: string, modules: Modules, dot: number): SymbolMark {
  const quiet = 2 * QUIET[symbology]
  const [across, down] = modules.kind === 'matrix' ? [modules.columns, modules.rows] : [modules.modules, 0]
  const most = Math.min(width / (across + quiet), down === 0 ? Number.POSITIVE_INFINITY : height / (down + quiet))
  const module = Math.floor(most / dot + 1e-6) * dot
  if (module < MODULE_MIN)
    throw new SymbolError(
      `The ${symbology} symbol for "${text.slice(0, 60)}" does not fit into ${width} × ${height} mm: use a larger label.`,
    )
  const drawn = { width: across * module, height: down === 0 ? height : down * module }
  return {
    kind: 'symbol',
    symbology,
    text,
    modules,
    module,
    x: snapped(x + (width - drawn.width) / 2, dot),
    y: snapped(y + (height - drawn.height) / 2, dot),
    ...drawn,
  }
}

const snapped = (place: number, dot: number): number => Math.round(place / dot) * dot
const round = (value: number): number => Math.round(value * 1000) / 1000

/** Dark rectangles of a symbol in millimetres: one per bar, one per run of dark modules. */
export function* darkOf({ modules, module, x, y, height }: SymbolMark): Generator<LineMark> {
  if (modules.kind === 'bars') {
    let at = 0
    for (const [index, width] of modules.widths.entries()) {
      if (index % 2 === 0) yield { kind: 'line', x: x + at * module, y, width: width * module, height }
      at += width
    }
    return
  }
  const { columns, rows, dark } = modules
  for (let row = 0; row < rows; row++) {
    for (let from = 0; from < columns; ) {
      let to = from
      while (to < columns && dark[row * columns + to]) to++
      if (to > from) yield { kind: 'line', x: x + from * module, y: y + row * module, width: (to - from) * module, height: module }
      from = Math.max(to, from + 1)
    }
  }
}
