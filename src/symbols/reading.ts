/** What a scanned text says, before anything is looked up. */
export type Syntax = 'gs1' | 'digital-link' | 'iso15434' | 'own' | 'badge' | 'command' | 'plain'

/** One piece of a label under its GS1 application identifier or its MH10.8.2 data identifier. */
export type ScanElement = { ai: string; value: string } | { di: string; value: string }

/** Why a text is not ok; for programs, while `problem` is for people. */
export type Reason =
  | 'empty'
  | 'ambiguous'
  | 'separators-lost'
  | 'unknown-identifier'
  | 'wrong-value'
  | 'element-missing'
  | 'elements-exclude'
  | 'elements-differ'
  | 'digital-link'
  | 'digital-link-compressed'
  | 'envelope'
  | 'check-character'
  | 'run-together'
  | 'command'

/** The identifying facts of a label, whatever the syntax it came in. Dates are YYYY-MM-DD, quantities exact decimals. */
export interface ScanFacts {
  gtin?: string
  /** The GTIN of what a pallet or case contains. */
  contentGtin?: string
  sscc?: string
  /** The number that identifies a lot: on a supplier's label the supplier's. */
  lot?: string
  serial?: string
  /** Our part number as the supplier printed it, and the supplier's own. */
  part?: string
  supplierPart?: string
  vendor?: string
  order?: string
  packingList?: string
  package?: string
  expiresOn?: string
  bestBefore?: string
  producedOn?: string
  dateCode?: string
  quantity?: string
  /** Undefined where the label does not say: then it counts in the material's own unit. */
  unit?: string
  origin?: string
}

export interface Candidate {
  elements: ScanElement[]
  bracketed: string
}

/** What the text might be as well; nothing is recorded on a hint alone. */
export interface Hint {
  syntax: Syntax
  elements: ScanElement[]
  facts: ScanFacts
  says: string
}

export interface ScanReading {
  ok: boolean
  syntax: Syntax
  elements: ScanElement[]
  bracketed: string | null
  /** One sentence: what is wrong and what to do. */
  problem: string | null
  reason: Reason | null
  /** What to look up where the text is a number of its own: what is left when wrappers are taken off. */
  text: string
  facts: ScanFacts
  command: Command | null
  /** Ways to read a text whose separators were lost, where there are several. */
  candidates: Candidate[]
  hints: Hint[]
  /** Harmless damage that was mended on the way: what the scanner should be told. */
  warnings: string[]
  /** The AIM symbology identifier, such as C1, where the scanner sent one. */
  symbology: string | null
  /** The text proves its syntax: a symbology identifier, separators, brackets, an envelope. Otherwise an exact number of ours comes first. */
  marked: boolean
}

export interface Command {
  word: CommandWord
  quantity: string | null
  reason: string | null
}

export const COMMAND_WORDS = [
  'DONE',
  'UNDO',
  'QTY',
  'SCRAP',
  'HOLD',
  'NEW LOT',
  'REPRINT',
  'HELP',
  'SPLIT',
  'OK',
  'NO',
  'MERGE',
  'RENUMBER',
  'SERIALIZE',
  'PACK',
  'UNPACK',
  'SWAP',
] as const
export type CommandWord = (typeof COMMAND_WORDS)[number]

/** What is expected at this moment; it decides between ways to read a text whose separators were lost. */
export interface Expected {
  gtin?: string
  lot?: string
  serial?: string
  sscc?: string
}

export interface ReadContext {
  /** The year now: it tells the century of a date with two digits. */
  year?: number
  expected?: readonly Expected[]
  /** Numbering rules with a {check}, expanded as far as they are known. */
  numbering?: readonly string[]
}

const EMPTY: Omit<ScanReading, 'ok' | 'syntax' | 'text'> = {
  elements: [],
  bracketed: null,
  problem: null,
  reason: null,
  facts: {},
  command: null,
  candidates: [],
  hints: [],
  warnings: [],
  symbology: null,
  marked: false,
}

export const understood = (
  syntax: Syntax,
  text: string,
  more: Partial<Omit<ScanReading, 'ok' | 'syntax' | 'text' | 'problem' | 'reason'>> = {},
): ScanReading => ({ ...EMPTY, ok: true, syntax, text, ...more })

export const refused = (
  syntax: Syntax,
  text: string,
  { reason, sentence }: { reason: Reason; sentence: string },
  more: Partial<Pick<ScanReading, 'candidates' | 'hints' | 'warnings' | 'marked' | 'command'>> = {},
): ScanReading => ({ ...EMPTY, ok: false, syntax, text, problem: sentence, reason, ...more })
