/** Templates, printers and prints. */
import { z } from 'zod'
import { Time } from './common.ts'

export const LabelKind = z.enum(['lot', 'serial', 'container', 'location', 'person', 'command'])
export type LabelKind = z.infer<typeof LabelKind>

export const Symbology = z.enum(['qr', 'datamatrix', 'gs1-datamatrix', 'code128', 'gs1-128'])
export type Symbology = z.infer<typeof Symbology>

/** Lengths are millimetres. */
export const LabelElement = z.union([
  z.strictObject({
    kind: z.literal('text'),
    x: z.number(),
    y: z.number(),
    size: z.number(),
    text: z.string(),
    width: z.number().exactOptional(),
    lines: z.number().exactOptional(),
    bold: z.boolean().exactOptional(),
    identifier: z.boolean().exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('symbol'),
    symbology: Symbology,
    x: z.number(),
    y: z.number(),
    width: z.number(),
    height: z.number(),
    text: z.string(),
  }),
  z.strictObject({
    kind: z.literal('line'),
    x: z.number(),
    y: z.number(),
    width: z.number(),
    height: z.number(),
  }),
])
export type LabelElement = z.infer<typeof LabelElement>

export const LabelTemplate = z.strictObject({
  code: z.string(),
  name: z.string().exactOptional(),
  for: LabelKind,
  materials: z.array(z.string()).exactOptional(),
  width: z.number(),
  height: z.number(),
  elements: z.array(LabelElement),
  retired: z.boolean().exactOptional(),
})
export type LabelTemplate = z.infer<typeof LabelTemplate>

export const LabelTemplates = z.strictObject({
  templates: z.array(
    LabelTemplate.extend({
      builtIn: z.boolean(),
    }),
  ),
  tokens: z.record(z.string(), z.string()),
  kinds: z.array(LabelKind),
  symbologies: z.array(Symbology),
})
export type LabelTemplates = z.infer<typeof LabelTemplates>

export const LabelPreview = z.strictObject({
  svg: z.string(),
  warnings: z.array(z.string()),
})
export type LabelPreview = z.infer<typeof LabelPreview>

export const Printer = z.strictObject({
  code: z.string(),
  name: z.string().exactOptional(),
  host: z.string(),
  port: z.number(),
  dpi: z.union([z.literal(152), z.literal(203), z.literal(300), z.literal(600)]),
  width: z.number().exactOptional(),
  height: z.number().exactOptional(),
  failOver: z.string().exactOptional(),
  usual: z.boolean().exactOptional(),
  symbols: z.enum(['native', 'picture']),
  font: z.string().exactOptional(),
  asks: z.boolean(),
  retired: z.boolean().exactOptional(),
  waiting: z.number(),
  failed: z.number(),
  lastPrintedAt: Time.nullable(),
  problem: z.string().nullable(),
})
export type Printer = z.infer<typeof Printer>

export const PrinterAnswer = z.strictObject({
  /** What it says of itself, where it can. */
  status: z.record(z.string(), z.union([z.boolean(), z.number()])).nullable(),
  reached: z.boolean(),
  detail: z.string(),
})
export type PrinterAnswer = z.infer<typeof PrinterAnswer>

export const PrintJob = z.strictObject({
  id: z.string(),
  site: z.string(),
  printer: z.string(),
  askedPrinter: z.string(),
  status: z.enum(['waiting', 'sending', 'printed', 'failed', 'cancelled']),
  doubtful: z.boolean(),
  /** The printer has said that it has all of it; one that answers nothing never does. */
  told: z.boolean(),
  kind: LabelKind,
  subject: z.string(),
  material: z.string().nullable(),
  lot: z.number().nullable(),
  template: z.string(),
  copies: z.number(),
  copy: z.number(),
  reason: z.string().nullable(),
  by: z.string().nullable(),
  station: z.string().nullable(),
  attempts: z.number(),
  problem: z.string().nullable(),
  askedAt: Time,
  endedAt: Time.nullable(),
  via: z.string(),
  /** Printers that could not, before this one. */
  passedBy: z.array(z.string()),
})
export type PrintJob = z.infer<typeof PrintJob>

export const AskedPrint = z.strictObject({
  job: z.string(),
  printer: z.string().nullable(),
  label: z.string(),
  template: z.string(),
  copy: z.number(),
  warnings: z.array(z.string()),
})
export type AskedPrint = z.infer<typeof AskedPrint>

export const LotLabels = z.strictObject({
  prints: z.array(
    z.strictObject({
      template: z.string(),
      copies: z.number(),
      copy: z.number(),
      printer: z.string().nullable(),
      reason: z.string().nullable(),
      by: z.string().nullable(),
      station: z.string().nullable(),
      doubtful: z.boolean(),
      at: Time,
      event: z.string(),
    }),
  ),
  /** How many times it was printed before. */
  copy: z.number(),
  template: z.string(),
  templates: z.array(
    z.strictObject({
      code: z.string(),
      name: z.string(),
      width: z.number(),
      height: z.number(),
    }),
  ),
  printer: z.string().nullable(),
})
export type LotLabels = z.infer<typeof LotLabels>
