/** The records of this capability as they are stated: a template, a printer, a print. Lengths on a label are millimetres. */
import { z } from 'zod'

const code = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'at most 100 characters')
  .regex(/^[^\p{Cc}]*$/u, 'must not hold line breaks or other control characters')
const text = z.string().max(1000, 'at most 1000 characters')
const millimetres = z.number().min(0, 'must not be negative').max(400, 'at most 400 mm')
const length = z.number().min(0.1, 'at least 0.1 mm').max(400, 'at most 400 mm')
const place = { x: millimetres, y: millimetres }

export const SUBJECT_KINDS = ['lot', 'serial', 'container', 'location', 'person', 'command'] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number]
export const SYMBOLOGIES = ['qr', 'datamatrix', 'gs1-datamatrix', 'code128', 'gs1-128'] as const
export type Symbology = (typeof SYMBOLOGIES)[number]

const textElement = z.strictObject({
  kind: z.literal('text'),
  ...place,
  /** Height of a capital letter. */
  size: z.number().min(0.8, 'at least 0.8 mm').max(80, 'at most 80 mm'),
  text,
  width: length.optional(),
  lines: z.int().min(1).max(20).optional(),
  bold: z.boolean().optional(),
  /** An identifier: typewriter face, and never shortened. */
  identifier: z.boolean().optional(),
})
const symbolElement = z.strictObject({
  kind: z.literal('symbol'),
  symbology: z.enum(SYMBOLOGIES),
  ...place,
  width: length,
  height: length,
  text,
})
const lineElement = z.strictObject({ kind: z.literal('line'), ...place, width: length, height: length })
const element = z.discriminatedUnion('kind', [textElement, symbolElement, lineElement])

export const templateShape = {
  code,
  name: z.string().max(400).optional(),
  for: z.enum(SUBJECT_KINDS),
  /** Lots of these materials only; left out: of any. */
  materials: z.array(code).max(1000).optional(),
  width: z.number().min(10, 'at least 10 mm').max(400, 'at most 400 mm'),
  height: z.number().min(5, 'at least 5 mm').max(400, 'at most 400 mm'),
  elements: z.array(element).min(1).max(60),
  retired: z.boolean().optional(),
}
export const templateBody = z.strictObject(templateShape)
export type Template = z.output<typeof templateBody>
export type Element = Template['elements'][number]
export type TextElement = Extract<Element, { kind: 'text' }>
export type SymbolElement = Extract<Element, { kind: 'symbol' }>

export const printerShape = {
  code,
  name: z.string().max(400).optional(),
  host: code,
  port: z.int().min(1).max(65_535).default(9100),
  dpi: z.literal([152, 203, 300, 600]).default(203),
  /** What is loaded: templates of another size are not chosen for it. */
  width: length.optional(),
  height: length.optional(),
  /** Takes over when this one does not answer. */
  failOver: code.optional(),
  /** The one that is used where neither a station nor a person names another. */
  usual: z.boolean().optional(),
  /** Whether the printer draws the symbols itself, or is sent pictures of them. */
  symbols: z.enum(['native', 'picture']).default('native'),
  /** A font stored in the printer for scripts its own does not have, such as E:SIMSUN.TTF. */
  font: z
    .string()
    .regex(/^[A-Z]:[A-Z0-9_]{1,16}\.(TTF|TTE|FNT)$/, 'must name a font of the printer, such as E:SIMSUN.TTF')
    .optional(),
  /** Ask the printer (~HS) before each label whether it can print. */
  asks: z.boolean().default(true),
  retired: z.boolean().optional(),
}
export const printerBody = z.strictObject(printerShape)
export type Printer = z.output<typeof printerBody>

/** Recorded by us when a label has gone to a printer or into a person's hands. */
export const printShape = {
  lot: z.strictObject({ material: code.optional(), number: code }).optional(),
  container: code.optional(),
  template: code,
  copies: z.int().min(1).max(1000).default(1),
  /** 0: the original; 1: the first printed after it, and so on. */
  copy: z.int().min(0).default(0),
  printer: code.optional(),
  reason: z.string().max(4000).optional(),
  /** The connection broke while it was being sent: there may be one label more than this says. */
  doubtful: z.boolean().optional(),
}

/** Printed by a browser, from the document a person was given: nothing is sent from here, but the label is recorded. */
export const BY_HAND = 'browser'
