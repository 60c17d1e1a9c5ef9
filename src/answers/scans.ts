/** What a scanned text says and means. */
import { z } from 'zod'
import { COMMAND_WORDS } from '../symbols/reading.ts'
import { Lot, Time } from './common.ts'

/** What a scanned text says, before anything is looked up. */
export const Syntax = z.enum(['gs1', 'digital-link', 'iso15434', 'own', 'badge', 'command', 'plain'])
export type Syntax = z.infer<typeof Syntax>

/** One piece of a label under its GS1 application identifier or its MH10.8.2 data identifier. */
export const ScanElement = z.union([
  z.strictObject({
    ai: z.string(),
    value: z.string(),
  }),
  z.strictObject({
    di: z.string(),
    value: z.string(),
  }),
])
export type ScanElement = z.infer<typeof ScanElement>

/** Why a text is not ok; for programs, while `problem` is for people. */
export const Reason = z.enum([
  'empty',
  'ambiguous',
  'separators-lost',
  'unknown-identifier',
  'wrong-value',
  'element-missing',
  'elements-exclude',
  'elements-differ',
  'digital-link',
  'digital-link-compressed',
  'envelope',
  'check-character',
  'run-together',
  'command',
])
export type Reason = z.infer<typeof Reason>

/** The identifying facts of a label, whatever the syntax it came in. Dates are YYYY-MM-DD, quantities exact decimals. */
export const ScanFacts = z.strictObject({
  gtin: z.string().exactOptional(),
  /** The GTIN of what a pallet or case contains. */
  contentGtin: z.string().exactOptional(),
  sscc: z.string().exactOptional(),
  /** The number that identifies a lot: on a supplier's label the supplier's. */
  lot: z.string().exactOptional(),
  serial: z.string().exactOptional(),
  /** Our part number as the supplier printed it, and the supplier's own. */
  part: z.string().exactOptional(),
  supplierPart: z.string().exactOptional(),
  vendor: z.string().exactOptional(),
  order: z.string().exactOptional(),
  packingList: z.string().exactOptional(),
  package: z.string().exactOptional(),
  expiresOn: z.string().exactOptional(),
  bestBefore: z.string().exactOptional(),
  producedOn: z.string().exactOptional(),
  dateCode: z.string().exactOptional(),
  quantity: z.string().exactOptional(),
  /** Undefined where the label does not say: then it counts in the material's own unit. */
  unit: z.string().exactOptional(),
  origin: z.string().exactOptional(),
})
export type ScanFacts = z.infer<typeof ScanFacts>

export const Candidate = z.strictObject({
  elements: z.array(ScanElement),
  bracketed: z.string(),
})
export type Candidate = z.infer<typeof Candidate>

/** What the text might be as well; nothing is recorded on a hint alone. */
export const Hint = z.strictObject({
  syntax: Syntax,
  elements: z.array(ScanElement),
  facts: ScanFacts,
  says: z.string(),
})
export type Hint = z.infer<typeof Hint>

export const CommandWord = z.enum(COMMAND_WORDS)
export type CommandWord = z.infer<typeof CommandWord>

export const Command = z.strictObject({
  word: CommandWord,
  quantity: z.string().nullable(),
  reason: z.string().nullable(),
})
export type Command = z.infer<typeof Command>

export const ScanReading = z.strictObject({
  ok: z.boolean(),
  syntax: Syntax,
  elements: z.array(ScanElement),
  bracketed: z.string().nullable(),
  /** One sentence: what is wrong and what to do. */
  problem: z.string().nullable(),
  reason: Reason.nullable(),
  /** What to look up where the text is a number of its own: what is left when wrappers are taken off. */
  text: z.string(),
  facts: ScanFacts,
  command: Command.nullable(),
  /** Ways to read a text whose separators were lost, where there are several. */
  candidates: z.array(Candidate),
  hints: z.array(Hint),
  /** Harmless damage that was mended on the way: what the scanner should be told. */
  warnings: z.array(z.string()),
  /** The AIM symbology identifier, such as C1, where the scanner sent one. */
  symbology: z.string().nullable(),
  /** The text proves its syntax: a symbology identifier, separators, brackets, an envelope. Otherwise an exact number of ours comes first. */
  marked: z.boolean(),
})
export type ScanReading = z.infer<typeof ScanReading>

/** What one scanner does to a text on its way, and how it is undone. Made by the scanner test page (see diagnose.ts). */
export const ScannerProfile = z.strictObject({
  suffix: z.enum(['enter', 'tab', 'none']),
  /** Sent before every text, so that a scan cannot be taken for typing. */
  prefix: z.string().optional().exactOptional(),
  /** What arrives, and what was printed: for a scanner and a computer set to different keyboards. */
  layout: z.record(z.string(), z.string()).optional().exactOptional(),
  /** What happens to letters: Caps Lock inverts them, some scanners send one case only. */
  letters: z.enum(['as-is', 'inverted', 'small', 'capital']),
  /** What arrives in place of FNC1. */
  separator: z.string().optional().exactOptional(),
})
export type ScannerProfile = z.infer<typeof ScannerProfile>

/** A profile as it was stated; one with a station's code is that station's. */
export const StatedProfile = ScannerProfile.extend({ site: z.string(), code: z.string() })
export type StatedProfile = z.infer<typeof StatedProfile>

export const PieceKind = z.enum([
  'lot',
  'serial',
  'part',
  'supplierPart',
  'order',
  'package',
  'quantity',
  'expiresOn',
  'producedOn',
  'fixed',
  'varies',
])
export type PieceKind = z.infer<typeof PieceKind>

export const DateFormat = z.enum([
  'YYMMDD',
  'YYYYMMDD',
  'DDMMYY',
  'DDMMYYYY',
  'MMDDYYYY',
  'YYYY-MM-DD',
  'DD.MM.YYYY',
  'MM/DD/YYYY',
  'DD/MM/YYYY',
])
export type DateFormat = z.infer<typeof DateFormat>

/** What is learned of a vendor's label that follows no standard: an example, and what stands in it. */
export const LabelPattern = z.strictObject({
  site: z.string(),
  code: z.string(),
  vendor: z.string(),
  example: z.string(),
  pieces: z.array(
    z.strictObject({
      is: PieceKind,
      value: z.string(),
      /** Where it begins in the example, from 0, where the value stands there more than once. */
      at: z.number().exactOptional(),
      format: DateFormat.exactOptional(),
    }),
  ),
  active: z.boolean(),
})
export type LabelPattern = z.infer<typeof LabelPattern>

/** What a pattern would read of labels. */
export const TriedPattern = z.strictObject({
  /** As a regular expression. */
  shape: z.string(),
  readings: z.array(z.strictObject({ text: z.string(), facts: ScanFacts.nullable() })),
  /** Codes of other patterns that read one of them as well. */
  clashes: z.array(z.string()),
})
export type TriedPattern = z.infer<typeof TriedPattern>

export const FoundKind = z.enum([
  'lot',
  'serial',
  'container',
  'workOrder',
  'purchaseOrder',
  'salesOrder',
  'location',
  'workCenter',
  'shipment',
  'station',
  'printer',
  'material',
  'person',
])
export type FoundKind = z.infer<typeof FoundKind>

export const FoundRecord = z.strictObject({
  kind: FoundKind,
  site: z.string(),
  code: z.string(),
  by: z.string(),
  possible: z.boolean(),
  why: z.string().nullable(),
  name: z.string().nullable(),
  lot: Lot.nullable(),
  language: z.string().exactOptional(),
})
export type FoundRecord = z.infer<typeof FoundRecord>

export const ScanMeaning = z.strictObject({
  kind: z.union([
    FoundKind,
    z.literal('command'),
    z.literal('vendorLot'),
    z.literal('gtin'),
    z.literal('gtin+lot'),
    z.literal('sscc'),
    z.literal('label'),
    z.literal('vendorLabel'),
    z.literal('ambiguous'),
    z.literal('unknown'),
  ]),
  picked: FoundRecord.nullable(),
  found: z.array(FoundRecord),
  facts: ScanFacts,
  material: z
    .strictObject({
      site: z.string(),
      code: z.string(),
      description: z.string().nullable(),
    })
    .nullable(),
  command: z
    .strictObject({
      word: z.string(),
      quantity: z.string().nullable(),
      reason: z.string().nullable(),
    })
    .nullable(),
  pattern: z.string().nullable(),
})
export type ScanMeaning = z.infer<typeof ScanMeaning>

/** `means` is empty where the text could not be read, or where there is no store to look into. */
export const ResolvedScan = ScanReading.extend({
  means: z.union([ScanMeaning, z.record(z.string(), z.never())]),
})
export type ResolvedScan = z.infer<typeof ResolvedScan>

/** One scan of the log, with the bytes as they came in. */
export const LoggedScan = z.strictObject({
  id: z.number(),
  at: Time,
  site: z.string().nullable(),
  station: z.string().nullable(),
  device: z.string().nullable(),
  by: z.string().nullable(),
  syntax: z.string(),
  kind: z.string().nullable(),
  outcome: z.string(),
  problem: z.string().nullable(),
  ms: z.number(),
  /** Control characters as their pictures. */
  text: z.string(),
  /** In hexadecimal digits. */
  bytes: z.string(),
})
export type LoggedScan = z.infer<typeof LoggedScan>
